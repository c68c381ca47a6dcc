//! Ways in which a key can fail its test, brought about at the practice server, in the records or in the vault.

use keyrack_core::Secret;
use keyrack_core::api::*;
use keyrack_core::types::Address;
use keyrack_core::vault::{ItemName, Kind};
use keyrack_sandbox::{Fault, Sandbox};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use serde_json::{Value, json};

use crate::rig::{Rig, typed};
use crate::tls::TlsServer;
use crate::world::sandbox;

#[derive(Debug, Clone)]
pub enum Ill {
    Healthy,
    /// Nobody listens any more.
    ServerGone,
    /// An account is typed whose address has no such name.
    NameUnknown,
    /// An account is typed at a server that nobody vouches for.
    Certificate,
    /// This computer's clock is so many seconds ahead.
    Clock(i64),
    /// It is ahead, and the provider does not say its time.
    ClockUntold(i64),
    /// The key was made in another environment, and nothing of it was ever seen here.
    OtherEnvironment,
    /// The same, typed as a new account.
    OtherEnvironmentTyped,
    /// Somebody else has stopped it.
    Revoked,
    /// What names the key is mistyped.
    UnknownId,
    /// The right id, with the secret of another key.
    Halves,
    PermissionMissing,
    /// It has run out, when the provider had said.
    Expired,
    /// It has run out, and nobody had said that it would.
    ExpiredUntold,
    /// Each answer of the provider has this fault.
    Fault(Fault),
    /// Each answer leads to another address.
    Redirected,
}

/// What a test said, and what went over the wire for it.
pub struct Examined {
    pub test: TestView,
    /// Requests that could have changed something.
    pub changes: usize,
    /// Requests that arrived in the other environment.
    pub elsewhere: usize,
}

pub async fn examine(provider: &str, ill: &Ill) -> Examined {
    let elsewhere = sandbox(None).await;
    let rig = Rig::new(provider).await;
    let key = rig.key("bot").await;
    let changes = rig.changes().len();
    let trial = match ill {
        Ill::NameUnknown => Some(trial(&rig, "https://nothing.invalid", &rig.drawn).await),
        Ill::Certificate => {
            let server = TlsServer::start("IP:127.0.0.1");
            Some(trial(&rig, &format!("https://127.0.0.1:{}/x", server.port), &rig.drawn).await)
        }
        Ill::OtherEnvironmentTyped => {
            let drawn = elsewhere.mint(provider).expect("known");
            Some(trial(&rig, &rig.account.address, &drawn).await)
        }
        _ => None,
    };
    if let Ill::ServerGone = ill {
        let Rig { app, sandbox, .. } = rig;
        sandbox.stop().await;
        let test = app.test_key(&key.id).await.expect("tested").last_test.expect("kept");
        return Examined { test, changes: 0, elsewhere: elsewhere.requests().len() };
    }
    befall(&rig, &key, ill, &elsewhere).await;
    let test = match trial {
        Some(test) => test,
        None => rig.test(&key.id).await,
    };
    Examined { test, changes: rig.changes().len() - changes, elsewhere: elsewhere.requests().len() }
}

async fn trial(rig: &Rig, address: &str, drawn: &Value) -> TestView {
    let request = AccountRequest { name: "Second".into(), ..typed(&rig.provider, address, drawn) };
    rig.app.try_account(request).await.expect("tried").test
}

async fn befall(rig: &Rig, key: &KeyView, ill: &Ill, elsewhere: &Sandbox) {
    let (provider, faults) = (&rig.provider.id[..], rig.sandbox.faults());
    let id = key.remote_id.as_deref().expect("its id is known");
    match ill {
        Ill::Clock(ahead) => rig.clock.set_ahead(*ahead),
        Ill::ClockUntold(ahead) => {
            rig.clock.set_ahead(*ahead);
            faults.always(Fault::NoDate);
        }
        Ill::OtherEnvironment => {
            let drawn = elsewhere.mint(provider).expect("known");
            keep(rig, key, secret(provider, &drawn)).await;
            // Openfish names a key by what is called its API key; at Buildmarkets that is a secret.
            let id = if provider == "openfish" { &drawn["api_key"] } else { &drawn["key_id"] };
            forget_history(rig, key, id.as_str());
        }
        Ill::UnknownId => mistype(rig, key).await,
        Ill::Revoked => rig.sandbox.revoke(provider, id),
        Ill::Halves => keep(rig, key, of_another(rig, provider)).await,
        Ill::PermissionMissing => forbid(rig, id),
        Ill::Expired | Ill::ExpiredUntold => {
            rig.sandbox.expire(provider, id);
            let past = if matches!(ill, Ill::Expired) { json!("2020-01-31T12:00:00Z") } else { Value::Null };
            alter(rig, key, |record| record["expires_at"] = past);
        }
        Ill::Fault(fault) => faults.always(fault.clone()),
        Ill::Redirected => {
            faults.always(Fault::Redirect(elsewhere.base_url(provider).expect("known")));
        }
        Ill::Healthy | Ill::ServerGone | Ill::NameUnknown | Ill::Certificate | Ill::OtherEnvironmentTyped => {}
    }
    if let (Ill::Halves, "buildmarkets") = (ill, provider) {
        let listed = rig.drawn["without_manage"]["id"].clone();
        alter(rig, key, |record| record["remote_id"] = listed);
    }
}

