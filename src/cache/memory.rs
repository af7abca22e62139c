//! Results of pure functions, kept as they are in this process from one run to the next: for `serve`, which runs the same
//! pipeline over almost the same content again and again. Nothing here is written anywhere.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Key;

/// What a process remembers between runs.
pub struct Memory {
    /// `None` where there is one run only.
    values: Option<Mutex<Values>>,
}

#[derive(Default)]
struct Values {
    run: u64,
    map: BTreeMap<Key, Value>,
}

struct Value {
    /// The run that used it last.
    run: u64,
    value: Arc<dyn Any + Send + Sync>,
}

impl Memory {
    /// A memory that keeps nothing, for a process that runs once.
    pub const fn none() -> Self {
        Self { values: None }
    }

    /// A memory for a process that runs again.
    pub fn new() -> Self {
        Self { values: Some(Mutex::default()) }
    }

    /// The result of an earlier run with this key, or else the one that `make` returns, which is kept if `keep` says so. A key
    /// belongs to one type.
    pub fn share<T: Any + Send + Sync>(&self, key: Key, keep: fn(&T) -> bool, make: impl FnOnce() -> T) -> Arc<T> {
        let Some(values) = &self.values else {
            return Arc::new(make());
        };
        if let Some(known) = recall(&mut lock(values), key) {
            return known;
        }
        let made = Arc::new(make());
        if keep(&made) {
            let mut values = lock(values);
            let run = values.run;
            values.map.insert(key, Value { run, value: Arc::clone(&made) as Arc<dyn Any + Send + Sync> });
        }
        made
    }

    /// Ends a run: forgets what it did not use, and returns the keys of that.
    pub fn end_run(&self) -> Vec<Key> {
        let Some(values) = &self.values else {
            return Vec::new();
        };
        let mut values = lock(values);
        let run = values.run;
        values.run += 1;
        values.map.extract_if(.., |_, value| value.run != run).map(|(key, _)| key).collect()
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

fn lock(values: &Mutex<Values>) -> MutexGuard<'_, Values> {
    values.lock().unwrap_or_else(PoisonError::into_inner)
}

fn recall<T: Any + Send + Sync>(values: &mut Values, key: Key) -> Option<Arc<T>> {
    let run = values.run;
    let value = values.map.get_mut(&key)?;
    value.run = run;
    Arc::clone(&value.value).downcast().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_one_until_a_run_does_not_use_it() {
        let memory = Memory::new();
        let key = Key::new("upper", &[b"a"]);
        let first = memory.share(key, |_| true, || "A".to_owned());
        memory.end_run();
        assert!(Arc::ptr_eq(&first, &memory.share(key, |_| true, || "again".to_owned())));
        assert_eq!(memory.end_run(), []);
        assert_eq!(memory.end_run(), [key]);
        assert_eq!(*memory.share(key, |_| true, || "again".to_owned()), "again");
    }

    #[test]
    fn what_is_not_to_be_kept_is_made_each_time() {
        let key = Key::new("upper", &[b"a"]);
        for memory in [Memory::new(), Memory::none()] {
            let keep = |text: &String| text != "A";
            assert_eq!(*memory.share(key, keep, || "A".to_owned()), "A");
            assert_eq!(*memory.share(key, keep, || "B".to_owned()), "B");
        }
    }
}
