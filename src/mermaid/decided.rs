//! Whether a diagram that parses is certain to be drawn too, so that its verdict needs no drawing. In: what parsing told.
//! Out: yes, or rather draw it. Wrong answers would give `check` and `build` two verdicts, so all that drawing may refuse
//! (sizes, an author's configuration, kinds whose layout looks for missing names) is left to drawing.

use super::facts::Facts;
use super::kind::Kind;
use super::outline::Outline;
use super::prepare::Masked;

/// Kinds of which the engine draws whatever it parses, but for size and configuration.
const DRAWN_IF_PARSED: [Kind; 7] = ["flowchart", "sequence", "class", "state", "er", "pie", "timeline"];

/// Bytes of source, and lines, nodes and edges together, up to which no drawing comes near a limit: an element takes at most
/// some 4 KB of SVG, and the limit is 2 MB.
const SMALL_SOURCE: usize = 16_000;
const SMALL_PARTS: usize = 400;

/// A longer arrow takes a layer of the layout for each of its signs.
const LONG_ARROW: usize = 12;

/// Whether drawing `source` cannot fail. `facts` are those of its parsing.
pub fn is_decided(source: &str, masked: &Masked, facts: &Facts) -> bool {
    let Outline { nodes, edges, .. } = &facts.outline;
    DRAWN_IF_PARSED.contains(&facts.kind.as_str())
        && source.len() <= SMALL_SOURCE
        && source.bytes().filter(|byte| matches!(byte, b'\n' | b';')).count() + nodes.len() + edges.len() <= SMALL_PARTS
        && masked.directives.is_empty()
        && !masked.front_matter.clone().is_some_and(|yaml| source[yaml].contains("config"))
        && !nodes.is_empty()
        // A composite state may hold itself.
        && !(facts.kind == "state" && masked.text.contains('{'))
        // Shapes by name may not exist.
        && !masked.text.contains("@{")
        && !has_long_arrow(&masked.text)
        && !has_odd_number(&masked.text)
}

fn has_long_arrow(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if matches!(byte, b'-' | b'=' | b'.') { run + 1 } else { 0 };
        run > LONG_ARROW
    })
}

/// Whether a style has a number that may lead out of all bounds: more than five digits, or an exponent. Colours are none.
fn has_odd_number(text: &str) -> bool {
    let is_style =
        |line: &&str| ["style", "classDef", "linkStyle"].iter().any(|word| line.trim_start().starts_with(word));
    let odd = |value: &str| {
        let digits = value.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        digits > 5 || (digits > 0 && value[digits..].starts_with(['e', 'E']) && !value.ends_with("em"))
    };
    text.lines()
        .flat_map(|line| line.split(';'))
        .filter(is_style)
        .flat_map(|line| line.split([':', ',', ' ', '-', '+']))
        .any(|value| odd(value.trim()))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::mermaid::Drawer;

    /// What parsing alone would let pass, and drawing refuses.
    #[test]
    fn a_verdict_without_a_drawing_is_that_of_the_drawing() {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let mindmap = format!("mindmap\n  root\n{}", "    leaf\n".repeat(400));
        let class = format!("classDiagram\n{}", "A : +m\n".repeat(1_900));
        for source in [
            mindmap.as_str(),
            &class,
            "%%{init: {\"flowchart\": {\"nodeSpacing\": 1e308}}}%%\nflowchart TD\na --> b\na --> c",
            "flowchart TD\na --> b\nstyle a stroke-width:1e308,font-size:1e308px,rx:-1e300\n",
            "sequenceDiagram\n",
            "stateDiagram-v2\n[*] --> A\nstate A {\nx --> y\nstate x {\n[*] --> A\n}\n}\n",
            "sankey-beta\na,b,1\nb,a,1\n",
            "flowchart LR\na --> b\n",
        ] {
            let drawn = drawer.draw(source);
            assert_eq!(drawer.judge(source).as_ref(), drawn.judgement(), "{source:.60}");
        }
    }
}
