//! Who is calling, and may they.

use super::{EXPIRES_AT, HASH};
use crate::faults::Fault;
use crate::providers::Desk;
use crate::records::{Key, derive_hash};
use crate::reply::Problem;
use crate::request::Incoming;

pub(super) struct Caller {
    pub(super) id: String,
    pub(super) family: String,
    pub(super) name: String,
    pub(super) scopes: Vec<String>,
    pub(super) expires_at: i64,
}

/// The key that a request presents, dead or alive.
pub(super) fn known<'a>(desk: &'a Desk<'_>, asked: &Incoming) -> Option<&'a Key> {
    let hash = derive_hash(asked.bearer()?);
    desk.records.keys.iter().find(|key| key.facts.get(HASH) == Some(&hash))
}

/// Lets a request pass whose key is live. Assumed: missing, unknown, revoked and expired are one 401.
pub(super) fn authenticate(desk: &Desk<'_>, asked: &Incoming) -> Result<Caller, Problem> {
    let caller =
        known(desk, asked).filter(|key| key.alive() && !desk.quirks.has(Fault::DeadForAll)).map(|key| Caller {
            id: key.id.clone(),
            family: key.account.clone(),
            name: key.name.clone(),
            scopes: key.scopes.clone().unwrap_or_default(),
            expires_at: key.facts.get(EXPIRES_AT).and_then(|it| it.parse().ok()).unwrap_or(i64::MAX),
        });
    caller
        .filter(|it| desk.now < it.expires_at)
        .ok_or_else(|| Problem::new(401, "unauthorized", "The key is missing, unknown, revoked or expired."))
}

/// BlockMind: Authentication & keys page, Scopes: requests outside a key's scopes are rejected.
pub(super) fn permit(desk: &Desk<'_>, asked: &Incoming, scope: &str) -> Result<Caller, Problem> {
    let caller = authenticate(desk, asked)?;
    if caller.scopes.iter().any(|it| it == scope) {
        Ok(caller)
    } else {
        Err(Problem::new(403, "insufficient_scope", &format!("This needs the scope {scope}.")))
    }
}

pub(super) fn presented(asked: &Incoming) -> Option<String> {
    asked.bearer().map(|_| "bearer".to_owned())
}
