//! In: a formula in LaTeX. Out: MathML, or what is wrong with it. The library does the work; this bounds what it is given.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// Longest formula and deepest nesting that are tried; the library recurses.
const MAX_BYTES: usize = 20_000;
const MAX_DEPTH: usize = 100;

/// The MathML of a formula.
///
/// # Errors
/// One line that says what is wrong.
pub(super) fn mathml(latex: &str, block: bool) -> Result<String, String> {
    if latex.len() > MAX_BYTES {
        return Err(format!("the formula is longer than {MAX_BYTES} bytes"));
    }
    let mut depth = 0_usize;
    for (at, byte) in latex.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            // Each `\left`, `\begin` and the like may recurse as a brace does.
            b'\\' if opens(&latex.as_bytes()[at + 1..]) => depth += 1,
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("the formula is nested more than {MAX_DEPTH} levels deep"));
        }
    }
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(latex, &storage) {
        match event {
            Ok(event) => events.push(Ok::<_, std::convert::Infallible>(event)),
            Err(error) => return Err(first_line(&error.to_string())),
        }
    }
    let config = RenderConfig {
        display_mode: if block { DisplayMode::Block } else { DisplayMode::Inline },
        ..RenderConfig::default()
    };
    let mut html = String::new();
    match push_mathml(&mut html, events.into_iter(), config) {
        Ok(()) => checked(&html),
        Err(error) => Err(first_line(&error.to_string())),
    }
}

/// The library writes operators such as `<` as they are. That is mended here; anything else that is no MathML is refused,
/// so that a formula can never bring other elements into a page.
fn checked(html: &str) -> Result<String, String> {
    let html = html.replace("><<", ">&lt;<").replace(">&<", ">&amp;<");
    for tag in html.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        let name = inside.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !ELEMENTS.contains(&name) || inside.contains(" on") || inside.contains("href") {
            return Err("it holds something that cannot be shown".to_owned());
        }
    }
    Ok(html)
}

/// The elements of MathML Core, and `menclose`.
const ELEMENTS: &[&str] = &[
    "math",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "ms",
    "mrow",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "merror",
    "mpadded",
    "mphantom",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "none",
    "menclose",
    "semantics",
];

fn opens(rest: &[u8]) -> bool {
    rest.starts_with(b"left") || rest.starts_with(b"begin") || rest.starts_with(b"sqrt") || rest.starts_with(b"frac")
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("not understood")
        .trim_start_matches("parsing error: ")
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml() {
        let html = mathml("a < b \\& c", false).expect("valid");
        assert!(html.starts_with("<math"), "{html}");
        assert!(html.contains("<mo>&lt;</mo>") && html.contains("&amp;<"), "{html}");
    }

    #[test]
    fn a_formula_brings_no_other_element() {
        let img = "<img src=x onerror=y>";
        for command in ["text", "mathrm", "operatorname", "color", "tag", "textbf", "href", "class", "mathbb", "label"]
        {
            let html = mathml(&format!("\\{command}{{{img}}}{{x}}"), true).unwrap_or_default();
            assert!(!html.contains("<img"), "{html}");
        }
        let html = mathml("\\begin{array}{\"<img>}x\\end{array} \\kern1\"em \\<a", true).unwrap_or_default();
        assert!(!html.contains("<img"), "{html}");
    }

    #[test]
    fn wrong_and_boundless_formulas_are_errors() {
        assert!(mathml("\\frac{1", false).is_err());
        assert!(mathml("\\nosuchcommand", true).is_err());
        assert_eq!(mathml(&"{".repeat(1000), false), Err("the formula is nested more than 100 levels deep".to_owned()));
    }
}
