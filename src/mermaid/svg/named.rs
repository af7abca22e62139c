//! Which element of a drawing is which node. In: the scene, the diagram's outline. Out: at one element of each node and group its
//! anchor, at the first where it has several.
//!
//! The engine tells it in as many ways as there are kinds: by an id with the author's in it, by order, by the text alone. Where
//! order tells, all must be there, or none is named: a wrong name is worse than none.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node as Element;

use super::scene::{Item, Scene, Tag};
use crate::mermaid::entity;
use crate::mermaid::outline::Outline;

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The engine's name of the kind.
    pub name: &'a str,
    /// The name of the kind.
    pub kind: &'a str,
    /// Its nodes and groups.
    pub outline: &'a Outline,
}

/// How an element tells what it stands for.
#[derive(Clone, Copy)]
enum Key<'a> {
    /// A node by its id.
    Node(&'a str),
    /// A group by its id.
    Group(&'a str),
    /// A commit by its id and classes of the engine, which begin with `commit`.
    Commit(&'a str),
    /// It is the next node.
    NextNode,
    /// It is the next group.
    NextGroup,
    /// It is the next node that is no group as well.
    NextLeaf,
    /// It shows a node's text.
    NodeText,
    /// It shows a group's text.
    GroupText,
}

/// Names the elements of a scene.
pub(super) fn name<'a>(scene: &mut Scene<'a, '_>, subject: Subject<'a>) {
    let root = scene.items[0].node.attribute("id").unwrap_or_default();
    let keys: Vec<(usize, Key<'a>)> = scene
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| !item.is_definition)
        .filter_map(|(index, item)| Some((index, key(subject.kind, item, root)?)))
        .collect();
    let mut names = Names::new(subject, &keys);
    let mut taken = BTreeSet::new();
    for (index, key) in keys {
        let anchor = names.anchor(key, scene.items[index].node);
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty())
            && taken.insert(anchor)
        {
            scene.items[index].anchor = Some(anchor);
        }
    }
}

/// The anchors of an outline as elements ask for them.
struct Names<'a> {
    nodes: BTreeMap<String, &'a str>,
    groups: BTreeMap<&'a str, &'a str>,
    next_node: std::vec::IntoIter<&'a str>,
    next_group: std::vec::IntoIter<&'a str>,
    next_leaf: std::vec::IntoIter<&'a str>,
    node_texts: Texts<'a>,
    group_texts: Texts<'a>,
}

/// Anchors by the letters that nodes show; `None` where several show the same.
type Texts<'a> = BTreeMap<String, Option<&'a str>>;

