//! The theme: what is embedded in the program, file by file replaced or joined by the site's own `themes/NAME/`.

use std::collections::BTreeMap;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::{ReadError, SourceFile, relative};

/// The files of the default theme, by their path inside of it.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("css/gallery.css", include_str!("../../themes/default/css/gallery.css")),
    ("css/progress.css", include_str!("../../themes/default/css/progress.css")),
    ("css/search.css", include_str!("../../themes/default/css/search.css")),
    ("css/site.css", include_str!("../../themes/default/css/site.css")),
    ("js/explore.js", include_str!("../../themes/default/js/explore.js")),
    ("js/gallery.js", include_str!("../../themes/default/js/gallery.js")),
    ("js/redirect.js", include_str!("../../themes/default/js/redirect.js")),
    ("js/search.js", include_str!("../../themes/default/js/search.js")),
    ("js/site.js", include_str!("../../themes/default/js/site.js")),
    ("js/theme.js", include_str!("../../themes/default/js/theme.js")),
    ("static/chartroom.svg", include_str!("../../themes/default/static/chartroom.svg")),
    ("templates/404.html", include_str!("../../themes/default/templates/404.html")),
    ("templates/base.html", include_str!("../../themes/default/templates/base.html")),
    ("templates/diagram.html", include_str!("../../themes/default/templates/diagram.html")),
    ("templates/gallery.html", include_str!("../../themes/default/templates/gallery.html")),
    ("templates/page.html", include_str!("../../themes/default/templates/page.html")),
    ("templates/partials/backlinks.html", include_str!("../../themes/default/templates/partials/backlinks.html")),
    ("templates/partials/breadcrumbs.html", include_str!("../../themes/default/templates/partials/breadcrumbs.html")),
    ("templates/partials/explore.html", include_str!("../../themes/default/templates/partials/explore.html")),
    ("templates/partials/footer.html", include_str!("../../themes/default/templates/partials/footer.html")),
    ("templates/partials/head.html", include_str!("../../themes/default/templates/partials/head.html")),
    ("templates/partials/nav.html", include_str!("../../themes/default/templates/partials/nav.html")),
    ("templates/partials/own.html", include_str!("../../themes/default/templates/partials/own.html")),
    ("templates/partials/pager.html", include_str!("../../themes/default/templates/partials/pager.html")),
    ("templates/partials/relations.html", include_str!("../../themes/default/templates/partials/relations.html")),
    ("templates/partials/search.html", include_str!("../../themes/default/templates/partials/search.html")),
    ("templates/partials/toc.html", include_str!("../../themes/default/templates/partials/toc.html")),
    ("templates/print.html", include_str!("../../themes/default/templates/print.html")),
    ("templates/progress.html", include_str!("../../themes/default/templates/progress.html")),
    ("templates/redirect.html", include_str!("../../themes/default/templates/redirect.html")),
    ("templates/tag.html", include_str!("../../themes/default/templates/tag.html")),
    ("templates/tags.html", include_str!("../../themes/default/templates/tags.html")),
];

/// The files of a theme by their path: `templates/page.html`, `css/site.css`, `static/logo.svg`.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// Content of each file.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Of files that are the site's own: where they are, relative to the site's root.
    pub own: BTreeMap<String, String>,
}

/// Templates that get another context than a page's.
const PARTS: [&str; 9] = [
    "404.html",
    "base.html",
    "diagram.html",
    "gallery.html",
    "print.html",
    "progress.html",
    "redirect.html",
    "tag.html",
    "tags.html",
];

impl Theme {
    /// The site's own templates with their text, by their file. One that is not UTF-8 fails when it is rendered.
    pub fn own_templates(&self) -> Vec<SourceFile> {
        let templates = self.own.iter().filter(|(path, _)| path.starts_with("templates/"));
        templates
            .filter_map(|(path, file)| {
                let text = std::str::from_utf8(self.files.get(path)?).ok()?.to_owned();
                Some(SourceFile { file: file.clone(), path: path.clone(), text: text.into() })
            })
            .collect()
    }

    /// The names of the templates that a page may ask for, sorted: paths below `templates/` that are no part of another one.
    pub fn page_templates(&self) -> Vec<&str> {
        let names = self.files.keys().filter_map(|path| path.strip_prefix("templates/"));
        names.filter(|name| !name.starts_with("partials/") && !PARTS.contains(name)).collect()
    }

    /// The template that a page means by `written`, which may leave out `.html`.
    pub fn page_template(&self, written: &str) -> Option<String> {
        let name = if written.ends_with(".html") { written.to_owned() } else { format!("{written}.html") };
        self.page_templates().contains(&name.as_str()).then_some(name)
    }
}

/// Reads the theme `name` of the site at `root`: the embedded files first, then those of `themes/default/`, then those of
/// `themes/NAME/`, each replacing a file of the same path.
///
/// # Errors
/// When a theme other than `default` does not exist, or a file of it cannot be read.
pub fn load_theme(root: &Path, name: &str) -> Result<Theme, ReadError> {
    let mut theme = Theme::default();
    for (path, text) in EMBEDDED {
        theme.files.insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    overlay(root, "default", &mut theme)?;
    if name != "default" {
        let folder = root.join("themes").join(name);
        if !folder.is_dir() {
            return Err(ReadError {
                action: "there is no theme folder",
                path: folder,
                source: std::io::Error::from(std::io::ErrorKind::NotFound),
            });
        }
        overlay(root, name, &mut theme)?;
    }
    Ok(theme)
}

fn overlay(root: &Path, name: &str, theme: &mut Theme) -> Result<(), ReadError> {
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        return Ok(());
    }
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(&folder).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| !is_hidden(entry)) {
        let entry = entry.map_err(|error| ReadError {
            action: "cannot list",
            path: error.path().unwrap_or(&folder).to_owned(),
            source: error.into(),
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = relative(&folder, entry.path());
        let content = std::fs::read(entry.path()).map_err(|source| ReadError {
            action: "cannot read",
            path: entry.path().to_owned(),
            source,
        })?;
        theme.own.insert(path.clone(), format!("themes/{name}/{path}"));
        theme.files.insert(path, content);
    }
    Ok(())
}
