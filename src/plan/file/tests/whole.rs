//! Whole plans: one with every key, one of ten thousand tasks, and garbage, which is refused without falling over.

use jiff::civil::date;

use super::super::*;
use super::faults;

/// Every key that there is.
const PLAN: &str = r#"version: 1
title: Harbour atlas
start: 2026-01-05
calendar: { hours_per_day: 7.5, days_per_week: 4 }
planning: { tier_zero_blocks: 2, transitive: true }
phases:
  - id: quays
    title: "Phase 1: quays"
    weeks: 1-3
    agents: { min: 2, max: 6 }
    gate: { diagrams: 20, require: [diagram-invalid, broken-link], page_load: 1500ms, reviewed: 80% }
  - { id: city, weeks: 4, due: 2026-03-02, active: true, agents: 3, gate: { require: [all] } }
collections:
  - { id: guides, phase: quays, title: Guides, pages: "guides/**", diagrams: 9, min_per_page: 1, valid: 95%, unique_by: role }
  - { id: both, pages: [a.md, "/content/b/*.md"], valid: 0.5 }
  - { id: ports, items: "ports/*/", names: [north, 404], aliases: { north: [nord] }, each: { diagrams: { L0: 1, total: 4 } } }
  - { id: ships, items: "/content/ships/*.md", each: { diagrams: 2 } }
  - id: matrix
    axes: { system: [crane, gate], view: [map, flow] }
    page: "./systems/{system}/{view}.md"
    aliases: { crane: [lift], map: [plan, chart] }
    each: { diagrams: 1 }
lanes:
  - { id: L1, title: Writers, writes: ["guides/", "/themes/**"], capacity: 2 }
  - id: L2
tasks:
  - { id: A, title: Begin, phase: quays, duration: 30min, lanes: [L1, L2], claims: ["guides/**"], done: 2026-01-06 }
  - { id: B, duration: 1.5h, after: [A], priority: -3, not_before: "2026-02-01" }
  - id: C
    duration: 2d
    after: [A, B]
    delivers:
      - { page: ./guides/start.md }
      - { diagrams: 3, in: "guides/**" }
      - { item: ports/nord }
      - { item: matrix/lift/chart }
      - { collection: matrix }
      - { clean: [all, broken-link], in: "guides/**" }
  - { id: D, duration: 2w, after: [C] }
"#;

fn plan() -> PlanFile {
    parse("plan.yaml", PLAN, "content").unwrap()
}

#[test]
fn phases_are_read() {
    let plan = plan();
    assert_eq!((plan.title.as_str(), plan.start), ("Harbour atlas", Some(date(2026, 1, 5))));
    let quays = &plan.phases[0];
    assert_eq!((quays.title.as_str(), quays.weeks), ("Phase 1: quays", Some((1, 3))));
    assert_eq!(quays.due, Some(date(2026, 1, 22)), "the last of four working days of week 3");
    assert_eq!(quays.agents, Some(Agents { min: 2, optimal: 6, max: 6 }));
    let gate = &quays.gate;
    assert_eq!((gate.diagrams, gate.page_load, gate.reviewed), (Some(20), Some(1.5), Some(Share(0.8))));
    let city = &plan.phases[1];
    assert_eq!((city.weeks, city.due, city.active), (Some((4, 4)), Some(date(2026, 3, 2)), true));
    assert_eq!(city.gate.require, [Required::All]);
    assert_eq!((city.id.span.start.line, city.id.span.start.column), (12, 11));
}

#[test]
fn collections_are_read() {
    let plan = plan();
    let Wanted::Pages(guides) = &plan.collections[0].wanted else { panic!("no pages") };
    assert_eq!((guides.diagrams, guides.min_per_page, guides.valid), (Some(9), Some(1), Some(Share(0.95))));
    assert_eq!((guides.unique_by, plan.collections[0].phase), (Some(UniqueBy::Role), Some(0)));
    let Wanted::Pages(both) = &plan.collections[1].wanted else { panic!("no pages") };
    assert!(both.globs.iter().any(|glob| glob.matches("content/b/x.md", "b/x.md")));
    let Wanted::Items(ports) = &plan.collections[2].wanted else { panic!("no items") };
    let names = ports.names.as_ref().unwrap();
    assert_eq!((names[0].1.as_slice(), names[1].0.name.as_str()), (["nord".to_owned()].as_slice(), "404"));
    assert_eq!(ports.each.diagrams, [("L0".to_owned(), 1), ("total".to_owned(), 4)]);
    let Wanted::Items(ships) = &plan.collections[3].wanted else { panic!("no items") };
    assert_eq!(ships.glob.item("ships/a.md"), Some("ships/a.md"));
    assert_eq!(ships.each.diagrams, [("total".to_owned(), 2)]);
    let Wanted::Axes(matrix) = &plan.collections[4].wanted else { panic!("no axes") };
    let cells = matrix.cells();
    assert_eq!((cells.len(), cells[0].path.as_str()), (4, "systems/crane/map.md"));
    assert_eq!(cells[0].aliases.last().map(String::as_str), Some("systems/lift/chart.md"));
}

