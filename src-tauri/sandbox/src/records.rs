//! What the practice server remembers of keys and tokens.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock;

/// One provider's keys, and the SHA-256 of each token that stands for the account itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Records {
    pub(crate) keys: Vec<Key>,
    pub(crate) tokens: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `None`: left out when the key was made.
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) made: u64,
    life: Life,
    /// Alive, but absent from lists: the fault `lying-revoke-hidden`.
    hidden: bool,
    /// What only the key's own provider understands.
    pub(crate) facts: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Life {
    Alive,
    /// Milliseconds since 1970, on a clock without skew.
    DiesAt(i64),
    Dead,
}

/// What a confirmed revocation does in truth.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Revocation {
    #[default]
    Honest,
    Lie,
    LieAndHide,
    Late(Duration),
}

impl Key {
    pub(crate) fn alive(&self) -> bool {
        self.life != Life::Dead
    }
}

impl Records {
    /// Registers a key under a new id, which is returned.
    pub(crate) fn add(&mut self, name: &str, scopes: Option<Vec<String>>, facts: BTreeMap<String, String>) -> String {
        let id = make_uuid();
        self.keys.push(Key {
            id: id.clone(),
            name: name.to_owned(),
            scopes,
            // Dead keys are kept, so this counts every key ever made.
            made: self.keys.len() as u64 + 1,
            life: Life::Alive,
            hidden: false,
            facts,
        });
        id
    }

    pub(crate) fn living(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id && key.alive())
    }

    pub(crate) fn listed(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| key.alive() && !key.hidden)
    }

    /// `false`: there is no such living key.
    pub(crate) fn revoke(&mut self, id: &str, how: Revocation) -> bool {
        let Some(key) = self.keys.iter_mut().find(|key| key.id == id && key.alive()) else {
            return false;
        };
        match how {
            Revocation::Honest => key.life = Life::Dead,
            Revocation::Lie => {}
            Revocation::LieAndHide => key.hidden = true,
            Revocation::Late(after) => {
                let after = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
                key.life = Life::DiesAt(clock::now().saturating_add(after));
            }
        }
        true
    }

    /// Lets those die whose time has come.
    pub(crate) fn bury(&mut self, now: i64) {
        for key in &mut self.keys {
            if matches!(key.life, Life::DiesAt(when) if when <= now) {
                key.life = Life::Dead;
            }
        }
    }
}

/// 64 hexadecimal digits.
pub(crate) fn derive_hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// 256 random bits.
pub(crate) fn make_token() -> String {
    hex(&rand::random::<[u8; 32]>())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn make_uuid() -> String {
    let mut bytes: [u8; 16] = rand::random();
    bytes[6] = bytes[6] & 0x0f | 0x40; // version 4, random (RFC 9562, 5.4)
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let dash = |place| matches!(place, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(place, it)| if dash(place) { it == b'-' } else { it.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_version_4_uuid() {
        let id = make_uuid();
        assert!(is_uuid(&id), "{id}");
        assert!(id[14..].starts_with('4') && id[19..].starts_with(['8', '9', 'a', 'b']), "{id}");
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(derive_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
