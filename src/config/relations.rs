//! `[relations]`: which relations pages may state, between which pages, and how many each page owes. Both sides of a
//! relation may have a name; where both are described, each as the `inverse` of the other, they are one relation.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::globs::PageGlobs;
use super::reader::{Faults, Table, kind_name};

/// One entry of `[relations]`.
#[derive(Debug, Clone)]
pub struct RelationRule {
    /// The name that front matter uses.
    pub name: String,
    /// `title`: what readers see in place of the name.
    pub title: Option<String>,
    /// `inverse`: the name of the relation read the other way.
    pub inverse: Option<String>,
    /// `from`: the pages that may state it; all if `None`.
    pub from: Option<PageGlobs>,
    /// `to`: the pages that it may lead to; all if `None`.
    pub to: Option<PageGlobs>,
    /// `minimum`: how many each page of `from` owes.
    pub minimum: usize,
}

/// Reads the section; `None` where there is none. The rules stand in the order of the file.
pub(super) fn read(
    section: Option<Spanned<DeValue<'_>>>,
    content: &str,
    faults: &Faults<'_>,
) -> Option<Vec<RelationRule>> {
    let section = section?;
    let span = section.span();
    let DeValue::Table(table) = section.into_inner() else {
        let help = "write `[relations.uses]` and its keys below".to_owned();
        faults.add(span, "`relations` must be a table".to_owned(), help);
        return None;
    };
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let mut rules = Vec::new();
    let mut inverses: Vec<(usize, Spanned<String>)> = Vec::new();
    for (name, value) in entries {
        let path = format!("relations.{}", name.get_ref());
        let DeValue::Table(inner) = value.get_ref() else {
            let kind = kind_name(value.get_ref());
            let help = "write it like `{ from = \"guide/**\", to = \"tools/**\" }`".to_owned();
            faults.add(value.span(), format!("`{path}` must be a table, not {kind}"), help);
            continue;
        };
        let mut table = Table::new(&path, inner.clone(), faults);
        let inverse = table.spanned_string("inverse");
        let rule = RelationRule {
            name: name.get_ref().to_string(),
            title: table.string("title"),
            inverse: inverse.as_ref().map(|inverse| inverse.get_ref().clone()),
            from: globs(&mut table, "from", content),
            to: globs(&mut table, "to", content),
            minimum: table.whole("minimum", 0),
        };
        table.finish();
        inverses.extend(inverse.map(|inverse| (rules.len(), inverse)));
        rules.push(rule);
    }
    check_inverses(&rules, &inverses, faults);
    Some(rules)
}

fn globs(table: &mut Table<'_, '_, '_>, key: &'static str, content: &str) -> Option<PageGlobs> {
    let globs = table.string_or_strings(key)?;
    Some(PageGlobs::new(&globs, content, table.faults))
}

/// A name is the inverse of one relation only, and of a relation that is described itself only if that one agrees.
fn check_inverses(rules: &[RelationRule], inverses: &[(usize, Spanned<String>)], faults: &Faults<'_>) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, inverse) in inverses {
        let name = rules[*index].name.as_str();
        let wanted = inverse.get_ref().as_str();
        if wanted.trim().is_empty() {
            faults.add(inverse.span(), format!("the inverse of `{name}` has no name"), String::new());
        } else if let Some(owner) = owners.insert(wanted, name) {
            faults.add(
                inverse.span(),
                format!("`{wanted}` is the inverse of both `{owner}` and `{name}`"),
                "give each relation an inverse of its own".to_owned(),
            );
        } else if let Some(other) = rules.iter().find(|rule| rule.name == wanted)
            && other.inverse.as_deref().is_some_and(|back| back != name)
        {
            faults.add(
                inverse.span(),
                format!("`{wanted}` is the inverse of `{name}`, but has another inverse itself"),
                format!("write `inverse = \"{name}\"` under `[relations.{wanted}]`, or nothing"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::config::faults;

    #[test]
    fn rules_are_read_in_the_order_of_the_file() {
        let text = "[relations.uses]\nfrom = \"patterns/**\"\nto = [\"mechanism/\", \"!mechanism/index.md\"]\nminimum = 2\ninverse = \"used_by\"\n[relations]\nbase = { title = \"Rests on\" }\n";
        let rules = Config::parse(text).unwrap().relations.unwrap();
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["uses", "base"]);
        let (from, to) = (rules[0].from.as_ref().unwrap(), rules[0].to.as_ref().unwrap());
        assert!(from.matches("patterns/a/b.md") && !from.matches("other/a.md"));
        assert!(to.matches("mechanism/a.md") && !to.matches("mechanism/index.md") && !to.matches("mechanisms/a.md"));
        assert_eq!((rules[0].minimum, rules[1].title.as_deref()), (2, Some("Rests on")));
        assert!(Config::parse("").unwrap().relations.is_none());
    }

    #[test]
    fn pages_are_named_as_people_write_them() {
        let matches = |glob: &str, path: &str| {
            let config = Config::parse(&format!("[relations.x]\nfrom = \"{glob}\"\n")).unwrap();
            config.relations.unwrap()[0].from.as_ref().unwrap().matches(path)
        };
        for glob in ["a/b.md", "a/b", "/a/b.md", "content/a/b", "a", "a/", "a/*", "a/**", "b.md", "!c/**"] {
            assert_eq!(matches(glob, "a/b.md"), glob != "b.md", "{glob}");
        }
        assert!(matches("*.md", "a/b.md"));
    }

    #[test]
    fn every_fault_is_reported_with_its_place() {
        assert_eq!(
            faults(
                "[relations.uses]\nform = \"a/**\"\nfrom = 3\nto = [\"a[\"]\nminimum = -1\ninverse = \"of\"\n[relations.has]\ninverse = \"of\"\n[relations]\nx = 1\n"
            ),
            [
                "2:1 unknown key `form` in [relations.uses] (did you mean `from`?)",
                "3:8 `relations.uses.from` must be a string or a list of strings, not a number ()",
                "4:7 `a[` is not a glob: unclosed character class; missing ']' (write it like `drafts/**` or `**/*.tmp.md`)",
                "5:11 `relations.uses.minimum` must be a whole number from 0, not a number ()",
                "8:11 `of` is the inverse of both `uses` and `has` (give each relation an inverse of its own)",
                "10:5 `relations.x` must be a table, not a number (write it like `{ from = \"guide/**\", to = \"tools/**\" }`)",
            ]
        );
        assert_eq!(
            faults("[relations]\na = { inverse = \"b\" }\nb = { inverse = \"c\" }\n"),
            [
                "2:17 `b` is the inverse of `a`, but has another inverse itself (write `inverse = \"a\"` under `[relations.b]`, or nothing)"
            ]
        );
        assert_eq!(
            faults("relations = 1\n"),
            ["1:13 `relations` must be a table (write `[relations.uses]` and its keys below)"]
        );
    }
}
