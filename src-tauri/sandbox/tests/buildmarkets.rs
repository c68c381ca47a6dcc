//! Buildmarkets' key API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use keyrack_sandbox::{Fault, KeySeen, Matcher, Shape};
use serde_json::{Value, json};
use support::*;

const KEYS: &str = "/buildmarkets/v1/keys";
const ACCOUNTS: &str = "/buildmarkets/v1/accounts";

const UNAUTHORIZED: (u16, &str) = (401, "UNAUTHORIZED");
const REVOKED: (u16, &str) = (401, "KEY_REVOKED");
const FORBIDDEN: (u16, &str) = (403, "FORBIDDEN");
const INVALID: (u16, &str) = (400, "VALIDATION_ERROR");
const NOT_FOUND: (u16, &str) = (404, "NOT_FOUND");

#[track_caller]
fn refused(answer: &Answer, as_: (u16, &str)) {
    let (status, code, _) = answer.error();
    assert_eq!((status, code.as_str()), as_, "{answer:?}");
    assert!(answer.json()["error"]["message"].is_string() && answer.json()["error"]["request_id"].is_string());
}

/// With any pair: what was minted, or what a creation answered.
fn call(it: &Fresh, pair: &Value, method: &str, path: &str, body: Option<Value>) -> Answer {
    let (key, secret) = (text(&pair["api_key"]), text(&pair["api_secret"]));
    it.send(method, path, &[("X-API-Key", &key), ("X-API-Secret", &secret)], body)
}

fn manage(it: &Fresh, method: &str, path: &str, body: Option<Value>) -> Answer {
    call(it, &it.minted, method, path, body)
}

fn create(it: &Fresh, scopes: &[&str]) -> Value {
    let answer = manage(it, "POST", KEYS, Some(json!({ "label": "ours", "scopes": scopes })));
    status(&answer, 201);
    answer.json()
}

fn revoke(it: &Fresh, key: &Value) -> Answer {
    manage(it, "DELETE", &format!("{KEYS}/{}", text(&key["id"])), None)
}

fn listed(it: &Fresh) -> Vec<String> {
    let list = manage(it, "GET", KEYS, None).json();
    list["data"].as_array().unwrap().iter().map(|key| text(&key["id"])).collect()
}

fn alive(it: &Fresh, key: &Value) -> bool {
    it.sandbox.keys("buildmarkets").iter().any(|seen| key["id"] == seen.id && seen.alive)
}

async fn practice() -> Fresh {
    fresh("buildmarkets").await
}

