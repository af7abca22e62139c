//! stub
use super::{Shared, TemplateError, Progress, bytes};
use crate::write::OutputFile;
pub fn file(_shared: &Shared<'_>, _progress: Progress<'_>) -> Result<OutputFile, TemplateError> { Ok(bytes("progress/index.html", String::new())) }
