//! Keys as Keyrack knows them. The secrets are in the vault.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, word};
use crate::api::{DueKind, FactView, KeyPlace, KeyState, ProofView, Purpose, SecretPlace, TestView, Way};
use crate::types::make_id;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Key {
    pub id: String,
    pub account: String,
    pub label: String,
    pub remote_id: Option<String>,
    pub remote_name: Option<String>,
    pub state: KeyState,
    pub place: KeyPlace,
    pub secret: SecretPlace,
    /// None where the provider names none, which means full access; or where nobody has said what it may do.
    pub scopes: Option<Vec<String>>,
    #[serde(default = "yes")]
    pub scopes_known: bool,
    /// What else the provider tells of it.
    #[serde(default)]
    pub facts: Vec<FactView>,
    #[serde(default)]
    pub expires_at: Option<String>,
    /// The key that it was made to replace.
    #[serde(default)]
    pub replaces: Option<String>,
    /// The provider's own choices that it was made with.
    #[serde(default)]
    pub extras: BTreeMap<String, u32>,
    pub way: Option<Way>,
    pub bits: Option<u16>,
    pub fingerprint: Option<String>,
    /// When it was made, or first seen.
    pub made_at: DateTime<Utc>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub last_test: Option<TestView>,
    /// The provider once let it in when it was tested here: what a proof of death needs.
    pub seen_working: bool,
    pub proof: Option<ProofView>,
    /// The systems and people that its secret was handed to.
    #[serde(default)]
    pub holders: Vec<Holder>,
    /// The person's own date; without it the policy counts.
    #[serde(default)]
    pub rotate_by: Option<DateTime<Utc>>,
    /// The dates that were notified already: each only once.
    #[serde(default)]
    pub reminded: Vec<Reminded>,
}

/// Who has a key's secret besides this computer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Holder {
    pub id: String,
    pub name: String,
    pub purpose: Option<Purpose>,
    pub since: DateTime<Utc>,
}

/// A notification that was shown: for this date, as *soon* or as *over*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    pub kind: DueKind,
    pub at: DateTime<Utc>,
    pub over: bool,
}

/// Records from before it could be unknown.
fn yes() -> bool {
    true
}

impl Key {
    /// A key of which nothing is known yet.
    pub(crate) fn new(account: &str, label: String, now: DateTime<Utc>) -> Self {
        Self {
            id: make_id(),
            account: account.to_owned(),
            label,
            remote_id: None,
            remote_name: None,
            state: KeyState::Live,
            place: KeyPlace::NotLooked,
            secret: SecretPlace::Lost,
            scopes: None,
            scopes_known: false,
            facts: Vec::new(),
            expires_at: None,
            replaces: None,
            extras: BTreeMap::new(),
            way: None,
            bits: None,
            fingerprint: None,
            made_at: now,
            stopped_at: None,
            last_test: None,
            seen_working: false,
            proof: None,
            holders: Vec::new(),
            rotate_by: None,
            reminded: Vec::new(),
        }
    }

    /// What the provider calls it.
    pub(crate) fn name_there(&self) -> &str {
        self.remote_name.as_deref().unwrap_or(&self.label)
    }

    /// Its secret is in this computer's keychain, and it is not stopped.
    pub(crate) fn is_usable(&self) -> bool {
        self.state == KeyState::Live && self.secret == SecretPlace::Here
    }

    /// Its last test showed that the provider lets it in.
    pub(crate) fn passed_its_test(&self) -> bool {
        self.last_test.as_ref().is_some_and(|test| test.verdict.shows_life())
    }

    pub(crate) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        to.execute(
            "INSERT INTO keys VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET label = ?3, remote_id = ?4, state = ?5, record = ?6",
            params![
                self.id,
                self.account,
                self.label,
                self.remote_id,
                word(&self.state)?,
                serde_json::to_string(self)?
            ],
        )?;
        Ok(())
    }

    pub(crate) fn remove(&self, from: &Connection) -> Result<(), StoreError> {
        from.execute("DELETE FROM keys WHERE id = ?1", [&self.id])?;
        Ok(())
    }
}

impl Store {
    pub fn keys(&self) -> Result<Vec<Key>, StoreError> {
        self.keys_where("1 = 1 OR account = ?1", "")
    }

    pub fn keys_of(&self, account: &str) -> Result<Vec<Key>, StoreError> {
        self.keys_where("account = ?1", account)
    }

    pub fn key(&self, id: &str) -> Result<Option<Key>, StoreError> {
        self.read(|c| {
            let record: Option<String> =
                c.query_row("SELECT record FROM keys WHERE id = ?1", [id], |r| r.get(0)).optional()?;
            Ok(record.map(|r| serde_json::from_str(&r)).transpose()?)
        })
    }

    fn keys_where(&self, condition: &str, value: &str) -> Result<Vec<Key>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare(&format!("SELECT record FROM keys WHERE {condition} ORDER BY rowid DESC"))?;
            let rows = statement.query_map([value], |row| row.get::<_, String>(0))?;
            rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
        })
    }
}
