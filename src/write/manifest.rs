//! The list of what Chartroom wrote to an output folder.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The manifest's file in the output folder.
pub const NAME: &str = ".chartroom-manifest.json";

/// The paths that Chartroom wrote, relative to the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    files: BTreeSet<String>,
}

impl Manifest {
    /// A manifest of these paths.
    pub fn new<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        Self { version: 1, files: paths.map(str::to_owned).collect() }
    }

    /// Reads a manifest. Paths that would lead out of the folder are dropped: the file may have been tampered with.
    pub fn parse(text: &str) -> Self {
        let mut manifest: Self = serde_json::from_str(text).unwrap_or_default();
        manifest.files.retain(|path| {
            !path.is_empty()
                && !path.contains('\\')
                && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        });
        manifest
    }

    /// The manifest as text.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Whether a path is listed.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// All paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn a_path_out_of_the_folder_is_not_believed() {
        let manifest = Manifest::parse(r#"{"version":1,"files":["a/b.html","../c","/etc/x","a/../../d"]}"#);
        assert_eq!(manifest.paths().collect::<Vec<_>>(), ["a/b.html"]);
    }
}
