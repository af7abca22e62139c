//! What a reader of the gallery can pick by. In: what is known of each diagram. Out: facets with their choices, and for each diagram
//! the numbers of the choices that take it, so that a page of thousands of cards need not repeat their names.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::link::Tag;

/// What is known of a diagram.
pub struct Traits<'a> {
    pub kind: &'a str,
    pub role: Option<&'a str>,
    pub section: &'a str,
    /// As indices of the phases.
    pub phases: Vec<usize>,
    /// As indices of the tags.
    pub tags: Vec<usize>,
    pub is_broken: bool,
}

/// Something that diagrams differ in.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The name in the page's address.
    name: &'static str,
    title: &'static str,
    choices: Vec<Choice>,
}

/// One of its values.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value in the page's address.
    value: String,
    title: String,
    /// How many diagrams have it.
    count: usize,
    /// Its number, unique on the page.
    mark: usize,
}

/// Facets that tell diagrams apart, and the marks of each diagram. `titles` are those of sections, `phases` ids and titles.
pub fn all(
    diagrams: &[Traits<'_>],
    titles: &BTreeMap<&str, String>,
    phases: &[(&str, &str)],
    tags: &[Tag],
) -> (Vec<Facet>, Vec<String>) {
    let mut all = All { diagrams, facets: Vec::new(), marks: vec![String::new(); diagrams.len()], next: 0 };
    let same = |name: &str| (name.to_owned(), name.to_owned());
    // The most frequent kinds first.
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    diagrams.iter().for_each(|diagram| *kinds.entry(diagram.kind).or_default() += 1);
    let rank = |kind| std::cmp::Reverse(kinds.get(kind).copied());
    all.add("kind", "Kind", |diagram| vec![(rank(diagram.kind), diagram.kind)], |(_, kind)| same(kind));
    all.add("role", "Role", |diagram| diagram.role.into_iter().collect(), same);
    let section = |name: &str| {
        let value = if name.is_empty() { "/" } else { name };
        (value.to_owned(), titles.get(name).cloned().unwrap_or_default())
    };
    all.add("section", "Section", |diagram| vec![diagram.section], section);
    let phase = |phase: usize| (phases[phase].0.to_owned(), phases[phase].1.to_owned());
    all.add("phase", "Phase", |diagram| diagram.phases.clone(), phase);
    let tag = |tag: usize| (tags[tag].slug.clone(), tags[tag].name.clone());
    all.add("tag", "Tag", |diagram| diagram.tags.clone(), tag);
    let valid = |is_broken| if is_broken { ("no", "Broken") } else { ("yes", "Valid") };
    let valid = |is_broken| (valid(is_broken).0.to_owned(), valid(is_broken).1.to_owned());
    all.add("valid", "State", |diagram| vec![diagram.is_broken], valid);
    (all.facets, all.marks)
}

struct All<'a> {
    diagrams: &'a [Traits<'a>],
    facets: Vec<Facet>,
    marks: Vec<String>,
    next: usize,
}

impl<'a> All<'a> {
    /// Adds a facet, unless all diagrams are alike in it. `of` gives the values of a diagram, in whose order the choices stand;
    /// `name` how the address and the page call a value.
    fn add<K: Ord + Copy>(
        &mut self,
        name: &'static str,
        title: &'static str,
        of: impl Fn(&'a Traits<'a>) -> Vec<K>,
        call: impl Fn(K) -> (String, String),
    ) {
        let values: Vec<Vec<K>> = self.diagrams.iter().map(of).collect();
        let mut counts: BTreeMap<K, usize> = BTreeMap::new();
        values.iter().flatten().for_each(|value| *counts.entry(*value).or_default() += 1);
        if counts.values().all(|count| *count == self.diagrams.len()) {
            return;
        }
        let marks: BTreeMap<K, usize> = counts.keys().enumerate().map(|(at, value)| (*value, self.next + at)).collect();
        for (values, list) in values.iter().zip(&mut self.marks) {
            for value in values {
                let space = if list.is_empty() { "" } else { " " };
                list.push_str(&format!("{space}{}", marks[value]));
            }
        }
        self.next += counts.len();
        let choices = counts.into_iter().map(|(value, count)| {
            let (mark, (value, title)) = (marks[&value], call(value));
            Choice { value, title, count, mark }
        });
        self.facets.push(Facet { name, title, choices: choices.collect() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagram<'a>(kind: &'a str, section: &'a str, phases: Vec<usize>) -> Traits<'a> {
        Traits { kind, role: None, section, phases, tags: Vec::new(), is_broken: false }
    }

    #[test]
    fn diagrams_carry_the_numbers_of_their_choices() {
        let diagrams = [diagram("er", "a", vec![0, 1]), diagram("state", "a", vec![]), diagram("state", "", vec![1])];
        let titles = BTreeMap::from([("", "Top level".to_owned()), ("a", "Part A".to_owned())]);
        let (facets, marks) = all(&diagrams, &titles, &[("p", "First"), ("q", "Second")], &[]);
        let choice =
            |value: &str, title: &str, count, mark| Choice { value: value.into(), title: title.into(), count, mark };
        let expected = [
            Facet {
                name: "kind",
                title: "Kind",
                choices: vec![choice("state", "state", 2, 0), choice("er", "er", 1, 1)],
            },
            Facet {
                name: "section",
                title: "Section",
                choices: vec![choice("/", "Top level", 1, 2), choice("a", "Part A", 2, 3)],
            },
            Facet {
                name: "phase",
                title: "Phase",
                choices: vec![choice("p", "First", 1, 4), choice("q", "Second", 2, 5)],
            },
        ];
        assert_eq!(facets, expected);
        assert_eq!(marks, ["1 3 4 5", "0 3", "0 2 5"]);
    }

    #[test]
    fn what_all_have_alike_is_no_facet() {
        assert_eq!(
            all(&[diagram("er", "a", vec![0])], &BTreeMap::new(), &[("p", "P")], &[]),
            (vec![], vec![String::new()])
        );
    }
}
