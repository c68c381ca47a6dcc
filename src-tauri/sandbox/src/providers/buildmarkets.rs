//! Buildmarkets: a key and its secret in two headers, and scopes.
//!
//! Sources: "Buildmarkets: Authentication page" (headers, scopes, the calls on keys, 401 and 403), "Buildmarkets: Error
//! Codes page" (the body of an error, its codes). What neither says is marked *assumed* and stands in one place each.

mod access;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Provider};
use crate::clock;
use crate::faults::Fault;
use crate::records::{Key, New, Records, derive_hash, facts, make_token, make_uuid};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;
use access::{permit, presented};

pub(super) const BUILDMARKETS: Provider = Provider {
    name: "buildmarkets",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    too_many_requests: r#"{"error":{"code":"RATE_LIMITED","message":"Too many requests."}}"#,
};

/// The page's own `/v1`, below a prefix that keeps the providers apart.
const BASE: &str = "/buildmarkets/v1";

/// Buildmarkets: Authentication page, API key scopes.
const SCOPES: [&str; 12] = [
    "accounts:read",
    "accounts:write",
    "funding:read",
    "funding:write",
    "trading:read",
    "trading:write",
    "marketdata:read",
    "documents:read",
    "documents:write",
    "webhooks:read",
    "webhooks:write",
    "keys:manage",
];

/// The newer names, and those that each replaces.
const NEWER: [(&str, &[&str]); 2] =
    [("admin:keys", &["keys:manage"]), ("admin:webhooks", &["webhooks:read", "webhooks:write"])];

const MAY_MANAGE: &[&str] = &["keys:manage", "admin:keys"];

const API_KEY: &str = "api_key_hash";
const API_SECRET: &str = "api_secret_hash";
const CREATED_AT: &str = "created_at";

/// Assumed: the length of a page.
const PAGE: usize = 100;

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let path = asked.path.strip_prefix(BASE).unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let answer = match (asked.method.as_str(), segments.as_slice()) {
        ("GET", ["keys"]) => list(desk, asked),
        ("POST", ["keys"]) => create(desk, asked),
        ("DELETE", ["keys", id]) => revoke(desk, asked, id),
        ("GET", [resource]) => read(desk, asked, resource),
        (_, ["keys"] | ["keys", _]) => {
            Err(Problem::new(405, "METHOD_NOT_ALLOWED", "This path does not know this method."))
        }
        _ => Err(nowhere()),
    };
    answer.unwrap_or_else(nested)
}

/// A read for each scope that has one. Assumed: all paths but that of the accounts, and that nothing is there.
fn read(desk: &Desk<'_>, asked: &Incoming, resource: &str) -> Result<Reply, Problem> {
    let scopes: &[&str] = match resource {
        "accounts" => &["accounts:read"],
        "funding" => &["funding:read"],
        "orders" => &["trading:read"],
        "marketdata" => &["marketdata:read"],
        "documents" => &["documents:read"],
        "webhooks" => &["webhooks:read", "admin:webhooks"],
        _ => return Err(nowhere()),
    };
    permit(desk, asked, scopes)?;
    Ok(Reply::json(200, &json!({ "data": [] })))
}

/// Assumed: where in the answer the list stands, and how it is paged.
fn list(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let partner = permit(desk, asked, MAY_MANAGE)?;
    let entry = |key: &Key| json!({ "id": key.id, "label": key.name, "scopes": key.scopes, "created_at": key.facts.get(CREATED_AT) });
    if desk.quirks.has(Fault::ListRoot) {
        return Ok(Reply::json(200, &desk.records.listed(&partner).map(entry).collect()));
    }
    let after = match asked.parameter("cursor") {
        Some(cursor) => read_cursor(&cursor).ok_or_else(|| invalid("cursor", "This cursor is not one of ours."))?,
        None => 0,
    };
    let left: Vec<&Key> = desk.records.listed(&partner).filter(|key| key.made > after).collect();
    let page = &left[..left.len().min(PAGE)];
    let next = page.last().filter(|_| left.len() > PAGE).map(|last| write_cursor(last.made));
    let keys: Vec<Value> = page.iter().map(|key| entry(key)).collect();
    let name = if desk.quirks.has(Fault::ListKeys) { "keys" } else { "data" };
    Ok(Reply::json(200, &json!({ name: keys, "pagination": { "next_cursor": next } })))
}

/// Padded, so that a client which does not encode what it puts into a query is at fault here already.
fn write_cursor(made: u64) -> String {
    STANDARD.encode(format!("made>{made}"))
}

fn read_cursor(cursor: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("made>")?.parse().ok()
}

/// Assumed: a field that the page does not name is refused, so that a misspelt one fails a test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    label: String,
    scopes: Vec<String>,
}

