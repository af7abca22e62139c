//! What the preview remembers from run to run changes nothing: after edits drawn by chance, its edition equals a build that
//! remembers nothing, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chartroom::cache::{Cache, Memory};
use chartroom::model::LastChanges;
use chartroom::pipeline::{self, BuildOptions, Built, Unwatched, Work};
use chartroom::serve::board::{Board, PageTags, Shown};
use chartroom::serve::edition::{Edition, Held};
use chartroom::serve::snapshot::Snapshot;
use chartroom::serve::workshop::{Outcome, Settings, Workshop};
use chartroom::write::{Content, Present};
use jiff::civil::{Date, date};

use crate::random_edits::RandomSite;

const TODAY: Date = date(2026, 6, 1);

/// The bytes of every file by its path.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn an_edition_after_any_edits_is_that_of_a_fresh_build() {
    for seed in [1, 2] {
        compare(seed, 100, None);
    }
}

#[test]
fn pages_without_room_in_memory_are_the_same_when_they_are_asked_for() {
    compare(3, 40, Some(5_000));
}

fn compare(seed: u64, steps: usize, most: Option<usize>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = RandomSite::new(folder.path(), seed);
    let board = Arc::new(Board::new());
    let settings = settings(folder.path());
    let workshop = Workshop::new(settings, Cache::of_run(), Arc::clone(&board));
    let mut workshop = match most {
        Some(most) => workshop.with_most(most),
        None => workshop,
    };
    let mut not_held = 0;
    let mut last = (0, None::<(Files, BTreeMap<String, PageTags>)>);
    let mut cache = Cache::of_run();
    let mut editions = 0;
    for step in 0..steps {
        let mut said: Vec<String> = Vec::new();
        for _ in 0..1 + step % 3 {
            said.push(site.edit());
        }
        let outcome = workshop.run(TODAY, Instant::now(), &Unwatched);
        if step % 5 == 4 {
            workshop.tidy();
        }
        if step % 20 == 19 {
            cache = Cache::of_run();
        }
        let shown = board.now();
        let place = format!("seed {seed}, step {step}: {}", said.join("; "));
        match fresh(folder.path(), &cache) {
            Err(text) => assert_eq!(shown.fault.as_ref().map(|fault| &fault.text), Some(&text), "{place}"),
            Ok(built) => {
                assert!(shown.fault.is_none(), "{place}: {:?}", shown.fault);
                let edition = shown.edition().expect("an edition");
                assert_same(edition, &built, &place);
                let files = held(edition);
                if let Some(most) = most {
                    assert!(bytes_of_pages(edition) <= most, "{place}");
                    not_held += edition.not_held();
                    continue;
                }
                if shown.run.revision == last.0 {
                    assert_eq!(Some(&files), last.1.as_ref().map(|(files, _)| files), "{place}");
                    assert!(matches!(outcome, Outcome::Same), "{place}");
                } else {
                    let tags = tags(edition);
                    if let (Some((before, tags_before)), true) = (&last.1, shown.run.revision == last.0 + 1) {
                        assert_tells_the_difference(&shown, (before, tags_before), (&files, &tags), &place);
                    }
                    last = (shown.run.revision, Some((files, tags)));
                    editions += 1;
                }
            }
        }
    }
    assert!(editions > steps / 2 || not_held > steps, "most edits make an edition: {editions}, {not_held}");
}

fn settings(root: &Path) -> Settings {
    Settings { root: root.to_owned(), config: None, drafts: false, program: "test".to_owned() }
}

/// What a process that knows nothing builds, or why it does not.
fn fresh(root: &Path, cache: &Cache) -> Result<Built, String> {
    let snapshot = Snapshot::read(root, None, TODAY, &Arc::default(), None).map_err(|error| error.to_string())?;
    let options = BuildOptions {
        base_url: snapshot.config.site.base_url.as_ref(),
        drafts: snapshot.config.build.drafts,
        noindex: false,
        last_changes: &LastChanges::default(),
        present: &Present::default(),
        program: "test",
        extra: &snapshot.inputs.extra,
        baseline: snapshot.baseline.as_ref(),
        today: TODAY,
    };
    let work = Work { cache, memory: &Memory::none(), progress: &Unwatched, mark: &|_| {} };
    pipeline::build(&snapshot.config, snapshot.inputs.sources.clone(), &snapshot.inputs.theme, &options, work)
        .map_err(|error| error.to_string())
}

