//! Who is connected, up to a bound. At the bound the connection that waits longest for a request goes, so that clients that
//! open connections and say nothing keep nobody out; where all are being answered, a new one is not let in.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The bound is never lower than this.
pub(super) const LEAST: usize = 32;
/// How long a new connection waits for the thread of another to end.
const TURN: Duration = Duration::from_millis(200);

/// The connections.
pub struct Roster {
    present: Mutex<Present>,
    left: Condvar,
}

struct Present {
    /// The bound that was set.
    limit: usize,
    /// The bound for now.
    most: usize,
    /// Counts connections and the times that one of them began to wait.
    count: u64,
    places: BTreeMap<u64, Place>,
}

struct Place {
    stream: Arc<TcpStream>,
    /// The number of its wait, while it waits for a request.
    waits: Option<u64>,
    /// It is being sent events, and stays as long as its tab.
    is_stream: bool,
    /// It goes because there is no room for it.
    is_sent_away: bool,
}

/// A connection's place among the others, until it is dropped.
pub struct Seat {
    roster: Arc<Roster>,
    number: u64,
}

impl Roster {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        let present = Present { limit: most, most, count: 0, places: BTreeMap::new() };
        Self { present: Mutex::new(present), left: Condvar::new() }
    }

    /// A place for this connection, which waits for a request; `None` where there is no room.
    pub fn enter(self: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Seat> {
        let mut present = self.lock();
        if present.is_full() {
            present.send_one_away();
            let waited = self.left.wait_timeout_while(present, TURN, |present| present.is_full());
            present = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if present.is_full() {
            return None;
        }
        let number = present.next();
        present.places.insert(
            number,
            Place { stream: Arc::clone(stream), waits: Some(number), is_stream: false, is_sent_away: false },
        );
        Some(Seat { roster: Arc::clone(self), number })
    }

    /// Lowers the bound to less than are present, because the system has no more to give: the rest of the program needs open
    /// files, too. Those who wait longest go. It rises again with each that leaves by itself.
    pub fn shrink(&self) {
        let mut present = self.lock();
        let too_many = present.places.len() / 8 + 1;
        let fewer = present.places.len().saturating_sub(too_many).max(LEAST);
        present.most = present.most.min(fewer);
        for _ in 0..too_many {
            present.send_one_away();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Present {
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    fn is_full(&self) -> bool {
        self.places.len() >= self.most
    }

    /// Ends the connection that waits longest, if any waits.
    fn send_one_away(&mut self) {
        let waiting = self.places.values_mut().filter(|place| place.waits.is_some());
        if let Some(place) = waiting.min_by_key(|place| place.waits) {
            place.waits = None;
            place.is_sent_away = true;
            // Its thread wakes up and ends; one that is gone already does so anyway.
            let _ = place.stream.shutdown(Shutdown::Both);
        }
    }
}

impl Seat {
    /// From now on it waits for a request, and may be sent away.
    pub fn waits(&self) {
        let mut present = self.roster.lock();
        let now = present.next();
        if let Some(place) = present.places.get_mut(&self.number) {
            place.waits = Some(now);
        }
    }

    /// From now on it is sent events, for as long as the client likes; false where so many are that no more can be: pages need half of
    /// the room.
    pub fn streams(&self) -> bool {
        let mut present = self.roster.lock();
        let most = present.most / 2;
        let is_free = present.places.values().filter(|place| place.is_stream).count() < most;
        if let Some(place) = present.places.get_mut(&self.number).filter(|_| is_free) {
            place.is_stream = true;
        }
        is_free
    }

    /// It is being answered.
    pub fn is_answered(&self) {
        if let Some(place) = self.roster.lock().places.get_mut(&self.number) {
            place.waits = None;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut present = self.roster.lock();
        if present.places.remove(&self.number).is_some_and(|place| !place.is_sent_away) {
            present.most = present.limit.min(present.most + 1);
        }
        drop(present);
        self.roster.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    /// A connection to somebody who is kept, too.
    fn connection(listener: &TcpListener) -> (Arc<TcpStream>, TcpStream) {
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (Arc::new(listener.accept().unwrap().0), client)
    }

    #[test]
    fn at_the_bound_the_one_that_waits_longest_goes_and_nobody_who_is_answered() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let roster = Arc::new(Roster::new(3));
        let [(one, _a), (two, mut b), (three, _c), (four, _d)] = std::array::from_fn(|_| connection(&listener));
        let [first, second, third] = [&one, &two, &three].map(|stream| roster.enter(stream).unwrap());
        first.is_answered();
        third.waits();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                // The second is told to go and does.
                assert_eq!(b.read(&mut [0]).unwrap(), 0);
                drop(second);
            });
            let fourth = roster.enter(&four).unwrap();
            fourth.is_answered();
            third.is_answered();
            assert!(roster.enter(&two).is_none(), "all are being answered");
        });
        assert_eq!(roster.lock().places.len(), 2);
        drop((first, third));
        assert!(roster.lock().places.is_empty());
    }

    #[test]
    fn half_of_the_room_is_kept_from_streams() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let roster = Arc::new(Roster::new(5));
        let connections: Vec<_> = (0..5).map(|_| connection(&listener)).collect();
        let mut seats: Vec<Seat> = connections.iter().map(|(stream, _)| roster.enter(stream).unwrap()).collect();
        assert_eq!(seats.iter().map(Seat::streams).collect::<Vec<_>>(), [true, true, false, false, false]);
        drop(seats.remove(0));
        assert!(seats[1].streams() && !seats[2].streams());
    }

    #[test]
    fn where_the_system_has_no_more_to_give_fewer_are_let_in() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let roster = Arc::new(Roster::new(900));
        let connections: Vec<_> = (0..80).map(|_| connection(&listener)).collect();
        let mut seats: Vec<Seat> = connections.iter().map(|(stream, _)| roster.enter(stream).unwrap()).collect();
        roster.shrink();
        assert_eq!(roster.lock().most, 69);
        let one = connection(&listener);
        for (_, mut client) in connections.into_iter().take(11) {
            assert_eq!(client.read(&mut [0]).unwrap(), 0);
        }
        // The eleven that were sent away leave no room, the others do.
        seats.clear();
        assert_eq!(roster.lock().most, 69 + 69);
        roster.shrink();
        assert_eq!(roster.lock().most, LEAST);
        for _ in 0..900 {
            drop(roster.enter(&one.0).unwrap());
        }
        assert_eq!(roster.lock().most, 900);
    }
}
