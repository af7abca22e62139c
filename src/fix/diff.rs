//! In: a file's old and new text. Out: a unified diff as `git apply` and `patch -p1` read it.

use similar::TextDiff;

/// The diff of one file; `path` is its name, with `/`, for the one who applies the diff.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    // Only line feeds end lines for those programs; a carriage return is a part of its line.
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    // A tab ends a name that has a space.
    let end = if path.contains(' ') { "\t" } else { "" };
    TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old, &new)
        .unified_diff()
        .header(&format!("a/{path}{end}"), &format!("b/{path}{end}"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_diff_keeps_line_breaks_and_says_where_the_last_is_missing() {
        assert_eq!(
            unified("a b.md", "x\r\ny\r\nz", "x\r\nY\r\nz"),
            "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,3 +1,3 @@\n x\r\n-y\r\n+Y\r\n z\n\\ No newline at end of file\n"
        );
    }
}
