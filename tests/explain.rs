//! `chartroom explain`, from outside.

use crate::harness::TestSite;

#[test]
fn a_code_is_explained_by_its_page_without_a_site() {
    let run = TestSite::bare().run(&["explain", "diagram-syntax"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let beginning = "diagram-syntax (error by default)\n\nError. mermaid.js 11 does not parse or draw this text. The finding names the\nline and column in your file.";
    assert!(run.stdout.starts_with(beginning), "{}", run.stdout);
    assert!(
        run.stdout.contains("\n\nBad\n\n    ```mermaid\n    flowchart LR\n      A[f(x)] --> B\n    ```\n\nGood\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.ends_with("    [check.severity]\n    diagram-syntax = \"off\"\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("title:") && !run.stdout.contains('\u{1b}'), "{}", run.stdout);
}

#[test]
fn headings_are_bold_where_colours_are_wanted() {
    let run = TestSite::bare().run(&["explain", "broken-link", "--color", "always"]);
    assert!(run.stdout.starts_with("\u{1b}[1mbroken-link\u{1b}[0m (error by default)\n"), "{}", run.stdout);
    assert!(run.stdout.contains("\n\u{1b}[1mWhy\u{1b}[0m\n"), "{}", run.stdout);
}

#[test]
fn without_a_code_all_are_listed_even_quietly() {
    let run = TestSite::bare().run(&["-q", "explain"]);
    assert_eq!(run.code, 0);
    for entry in chartroom::diagnostics::codes::ALL {
        let listed = run.stdout.lines().any(|line| line.starts_with(entry.code) && line.ends_with(entry.summary));
        assert!(listed, "{}: {}", entry.code, run.stdout);
    }
    assert!(run.stdout.contains("  warning  A comment suppresses what is not there\n"), "{}", run.stdout);
}

#[test]
fn a_name_of_several_codes_says_which() {
    let run = TestSite::bare().run(&["explain", "diagram-invalid"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stdout,
        "diagram-invalid (four codes together)\n\nA broken diagram has exactly one of four findings. This name stands for all of\nthem in `--only`, `--skip`, `chartroom-ignore` and `require`:\n\n- `diagram-limit`: A diagram is larger than what is drawn\n- `diagram-syntax`: Mermaid refuses the diagram\n- `diagram-timeout`: Drawing a diagram took longer than the time limit\n- `diagram-unknown-kind`: The first word of a diagram names no kind of diagram\n\n`chartroom explain CODE` explains each.\n"
    );
}

#[test]
fn an_unknown_code_is_refused_with_the_nearest() {
    let run = TestSite::bare().run(&["explain", "broken-lnik"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "error: there is no check `broken-lnik`\n  did you mean `broken-link`?\n");
    let run = TestSite::bare().run(&["explain", "zebra"]);
    assert_eq!(run.stderr, "error: there is no check `zebra`\n  `chartroom explain` lists all\n");
}