/// Assumed: a key may give scopes that it does not have itself.
fn create(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let partner = permit(desk, asked, MAY_MANAGE)?;
    let value: Value = asked.json().map_err(|sentence| Problem::new(400, VALIDATION_ERROR, &sentence))?;
    let Create { label, scopes } = serde_json::from_value(value.clone())
        .map_err(|error| invalid(misfit(&value), &format!("The body cannot be read: {error}.")))?;
    if label.trim().is_empty() {
        return Err(invalid("label", "label must not be empty."));
    }
    if scopes.is_empty() {
        return Err(invalid("scopes", "scopes must not be empty."));
    }
    let only_new = desk.quirks.has(Fault::NewScopeNames);
    if let Some(scope) = scopes.iter().find(|it| !is_scope(it, only_new)) {
        let problem = invalid("scopes", "There is no such scope.");
        return Err(Problem { details: Some(format!("unknown scope: {scope}")), ..problem });
    }
    let made = draw(desk.records, &partner, &label, scopes, desk.now);
    Ok(Reply::json(201, &made))
}

fn is_scope(name: &str, only_new: bool) -> bool {
    let newer = NEWER.iter().any(|(newer, _)| *newer == name);
    let replaced = NEWER.iter().any(|(_, older)| older.contains(&name));
    newer || SCOPES.contains(&name) && !(only_new && replaced)
}

/// The first field that is not as it should be.
fn misfit(body: &Value) -> Option<&'static str> {
    let texts = |list: &Vec<Value>| list.iter().all(Value::is_string);
    if !body["label"].is_string() {
        Some("label")
    } else if !body["scopes"].as_array().is_some_and(texts) {
        Some("scopes")
    } else {
        None
    }
}

fn revoke(desk: &mut Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let partner = permit(desk, asked, MAY_MANAGE)?;
    match desk.records.revoke(&partner, id, desk.quirks.revocation()) {
        Some(_) => Ok(Reply::nothing(204)),
        // Assumed: another partner's key does not exist.
        None => Err(Problem::new(404, "NOT_FOUND", "There is no such key.")),
    }
}

/// A partner with two keys: one for everything, one that may not manage keys.
fn mint(records: &mut Records) -> Value {
    let (partner, now) = (records.open_account(facts([])), clock::now());
    let all = SCOPES.map(str::to_owned).to_vec();
    let mut manager = draw(records, &partner, "practice manager", all, now);
    let narrow = draw(records, &partner, "practice reader", vec!["accounts:read".to_owned()], now);
    let part = |key: &Value, name: &str| key[name].clone();
    manager["without_manage"] = json!({
        "id": part(&narrow, "id"),
        "api_key": part(&narrow, "api_key"),
        "api_secret": part(&narrow, "api_secret"),
    });
    manager
}

fn add(records: &mut Records, account: &str) {
    draw(records, account, "another key", vec!["accounts:read".to_owned()], clock::now());
}

/// Registers a key and returns what is shown once.
fn draw(records: &mut Records, partner: &str, label: &str, scopes: Vec<String>, now: i64) -> Value {
    // Buildmarkets: Authentication page, the forms of `key-001`, `bm_key_abc123` and `bm_secret_xyz789`.
    let id = format!("key-{:03}", records.next());
    let (api_key, api_secret) = (format!("bm_key_{}", make_token()), format!("bm_secret_{}", make_token()));
    let created_at = clock::stamp(now);
    records.add(New {
        id: id.clone(),
        account: partner,
        name: label,
        scopes: Some(scopes.clone()),
        facts: facts([
            (API_KEY, derive_hash(&api_key)),
            (API_SECRET, derive_hash(&api_secret)),
            (CREATED_AT, created_at.clone()),
        ]),
    });
    json!({
        "id": id,
        "label": label,
        "api_key": api_key,
        "api_secret": api_secret,
        "scopes": scopes,
        "created_at": created_at,
    })
}

const VALIDATION_ERROR: &str = "VALIDATION_ERROR";

fn invalid(field: impl Into<Option<&'static str>>, message: &str) -> Problem {
    Problem { field: field.into(), ..Problem::new(400, VALIDATION_ERROR, message) }
}

fn nowhere() -> Problem {
    Problem::new(404, "NOT_FOUND", "There is nothing at this path.")
}

/// Buildmarkets: Error Codes page.
fn nested(problem: Problem) -> Reply {
    let mut error = json!({ "code": problem.code, "message": problem.message, "request_id": make_uuid() });
    if let Some(field) = problem.field {
        error["field"] = json!(field);
    }
    if let Some(details) = &problem.details {
        error["details"] = json!(details);
    }
    Reply::problem(&json!({ "error": error }), problem)
}
