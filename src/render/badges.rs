//! Badges of a site with a plan: small pictures that other pages show, one for all diagrams and one for each phase. In: the
//! report. Out: SVG files that stand alone, in a form that people know: what it is, and how it stands.

use std::collections::BTreeMap;

use super::address::escape;
use super::bytes;
use crate::diagnostics::human::thousands;
use crate::link::{Site, own_folder};
use crate::mermaid::text_width_em;
use crate::plan::Report;
use crate::plan::report::{PhaseReport, Status};
use crate::write::OutputFile;

/// Pixels of the text, of the picture's height, and beside each text.
const TEXT: f64 = 11.0;
const HEIGHT: f64 = 20.0;
const BESIDE: f64 = 7.0;

/// Characters of a text; the rest is left out.
const MOST: usize = 48;

/// Characters of a phase's id that its file is named after; the rest becomes a hash.
const LONGEST_NAME: usize = 100;

/// Grounds on which white text has a contrast of 4.5 or more.
const GREY: &str = "#3d4a57";
const GREEN: &str = "#1b6b3a";
const AMBER: &str = "#8a5300";
const RED: &str = "#b3261e";
const BLUE: &str = "#075a8c";

/// All badges.
pub fn all(site: &Site, report: &Report) -> Vec<OutputFile> {
    let folder = own_folder::BADGES.path(site);
    let mut files = vec![bytes(&format!("{folder}/diagrams.svg"), diagrams(report))];
    for (phase, name) in report.phases.iter().zip(phase_files(&ids(report))) {
        files.push(bytes(&format!("{folder}/{name}"), of_phase(phase, report)));
    }
    files
}

fn diagrams(report: &Report) -> String {
    let (valid, all) = (report.totals.valid, report.totals.diagrams);
    let ground = if valid == all { GREEN } else { AMBER };
    badge("diagrams", &format!("{} of {} valid", thousands(valid), thousands(all)), ground)
}

fn of_phase(phase: &PhaseReport, report: &Report) -> String {
    let (ground, value) = match phase.status {
        Status::Met => (GREEN, "met".to_owned()),
        Status::Short => (RED, format!("short, {}%", phase.progress(report).percent())),
        Status::Upcoming => (BLUE, format!("upcoming, {}%", phase.progress(report).percent())),
    };
    badge(&phase.title, &value, ground)
}

/// The files of the phases' badges, in their order: `phase-ID.svg`, in which everything but letters and digits of ASCII, `-`,
/// `_` and `.` stands as `~` and its bytes in hexadecimal. Names differ even where a file system does not tell `A` from `a`.
pub fn phase_files(ids: &[&str]) -> Vec<String> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for id in ids {
        *alike.entry(id.to_lowercase()).or_default() += 1;
    }
    let name = |id: &&str| {
        let is_alone = alike.get(&id.to_lowercase()) == Some(&1);
        let stays = |byte: u8| {
            matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.') || (is_alone && byte.is_ascii_uppercase())
        };
        let mut name = String::new();
        for byte in id.bytes() {
            if name.len() > LONGEST_NAME {
                break;
            }
            if stays(byte) {
                name.push(char::from(byte));
            } else {
                name.push_str(&format!("~{byte:02x}"));
            }
        }
        if name.len() > LONGEST_NAME {
            let key = crate::cache::Key::new("phase id", &[id.as_bytes()]);
            name.truncate(LONGEST_NAME);
            name.push('~');
            name.extend(key.bytes().iter().map(|byte| format!("{byte:02x}")));
        }
        format!("phase-{name}.svg")
    };
    ids.iter().map(name).collect()
}

/// The ids of a report's phases.
pub fn ids(report: &Report) -> Vec<&str> {
    report.phases.iter().map(|phase| phase.id.as_str()).collect()
}

/// A badge with these texts.
fn badge(label: &str, value: &str, ground: &str) -> String {
    let (label, value) = (shown(label), shown(value));
    let width = |text: &str| (text_width_em(text, Some("Arial"), false) * TEXT).ceil();
    let (left, right) = (width(&label), width(&value));
    let (first, second) = (left + 2.0 * BESIDE, right + 2.0 * BESIDE);
    let whole = first + second;
    let mut name = String::new();
    escape(&format!("{label}: {value}"), &mut name);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" viewBox=\"0 0 {whole} {HEIGHT}\" \
         role=\"img\" aria-label=\"{name}\"><title>{name}</title>\
         <path fill=\"{GREY}\" d=\"M3 0H{first}V{HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z\"/>\
         <path fill=\"{ground}\" d=\"M{first} 0H{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{first}z\"/>\
         <g fill=\"#fff\" font-family=\"Arial,'Liberation Sans',Helvetica,sans-serif\" font-size=\"{TEXT}\">",
        whole - 3.0
    );
    for (text, x, length) in [(&label, BESIDE, left), (&value, first + BESIDE, right)] {
        svg.push_str(&format!("<text x=\"{x}\" y=\"14\" textLength=\"{length}\">"));
        escape(text, &mut svg);
        svg.push_str("</text>");
    }
    svg.push_str("</g></svg>\n");
    svg
}

