//! Faults of collections.

use super::check;

#[test]
fn faults_of_collections_of_pages_and_items() {
    check(&[
        (
            "collections: [{ pages: a }]\n",
            &["1:17-22 a collection has no `id` (every entry of this list needs one of its own)"],
        ),
        (
            "collections: [{ id: c }]\n",
            &[
                "1:21-22 collection `c` has none of `pages`, `items` and `axes` (say what it is: `pages: \"guides/**\"`, `items: \"systems/*/\"` or `axes`)",
            ],
        ),
        (
            "collections: [{ id: c, pages: a, items: b }]\n",
            &[
                "1:34-39 collection `c` has both `pages` and `items` (it is one of `pages`, `items` and `axes`; make two collections of it)",
            ],
        ),
        (
            "collections: [{ id: c, pages: a, phase: quay }]\n",
            &["1:41-45 there is no phase `quay` (the plan has no phases)"],
        ),
        (
            "phases: [{ id: quay }]\ncollections: [{ id: c, pages: a, phase: quai }]\n",
            &["2:41-45 there is no phase `quai` (did you mean `quay`?)"],
        ),
        (
            "collections: [{ id: c, pages: \"a[\" }]\n",
            &[
                "1:31-35 `a[` is no glob that can match: unclosed character class; missing ']' (write it like `guides/**` or `systems/*/index.md`)",
            ],
        ),
        (
            "collections: [{ id: c, pages: [\"../a\", b] }]\n",
            &[
                "1:32-38 `../a` is no glob that can match: a glob cannot lead out of its folder with `..` (write it like `guides/**` or `systems/*/index.md`)",
            ],
        ),
        (
            "collections: [{ id: c, pages: [3, [a]] }]\n",
            &["1:35-35 an entry of `collections.pages` must be a string, not a list ()"],
        ),
        (
            "collections: [{ id: c, pages: a, unique_by: title, valid: 1.5, min_per_page: x }]\n",
            &[
                "1:45-50 `collections.unique_by` must be `kind` or `role`, not `title` ()",
                "1:59-62 `collections.valid` must be a share such as `95%` or `0.95`, not `1.5` (a share is from 0% to 100%)",
                "1:78-79 `collections.min_per_page` must be a whole number from 0, not `x` ()",
            ],
        ),
        (
            "collections: [{ id: c, pages: a, each: { diagrams: 3 }, names: [x] }]\n",
            &[
                "1:34-38 `each` does not go with `pages` (a collection with `items` or `axes` takes it)",
                "1:57-62 `names` does not go with `pages` (a collection with `items` takes it)",
            ],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", min_per_page: 3, page: a }]\n",
            &[
                "1:39-51 `min_per_page` does not go with `items` (a collection with `pages` takes it)",
                "1:56-60 `page` does not go with `items` (a collection with `axes` takes it)",
            ],
        ),
        (
            "collections: [{ id: c, items: \"/a/*/\" }]\n",
            &[
                "1:31-38 `/a/*/` is no glob that can match: items lie in the content folder, `content` (write it like `guides/**` or `systems/*/index.md`)",
            ],
        ),
        (
            "collections: [{ id: c, items: \"a/\", names: [x, y] }]\n",
            &["1:31-35 `a/` has no wildcard, so it is one item, not 2 (put a `*` where the names stand: `systems/*/`)"],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", names: [x, y, x] }]\n",
            &["1:53-54 `x` is named twice, first in line 1 (take one out)"],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", aliases: { x: [y] } }]\n",
            &["1:39-46 `aliases` without `names` (list the names that the aliases are of)"],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", names: [north, south], aliases: { noth: [n], south: [north, s, s], north: s } }]\n",
            &[
                "1:73-77 aliases of `noth`, which is no name here (did you mean `north`?)",
                "1:92-97 the alias `north` is already a name or alias, in line 1 (a page can belong to one name only)",
                "1:102-103 the alias `s` is already a name or alias, in line 1 (a page can belong to one name only)",
                "1:113-114 `collections.aliases.north` must be a list of strings, not `s` ()",
            ],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", each: 3 }]\n",
            &["1:45-46 `collections.each` must be a mapping, not `3` ()"],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", each: { diagrams: { L0: one, L1: -1 }, total: 3 } }]\n",
            &[
                "1:63-66 `collections.each.diagrams.L0` must be a whole number from 0, not `one` ()",
                "1:72-74 `collections.each.diagrams.L1` must be a whole number from 0, not `-1` ()",
                "1:78-83 unknown key `total` in `collections.each` (known keys are: diagrams)",
            ],
        ),
        (
            "collections: [{ id: c, items: \"a/*/\", colour: red }]\n",
            &[
                "1:39-45 unknown key `colour` in `collections` (known keys are: id, title, phase, diagrams, min_per_page, page, unique_by, valid, items, names, aliases, each)",
            ],
        ),
    ]);
}

