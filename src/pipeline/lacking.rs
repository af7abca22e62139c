//! What `[output]` asks for and cannot have here. In: the configuration, what the caller of a build decides. Out: findings.

use super::BuildOptions;
use crate::config::Config;
use crate::diagnostics::Finding;

/// What is lacking.
pub(super) fn of(config: &Config, options: &BuildOptions<'_>) -> Vec<Finding> {
    let lacks = |span, message: &str, help: &str| {
        Finding::warning("output-incomplete", &config.file, span, message).with_help(help)
    };
    let dates = config.output.git_dates.zip(options.last_changes.unknown.as_ref());
    dates.map(|(span, (message, help))| lacks(span, message, help)).into_iter().collect()
}
