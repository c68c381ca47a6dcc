//! Openfish: builder keys, signed with HMAC-SHA256. Sources: the Builder API keys page and the Getting started page
//! (calls, statuses, signing); what no page states is marked as assumed.
//!
//! One published sample sends the secret itself in a header. Keyrack never does.

use serde::Deserialize;
use serde_json::{Value, json};

use super::data::{EnvName, EnvValue, Environment, Field, Form, Info, Rates};
use super::reading::{is_uuid, key_id, meaning_of, refused, word};
use super::{Abilities, Given, Issued, Listed, Page, Provider, Scopes, Told, Trial, Wanted};
use crate::api::{FieldKind, Way};
use crate::auth::{HmacHeaders, Scheme};
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request};
use crate::secret::{Parts, Secret};
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach,
    probe,
    trial: Trial::Beside,
    refusal,
    keys: Abilities { issue: Some(create), list: Some(list), revoke: Some(revoke), is_id: is_uuid, ..Abilities::NONE },
};

const PATH: &str = "/auth/builder-api-key";

static ACCOUNT_HEADERS: HmacHeaders = HmacHeaders {
    key: "openfish_api_key",
    passphrase: "openfish_passphrase",
    timestamp: "openfish_timestamp",
    signature: "openfish_signature",
    address: Some("openfish_address"),
};

static BUILDER_HEADERS: HmacHeaders = HmacHeaders {
    key: "openfish_builder_api_key",
    passphrase: "openfish_builder_passphrase",
    timestamp: "openfish_builder_timestamp",
    signature: "openfish_builder_signature",
    address: None,
};

static INFO: Info = Info {
    id: "openfish",
    name: "Openfish",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://api.openfish.fun"),
        },
        Environment::CUSTOM,
    ],
    forms: &[Form {
        id: "l2",
        name: "L2 key",
        hint: "The API key of your Openfish account, with its secret and passphrase. It is needed before builder keys \
               can be made.",
        scheme: Scheme::Hmac(&ACCOUNT_HEADERS),
        fields: &[
            Field::new("api_key", "API key", FieldKind::Text, "It looks like a1b2c3d4-e5f6-…."),
            Field::secret("secret", "Secret", "The long text of letters and digits, often ending in =."),
            Field::secret("passphrase", "Passphrase", "Came together with the secret."),
            Field::new("address", "Wallet address", FieldKind::Text, "Begins with 0x. Sent along where it is known.")
                .optional(),
        ],
        key_id: Some("api_key"),
        id_inside: None,
        is_key: false,
    }],
    key: Form {
        id: "builder",
        name: "Builder key",
        hint: "The three values that were shown when the builder key was made.",
        scheme: Scheme::Hmac(&BUILDER_HEADERS),
        fields: &[
            Field::new("api_key", "API key", FieldKind::Text, "It looks like a1b2c3d4-e5f6-…."),
            Field::secret("secret", "Secret", "The long text of letters and digits, often ending in =."),
            Field::secret("passphrase", "Passphrase", "Came together with the secret."),
        ],
        key_id: Some("api_key"),
        id_inside: None,
        is_key: true,
    },
    permissions: &[],
    presets: &[],
    key_sizes: &[],
    ways: &[Way::Provider],
    label_max: 100,
    // Programs turn it into a double quote before they sign, so that signatures differ.
    label_without: &['\''],
    env: &[
        EnvName::id("OPENFISH_BUILDER_API_KEY"),
        EnvName::part("OPENFISH_BUILDER_SECRET", "secret"),
        EnvName::part("OPENFISH_BUILDER_PASSPHRASE", "passphrase"),
        EnvName { name: "OPENFISH_BUILDER_ID", value: EnvValue::Name },
    ],
    extras: &[],
    managing: &[],
    mail: None,
    rates: Rates::shared(500, 60), // the page on rate limits, for all calls from one address
    clock_window: 30,              // assumed
    documentation: "https://docs.openfish.fun/builders/api-keys",
    website: "https://openfish.fun",
    facts: &[],
    website_steps: &[],
    website_stop_steps: &[
        "Sign in at openfish.fun and open the settings of your account, then Builder keys.",
        "Find the key by its name or API key, and revoke it.",
    ],
};

fn reach() -> Call<()> {
    Call::new(Request::get("/time"), |answer| answer.json::<Value>().map(drop))
}

/// The read that a builder key goes along with.
fn probe(_: &[String]) -> Call<Told> {
    Call::new(Request::get(PATH), |answer| read_list(answer).map(|_| Told::default()))
}

fn create(wanted: &Wanted<'_>) -> Call<Issued> {
    Call::once(Request::post(PATH, json!({ "builderId": wanted.label })), |answer| {
        let made = answer.json::<Made>()?;
        if made.secret.is_empty() || made.passphrase.is_empty() {
            return Err(Malformed("the secret or the passphrase is empty".into()));
        }
        Ok(Issued {
            remote_id: Some(key_id(made.api_key)?),
            secret: Given::Parts(Parts::default().with("secret", made.secret).with("passphrase", made.passphrase)),
            expires_at: None,
        })
    })
}

fn list(_: Option<&str>) -> Call<Page> {
    Call::new(Request::get(PATH), read_list)
}

fn revoke(remote_id: &str) -> Call<()> {
    Call::new(Request::delete(PATH).with_query("apiKey", remote_id), |_| Ok(()))
}

#[derive(Deserialize)]
struct Made {
    #[serde(rename = "apiKey")]
    api_key: String,
    secret: Secret,
    passphrase: Secret,
}

/// `{"apiKeys": […]}`, or a bare array of `{key, createdAt?, revokedAt?}`, where the revoked are left out.
fn read_list(answer: &Answer) -> Result<Page, Malformed> {
    let whole: Value = answer.json()?;
    let rows = match &whole {
        Value::Array(_) => &whole,
        _ => whole.get("apiKeys").ok_or_else(|| Malformed("no list of keys in the answer".into()))?,
    };
    let rows: &[Value] = match rows {
        Value::Array(rows) => rows,
        Value::Null => &[],
        _ => return Err(Malformed("the list of keys is no list".into())),
    };
    let live = rows.iter().filter(|row| row["revokedAt"].is_null());
    Ok(Page { keys: live.map(read_row).collect::<Result<_, _>>()?, next: None })
}

fn read_row(row: &Value) -> Result<Listed, Malformed> {
    let id = row["apiKey"].as_str().or(row["key"].as_str()).ok_or_else(|| Malformed("a key without an id".into()))?;
    Ok(Listed {
        remote_id: key_id(id.to_owned())?,
        name: word(&row["builderId"]).unwrap_or_default(),
        scopes: Scopes::Named(Vec::new()), // builder keys carry none
        created_at: word(&row["createdAt"]),
        ..Listed::default()
    })
}

/// `{"error": "text"}`.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let words = word(&body["error"]).or(word(&body["message"])).unwrap_or_default();
    let meaning = match answer.status {
        401 => Meaning::Credential,
        403 if !words.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    refused(answer, meaning, words)
}
