//! Buildmarkets: a key and a secret in two headers, with scopes. Sources: the Authentication page (headers, scopes,
//! asking by e-mail, calls, statuses) and the Error codes page; what no page states is marked as assumed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::data::{EnvName, Environment, Field, Form, Info, Mail, Newer, Permission, Preset, Rates};
use super::reading::{key_id, meaning_of, more, refused, shown, word, words};
use super::{Abilities, Given, Issued, Listed, Page, Provider, Scopes, Told, Trial, Wanted};
use crate::api::{Risk, Way};
use crate::auth::{PartHeader, Scheme};
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request, path_part};
use crate::secret::{Parts, Secret};
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach,
    probe,
    trial: Trial::Alone,
    refusal,
    keys: Abilities { issue: Some(create), list: Some(list), revoke: Some(revoke), ..Abilities::NONE },
};

const SCHEME: Scheme = Scheme::Headers(&[
    PartHeader { header: "x-api-key", part: "api_key" },
    PartHeader { header: "x-api-secret", part: "api_secret" },
]);

const PAIR: Form = Form {
    id: "key",
    name: "API key and secret",
    hint: "The two values that Buildmarkets sent you. The first pair comes by e-mail. A pair with the permission \
           keys:manage lets Keyrack list, make and stop keys.",
    scheme: SCHEME,
    fields: &[
        Field::secret("api_key", "API key", "The value for the header X-API-Key."),
        Field::secret("api_secret", "API secret", "The value for the header X-API-Secret."),
    ],
    key_id: None,
    id_inside: None,
    is_key: true,
};

static INFO: Info = Info {
    id: "buildmarkets",
    name: "Buildmarkets",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://api.tappengine.com/v1"),
        },
        Environment {
            id: "sandbox",
            name: "Sandbox",
            kind: EnvironmentKind::Sandbox,
            address: Some("https://dev-tapp-api.tappengine.com/v1"),
        },
        Environment::CUSTOM,
    ],
    forms: &[PAIR],
    key: PAIR,
    permissions: &[
        Permission::new("accounts:read", "Read account details, balances and positions", Risk::Read),
        Permission::new("accounts:write", "Create, change and close accounts", Risk::Change),
        Permission::new("funding:read", "Read bank connections and funding activity", Risk::Read),
        Permission::new("funding:write", "Connect banks, start deposits and withdrawals", Risk::Money),
        Permission::new("trading:read", "Read orders and executions", Risk::Read),
        Permission::new("trading:write", "Place, change and cancel orders", Risk::Money),
        Permission::new("marketdata:read", "Read market data", Risk::Read),
        Permission::new("documents:read", "List and fetch documents", Risk::Read),
        Permission::new("documents:write", "Upload and e-mail documents", Risk::Change),
        Permission {
            newer: Some(Newer { scope: "admin:webhooks", wider: true }),
            ..Permission::new("webhooks:read", "List webhook configurations", Risk::Read)
        },
        Permission {
            newer: Some(Newer { scope: "admin:webhooks", wider: false }),
            ..Permission::new("webhooks:write", "Create, change and delete webhooks", Risk::Change)
        },
        // Whoever can make keys can make one that moves money.
        Permission {
            newer: Some(Newer { scope: "admin:keys", wider: false }),
            ..Permission::new("keys:manage", "Make and stop API keys", Risk::Money)
        },
        Permission { offered: false, ..Permission::new("admin:keys", "Make and stop API keys", Risk::Money) },
        Permission {
            offered: false,
            ..Permission::new("admin:webhooks", "Read, create, change and delete webhooks", Risk::Change)
        },
    ],
    presets: &[
        Preset {
            id: "read_only",
            name: "Read only",
            scopes: &["accounts:read", "funding:read", "trading:read", "marketdata:read", "documents:read"],
        },
        Preset { id: "reporting", name: "Reporting", scopes: &["accounts:read", "documents:read"] },
        Preset {
            id: "trading_bot",
            name: "Trading bot",
            scopes: &["accounts:read", "trading:read", "trading:write", "marketdata:read"],
        },
    ],
    key_sizes: &[],
    ways: &[Way::Provider],
    label_max: 100,
    label_without: &[],
    env: &[
        EnvName::id("BUILDMARKETS_KEY_ID"),
        EnvName::part("BUILDMARKETS_API_KEY", "api_key"),
        EnvName::part("BUILDMARKETS_API_SECRET", "api_secret"),
    ],
    extras: &[],
    managing: &["keys:manage", "admin:keys"],
    mail: Some(Mail {
        to: "support@buildmarkets.ai",
        subject: "Request for an API key: {label}",
        body: "Hello,\n\nwe would like to request an API key pair.\n\nEnvironment: {environment}\nLabel: {label}\n\
               Scopes:\n{scopes}\n\nPlease send the key pair to our registered technical contact by encrypted \
               e-mail.\n\nThank you\n",
    }),
    rates: Rates::UNSTATED,
    clock_window: 300, // requests carry no time: assumed, for the control of a proof only
    documentation: "https://docs.buildmarkets.ai/authentication",
    website: "https://docs.buildmarkets.ai/authentication",
    facts: &[],
    website_steps: &[],
    website_stop_steps: &[
        "Write to support@buildmarkets.ai or to your relationship manager.",
        "Name the environment and the label of the key, and ask to revoke it.",
    ],
};

