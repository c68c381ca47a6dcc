//! Openfish: builder keys, and requests signed with HMAC.
//!
//! Sources: "Openfish: Builder API Keys page" (calls, headers, statuses, error texts), and Openfish's documentation of
//! signing (the message, the encodings). What neither says is marked *assumed* and stands in one place each.

mod access;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Provider};
use crate::clock;
use crate::faults::Fault;
use crate::records::{Key, New, Records, derive_hash, facts, is_uuid, make_token, make_uuid};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;
use access::{permit, permit_builder, presented, refuse_secrets};

pub(super) const OPENFISH: Provider = Provider {
    name: "openfish",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    too_many_requests: r#"{"error":"rate limit exceeded"}"#,
};

/// A prefix that keeps the providers apart; it is part of what is signed.
const BASE: &str = "/openfish";

/// Of an account: what its L2 credential is checked with.
const ADDRESS: &str = "address";
const API_KEY: &str = "api_key";

/// Of an account and of a builder key. An HMAC is checked with the secret itself, so that is kept.
const SECRET: &str = "practice_only_hmac_secret";
const PASSPHRASE: &str = "passphrase_hash";

const CREATED_AT: &str = "created_at";
const REVOKED_AT: &str = "revoked_at";

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let path = asked.path.strip_prefix(BASE).unwrap_or_default();
    let answer = refuse_secrets(asked).and_then(|()| match (asked.method.as_str(), path) {
        ("GET", "/time") => Ok(Reply::json(200, &json!(desk.now.div_euclid(1000)))),
        ("POST", "/auth/builder-api-key") => create(desk, asked),
        ("GET", "/auth/builder-api-key") => list(desk, asked),
        ("DELETE", "/auth/builder-api-key") => revoke(desk, asked),
        (_, "/time" | "/auth/builder-api-key") => Err(Problem::new(405, "method_not_allowed", "method not allowed")),
        _ => Err(Problem::new(404, "not_found", "not found")),
    });
    answer.unwrap_or_else(|problem| Reply::problem(&json!({ "error": problem.message }), problem))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Create {
    builder_id: String,
}

/// Openfish: Builder API Keys page. Assumed: any other body than the documented one has no builderId either, and
/// success is 200.
fn create(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let account = permit(desk, asked)?;
    let body: Option<Create> = asked.json().ok();
    let Some(Create { builder_id }) = body.filter(|it| !it.builder_id.is_empty()) else {
        return Err(Problem::new(400, "invalid_request", "builderId required"));
    };
    let made = draw(desk.records, &account, &builder_id, desk.now);
    Ok(Reply::json(200, &made))
}

fn list(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let account = permit(desk, asked)?;
    if !desk.quirks.has(Fault::BuilderIgnored) {
        permit_builder(desk, asked)?;
    }
    if desk.quirks.has(Fault::ListBare) {
        let mine = desk.records.keys.iter().filter(|key| key.account == account);
        return Ok(Reply::json(200, &mine.map(bare).collect()));
    }
    let entry = |key: &Key| json!({ "apiKey": key.id, "builderId": key.name, "createdAt": key.facts.get(CREATED_AT) });
    let keys: Vec<Value> = desk.records.listed(&account).map(entry).collect();
    Ok(Reply::json(200, &json!({ "apiKeys": keys })))
}

fn bare(key: &Key) -> Value {
    let mut entry = json!({ "key": key.id, "createdAt": key.facts.get(CREATED_AT) });
    if !key.listed() {
        entry["revokedAt"] = json!(key.facts.get(REVOKED_AT));
    }
    entry
}

fn revoke(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let account = permit(desk, asked)?;
    let id = asked.parameter("apiKey").filter(|it| is_uuid(it));
    let id = id.ok_or_else(|| Problem::new(400, "invalid_request", "invalid apiKey"))?;
    let revoked = desk.records.revoke(&account, &id.to_ascii_lowercase(), desk.quirks.revocation());
    let key = revoked.ok_or_else(|| Problem::new(404, "not_found", "builder API key not found"))?;
    key.facts.insert(REVOKED_AT.to_owned(), clock::stamp(desk.now));
    Ok(Reply::json(200, &json!({})))
}

/// Another account with its L2 credential; such a key is none of the builder keys.
fn mint(records: &mut Records) -> Value {
    let address = format!("0x{}", &make_token()[..40]);
    let (api_key, secret, passphrase) = (make_uuid(), make_secret(), make_token());
    records.open_account(facts([
        (ADDRESS, address.clone()),
        (API_KEY, api_key.clone()),
        (SECRET, secret.clone()),
        (PASSPHRASE, derive_hash(&passphrase)),
    ]));
    json!({ "address": address, "api_key": api_key, "secret": secret, "passphrase": passphrase })
}

fn add(records: &mut Records, account: &str) {
    draw(records, account, "another-app", clock::now());
}

/// Registers a builder key and returns what is shown once.
fn draw(records: &mut Records, account: &str, builder_id: &str, now: i64) -> Value {
    let (id, secret, passphrase) = (make_uuid(), make_secret(), make_token());
    records.add(New {
        id: id.clone(),
        account,
        name: builder_id,
        scopes: None,
        facts: facts([
            (SECRET, secret.clone()),
            (PASSPHRASE, derive_hash(&passphrase)),
            (CREATED_AT, clock::stamp(now)),
        ]),
    });
    json!({ "apiKey": id, "secret": secret, "passphrase": passphrase, "builderId": builder_id })
}

fn make_secret() -> String {
    URL_SAFE.encode(rand::random::<[u8; 32]>())
}
