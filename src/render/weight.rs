//! What a page weighs: the bytes of its HTML as a server sends them, compressed by gzip at its usual level. In: the page's key
//! and HTML. Out: its weight, remembered by the key.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::TemplateError;
use crate::cache::{Cache, Key};
use crate::link::Site;
use crate::plan::Heaviest;

/// The weight of the page with this key, if it is remembered.
pub fn known(cache: &Cache, page: Key) -> Option<u64> {
    cache.recall(remembered(page))
}

/// The weight of a page; `html` is asked for where it is not remembered.
pub fn of<T: AsRef<str>>(
    cache: &Cache,
    page: Key,
    html: impl FnOnce() -> Result<T, TemplateError>,
) -> Result<u64, TemplateError> {
    if let Some(weight) = known(cache, page) {
        return Ok(weight);
    }
    let weight = compressed(html()?.as_ref().as_bytes());
    cache.store(remembered(page), &weight);
    Ok(weight)
}

fn remembered(page: Key) -> Key {
    Key::new("weight 1", &[page.bytes()])
}

/// Counts bytes and keeps none.
#[derive(Default)]
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Bytes after compression. The compressor is all Rust and the same on every machine.
fn compressed(bytes: &[u8]) -> u64 {
    let mut encoder = GzEncoder::new(Counter::default(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    // Nothing that counts can fail.
    written.map_or(0, |counter| counter.0)
}

/// The page that weighs most, by weights in the order of the site's pages; of several, the first. Drafts do not count.
pub fn heaviest<W: Copy + Into<Option<u64>>>(site: &Site, weights: &[W]) -> Option<Heaviest> {
    let weighed = site.pages.iter().zip(weights).filter(|(page, _)| !page.page.meta.draft);
    weighed
        .filter_map(|(page, weight)| Some((page, (*weight).into()?)))
        .reduce(|most, next| if next.1 > most.1 { next } else { most })
        .map(|(page, bytes)| Heaviest { file: page.page.file.clone(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_that_of_a_gzip_file() {
        // 18 bytes of frame, and an empty block.
        assert_eq!(compressed(b""), 20);
        let repeated = compressed("chart ".repeat(10_000).as_bytes());
        assert!((100..400).contains(&repeated), "{repeated}");
    }

    #[test]
    fn a_weight_is_reckoned_once() {
        let folder = tempfile::tempdir().unwrap();
        let page = Key::new("page", &[b"a"]);
        let cache = Cache::open(folder.path(), "test");
        let first = of(&cache, page, || Ok("one")).unwrap();
        cache.save();
        let cache = Cache::open(folder.path(), "test");
        assert_eq!(of(&cache, page, || Ok("something else, which is longer")).unwrap(), first);
        assert_eq!(known(&cache, Key::new("page", &[b"b"])), None);
    }
}
