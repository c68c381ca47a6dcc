//! SendGrid: bearer keys that carry their own id, and scopes.
//!
//! Sources: SendGrid's API description (twilio/sendgrid-oai, `tsg_api_keys_v3.yaml` and `tsg_scopes_v3.yaml`: calls,
//! fields, statuses) and its pages "API Key Permissions" (scopes, the length of a key), "Create API keys" and "Rate
//! Limits". They leave most errors without words: those are as seen in public reports, each named at its place. What
//! neither says is marked *assumed* and stands in one place each.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Provider};
use crate::faults::Fault;
use crate::records::{Key, New, Records, derive_hash, facts};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;

pub(super) const SENDGRID: Provider = Provider {
    name: "sendgrid",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    // "Rate Limits" page.
    too_many_requests: r#"{"errors":[{"field":null,"message":"too many requests"}]}"#,
};

/// The description's own `/v3`, below a prefix that keeps the providers apart.
const BASE: &str = "/sendgrid/v3";

/// "API Key Permissions" page, a part of it.
const SCOPES: [&str; 42] = [
    "alerts.create",
    "alerts.delete",
    "alerts.read",
    "alerts.update",
    "api_keys.create",
    "api_keys.delete",
    "api_keys.read",
    "api_keys.update",
    "asm.groups.create",
    "asm.groups.delete",
    "asm.groups.read",
    "asm.groups.update",
    "categories.read",
    "email_activity.read",
    "ips.read",
    "mail.batch.create",
    "mail.batch.delete",
    "mail.batch.read",
    "mail.batch.update",
    "mail.send",
    "mail_settings.read",
    "stats.global.read",
    "stats.read",
    "suppression.bounces.delete",
    "suppression.bounces.read",
    "suppression.create",
    "suppression.delete",
    "suppression.read",
    "suppression.unsubscribes.read",
    "suppression.update",
    "templates.create",
    "templates.delete",
    "templates.read",
    "templates.update",
    "templates.versions.create",
    "templates.versions.read",
    "tracking_settings.read",
    "tracking_settings.update",
    "user.profile.read",
    "user.profile.update",
    "whitelabel.create",
    "whitelabel.read",
];

/// Every key has them, whether they were asked for or not: the example of a key's scopes in the API description, and
/// anna-money/terraform-provider-sendgrid, README, Known issues.
const AUTOMATIC: [&str; 2] = ["sender_verification_eligible", "2fa_required"];

/// "Create API keys" page.
const MOST_KEYS: usize = 100;

/// Of a key.
const HASH: &str = "key_hash";

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let path = asked.path.strip_prefix(BASE).unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let answer = match (asked.method.as_str(), segments.as_slice()) {
        ("GET", ["scopes"]) => own_scopes(desk, asked),
        ("GET", ["api_keys"]) => list(desk, asked),
        ("POST", ["api_keys"]) => create(desk, asked),
        ("GET", ["api_keys", id]) => read(desk, asked, id),
        ("DELETE", ["api_keys", id]) => revoke(desk, asked, id),
        (_, ["scopes"] | ["api_keys"] | ["api_keys", _]) => Err(Problem::new(405, "405", "method not allowed")),
        // The description of the scopes, 404.
        _ => Err(Problem::new(404, "404", "not found")),
    };
    answer.unwrap_or_else(failed)
}

/// Lets a request pass whose key is live. Without a key: the description of the scopes, 401. With one that is unknown
/// or revoked: "4XX API Errors" page.
fn authenticate<'a>(desk: &'a Desk<'_>, asked: &Incoming) -> Result<&'a Key, Problem> {
    let hash = asked.bearer().map(derive_hash).ok_or_else(|| Problem::new(401, "401", "authorization required"))?;
    let mut keys = desk.records.keys.iter();
    keys.find(|key| key.facts.get(HASH) == Some(&hash))
        .filter(|key| key.alive() && !desk.quirks.has(Fault::DeadForAll))
        .ok_or_else(|| Problem::new(401, "401", DEAD))
}

const DEAD: &str = "The provided authorization grant is invalid, expired, or revoked";

/// Lets a request pass whose key has this scope.
fn permit<'a>(desk: &'a Desk<'_>, asked: &Incoming, scope: &str) -> Result<&'a Key, Problem> {
    let key = authenticate(desk, asked)?;
    if scopes(key).iter().any(|it| it == scope) { Ok(key) } else { Err(forbidden("access forbidden")) }
}

/// A key has its id in the middle. Anything else may be secret from end to end.
fn presented(asked: &Incoming) -> Option<String> {
    let key = asked.bearer()?;
    let id = key.strip_prefix("SG.").and_then(|it| it.split_once('.')).map(|(id, _)| id);
    Some(id.filter(|it| key.len() == 69 && it.len() == 22).unwrap_or("bearer").to_owned())
}

/// The scopes of a key, those that nobody gave it too.
fn scopes(key: &Key) -> Vec<String> {
    let mut all = key.scopes.clone().unwrap_or_else(|| SCOPES.map(str::to_owned).to_vec());
    let missing: Vec<&str> = AUTOMATIC.into_iter().filter(|it| !all.iter().any(|scope| scope == it)).collect();
    all.extend(missing.into_iter().map(str::to_owned));
    all
}

