//! `/_chartroom/events`: what happens, as server-sent events. In: the board. Out: `hello` at once, then `built` or `failed` for each
//! revision; comments in between, by which a client that is gone is noticed.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::Own;
use crate::diagnostics::Severity;
use crate::serve::board::{Board, Change, PageTags, Shown};
use crate::serve::http::Answer;

/// How long nothing is sent at most.
const PING: Duration = Duration::from_secs(15);

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

/// The stream of events, until the client is gone.
pub fn answer(own: &Own) -> Answer {
    let (board, session, follow) = (Arc::clone(&own.board), own.session.clone(), own.follow);
    Answer::Events(Box::new(move |client| send(&board, &session, follow, client)))
}

fn send(board: &Board, session: &str, follow: bool, client: &mut dyn Write) -> std::io::Result<()> {
    let mut seen = board.now().revision;
    let hello = event("hello", &Hello { session, revision: seen })?;
    client.write_all(format!("retry: 500\n\n{hello}").as_bytes())?;
    client.flush()?;
    loop {
        if let Some(shown) = board.after(seen, PING) {
            seen = shown.revision;
            client.write_all(news(&shown, follow)?.as_bytes())?;
        } else {
            client.write_all(b": still here\n\n")?;
        }
        client.flush()?;
    }
}

/// The event that tells what is shown.
fn news(shown: &Shown, follow: bool) -> std::io::Result<String> {
    let (revision, ms) = (shown.revision, shown.took.as_millis());
    let previous = revision.saturating_sub(1);
    let (Some(edition), None) = (&shown.edition, &shown.fault) else {
        let text = shown.fault.as_ref().map_or("", |fault| fault.text.as_str());
        return event("failed", &Failed { revision, previous, text, ms });
    };
    let Change { pages, styles, files, gone, edited } = &shown.change;
    let built = Built {
        revision,
        previous,
        root: &edition.root,
        changed: Some(pages).filter(|pages| pages.len() <= MAX_NAMED),
        gone: named(gone),
        styles,
        files: named(files),
        follow: edited.first().map(String::as_str).filter(|_| follow),
        errors: edition.checked.count(Severity::Error),
        warnings: edition.checked.count(Severity::Warning),
        ms,
    };
    event("built", &built)
}

/// A list of paths that is not too long to be told.
fn named(list: &[String]) -> Option<&[String]> {
    (list.len() <= MAX_NAMED).then_some(list)
}

/// An event whose data is JSON, which stands on one line.
fn event(name: &str, data: &impl Serialize) -> std::io::Result<String> {
    Ok(format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data)?))
}
