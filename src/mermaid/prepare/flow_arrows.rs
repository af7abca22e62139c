//! The arrows of a flowchart as Mermaid's lexer reads them. In: the rest of a line. Out: lengths in bytes. Not here: what
//! stands between the halves.

/// Length of an arrow, or of its first half with the character that draws it.
pub fn arrow(rest: &str) -> Option<(usize, Option<u8>)> {
    let bytes = rest.as_bytes();
    let tip = usize::from(matches!(bytes.first(), Some(b'x' | b'o' | b'<')));
    let run = |from: usize, byte: u8| bytes[from.min(bytes.len())..].iter().take_while(|&&b| b == byte).count();
    if rest.starts_with("~~~") {
        return Some((run(0, b'~'), None));
    }
    for line in [b'-', b'='] {
        let length = run(tip, line);
        if length >= 2 {
            let after = tip + length;
            return match bytes.get(after) {
                Some(b'x' | b'o' | b'>') => Some((after + 1, None)),
                _ if length >= 3 => Some((after, None)),
                _ => Some((after + spaces(&rest[after..]), Some(line))),
            };
        }
    }
    let dash = usize::from(bytes.get(tip) == Some(&b'-'));
    let dots = run(tip + dash, b'.');
    if dots > 0 && bytes.get(tip + dash + dots) == Some(&b'-') {
        let after = tip + dash + dots + 1;
        let head = usize::from(matches!(bytes.get(after), Some(b'x' | b'o' | b'>')));
        return Some((after + head, None));
    }
    if dash == 1 && dots == 1 {
        let after = tip + 2;
        return Some((after + spaces(&rest[after..]), Some(b'.')));
    }
    None
}

/// Length of an arrow's second half.
pub fn arrow_end(rest: &str, line: u8) -> Option<usize> {
    let lead = spaces(rest);
    let body = &rest[lead..];
    if line == b'.' {
        let (length, text) = arrow(body)?;
        return (text.is_none() && body[..length].contains('.')).then_some(lead + length);
    }
    let (length, text) = arrow(body)?;
    (text.is_none() && body.as_bytes()[..length].contains(&line)).then_some(lead + length)
}

fn spaces(rest: &str) -> usize {
    rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::{arrow, arrow_end};

    #[test]
    fn whole_arrows_and_first_halves_are_told_apart() {
        assert_eq!(arrow("--> B"), Some((3, None)));
        assert_eq!(arrow("x--x B"), Some((4, None)));
        assert_eq!(arrow("-- text"), Some((3, Some(b'-'))));
        assert_eq!(arrow("-.-> B"), Some((4, None)));
        assert_eq!(arrow("-. text"), Some((3, Some(b'.'))));
        assert_eq!(arrow("-> B"), None);
        assert_eq!(arrow_end(" ==> B", b'='), Some(4));
        assert_eq!(arrow_end(" --> B", b'='), None);
    }
}
