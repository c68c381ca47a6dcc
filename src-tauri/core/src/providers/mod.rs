//! Providers as data plus pure functions that build requests and read answers: no I/O, no clock, and never a stored
//! secret. A new provider is one file here and one line in `ALL`.

pub mod kalshi;

use crate::api::{FieldKind, Risk, Way};
use crate::auth::Scheme;
use crate::call::{Answer, Call, Refusal};
use crate::secret::Secret;
use crate::types::EnvironmentKind;

/// Every provider that Keyrack knows.
pub static ALL: &[&Provider] = &[&kalshi::PROVIDER];

pub fn find(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|p| p.info.id == id)
}

pub struct Provider {
    pub info: &'static Info,
    /// Needs no key: reachability, and the clock by the answer's `Date`.
    pub reach: fn() -> Call<()>,
    /// A read that a key with these permissions may do; no permissions named means all.
    pub probe: fn(&[String]) -> Call<()>,
    /// Reads an error status.
    pub refusal: fn(&Answer) -> Refusal,
    /// How a key signs, once it is made.
    pub key_scheme: Scheme,
    /// Where keys can be made, listed and stopped by the API.
    pub admin: Option<&'static dyn KeyAdmin>,
}

/// Making, listing and stopping keys.
pub trait KeyAdmin: Sync {
    /// Registers a public half that was made here.
    fn create(&self, wanted: &Wanted<'_>, public_pem: &str) -> Call<String>;
    /// Lets the provider make the pair; its answer is shown once.
    fn generate(&self, wanted: &Wanted<'_>) -> Call<Generated>;
    fn list(&self) -> Call<Vec<Listed>>;
    fn revoke(&self, remote_id: &str) -> Call<()>;
    /// Whether a text can be a key id of this provider.
    fn is_id(&self, text: &str) -> bool;
}

/// A key to be made.
pub struct Wanted<'a> {
    pub label: &'a str,
    pub scopes: &'a [String],
}

/// A pair that the provider has made.
#[derive(Debug)]
pub struct Generated {
    pub remote_id: String,
    pub private_key: Secret,
}

/// A key as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub remote_id: String,
    pub name: String,
    /// None where the provider names none, which means full access.
    pub scopes: Option<Vec<String>>,
}

pub struct Info {
    pub id: &'static str,
    pub name: &'static str,
    pub environments: &'static [Environment],
    pub forms: &'static [Form],
    pub permissions: &'static [Permission],
    pub presets: &'static [Preset],
    /// In bits, the default first.
    pub key_sizes: &'static [u16],
    /// The recommended first.
    pub ways: &'static [Way],
    /// In characters.
    pub label_max: usize,
    /// How far a clock may be off before requests are refused, in seconds.
    pub clock_window: i64,
    pub documentation: &'static str,
    pub website: &'static str,
    pub website_steps: &'static [&'static str],
}

impl Info {
    pub fn permission(&self, scope: &str) -> Option<&'static Permission> {
        self.permissions.iter().find(|p| p.scope == scope)
    }
    pub fn environment(&self, id: &str) -> Option<&'static Environment> {
        self.environments.iter().find(|e| e.id == id)
    }
    pub fn form(&self, id: &str) -> Option<&'static Form> {
        self.forms.iter().find(|f| f.id == id)
    }
}

pub struct Environment {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: EnvironmentKind,
    /// None for a custom address, which the person types.
    pub address: Option<&'static str>,
}

/// One kind of credential that Keyrack can work with.
pub struct Form {
    pub id: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub scheme: Scheme,
    pub fields: &'static [Field],
}

pub struct Field {
    pub id: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub kind: FieldKind,
}

pub struct Permission {
    pub scope: &'static str,
    pub sentence: &'static str,
    pub risk: Risk,
    /// Permissions that it does not work without.
    pub needs: &'static [&'static str],
}

pub struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub scopes: &'static [&'static str],
}
