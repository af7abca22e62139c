//! `low-contrast`: text in a colour that cannot be read on its ground, as `classDef`, `style` and `[diagrams.classes]` declare
//! them, in the light or the dark theme.

use rayon::prelude::*;

use super::Context;
use crate::diagnostics::Finding;
use crate::mermaid::NamedClasses;
use crate::mermaid::faint::{Faint, FaintPlace, READABLE, faint, faint_class};
use crate::mermaid::palette::{Palette, hex};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let config = &context.config.diagrams;
    let palette = Palette::new(&config.theme_variables);
    let classes = NamedClasses::new(&config.classes, &palette);
    for class in &config.classes {
        let found = classes.get(&class.name).and_then(|look| faint_class(look, &palette));
        if let (Some(found), Some(text)) = (found, class.text) {
            let message = format!("in the class `{}`, {}", class.name, message(&found));
            let finding = Finding::warning("low-contrast", &context.config.file, text.span, message);
            findings.push(finding.with_help(help(&found, "text = \"", "\"", "`text`")));
        }
    }
    let valid = context.diagrams.par_iter().filter(|diagram| diagram.judged.is_ok());
    let of_diagrams = valid.flat_map_iter(|diagram| {
        faint(&diagram.diagram.source, &palette, &classes).into_iter().map(|found| {
            let finding = diagram.finding("low-contrast", Some(found.range.clone()), message(&found));
            finding.with_help(help(&found, "color:", "", "`color`"))
        })
    });
    findings.par_extend(of_diagrams);
}

/// `text #888 on #777 has a contrast of 1.2:1 in both themes, less than 4.5:1`.
fn message(faint: &Faint) -> String {
    let place = |place: &FaintPlace| {
        let theme = match place.is_dark {
            None => "both themes",
            Some(false) => "the light theme",
            Some(true) => "the dark theme",
        };
        // Down, so that a ratio that is too low never reads as one that is enough.
        let ratio = (place.ratio * 10.0).floor() / 10.0;
        format!("text {} on {} has a contrast of {ratio:.1}:1 in {theme}", hex(place.text), hex(place.ground))
    };
    let places: Vec<String> = faint.places.iter().map(place).collect();
    format!("{}, less than {READABLE}:1", places.join(" and "))
}

fn help(faint: &Faint, before: &str, after: &str, key: &str) -> String {
    let open = format!("leave {key} out: the drawing then has a readable one in each theme");
    faint.better.map_or_else(
        || open.clone(),
        |better| format!("write `{before}{}{after}`, or leave {key} out for a readable one in each theme", hex(better)),
    )
}
