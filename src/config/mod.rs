//! `site.toml` becomes a [`Config`]. In: the file's text. Out: plain data with every default filled in, or all the
//! faults of the file at once, each with its place. Reading the file is `load`'s business.

mod base_url;
mod build;
mod classes;
mod diagrams;
mod external;
mod globs;
mod nav;
mod output;
mod reader;
mod redirects;
mod relations;
mod search;
mod sections;
mod serve;

pub use base_url::BaseUrl;
pub use build::Build;
pub use classes::{DiagramClass, Paint};
pub use diagrams::{Diagrams, Limits};
pub use external::External;
pub use globs::PageGlobs;
pub use nav::{NavEntry, NavTarget};
pub use output::Output;
pub use reader::ConfigFault;
pub use redirects::RedirectEntry;
pub use relations::RelationRule;
pub use search::Search;
pub use sections::{Config, Markdown, Picture, RawHtml, Site};
pub use serve::Serve;

/// The faults of a configuration as its sections' tests look at them.
#[cfg(test)]
fn faults(text: &str) -> Vec<String> {
    let faults = Config::parse(text).err().unwrap_or_default();
    let place = |span: crate::model::Span| format!("{}:{}", span.start.line, span.start.column);
    faults.iter().map(|fault| format!("{} {} ({})", place(fault.span), fault.message, fault.help)).collect()
}