#[test]
fn faults_of_axes() {
    check(&[
        (
            "collections: [{ id: c, axes: { a: [x] }, page: \"{a}.md\" }]\n",
            &["1:24-28 `axes` must be two lists, not 1 (the first are the rows of a matrix, the second its columns)"],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [y] } }]\n",
            &["1:24-28 axes without `page` (say which page a pair is: `page: \"systems/{system}/{view}.md\"`)"],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [] }, page: \"{a}/{b}.md\" }]\n",
            &["1:40-41 axis `b` has no values ()"],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: y }, page: \"{a}/{b}.md\" }]\n",
            &["1:43-44 `collections.axes.b` must be a list of strings, not `y` ()"],
        ),
        (
            "collections: [{ id: c, axes: [a, b], page: \"{a}/{b}.md\" }]\n",
            &["1:24-28 `collections.axes` must be a mapping, not a list ()"],
        ),
        (
            "collections: [{ id: c, axes: { system: [x], view: [y] }, page: \"{system}/{veiw}.md\" }]\n",
            &[
                "1:64-84 `page` lacks `{view}`, so all values of this axis are one page (name both axes in braces: `systems/{system}/{view}.md`)",
                "1:64-84 `page` names `{veiw}`, which is no axis (did you mean `view`?)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [y] }, page: \"{a}/{b.md\" }]\n",
            &["1:56-67 `{a}/{b.md` has a `{` without `}` ()"],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [y] }, page: \"/{a}/{b}.md\" }]\n",
            &[
                "1:56-69 `/{a}/{b}.md` begins with `/`, but the path of a page counts from the content folder (take the `/` away: `{a}/{b}.md`)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [y] }, page: \"../{a}/{b}.md\" }]\n",
            &[
                "1:56-71 `../{a}/{b}.md` leads out of the content folder (the path of a page counts from the content folder)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x, xy], b: [yz, z] }, page: \"{a}{b}.md\" }]\n",
            &[
                "1:64-75 cells `x/yz` and `xy/z` are both the page `xyz.md` (a page can be one cell only; change `page`, a value or an alias)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x, x], b: [y] }, page: \"{a}/{b}.md\" }]\n",
            &["1:39-40 `x` is named twice, first in line 1 (take one out)"],
        ),
        (
            "collections: [{ id: c, axes: { a: [x, w], b: [y] }, page: \"{a}/{b}.md\", aliases: { x: [w], q: [r] } }]\n",
            &[
                "1:88-89 the alias `w` is already a name or alias, in line 1 (a page can belong to one name only)",
                "1:92-93 aliases of `q`, which is no name here (known names are: w, x, y)",
            ],
        ),
        (
            "collections: [{ id: c, axes: { a: [x], b: [y] }, page: \"{a}/{b}.md\", diagrams: 3 }]\n",
            &["1:70-78 `diagrams` does not go with `axes` (a collection with `pages` takes it)"],
        ),
    ]);
}
