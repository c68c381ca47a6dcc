//! Bytes that go in and never out.

use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, Zeroizing};

/// A secret. It can be read from the screen (`Deserialize`), but not written to it, printed, cloned or
/// dereferenced; it is erased when dropped. Every `expose()` in the core carries an `// EXPOSE:` reason.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, where it is text.
    pub(crate) fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// A second copy, made only where one secret has to be kept in two places.
    pub(crate) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        let secret = Self::new(text.as_bytes().to_vec());
        text.zeroize();
        Ok(secret)
    }
}

/// Replaces every occurrence of the given secrets in a text that a person will read.
pub(crate) fn cover(text: &str, secrets: &[&str]) -> String {
    secrets.iter().filter(|s| s.len() >= 4).fold(text.to_owned(), |text, s| text.replace(s, "[covered]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_print_shows_no_byte() {
        assert_eq!(format!("{:?}", Secret::from("hunter2".to_owned())), "Secret(…)");
    }

    #[test]
    fn covering_leaves_no_trace_of_a_secret() {
        assert_eq!(cover("key=abcdef&x=1", &["abcdef"]), "key=[covered]&x=1");
    }
}
