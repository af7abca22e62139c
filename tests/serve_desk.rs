//! A preview and a browser that looks at it, for tests: a tiny site, served, with tabs that know what is shown. In: a site. Out: tabs,
//! and what the preview's own element in them says.

use crate::chrome::{Chrome, Tab};
use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// What the overlay says of itself, and what is in it.
pub const HOST: &str = "document.querySelector('chartroom-preview')";
pub const ROOT: &str = "document.querySelector('chartroom-preview').shadowRoot";

/// A site that is served and looked at.
pub struct Desk {
    pub site: TestSite,
    pub serving: Serving,
    pub chrome: Chrome,
}

impl Desk {
    pub fn new(site: TestSite, arguments: &[&str]) -> Self {
        let serving = Serving::start(&site, arguments);
        Self { site, serving, chrome: Chrome::start() }
    }

    pub fn link(&self, path: &str) -> String {
        format!("http://{}{path}", self.serving.address)
    }

    /// A tab whose page knows the newest edition and hears of the next one.
    pub fn open(&mut self, path: &str) -> Tab {
        let link = self.link(path);
        let mut tab = self.chrome.open(&link);
        tab.until(&format!("{HOST}.dataset.revision > 0"));
        let listens = "new Promise((done) => { const { port } = new SharedWorker('/_chartroom/worker.js'); \
                       port.onmessage = ({ data }) => { if (data.type === 'hello') { done(true); port.postMessage('bye'); } }; })";
        assert_eq!(tab.eval(listens), true);
        tab
    }

    /// The same without the worker that tabs share; the page's stream tells nothing while `window.isDeaf` is set.
    pub fn open_alone(&mut self, path: &str) -> Tab {
        let mut tab = self.chrome.open("about:blank");
        tab.before_pages(
            "delete window.SharedWorker;
             const listen = EventSource.prototype.addEventListener;
             EventSource.prototype.addEventListener = function (type, told) {
               listen.call(this, type, (event) => { if (type === 'hello') window.hears = true; return window.isDeaf || told(event); });
             };",
        );
        let link = self.link(path);
        tab.go(&link);
        tab.until(&format!("window.hears && {HOST}.dataset.revision > 0"));
        tab
    }

    /// Nothing went wrong in a tab, and nobody else was asked.
    pub fn assert_quiet(&self, tab: &mut Tab) {
        assert_eq!(tab.complaints(), Vec::<String>::new());
        let origins: Vec<String> = tab.origins().into_iter().collect();
        assert_eq!(origins, [self.link("")]);
    }
}

pub fn paragraphs(range: std::ops::Range<usize>) -> String {
    range.map(|number| format!("## Part {number}\n\nWords of part {number}.\n\n")).collect()
}

pub const DIAGRAM: &str = "```mermaid\nflowchart LR\n  A --> B\n```\n\n";

pub fn two_pages() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Home\n\nTo [other](other.md).\n")
        .file("content/other.md", "# Other\n\nOld words.\n")
}

pub fn has_text(text: &str) -> String {
    format!("document.body.innerText.includes({text:?})")
}

pub fn state(state: &str) -> String {
    format!("{HOST}.dataset.state === {state:?}")
}

/// Saves a file as editors do that write beside and rename: at no moment is it empty, and the page with it.
pub fn save(site: &TestSite, file: &str, text: String) {
    let hidden = ".saved";
    site.write(hidden, text);
    std::fs::rename(site.path(hidden), site.path(file)).expect("the file is renamed");
}
