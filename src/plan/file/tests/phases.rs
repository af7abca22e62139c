//! Faults of phases and their gates.

use super::check;

#[test]
fn faults_of_phases() {
    check(&[
        ("phases:\n  - title: Quay\n", &["2:5-10 a phase has no `id` (every entry of this list needs one of its own)"]),
        ("phases:\n  - { id: \"\" }\n", &["2:11-13 `phases.id` must be a string, not `\"\"` ()"]),
        (
            "phases:\n  - { id: a }\n  - { id: b }\n  - { id: a }\n",
            &["4:11-12 phase `a` is there twice, first in line 2 (give one of them another id)"],
        ),
        ("phases: [{ id: a, weeks: 6-4 }]\n", &["1:26-29 weeks `6-4` run backwards (did you mean `4-6`?)"]),
        (
            "phases: [{ id: a, weeks: 0 }]\n",
            &[
                "1:26-27 `phases.weeks` must be a week such as `4`, or a range such as `1-3`, not `0` (weeks are numbered from 1, to 10000 at most)",
            ],
        ),
        (
            "phases: [{ id: a, weeks: 1-2-3 }]\n",
            &[
                "1:26-31 `phases.weeks` must be a week such as `4`, or a range such as `1-3`, not `1-2-3` (weeks are numbered from 1, to 10000 at most)",
            ],
        ),
        (
            "phases: [{ id: a, weeks: 99999999999 }]\n",
            &[
                "1:26-37 `phases.weeks` must be a week such as `4`, or a range such as `1-3`, not `99999999999` (weeks are numbered from 1, to 10000 at most)",
            ],
        ),
        (
            "phases: [{ id: a, due: 2026-13-01 }]\n",
            &[
                "1:24-34 `phases.due` must be a date such as `2026-01-31`, not `2026-13-01` (write year, month and day, in 4, 2 and 2 digits)",
            ],
        ),
        ("phases: [{ id: a, active: 1 }]\n", &["1:27-28 `phases.active` must be true or false, not `1` ()"]),
        (
            "phases: [{ id: a, agents: { min: 5, max: 3 } }]\n",
            &["1:34-35 `min: 5` of `phases.agents` is more than `max: 3` (the order is `min`, `optimal`, `max`)"],
        ),
        (
            "phases: [{ id: a, agents: { min: 5, optimal: 4, max: 3 } }]\n",
            &["1:34-35 `min: 5` of `phases.agents` is more than `optimal: 4` (the order is `min`, `optimal`, `max`)"],
        ),
        (
            "phases: [{ id: a, agents: 0 }]\n",
            &["1:27-28 `phases.agents` must be a whole number from 1 to 10000, not `0` ()"],
        ),
        (
            "phases: [{ id: a, agents: {} }]\n",
            &["1:27-27 `phases.agents` says no number (write `agents: 4`, or `min`, `optimal` and `max`)"],
        ),
        (
            "phases: [{ id: a, agents: { most: 4 } }]\n",
            &[
                "1:29-33 `phases.agents` says no number (write `agents: 4`, or `min`, `optimal` and `max`)",
                "1:29-33 unknown key `most` in `phases.agents` (known keys are: min, optimal, max)",
            ],
        ),
    ]);
}

#[test]
fn faults_of_gates() {
    check(&[
        (
            "phases: [{ id: a, gate: { diagrams: lots } }]\n",
            &["1:37-41 `phases.gate.diagrams` must be a whole number from 0, not `lots` ()"],
        ),
        (
            "phases: [{ id: a, gate: { diagrams: \"20\" } }]\n",
            &["1:37-41 `phases.gate.diagrams` must be a whole number from 0, not `\"20\"` ()"],
        ),
        (
            "phases: [{ id: a, gate: { diagrams: -1 } }]\n",
            &["1:37-39 `phases.gate.diagrams` must be a whole number from 0, not `-1` ()"],
        ),
        (
            "phases: [{ id: a, gate: { diagrams: 99999999999999999999 } }]\n",
            &["1:37-57 `phases.gate.diagrams` must be a whole number from 0, not `99999999999999999999` ()"],
        ),
        (
            "phases: [{ id: a, gate: { require: all } }]\n",
            &["1:36-39 `phases.gate.require` must be a list, not `all` (write it as a list: `[all]`)"],
        ),
        (
            "phases: [{ id: a, gate: { require: [broken-lnk, qqq, [x], 3] } }]\n",
            &[
                "1:37-47 there is no check `broken-lnk` (did you mean `broken-link`?)",
                "1:49-52 there is no check `qqq` (`chartroom explain` lists all)",
                "1:54-54 an entry of `phases.gate.require` must be a string, not a list ()",
                "1:59-60 there is no check `3` (`chartroom explain` lists all)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { require: [external-link, plan-order, phase-short, done-unproven] } }]\n",
            &[
                "1:37-50 `external-link` cannot be required: only `chartroom check --external` finds it (take it out; what the web answers changes without the content)",
                "1:52-62 `plan-order` cannot be required: it is about the plan itself (take it out; a gate is about the content)",
                "1:64-75 `phase-short` cannot be required: it is about the plan itself (take it out; a gate is about the content)",
                "1:77-90 `done-unproven` cannot be required: it is about the plan itself (take it out; a gate is about the content)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { require: [all, all] } }]\n",
            &["1:42-45 `all` is named twice, first in line 1 (take one out)"],
        ),
        (
            "phases: [{ id: a, gate: { page_load: 3 } }]\n",
            &[
                "1:38-39 `phases.gate.page_load` must be a time such as `3s` or `1500ms`, not `3` (it is more than nothing, and an hour at most)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { page_load: 0s } }]\n",
            &[
                "1:38-40 `phases.gate.page_load` must be a time such as `3s` or `1500ms`, not `0s` (it is more than nothing, and an hour at most)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { page_load: 2h } }]\n",
            &[
                "1:38-40 `phases.gate.page_load` must be a time such as `3s` or `1500ms`, not `2h` (it is more than nothing, and an hour at most)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { reviewed: 101% } }]\n",
            &[
                "1:37-41 `phases.gate.reviewed` must be a share such as `95%` or `0.95`, not `101%` (a share is from 0% to 100%)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { reviewed: 80 } }]\n",
            &[
                "1:37-39 `phases.gate.reviewed` must be a share such as `95%` or `0.95`, not `80` (a share is from 0% to 100%)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { reviewed: -5% } }]\n",
            &[
                "1:37-40 `phases.gate.reviewed` must be a share such as `95%` or `0.95`, not `-5%` (a share is from 0% to 100%)",
            ],
        ),
        (
            "phases: [{ id: a, gate: { review: 80% } }]\n",
            &["1:27-33 unknown key `review` in `phases.gate` (did you mean `reviewed`?)"],
        ),
        ("phases: [{ id: a, gate: [] }]\n", &["1:19-23 `phases.gate` must be a mapping, not a list ()"]),
    ]);
}