mod access {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_good_pair_is_accepted() {
        let it = practice().await;
        status(&manage(&it, "GET", ACCOUNTS, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_refused() {
        let it = practice().await;
        refused(&it.send("GET", ACCOUNTS, &[], None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn half_a_pair_is_refused() {
        let it = practice().await;
        for (name, part) in [("X-API-Key", "api_key"), ("X-API-Secret", "api_secret")] {
            refused(&it.send("GET", ACCOUNTS, &[(name, &text(&it.minted[part]))], None), UNAUTHORIZED);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_keys_secret_is_refused() {
        let it = practice().await;
        let mixed = json!({ "api_key": it.minted["api_key"], "api_secret": it.minted["without_manage"]["api_secret"] });
        refused(&call(&it, &mixed, "GET", ACCOUNTS, None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_bearer_token_is_refused() {
        let it = practice().await;
        let bearer = format!("Bearer {}", text(&it.minted["api_secret"]));
        refused(&it.send("GET", ACCOUNTS, &[("Authorization", &bearer)], None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_is_told_so() {
        let it = practice().await;
        let key = create(&it, &["accounts:read"]);
        status(&call(&it, &key, "GET", ACCOUNTS, None), 200);
        status(&revoke(&it, &key), 204);
        refused(&call(&it, &key, "GET", ACCOUNTS, None), REVOKED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_has_run_out_is_not_known_and_not_listed() {
        let it = practice().await;
        let key = create(&it, &["accounts:read"]);
        it.sandbox.expire("buildmarkets", &text(&key["id"]));
        refused(&call(&it, &key, "GET", ACCOUNTS, None), UNAUTHORIZED);
        assert!(!listed(&it).contains(&text(&key["id"])) && !alive(&it, &key));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_somebody_else_has_revoked_is_told_so() {
        let it = practice().await;
        let key = create(&it, &["accounts:read"]);
        it.sandbox.revoke("buildmarkets", &text(&key["id"]));
        refused(&call(&it, &key, "GET", ACCOUNTS, None), REVOKED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_with_a_wrong_secret_is_not() {
        let it = practice().await;
        let mut key = create(&it, &["accounts:read"]);
        revoke(&it, &key);
        key["api_secret"] = json!("bm_secret_wrong");
        refused(&call(&it, &key, "GET", ACCOUNTS, None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_read_needs_its_own_scope() {
        let it = practice().await;
        let reads = [
            ("accounts", "accounts:read"),
            ("funding", "funding:read"),
            ("orders", "trading:read"),
            ("marketdata", "marketdata:read"),
            ("documents", "documents:read"),
            ("webhooks", "webhooks:read"),
            ("webhooks", "admin:webhooks"),
            ("keys", "keys:manage"),
            ("keys", "admin:keys"),
        ];
        for (own_path, scope) in reads {
            let key = create(&it, &[scope]);
            for (path, _) in reads {
                let answer = call(&it, &key, "GET", &format!("/buildmarkets/v1/{path}"), None);
                if path == own_path { status(&answer, 200) } else { refused(&answer, FORBIDDEN) }
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn managing_keys_needs_its_scope() {
        let it = practice().await;
        let narrow = &it.minted["without_manage"];
        status(&call(&it, narrow, "GET", ACCOUNTS, None), 200);
        refused(&call(&it, narrow, "GET", KEYS, None), FORBIDDEN);
        refused(&call(&it, narrow, "POST", KEYS, Some(json!({}))), FORBIDDEN);
        refused(&call(&it, narrow, "DELETE", &format!("{KEYS}/x"), None), FORBIDDEN);
    }
}

mod calls {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_minted_has_every_scope() {
        let it = practice().await;
        let scopes = it.minted["scopes"].as_array().unwrap();
        assert!(scopes.len() == 12 && scopes.contains(&json!("keys:manage")), "{scopes:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_creation_answers_everything_once() {
        let it = practice().await;
        let key = create(&it, &["accounts:read", "trading:write"]);
        assert_eq!((&key["label"], &key["scopes"]), (&json!("ours"), &json!(["accounts:read", "trading:write"])));
        assert!(text(&key["api_key"]).starts_with("bm_key_") && text(&key["api_secret"]).starts_with("bm_secret_"));
        let created = chrono::DateTime::parse_from_rfc3339(&text(&key["created_at"])).unwrap();
        assert!((now_ms() / 1000 - created.timestamp()).abs() < 10);
        let scopes = Some(vec!["accounts:read".to_owned(), "trading:write".to_owned()]);
        let made = KeySeen { id: text(&key["id"]), name: "ours".to_owned(), scopes, alive: true, made: 3 };
        assert_eq!(it.sandbox.keys("buildmarkets")[2], made);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_has_no_secret() {
        let it = practice().await;
        let key = create(&it, &["accounts:read"]);
        let list = manage(&it, "GET", KEYS, None).json();
        let entry = json!({
            "id": key["id"], "label": "ours", "scopes": ["accounts:read"], "created_at": key["created_at"],
        });
        assert_eq!((&list["data"][2], &list["pagination"]), (&entry, &json!({ "next_cursor": null })));
    }

    #[track_caller]
    fn invalid(it: &Fresh, body: Value, field: Option<&str>, details: Option<&str>) {
        let answer = manage(it, "POST", KEYS, Some(body));
        refused(&answer, INVALID);
        let error = &answer.json()["error"];
        assert_eq!((error["field"].as_str(), error["details"].as_str()), (field, details), "{answer:?}");
        assert_eq!(it.sandbox.keys("buildmarkets").len(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_body_names_its_field() {
        let it = practice().await;
        let scopes = json!(["accounts:read"]);
        invalid(&it, json!({ "label": "", "scopes": scopes }), Some("label"), None);
        invalid(&it, json!({ "label": " ", "scopes": scopes }), Some("label"), None);
        invalid(&it, json!({ "scopes": scopes }), Some("label"), None);
        invalid(&it, json!({ "label": 1, "scopes": scopes }), Some("label"), None);
        invalid(&it, json!({ "label": "a" }), Some("scopes"), None);
        invalid(&it, json!({ "label": "a", "scopes": null }), Some("scopes"), None);
        invalid(&it, json!({ "label": "a", "scopes": [] }), Some("scopes"), None);
        invalid(&it, json!({ "label": "a", "scopes": ["x:y"] }), Some("scopes"), Some("unknown scope: x:y"));
        invalid(&it, json!({ "label": "a", "scopes": scopes, "ttl": 1 }), None, None);
        invalid(&it, json!("a"), Some("label"), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_body_that_is_not_called_json_is_refused() {
        let it = practice().await;
        let (key, secret) = (text(&it.minted["api_key"]), text(&it.minted["api_secret"]));
        let head = format!("POST {KEYS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: {key}");
        let request = format!("{head}\r\nX-API-Secret: {secret}\r\nContent-Length: 2\r\n\r\n{{}}");
        refused(&send_raw(it.sandbox.addr(), &request), INVALID);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_leaves_the_list() {
        let it = practice().await;
        let key = create(&it, &["accounts:read"]);
        let answer = revoke(&it, &key);
        assert_eq!((answer.status, answer.body.len()), (Some(204), 0));
        assert!(!listed(&it).contains(&text(&key["id"])) && !alive(&it, &key));
        refused(&revoke(&it, &key), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_key_cannot_be_revoked() {
        let it = practice().await;
        refused(&revoke(&it, &json!({ "id": "key-999" })), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_partners_keys_are_out_of_reach() {
        let it = practice().await;
        let foreign = it.sandbox.add_foreign_key("buildmarkets").unwrap();
        let other = it.sandbox.mint("buildmarkets").unwrap();
        for id in [json!(foreign), other["id"].clone()] {
            let key = json!({ "id": id });
            refused(&revoke(&it, &key), NOT_FOUND);
            assert!(alive(&it, &key));
        }
        assert_eq!(listed(&it).len(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hundred_keys_are_one_page() {
        let it = practice().await;
        it.sandbox.fill("buildmarkets", 98);
        let list = manage(&it, "GET", KEYS, None).json();
        assert_eq!((list["data"].as_array().unwrap().len(), &list["pagination"]["next_cursor"]), (100, &Value::Null));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn pages_follow_one_another_while_keys_die() {
        let it = practice().await;
        it.sandbox.fill("buildmarkets", 248);
        let (mut ids, mut path) = (Vec::new(), KEYS.to_owned());
        loop {
            let page = manage(&it, "GET", &path, None).json();
            ids.extend(page["data"].as_array().unwrap().iter().map(|key| text(&key["id"])));
            // The last of the page, on which the cursor stands.
            status(&revoke(&it, &page["data"].as_array().unwrap().last().unwrap().clone()), 204);
            let Some(cursor) = page["pagination"]["next_cursor"].as_str() else { break };
            path = format!("{KEYS}?cursor={}", cursor.replace('=', "%3D").replace('+', "%2B"));
        }
        let all: Vec<String> = it.sandbox.keys("buildmarkets").into_iter().map(|key| key.id).collect();
        assert_eq!(ids, all);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_cursor_is_refused() {
        let it = practice().await;
        refused(&manage(&it, "GET", &format!("{KEYS}?cursor=100"), None), INVALID);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unknown_paths_and_methods_are_refused() {
        let it = practice().await;
        refused(&manage(&it, "GET", "/buildmarkets/v1/positions", None), NOT_FOUND);
        refused(&manage(&it, "PUT", KEYS, None), (405, "METHOD_NOT_ALLOWED"));
        status(&manage(&it, "GET", "/buildmarkets/v10/keys", None), 404);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_does_not_name_a_secret() {
        let it = practice().await;
        manage(&it, "GET", KEYS, None);
        assert_eq!(it.sandbox.requests()[0].key.as_deref(), Some("pair"));
    }
}

mod state {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_survive_a_restart() {
        let it = practice().await;
        let (living, dead) = (create(&it, &["accounts:read"]), create(&it, &["accounts:read"]));
        revoke(&it, &dead);
        let before = (listed(&it), it.sandbox.keys("buildmarkets"));
        let it = it.restarted().await;
        assert_eq!((listed(&it), it.sandbox.keys("buildmarkets")), before);
        status(&call(&it, &living, "GET", ACCOUNTS, None), 200);
        refused(&call(&it, &dead, "GET", ACCOUNTS, None), REVOKED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_holds_no_key_and_no_secret() {
        let it = practice().await;
        create(&it, &["accounts:read"]);
        let file = std::fs::read_to_string(&it.file).unwrap();
        assert!(file.contains("ours") && !file.contains("bm_key_") && !file.contains("bm_secret_"), "{file}");
    }
}

mod faults {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_may_come_at_the_root_and_whole() {
        let it = practice().await.with(Fault::ListRoot);
        it.sandbox.fill("buildmarkets", 148);
        let list = manage(&it, "GET", KEYS, None).json();
        assert_eq!((list.as_array().unwrap().len(), &list[0]["id"]), (150, &it.minted["id"]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_may_come_under_keys() {
        let it = practice().await.with(Fault::ListKeys);
        let list = manage(&it, "GET", KEYS, None).json();
        assert_eq!((&list["keys"][0]["id"], &list["data"]), (&it.minted["id"], &Value::Null));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_the_newer_names_of_scopes_may_pass() {
        let it = practice().await.with(Fault::NewScopeNames);
        for scope in ["keys:manage", "webhooks:read", "webhooks:write"] {
            let body = json!({ "label": "a", "scopes": ["accounts:read", scope] });
            let answer = manage(&it, "POST", KEYS, Some(body));
            refused(&answer, INVALID);
            let error = &answer.json()["error"];
            assert_eq!((error["field"].as_str(), text(&error["details"]).contains(scope)), (Some("scopes"), true));
        }
        create(&it, &["accounts:read", "admin:keys", "admin:webhooks"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rate_limited_says_so_and_does_nothing() {
        let it = practice().await.with(Fault::RateLimited { retry_after: Some(7) });
        let answer = manage(&it, "POST", KEYS, Some(json!({ "label": "a", "scopes": ["accounts:read"] })));
        assert_eq!((answer.error().0, answer.error().1.as_str()), (429, "RATE_LIMITED"));
        assert_eq!((answer.header("retry-after"), it.sandbox.keys("buildmarkets").len()), (Some("7"), 2));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_may_be_null() {
        let it = practice().await.with(Fault::NullLists);
        let list = json!({ "data": null, "pagination": { "next_cursor": null } });
        assert_eq!(manage(&it, "GET", KEYS, None).json(), list);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_revoking_leaves_the_key_alive() {
        for (fault, stays) in [(Fault::LyingRevoke, true), (Fault::LyingRevokeHidden, false)] {
            let it = practice().await.with(fault);
            let key = create(&it, &["accounts:read"]);
            status(&revoke(&it, &key), 204);
            status(&call(&it, &key, "GET", ACCOUNTS, None), 200);
            assert_eq!(listed(&it).contains(&text(&key["id"])), stays);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_revocation_happens_in_the_end() {
        let it = practice().await.with(Fault::SlowRevoke(std::time::Duration::from_millis(100)));
        let key = create(&it, &["accounts:read"]);
        status(&revoke(&it, &key), 204);
        until("dead", || !alive(&it, &key));
        refused(&call(&it, &key, "GET", ACCOUNTS, None), REVOKED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_outage_looks_like_an_unknown_key() {
        let it = practice().await.with(Fault::DeadForAll);
        refused(&manage(&it, "GET", KEYS, None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_may_have_another_shape() {
        let it = practice().await.with(Fault::ErrorShape(Shape::Flat));
        let body = json!({ "label": "a", "scopes": ["x:y"] });
        let flat = manage(&it, "POST", KEYS, Some(body)).json();
        assert_eq!((&flat["code"], &flat["details"]), (&json!("VALIDATION_ERROR"), &json!("unknown scope: x:y")));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_dropped_has_made_its_key() {
        let it = practice().await;
        it.sandbox.faults().set(
            Fault::CloseAfter,
            Matcher::any().method("POST").path("/buildmarkets/v1/keys"),
            keyrack_sandbox::Often::Once,
        );
        let body = json!({ "label": "lost", "scopes": ["accounts:read"] });
        assert_eq!(manage(&it, "POST", KEYS, Some(body)).status, None);
        assert_eq!(it.sandbox.keys("buildmarkets")[2].name, "lost");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_fault_of_another_provider_changes_nothing_and_waits() {
        let it = practice().await;
        for fault in [Fault::ListBare, Fault::BuilderIgnored, Fault::NoAudit, Fault::NoKeyId, Fault::UsageLevel] {
            it.sandbox.faults().always(fault);
        }
        it.sandbox.faults().once(Fault::ListRoot);
        let openfish = it.sandbox.mint("openfish").unwrap();
        it.send("GET", "/openfish/keys", &[("OPENFISH_API_KEY", &text(&openfish["api_key"]))], None);
        assert!(manage(&it, "GET", KEYS, None).json().is_array());
        assert!(manage(&it, "GET", KEYS, None).json()["data"].is_array());
    }
}
