//! Cloudflare: user API tokens that make, roll and delete one another.
//!
//! Sources: Cloudflare's API reference, User > Tokens (calls, parameters, fields, and the permissions that each call
//! accepts), and its pages "Create tokens via API" (policies and resources), "Roll tokens", "Token formats", "API token
//! permissions" and "Rate limits". No page lists the errors: those are as seen in public reports, each named at its
//! place. What neither says is marked *assumed* and stands in one place each.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Desk, Provider};
use crate::clock;
use crate::faults::Fault;
use crate::records::{Key, New, Records, derive_hash, facts, make_token};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;

pub(super) const CLOUDFLARE: Provider = Provider {
    name: "cloudflare",
    base_path: BASE,
    presented,
    handle,
    mint,
    add,
    // cloudflare/terraform-provider-cloudflare, issue 5505, and others like it.
    too_many_requests: r#"{"success":false,"errors":[{"code":971,"message":"Please wait and consider throttling your request speed"}],"messages":[],"result":null}"#,
};

/// The reference's own `/client/v4`, below a prefix that keeps the providers apart.
const BASE: &str = "/cloudflare/client/v4";

/// "API token permissions" page, a part of it; one name stands for an account's and for a zone's group.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "com.cloudflare.api.user",
        &[
            "API Tokens Read",
            "API Tokens Write",
            "Memberships Read",
            "Memberships Write",
            "User Details Read",
            "User Details Write",
        ],
    ),
    (
        "com.cloudflare.api.account",
        &[
            "Access: Apps and Policies Read",
            "Account Analytics Read",
            "Account Settings Read",
            "Account Settings Write",
            "Billing Read",
            "Billing Write",
            "Cloudflare Tunnel Read",
            "Cloudflare Tunnel Write",
            "Workers KV Storage Read",
            "Workers KV Storage Write",
            "Workers R2 Storage Read",
            "Workers R2 Storage Write",
            "Workers Scripts Read",
            "Workers Scripts Write",
        ],
    ),
    (
        "com.cloudflare.api.account.zone",
        &[
            "Access: Apps and Policies Read",
            "Analytics Read",
            "Cache Purge",
            "DNS Read",
            "DNS Write",
            "Firewall Services Read",
            "Logs Read",
            "Workers Routes Write",
            "Zone Read",
            "Zone Write",
            "Zone Settings Write",
        ],
    ),
    ("com.cloudflare.edge.r2.bucket", &["Workers R2 Storage Bucket Item Read", "Workers R2 Storage Bucket Item Write"]),
];

/// API reference, "Accepted Permissions (at least one required)" of each call.
const MAY_READ: &[&str] = &["API Tokens Read", "API Tokens Write"];
const MAY_WRITE: &[&str] = &["API Tokens Write"];

/// Of a token. The last three are as they were sent.
const HASH: &str = "value_hash";
const ISSUED_ON: &str = "issued_on";
const MODIFIED_ON: &str = "modified_on";
const POLICIES: &str = "policies";
const CONDITION: &str = "condition";
const NOT_BEFORE: &str = "not_before";
const EXPIRES_ON: &str = "expires_on";

type Facts = BTreeMap<String, String>;

fn handle(desk: &mut Desk<'_>, asked: &Incoming) -> Reply {
    let path = asked.path.strip_prefix(BASE).and_then(|it| it.strip_prefix("/user/tokens"));
    let segments: Option<Vec<&str>> = path.map(|it| it.split('/').collect());
    let answer = match (asked.method.as_str(), segments.as_deref()) {
        ("GET", Some([""])) => list(desk, asked),
        ("POST", Some([""])) => create(desk, asked),
        ("GET", Some(["", "verify"])) => verify(desk, asked),
        ("GET", Some(["", "permission_groups"])) => permission_groups(desk, asked),
        ("GET", Some(["", id])) => read(desk, asked, id),
        ("DELETE", Some(["", id])) => delete(desk, asked, id),
        ("PUT", Some(["", id, "value"])) => roll(desk, asked, id),
        // Seen for unknown paths. Assumed: for unknown methods too.
        _ => Err(Problem::new(400, "7000", "No route for that URI")),
    };
    answer.unwrap_or_else(failed)
}

