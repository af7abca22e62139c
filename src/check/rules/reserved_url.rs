//! `reserved-url`: content stands where Chartroom puts something of its own.

use super::{Context, WHOLE_PAGE};
use crate::diagnostics::Finding;
use crate::link::own_folder::{self, OwnFolder};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for folder in own_folder::all(context.site, context.has_plan, context.config.output.print) {
        if let Some(owner) = folder.owner(context.site, &context.config.file) {
            let OwnFolder { name, moves, moved, .. } = folder;
            let message = format!("the content has a folder /{name}/, where {moves} to /{moved}/");
            let help = format!("rename the folder if you want /{name}/ for {}, or turn this warning off", folder.holds);
            findings.push(Finding::warning("reserved-url", owner, WHOLE_PAGE, message).with_help(help));
        }
    }
}
