//! Faults of lanes and tasks.

use super::check;

#[test]
fn faults_of_lanes_and_tasks() {
    check(&[
        (
            "lanes: [{ id: a, capacity: 0 }]\n",
            &["1:28-29 `lanes.capacity` must be a whole number from 1 to 10000, not `0` ()"],
        ),
        (
            "lanes: [{ id: a, writes: \"x/**\" }]\n",
            &["1:26-32 `lanes.writes` must be a list, not `\"x/**\"` (write it as a list: `[x/**]`)"],
        ),
        (
            "lanes: [{ id: a, writes: [\"x/**\", \"a{b\"] }]\n",
            &[
                "1:35-40 `a{b` is no glob that can match: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?) (write it like `guides/**` or `systems/*/index.md`)",
            ],
        ),
        (
            "tasks: [{ id: A, lanes: [quay], phase: harbour, after: [B] }]\n",
            &[
                "1:26-30 there is no lane `quay` (the plan has no lanes)",
                "1:40-47 there is no phase `harbour` (the plan has no phases)",
                "1:57-58 there is no task `B` (known tasks are: A)",
            ],
        ),
        (
            "lanes: [{ id: quay }]\ntasks: [{ id: A, lanes: [quai, quay, quay] }]\n",
            &[
                "2:26-30 there is no lane `quai` (did you mean `quay`?)",
                "2:38-42 `quay` is named twice, first in line 2 (take one out)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: -3h }]\n",
            &[
                "1:28-31 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `-3h` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: 0min }]\n",
            &[
                "1:28-32 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `0min` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: 8 }]\n",
            &[
                "1:28-29 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `8` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: 3m }]\n",
            &[
                "1:28-30 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `3m` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: 99999999999999w }]\n",
            &[
                "1:28-43 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `99999999999999w` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, duration: infh }]\n",
            &[
                "1:28-32 `tasks.duration` must be a duration such as `30min`, `8h`, `2d` or `12w`, not `infh` (units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours)",
            ],
        ),
        (
            "tasks: [{ id: A, priority: 1.5, not_before: tomorrow, done: true }]\n",
            &[
                "1:28-31 `tasks.priority` must be a whole number, not `1.5` (the higher comes first)",
                "1:45-53 `tasks.not_before` must be a date such as `2026-01-31`, not `tomorrow` (write year, month and day, in 4, 2 and 2 digits)",
                "1:61-65 `tasks.done` must be a date such as `2026-01-31`, not `true` (write year, month and day, in 4, 2 and 2 digits)",
            ],
        ),
        (
            "tasks: [{ id: A, claims: [\"\"] }]\n",
            &["1:27-29 an entry of `tasks.claims` must be a string, not `\"\"` ()"],
        ),
        ("tasks: [{ id: A, after: [A] }]\n", &["1:26-27 task `A` comes after itself (take it out of `after`)"]),
        (
            "tasks:\n  - { id: A, after: [D] }\n  - { id: B, after: [A] }\n  - { id: C, after: [B] }\n  - { id: D, after: [E, C] }\n  - { id: E }\n  - { id: F, after: [A] }\n",
            &["2:22-23 tasks come after each other in a circle: `A → D → C → B → A` (take one of them out of `after`)"],
        ),
        (
            "tasks:\n  - { id: A, after: [B] }\n  - { id: B, after: [A] }\n  - { id: C, after: [D] }\n  - { id: D, after: [C] }\n",
            &[
                "2:22-23 tasks come after each other in a circle: `A → B → A` (take one of them out of `after`)",
                "4:22-23 tasks come after each other in a circle: `C → D → C` (take one of them out of `after`)",
            ],
        ),
    ]);
}

#[test]
fn what_a_task_delivers() {
    check(&[
        (
            "tasks: [{ id: A, delivers: [{}] }]\n",
            &[
                "1:29-29 an entry of `delivers` has none of its keys (say what: `page`, `diagrams`, `item`, `collection` or `clean`)",
            ],
        ),
        (
            "tasks: [{ id: A, delivers: [a.md] }]\n",
            &["1:29-33 an entry of `tasks.delivers` must be a mapping, not `a.md` ()"],
        ),
        (
            "tasks: [{ id: A, delivers: { page: a.md } }]\n",
            &["1:18-26 `tasks.delivers` must be a list, not a mapping ()"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ page: a.md, diagrams: 3 }] }]\n",
            &["1:43-51 an entry of `delivers` has both `page` and `diagrams` (make an entry of each)"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ page: a.md, in: \"a/**\" }] }]\n",
            &["1:43-45 `in` does not go with `page` (it goes with `diagrams` and `clean`)"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ page: /a.md }] }]\n",
            &[
                "1:37-42 `/a.md` begins with `/`, but the path of a page counts from the content folder (take the `/` away: `a.md`)",
            ],
        ),
        (
            "tasks: [{ id: A, delivers: [{ page: ../a.md }] }]\n",
            &["1:37-44 `../a.md` leads out of the content folder (the path of a page counts from the content folder)"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ diagrams: 0 }] }]\n",
            &["1:41-42 `tasks.delivers.diagrams` must be a whole number from 1, not `0` ()"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ diagrams: 3, in: \"a[\" }] }]\n",
            &[
                "1:48-52 `a[` is no glob that can match: unclosed character class; missing ']' (write it like `guides/**` or `systems/*/index.md`)",
            ],
        ),
        (
            "tasks: [{ id: A, delivers: [{ in: \"a/**\" }] }]\n",
            &[
                "1:31-33 an entry of `delivers` has none of its keys (say what: `page`, `diagrams`, `item`, `collection` or `clean`)",
            ],
        ),
        (
            "tasks: [{ id: A, delivers: [{ collection: c }] }]\n",
            &["1:43-44 there is no collection `c` (the plan has no collections)"],
        ),
        (
            "tasks: [{ id: A, delivers: [{ clean: broken-link }, { clean: [broken-lnk] }] }]\n",
            &[
                "1:38-49 `tasks.delivers.clean` must be a list, not `broken-link` (write it as a list: `[broken-link]`)",
                "1:63-73 there is no check `broken-lnk` (did you mean `broken-link`?)",
            ],
        ),
        (
            "collections: [{ id: c, pages: a }]\ntasks: [{ id: A, delivers: [{ item: c/a }, { item: c }, { item: d/a }] }]\n",
            &[
                "2:37-40 collection `c` has no items: it is of `pages` (deliver all of it: `collection: c`)",
                "2:52-53 `c` is no item (write it as `COLLECTION/ITEM`)",
                "2:65-68 there is no collection `d` (known collections are: c)",
            ],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", names: [north, south] }]\ntasks: [{ id: A, delivers: [{ item: c/noth }, { item: c/ }] }]\n",
            &[
                "2:37-43 collection `c` has no item `noth` (did you mean `north`?)",
                "2:55-57 collection `c` has no item `` (known items are: north, south)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x, w], b: [y] }, page: \"{a}/{b}.md\" }]\ntasks: [{ id: A, delivers: [{ item: c/x }, { item: c/x/y }, { item: c/w/yy }] }]\n",
            &[
                "2:37-40 collection `c` has no item `x` (known items are: x/y, w/y)",
                "2:69-75 collection `c` has no item `w/yy` (did you mean `w/y`?)",
            ],
        ),
    ]);
}