/// A text as a badge shows it: one line, not without end, without what XML cannot hold.
fn shown(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|character| if character.is_control() || character.is_whitespace() { ' ' } else { character })
        .filter(|character| !matches!(character, '\u{fffe}' | '\u{ffff}'))
        .collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let mut short: String = line.chars().take(MOST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Span};
    use crate::plan::report::{Quota, Totals};

    fn phase(id: &str, title: &str, status: Status) -> PhaseReport {
        PhaseReport {
            id: id.to_owned(),
            title: title.to_owned(),
            span: Span::at(Position::START),
            status,
            due: None,
            diagrams: Some(Quota { have: 41, need: 100 }),
            checks: Vec::new(),
            page_load: None,
            reviewed: None,
            collections: Vec::new(),
            tasks: Quota::default(),
            missing: Vec::new(),
        }
    }

    fn report(phases: Vec<PhaseReport>) -> Report {
        Report {
            title: String::new(),
            today: jiff::civil::date(2026, 1, 1),
            has_plan: true,
            totals: Totals { pages: 9, diagrams: 1622, valid: 1329, reviewed: 0 },
            by_kind: BTreeMap::new(),
            by_section: BTreeMap::new(),
            phases,
            collections: Vec::new(),
            tasks: Vec::new(),
            lanes: Vec::new(),
            broken: Vec::new(),
        }
    }

    #[test]
    fn a_badge_says_what_it_is_and_how_it_stands() {
        let svg = diagrams(&report(Vec::new()));
        assert_eq!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"171\" height=\"20\" viewBox=\"0 0 171 20\" role=\"img\" \
             aria-label=\"diagrams: 1,329 of 1,622 valid\"><title>diagrams: 1,329 of 1,622 valid</title>\
             <path fill=\"#3d4a57\" d=\"M3 0H60V20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z\"/>\
             <path fill=\"#8a5300\" d=\"M60 0H168a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H60z\"/>\
             <g fill=\"#fff\" font-family=\"Arial,'Liberation Sans',Helvetica,sans-serif\" font-size=\"11\">\
             <text x=\"7\" y=\"14\" textLength=\"46\">diagrams</text><text x=\"67\" y=\"14\" textLength=\"97\">1,329 of 1,622 valid</text></g></svg>\n"
        );
    }

    #[test]
    fn the_badge_of_a_phase_shows_status_and_share() {
        let report = report(Vec::new());
        let shown = |status| {
            let svg = of_phase(&phase("core", "Core", status), &report);
            svg.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).map(str::to_owned)
        };
        assert_eq!(shown(Status::Met).as_deref(), Some("Core: met"));
        assert_eq!(shown(Status::Short).as_deref(), Some("Core: short, 41%"));
        assert_eq!(shown(Status::Upcoming).as_deref(), Some("Core: upcoming, 41%"));
    }

    #[test]
    fn a_title_can_be_anything() {
        let title = format!("<script>alert(1)</script> \u{0}\u{ffff}&\"' {}", "漢".repeat(100));
        let svg = of_phase(&phase("a", &title, Status::Met), &report(Vec::new()));
        assert!(
            svg.contains(
                "<text x=\"7\" y=\"14\" textLength=\"334\">&lt;script&gt;alert(1)&lt;/script&gt; &amp;&quot;&#39; 漢"
            ),
            "{svg}"
        );
        assert!(roxmltree::Document::parse(&svg).is_ok(), "{svg}");
    }

    #[test]
    fn files_of_phases_are_safe_and_differ() {
        let long = "x".repeat(300);
        let ids = ["core", "P1", "A", "a", "../up", "ü", "~fc", "ü", "a b", &long];
        let names = phase_files(&ids);
        assert_eq!(
            names[..9],
            [
                "phase-core.svg",
                "phase-P1.svg",
                "phase-~41.svg",
                "phase-a.svg",
                "phase-..~2fup.svg",
                "phase-~c3~bc.svg",
                "phase-~7efc.svg",
                "phase-~c3~bc.svg",
                "phase-a~20b.svg"
            ]
        );
        assert!(names[9].len() < 160 && names[9].starts_with("phase-xxx"), "{}", names[9]);
    }
}
