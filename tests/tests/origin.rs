//! A credential belongs to one origin. A hijacked window, or whoever changes the records, sends the account to
//! another address and calls everything: no secret and no signature reaches it.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_tests::world::*;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Listens, keeps every byte that arrives, and answers each request with an empty list.
async fn thief() -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/trade-api/v2", listener.local_addr().unwrap());
    let caught = Arc::new(Mutex::new(Vec::new()));
    let all = caught.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let all = all.clone();
            tokio::spawn(async move {
                let mut bytes = vec![0; 65_536];
                let n = stream.read(&mut bytes).await.unwrap_or(0);
                all.lock().unwrap().extend_from_slice(&bytes[..n]);
                let body = r#"{"api_keys":[]}"#;
                let status = if bytes.starts_with(b"CONNECT") { "502 Bad Gateway" } else { "200 OK" };
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (address, caught)
}

/// Calls every use case that could send something, whatever it answers.
async fn call_everything(world: &World, key: &KeyView) -> Vec<Option<Code>> {
    let app = &world.app;
    let mut causes = Vec::new();
    let tested = app.test_key(&key.id).await;
    causes.push(tested.ok().and_then(|k| k.last_test).and_then(|t| t.cause));
    causes.push(app.refresh_account(&world.account.id).await.err().map(|e| e.code()));
    for (label, way) in [("one", Way::Here), ("two", Way::Provider)] {
        let made = app.create_key(wanted(&world.account, label, way), &quiet).await;
        causes.push(made.ok().and_then(|f| f.unfinished).and_then(|u| u.error).map(|e| e.code));
    }
    causes.push(app.public_half(&key.id).await.err().map(|e| e.code()));
    for door in [Door::Retire, Door::Emergency] {
        let stopped = app.stop_key(&key.id, door, Some(&key.label), &quiet).await;
        causes.push(stopped.ok().and_then(|f| f.unfinished).and_then(|u| u.error).map(|e| e.code));
    }
    for open in world.overview().unfinished {
        for step in open.actions {
            let _ = app.continue_flow(&open.id, step, Some("00000000-0000-0000-0000-000000000000"), &quiet).await;
        }
    }
    causes
}

#[tokio::test]
async fn no_secret_and_no_signature_reaches_another_address() {
    let world = World::new().await;
    let key = world.key("bot").await;
    let (address, caught) = thief().await;
    let records = rusqlite::Connection::open(world.folder.join("live.db")).unwrap();
    assert_eq!(records.execute("UPDATE accounts SET address = ?1", [&address]).unwrap(), 1);

    let causes = call_everything(&world, &key).await;
    assert_eq!(causes[0], Some(Code::OriginDiffers));
    assert_eq!(causes[1], Some(Code::OriginDiffers));
    assert_eq!(causes[4], Some(Code::OriginDiffers));

    let caught = String::from_utf8_lossy(&caught.lock().unwrap()).to_lowercase();
    for sign in ["authorization", "kalshi-access", "bearer", "signature", &world.manager.key_id, "public_key"] {
        assert!(!caught.contains(&sign.to_lowercase()), "{sign} reached the other address:\n{caught}");
    }
}

/// The control of the test above: with the address left alone, the signatures do arrive where they belong.
#[tokio::test]
async fn signatures_reach_the_address_that_they_belong_to() {
    let world = World::new().await;
    world.key("bot").await;
    let signed = world
        .sandbox
        .requests()
        .iter()
        .filter(|r| r.headers.iter().any(|(n, _)| n == "kalshi-access-signature"))
        .count();
    assert!(signed >= 3, "{signed}");
}

#[tokio::test]
async fn chosen_file_signs_for_the_first_address_only() {
    let world = World::new().await;
    let path = world.folder.join("manager.key");
    std::fs::write(&path, &world.manager.private_key).unwrap();
    let file = world.app.take_file(&path).unwrap().file;
    let typed = |name: &str, address: &str| {
        let mut typed = AccountRequest { name: name.into(), ..access_key(address, &world.manager) };
        typed.fields[1] = FieldRequest { file: Some(file.clone()), ..field("private_key", "") };
        typed
    };
    assert!(world.app.try_account(typed("Home", &world.account.address)).await.unwrap().may_save);
    let (address, caught) = thief().await;
    let refused = world.app.try_account(typed("Away", &address)).await;
    assert_eq!(refused.err().map(|e| e.code()), Some(Code::OriginDiffers));
    assert!(caught.lock().unwrap().is_empty(), "the other address was reached");
}

#[tokio::test]
async fn redirect_is_never_followed() {
    let world = World::new().await;
    let key = world.key("bot").await;
    let (address, caught) = thief().await;
    world.sandbox.faults().always(keyrack_sandbox::Fault::Redirect(address));
    call_everything(&world, &key).await;
    assert!(caught.lock().unwrap().is_empty(), "the other address was reached");
}

#[tokio::test]
async fn loopback_is_never_asked_through_a_proxy() {
    // The proxy is read from the environment when the client is made; another process has it set.
    let (proxy, caught) = thief().await;
    let proxy = proxy.trim_end_matches("/trade-api/v2").to_owned();
    let sandbox = sandbox(None).await;
    let mut inner = tokio::process::Command::new(std::env::current_exe().unwrap());
    inner
        .args(["--exact", "inner_with_a_proxy", "--ignored", "--nocapture"])
        .envs(
            ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]
                .map(|name| (name, proxy.clone())),
        )
        .env("KEYRACK_TEST_ADDRESS", sandbox.base_url("kalshi").unwrap())
        .env("KEYRACK_TEST_KEY", draw(&sandbox).bearer_token);
    assert!(inner.status().await.unwrap().success());
    let caught = String::from_utf8_lossy(&caught.lock().unwrap()).to_lowercase();
    assert!(!caught.contains("127.0.0.1:") || !caught.contains("trade-api"), "{caught}");
    assert!(!caught.contains("bearer"), "{caught}");
}

/// Run by the test above, in a process that has a proxy in its environment.
#[tokio::test]
#[ignore = "run by loopback_is_never_asked_through_a_proxy"]
async fn inner_with_a_proxy() {
    let address = std::env::var("KEYRACK_TEST_ADDRESS").unwrap();
    let token = std::env::var("KEYRACK_TEST_KEY").unwrap();
    let clock = Arc::new(TestClock::default());
    let app = open_app(&scratch().join("live.db"), keyrack_core::vault::Vault::memory(), clock, None);
    let trial = app.try_account(request(&address, "bearer", &[("token", &token)])).await.unwrap();
    assert_eq!(trial.test.verdict, TestVerdict::Works, "{:?}", trial.test);
    // https goes through the proxy, which is none: named as what it is, and no secret is in what it got.
    let typed =
        AccountRequest { name: "Far".into(), ..request("https://keyrack.invalid/x", "bearer", &[("token", &token)]) };
    let far = app.try_account(typed).await.unwrap();
    assert_eq!(far.test.cause, Some(Code::ProxyFailed), "{:?}", far.test);
}
