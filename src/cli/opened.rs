//! What every command begins with: the site's configuration, or a text that says what is wrong with it.

use std::path::Path;

use super::Stop;
use super::args::Args;
use crate::config::Config;
use crate::diagnostics::{Finding, human};
use crate::load::read_text;

/// The configuration's usual file, as findings name it.
const CONFIG: &str = "site.toml";

/// The folder of the cache, under the site's root.
pub const STATE: &str = ".chartroom";

/// Reads and understands the configuration.
pub fn open(args: &Args) -> Result<Config, Stop> {
    let path = args.config.clone().unwrap_or_else(|| args.root.join(CONFIG));
    if !path.is_file() {
        let place =
            if args.root == Path::new(".") { "this folder".to_owned() } else { args.root.display().to_string() };
        return Err(Stop(if args.config.is_some() {
            format!("there is no file {}", path.display())
        } else {
            format!(
                "there is no site.toml in {place}\n  a site needs one; the shortest is:\n\n    [site]\n    title = \"My atlas\"\n\n  with pages in content/. To build a site elsewhere: chartroom --root DIR build"
            )
        }));
    }
    let text = read_text(&path)?;
    let name = path.strip_prefix(&args.root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    match Config::parse(&text) {
        Ok(config) => Ok(Config { file: name, ..config }),
        Err(faults) => {
            let shown: Vec<String> = faults
                .iter()
                .map(|fault| {
                    let finding = Finding::error("config", &name, fault.span, fault.message.clone())
                        .with_help(fault.help.clone());
                    human::render(&finding, text.lines().nth(fault.span.start.line as usize - 1), false)
                })
                .collect();
            Err(Stop(format!("{name} cannot be used\n\n{}", shown.join("\n\n"))))
        }
    }
}

/// Tells this program from others of its version: its size, and while it is being developed its time.
pub fn program() -> String {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok();
    let time = metadata.as_ref().filter(|_| cfg!(debug_assertions)).and_then(|metadata| metadata.modified().ok());
    format!("{} {time:?}", metadata.map_or(0, |metadata| metadata.len()))
}
