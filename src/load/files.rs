//! What a file of a site is, by its path alone, and its bytes as a text. In: paths and bytes. Out: kinds, texts, findings.
//! Nothing is read here, so the same rules hold for files on disk and for those of a revision.

use super::content::{MAX_PAGE_BYTES, PLAN, REVIEWS, SourceFile};
use crate::config::Build;
use crate::diagnostics::Finding;
use crate::model::{Position, Span};

/// What a file is to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Markdown.
    Page,
    /// A diagram in a file of its own.
    Diagram,
    /// Anything else, only copied.
    Asset,
}

/// What is known of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// It has so many bytes, more than [`MAX_PAGE_BYTES`], and was not read.
    TooLarge(u64),
}

/// The kind of a file, by its extension.
pub fn kind(path: &str) -> Kind {
    match path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()) {
        Some(extension) if extension == "md" || extension == "markdown" => Kind::Page,
        Some(extension) if extension == "mmd" || extension == "mermaid" => Kind::Diagram,
        _ => Kind::Asset,
    }
}

/// Whether a file or folder is passed over with all below it: it is hidden, or `[build] ignore` names it.
pub(super) fn is_left_out(name: &str, path: &str, build: &Build) -> bool {
    name.starts_with('.') || build.ignore.is_match(path)
}

/// What keeps a file's name out of an output that has to work on every system and in every address.
pub(super) fn fault_of_name(is_utf8: bool, path: &str) -> Option<&'static str> {
    if !is_utf8 {
        Some("the name of this file is not valid UTF-8")
    } else if path.contains('\\') || path.chars().any(char::is_control) {
        Some("the name of this file has a backslash or a control character")
    } else {
        None
    }
}

/// A text of the content, or why it cannot be taken. `file` and `path` are those of [`SourceFile`].
///
/// # Errors
/// `page-too-large`, `not-utf8`.
pub fn text_of(file: String, path: String, content: Content) -> Result<SourceFile, Finding> {
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::TooLarge(size) => {
            let megabytes = size as f64 / (1024.0 * 1024.0);
            let (what, help) = match file.as_str() {
                PLAN => ("plan", "take out what is done and will not be asked for again"),
                REVIEWS => ("file of reviews", "take out reviews of texts that are gone"),
                _ => ("page", "split it into several pages, or name it in `[build] ignore`"),
            };
            let most = MAX_PAGE_BYTES / (1024 * 1024);
            let message = format!("this {what} has {megabytes:.1} MB; a {what} may have {most} MB");
            return Err(Finding::error("page-too-large", &file, Span::at(Position::START), message).with_help(help));
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile { file, path, text: text.into() }),
        // It spoils its line alone; no review may have the replacement character.
        Err(error) if file == REVIEWS => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Ok(SourceFile { file, path, text: text.into() })
        }
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let valid = String::from_utf8_lossy(&error.as_bytes()[..offset]).into_owned();
            let byte = error.as_bytes()[offset];
            Err(Finding::error(
                "not-utf8",
                &file,
                Span::at(Position::of(&valid, valid.len())),
                format!("byte 0x{byte:02X} at offset {offset} is not UTF-8"),
            )
            .with_help("save the file as UTF-8"))
        }
    }
}
