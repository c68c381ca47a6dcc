//! SendGrid: API keys. Source: the API reference "API Keys" and "Scopes" of the Web API v3; what no page states is
//! marked as assumed.

use serde_json::{Value, json};

use super::data::{EnvName, Environment, Field, Form, IdInside, Info, Rates};
use super::reading::{key_id, meaning_of, refused, word, words};
use super::{Abilities, Given, Issued, Listed, Offer, Offers, Page, Provider, Told, Trial, Wanted};
use crate::api::{Risk, Way};
use crate::auth::Scheme;
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request, path_part};
use crate::secret::{Parts, Secret};
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach: || Call::new(Request::get("/scopes"), |_| Ok(())),
    probe: |_| {
        Call::new(Request::get("/scopes"), |answer| Ok(Told { scopes: Some(read_scopes(answer)?), ..Told::default() }))
    },
    trial: Trial::Alone,
    refusal,
    keys: Abilities {
        issue: Some(create),
        // One answer holds them all.
        list: Some(|_| Call::new(Request::get("/api_keys"), read_list)),
        revoke: Some(|id| Call::new(Request::delete(format!("/api_keys/{}", path_part(id))), |_| Ok(()))),
        offers: Some(Offers {
            fetch: || {
                Call::new(Request::get("/scopes"), |answer| {
                    Ok(read_scopes(answer)?.iter().map(|s| describe(s)).collect())
                })
            },
            describe,
        }),
        ..Abilities::NONE
    },
};

const KEY: Form = Form {
    id: "api_key",
    name: "API key",
    hint: "Made at app.sendgrid.com under Settings, API Keys; it begins with SG. — with full access, Keyrack can list, \
           make and stop keys.",
    scheme: Scheme::Bearer("api_key"),
    fields: &[Field::secret("api_key", "API key", "Without the word Bearer.")],
    key_id: None,
    // The API page: a key is `SG.`, its id, a dot and the secret.
    id_inside: Some(IdInside { part: "api_key", separator: '.', piece: 1 }),
    is_key: true,
};

static INFO: Info = Info {
    id: "sendgrid",
    name: "SendGrid",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://api.sendgrid.com/v3"),
        },
        Environment {
            id: "eu",
            name: "Production, EU",
            kind: EnvironmentKind::Production,
            address: Some("https://api.eu.sendgrid.com/v3"),
        },
        Environment::CUSTOM,
    ],
    forms: &[KEY],
    key: KEY,
    permissions: &[],
    presets: &[],
    key_sizes: &[],
    ways: &[Way::Provider],
    label_max: 100,
    label_without: &[],
    env: &[EnvName::id("SENDGRID_API_KEY_ID"), EnvName::part("SENDGRID_API_KEY", "api_key")],
    extras: &[],
    managing: &[],
    mail: None,
    rates: Rates::UNSTATED,
    clock_window: 300, // requests carry no time: assumed, for the control of a proof only
    documentation: "https://www.twilio.com/docs/sendgrid/api-reference/api-keys",
    website: "https://app.sendgrid.com/settings/api_keys",
    facts: &[],
    website_steps: &[],
    website_stop_steps: &[
        "Sign in at app.sendgrid.com and open Settings, then API Keys.",
        "Find the key by its name or API Key ID, open the menu beside it, and choose Delete.",
    ],
};

fn create(wanted: &Wanted<'_>) -> Call<Issued> {
    let body = json!({ "name": wanted.label, "scopes": wanted.scopes });
    Call::once(Request::post("/api_keys", body), |answer| {
        #[derive(serde::Deserialize)]
        struct Made {
            api_key_id: String,
            api_key: Secret,
        }
        let made = answer.json::<Made>()?;
        if made.api_key.is_empty() {
            return Err(Malformed("the key is empty".into()));
        }
        Ok(Issued {
            remote_id: Some(key_id(made.api_key_id)?),
            secret: Given::Parts(Parts::default().with("api_key", made.api_key)),
            expires_at: None,
        })
    })
}

/// The list names no scopes; each key tells its own when it is tested.
fn read_list(answer: &Answer) -> Result<Page, Malformed> {
    let whole: Value = answer.json()?;
    let rows = match whole.get("result") {
        Some(Value::Array(rows)) => &rows[..],
        Some(Value::Null) => &[],
        _ => return Err(Malformed("no list of keys in the answer".into())),
    };
    let row = |row: &Value| {
        let id = row["api_key_id"].as_str().ok_or_else(|| Malformed("a key without an id".into()))?;
        Ok(Listed {
            remote_id: key_id(id.to_owned())?,
            name: word(&row["name"]).unwrap_or_default(),
            ..Listed::default()
        })
    };
    Ok(Page { keys: rows.iter().map(row).collect::<Result<_, _>>()?, next: None })
}

fn read_scopes(answer: &Answer) -> Result<Vec<String>, Malformed> {
    words(&answer.json::<Value>()?["scopes"]).ok_or_else(|| Malformed("no scopes in the answer".into()))
}

/// A new key can have what the asking key has.
fn describe(scope: &str) -> Offer {
    let risk = match scope {
        s if s.starts_with("billing.") && !s.ends_with(".read") => Risk::Money,
        s if s.ends_with(".read") => Risk::Read,
        _ => Risk::Change,
    };
    Offer { scope: scope.to_owned(), sentence: scope.replace(['.', '_'], " "), risk }
}

/// `{"errors": [{"field", "message", "help"?}]}`.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let errors = body["errors"].as_array().into_iter().flatten();
    let said: Vec<String> = errors.flat_map(|e| [word(&e["field"]), word(&e["message"])]).flatten().collect();
    let dead = said.iter().any(|s| s.contains("authorization grant is invalid, expired, or revoked"));
    let meaning = match answer.status {
        401 if dead => Meaning::UnknownKey,
        401 => Meaning::Credential,
        403 if !said.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    refused(answer, meaning, said.join(" · "))
}
