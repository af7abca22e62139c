//! What each file of the output looked like when it was last written or compared: so that an unchanged file is told by its
//! size and time alone. Losing the stamps costs a comparison of every file and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cache::Key;

/// Size, time of change in nanoseconds since 1970, and what the content was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub size: u64,
    pub modified: u128,
    pub key: Key,
}

/// The stamps of one output folder, by path.
#[derive(Debug, Default)]
pub struct Stamps {
    map: BTreeMap<String, Stamp>,
}

impl Stamps {
    pub fn read(state: &Path, output: &Path) -> Self {
        let map = std::fs::read(file(state, output))
            .ok()
            .and_then(|bytes| postcard::from_bytes(&bytes).ok())
            .unwrap_or_default();
        Self { map }
    }

    pub fn get(&self, path: &str) -> Option<Stamp> {
        self.map.get(path).copied()
    }

    /// Stamps that cannot be kept only cost time, so failures are passed over.
    pub fn write<'a>(state: &Path, output: &Path, stamps: impl Iterator<Item = (&'a str, Stamp)>) {
        let map: BTreeMap<&str, Stamp> = stamps.collect();
        let Ok(bytes) = postcard::to_stdvec(&map) else {
            return;
        };
        let target = file(state, output);
        let temporary = target.with_extension(format!("{}.tmp", std::process::id()));
        if std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, &target)).is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
    }
}

/// One file for each output folder, so that builds to different folders do not disturb each other.
fn file(state: &Path, output: &Path) -> PathBuf {
    let output = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
    let key = Key::new("stamps", &[output.to_string_lossy().as_bytes()]);
    let name: String = key.bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    state.join(format!("stamps-{name}.bin"))
}
