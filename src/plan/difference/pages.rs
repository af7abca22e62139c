//! What became of each page. In: two states, and which diagrams are the same. Out: pages that are new, gone, elsewhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Side;
use super::matching::MAX_PAIRS;
use super::words::{likeness, words};

/// Bytes of a page up to which its words are compared.
const MAX_COMPARED: usize = 100_000;

/// Thousandths of the words that two pages have to share: pages that are made from one template share many.
const MOSTLY: usize = 750;

/// Pages.
pub struct Pages {
    pub new: Vec<usize>,
    pub gone: Vec<usize>,
    pub moved: Vec<(usize, usize)>,
}

/// What became of the pages: the same file, the same text, or the file that most of its diagrams moved to.
pub fn pages(before: Side<'_>, after: Side<'_>, pairs: &[(usize, usize)]) -> Pages {
    let to = moved_files(before, after, pairs);
    let index: BTreeMap<&str, usize> =
        after.inventory.pages.iter().enumerate().map(|(at, page)| (page.file.as_str(), at)).collect();
    let mut pages = Pages { new: Vec::new(), gone: Vec::new(), moved: Vec::new() };
    let mut seen = vec![false; after.inventory.pages.len()];
    for (old, page) in before.inventory.pages.iter().enumerate() {
        let same = index.get(page.file.as_str());
        let target = same.or_else(|| index.get(to.get(page.file.as_str())?)).copied();
        match target {
            Some(new) => {
                seen[new] = true;
                if same.is_none() {
                    pages.moved.push((old, new));
                }
            }
            None => pages.gone.push(old),
        }
    }
    pages.new = (0..seen.len()).filter(|at| !seen[*at]).collect();
    pages
}

/// For each file that is gone, the new one that it became: the same text, the diagrams, the folder, the words tell. No two
/// became one.
pub fn moved_files<'a>(before: Side<'a>, after: Side<'a>, pairs: &[(usize, usize)]) -> BTreeMap<&'a str, &'a str> {
    let is_gone = |file: &str| !after.texts.contains_key(file);
    let is_new = |file: &str| !before.texts.contains_key(file);
    let mut by_text: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    for page in after.inventory.pages.iter().filter(|page| is_new(&page.file)) {
        if let Some(text) = after.texts.get(&page.file) {
            by_text.entry(text).or_default().push_back(&page.file);
        }
    }
    let mut to: BTreeMap<&str, &str> = BTreeMap::new();
    for page in before.inventory.pages.iter().filter(|page| is_gone(&page.file)) {
        let text = before.texts.get(&page.file).map(crate::model::Text::as_str);
        if let Some(file) = text.and_then(|text| by_text.get_mut(text)?.pop_front()) {
            to.insert(&page.file, file);
        }
    }
    let mut taken: BTreeSet<&str> = to.values().copied().collect();
    let mut votes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for &(old, new) in pairs {
        let (from, file) = (&before.inventory.diagrams[old].file, &after.inventory.diagrams[new].file);
        if is_gone(from) && is_new(file) {
            *votes.entry((from, file)).or_default() += 1;
        }
    }
    let mut votes: Vec<_> = votes.into_iter().collect();
    votes.sort_by_key(|&(files, number)| (std::cmp::Reverse(number), files));
    for ((from, file), _) in votes {
        if !to.contains_key(from) && taken.insert(file) {
            to.insert(from, file);
        }
    }
    let gone: Vec<&str> =
        before.inventory.pages.iter().map(|page| page.file.as_str()).filter(|file| is_gone(file)).collect();
    let new: BTreeSet<&str> =
        after.inventory.pages.iter().map(|page| page.file.as_str()).filter(|file| is_new(file)).collect();
    with_their_folder(&gone, &new, &mut to, &mut taken);
    by_words(before, after, &gone, &new, &mut to, &mut taken);
    to
}

/// Where a folder moved, what is left of it moved with it.
fn with_their_folder<'a>(
    gone: &[&'a str],
    new: &BTreeSet<&'a str>,
    to: &mut BTreeMap<&'a str, &'a str>,
    taken: &mut BTreeSet<&'a str>,
) {
    let mut folders: BTreeMap<&str, &str> = BTreeMap::new();
    for (from, file) in to.iter() {
        if let (Some((old, a)), Some((new, b))) = (from.rsplit_once('/'), file.rsplit_once('/'))
            && a == b
        {
            folders.entry(old).or_insert(new);
        }
    }
    for from in gone {
        let target = from.rsplit_once('/').and_then(|(old, name)| Some(format!("{}/{name}", folders.get(old)?)));
        let target = target.and_then(|target| new.get(target.as_str()).copied());
        if let Some(file) = target.filter(|_| !to.contains_key(from))
            && taken.insert(file)
        {
            to.insert(from, file);
        }
    }
}

/// Pages of which most words are the same, the most alike first.
fn by_words<'a>(
    before: Side<'a>,
    after: Side<'a>,
    gone: &[&'a str],
    new: &BTreeSet<&'a str>,
    to: &mut BTreeMap<&'a str, &'a str>,
    taken: &mut BTreeSet<&'a str>,
) {
    let text = |side: &Side<'a>, file: &str| {
        let text = side.texts.get(file).map(crate::model::Text::as_str);
        text.filter(|text| text.len() <= MAX_COMPARED).map(words)
    };
    let olds: Vec<(&str, Vec<&str>)> = gone
        .iter()
        .filter(|file| !to.contains_key(**file))
        .filter_map(|file| Some((*file, text(&before, file)?)))
        .collect();
    let news: Vec<(&str, Vec<&str>)> = new
        .iter()
        .filter(|file| !taken.contains(**file))
        .filter_map(|file| Some((*file, text(&after, file)?)))
        .collect();
    if olds.len() * news.len() > MAX_PAIRS {
        return;
    }
    let mut alike = Vec::new();
    for (from, a) in &olds {
        for (file, b) in &news {
            let likeness = likeness(a, b);
            if likeness > MOSTLY {
                alike.push((std::cmp::Reverse(likeness), *from, *file));
            }
        }
    }
    alike.sort_unstable();
    for (_, from, file) in alike {
        if !to.contains_key(from) && taken.insert(file) {
            to.insert(from, file);
        }
    }
}
