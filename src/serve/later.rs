//! Pages for which there is no room in memory: made when they are asked for, by the same pipeline from the same inputs. In: what an
//! edition was made from. Out: the bytes of one page.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::edition::Held;
use crate::cache::{Cache, Memory};
use crate::config::Config;
use crate::load::Inputs;
use crate::model::LastChanges;
use crate::pipeline::{self, BuildOptions, Unwatched, Work};
use crate::write::Present;

/// Makes pages of one edition.
pub struct Later {
    /// The configuration.
    pub config: Config,
    /// Everything else that the edition was made from.
    pub inputs: Inputs,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Tells this program from others.
    pub program: String,
    /// The day.
    pub today: Date,
    /// When files were last changed.
    pub last_changes: Arc<LastChanges>,
    /// What the run remembered, the drawings above all.
    pub memory: Arc<Memory>,
    /// One page at a time, whoever asks: each takes all threads.
    pub turn: Arc<Mutex<()>>,
}

impl Later {
    /// The page at `path` of the output.
    pub fn held(self: &Arc<Self>, path: &str) -> Held {
        let (later, path) = (Arc::clone(self), path.to_owned());
        Held::Made(Arc::new(move || later.page(&path)))
    }

    /// The edition has the page, so it could be made before.
    fn page(&self, path: &str) -> Result<Vec<u8>, String> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let Inputs { sources, theme, extra } = &self.inputs;
        let present = Present::all_but(path.to_owned());
        let options = BuildOptions {
            base_url: self.config.site.base_url.as_ref(),
            drafts: self.drafts,
            noindex: false,
            last_changes: &self.last_changes,
            present: &present,
            program: &self.program,
            extra,
            baseline: None,
            today: self.today,
        };
        let cache = Cache::none();
        let work = Work { cache: &cache, memory: &self.memory, progress: &Unwatched, mark: &|_| {} };
        let page = pipeline::page(&self.config, sources.clone(), theme, &options, path, work);
        page.map_err(|error| error.to_string())?.ok_or_else(|| "the site has no such page any more".to_owned())
    }
}
