//! BlockMind's key API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use keyrack_sandbox::{Fault, Matcher, Shape};
use serde_json::{Value, json};
use support::*;

const BASE: &str = "/blockmind/api/agent";

const UNAUTHORIZED: (u16, &str) = (401, "unauthorized");
const FORBIDDEN: (u16, &str) = (403, "insufficient_scope");
const NO_KEY: (u16, &str) = (404, "key_not_found");
const NOT_FOUND: (u16, &str) = (404, "not_found");
const INVALID: (u16, &str) = (400, "invalid_request");

#[track_caller]
fn refused(answer: &Answer, as_: (u16, &str)) {
    let (status, code, _) = answer.error();
    assert_eq!((status, code.as_str()), as_, "{answer:?}");
    let error = &answer.json()["error"];
    assert!(error["message"].is_string() && error["hint"].is_string(), "{error}");
    assert!(error["nextActions"].is_array() && error["retryable"].is_boolean(), "{error}");
    assert!(answer.json()["meta"]["requestId"].is_string());
}

/// With any key: what was minted, or what a rotation answered.
fn call(it: &Fresh, key: &Value, method: &str, path: &str, body: Option<Value>) -> Answer {
    let bearer = format!("Bearer {}", text(&key["key"]));
    it.send(method, &format!("{BASE}{path}"), &[("Authorization", &bearer)], body)
}

fn look(it: &Fresh, key: &Value) -> Answer {
    call(it, key, "GET", "/capabilities", None)
}

fn rotate(it: &Fresh, key: &Value) -> Value {
    let answer = call(it, key, "POST", "/keys/rotate", Some(json!({})));
    status(&answer, 200);
    answer.json()["data"].clone()
}

fn revoke(it: &Fresh, key: &Value, body: Value) -> Answer {
    call(it, key, "POST", "/keys/revoke", Some(body))
}

fn alive(it: &Fresh) -> Vec<bool> {
    it.sandbox.keys("blockmind").iter().map(|key| key.alive).collect()
}

async fn practice() -> Fresh {
    fresh("blockmind").await
}

