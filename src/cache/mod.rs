//! Remembers the results of pure functions by the content they were made from, in one file under `.chartroom/`. It can be
//! deleted at any time, and a broken or foreign file counts as empty.
//!
//! Layout of the file: [`MAGIC`], then records of a 16-byte key, the age (4 bytes: saves since the record was last used),
//! the length (4 bytes) and the value, all little-endian. It is written beside and renamed, so that two processes that
//! share it at worst forget what the other found.

#![expect(clippy::disallowed_methods, reason = "the cache keeps its own file")]

mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use memory::Memory;

/// First bytes of the file, with the layout's number and the program's version.
const MAGIC: &str = concat!("chartroom cache 1, program ", env!("CARGO_PKG_VERSION"), ", ");

/// The file's name in its folder.
const FILE: &str = "cache.bin";

/// Bytes that the file may have; the oldest records leave first.
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// Names a result: a hash of the function's name and of everything that its result depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of `function` applied to `parts`. Parts are told apart by their length.
    pub fn new(function: &str, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(&function.as_bytes()).chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self::from(hash)
    }

    /// The key of `function` applied to a value, for this process: how a value is taken apart may differ in the next.
    pub fn of(function: &str, value: &impl Hash) -> Self {
        let mut parts = Parts(Sha256::new());
        (function, value).hash(&mut parts);
        Self::from(parts.0)
    }

    fn from(hash: Sha256) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&hash.finalize()[..16]);
        Self(key)
    }

    /// The key as bytes, to be part of another key.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key as 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Takes the parts of a value for [`Key::of`].
struct Parts(Sha256);

impl Hasher for Parts {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked for: a key has more bits.
    fn finish(&self) -> u64 {
        0
    }
}

/// The cache of one site.
pub struct Cache {
    /// `None` where nothing outlives the run.
    file: Option<PathBuf>,
    /// Whether anything is remembered at all.
    remembers: bool,
    header: String,
    stored: Vec<u8>,
    index: BTreeMap<Key, Record>,
    state: Mutex<State>,
}

struct Record {
    age: u32,
    range: Range<usize>,
}

#[derive(Default)]
struct State {
    /// What was found since the file was written.
    fresh: BTreeMap<Key, Vec<u8>>,
    /// What is in use.
    used: BTreeSet<Key>,
}

impl Cache {
    /// A cache that keeps nothing.
    pub fn none() -> Self {
        Self {
            file: None,
            remembers: false,
            header: String::new(),
            stored: Vec::new(),
            index: BTreeMap::new(),
            state: Mutex::default(),
        }
    }

    /// A cache that remembers until it is dropped, for work that meets the same input again and again.
    pub fn of_run() -> Self {
        Self { remembers: true, ..Self::none() }
    }

