//! Accounts, as they are and as they are typed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PermissionView, Purpose, TestView};
use crate::code::ApiError;
use crate::secret::Secret;
use crate::types::EnvironmentKind;

#[derive(Debug, Clone, Serialize, TS)]
pub struct AccountView {
    pub id: String,
    pub name: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: EnvironmentKind,
    /// The environment's own name, such as "Demo".
    pub environment_name: String,
    pub address: String,
    pub manager: ManagerView,
    /// Whether its credential may list, make and stop keys; without that, its keys can be tested and used.
    pub manages: bool,
    pub purpose: Option<Purpose>,
    /// When its dashboard was last opened from here.
    pub looked_at: Option<String>,
    pub added_at: String,
    /// When the provider's list was last read.
    pub refreshed_at: Option<String>,
}

/// The credential that Keyrack itself works with. Never its secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ManagerView {
    /// Which of the provider's credential forms it came from.
    pub form: String,
    pub form_name: String,
    pub key_id: Option<String>,
}

/// An account as it is typed. Secrets go in here and come out nowhere.
#[derive(Debug, Deserialize, TS)]
pub struct AccountRequest {
    pub provider: String,
    pub name: String,
    pub environment: String,
    /// For a custom address only.
    pub address: Option<String>,
    /// For a custom address only: whether the person says that no real money is behind it.
    #[serde(default)]
    pub not_production: bool,
    pub form: String,
    pub fields: Vec<FieldRequest>,
}

#[derive(Debug, Deserialize, TS)]
pub struct FieldRequest {
    pub id: String,
    /// What was typed or pasted; empty where a chosen file stands for it.
    #[ts(type = "string")]
    pub value: Secret,
    /// The handle of a file that was chosen in the native dialog.
    pub file: Option<String>,
    /// The passphrase of a protected private key.
    #[ts(type = "string | null")]
    pub passphrase: Option<Secret>,
}

/// A file that was chosen in the native dialog and read outside the window.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChosenFileView {
    pub file: String,
    pub name: String,
    /// Size of the RSA key in bits; none while a passphrase is needed.
    pub bits: Option<u16>,
    pub passphrase_needed: bool,
}

/// An account that was tried. It is saved by its handle, without sending anything secret twice.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialView {
    pub trial: String,
    pub test: TestView,
    /// How many keys the provider lists, where it let us see.
    pub listed: Option<u32>,
    /// Whether it may be saved: only an account that was seen to work.
    pub may_save: bool,
}

/// A key that is asked for by e-mail.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AskRequest {
    pub provider: String,
    pub environment: String,
    pub label: String,
    pub scopes: Vec<String>,
}

/// The message that asks for it. Holds no secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AskedView {
    pub id: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: String,
    pub environment_name: String,
    pub label: String,
    pub permissions: Vec<PermissionView>,
    pub to: String,
    pub subject: String,
    pub body: String,
    pub asked_at: String,
}

/// A file that was dropped on the window: read, or why not.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DroppedView {
    pub file: Option<ChosenFileView>,
    pub error: Option<ApiError>,
}
