//! Kalshi: RSA key pairs. Sources: the API keys page, the API reference of `/api_keys`, and the documentation of
//! Kalshi's own clients; what no page states is marked as assumed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Environment, Field, Form, Generated, Info, KeyAdmin, Listed, Permission, Preset, Provider, Wanted};
use crate::api::{FieldKind, Risk, Way};
use crate::auth::{RsaPssHeaders, Scheme};
use crate::call::{Answer, Call, Malformed, Meaning, Refusal, Request, path_part};
use crate::secret::Secret;
use crate::types::EnvironmentKind;

pub static PROVIDER: Provider =
    Provider { info: &INFO, reach, probe, refusal, key_scheme: Scheme::RsaPss(&HEADERS), admin: Some(&Admin) };

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
        Environment { id: "custom", name: "Custom address", kind: EnvironmentKind::Production, address: None },
    ],
    forms: &[
        Form {
            id: "access_key",
            name: "Access key",
            hint: "A key that Kalshi's web page made for you: its key ID and the private key file.",
            scheme: Scheme::RsaPss(&HEADERS),
            fields: &[
                Field {
                    id: "key_id",
                    name: "Key ID",
                    hint: "Shown beside the key on Kalshi's web page.",
                    kind: FieldKind::Text,
                },
                Field {
                    id: "private_key",
                    name: "Secret half",
                    hint: "The file that was downloaded when the key was made, often named .key or .pem.",
                    kind: FieldKind::PrivateKey,
                },
            ],
        },
        Form {
            id: "bearer",
            name: "Bearer token",
            hint: "A token that another system gave you for Kalshi's API.",
            scheme: Scheme::Bearer,
            fields: &[Field { id: "token", name: "Token", hint: "Without the word Bearer.", kind: FieldKind::Secret }],
        },
    ],
    permissions: &[
        Permission {
            scope: "read",
            sentence: "Read everything: balances, positions, orders and keys",
            risk: Risk::Read,
            needs: &[],
        },
        Permission {
            scope: "read::portfolio_balance",
            sentence: "Read the account balance only",
            risk: Risk::Read,
            needs: &[],
        },
        Permission {
            scope: "read::block_trade_accept",
            sentence: "Read block trades that wait to be accepted",
            risk: Risk::Read,
            needs: &[],
        },
        Permission {
            scope: "write::trade",
            sentence: "Place, change and cancel orders",
            risk: Risk::Money,
            needs: &[],
        },
        Permission {
            scope: "write::block_trade_accept",
            sentence: "Accept block trades",
            risk: Risk::Money,
            needs: &[],
        },
        Permission { scope: "write::transfer", sentence: "Move money between accounts", risk: Risk::Money, needs: &[] },
        Permission {
            scope: "write",
            sentence: "Do everything: trade, move money, and make and stop keys",
            risk: Risk::Money,
            needs: &["read"],
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
    clock_window: 5,
    documentation: "https://docs.kalshi.com/getting_started/api_keys",
    website: "https://kalshi.com/account/profile",
    website_steps: &[
        "Sign in at kalshi.com and open Account & security, then API keys.",
        "Choose to create a key with your own public key, and paste the public half.",
        "Choose the same permissions, and save.",
        "Copy the key ID that Kalshi shows, and type it here.",
    ],
};

fn reach() -> Call<()> {
    Call::new(Request::get("/exchange/status"), |answer| answer.json::<Value>().map(drop))
}

/// Which permission the key calls need is unstated; assumed: `read` lists. A narrow key reads its balance.
fn probe(scopes: &[String]) -> Call<()> {
    let narrow = !scopes.is_empty() && !scopes.iter().any(|s| s == "read");
    if narrow && scopes.iter().any(|s| s == "read::portfolio_balance") {
        Call::new(Request::get("/portfolio/balance"), |answer| match answer.json::<Value>()? {
            Value::Object(fields) if fields.contains_key("balance") => Ok(()),
            _ => Err(Malformed("no balance".into())),
        })
    } else {
        Call::new(Request::get("/api_keys"), |answer| read_list(answer).map(drop))
    }
}

struct Admin;

impl KeyAdmin for Admin {
    fn create(&self, wanted: &Wanted<'_>, public_pem: &str) -> Call<String> {
        let body = json!({ "name": wanted.label, "public_key": public_pem, "scopes": wanted.scopes });
        Call::once(Request::post("/api_keys", body), |answer| {
            answer.json::<Made>().and_then(|made| nonempty(made.api_key_id))
        })
    }

    fn generate(&self, wanted: &Wanted<'_>) -> Call<Generated> {
        let body = json!({ "name": wanted.label, "scopes": wanted.scopes });
        Call::once(Request::post("/api_keys/generate", body), |answer| {
            let made = answer.json::<GeneratedShape>()?;
            Ok(Generated { remote_id: nonempty(made.api_key_id)?, private_key: made.private_key })
        })
    }

    fn list(&self) -> Call<Vec<Listed>> {
        Call::new(Request::get("/api_keys"), read_list)
    }

    fn revoke(&self, remote_id: &str) -> Call<()> {
        Call::new(Request::delete(format!("/api_keys/{}", path_part(remote_id))), |_| Ok(()))
    }

    /// Kalshi's key ids are UUIDs.
    fn is_id(&self, text: &str) -> bool {
        let parts: Vec<&str> = text.split('-').collect();
        parts.iter().map(|p| p.len()).eq([8, 4, 4, 4, 12]) && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
    }
}

#[derive(Deserialize)]
struct Made {
    api_key_id: String,
}

#[derive(Deserialize)]
struct GeneratedShape {
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
}

/// Lists may be null; there is no paging. The field itself must be there, or any JSON would look like no keys.
fn read_list(answer: &Answer) -> Result<Vec<Listed>, Malformed> {
    let whole: Value = answer.json()?;
    if whole.get("api_keys").is_none() {
        return Err(Malformed("no list of keys in the answer".into()));
    }
    let list: List = answer.json()?;
    Ok(list
        .api_keys
        .unwrap_or_default()
        .into_iter()
        .map(|k| Listed { remote_id: k.api_key_id, name: k.name.unwrap_or_default(), scopes: k.scopes })
        .collect())
}

fn nonempty(id: String) -> Result<String, Malformed> {
    if id.trim().is_empty() { Err(Malformed("the key id is empty".into())) } else { Ok(id) }
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
        404 => Meaning::Missing,
        409 => Meaning::Conflict,
        429 => Meaning::RateLimited,
        500.. => Meaning::Down,
        _ => Meaning::Other,
    };
    Refusal {
        meaning,
        status: answer.status,
        words: words.join(" · "),
        retry_after: answer.retry_after,
        clock_ahead: None,
    }
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
        assert_eq!(read_list(&answer(200, r#"{"api_keys":null}"#)).unwrap(), vec![]);
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
    fn scopes_are_always_sent() {
        let call = Admin.create(&Wanted { label: "a", scopes: &["read".into()] }, "PEM");
        assert_eq!(call.request.body.unwrap(), json!({ "name": "a", "public_key": "PEM", "scopes": ["read"] }));
        let call = Admin.generate(&Wanted { label: "a", scopes: &["read".into()] });
        assert_eq!(call.request.body.unwrap(), json!({ "name": "a", "scopes": ["read"] }));
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
        assert_eq!(Admin.revoke("../x").request.path, "/api_keys/..%2Fx");
    }
}
