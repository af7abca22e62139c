//! The theme's templates, read once.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use crate::cache::{Key, Memory};
use crate::load::Theme;

/// A template that cannot be read, or fails on a page. The text names file, line and reason.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    message: String,
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
        Self { message: format!("a template fails{place}:\n{message}") }
    }
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
            let text = std::str::from_utf8(content).map_err(|_| TemplateError {
                message: format!("the template {} is not UTF-8", theme.own.get(path).unwrap_or(path)),
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
