//! The address of a site. In: what `base_url` or `--base-url` says. Out: its origin and path, or why it is no address.

/// The address at which the site will stand: an origin and a path that ends in `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    origin: String,
    path: String,
}

impl BaseUrl {
    /// Reads `https://host/path`; query and fragment are refused.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the address.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("it must begin with https:// or http://")?;
        if rest.contains(['?', '#']) {
            return Err("it must not have a query or a fragment".to_owned());
        }
        let allowed =
            |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '{' | '}' | '|' | '^');
        if !rest.chars().all(allowed) {
            return Err("it has a character that an address cannot have; percent-encode it".to_owned());
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err("the host is missing".to_owned());
        }
        let scheme = &text[..text.len() - rest.len()];
        let path = path.trim_matches('/');
        Ok(Self {
            origin: format!("{scheme}{host}"),
            path: if path.is_empty() { "/".to_owned() } else { format!("/{path}/") },
        })
    }

    /// The path of the site's root: `/` or `/docs/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The full address of a path that begins with `/` and counts from the site's root.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}{}", self.origin, self.path, path.trim_start_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_keeps_its_sub_path() {
        let url = BaseUrl::parse("https://example.org/docs").unwrap();
        assert_eq!(url.path(), "/docs/");
        assert_eq!(url.join("/a/b/"), "https://example.org/docs/a/b/");
        assert_eq!(BaseUrl::parse("https://example.org").unwrap().path(), "/");
        assert!(BaseUrl::parse("https://example.org/\"><script>").is_err());
    }
}
