//! The journal: what was begun, how far it came, and what is still open. Written before each act, so that a stop at
//! any moment can be explained and resumed; resuming is the same code as the first run.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::api::{CandidateView, Door, Plan, Way};
use crate::code::{ApiError, Code, Params};
use crate::store::{Key, Store, StoreError};
use crate::types::make_id;

#[derive(Debug, Clone)]
pub struct Entry {
    pub id: String,
    /// Empty where it is about several.
    pub key: String,
    /// Empty where it is about several.
    pub account: String,
    pub flow: Flow,
    pub opened_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "flow", rename_all = "snake_case")]
pub enum Flow {
    Create(Create),
    Revoke(Revoke),
    /// Holds a create and a revoke together: its key is the old one. It moves on in the same write that ends them.
    Rotate(Rotate),
    /// Stops several keys: each has a revoke of its own.
    Bulk(Bulk),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Create {
    pub way: Way,
    pub at: CreateAt,
    /// It was sent at least once: from then on the list is read before anything else is done.
    pub sent: bool,
    /// The ids at the provider before the first sending.
    pub before: Vec<String>,
    /// New ids with our label, found after an answer that never came.
    pub candidates: Vec<CandidateView>,
    /// The provider's own choices.
    #[serde(default)]
    pub extras: BTreeMap<String, u32>,
    /// The key that is rotated: the new one is asked for as its successor.
    #[serde(default)]
    pub rotates: Option<String>,
    /// What stopped it last time.
    pub error: Option<Stopped>,
}

impl Create {
    /// One that has not begun.
    pub fn new(way: Way) -> Self {
        Self {
            way,
            at: CreateAt::Begun,
            sent: false,
            before: Vec::new(),
            candidates: Vec::new(),
            extras: BTreeMap::new(),
            rotates: None,
            error: None,
        }
    }
}

/// How far a create came. Each step is safe to repeat from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateAt {
    /// The intent is written; nothing else.
    Begun,
    /// The secret half is in the keychain (or the keychain is proven, where the provider makes the pair).
    Kept,
    /// The ids at the provider are noted.
    Noted,
    /// The request is being sent, or was; its answer is not known.
    Sent,
    /// The provider does not let this account upload a public half.
    UsageLevel,
    /// The person pastes the public half into the provider's page.
    Website,
    /// The provider made a pair whose answer is held in memory only.
    Held,
    /// The answer is in the keychain, unread.
    Unread,
    /// The provider has it, we know its id and hold its secret half.
    Known,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revoke {
    pub door: Door,
    pub at: RevokeAt,
    /// The key was seen working before it was stopped.
    pub worked_before: bool,
    /// The provider answered that it is stopped, or not there.
    #[serde(default)]
    pub answered: bool,
    /// The account's credential read the list just before the stop.
    #[serde(default)]
    pub manager_worked: bool,
    pub error: Option<Stopped>,
}

impl Revoke {
    pub fn new(door: Door, at: RevokeAt, worked_before: bool) -> Self {
        Self { door, at, worked_before, answered: false, manager_worked: false, error: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeAt {
    Begun,
    /// The request is being sent, or was.
    Sent,
    /// The provider answered that it is stopped; not yet proven.
    Stopped,
    /// Proven dead; the secret is still to be erased.
    Proven,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rotate {
    pub plan: Plan,
    pub at: RotateAt,
    /// The new key.
    pub new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotateAt {
    /// The create of the new key is open.
    Making,
    /// The new key is there; the systems that had the old one are given it.
    HandOver,
    /// The revoke of the old key is open.
    Stopping,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bulk {
    pub door: Door,
    /// The whole of this account.
    pub of_account: Option<String>,
    /// In the order in which they are stopped.
    pub keys: Vec<String>,
    /// How many of them were tried in the present run.
    pub tried: usize,
    /// What kept a stop from beginning, by key.
    pub causes: BTreeMap<String, Stopped>,
    /// Why the provider's list could not be read first.
    pub list_problem: Option<Code>,
}

/// An error as the journal keeps it. It holds no secret, like every error.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stopped {
    pub code: Code,
    pub params: Params,
    pub details: Option<String>,
}

impl From<ApiError> for Stopped {
    fn from(e: ApiError) -> Self {
        Self { code: e.code, params: e.params, details: e.details }
    }
}

impl From<Stopped> for ApiError {
    fn from(e: Stopped) -> Self {
        Self { code: e.code, params: e.params, details: e.details }
    }
}

impl Entry {
    /// One that begins now.
    pub fn new(key: &Key, flow: Flow, now: DateTime<Utc>) -> Self {
        Self { id: make_id(), key: key.id.clone(), account: key.account.clone(), flow, opened_at: now }
    }

    /// Whether it is the create or the revoke of one key, and not what holds several of these together.
    pub fn is_act(&self) -> bool {
        matches!(self.flow, Flow::Create(_) | Flow::Revoke(_))
    }

    /// Whether it is a create whose key is made and held, with only the last steps open.
    pub fn is_made(&self) -> bool {
        matches!(&self.flow, Flow::Create(create) if create.at == CreateAt::Known)
    }

    pub fn rotate(&self) -> Option<&Rotate> {
        match &self.flow {
            Flow::Rotate(rotate) => Some(rotate),
            Flow::Create(_) | Flow::Revoke(_) | Flow::Bulk(_) => None,
        }
    }

    /// A rotation at its next place.
    pub fn turned(mut self, at: RotateAt) -> Self {
        if let Flow::Rotate(rotate) = &mut self.flow {
            rotate.at = at;
        }
        self
    }

    /// Where it stands, as one word for a witness: `create:kept`.
    pub fn place(&self) -> String {
        let (flow, at) = match &self.flow {
            Flow::Create(c) => ("create", crate::store::word(&c.at)),
            Flow::Revoke(r) => ("revoke", crate::store::word(&r.at)),
            Flow::Rotate(r) => ("rotate", crate::store::word(&r.at)),
            Flow::Bulk(b) => return format!("bulk:{}", b.tried),
        };
        format!("{flow}:{}", at.unwrap_or_default())
    }

    pub(crate) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        to.execute(
            "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, NULL) ON CONFLICT (id) DO UPDATE SET flow = ?4",
            params![self.id, self.key, self.account, serde_json::to_string(&self.flow)?, self.opened_at],
        )?;
        Ok(())
    }

    pub(crate) fn close(&self, to: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.save(to)?;
        to.execute("UPDATE journal SET closed_at = ?2 WHERE id = ?1", params![self.id, now])?;
        Ok(())
    }
}

const COLUMNS: &str = "id, key, account, flow, opened_at";

impl Store {
    /// What is not finished, the oldest first.
    pub fn unfinished(&self) -> Result<Vec<Entry>, StoreError> {
        self.entries("1 = 1 OR id = ?1", "")
    }

    pub fn unfinished_entry(&self, id: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries("id = ?1", id)?.pop())
    }

    /// The create or the revoke of a key.
    pub fn unfinished_of(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries("key = ?1 AND json_extract(flow, '$.flow') IN ('create', 'revoke')", key)?.pop())
    }

    /// The rotation in which a key is the old one or the new one.
    pub fn rotation_of(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let rotation = "json_extract(flow, '$.flow') = 'rotate' AND ?1 IN (key, json_extract(flow, '$.new'))";
        Ok(self.entries(rotation, key)?.pop())
    }

    /// The stops of several keys.
    pub fn bulks(&self) -> Result<Vec<Entry>, StoreError> {
        self.entries("json_extract(flow, '$.flow') = ?1", "bulk")
    }

    fn entries(&self, condition: &str, value: &str) -> Result<Vec<Entry>, StoreError> {
        self.read(|c| {
            let open = format!("SELECT {COLUMNS} FROM journal WHERE closed_at IS NULL AND ({condition})");
            let mut statement = c.prepare(&format!("{open} ORDER BY opened_at, rowid"))?;
            let rows = statement.query_map([value], |row| Ok(from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }
}

fn from_row(row: &Row<'_>) -> Result<Entry, StoreError> {
    let flow: String = row.get(3)?;
    Ok(Entry {
        id: row.get(0)?,
        key: row.get(1)?,
        account: row.get(2)?,
        flow: serde_json::from_str(&flow)?,
        opened_at: row.get(4)?,
    })
}
