//! How many characters stand before a byte of a text, and the way back, each in constant time, so that a page with many
//! places on one long line stays linear.

/// Distance in bytes between two remembered counts.
const STEP: usize = 1024;

/// The character counts of one text.
#[derive(Debug)]
pub struct Characters<'a> {
    text: &'a str,
    /// Characters before each multiple of `STEP`, and all; empty if the text is ASCII, where bytes are characters.
    counts: Vec<usize>,
}

impl<'a> Characters<'a> {
    /// Counts the characters of a text.
    pub fn new(text: &'a str) -> Self {
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut sum = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                counts.push(sum);
                sum += begun(chunk);
            }
            counts.push(sum);
        }
        Self { text, counts }
    }

    /// Characters that begin before byte `offset`.
    pub fn before(&self, offset: usize) -> usize {
        match self.counts.get(offset / STEP) {
            Some(before) => before + begun(&self.text.as_bytes()[offset / STEP * STEP..offset]),
            None => offset,
        }
    }

    /// The byte before which so many characters begin; `None` past the end of a text that is not ASCII.
    pub fn byte(&self, count: usize) -> Option<usize> {
        if self.counts.is_empty() {
            return Some(count);
        }
        let chunk = self.counts.partition_point(|&before| before <= count).checked_sub(1)?;
        let mut left = count - self.counts[chunk];
        let bytes = self.text.as_bytes();
        let mut at = (chunk * STEP).min(bytes.len());
        loop {
            let begins = bytes.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
            if begins && left == 0 {
                return Some(at);
            }
            if at >= bytes.len() {
                return None;
            }
            left -= usize::from(begins);
            at += 1;
        }
    }
}

/// UTF-8 characters that begin in `bytes`.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::Characters;

    #[test]
    fn bytes_and_counts_lead_to_each_other() {
        for text in ["", "ab", "ä", &"日本 x\n".repeat(400), &"é".repeat(512), &"é".repeat(3000)] {
            let characters = Characters::new(text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (count, offset) in ends.enumerate() {
                assert_eq!((characters.before(offset), characters.byte(count)), (count, Some(offset)), "{text:.9}");
            }
        }
        assert_eq!(Characters::new("ä").byte(2), None);
    }
}
