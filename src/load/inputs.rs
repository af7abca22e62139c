//! Everything that a site is made from, read from disk: the configuration, then what it names. In: the site's root. Out: values of
//! the stages before, or the one reason why there can be no site.

use std::path::{Path, PathBuf};

use super::{ReadError, Sources, Theme, content, load_theme, read_inside, read_text};
use crate::config::{Config, ConfigFault};
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::{Finding, human};

/// The configuration's usual file, as findings name it.
pub const CONFIG: &str = "site.toml";

/// The file of known findings, where neither configuration nor arguments name one.
pub const BASELINE: &str = "chartroom-baseline.txt";

/// What a site is made from, but for its configuration.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Pages, diagrams, other files, the plan.
    pub sources: Sources,
    /// Templates, style sheets, scripts.
    pub theme: Theme,
    /// Extra css and js that the configuration names: path in the output, content.
    pub extra: Vec<(String, Vec<u8>)>,
}

/// Why a site cannot be read. The text is for the user and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// There is no configuration file.
    #[error("{0}")]
    Missing(String),
    /// The configuration cannot be understood.
    #[error("{file} cannot be used\n\n{}", faults(findings, text))]
    Config {
        /// The file as findings name it.
        file: String,
        /// Its text.
        text: String,
        /// All its faults.
        findings: Vec<Finding>,
    },
    /// A file or folder cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// A style sheet or script that the configuration names is nowhere.
    #[error("{0}")]
    Extra(String),
    /// The file of known findings cannot be understood.
    #[error("{}:{line}:1: {message}", file.display())]
    Baseline {
        /// The file.
        file: PathBuf,
        /// Its faulty line, from 1.
        line: u32,
        /// What is wrong with it.
        message: String,
        /// Its text.
        text: String,
    },
}

fn faults(findings: &[Finding], text: &str) -> String {
    let line = |finding: &Finding| finding.span.start.line_of(text);
    let shown: Vec<String> = findings.iter().map(|finding| human::render(finding, line(finding), false)).collect();
    shown.join("\n\n")
}

/// Reads and understands the configuration: `file`, or [`CONFIG`] in the root.
///
/// # Errors
/// A file that is not there or cannot be read, and all faults in it at once.
pub fn config(root: &Path, file: Option<&Path>) -> Result<Config, InputError> {
    let path = file.map_or_else(|| root.join(CONFIG), Path::to_owned);
    if !path.is_file() {
        return Err(InputError::Missing(missing(root, file)));
    }
    let text = read_text(&path)?;
    let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    match Config::parse(&text) {
        Ok(config) => Ok(Config { file: name, ..config }),
        Err(faults) => {
            let finding = |fault: &ConfigFault| {
                Finding::error("config", &name, fault.span, fault.message.clone()).with_help(fault.help.clone())
            };
            let findings = faults.iter().map(finding).collect();
            Err(InputError::Config { file: name, text, findings })
        }
    }
}

fn missing(root: &Path, file: Option<&Path>) -> String {
    if let Some(file) = file {
        return format!("there is no file {}", file.display());
    }
    let place = if root == Path::new(".") { "this folder".to_owned() } else { root.display().to_string() };
    format!(
        "there is no site.toml in {place}\n  a site needs one; the shortest is:\n\n    [site]\n    title = \"My atlas\"\n\n  with pages in content/. To build a site elsewhere: chartroom --root DIR build"
    )
}

/// Reads everything that the configuration names.
///
/// # Errors
/// What the environment refuses. A page that cannot be read is a finding in `sources`.
pub fn inputs(root: &Path, config: &Config) -> Result<Inputs, InputError> {
    Ok(Inputs {
        sources: content::load(root, &config.build)?,
        theme: load_theme(root, &config.site.theme)?,
        extra: extra(root, config)?,
    })
}

/// Extra style sheets and scripts, from the static or the content folder.
fn extra(root: &Path, config: &Config) -> Result<Vec<(String, Vec<u8>)>, InputError> {
    let mut files = Vec::new();
    for name in config.site.extra_css.iter().chain(&config.site.extra_js) {
        if name.starts_with("https://") || name.starts_with("http://") || name.starts_with("//") {
            continue;
        }
        let folders = [&config.build.static_files, &config.build.content];
        let content = read_inside(root, folders.map(String::as_str), name)?;
        let Some(content) = content else {
            let [statics, content] = folders;
            let text = format!("site.toml names {name}, which is neither in {statics}/ nor in {content}/");
            return Err(InputError::Extra(text));
        };
        files.push((name.clone(), content));
    }
    Ok(files)
}

/// Where the known findings stand: `asked`, else what the configuration names, else [`BASELINE`] in the root.
pub fn baseline_file(root: &Path, config: &Config, asked: Option<&Path>) -> PathBuf {
    asked.map_or_else(|| root.join(config.baseline.as_deref().unwrap_or(BASELINE)), Path::to_owned)
}

/// The known findings in `file`; `None` where there is no file.
///
/// # Errors
/// A file that cannot be read or understood.
pub fn baseline(file: &Path) -> Result<Option<Baseline>, InputError> {
    if !file.exists() {
        return Ok(None);
    }
    let text = read_text(file)?;
    Baseline::parse(&text).map(Some).map_err(|fault| InputError::Baseline {
        file: file.to_owned(),
        line: fault.line,
        message: fault.message,
        text,
    })
}