mod access {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_shows_what_it_may() {
        let it = practice().await;
        let answer = look(&it, &it.minted).json();
        let data = &answer["data"];
        assert_eq!((&data["keyId"], data["permissions"].as_array().unwrap().len()), (&it.minted["key_id"], 8));
        assert!(data["rateLimits"]["perMinute"].is_u64() && data["rateLimits"]["perDay"].is_u64());
        assert!(chrono::DateTime::parse_from_rfc3339(&text(&data["expiresAt"])).unwrap().timestamp_millis() > now_ms());
        assert!(["requestId", "timestamp", "asOf"].iter().all(|name| answer["meta"][name].is_string()));
        assert!(text(&it.minted["key"]).starts_with("bm_"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn anything_but_a_live_bearer_key_is_refused() {
        let it = practice().await;
        let path = format!("{BASE}/capabilities");
        let key = text(&it.minted["key"]);
        let wrong = [("Authorization", key.as_str()), ("X-API-Key", &key), ("Authorization", "Bearer bm_x")];
        for header in wrong {
            refused(&it.send("GET", &path, &[header], None), UNAUTHORIZED);
        }
        refused(&it.send("GET", &path, &[], None), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_has_run_out_is_refused_like_any_other() {
        let it = practice().await;
        it.sandbox.expire("blockmind", &text(&it.minted["key_id"]));
        refused(&look(&it, &it.minted), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_missing_scope_is_refused_and_capabilities_need_none() {
        let it = practice().await;
        status(&call(&it, &it.minted, "GET", "/portfolio", None), 200);
        it.sandbox.set_scopes("blockmind", &text(&it.minted["key_id"]), &["market:read"]);
        refused(&call(&it, &it.minted, "GET", "/portfolio", None), FORBIDDEN);
        assert_eq!(look(&it, &it.minted).json()["data"]["permissions"], json!(["market:read"]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_expired_key_is_refused() {
        let it = practice().await.with(Fault::ClockSkew(366 * 86_400));
        refused(&look(&it, &it.minted), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unknown_paths_and_methods_are_refused() {
        let it = practice().await;
        refused(&call(&it, &it.minted, "GET", "/keys", None), NOT_FOUND);
        refused(&call(&it, &it.minted, "GET", "/keys/rotate", None), (405, "method_not_allowed"));
    }
}

mod rotation {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn both_keys_live() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        assert!(newer["expiresAt"].is_string());
        for (key, id) in [(&it.minted, &it.minted["key_id"]), (&newer, &newer["keyId"])] {
            assert_eq!(&look(&it, key).json()["data"]["keyId"], id);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_newer_key_may_what_the_older_may() {
        let it = practice().await;
        it.sandbox.set_scopes("blockmind", &text(&it.minted["key_id"]), &["market:read"]);
        let newer = rotate(&it, &it.minted);
        assert_eq!(look(&it, &newer).json()["data"]["permissions"], json!(["market:read"]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_body_may_be_left_out_but_not_made_up() {
        let it = practice().await;
        status(&call(&it, &it.minted, "POST", "/keys/rotate", None), 200);
        refused(&call(&it, &it.minted, "POST", "/keys/rotate", Some(json!({ "name": "a" }))), INVALID);
        assert_eq!(alive(&it).len(), 2);
    }
}

mod revocation {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_named_key_dies_at_once() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        status(&revoke(&it, &newer, json!({ "keyId": it.minted["key_id"] })), 200);
        refused(&look(&it, &it.minted), UNAUTHORIZED);
        status(&look(&it, &newer), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_name_the_caller_dies() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        status(&revoke(&it, &newer, json!({})), 200);
        assert_eq!(alive(&it), [true, false]);
        status(&call(&it, &it.minted, "POST", "/keys/revoke", None), 200);
        assert_eq!(alive(&it), [false, false]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_may_name_itself() {
        let it = practice().await;
        status(&revoke(&it, &it.minted, json!({ "keyId": it.minted["key_id"] })), 200);
        assert_eq!(alive(&it), [false]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_familys_keys_are_out_of_reach() {
        let it = practice().await;
        let foreign = it.sandbox.add_foreign_key("blockmind").unwrap();
        let other = it.sandbox.mint("blockmind").unwrap();
        for id in [json!(foreign), other["key_id"].clone(), json!("nobody")] {
            refused(&revoke(&it, &it.minted, json!({ "keyId": id })), NO_KEY);
        }
        assert_eq!(alive(&it), [true, true, true]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_misspelt_name_kills_nobody() {
        let it = practice().await;
        refused(&revoke(&it, &it.minted, json!({ "keyID": it.minted["key_id"] })), INVALID);
        refused(&revoke(&it, &it.minted, json!({ "keyId": 1 })), INVALID);
        assert_eq!(alive(&it), [true]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_dead_key_cannot_be_revoked_again() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        let body = json!({ "keyId": newer["keyId"] });
        status(&revoke(&it, &it.minted, body.clone()), 200);
        refused(&revoke(&it, &it.minted, body), NO_KEY);
    }
}

mod audit {
    use super::*;

    fn audit(it: &Fresh, key: &Value, query: &str) -> Value {
        let answer = call(it, key, "GET", &format!("/audit{query}"), None);
        status(&answer, 200);
        answer.json()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_call_of_the_family_is_in_it_newest_first() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        revoke(&it, &newer, json!({ "keyId": it.minted["key_id"] }));
        look(&it, &it.minted);
        let other = it.sandbox.mint("blockmind").unwrap();
        look(&it, &other);
        let log = audit(&it, &newer, "");
        let rows: Vec<[&Value; 4]> = log["data"].as_array().unwrap().iter().map(row).collect();
        let [old, new] = [&it.minted["key_id"], &newer["keyId"]];
        let (get, post) = (json!("GET"), json!("POST"));
        let [look, rotate, revoke] =
            ["/capabilities", "/keys/rotate", "/keys/revoke"].map(|it| json!(format!("{BASE}{it}")));
        let (ok, dead) = (json!(200), json!(401));
        assert_eq!(rows, [[old, &get, &look, &dead], [new, &post, &revoke, &ok], [old, &post, &rotate, &ok]]);
        assert!(log["data"][0]["id"].is_string() && log["data"][0]["at"].is_string());
        assert_eq!(log["data"][0]["ip"], "127.0.0.1");
        assert_eq!(log["meta"]["pagination"], json!({ "cursor": null, "hasMore": false, "count": 3 }));
    }

    fn row(it: &Value) -> [&Value; 4] {
        [&it["keyId"], &it["method"], &it["path"], &it["status"]]
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn pages_follow_one_another() {
        let it = practice().await;
        (0..7).for_each(|_| status(&look(&it, &it.minted), 200));
        let (mut ids, mut query) = (Vec::new(), "?limit=3".to_owned());
        loop {
            let page = audit(&it, &it.minted, &query);
            ids.extend(page["data"].as_array().unwrap().iter().map(|it| text(&it["id"])));
            let pagination = &page["meta"]["pagination"];
            assert_eq!(pagination["hasMore"], json!(pagination["cursor"].is_string()));
            let Some(cursor) = pagination["cursor"].as_str() else { break };
            query = format!("?limit=3&cursor={cursor}");
        }
        // Those that were made while reading are newer than where it began.
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_page_names_its_parameter() {
        let it = practice().await;
        for (query, param) in
            [("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor")]
        {
            let answer = call(&it, &it.minted, "GET", &format!("/audit?{query}"), None);
            refused(&answer, INVALID);
            assert_eq!(answer.json()["error"]["param"], param);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_stranger_sees_nothing_and_leaves_no_row() {
        let it = practice().await;
        refused(&it.send("GET", &format!("{BASE}/audit"), &[], None), UNAUTHORIZED);
        assert_eq!(audit(&it, &it.minted, "")["data"], json!([]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_the_newest_thousand_are_kept() {
        let it = fresh("blockmind").await;
        let key = text(&it.minted["key_id"]);
        let call = json!({
            "id": "x", "account": "a", "key": key, "at": "", "method": "GET", "path": "/", "status": 200,
        });
        let file = it.file.clone();
        let addr = it.sandbox.addr();
        it.sandbox.stop().await;
        let mut saved: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        saved["providers"]["blockmind"]["calls"] = json!(vec![call; 1000]);
        save(&file, &saved.to_string());
        let it = Fresh { sandbox: start_again(&file, addr).await, minted: it.minted, file };
        status(&look(&it, &it.minted), 200);
        let saved: Value = serde_json::from_str(&std::fs::read_to_string(&it.file).unwrap()).unwrap();
        let calls = saved["providers"]["blockmind"]["calls"].as_array().unwrap();
        assert_eq!((calls.len(), &calls[999]["key"]), (1000, &json!(key)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn it_may_not_be_there() {
        let it = practice().await.with(Fault::NoAudit);
        refused(&call(&it, &it.minted, "GET", "/audit", None), NOT_FOUND);
        status(&look(&it, &it.minted), 200);
    }
}

mod state {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_and_the_log_survive_a_restart() {
        let it = practice().await;
        let newer = rotate(&it, &it.minted);
        revoke(&it, &newer, json!({ "keyId": it.minted["key_id"] }));
        let before = it.sandbox.keys("blockmind");
        let it = it.restarted().await;
        assert_eq!(it.sandbox.keys("blockmind"), before);
        refused(&look(&it, &it.minted), UNAUTHORIZED);
        let log = call(&it, &newer, "GET", "/audit", None).json();
        assert_eq!(log["meta"]["pagination"]["count"], 3);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_holds_no_key() {
        let it = practice().await;
        rotate(&it, &it.minted);
        let file = std::fs::read_to_string(&it.file).unwrap();
        assert!(file.contains("practice key") && !file.contains("bm_"), "{file}");
    }
}

mod faults {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn no_answer_need_say_the_keys_id() {
        let it = practice().await.with(Fault::NoKeyId);
        let newer = rotate(&it, &it.minted);
        assert!(newer.get("keyId").is_none() && newer["key"].is_string());
        assert!(look(&it, &newer).json()["data"].get("keyId").is_none());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rate_limited_says_so() {
        let it = practice().await.with(Fault::RateLimited { retry_after: Some(3) });
        let answer = look(&it, &it.minted);
        assert_eq!((answer.error().0, answer.error().1.as_str()), (429, "rate_limited"));
        assert_eq!((answer.header("retry-after"), &answer.json()["error"]["retryable"]), (Some("3"), &json!(true)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn lists_may_be_null() {
        let it = practice().await.with(Fault::NullLists);
        assert_eq!(look(&it, &it.minted).json()["data"]["permissions"], Value::Null);
        assert_eq!(call(&it, &it.minted, "GET", "/audit", None).json()["data"], Value::Null);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_revoking_leaves_the_key_alive() {
        for fault in [Fault::LyingRevoke, Fault::LyingRevokeHidden] {
            let it = practice().await.with(fault);
            status(&revoke(&it, &it.minted, json!({})), 200);
            status(&look(&it, &it.minted), 200);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_revocation_happens_in_the_end() {
        let it = practice().await.with(Fault::SlowRevoke(std::time::Duration::from_millis(100)));
        status(&revoke(&it, &it.minted, json!({})), 200);
        until("dead", || alive(&it) == [false]);
        refused(&look(&it, &it.minted), UNAUTHORIZED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_outage_looks_like_an_unknown_key() {
        let it = practice().await.with(Fault::DeadForAll);
        refused(&look(&it, &it.minted), UNAUTHORIZED);
        assert_eq!(alive(&it), [true]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_may_have_another_shape() {
        let it = practice().await.with(Fault::ErrorShape(Shape::Empty));
        let answer = look(&it, &json!({ "key": "bm_x" }));
        assert_eq!((answer.status, answer.body.len()), (Some(401), 0));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_rotation_whose_answer_is_dropped_leaves_a_second_key() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().path("/keys/rotate"), false);
        let (addr, key) = (it.sandbox.addr(), text(&it.minted["key"]));
        let client = std::thread::spawn(move || {
            let headers = [("Authorization".to_owned(), format!("Bearer {key}"))];
            send(addr, "POST", &format!("{BASE}/keys/rotate"), &headers, Some(json!({})))
        });
        assert!(gate.reached().await);
        gate.drop_request();
        assert_eq!((client.join().unwrap().status, alive(&it)), (None, vec![true, true]));
    }
}
