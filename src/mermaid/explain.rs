//! In: what the engine says of a source that it refuses. Out: the same in an author's words, at the token that is wrong.
//! Not here: whether it is refused.

use std::ops::Range;

use super::fault::Fault;
use super::kind::Kind;
use super::prepare::{Label, Masked, Piece, find_flow_labels};

const FLOW_KEYWORDS: &[&str] = &["classDef", "class", "style", "linkStyle", "click", "subgraph", "end", "direction"];

/// The fault for an engine's `message` about the author's `range`.
pub fn syntax(
    source: &str,
    masked: &Masked,
    kind: Kind,
    start: usize,
    message: &str,
    range: Option<Range<usize>>,
) -> Fault {
    let text = &masked.text;
    if let Some(fault) = config_fault(source, masked, message) {
        return fault;
    }
    if matches!(kind, "flowchart" | "swimlane")
        && let Some(fault) = label_fault(text, start, range.as_ref())
    {
        return fault;
    }
    let said =
        message.rsplit_once("): ").filter(|_| message.starts_with("Diagram parse error")).map_or(message, |said| {
            // Only the engine's own prefix goes; a `): ` further on belongs to the author's text.
            let prefix = message.find("): ").map_or(0, |at| at + 3);
            if prefix == 0 { said.1 } else { &message[prefix..] }
        });
    let range = range.or_else(|| quoted_place(text, start, said));
    if let Some(range) = range.as_ref().filter(|_| said.to_ascii_lowercase().starts_with("unexpected"))
        && let Some(fault) = cut_short(text, kind, range)
    {
        return fault;
    }
    let range = range.map(|range| clamp(text, range));
    let (message, help) = words(text, kind, said, range.as_ref());
    // A misspelt keyword is the first word of its line, wherever the engine stopped.
    let range = match range {
        Some(range) if message.ends_with("is not a statement") => {
            let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
            let begin = line + text[line..].len() - text[line..].trim_start().len();
            let length = text[begin..].find(char::is_whitespace).unwrap_or(text.len() - begin);
            Some(begin..begin + length)
        }
        range => range,
    };
    Fault { range, ..Fault::syntax(0..0, message, help) }
}

/// The fault of front matter that is no YAML, where there is front matter at all.
pub fn front_matter(source: &str, masked: &Masked) -> Option<Fault> {
    let range = masked.front_matter.clone()?;
    let yaml = &source[range.clone()];
    let error = serde_yaml::from_str::<serde_yaml::Value>(yaml).err()?;
    let at = error.location().map_or(range.start, |place| range.start + place.index().min(yaml.len()));
    let line_end = source[at..].find('\n').map_or(source.len(), |end| at + end);
    Some(Fault::syntax(
        at.min(line_end)..line_end,
        "the diagram's front matter is not valid YAML",
        "quote values that contain `: ` or begin with a special character",
    ))
}

fn config_fault(source: &str, masked: &Masked, message: &str) -> Option<Fault> {
    if message.contains("front-matter") {
        let fallback = masked.front_matter.clone();
        return Some(front_matter(source, masked).unwrap_or_else(|| Fault {
            range: fallback,
            ..Fault::syntax(0..0, "the diagram's front matter is not valid", "close it with a line `---`")
        }));
    }
    if message.contains("directive") && message.contains("JSON") {
        return Some(Fault {
            range: masked.directives.first().cloned(),
            ..Fault::syntax(0..0, "the directive is not valid JSON", "write it as %%{init: {\"theme\": \"base\"}}%%")
        });
    }
    None
}

/// The first flowchart label that cannot be read, unless the engine stopped on a line before it.
fn label_fault(text: &str, start: usize, range: Option<&Range<usize>>) -> Option<Fault> {
    let labels = find_flow_labels(text, start).labels;
    labels.iter().find_map(|label| {
        let fault = one_label(text, label)?;
        let at = fault.range.as_ref()?.start;
        let line_end = range.map_or(usize::MAX, |range| {
            text[range.end.min(text.len())..].find('\n').map_or(text.len(), |end| range.end + end)
        });
        (label.open.start <= line_end || at <= line_end).then_some(fault)
    })
}

fn one_label(text: &str, label: &Label) -> Option<Fault> {
    for (index, (piece, range)) in label.pieces.iter().enumerate() {
        match piece {
            Piece::Stray => {
                let stray = &text[range.clone()];
                let doubled = stray == ")" && text[range.end..].starts_with(']');
                let message = if doubled {
                    "`)` without its `(` at the end of a label".to_owned()
                } else {
                    format!("`{stray}` in an unquoted label")
                };
                let help = if doubled {
                    "take it away, or put the label in quotes: A[\"text)\"]"
                } else if label.pieces.iter().take(index).any(|before| before.0 == Piece::Quoted) {
                    "put the whole label in one pair of quotes: A[\"text (more)\"]"
                } else {
                    "put the label in quotes: A[\"text (more)\"]"
                };
                return Some(Fault::syntax(range.clone(), message, help));
            }
            Piece::Quoted | Piece::Markdown if index > 0 => {
                return Some(Fault::syntax(
                    range.start - 1..range.end,
                    "`\"` inside an unquoted label",
                    "quote the whole label and write quotes in it as #quot;: A[\"say #quot;x#quot;\"]",
                ));
            }
            _ => {}
        }
    }
    if label.closed && label.pieces.is_empty() {
        let range = label.open.start..label.inside.end.max(label.open.end);
        return Some(Fault::syntax(range, "a label without text", "write at least one character, such as A[\" \"]"));
    }
    None
}

