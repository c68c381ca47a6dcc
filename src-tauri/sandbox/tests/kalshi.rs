//! Kalshi's key API as the practice server serves it.

#![allow(clippy::unwrap_used)]

mod support;

use keyrack_sandbox::{Fault, KeySeen};
use serde_json::{Value, json};
use support::*;

const WRONG_SIGNATURE: (u16, &str, Option<&str>) = (401, "authentication_error", Some("INCORRECT_API_KEY_SIGNATURE"));
const NOT_FOUND: (u16, &str, Option<&str>) = (401, "authentication_error", Some("NOT_FOUND"));
const EXPIRED: (u16, &str, Option<&str>) = (401, "header_timestamp_expired", None);
const UNSIGNED: (u16, &str, Option<&str>) = (401, "signature_is_missing_from_headers", None);
const FORBIDDEN: (u16, &str, Option<&str>) = (403, "permission_denied", None);

#[track_caller]
fn refused(answer: &Answer, as_: (u16, &str, Option<&str>)) {
    let (status, code, details) = answer.error();
    assert_eq!((status, code.as_str(), details.as_deref()), as_, "{answer:?}");
}

mod signing {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_salt_of_32_bytes_is_accepted() {
        let it = practice().await;
        status(&it.signed_as(&Signing::list()), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_salt_of_20_bytes_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing::salt("rsa_pss_saltlen:20")), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_salt_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing::salt("rsa_pss_saltlen:0")), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_longest_salt_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing::salt("rsa_pss_saltlen:max")), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_mask_digest_is_refused() {
        let it = practice().await;
        let mut signing = Signing::list();
        signing.options[2] = "rsa_mgf1_md:sha1";
        refused(&it.signed_as(&signing), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_older_padding_is_refused() {
        let it = practice().await;
        let signing = Signing { options: vec!["rsa_padding_mode:pkcs1"], ..Signing::list() };
        refused(&it.signed_as(&signing), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_query_is_not_signed() {
        let it = practice().await;
        status(&it.signed(&it.manager, "GET", &format!("{KEYS}?limit=5"), None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_signed_query_is_refused() {
        let it = practice().await;
        let path = format!("{KEYS}?limit=5");
        let signing = Signing { path: path.clone(), ..Signing::list() };
        let answer = send(it.sandbox.addr(), "GET", &path, &sign(&it.manager, &signing), None);
        refused(&answer, WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_path_without_its_base_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { path: "/api_keys".to_owned(), ..Signing::list() }), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_method_in_small_letters_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { method: "get".to_owned(), ..Signing::list() }), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn base64_without_padding_is_refused() {
        let it = practice().await;
        let mut headers = sign(&it.manager, &Signing::list());
        headers[2].1 = headers[2].1.trim_end_matches('=').to_owned();
        refused(&send(it.sandbox.addr(), "GET", KEYS, &headers, None), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_pair_is_refused() {
        let it = practice().await;
        let stranger = Pair { id: it.manager.id.clone(), ..it.own.clone() };
        refused(&it.signed(&stranger, "GET", KEYS, None), WRONG_SIGNATURE);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn seconds_are_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { timestamp: (now_ms() / 1000).to_string(), ..Signing::list() }), EXPIRED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_clock_three_seconds_behind_is_accepted() {
        let it = practice().await;
        status(&it.signed_as(&Signing { timestamp: (now_ms() - 3_000).to_string(), ..Signing::list() }), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_clock_a_minute_behind_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { timestamp: (now_ms() - 60_000).to_string(), ..Signing::list() }), EXPIRED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_clock_a_minute_ahead_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { timestamp: (now_ms() + 60_000).to_string(), ..Signing::list() }), EXPIRED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_timestamp_that_is_no_number_is_refused() {
        let it = practice().await;
        refused(&it.signed_as(&Signing { timestamp: "now".to_owned(), ..Signing::list() }), EXPIRED);
    }

    async fn without(header: usize) {
        let it = practice().await;
        let mut headers = sign(&it.manager, &Signing::list());
        headers.remove(header);
        refused(&send(it.sandbox.addr(), "GET", KEYS, &headers, None), UNSIGNED);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_key_id_is_refused() {
        without(0).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_timestamp_is_refused() {
        without(1).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_signature_is_refused() {
        without(2).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_key_is_refused() {
        let it = practice().await;
        refused(&it.signed(&Pair { id: "nobody".to_owned(), ..it.manager.clone() }, "GET", KEYS, None), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_revoked_key_is_refused() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        status(&it.signed(&key, "GET", KEYS, None), 200);
        it.delete(&key.id);
        refused(&it.signed(&key, "GET", KEYS, None), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_bearer_token_is_accepted() {
        let it = practice().await;
        status(&it.get(KEYS), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_bearer_token_is_refused() {
        let it = practice().await;
        let headers = [("Authorization".to_owned(), "Bearer nothing".to_owned())];
        refused(&send(it.sandbox.addr(), "GET", KEYS, &headers, None), NOT_FOUND);
    }
}

mod calls {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_status_needs_no_key() {
        let it = practice().await;
        let answer = send(it.sandbox.addr(), "GET", &format!("{BASE}/exchange/status"), &[], None);
        assert_eq!(
            (answer.status, answer.json()),
            (Some(200), json!({ "exchange_active": true, "trading_active": true }))
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_has_one_date() {
        let it = practice().await;
        let head = it.get(KEYS).head.to_lowercase();
        assert_eq!(head.matches("\ndate: ").count(), 1, "{head}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_manager_is_listed_with_its_scopes() {
        let it = practice().await;
        let entry = json!({ "api_key_id": it.manager.id, "name": "practice manager", "scopes": ["read", "write"] });
        assert_eq!(it.get(KEYS).json(), json!({ "api_keys": [entry] }));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_subaccount_is_listed() {
        let it = practice().await;
        it.call("POST", KEYS, Some(json!({ "name": "a", "public_key": it.own_public, "subaccount": 63 })));
        assert_eq!(it.get(KEYS).json()["api_keys"][1]["subaccount"], 63);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_signed_creation_makes_a_key() {
        let it = practice().await;
        let body = json!({ "name": "a", "public_key": it.own_public, "scopes": ["read"], "subaccount": 0 });
        let answer = it.signed(&it.manager, "POST", KEYS, Some(body));
        status(&answer, 201);
        let id = text(&answer.json()["api_key_id"]);
        let made = KeySeen { id, name: "a".to_owned(), scopes: Some(vec!["read".to_owned()]), alive: true, made: 2 };
        assert_eq!(it.sandbox.keys("kalshi")[1], made);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_created_key_signs() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        status(&it.signed(&key, "GET", KEYS, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_may_be_used_twice() {
        let it = practice().await;
        let body = json!({ "name": "practice manager", "public_key": it.own_public });
        status(&it.call("POST", KEYS, Some(body)), 201);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_public_key_may_not() {
        let it = practice().await;
        it.create(None);
        // The same key in other words.
        let body = json!({ "name": "again", "public_key": it.own_public.replace('\n', "\r\n") });
        refused(&it.call("POST", KEYS, Some(body)), (409, "already_exists", None));
    }

    async fn creation_is_invalid(change: impl FnOnce(&Practice, &mut Value)) {
        let it = practice().await;
        let mut body = json!({ "name": "a", "public_key": it.own_public });
        change(&it, &mut body);
        refused(&it.call("POST", KEYS, Some(body)), (400, "invalid_request", None));
        assert_eq!(it.sandbox.keys("kalshi").len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_empty_name_is_refused() {
        creation_is_invalid(|_, body| body["name"] = json!("")).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_of_256_characters_is_refused() {
        creation_is_invalid(|_, body| body["name"] = json!("ä".repeat(256))).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_missing_public_key_is_refused() {
        creation_is_invalid(|_, body| body["public_key"] = Value::Null).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_private_key_is_refused() {
        creation_is_invalid(|it, body| body["public_key"] = json!(std::fs::read_to_string(&it.own.private).unwrap()))
            .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_pkcs_1_form_of_a_public_key_is_refused() {
        creation_is_invalid(|it, body| {
            let older = openssl(&["rsa", "-in", path(&it.own.private), "-RSAPublicKey_out"], b"");
            body["public_key"] = json!(String::from_utf8(older).unwrap());
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_of_1024_bits_is_refused() {
        creation_is_invalid(|_, body| {
            let short = new_dir().join("short.pem");
            openssl(&["genrsa", "-out", path(&short), "1024"], b"");
            body["public_key"] = json!(public_of(&short));
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_of_another_kind_is_refused() {
        creation_is_invalid(|_, body| {
            let other = new_dir().join("ed25519.pem");
            openssl(&["genpkey", "-algorithm", "ed25519", "-out", path(&other)], b"");
            body["public_key"] = json!(public_of(&other));
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_scope_is_refused() {
        creation_is_invalid(|_, body| body["scopes"] = json!(["read", "admin"])).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn writing_without_reading_is_refused() {
        creation_is_invalid(|_, body| body["scopes"] = json!(["write"])).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_empty_list_of_scopes_is_refused() {
        creation_is_invalid(|_, body| body["scopes"] = json!([])).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn subaccount_64_is_refused() {
        creation_is_invalid(|_, body| body["subaccount"] = json!(64)).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_field_is_refused() {
        creation_is_invalid(|_, body| body["permissions"] = json!(["read"])).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_body_that_is_not_called_json_is_refused() {
        let it = practice().await;
        let body = json!({ "name": "a", "public_key": it.own_public }).to_string();
        let head =
            format!("POST {KEYS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {}", it.bearer);
        let request = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        refused(&send_raw(it.sandbox.addr(), &request), (400, "invalid_request", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_generated_key_comes_as_pkcs_1_and_signs() {
        let it = practice().await;
        let answer =
            it.call("POST", &format!("{KEYS}/generate"), Some(json!({ "name": "made there", "scopes": ["read"] })));
        status(&answer, 201);
        let private = text(&answer.json()["private_key"]);
        assert!(private.starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
        let key = Pair { id: text(&answer.json()["api_key_id"]), private: new_dir().join("generated.pem") };
        save(&key.private, &private);
        status(&it.signed(&key, "GET", KEYS, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_generated_key_needs_a_name() {
        let it = practice().await;
        let answer = it.call("POST", &format!("{KEYS}/generate"), Some(json!({ "scopes": ["read"] })));
        refused(&answer, (400, "invalid_request", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_deleted_key_leaves_the_list() {
        let it = practice().await;
        let key = it.create(None);
        let answer = it.delete(&key.id);
        assert_eq!((answer.status, answer.body.len()), (Some(204), 0));
        assert!(!it.listed().contains(&key.id));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_cannot_be_deleted_twice() {
        let it = practice().await;
        let key = it.create(None);
        it.delete(&key.id);
        refused(&it.delete(&key.id), (404, "not_found", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_key_cannot_be_deleted() {
        let it = practice().await;
        refused(&it.delete("00000000-0000-4000-8000-000000000000"), (404, "not_found", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_id_that_is_no_uuid_is_refused() {
        let it = practice().await;
        refused(&it.delete("generate"), (400, "invalid_request", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_path_is_404() {
        let it = practice().await;
        refused(&it.get(&format!("{BASE}/keys")), (404, "not_found", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_method_is_405() {
        let it = practice().await;
        refused(&it.call("PUT", KEYS, None), (405, "method_not_allowed", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_path_of_no_provider_is_404() {
        let it = practice().await;
        status(&it.get("/trade-api/v20/api_keys"), 404);
    }
}

mod scopes {
    use super::*;

    const BALANCE: &str = "/trade-api/v2/portfolio/balance";

    #[tokio::test(flavor = "multi_thread")]
    async fn left_out_scopes_may_do_everything() {
        let it = practice().await;
        let key = it.create(None);
        status(&it.signed(&key, "GET", BALANCE, None), 200);
        status(&it.signed(&key, "DELETE", &format!("{KEYS}/{}", key.id), None), 204);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn read_may_see_the_balance() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        status(&it.signed(&key, "GET", BALANCE, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_narrow_scope_may_see_the_balance() {
        let it = practice().await;
        let key = it.create(Some(&["read::portfolio_balance"]));
        status(&it.signed(&key, "GET", BALANCE, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_narrow_scope_may_not_list() {
        let it = practice().await;
        let key = it.create(Some(&["read::portfolio_balance"]));
        refused(&it.signed(&key, "GET", KEYS, None), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_narrow_scope_may_not_see_the_balance() {
        let it = practice().await;
        let key = it.create(Some(&["read::block_trade_accept"]));
        refused(&it.signed(&key, "GET", BALANCE, None), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn read_may_not_create() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        refused(&it.signed(&key, "POST", KEYS, Some(json!({ "name": "a", "public_key": "" }))), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn read_may_not_generate() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        refused(&it.signed(&key, "POST", &format!("{KEYS}/generate"), Some(json!({ "name": "a" }))), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn read_may_not_delete() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        refused(&it.signed(&key, "DELETE", &format!("{KEYS}/{}", key.id), None), FORBIDDEN);
    }
}

mod state {
    use super::*;

    impl Practice {
        async fn restarted(self) -> Practice {
            let addr = self.sandbox.addr();
            self.sandbox.stop().await;
            Practice { sandbox: start_again(&self.file, addr).await, ..self }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_and_tokens_survive_a_restart_on_the_same_port() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        let before = (it.get(KEYS).json(), it.sandbox.keys("kalshi"));
        let it = it.restarted().await;
        assert_eq!((it.get(KEYS).json(), it.sandbox.keys("kalshi")), before);
        status(&it.signed(&key, "GET", KEYS, None), 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_dead_key_stays_dead_after_a_restart() {
        let it = practice().await;
        let key = it.create(Some(&["read"]));
        it.delete(&key.id);
        let it = it.restarted().await;
        refused(&it.signed(&key, "GET", KEYS, None), NOT_FOUND);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn minting_leaves_the_older_manager_valid() {
        let it = practice().await;
        let newer = it.sandbox.mint("kalshi").unwrap();
        let headers = [("Authorization".to_owned(), format!("Bearer {}", text(&newer["bearer_token"])))];
        status(&send(it.sandbox.addr(), "GET", KEYS, &headers, None), 200);
        status(&it.signed(&it.manager, "GET", KEYS, None), 200);
        assert!(text(&newer["private_key"]).starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(it.listed(), [it.manager.id.clone(), text(&newer["key_id"])]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_holds_no_secret() {
        let it = practice().await;
        it.call("POST", &format!("{KEYS}/generate"), Some(json!({ "name": "made there" })));
        let file = std::fs::read_to_string(&it.file).unwrap();
        assert!(file.contains("made there") && !file.contains("PRIVATE") && !file.contains(&it.bearer), "{file}");
    }

    #[cfg(unix)]
    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_is_the_users_alone() {
        use std::os::unix::fs::PermissionsExt;
        let it = practice().await;
        it.create(None);
        assert_eq!(std::fs::metadata(&it.file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_is_written_before_the_answer() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(keyrack_sandbox::Matcher::any().method("POST"), false);
        let (addr, headers) = (it.sandbox.addr(), it.bearer());
        let body = json!({ "name": "held", "public_key": it.own_public });
        let client = std::thread::spawn(move || send(addr, "POST", KEYS, &headers, Some(body)));
        assert!(gate.reached().await);
        assert!(std::fs::read_to_string(&it.file).unwrap().contains("held"));
        gate.release();
        status(&client.join().unwrap(), 201);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_cannot_be_understood_is_left_alone() {
        let file = new_dir().join("state.json");
        save(&file, "{");
        let config = keyrack_sandbox::Config { listen: LOOPBACK.into(), state: Some(file.clone()) };
        assert!(keyrack_sandbox::Sandbox::start(config).await.is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "{");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_that_cannot_be_kept_is_not_made() {
        let it = practice().await;
        std::fs::remove_dir_all(it.file.parent().unwrap()).unwrap();
        let body = json!({ "name": "a", "public_key": it.own_public });
        status(&it.call("POST", KEYS, Some(body)), 500);
        assert_eq!(it.sandbox.keys("kalshi").len(), 1);
    }
}

mod running {
    use super::*;
    use std::net::TcpStream;

    #[tokio::test(flavor = "multi_thread")]
    async fn an_address_that_others_reach_is_refused() {
        let config = keyrack_sandbox::Config { listen: ([0, 0, 0, 0], 0).into(), state: None };
        let error = keyrack_sandbox::Sandbox::start(config).await.err().unwrap();
        assert!(matches!(error, keyrack_sandbox::StartError::NotLoopback(_)), "{error}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_base_url_has_the_port_and_the_path() {
        let it = practice().await;
        let expected = format!("http://127.0.0.1:{}{BASE}", it.sandbox.addr().port());
        assert_eq!(it.sandbox.base_url("kalshi"), Some(expected));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unknown_provider_has_nothing() {
        let it = practice().await;
        assert_eq!((it.sandbox.base_url("x"), it.sandbox.mint("x"), it.sandbox.keys("x")), (None, None, vec![]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn further_keys_are_listed_and_a_foreign_one_is_not() {
        let it = practice().await;
        it.sandbox.fill("kalshi", 3);
        let foreign = it.sandbox.add_foreign_key("kalshi").unwrap();
        assert_eq!((it.listed().len(), it.sandbox.keys("kalshi").len()), (4, 5));
        refused(&it.delete(&foreign), (404, "not_found", None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_can_be_given_other_scopes() {
        let it = practice().await;
        it.sandbox.set_scopes("kalshi", &it.manager.id, &["read"]);
        refused(&it.signed(&it.manager, "POST", KEYS, None), FORBIDDEN);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn stopping_frees_the_port_and_drops_connections() {
        use std::io::Read;
        let it = practice().await;
        let addr = it.sandbox.addr();
        let mut open = TcpStream::connect(addr).unwrap();
        it.get(KEYS); // so that the earlier connection is accepted too
        it.sandbox.stop().await;
        until("refused", || TcpStream::connect(addr).is_err());
        assert!(matches!(open.read(&mut [0]), Ok(0) | Err(_)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn dropping_stops_too() {
        use std::io::Read;
        let it = practice().await;
        let mut open = TcpStream::connect(it.sandbox.addr()).unwrap();
        it.get(KEYS);
        drop(it);
        assert!(matches!(open.read(&mut [0]), Ok(0) | Err(_)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_is_logged() {
        let it = practice().await;
        it.call("POST", &format!("{KEYS}?x=1"), Some(json!({ "name": 1 })));
        let seen = it.sandbox.requests().pop().unwrap();
        assert_eq!((seen.method.as_str(), seen.path.as_str(), seen.query.as_deref()), ("POST", KEYS, Some("x=1")));
        assert_eq!(
            (seen.key.as_deref(), seen.body, seen.status),
            (Some("bearer"), br#"{"name":1}"#.to_vec(), Some(400))
        );
        assert!(seen.headers.contains(&("content-type".to_owned(), "application/json".to_owned())));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_names_the_key_that_was_presented() {
        let it = practice().await;
        it.signed(&it.manager, "GET", KEYS, None);
        assert_eq!(it.sandbox.requests()[0].key.as_ref(), Some(&it.manager.id));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_without_a_key_is_logged_as_such() {
        let it = practice().await;
        send(it.sandbox.addr(), "GET", KEYS, &[], None);
        assert_eq!(it.sandbox.requests()[0].key, None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_skewed_clock_accepts_its_own_time() {
        let it = practice().await;
        it.sandbox.faults().always(Fault::ClockSkew(3_600));
        status(&it.signed_as(&Signing { timestamp: (now_ms() + 3_600_000).to_string(), ..Signing::list() }), 200);
    }
}
