//! Openfish's builder-key API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use keyrack_sandbox::{Fault, KeySeen, Shape};
use serde_json::{Value, json};
use support::*;

const KEYS: &str = "/openfish/auth/builder-api-key";

const L2_FAILED: (u16, &str) = (401, "L2 authentication failed");
const BUILDER_FAILED: (u16, &str) = (401, "builder authentication failed");
const NOT_FOUND: (u16, &str) = (404, "builder API key not found");
const NO_KEY: (u16, &str) = (400, "invalid apiKey");

#[track_caller]
fn refused(answer: &Answer, (status, error): (u16, &str)) {
    assert_eq!((answer.status, answer.json()), (Some(status), json!({ "error": error })), "{answer:?}");
}

/// How a request is signed; `of` is right, and a test changes one thing.
struct Signing {
    key: String,
    secret: Vec<u8>,
    passphrase: String,
    timestamp: String,
    method: String,
    path: String,
    body: String,
    encode: fn(&[u8]) -> String,
}

impl Signing {
    fn of(credential: &Value, method: &str, path: &str, body: &str) -> Signing {
        let name = if credential["api_key"].is_string() { "api_key" } else { "apiKey" };
        Signing {
            key: text(&credential[name]),
            secret: URL_SAFE.decode(text(&credential["secret"])).unwrap(),
            passphrase: text(&credential["passphrase"]),
            timestamp: (now_ms() / 1000).to_string(),
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.to_owned(),
            encode: |bytes| URL_SAFE.encode(bytes),
        }
    }

    fn headers(&self, prefix: &str) -> Vec<(String, String)> {
        let Signing { timestamp, method, path, body, .. } = self;
        let signature = (self.encode)(&hmac(&self.secret, format!("{timestamp}{method}{path}{body}").as_bytes()));
        let parts = [
            ("API_KEY", &self.key),
            ("PASSPHRASE", &self.passphrase),
            ("TIMESTAMP", timestamp),
            ("SIGNATURE", &signature),
        ];
        parts.map(|(name, value)| (format!("{prefix}{name}"), value.clone())).to_vec()
    }
}

fn list_signing(it: &Fresh) -> Signing {
    Signing::of(&it.minted, "GET", KEYS, "")
}

fn list_with(it: &Fresh, headers: &[(String, String)]) -> Answer {
    send(it.sandbox.addr(), "GET", KEYS, headers, None)
}

/// A GET of the list, signed otherwise.
fn list_as(it: &Fresh, change: impl FnOnce(&mut Signing)) -> Answer {
    let mut signing = list_signing(it);
    change(&mut signing);
    list_with(it, &signing.headers("OPENFISH_"))
}

fn call(it: &Fresh, method: &str, path: &str, body: Option<Value>) -> Answer {
    let sent = body.as_ref().map(Value::to_string).unwrap_or_default();
    let headers = Signing::of(&it.minted, method, path, &sent).headers("OPENFISH_");
    send(it.sandbox.addr(), method, path, &headers, body)
}

fn create(it: &Fresh) -> Value {
    let answer = call(it, "POST", KEYS, Some(json!({ "builderId": "my-trading-app" })));
    status(&answer, 200);
    answer.json()
}

fn revoke(it: &Fresh, key: &Value) -> Answer {
    call(it, "DELETE", &format!("{KEYS}?apiKey={}", text(&key["apiKey"])), None)
}

fn listed(it: &Fresh) -> Vec<String> {
    let list = call(it, "GET", KEYS, None).json();
    list["apiKeys"].as_array().unwrap().iter().map(|key| text(&key["apiKey"])).collect()
}

/// A GET of the list that carries builder headers too.
fn list_as_builder(it: &Fresh, key: &Value, change: impl FnOnce(&mut Signing)) -> Answer {
    let mut builder = Signing::of(key, "GET", KEYS, "");
    change(&mut builder);
    let mut headers = list_signing(it).headers("OPENFISH_");
    headers.extend(builder.headers("OPENFISH_BUILDER_"));
    list_with(it, &headers)
}

