//! A small site and edits of it, drawn by chance from a seed: pages, links, diagrams, templates, styles, configuration, plan.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A linear congruential generator.
pub struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

const PAGES: [&str; 12] = [
    "index.md",
    "a.md",
    "b.md",
    "part/index.md",
    "part/c.md",
    "part/d.md",
    "part/e.md",
    "other/f.md",
    "other/g.md",
    "other/deep/h.md",
    "other/deep/README.md",
    "404.md",
];
const FILES: [&str; 3] = ["shared.mmd", "part/own.mmd", "other/deep/third.mmd"];
const ASSETS: [&str; 4] =
    ["content/part/picture.png", "static/logo.svg", "static/extra.css", "content/part/b/index.html"];
const DIAGRAMS: [&str; 9] = [
    "flowchart LR\n  A --> B\n",
    "flowchart LR\n  A[One] --> B:::hot\n  click A \"part/c.md\"\n",
    "flowchart TD\n  X --> Y\n  click X \"#two\"\n",
    "sequenceDiagram\n  A->>B: hello\n",
    "flowchart LR\n  A --> B[x (y]\n",
    "nonsense\n",
    "pie\n  \"a\" : 1\n  \"b\" : 2\n",
    "flowchart LR\n  A --> C\n  classDef hot fill:#f00\n  class A hot\n",
    "flowchart LR\n  A --> B\n  style A fill:#fff,color:#fff\n",
];
const CONFIGS: [&str; 9] = [
    "[site]\ntitle = \"Test\"\n",
    "[site]\ntitle = \"Test\"\nbase_url = \"https://docs.example.org/\"\n",
    "[site]\ntitle = \"Other\"\nbase_url = \"https://docs.example.org/atlas/\"\ndescription = \"About it\"\n[build]\npretty_urls = false\n",
    "[site]\ntitle = \"Test\"\nlogo = \"logo.svg\"\nextra_css = [\"extra.css\"]\nrepository = \"https://github.com/o/r\"\n",
    "[site]\ntitle = \"Test\"\n[diagrams.classes.hot]\nfill = \"#ff0000\"\n[redirects]\n\"/old/\" = \"part/c.md\"\n",
    "[site]\ntitle = \"Test\"\n[nav]\nitems = [{ page = \"index.md\" }, { title = \"Part\", items = [{ page = \"part/c.md\" }, { page = \"b.md\", title = \"Bee\" }] }]\n",
    "[site]\ntitle = \"Test\"\n[check.severity]\nbroken-link = \"off\"\nbroken-anchor = \"warning\"\n[markdown]\nraw_html = \"escape\"\n",
    "[site]\ntitle = \"Test\"\n[relations]\nuses = { title = \"Uses\", inverse = \"Used by\" }\n[check]\nbaseline = \"known.txt\"\n",
    "[site]\ntitel = \"Test\"\n",
];
const PLANS: [&str; 4] = [
    "version: 1\nphases:\n  - { id: first, due: 2026-01-01, gate: { diagrams: 4, require: [diagram-invalid] } }\n",
    "version: 1\ntitle: Harbour\nphases:\n  - { id: first, title: Tide, due: 2027-01-01, gate: { diagrams: 2 } }\n  - { id: last, gate: { diagrams: 9, page_load: 20KB } }\ncollections:\n  - { id: parts, phase: first, items: \"*/\", each: { diagrams: 2 } }\n",
    "version: 1\nphases:\n  - { id: first, gate: { diagrams: 3, require: [all] } }\ntasks:\n  - { id: one, phase: first, duration: 1d, delivers: [{ page: \"part/c.md\" }] }\n",
    "version: 1\nphases: [{ id: one, gate: { require: [no-such-check] } }]\n",
];
const BLOCKS: [&str; 16] = [
    "Plain words here.",
    "## Two\n\nMore words.",
    "## Two\n\n### Three {#given}\n\nText.",
    "To [c](/part/c.md) and [two](/part/c.md#two).",
    "To [a](/a.md#given), [gone](/gone.md) and [anchor](/b.md#nowhere).",
    "See @flow and @shared and @nobody-knows.",
    "![](/shared.mmd)",
    "![A caption](/part/own.mmd)",
    "![picture](/part/picture.png) and [style](/extra.css)",
    "<div onclick=\"x()\" id=\"raw\">raw <b>html</b></div>",
    "```rust\nlet x = 1;\n```",
    "<!-- chartroom-relations: table -->",
    "<!-- chartroom-relations: graph here -->",
    "<!-- chartroom-ignore: broken-link -->\n[gone](/gone.md)",
    "Note[^1] and [unused].\n\n[^1]: A note.\n\n[nothing]: /x.md",
    "To [progress](/progress/) and [old](/old/) and [h](/other/deep/h.md).",
];
const KEYS: [&str; 13] = [
    "title: One name",
    "title: Another name",
    "link_title: Short",
    "description: Said in short",
    "weight: 3",
    "tags: [x, y]",
    "aliases: [/old/place/, /b/]",
    "slug: elsewhere",
    "draft: true",
    "relations: { uses: [part/c, a] }",
    "template: wide",
    "unknown: 1",
    "extra: { colour: red }",
];
const PAGE_TEMPLATE: &str = include_str!("../themes/default/templates/page.html");
const SITE_CSS: &str = include_str!("../themes/default/css/site.css");

/// A site that is edited by chance.
pub struct RandomSite {
    root: PathBuf,
    chance: Chance,
    /// Whether no site may come of it at present.
    is_broken: bool,
}

