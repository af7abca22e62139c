//! Adds lines to a file of the author's that is only ever added to. What stands there is never written anew, so two programs that
//! add at the same time both do; a file that is a symbolic link stays one.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::{AuthorError, WriteError};

/// Adds lines, each without its line break, to `file` in `root`, which is made if it is not there. A last line without a
/// line break gets one first; a file with CRLF gets CRLF.
///
/// # Errors
/// The reason for which the file was left as it is.
pub fn append_lines(root: &Path, file: &str, lines: &[String]) -> Result<(), AuthorError> {
    let path = root.join(file);
    let boundary = root.canonicalize().map_err(AuthorError::reading(root))?;
    // A link to nowhere is no file yet, but opening would make one where it leads.
    if path.is_symlink() && !path.canonicalize().is_ok_and(|target| target.starts_with(&boundary)) {
        return Err(AuthorError::Outside);
    }
    append(&path, lines).map_err(|error| AuthorError::Write(WriteError::io("write", &path)(error)))
}

fn append(path: &Path, lines: &[String]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().read(true).append(true).create(true).open(path)?;
    file.lock()?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(2)))?;
    let mut last = Vec::new();
    file.read_to_end(&mut last)?;
    // Where the last line has no end, the one before it tells.
    let complete = last.is_empty() || last.ends_with(b"\n");
    let crlf = if complete { last == b"\r\n" } else { first_break_is_crlf(&mut file)? };
    let end = if crlf { "\r\n" } else { "\n" };
    let mut text = if complete { String::new() } else { end.to_owned() };
    for line in lines {
        text.push_str(line);
        text.push_str(end);
    }
    let written = file.write_all(text.as_bytes());
    if written.is_err() {
        // All lines or none: what a full disk took of them goes again.
        let _ = file.set_len(length);
    }
    written
}

/// Whether the first line that has an end has CRLF.
fn first_break_is_crlf(file: &mut fs::File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut line = Vec::new();
    io::BufRead::read_until(&mut io::BufReader::new(&*file), b'\n', &mut line)?;
    Ok(line.ends_with(b"\r\n"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests make files and look at them")]

    use super::*;

    #[test]
    fn lines_are_added_behind_whatever_stands_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let lines = ["x".to_owned(), "y".to_owned()];
        for (before, after) in [
            ("", "x\ny\n"),
            ("\n", "\nx\ny\n"),
            ("a", "a\nx\ny\n"),
            ("a\nb\n", "a\nb\nx\ny\n"),
            ("a\r\n", "a\r\nx\r\ny\r\n"),
            ("a\r\nb", "a\r\nb\r\nx\r\ny\r\n"),
            ("\u{feff}ä\n\u{0}", "\u{feff}ä\n\u{0}\nx\ny\n"),
        ] {
            fs::write(&path, before).unwrap();
            append_lines(folder.path(), "a.jsonl", &lines).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after, "{before:?}");
        }
        append_lines(folder.path(), "new.jsonl", &lines).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("new.jsonl")).unwrap(), "x\ny\n");
    }

    #[test]
    fn all_who_add_at_the_same_time_do() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let lines = [name.repeat(100), name.repeat(50)];
                let root = folder.path();
                scope.spawn(move || (0..50).for_each(|_| append_lines(root, "f", &lines).unwrap()));
            }
        });
        let text = fs::read_to_string(folder.path().join("f")).unwrap();
        let pairs: Vec<&str> = text.lines().collect();
        assert_eq!(pairs.len(), 400);
        assert!(pairs.chunks(2).all(|pair| pair[0].len() == 100 && pair[0].starts_with(pair[1])));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_site_only() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("real"), "a\n").unwrap();
        fs::write(folder.path().join("outside"), "a\n").unwrap();
        symlink("real", root.join("link")).unwrap();
        symlink("../outside", root.join("out")).unwrap();
        symlink("../nowhere", root.join("gone")).unwrap();
        let add = |file: &str| append_lines(&root, file, &["x".to_owned()]).map_err(|error| error.to_string());
        let outside = || Err("it lies outside of the site's folder".to_owned());
        assert_eq!((add("link"), add("out"), add("gone")), (Ok(()), outside(), outside()));
        assert_eq!(fs::read_to_string(root.join("real")).unwrap(), "a\nx\n");
        assert_eq!(fs::read_to_string(folder.path().join("outside")).unwrap(), "a\n");
        assert!(!folder.path().join("nowhere").exists());
    }
}
