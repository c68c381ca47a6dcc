//! What the practice server remembers of accounts, keys, tokens and calls.

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
    /// Where each minted credential has an account of its own; the newest comes last.
    #[serde(default)]
    pub(crate) accounts: Vec<Account>,
    /// For a provider with an audit log, oldest first.
    #[serde(default)]
    pub(crate) calls: Vec<Call>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    /// What only the account's own provider understands.
    pub(crate) facts: BTreeMap<String, String>,
}

/// One call that was made with a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) key: String,
    pub(crate) at: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
}

/// Older calls are forgotten.
const MOST_CALLS: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) id: String,
    /// Whose key it is; empty where all minted credentials share one account.
    #[serde(default)]
    pub(crate) account: String,
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
    /// Dead, and not because anybody revoked it.
    Expired,
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

/// What is fixed when a key is made.
pub(crate) struct New<'a> {
    pub(crate) id: String,
    pub(crate) account: &'a str,
    pub(crate) name: &'a str,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) facts: BTreeMap<String, String>,
}

impl Key {
    pub(crate) fn alive(&self) -> bool {
        !matches!(self.life, Life::Dead | Life::Expired)
    }

    pub(crate) fn expired(&self) -> bool {
        self.life == Life::Expired
    }

    pub(crate) fn expire(&mut self) {
        self.life = Life::Expired;
    }

    pub(crate) fn listed(&self) -> bool {
        self.alive() && !self.hidden
    }
}

impl Records {
    /// Registers a key.
    pub(crate) fn add(&mut self, new: New<'_>) {
        self.keys.push(Key {
            id: new.id,
            account: new.account.to_owned(),
            name: new.name.to_owned(),
            scopes: new.scopes,
            made: self.next(),
            life: Life::Alive,
            hidden: false,
            facts: new.facts,
        });
    }

    /// The number of the next key. Dead keys are kept, so this counts every key ever made.
    pub(crate) fn next(&self) -> u64 {
        self.keys.len() as u64 + 1
    }

    /// Registers an account, and returns its id.
    pub(crate) fn open_account(&mut self, facts: BTreeMap<String, String>) -> String {
        let id = make_uuid();
        self.accounts.push(Account { id: id.clone(), facts });
        id
    }

    pub(crate) fn note(&mut self, call: Call) {
        if self.calls.len() >= MOST_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(call);
    }

    pub(crate) fn living(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id && key.alive())
    }

    pub(crate) fn listed(&self, account: &str) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.account == account && key.listed())
    }

    /// The key that was revoked. `None`: the account has no such living key.
    pub(crate) fn revoke(&mut self, account: &str, id: &str, how: Revocation) -> Option<&mut Key> {
        let mine = |key: &&mut Key| key.account == account && key.id == id && key.alive();
        let key = self.keys.iter_mut().find(mine)?;
        match how {
            Revocation::Honest => key.life = Life::Dead,
            Revocation::Lie => {}
            Revocation::LieAndHide => key.hidden = true,
            Revocation::Late(after) => {
                let after = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
                key.life = Life::DiesAt(clock::now().saturating_add(after));
            }
        }
        Some(key)
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

/// Facts by their names.
pub(crate) fn facts<const N: usize>(named: [(&str, String); N]) -> BTreeMap<String, String> {
    named.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect()
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
