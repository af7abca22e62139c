//! One address: HEAD first, GET where that is refused, redirects, and again after a while where the failure may pass.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::Answer;
use super::address::{bare, is_web};
use super::client::{Client, Failure, Method, Reply};
use super::network;

/// Redirects that are followed; browsers stop at 20.
const REDIRECTS: usize = 10;

/// How often a failure that may pass is tried again.
const RETRIES: u32 = 2;

/// The pause before the first retry; the next is three times as long.
const PAUSE: Duration = Duration::from_millis(300);

/// The longest pause that a server may ask for; who wants more is not asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

const NO_HOST: &str = "there is no such host";
const REFUSED: &str = "the connection is refused";

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// An answer that another request would also get.
    Certain(Answer),
    /// An answer that may be another one soon.
    Passing(Answer),
    /// No answer, and for the whole host: its other addresses need not be tried.
    HostDown(Answer),
    /// Not asked: it is, or leads to, a private network.
    Private,
    /// Not asked: time is up.
    OutOfTime,
}

/// What every request needs.
pub(super) struct Asker<'a> {
    pub client: &'a Client,
    /// Whether private networks may be asked.
    pub allow_private: bool,
    /// Of one request.
    pub timeout: Duration,
    /// How much time the run still has.
    pub remaining: &'a (dyn Fn() -> Duration + Sync),
}

/// What a chain of requests ended with, if not with a reply.
enum Stopped {
    /// A request that failed, and whether it was the first of the chain.
    By(Failure, bool),
    /// Redirects that lead nowhere.
    Redirects(&'static str),
}

impl Asker<'_> {
    /// Asks for an address; what may pass is tried again if `patient`.
    pub fn ask(&self, url: &Url, patient: bool) -> Outcome {
        let mut method = Method::Head;
        let mut retries = if patient { 0 } else { RETRIES };
        loop {
            if (self.remaining)().is_zero() {
                return Outcome::OutOfTime;
            }
            let result = self.follow(method, url);
            if (self.remaining)().is_zero() && !matches!(result, Ok(Reply { status: ..400, .. })) {
                return Outcome::OutOfTime;
            }
            let asked_to_wait = result.as_ref().ok().and_then(|reply| reply.retry_after);
            let outcome = self.judge(result);
            match outcome {
                // Many servers know only GET, or say something else to HEAD.
                Outcome::Certain(Answer::Status(_) | Answer::Unreachable(_)) if method == Method::Head => {
                    method = Method::Get;
                }
                Outcome::Passing(_) | Outcome::HostDown(_) if retries < RETRIES => {
                    let pause = asked_to_wait.unwrap_or(PAUSE * 3_u32.pow(retries));
                    if pause > LONGEST_PAUSE || !self.pause(pause) {
                        return outcome;
                    }
                    retries += 1;
                    method = Method::Get;
                }
                outcome => return outcome,
            }
        }
    }

    /// Waits; says no where the run would end meanwhile.
    pub fn pause(&self, pause: Duration) -> bool {
        let enough = pause < (self.remaining)();
        if enough {
            std::thread::sleep(pause);
        }
        enough
    }

    /// The first reply that is no redirect.
    fn follow(&self, method: Method, start: &Url) -> Result<Reply, Stopped> {
        let mut url = start.clone();
        let mut seen = BTreeSet::from([url.to_string()]);
        for hop in 0..=REDIRECTS {
            let stop = |failure| Stopped::By(failure, hop == 0);
            let local = |url: &Url| url.host_str().is_some_and(network::is_this_machine);
            if !self.allow_private && network::is_private(&url) && !(local(start) && local(&url)) {
                return Err(stop(Failure::Private));
            }
            let timeout = self.timeout.min((self.remaining)());
            let reply = self.client.send(method, &url, timeout).map_err(stop)?;
            let Some(location) = reply.location.as_deref().filter(|_| is_redirect(reply.status)) else {
                return Ok(reply);
            };
            let Ok(next) = url.join(location) else {
                return Err(Stopped::Redirects("it redirects to what is no address"));
            };
            if !is_web(&next) {
                return Ok(reply);
            }
            url = bare(next);
            if !seen.insert(url.to_string()) {
                return Err(Stopped::Redirects("it redirects in a circle"));
            }
        }
        Err(Stopped::Redirects("it redirects again and again"))
    }

    fn judge(&self, result: Result<Reply, Stopped>) -> Outcome {
        let unreachable = |reason: &str| Answer::Unreachable(reason.to_owned());
        match result {
            Ok(Reply { status: ..400, .. }) => Outcome::Certain(Answer::Good),
            Ok(Reply { status, .. }) if may_pass(status) => Outcome::Passing(Answer::Status(status)),
            Ok(Reply { status, .. }) => Outcome::Certain(Answer::Status(status)),
            Err(Stopped::Redirects(reason)) => Outcome::Certain(unreachable(reason)),
            Err(Stopped::By(failure, first)) => match failure {
                Failure::Private => Outcome::Private,
                Failure::NoHost if first => Outcome::HostDown(unreachable(NO_HOST)),
                Failure::Refused if first => Outcome::HostDown(unreachable(REFUSED)),
                Failure::NoHost => Outcome::Passing(unreachable(NO_HOST)),
                Failure::Refused => Outcome::Passing(unreachable(REFUSED)),
                Failure::Timeout => Outcome::Passing(Answer::Unreachable(format!(
                    "there is no answer within {} s",
                    self.timeout.as_secs()
                ))),
                Failure::Closed => Outcome::Passing(unreachable("the connection breaks off")),
                Failure::Other(reason) => Outcome::Passing(Answer::Unreachable(reason)),
            },
        }
    }
}

const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether a server means that the same request may succeed later.
const fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 507 | 509 | 520..=527 | 529 | 530)
}
