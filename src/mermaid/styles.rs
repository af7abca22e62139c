//! What a diagram says about classes and styles. In: its source. Out: the classes that it defines and uses and the styles that
//! it gives to nodes, each with its place in the source. One pass; nothing is read where no word of it occurs.
//!
//! Where a label, a string or a description stands, `:::` and `style` are text: `statements` has blanked them. Not here:
//! whether the diagram is valid, and what a style looks like in the end.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::kind::{self, Kind};
use super::prepare;
use super::statements::{Code, Statement};
use super::svg::colour::{self, Rgba};

/// Classes and styles of one diagram, in the order of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Styles {
    /// `classDef`: one entry for each name.
    pub definitions: Vec<Definition>,
    /// `:::NAME`, `class A,B NAME`, `cssClass "A,B" NAME`.
    pub uses: Vec<ClassUse>,
    /// `style A,B …`.
    pub styles: Vec<NodeStyle>,
    /// Ids of groups.
    pub groups: BTreeSet<String>,
}

/// A class that the diagram defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// The name's bytes in the source.
    pub range: Range<usize>,
    /// What it declares: bytes in the source.
    pub declarations: Range<usize>,
    /// The colours that it gives.
    pub colours: Colours,
}

/// A class given to nodes, groups or edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassUse {
    /// Its name.
    pub name: String,
    /// The name's bytes in the source.
    pub range: Range<usize>,
    /// Ids of what it is given to.
    pub targets: Arc<[String]>,
}

/// A style given to nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeStyle {
    /// Ids of what it is given to.
    pub targets: Vec<String>,
    /// The colours that it gives.
    pub colours: Colours,
}

/// The colours among some declarations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colours {
    /// `fill`.
    pub fill: Option<Declared>,
    /// `color`.
    pub text: Option<Declared>,
}

/// A colour and where it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The colour; `None` for what is no colour by itself, such as `none` or `var(--x)`.
    pub colour: Option<Rgba>,
    /// The declaration's bytes in the source.
    pub range: Range<usize>,
}

/// More names of classes in one statement are not read: each is given to each of its targets.
const MAX_NAMES: usize = 50;

/// Kinds that know `classDef`.
const WITH_DEFINITIONS: &[Kind] = &[
    "flowchart",
    "swimlane",
    "state",
    "class",
    "er",
    "requirement",
    "block",
    "quadrant",
    "treemap",
    "agentflow",
    "usecase",
];
/// Kinds whose classes are those of the site alone.
const WITHOUT_DEFINITIONS: &[Kind] = &["mindmap", "treeview"];

/// Reads a diagram's source; also gives its kind. Empty where nothing is said about styles.
#[must_use]
pub fn styles(source: &str) -> (Option<Kind>, Styles) {
    if !["lass", "tyle", ":::"].iter().any(|word| source.contains(word)) {
        return (None, Styles::default());
    }
    let masked = prepare::mask(source);
    let Some((kind, header)) = kind::detect(&masked.text) else {
        return (None, Styles::default());
    };
    (Some(kind), read(&masked.text, kind, header.end))
}

/// Reads the masked `text` of a diagram whose header ends at `start`.
#[must_use]
pub fn read(text: &str, kind: Kind, start: usize) -> Styles {
    let mut styles = Styles::default();
    if !WITH_DEFINITIONS.contains(&kind) && !WITHOUT_DEFINITIONS.contains(&kind) {
        return styles;
    }
    for statement in Code::new(text, kind, start).statements() {
        styles.read(&statement, kind);
    }
    styles
}

impl Styles {
    /// Names of the classes that are used and not defined, sorted.
    pub fn undefined(&self) -> impl Iterator<Item = &str> {
        let defined: BTreeSet<&str> = self.definitions.iter().map(|definition| definition.name.as_str()).collect();
        let used: BTreeSet<&str> = self.uses.iter().map(|used| used.name.as_str()).collect();
        used.into_iter().filter(move |name| !defined.contains(name))
    }

    fn read(&mut self, statement: &Statement<'_>, kind: Kind) {
        let code = statement.code.trim_end_matches(|c: char| c.is_whitespace() || c == ';');
        let mut words = Words { text: code, at: 0 };
        let first = words.next().map(|range| &code[range]).unwrap_or_default();
        let place = |range: Range<usize>| statement.start + range.start..statement.start + range.end;
        let is = |word: &str| first.eq_ignore_ascii_case(word) && words.at < code.len();
        let defines = WITH_DEFINITIONS.contains(&kind);
        if defines && is("classDef") {
            let names = words.list();
            let colours = colours(statement, words.at, kind);
            for range in names {
                let name = code[range.clone()].to_owned();
                let (range, declarations) = (place(range), place(words.at..code.len()));
                self.definitions.push(Definition { name, range, declarations, colours: colours.clone() });
            }
        } else if kind == "class" && is("cssClass") {
            let targets = statement.text.split('"').nth(1).unwrap_or_default();
            let close = statement.text.match_indices('"').nth(1).map_or(code.len(), |(at, _)| at + 1);
            words.at = close.min(code.len());
            let targets: Vec<String> = targets.split(',').map(|id| id.trim().to_owned()).collect();
            self.add_uses(code, words.names(kind), targets, &place);
        } else if defines && kind != "class" && is("class") {
            let targets = words.list().into_iter().map(|range| code[range].to_owned()).collect();
            self.add_uses(code, words.names(kind), targets, &place);
        } else if defines && is("style") {
            let targets = words.list().into_iter().map(|range| code[range].to_owned()).collect();
            self.styles.push(NodeStyle { targets, colours: colours(statement, words.at, kind) });
        } else if is("linkStyle") {
            // Says something about edges by number.
        } else {
            if is("subgraph") || is("state") && code.ends_with('{') || is("namespace") {
                let id = words.next().map(|range| code[range].to_owned()).unwrap_or_default();
                self.groups.insert(id.trim_end_matches(['[', '{']).to_owned());
            }
            self.shorthands(code, kind, &place);
        }
    }

