//! `/_chartroom/events`: what happens, as server-sent events. In: the board. Out: `hello` at once, then `built` or `failed` for each
//! revision; comments in between, by which a client that is gone is noticed.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::Own;
use crate::diagnostics::Severity;
use crate::serve::board::{Board, Change, Good, PageTags, Shown};
use crate::serve::http::{Answer, Request};

/// How often it is looked whether the client is still there.
const LOOK: Duration = Duration::from_secs(1);

/// Looks without news after which a comment is sent, so that the client knows that we are.
const PING: u32 = 15;

/// Files that are named; of more, each tab asks for its own.
const MAX_NAMED: usize = 500;

#[derive(Serialize)]
struct Hello<'a> {
    session: &'a str,
    revision: u64,
}

#[derive(Serialize)]
struct Built<'a> {
    revision: u64,
    previous: u64,
    root: &'a str,
    changed: Option<&'a BTreeMap<String, PageTags>>,
    gone: Option<&'a [String]>,
    styles: &'a BTreeMap<String, String>,
    files: Option<&'a [String]>,
    follow: Option<&'a str>,
    errors: usize,
    warnings: usize,
    ms: u128,
}

#[derive(Serialize)]
struct Failed<'a> {
    revision: u64,
    previous: u64,
    text: &'a str,
    ms: u128,
}

/// The stream of events, until the client is gone. A client that was cut off names the last event that it got, and is told what came
/// after that.
pub fn answer(own: &Own, request: &Request) -> Answer {
    let (board, session, follow) = (Arc::clone(&own.board), own.session.clone(), own.follow);
    let seen = request.header("last-event-id").and_then(|id| seen(id, &session, board.now().run.revision));
    Answer::Events(Box::new(move |client| send(&board, &session, follow, seen, client)))
}

/// The revision of an event, if this process sent it.
fn seen(id: &str, session: &str, newest: u64) -> Option<u64> {
    let revision = id.strip_prefix(session)?.strip_prefix('-')?.parse().ok()?;
    (revision <= newest).then_some(revision)
}

fn send(board: &Board, session: &str, follow: bool, seen: Option<u64>, client: &mut dyn Write) -> std::io::Result<()> {
    let mut seen = seen.unwrap_or_else(|| board.now().run.revision);
    // Up to which revision the client was told what was edited. It learns only of the newest revision where it is late.
    let mut followed = seen;
    let hello = event("hello", session, seen, &Hello { session, revision: seen })?;
    client.write_all(format!("retry: 500\n\n{hello}").as_bytes())?;
    client.flush()?;
    let mut looks = 0;
    loop {
        looks += 1;
        if let Some(shown) = board.after(seen, LOOK) {
            looks = 0;
            seen = shown.run.revision;
            client.write_all(news(&shown, session, follow.then_some(followed))?.as_bytes())?;
            if shown.fault.is_none() {
                followed = seen;
            }
        } else if looks % PING == 0 {
            client.write_all(b": still here\n\n")?;
        }
        // Fails once the client is gone.
        client.flush()?;
    }
}

/// The event that tells what is shown, and with `followed` the page that was edited after that revision.
fn news(shown: &Shown, session: &str, followed: Option<u64>) -> std::io::Result<String> {
    let (revision, ms) = (shown.run.revision, shown.run.took.as_millis());
    let previous = revision.saturating_sub(1);
    let (Some(good), None) = (&shown.good, &shown.fault) else {
        let text = shown.fault.as_ref().map_or("", |fault| fault.text.as_str());
        return event("failed", session, revision, &Failed { revision, previous, text, ms });
    };
    let Good { edition, change: Change { pages, styles, files, gone, .. }, .. } = &**good;
    let edited = shown.edited.as_ref().filter(|edited| followed.is_some_and(|followed| edited.revision > followed));
    let built = Built {
        revision,
        previous,
        root: &edition.root,
        changed: Some(pages).filter(|pages| pages.len() <= MAX_NAMED),
        gone: named(gone),
        styles,
        files: named(files),
        follow: edited.map(|edited| edited.page.as_str()),
        errors: edition.checked.count(Severity::Error),
        warnings: edition.checked.count(Severity::Warning),
        ms,
    };
    event("built", session, revision, &built)
}

/// A list of paths that is not too long to be told.
fn named(list: &[String]) -> Option<&[String]> {
    (list.len() <= MAX_NAMED).then_some(list)
}

/// An event whose data is JSON, which stands on one line; browsers give its id back when they were cut off.
fn event(name: &str, session: &str, revision: u64, data: &impl Serialize) -> std::io::Result<String> {
    Ok(format!("event: {name}\nid: {session}-{revision}\ndata: {}\n\n", serde_json::to_string(data)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::board::Fault;
    use crate::serve::edition::{Edition, File, Held};

    /// What a client gets that has seen a revision, until it has so many events.
    fn told(board: &Board, seen: Option<u64>, count: usize) -> Vec<serde_json::Value> {
        struct Client(String, usize);
        impl Write for Client {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.push_str(&String::from_utf8_lossy(bytes));
                let is_enough = self.0.matches("data: ").count() >= self.1;
                if is_enough { Err(std::io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut client = Client(String::new(), count);
        send(board, "s", true, seen, &mut client).unwrap_err();
        client.0.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect()
    }

    #[test]
    fn an_edit_is_told_to_who_was_late_or_away_and_once() {
        let board = Board::new();
        let file = || File { content: Held::Bytes(Arc::from(&b""[..])), key: None, tags: None };
        let edition = || Arc::new(Edition::of_files(["a.html", "b.html"].map(|page| (page.to_owned(), file())).into()));
        let edit = |page: Option<&str>| Change { edited: page.map(str::to_owned), ..Change::default() };
        let run = |page| drop(board.show(edition(), edit(page), Duration::ZERO));
        let fault = || Fault { text: String::new(), findings: Vec::new(), lines: BTreeMap::new() };
        run(Some("a.html"));
        run(Some("b.html"));
        run(None);
        // Two revisions that it was not told of by themselves.
        let late = told(&board, Some(1), 2);
        assert_eq!(
            (&late[0]["revision"], &late[1]["revision"], &late[1]["follow"]),
            (&1.into(), &3.into(), &"b.html".into())
        );
        assert!(told(&board, Some(2), 2)[1]["follow"].is_null(), "it knows");
        assert_eq!(told(&board, None, 1)[0]["revision"], 3);
        run(Some("a.html"));
        board.fail(fault(), Duration::ZERO);
        std::thread::scope(|scope| {
            let client = scope.spawn(|| told(&board, Some(3), 3));
            // Once it has been told of the fault, most likely; if not, it is told of the cure alone.
            std::thread::sleep(Duration::from_millis(50));
            run(None);
            std::thread::sleep(Duration::from_millis(50));
            run(None);
            let follow: Vec<_> = client.join().unwrap().iter().map(|told| told["follow"].clone()).collect();
            assert!(follow.contains(&"a.html".into()), "{follow:?}");
        });
    }

    #[test]
    fn only_events_of_this_process_are_known_again() {
        assert_eq!(seen("abc-7", "abc", 9), Some(7));
        for id in ["abc-10", "abd-7", "abc7", "abc-", "abc--1", "", "abc-7\u{1b}"] {
            assert_eq!(seen(id, "abc", 9), None, "{id}");
        }
    }
}
