//! What each kind of diagram and its parts are called in a sentence.

/// One of them, and several.
pub(super) type Word = (&'static str, &'static str);

/// The words for a kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// With its article.
    pub(super) diagram: &'static str,
    pub(super) node: Word,
    /// `None` where the kind has no edges, or they say only what stands below what.
    pub(super) edge: Option<Word>,
    pub(super) group: Word,
}

const NODE: Word = ("node", "nodes");
const ELEMENT: Word = ("element", "elements");
const TASK: Word = ("task", "tasks");
const CONNECTION: Option<Word> = Some(("connection", "connections"));
const RELATION: Option<Word> = Some(("relation", "relations"));
const GROUP: Word = ("group", "groups");
const SECTION: Word = ("section", "sections");

/// The words for a kind by its name.
pub(super) fn words(kind: &str) -> Words {
    let (diagram, node, edge, group) = match kind {
        "flowchart" => ("A flowchart", NODE, CONNECTION, GROUP),
        "swimlane" => ("A swimlane diagram", ("step", "steps"), CONNECTION, ("lane", "lanes")),
        "sequence" => {
            ("A sequence diagram", ("participant", "participants"), Some(("message", "messages")), ("box", "boxes"))
        }
        "class" => ("A class diagram", ("class", "classes"), RELATION, ("namespace", "namespaces")),
        "state" => ("A state diagram", ("state", "states"), Some(("transition", "transitions")), GROUP),
        "er" => {
            let relationship = Some(("relationship", "relationships"));
            ("An entity relationship diagram", ("entity", "entities"), relationship, GROUP)
        }
        "requirement" => ("A requirement diagram", ELEMENT, RELATION, GROUP),
        "usecase" => ("A use case diagram", ELEMENT, RELATION, ("system", "systems")),
        "c4" => ("A C4 diagram", ELEMENT, RELATION, ("boundary", "boundaries")),
        "architecture" => ("An architecture diagram", ("service", "services"), CONNECTION, GROUP),
        "block" => ("A block diagram", ("block", "blocks"), CONNECTION, GROUP),
        "agentflow" => ("An agent flow", ("step", "steps"), CONNECTION, GROUP),
        "eventmodeling" => ("An event model", ("frame", "frames"), CONNECTION, GROUP),
        "wardley" => ("A Wardley map", ("component", "components"), CONNECTION, GROUP),
        "sankey" => ("A Sankey diagram", NODE, Some(("flow", "flows")), GROUP),
        "mindmap" => ("A mind map", ("topic", "topics"), None, GROUP),
        "ishikawa" => ("A cause and effect diagram", ("entry", "entries"), None, GROUP),
        "treeview" => ("A tree", ("entry", "entries"), None, GROUP),
        "treemap" => ("A treemap", ("item", "items"), None, GROUP),
        "gantt" => ("A Gantt chart", TASK, None, SECTION),
        "journey" => ("A user journey", TASK, None, SECTION),
        "timeline" => ("A timeline", ("period", "periods"), None, SECTION),
        "kanban" => ("A kanban board", ("card", "cards"), None, ("column", "columns")),
        "gitgraph" => ("A Git graph", ("commit", "commits"), None, ("branch", "branches")),
        "pie" => ("A pie chart", ("slice", "slices"), None, GROUP),
        "quadrant" => ("A quadrant chart", ("point", "points"), None, GROUP),
        "xychart" => ("A chart", ("category", "categories"), None, GROUP),
        "radar" => ("A radar chart", ("axis", "axes"), None, GROUP),
        "packet" => ("A packet diagram", ("field", "fields"), None, GROUP),
        "venn" => ("A Venn diagram", ("area", "areas"), None, GROUP),
        "cynefin" => ("A Cynefin diagram", ("item", "items"), None, ("domain", "domains")),
        "railroad" => ("A railroad diagram", ("rule", "rules"), None, GROUP),
        _ => ("A diagram", NODE, CONNECTION, GROUP),
    };
    Words { diagram, node, edge, group }
}
