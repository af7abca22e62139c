//! `reserved-url`: content stands where Chartroom puts a page of its own.

use super::Context;
use crate::diagnostics::Finding;
use crate::model::{Position, Span};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(owner) = context.site.owner_of_drawings_folder() {
        let message =
            "the content has a folder /diagrams/, where drawings stand as files; they move to /chartroom/diagrams/";
        findings.push(
            Finding::warning("reserved-url", owner, Span::at(Position::START), message)
                .with_help("rename the folder if you want /diagrams/ for drawings, or turn this warning off"),
        );
    }
}
