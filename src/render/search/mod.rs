//! The index of readers' search, as files of the output. In: the joined site with its figures. Out: files that are made when they are
//! asked for, all at once: to know what they depend on is quick, to make them is not, and the preview seldom needs them.
//!
//! Names hold no hash, because it would have to be known before. Instead the root knows the version of each part, asks for it by that
//! (`words-3.js?v=…`), and what is loaded says which one it is.

mod division;
mod entries;
mod fold;
mod index;
mod labels;
mod number;
mod parts;
mod record;
mod subject;
mod words;

use std::sync::{Arc, OnceLock};

use super::Shared;
use crate::cache::Key;
use crate::write::{Content, OutputFile};
use division::Division;

pub use subject::is_searched;

/// The folder of the output that holds them.
const FOLDER: &str = "chartroom/search";

/// All files of the index; none where the site is not searched.
pub fn files(shared: &Shared<'_>) -> Vec<OutputFile> {
    if !shared.input.config.search.enabled {
        return Vec::new();
    }
    let (subjects, identity) = subject::all(shared);
    let drawings = shared.svg_folder;
    let engine = shared.input.drawer.fingerprint_for_judging();
    // How Markdown is read decides what of a page is text.
    let markdown = format!("{:?}", shared.input.config.markdown);
    let parts = [shared.input.program.as_bytes(), markdown.as_bytes(), engine, drawings.as_bytes(), &identity];
    let key = Key::new("search 1", &parts);
    let division = Division::of(&subjects);
    let names = std::iter::once(parts::ROOT.to_owned()).chain(division.names());
    let files: Vec<Vec<String>> =
        if division.is_one_file { vec![names.collect()] } else { names.map(|name| vec![name]).collect() };
    let made = OnceLock::new();
    let parts = Arc::new(move |names: &[String]| -> Vec<u8> {
        let parts = made.get_or_init(|| parts::all(&subjects, &division, drawings));
        names.iter().filter_map(|name| parts.get(name)).map(String::as_str).collect::<String>().into_bytes()
    });
    let file = |names: Vec<String>| {
        let parts = Arc::clone(&parts);
        let path = format!("{FOLDER}/{}.js", names[0]);
        let key = Key::new(&names[0], &[key.bytes()]);
        OutputFile { path, content: Content::Made(Arc::new(move || parts(&names))), key: Some(key) }
    };
    files.into_iter().map(file).collect()
}
