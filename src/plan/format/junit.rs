//! `report --format junit`: a suite a phase, a test for each part of its gate, each collection and each task. In: what is shown of
//! a report. Out: XML. What is missing fails where the phase is due and short; else the test is skipped.

use std::fmt::Write;

use crate::diagnostics::human::count;
use crate::diagnostics::junit::escape;
use crate::plan::report::{CheckReport, CollectionReport, PhaseReport, Report, Status, TaskReport, TaskState};
use crate::plan::view::View;
use crate::plan::{arithmetic, lacks};

/// A test: its name, and what is missing, if anything is.
struct Case {
    class: &'static str,
    name: String,
    line: Option<u32>,
    missing: Option<String>,
}

/// The whole document.
pub fn render(view: &View<'_>) -> String {
    let report = view.report;
    let phases = report.phases.len();
    // The last list is of what belongs to no phase.
    let mut collections: Vec<Vec<&CollectionReport>> = vec![Vec::new(); phases + 1];
    for collection in view.collections.iter().map(|at| &report.collections[*at]) {
        collections[collection.phase.unwrap_or(phases)].push(collection);
    }
    let mut tasks: Vec<Vec<&TaskReport>> = vec![Vec::new(); phases + 1];
    for task in view.tasks.iter().map(|at| &report.tasks[*at]) {
        tasks[task.phase.unwrap_or(phases)].push(task);
    }
    let mut body = String::new();
    let mut sums = (0, 0, 0);
    let mut suite = |name: &str, mut cases: Vec<Case>, is_due: bool| {
        if cases.is_empty() {
            cases.push(Case { class: "report", name: "nothing is owed".to_owned(), line: None, missing: None });
        }
        let missing = cases.iter().filter(|case| case.missing.is_some()).count();
        let (failures, skipped) = if is_due { (missing, 0) } else { (0, missing) };
        open(&mut body, "testsuite", name, (cases.len(), failures, skipped));
        for case in &cases {
            write(&mut body, case, is_due);
        }
        body.push_str("  </testsuite>\n");
        sums = (sums.0 + cases.len(), sums.1 + failures, sums.2 + skipped);
    };
    for at in view.phases_by_due() {
        let phase = &report.phases[at];
        let mut cases = gate(phase);
        cases.extend(collections[at].iter().map(|collection| of_collection(collection, view)));
        cases.extend(tasks[at].iter().map(|task| of_task(report, task)));
        suite(&format!("phase {}", phase.id), cases, phase.status == Status::Short);
    }
    let mut cases: Vec<Case> = collections[phases].iter().map(|collection| of_collection(collection, view)).collect();
    cases.extend(tasks[phases].iter().map(|task| of_task(report, task)));
    if !cases.is_empty() || view.phases.is_empty() {
        suite("no phase", cases, false);
    }
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    open(&mut xml, "testsuites", "chartroom report", sums);
    xml + &body + "</testsuites>\n"
}

/// A test for each part of a gate.
fn gate(phase: &PhaseReport) -> Vec<Case> {
    let line = Some(phase.span.start.line);
    let case = |name: String, missing: Option<String>| Case { class: "gate", name, line, missing };
    let mut cases = Vec::new();
    if let Some(quota) = phase.diagrams {
        let missing = format!("{} of {} valid diagrams are missing", quota.missing(), quota.need);
        cases.push(case(count(quota.need, "diagram", "diagrams"), (!quota.holds()).then_some(missing)));
    }
    for check in &phase.checks {
        let missing = (!check.findings.is_empty()).then(|| places(check));
        cases.push(case(format!("check {}", check.name), missing));
    }
    if let Some(load) = &phase.page_load {
        let missing = (load.seconds > load.limit).then(|| arithmetic(load));
        cases.push(case(format!("page load within {} s", load.limit), missing));
    }
    if let Some(share) = phase.reviewed {
        let missing = format!("{} of {} valid diagrams are reviewed", share.have, share.of);
        cases.push(case(format!("{} reviewed", share.need), (!share.holds()).then_some(missing)));
    }
    cases
}

/// Where a check found something.
fn places(check: &CheckReport) -> String {
    const SHOWN: usize = 50;
    let all = check.findings.iter().take(SHOWN);
    let mut lines: Vec<String> = all.map(|(file, line, message)| format!("{file}:{line}: {message}")).collect();
    if check.findings.len() > SHOWN {
        lines.push(format!("and {} more", check.findings.len() - SHOWN));
    }
    lines.join("\n")
}

fn of_collection(collection: &CollectionReport, view: &View<'_>) -> Case {
    Case {
        class: "collection",
        name: collection.id.clone(),
        line: Some(collection.span.start.line),
        missing: (!collection.is_complete()).then(|| lacks(collection, view.inventory).join("\n")),
    }
}

fn of_task(report: &Report, task: &TaskReport) -> Case {
    let lines = || {
        let waits = task.waits_for.iter().map(|at| format!("waits for {}", report.tasks[*at].id));
        let missing = task.delivers.iter().map(|delivery| delivery.missing.clone()).filter(|text| !text.is_empty());
        let lines: Vec<String> =
            std::iter::once(format!("is {}", task.state.name())).chain(waits).chain(missing).collect();
        lines.join("\n")
    };
    Case { class: "task", name: task.id.clone(), line: None, missing: (task.state != TaskState::Done).then(lines) }
}

fn open(xml: &mut String, element: &str, name: &str, (tests, failures, skipped): (usize, usize, usize)) {
    let indent = if element == "testsuite" { "  " } else { "" };
    let name = escape(name);
    // Writing to a string cannot fail.
    let _ = writeln!(
        xml,
        "{indent}<{element} name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">"
    );
}

fn write(xml: &mut String, case: &Case, is_due: bool) {
    let place = case.line.map_or_else(String::new, |line| format!(" file=\"plan.yaml\" line=\"{line}\""));
    let name = escape(&case.name);
    let start = format!("    <testcase classname=\"chartroom.{}\" name=\"{name}\"{place} time=\"0\"", case.class);
    let _ = match &case.missing {
        None => writeln!(xml, "{start}/>"),
        Some(missing) => {
            let result = if is_due {
                let first = escape(missing.lines().next().unwrap_or_default());
                format!("<failure type=\"short\" message=\"{first}\">{}</failure>", escape(missing))
            } else {
                let lines: Vec<&str> = missing.lines().collect();
                format!("<skipped message=\"{}\"/>", escape(&lines.join("; ")))
            };
            writeln!(xml, "{start}>\n      {result}\n    </testcase>")
        }
    };
}
