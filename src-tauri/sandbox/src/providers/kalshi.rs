//! Kalshi: RSA key pairs and signed requests.
//!
//! Sources: "Kalshi: API keys page" (signing, headers, scopes), "Kalshi: ApiKeysApi, client documentation" (calls and
//! statuses). What neither says is marked *assumed* and stands in one place each.

mod access;

use std::collections::BTreeMap;

use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Provider};
use crate::faults::Fault;
use crate::records::{Key, New, Records, derive_hash, is_uuid, make_token, make_uuid};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;
use access::{permit, presented};

pub(super) const KALSHI: Provider = Provider {
    name: "kalshi",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    too_many_requests: r#"{"error":"too many requests"}"#,
};

const BASE: &str = "/trade-api/v2";

/// All minted credentials share one account.
const ACCOUNT: &str = "";

/// Kalshi: API keys page.
const SCOPES: [&str; 7] = [
    "read",
    "write",
    "read::block_trade_accept",
    "read::portfolio_balance",
    "write::trade",
    "write::transfer",
    "write::block_trade_accept",
];

const KEY_BITS: usize = 2048;
const PUBLIC_KEY: &str = "public_key";
const SUBACCOUNT: &str = "subaccount";

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let path = asked.path.strip_prefix(BASE).unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let answer = match (asked.method.as_str(), segments.as_slice()) {
        ("GET", ["exchange", "status"]) => {
            Ok(Reply::json(200, &json!({ "exchange_active": true, "trading_active": true })))
        }
        ("GET", ["portfolio", "balance"]) => balance(desk, asked),
        ("GET", ["api_keys"]) => list(desk, asked),
        ("POST", ["api_keys"]) => create(desk, asked),
        ("POST", ["api_keys", "generate"]) => generate(desk, asked),
        ("DELETE", ["api_keys", id]) => delete(desk, asked, id),
        (_, ["exchange", "status"] | ["portfolio", "balance"] | ["api_keys"] | ["api_keys", _]) => {
            Err(problem(405, "method_not_allowed", "This path does not know this method."))
        }
        _ => Err(problem(404, "not_found", "There is nothing at this path.")),
    };
    answer.unwrap_or_else(nested)
}

fn balance(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, &["read", "read::portfolio_balance"])?;
    Ok(Reply::json(200, &json!({ "balance": 100_000 })))
}

fn list(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, &["read"])?;
    let entry = |key: &Key| {
        let mut entry = json!({ "api_key_id": key.id, "name": key.name });
        if let Some(scopes) = &key.scopes {
            entry["scopes"] = json!(scopes);
        }
        if let Some(number) = key.facts.get(SUBACCOUNT).and_then(|it| it.parse::<u8>().ok()) {
            entry[SUBACCOUNT] = json!(number);
        }
        entry
    };
    let keys: Vec<Value> = desk.records.listed(ACCOUNT).map(entry).collect();
    Ok(Reply::json(200, &json!({ "api_keys": keys })))
}

/// Assumed: a field that the documentation does not name is refused, so that a misspelt one fails a test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    name: String,
    public_key: String,
    scopes: Option<Vec<String>>,
    subaccount: Option<u64>,
}

