//! Kalshi: RSA key pairs. Sources: the API keys page, the API reference of `/api_keys`, and the documentation of
//! Kalshi's own clients; what no page states is marked as assumed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::data::{EnvName, EnvValue, Environment, Extra, Field, Form, Info, Permission, Preset, Rate, Rates};
use super::reading::{fact, is_uuid, key_id, meaning_of, refused};
use super::{Abilities, Given, Issued, Listed, Page, Provider, Scopes, Told, Trial, Wanted};
use crate::api::{FieldKind, Risk, Way};
use crate::auth::{RsaPssHeaders, Scheme};
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request, path_part};
use crate::secret::Secret;
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider = Provider {
    info: &INFO,
    reach,
    probe,
    trial: Trial::Alone,
    refusal,
    keys: Abilities {
        register: Some(register),
        issue: Some(generate),
        list: Some(list),
        revoke: Some(revoke),
        is_id: is_uuid,
        ..Abilities::NONE
    },
};

static HEADERS: RsaPssHeaders = RsaPssHeaders {
    key: "kalshi-access-key",
    timestamp: "kalshi-access-timestamp",
    signature: "kalshi-access-signature",
};

static INFO: Info = Info {
    id: "kalshi",
    name: "Kalshi",
    environments: &[
        Environment {
            id: "production",
            name: "Production",
            kind: EnvironmentKind::Production,
            address: Some("https://external-api.kalshi.com/trade-api/v2"),
        },
        Environment {
            id: "demo",
            name: "Demo",
            kind: EnvironmentKind::Sandbox,
            address: Some("https://external-api.demo.kalshi.co/trade-api/v2"),
        },
        Environment::CUSTOM,
    ],
    forms: &[
        Form {
            id: "access_key",
            name: "Access key",
            hint: "A key that Kalshi's web page made for you: its key ID and the private key file.",
            scheme: Scheme::RsaPss(&HEADERS),
            fields: &[Field { optional: false, ..KEY_ID }, PRIVATE_KEY],
            key_id: Some("key_id"),
            id_inside: None,
            is_key: true,
        },
        Form {
            id: "bearer",
            name: "Bearer token",
            hint: "A token that another system gave you for Kalshi's API.",
            scheme: Scheme::Bearer("token"),
            fields: &[Field::secret("token", "Token", "Without the word Bearer.")],
            key_id: None,
            id_inside: None,
            is_key: false,
        },
    ],
    key: Form {
        id: "key",
        name: "Key",
        hint: "The private key file; its key ID is found in Kalshi's list where it is not known.",
        scheme: Scheme::RsaPss(&HEADERS),
        fields: &[PRIVATE_KEY, KEY_ID],
        key_id: Some("key_id"),
        id_inside: None,
        is_key: true,
    },
    permissions: &[
        Permission::new("read", "Read everything: balances, positions, orders and keys", Risk::Read),
        Permission::new("read::portfolio_balance", "Read the account balance only", Risk::Read),
        Permission::new("read::block_trade_accept", "Read block trades that wait to be accepted", Risk::Read),
        Permission::new("write::trade", "Place, change and cancel orders", Risk::Money),
        Permission::new("write::block_trade_accept", "Accept block trades", Risk::Money),
        Permission::new("write::transfer", "Move money between accounts", Risk::Money),
        Permission {
            needs: &["read"],
            ..Permission::new("write", "Do everything: trade, move money, and make and stop keys", Risk::Money)
        },
    ],
    presets: &[
        Preset { id: "read_only", name: "Read only", scopes: &["read"] },
        Preset { id: "reporting", name: "Reporting", scopes: &["read::portfolio_balance"] },
        Preset { id: "trading_bot", name: "Trading bot", scopes: &["read", "write::trade"] },
    ],
    key_sizes: &[2048, 3072, 4096],
    ways: &[Way::Here, Way::Provider],
    label_max: 100,
    label_without: &[],
    env: &[EnvName::id("KALSHI_API_KEY_ID"), EnvName { name: "KALSHI_PRIVATE_KEY", value: EnvValue::Pair }],
    extras: &[Extra {
        id: SUBACCOUNT,
        name: "Subaccount",
        hint: "Ties the key to one of your numbered subaccounts. Left empty, it works for all of them.",
        min: 0,
        max: 63,
    }],
    managing: &["write"],
    mail: None,
    // API rate limits: ten tokens a call, of 200 for reads and 100 for writes a second at the lowest usage level.
    rates: Rates { reads: Rate { calls: 20, seconds: 1 }, writes: Some(Rate { calls: 10, seconds: 1 }) },
    clock_window: 5,
    documentation: "https://docs.kalshi.com/getting_started/api_keys",
    website: "https://kalshi.com/account/profile",
    facts: &["Subaccount"],
    website_steps: &[
        "Sign in at kalshi.com and open Account & security, then API keys.",
        "Choose to create a key with your own public key, and paste the public half.",
        "Choose the same permissions, and save.",
        "Copy the key ID that Kalshi shows, and type it here.",
    ],
    website_stop_steps: &[
        "Sign in at kalshi.com and open Account & security, then API keys.",
        "Find the key by its name or key ID, and delete it.",
    ],
};

