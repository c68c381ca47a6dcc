//! What a provider's file says of it: names, addresses, forms, permissions. Data only.

use crate::api::{FieldKind, Risk, Way};
use crate::auth::Scheme;
use crate::types::EnvironmentKind;

pub struct Info {
    pub id: &'static str,
    pub name: &'static str,
    pub environments: &'static [Environment],
    /// The credentials that an account can work with, the usual one first.
    pub forms: &'static [Form],
    /// What a key consists of, and how it authenticates.
    pub key: Form,
    /// Empty where keys carry none, or where each account has its own.
    pub permissions: &'static [Permission],
    pub presets: &'static [Preset],
    /// In bits, the default first; empty where keys are no pairs.
    pub key_sizes: &'static [u16],
    /// The recommended first; empty where the API makes no keys.
    pub ways: &'static [Way],
    /// In characters.
    pub label_max: usize,
    /// Characters that a label may not have at this provider.
    pub label_without: &'static [char],
    /// The names under which programs look for a key in their environment.
    pub env: &'static [EnvName],
    pub extras: &'static [Extra],
    /// One of these is needed to list, make and stop keys; empty where that is not a matter of permissions.
    pub managing: &'static [&'static str],
    /// Where keys are asked for by e-mail.
    pub mail: Option<Mail>,
    pub rates: Rates,
    /// How far a clock may be off before requests are refused, in seconds.
    pub clock_window: i64,
    pub documentation: &'static str,
    pub website: &'static str,
    /// The names of what it tells of a key besides, such as its limits.
    pub facts: &'static [&'static str],
    /// How a public half is registered there by hand.
    pub website_steps: &'static [&'static str],
    /// How a key is stopped there by hand.
    pub website_stop_steps: &'static [&'static str],
}

impl Info {
    /// Whether a key is a pair with a public half.
    pub fn makes_pairs(&self) -> bool {
        matches!(self.key.scheme, Scheme::RsaPss(_))
    }
    /// Whether a key with these permissions may list, make and stop keys, as far as that is told; none named means all.
    pub fn may_manage(&self, scopes: Option<&[String]>) -> bool {
        let managing = |scopes: &[String]| scopes.iter().any(|s| self.managing.contains(&&s[..]));
        self.managing.is_empty() || scopes.is_none_or(managing)
    }
    /// Every text of it that a person reads, for the translations.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<&'static str> {
        let forms = || self.forms.iter().chain([&self.key]);
        let fields = forms().flat_map(|form| form.fields).flat_map(|field| [field.name, field.hint]);
        let named = forms().flat_map(|form| [form.name, form.hint]);
        let permissions = self.permissions.iter().map(|permission| permission.sentence);
        let extras = self.extras.iter().flat_map(|extra| [extra.name, extra.hint]);
        let names = self.environments.iter().map(|one| one.name).chain(self.presets.iter().map(|one| one.name));
        let lists = [self.facts, self.website_steps, self.website_stop_steps].into_iter().flatten().copied();
        named.chain(fields).chain(permissions).chain(extras).chain(names).chain(lists).collect()
    }
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

/// How often an account may call.
pub struct Rates {
    pub reads: Rate,
    /// None where changes count with the reads.
    pub writes: Option<Rate>,
}

impl Rates {
    /// Where no page says it: careful.
    pub const UNSTATED: Self = Self::shared(120, 60);

    /// So many calls within so many seconds, of whichever kind.
    pub const fn shared(calls: u32, seconds: u32) -> Self {
        Self { reads: Rate { calls, seconds }, writes: None }
    }
}

/// So many calls within so many seconds.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub calls: u32,
    pub seconds: u32,
}

pub struct Environment {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: EnvironmentKind,
    /// None for a custom address, which the person types.
    pub address: Option<&'static str>,
}

impl Environment {
    /// An address that the person types, for tests and private gateways.
    pub const CUSTOM: Self =
        Self { id: "custom", name: "Custom address", kind: EnvironmentKind::Production, address: None };
}

/// One kind of credential.
pub struct Form {
    pub id: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub scheme: Scheme,
    pub fields: &'static [Field],
    /// The field that is the provider's id of the key, where there is one. The others are parts of its secret.
    pub key_id: Option<&'static str>,
    /// Where the id stands inside a part of the secret.
    pub id_inside: Option<IdInside>,
    /// Whether this credential is itself one of the provider's keys.
    pub is_key: bool,
}

pub struct Field {
    pub id: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub kind: FieldKind,
    pub optional: bool,
}

/// What a program reads under a name of its environment.
pub struct EnvName {
    pub name: &'static str,
    pub value: EnvValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvValue {
    /// The provider's id of the key; left out where it is not known.
    Id,
    /// The provider's own name for the key.
    Name,
    /// A part of the secret.
    Part(&'static str),
    /// The secret half of a pair, as PEM.
    Pair,
}

impl EnvName {
    pub const fn id(name: &'static str) -> Self {
        Self { name, value: EnvValue::Id }
    }

    pub const fn part(name: &'static str, part: &'static str) -> Self {
        Self { name, value: EnvValue::Part(part) }
    }
}

/// The id is one of the pieces of a part, such as the second of `SG.id.secret`.
pub struct IdInside {
    pub part: &'static str,
    pub separator: char,
    pub piece: usize,
}

impl Field {
    pub const fn new(id: &'static str, name: &'static str, kind: FieldKind, hint: &'static str) -> Self {
        Self { id, name, hint, kind, optional: false }
    }

    /// A part of the secret that is typed or pasted.
    pub const fn secret(id: &'static str, name: &'static str, hint: &'static str) -> Self {
        Self::new(id, name, FieldKind::Secret, hint)
    }

    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

pub struct Permission {
    pub scope: &'static str,
    pub sentence: &'static str,
    pub risk: Risk,
    /// Permissions that it does not work without.
    pub needs: &'static [&'static str],
    /// The name that newer versions of the API use.
    pub newer: Option<Newer>,
    /// Whether new keys are made with it at first.
    pub offered: bool,
}

impl Permission {
    pub const fn new(scope: &'static str, sentence: &'static str, risk: Risk) -> Self {
        Self { scope, sentence, risk, needs: &[], newer: None, offered: true }
    }
}

#[derive(Clone, Copy)]
pub struct Newer {
    pub scope: &'static str,
    /// It allows more than the old name did.
    pub wider: bool,
}

pub struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub scopes: &'static [&'static str],
}

/// A choice that one provider has for a new key: a whole number within bounds.
pub struct Extra {
    pub id: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub min: u32,
    pub max: u32,
}

/// The message that asks for a key.
pub struct Mail {
    pub to: &'static str,
    pub subject: &'static str,
    /// The text, with `{environment}`, `{label}` and `{scopes}` (one a line) in their places.
    pub body: &'static str,
}
