//! The end of the process at a moment when no file is half written. In: work that writes, and the wish to end. Out: neither gets
//! in the other's way.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tells who writes and who ends the process of each other.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    is_writing: bool,
    is_ending: bool,
}

impl Ending {
    /// Does work that writes, unless the process is about to end.
    pub fn write(&self, work: impl FnOnce()) {
        {
            let mut state = self.lock();
            if state.is_ending {
                return;
            }
            state.is_writing = true;
        }
        let _done = Done(self);
        work();
    }

    /// Waits for work that writes, at most so long; none begins any more.
    pub fn begin(&self, at_most: Duration) {
        let mut state = self.lock();
        state.is_ending = true;
        let (_, changed) = &*self.state;
        let waited = changed.wait_timeout_while(state, at_most, |state| state.is_writing);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says that work is done, also where it panics.
struct Done<'a>(&'a Ending);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.lock().is_writing = false;
        self.0.state.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn the_end_waits_for_what_is_being_written_and_nothing_begins_after_it() {
        let ending = Ending::default();
        let (said, heard) = channel();
        let (begun, has_begun) = channel();
        std::thread::scope(|scope| {
            let writing = said.clone();
            scope.spawn(|| {
                ending.write(move || {
                    begun.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(50));
                    writing.send("written").unwrap();
                });
            });
            has_begun.recv().unwrap();
            ending.begin(Duration::from_secs(60));
            said.send("ended").unwrap();
        });
        ending.write(|| said.send("late").unwrap());
        drop(said);
        assert_eq!(heard.iter().collect::<Vec<_>>(), ["written", "ended"]);
    }

    #[test]
    fn the_end_does_not_wait_for_ever() {
        let ending = Ending::default();
        std::thread::scope(|scope| {
            let (begun, has_begun) = channel();
            let (end, ended) = channel();
            let writer = &ending;
            scope.spawn(move || {
                writer.write(|| {
                    begun.send(()).unwrap();
                    ended.recv().unwrap();
                });
            });
            has_begun.recv().unwrap();
            ending.begin(Duration::from_millis(10));
            end.send(()).unwrap();
        });
    }
}
