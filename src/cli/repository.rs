//! The git repository around a site, as far as paths in reports need it.

use std::path::Path;

/// The site's folder as seen from the top of the repository that it lies in, with `/`. Empty where it is the top, or where
/// there is no repository.
pub fn place_of(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else {
        return String::new();
    };
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let place = top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Path::new(""));
    place.to_string_lossy().replace('\\', "/")
}
