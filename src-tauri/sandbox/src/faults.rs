//! Faults that can be switched on: what goes wrong, for which requests, and how often.

use std::mem::{Discriminant, discriminant};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::gate::{Door, Gate};
use crate::request::Incoming;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429 in the provider's own words, not handled.
    RateLimited { retry_after: Option<u32> },
    /// Any status and body, not handled.
    Status { code: u16, body: String, content_type: String },
    /// Handled at once, answered later.
    Slow(Duration),
    /// Handled later; a client that has gone meanwhile is not served.
    SlowBefore(Duration),
    /// Handled; the body breaks off half way through its announced length. An answer without a body is unharmed.
    CutOff,
    /// Handled; 200 with a web page instead of the answer.
    Html,
    /// Handled; 200 with a streamed body of so many bytes.
    Huge(u64),
    /// Handled; a success answers JSON of another shape.
    WrongShape,
    /// Handled; a successful GET answers null in place of each list.
    NullLists,
    /// Not handled; the connection closes without an answer.
    CloseBefore,
    /// Handled; the connection closes without an answer.
    CloseAfter,
    /// 302 to this address, not handled.
    Redirect(String),
    /// The server's clock, `Date` header included, is so many seconds ahead. Holds for all requests until cleared.
    ClockSkew(i64),
    /// The answer has no `Date` header.
    NoDate,
    /// A revocation is confirmed, and the key stays alive and listed.
    LyingRevoke,
    /// A revocation is confirmed and the key leaves the list, but it still authenticates.
    LyingRevokeHidden,
    /// A revocation is confirmed at once and happens so much later.
    SlowRevoke(Duration),
    /// Kalshi: making a key from one's own public key answers that the account's usage level is too low.
    UsageLevel,
    /// An error that the provider answers comes in another shape.
    ErrorShape(Shape),
    /// Every authenticated request is refused as if its key were unknown: an outage that looks like death.
    DeadForAll,
    /// Buildmarkets: the list of keys is an array at the root, whole.
    ListRoot,
    /// Buildmarkets: the list of keys stands under `keys`.
    ListKeys,
    /// Buildmarkets: a creation may name `admin:keys` and `admin:webhooks` only, not the scopes that these replace.
    NewScopeNames,
    /// Openfish: builder headers are not looked at.
    BuilderIgnored,
    /// Openfish: a signature covers the path without its query.
    QueryUnsigned,
    /// Openfish: the list of keys is a bare array of `{key, createdAt, revokedAt?}`, revoked ones included.
    ListBare,
    /// BlockMind: the audit log answers 404.
    NoAudit,
    /// BlockMind: capabilities and rotations do not say the key's id.
    NoKeyId,
}

impl Fault {
    /// The one provider in whose answers the fault can show; `None`: every provider.
    fn provider(&self) -> Option<&'static str> {
        match self {
            Fault::UsageLevel => Some("kalshi"),
            Fault::ListRoot | Fault::ListKeys | Fault::NewScopeNames => Some("buildmarkets"),
            Fault::BuilderIgnored | Fault::QueryUnsigned | Fault::ListBare => Some("openfish"),
            Fault::NoAudit | Fault::NoKeyId => Some("blockmind"),
            _ => None,
        }
    }
}

/// Shapes of error bodies other than the usual nested one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `{"code", "message", "details"}`
    Flat,
    /// `{"msg"}`
    Msg,
    Empty,
    /// The message as plain text.
    Text,
    /// `{"error": "message"}`
    PlainError,
}

/// Which requests a fault meets: all, or those of one method, of one end of the path, or of both; from the first on, or
/// from a later one.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    method: Option<String>,
    path: Option<String>,
    skip: u32,
}

impl Matcher {
    pub fn any() -> Matcher {
        Matcher::default()
    }

    pub fn method(mut self, method: &str) -> Matcher {
        self.method = Some(method.to_owned());
        self
    }

    /// The path without its query ends so.
    pub fn path(mut self, suffix: &str) -> Matcher {
        self.path = Some(suffix.to_owned());
        self
    }

    /// Lets so many of them pass first.
    pub fn after(mut self, skip: u32) -> Matcher {
        self.skip = skip;
        self
    }

    fn meets(&self, asked: &Incoming) -> bool {
        self.method.as_ref().is_none_or(|it| asked.method.as_str() == it)
            && self.path.as_ref().is_none_or(|it| asked.path.ends_with(it))
    }
}

/// For how many matching requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Often {
    Once,
    Times(u32),
    Always,
}

/// The faults that are switched on. A request meets at most one fault of each sort (a delay, an answer, a lie about
/// revoking, a shape of errors, …), in the order in which they were set: two answers set `Once` come one after the other.
#[derive(Debug, Default)]
pub struct Faults {
    set: Mutex<Vec<Set>>,
}

#[derive(Debug)]
struct Set {
    kind: Kind,
    matcher: Matcher,
    /// `None`: always.
    left: Option<u32>,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Fault(Fault),
    HoldBefore(Door),
    HoldAfter(Door),
}