fn held(edition: &Edition) -> Files {
    let bytes = |held: &Held| match held {
        Held::Bytes(bytes) => bytes.to_vec(),
        Held::Made(make) => make().expect("bytes"),
        Held::Disk(file) => std::fs::read(file).expect("a file"),
    };
    edition.files.iter().map(|(path, file)| (path.clone(), bytes(&file.content))).collect()
}

/// Bytes of the pages that are held.
fn bytes_of_pages(edition: &Edition) -> usize {
    let pages = edition.pages.keys().filter_map(|path| edition.files.get(path));
    let sizes = pages.map(|file| match &file.content {
        Held::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    sizes.sum()
}

fn tags(edition: &Edition) -> BTreeMap<String, PageTags> {
    edition.files.iter().filter_map(|(path, file)| Some((path.clone(), file.tags.clone()?))).collect()
}

fn assert_same(edition: &Edition, built: &Built, place: &str) {
    let bytes = |content: &Content| match content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Made(make) => make(),
        Content::Copy(file) => std::fs::read(file).expect("a file"),
        Content::Unchanged => panic!("a fresh build makes everything"),
    };
    let fresh: Files = built.files.iter().map(|file| (file.path.clone(), bytes(&file.content))).collect();
    let held = held(edition);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&held), names(&fresh), "{place}");
    for (path, bytes) in &fresh {
        let [now, should] = [&held[path], bytes].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(now, should, "{path} after {place}");
    }
    let [now, should] = [&edition.checked, &built.checked];
    assert_eq!(now.settled, should.settled, "{place}");
    assert_eq!((now.pages, now.diagrams, now.valid), (should.pages, should.diagrams, should.valid), "{place}");
    let [now, should] = [&edition.report, &built.report].map(|report| format!("{report:?}"));
    assert_eq!(now, should, "{place}");
    assert_eq!(edition.pages, built.pages, "{place}");
}

/// The news of an edition names what is another and nothing else.
fn assert_tells_the_difference(
    shown: &Shown,
    (before, tags_before): (&Files, &BTreeMap<String, PageTags>),
    (now, tags): (&Files, &BTreeMap<String, PageTags>),
    place: &str,
) {
    let change = &shown.good.as_ref().expect("a good run").change;
    let is_other = |path: &&String| before.get(*path) != now.get(*path);
    let changed: BTreeSet<&String> = now.keys().filter(is_other).collect();
    let told: BTreeSet<&String> = change.pages.keys().chain(&change.files).collect();
    assert!(told.is_superset(&changed), "{place}: {told:?} {changed:?}");
    // Drawings, documents and the index of the search are not made to see that they would be the same, and a style sheet that the configuration
    // begins to name counts as new.
    let is_late =
        |path: &str| path.ends_with(".svg") || path.starts_with("chartroom/search/") || path.starts_with("print/");
    let is_known = |path: &&&String| is_late(path) || **path == "extra.css";
    let in_vain: Vec<_> = told.difference(&changed).filter(|path| !is_known(path)).collect();
    assert!(in_vain.is_empty(), "{place}: {in_vain:?}");
    let gone: Vec<&String> = before.keys().filter(|path| !now.contains_key(*path)).collect();
    assert_eq!(change.gone.iter().collect::<Vec<_>>(), gone, "{place}");
    for (path, page) in &change.pages {
        assert_eq!(tags.get(path), Some(page), "{place}");
    }
    for (path, page) in tags {
        let Some(earlier) = tags_before.get(path) else { continue };
        if path.starts_with("print/") {
            assert!(page.tag != earlier.tag || before[path] == now[path], "{path} after {place}");
            continue;
        }
        let plain = |files: &Files| without_hashes(&String::from_utf8_lossy(&files[path]));
        assert_eq!(page.tag == earlier.tag, before[path] == now[path], "{path} after {place}");
        assert_eq!(page.shape == earlier.shape, plain(before) == plain(now), "{path} after {place}");
    }
}

/// `site.css` for `site.0123456789ab.css`, everywhere in a text.
fn without_hashes(html: &str) -> String {
    let mut parts = html.split(".css");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let cut = text.len().saturating_sub(13);
        let is_hash = text.is_char_boundary(cut)
            && text[cut..].starts_with('.')
            && text[cut..].bytes().skip(1).all(|byte| byte.is_ascii_hexdigit());
        if is_hash {
            text.truncate(cut);
        }
        text.push_str(".css");
        text.push_str(part);
    }
    text
}
