//! Cloudflare's token API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use keyrack_sandbox::{Fault, KeySeen, Matcher, Often, Shape};
use serde_json::{Value, json};
use support::*;

const BASE: &str = "/cloudflare/client/v4";
const TOKENS: &str = "/user/tokens";
const VERIFY: &str = "/user/tokens/verify";
const GROUPS: &str = "/user/tokens/permission_groups";

const USER: &str = "com.cloudflare.api.user";
const ACCOUNT: &str = "com.cloudflare.api.account";
const ZONE: &str = "com.cloudflare.api.account.zone";

const DEAD: (u16, u64, &str) = (401, 1000, "Invalid API Token");
const FORBIDDEN: (u16, u64, &str) = (403, 9109, "Unauthorized to access requested resource");
const UNKNOWN: (u16, u64, &str) = (404, 1003, "API Token not found");
const MISSING: (u16, u64, &str) = (400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
const MALFORMED: (u16, u64, &str) = (400, 6003, "Invalid request headers");
const NO_ROUTE: (u16, u64, &str) = (400, 7000, "No route for that URI");

#[track_caller]
fn refused(answer: &Answer, as_: (u16, u64, &str)) {
    let body = answer.json();
    let error = &body["errors"][0];
    let seen = (answer.status.unwrap(), error["code"].as_u64().unwrap(), error["message"].as_str().unwrap());
    assert_eq!(seen, as_, "{answer:?}");
    assert_eq!((&body["success"], &body["messages"], &body["result"]), (&json!(false), &json!([]), &Value::Null));
    assert_eq!(body["errors"].as_array().unwrap().len(), 1);
}

#[track_caller]
fn result(answer: &Answer) -> Value {
    status(answer, 200);
    let body = answer.json();
    assert_eq!((&body["success"], &body["errors"]), (&json!(true), &json!([])));
    body["result"].clone()
}

fn call(it: &Fresh, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
    let bearer = format!("Bearer {token}");
    it.send(method, &format!("{BASE}{path}"), &[("Authorization", &bearer)], body)
}

fn manage(it: &Fresh, method: &str, path: &str, body: Option<Value>) -> Answer {
    call(it, &text(&it.minted["token"]), method, path, body)
}

fn group(it: &Fresh, scope: &str, name: &str) -> Value {
    let groups = result(&manage(it, "GET", GROUPS, None));
    let fits = |group: &&Value| group["name"] == name && group["scopes"] == json!([scope]);
    groups.as_array().unwrap().iter().find(fits).unwrap()["id"].clone()
}

fn policy(it: &Fresh, effect: &str, scope: &str, names: &[&str]) -> Value {
    let groups: Vec<Value> = names.iter().map(|name| json!({ "id": group(it, scope, name) })).collect();
    json!({ "effect": effect, "resources": { format!("{scope}.*"): "*" }, "permission_groups": groups })
}

fn create(it: &Fresh, scope: &str, names: &[&str]) -> Value {
    let body = json!({ "name": "ours", "policies": [policy(it, "allow", scope, names)] });
    result(&manage(it, "POST", TOKENS, Some(body)))
}

fn verify(it: &Fresh, token: &Value) -> Answer {
    call(it, &text(&token["value"]), "GET", VERIFY, None)
}

fn one(token: &Value) -> String {
    format!("{TOKENS}/{}", text(&token["id"]))
}

fn delete(it: &Fresh, token: &Value) -> Answer {
    manage(it, "DELETE", &one(token), None)
}

fn roll(it: &Fresh, token: &Value) -> Answer {
    manage(it, "PUT", &format!("{}/value", one(token)), Some(json!({})))
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|token| text(&token["id"])).collect()
}

fn listed(it: &Fresh) -> Vec<String> {
    ids(&result(&manage(it, "GET", &format!("{TOKENS}?per_page=50"), None)))
}

fn seen(it: &Fresh, token: &Value) -> KeySeen {
    it.sandbox.keys("cloudflare").into_iter().find(|seen| token["id"] == seen.id).unwrap()
}

async fn practice() -> Fresh {
    fresh("cloudflare").await
}

