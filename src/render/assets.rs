//! Style sheets, scripts and other files of the theme, under names that hold a hash of their content, so that browsers
//! may keep them for ever.

use std::collections::BTreeMap;

use super::{Input, bytes};
use crate::cache::Key;
use crate::config::Picture;
use crate::link::href;
use crate::load::Theme;
use crate::write::{Content, OutputFile};

/// The folder of the output that holds them.
const FOLDER: &str = "chartroom";

/// The theme's files for the dashboard, which only a site with a plan has, and for the gallery.
const PROGRESS: &str = "css/progress.css";
const GALLERY: [&str; 2] = ["css/gallery.css", "js/gallery.js"];

/// Paths in the output.
#[derive(Hash)]
pub struct Assets {
    /// Style sheets, in order; those that begin with `https:` stand elsewhere.
    pub css: Vec<String>,
    /// Scripts that run before the page is shown.
    pub js_head: Vec<String>,
    /// Scripts that run after the page is read.
    pub js: Vec<String>,
    /// The style sheet of the dashboard.
    pub progress: Option<String>,
    /// The style sheet of the gallery.
    pub gallery_css: Option<String>,
    /// Its script.
    pub gallery_js: Option<String>,
    /// The script of redirect pages.
    pub redirect: Option<String>,
    /// `[site] logo`.
    pub logo: Option<String>,
    /// `[site] favicon`, or the theme's.
    pub favicon: Option<String>,
    /// `[site] image`.
    pub image: Option<String>,
}

/// Names the theme's files and those of the configuration.
pub fn collect(input: &Input<'_>, has_gallery: bool) -> (Assets, Vec<OutputFile>) {
    let is_wanted = |path: &str| (input.has_plan || path != PROGRESS) && (has_gallery || !GALLERY.contains(&path));
    let mut files = Vec::new();
    let mut names = BTreeMap::new();
    for (path, content) in public_files(input.theme).filter(|(path, _)| is_wanted(path)) {
        let name = if path.starts_with("static/") {
            format!("{FOLDER}/{path}")
        } else {
            format!("{FOLDER}/{}", hashed(path, content))
        };
        names.insert(path.to_owned(), name.clone());
        files.push(OutputFile::new(name, Content::Bytes(content.to_vec())));
    }
    let rules = input.drawer.stylesheet();
    let diagrams = format!("{FOLDER}/{}", hashed("css/diagrams.css", rules.as_bytes()));
    files.push(bytes(&diagrams, rules));

    let mut css: Vec<String> = names.get("css/site.css").cloned().into_iter().collect();
    css.push(diagrams);
    let mut js: Vec<String> = names.get("js/site.js").cloned().into_iter().collect();
    for (list, written) in [(&mut css, &input.config.site.extra_css), (&mut js, &input.config.site.extra_js)] {
        for path in written {
            let content = input.extra.iter().find(|(name, _)| name == path);
            if let Some((name, content)) = content {
                let target = hashed(name.trim_start_matches('/'), content);
                files.push(OutputFile::new(target.clone(), Content::Bytes(content.clone())));
                list.push(target);
            } else {
                list.push(path.clone());
            }
        }
    }
    let site = &input.config.site;
    let picture = |value: &Option<Picture>| input.site.picture(&value.as_ref()?.path).map(str::to_owned);
    let assets = Assets {
        css,
        js_head: names.get("js/theme.js").cloned().into_iter().collect(),
        js,
        progress: names.get(PROGRESS).cloned(),
        gallery_css: names.get(GALLERY[0]).cloned(),
        gallery_js: names.get(GALLERY[1]).cloned(),
        redirect: names.get("js/redirect.js").cloned(),
        logo: picture(&site.logo).or_else(|| names.get("static/chartroom.svg").cloned()),
        favicon: picture(&site.favicon).or_else(|| names.get("static/chartroom.svg").cloned()),
        image: picture(&site.image),
    };
    (assets, files)
}

fn public_files(theme: &Theme) -> impl Iterator<Item = (&str, &[u8])> {
    theme
        .files
        .iter()
        .filter(|(path, _)| ["css/", "js/", "static/"].iter().any(|folder| path.starts_with(folder)))
        .map(|(path, content)| (path.as_str(), content.as_slice()))
}

/// `css/site.css` as `css/site.0123456789ab.css`.
fn hashed(path: &str, content: &[u8]) -> String {
    let key = Key::new("asset", &[content]);
    let hash: String = key.bytes().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    match path.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{path}.{hash}"),
    }
}

/// Whether the name of a file of the output holds the hash of its content, so that it never holds another.
pub fn is_hashed(path: &str, content: &[u8]) -> bool {
    let plain = match path.rsplitn(3, '.').collect::<Vec<_>>()[..] {
        [extension, _, stem] => format!("{stem}.{extension}"),
        [_, stem] => stem.to_owned(),
        _ => return false,
    };
    hashed(&plain, content) == path
}

/// The address of an asset, which may stand elsewhere.
pub fn address(input: &Input<'_>, from: super::address::From<'_>, path: &str) -> String {
    if path.starts_with("https://") || path.starts_with("http://") || path.starts_with("//") {
        path.to_owned()
    } else {
        super::address::file(input, from, path)
    }
}

/// The full address of an asset.
pub fn absolute(input: &Input<'_>, path: &str) -> Option<String> {
    if path.starts_with("https://") {
        return Some(path.to_owned());
    }
    input.base_url.map(|url| url.join(&href::encode_path(path)))
}
