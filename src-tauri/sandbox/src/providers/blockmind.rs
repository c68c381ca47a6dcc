//! BlockMind: bearer keys that replace and revoke themselves, and a log of every call.
//!
//! Sources: "BlockMind: Authentication & keys page" (calls, what rotation and revocation do), and BlockMind's
//! documentation of the Agent API (names of scopes, envelopes, a revocation without a key id). What neither says is
//! marked *assumed* and stands in one place each.

mod access;
mod audit;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Desk, Provider};
use crate::clock;
use crate::faults::Fault;
use crate::records::{New, Records, derive_hash, facts, make_token, make_uuid};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;
use access::{Caller, authenticate, permit, presented};

pub(super) const BLOCKMIND: Provider = Provider {
    name: "blockmind",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    too_many_requests: r#"{"error":{"code":"rate_limited","message":"Too many requests.","hint":"Wait before the next call.","nextActions":["wait"],"retryable":true},"meta":{}}"#,
};

/// The page's own `/api/agent`, below a prefix that keeps the providers apart.
const BASE: &str = "/blockmind/api/agent";

/// BlockMind, documentation of the Agent API.
const SCOPES: [&str; 8] = [
    "portfolio:read",
    "watchlist:read",
    "watchlists:write",
    "market:read",
    "reports:read",
    "reports:write",
    "signals:write",
    "workspace:write",
];

/// Of a key.
const HASH: &str = "key_hash";
const EXPIRES_AT: &str = "expires_at_ms";

/// Assumed: how long a key lives.
const YEAR_MS: i64 = 365 * 24 * 60 * 60 * 1000;

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let caller = access::known(desk, asked).map(|key| (key.account.clone(), key.id.clone()));
    let reply = answer(desk, asked).unwrap_or_else(|problem| failed(problem, desk.now));
    if let Some((family, key)) = caller {
        audit::note(desk, asked, family, key, reply.status());
    }
    reply
}

fn answer(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let path = asked.path.strip_prefix(BASE).unwrap_or_default();
    match (asked.method.as_str(), path) {
        ("GET", "/capabilities") => capabilities(desk, asked),
        ("POST", "/keys/rotate") => rotate(desk, asked),
        ("POST", "/keys/revoke") => revoke(desk, asked),
        ("GET", "/audit") if !desk.quirks.has(Fault::NoAudit) => audit::list(desk, asked),
        ("GET", "/portfolio") => portfolio(desk, asked),
        (_, "/capabilities" | "/keys/rotate" | "/keys/revoke" | "/portfolio") => {
            Err(Problem::new(405, "method_not_allowed", "This path does not know this method."))
        }
        _ => Err(Problem::new(404, "not_found", "There is nothing at this path.")),
    }
}

/// Assumed: the names of the fields, and the limits.
fn capabilities(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let caller = authenticate(desk, asked)?;
    let mut data = json!({
        "keyId": caller.id,
        "permissions": caller.scopes,
        "rateLimits": { "perMinute": 60, "perDay": 10_000 },
        "expiresAt": clock::stamp(caller.expires_at),
    });
    without_key_id(desk, &mut data);
    Ok(enveloped(data, desk.now))
}

/// Assumed: the path; it stands for every call that needs a scope.
fn portfolio(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, "portfolio:read")?;
    Ok(enveloped(json!({ "holdings": [] }), desk.now))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rotate {}

/// BlockMind: Authentication & keys page: the same permissions, and the old key stays live.
fn rotate(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let caller = authenticate(desk, asked)?;
    let Rotate {} = body(asked)?;
    let Caller { family, name, scopes, .. } = caller;
    let (id, key, expires_at) = draw(desk.records, &family, &name, scopes, desk.now);
    let mut data = json!({ "keyId": id, "key": key, "expiresAt": clock::stamp(expires_at) });
    without_key_id(desk, &mut data);
    Ok(enveloped(data, desk.now))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Revoke {
    key_id: Option<String>,
}

/// BlockMind: Authentication & keys page: dead at once; documentation of the Agent API: without a key id it is the
/// calling key that dies. Assumed: a null is no key id.
fn revoke(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let caller = authenticate(desk, asked)?;
    let Revoke { key_id } = body(asked)?;
    let id = key_id.unwrap_or(caller.id);
    match desk.records.revoke(&caller.family, &id, desk.quirks.revocation()) {
        Some(_) => Ok(enveloped(json!({ "keyId": id, "revoked": true }), desk.now)),
        // Assumed: another family's key does not exist.
        None => {
            let problem = Problem::new(404, "key_not_found", "There is no such key.");
            Err(Problem { field: Some("keyId"), ..problem })
        }
    }
}

/// Assumed: a body may be left out, and a field that the page does not name is refused.
fn body<T: Default + DeserializeOwned>(asked: &Incoming) -> Result<T, Problem> {
    if asked.body.is_empty() {
        return Ok(T::default());
    }
    asked.json().map_err(|sentence| Problem::new(400, "invalid_request", &sentence))
}

fn without_key_id(desk: &Desk<'_>, data: &mut Value) {
    if let Some(fields) = data.as_object_mut().filter(|_| desk.quirks.has(Fault::NoKeyId)) {
        fields.remove("keyId");
    }
}

/// A family of one key that may do everything.
fn mint(records: &mut Records) -> Value {
    let family = records.open_account(facts([]));
    let scopes = SCOPES.map(str::to_owned).to_vec();
    let (id, key, _) = draw(records, &family, "practice key", scopes, clock::now());
    json!({ "key": key, "key_id": id })
}

fn add(records: &mut Records, account: &str) {
    draw(records, account, "another key", vec!["portfolio:read".to_owned()], clock::now());
}

/// Registers a key; returns its id, what is shown once, and when it expires.
fn draw(records: &mut Records, family: &str, name: &str, scopes: Vec<String>, now: i64) -> (String, String, i64) {
    let (id, key, expires_at) = (make_uuid(), format!("bm_{}", make_token()), now.saturating_add(YEAR_MS));
    records.add(New {
        id: id.clone(),
        account: family,
        name,
        scopes: Some(scopes),
        facts: facts([(HASH, derive_hash(&key)), (EXPIRES_AT, expires_at.to_string())]),
    });
    (id, key, expires_at)
}

fn enveloped(data: Value, now: i64) -> Reply {
    Reply::json(200, &json!({ "data": data, "meta": meta(now) }))
}

fn meta(now: i64) -> Value {
    json!({ "requestId": make_uuid(), "timestamp": clock::stamp(now), "asOf": clock::stamp(now) })
}

/// Assumed: the words of hints and next actions.
fn failed(problem: Problem, now: i64) -> Reply {
    let (hint, next) = match problem.status {
        401 => ("Send a live key as a bearer token.", "check_key"),
        403 => ("GET /capabilities shows what this key may do.", "get_capabilities"),
        _ => ("Check the request.", "fix_request"),
    };
    let mut error = json!({
        "code": problem.code,
        "message": problem.message,
        "hint": hint,
        "nextActions": [next],
        "retryable": false,
    });
    if let Some(param) = problem.field {
        error["param"] = json!(param);
    }
    Reply::problem(&json!({ "error": error, "meta": meta(now) }), problem)
}