/// The description of the scopes. Assumed: every key may ask.
fn own_scopes(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let key = authenticate(desk, asked)?;
    Ok(Reply::json(200, &json!({ "scopes": scopes(key) })))
}

/// Assumed: the oldest first, and all of them where no limit is named.
fn list(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let account = &permit(desk, asked, "api_keys.read")?.account;
    let limit = match asked.parameter("limit") {
        Some(text) => text.parse().ok().filter(|it| *it > 0).ok_or_else(|| invalid("limit", "invalid limit"))?,
        None => usize::MAX,
    };
    let entry = |key: &Key| json!({ "name": key.name, "api_key_id": key.id });
    let keys: Vec<Value> = desk.records.listed(account).take(limit).map(entry).collect();
    Ok(Reply::json(200, &json!({ "result": keys })))
}

/// The description's schema has a list around the key, its example none of the scopes; flat is how clients read it:
/// kenzo0107/sendgrid, `api_key_test.go`.
fn read(desk: &Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let account = &permit(desk, asked, "api_keys.read")?.account;
    let key = desk.records.listed(account).find(|key| key.id == id).ok_or_else(unknown)?;
    Ok(Reply::json(200, &json!({ "api_key_id": key.id, "name": key.name, "scopes": scopes(key) })))
}

/// Assumed: a field that the description does not name is refused, so that a misspelt one fails a test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    name: Option<String>,
    scopes: Option<Vec<String>>,
}

/// The description: without scopes a key has full access. "API Key Permissions" page: no key may give more than it has.
/// The refusal, for an unknown scope too: as seen in anna-money/terraform-provider-sendgrid, for teammates. What the
/// answer names: as seen in Trois-Six/terraform-provider-sendgrid, issue 10. Assumed: an empty list is not the same as
/// none.
fn create(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let caller = permit(desk, asked, "api_keys.create")?;
    let (account, mine) = (caller.account.clone(), scopes(caller));
    let Create { name, scopes } = asked.json().map_err(|sentence| invalid(None, &sentence))?;
    let name = name.filter(|it| !it.trim().is_empty()).ok_or_else(|| invalid("name", "name is required"))?;
    let wanted = scopes.clone().unwrap_or_else(|| SCOPES.map(str::to_owned).to_vec());
    let known = |it: &String| SCOPES.contains(&it.as_str()) || AUTOMATIC.contains(&it.as_str());
    if wanted.is_empty() || !wanted.iter().all(|it| known(it) && mine.contains(it)) {
        return Err(invalid("scopes", "invalid or unassignable scopes were given"));
    }
    // The description: 403. Assumed: its words.
    if desk.records.listed(&account).count() >= MOST_KEYS {
        return Err(forbidden("the maximum number of API keys is reached"));
    }
    let (id, key) = draw(desk.records, &account, &name, scopes);
    Ok(Reply::json(201, &json!({ "api_key": key, "api_key_id": id, "name": name, "scopes": wanted })))
}

fn revoke(desk: &mut Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let account = permit(desk, asked, "api_keys.delete")?.account.clone();
    desk.records.revoke(&account, id, desk.quirks.revocation()).ok_or_else(unknown)?;
    Ok(Reply::nothing(204))
}

/// An account with one key that may do everything.
fn mint(records: &mut Records) -> Value {
    let account = records.open_account(facts([]));
    let (id, key) = draw(records, &account, "practice manager", Some(SCOPES.map(str::to_owned).to_vec()));
    json!({ "api_key": key, "api_key_id": id })
}

fn add(records: &mut Records, account: &str) {
    draw(records, account, "another key", Some(vec!["mail.send".to_owned()]));
}

/// Registers a key; returns its id, and the whole of it that is shown once.
fn draw(records: &mut Records, account: &str, name: &str, scopes: Option<Vec<String>>) -> (String, String) {
    // "API Key Permissions" page: 69 characters; the description: the form of `SG.xxxxxxxx.yyyyyyyy`.
    let id = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
    let key = format!("SG.{id}.{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    records.add(New { id: id.clone(), account, name, scopes, facts: facts([(HASH, derive_hash(&key))]) });
    (id, key)
}

/// Assumed: the words, but those about scopes.
fn invalid(field: impl Into<Option<&'static str>>, message: &str) -> Problem {
    Problem { field: field.into(), ..Problem::new(400, "400", message) }
}

/// The words: as seen in sendgrid/sendgrid-php, issue 664.
fn forbidden(message: &str) -> Problem {
    Problem::new(403, "403", message)
}

/// Assumed: the words, and that another account's key does not exist.
fn unknown() -> Problem {
    Problem::new(404, "404", "unable to find API Key")
}

/// The description, ErrorResponse. The help that is none: as seen in sendgrid/sendgrid-csharp, issue 185.
fn failed(problem: Problem) -> Reply {
    let mut error = json!({ "field": problem.field, "message": problem.message });
    if problem.message == DEAD {
        error["help"] = Value::Null;
    }
    Reply::problem(&json!({ "errors": [error] }), problem)
}
