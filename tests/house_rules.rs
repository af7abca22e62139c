//! The rules of the house that a program can check.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut list: Vec<(PathBuf, String)> = walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("readable");
            (entry.path().strip_prefix(root()).expect("below").to_owned(), text)
        })
        .collect();
    list.sort();
    list
}

/// The stages in the order of `lib.rs`.
fn stages() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).expect("readable");
    text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect()
}

#[test]
fn stages_point_one_way() {
    let stages = stages();
    assert!(stages.len() > 8, "{stages:?}");
    let mut backwards = Vec::new();
    for (path, text) in sources("src") {
        let stage =
            path.components().nth(1).expect("a stage").as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some(place) = stages.iter().position(|name| *name == stage) else {
            continue;
        };
        for (line, code) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for later in &stages[place + 1..] {
                let named = code.match_indices(&format!("crate::{later}")).any(|(at, found)| {
                    !code[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
                });
                if named {
                    backwards.push(format!("{}:{} names the later stage {later}", path.display(), line + 1));
                }
            }
        }
    }
    assert!(backwards.is_empty(), "{}", backwards.join("\n"));
}

#[test]
fn only_web_talks_to_anybody_outside() {
    let outside: Vec<_> = sources("src")
        .into_iter()
        // The preview only answers.
        .filter(|(path, _)| !path.starts_with("src/web") && !path.starts_with("src/serve/http"))
        .filter(|(_, text)| text.contains("ureq::") || text.contains("TcpStream"))
        .map(|(path, _)| path)
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = sources("src")
        .into_iter()
        .chain(sources("tests"))
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_file_is_named_after_nothing() {
    let empty = ["utils", "util", "helpers", "helper", "common", "misc"];
    let named: Vec<_> = sources("src")
        .into_iter()
        .filter(|(path, _)| {
            path.components().any(|part| empty.contains(&part.as_os_str().to_string_lossy().trim_end_matches(".rs")))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("#[ign", "ore]")];
    let mut found = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let folder = root().join("content/reference/checks");
    let mut pages: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of the reference")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".md").to_owned())
        .filter(|name| name != "index")
        .collect();
    pages.sort();
    let codes: Vec<&str> = chartroom::diagnostics::codes::ALL.iter().map(|entry| entry.code).collect();
    assert_eq!(pages, codes);
}

#[test]
fn the_reference_lists_every_code_as_it_is() {
    let text = std::fs::read_to_string(root().join("content/reference/checks/index.md")).expect("readable");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| [`")).collect();
    let wanted: Vec<String> = chartroom::diagnostics::codes::ALL
        .iter()
        .map(|entry| {
            let severity = format!("{:?}", entry.severity).to_lowercase();
            format!("| [`{code}`]({code}.md) | {severity} | {} |", entry.summary, code = entry.code)
        })
        .collect();
    assert_eq!(rows, wanted);
}

#[test]
fn every_code_has_a_rule_or_a_file_that_finds_it_earlier() {
    use chartroom::check::rules::{ALL, FOUND_EARLIER};
    let mut places: Vec<&str> = ALL.iter().flat_map(|rule| rule.codes).copied().collect();
    for (code, file) in FOUND_EARLIER {
        let text = std::fs::read_to_string(root().join("src").join(file)).expect("the file that finds it");
        assert!(text.contains(&format!("\"{code}\"")), "{file} does not name {code}");
        assert!(!places.contains(code), "{code} has a rule");
        places.push(code);
    }
    places.sort_unstable();
    places.dedup();
    let codes: Vec<&str> = chartroom::diagnostics::codes::ALL.iter().map(|entry| entry.code).collect();
    assert_eq!(places, codes);
}

#[test]
fn every_code_that_is_reported_is_in_the_table() {
    let mut unknown = Vec::new();
    for (path, text) in sources("src") {
        for part in text.split("Finding::error(").chain(text.split("Finding::warning(")).skip(1) {
            let Some(code) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            // Faults that leave no site are no findings, but are shown like them; tests use any name.
            let is_fault = matches!(code, "config" | "template" | "baseline");
            if !is_fault && chartroom::diagnostics::codes::find(code).is_none() {
                unknown.push(format!("{}: {code}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_file_of_the_default_theme_is_embedded() {
    let folder = root().join("themes/default");
    let mut files: Vec<String> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&folder).expect("below").to_string_lossy().into_owned())
        .collect();
    files.sort();
    let bare = tempfile::tempdir().expect("a temporary folder");
    let theme = chartroom::load::load_theme(bare.path(), "default").expect("the embedded theme");
    assert_eq!(theme.files.keys().cloned().collect::<Vec<_>>(), files);
}

#[test]
fn the_version_in_the_changelog_is_that_of_the_package() {
    let text = std::fs::read_to_string(root().join("CHANGELOG.md")).expect("readable");
    let first = text.lines().find(|line| line.starts_with("## ")).expect("a heading");
    assert!(first == "## Unreleased" || first.contains(env!("CARGO_PKG_VERSION")), "{first}");
}