const SUBACCOUNT: &str = "subaccount";

const KEY_ID: Field =
    Field::new("key_id", "Key ID", FieldKind::Text, "Shown beside the key on Kalshi's web page.").optional();

const PRIVATE_KEY: Field = Field::new(
    "private_key",
    "Secret half",
    FieldKind::PrivateKey,
    "The file that was downloaded when the key was made, often named .key or .pem.",
);

fn reach() -> Call<()> {
    Call::new(Request::get("/exchange/status"), |answer| answer.json::<Value>().map(drop))
}

/// Which permission the key calls need is unstated; assumed: `read` lists. A narrow key reads its balance.
fn probe(scopes: &[String]) -> Call<Told> {
    let narrow = !scopes.is_empty() && !scopes.iter().any(|s| s == "read");
    if narrow && scopes.iter().any(|s| s == "read::portfolio_balance") {
        Call::new(Request::get("/portfolio/balance"), |answer| match answer.json::<Value>()? {
            Value::Object(fields) if fields.contains_key("balance") => Ok(Told::default()),
            _ => Err(Malformed("no balance".into())),
        })
    } else {
        Call::new(Request::get("/api_keys"), |answer| read_list(answer).map(|_| Told::default()))
    }
}

fn register(wanted: &Wanted<'_>, public_pem: &str) -> Call<String> {
    let mut body = json!({ "name": wanted.label, "public_key": public_pem, "scopes": wanted.scopes });
    add_subaccount(&mut body, wanted);
    Call::once(Request::post("/api_keys", body), |answer| {
        answer.json::<Made>().and_then(|made| key_id(made.api_key_id))
    })
}

fn generate(wanted: &Wanted<'_>) -> Call<Issued> {
    let mut body = json!({ "name": wanted.label, "scopes": wanted.scopes });
    add_subaccount(&mut body, wanted);
    Call::once(Request::post("/api_keys/generate", body), |answer| {
        let made = answer.json::<Generated>()?;
        Ok(Issued {
            remote_id: Some(key_id(made.api_key_id)?),
            secret: Given::PrivateKey(made.private_key),
            expires_at: None,
        })
    })
}

fn add_subaccount(body: &mut Value, wanted: &Wanted<'_>) {
    if let Some(number) = wanted.extras.get(SUBACCOUNT) {
        body[SUBACCOUNT] = json!(number);
    }
}

/// There is no paging.
fn list(_: Option<&str>) -> Call<Page> {
    Call::new(Request::get("/api_keys"), read_list)
}

fn revoke(remote_id: &str) -> Call<()> {
    Call::new(Request::delete(format!("/api_keys/{}", path_part(remote_id))), |_| Ok(()))
}

#[derive(Deserialize)]
struct Made {
    api_key_id: String,
}

#[derive(Deserialize)]
struct Generated {
    api_key_id: String,
    private_key: Secret,
}

#[derive(Deserialize)]
struct List {
    api_keys: Option<Vec<ListedShape>>,
}

#[derive(Deserialize)]
struct ListedShape {
    api_key_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    subaccount: Option<u32>,
}

/// Lists may be null. The field itself must be there, or any JSON would look like no keys.
fn read_list(answer: &Answer) -> Result<Page, Malformed> {
    let whole: Value = answer.json()?;
    if whole.get("api_keys").is_none() {
        return Err(Malformed("no list of keys in the answer".into()));
    }
    let list: List = answer.json()?;
    let keys = list.api_keys.unwrap_or_default().into_iter().map(|k| {
        Ok(Listed {
            remote_id: key_id(k.api_key_id)?,
            name: k.name.unwrap_or_default(),
            scopes: k.scopes.map_or(Scopes::FullAccess, Scopes::Named),
            facts: k.subaccount.map(|number| fact("Subaccount", number.to_string())).into_iter().collect(),
            ..Listed::default()
        })
    });
    Ok(Page { keys: keys.collect::<Result<_, _>>()?, next: None })
}

