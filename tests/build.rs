//! `chartroom build`, from outside: what it says about wrong input, and how it ends.

use crate::harness::TestSite;

#[test]
fn a_folder_without_site_toml_is_told_what_to_write() {
    let run = TestSite::bare().build(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: there is no site.toml in this folder\n"), "{}", run.stderr);
    assert!(run.stderr.contains("title = \"My atlas\""), "{}", run.stderr);
}

#[test]
fn a_mistyped_key_names_the_right_one_and_nothing_is_written() {
    let site = TestSite::new().file("site.toml", "[site]\ntitel = \"x\"\n").file("content/index.md", "# Hi\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("unknown key `titel` in [site]\n --> site.toml:2:1"), "{}", run.stderr);
    assert!(run.stderr.contains("help: did you mean `title`?"), "{}", run.stderr);
    assert!(!site.path("public").exists());
}

#[test]
fn an_output_folder_in_the_content_is_refused() {
    let site = TestSite::new().file("content/index.md", "# Hi\n");
    for folder in ["content/public", "content", "."] {
        let run = site.build(&["--output", folder]);
        assert_eq!(run.code, 2, "{folder}: {}", run.stderr);
    }
    assert_eq!(std::fs::read_to_string(site.path("content/index.md")).unwrap(), "# Hi\n");
}

#[test]
fn an_output_folder_of_somebody_else_is_refused() {
    let site = TestSite::new().file("content/index.md", "# Hi\n").file("public/thesis.txt", "years");
    let run = site.build(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("was not made by Chartroom (it holds thesis.txt)"), "{}", run.stderr);
    let run = site.build(&["--clean"]);
    assert_eq!(run.code, 2);
    assert_eq!(std::fs::read_to_string(site.path("public/thesis.txt")).unwrap(), "years");
}

#[test]
fn clean_removes_what_was_written_and_nothing_else() {
    let site = TestSite::new().file("content/index.md", "# Hi\n").file("content/old.md", "# Old\n");
    site.build_clean(&[]);
    site.write("public/theirs.txt", "keep");
    std::fs::remove_file(site.path("content/old.md")).unwrap();
    let run = site.build(&["--clean"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!site.path("public/old/index.html").exists());
    assert_eq!(std::fs::read_to_string(site.path("public/theirs.txt")).unwrap(), "keep");
}

#[test]
fn broken_links_are_found_with_their_place_and_the_site_is_written() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n\nSee [that](guide/strat.md) and [there](guide/start.md#setup).\n")
        .file("content/guide/start.md", "# Start\n\n## Set up\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("error[broken-link]: there is no page `guide/strat.md`\n --> content/index.md:3:5"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("help: did you mean `guide/start.md`?"), "{}", run.stderr);
    assert!(
        run.stderr.contains("error[broken-anchor]: content/guide/start.md has no heading or figure `#setup`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("help: did you mean `#set-up`?"), "{}", run.stderr);
    assert!(site.output("index.html").contains("Hi"));
}

#[test]
fn warnings_fail_only_a_strict_build() {
    let site = TestSite::new().file("content/index.md", "---\ntitel: x\n---\n# Hi\n");
    assert_eq!(site.build(&[]).code, 0);
    assert_eq!(site.build(&["--strict"]).code, 1);
}

#[test]
fn a_severity_can_be_turned_off() {
    let site = TestSite::new()
        .file("site.toml", "[check.severity]\nfront-matter-key = \"off\"\nbroken-link = \"warning\"\n")
        .file("content/index.md", "---\ntitel: x\n---\n# Hi\n\n[x](y.md)\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(!run.stderr.contains("front-matter-key"), "{}", run.stderr);
    assert!(run.stderr.contains("warning[broken-link]"), "{}", run.stderr);
}

#[test]
fn files_that_cannot_be_taken_are_findings_and_the_rest_builds() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n")
        .file("content/latin.md", b"# Caf\xe9\n")
        .file("content/huge.md", vec![b'a'; 21 * 1024 * 1024]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", site.path("content/outside.md")).unwrap();
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("error[not-utf8]: byte 0xE9 at offset 5 is not UTF-8\n --> content/latin.md:1:6"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("error[page-too-large]: this page has 21.0 MB; a page may have 10 MB"),
        "{}",
        run.stderr
    );
    #[cfg(unix)]
    assert!(run.stderr.contains("error[outside-site]"), "{}", run.stderr);
    assert!(site.path("public/index.html").exists());
}

#[test]
fn two_pages_for_one_url_are_named() {
    let site = TestSite::new().file("content/a.md", "# A\n").file("content/b.md", "---\nslug: a\n---\n# B\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("error[duplicate-url]: this page would stand at /a/, where content/a.md stands already"),
        "{}",
        run.stderr
    );
    assert!(site.output("a/index.html").contains(">A"), "the first by path keeps it");
}

#[test]
fn front_matter_faults_have_their_line_in_the_page() {
    let site = TestSite::new().file("content/index.md", "---\ntitle: ok\ntags: {a: 1\n---\n# Hi\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[front-matter]"), "{}", run.stderr);
    assert!(run.stderr.contains("--> content/index.md:"), "{}", run.stderr);
}

#[test]
fn a_template_error_names_its_line_and_leaves_the_output_alone() {
    let site = TestSite::new().file("content/index.md", "# Hi\n");
    site.build_clean(&[]);
    let before = site.output("index.html");
    site.write(
        "themes/default/templates/page.html",
        "{% extends \"base.html\" %}\n{% block main %}\n{{ page.nothing }}\n{% endblock main %}",
    );
    let run = site.build(&[]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("page.html") && run.stderr.contains('3') && run.stderr.contains("nothing"),
        "{}",
        run.stderr
    );
    assert_eq!(site.output("index.html"), before);
}

#[test]
fn a_missing_template_is_a_finding_of_its_page() {
    let site = TestSite::new().file("content/index.md", "---\ntemplate: pgae.html\n---\n# Hi\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("there is no template `pgae.html`"), "{}", run.stderr);
    assert!(run.stderr.contains("did you mean `page.html`?"), "{}", run.stderr);
}

#[test]
fn an_id_that_no_file_could_be_named_after_is_refused() {
    let page = format!("# Hi\n\n```mermaid {{#{}}}\npie\n  \"a\": 1\n```\n", "a".repeat(400));
    let run = TestSite::new().file("content/index.md", page).build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("warning[fence-attribute]") && run.stderr.contains("at most 100 in all"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_empty_site_is_built() {
    let site = TestSite::new();
    std::fs::create_dir(site.path("content")).unwrap();
    let run = site.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(site.path("public/404.html").exists());
}

#[test]
fn a_missing_content_folder_is_named() {
    let run = TestSite::new().build(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot list the content folder") && run.stderr.contains("content"), "{}", run.stderr);
}

#[test]
fn quiet_prints_nothing_about_a_clean_site() {
    let run = TestSite::new().file("content/index.md", "# Hi\n").build(&["--quiet"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn options_stand_before_or_after_the_command() {
    let site = TestSite::new().file("content/index.md", "# Hi\n");
    assert_eq!(site.run(&["--root", ".", "build"]).code, 0);
    assert_eq!(site.run(&["build", "--root", "."]).code, 0);
    assert_eq!(site.run(&["build", "--no-such-option"]).code, 2);
}