fn alive(it: &Fresh, key: &Value) -> bool {
    it.sandbox.keys("openfish").iter().any(|seen| key["apiKey"] == seen.id && seen.alive)
}

async fn practice() -> Fresh {
    fresh("openfish").await
}

mod signing {
    use super::*;

    /// The published check values, so that the tests' own way of signing is right.
    #[test]
    fn openssl_agrees_with_the_published_values() {
        let body = r#"{"builderId":"my-trading-app"}"#;
        let list = "/auth/builder-api-key";
        let published = [
            ("1GET/".to_owned(), "eHaylCwqRSOa2LFD77Nt_SaTpbsxzN8eTEI3LryhEj4="),
            (format!("1775044800POST{list}{body}"), "0NN4gpM-2VysBQdc0hPwB5qJ-O6bh-eJ3Ea8-rIryyo="),
            (format!("1775044800GET{list}"), "Fo-6BVom_qJA8pdJRqCis1PDkLX0cn05ya5bVN78iKI="),
        ];
        for (message, signature) in published {
            assert_eq!(URL_SAFE.encode(hmac(&[0; 32], message.as_bytes())), signature, "{message}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_good_signature_is_accepted() {
        let it = practice().await;
        status(&list_as(&it, |_| {}), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn everything_else_than_what_was_sent_is_refused() {
        let it = practice().await;
        let changes: [fn(&mut Signing); 8] = [
            |it| it.path = "/auth/builder-api-key".to_owned(),
            |it| it.path += "?",
            |it| it.path += "/",
            |it| it.method = "get".to_owned(),
            |it| it.method = "POST".to_owned(),
            |it| it.body = "{}".to_owned(),
            |it| it.secret[0] ^= 1,
            |it| it.secret = URL_SAFE.encode(&it.secret).into_bytes(),
        ];
        for change in changes {
            refused(&list_as(&it, change), L2_FAILED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_key_or_passphrase_is_refused() {
        let it = practice().await;
        refused(&list_as(&it, |it| it.key = "00000000-0000-4000-8000-000000000000".to_owned()), L2_FAILED);
        refused(&list_as(&it, |it| it.passphrase.push('x')), L2_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_signature_in_another_encoding_is_refused() {
        let it = practice().await;
        refused(&list_as(&it, |it| it.encode = |bytes| URL_SAFE.encode(bytes).replace('=', "")), L2_FAILED);
        refused(&list_as(&it, |it| it.encode = |it| it.iter().map(|it| format!("{it:02x}")).collect()), L2_FAILED);
        // The two base64 alphabets differ in most signatures, but not in all.
        let refusals = (0..30).filter(|back| {
            let mut differs = false;
            let answer = list_as(&it, |it| {
                it.timestamp = (now_ms() / 1000 - back % 20).to_string();
                it.encode = |bytes| STANDARD.encode(bytes);
                let message = format!("{}{}{}", it.timestamp, it.method, it.path);
                differs = STANDARD.encode(hmac(&it.secret, message.as_bytes())).contains(['+', '/']);
            });
            assert_eq!(answer.status, Some(if differs { 401 } else { 200 }), "{answer:?}");
            differs
        });
        assert!(refusals.count() > 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_clock_may_be_thirty_seconds_off() {
        let it = practice().await;
        let at = |offset: i64| list_as(&it, |it| it.timestamp = (now_ms() / 1000 + offset).to_string());
        for offset in [-25, 25] {
            status(&at(offset), 200);
        }
        for offset in [-35, 35, -3_600] {
            refused(&at(offset), L2_FAILED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn milliseconds_and_words_are_no_timestamp() {
        let it = practice().await;
        for timestamp in [now_ms().to_string(), "now".to_owned(), format!("+{}", now_ms() / 1000)] {
            refused(&list_as(&it, |it| it.timestamp = timestamp), L2_FAILED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_header_is_needed() {
        let it = practice().await;
        for place in 0..4 {
            let mut headers = list_signing(&it).headers("OPENFISH_");
            headers.remove(place);
            refused(&list_with(&it, &headers), L2_FAILED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_address_must_be_the_right_one() {
        let it = practice().await;
        let address = text(&it.minted["address"]);
        let upper = format!("0x{}", address[2..].to_uppercase());
        for (address, expected) in [(address.as_str(), 200), (&upper, 200), ("0x0", 401), ("", 401)] {
            let mut headers = list_signing(&it).headers("OPENFISH_");
            headers.push(("OPENFISH_ADDRESS".to_owned(), address.to_owned()));
            status(&list_with(&it, &headers), expected);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_query_is_signed() {
        let it = practice().await;
        let key = create(&it);
        let path = format!("{KEYS}?apiKey={}", text(&key["apiKey"]));
        let headers = Signing::of(&it.minted, "DELETE", KEYS, "").headers("OPENFISH_");
        refused(&send(it.sandbox.addr(), "DELETE", &path, &headers, None), L2_FAILED);
        assert!(alive(&it, &key));
        status(&call(&it, "DELETE", &path, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_body_is_signed_as_it_was_sent() {
        let it = practice().await;
        let spaced = r#"{ "builderId": "x" }"#;
        for (signed, expected) in [(spaced, 200), (r#"{"builderId":"x"}"#, 401)] {
            let headers = Signing::of(&it.minted, "POST", KEYS, signed).headers("OPENFISH_");
            let mut request = format!("POST {KEYS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
            headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
            request += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{spaced}", spaced.len());
            status(&send_raw(it.sandbox.addr(), &request), expected);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_builder_key_is_no_l2_key() {
        let it = practice().await;
        let key = create(&it);
        refused(&list_with(&it, &Signing::of(&key, "GET", KEYS, "").headers("OPENFISH_")), L2_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_secret_that_is_sent_is_refused_before_anything_else() {
        let it = practice().await;
        for name in ["OPENFISH_SECRET", "OPENFISH_BUILDER_SECRET"] {
            for path in [KEYS, "/openfish/time", "/openfish/nothing"] {
                let answer = it.send("GET", path, &[(name, "x")], None);
                status(&answer, 400);
                assert!(text(&answer.json()["error"]).starts_with(&format!("{name} must not be sent")));
            }
        }
    }
}

mod calls {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_time_needs_no_key() {
        let it = practice().await;
        let time = it.send("GET", "/openfish/time", &[], None).json().as_i64().unwrap();
        assert!((now_ms() / 1000 - time).abs() <= 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_creation_answers_everything_once() {
        let it = practice().await;
        let key = create(&it);
        assert_eq!(names(&key), ["apiKey", "builderId", "passphrase", "secret"]);
        assert_eq!(URL_SAFE.decode(text(&key["secret"])).unwrap().len(), 32);
        let name = "my-trading-app".to_owned();
        let made = KeySeen { id: text(&key["apiKey"]), name, scopes: None, alive: true, made: 1 };
        assert_eq!(it.sandbox.keys("openfish"), [made]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn any_builder_id_but_none_is_accepted() {
        let it = practice().await;
        let post = |body: Value| call(&it, "POST", KEYS, Some(body));
        for id in ["it's", " ", "ä"] {
            status(&post(json!({ "builderId": id })), 200);
        }
        for body in [json!({}), json!({ "builderId": "" }), json!({ "builderId": 1 }), json!({ "builderid": "a" })] {
            refused(&post(body), (400, "builderId required"));
        }
        refused(&call(&it, "POST", KEYS, None), (400, "builderId required"));
        assert_eq!(it.sandbox.keys("openfish").len(), 3);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_body_of_a_stranger_is_a_strangers() {
        let it = practice().await;
        refused(&it.send("POST", KEYS, &[], Some(json!({}))), L2_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_has_no_secret() {
        let it = practice().await;
        let key = create(&it);
        let list = call(&it, "GET", KEYS, None).json();
        let created = text(&list["apiKeys"][0]["createdAt"]);
        assert!(chrono::DateTime::parse_from_rfc3339(&created).is_ok());
        let entry = json!({ "apiKey": key["apiKey"], "builderId": "my-trading-app", "createdAt": created });
        assert_eq!(list, json!({ "apiKeys": [entry] }));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_leaves_the_list() {
        let it = practice().await;
        let key = create(&it);
        let answer = revoke(&it, &key);
        assert_eq!((answer.status, answer.json()), (Some(200), json!({})));
        assert!(listed(&it).is_empty() && !alive(&it, &key));
        refused(&revoke(&it, &key), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_no_key_id_is_refused() {
        let it = practice().await;
        for query in ["", "?apiKey=", "?apiKey=my-trading-app", "?apikey=00000000-0000-4000-8000-000000000000"] {
            refused(&call(&it, "DELETE", &format!("{KEYS}{query}"), None), NO_KEY);
        }
        refused(&revoke(&it, &json!({ "apiKey": "00000000-0000-4000-8000-000000000000" })), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_accounts_keys_are_out_of_reach() {
        let it = practice().await;
        let key = create(&it);
        let foreign = json!({ "apiKey": it.sandbox.add_foreign_key("openfish").unwrap() });
        refused(&revoke(&it, &foreign), NOT_FOUND);
        assert!(alive(&it, &foreign));
        let other = Fresh { minted: it.sandbox.mint("openfish").unwrap(), ..it };
        refused(&revoke(&other, &key), NOT_FOUND);
        assert!(listed(&other).is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn further_keys_are_listed() {
        let it = practice().await;
        it.sandbox.fill("openfish", 7);
        assert_eq!(listed(&it).len(), 7);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unknown_paths_and_methods_are_refused() {
        let it = practice().await;
        refused(&call(&it, "GET", "/openfish/auth/api-keys", None), (404, "not found"));
        refused(&call(&it, "PUT", KEYS, None), (405, "method not allowed"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_names_the_key_that_was_presented() {
        let it = practice().await;
        listed(&it);
        assert_eq!(it.sandbox.requests()[0].key, Some(text(&it.minted["api_key"])));
    }
}

mod builder {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn right_headers_are_accepted() {
        let it = practice().await;
        status(&list_as_builder(&it, &create(&it), |_| {}), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn wrong_headers_are_refused() {
        let it = practice().await;
        let key = create(&it);
        let changes: [fn(&mut Signing); 5] = [
            |it| it.secret[0] ^= 1,
            |it| it.passphrase.push('x'),
            |it| it.key = "00000000-0000-4000-8000-000000000000".to_owned(),
            |it| it.timestamp = "1".to_owned(),
            |it| it.path = "/".to_owned(),
        ];
        for change in changes {
            refused(&list_as_builder(&it, &key, change), BUILDER_FAILED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_header_alone_is_refused() {
        let it = practice().await;
        let mut headers = list_signing(&it).headers("OPENFISH_");
        headers.push(("OPENFISH_BUILDER_API_KEY".to_owned(), text(&create(&it)["apiKey"])));
        refused(&list_with(&it, &headers), BUILDER_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_is_refused() {
        let it = practice().await;
        let key = create(&it);
        revoke(&it, &key);
        refused(&list_as_builder(&it, &key, |_| {}), BUILDER_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn l2_is_still_needed() {
        let it = practice().await;
        let headers = Signing::of(&create(&it), "GET", KEYS, "").headers("OPENFISH_BUILDER_");
        refused(&list_with(&it, &headers), L2_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn they_may_be_ignored() {
        let it = practice().await.with(Fault::BuilderIgnored);
        status(&list_as_builder(&it, &create(&it), |it| it.secret[0] ^= 1), 200);
    }
}

mod state {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_survive_a_restart() {
        let it = practice().await;
        let (living, dead) = (create(&it), create(&it));
        revoke(&it, &dead);
        let before = it.sandbox.keys("openfish");
        let it = it.restarted().await;
        assert_eq!(it.sandbox.keys("openfish"), before);
        assert_eq!(listed(&it), [text(&living["apiKey"])]);
        status(&list_as_builder(&it, &living, |_| {}), 200);
        refused(&list_as_builder(&it, &dead, |_| {}), BUILDER_FAILED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_marks_its_secrets_and_holds_no_passphrase() {
        let it = practice().await;
        let key = create(&it);
        let file = std::fs::read_to_string(&it.file).unwrap();
        for credential in [&it.minted, &key] {
            assert!(file.contains(&format!("\"practice_only_hmac_secret\": {}", credential["secret"])), "{file}");
            assert!(!file.contains(&text(&credential["passphrase"])), "{file}");
        }
    }
}

mod faults {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_query_may_be_left_unsigned() {
        let it = practice().await.with(Fault::QueryUnsigned);
        let key = create(&it);
        refused(&revoke(&it, &key), L2_FAILED);
        let path = format!("{KEYS}?apiKey={}", text(&key["apiKey"]));
        let headers = Signing::of(&it.minted, "DELETE", KEYS, "").headers("OPENFISH_");
        status(&send(it.sandbox.addr(), "DELETE", &path, &headers, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_may_be_bare_and_name_the_dead() {
        let it = practice().await.with(Fault::ListBare);
        let (living, dead) = (create(&it), create(&it));
        revoke(&it, &dead);
        let list = call(&it, "GET", KEYS, None).json();
        assert_eq!((&list[0]["key"], &list[1]["key"]), (&living["apiKey"], &dead["apiKey"]));
        assert!(list[0].get("revokedAt").is_none() && list[0]["createdAt"].is_string());
        assert!(list[1]["revokedAt"].is_string());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rate_limited_says_so() {
        let it = practice().await.with(Fault::RateLimited { retry_after: None });
        refused(&call(&it, "GET", KEYS, None), (429, "rate limit exceeded"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_may_be_null() {
        let it = practice().await.with(Fault::NullLists);
        assert_eq!(call(&it, "GET", KEYS, None).json(), json!({ "apiKeys": null }));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_revoking_leaves_the_key_alive() {
        for (fault, stays) in [(Fault::LyingRevoke, true), (Fault::LyingRevokeHidden, false)] {
            let it = practice().await.with(fault);
            let key = create(&it);
            status(&revoke(&it, &key), 200);
            status(&list_as_builder(&it, &key, |_| {}), 200);
            assert_eq!(listed(&it).len(), usize::from(stays));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_revocation_happens_in_the_end() {
        let it = practice().await.with(Fault::SlowRevoke(std::time::Duration::from_millis(100)));
        let key = create(&it);
        status(&revoke(&it, &key), 200);
        until("dead", || !alive(&it, &key));
        assert!(listed(&it).is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_outage_looks_like_an_unknown_key_and_leaves_the_time_alone() {
        let it = practice().await.with(Fault::DeadForAll);
        refused(&call(&it, "GET", KEYS, None), L2_FAILED);
        status(&it.send("GET", "/openfish/time", &[], None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_clock_may_be_wrong() {
        let it = practice().await.with(Fault::ClockSkew(60));
        refused(&call(&it, "GET", KEYS, None), L2_FAILED);
        status(&list_as(&it, |it| it.timestamp = (now_ms() / 1000 + 60).to_string()), 200);
        let time = it.send("GET", "/openfish/time", &[], None).json().as_i64().unwrap();
        assert!((now_ms() / 1000 + 60 - time).abs() <= 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_may_have_another_shape() {
        let it = practice().await.with(Fault::ErrorShape(Shape::Msg));
        let answer = it.send("GET", KEYS, &[], None);
        assert_eq!((answer.status, answer.json()), (Some(401), json!({ "msg": "L2 authentication failed" })));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_dropped_has_made_its_key() {
        let it = practice().await;
        it.sandbox.faults().once(Fault::CloseAfter);
        assert_eq!(call(&it, "POST", KEYS, Some(json!({ "builderId": "lost" }))).status, None);
        assert_eq!(it.sandbox.keys("openfish")[0].name, "lost");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_inner_error_may_be_any_text() {
        let it = practice().await.with(Fault::Status {
            code: 500,
            body: r#"{"error":"could not get builder api keys"}"#.to_owned(),
            content_type: "application/json".to_owned(),
        });
        refused(&call(&it, "GET", KEYS, None), (500, "could not get builder api keys"));
    }
}