/// Reads every shape of error that Kalshi has been seen to answer. Codes may carry an id, so they match by prefix.
fn refusal(answer: &Answer) -> Refusal {
    let body: Value = answer.json().unwrap_or(Value::Null);
    let inner = match &body["error"] {
        nested @ Value::Object(_) => nested,
        _ => &body,
    };
    let text = |name: &str| inner[name].as_str().unwrap_or_default();
    let (code, details) = (text("code"), text("details"));
    let plain = body["error"].as_str().or(body["msg"].as_str()).unwrap_or_default();
    let words: Vec<&str> = [code, text("message"), details, plain].into_iter().filter(|w| !w.is_empty()).collect();
    let is = |name: &str| code.starts_with(name);
    let meaning = match answer.status {
        _ if is("header_timestamp_expired") => Meaning::Clock,
        401 if is("authentication_error") && details.starts_with("NOT_FOUND") => Meaning::UnknownKey,
        401 if is("authentication_error") && details.starts_with("INCORRECT_API_KEY_SIGNATURE") => Meaning::Signature,
        401 => Meaning::Credential,
        // Only in the provider's own words: a page of something in between says nothing about the key.
        403 if !words.is_empty() => Meaning::Permission,
        status => meaning_of(status),
    };
    refused(answer, meaning, words.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Wholeness;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, date: None, retry_after: None, body: Secret::from(body.to_owned()), whole: Wholeness::Whole }
    }

    #[test]
    fn every_error_shape_is_read() {
        let cases = [
            (
                401,
                r#"{"error":{"code":"authentication_error","message":"m","details":"NOT_FOUND"}}"#,
                Meaning::UnknownKey,
            ),
            (
                401,
                r#"{"error":{"code":"authentication_error","details":"INCORRECT_API_KEY_SIGNATURE","service":"s"}}"#,
                Meaning::Signature,
            ),
            (401, r#"{"error":{"code":"header_timestamp_expired: 1a2b","message":"m"}}"#, Meaning::Clock),
            (401, r#"{"error":{"code":"signature_is_missing_from_headers"}}"#, Meaning::Credential),
            (401, r#"{"code":"authentication_error","message":"m","details":"NOT_FOUND"}"#, Meaning::UnknownKey),
            (400, r#"{"msg":"bad name"}"#, Meaning::Other),
            (429, r#"{"error":"too many requests"}"#, Meaning::RateLimited),
            (401, "", Meaning::Credential),
            (403, "<html>", Meaning::Other),
            (403, r#"{"error":{"code":"permission_denied"}}"#, Meaning::Permission),
            (404, "{}", Meaning::Missing),
            (409, "null", Meaning::Conflict),
            (500, "[]", Meaning::Down),
            (503, "\u{0}", Meaning::Down),
            (418, "{}", Meaning::Other),
        ];
        for (status, body, meaning) in cases {
            assert_eq!(refusal(&answer(status, body)).meaning, meaning, "{status} {body}");
        }
    }

    #[test]
    fn only_the_named_answer_means_death() {
        for body in [
            r#"{"error":{"code":"authentication_error","details":"EXPIRED"}}"#,
            r#"{"details":"NOT_FOUND"}"#,
            "NOT_FOUND",
        ] {
            assert_ne!(refusal(&answer(401, body)).meaning, Meaning::UnknownKey, "{body}");
        }
        assert_ne!(
            refusal(&answer(404, r#"{"code":"authentication_error","details":"NOT_FOUND"}"#)).meaning,
            Meaning::UnknownKey
        );
    }

    #[test]
    fn list_that_is_null_is_empty_and_another_shape_is_no_list() {
        assert_eq!(read_list(&answer(200, r#"{"api_keys":null}"#)).unwrap().keys, vec![]);
        for wrong in [
            "{}",
            "[]",
            "null",
            "<html>",
            r#"{"unexpected":true}"#,
            r#"{"api_keys":{}}"#,
            r#"{"api_keys":[{"name":"x"}]}"#,
        ] {
            assert!(read_list(&answer(200, wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn scopes_are_always_sent_and_the_subaccount_where_it_is_chosen() {
        let body = |call: Request| serde_json::from_str::<Value>(&call.body.unwrap()).unwrap();
        let scopes = ["read".to_owned()];
        let none = std::collections::BTreeMap::new();
        let wanted = Wanted { label: "a", scopes: &scopes, extras: &none };
        assert_eq!(
            body(register(&wanted, "PEM").request),
            json!({ "name": "a", "public_key": "PEM", "scopes": ["read"] })
        );
        assert_eq!(body(generate(&wanted).request), json!({ "name": "a", "scopes": ["read"] }));
        let seven = [(SUBACCOUNT.to_owned(), 7)].into();
        let wanted = Wanted { extras: &seven, ..wanted };
        assert_eq!(body(generate(&wanted).request), json!({ "name": "a", "scopes": ["read"], "subaccount": 7 }));
        assert_eq!(body(register(&wanted, "PEM").request)[SUBACCOUNT], json!(7));
    }

    #[test]
    fn key_of_a_narrow_permission_is_tested_where_it_may_read() {
        let path = |scopes: &[&str]| probe(&scopes.iter().map(|s| s.to_string()).collect::<Vec<_>>()).request.path;
        assert_eq!(path(&["read::portfolio_balance"]), "/portfolio/balance");
        assert_eq!(path(&["read", "write::trade"]), "/api_keys");
        assert_eq!(path(&[]), "/api_keys");
    }

    #[test]
    fn id_that_would_change_the_path_stays_one_part_of_it() {
        assert_eq!(revoke("../x").request.path, "/api_keys/..%2Fx");
    }
}
