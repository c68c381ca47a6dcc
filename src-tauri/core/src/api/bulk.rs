//! Several keys at once: stopping and testing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Door;
use crate::code::{Code, Params};

/// A selection of keys, or every living key of an account.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct StopManyRequest {
    pub key_ids: Vec<String>,
    /// Instead of a selection: all of this account, read from the provider's list first.
    pub account_id: Option<String>,
    pub door: Door,
    /// For *Retire*: the account's name, or the number of selected keys.
    pub confirmation: Option<String>,
}

/// Several keys that are being stopped, with a result for each.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BulkView {
    pub id: String,
    pub door: Door,
    /// Set where it is a whole account.
    pub account_id: Option<String>,
    /// In the order in which they are stopped: a key that Keyrack works with comes last.
    pub rows: Vec<BulkRowView>,
    /// Something is left that can be tried again.
    pub open: bool,
    /// Why the provider's list could not be read before: keys that are new there may be missing here.
    pub list_problem: Option<Code>,
    /// Accounts whose own credential is no key that can be stopped here, such as a session token.
    pub not_stoppable: Vec<CredentialLeftView>,
    pub opened_at: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BulkRowView {
    pub key_id: String,
    pub label: String,
    pub account_name: String,
    pub result: BulkResult,
    pub cause: Option<Code>,
    pub params: Params,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BulkResult {
    Waiting,
    ConfirmedDead,
    /// Its secret is not here; it is gone from the provider's list.
    GoneFromList,
    StillAlive,
    NotConfirmed,
    /// It lives: the provider was not reached, or refused.
    NotStopped,
    /// Keyrack cannot stop it; the cause says why.
    CannotStop,
    /// It does the stopping, and other keys of its account are not stopped yet.
    HeldBack,
}

/// A credential that lives on after every key is stopped.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CredentialLeftView {
    pub account_id: String,
    pub account_name: String,
    /// What it is, such as "Bearer token".
    pub form_name: String,
}

/// How *Test all* ended. The verdicts are with the keys.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct TestAllView {
    pub works: u32,
    pub refused: u32,
    pub could_not_tell: u32,
    /// Not tested: cancelled before, or the secret is not here.
    pub left_out: u32,
    pub cancelled: bool,
}