/// What a key of this provider keeps as its secret, made of a credential that a practice server has drawn.
fn secret(provider: &str, drawn: &Value) -> Value {
    let parts: &[&str] = match provider {
        "kalshi" => return drawn["private_key"].clone(),
        "buildmarkets" => &["api_key", "api_secret"],
        "openfish" => &["secret", "passphrase"],
        _ => &["key"],
    };
    parts.iter().map(|part| ((*part).to_owned(), drawn[*part].clone())).collect()
}

/// A secret of which a part, or the whole, belongs to another key than the one that it is kept for.
fn of_another(rig: &Rig, provider: &str) -> Value {
    match provider {
        "kalshi" => rig.drawn["private_key"].clone(),
        // The pair itself is the key's name there: one half of each of two pairs.
        "buildmarkets" => {
            json!({ "api_key": rig.drawn["without_manage"]["api_key"], "api_secret": rig.drawn["api_secret"] })
        }
        _ => secret(provider, &rig.drawn),
    }
}

/// Where the id is sent, a wrong one; where the secret alone names the key, a wrong letter in that.
async fn mistype(rig: &Rig, key: &KeyView) {
    match &rig.provider.id[..] {
        "buildmarkets" => {
            keep(rig, key, json!({ "api_key": "bm_key_mistyped", "api_secret": rig.drawn["api_secret"] })).await;
            forget_history(rig, key, None);
        }
        "blockmind" => {
            keep(rig, key, json!({ "key": "bm_mistyped" })).await;
            forget_history(rig, key, None);
        }
        _ => forget_history(rig, key, Some("7b0f5d1e-3c1a-4c3e-9d4b-0f2a6c8e1b57")),
    }
}

/// Takes the permission that the key's test needs. Where no test needs one, the provider's own words are put in.
fn forbid(rig: &Rig, id: &str) {
    let says = |body: Value| {
        let fault = Fault::Status { code: 403, body: body.to_string(), content_type: "application/json".into() };
        rig.sandbox.faults().always(fault);
    };
    match &rig.provider.id[..] {
        "kalshi" => rig.sandbox.set_scopes("kalshi", id, &["write::trade"]),
        "buildmarkets" => rig.sandbox.set_scopes("buildmarkets", id, &["marketdata:read"]),
        "openfish" => says(json!({ "error": "forbidden" })),
        _ => says(json!({ "error": { "code": "insufficient_scope", "message": "This needs another scope." } })),
    }
}

/// Keeps another secret for a key, as if it had been typed here.
async fn keep(rig: &Rig, key: &KeyView, secret: Value) {
    let origin = Address::parse(&rig.account.address).expect("an address").origin();
    let (kind, bytes) = match &secret {
        Value::String(pem) => {
            let pair = rsa::RsaPrivateKey::from_pkcs8_pem(pem).expect("a private key");
            (Kind::RsaPrivateKey, pair.to_pkcs8_der().expect("encodes").as_bytes().to_vec())
        }
        parts => (Kind::Parts, parts.to_string().into_bytes()),
    };
    rig.app.vault().keep(&ItemName::key(&key.id), kind, &origin, &Secret::new(bytes)).await.expect("kept");
}

/// As if the key had been noted here under this id, and never been listed or seen working.
fn forget_history(rig: &Rig, key: &KeyView, remote_id: Option<&str>) {
    alter(rig, key, |record| {
        record["remote_id"] = json!(remote_id);
        record["remote_name"] = Value::Null;
        record["place"] = json!("not_looked");
        record["seen_working"] = json!(false);
        record["expires_at"] = Value::Null;
    });
}

fn alter(rig: &Rig, key: &KeyView, change: impl FnOnce(&mut Value)) {
    let records = rusqlite::Connection::open(rig.folder.join("live.db")).expect("records");
    let text: String =
        records.query_row("SELECT record FROM keys WHERE id = ?1", [&key.id], |row| row.get(0)).expect("the key");
    let mut record: Value = serde_json::from_str(&text).expect("JSON");
    change(&mut record);
    let remote_id = record["remote_id"].as_str().map(str::to_owned);
    let changed = records.execute(
        "UPDATE keys SET record = ?2, remote_id = ?3 WHERE id = ?1",
        rusqlite::params![key.id, record.to_string(), remote_id],
    );
    assert_eq!(changed.expect("written"), 1);
}
