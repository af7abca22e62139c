//! A site made by rule: the same bytes for the same numbers on every machine.

use std::fmt::Write as _;
use std::path::Path;

/// Small numbers in a fixed order: a linear congruential generator with a fixed seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 16] = [
            "replica", "ledger", "gateway", "queue", "shard", "quorum", "snapshot", "broker", "index", "lease",
            "tenant", "cursor", "router", "journal", "sensor", "archive",
        ];
        WORDS[self.below(WORDS.len())]
    }
}

/// Writes a site of `pages` pages with `each` diagrams on every one.
pub fn write(site: &Path, pages: usize, each: usize) {
    let mut numbers = Numbers(20_261_120);
    std::fs::create_dir_all(site.join("content")).expect("a folder");
    std::fs::write(site.join("site.toml"), "[site]\ntitle = \"Generated\"\nbase_url = \"https://docs.example.org/\"\n")
        .expect("written");
    std::fs::write(site.join("content/index.md"), "# Generated\n").expect("written");
    for page in 0..pages {
        let folder = site.join(format!("content/part-{:02}", page / 25));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut text = format!("---\ntitle: Page {page}\ndescription: About the {}\n---\n\n", numbers.word());
        for figure in 0..each {
            let _ = write!(text, "## The {} and the {} {figure}\n\n", numbers.word(), numbers.word());
            for _ in 0..6 {
                let _ = write!(
                    text,
                    "A {} hands its {} to the {}, which [keeps](page-{}.md) it. ",
                    numbers.word(),
                    numbers.word(),
                    numbers.word(),
                    page / 25 * 25
                );
            }
            let _ = write!(text, "\n\n```mermaid\n{}```\n\n", diagram(&mut numbers, figure));
            let _ = write!(text, "| Part | Load |\n|---|---:|\n| {} | {} |\n\n", numbers.word(), numbers.below(1000));
        }
        text.push_str("```rust\nfn main() {\n");
        for _ in 0..24 {
            let _ = writeln!(
                text,
                "    let {} = {}(\"{}\", {}); // {}",
                numbers.word(),
                numbers.word(),
                numbers.word(),
                numbers.below(99),
                numbers.word()
            );
        }
        text.push_str("}\n```\n");
        std::fs::write(folder.join(format!("page-{page}.md")), text).expect("written");
    }
}

fn diagram(numbers: &mut Numbers, figure: usize) -> String {
    let mut text = String::new();
    if figure == 3 {
        text.push_str("sequenceDiagram\n");
        for _ in 0..14 {
            let _ =
                writeln!(text, "    {}->>{}: {} {}", numbers.word(), numbers.word(), numbers.word(), numbers.below(50));
        }
        return text;
    }
    text.push_str("flowchart TB\n");
    for group in 0..3 {
        let _ = writeln!(text, "    subgraph G{group}[The {} plane]", numbers.word());
        for node in 0..6 {
            let _ = writeln!(
                text,
                "        N{group}{node}[{} {}<br/>p99: {} ms]",
                numbers.word(),
                numbers.word(),
                numbers.below(400)
            );
        }
        text.push_str("    end\n");
    }
    for _ in 0..16 {
        let (a, b) = (numbers.below(18), numbers.below(18));
        let _ = writeln!(text, "    N{}{} -->|{}| N{}{}", a / 6, a % 6, numbers.word(), b / 6, b % 6);
    }
    text.push_str("    classDef hot fill:#f59e0b,stroke:#b45309\n    class N00,N11 hot\n");
    text
}