/// Lets a request pass whose token is live. Missing (9106) and malformed (6003): as seen. An unknown value, a rolled
/// one and a deleted one: as seen at `verify`; assumed: at the other calls too, and for a token outside its time.
fn authenticate<'a>(desk: &'a Desk<'_>, asked: &Incoming) -> Result<&'a Key, Problem> {
    if asked.header("authorization").is_none() {
        return Err(Problem::new(400, "9106", "Missing X-Auth-Key, X-Auth-Email or Authorization headers"));
    }
    let hash = asked.bearer().filter(|it| is_value(it)).map(derive_hash).ok_or_else(|| Problem {
        details: Some("Invalid format for Authorization header".to_owned()),
        ..Problem::new(400, "6003", "Invalid request headers")
    })?;
    let mut keys = desk.records.keys.iter();
    keys.find(|key| key.facts.get(HASH) == Some(&hash))
        .filter(|key| key.alive() && !desk.quirks.has(Fault::DeadForAll))
        .filter(|key| instant(key, NOT_BEFORE).is_none_or(|it| it <= desk.now) && !expired(key, desk.now))
        .ok_or_else(|| Problem::new(401, "1000", "Invalid API Token"))
}

/// API reference, TokenValue: 40 to 80 characters.
fn is_value(text: &str) -> bool {
    (40..=80).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'))
}

/// Lets a request pass whose token has one of these permission groups; returns the user. The refusal: as seen, among
/// others in cloudflare/terraform-provider-cloudflare, issue 3227.
fn permit(desk: &Desk<'_>, asked: &Incoming, groups: &[&str]) -> Result<String, Problem> {
    let key = authenticate(desk, asked)?;
    if key.scopes.iter().flatten().any(|it| groups.contains(&it.as_str())) {
        Ok(key.account.clone())
    } else {
        Err(Problem::new(403, "9109", "Unauthorized to access requested resource"))
    }
}

fn presented(asked: &Incoming) -> Option<String> {
    asked.bearer().map(|_| "bearer".to_owned())
}

/// The message: as seen, among others in putyourlightson/craft-cloudflare, issue 88.
fn verify(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let key = authenticate(desk, asked)?;
    let mut result = json!({ "id": key.id, "status": "active" });
    copy_facts(key, &[NOT_BEFORE, EXPIRES_ON], &mut result);
    let mut body = enveloped(result);
    body["messages"] = json!([{ "code": 10000, "message": "This API Token is valid and active", "type": null }]);
    Ok(Reply::json(200, &body))
}

fn permission_groups(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    permit(desk, asked, MAY_READ)?;
    let (only_name, only_scope) = (asked.parameter("name"), asked.parameter("scope"));
    let fits = |wanted: &Option<String>, it: &str| wanted.as_ref().is_none_or(|wanted| wanted == it);
    let groups = all_groups().filter(|(scope, name)| fits(&only_scope, scope) && fits(&only_name, name));
    let entry = |(scope, name)| json!({ "id": group_id(scope, name), "name": name, "scopes": [scope] });
    Ok(Reply::json(200, &enveloped(groups.map(entry).collect())))
}

fn all_groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().flat_map(|(scope, names)| names.iter().map(|name| (*scope, *name)))
}

/// Invented, and the same on every practice server.
fn group_id(scope: &str, name: &str) -> String {
    derive_hash(&format!("{scope} {name}"))[..32].to_owned()
}

/// API reference, List Tokens: the parameters and their limits. Assumed: 20 on a page, the oldest first.
fn list(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let user = permit(desk, asked, MAY_READ)?;
    let page = number(asked, "page", 1..=usize::MAX)?.unwrap_or(1);
    let per_page = number(asked, "per_page", 5..=50)?.unwrap_or(20);
    let mut keys: Vec<&Key> = desk.records.listed(&user).collect();
    match asked.parameter("direction").as_deref() {
        None | Some("asc") => {}
        Some("desc") => keys.reverse(),
        Some(_) => return Err(invalid("direction must be asc or desc")),
    }
    let start = (page - 1).saturating_mul(per_page);
    let rows: Vec<Value> = keys.iter().skip(start).take(per_page).map(|key| token(key, desk.now)).collect();
    let info = json!({
        "page": page,
        "per_page": per_page,
        "count": rows.len(),
        "total_count": keys.len(),
        "total_pages": keys.len().div_ceil(per_page),
    });
    let mut body = enveloped(json!(rows));
    body["result_info"] = info;
    Ok(Reply::json(200, &body))
}

fn number(asked: &Incoming, name: &str, range: RangeInclusive<usize>) -> Result<Option<usize>, Problem> {
    let read = |text: String| text.parse().ok().filter(|it| range.contains(it));
    asked.parameter(name).map(|it| read(it).ok_or_else(|| invalid(&format!("{name} is out of range")))).transpose()
}

fn read(desk: &Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let user = permit(desk, asked, MAY_READ)?;
    let key = desk.records.listed(&user).find(|key| key.id == id).ok_or_else(unknown)?;
    Ok(Reply::json(200, &enveloped(token(key, desk.now))))
}

