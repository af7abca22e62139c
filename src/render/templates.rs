//! The theme's templates, read once.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use crate::cache::{Key, Memory};
use crate::diagnostics::Finding;
use crate::load::Theme;
use crate::model::{Position, Span};

/// A template that cannot be read, or fails on a page. The text names file, line and reason.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    message: String,
    /// The same as a finding, where the fault is in a file of the site's.
    finding: Option<Box<Finding>>,
}

impl TemplateError {
    /// `own` tells where a site's own files lie: tera knows a template by its path in the theme only.
    fn new(error: &tera::Error, own: &BTreeMap<String, String>, page: Option<&str>) -> Self {
        use std::error::Error as _;
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            message = format!("{message}\n{inner}");
            source = inner.source();
        }
        for (path, file) in own {
            if let Some(name) = path.strip_prefix("templates/") {
                for lead in ["--> ", "called from "] {
                    message = message.replace(&format!("{lead}{name}:"), &format!("{lead}{file}:"));
                }
            }
        }
        let place = page.map(|page| format!(" on the page {page}")).unwrap_or_default();
        let finding = placed(error, own, page).map(Box::new);
        Self { message: format!("a template fails{place}:\n{message}"), finding }
    }

    /// The fault as a finding, where it is in a file of the site's.
    pub fn finding(&self) -> Option<&Finding> {
        self.finding.as_deref()
    }
}

/// What is wrong, at its place in the site's own template.
fn placed(error: &tera::Error, own: &BTreeMap<String, String>, page: Option<&str>) -> Option<Finding> {
    let (tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report)) = error.kind() else {
        return None;
    };
    let file = own.get(&format!("templates/{}", report.filename()))?;
    let position = |line: usize, column: usize| Position {
        line: u32::try_from(line).unwrap_or(u32::MAX).max(1),
        column: u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1),
    };
    let place = report.span();
    let start = position(place.start_line, place.start_col);
    let end = position(place.end_line, place.end_col).max(start);
    let finding = Finding::error("template", file, Span { start, end }, report.message());
    Some(match page {
        Some(page) => finding.with_help(format!("it fails on the page {page}")),
        None => finding,
    })
}

/// The templates of a theme.
pub struct Templates {
    tera: Tera,
    /// Where the site's own files of the theme lie.
    own: BTreeMap<String, String>,
}

impl Templates {
    /// The templates of the theme, read anew only where one of them is another than in the last run.
    pub fn remembered(theme: &Theme, memory: &Memory) -> Result<Arc<Self>, TemplateError> {
        let files = theme.files.iter().filter(|(path, _)| path.starts_with("templates/"));
        let mut parts: Vec<&[u8]> = files.flat_map(|(path, content)| [path.as_bytes(), content]).collect();
        let own = format!("{:?}", theme.own);
        parts.push(own.as_bytes());
        let read = || Self::new(theme).map(Arc::new);
        match &*memory.share(Key::new("templates", &parts), |_| true, read) {
            Ok(templates) => Ok(Arc::clone(templates)),
            Err(error) => Err(error.clone()),
        }
    }

    /// Reads all templates of the theme. Their names are their paths below `templates/`.
    fn new(theme: &Theme) -> Result<Self, TemplateError> {
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        let mut list = Vec::new();
        for (path, content) in &theme.files {
            let Some(name) = path.strip_prefix("templates/") else {
                continue;
            };
            let text = std::str::from_utf8(content).map_err(|_| {
                let file = theme.own.get(path).unwrap_or(path);
                let finding = Finding::error("template", file, Span::at(Position::START), "this template is not UTF-8");
                TemplateError {
                    message: format!("the template {file} is not UTF-8"),
                    finding: Some(Box::new(finding.with_help("save the file as UTF-8"))),
                }
            })?;
            list.push((name, text));
        }
        tera.add_raw_templates(list).map_err(|error| TemplateError::new(&error, &theme.own, None))?;
        Ok(Self { tera, own: theme.own.clone() })
    }

    /// Renders a template. `page` names the page for messages, `size` is about how many bytes come out.
    pub fn render<T: Serialize>(
        &self,
        name: &str,
        context: &T,
        page: &str,
        size: usize,
    ) -> Result<String, TemplateError> {
        let failed = |error: tera::Error| TemplateError::new(&error, &self.own, Some(page));
        let context = Context::from_serialize(context).map_err(failed)?;
        let mut html = Vec::with_capacity(size);
        self.tera.render_to(name, &context, &mut html).map_err(failed)?;
        Ok(String::from_utf8(html).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

/// Text of content and plan as HTML: without control characters, which no HTML may hold.
fn escape(text: &str, html: &mut dyn Write) -> std::io::Result<()> {
    let is_unfit = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    for (at, part) in text.split(is_unfit).enumerate() {
        if at > 0 {
            html.write_all("\u{fffd}".as_bytes())?;
        }
        tera::escape_html(part, html)?;
    }
    Ok(())
}
