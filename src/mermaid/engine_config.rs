//! Mermaid's configuration that every diagram of a site starts from. In: what a site says. Out: JSON for the engine, with
//! all that an author of a diagram may not change.

use serde_json::{Value, json};

use super::options::DiagramOptions;

/// The fonts that diagrams are measured and drawn with; all of one width.
pub const FONT_FAMILY: &str = "Arial, \"Liberation Sans\", Helvetica, sans-serif";

/// The parts of a C4 diagram of which each names a font of its own.
const C4_FONTS: [&str; 22] = [
    "person",
    "external_person",
    "system",
    "external_system",
    "system_db",
    "external_system_db",
    "system_queue",
    "external_system_queue",
    "container",
    "external_container",
    "container_db",
    "external_container_db",
    "container_queue",
    "external_container_queue",
    "component",
    "external_component",
    "component_db",
    "external_component_db",
    "component_queue",
    "external_component_queue",
    "boundary",
    "message",
];

/// HTML that labels may use; of other elements the text is kept.
const LABEL_TAGS: &[&str] = &[
    "a",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// Attributes that labels may use.
const LABEL_ATTRIBUTES: &[&str] =
    &["align", "alt", "class", "color", "height", "href", "id", "src", "style", "target", "title", "width"];

/// The configuration that every diagram starts from.
pub fn site_config(options: &DiagramOptions) -> Value {
    let mut config = json!({
        "theme": options.theme,
        "htmlLabels": false,
        // Mermaid 12 wraps labels at 120 px; authors wrote theirs for the 200 px of version 11.
        "flowchart": { "htmlLabels": false, "wrappingWidth": 200 },
        "class": { "htmlLabels": false },
        // Without a least width a state is as wide as its name, as in version 11.
        "state": { "htmlLabels": false, "wrappingWidth": 200, "minNodeWidth": 60 },
        "layout": "dagre",
        // As where nobody names a layout: around its root, not from top to bottom.
        "mindmap": { "layout": "cose-bilkent" },
        "fontFamily": FONT_FAMILY,
        "securityLevel": "strict",
        // All that a label keeps of HTML. The engine's own list has 500 names and is built anew for every label with a tag, a
        // third of the time of parsing.
        "dompurifyConfig": {
            "ALLOWED_TAGS": LABEL_TAGS,
            "ALLOWED_ATTR": LABEL_ATTRIBUTES,
        },
        "maxTextSize": options.max_source_bytes.saturating_mul(2),
        "maxEdges": options.max_edges,
        "themeVariables": options.theme_variables,
        "gantt": { "todayMarker": "off" },
        // Removed from an author's directives and front matter, at every depth.
        "secure": [
            "secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges", "htmlLabels",
            "fontFamily", "altFontFamily", "themeCSS", "dompurifyConfig", "layout", "defaultRenderer", "deterministicIDSeed",
            "deterministicIds", "arrowMarkerAbsolute", "logLevel", "legacyMathML", "forceLegacyMathML",
        ],
    });
    for part in C4_FONTS {
        config["c4"][format!("{part}FontFamily")] = Value::String(FONT_FAMILY.to_owned());
        // White text is readable on all of these, unlike on those of the engine.
        let colour = match part {
            part if part.starts_with("external_person") => "#57606e",
            part if part.starts_with("external_system") => "#64748b",
            part if part.starts_with("external_") => "#6b7280",
            part if part.starts_with("container") => "#2f74bd",
            part if part.starts_with("component") => "#4a76a8",
            _ => continue,
        };
        for place in ["bg", "border"] {
            config["c4"][format!("{part}_{place}_color")] = Value::String(colour.to_owned());
        }
    }
    for part in ["task", "title"] {
        config["journey"][format!("{part}FontFamily")] = Value::String(FONT_FAMILY.to_owned());
    }
    if let Some(look) = &options.look {
        config["look"] = Value::String(look.clone());
    }
    if let Some(curve) = &options.curve {
        config["flowchart"]["curve"] = Value::String(curve.clone());
    }
    config
}