impl<'a> Names<'a> {
    fn new(subject: Subject<'a>, keys: &[(usize, Key<'a>)]) -> Self {
        let Outline { nodes, groups, .. } = subject.outline;
        // The engine joins the sets of an area in its own way.
        let id = |id: &str| if subject.kind == "venn" { id.replace(',', "_") } else { id.to_owned() };
        let by_id: BTreeMap<&str, &str> = groups.iter().rev().map(|group| (&*group.id, &*group.anchor)).collect();
        let asked = |wanted: fn(&Key<'a>) -> bool| keys.iter().filter(|(_, key)| wanted(key)).count();
        let all =
            |anchors: Vec<&'a str>, asked: usize| if anchors.len() == asked { anchors } else { Vec::new() }.into_iter();
        let leaves = nodes.iter().filter(|node| !by_id.contains_key(&*node.id));
        Self {
            next_node: all(nodes.iter().map(|node| &*node.anchor).collect(), asked(|key| matches!(key, Key::NextNode))),
            next_group: all(
                groups.iter().map(|group| &*group.anchor).collect(),
                asked(|key| matches!(key, Key::NextGroup)),
            ),
            next_leaf: all(leaves.map(|node| &*node.anchor).collect(), asked(|key| matches!(key, Key::NextLeaf))),
            node_texts: texts(
                nodes.iter().map(|node| (&*node.label, &*node.anchor)),
                asked(|key| matches!(key, Key::NodeText)),
            ),
            group_texts: texts(
                groups.iter().map(|group| (&*group.label, &*group.anchor)),
                asked(|key| matches!(key, Key::GroupText)),
            ),
            nodes: nodes.iter().rev().map(|node| (id(&node.id), &*node.anchor)).collect(),
            groups: by_id,
        }
    }

    fn anchor(&mut self, key: Key<'a>, element: Element<'_, '_>) -> Option<&'a str> {
        match key {
            Key::Node(id) => self.nodes.get(id).copied(),
            Key::Group(id) => self.groups.get(id).copied(),
            Key::Commit(classes) => {
                let ends = classes.match_indices(" commit").map(|(end, _)| &classes[..end]);
                ends.filter_map(|id| self.nodes.get(id).copied()).next()
            }
            Key::NextNode => self.next_node.next(),
            Key::NextGroup => self.next_group.next(),
            Key::NextLeaf => self.next_leaf.next(),
            Key::NodeText => *self.node_texts.get(&shown(element))?,
            Key::GroupText => {
                // The title of a frame follows it.
                let is_frame = element.tag_name().name() == "rect";
                let title = if is_frame { element.next_sibling_element()? } else { element };
                *self.group_texts.get(&shown(title))?
            }
        }
    }
}

fn texts<'a>(shown: impl Iterator<Item = (&'a str, &'a str)>, asked: usize) -> Texts<'a> {
    let mut texts = Texts::new();
    for (text, anchor) in shown.filter(|_| asked > 0) {
        texts.entry(letters(text)).and_modify(|only| *only = None).or_insert(Some(anchor));
    }
    texts
}

/// The letters of a text: where lines break, and how the engine writes a domain's name, does not count.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The letters that an element shows.
fn shown(element: Element<'_, '_>) -> String {
    let text: String = element.descendants().filter(Element::is_text).filter_map(|node| node.text()).collect();
    letters(&entity::decode(&text))
}

/// What an element of a kind stands for.
fn key<'a>(kind: &str, item: &Item<'a, '_>, root: &str) -> Option<Key<'a>> {
    let element = item.node;
    let classes = element.attribute("class").unwrap_or_default();
    let has = |class: &str| classes.split_ascii_whitespace().any(|one| one == class);
    let id = || element.attribute("id")?.strip_prefix(root)?.strip_prefix('-');
    let is_group = item.tag == Tag::Group;
    let node = is_group && ["node", "rough-node", "icon-shape", "image-shape"].iter().any(|class| has(class));
    let cluster = is_group && has("cluster");
    let (text, rect) = (item.tag == Tag::Text, item.tag == Tag::Rect);
    let numbered = |prefix: &str| {
        let (name, number) = id()?.strip_prefix(prefix)?.rsplit_once('-')?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
    };
    let when = |is: bool, key: Key<'a>| is.then_some(key);
    match kind {
        _ if cluster && kind == "usecase" => id()?.strip_prefix("usecase-").map(Key::Group),
        _ if cluster => id().map(Key::Group),
        // A group without members of its own is drawn as a node.
        "flowchart" | "swimlane" if node => numbered("flowchart-").map(Key::Node).or_else(|| id().map(Key::Group)),
        "class" if node => numbered("classId-").map(Key::Node),
        "state" if node || has("statediagram-cluster") => numbered("state-").map(Key::Node),
        "er" if node => numbered("entity-").map(Key::Node),
        "agentflow" if node => numbered("agentflow-").map(Key::Node),
        "requirement" | "block" | "c4" | "kanban" if node => id().map(Key::Node),
        "c4" => when(rect && element.attribute("fill") == Some("none"), Key::GroupText),
        "mindmap" if node => id()?.strip_prefix("node_").map(Key::Node),
        "usecase" if node => element.attribute("data-usecase-id").map(Key::Node),
        "sequence" if element.attribute("data-et") == Some("participant") => {
            element.attribute("data-id").map(Key::Node)
        }
        "architecture" if has("architecture-service") => id()?.strip_prefix("service-").map(Key::Node),
        "architecture" if rect => id()?.strip_prefix("group-").map(Key::Group),
        // A task may be too short to have a bar.
        "gantt" if rect && has("task") && has_width(element) => id().map(Key::Node),
        "gantt" if text && id().is_some() => id()?.strip_suffix("-text").map(Key::Node),
        "gantt" => when(text && has("sectionTitle"), Key::GroupText),
        "gitgraph" if has("branchLabel") => Some(Key::NextGroup),
        "gitgraph" => {
            let rest = classes.strip_prefix("commit ")?;
            Some(Key::Commit(rest.strip_prefix("commit-merge ").unwrap_or(rest)))
        }
        "journey" if rect && has("task") => Some(Key::NextNode),
        "journey" => when(rect && has("journey-section"), Key::NextGroup),
        "timeline" if has("taskWrapper") => Some(Key::NextNode),
        "timeline" => when(has("timeline-node") && !around(element).ends_with("Wrapper"), Key::NextGroup),
        "pie" => when(has("legend") && is_group, Key::NextNode),
        "quadrant" => when(has("data-point"), Key::NextNode),
        // A node may be too small to have a bar.
        "sankey" => when(text && around(element) == "node-labels" && !has("sankey-label-bg"), Key::NextNode),
        "packet" => when(rect && has("packetBlock"), Key::NextNode),
        "radar" => when(text && has("radarAxisLabel"), Key::NextNode),
        "treeview" => when(text && has("treeView-node-label"), Key::NextNode),
        "eventmodeling" => when(has("em-box"), Key::NextNode),
        "wardley" => when(has("wardley-node"), Key::NextNode),
        "railroad" => when(has("railroad-rule"), Key::NextNode),
        "venn" => element.attribute("data-venn-sets").map(Key::Node),
        "treemap" if has("treemapLeafGroup") => Some(Key::NextLeaf),
        // The first section is all that there is, and has no text.
        "treemap" => when(is_group && has("treemapSection") && has_title(element), Key::NextGroup),
        "ishikawa" => when(text && (has("ishikawa-label") || has("ishikawa-head-label")), Key::NodeText),
        "cynefin" if text && has("cynefinItemText") => Some(Key::NodeText),
        "cynefin" => when(text && has("cynefinDomainLabel"), Key::GroupText),
        "xychart" => {
            let around: Vec<&str> =
                element.ancestors().skip(1).take(2).filter_map(|above| above.attribute("class")).collect();
            // A chart that lies on its side has its categories on the left.
            when(text && matches!(around[..], ["label", "bottom-axis" | "left-axis"]), Key::NodeText)
        }
        _ => None,
    }
}

/// The classes of the element around.
fn around<'a>(element: Element<'a, '_>) -> &'a str {
    element.parent().and_then(|parent| parent.attribute("class")).unwrap_or_default()
}

fn has_width(element: Element<'_, '_>) -> bool {
    element.attribute("width").and_then(|width| width.parse::<f32>().ok()).is_some_and(|width| width > 0.0)
}

fn has_title(section: Element<'_, '_>) -> bool {
    section.children().any(|child| child.attribute("class") == Some("treemapSectionLabel") && !shown(child).is_empty())
}
