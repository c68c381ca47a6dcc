//! Bytes that go in and never out.

use std::collections::BTreeMap;

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

/// A secret of several named parts, such as a key and its secret. A part that is no secret, such as the provider's id
/// of the key, may lie beside them.
#[derive(Debug, Default)]
pub struct Parts(BTreeMap<String, Secret>);

impl Parts {
    pub fn with(mut self, name: &str, part: Secret) -> Self {
        self.0.insert(name.to_owned(), part);
        self
    }

    pub(crate) fn part(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }

    /// As one secret: a JSON object, readable without Keyrack. None where a part is no text.
    pub(crate) fn encode(&self) -> Option<Secret> {
        // EXPOSE: the parts are written into one secret; the room is there from the start, so nothing is copied while
        // it grows (JSON writes one byte as six at most).
        let room = self.0.iter().map(|(name, part)| name.len() + 6 * part.expose().len() + 8).sum::<usize>() + 2;
        let mut json = Zeroizing::new(Vec::with_capacity(room));
        let texts: Option<BTreeMap<&str, &str>> =
            self.0.iter().map(|(name, part)| Some((name.as_str(), part.expose_text()?))).collect();
        serde_json::to_writer(&mut *json, &texts?).ok()?;
        Some(Secret(json))
    }

    pub(crate) fn decode(secret: &Secret) -> Option<Self> {
        // EXPOSE: read back into its parts.
        serde_json::from_slice(secret.expose()).ok().map(Self)
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
    fn parts_come_back_as_they_were() {
        let parts =
            Parts::default().with("a", Secret::from("x\"\u{e9}\n".to_owned())).with("b", Secret::from(String::new()));
        let back = Parts::decode(&parts.encode().unwrap()).unwrap();
        assert_eq!(back.part("a").unwrap().expose_text(), Some("x\"\u{e9}\n"));
        assert!(back.part("b").unwrap().is_empty() && back.part("c").is_none());
        assert!(!format!("{back:?}").contains('x'));
    }

    #[test]
    fn covering_leaves_no_trace_of_a_secret() {
        assert_eq!(cover("key=abcdef&x=1", &["abcdef"]), "key=[covered]&x=1");
    }
}
