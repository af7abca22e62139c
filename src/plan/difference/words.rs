//! How much two texts have in common, by their words.

/// The words of a text, sorted.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// The words that two sorted lists share, in thousandths of all.
pub(super) fn likeness(a: &[&str], b: &[&str]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    2_000 * common / (a.len() + b.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::{likeness, words};

    #[test]
    fn likeness_counts_words() {
        let of = |a: &str, b: &str| likeness(&words(a), &words(b));
        assert_eq!(of("flowchart LR\nA[x] --> B", "flowchart LR\n  A[y]-->B"), 800);
        assert_eq!(of("pie\n\"a\": 1", "flowchart LR\nA --> B"), 0);
        assert_eq!(of("", ""), 0);
    }
}
