//! What somebody else does with an account, by their own HTTP.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};

use crate::rig::Rig;

/// A key that another program makes with the managing credential, by its own HTTP.
pub async fn made_elsewhere(rig: &Rig, label: &str) -> Value {
    let base = rig.sandbox.base_url(&rig.provider.id).unwrap();
    let text = |name: &str| rig.drawn[name].as_str().unwrap().to_owned();
    let (path, body, headers): (&str, Value, Vec<(&str, String)>) = match &rig.provider.id[..] {
        "kalshi" => (
            "/api_keys/generate",
            json!({ "name": label, "scopes": ["read"] }),
            vec![("authorization", format!("Bearer {}", text("bearer_token")))],
        ),
        "buildmarkets" => (
            "/keys",
            json!({ "label": label, "scopes": ["accounts:read"] }),
            vec![("x-api-key", text("api_key")), ("x-api-secret", text("api_secret"))],
        ),
        "openfish" => {
            let body = json!({ "builderId": label });
            let now = chrono::Utc::now().timestamp().to_string();
            let message = format!("{now}POST/openfish/auth/builder-api-key{body}");
            let signature = hmac(&text("secret"), &message);
            let headers = vec![
                ("openfish_api_key", text("api_key")),
                ("openfish_passphrase", text("passphrase")),
                ("openfish_timestamp", now),
                ("openfish_signature", signature),
            ];
            ("/auth/builder-api-key", body, headers)
        }
        "blockmind" => ("/keys/rotate", json!({}), vec![("authorization", format!("Bearer {}", text("key")))]),
        "cloudflare" => {
            let offered = rig.app.permissions(&rig.account.id).await.unwrap().remove(0).scope;
            let (id, resource) =
                offered.strip_suffix(')').unwrap().rsplit_once(" (").unwrap().1.split_once(", ").unwrap();
            let policy = json!({
                "effect": "allow",
                "resources": { (format!("{resource}.*")): "*" },
                "permission_groups": [{ "id": id }],
            });
            let body = json!({ "name": label, "policies": [policy] });
            ("/user/tokens", body, vec![("authorization", format!("Bearer {}", text("token")))])
        }
        "sendgrid" => (
            "/api_keys",
            json!({ "name": label, "scopes": ["mail.send"] }),
            vec![("authorization", format!("Bearer {}", text("api_key")))],
        ),
        other => panic!("how does {other} make keys?"),
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request =
        client.post(format!("{base}{path}")).header("content-type", "application/json").body(body.to_string());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{}: {}", rig.provider.id, answer.status());
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    // Under the names of the form's fields.
    let at = |pointer: &str| answer.pointer(pointer).cloned().unwrap_or_default();
    match &rig.provider.id[..] {
        "kalshi" => json!({ "id": at("/api_key_id"), "private_key": at("/private_key") }),
        "buildmarkets" => json!({ "id": at("/id"), "api_key": at("/api_key"), "api_secret": at("/api_secret") }),
        "openfish" => {
            json!({ "id": at("/apiKey"), "api_key": at("/apiKey"), "secret": at("/secret"), "passphrase": at("/passphrase") })
        }
        "blockmind" => json!({ "id": at("/data/keyId"), "key": at("/data/key") }),
        "cloudflare" => json!({ "id": at("/result/id"), "token": at("/result/value") }),
        _ => json!({ "id": at("/api_key_id"), "api_key": at("/api_key") }),
    }
}

/// HMAC-SHA256 by `openssl`: a program that is not ours.
fn hmac(secret: &str, message: &str) -> String {
    let key: String = URL_SAFE.decode(secret).unwrap().iter().map(|b| format!("{b:02x}")).collect();
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-mac", "HMAC", "-macopt", &format!("hexkey:{key}"), "-binary"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl");
    openssl.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    URL_SAFE.encode(openssl.wait_with_output().unwrap().stdout)
}

/// The names and values of a `.env` file, by the rules that its readers share.
pub fn read_env(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.split_once('=').expect("a name and a value");
            let value = match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\\n", "\n"),
                None => value.trim_matches('\'').to_owned(),
            };
            (name.to_owned(), value)
        })
        .collect()
}
