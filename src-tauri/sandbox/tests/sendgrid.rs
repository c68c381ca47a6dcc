//! SendGrid's key API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use keyrack_sandbox::{Fault, KeySeen, Matcher, Often, Shape};
use serde_json::{Value, json};
use support::*;

const BASE: &str = "/sendgrid/v3";
const KEYS: &str = "/api_keys";
const SCOPES: &str = "/scopes";

/// Status, field and message.
type Refusal = (u16, Option<&'static str>, &'static str);

const MISSING: Refusal = (401, None, "authorization required");
const DEAD: Refusal = (401, None, "The provided authorization grant is invalid, expired, or revoked");
const FORBIDDEN: Refusal = (403, None, "access forbidden");
const FULL: Refusal = (403, None, "the maximum number of API keys is reached");
const UNKNOWN: Refusal = (404, None, "unable to find API Key");
const NOT_FOUND: Refusal = (404, None, "not found");
const BAD_SCOPES: Refusal = (400, Some("scopes"), "invalid or unassignable scopes were given");
const NO_NAME: Refusal = (400, Some("name"), "name is required");

#[track_caller]
fn refused(answer: &Answer, as_: Refusal) {
    let body = answer.json();
    let error = &body["errors"][0];
    assert_eq!(
        (answer.status.unwrap(), error["field"].as_str(), error["message"].as_str().unwrap()),
        as_,
        "{answer:?}"
    );
    assert!(error.as_object().unwrap().contains_key("field"));
    assert_eq!((body.as_object().unwrap().len(), body["errors"].as_array().unwrap().len()), (1, 1));
}

/// With any key: what was minted, or what a creation answered.
fn call(it: &Fresh, key: &Value, method: &str, path: &str, body: Option<Value>) -> Answer {
    let bearer = format!("Bearer {}", text(&key["api_key"]));
    it.send(method, &format!("{BASE}{path}"), &[("Authorization", &bearer)], body)
}

fn manage(it: &Fresh, method: &str, path: &str, body: Option<Value>) -> Answer {
    call(it, &it.minted, method, path, body)
}

fn create(it: &Fresh, scopes: &[&str]) -> Value {
    let answer = manage(it, "POST", KEYS, Some(json!({ "name": "ours", "scopes": scopes })));
    status(&answer, 201);
    answer.json()
}

fn one(key: &Value) -> String {
    format!("{KEYS}/{}", text(&key["api_key_id"]))
}

fn read(it: &Fresh, key: &Value) -> Answer {
    manage(it, "GET", &one(key), None)
}

fn revoke(it: &Fresh, key: &Value) -> Answer {
    manage(it, "DELETE", &one(key), None)
}

fn look(it: &Fresh, key: &Value) -> Answer {
    call(it, key, "GET", SCOPES, None)
}

fn listed(it: &Fresh, query: &str) -> Vec<String> {
    let answer = manage(it, "GET", &format!("{KEYS}{query}"), None);
    status(&answer, 200);
    answer.json()["result"].as_array().unwrap().iter().map(|key| text(&key["api_key_id"])).collect()
}

fn seen(it: &Fresh, key: &Value) -> KeySeen {
    it.sandbox.keys("sendgrid").into_iter().find(|seen| key["api_key_id"] == seen.id).unwrap()
}

async fn practice() -> Fresh {
    fresh("sendgrid").await
}

