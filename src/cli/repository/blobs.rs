//! Contents of a repository's files. In: ids of blobs. Out: their bytes, in the same order, through one process for all of
//! them. What is larger than a page may be is measured and not kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use super::command;
use crate::cli::Stop;
use crate::load::{Content, MAX_PAGE_BYTES};

/// Longest answer of git about an object: its id, its type, its size.
const MAX_ANSWER: u64 = 256;

/// Reads the blobs and hands each to `take` with its place in `ids`. `take` may work for as long as it likes: git waits.
///
/// # Errors
/// There is no `git`, or an object is not there.
pub fn read(root: &Path, ids: &[&str], take: &mut dyn FnMut(usize, Content)) -> Result<(), Stop> {
    if ids.is_empty() {
        return Ok(());
    }
    let failed = |error: std::io::Error| Stop(format!("git cannot read files of the history: {error}"));
    let mut process = command(root)
        .args(["cat-file", "--batch", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(failed)?;
    let (Some(mut asking), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
        return Err(Stop("git cannot be talked to".to_owned()));
    };
    let result = std::thread::scope(|scope| {
        // Asked by a thread of its own: git stops reading questions while nobody reads its answers.
        scope.spawn(move || {
            for id in ids {
                if writeln!(asking, "{id}").is_err() {
                    return;
                }
            }
        });
        let mut answers = BufReader::with_capacity(1 << 16, answers);
        let result = ids.iter().enumerate().try_for_each(|(at, id)| {
            take(at, answer(&mut answers, id)?);
            Ok(())
        });
        // Without a reader git ends, and with it the thread that asks.
        drop(answers);
        result
    });
    let status = process.wait().map_err(failed)?;
    result.and_then(|()| if status.success() { Ok(()) } else { Err(Stop(format!("git ended with {status}"))) })
}

fn answer(answers: &mut impl BufRead, id: &str) -> Result<Content, Stop> {
    let failed = |error: std::io::Error| Stop(format!("git cannot read {id}: {error}"));
    let mut head = String::new();
    answers.take(MAX_ANSWER).read_line(&mut head).map_err(failed)?;
    let mut words = head.split_whitespace();
    let size = words.nth(2).and_then(|size| size.parse::<u64>().ok()).filter(|_| head.contains(" blob "));
    let Some(size) = size else {
        return Err(Stop(format!(
            "the repository lacks the object {id}\n  `git fetch` completes a partial clone, `git fsck` looks for damage"
        )));
    };
    let content = if size > MAX_PAGE_BYTES {
        std::io::copy(&mut answers.take(size), &mut std::io::sink()).map_err(failed)?;
        Content::TooLarge(size)
    } else {
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        let read = answers.take(size).read_to_end(&mut bytes).map_err(failed)?;
        if read as u64 != size {
            return Err(Stop(format!("git ended within {id}")));
        }
        Content::Bytes(bytes)
    };
    // The line break that ends an answer.
    answers.take(1).read_to_end(&mut Vec::new()).map_err(failed)?;
    Ok(content)
}