#[derive(PartialEq, Eq)]
enum Sort {
    Delay,
    HoldBefore,
    HoldAfter,
    Answer,
    Revoke,
    Date,
    Errors,
    Clock,
    /// One provider's own way: each is a sort of its own, so that several come together.
    Own(Discriminant<Fault>),
}

impl Kind {
    fn sort(&self) -> Sort {
        match self {
            Kind::HoldBefore(_) => Sort::HoldBefore,
            Kind::HoldAfter(_) => Sort::HoldAfter,
            Kind::Fault(fault) => match fault {
                Fault::Slow(_) | Fault::SlowBefore(_) => Sort::Delay,
                Fault::LyingRevoke | Fault::LyingRevokeHidden | Fault::SlowRevoke(_) => Sort::Revoke,
                Fault::NoDate => Sort::Date,
                Fault::ErrorShape(_) => Sort::Errors,
                Fault::ClockSkew(_) => Sort::Clock,
                own if own.provider().is_some() => Sort::Own(discriminant(own)),
                _ => Sort::Answer,
            },
        }
    }

    /// Whether the fault could show at all: one set `Once` waits for its own sort of request.
    fn concerns(&self, provider: Option<&str>, asked: &Incoming) -> bool {
        let elsewhere = |fault: &Fault| fault.provider().is_some_and(|it| Some(it) != provider);
        match self {
            Kind::Fault(fault) if elsewhere(fault) => false,
            Kind::Fault(Fault::LyingRevoke | Fault::LyingRevokeHidden | Fault::SlowRevoke(_)) => {
                asked.method == "DELETE" || asked.path.ends_with("/revoke")
            }
            Kind::Fault(Fault::UsageLevel) => asked.method == "POST" && asked.path.ends_with("/api_keys"),
            Kind::Fault(Fault::NewScopeNames) => asked.method == "POST",
            Kind::Fault(Fault::ListRoot | Fault::ListKeys) => asked.method == "GET" && asked.path.ends_with("/keys"),
            Kind::Fault(Fault::ListBare) => asked.method == "GET",
            Kind::Fault(Fault::BuilderIgnored) => asked.header("openfish_builder_signature").is_some(),
            Kind::Fault(Fault::QueryUnsigned) => asked.query.is_some(),
            Kind::Fault(Fault::NoAudit) => asked.path.ends_with("/audit"),
            Kind::Fault(Fault::NoKeyId) => asked.path.ends_with("/capabilities") || asked.path.ends_with("/rotate"),
            Kind::Fault(Fault::NullLists) => asked.method == "GET",
            Kind::Fault(Fault::ClockSkew(_)) => false,
            _ => true,
        }
    }
}

impl Faults {
    pub fn set(&self, fault: Fault, matcher: Matcher, often: Often) {
        let left = match often {
            Often::Once => Some(1),
            Often::Times(times) => Some(times),
            Often::Always => None,
        };
        self.sets().push(Set { kind: Kind::Fault(fault), matcher, left });
    }

    /// The fault meets the next request it could show in.
    pub fn once(&self, fault: Fault) {
        self.set(fault, Matcher::any(), Often::Once);
    }

    /// The fault meets every request it could show in, until cleared.
    pub fn always(&self, fault: Fault) {
        self.set(fault, Matcher::any(), Often::Always);
    }

    /// Holds the next matching request, before it is handled or between that and its answer.
    #[must_use = "a gate that is dropped holds nothing"]
    pub fn hold(&self, matcher: Matcher, before: bool) -> Gate {
        let (gate, door) = Gate::new();
        let kind = if before { Kind::HoldBefore(door) } else { Kind::HoldAfter(door) };
        self.sets().push(Set { kind, matcher, left: Some(1) });
        gate
    }

    /// Switches all faults off. A request that is being held or delayed stays so.
    pub fn clear(&self) {
        self.sets().clear();
    }

    /// How far ahead the clock is, in milliseconds; the newest setting holds.
    pub(crate) fn skew(&self) -> i64 {
        let sets = self.sets();
        let seconds = sets.iter().rev().find_map(|set| match set.kind {
            Kind::Fault(Fault::ClockSkew(seconds)) => Some(seconds),
            _ => None,
        });
        seconds.unwrap_or(0).saturating_mul(1000)
    }

    /// The faults that this request meets; each is used up by one.
    pub(crate) fn meet(&self, provider: Option<&str>, asked: &Incoming) -> Vec<Kind> {
        let mut met: Vec<Kind> = Vec::new();
        let mut sets = self.sets();
        for set in sets.iter_mut() {
            let taken = met.iter().any(|it| it.sort() == set.kind.sort());
            if taken || set.left == Some(0) || !set.matcher.meets(asked) || !set.kind.concerns(provider, asked) {
                continue;
            }
            if set.matcher.skip > 0 {
                set.matcher.skip -= 1;
                continue;
            }
            met.push(set.kind.clone());
            set.left = set.left.map(|left| left - 1);
        }
        sets.retain(|set| set.left != Some(0));
        met
    }

    fn sets(&self) -> std::sync::MutexGuard<'_, Vec<Set>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
