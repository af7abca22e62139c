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
use parts::Parts;

pub use subject::is_searched;

/// The folder of the output that holds them.
const FOLDER: &str = "chartroom/search";

/// All files of the index; none where the site is not searched.
pub fn files(shared: &Shared<'_>) -> Vec<OutputFile> {
    if !shared.input.config.search.enabled {
        return Vec::new();
    }
    let (subjects, identity) = subject::all(shared);
    let engine = shared.input.drawer.fingerprint_for_judging();
    let parts = [shared.input.program.as_bytes(), engine, shared.svg_folder.as_bytes(), &identity];
    let key = Key::new("search 1", &parts);
    let division = Division::of(&subjects);
    let drawings = shared.svg_folder;
    let names: Vec<String> = division.names().collect();
    let is_one_file = division.is_one_file;
    let once = OnceLock::new();
    let all = Arc::new(move || -> Arc<Parts> {
        Arc::clone(once.get_or_init(|| Arc::new(parts::all(&subjects, &division, drawings))))
    });
    let file = |name: &str, parts: Vec<String>| {
        let all = Arc::clone(&all);
        let make = move || {
            let all = all();
            parts.iter().filter_map(|part| all.get(part)).flat_map(|text| text.bytes()).collect()
        };
        let key = Key::new(name, &[key.bytes()]);
        OutputFile { path: format!("{FOLDER}/{name}.js"), content: Content::Made(Arc::new(make)), key: Some(key) }
    };
    if is_one_file {
        let parts = std::iter::once(parts::ROOT.to_owned()).chain(names).collect();
        return vec![file(parts::ROOT, parts)];
    }
    let others = names.into_iter().map(|name| file(&name, vec![name.clone()]));
    std::iter::once(file(parts::ROOT, vec![parts::ROOT.to_owned()])).chain(others).collect()
}
