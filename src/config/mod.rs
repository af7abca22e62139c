//! `site.toml` becomes a [`Config`]. In: the file's text. Out: plain data with every default filled in, or all the
//! faults of the file at once, each with its place. Reading the file is `load`'s business.

mod base_url;
mod build;
mod classes;
mod external;
mod globs;
mod nav;
mod reader;
mod redirects;
mod relations;
mod sections;

pub use base_url::BaseUrl;
pub use build::Build;
pub use classes::{DiagramClass, Paint};
pub use external::External;
pub use globs::PageGlobs;
pub use nav::{NavEntry, NavTarget};
pub use reader::ConfigFault;
pub use redirects::RedirectEntry;
pub use relations::RelationRule;
pub use sections::{Config, Diagrams, Limits, Markdown, Picture, RawHtml, Site};