    fn add_uses(
        &mut self,
        code: &str,
        names: Vec<Range<usize>>,
        targets: Vec<String>,
        place: &impl Fn(Range<usize>) -> Range<usize>,
    ) {
        let targets: Arc<[String]> = targets.into();
        for range in names {
            let name = code[range.clone()].to_owned();
            self.uses.push(ClassUse { name, range: place(range), targets: Arc::clone(&targets) });
        }
    }

    /// `A:::name`, anywhere in the statement.
    fn shorthands(&mut self, code: &str, kind: Kind, place: &impl Fn(Range<usize>) -> Range<usize>) {
        for (at, _) in code.match_indices(":::") {
            if kind == "mindmap" && !code[..at].trim().is_empty() {
                continue;
            }
            let mut words = Words { text: code, at: at + 3 };
            let names = match kind {
                // The rest of the line, whatever it is.
                "mindmap" => std::iter::from_fn(|| words.next()).collect(),
                "er" | "requirement" => words.names(kind),
                _ => words.name().into_iter().collect(),
            };
            // In a tree, `:::` without a space before it is part of a file's name.
            if kind == "treeview" && !code[..at].ends_with(char::is_whitespace) {
                continue;
            }
            let target = target(&code[..at]).to_owned();
            self.add_uses(code, names, vec![target], place);
        }
    }
}

/// Reads words and lists of a statement, from `at` on.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Words<'_> {
    fn skip(&mut self, mut skipped: impl FnMut(char) -> bool) {
        self.at += self.text[self.at..].find(|c| !skipped(c)).unwrap_or(self.text.len() - self.at);
    }

    /// Up to the next white space.
    fn next(&mut self) -> Option<Range<usize>> {
        self.skip(char::is_whitespace);
        let start = self.at;
        self.skip(|c| !c.is_whitespace());
        (self.at > start).then_some(start..self.at)
    }

    /// Letters, digits, `-`, `_`.
    fn name(&mut self) -> Option<Range<usize>> {
        self.skip(char::is_whitespace);
        let start = self.at;
        self.skip(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        // `A:::x--> B`: the hyphens are the arrow's.
        let trimmed = self.text[start..self.at].trim_end_matches('-');
        let name = trimmed.split("--").next().unwrap_or_default();
        self.at = start + name.len();
        (!name.is_empty()).then_some(start..self.at)
    }

    /// The classes that a statement gives.
    fn names(&mut self, kind: Kind) -> Vec<Range<usize>> {
        if matches!(kind, "er" | "requirement") {
            let mut names = self.list();
            names.truncate(MAX_NAMES);
            names
        } else {
            self.next().into_iter().collect()
        }
    }

    /// Names with commas between them.
    fn list(&mut self) -> Vec<Range<usize>> {
        let mut list = Vec::new();
        loop {
            self.skip(char::is_whitespace);
            let start = self.at;
            self.skip(|c| !c.is_whitespace() && c != ',');
            if self.at > start {
                list.push(start..self.at);
            }
            let rest = self.text[self.at..].trim_start();
            if !rest.starts_with(',') {
                return list;
            }
            self.at = self.text.len() - rest.len() + 1;
        }
    }
}

/// The id at the end of what stands before `:::`, behind a shape's brackets.
fn target(before: &str) -> &str {
    let end = before.trim_end_matches(|c: char| c.is_whitespace() || "[](){}<>/\\|\"~".contains(c));
    let mut start = end.len();
    for (at, c) in end.char_indices().rev() {
        let hyphen = c == '-' && !end[..at].ends_with(['-', '=', '.']) && !end[at + 1..].starts_with('-') && at > 0;
        if !(c.is_alphanumeric() || c == '_' || c == '.' || hyphen) {
            break;
        }
        start = at;
    }
    end[start..].trim_start_matches(['-', '.'])
}