mod access {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_minted_may_everything() {
        let it = practice().await;
        assert_eq!(names(&it.minted), ["api_key", "api_key_id"]);
        assert!(it.sandbox.base_url("sendgrid").unwrap().ends_with(BASE));
        let scopes = look(&it, &it.minted).json()["scopes"].clone();
        assert!(scopes.as_array().unwrap().len() > 40, "{scopes}");
        for scope in ["mail.send", "stats.read", "templates.read", "suppression.read", "api_keys.create"] {
            assert!(scopes.as_array().unwrap().contains(&json!(scope)));
        }
        assert_eq!(seen(&it, &it.minted).scopes.unwrap().len(), scopes.as_array().unwrap().len() - 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_bearer_key_it_is_required() {
        let it = practice().await;
        let (path, key) = (format!("{BASE}{KEYS}"), text(&it.minted["api_key"]));
        refused(&it.send("GET", &path, &[], None), MISSING);
        for header in [("Authorization", key.as_str()), ("X-API-Key", &key)] {
            refused(&it.send("GET", &path, &[header], None), MISSING);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_key_is_refused_at_every_call() {
        let it = practice().await;
        let id = one(&it.minted);
        let mut wrong = text(&it.minted["api_key"]);
        wrong.truncate(68);
        for key in [json!({ "api_key": wrong }), json!({ "api_key": it.minted["api_key_id"] })] {
            for (method, path) in [("GET", KEYS), ("POST", KEYS), ("GET", SCOPES), ("GET", &id), ("DELETE", &id)] {
                let answer = call(&it, &key, method, path, None);
                refused(&answer, DEAD);
                assert_eq!(answer.json()["errors"][0].get("help"), Some(&Value::Null));
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_call_needs_its_own_scope() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        let id = one(&made);
        let calls = [
            ("GET", KEYS, "api_keys.read"),
            ("GET", id.as_str(), "api_keys.read"),
            ("POST", KEYS, "api_keys.create"),
            ("DELETE", id.as_str(), "api_keys.delete"),
        ];
        for scope in ["mail.send", "api_keys.update", "api_keys.read", "api_keys.create", "api_keys.delete"] {
            let key = create(&it, &[scope]);
            for (method, path, needs) in calls {
                let answer = call(&it, &key, method, path, None);
                if scope == needs { assert_ne!(answer.status, Some(403)) } else { refused(&answer, FORBIDDEN) }
            }
            status(&look(&it, &key), 200);
        }
        assert!(!seen(&it, &made).alive);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unknown_paths_and_methods_are_refused() {
        let it = practice().await;
        refused(&manage(&it, "GET", "/mail", None), NOT_FOUND);
        refused(&manage(&it, "GET", "/api_keys/a/b", None), NOT_FOUND);
        refused(&manage(&it, "PATCH", KEYS, None), (405, None, "method not allowed"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_names_the_key_and_no_secret() {
        let it = practice().await;
        manage(&it, "GET", KEYS, None);
        let made_up = ["abc", "SG.secret", "SG.secret.secret", &"a".repeat(69)];
        for key in made_up {
            call(&it, &json!({ "api_key": key }), "GET", KEYS, None);
        }
        let keys: Vec<Option<String>> = it.sandbox.requests().into_iter().map(|seen| seen.key).collect();
        assert_eq!(keys[0], Some(text(&it.minted["api_key_id"])));
        assert!(keys.len() == 5 && keys[1..].iter().all(|key| key.as_deref() == Some("bearer")), "{keys:?}");
    }
}

mod creation {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn it_answers_everything_once() {
        let it = practice().await;
        let made = create(&it, &["mail.send", "stats.read"]);
        let (key, id) = (text(&made["api_key"]), text(&made["api_key_id"]));
        assert!(key.len() == 69 && key.starts_with(&format!("SG.{id}.")), "{key}");
        assert_eq!((&made["name"], &made["scopes"]), (&json!("ours"), &json!(["mail.send", "stats.read"])));
        let scopes = Some(vec!["mail.send".to_owned(), "stats.read".to_owned()]);
        assert_eq!(seen(&it, &made), KeySeen { id, name: "ours".to_owned(), scopes, alive: true, made: 2 });
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_scopes_come_by_themselves() {
        let it = practice().await;
        let all = ["mail.send", "2fa_required", "sender_verification_eligible"];
        let made = create(&it, &all[..1]);
        let expected = json!(["mail.send", "sender_verification_eligible", "2fa_required"]);
        assert_eq!(read(&it, &made).json()["scopes"], expected);
        assert_eq!(look(&it, &made).json(), json!({ "scopes": expected }));
        assert_eq!(read(&it, &create(&it, &all)).json()["scopes"], json!(all));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_scopes_a_key_has_full_access() {
        let it = practice().await;
        let answer = manage(&it, "POST", KEYS, Some(json!({ "name": "full" })));
        status(&answer, 201);
        let (made, mine) = (answer.json(), look(&it, &it.minted).json());
        assert_eq!((look(&it, &made).json(), seen(&it, &made).scopes), (mine, None));
        assert!(made["scopes"].as_array().unwrap().contains(&json!("api_keys.delete")));
        status(&call(&it, &made, "POST", KEYS, Some(json!({ "name": "another" }))), 201);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_need_not_be_unique() {
        let it = practice().await;
        assert_ne!(create(&it, &["mail.send"])["api_key_id"], create(&it, &["mail.send"])["api_key_id"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_gives_what_he_has_not() {
        let it = practice().await;
        let creator = create(&it, &["api_keys.create", "mail.send"]);
        let make = |body: Value| call(&it, &creator, "POST", KEYS, Some(body));
        status(&make(json!({ "name": "a", "scopes": ["mail.send", "2fa_required"] })), 201);
        refused(&make(json!({ "name": "a", "scopes": ["mail.send", "stats.read"] })), BAD_SCOPES);
        refused(&make(json!({ "name": "a" })), BAD_SCOPES);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_body_is_refused() {
        let it = practice().await;
        let refused_as = |body: Value, as_: Refusal| refused(&manage(&it, "POST", KEYS, Some(body)), as_);
        refused_as(json!({ "scopes": ["mail.send"] }), NO_NAME);
        refused_as(json!({ "name": " ", "scopes": ["mail.send"] }), NO_NAME);
        refused_as(json!({ "name": "a", "scopes": ["mail.sent"] }), BAD_SCOPES);
        refused_as(json!({ "name": "a", "scopes": ["suppressions.read"] }), BAD_SCOPES);
        refused_as(json!({ "name": "a", "scopes": [] }), BAD_SCOPES);
        for body in [json!({ "name": 1 }), json!({ "name": "a", "scope": ["mail.send"] }), json!("a")] {
            let answer = manage(&it, "POST", KEYS, Some(body));
            assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (Some(400), &Value::Null));
        }
        assert_eq!(it.sandbox.keys("sendgrid").len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hundred_keys_are_the_most() {
        let it = practice().await;
        it.sandbox.fill("sendgrid", 98);
        let last = create(&it, &["mail.send"]);
        refused(&manage(&it, "POST", KEYS, Some(json!({ "name": "a", "scopes": ["mail.send"] }))), FULL);
        status(&revoke(&it, &last), 204);
        create(&it, &["mail.send"]);
    }
}

mod reading {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_has_names_and_ids_only() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        let list = json!({ "result": [
            { "name": "practice manager", "api_key_id": it.minted["api_key_id"] },
            { "name": "ours", "api_key_id": made["api_key_id"] },
        ] });
        assert_eq!(manage(&it, "GET", KEYS, None).json(), list);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_is_shown_without_its_secret() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        let answer = read(&it, &made).json();
        assert_eq!(names(&answer), ["api_key_id", "name", "scopes"]);
        assert_eq!((&answer["api_key_id"], &answer["name"]), (&made["api_key_id"], &json!("ours")));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_may_be_cut_short() {
        let it = practice().await;
        it.sandbox.fill("sendgrid", 149);
        let made: Vec<String> = it.sandbox.keys("sendgrid").into_iter().map(|key| key.id).collect();
        assert_eq!((listed(&it, ""), listed(&it, "?limit=7")), (made.clone(), made[..7].to_vec()));
        assert_eq!(listed(&it, "?limit=1000").len(), 150);
        for limit in ["0", "-1", "x", ""] {
            let answer = manage(&it, "GET", &format!("{KEYS}?limit={limit}"), None);
            refused(&answer, (400, Some("limit"), "invalid limit"));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_accounts_keys_are_out_of_reach() {
        let it = practice().await;
        let foreign = it.sandbox.add_foreign_key("sendgrid").unwrap();
        let other = it.sandbox.mint("sendgrid").unwrap();
        for id in [json!(foreign), other["api_key_id"].clone(), json!("nobody")] {
            let key = json!({ "api_key_id": id });
            refused(&read(&it, &key), UNKNOWN);
            refused(&revoke(&it, &key), UNKNOWN);
        }
        assert!(it.sandbox.keys("sendgrid").iter().all(|key| key.alive));
        assert_eq!(listed(&it, ""), [text(&it.minted["api_key_id"])]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn scopes_that_the_website_gave_count() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        it.sandbox.set_scopes("sendgrid", &text(&made["api_key_id"]), &["api_keys.read"]);
        status(&call(&it, &made, "GET", KEYS, None), 200);
        assert_eq!(read(&it, &made).json()["scopes"][0], "api_keys.read");
    }
}

mod revocation {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_is_dead_and_gone() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        let answer = revoke(&it, &made);
        assert_eq!((answer.status, answer.body.len()), (Some(204), 0));
        refused(&look(&it, &made), DEAD);
        assert!(!listed(&it, "").contains(&text(&made["api_key_id"])) && !seen(&it, &made).alive);
        refused(&read(&it, &made), UNKNOWN);
        refused(&revoke(&it, &made), UNKNOWN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_may_revoke_itself() {
        let it = practice().await;
        status(&revoke(&it, &it.minted), 204);
        refused(&manage(&it, "GET", KEYS, None), DEAD);
    }
}

mod state {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_survive_a_restart() {
        let it = practice().await;
        let (living, dead) = (create(&it, &["mail.send"]), create(&it, &["mail.send"]));
        revoke(&it, &dead);
        let all = |it: &Fresh| (listed(it, ""), read(it, &living).json(), it.sandbox.keys("sendgrid"));
        let before = all(&it);
        let it = it.restarted().await;
        assert_eq!(all(&it), before);
        status(&look(&it, &living), 200);
        refused(&look(&it, &dead), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_holds_no_key() {
        let it = practice().await;
        let made = create(&it, &["mail.send"]);
        let file = std::fs::read_to_string(&it.file).unwrap();
        assert!(file.contains("ours") && !file.contains("SG."), "{file}");
        assert!(!file.contains(text(&made["api_key"]).rsplit('.').next().unwrap()));
    }
}

mod faults {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn rate_limited_says_so_and_does_nothing() {
        let it = practice().await.with(Fault::RateLimited { retry_after: Some(7) });
        let answer = manage(&it, "POST", KEYS, Some(json!({ "name": "a", "scopes": ["mail.send"] })));
        refused(&answer, (429, None, "too many requests"));
        assert_eq!((answer.header("retry-after"), it.sandbox.keys("sendgrid").len()), (Some("7"), 1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_revoking_leaves_the_key_alive() {
        for (fault, stays) in [(Fault::LyingRevoke, true), (Fault::LyingRevokeHidden, false)] {
            let it = practice().await.with(fault);
            let made = create(&it, &["mail.send"]);
            status(&revoke(&it, &made), 204);
            status(&look(&it, &made), 200);
            assert_eq!(listed(&it, "").contains(&text(&made["api_key_id"])), stays);
            status(&read(&it, &made), if stays { 200 } else { 404 });
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_revocation_happens_in_the_end() {
        let it = practice().await.with(Fault::SlowRevoke(Duration::from_millis(100)));
        let made = create(&it, &["mail.send"]);
        status(&revoke(&it, &made), 204);
        until("dead", || !seen(&it, &made).alive);
        refused(&look(&it, &made), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_outage_looks_like_an_unknown_key() {
        let it = practice().await.with(Fault::DeadForAll);
        refused(&manage(&it, "GET", KEYS, None), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_may_be_null() {
        let it = practice().await.with(Fault::NullLists);
        assert_eq!(manage(&it, "GET", KEYS, None).json(), json!({ "result": null }));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_may_have_another_shape() {
        let it = practice().await.with(Fault::ErrorShape(Shape::Msg));
        let answer = revoke(&it, &json!({ "api_key_id": "nobody" }));
        assert_eq!((answer.status, answer.json()), (Some(404), json!({ "msg": UNKNOWN.2 })));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_dropped_has_made_its_key() {
        let it = practice().await;
        let creating = Matcher::any().method("POST").path(KEYS);
        it.sandbox.faults().set(Fault::CloseAfter, creating, Often::Once);
        assert_eq!(manage(&it, "POST", KEYS, Some(json!({ "name": "lost", "scopes": ["mail.send"] }))).status, None);
        assert_eq!(it.sandbox.keys("sendgrid")[1].name, "lost");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_fault_of_another_provider_changes_nothing() {
        let it = practice().await;
        for fault in [Fault::UsageLevel, Fault::ListRoot, Fault::NewScopeNames, Fault::ListBare, Fault::NoKeyId] {
            it.sandbox.faults().always(fault);
        }
        create(&it, &["mail.send"]);
        assert!(manage(&it, "GET", KEYS, None).json()["result"].is_array());
    }
}
