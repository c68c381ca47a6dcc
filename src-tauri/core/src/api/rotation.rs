//! Rotation: a new key in the place of an old one, and who has to be given it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Way;

/// How a new key takes the place of an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationWay {
    /// A new key is made like any other; both work until the old one is stopped.
    NewKey,
    /// The provider makes a successor; both work until the old one is stopped.
    Successor,
    /// The provider exchanges the secret: the old one ends at once.
    Exchange,
}

/// Why a key is rotated, and so what happens once the new one works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// The new key is handed over, system by system; then the person retires the old one.
    Planned,
    /// The old key is stopped at once.
    Leaked,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RotateRequest {
    pub key_id: String,
    /// The new key's label.
    pub label: String,
    pub plan: Plan,
    /// Other permissions than the old key's; none: the same.
    pub scopes: Option<Vec<String>>,
    /// None: the provider's recommended way.
    pub way: Option<Way>,
    /// Size of an RSA pair; none: that of the old one.
    pub bits: Option<u16>,
}

/// A rotation that is not finished. What is stuck in it is among the unfinished, under the new key or the old one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RotationView {
    pub id: String,
    pub account_id: String,
    pub plan: Plan,
    pub phase: RotationPhase,
    pub old_id: String,
    pub old_label: String,
    pub new_id: String,
    pub new_label: String,
    /// The new key has passed its test.
    pub new_works: bool,
    /// The old key is stopped already, by an exchange or by hand.
    pub old_ended: bool,
    /// The old key is the one that Keyrack worked with; it works with the new one now.
    pub manager: bool,
    /// The systems that the new key has to be handed to.
    pub switches: Vec<SwitchView>,
    pub opened_at: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationPhase {
    /// The new key is being made.
    Making,
    /// Both keys work (but for an exchange): the new one is handed over.
    HandOver,
    /// The old key is being stopped.
    Stopping,
}

/// One system that uses the old key, and whether it has the new one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SwitchView {
    pub holder_id: String,
    pub name: String,
    pub purpose: Option<Purpose>,
    pub done: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RetireOldRequest {
    pub rotation_id: String,
    /// The old key's label, or the last four characters of its id.
    pub confirmation: String,
    /// The person knows that the new key has not passed its test, or is not everywhere yet.
    pub anyway: bool,
}

/// What systems and accounts are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Development,
    Staging,
    Production,
}

/// Who has a key's secret besides this computer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HolderView {
    pub id: String,
    pub name: String,
    pub purpose: Option<Purpose>,
    pub since: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct HolderRequest {
    pub name: String,
    pub purpose: Option<Purpose>,
}