/// No call is open; without a key the answer is a 401, which carries the clock.
fn reach() -> Call<()> {
    Call::new(Request::get("/accounts"), |_| Ok(()))
}

/// Reads where a key's scopes allow, the narrowest first. A key that may only write is answered with 403, which says
/// that it is good.
const READS: &[(&str, &str)] = &[
    ("accounts:read", "/accounts"),
    ("marketdata:read", "/marketdata"),
    ("trading:read", "/orders"),
    ("funding:read", "/funding"),
    ("documents:read", "/documents"),
    ("webhooks:read", "/webhooks"),
    ("admin:webhooks", "/webhooks"),
    ("keys:manage", "/keys"),
    ("admin:keys", "/keys"),
];

fn probe(scopes: &[String]) -> Call<Told> {
    let allowed = READS.iter().find(|(scope, _)| scopes.iter().any(|s| s == scope));
    let path = allowed.map_or("/accounts", |(_, path)| *path);
    Call::new(Request::get(path), |answer| answer.json::<Value>().map(|_| Told::default()))
}

fn create(wanted: &Wanted<'_>) -> Call<Issued> {
    let body = json!({ "label": wanted.label, "scopes": wanted.scopes });
    Call::once(Request::post("/keys", body), |answer| {
        let made = answer.json::<Made>()?;
        if made.api_key.is_empty() || made.api_secret.is_empty() {
            return Err(Malformed("the key or its secret is empty".into()));
        }
        Ok(Issued {
            remote_id: Some(key_id(made.id)?),
            secret: Given::Parts(Parts::default().with("api_key", made.api_key).with("api_secret", made.api_secret)),
            expires_at: None,
        })
    })
}

fn list(cursor: Option<&str>) -> Call<Page> {
    let request = Request::get("/keys");
    Call::new(
        match cursor {
            Some(cursor) => request.with_query("cursor", cursor),
            None => request,
        },
        read_list,
    )
}

fn revoke(remote_id: &str) -> Call<()> {
    Call::new(Request::delete(format!("/keys/{}", path_part(remote_id))), |_| Ok(()))
}

#[derive(Deserialize)]
struct Made {
    id: String,
    api_key: Secret,
    api_secret: Secret,
}

/// Assumed: an array at the root, under `data` or under `keys`. A cursor is followed where there is one.
fn read_list(answer: &Answer) -> Result<Page, Malformed> {
    let whole: Value = answer.json()?;
    let rows = match &whole {
        Value::Array(_) => &whole,
        _ => {
            whole.get("data").or(whole.get("keys")).ok_or_else(|| Malformed("no list of keys in the answer".into()))?
        }
    };
    let rows: &[Value] = match rows {
        Value::Array(rows) => rows,
        Value::Null => &[],
        _ => return Err(Malformed("the list of keys is no list".into())),
    };
    let next = word(&whole["pagination"]["next_cursor"]);
    Ok(Page { keys: rows.iter().map(read_row).collect::<Result<_, _>>()?, next })
}

fn read_row(row: &Value) -> Result<Listed, Malformed> {
    let id = row["id"].as_str().ok_or_else(|| Malformed("a key without an id".into()))?;
    let scopes = match &row["scopes"] {
        Value::Null => Scopes::Untold,
        list => Scopes::Named(words(list).ok_or_else(|| Malformed("scopes that are no texts".into()))?),
    };
    Ok(Listed {
        remote_id: key_id(id.to_owned())?,
        name: word(&row["label"]).unwrap_or_default(),
        scopes,
        created_at: word(&row["created_at"]),
        facts: row.as_object().map_or(Vec::new(), |row| more(row, &["id", "label", "scopes", "created_at"])),
        ..Listed::default()
    })
}

/// `{"error": {"code", "message", "field"?, "details"?, "request_id"?}}`. `UNAUTHORIZED` and `KEY_REVOKED` both mean
/// that no live key came along.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let error = &body["error"];
    let code = error["code"].as_str().unwrap_or_default();
    let parts = [&error["code"], &error["message"], &error["field"], &error["details"]];
    let said: Vec<String> = parts.into_iter().filter(|v| !v.is_null()).map(shown).filter(|w| !w.is_empty()).collect();
    let meaning = match answer.status {
        401 if ["UNAUTHORIZED", "KEY_REVOKED"].contains(&code) => Meaning::UnknownKey,
        401 => Meaning::Credential,
        403 if !code.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    let stopped = meaning == Meaning::UnknownKey && code == "KEY_REVOKED";
    Refusal { stopped, ..refused(answer, meaning, said.join(" · ")) }
}
