//! Providers, as data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Risk, Way};
use crate::types::EnvironmentKind;

#[derive(Debug, Clone, Serialize, TS)]
pub struct ProviderView {
    pub id: String,
    pub name: String,
    pub environments: Vec<EnvironmentView>,
    pub forms: Vec<FormView>,
    /// Empty where its keys carry none, or where each account has its own (`account_permissions`).
    pub permissions: Vec<PermissionInfoView>,
    pub permissions_fetched: bool,
    pub presets: Vec<PresetView>,
    /// What a key of this provider consists of, for bringing one in.
    pub key_form: FormView,
    pub abilities: AbilitiesView,
    /// The provider's own choices for a new key.
    pub extras: Vec<ExtraView>,
    /// Sizes of RSA pairs in bits, the default first; empty where there is no pair.
    pub key_sizes: Vec<u16>,
    /// The ways a key can be made, the recommended first.
    pub ways: Vec<Way>,
    /// Longest label in characters.
    pub label_max: u32,
    pub documentation: String,
    /// Where a person makes and stops keys by hand, and the steps there.
    pub website: String,
    pub website_steps: Vec<String>,
    /// How a key is stopped there by hand.
    pub website_stop_steps: Vec<String>,
}

/// What a provider's API can do with keys.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct AbilitiesView {
    pub list: bool,
    pub create: bool,
    pub rotate: bool,
    /// Rotating ends the old secret at once: the provider exchanges it.
    pub exchange: bool,
    pub usage_log: bool,
    /// Keys are asked for by e-mail.
    pub ask: bool,
}

/// A choice that one provider has: a whole number.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExtraView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub min: u32,
    pub max: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EnvironmentView {
    pub id: String,
    pub name: String,
    pub kind: EnvironmentKind,
    /// Empty for a custom address, which the person types.
    pub address: String,
    pub custom: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FormView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub fields: Vec<FieldView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FieldView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub kind: FieldKind,
    pub optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Secret,
    /// A private key: from a file that is chosen outside the window, or pasted.
    PrivateKey,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionInfoView {
    pub scope: String,
    pub sentence: String,
    pub risk: Risk,
    /// Permissions that come with it.
    pub needs: Vec<String>,
    /// Whether new keys are made with it; otherwise it is known, and shown where a key has it.
    pub offered: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PresetView {
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
}