fn token(key: &Key, now: i64) -> Value {
    let status = if expired(key, now) { "expired" } else { "active" };
    let mut token = json!({ "id": key.id, "name": key.name, "status": status, "policies": policies(key) });
    copy_facts(key, &[ISSUED_ON, MODIFIED_ON, NOT_BEFORE, EXPIRES_ON], &mut token);
    if let Some(condition) = key.facts.get(CONDITION) {
        token[CONDITION] = serde_json::from_str(condition).unwrap_or_default();
    }
    token
}

fn copy_facts(key: &Key, names: &[&str], to: &mut Value) {
    for name in names {
        if let Some(fact) = key.facts.get(*name) {
            to[*name] = json!(fact);
        }
    }
}

/// As they were made, or those that fit the groups which the website gave since.
fn policies(key: &Key) -> Value {
    let made: Value = key.facts.get(POLICIES).and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
    match &key.scopes {
        Some(names) if *names != granted(&made) => policies_for(names),
        _ => made,
    }
}

fn policies_for<T: AsRef<str>>(names: &[T]) -> Value {
    let policy = |(scope, known): &(&str, &[&str])| {
        let wanted = known.iter().filter(|it| names.iter().any(|name| name.as_ref() == **it));
        let groups: Vec<Value> = wanted.map(|it| json!({ "id": group_id(scope, it), "name": it })).collect();
        let policy = json!({
            "id": group_id(scope, "policy"),
            "effect": "allow",
            "resources": { format!("{scope}.*"): "*" },
            "permission_groups": groups,
        });
        Some(policy).filter(|_| !groups.is_empty())
    };
    GROUPS.iter().filter_map(policy).collect()
}

/// The names of the groups that policies allow and do not deny.
fn granted(policies: &Value) -> Vec<String> {
    let names = |effect: &str| -> Vec<String> {
        let policies = policies.as_array().into_iter().flatten().filter(|it| it["effect"] == effect);
        let groups = policies.flat_map(|it| it["permission_groups"].as_array().into_iter().flatten());
        groups.filter_map(|it| it["name"].as_str()).map(str::to_owned).collect()
    };
    let denied = names("deny");
    names("allow").into_iter().filter(|it| !denied.contains(it)).collect()
}

/// Assumed: a field that the page does not name is refused, so that a misspelt one fails a test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    name: String,
    policies: Vec<Policy>,
    not_before: Option<String>,
    expires_on: Option<String>,
    condition: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    id: Option<String>,
    effect: String,
    resources: Map<String, Value>,
    permission_groups: Vec<Group>,
}

/// What else is said of a group (its name, `meta`) is ignored, as seen in cloudflare/cloudflare-go, issue 3843.
#[derive(Deserialize)]
struct Group {
    id: String,
}

/// Assumed: that a token may give what it does not have itself, that dates may be past, and that a condition is kept
/// but not checked.
fn create(desk: &mut Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let user = permit(desk, asked, MAY_WRITE)?;
    let Create { name, policies, not_before, expires_on, condition } =
        asked.json().map_err(|sentence| invalid(&sentence))?;
    if name.trim().is_empty() {
        return Err(invalid("name must not be empty"));
    }
    if policies.is_empty() {
        return Err(invalid("policies must not be empty"));
    }
    if [&not_before, &expires_on].into_iter().flatten().any(|it| DateTime::parse_from_rfc3339(it).is_err()) {
        return Err(invalid("not_before and expires_on must be dates"));
    }
    let policies: Value = policies.iter().map(check).collect::<Result<_, _>>()?;
    let condition = condition.map(|it| it.to_string());
    let given = [(NOT_BEFORE, not_before), (EXPIRES_ON, expires_on), (CONDITION, condition)];
    let given = given.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect();
    let made = draw(desk.records, &user, &name, &policies, given, desk.now);
    Ok(Reply::json(200, &enveloped(made)))
}

/// "Create tokens via API" page: a policy is about resources, and each group about one sort of them. A policy's own
/// id: cloudflare/cloudflare-docs, pull request 352. Groups of another sort: cloudflare/terraform-provider-cloudflare,
/// issue 7241.
fn check(policy: &Policy) -> Result<Value, Problem> {
    if policy.id.is_some() {
        return Err(invalid("Reusing existing policies is not supported by token creation"));
    }
    if !["allow", "deny"].contains(&policy.effect.as_str()) {
        return Err(invalid("effect must be allow or deny"));
    }
    let sorts = sorts(&policy.resources);
    if sorts.is_empty() || policy.permission_groups.is_empty() {
        return Err(invalid("A policy needs resources and permission groups"));
    }
    let group = |asked: &Group| {
        let known = all_groups().find(|(scope, name)| group_id(scope, name) == asked.id);
        let (scope, name) = known.ok_or_else(|| invalid("There is no such permission group"))?;
        if sorts.iter().any(|sort| *sort != scope) {
            let refusal = "Failed common permission check against resources.";
            return Err(invalid(&format!("{refusal} (Permission group: \"{name}\")")));
        }
        Ok(json!({ "id": asked.id, "name": name }))
    };
    let groups: Vec<Value> = policy.permission_groups.iter().map(group).collect::<Result<_, _>>()?;
    let (id, effect, resources) = (make_id(), &policy.effect, &policy.resources);
    Ok(json!({ "id": id, "effect": effect, "resources": resources, "permission_groups": groups }))
}