impl RandomSite {
    /// Writes the site.
    pub fn new(root: &Path, seed: u64) -> Self {
        let site = Self { root: root.to_owned(), chance: Chance(seed), is_broken: false };
        site.write("site.toml", CONFIGS[0]);
        for page in PAGES {
            if page != "404.md" {
                let text = format!("# Page {page}\n\n{}\n", BLOCKS[page.len() % BLOCKS.len()]);
                site.write(&format!("content/{page}"), &text);
            }
        }
        site.write("content/shared.mmd", "%%| id: shared\nflowchart LR\n  P --> Q\n");
        site
    }

    fn write(&self, path: &str, text: &str) {
        let target = self.root.join(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, text).expect("written");
    }

    fn remove(&self, path: &str) {
        let _ = std::fs::remove_file(self.root.join(path));
    }

    /// Edits something, and says what.
    pub fn edit(&mut self) -> String {
        if self.is_broken && self.chance.is(2) {
            self.is_broken = false;
            self.put("site.toml", CONFIGS[0]);
            return self.gone("themes/default/templates/page.html");
        }
        let page = format!("content/{}", self.chance.one(&PAGES));
        match self.chance.below(24) {
            0..=5 => self.rewrite(&page),
            6..=9 => self.add_a_line(&page),
            10 => self.gone(&page),
            11 => {
                let other = format!("content/{}", self.chance.one(&PAGES));
                let _ = std::fs::rename(self.root.join(&page), self.root.join(&other));
                format!("{page} to {other}")
            }
            12 | 13 => {
                let file = format!("content/{}", self.chance.one(&FILES));
                if self.chance.is(4) {
                    return self.gone(&file);
                }
                let head = self.chance.one(&["", "%%| id: shared\n", "%%| caption: Words\n"]);
                let text = format!("{head}{}", self.chance.one(&DIAGRAMS));
                self.put(&file, &text)
            }
            14 => {
                let file = self.chance.one(&ASSETS);
                let text = self.chance.one(&["one", "two", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"]);
                if self.chance.is(3) { self.gone(file) } else { self.put(file, text) }
            }
            15 | 16 => {
                let config = self.chance.one(&CONFIGS);
                self.is_broken |= config == CONFIGS[8];
                self.put("site.toml", config)
            }
            17 | 18 => {
                let plan = self.chance.one(&PLANS);
                if self.chance.is(3) { self.gone("plan.yaml") } else { self.put("plan.yaml", plan) }
            }
            19 | 20 => self.template(),
            21 => {
                let css = format!("{SITE_CSS}\n/* {} */\n", self.chance.below(3));
                if self.chance.is(3) {
                    self.gone("themes/default/css/site.css")
                } else {
                    self.put("themes/default/css/site.css", &css)
                }
            }
            22 => {
                let text = format!("# {{{{ title }}}}\n\n```mermaid\n{}```\n", self.chance.one(&DIAGRAMS));
                if self.chance.is(2) { self.gone("archetypes/new.md") } else { self.put("archetypes/new.md", &text) }
            }
            _ => {
                let folder = self.chance.one(&["content/other", "content/part", "content/other/deep"]);
                let moved = self.root.join("aside");
                if moved.exists() {
                    let _ = std::fs::rename(&moved, self.root.join("content/back"));
                    "a folder back".to_owned()
                } else {
                    let _ = std::fs::rename(self.root.join(folder), &moved);
                    format!("{folder} aside")
                }
            }
        }
    }

    fn put(&self, path: &str, text: &str) -> String {
        self.write(path, text);
        format!("{path}: {text}")
    }

    fn gone(&self, path: &str) -> String {
        self.remove(path);
        format!("{path} gone")
    }

    fn template(&mut self) -> String {
        let page = "themes/default/templates/page.html";
        match self.chance.below(6) {
            0 => self.put(page, &PAGE_TEMPLATE.replacen("</article>", "</article><!-- own -->", 1)),
            1 => {
                self.is_broken = true;
                self.put(page, &format!("{PAGE_TEMPLATE}{{{{ nothing.at.all }}"))
            }
            2 => self.put("themes/default/templates/wide.html", "{{ page.title }}: {{ page.content | safe }}\n"),
            3 => self.gone("themes/default/templates/wide.html"),
            4 => self.put("themes/default/templates/partials/footer.html", "<footer>{{ site.title }}</footer>\n"),
            _ => self.gone(page),
        }
    }

    fn add_a_line(&mut self, page: &str) -> String {
        let Ok(text) = std::fs::read_to_string(self.root.join(page)) else {
            return format!("{page} is not there");
        };
        let line = format!("A line with the number {}.", self.chance.below(100));
        self.put(page, &format!("{text}\n{line}\n"))
    }

    fn rewrite(&mut self, page: &str) -> String {
        let mut text = String::new();
        let keys: BTreeSet<&str> = (0..self.chance.below(3)).map(|_| self.chance.one(&KEYS)).collect();
        if !keys.is_empty() {
            text.push_str("---\n");
            for key in keys {
                text.push_str(key);
                text.push('\n');
            }
            text.push_str("---\n\n");
        }
        if !self.chance.is(3) {
            text.push_str(self.chance.one(&["# Heading one\n\n", "# Other heading\n\n", "# Page\n\n"]));
        }
        for _ in 0..1 + self.chance.below(4) {
            if self.chance.is(3) {
                let data = self.chance.one(&["", "", " {#flow}", " {role=L0 caption=\"Words\"}", " {#shared}"]);
                text.push_str(&format!("```mermaid{data}\n{}```\n\n", self.chance.one(&DIAGRAMS)));
            } else {
                text.push_str(self.chance.one(&BLOCKS));
                text.push_str("\n\n");
            }
        }
        self.put(page, &text)
    }
}
