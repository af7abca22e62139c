//! `[serve]`: what the preview needs to know of an author's desk.

use super::reader::Table;

/// Editors with an address of their own for a place in a file. `{path}` is the file's full path with `/`.
const EDITORS: [(&str, &str); 6] = [
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("none", ""),
];

/// Schemes that would run in the page instead of opening an editor.
const REFUSED: [&str; 5] = ["javascript", "data", "vbscript", "blob", "about"];

/// `[serve]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// `editor`: the address that opens a place of a file, with `{path}`, `{line}` and `{column}`; empty for none. The first of
    /// the known editors by default.
    pub editor: String,
}

impl Default for Serve {
    fn default() -> Self {
        Self { editor: EDITORS[0].1.to_owned() }
    }
}

pub(super) fn read(mut table: Table<'_, '_, '_>) -> Serve {
    let mut serve = Serve::default();
    if let Some(written) = table.spanned_string("editor") {
        match address(written.get_ref()) {
            Ok(address) => serve.editor = address,
            Err((message, help)) => table.faults.add(written.span(), message, help),
        }
    }
    table.finish();
    serve
}

/// The address that an editor's name stands for, or the one that is written.
fn address(written: &str) -> Result<String, (String, String)> {
    if let Some((_, address)) = EDITORS.iter().find(|(name, _)| *name == written) {
        return Ok((*address).to_owned());
    }
    let Some((scheme, _)) = written.split_once(':') else {
        let names = EDITORS.map(|(name, _)| name);
        let help = crate::diagnostics::nearest(written, &names).map_or_else(
            || "an address is written like `myeditor://open?file={path}&line={line}`".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        let message = format!("`serve.editor` must be one of {}, or an address, not `{written}`", names.join(", "));
        return Err((message, help));
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.'));
    if !is_scheme || REFUSED.contains(&scheme.to_ascii_lowercase().as_str()) {
        let message = format!("`serve.editor` must not begin with `{scheme}:`");
        return Err((message, "use the address that your editor is registered for, such as `vscode:`".to_owned()));
    }
    if !written.contains("{path}") {
        let message = format!("`serve.editor` names no file: `{written}`");
        return Err((
            message,
            "write `{path}` where the file's path belongs, `{line}` and `{column}` likewise".to_owned(),
        ));
    }
    Ok(written.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, faults};

    #[test]
    fn an_editor_is_a_name_or_an_address() {
        let editor = |text: &str| Config::parse(&format!("[serve]\neditor = \"{text}\"\n")).unwrap().serve.editor;
        assert_eq!(Config::parse("").unwrap().serve.editor, "vscode://file{path}:{line}:{column}");
        assert_eq!(editor("zed"), "zed://file{path}:{line}:{column}");
        assert_eq!(editor("none"), "");
        assert_eq!(
            editor("http://localhost:63342/api/file{path}:{line}"),
            "http://localhost:63342/api/file{path}:{line}"
        );
    }

    #[test]
    fn an_address_that_would_run_or_lead_nowhere_is_refused() {
        assert_eq!(
            faults("[serve]\neditor = \"vscod\"\n"),
            [
                "2:10 `serve.editor` must be one of vscode, vscodium, cursor, zed, idea, none, or an address, not `vscod` \
              (did you mean `vscode`?)"
            ]
        );
        for address in
            ["javascript:alert('{path}')", "JavaScript:{path}", "data:text/html,{path}", " javascript:{path}"]
        {
            let found = faults(&format!("[serve]\neditor = \"{address}\"\n"));
            assert!(found[0].starts_with("2:10 `serve.editor` must not begin with"), "{found:?}");
        }
        let found = faults("[serve]\neditor = \"my://open\"\nport = 1\n");
        assert!(found[0].starts_with("2:10 `serve.editor` names no file"), "{found:?}");
        assert!(found[1].starts_with("3:1 unknown key `port` in [serve]"), "{found:?}");
    }
}