mod access {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_minted_manages_tokens() {
        let it = practice().await;
        assert_eq!(names(&it.minted), ["id", "token"]);
        assert!(it.sandbox.base_url("cloudflare").unwrap().ends_with(BASE));
        assert_eq!(seen(&it, &it.minted).scopes.unwrap(), ["API Tokens Read", "API Tokens Write"]);
        assert_eq!(listed(&it), [text(&it.minted["id"])]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_live_token_is_verified_whatever_it_may() {
        let it = practice().await;
        let token = create(&it, ZONE, &["DNS Read"]);
        let answer = verify(&it, &token);
        assert_eq!(result(&answer), json!({ "id": token["id"], "status": "active" }));
        let message = json!([{ "code": 10000, "message": "This API Token is valid and active", "type": null }]);
        assert_eq!(answer.json()["messages"], message);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_header_is_missed() {
        let it = practice().await;
        let answer = it.send("GET", &format!("{BASE}{VERIFY}"), &[("X-API-Key", &text(&it.minted["token"]))], None);
        refused(&answer, MISSING);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_malformed_header_is_told_so() {
        let it = practice().await;
        let token = text(&it.minted["token"]);
        let wrong = [token.clone(), format!("bearer{token}"), "Bearer short".to_owned(), format!("Bearer \"{token}\"")];
        for header in &wrong {
            let answer = it.send("GET", &format!("{BASE}{VERIFY}"), &[("Authorization", header)], None);
            refused(&answer, MALFORMED);
            let chain = json!([{ "code": 6111, "message": "Invalid format for Authorization header" }]);
            assert_eq!(answer.json()["errors"][0]["error_chain"], chain);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_token_is_refused_at_every_call() {
        let it = practice().await;
        let id = format!("{TOKENS}/{}", text(&it.minted["id"]));
        let value = format!("{id}/value");
        let calls =
            [("GET", VERIFY), ("GET", TOKENS), ("POST", TOKENS), ("GET", GROUPS), ("GET", &id), ("DELETE", &id)];
        for (method, path) in calls.into_iter().chain([("PUT", value.as_str())]) {
            refused(&call(&it, &"a".repeat(53), method, path, None), DEAD);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn reading_needs_either_group_and_writing_needs_its_own() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        let (id, value) = (one(&made), format!("{}/value", one(&made)));
        let reads = [("GET", TOKENS), ("GET", GROUPS), ("GET", id.as_str())];
        let writes = [("POST", TOKENS), ("PUT", value.as_str()), ("DELETE", id.as_str())];
        let may =
            [("Memberships Read", false, false), ("API Tokens Read", true, false), ("API Tokens Write", true, true)];
        for (name, may_read, may_write) in may {
            let token = text(&create(&it, USER, &[name])["value"]);
            for (calls, may) in [(reads, may_read), (writes, may_write)] {
                for (method, path) in calls {
                    let answer = call(&it, &token, method, path, None);
                    if may { assert_ne!(answer.status, Some(403), "{name}") } else { refused(&answer, FORBIDDEN) }
                }
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_token_counts_only_in_its_time() {
        let it = practice().await;
        let policies = json!([policy(&it, "allow", ZONE, &["DNS Read"])]);
        let body = |from: &str, to: &str| {
            let mut body = json!({ "name": "a", "policies": policies });
            (body["not_before"], body["expires_on"]) = (json!(from), json!(to));
            body
        };
        let make = |from: &str, to: &str| result(&manage(&it, "POST", TOKENS, Some(body(from, to))));
        let past = make("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
        let present = make("2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z");
        let future = make("2998-01-01T00:00:00Z", "2999-01-01T00:00:00Z");
        refused(&verify(&it, &past), DEAD);
        refused(&verify(&it, &future), DEAD);
        let expected = json!({
            "id": present["id"], "status": "active",
            "not_before": "2020-01-01T00:00:00Z", "expires_on": "2999-01-01T00:00:00Z",
        });
        assert_eq!(result(&verify(&it, &present)), expected);
        assert_eq!((&past["status"], &present["status"]), (&json!("expired"), &json!("active")));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unknown_paths_and_methods_are_refused() {
        let it = practice().await;
        for (method, path) in [("GET", "/zones"), ("PATCH", TOKENS), ("POST", "/user/tokens/a/roll"), ("GET", "")] {
            refused(&manage(&it, method, path, None), NO_ROUTE);
        }
        refused(&manage(&it, "GET", "/user/tokenss", None), NO_ROUTE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_does_not_name_a_secret() {
        let it = practice().await;
        manage(&it, "GET", TOKENS, None);
        assert_eq!(it.sandbox.requests()[0].key.as_deref(), Some("bearer"));
    }
}

mod groups {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_group_has_an_id_a_name_and_a_scope() {
        let it = practice().await;
        let groups = result(&manage(&it, "GET", GROUPS, None));
        let groups = groups.as_array().unwrap();
        assert!(groups.len() >= 30, "{}", groups.len());
        for group in groups {
            let id = text(&group["id"]);
            assert!(id.len() == 32 && id.bytes().all(|it| it.is_ascii_hexdigit()), "{id}");
            assert!(group["name"].is_string() && group["scopes"].as_array().unwrap().len() == 1, "{group}");
        }
        let ids: std::collections::BTreeSet<String> = groups.iter().map(|group| text(&group["id"])).collect();
        assert_eq!(ids.len(), groups.len());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_name_may_stand_for_two_groups() {
        let it = practice().await;
        let path = format!("{GROUPS}?name=Access%3A%20Apps%20and%20Policies%20Read");
        let groups = result(&manage(&it, "GET", &path, None));
        let scopes: Vec<&Value> = groups.as_array().unwrap().iter().map(|group| &group["scopes"][0]).collect();
        assert_eq!(scopes, [ACCOUNT, ZONE]);
        assert_ne!(groups[0]["id"], groups[1]["id"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn they_may_be_asked_for_by_scope() {
        let it = practice().await;
        let groups = result(&manage(&it, "GET", &format!("{GROUPS}?scope={USER}"), None));
        assert_eq!((groups.as_array().unwrap().len(), &groups[1]["name"]), (6, &json!("API Tokens Write")));
    }
}

mod creation {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn it_answers_the_token_and_its_value_once() {
        let it = practice().await;
        let asked = policy(&it, "allow", ZONE, &["DNS Read", "Zone Read"]);
        let condition = json!({ "request_ip": { "in": ["127.0.0.0/8"], "not_in": [] } });
        let body = json!({ "name": "ours", "policies": [asked], "condition": condition });
        let made = result(&manage(&it, "POST", TOKENS, Some(body)));
        let (id, value) = (text(&made["id"]), text(&made["value"]));
        assert!(id.len() == 32 && value.len() == 53 && value.starts_with("cfut_"), "{made}");
        assert_eq!(
            (&made["name"], &made["status"], &made["condition"]),
            (&json!("ours"), &json!("active"), &condition)
        );
        for name in ["issued_on", "modified_on"] {
            let date = chrono::DateTime::parse_from_rfc3339(&text(&made[name])).unwrap();
            assert!((now_ms() / 1000 - date.timestamp()).abs() < 10);
        }
        let policies = json!([{
            "id": made["policies"][0]["id"],
            "effect": "allow",
            "resources": { format!("{ZONE}.*"): "*" },
            "permission_groups": [
                { "id": group(&it, ZONE, "DNS Read"), "name": "DNS Read" },
                { "id": group(&it, ZONE, "Zone Read"), "name": "Zone Read" },
            ],
        }]);
        assert!(made["policies"] == policies && text(&made["policies"][0]["id"]).len() == 32, "{made}");
        let scopes = Some(vec!["DNS Read".to_owned(), "Zone Read".to_owned()]);
        assert_eq!(seen(&it, &made), KeySeen { id, name: "ours".to_owned(), scopes, alive: true, made: 2 });

        let mut shown = made.clone();
        shown.as_object_mut().unwrap().remove("value");
        assert_eq!(result(&manage(&it, "GET", &one(&made), None)), shown);
        assert_eq!(result(&manage(&it, "GET", TOKENS, None))[1], shown);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_denied_is_not_granted() {
        let it = practice().await;
        let policies = json!([
            policy(&it, "allow", USER, &["API Tokens Read", "API Tokens Write"]),
            policy(&it, "deny", USER, &["API Tokens Write"]),
        ]);
        let made = result(&manage(&it, "POST", TOKENS, Some(json!({ "name": "a", "policies": policies }))));
        assert_eq!(seen(&it, &made).scopes.unwrap(), ["API Tokens Read"]);
        refused(&call(&it, &text(&made["value"]), "POST", TOKENS, None), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn zones_may_stand_inside_an_account() {
        let it = practice().await;
        let mut within = policy(&it, "allow", ZONE, &["DNS Write"]);
        within["resources"] = json!({ format!("{ACCOUNT}.{}", "a".repeat(32)): { format!("{ZONE}.*"): "*" } });
        let body = json!({ "name": "a", "policies": [within] });
        let made = result(&manage(&it, "POST", TOKENS, Some(body)));
        assert_eq!(made["policies"][0]["resources"], within["resources"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_said_of_a_group_beside_its_id_is_ignored() {
        let it = practice().await;
        let mut policy = policy(&it, "allow", ZONE, &["DNS Write"]);
        policy["permission_groups"][0]["name"] = json!("DNS Read");
        policy["permission_groups"][0]["meta"] = json!({ "key": "a", "value": "b" });
        let made = result(&manage(&it, "POST", TOKENS, Some(json!({ "name": "a", "policies": [policy] }))));
        assert_eq!(made["policies"][0]["permission_groups"][0]["name"], "DNS Write");
    }

    #[track_caller]
    fn invalid(it: &Fresh, body: Value, words: &str) {
        let answer = manage(it, "POST", TOKENS, Some(body));
        let message = text(&answer.json()["errors"][0]["message"]);
        refused(&answer, (400, 1001, &message));
        assert!(message.contains(words), "{message}");
        assert_eq!(it.sandbox.keys("cloudflare").len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_body_is_refused() {
        let it = practice().await;
        let policies = json!([policy(&it, "allow", ZONE, &["DNS Read"])]);
        invalid(&it, json!({ "policies": policies }), "missing field `name`");
        invalid(&it, json!({ "name": " ", "policies": policies }), "name");
        invalid(&it, json!({ "name": "a" }), "missing field `policies`");
        invalid(&it, json!({ "name": "a", "policies": [] }), "policies");
        invalid(&it, json!({ "name": "a", "policies": policies, "ttl": 1 }), "unknown field `ttl`");
        invalid(&it, json!({ "name": "a", "policies": policies, "expires_on": "soon" }), "dates");
        invalid(&it, json!("a"), "cannot be read");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_policy_is_refused() {
        let it = practice().await;
        let good = policy(&it, "allow", ZONE, &["DNS Read"]);
        let with = |field: &str, value: Value| {
            let mut policy = good.clone();
            policy[field] = value;
            json!({ "name": "a", "policies": [good, policy] })
        };
        invalid(&it, with("id", json!("a")), "Reusing existing policies is not supported by token creation");
        invalid(&it, with("effect", json!("permit")), "effect");
        invalid(&it, with("resources", json!({})), "resources");
        invalid(&it, with("permission_groups", json!([])), "permission groups");
        invalid(&it, with("permission_groups", json!([{ "name": "DNS Read" }])), "missing field `id`");
        invalid(&it, with("permission_groups", json!([{ "id": "a" }])), "no such permission group");
        let mixed = "Failed common permission check against resources. (Permission group: \"DNS Read\")";
        invalid(&it, with("resources", json!({ format!("{USER}.*"): "*" })), mixed);
        invalid(&it, with("resources", json!({ format!("{ZONE}.*"): "*", format!("{ACCOUNT}.*"): "*" })), mixed);
    }
}

mod reading {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn twenty_are_a_page() {
        let it = practice().await;
        it.sandbox.fill("cloudflare", 44);
        let (mut all, mut page) = (Vec::new(), 0);
        loop {
            page += 1;
            let answer = manage(&it, "GET", &format!("{TOKENS}?page={page}"), None);
            let ids = ids(&result(&answer));
            let info = json!({
                "page": page, "per_page": 20, "count": ids.len(), "total_count": 45, "total_pages": 3,
            });
            assert_eq!(answer.json()["result_info"], info);
            if ids.is_empty() {
                break;
            }
            all.extend(ids);
        }
        let made: Vec<String> = it.sandbox.keys("cloudflare").into_iter().map(|key| key.id).collect();
        assert_eq!((page, all), (4, made));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_page_may_be_shorter_or_longer_and_turned_round() {
        let it = practice().await;
        it.sandbox.fill("cloudflare", 54);
        let mut made: Vec<String> = it.sandbox.keys("cloudflare").into_iter().map(|key| key.id).collect();
        assert_eq!(listed(&it), made[..50]);
        let ask = |query: &str| ids(&result(&manage(&it, "GET", &format!("{TOKENS}?{query}"), None)));
        assert_eq!(ask("page=2&per_page=5&direction=asc"), made[5..10]);
        made.reverse();
        assert_eq!(ask("per_page=5&direction=desc"), made[..5]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_parameter_is_refused() {
        let it = practice().await;
        for name in ["page", "per_page"] {
            for value in ["0", "x", "-1", ""] {
                let answer = manage(&it, "GET", &format!("{TOKENS}?{name}={value}"), None);
                refused(&answer, (400, 1001, &format!("{name} is out of range")));
            }
        }
        for value in ["4", "51"] {
            status(&manage(&it, "GET", &format!("{TOKENS}?per_page={value}"), None), 400);
        }
        status(&manage(&it, "GET", &format!("{TOKENS}?direction=up"), None), 400);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_users_tokens_are_out_of_reach() {
        let it = practice().await;
        let foreign = it.sandbox.add_foreign_key("cloudflare").unwrap();
        let other = it.sandbox.mint("cloudflare").unwrap();
        for id in [json!(foreign), other["id"].clone(), json!("a".repeat(32))] {
            let token = json!({ "id": id });
            for answer in [manage(&it, "GET", &one(&token), None), roll(&it, &token), delete(&it, &token)] {
                refused(&answer, UNKNOWN);
            }
        }
        assert!(it.sandbox.keys("cloudflare").iter().all(|key| key.alive));
        status(&call(&it, &text(&other["token"]), "GET", TOKENS, None), 200);
        assert_eq!(listed(&it).len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn groups_that_the_website_gave_are_shown() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        it.sandbox.set_scopes("cloudflare", &text(&made["id"]), &["API Tokens Read", "DNS Write"]);
        let shown = result(&manage(&it, "GET", &one(&made), None));
        let names = |policy: usize| shown["policies"][policy]["permission_groups"][0]["name"].clone();
        assert_eq!((names(0), names(1)), (json!("API Tokens Read"), json!("DNS Write")));
        status(&call(&it, &text(&made["value"]), "GET", TOKENS, None), 200);
    }
}

mod ending {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_deleted_token_is_dead_and_gone() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        assert_eq!(result(&delete(&it, &made)), json!({ "id": made["id"] }));
        refused(&verify(&it, &made), DEAD);
        assert!(!listed(&it).contains(&text(&made["id"])) && !seen(&it, &made).alive);
        for answer in [manage(&it, "GET", &one(&made), None), roll(&it, &made), delete(&it, &made)] {
            refused(&answer, UNKNOWN);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_token_may_delete_itself() {
        let it = practice().await;
        status(&delete(&it, &it.minted), 200);
        refused(&manage(&it, "GET", TOKENS, None), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_rolled_token_has_a_new_value_only() {
        let it = practice().await;
        let mut made = create(&it, ZONE, &["DNS Read"]);
        let before = result(&manage(&it, "GET", &one(&made), None));
        let value = result(&roll(&it, &made));
        assert!(text(&value).starts_with("cfut_") && value != made["value"], "{value}");
        refused(&verify(&it, &made), DEAD);
        made["value"] = value;
        assert_eq!(result(&verify(&it, &made))["id"], made["id"]);
        let mut after = result(&manage(&it, "GET", &one(&made), None));
        after["modified_on"] = before["modified_on"].clone();
        assert_eq!((after, it.sandbox.keys("cloudflare").len()), (before, 2));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rolling_is_a_modification() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        let it = it.with(Fault::ClockSkew(3600));
        roll(&it, &made);
        let after = result(&manage(&it, "GET", &one(&made), None));
        assert!(after["issued_on"] == made["issued_on"] && after["modified_on"] != made["modified_on"], "{after}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_token_may_roll_itself_and_the_body_may_be_left_out() {
        let it = practice().await;
        let answer = manage(&it, "PUT", &format!("{}/value", one(&it.minted)), None);
        let value = text(&result(&answer));
        refused(&manage(&it, "GET", TOKENS, None), DEAD);
        status(&call(&it, &value, "GET", TOKENS, None), 200);
    }
}

mod state {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn tokens_survive_a_restart() {
        let it = practice().await;
        let [living, dead, mut rolled] = [(); 3].map(|()| create(&it, ZONE, &["DNS Read"]));
        let old = rolled.clone();
        delete(&it, &dead);
        rolled["value"] = result(&roll(&it, &rolled));
        let all = |it: &Fresh| (manage(it, "GET", TOKENS, None).json(), it.sandbox.keys("cloudflare"));
        let before = all(&it);
        let it = it.restarted().await;
        assert_eq!(all(&it), before);
        status(&verify(&it, &living), 200);
        status(&verify(&it, &rolled), 200);
        refused(&verify(&it, &dead), DEAD);
        refused(&verify(&it, &old), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_holds_no_value() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        roll(&it, &made);
        let file = std::fs::read_to_string(&it.file).unwrap();
        assert!(file.contains("ours") && !file.contains("cfut_"), "{file}");
        assert!(!file.contains(&text(&it.minted["token"])[5..45]));
    }
}

mod faults {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn rate_limited_says_so_and_does_nothing() {
        let it = practice().await;
        let body = json!({ "name": "a", "policies": [policy(&it, "allow", ZONE, &["DNS Read"])] });
        let it = it.with(Fault::RateLimited { retry_after: Some(7) });
        let answer = manage(&it, "POST", TOKENS, Some(body));
        refused(&answer, (429, 971, "Please wait and consider throttling your request speed"));
        assert_eq!((answer.header("retry-after"), it.sandbox.keys("cloudflare").len()), (Some("7"), 1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_deleting_leaves_the_token_alive() {
        for (fault, stays) in [(Fault::LyingRevoke, true), (Fault::LyingRevokeHidden, false)] {
            let it = practice().await.with(fault);
            let made = create(&it, ZONE, &["DNS Read"]);
            status(&delete(&it, &made), 200);
            status(&verify(&it, &made), 200);
            assert_eq!(listed(&it).contains(&text(&made["id"])), stays);
            status(&manage(&it, "GET", &one(&made), None), if stays { 200 } else { 404 });
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_slow_deletion_happens_in_the_end() {
        let it = practice().await.with(Fault::SlowRevoke(Duration::from_millis(100)));
        let made = create(&it, ZONE, &["DNS Read"]);
        status(&delete(&it, &made), 200);
        until("dead", || !seen(&it, &made).alive);
        refused(&verify(&it, &made), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_outage_looks_like_an_unknown_token() {
        let it = practice().await.with(Fault::DeadForAll);
        refused(&manage(&it, "GET", VERIFY, None), DEAD);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_may_be_null() {
        let it = practice().await.with(Fault::NullLists);
        let list = manage(&it, "GET", TOKENS, None).json();
        assert_eq!((&list["result"], &list["success"]), (&Value::Null, &json!(true)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_may_have_another_shape() {
        let it = practice().await.with(Fault::ErrorShape(Shape::Flat));
        assert_eq!(delete(&it, &json!({ "id": "a" })).json(), json!({ "code": "1003", "message": UNKNOWN.2 }));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_dropped_has_rolled_the_token() {
        let it = practice().await;
        let made = create(&it, ZONE, &["DNS Read"]);
        let rolling = Matcher::any().method("PUT").path("/value");
        it.sandbox.faults().set(Fault::CloseAfter, rolling, Often::Once);
        assert_eq!(roll(&it, &made).status, None);
        refused(&verify(&it, &made), DEAD);
    }
}
