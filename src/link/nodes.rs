//! The nodes of diagrams as link targets. In: figures, what is known of each diagram by name. Out: which names in addresses a figure
//! has, what each node shows, and who was meant by a name that there is not. Not here: how a drawing comes by them (`mermaid`).

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::names::Names;
use super::resolve::FEW;
use super::site::NodeRef;
use super::targets::Targets;
use crate::diagnostics::Finding;
use crate::mermaid::Outline;
use crate::model::Span;

/// The nodes of all figures. Those of one are looked up only when somebody asks.
pub struct Nodes<'a> {
    outlines: &'a [Option<&'a Outline>],
    /// What each anchor of a figure shows.
    labels: Vec<OnceCell<BTreeMap<String, String>>>,
}

impl<'a> Nodes<'a> {
    /// For each figure its outline; `None` of a broken one.
    pub(super) fn new(outlines: &'a [Option<&'a Outline>]) -> Self {
        Self { outlines, labels: outlines.iter().map(|_| OnceCell::new()).collect() }
    }

    fn labels(&self, figure: usize) -> &BTreeMap<String, String> {
        let anchors = || self.outlines[figure].into_iter().flat_map(Outline::anchors);
        let owned = |(anchor, label): (&str, &str)| (anchor.to_owned(), label.to_owned());
        self.labels[figure].get_or_init(|| anchors().map(owned).collect())
    }

    /// Whether a figure has a node or group of this name. A broken one may have any: it has a finding of its own.
    pub(super) fn has(&self, figure: usize, name: &str) -> bool {
        self.outlines[figure].is_none() || self.labels(figure).contains_key(name)
    }

    /// What a node or group shows; the name itself where that is nothing.
    pub(super) fn label(&self, figure: usize, name: &str) -> String {
        let label = self.labels(figure).get(name).filter(|label| !label.is_empty());
        label.map_or_else(|| name.to_owned(), Clone::clone)
    }

    /// All names of a figure.
    pub(super) fn names(&self, figure: usize) -> Names<'_> {
        self.labels(figure).keys().map(String::as_str).collect()
    }

    /// The only node or group of a figure that shows `text`.
    pub(super) fn labelled(&self, figure: usize, text: &str) -> Option<&str> {
        let mut all = self.labels(figure).iter().filter(|(_, label)| label.eq_ignore_ascii_case(text));
        all.next().filter(|_| all.next().is_none()).map(|(name, _)| name.as_str())
    }

    /// What there is, for somebody who named what is not.
    pub(super) fn there_are(&self, figure: usize) -> String {
        let names: Vec<&str> = self.names(figure).iter().collect();
        if names.is_empty() {
            "no node of this figure can be linked to; link to the figure".to_owned()
        } else if names.len() <= FEW {
            format!("it has `{}`", names.join("`, `"))
        } else {
            "a node is named by its id in the diagram's source, with `-` for white space".to_owned()
        }
    }
}

impl Targets<'_> {
    /// The node of a figure that `@id/name` means, for a reference at a place of a file. Where there is none, there is a finding.
    pub(super) fn node_of(
        &self,
        figure: usize,
        (id, name): (&str, &str),
        (file, span): (&str, Span),
        findings: &mut Vec<Finding>,
    ) -> Option<NodeRef> {
        if self.nodes.has(figure, name) {
            return Some(NodeRef { anchor: name.to_owned(), label: self.nodes.label(figure, name) });
        }
        let near = self.nearest_node(figure, name);
        let help = near.map_or_else(|| self.nodes.there_are(figure), |near| format!("did you mean `@{id}/{near}`?"));
        let message = format!("the figure `{id}` has no node `{name}`");
        findings.push(Finding::error("broken-anchor", file, span, message).with_help(help));
        None
    }
}