    /// Opens the cache in `folder`, which need not exist. `program` tells apart programs of one version: results of one
    /// are not taken for another's.
    pub fn open(folder: &Path, program: &str) -> Self {
        let header = format!("{MAGIC}{program}\n");
        let file = folder.join(FILE);
        let stored = std::fs::metadata(&file)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= 2 * MAX_BYTES as u64)
            .then(|| std::fs::read(&file).ok())
            .flatten()
            .unwrap_or_default();
        let index = read_index(&header, &stored).unwrap_or_default();
        Self { file: Some(file), remembers: true, header, stored, index, state: Mutex::default() }
    }

    /// Deletes the file.
    ///
    /// # Errors
    /// The system's refusal; a file that is not there is none.
    pub fn remove(folder: &Path) -> std::io::Result<()> {
        match std::fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes what a save of this process that did not come to its end left in `folder`.
    pub fn remove_unfinished(folder: &Path) {
        // Mostly there is nothing.
        let _ = std::fs::remove_file(folder.join(unfinished()));
    }

    /// The remembered result, or else the one that `make` returns, which is remembered if `keep` says so.
    pub fn remember<T, F>(&self, key: Key, keep: fn(&T) -> bool, make: F) -> T
    where
        T: Serialize + DeserializeOwned,
        F: FnOnce() -> T,
    {
        if let Some(value) = self.recall(key) {
            return value;
        }
        let value = make();
        if keep(&value) {
            self.store(key, &value);
        }
        value
    }

    /// The remembered result of this run or an earlier one, if there is one.
    pub fn recall<T: DeserializeOwned>(&self, key: Key) -> Option<T> {
        let Some(record) = self.index.get(&key) else {
            let fresh = self.lock().fresh.get(&key).cloned()?;
            return postcard::from_bytes(&fresh).ok();
        };
        let value = postcard::from_bytes(&self.stored[record.range.clone()]).ok()?;
        self.lock().used.insert(key);
        Some(value)
    }

    /// Remembers a result.
    pub fn store<T: Serialize>(&self, key: Key, value: &T) {
        if self.remembers
            && let Ok(bytes) = postcard::to_stdvec(value)
        {
            let mut state = self.lock();
            state.fresh.insert(key, bytes);
            state.used.insert(key);
        }
    }

    /// These are in use no more, as if they had not been since the process began.
    pub fn let_go(&self, keys: &[Key]) {
        let mut state = self.lock();
        for key in keys {
            state.used.remove(key);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes the file if anything new was found. A cache that cannot be written is no error of a build.
    pub fn save(&self) {
        let Some(file) = &self.file else {
            return;
        };
        let state = self.lock();
        if !state.fresh.is_empty() {
            // A cache that cannot be kept only costs time.
            let _ = self.write(file, &state);
        }
    }

    /// Bytes of results that the file does not hold yet.
    pub fn unsaved(&self) -> usize {
        self.lock().fresh.values().map(Vec::len).sum()
    }

    /// Writes the file as [`Self::save`] does, and goes on with it as if it had been opened anew, so that a process that runs
    /// all day holds its results once. What cannot be written is forgotten.
    pub fn save_and_go_on(&mut self) {
        self.save();
        let Some(file) = &self.file else {
            return;
        };
        let stored = std::fs::read(file).unwrap_or_default();
        if let Some(index) = read_index(&self.header, &stored) {
            (self.stored, self.index) = (stored, index);
        }
        self.lock().fresh.clear();
    }

    fn write(&self, file: &Path, state: &State) -> std::io::Result<()> {
        let mut size = self.header.len();
        let mut fits = |length: usize| {
            size += 24 + length;
            size <= MAX_BYTES
        };
        let age = |key: &Key, before: u32| if state.used.contains(key) { 0 } else { before.saturating_add(1) };
        let fresh = state.fresh.iter().map(|(key, value)| (age(key, 0), *key, value.as_slice()));
        let old = self.index.iter().filter(|(key, _)| !state.fresh.contains_key(key));
        let old = old.map(|(key, record)| (age(key, record.age), *key, &self.stored[record.range.clone()]));
        let mut records: Vec<(u32, Key, &[u8])> = fresh.chain(old).collect();
        records.sort_by_key(|(age, key, _)| (*age, *key));
        let kept = records.into_iter().take_while(|(_, _, value)| fits(value.len()));

        let folder = file.parent().unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        let temporary = folder.join(unfinished());
        let result = (|| {
            let mut out = std::io::BufWriter::new(std::fs::File::create(&temporary)?);
            out.write_all(self.header.as_bytes())?;
            for (age, key, value) in kept {
                let Ok(length) = u32::try_from(value.len()) else {
                    continue;
                };
                out.write_all(&key.0)?;
                out.write_all(&age.to_le_bytes())?;
                out.write_all(&length.to_le_bytes())?;
                out.write_all(value)?;
            }
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            std::fs::rename(&temporary, file)
        })();
        if result.is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
        result
    }
}

/// The name of the file while this process writes it.
fn unfinished() -> String {
    format!("cache.{}.tmp", std::process::id())
}

/// Where each record lies; `None` where the bytes are no cache of this version.
fn read_index(header: &str, stored: &[u8]) -> Option<BTreeMap<Key, Record>> {
    if !stored.starts_with(header.as_bytes()) {
        return None;
    }
    let mut records = Vec::new();
    let mut at = header.len();
    while at < stored.len() {
        let head = stored.get(at..at + 24)?;
        let mut key = [0; 16];
        key.copy_from_slice(&head[..16]);
        let number = |range: Range<usize>| head[range].try_into().map(u32::from_le_bytes).ok();
        let age = number(16..20)?;
        let length = number(20..24)? as usize;
        let range = at + 24..at + 24 + length;
        stored.get(range.clone())?;
        at = range.end;
        records.push((Key(key), Record { age, range }));
    }
    Some(records.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn always(_: &String) -> bool {
        true
    }

    #[test]
    fn a_result_is_made_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::new("upper", &[b"a"]);
        let first = Cache::open(folder.path(), "test");
        assert_eq!(first.remember(key, always, || "A".to_owned()), "A");
        first.save();
        let second = Cache::open(folder.path(), "test");
        assert_eq!(second.remember(key, always, || "made again".to_owned()), "A");
        assert_eq!(second.remember(Key::new("lower", &[b"a"]), always, || "a".to_owned()), "a");
    }

    #[test]
    fn what_is_let_go_grows_old() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(folder.path(), "test");
        let [kept, gone] = ["kept", "gone"].map(|name| Key::new(name, &[]));
        let found = |cache: &Cache| {
            for key in [kept, gone] {
                cache.remember(key, always, String::new);
            }
        };
        found(&cache);
        cache.let_go(&[gone]);
        cache.save_and_go_on();
        assert_eq!((cache.index[&kept].age, cache.index[&gone].age), (0, 1));
        cache.store(Key::new("other", &[]), &"");
        cache.save_and_go_on();
        assert_eq!((cache.index[&kept].age, cache.index[&gone].age), (0, 2));
        found(&cache);
        cache.store(Key::new("another", &[]), &"");
        cache.save_and_go_on();
        assert_eq!((cache.index[&kept].age, cache.index[&gone].age), (0, 0));
    }

    #[test]
    fn what_a_save_left_is_removed_and_that_of_others_stays() {
        let folder = tempfile::tempdir().unwrap();
        let [own, other] = [unfinished(), "cache.0.tmp".to_owned()].map(|name| folder.path().join(name));
        for file in [&own, &other] {
            std::fs::write(file, "half").unwrap();
        }
        Cache::remove_unfinished(folder.path());
        assert!(!own.exists() && other.exists());
    }

    #[test]
    fn a_result_is_found_again_in_the_same_run() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), "test");
        let key = Key::new("upper", &[b"a"]);
        assert_eq!(cache.recall::<String>(key), None);
        assert_eq!(cache.remember(key, always, || "A".to_owned()), "A");
        assert_eq!(cache.recall(key), Some("A".to_owned()));
        let [of_run, none] = [Cache::of_run(), Cache::none()];
        of_run.store(key, &"A".to_owned());
        none.store(key, &"A".to_owned());
        assert_eq!((of_run.recall(key), none.recall::<String>(key)), (Some("A".to_owned()), None));
        of_run.save();
    }

    #[test]
    fn a_cache_that_goes_on_holds_nothing_twice_and_finds_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(folder.path(), "test");
        let [one, two] = [b"1", b"2"].map(|part| Key::new("upper", &[part]));
        cache.store(one, &"A".to_owned());
        assert!(cache.unsaved() > 0);
        cache.save_and_go_on();
        assert_eq!((cache.unsaved(), cache.recall(one)), (0, Some("A".to_owned())));
        cache.store(two, &"B".to_owned());
        cache.save_and_go_on();
        let again = Cache::open(folder.path(), "test");
        assert_eq!((again.recall(one), again.recall(two)), (Some("A".to_owned()), Some("B".to_owned())));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_counts_as_empty() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("cache.bin"), [MAGIC.as_bytes(), b"test\n", &[1; 30]].concat()).unwrap();
        let cache = Cache::open(folder.path(), "test");
        assert_eq!(cache.remember(Key::new("x", &[]), always, || "new".to_owned()), "new");
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(Key::new("f", &[b"ab", b"c"]), Key::new("f", &[b"a", b"bc"]));
    }
}
