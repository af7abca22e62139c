//! `broken-asset`: logo, favicon or image of `[site]` name a file that does not exist.

use super::Context;
use crate::config::Picture;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let site = &context.config.site;
    for (key, value) in [("logo", &site.logo), ("favicon", &site.favicon), ("image", &site.image)] {
        let Some(Picture { path, span }) = value else {
            continue;
        };
        if context.site.picture(path).is_none() {
            let message = format!("`site.{key}` names `{path}`, which does not exist");
            findings.push(
                Finding::error("broken-asset", &context.config.file, *span, message)
                    .with_help("put the file into the content or static folder and write its path in there"),
            );
        }
    }
}
