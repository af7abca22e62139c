//! What `[output]` asks for and cannot have here. Out: findings at their place in the configuration.

use super::Shared;
use crate::diagnostics::Finding;
use crate::model::Span;

/// What is lacking.
pub fn of(shared: &Shared<'_>) -> Vec<Finding> {
    let input = shared.input;
    let output = &input.config.output;
    let lacks = |span: Span, message: &str, help: &str| {
        Finding::warning("output-incomplete", &input.config.file, span, message).with_help(help)
    };
    let mut findings = Vec::new();
    if let (Some(span), Some((message, help))) = (output.git_dates, &input.last_changes.unknown) {
        findings.push(lacks(span, message, help));
    }
    let address = "write `base_url` under [site], or pass `--base-url`";
    if let Some(span) = output.feed {
        if input.base_url.is_none() {
            findings.push(lacks(span, "there is no feed: its links need the address of the site", address));
        } else if shared.feed.is_none() {
            let help = "write `updated: 2026-01-31` into front matter, or set `git_dates = true`";
            findings.push(lacks(span, "there is no feed: no page has a date", help));
        }
    }
    findings
}
