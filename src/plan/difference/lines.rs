//! What changed, as lines for every format that people read. In: what differs by name. Out: lines whose names are marked, so
//! that each format can escape them.

use super::outline::{EdgeChange, OutlineChange};

/// Something that was added, taken away, or is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which of the three.
    pub sign: Sign,
    /// The words in order.
    pub parts: Vec<Part>,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It was added.
    Added,
    /// It was taken away.
    Removed,
    /// It is otherwise.
    Other,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Our own words.
    Word(String),
    /// A name of the content.
    Name(String),
    /// A text of the content.
    Text(String),
}

impl Sign {
    /// `+`, `-`, `~`.
    pub const fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Other => '~',
        }
    }
}

impl Line {
    /// A line.
    pub fn new(sign: Sign, parts: Vec<Part>) -> Self {
        Self { sign, parts }
    }

    /// The line as text, with names and texts of the content as these write them.
    pub fn text(&self, name: &dyn Fn(&str) -> String, text: &dyn Fn(&str) -> String) -> String {
        self.parts.iter().map(|part| part.text(name, text)).collect::<Vec<_>>().join(" ")
    }
}

impl Part {
    /// Our own words.
    pub fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// A name of the content.
    pub fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }

    /// The piece as text, with names and texts of the content as these write them.
    pub fn text(&self, name: &dyn Fn(&str) -> String, text: &dyn Fn(&str) -> String) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Name(of_content) => name(of_content),
            Self::Text(of_content) => text(of_content),
        }
    }
}

impl OutlineChange {
    /// What was added, taken away, and is otherwise, one line each: nodes, edges, groups.
    pub fn lines(&self) -> Vec<Line> {
        let (word, name) = (|word: &str| Part::word(word), Part::name);
        let mut lines = Vec::new();
        for node in &self.nodes_added {
            lines.push(Line::new(Sign::Added, vec![word("node"), name(&node.label)]));
        }
        for node in &self.nodes_removed {
            lines.push(Line::new(Sign::Removed, vec![word("node"), name(&node.label)]));
        }
        for node in &self.nodes_relabelled {
            let parts = vec![word("node"), name(&node.before), word("→"), name(&node.after)];
            lines.push(Line::new(Sign::Other, parts));
        }
        for edge in &self.edges_added {
            lines.push(Line::new(Sign::Added, edge_parts(edge)));
        }
        for edge in &self.edges_removed {
            lines.push(Line::new(Sign::Removed, edge_parts(edge)));
        }
        for (edge, now) in &self.edges_relabelled {
            let mut parts = vec![word("edge"), name(&edge.from.label), word("→"), name(&edge.to.label)];
            let said = |text: &str| if text.is_empty() { word("no label") } else { name(text) };
            parts.extend([word("says"), said(now), word("in place of"), said(&edge.label)]);
            lines.push(Line::new(Sign::Other, parts));
        }
        for group in &self.groups_added {
            lines.push(Line::new(Sign::Added, vec![word("group"), name(group)]));
        }
        for group in &self.groups_removed {
            lines.push(Line::new(Sign::Removed, vec![word("group"), name(group)]));
        }
        for moved in &self.regrouped {
            let place = |group: &Option<String>| group.as_deref().map_or_else(|| word("no group"), name);
            let mut parts = vec![word("node"), name(&moved.node.label), word("stands in")];
            parts.extend([place(&moved.after), word("in place of"), place(&moved.before)]);
            lines.push(Line::new(Sign::Other, parts));
        }
        lines
    }
}

fn edge_parts(edge: &EdgeChange) -> Vec<Part> {
    let (word, name) = (|word: &str| Part::word(word), Part::name);
    let mut parts = vec![word("edge"), name(&edge.from.label), word("→"), name(&edge.to.label)];
    if !edge.label.is_empty() {
        parts.extend([word("that says"), name(&edge.label)]);
    }
    parts
}
