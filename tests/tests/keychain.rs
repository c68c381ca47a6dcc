//! The real keychain, under a private D-Bus session.

use std::process::Command;
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_core::types::Address;
use keyrack_core::vault::{ItemName, Vault, VaultError};
use keyrack_sandbox::Matcher;
use keyrack_tests::desktop::{
    With, end_keyring, in_session, lock_keyring, session, signal_keyring, succeeded, unlock_keyring,
};
use keyrack_tests::world::*;

const SERVICE: &str = "Keyrack keychain test";

fn secret_tool(item: &ItemName) -> String {
    let found =
        Command::new("secret-tool").args(["lookup", "service", SERVICE, "username", item.as_str()]).output().unwrap();
    String::from_utf8(found.stdout).unwrap()
}

#[tokio::test]
async fn secret_half_can_be_read_back_by_other_programs() {
    if !in_session("secret_half_can_be_read_back_by_other_programs", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    let item = secret_tool(&ItemName::key(&key.id));
    // The manual's way to get a key out without Keyrack.
    let mut openssl = Command::new("openssl")
        .args(["pkey", "-pubout"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut openssl.stdin.take().unwrap(), item.as_bytes()).unwrap();
    let public = String::from_utf8(openssl.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(public, world.app.public_half(&key.id).await.unwrap().pem);
    assert!(item.contains(&format!("origin: http://{}", world.sandbox.addr())));
}

#[tokio::test]
async fn stopped_key_is_gone_from_the_keychain() {
    if !in_session("stopped_key_is_gone_from_the_keychain", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    assert!(!secret_tool(&ItemName::key(&key.id)).is_empty());
    world.stop(&key).await;
    assert!(secret_tool(&ItemName::key(&key.id)).is_empty());
}

#[tokio::test]
async fn locked_keychain_is_named_and_nothing_is_lost() {
    if !in_session("locked_keychain_is_named_and_nothing_is_lost", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    lock_keyring();
    assert_eq!(world.app.vault().look().await, Err(VaultError::Locked));
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert_eq!((test.verdict, test.cause), (TestVerdict::CouldNotTell, Some(Code::KeychainLocked)));
    assert_eq!(world.shown(&key.id).secret, SecretPlace::Here);
    assert_eq!(world.app.check_log().await.unwrap().verdict, LogVerdict::SealUnreadable);
    unlock_keyring();
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert_eq!(test.verdict, TestVerdict::Works);
    world.app.seal().await.unwrap();
    assert_eq!(world.app.check_log().await.unwrap().verdict, LogVerdict::Sound);
}

#[tokio::test]
async fn keychain_that_has_crashed_and_is_started_again_serves_as_if_nothing_was() {
    if !in_session("keychain_that_has_crashed_and_is_started_again_serves_as_if_nothing_was", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    for _ in 0..3 {
        assert!(signal_keyring("-KILL"));
        let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
        assert_eq!((test.verdict, test.cause), (TestVerdict::Works, None));
    }
    end_keyring();
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert_eq!(test.cause, Some(Code::KeychainAbsent));
}

#[tokio::test]
async fn nothing_is_sent_when_the_keychain_is_locked() {
    if !in_session("nothing_is_sent_when_the_keychain_is_locked", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    lock_keyring();
    for way in [Way::Here, Way::Provider] {
        let open = world.create(&format!("bot {way:?}"), way).await.unwrap().unfinished.unwrap();
        assert_eq!(open.error.as_ref().unwrap().code, Code::KeychainLocked);
        assert_eq!(open.situation, Situation::NotSent);
    }
    assert!(world.living().is_empty());
    unlock_keyring();
    for open in world.overview().unfinished {
        assert!(world.go_on(&open, NextStep::Finish).await.unwrap().unwrap().unfinished.is_none());
    }
    assert_eq!(world.living().len(), 2);
}

#[tokio::test]
async fn keychain_that_is_locked_before_the_answer_arrives_loses_no_secret() {
    if !in_session("keychain_that_is_locked_before_the_answer_arrives_loses_no_secret", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let gate = world.sandbox.faults().hold(Matcher::any().method("POST").path("/generate"), false);
    let (app, request) = (world.app.clone(), wanted(&world.account, "bot", Way::Provider));
    let making = tokio::spawn(async move { app.create_key(request, &quiet).await });
    assert!(gate.reached().await);
    lock_keyring();
    gate.release();
    let open = making.await.unwrap().unwrap().unfinished.unwrap();
    assert_eq!(open.situation, Situation::AnswerHeld);
    assert!(world.app.holds_secret(), "closing the window would lose it");
    unlock_keyring();
    let made = world.go_on(&open, NextStep::Finish).await.unwrap().unwrap();
    assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
    assert_eq!(made.key.last_test.unwrap().verdict, TestVerdict::Works);
}

#[tokio::test]
async fn keychain_that_is_locked_after_the_proof_leaves_the_erasing_open() {
    if !in_session("keychain_that_is_locked_after_the_proof_leaves_the_erasing_open", With::Keyring) {
        return;
    }
    let folder = scratch();
    let witness: keyrack_core::app::Witness = Arc::new(|place: &str| {
        if place == "revoke:proven" {
            lock_keyring();
        }
    });
    let sandbox = sandbox(None).await;
    let app =
        open_app(&folder.join("live.db"), Vault::keychain(SERVICE), Arc::new(TestClock::default()), Some(witness));
    let trial = app.try_account(access_key(&sandbox.base_url("kalshi").unwrap(), &draw(&sandbox))).await.unwrap();
    let account = app.save_account(&trial.trial).await.unwrap();
    let key = app.create_key(wanted(&account, "bot", Way::Here), &quiet).await.unwrap().key;
    let open = app.stop_key(&key.id, Door::Emergency, None, &quiet).await.unwrap().unfinished.unwrap();
    assert_eq!((open.situation, open.error.unwrap().code), (Situation::EraseOpen, Code::KeychainLocked));
    unlock_keyring();
    let done = app.continue_flow(&open.id, NextStep::Finish, None, &quiet).await.unwrap().unwrap();
    assert_eq!((done.key.secret, done.unfinished.is_none()), (SecretPlace::Erased, true));
}

#[tokio::test]
async fn secret_that_was_removed_from_outside_is_gone_and_said() {
    if !in_session("secret_that_was_removed_from_outside_is_gone_and_said", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    let item = ItemName::key(&key.id);
    assert!(succeeded(
        Command::new("secret-tool").args(["clear", "service", SERVICE, "username", item.as_str()]).status()
    ));
    let tested = world.app.test_key(&key.id).await.unwrap();
    assert_eq!(tested.last_test.unwrap().cause, Some(Code::SecretGone));
    // A stop says what it could see, and claims no proof.
    let stopped = world.stop(&key).await;
    assert_eq!(stopped.key.proof.unwrap().verdict, ProofVerdict::GoneFromList);
}

#[tokio::test]
async fn item_that_somebody_changed_is_damaged_and_not_used() {
    if !in_session("item_that_somebody_changed_is_damaged_and_not_used", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    let item = ItemName::key(&key.id);
    let mut store = Command::new("secret-tool")
        .args(["store", "--label=x", "service", SERVICE, "username", item.as_str()])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut store.stdin.take().unwrap(), b"something else").unwrap();
    assert!(store.wait().unwrap().success());
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert!(matches!(test.cause, Some(Code::SecretDamaged | Code::KeychainFailed)), "{:?}", test.cause);
}

#[tokio::test]
async fn keychain_that_forgets_at_the_end_of_the_session_is_not_used() {
    if !in_session("keychain_that_forgets_at_the_end_of_the_session_is_not_used", With::Keyring) {
        return;
    }
    let forgetful = "/org/freedesktop/secrets/collection/session";
    let set = Command::new("busctl")
        .args([
            "--user",
            "call",
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service",
        ])
        .args(["SetAlias", "so", "default", forgetful])
        .status();
    assert!(succeeded(set));
    let vault = Vault::keychain(SERVICE);
    assert_eq!(vault.look().await, Err(VaultError::NotPersistent));
    assert_eq!(vault.prove().await, Err(VaultError::NotPersistent));
}

/// Outside a session of its own this starts one without any keychain.
#[tokio::test]
async fn machine_without_a_keychain_is_told_apart_from_an_empty_one() {
    if std::env::var_os("SESSION_INNER").is_none() {
        let program = std::env::current_exe().unwrap();
        let test = "machine_without_a_keychain_is_told_apart_from_an_empty_one";
        let status = session(With::Keyring)
            .env("SESSION_KEYRING", "none")
            .arg(program)
            .args(["--exact", test, "--nocapture"])
            .status();
        assert!(succeeded(status));
        return;
    }
    let vault = Vault::keychain(SERVICE);
    assert_eq!(vault.look().await, Err(VaultError::Absent));
    assert_eq!(vault.prove().await, Err(VaultError::Absent));
    let origin = Address::parse("https://home.example").unwrap().origin();
    assert_eq!(vault.public_half(&ItemName::key("k"), &origin).await.err(), Some(VaultError::Absent));
}

#[tokio::test]
async fn first_screen_needs_neither_keychain_nor_network() {
    let world = World::new().await;
    world.key("bot").await;
    let World { folder, sandbox, clock, .. } = world;
    sandbox.stop().await;
    // No session bus is reachable from here on the machine that runs the tests, and nothing listens.
    let app = open_app(&folder.join("live.db"), Vault::keychain("Keyrack never asked"), clock, None);
    let shown = app.overview(keyrack_core::app::Frame::live()).unwrap();
    assert!(shown.keys.iter().any(|k| k.label == "bot"));
}
