//! What a reader keeps while a page changes beneath: the place, what was typed, opened and scrolled. Each in a page that is changed in
//! place, and in one with a script of the author's, which is loaded anew. Run where `CHARTROOM_BROWSER` is set.

use crate::chrome::{Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_desk::{DIAGRAM, Desk, has_text, paragraphs, save};

/// A site of one page; with a script that does not say that it can begin again, the page is loaded anew after each edit.
fn site(page: String, is_loaded: bool) -> TestSite {
    let script = if is_loaded { "extra_js = [\"own.js\"]\n" } else { "" };
    TestSite::new()
        .file("site.toml", format!("[site]\ntitle = \"Test\"\n{script}[markdown]\nraw_html = \"allow\"\n"))
        .file("static/own.js", "window.own = true;\n")
        .file("content/index.md", page)
}

/// What is done to a page before and after, in place and by loading it anew.
fn in_both_ways(page: impl Fn() -> String, check: impl Fn(&Desk, &mut Tab)) {
    if !is_wanted() {
        return;
    }
    for is_loaded in [false, true] {
        let mut desk = Desk::new(site(page(), is_loaded), &[]);
        let mut tab = desk.open("/");
        tab.view(View { width: 1000, height: 700, dark: false });
        check(&desk, &mut tab);
        assert_eq!(tab.loads() > 1, is_loaded);
        desk.assert_quiet(&mut tab);
    }
}

/// Changes the page and waits until its end, `mark`, is seen.
fn edit(desk: &Desk, tab: &mut Tab, page: &str, mark: &str) {
    save(&desk.site, "content/index.md", format!("{page}\n\n{mark}\n"));
    tab.until(&format!("document.readyState === 'complete' && {}", has_text(mark)));
}

#[test]
fn an_edit_changes_the_page_and_keeps_the_readers_place() {
    if !is_wanted() {
        return;
    }
    let page = |above: &str, name: &str| {
        format!("# Long\n\n{above}{}{DIAGRAM}{}{name}\n", paragraphs(0..30), paragraphs(30..60))
    };
    let mut desk = Desk::new(TestSite::new().file("content/index.md", page("", "one")), &[]);
    let mut tab = desk.open("/");
    tab.view(View { width: 1000, height: 700, dark: false });
    let mut shown = 0;
    for heading in ["part-33", "part-5"] {
        tab.eval("document.querySelector('details.source').open = true");
        let place = format!("document.getElementById('{heading}').getBoundingClientRect().top");
        tab.eval(&format!("scrollBy({{ top: {place} - 120, behavior: 'instant' }})"));
        tab.until(&format!("Math.abs({place} - 120) < 2"));
        shown += 1;
        let above = "Words that were not there before.\n\n".repeat(7 * shown);
        save(&desk.site, "content/index.md", page(&above, &format!("The end {shown}.")));
        tab.until(&has_text(&format!("The end {shown}.")));
        tab.until(&format!("Math.abs({place} - 120) < 2"));
        assert_eq!(tab.eval("document.querySelector('details.source').open"), true, "{heading}");
    }
    // At its top a page stays there.
    tab.eval("scrollTo({ top: 0, behavior: 'instant' })");
    save(&desk.site, "content/index.md", page("Above all.\n\n", "The last."));
    tab.until(&has_text("The last."));
    assert_eq!(tab.eval("scrollY"), 0);
    desk.assert_quiet(&mut tab);
}

#[test]
fn text_that_is_added_within_a_long_section_moves_nothing() {
    let words =
        |range: std::ops::Range<u32>| range.map(|number| format!("Line {number} of it.\n\n")).collect::<String>();
    let top = "[...document.querySelectorAll('main p')].find((p) => p.textContent.startsWith('Line 50 ')).getBoundingClientRect().top";
    in_both_ways(
        || format!("# Long\n\n{}", words(0..90)),
        |desk, tab| {
            tab.eval(&format!("scrollBy({{ top: {top} - 150, behavior: 'instant' }})"));
            let added = format!("# Long\n\n{}{}{}", words(0..20), "More.\n\n".repeat(30), words(20..90));
            edit(desk, tab, &added, "The first end.");
            tab.until(&format!("Math.abs({top} - 150) < 2"));
            // The very line that is read is edited, too.
            let edited = added.replace("Line 50 of", "Line 50 and more of").replace("# Long\n", "# Long\n\nAbove.\n");
            edit(desk, tab, &edited, "The second end.");
            tab.until(&format!("Math.abs({top} - 150) < 2"));
        },
    );
}

#[test]
fn what_was_typed_stays_where_the_page_says_nothing_new() {
    let page = |state: &str, value: &str| {
        format!(
            "# Fields\n\n- [{state}] task\n\n<input id=told value={value}> <input name=kept value=same>\n\
             <input type=checkbox name=switch {}> <textarea name=text>{value}</textarea>\n\
             <select name=menu><option>one</option><option {}>two</option></select>\n\
             <select name=other><option>one</option><option>two</option></select>\n",
            if state == "x" { "checked" } else { "" },
            if state == "x" { "selected" } else { "" },
        )
    };
    let values = "['#told', '[name=kept]', '[name=text]', '[name=menu]', '[name=other]'].map((name) => \
                  document.querySelector(name).value).join()";
    let ticks = "[...document.querySelectorAll('main [type=checkbox]')].map((box) => box.checked).join()";
    in_both_ways(
        || page(" ", "old"),
        |desk, tab| {
            tab.eval(
                "for (const name of ['#told', '[name=kept]', '[name=text]']) document.querySelector(name).value = 'typed'; \
                 document.querySelector('[name=other]').value = 'two'",
            );
            edit(desk, tab, &page(" ", "old"), "Nothing new.");
            tab.until(&format!("{values} === 'typed,typed,typed,one,two' && {ticks} === 'false,false'"));
            edit(desk, tab, &page("x", "new"), "All new.");
            tab.until(&format!("{values} === 'new,typed,new,two,two' && {ticks} === 'true,true'"));
            edit(desk, tab, &page(" ", "old"), "And back.");
            tab.until(&format!("{values} === 'old,typed,old,one,two' && {ticks} === 'false,false'"));
        },
    );
}

#[test]
fn boxes_and_what_is_scrolled_sideways_stay_as_they_were() {
    let boxes = |range: std::ops::Range<u32>| {
        let one = |number| format!("<details><summary>Box {number}</summary>\n\nInside.\n\n</details>\n\n");
        range.rev().map(one).collect::<String>()
    };
    let wide = |word: &str| {
        let row = format!("| {word} | {}\n", "of a long name | ".repeat(40));
        format!("{row}|{}\n{row}\n```text\n{word} {}\n```\n\n", "---|".repeat(41), "long ".repeat(99))
    };
    let page = |text: &str| format!("# Wide\n\n{text}");
    let opened = "[...document.querySelectorAll('main details[open] > summary')].map((box) => box.textContent).join()";
    let scrolled = "['.table-wrap', 'pre'].map((name) => document.querySelector(`main ${name}`).scrollLeft).join()";
    in_both_ways(
        || page(&format!("{}{}", wide("one"), boxes(0..3))),
        |desk, tab| {
            tab.eval("document.querySelectorAll('main details')[1].open = true");
            tab.eval(
                "for (const name of ['.table-wrap', 'pre']) document.querySelector(`main ${name}`).scrollLeft = 222",
            );
            tab.until(&format!("{scrolled} === '222,222' && {opened} === 'Box 1'"));
            // The events of a scroll come with a frame.
            tab.eval("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
            for (text, mark) in [
                (format!("Above.\n\n{}{}", wide("two"), boxes(0..5)), "Some before."),
                (format!("{}{}{}", wide("two"), wide("three"), boxes(0..2)), "Some gone."),
            ] {
                edit(desk, tab, &page(&text), mark);
                tab.until(&format!("{scrolled} === '222,222' && {opened} === 'Box 1'"));
            }
        },
    );
}

#[test]
fn a_box_that_nobody_touched_is_as_the_page_says() {
    let page = |open: &str| format!("# Boxes\n\n<details{open}><summary>Mine</summary>\n\nInside.\n\n</details>\n");
    let is_open = "document.querySelector('main details').open";
    in_both_ways(
        || page(""),
        |desk, tab| {
            for (open, mark) in [(" open", "Open."), ("", "Closed.")] {
                edit(desk, tab, &page(open), mark);
                tab.until(&format!("{is_open} === {}", !open.is_empty()));
            }
        },
    );
}

#[test]
fn the_contents_that_a_reader_opened_stay_open() {
    if !is_wanted() {
        return;
    }
    let page = || format!("# Long\n\n{}", paragraphs(0..9));
    let mut desk = Desk::new(site(page(), false), &[]);
    let mut tab = desk.open("/");
    let is_open = "document.querySelector('.toc').open";
    // The theme's script folds them where the window becomes narrow, and again after each change.
    assert_eq!(tab.eval(is_open), true);
    tab.view(View { width: 1000, height: 700, dark: false });
    tab.until(&format!("!{is_open}"));
    tab.click("document.querySelector('.toc summary')");
    tab.until(is_open);
    for mark in ["One.", "Two."] {
        edit(&desk, &mut tab, &page(), mark);
        assert_eq!(tab.eval(is_open), true);
    }
    desk.assert_quiet(&mut tab);
}

#[test]
fn a_page_that_is_empty_for_a_moment_keeps_the_place() {
    let page =
        || format!("# Long\n\n<details><summary>Box</summary>\n\nInside.\n\n</details>\n\n{}", paragraphs(0..60));
    let top = "document.getElementById('part-33').getBoundingClientRect().top";
    in_both_ways(page, |desk, tab| {
        tab.eval("document.querySelector('details:not(.toc)').open = true");
        tab.eval(&format!("scrollBy({{ top: {top} - 150, behavior: 'instant' }})"));
        for round in 1..3 {
            save(&desk.site, "content/index.md", String::new());
            tab.until("document.readyState === 'complete' && !document.body.innerText.includes('part 33')");
            edit(desk, tab, &page().replace("# Long", "# Long\n\nAbove."), &format!("Back {round}."));
            tab.until(&format!("Math.abs({top} - 150) < 2 && document.querySelector('details:not(.toc)').open"));
        }
    });
}

#[test]
fn text_for_browsers_without_scripts_stays_text() {
    if !is_wanted() {
        return;
    }
    let page = |word: &str| format!("# Plain\n\n<noscript><b id=alive>{word}</b></noscript>\n\n{word}\n");
    let mut desk = Desk::new(site(page("One"), false), &[]);
    let mut tab = desk.open("/");
    edit(&desk, &mut tab, &page("Two"), "The end.");
    assert_eq!(tab.eval("document.getElementById('alive') === null"), true);
    assert_eq!(tab.eval("document.querySelector('main noscript').textContent.includes('Two</b>')"), true);
    desk.assert_quiet(&mut tab);
}
