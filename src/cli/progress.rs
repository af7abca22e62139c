//! A progress bar for long work, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Progress;

/// Shows the stage at work and how far it is.
pub struct Bar {
    bar: Option<ProgressBar>,
}

impl Bar {
    /// A bar that is drawn only if `interactive`, with colours if `colour`.
    pub fn new(interactive: bool, colour: bool) -> Self {
        let template =
            if colour { "{msg:>10} {bar:32.cyan/dim} {pos}/{len}" } else { "{msg:>10} {bar:32} {pos}/{len}" };
        let bar = interactive.then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(15));
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("━━╌"));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_message(name);
            bar.set_length(total as u64);
            bar.set_position(0);
        }
    }

    fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}
