//! How large a picture is, by the beginning of its file, so that a page can keep its place before it has come. In: a file. Out: width
//! and height in px, turned as a camera says, or nothing, where the format is none that browsers show or the file says neither.

use std::io::{BufReader, Read};

/// Width and height in px of CSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// Formats that browsers show, by extension.
const RASTER: &[&str] = &["png", "apng", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico"];

/// Bytes in which the first element of an SVG must end.
const SVG_HEAD: u64 = 16 * 1024;

/// The size of the picture in `file`, if `path` says that it is one.
pub(super) fn size(path: &str, file: impl Read + std::io::Seek) -> Option<PictureSize> {
    let extension = path.rsplit_once('.')?.1.to_ascii_lowercase();
    let size = if extension == "svg" {
        let mut head = Vec::new();
        file.take(SVG_HEAD).read_to_end(&mut head).ok()?;
        of_svg(&String::from_utf8_lossy(&head))?
    } else if RASTER.contains(&extension.as_str()) {
        let size = imagesize::reader_size(BufReader::new(file)).ok()?;
        PictureSize { width: u32::try_from(size.width).ok()?, height: u32::try_from(size.height).ok()? }
    } else {
        return None;
    };
    (size.width > 0 && size.height > 0).then_some(size)
}

/// The size that the root element of an SVG gives, or its view box.
fn of_svg(head: &str) -> Option<PictureSize> {
    let start = head.match_indices("<svg").map(|(at, _)| at).find(|at| {
        let before = &head[..*at];
        // Not one in a comment.
        before.matches("<!--").count() == before.matches("-->").count()
    })?;
    let tag = &head[start..start + end_of_tag(&head[start..])?];
    let element = format!("{}/>", tag.trim_end_matches('/'));
    let document = roxmltree::Document::parse(&element).ok()?;
    let root = document.root_element();
    let lengths = [root.attribute("width").and_then(pixels), root.attribute("height").and_then(pixels)];
    let view_box: Option<[f64; 2]> = root.attribute("viewBox").and_then(|text| {
        let numbers: Vec<f64> =
            text.split([' ', ',', '\t', '\n', '\r']).filter_map(|number| number.parse().ok()).collect();
        (numbers.len() == 4 && numbers[2] > 0.0 && numbers[3] > 0.0).then(|| [numbers[2], numbers[3]])
    });
    let [width, height] = match (lengths, view_box) {
        ([Some(width), Some(height)], _) => [width, height],
        ([Some(width), None], Some([w, h])) => [width, width * h / w],
        ([None, Some(height)], Some([w, h])) => [height * w / h, height],
        ([None, None], Some(size)) => size,
        _ => return None,
    };
    let whole = |length: f64| (length.is_finite() && (0.5..1e6).contains(&length)).then(|| length.round() as u32);
    Some(PictureSize { width: whole(width)?, height: whole(height)? })
}

/// Where the `>` of a tag stands, outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, character)| {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        None
    })
}

/// A length of CSS in px; parts of what stands around it are none.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let unit = length.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
    let number: f64 = length[..length.len() - unit.len()].parse().ok()?;
    let factor = match unit.trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        _ => return None,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        size(path, Cursor::new(bytes)).map(|size| (size.width, size.height))
    }

    #[test]
    fn a_raster_picture_tells_its_size_at_its_beginning() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 128, 0, 0, 1, 224, 8, 6, 0, 0, 0]);
        assert_eq!(of("a/b.PNG", &png), Some((640, 480)));
        assert_eq!(of("a.gif", b"GIF89a\x0a\0\x14\0\0\0\0"), Some((10, 20)));
        for (path, bytes) in [("a.txt", &png[..]), ("a.png", b"no picture"), ("a.png", b""), ("png", &png)] {
            assert_eq!(of(path, bytes), None, "{path}");
        }
    }

    #[test]
    fn a_drawing_tells_its_size_in_its_first_tag() {
        let of = |tag: &str| of("a.svg", format!("<?xml version=\"1.0\"?><!-- <svg width='1'> -->{tag}").as_bytes());
        assert_eq!(of("<svg width='10.4' height=\"20px\" title='a > b'><g/></svg>"), Some((10, 20)));
        assert_eq!(of("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30,40'/>"), Some((30, 40)));
        assert_eq!(of("<svg width='15' viewBox='0 0 30 40'>"), Some((15, 20)));
        assert_eq!(of("<svg width='1in' height='72pt'>"), Some((96, 96)));
        assert_eq!(of("<svg width='100%' height='100%' viewBox='0 0 3 4'>"), Some((3, 4)));
        for none in [
            "",
            "<svg",
            "<svg>",
            "<svg width='5'>",
            "<svg viewBox='0 0 0 1'>",
            "<svg width='1e9' height='1'>",
            "<svg a='&b;'>",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
