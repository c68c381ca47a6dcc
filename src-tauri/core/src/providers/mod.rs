//! Providers as data plus pure functions that build requests and read answers: no I/O, no clock, and never a stored
//! secret. A new provider is one file here and one line in `ALL`; `providers/README.md` says how.

pub mod blockmind;
pub mod buildmarkets;
pub mod cloudflare;
pub mod data;
pub mod kalshi;
pub mod openfish;
mod reading;
pub mod sendgrid;

pub use data::{Environment, Form, Info, Permission, Rate, Rates};

use std::collections::BTreeMap;

use crate::api::{FactView, UsageRowView};
use crate::call::{Answer, Call, Refusal, is_path_part};
use crate::secret::{Parts, Secret};

/// Every provider that Keyrack knows.
pub static ALL: &[&Provider] = &[
    &kalshi::PROVIDER,
    &buildmarkets::PROVIDER,
    &openfish::PROVIDER,
    &blockmind::PROVIDER,
    &cloudflare::PROVIDER,
    &sendgrid::PROVIDER,
];

pub fn find(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|p| p.info.id == id)
}

pub struct Provider {
    pub info: &'static Info,
    /// Sent without a key: reachability, and the clock by the answer's `Date`. A 401 is an answer, too.
    pub reach: fn() -> Call<()>,
    /// A read that a key with these permissions may do; no permissions named means all.
    pub probe: fn(&[String]) -> Call<Told>,
    pub trial: Trial,
    /// Reads an error status.
    pub refusal: fn(&Answer) -> Refusal,
    pub keys: Abilities,
}

/// How a key shows whether it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// It makes the probe by itself.
    Alone,
    /// No call tests it alone: it goes along with the managing key's reading of the list.
    Beside,
}

/// A part of something longer; without a cursor, its beginning.
pub type Paged<T> = fn(cursor: Option<&str>) -> Call<T>;

/// What the provider's API can do with keys. What it cannot is `None`.
#[derive(Clone, Copy)]
pub struct Abilities {
    /// Registers a public half that was made here, and answers with its id.
    pub register: Option<fn(&Wanted<'_>, public_pem: &str) -> Call<String>>,
    /// Lets the provider make the key; its secret is shown once.
    pub issue: Option<fn(&Wanted<'_>) -> Call<Issued>>,
    pub list: Option<Paged<Page>>,
    pub revoke: Option<fn(remote_id: &str) -> Call<()>>,
    /// The calling key ends itself; for a key whose id is not known, and never with another key's credential.
    pub revoke_self: Option<fn() -> Call<()>>,
    pub rotate: Option<Rotate>,
    /// The provider's own log of a key's calls, asked for with the key itself.
    pub usage: Option<Paged<UsagePage>>,
    /// Where the provider has to be asked which permissions there are.
    pub offers: Option<Offers>,
    /// Whether a text can be a key id of this provider.
    pub is_id: fn(&str) -> bool,
}

impl Abilities {
    pub const NONE: Self = Self {
        register: None,
        issue: None,
        list: None,
        revoke: None,
        revoke_self: None,
        rotate: None,
        usage: None,
        offers: None,
        is_id: is_path_part,
    };

    /// Whether rotating ends the old secret at once.
    pub fn exchanges(&self) -> bool {
        matches!(self.rotate, Some(Rotate::Exchange(_)))
    }
}

#[derive(Clone, Copy)]
pub struct Offers {
    /// The permissions that a new key of this account can have.
    pub fetch: fn() -> Call<Vec<Offer>>,
    /// One of them in words.
    pub describe: fn(scope: &str) -> Offer,
}

#[derive(Clone, Copy)]
pub enum Rotate {
    /// The key asks for its own successor and lives on until it is stopped.
    Successor(fn() -> Call<Issued>),
    /// The managing key has the secret of this key exchanged: the id stays, the old secret is dead at once.
    Exchange(fn(remote_id: &str) -> Call<Issued>),
}

/// A key to be made.
pub struct Wanted<'a> {
    pub label: &'a str,
    pub scopes: &'a [String],
    /// The provider's own choices (`Info::extras`), checked to be within their bounds.
    pub extras: &'a BTreeMap<String, u32>,
}

/// A key that the provider has made. Its secret is shown this once.
#[derive(Debug)]
pub struct Issued {
    /// None where the provider does not say it.
    pub remote_id: Option<String>,
    pub secret: Given,
    pub expires_at: Option<String>,
}

#[derive(Debug)]
pub enum Given {
    /// The secret half of a pair, in any form that an import takes.
    PrivateKey(Secret),
    /// The parts of a key that is no pair.
    Parts(Parts),
}

/// One page of the provider's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub keys: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A key as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    pub remote_id: String,
    pub name: String,
    pub scopes: Scopes,
    pub created_at: Option<String>,
    pub expires_at: Option<String>,
    /// It is listed, and the provider says that it does not work any more.
    pub ended: bool,
    pub facts: Vec<FactView>,
}

/// What a list says of a key's permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scopes {
    /// Nothing.
    #[default]
    Untold,
    /// That it has none, which means all.
    FullAccess,
    Named(Vec<String>),
}

/// What the provider's answer to a probe tells of the key itself; empty where it tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub remote_id: Option<String>,
    pub scopes: Option<Vec<String>>,
    pub expires_at: Option<String>,
    pub facts: Vec<FactView>,
}

/// A permission as the provider offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub scope: String,
    pub sentence: String,
    pub risk: crate::api::Risk,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsagePage {
    pub rows: Vec<UsageRowView>,
    pub next: Option<String>,
}