#[test]
fn tasks_are_read() {
    let plan = plan();
    let hours: Vec<Hours> = plan.tasks.iter().map(|task| task.duration).collect();
    assert_eq!(hours, [0.5, 1.5, 15.0, 60.0], "a day has 7.5 hours, a week four days");
    assert_eq!(
        (plan.tasks[0].lanes.as_slice(), plan.tasks[2].after.as_slice()),
        ([0, 1].as_slice(), [0, 1].as_slice())
    );
    assert_eq!(plan.tasks[0].done.map(|(day, span)| (day, span.start.line)), Some((date(2026, 1, 6), 27)));
    assert_eq!((plan.tasks[1].priority, plan.tasks[1].not_before), (-3, Some(date(2026, 2, 1))));
    let delivers = &plan.tasks[2].delivers;
    assert!(matches!(&delivers[0].what, Deliverable::Page(path) if path == "guides/start.md"));
    assert!(matches!(&delivers[1].what, Deliverable::Diagrams(3, Some(_))));
    assert!(matches!(&delivers[2].what, Deliverable::Item(2, item) if item == "north"));
    assert!(matches!(&delivers[3].what, Deliverable::Item(4, item) if item == "crane/map"));
    assert!(matches!(&delivers[4].what, Deliverable::Collection(4)));
    assert!(matches!(&delivers[5].what, Deliverable::Clean(list, Some(_)) if list.len() == 2));
    assert_eq!((plan.lanes[0].capacity, plan.lanes[1].capacity, plan.lanes[1].title.as_str()), (2, 1, "L2"));
}

#[test]
fn a_date_beyond_the_calendar_is_no_date() {
    let plan = parse("plan.yaml", "start: 9999-01-01\nphases: [{ id: a, weeks: 9000 }]\n", "content").unwrap();
    assert_eq!(plan.phases[0].due, None);
}

/// The limits, each with what is at it and what is beyond.
#[test]
fn a_plan_has_limits() {
    let tasks = |number: usize| {
        let entry = |index: usize| match index {
            0 => "  - { id: T0 }\n".to_owned(),
            _ => format!("  - {{ id: T{index}, title: t, duration: 1h, lanes: [], after: [T{}] }}\n", index - 1),
        };
        format!("tasks:\n{}", (0..number).map(entry).collect::<String>())
    };
    assert_eq!(parse("plan.yaml", &tasks(10_000), "content").unwrap().tasks.len(), 10_000);
    let over = faults(&tasks(10_001));
    assert_eq!(over, ["1:1-6 `tasks` has 10001 entries, and 10000 is the limit ()"]);
    let values = |letter: char, number: usize| {
        (0..number).map(|index| format!("{letter}{index}")).collect::<Vec<_>>().join(", ")
    };
    let axes = |rows: usize, columns: usize| {
        let (rows, columns) = (values('a', rows), values('b', columns));
        format!("  - {{ id: c, axes: {{ a: [{rows}], b: [{columns}] }}, page: \"{{a}}/{{b}}.md\" }}\n")
    };
    let text = format!("collections:\n{}", axes(100, 100));
    assert!(parse("plan.yaml", &text, "content").is_ok());
    let text = format!("collections:\n{}", axes(101, 100));
    assert!(faults(&text)[0].ends_with(" there are 10100 cells of all axes so far, and 10000 is the limit ()"));
    let aliases = values('c', 1001);
    let text = format!(
        "collections:\n  - {{ id: c, axes: {{ a: [x], b: [{}] }}, aliases: {{ x: [{aliases}] }}, page: \"{{a}}/{{b}}.md\" }}\n",
        values('b', 100)
    );
    let over = faults(&text);
    assert!(
        over[0].ends_with(" there are 100200 paths of these cells with all aliases, and 100000 is the limit ()"),
        "{over:?}"
    );
}

/// What is linear takes a tenth of a second here; what is quadratic takes minutes.
#[test]
fn a_circle_of_all_tasks_and_names_that_nobody_knows_end() {
    let circle: String =
        (0..10_000).map(|at| format!("  - {{ id: T{at}, after: [T{}] }}\n", (at + 1) % 10_000)).collect();
    let found = faults(&format!("tasks:\n{circle}"));
    let names = "T0 → T1 → T2 → T3 → T4 → T5 → T6 → T7 → … 9992 more … → T0";
    let message =
        format!("2:23-25 tasks come after each other in a circle: `{names}` (take one of them out of `after`)");
    assert_eq!(found, [message]);
    let unknown: String = (0..10_000).map(|at| format!("  - {{ id: task-{at}, after: [tsak-{at}] }}\n")).collect();
    assert_eq!(faults(&format!("tasks:\n{unknown}")).len(), 10_000);
}

#[test]
fn garbage_is_refused_without_falling_over() {
    // A generator of numbers that is always the same one.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (below as u64)).unwrap_or(0)
    };
    let letters: Vec<char> = "ab01:-,.[]{}*&!|>'\"%@`#?/~ \n\t\u{0}\u{feff}\u{85}é→".chars().collect();
    let original: Vec<char> = PLAN.chars().collect();
    let lines: Vec<&str> = PLAN.lines().collect();
    for round in 0..1500 {
        let text: String = match round % 3 {
            0 => (0..next(80)).map(|_| letters[next(letters.len())]).collect(),
            1 => {
                let mut text = original.clone();
                for _ in 0..=next(4) {
                    let at = next(text.len());
                    match next(3) {
                        0 => drop(text.remove(at)),
                        1 => text.insert(at, letters[next(letters.len())]),
                        _ => text[at] = letters[next(letters.len())],
                    }
                }
                text.into_iter().collect()
            }
            _ => {
                let mut mixed = lines.clone();
                for _ in 0..=next(3) {
                    let (from, to) = (next(mixed.len()), next(mixed.len()));
                    mixed[to] = lines[from];
                }
                mixed.join("\n")
            }
        };
        for finding in parse("plan.yaml", &text, "content").err().unwrap_or_default() {
            let one_line = !finding.message.contains(char::is_control) && !finding.help.contains(char::is_control);
            assert!(one_line && !finding.message.is_empty() && finding.span.start.line > 0, "{text:?}: {finding:?}");
        }
    }
}
