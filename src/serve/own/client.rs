//! The scripts of the preview: that of every page, and that of the worker which holds the one stream of events of a browser. They
//! stand in files of their own beside this one, each with one idea, and are served as one.

use std::sync::{Arc, LazyLock};

use crate::cache::Key;
use crate::serve::http::Document;

/// How events are listened to: part of both scripts.
const STREAM: &str = include_str!("client/stream.js");

/// The page's script: its parts in one function, so that none of their names meets one of the page's.
static CLIENT: LazyLock<Arc<[u8]>> = LazyLock::new(|| {
    let parts = [
        include_str!("client/place.js"),
        include_str!("client/patch.js"),
        include_str!("client/finding.js"),
        include_str!("client/overlay.js"),
        STREAM,
        include_str!("client/events.js"),
        include_str!("client/main.js"),
    ];
    let style = serde_json::Value::from(include_str!("client/overlay.css"));
    format!("(() => {{\n\"use strict\";\nconst STYLE = {style};\n{}}})();\n", parts.join("\n")).into_bytes().into()
});

/// The worker's script.
static WORKER: LazyLock<Arc<[u8]>> =
    LazyLock::new(|| [STREAM, include_str!("client/worker.js")].concat().into_bytes().into());

/// `/_chartroom/client.js`.
pub fn client() -> Document {
    script(&CLIENT)
}

/// `/_chartroom/worker.js`.
pub fn worker() -> Document {
    script(&WORKER)
}

fn script(bytes: &Arc<[u8]>) -> Document {
    let tag = Key::new("script", &[bytes]).hex();
    Document { tag: Some(tag), ..Document::new(200, "text/javascript", Arc::clone(bytes)) }
}
