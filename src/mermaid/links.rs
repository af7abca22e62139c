//! In: a masked diagram. Out: where it points: `click` and `link` targets and images. Not here: whether they resolve.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::kind::Kind;

/// What a target is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkUse {
    /// A reader follows it.
    Link,
    /// The drawing would load it. The host decides; by default it is to be dropped from the SVG.
    Image,
}

/// A target inside a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagramLink {
    /// As written.
    pub target: String,
    /// Its place in the source, without quotes.
    pub range: Range<usize>,
    /// The node it belongs to.
    pub node: Option<String>,
    /// What it is for.
    pub role: LinkUse,
}

fn pattern(source: &'static str) -> Regex {
    // Each pattern is a constant that the tests below run.
    #[expect(clippy::unwrap_used, reason = "constant patterns, checked by the tests")]
    Regex::new(source).unwrap()
}

static CLICK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)(?:^|;)[ \t]*(?:click|link)[ \t]+([^\s"]+)[ \t]+(?:href[ \t]+)?"([^"\n]*)""#));
static ACTOR_LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^[ \t]*link[ \t]+([^:\n]+):[^@\n]*@[ \t]*(\S+)"));
static ACTOR_LINKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^[ \t]*links[ \t]+([^:\n]+):[ \t]*(\{[^\n]*\})"));
static JSON_VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(r#":\s*"([^"]*)""#));
static SHAPE_IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"([^\s@;]+)@\{[^}]*?\bimg\s*:\s*"([^"]*)""#));
static TAG_IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"<img\s[^>]*?src\s*=\s*'?([^'\s>]+)"));

/// The targets after byte `start` of the masked `text`, in order of their place; `source` gives them as written.
pub fn find(source: &str, text: &str, kind: Kind, start: usize) -> Vec<DiagramLink> {
    let mut links = Vec::new();
    let mut push = |node: Option<regex::Match<'_>>, target: Range<usize>, role: LinkUse| {
        if target.start >= start {
            links.push(DiagramLink {
                target: source[target.clone()].to_owned(),
                range: target,
                node: node.map(|found| found.as_str().trim().to_owned()),
                role,
            });
        }
    };
    if kind == "sequence" {
        for captures in ACTOR_LINK.captures_iter(text) {
            if let Some(target) = captures.get(2) {
                push(captures.get(1), target.range(), LinkUse::Link);
            }
        }
        for captures in ACTOR_LINKS.captures_iter(text) {
            let Some(object) = captures.get(2) else {
                continue;
            };
            for value in JSON_VALUE.captures_iter(object.as_str()).filter_map(|value| value.get(1)) {
                push(captures.get(1), object.start() + value.start()..object.start() + value.end(), LinkUse::Link);
            }
        }
    } else {
        for captures in CLICK.captures_iter(text) {
            if let Some(target) = captures.get(2) {
                push(captures.get(1), target.range(), LinkUse::Link);
            }
        }
    }
    for captures in SHAPE_IMAGE.captures_iter(text) {
        if let Some(target) = captures.get(2) {
            push(captures.get(1), target.range(), LinkUse::Image);
        }
    }
    for captures in TAG_IMAGE.captures_iter(text) {
        if let Some(target) = captures.get(1) {
            push(None, target.range(), LinkUse::Image);
        }
    }
    links.sort_by_key(|link| link.range.start);
    links
}

#[cfg(test)]
mod tests {
    use super::{LinkUse, find};

    fn targets(text: &str, kind: &'static str) -> Vec<(Option<String>, String, LinkUse)> {
        find(text, text, kind, 0).into_iter().map(|link| (link.node, link.target, link.role)).collect()
    }

    #[test]
    fn clicks_actor_links_and_images_are_found() {
        let some = |node: &str| Some(node.to_owned());
        assert_eq!(
            targets("A-->B\nclick A href \"../x.md#y\" \"tip\"\nB@{ img: \"https://e.example/i.png\" }", "flowchart"),
            [
                (some("A"), "../x.md#y".to_owned(), LinkUse::Link),
                (some("B"), "https://e.example/i.png".to_owned(), LinkUse::Image)
            ]
        );
        assert_eq!(
            targets("link A: Docs @ a.md\nlinks B: {\"d\": \"b.md\"}", "sequence"),
            [(some("A"), "a.md".to_owned(), LinkUse::Link), (some("B"), "b.md".to_owned(), LinkUse::Link)]
        );
        assert_eq!(targets("A[\"<img src='x.png'>\"]", "flowchart"), [(None, "x.png".to_owned(), LinkUse::Image)]);
    }
}
