//! Who is calling, and may they.

use super::{API_KEY, API_SECRET};
use crate::faults::Fault;
use crate::providers::Desk;
use crate::records::derive_hash;
use crate::reply::Problem;
use crate::request::Incoming;

/// Lets a request pass whose key is good and has one of these scopes; returns the partner.
/// Buildmarkets: Authentication page: 401 missing, invalid or revoked; 403 the scope is missing.
pub(super) fn permit(desk: &Desk<'_>, asked: &Incoming, scopes: &[&str]) -> Result<String, Problem> {
    let pair = asked.header("x-api-key").zip(asked.header("x-api-secret"));
    let (api_key, api_secret) = pair.ok_or_else(|| unauthorized("X-API-Key and X-API-Secret are both needed."))?;
    let (api_key, api_secret) = (derive_hash(api_key), derive_hash(api_secret));
    let mut keys = desk.records.keys.iter();
    let key = keys
        .find(|key| key.facts.get(API_KEY) == Some(&api_key) && key.facts.get(API_SECRET) == Some(&api_secret))
        .filter(|key| !key.expired() && !desk.quirks.has(Fault::DeadForAll))
        .ok_or_else(|| unauthorized("The API key or its secret is not valid."))?;
    if !key.alive() {
        return Err(Problem::new(401, "KEY_REVOKED", "This API key was revoked."));
    }
    let granted = |granted: &Vec<String>| granted.iter().any(|it| scopes.contains(&it.as_str()));
    if key.scopes.as_ref().is_some_and(granted) {
        Ok(key.account.clone())
    } else {
        Err(Problem::new(403, "FORBIDDEN", &format!("This needs the scope {}.", scopes.join(" or "))))
    }
}

/// Both headers are secret, so neither names the key.
pub(super) fn presented(asked: &Incoming) -> Option<String> {
    asked.header("x-api-key").map(|_| "pair".to_owned())
}

fn unauthorized(message: &str) -> Problem {
    Problem::new(401, "UNAUTHORIZED", message)
}
