//! `[build]`: which folders are read and written, and what in them is left out.

use globset::GlobSet;
use toml::Spanned;

use super::globs;
use super::reader::Table;

/// `[build]`.
#[derive(Debug, Clone)]
pub struct Build {
    /// `content`, relative to the root; `content` by default.
    pub content: String,
    /// `output`; `public` by default.
    pub output: String,
    /// `static`; `static` by default.
    pub static_files: String,
    /// `pretty_urls`; true by default.
    pub pretty_urls: bool,
    /// `drafts`; false by default.
    pub drafts: bool,
    /// `ignore`: globs relative to the content folder.
    pub ignore: GlobSet,
}

pub(super) fn read(mut table: Table<'_, '_, '_>) -> Build {
    let globs = table.strings("ignore");
    let content = source_folder(&mut table, "content", "content");
    let build = Build {
        ignore: globs::set(&globs, &content, table.faults),
        content,
        output: folder(&mut table, "output", "public").into_inner(),
        static_files: source_folder(&mut table, "static", "static"),
        pretty_urls: table.boolean("pretty_urls", true),
        drafts: table.boolean("drafts", false),
    };
    table.finish();
    build
}

/// A folder of the site without the `/` at its end.
fn folder(table: &mut Table<'_, '_, '_>, key: &'static str, default: &str) -> Spanned<String> {
    let written = table.spanned_string(key).unwrap_or_else(|| Spanned::new(0..0, default.to_owned()));
    let path = written.get_ref().strip_prefix("./").unwrap_or(written.get_ref());
    let trimmed = path.trim_end_matches('/');
    Spanned::new(written.span(), if trimmed.is_empty() { path } else { trimmed }.to_owned())
}

/// A folder that is read: below the site's root, so that every file has a path in the site.
fn source_folder(table: &mut Table<'_, '_, '_>, key: &'static str, default: &str) -> String {
    let folder = folder(table, key, default);
    let path = folder.get_ref();
    if path.is_empty() || path.split(['/', '\\']).any(|part| matches!(part, "" | "." | "..")) {
        table.faults.add(
            folder.span(),
            format!("`build.{key}` must be a folder below that of site.toml, not `{path}`"),
            format!("write it like `{default}` or `docs/{default}`"),
        );
    }
    folder.into_inner()
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::config::faults;

    #[test]
    fn globs_are_read_as_people_write_them() {
        let ignored = |glob: &str, path: &str| {
            Config::parse(&format!("[build]\nignore = [\"{glob}\"]\n")).unwrap().build.ignore.is_match(path)
        };
        for glob in ["drafts", "drafts/", "/drafts", "./drafts/", "content/drafts"] {
            assert!(ignored(glob, "drafts"), "{glob}");
            assert!(!ignored(glob, "guide/drafts"), "{glob}");
        }
        assert!(ignored("drafts/**", "drafts/a/b.md"));
        assert!(ignored("*.tmp.md", "guide/a.tmp.md"));
        assert!(!ignored("guide/*.md", "guide/a/b.md"));
    }

    #[test]
    fn content_lies_below_the_root() {
        assert_eq!(
            faults("[build]\ncontent = \"../docs\"\nstatic = \"/etc\"\n"),
            [
                "2:11 `build.content` must be a folder below that of site.toml, not `../docs` (write it like `content` or `docs/content`)",
                "3:10 `build.static` must be a folder below that of site.toml, not `/etc` (write it like `static` or `docs/static`)",
            ]
        );
        assert_eq!(Config::parse("[build]\ncontent = \"./docs/\"\n").unwrap().build.content, "docs");
    }
}
