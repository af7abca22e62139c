//! In: a source and its mask. Out: edits that leave out what the engine cannot draw (formulas, icon fonts, the ELK
//! layout), and a warning for each. Not here: configuration that an author may not set; the engine drops that itself.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::DrawWarning;
use super::edits::Edits;
use super::mask::Masked;
use crate::mermaid::kind::Kind;

fn pattern(source: &'static str) -> Regex {
    // Each pattern is a constant that the tests below run.
    #[expect(clippy::unwrap_used, reason = "constant patterns, checked by the tests")]
    Regex::new(source).unwrap()
}

static FORMULA: LazyLock<Regex> = LazyLock::new(|| pattern(r"\$\$[^\n]*?\$\$"));
static FONT_ICON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:fa|fab|fas|far|fal|fad|fak|mdi):fa?-?([\w-]+)[ \t]*"));
static SHAPE_ICON: LazyLock<Regex> = LazyLock::new(|| pattern(r#"@\{[^}]*?\bicon\s*:\s*"?([\w:-]+)"?"#));
static MINDMAP_ICON: LazyLock<Regex> = LazyLock::new(|| pattern(r"::icon\([^)\n]*\)"));
static PACK_ICON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[ \t]*(?:service|group)[ \t]+[\w-]+[ \t]*\(([\w-]+:[\w-]+)\)"));
static ELK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\b(?:layout|defaultRenderer)\b["']?\s*:\s*["']?(elk(?:\.\w+)?)\b"#));

/// Notes the edits and warnings of one diagram.
pub fn leave_out(
    source: &str,
    masked: &Masked,
    kind: Kind,
    header: Range<usize>,
    edits: &mut Edits,
) -> Vec<DrawWarning> {
    let mut warnings = Vec::new();
    elk(source, masked, header, edits, &mut warnings);
    let text = &masked.text;
    if kind != "gantt" {
        for found in FORMULA.find_iter(text) {
            let range = found.range();
            edits.replace(range.start..range.start + 2, "");
            edits.replace(range.end - 2..range.end, "");
            warnings.push(DrawWarning::new(
                "formulas in labels are not drawn",
                "the label shows the formula's source; use plain text or Unicode symbols",
                range,
            ));
        }
    }
    if matches!(kind, "flowchart" | "swimlane" | "mindmap" | "state" | "class" | "block") {
        font_icons(text, edits, &mut warnings);
    }
    if kind == "mindmap" {
        for found in MINDMAP_ICON.find_iter(text) {
            warnings.push(icon_warning(found.range()));
        }
    }
    let named: &Regex = if kind == "architecture" { &PACK_ICON } else { &SHAPE_ICON };
    if matches!(kind, "architecture" | "flowchart") {
        for found in named.captures_iter(text).filter_map(|captures| captures.get(1)) {
            warnings.push(icon_warning(found.range()));
        }
    }
    warnings
}

fn icon_warning(range: Range<usize>) -> DrawWarning {
    DrawWarning::new(
        "icons of packs and icon fonts are not drawn",
        "the diagram is drawn without it; say it in the label's text",
        range,
    )
}

fn elk(source: &str, masked: &Masked, header: Range<usize>, edits: &mut Edits, warnings: &mut Vec<DrawWarning>) {
    let mut asked: Vec<Range<usize>> = masked
        .front_matter
        .iter()
        .chain(&masked.directives)
        .flat_map(|range| {
            ELK.captures_iter(&source[range.clone()])
                .filter_map(|captures| captures.get(1))
                .map(|found| range.start + found.start()..range.start + found.end())
                .collect::<Vec<_>>()
        })
        .collect();
    for range in &asked {
        edits.replace(range.clone(), "dagre");
    }
    if source.get(header.clone()) == Some("flowchart-elk") {
        edits.replace(header.clone(), "flowchart");
        asked.push(header);
    }
    if let Some(range) = asked.into_iter().next() {
        warnings.push(DrawWarning::new(
            "the ELK layout is not available",
            "the diagram is drawn with the layout `dagre`",
            range,
        ));
    }
}

/// Takes icons out of labels. A label that is nothing but an icon shows the icon's name, so that it is not empty.
fn font_icons(text: &str, edits: &mut Edits, warnings: &mut Vec<DrawWarning>) {
    for captures in FONT_ICON.captures_iter(text) {
        let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else {
            continue;
        };
        let before = text[..whole.start()].chars().next_back();
        let after = text[whole.end()..].chars().next();
        let alone = before.is_none_or(|c| "[({\"|>/".contains(c)) && after.is_none_or(|c| "])}\"|/\n".contains(c));
        edits.replace(whole.range(), if alone { name.as_str() } else { "" });
        warnings.push(icon_warning(whole.start()..name.end()));
    }
}

#[cfg(test)]
mod tests {
    use super::leave_out;
    use crate::mermaid::prepare::{edits::Edits, mask::mask};

    fn prepared(source: &str, kind: &'static str) -> (String, Vec<String>) {
        let mut edits = Edits::default();
        let warnings = leave_out(source, &mask(source), kind, 0..0, &mut edits);
        (edits.apply(source).text, warnings.into_iter().map(|warning| warning.message).collect())
    }

    #[test]
    fn icons_and_formulas_leave_the_label() {
        let (text, warnings) = prepared("graph TD\nA[fa:fa-user x] --> B[fa:fa-user] --> C[\"$$y$$\"]", "flowchart");
        assert_eq!(text, "graph TD\nA[x] --> B[user] --> C[\"y\"]");
        assert_eq!(warnings.len(), 3);
    }

    #[test]
    fn the_elk_layout_becomes_dagre() {
        let (text, warnings) = prepared("---\nconfig:\n  layout: elk\n---\ngraph TD\nA", "flowchart");
        assert_eq!(text, "---\nconfig:\n  layout: dagre\n---\ngraph TD\nA");
        assert_eq!(warnings, ["the ELK layout is not available"]);
        assert_eq!(prepared("architecture-beta\n service s(logos:aws)[S]", "architecture").1.len(), 1);
        assert_eq!(prepared("mindmap\n a\n  ::icon(fa fa-x)", "mindmap").1.len(), 1);
        assert_eq!(prepared("graph TD\nA@{ icon: \"x:y\" }", "flowchart").1.len(), 1);
    }
}