/// The colours among the declarations from byte `from` of a statement on.
fn colours(statement: &Statement<'_>, from: usize, kind: Kind) -> Colours {
    let mut found = Colours::default();
    let text = statement.text.get(from..).unwrap_or_default();
    let mut at = 0;
    while at < text.len() {
        let end = declaration_end(&text[at..]) + at;
        let written = text[at..end].trim_matches([' ', '\t', ';']);
        let start = at + text[at..end].find(written).unwrap_or(0);
        at = end + 1;
        let Some((name, value)) = written.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_end_matches("!important").replace("\\,", ",");
        let begin = statement.start + from + start;
        let declared = Declared { colour: colour::parse(value.trim()), range: begin..begin + written.len() };
        match name.trim() {
            "fill" => found.fill = Some(declared),
            // In a quadrant chart it is the colour of the point.
            "color" if kind != "quadrant" => found.text = Some(declared),
            _ => {}
        }
    }
    found
}

/// Where the first declaration ends: at a comma that no backslash stands before.
fn declaration_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|&at| bytes[at] == b',' && (at == 0 || bytes[at - 1] != b'\\')).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Definitions, then uses with their targets, then styles.
    fn facts(source: &str) -> Vec<String> {
        let (_, styles) = styles(source);
        let defined = styles.definitions.iter().map(|d| {
            assert_eq!(source[d.range.clone()], d.name);
            format!("def {}", d.name)
        });
        let used = styles.uses.iter().map(|u| {
            assert_eq!(source[u.range.clone()], u.name);
            format!("{} on {}", u.name, u.targets.join(","))
        });
        let styled = styles.styles.iter().map(|s| format!("style {}", s.targets.join(",")));
        defined.chain(used).chain(styled).collect()
    }

    #[test]
    fn flowcharts_give_classes_to_nodes_groups_and_edges() {
        let source = "flowchart TD\n  A[\"x:::no\"]:::a --> B-1(\"y\"):::b & C:::c-d-->|p:::no| D\n  classDef a,b fill:#f00;\n  subgraph S [a style]\n  end\n  class S,e1 g; style S,A fill:#fff,color:#000\n  click A href \"x:::no\"\n  A -- t:::no --> E@{ label: \"z:::no\" }:::e\n";
        assert_eq!(
            facts(source),
            ["def a", "def b", "a on A", "b on B-1", "c-d on C", "g on S,e1", "e on E", "style S,A"]
        );
        assert!(styles(source).1.groups.contains("S"));
    }

    #[test]
    fn other_kinds_have_their_own_ways() {
        assert_eq!(
            facts(
                "classDiagram\n  class A:::x {\n    +b:::no\n  }\n  class B\n  A : c:::no\n  cssClass \"A,B\" y\n  A:::z --> B : l:::no\n  namespace N {\n    class C:::w\n  }\n"
            ),
            ["x on A", "y on A,B", "z on A", "w on C"]
        );
        assert_eq!(
            facts(
                "stateDiagram-v2\n  classDef bad color:red\n  class A, B bad\n  A:::x --> B:::y : t:::no\n  state C {\n    D:::z\n  }\n  note right of A\n    n:::no\n  end note\n  note left of B : m:::no\n"
            ),
            ["def bad", "bad on A,B", "x on A", "y on B", "z on D"]
        );
        assert_eq!(
            facts("erDiagram\n  A:::x,y ||--o{ B : \"c:::no\"\n  A {\n    string s \"d:::no\"\n  }\n  class A,B p,q\n"),
            ["x on A", "y on A", "p on A,B", "q on A,B"]
        );
        assert_eq!(
            facts("requirementDiagram\n  requirement r:::a {\n    text: b:::no\n  }\n  r:::c\n  style r fill:red\n"),
            ["a on r", "c on r", "style r"]
        );
        assert_eq!(facts("block\n  A[\"x:::no\"]\n  class A hot\n  style A fill:red\n"), ["hot on A", "style A"]);
        assert_eq!(facts("quadrantChart\n  P:::a: [0.1, 0.2]\n  classDef a color: #fff\n"), ["def a", "a on P"]);
        assert_eq!(facts("treemap\n\"M:::no\":::a\n  \"L\": 1:::b\n"), ["a on ", "b on 1"]);
        assert_eq!(facts("mindmap\n  a:::no\n    :::b c\n"), ["b on ", "c on "]);
        assert_eq!(facts("sequenceDiagram\n  A->>B: x:::y\n  Note over A: style B fill:red\n"), [""; 0]);
    }

    #[test]
    fn comments_titles_and_descriptions_are_no_statements() {
        let source = "---\ntitle: a:::no\n---\nflowchart TD\n  %% class A no\n  accTitle: b:::no\n  accDescr {\n    class A no\n  }\n  A\n";
        assert_eq!(facts(source), [""; 0]);
    }

    #[test]
    fn colours_are_read_with_their_places() {
        let source =
            "graph TD\n  classDef a fill:#123 , color: rgb(1\\,2\\,3) !important, stroke:red\n  style B color:var(--x)";
        let (_, found) = styles(source);
        let colours = &found.definitions[0].colours;
        assert_eq!(
            colours.fill.as_ref().map(|f| (f.colour, &source[f.range.clone()])),
            Some((Some([0x11, 0x22, 0x33, 255]), "fill:#123"))
        );
        assert_eq!(colours.text.as_ref().and_then(|t| t.colour), Some([1, 2, 3, 255]));
        assert_eq!(found.styles[0].colours.text.as_ref().map(|t| t.colour), Some(None));
    }
}
