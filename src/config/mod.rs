//! `site.toml` becomes a [`Config`]. In: the file's text. Out: plain data with every default filled in, or all the
//! faults of the file at once, each with its place. Reading the file is `load`'s business.

mod base_url;
mod build;
mod external;
mod nav;
mod reader;
mod sections;

pub use base_url::BaseUrl;
pub use build::Build;
pub use external::External;
pub use nav::{NavEntry, NavTarget};
pub use reader::ConfigFault;
pub use sections::{Config, Diagrams, Limits, Markdown, RawHtml, Site};
