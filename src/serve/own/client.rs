//! The scripts of the preview: that of every page, that of the state page, and that of the worker which holds the one stream of
//! events of a browser. They stand in files of their own beside this one, each with one idea, and each script is served as one.

use std::sync::{Arc, LazyLock};

use crate::cache::Key;
use crate::serve::http::Document;

/// The stream of events: part of all scripts.
const STREAM: &str = include_str!("client/stream.js");

/// How a page listens to it.
const EVENTS: &str = include_str!("client/events.js");

/// The page's script.
static CLIENT: LazyLock<Arc<[u8]>> = LazyLock::new(|| {
    let parts = [
        include_str!("client/align.js"),
        include_str!("client/touched.js"),
        include_str!("client/place.js"),
        include_str!("client/patch.js"),
        include_str!("client/files.js"),
        include_str!("client/finding.js"),
        include_str!("client/overlay.js"),
        STREAM,
        EVENTS,
        include_str!("client/main.js"),
    ];
    let style = serde_json::Value::from(include_str!("client/overlay.css"));
    one(&format!("const STYLE = {style};\n{}", parts.join("\n")))
});

/// The state page's script.
static STATE: LazyLock<Arc<[u8]>> = LazyLock::new(|| one(&[STREAM, EVENTS, include_str!("state/state.js")].join("\n")));

/// The worker's script.
static WORKER: LazyLock<Arc<[u8]>> =
    LazyLock::new(|| [STREAM, include_str!("client/worker.js")].concat().into_bytes().into());

/// `/_chartroom/client.js`.
pub fn client() -> Document {
    script(&CLIENT)
}

/// `/_chartroom/state.js`.
pub fn state() -> Document {
    script(&STATE)
}

/// `/_chartroom/worker.js`.
pub fn worker() -> Document {
    script(&WORKER)
}

/// A script's parts in one function, so that none of their names meets one of the page's.
fn one(parts: &str) -> Arc<[u8]> {
    format!("(() => {{\n\"use strict\";\n{parts}}})();\n").into_bytes().into()
}

fn script(bytes: &Arc<[u8]>) -> Document {
    let tag = Key::new("script", &[bytes]).hex();
    Document { tag: Some(tag), ..Document::new(200, "text/javascript", Arc::clone(bytes)) }
}
