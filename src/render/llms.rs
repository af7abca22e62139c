//! `llms.txt`, as <https://llmstxt.org> has it: the site in one Markdown file, for programs that read: its title, what it is about,
//! and a list of links for each section of the navigation.

use super::{Shared, bytes, markdown};
use crate::link::{NavNode, href};
use crate::write::OutputFile;

/// Its file in the output.
pub const LLMS: &str = "llms.txt";

/// The file.
pub fn file(shared: &Shared<'_>) -> Option<OutputFile> {
    let input = shared.input;
    if !input.config.output.llms {
        return None;
    }
    let config = &input.config.site;
    let mut text = format!("# {}\n", escaped(&config.title));
    if !config.description.is_empty() {
        text.push_str(&format!("\n> {}\n", escaped(&config.description)));
    }
    let nav = &input.site.nav;
    let alone: Vec<usize> = nav.iter().filter(|node| node.children.is_empty()).filter_map(|node| node.page).collect();
    section(shared, "Pages", &alone, &mut text);
    for node in nav.iter().filter(|node| !node.children.is_empty()) {
        let mut pages = Vec::new();
        collect(node, &mut pages);
        section(shared, &node.title, &pages, &mut text);
    }
    Some(bytes(LLMS, text))
}

/// The pages of an entry and of those below it, in reading order.
fn collect(node: &NavNode, pages: &mut Vec<usize>) {
    pages.extend(node.page);
    for child in &node.children {
        collect(child, pages);
    }
}

fn section(shared: &Shared<'_>, title: &str, pages: &[usize], text: &mut String) {
    if pages.is_empty() {
        return;
    }
    text.push_str(&format!("\n## {}\n\n", escaped(title)));
    for &index in pages {
        let site_page = &shared.input.site.pages[index];
        let page = &site_page.page;
        let of_page = || href::encode_path(&site_page.url);
        let path = markdown::path(shared, index).map_or_else(of_page, |path| href::encode_path(&path));
        let address = match shared.input.base_url {
            Some(base) => base.join(&path),
            None if path == "/" => "index.html".to_owned(),
            None => path.trim_start_matches('/').to_owned(),
        };
        text.push_str(&format!("- [{}]({address})", escaped(&page.title)));
        let description = page.meta.description.as_deref().unwrap_or(&page.summary);
        if !description.is_empty() {
            text.push_str(&format!(": {}", escaped(description)));
        }
        text.push('\n');
    }
}

/// Plain text as Markdown of one line that shows it as it is.
fn escaped(text: &str) -> String {
    let is_space = |next: char| next.is_whitespace() || next.is_control();
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    let mut out = String::with_capacity(text.len());
    for character in words.join(" ").chars() {
        if matches!(character, '\\' | '[' | ']' | '<' | '>' | '`' | '*' | '_' | '#' | '&') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn any_text_stays_one_line_and_no_markup() {
        assert_eq!(escaped("a](b)\n# c\u{0}d\t<e>"), "a\\](b) \\# c d \\<e\\>");
    }
}