fn create(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, &["write"])?;
    if desk.quirks.has(Fault::UsageLevel) {
        // Kalshi: ApiKeysApi, "users with Premier or Market Maker API usage levels"; the words are assumed.
        let words = "Creating API keys requires Premier or Market Maker API usage level.";
        return Err(problem(403, "insufficient_usage_level", words));
    }
    let Create { name, public_key, scopes, subaccount } = asked.json().map_err(|sentence| invalid(&sentence))?;
    check(&name, scopes.as_deref(), subaccount)?;
    let public_key = RsaPublicKey::from_public_key_pem(&public_key)
        .ok()
        .filter(|key| (2048..=4096).contains(&key.n().bits()))
        .ok_or_else(|| invalid("public_key must be an RSA public key of 2048 to 4096 bits, SPKI in PEM."))?;
    let public_key = pem_of(&public_key)?;
    // Assumed: the 409 of the documentation is this, and holds for deleted keys too.
    if desk.records.keys.iter().any(|key| key.facts.get(PUBLIC_KEY) == Some(&public_key)) {
        return Err(problem(409, "already_exists", "This public key is already registered."));
    }
    let id = register(desk.records, &name, scopes, facts(public_key, subaccount));
    Ok(Reply::json(201, &json!({ "api_key_id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Generate {
    name: String,
    scopes: Option<Vec<String>>,
    subaccount: Option<u64>,
}

fn generate(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, &["write"])?;
    let Generate { name, scopes, subaccount } = asked.json().map_err(|sentence| invalid(&sentence))?;
    check(&name, scopes.as_deref(), subaccount)?;
    let private = RsaPrivateKey::new(&mut OsRng, KEY_BITS).map_err(|_| internal())?;
    // PKCS#1, so that a client has to read the older form as well.
    let pem = private.to_pkcs1_pem(LineEnding::LF).map_err(|_| internal())?;
    let id = register(desk.records, &name, scopes, facts(pem_of(&private.to_public_key())?, subaccount));
    Ok(Reply::json(201, &json!({ "api_key_id": id, "private_key": pem.as_str() })))
}

fn delete(desk: &mut Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    permit(desk, asked, &["write"])?;
    if !is_uuid(id) {
        return Err(invalid("The key id is not a UUID."));
    }
    match desk.records.revoke(ACCOUNT, &id.to_ascii_lowercase(), desk.quirks.revocation()) {
        Some(_) => Ok(Reply::nothing(204)),
        None => Err(problem(404, "not_found", "There is no such API key.")),
    }
}

#[allow(clippy::expect_used, reason = "a pair that was just drawn always encodes; there is nobody to tell otherwise")]
fn mint(records: &mut Records) -> Value {
    let private = RsaPrivateKey::new(&mut OsRng, KEY_BITS).expect("the system draws random numbers");
    let pem = private.to_pkcs8_pem(LineEnding::LF).expect("a new pair encodes");
    let public = private.to_public_key().to_public_key_pem(LineEnding::LF).expect("a new pair encodes");
    let scopes = vec!["read".to_owned(), "write".to_owned()];
    let id = register(records, "practice manager", Some(scopes), facts(public, None));
    let token = make_token();
    records.tokens.push(derive_hash(&token));
    json!({ "key_id": id, "private_key": pem.as_str(), "bearer_token": token })
}

/// Without a public half, since nobody holds the private one.
fn add(records: &mut Records, account: &str) {
    let (id, scopes) = (make_uuid(), Some(vec!["read".to_owned()]));
    records.add(New { id, account, name: "another key", scopes, facts: BTreeMap::new() });
}

fn register(records: &mut Records, name: &str, scopes: Option<Vec<String>>, facts: BTreeMap<String, String>) -> String {
    let id = make_uuid();
    records.add(New { id: id.clone(), account: ACCOUNT, name, scopes, facts });
    id
}

fn check(name: &str, scopes: Option<&[String]>, subaccount: Option<u64>) -> Result<(), Problem> {
    // Assumed: the bounds of a name, and that an empty list of scopes is neither all nor none.
    if name.trim().is_empty() || name.chars().count() > 255 {
        return Err(invalid("name must have 1 to 255 characters."));
    }
    if let Some(scopes) = scopes {
        let has = |scope: &str| scopes.iter().any(|it| it == scope);
        if scopes.is_empty() {
            return Err(invalid("scopes must not be empty."));
        }
        if let Some(scope) = scopes.iter().find(|it| !SCOPES.contains(&it.as_str())) {
            return Err(invalid(&format!("There is no scope named {scope}.")));
        }
        if has("write") && !has("read") {
            return Err(invalid("The scope write needs the scope read."));
        }
    }
    if subaccount.is_some_and(|it| it > 63) {
        return Err(invalid("subaccount must be a number from 0 to 63."));
    }
    Ok(())
}

fn facts(public_key: String, subaccount: Option<u64>) -> BTreeMap<String, String> {
    let subaccount = subaccount.map(|it| (SUBACCOUNT.to_owned(), it.to_string()));
    BTreeMap::from_iter([(PUBLIC_KEY.to_owned(), public_key)].into_iter().chain(subaccount))
}

/// Always the same text for the same key, however it was sent.
fn pem_of(key: &RsaPublicKey) -> Result<String, Problem> {
    key.to_public_key_pem(LineEnding::LF).map_err(|_| internal())
}

fn invalid(message: &str) -> Problem {
    problem(400, "invalid_request", message)
}

fn internal() -> Problem {
    problem(500, "internal_server_error", "The key pair could not be made.")
}

fn problem(status: u16, code: &'static str, message: &str) -> Problem {
    Problem::new(status, code, message)
}

/// The most usual of several shapes that have been seen.
fn nested(problem: Problem) -> Reply {
    let mut error = json!({ "code": problem.code, "message": problem.message, "service": "practice" });
    if let Some(details) = &problem.details {
        error["details"] = json!(details);
    }
    Reply::problem(&json!({ "error": error }), problem)
}
