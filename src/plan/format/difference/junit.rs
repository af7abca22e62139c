//! `report --against REV --format junit`: a test for each kind of figure, failed where some of it fell. In: a difference. Out:
//! XML.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diagnostics::junit::escape;
use crate::plan::difference::{Compared, What};

/// The kinds of figures and what their tests are called.
const TESTS: [(What, &str); 8] = [
    (What::Valid, "valid diagrams"),
    (What::Reviewed, "reviewed diagrams"),
    (What::Phase, "phases"),
    (What::Collection, "collections"),
    (What::Item, "items"),
    (What::Task, "tasks"),
    (What::Check, "required checks"),
    (What::Broken, "no diagram is newly broken"),
];

/// The whole document.
pub fn render(compared: &Compared<'_>) -> String {
    let mut falls: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for fall in &compared.difference.fell {
        let place = fall.place.as_ref().map_or_else(String::new, |(file, line)| format!(" at {file}:{line}"));
        falls.entry(fall.what.name()).or_default().push(format!("{}{place}", fall.message()));
    }
    let counts =
        format!("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"0\"", TESTS.len(), falls.len());
    let name = escape(&format!("ratchet against {}", compared.revision));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"chartroom report\" {counts}>\n  \
         <testsuite name=\"{name}\" {counts}>\n"
    );
    for (what, name) in TESTS {
        let start = format!("    <testcase classname=\"chartroom.ratchet\" name=\"{name}\" time=\"0\"");
        // Writing to a string cannot fail.
        let _ = match falls.get(what.name()) {
            None => writeln!(xml, "{start}/>"),
            Some(lines) => {
                let message = escape(lines.first().map_or("", String::as_str));
                let all = escape(&lines.join("\n"));
                writeln!(
                    xml,
                    "{start}>\n      <failure type=\"fell\" message=\"{message}\">{all}</failure>\n    </testcase>"
                )
            }
        };
    }
    xml + "  </testsuite>\n</testsuites>\n"
}