/// `com.cloudflare.api.account.zone` of `com.cloudflare.api.account.zone.*`, also where an account stands around it.
fn sorts(resources: &Map<String, Value>) -> Vec<&str> {
    let mut found = Vec::new();
    for (name, within) in resources {
        match within {
            Value::Object(within) => found.extend(sorts(within)),
            _ => found.push(name.rsplit_once('.').map_or(name.as_str(), |(sort, _)| sort)),
        }
    }
    found
}

/// "Roll tokens" page: a new value with the same permissions; the one before is invalid.
fn roll(desk: &mut Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let user = permit(desk, asked, MAY_WRITE)?;
    if !asked.body.is_empty() {
        asked.json::<Value>().map_err(|sentence| invalid(&sentence))?;
    }
    let mine = |key: &&mut Key| key.account == user && key.id == id && key.listed();
    let key = desk.records.keys.iter_mut().find(mine).ok_or_else(unknown)?;
    let value = make_value();
    key.facts.insert(HASH.to_owned(), derive_hash(&value));
    key.facts.insert(MODIFIED_ON.to_owned(), clock::stamp(desk.now));
    Ok(Reply::json(200, &enveloped(json!(value))))
}

fn delete(desk: &mut Desk<'_>, asked: &Incoming, id: &str) -> Result<Reply, Problem> {
    let user = permit(desk, asked, MAY_WRITE)?;
    desk.records.revoke(&user, id, desk.quirks.revocation()).ok_or_else(unknown)?;
    Ok(Reply::json(200, &enveloped(json!({ "id": id }))))
}

/// A user with one token that may manage tokens.
fn mint(records: &mut Records) -> Value {
    let user = records.open_account(facts([]));
    let made = draw(records, &user, "practice manager", &policies_for(MAY_READ), facts([]), clock::now());
    json!({ "token": made["value"], "id": made["id"] })
}

fn add(records: &mut Records, account: &str) {
    draw(records, account, "another token", &policies_for(&["DNS Read"]), facts([]), clock::now());
}

/// Registers a token and returns what is shown once.
fn draw(records: &mut Records, user: &str, name: &str, policies: &Value, given: Facts, now: i64) -> Value {
    let (value, stamp) = (make_value(), clock::stamp(now));
    let mut facts = facts([
        (HASH, derive_hash(&value)),
        (ISSUED_ON, stamp.clone()),
        (MODIFIED_ON, stamp),
        (POLICIES, policies.to_string()),
    ]);
    facts.extend(given);
    records.add(New { id: make_id(), account: user, name, scopes: Some(granted(policies)), facts });
    let mut made = records.keys.last().map(|key| token(key, now)).unwrap_or_default();
    made["value"] = json!(value);
    made
}

fn make_id() -> String {
    make_token()[..32].to_owned()
}

/// "Token formats" page: a prefix, 40 characters and a checksum. Assumed: how that is reckoned.
fn make_value() -> String {
    let body = &make_token()[..40];
    format!("cfut_{body}{}", &derive_hash(body)[..8])
}

fn instant(key: &Key, fact: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(key.facts.get(fact)?).ok().map(|it| it.timestamp_millis())
}

fn expired(key: &Key, now: i64) -> bool {
    instant(key, EXPIRES_ON).is_some_and(|it| it <= now)
}

/// Assumed: what is wrong with a request is 400 with the code of the two refusals that have been seen.
fn invalid(message: &str) -> Problem {
    Problem::new(400, "1001", message)
}

/// 404: cloudflare/terraform-provider-cloudflare, pull request 7023. Assumed: the code and the words, and that another
/// user's token does not exist.
fn unknown() -> Problem {
    Problem::new(404, "1003", "API Token not found")
}

fn enveloped(result: Value) -> Value {
    json!({ "result": result, "success": true, "errors": [], "messages": [] })
}

fn failed(problem: Problem) -> Reply {
    let mut error = json!({ "code": problem.code.parse::<u32>().unwrap_or_default(), "message": problem.message });
    if let Some(details) = &problem.details {
        error["error_chain"] = json!([{ "code": 6111, "message": details }]);
    }
    let body = json!({ "success": false, "errors": [error], "messages": [], "result": null });
    Reply::problem(&body, problem)
}
