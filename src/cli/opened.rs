//! What every command begins with: where the site's state is kept, and which program this is.

/// The folder of the cache, under the site's root.
pub const STATE: &str = ".chartroom";

/// Tells this program from others of its version: its size, and while it is being developed its time.
pub fn program() -> String {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok();
    let time = metadata.as_ref().filter(|_| cfg!(debug_assertions)).and_then(|metadata| metadata.modified().ok());
    format!("{} {time:?}", metadata.map_or(0, |metadata| metadata.len()))
}
