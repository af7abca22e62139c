//! The sections of `site.toml` as plain data, and how each is read.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::base_url::BaseUrl;
use super::build::{self, Build};
use super::diagrams::{self, Diagrams};
use super::external::{self, External};
use super::nav::{self, NavEntry};
use super::output::{self, Output};
use super::reader::{ConfigFault, Faults, Table};
use super::redirects::{self, RedirectEntry};
use super::relations::{self, RelationRule};
use super::search::{self, Search};
use super::serve::{self, Serve};
use crate::diagnostics::Severity;
use crate::model::Span;

/// Everything that `site.toml` says, with defaults filled in.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file as findings name it: `site.toml`, unless another one was asked for.
    pub file: String,
    /// Its text.
    pub text: String,
    /// `[site]`.
    pub site: Site,
    /// `[build]`.
    pub build: Build,
    /// `[nav] items`; `None` derives the navigation from the folders.
    pub nav: Option<Vec<NavEntry>>,
    /// `[output]`.
    pub output: Output,
    /// `[diagrams]`.
    pub diagrams: Diagrams,
    /// `[markdown]`.
    pub markdown: Markdown,
    /// `[redirects]`: old path to new page path or URL.
    pub redirects: Vec<RedirectEntry>,
    /// `[relations]`, in the order of the file; `None` lets pages state whatever they want.
    pub relations: Option<Vec<RelationRule>>,
    /// `[check.severity]`.
    pub severity: BTreeMap<String, Severity>,
    /// `[check.external]`.
    pub external: External,
    /// `[check] baseline`: the file of known findings, relative to the root.
    pub baseline: Option<String>,
    /// `[search]`.
    pub search: Search,
    /// `[serve]`.
    pub serve: Serve,
    /// `[extra]`: handed to templates as it is.
    pub extra: serde_json::Value,
}

/// A file that `[site]` names.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its path in the content or static folder, as written.
    pub path: String,
    /// Where it is written.
    pub span: Span,
}

/// `[site]`.
#[derive(Debug, Clone)]
pub struct Site {
    /// `title`.
    pub title: String,
    /// `base_url`; without one the site has no canonical URLs and no sitemap.
    pub base_url: Option<BaseUrl>,
    /// `description`.
    pub description: String,
    /// `language`, a BCP 47 tag; `en` by default.
    pub language: String,
    /// `author`.
    pub author: String,
    /// `repository`: the URL of the repository's page.
    pub repository: Option<String>,
    /// `edit_url`: prefix of a page's edit link, to which the page's path in the repository is added.
    pub edit_url: Option<String>,
    /// `logo`, a path in the content or static folder.
    pub logo: Option<Picture>,
    /// `favicon`, likewise.
    pub favicon: Option<Picture>,
    /// `image`, likewise: the picture of Open Graph.
    pub image: Option<Picture>,
    /// `extra_css`, likewise.
    pub extra_css: Vec<String>,
    /// `extra_js`, likewise.
    pub extra_js: Vec<String>,
    /// `theme`: the folder under `themes/`; `default` by default.
    pub theme: String,
}

/// What becomes of HTML that is written in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawHtml {
    /// Kept as it is: only for content that is trusted.
    Allow,
    /// Kept as far as it cannot run or load anything.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
}

/// `[markdown]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Markdown {
    /// `raw_html`.
    pub raw_html: RawHtml,
    /// `math`: `$…$` and `$$…$$` become MathML; false by default.
    pub math: bool,
}

impl Config {
    /// Reads the text of `site.toml`.
    ///
    /// # Errors
    /// All faults of the file, in order of their place.
    pub fn parse(text: &str) -> Result<Self, Vec<ConfigFault>> {
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                return Err(vec![ConfigFault {
                    span: Span::of(text, error.span().unwrap_or(0..0)),
                    message: error.message().to_owned(),
                    help: "site.toml must be valid TOML".to_owned(),
                }]);
            }
        };
        let faults = Faults::new(text);
        let mut root = Table::new("", table, &faults);
        let site = site(root.table("site"), text);
        let build = build::read(root.table("build"));
        let nav = navigation(root.table("nav"), text);
        let output = output::read(root.table("output"), text);
        let diagrams = diagrams::read(root.table("diagrams"), text);
        let markdown = markdown(root.table("markdown"));
        let relations = relations::read(root.take("relations"), &build.content, &faults);
        let mut check = root.table("check");
        let severity = severity(check.table("severity"));
        let external = external::read(check.table("external"));
        let baseline = check.string("baseline");
        check.finish();
        let redirects = redirects::read(root.table("redirects"), text);
        let search = search::read(root.table("search"));
        let serve = serve::read(root.table("serve"));
        let extra = root.take("extra").map_or(serde_json::Value::Null, |value| json(value.into_inner()));
        root.finish();
        let list = faults.into_list();
        if list.is_empty() {
            Ok(Self {
                file: "site.toml".to_owned(),
                text: text.to_owned(),
                site,
                build,
                nav,
                output,
                diagrams,
                markdown,
                redirects,
                relations,
                severity,
                external,
                baseline,
                search,
                serve,
                extra,
            })
        } else {
            Err(list)
        }
    }
}

