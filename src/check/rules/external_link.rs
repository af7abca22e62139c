//! `external-link`: an address outside of the site that does not answer as it should. What it answers was asked before, by
//! `web`, and only with `check --external`.

use super::Context;
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::model::{Position, Span};
use crate::web::{Answer, Answers, Bound};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(answers) = context.answers {
        tell(context.config, answers, findings);
    }
}

fn tell(config: &Config, answers: &Answers, findings: &mut Vec<Finding>) {
    for place in &answers.places {
        let address = &place.address.text;
        let (message, help) = match answers.answers.get(address) {
            None | Some(Answer::Good) => continue,
            Some(Answer::Status(status)) => (format!("`{address}` answers {status}"), advice(*status)),
            Some(Answer::Unreachable(reason)) => (
                format!("`{address}` cannot be reached: {reason}"),
                "try it in a browser; mend or remove the link, or wait if it is only out of order",
            ),
        };
        let secret = if place.address.credentials {
            "; the user name and password in the address were not sent, and do not belong on a page"
        } else {
            ""
        };
        findings.push(Finding {
            diagram: place.diagram.clone(),
            ..Finding::warning("external-link", &place.file, place.span, message).with_help(format!("{help}{secret}"))
        });
    }
    findings.extend(unfinished(config, answers));
}

/// What to do about an address that answers with this status.
const fn advice(status: u16) -> &'static str {
    match status {
        404 | 410 => "look for its new address, or link to a copy in an archive",
        401 | 403 | 407 | 451 => {
            "it wants a login or turns programs away; if it is right in a browser, add it to `ignore` in [check.external]"
        }
        429 => "it is asked too often; check again later, or add it to `ignore` in [check.external]",
        500.. => "the fault is the server's and may pass; check again later",
        _ => "try it in a browser; if it is right there, add it to `ignore` in [check.external]",
    }
}

/// Says so where a bound ended the run.
fn unfinished(config: &Config, answers: &Answers) -> Option<Finding> {
    let settings = &config.external;
    let (bound, key) = match answers.bound? {
        Bound::Addresses => (format!("a run asks for at most {}", settings.max_addresses), "max_addresses"),
        Bound::Time => (format!("a run takes at most {} s", settings.time_limit.as_secs()), "time_limit"),
    };
    let left = match answers.left {
        1 => "1 external address was".to_owned(),
        many => format!("{many} external addresses were"),
    };
    let message = format!("{left} not asked for: {bound}");
    Some(Finding::warning("external-link", &config.file, Span::at(Position::START), message).with_help(format!(
        "check again, since answers are remembered for the day, or raise `{key}` in [check.external]"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Address, Place};

    fn found(answers: &Answers) -> Vec<String> {
        let config = Config::parse("").unwrap();
        let mut findings = Vec::new();
        tell(&config, answers, &mut findings);
        findings.into_iter().map(|found| format!("{} {} ({})", found.file, found.message, found.help)).collect()
    }

    fn answers(list: &[(&str, Answer)]) -> Answers {
        let places = list.iter().map(|(target, _)| Place {
            address: Address::read(target).unwrap(),
            file: "content/index.md".to_owned(),
            span: Span::at(Position::START),
            diagram: None,
        });
        let places: Vec<Place> = places.collect();
        let answers =
            places.iter().zip(list).map(|(place, (_, answer))| (place.address.text.clone(), answer.clone())).collect();
        Answers { places, answers, ..Answers::default() }
    }

    #[test]
    fn only_what_does_not_answer_well_is_found() {
        assert_eq!(
            found(&answers(&[
                ("https://a.rs/x#y", Answer::Good),
                ("https://me:word@a.rs/z", Answer::Status(404)),
                ("https://b.rs", Answer::Unreachable("there is no such host".to_owned())),
            ])),
            [
                "content/index.md `https://a.rs/z` answers 404 (look for its new address, or link to a copy in an archive; the user name and password in the address were not sent, and do not belong on a page)",
                "content/index.md `https://b.rs/` cannot be reached: there is no such host (try it in a browser; mend or remove the link, or wait if it is only out of order)",
            ]
        );
    }

    #[test]
    fn a_run_that_a_bound_ended_says_so() {
        let cut = Answers { left: 3, bound: Some(Bound::Time), ..Answers::default() };
        assert_eq!(
            found(&cut),
            [
                "site.toml 3 external addresses were not asked for: a run takes at most 300 s (check again, since answers are remembered for the day, or raise `time_limit` in [check.external])"
            ]
        );
    }
}
