//! BlockMind: bearer keys that rotate and revoke themselves. Source: the Agent API page "Authentication & keys"
//! (calls, scopes, envelopes); what it does not state is marked as assumed.

use serde_json::{Value, json};

use super::data::{EnvName, Environment, Field, Form, Info, Permission, Rates};
use super::reading::{fact, meaning_of, more, refused, shown, word, words};
use super::{Abilities, Given, Issued, Provider, Rotate, Told, Trial, UsagePage};
use crate::api::{Risk, UsageRowView};
use crate::auth::Scheme;
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request};
use crate::secret::{Parts, Secret};
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach,
    probe,
    trial: Trial::Alone,
    refusal,
    keys: Abilities {
        revoke: Some(revoke),
        revoke_self: Some(revoke_self),
        rotate: Some(Rotate::Successor(rotate)),
        usage: Some(usage),
        ..Abilities::NONE
    },
};

const KEY: Form = Form {
    id: "key",
    name: "API key",
    hint: "The key that BlockMind's website showed once; it begins with bm_. Keys are open to a limited set of \
           accounts at present.",
    scheme: Scheme::Bearer("key"),
    fields: &[Field::secret("key", "Key", "Without the word Bearer.")],
    key_id: None,
    id_inside: None,
    is_key: true,
};

static INFO: Info = Info {
    id: "blockmind",
    name: "BlockMind",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://blockmind.app/api/agent"),
        },
        Environment::CUSTOM,
    ],
    forms: &[KEY],
    key: KEY,
    permissions: &[
        Permission::new("portfolio:read", "Read portfolios and holdings", Risk::Read),
        Permission::new("watchlist:read", "Read watchlists", Risk::Read),
        Permission::new("watchlists:write", "Change watchlists", Risk::Change),
        Permission::new("market:read", "Read market data", Risk::Read),
        Permission::new("reports:read", "Read reports", Risk::Read),
        Permission::new("reports:write", "Work with reports", Risk::Change),
        Permission::new("signals:write", "Write signals", Risk::Change),
        Permission::new("workspace:write", "Change the workspace", Risk::Change),
    ],
    presets: &[],
    key_sizes: &[],
    ways: &[],
    label_max: 100,
    label_without: &[],
    env: &[EnvName::id("BLOCKMIND_KEY_ID"), EnvName::part("BLOCKMIND_API_KEY", "key")],
    extras: &[],
    managing: &[],
    mail: None,
    rates: Rates::UNSTATED,
    clock_window: 300, // requests carry no time: assumed, for the control of a proof only
    documentation: "https://blockmind.app/docs/agent-api/authentication",
    website: "https://blockmind.app",
    facts: &["Requests a minute", "Requests a day"],
    website_steps: &[],
    website_stop_steps: &[
        "Sign in at blockmind.app and open the settings of your account, then API keys.",
        "Find the key by the time when it was made, and revoke it.",
    ],
};

/// No call is open; without a key the answer is a 401, which carries the clock.
fn reach() -> Call<()> {
    Call::new(Request::get("/capabilities"), |_| Ok(()))
}

fn probe(_: &[String]) -> Call<Told> {
    Call::new(Request::get("/capabilities"), read_capabilities)
}

fn rotate() -> Call<Issued> {
    Call::once(Request::post("/keys/rotate", json!({})), |answer| {
        let made = answer.json::<Rotated>()?.data;
        if made.key.is_empty() {
            return Err(Malformed("the key is empty".into()));
        }
        Ok(Issued {
            remote_id: made.key_id.filter(|id| !id.is_empty()),
            secret: Given::Parts(Parts::default().with("key", made.key)),
            expires_at: made.expires_at,
        })
    })
}

fn revoke(remote_id: &str) -> Call<()> {
    Call::new(Request::post("/keys/revoke", json!({ "keyId": remote_id })), |_| Ok(()))
}

/// With the id left out, the calling key is revoked.
fn revoke_self() -> Call<()> {
    Call::new(Request::post("/keys/revoke", json!({})), |_| Ok(()))
}

/// Assumed: the path, and that the cursor of `meta.pagination` is taken.
fn usage(cursor: Option<&str>) -> Call<UsagePage> {
    let request = Request::get("/audit").with_query("limit", "50");
    Call::new(
        match cursor {
            Some(cursor) => request.with_query("cursor", cursor),
            None => request,
        },
        read_usage,
    )
}

#[derive(serde::Deserialize)]
struct Rotated {
    data: RotatedKey,
}

/// Assumed: the names.
#[derive(serde::Deserialize)]
struct RotatedKey {
    #[serde(rename = "keyId", default)]
    key_id: Option<String>,
    key: Secret,
    #[serde(rename = "expiresAt", default)]
    expires_at: Option<String>,
}

/// Read tolerantly (the names are assumed): what is not understood is still shown.
fn read_capabilities(answer: &Answer) -> Result<Told, Malformed> {
    let whole: Value = answer.json()?;
    let data = whole["data"].as_object().ok_or_else(|| Malformed("no data in the answer".into()))?;
    let scopes = data.get("permissions").or(data.get("scopes")).and_then(words);
    let mut told = Told {
        remote_id: data.get("keyId").and_then(word),
        expires_at: data.get("expiresAt").and_then(word),
        ..Told::default()
    };
    let mut known = vec!["keyId", "expiresAt"];
    if scopes.is_some() {
        known.extend(["permissions", "scopes"]);
    }
    if let Some(Value::Object(limits)) = data.get("rateLimits") {
        known.push("rateLimits");
        told.facts.extend(limits.iter().map(|(name, value)| fact(limit(name), shown(value))));
    }
    told.facts.extend(more(data, &known));
    told.scopes = scopes;
    Ok(told)
}

fn limit(name: &str) -> String {
    match name {
        "perMinute" => "Requests a minute".into(),
        "perDay" => "Requests a day".into(),
        other => format!("Limit: {other}"),
    }
}

fn read_usage(answer: &Answer) -> Result<UsagePage, Malformed> {
    let whole: Value = answer.json()?;
    let rows = whole["data"].as_array().ok_or_else(|| Malformed("no list of calls in the answer".into()))?;
    let pagination = &whole["meta"]["pagination"];
    let more = pagination["hasMore"].as_bool() != Some(false);
    Ok(UsagePage { rows: rows.iter().map(read_call).collect(), next: word(&pagination["cursor"]).filter(|_| more) })
}

fn read_call(row: &Value) -> UsageRowView {
    let first = |names: &[&str]| names.iter().find_map(|name| word(&row[*name]));
    let path = first(&["path", "endpoint", "action"]);
    let method = first(&["method"]);
    let used = ["at", "timestamp", "createdAt", "path", "endpoint", "action", "method", "status"];
    UsageRowView {
        marks: Vec::new(),
        at: first(&["at", "timestamp", "createdAt"]),
        call: [method, path].into_iter().flatten().collect::<Vec<_>>().join(" "),
        status: first(&["status"]),
        facts: row.as_object().map_or(Vec::new(), |row| more(row, &used)),
    }
}

/// `{error: {code, message, hint, param?, nextActions, retryable}, meta}`.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let error = &body["error"];
    let parts = [&error["code"], &error["message"], &error["hint"], &error["param"]];
    let said: Vec<String> = parts.into_iter().filter_map(word).collect();
    let meaning = match answer.status {
        401 if !said.is_empty() => Meaning::UnknownKey,
        401 => Meaning::Credential,
        403 if !said.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    refused(answer, meaning, said.join(" · "))
}
