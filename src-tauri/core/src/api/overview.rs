//! The first screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountView, AskedView, BulkView, DueView, KeyView, PolicyView, RotationView, UnfinishedView};
use crate::code::Code;

/// Everything that the first screen shows. Read from the records alone: no keychain, no network.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OverviewView {
    pub mode: Mode,
    pub practice: PracticeView,
    pub accounts: Vec<AccountView>,
    pub keys: Vec<KeyView>,
    pub unfinished: Vec<UnfinishedView>,
    /// Keys that were asked for by e-mail and have not come back yet.
    pub asked: Vec<AskedView>,
    pub rotations: Vec<RotationView>,
    /// Stops of several keys that did not come to their end.
    pub bulks: Vec<BulkView>,
    /// The most urgent first.
    pub due: Vec<DueView>,
    pub policy: PolicyView,
    /// Seconds after which a copied secret leaves the clipboard.
    pub clipboard_seconds: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Practice,
    Live,
}

#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct PracticeView {
    pub started: bool,
    /// This machine has no keychain, so practice keeps its secrets in memory until Keyrack is closed.
    pub memory_only: bool,
    /// There is an account in live.
    pub connected: bool,
}

/// The keychain's state, as the health card shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KeychainView {
    /// Which keychain, such as "Secret Service".
    pub name: String,
    /// None when all is well.
    pub problem: Option<Code>,
    pub memory_only: bool,
    /// What is kept is there again after a restart; none where it cannot be told now.
    pub survives_restart: Option<bool>,
    /// The most that an item may hold, in bytes; none where there is no such limit.
    pub item_limit: Option<u32>,
}
