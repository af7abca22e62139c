//! What tells whether a file that is only copied holds other bytes than before, without keeping them.

use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// Bytes up to which a file is read to tell whether it changed; of a larger one, size and time of change count.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What a file looked like.
#[derive(Debug, Clone)]
pub struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Of its bytes, where they were read.
    hash: Option<[u8; 32]>,
}

impl Stamp {
    /// Looks at a file without reading it; one that is gone has no bytes.
    pub fn of(file: &Path) -> Self {
        let metadata = std::fs::metadata(file).ok();
        Self {
            size: metadata.as_ref().map_or(0, std::fs::Metadata::len),
            modified: metadata.and_then(|metadata| metadata.modified().ok()),
            hash: None,
        }
    }

    /// The same, with a hash of the bytes, unless the file is too large or gone. That of `before` is taken where size and time are
    /// the same.
    #[must_use]
    pub fn with_hash(self, file: &Path, before: Option<&Self>) -> Self {
        let same = before.filter(|before| (before.size, before.modified) == (self.size, self.modified));
        let known = same.and_then(|before| before.hash);
        let read = || (self.size <= MAX_BYTES).then(|| std::fs::read(file).ok()).flatten();
        let hash = known.or_else(|| Some(Sha256::digest(read()?).into()));
        Self { hash, ..self }
    }

    /// Whether the bytes are the same, as far as can be told.
    pub fn is_as(&self, other: &Self) -> bool {
        match (self.hash, other.hash) {
            (Some(a), Some(b)) => a == b,
            _ => (self.size, self.modified) == (other.size, other.modified),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touched_file_is_the_same_and_a_changed_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        std::fs::write(&file, "one").unwrap();
        let first = Stamp::of(&file).with_hash(&file, None);
        std::fs::File::options().append(true).open(&file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let touched = Stamp::of(&file).with_hash(&file, Some(&first));
        assert!(touched.is_as(&first));
        assert!(!Stamp::of(&file).is_as(&Stamp { hash: None, ..first }));
        std::fs::write(&file, "two").unwrap();
        assert!(!Stamp::of(&file).with_hash(&file, Some(&touched)).is_as(&first));
    }
}
