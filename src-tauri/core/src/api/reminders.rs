//! Dates, drift, and what a person keeps for a bad day.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::OverviewView;
use crate::types::EnvironmentKind;

/// A key that is due, or will be soon.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DueView {
    pub key_id: String,
    pub label: String,
    pub account_name: String,
    pub environment: EnvironmentKind,
    pub kind: DueKind,
    pub at: String,
    /// The moment has passed.
    pub over: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// By the policy or the person's own date.
    RotateBy,
    /// The provider lets it end.
    Expires,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct PolicyView {
    /// Days after which a key is to be rotated; none: no policy.
    pub rotate_days: Option<u32>,
    /// Days ahead in which a key is said to be due soon.
    pub remind_days: u32,
}

/// What a reading of the provider's list has changed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RefreshView {
    pub overview: OverviewView,
    /// What was done there by somebody else since the last time.
    pub changes: Vec<ChangeView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangeView {
    pub kind: ChangeKind,
    pub key_id: String,
    pub label: String,
    /// Permissions that it has now and had not, and the other way round.
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Appeared,
    Vanished,
    Permissions,
}

/// If this computer is lost: where each key is stopped. Holds no secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SheetView {
    pub made_at: String,
    pub accounts: Vec<SheetAccountView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SheetAccountView {
    pub name: String,
    pub provider_name: String,
    pub environment: EnvironmentKind,
    pub environment_name: String,
    pub address: String,
    /// What Keyrack works with there, and its id where it has one.
    pub credential: String,
    pub credential_id: Option<String>,
    pub website: String,
    /// How a key is stopped there by hand.
    pub steps: Vec<String>,
    pub keys: Vec<SheetKeyView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SheetKeyView {
    pub label: String,
    pub remote_id: Option<String>,
    pub moves_money: bool,
    /// Whose secret was on this computer.
    pub here: bool,
    pub holders: Vec<String>,
}

/// A file that was written where the person chose.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SavedView {
    /// The file's name without its folder.
    pub file: String,
}