fn site(mut table: Table<'_, '_, '_>, text: &str) -> Site {
    let base_url = table.spanned_string("base_url").and_then(|text| {
        if text.get_ref().is_empty() {
            return None;
        }
        match BaseUrl::parse(text.get_ref()) {
            Ok(url) => Some(url),
            Err(reason) => {
                table.faults.add(
                    text.span(),
                    format!("`site.base_url` is not an address: {reason}"),
                    "write it like `https://docs.example.org/atlas/`".to_owned(),
                );
                None
            }
        }
    });
    let repository = web_address(&mut table, "repository");
    let edit_url = web_address(&mut table, "edit_url");
    let theme = table.spanned_string("theme");
    if let Some(name) = &theme
        && (name.get_ref().is_empty() || name.get_ref().contains(['/', '\\']) || name.get_ref().starts_with('.'))
    {
        table.faults.add(
            name.span(),
            format!("`site.theme` must be the name of a folder in `themes/`, not `{}`", name.get_ref()),
            String::new(),
        );
    }
    let plain = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
    let mut picture = |key| {
        let path = table.spanned_string(key)?;
        Some(Picture { span: Span::of(text, path.span()), path: path.into_inner() })
    };
    let (logo, favicon, image) = (picture("logo"), picture("favicon"), picture("image"));
    let site = Site {
        title: table.string("title").unwrap_or_else(|| "Untitled site".to_owned()),
        base_url,
        description: table.string("description").unwrap_or_default(),
        language: table.string("language").unwrap_or_else(|| "en".to_owned()),
        author: table.string("author").unwrap_or_default(),
        repository,
        edit_url,
        logo,
        favicon,
        image,
        extra_css: plain(table.strings("extra_css")),
        extra_js: plain(table.strings("extra_js")),
        theme: theme.map_or_else(|| "default".to_owned(), Spanned::into_inner),
    };
    table.finish();
    site
}

fn web_address(table: &mut Table<'_, '_, '_>, key: &'static str) -> Option<String> {
    let text = table.spanned_string(key)?;
    if text.get_ref().is_empty() {
        return None;
    }
    if text.get_ref().starts_with("https://") || text.get_ref().starts_with("http://") {
        return Some(text.into_inner());
    }
    table.faults.add(text.span(), format!("`site.{key}` must begin with https:// or http://"), String::new());
    None
}

fn navigation(mut table: Table<'_, '_, '_>, text: &str) -> Option<Vec<NavEntry>> {
    let items = table.take("items").map(|items| nav::entries(items, text, table.faults, 1));
    table.finish();
    items
}

fn markdown(mut table: Table<'_, '_, '_>) -> Markdown {
    let words = [("allow", RawHtml::Allow), ("sanitize", RawHtml::Sanitize), ("escape", RawHtml::Escape)];
    let markdown =
        Markdown { raw_html: table.choice("raw_html", &words).unwrap_or_default(), math: table.boolean("math", false) };
    table.finish();
    markdown
}

fn severity(table: Table<'_, '_, '_>) -> BTreeMap<String, Severity> {
    let faults = table.faults;
    let mut map = BTreeMap::new();
    for (code, word) in table.string_map() {
        let level = match word.get_ref().as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "off" => Severity::Off,
            other => {
                faults.add(word.span(), format!("a severity is error, warning or off, not `{other}`"), String::new());
                continue;
            }
        };
        if crate::diagnostics::codes::find(code.get_ref()).is_none() {
            let names: Vec<&str> = crate::diagnostics::codes::ALL.iter().map(|entry| entry.code).collect();
            faults.add(
                code.span(),
                format!("there is no check `{}`", code.get_ref()),
                crate::diagnostics::nearest(code.get_ref(), &names)
                    .map(|name| format!("did you mean `{name}`?"))
                    .unwrap_or_default(),
            );
            continue;
        }
        map.insert(code.into_inner(), level);
    }
    map
}

/// A TOML value as JSON, for templates; dates become strings.
fn json(value: DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => {
            number.as_str().parse::<i64>().map_or_else(|_| Value::String(number.to_string()), Value::from)
        }
        DeValue::Float(number) => {
            number.as_str().parse::<f64>().map_or_else(|_| Value::String(number.to_string()), Value::from)
        }
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(list) => list.into_iter().map(|item| json(item.into_inner())).collect(),
        DeValue::Table(table) => Value::Object(
            table.into_iter().map(|(key, value)| (key.into_inner().into_owned(), json(value.into_inner()))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{NavTarget, faults};

    #[test]
    fn every_fault_of_a_file_is_reported_with_its_place() {
        assert_eq!(
            faults("[site]\ntitel = \"x\"\nbase_url = 3\n[markdown]\nraw_html = \"alow\"\n"),
            [
                "2:1 unknown key `titel` in [site] (did you mean `title`?)",
                "3:12 `site.base_url` must be a string, not a number ()",
                "5:12 `markdown.raw_html` must be one of allow, sanitize, escape, not `alow` (did you mean `allow`?)",
            ]
        );
    }

    #[test]
    fn navigation_reads_pages_titles_and_sections() {
        let config =
            Config::parse("[nav]\nitems = [\"index.md\", { title = \"Guide\", items = [\"a.md\"] }]\n").unwrap();
        let nav = config.nav.unwrap();
        assert_eq!(nav[0].target, NavTarget::Page("index.md".to_owned()));
        assert_eq!(nav[1].title.as_deref(), Some("Guide"));
        assert_eq!(nav[1].items[0].target, NavTarget::Page("a.md".to_owned()));
    }
}
