//! All addresses of a site, each once: what was answered today is remembered, hosts are asked gently, and every bound holds.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use url::Url;

use super::address::{begins_like, is_example};
use super::ask::{Asker, Outcome};
use super::client::Client;
use super::network;
use super::{Answer, Answers, Bound, Place};
use crate::cache::{Cache, Key};
use crate::config::External;

/// Requests at once to one host.
const AT_ONCE_TO_HOST: usize = 2;

/// After so many addresses of a host in a row without an answer, its others are tried only once.
const PATIENCE: usize = 2;

/// The pause between two addresses of a host.
const PAUSE: Duration = Duration::from_millis(100);

/// What the caller knows.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// `[check.external]`.
    pub settings: &'a External,
    /// Remembers answers.
    pub cache: &'a Cache,
    /// Today, as any number that no other day has.
    pub day: u64,
    /// The time since any moment before.
    pub elapsed: &'a (dyn Fn() -> Duration + Sync),
    /// Is told how many addresses are asked for.
    pub begin: &'a dyn Fn(usize),
    /// Is told of each that is done.
    pub step: &'a (dyn Fn() + Sync),
}

/// Asks for the addresses of `places`.
pub fn ask(places: Vec<Place>, asking: Asking<'_>) -> Answers {
    let mut answers = Answers::default();
    let mut wanted: BTreeMap<&str, &Url> = BTreeMap::new();
    for place in &places {
        let text = place.address.text.as_str();
        match &place.address.url {
            Some(url) if is_example(url) || is_ignored(text, asking.settings) => {}
            Some(url) => {
                wanted.insert(text, url);
            }
            None => {
                let answer = Answer::Unreachable("it is no valid address".to_owned());
                answers.answers.insert(text.to_owned(), answer);
            }
        }
    }
    if !asking.settings.allow_private {
        let before = wanted.len();
        wanted.retain(|_, url| !network::is_private(url) || url.host_str().is_some_and(network::is_this_machine));
        answers.private = before - wanted.len();
    }
    wanted.retain(|text, _| {
        let known = remembered(asking, text);
        let unknown = known.is_none();
        answers.answers.extend(known.map(|answer| ((*text).to_owned(), answer)));
        unknown
    });
    let most = asking.settings.max_addresses;
    if wanted.len() > most {
        answers.left = wanted.len() - most;
        answers.bound = Some(Bound::Addresses);
    }
    let asked: Vec<(&str, &Url)> = wanted.into_iter().take(most).collect();
    if !asked.is_empty() {
        (asking.begin)(asked.len());
        for (text, outcome) in outcomes(&asked, asking) {
            take(text, outcome, asking, &mut answers);
        }
    }
    answers.places = places;
    answers
}

fn is_ignored(text: &str, settings: &External) -> bool {
    settings.ignore.iter().any(|pattern| begins_like(text, pattern))
}

fn key(text: &str) -> Key {
    Key::new("ask 1", &[text.as_bytes()])
}

/// What was answered earlier today.
fn remembered(asking: Asking<'_>, text: &str) -> Option<Answer> {
    let (day, answer) = asking.cache.recall::<(u64, Answer)>(key(text))?;
    (day == asking.day).then_some(answer)
}

fn take(text: &str, outcome: Outcome, asking: Asking<'_>, answers: &mut Answers) {
    match outcome {
        Outcome::Certain(answer) => {
            asking.cache.store(key(text), &(asking.day, &answer));
            answers.answers.insert(text.to_owned(), answer);
        }
        // What may pass is asked for again the next time.
        Outcome::Passing(answer) | Outcome::HostDown(answer) => {
            answers.answers.insert(text.to_owned(), answer);
        }
        Outcome::Private => answers.private += 1,
        Outcome::OutOfTime => {
            answers.left += 1;
            answers.bound = Some(Bound::Time);
        }
    }
}

/// Addresses of one host, asked for one after the other.
struct Lane<'a>(Vec<(&'a str, &'a Url)>);

/// The outcome of each address, in no order.
fn outcomes<'a>(asked: &[(&'a str, &'a Url)], asking: Asking<'_>) -> Vec<(&'a str, Outcome)> {
    let settings = asking.settings;
    let client = Client::new(settings.allow_private);
    let start = (asking.elapsed)();
    let remaining = || settings.time_limit.saturating_sub((asking.elapsed)().saturating_sub(start));
    let asker = Asker {
        client: &client,
        allow_private: settings.allow_private,
        timeout: settings.timeout,
        remaining: &remaining,
    };
    let lanes = lanes(asked);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(lane) = lanes.get(next.fetch_add(1, Ordering::Relaxed)) {
            run(lane, &asker, asking.step, &mut done);
        }
        done
    };
    let threads = NonZeroUsize::new(settings.concurrency.min(lanes.len())).map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    })
}

/// Lanes, the longest first, so that it does not begin when all others are done.
fn lanes<'a>(asked: &[(&'a str, &'a Url)]) -> Vec<Lane<'a>> {
    let mut hosts: BTreeMap<&str, [Vec<(&'a str, &'a Url)>; AT_ONCE_TO_HOST]> = BTreeMap::new();
    for &(text, url) in asked {
        let host = hosts.entry(url.host_str().unwrap_or_default()).or_default();
        if let Some(lane) = host.iter_mut().min_by_key(|lane| lane.len()) {
            lane.push((text, url));
        }
    }
    let mut lanes: Vec<Lane<'a>> = hosts.into_values().flatten().filter(|lane| !lane.is_empty()).map(Lane).collect();
    lanes.sort_by_key(|Lane(lane)| std::cmp::Reverse(lane.len()));
    lanes
}

fn run<'a>(lane: &Lane<'a>, asker: &Asker<'_>, step: &(dyn Fn() + Sync), done: &mut Vec<(&'a str, Outcome)>) {
    let mut down: BTreeMap<Option<u16>, Outcome> = BTreeMap::new();
    let mut silent = 0;
    for (index, (text, url)) in lane.0.iter().enumerate() {
        let port = url.port_or_known_default();
        let outcome = if let Some(outcome) = down.get(&port) {
            outcome.clone()
        } else if index > 0 && !asker.pause(PAUSE) {
            Outcome::OutOfTime
        } else {
            asker.ask(url, silent < PATIENCE)
        };
        silent = if matches!(outcome, Outcome::Passing(Answer::Unreachable(_))) { silent + 1 } else { 0 };
        if matches!(outcome, Outcome::HostDown(_)) {
            down.insert(port, outcome.clone());
        }
        done.push((text, outcome));
        step();
    }
}
