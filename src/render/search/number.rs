//! Numbers as text, in a file that is a script: five bits a character, the smallest first, and a bit that says whether more follow. So
//! the small steps of which an index is full take one character each.

/// What stands for 0 to 63.
pub const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The character of a number below 64.
pub fn digit(number: usize) -> char {
    char::from(DIGITS[number & 63])
}

/// Appends a number.
pub fn push(mut number: usize, out: &mut String) {
    while number >= 32 {
        out.push(digit(number & 31 | 32));
        number >>= 5;
    }
    out.push(digit(number));
}

#[cfg(test)]
mod tests {
    use super::push;

    #[test]
    fn small_numbers_are_short() {
        let text = |number| {
            let mut out = String::new();
            push(number, &mut out);
            out
        };
        assert_eq!([0, 31, 32, 1024].map(text), ["A", "f", "gB", "ggB"]);
    }
}