/// Where the text that a message quotes after its last colon stands (`Invalid date:30s`).
fn quoted_place(text: &str, start: usize, said: &str) -> Option<Range<usize>> {
    let quoted = said.split_once(':')?.1.trim();
    let at = start + text[start..].find(quoted).filter(|_| !quoted.is_empty())?;
    Some(at..at + quoted.len())
}

/// The fault where the engine stopped at a line break: not the last character is wrong, but what should follow.
fn cut_short(text: &str, kind: Kind, range: &Range<usize>) -> Option<Fault> {
    let stopped = text.get(range.clone())?;
    if !stopped.trim().is_empty() {
        return None;
    }
    let before = text[..range.start].trim_end();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before[start..].trim_start();
    let start = before.len() - line.len();
    // A semicolon ends a statement, too, mostly one that was meant as text; in `#59;` it belongs to a sign.
    let semicolon = line.match_indices(';').map(|(at, _)| at).find(|at| {
        let word = line[..*at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        !word.ends_with('#')
    });
    if let Some(at) = semicolon.filter(|_| kind == "sequence") {
        let help = "write a semicolon in a text as #59;";
        return Some(Fault::syntax(start + at..start + at + 1, "`;` ends the statement", help));
    }
    let what =
        if text[range.end..].trim().is_empty() { "the diagram ends too early" } else { "this line ends too early" };
    (!line.is_empty()).then(|| Fault::syntax(start..before.len(), what, help_for(kind)))
}

/// Keeps a range inside the text, off the blanks before a token, and at least one character long where there is one.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let mut begin = range.start.min(text.len());
    let mut end = range.end.clamp(begin, text.len());
    while !text.is_char_boundary(begin) {
        begin -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if text[begin..end].trim().is_empty() {
        // Past the last token, or on a line break: the last character before it.
        let before = text[..begin].trim_end();
        if let Some(last) = before.chars().next_back() {
            return before.len() - last.len_utf8()..before.len();
        }
    }
    let lead = text[begin..end].len() - text[begin..end].trim_start().len();
    let shown = text[begin + lead..end].trim_end().len();
    begin + lead..begin + lead + shown
}

fn words(text: &str, kind: Kind, said: &str, range: Option<&Range<usize>>) -> (String, String) {
    let token: String =
        range.map_or("", |range| &text[range.clone()]).lines().next().unwrap_or_default().chars().take(40).collect();
    let line_start = range.map_or(0, |range| text[..range.start].rfind('\n').map_or(0, |newline| newline + 1));
    let line = text[line_start..].lines().next().unwrap_or_default();
    let first = line.split_whitespace().next().unwrap_or_default();
    let short =
        |message: &str| message.split("; expected").next().unwrap_or(message).chars().take(160).collect::<String>();
    if let Some(date) = said.strip_prefix("Invalid date:") {
        let help = "write it in the form of `dateFormat`, or name an earlier task: `after id`";
        return (format!("`{}` is not a date", date.trim().chars().take(40).collect::<String>()), help.to_owned());
    }
    if kind == "sequence" && token == ";" {
        return ("`;` ends the statement".to_owned(), "write a semicolon in a text as #59;".to_owned());
    }
    if kind == "sequence" && said.contains("inactivate") {
        return (short(said), "activate it first: `A->>+B`, or take away the `-`".to_owned());
    }
    if kind == "timeline" && said.contains("whitespace after") {
        let help = "a colon begins an event and needs a space after it; write a time as 10.00 or 10h00";
        return ("`:` without a space after it".to_owned(), help.to_owned());
    }
    if kind == "sankey" {
        return (
            "not a row of three fields".to_owned(),
            "each line is `source,target,value`; there is no title".to_owned(),
        );
    }
    if kind == "flowchart" {
        let near = FLOW_KEYWORDS
            .iter()
            .find(|word| **word != first && first.len() > 3 && strsim::osa_distance(first, word) <= 2);
        if let Some(word) = near {
            return (format!("`{first}` is not a statement"), format!("did you mean `{word}`?"));
        }
        if token == "end" || first == "end" {
            return (
                "`end` cannot be here".to_owned(),
                "it closes a subgraph; a node of that name is written `End` or `e[\"end\"]`".to_owned(),
            );
        }
    }
    if said.starts_with("unexpected") && !token.is_empty() {
        let quoted = token.replace('`', "'");
        return (format!("unexpected `{quoted}`"), help_for(kind).to_owned());
    }
    if said.starts_with("Unexpected character") && !token.is_empty() {
        return (format!("unexpected `{token}`"), help_for(kind).to_owned());
    }
    (short(said), help_for(kind).to_owned())
}

/// The form of a statement of the kind.
fn help_for(kind: Kind) -> &'static str {
    match kind {
        "flowchart" => "a statement is `A[\"label\"] --> B`, one on each line",
        "sequence" => "a message is `A->>B: text`; a block ends with `end`",
        "class" => "a relation is `A <|-- B`; a member stands inside `class A { … }`",
        "state" => "a transition is `A --> B : text`",
        "er" => "a relation is `A ||--o{ B : label`",
        "gantt" => "a task is `name :id, start, end`",
        "pie" => "a slice is `\"label\" : 42`",
        "timeline" => "a line is `period : event : event`",
        "xychart" => "quote texts with special characters: `title \"a (b)\"`",
        "quadrant" => "a point is `name: [0.3, 0.6]`, with values from 0 to 1",
        "mindmap" => "one root, and each level indented further",
        "gitgraph" => "statements are `commit`, `branch x`, `checkout x`, `merge x`",
        _ => "",
    }
}
