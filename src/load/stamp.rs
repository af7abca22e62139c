//! What tells whether a file that is only copied holds other bytes than before, without keeping them. In: a file. Out: what the
//! system says of it, and the hash of its bytes once it was needed.

use std::fs::Metadata;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// Bytes up to which a file is read to tell whether it changed; of a larger one, size and times count.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// Bytes that are read at once.
const BUFFER: usize = 128 * 1024;

/// How long ago a file must have changed for its times to tell of each later change: the clocks of file systems are coarse,
/// two seconds at worst.
const COARSE: Duration = Duration::from_secs(2);

/// What the system says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileState {
    /// Bytes.
    pub size: u64,
    modified: Option<SystemTime>,
    /// When anything of it changed, which no program can set, in seconds and nanoseconds; zero where the system does not tell.
    changed: (i64, i64),
}

impl FileState {
    /// The state of a file, which need not exist.
    pub fn of(file: &Path) -> Option<Self> {
        std::fs::metadata(file).ok().as_ref().map(Self::from)
    }

    /// Orders files by when they were changed last.
    pub fn moment(&self) -> impl Ord + use<> {
        (self.changed, self.modified)
    }

    /// Bytes that are others where the state is another.
    pub fn bytes(&self) -> Vec<u8> {
        let modified =
            self.modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
        let (seconds, nanoseconds) = self.changed;
        let parts = [self.size.to_le_bytes(), seconds.to_le_bytes(), nanoseconds.to_le_bytes()];
        [parts.as_flattened(), &modified.as_nanos().to_le_bytes()[..]].concat()
    }

    /// Whether a later change would show in the times.
    fn is_settled(&self) -> bool {
        // A time in the future tells nothing; such a file counts as settled, or it would be read each time.
        self.modified.is_none_or(|time| time.elapsed().map_or(true, |age| age > COARSE))
    }
}

impl From<&Metadata> for FileState {
    fn from(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), changed: changed(metadata) }
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
const fn changed(_: &Metadata) -> (i64, i64) {
    (0, 0)
}

/// What a file looked like.
#[derive(Debug)]
pub struct Stamp {
    state: Option<FileState>,
    is_settled: bool,
    /// Of its bytes, once they were read; `None` inside where they could not be, or are too many.
    hash: OnceLock<Option<[u8; 32]>>,
}

impl Stamp {
    /// Looks at a file without reading it, unless `before` is of another state: then its bytes will be compared.
    pub fn of(file: &Path, before: Option<&Arc<Self>>) -> Arc<Self> {
        let state = FileState::of(file);
        if let Some(before) = before.filter(|before| before.is_settled && before.state == state) {
            return Arc::clone(before);
        }
        let is_settled = state.as_ref().is_none_or(FileState::is_settled);
        let stamp = Arc::new(Self { state, is_settled, hash: OnceLock::new() });
        if before.is_some() {
            stamp.read(file);
        }
        stamp
    }

    /// Whether the bytes were not read yet.
    pub fn is_unread(&self) -> bool {
        self.hash.get().is_none()
    }

    /// Reads the bytes, to be compared with those of later.
    pub fn read(&self, file: &Path) {
        self.hash.get_or_init(|| {
            let hash = self.state.filter(|state| state.size <= MAX_BYTES).and_then(|_| hash(file));
            // Bytes of another state are not those of this one.
            hash.filter(|_| FileState::of(file) == self.state)
        });
    }

    /// Whether the bytes are the same, as far as can be told.
    pub fn is_as(&self, other: &Self) -> bool {
        let hash = |stamp: &Self| stamp.hash.get().copied().flatten();
        match (hash(self), hash(other)) {
            (Some(a), Some(b)) => a == b,
            _ => self.state == other.state,
        }
    }
}

fn hash(file: &Path) -> Option<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut file = std::fs::File::open(file).ok()?;
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hasher.finalize().into()),
            length => hasher.update(&buffer[..length]),
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
        let touch = |seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            std::fs::File::options().append(true).open(&file).unwrap().set_modified(time).unwrap();
        };
        std::fs::write(&file, "one").unwrap();
        touch(1);
        let first = Stamp::of(&file, None);
        assert!(Arc::ptr_eq(&first, &Stamp::of(&file, Some(&first))));
        first.read(&file);
        touch(2);
        let touched = Stamp::of(&file, Some(&first));
        assert!(!Arc::ptr_eq(&first, &touched) && touched.is_as(&first));
        std::fs::write(&file, "two").unwrap();
        let changed = Stamp::of(&file, Some(&touched));
        assert!(!changed.is_as(&first));
        std::fs::remove_file(&file).unwrap();
        assert!(!Stamp::of(&file, Some(&changed)).is_as(&changed));
    }

    #[test]
    fn bytes_that_change_before_they_are_read_are_not_taken_for_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        std::fs::write(&file, "one").unwrap();
        let first = Stamp::of(&file, None);
        std::fs::write(&file, "three").unwrap();
        first.read(&file);
        assert!(!Stamp::of(&file, Some(&first)).is_as(&first));
    }

    #[test]
    fn a_fresh_file_of_the_same_size_and_times_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        std::fs::write(&file, "one").unwrap();
        let first = Stamp::of(&file, None);
        first.read(&file);
        assert!(!Arc::ptr_eq(&first, &Stamp::of(&file, Some(&first))));
    }
}
