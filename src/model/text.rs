//! A text that is shared, not copied, and knows what tells it from any other.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A text of the author's. Its copies are the same one in memory.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Text(Arc<Shared>);

/// Tells a text from any other: a hash of it.
pub type TextId = [u8; 16];

#[derive(Default)]
struct Shared {
    text: String,
    id: OnceLock<TextId>,
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// What tells it from any other; found out once for all its copies.
    pub fn id(&self) -> &TextId {
        self.0.id.get_or_init(|| {
            let mut id = TextId::default();
            let length = id.len();
            id.copy_from_slice(&Sha256::digest(self.as_bytes())[..length]);
            id
        })
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Arc::new(Shared { text, id: OnceLock::new() }))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

/// By their ids, which is enough for maps: texts that begin alike take long to compare.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id().cmp(other.id())
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By its id.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_id_and_others_another() {
        let [one, same, other] = ["a", "a", "b"].map(|text| Text::from(text.to_owned()));
        assert_eq!(one, same);
        assert_eq!(one.id(), same.id());
        assert_ne!(one, other);
        assert_ne!(one.id(), other.id());
    }
}
