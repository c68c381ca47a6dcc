//! Keys, and what is asked for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldRequest, HolderView, ProofView, RotationWay, TestView};
use crate::code::Code;
use crate::types::EnvironmentKind;

#[derive(Debug, Clone, Serialize, TS)]
pub struct KeyView {
    pub id: String,
    pub account_id: String,
    pub account_name: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: EnvironmentKind,
    pub environment_name: String,
    pub label: String,
    /// The provider's own name for it, where it differs from the label.
    pub remote_name: Option<String>,
    /// The provider's id of the key.
    pub remote_id: Option<String>,
    pub state: KeyState,
    pub place: KeyPlace,
    pub secret: SecretPlace,
    pub permissions: Vec<PermissionView>,
    /// False where neither the provider nor the person has said what it may do.
    pub permissions_known: bool,
    /// No permissions were named at the provider, which means full access there.
    pub unrestricted: bool,
    pub moves_money: bool,
    /// A pair with a public half; otherwise the secret is all there is.
    pub pair: bool,
    /// This is the key that Keyrack itself works with.
    pub manager: bool,
    /// It may be: the provider does not tell which of its keys that is.
    pub may_be_manager: bool,
    /// How it was made: here, by the provider, or unknown (somebody else made it).
    pub way: Option<Way>,
    pub bits: Option<u16>,
    /// SHA-256 of the public half, in hexadecimal.
    pub fingerprint: Option<String>,
    pub made_at: Option<String>,
    pub stopped_at: Option<String>,
    /// When the provider lets it end by itself.
    pub expires_at: Option<String>,
    /// What else the provider tells of it, such as its limits.
    pub facts: Vec<FactView>,
    /// The key that this one was made to replace.
    pub replaces: Option<String>,
    /// Why Keyrack cannot stop it; none where it can.
    pub stop_problem: Option<Code>,
    /// It can be forgotten here without being stopped: Keyrack cannot stop it, or could not.
    pub can_forget: bool,
    /// How a new key takes its place; none where it cannot be rotated from here.
    pub rotation: Option<RotationWay>,
    /// The systems and people that have it.
    pub holders: Vec<HolderView>,
    /// It goes to systems of more than one purpose, or of another than its account's.
    pub purposes_mixed: bool,
    /// When it is to be rotated: by the person's own date, or by the policy.
    pub rotate_by: Option<String>,
    /// The date is the person's own.
    pub rotate_by_own: bool,
    /// The provider records the calls of this key.
    pub usage_log: bool,
    pub last_test: Option<TestView>,
    pub proof: Option<ProofView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Being made; its journal entry is open.
    Making,
    Live,
    /// The provider has been asked to stop it; not yet proven.
    Stopping,
    /// Confirmed dead, or gone from the provider's list where the secret was never here.
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    HereAndThere,
    OnlyThere,
    OnlyHere,
    /// The provider's list has not been read since.
    NotLooked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// In this computer's keychain.
    Here,
    /// With somebody else.
    Elsewhere,
    /// It never arrived, or is gone from the keychain.
    Lost,
    /// Erased after the key was proven dead.
    Erased,
    /// An answer that could not be read lies whole in the keychain.
    Unread,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionView {
    /// The provider's exact string.
    pub scope: String,
    /// A plain sentence, or the scope itself where Keyrack does not know it.
    pub sentence: String,
    pub risk: Risk,
    pub known: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Read,
    Change,
    Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The pair is made on this computer.
    Here,
    /// The provider makes the pair and sends the secret half once.
    Provider,
    /// The public half is pasted into the provider's web page.
    Website,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CreateRequest {
    pub account_id: String,
    pub label: String,
    pub scopes: Vec<String>,
    pub way: Way,
    /// Size of an RSA pair; none where the provider makes the key.
    pub bits: Option<u16>,
    /// The provider's own choices, by their ids; what is left out is not sent.
    #[serde(default)]
    pub extras: BTreeMap<String, String>,
}

/// Something that a provider says of a key, as it says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactView {
    pub name: String,
    pub value: String,
}

/// A key that exists already, with its secret as it is typed or chosen.
#[derive(Debug, Deserialize, TS)]
pub struct BringRequest {
    pub account_id: String,
    pub label: String,
    /// The row of the provider's list that it belongs to, where the person says so.
    pub remote_id: Option<String>,
    /// The fields of the provider's `key_form`.
    pub fields: Vec<FieldRequest>,
}

/// A part of the provider's own log of a key's calls, the newest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UsageLogView {
    /// False where the provider keeps none for this key: no error.
    pub available: bool,
    pub rows: Vec<UsageRowView>,
    /// Where the next part begins.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UsageRowView {
    pub at: Option<String>,
    /// What was called, such as `GET /portfolio`.
    pub call: String,
    pub status: Option<String>,
    /// What is unlike the rest.
    pub marks: Vec<UsageMark>,
    /// What else the provider tells of the call.
    pub facts: Vec<FactView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PublicHalfView {
    pub pem: String,
    pub fingerprint: String,
}

/// Why a call in a provider's log deserves a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UsageMark {
    /// Far more calls than usual around that time.
    Spike,
    /// At an hour of the day at which the key is not used otherwise.
    UnusualHour,
    /// A call that the key has hardly ever made.
    UnknownCall,
}
