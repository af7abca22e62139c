//! Who chose a drawing's colours. In: a diagram's source. Out: the site, or its author with what the author said.
//!
//! Reads the `theme` and `themeVariables` of directives and front matter loosely, as key and value pairs, since
//! directives are neither strict JSON nor YAML.

use super::colour;

/// Who chose a drawing's colours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Theming {
    /// The site: to be drawn with the palette's variables.
    #[default]
    Site,
    /// The author, by `theme` or `themeVariables`: to be drawn without the palette; keeps its colours in both themes.
    Own {
        /// What it stands on.
        background: [u8; 3],
        /// The colours that the author gave to texts; they are left as they are.
        texts: Vec<[u8; 3]>,
    },
}

impl Theming {
    /// Finds out from the source. A theme of `base` without colours of its own is the site's.
    #[must_use]
    pub fn of(source: &str) -> Self {
        let (mut own, mut in_variables) = (false, false);
        let mut background = [0xff; 3];
        let mut texts = Vec::new();
        for (key, value) in configuration(source).flat_map(pairs) {
            match key {
                "theme" => match value {
                    "dark" | "neo-dark" | "redux-dark" => {
                        own = true;
                        background = [0x33; 3];
                    }
                    "default" | "forest" | "neutral" | "mc" | "neo" | "redux" => own = true,
                    _ => {}
                },
                "themeVariables" => in_variables = true,
                _ if in_variables => {
                    let Some([r, g, b, _]) = colour::parse(value.split(',').next().unwrap_or_default().trim()) else {
                        continue;
                    };
                    own = true;
                    if key == "background" {
                        background = [r, g, b];
                    } else if key.contains("Text") || key.contains("text") || key.contains("LabelColor") {
                        texts.push([r, g, b]);
                    }
                }
                _ => {}
            }
        }
        if own { Self::Own { background, texts } } else { Self::Site }
    }
}

/// The parts of a source that configure it: front matter and directives.
fn configuration(source: &str) -> impl Iterator<Item = &str> {
    let source = source.trim_start();
    let matter = source.strip_prefix("---").and_then(|rest| rest.split_once("\n---")).map(|(matter, _)| matter);
    let directives = source.split("%%{").skip(1).filter_map(|rest| rest.split_once("}%%")).map(|(inner, _)| inner);
    matter.into_iter().chain(directives)
}

/// Loose `key: value` pairs; quotes removed. A value that opens an object is empty.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (before, after) = rest.split_once(':')?;
        let key = before.trim_end().trim_end_matches(['"', '\'']);
        let start = key
            .rfind(|c: char| !c.is_alphanumeric() && c != '_')
            .map_or(0, |at| at + key[at..].chars().next().map_or(1, char::len_utf8));
        let key = &key[start..];
        let value = after.trim_start_matches([' ', '\t']);
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |at| at + 1),
            Some('{') => 0,
            _ => value.find([',', '}', '\n']).unwrap_or(value.len()),
        };
        let (value, tail) = value.split_at(end);
        rest = tail;
        Some((key, value.trim().trim_matches(['"', '\''])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_colours_what_says_nothing() {
        for source in
            ["flowchart LR\n A-->B: red", "%%{init: {\"theme\": \"base\"}}%%\ngraph TD", "---\ntitle: red\n---\npie"]
        {
            assert_eq!(Theming::of(source), Theming::Site, "{source}");
        }
    }

    #[test]
    fn themes_and_variables_are_the_authors() {
        let white = Theming::Own { background: [0xff; 3], texts: vec![] };
        assert_eq!(Theming::of("%%{init: {'theme':'forest'}}%%\ngraph TD"), white);
        assert_eq!(
            Theming::of("---\nconfig:\n  theme: dark\n---\npie"),
            Theming::Own { background: [0x33; 3], texts: vec![] }
        );
        assert_eq!(
            Theming::of("%%{init: {'themeVariables': {'primaryColor':'#123','primaryTextColor':'#fff'}}}%%\npie"),
            Theming::Own { background: [0xff; 3], texts: vec![[0xff; 3]] }
        );
    }
}
