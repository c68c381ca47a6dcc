//! The samples on the providers' own pages, made as they stand there.

#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use support::*;

/// Runs a sample in the shell with only its placeholders replaced, each of which must be there; status and body.
fn replay(sample: &str, replaced: &[(&str, &str)]) -> (u16, Value) {
    let mut command = sample.to_owned();
    for (placeholder, value) in replaced {
        assert!(command.contains(placeholder), "{placeholder} is not in the sample");
        command = command.replace(placeholder, value);
    }
    // What curl prints, and nothing about what it sends; no proxy, whatever this computer is set to.
    let quiet = command.replacen("curl ", "curl --silent --noproxy '*' --write-out '\\n%{http_code}' ", 1);
    let output = Command::new("sh").args(["-c", &quiet]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (body, status) = said.rsplit_once('\n').unwrap();
    let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() };
    (status.parse().unwrap(), body)
}

mod buildmarkets {
    use super::*;

    const ADDRESS: &str = "https://dev-tapp-api.tappengine.com/v1";

    const READ: &str = r#"curl https://dev-tapp-api.tappengine.com/v1/accounts \
  -H "X-API-Key: bm_key_abc123" \
  -H "X-API-Secret: bm_secret_xyz789""#;

    const CREATE: &str = r#"curl -X POST https://dev-tapp-api.tappengine.com/v1/keys \
  -H "X-API-Key: YOUR_EXISTING_KEY" \
  -H "X-API-Secret: YOUR_EXISTING_SECRET" \
  -H "Content-Type: application/json" \
  -d '{
    "label": "backend-service-prod",
    "scopes": ["accounts:read", "trading:write", "marketdata:read"]
  }'"#;

    const CREATED: &str = r#"{
  "id": "key-001",
  "label": "backend-service-prod",
  "api_key": "bm_key_abc123",
  "api_secret": "bm_secret_xyz789",
  "scopes": ["accounts:read", "trading:write", "marketdata:read"],
  "created_at": "2025-06-01T12:00:00Z"
}"#;

    const LIST: &str = r#"curl https://dev-tapp-api.tappengine.com/v1/keys \
  -H "X-API-Key: YOUR_API_KEY" \
  -H "X-API-Secret: YOUR_API_SECRET""#;

    const REVOKE: &str = r#"curl -X DELETE https://dev-tapp-api.tappengine.com/v1/keys/{keyId} \
  -H "X-API-Key: YOUR_API_KEY" \
  -H "X-API-Secret: YOUR_API_SECRET""#;

    struct Partner {
        it: Fresh,
        base_url: String,
        key: String,
        secret: String,
    }

    async fn partner() -> Partner {
        let it = fresh("buildmarkets").await;
        let base_url = it.sandbox.base_url("buildmarkets").unwrap();
        Partner { key: text(&it.minted["api_key"]), secret: text(&it.minted["api_secret"]), base_url, it }
    }

    impl Partner {
        fn create(&self) -> (u16, Value) {
            let pair = [("YOUR_EXISTING_KEY", self.key.as_str()), ("YOUR_EXISTING_SECRET", &self.secret)];
            replay(CREATE, &[(ADDRESS, &self.base_url), pair[0], pair[1]])
        }

        fn list(&self) -> (u16, Value) {
            let pair = [("YOUR_API_KEY", self.key.as_str()), ("YOUR_API_SECRET", &self.secret)];
            replay(LIST, &[(ADDRESS, &self.base_url), pair[0], pair[1]])
        }

        fn revoke(&self, id: &str) -> (u16, Value) {
            let pair = [("YOUR_API_KEY", self.key.as_str()), ("YOUR_API_SECRET", &self.secret)];
            replay(REVOKE, &[(ADDRESS, &self.base_url), ("{keyId}", id), pair[0], pair[1]])
        }

        fn read(&self, key: &str, secret: &str) -> u16 {
            replay(READ, &[(ADDRESS, &self.base_url), ("bm_key_abc123", key), ("bm_secret_xyz789", secret)]).0
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_accounts() {
        let it = partner().await;
        assert_eq!(it.read(&it.key, &it.secret), 200);
        assert_eq!(it.read("bm_key_abc123", "bm_secret_xyz789"), 401);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_creation_and_its_answer() {
        let it = partner().await;
        let (status, made) = it.create();
        let sample: Value = serde_json::from_str(CREATED).unwrap();
        assert_eq!((status, names(&made)), (201, names(&sample)));
        assert_eq!((&made["label"], &made["scopes"]), (&sample["label"], &sample["scopes"]));
        assert_eq!(it.read(&text(&made["api_key"]), &text(&made["api_secret"])), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list() {
        let it = partner().await;
        let (status, list) = it.list();
        assert_eq!((status, &list["data"][0]["id"]), (200, &it.it.minted["id"]));
        assert!(!list.to_string().contains("secret"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revocation() {
        let it = partner().await;
        let made = it.create().1;
        assert_eq!(it.revoke(&text(&made["id"])), (204, Value::Null));
        assert_eq!(it.read(&text(&made["api_key"]), &text(&made["api_secret"])), 401);
    }
}

mod blockmind {
    use super::*;

    const CAPABILITIES: &str = r#"curl https://blockmind.app/api/agent/capabilities \
  -H "Authorization: Bearer bm_your_key_here""#;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_capabilities() {
        let it = fresh("blockmind").await;
        let base_url = it.sandbox.base_url("blockmind").unwrap();
        let address = ("https://blockmind.app/api/agent", base_url.as_str());
        let (status, body) = replay(CAPABILITIES, &[address, ("bm_your_key_here", &text(&it.minted["key"]))]);
        assert_eq!((status, &body["data"]["keyId"]), (200, &it.minted["key_id"]));
        assert_eq!(replay(CAPABILITIES, &[address]).0, 401);
    }
}

mod openfish {
    use super::*;

    /// The headers of the sample, in its order; it is a program, so this is the request that it makes.
    const SAMPLE: [&str; 5] = [
        r#".header("OPENFISH_API_KEY", &api_key)"#,
        r#".header("OPENFISH_SECRET", &secret)"#,
        r#".header("OPENFISH_PASSPHRASE", &passphrase)"#,
        r#".header("OPENFISH_TIMESTAMP", &timestamp)"#,
        r#".header("OPENFISH_SIGNATURE", &hmac_signature)"#,
    ];

    fn make(it: &Fresh, lines: &[&str]) -> Answer {
        let (path, body) = ("/openfish/auth/builder-api-key", json!({ "builderId": "my-trading-app" }));
        let timestamp = (now_ms() / 1000).to_string();
        let secret = URL_SAFE.decode(text(&it.minted["secret"])).unwrap();
        let signature = URL_SAFE.encode(hmac(&secret, format!("{timestamp}POST{path}{body}").as_bytes()));
        let headers = lines.iter().map(|line| {
            let (name, variable) = line.split_once(", &").unwrap();
            let value = match variable.trim_end_matches(')') {
                "timestamp" => timestamp.clone(),
                "hmac_signature" => signature.clone(),
                part => text(&it.minted[part]),
            };
            (name.trim_start_matches(".header(").trim_matches('"').to_owned(), value)
        });
        send(it.sandbox.addr(), "POST", path, &headers.collect::<Vec<_>>(), Some(body))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_creation_that_sends_the_secret_is_refused() {
        let it = fresh("openfish").await;
        status(&make(&it, &SAMPLE), 400);
        assert!(it.sandbox.keys("openfish").is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_without_the_secret_is_accepted() {
        let it = fresh("openfish").await;
        let without: Vec<&str> = SAMPLE.into_iter().filter(|it| !it.contains("OPENFISH_SECRET")).collect();
        status(&make(&it, &without), 200);
        assert_eq!(it.sandbox.keys("openfish").len(), 1);
    }
}
