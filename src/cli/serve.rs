//! `chartroom serve`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::args::{Args, ServeArgs};
use super::opened::{STATE, program};
use super::progress::Bar;
use super::runs::Runs;
use super::terminal::Terminal;
use super::today::today;
use super::{CLEAN, Stop, repository};
use crate::cache::Cache;
use crate::config::Config;
use crate::diagnostics::human::printable;
use crate::load::{self, InputError};
use crate::pipeline::Unwatched;
use crate::serve::board::Board;
use crate::serve::ending::Ending;
use crate::serve::http::guard::Guard;
use crate::serve::http::listener;
use crate::serve::site::Preview;
use crate::serve::watch::Watch;
use crate::serve::workshop::{Outcome, Settings, Workshop};

/// How long the end waits for a file that is being written.
const ENDING: Duration = Duration::from_secs(2);

/// How long nothing must happen before the cache is saved.
const IDLE: Duration = Duration::from_secs(2);

/// Serves the site until Ctrl-C; returns the exit code.
pub fn run(args: &Args, options: &ServeArgs, terminal: &Terminal) -> Result<u8, Stop> {
    if let Some(jobs) = options.work.jobs {
        // For the whole process: the threads of connections make pages, too.
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global()?;
    }
    let noticed = Instant::now();
    // It may be another one at each run: nobody ends a preview at midnight.
    let today = || today(options.day.today);
    let first_day = today()?;
    let root = args.root.as_path();
    let config = match load::config(root, args.config.as_deref()) {
        Err(error @ InputError::Missing(_)) => return Err(error.into()),
        // Shown in the browser until it is mended.
        Err(_) => None,
        Ok(config) => Some(config),
    };
    let ending = Ending::default();
    let (at_end, state) = (ending.clone(), root.join(STATE));
    ctrlc::set_handler(move || {
        at_end.begin(ENDING);
        Cache::remove_unfinished(&state);
        #[expect(clippy::exit, reason = "Ctrl-C ends the preview at once; nothing is left to be put away")]
        std::process::exit(i32::from(CLEAN));
    })?;
    let guard = Guard::new(&options.allow_host)?;
    let listener = listener::bind(options.interface, options.port)?;
    let base = config.as_ref().and_then(|config| config.site.base_url.as_ref());
    let mut base = base.map_or("/", |url| url.path()).to_owned();
    let address = listener::address(&listener)?;
    let link = format!("http://{address}{base}");
    // What the command is asked for, --quiet or not.
    terminal.output(&format!("Serving {link}\n"));
    if !options.interface.is_loopback() {
        let port = listener.local_addr()?.port();
        terminal
            .warning(&format!("everybody in this machine's network can read the site, at its address and port {port}"));
    }
    let board = Arc::new(Board::new());
    let preview = Preview::new(Arc::clone(&board), root, options.follow, settings(root, &link, options));
    std::thread::spawn(move || listener::serve(&listener, &guard, Arc::new(preview)));
    if options.open && open::that_detached(&link).is_err() {
        terminal.note(&format!("no browser could be opened; the site is at {link}"));
    }

    if !terminal.interactive() {
        terminal.result("Building the site; pages asked for wait until it is done");
    }
    let cache = if options.work.no_cache { Cache::none() } else { Cache::open(&root.join(STATE), &program()) };
    let settings =
        Settings { root: root.to_owned(), config: args.config.clone(), drafts: options.drafts, program: program() };
    let mut workshop = Workshop::new(settings, cache, board).until(ending);
    let mut watch = Watch::new(root, args.config.as_deref());
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let mut commit = Commit::default();
    if let Some(config) = &config {
        commit.follow(root, config, &mut workshop);
    }
    let first = workshop.run(first_day, noticed, &bar);
    bar.finish();
    let mut runs = Runs::new(terminal, options.work.timings || terminal.verbose());
    if let Outcome::New(shown, changed) = &first {
        runs.tell(shown, changed);
    }
    loop {
        watch.follow();
        if let Some(trouble) = watch.trouble() {
            terminal.note(&trouble);
        }
        let noticed = watch.wait(IDLE);
        let day = today()?;
        if noticed.is_none() && workshop.is_of(day) {
            workshop.tidy();
            let config = workshop.config().cloned();
            if !config.is_some_and(|config| commit.follow(root, &config, &mut workshop)) {
                continue;
            }
        }
        if let Outcome::New(shown, changed) = &workshop.run(day, noticed.unwrap_or_else(Instant::now), &Unwatched) {
            runs.tell(shown, changed);
            let moved = shown.edition().filter(|edition| edition.root != base);
            if let Some(edition) = moved {
                base.clone_from(&edition.root);
                terminal.output(&format!("Serving http://{address}{base}\n"));
            }
        }
    }
}

/// The commit that the dates of last change are of.
#[derive(Default)]
struct Commit(Option<String>);

impl Commit {
    /// Tells the workshop the dates, if they are wanted and another commit is checked out; returns whether it did.
    fn follow(&mut self, root: &Path, config: &Config, workshop: &mut Workshop) -> bool {
        let head = config.output.git_dates.map(|_| repository::head(root).unwrap_or_default());
        if head == self.0 {
            return false;
        }
        workshop.know(repository::wanted_last_changes(root, config));
        self.0 = head;
        true
    }
}

/// What the state page says about the command: names and values.
fn settings(root: &Path, link: &str, options: &ServeArgs) -> Vec<(&'static str, String)> {
    let folder = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let yes = |is: bool| (if is { "yes" } else { "no" }).to_owned();
    let mut settings = vec![
        ("Version", env!("CARGO_PKG_VERSION").to_owned()),
        ("Folder", printable(&folder.display().to_string())),
        ("Address", link.to_owned()),
        ("Listens on", options.interface.to_string()),
        ("Drafts", if options.drafts { "shown".to_owned() } else { "as site.toml says".to_owned() }),
        ("Follows edits", yes(options.follow)),
        ("Day", options.day.today.map_or_else(|| "today".to_owned(), |day| day.to_string())),
        ("Threads", rayon::current_num_threads().to_string()),
        ("Uses the cache", yes(!options.work.no_cache)),
    ];
    if !options.allow_host.is_empty() {
        settings.push(("Other names", printable(&options.allow_host.join(", "))));
    }
    settings
}
