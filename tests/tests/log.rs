//! The log with the real Secret Service and the real file: six kinds of tampering among sealed entries show, and
//! nothing that happens by itself is taken for one.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::vault::Vault;
use keyrack_tests::desktop::{With, in_session, lock_keyring, program, unlock_keyring};
use keyrack_tests::world::*;
use rsa::sha2::{Digest, Sha256};
use rusqlite::Connection;

/// The name that the process which is killed uses, too.
const SERVICE: &str = "Keyrack crash test";

/// Reads the log as it was left, as a new start of the program does.
fn open(world: &World) -> App {
    open_app(&records(world), Vault::keychain(SERVICE), world.clock.clone(), None)
}

fn records(world: &World) -> PathBuf {
    world.folder.join("live.db")
}

/// An account, and five entries that are known by their numbers; all of it sealed.
async fn sealed() -> World {
    sealed_under(SERVICE).await
}

async fn sealed_under(service: &str) -> World {
    let world = World::with(Vault::keychain(service)).await;
    for days in 1..=5 {
        world.app.set_policy(Some(days)).unwrap();
    }
    assert!(world.app.seal().await.unwrap());
    let found = world.app.check_log().await.unwrap();
    assert_eq!((found.verdict, found.unsealed), (LogVerdict::Sound, 0));
    assert!(world.app.seal().await.unwrap());
    world
}

/// What the check says after somebody has changed the file.
async fn after(tampering: &str) -> LogVerdict {
    let world = sealed().await;
    tamper(&world, tampering);
    verdict(&open(&world)).await
}

fn tamper(world: &World, tampering: &str) {
    Connection::open(records(world)).unwrap().execute_batch(tampering).unwrap();
}

async fn verdict(app: &App) -> LogVerdict {
    app.check_log().await.unwrap().verdict
}

/// Computes every hash anew, as somebody would who knows how they are made.
fn rechain(world: &World) {
    let file = Connection::open(records(world)).unwrap();
    let mut read = file.prepare("SELECT seq, entry FROM audit ORDER BY seq").unwrap();
    let rows: Vec<(i64, String)> =
        read.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    let mut before = String::new();
    for (seq, entry) in rows {
        let hashed = Sha256::digest(format!("{before}\n{seq}\n{entry}").as_bytes());
        before = hashed.iter().map(|b| format!("{b:02x}")).collect();
        file.execute("UPDATE audit SET hash = ?2 WHERE seq = ?1", rusqlite::params![seq, before]).unwrap();
    }
}

const CHANGED: &str = "UPDATE audit SET entry = replace(entry, '\"note\":\"2\"', '\"note\":\"9\"') WHERE seq = 3";
const REMOVED: &str = "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3";
const INSERTED: &str =
    "UPDATE audit SET seq = seq + 100 WHERE seq > 3; UPDATE audit SET seq = seq - 99 WHERE seq > 100;
                        INSERT INTO audit SELECT 4, entry, hash FROM audit WHERE seq = 3";
const REORDERED: &str = "UPDATE audit SET seq = 99 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;
                         UPDATE audit SET seq = 4 WHERE seq = 99";
const CUT_OFF: &str = "DELETE FROM audit WHERE seq > 4";

#[tokio::test]
async fn changed_entry_shows() {
    if in_session("changed_entry_shows", With::Keyring) {
        assert_eq!(after(CHANGED).await, LogVerdict::Altered);
    }
}

#[tokio::test]
async fn removed_entry_shows() {
    if in_session("removed_entry_shows", With::Keyring) {
        assert_eq!(after(REMOVED).await, LogVerdict::Altered);
    }
}

#[tokio::test]
async fn inserted_entry_shows() {
    if in_session("inserted_entry_shows", With::Keyring) {
        assert_eq!(after(INSERTED).await, LogVerdict::Altered);
    }
}

#[tokio::test]
async fn reordered_entries_show() {
    if in_session("reordered_entries_show", With::Keyring) {
        assert_eq!(after(REORDERED).await, LogVerdict::Altered);
    }
}

#[tokio::test]
async fn cut_off_tail_shows() {
    if in_session("cut_off_tail_shows", With::Keyring) {
        assert_eq!(after(CUT_OFF).await, LogVerdict::CutOff);
    }
}

#[tokio::test]
async fn exchanged_log_shows() {
    if !in_session("exchanged_log_shows", With::Keyring) {
        return;
    }
    let world = sealed().await;
    // Another log that is longer and sound in itself, from another computer.
    let other = World::new().await;
    for days in 1..=20 {
        other.app.set_policy(Some(days)).unwrap();
    }
    let theirs = records(&other);
    let exchange = "DELETE FROM audit; INSERT INTO audit SELECT * FROM theirs.audit";
    tamper(&world, &format!("ATTACH '{}' AS theirs; {exchange}", theirs.display()));
    assert_eq!(verdict(&open(&world)).await, LogVerdict::Exchanged);
}

#[tokio::test]
async fn tampering_shows_though_the_whole_chain_was_computed_anew() {
    if !in_session("tampering_shows_though_the_whole_chain_was_computed_anew", With::Keyring) {
        return;
    }
    for (tampering, shows) in [
        (CHANGED, LogVerdict::Exchanged),
        (INSERTED, LogVerdict::Exchanged),
        (REORDERED, LogVerdict::Exchanged),
        (REMOVED, LogVerdict::CutOff),
    ] {
        // One keychain holds the seal of one log under one name.
        let service = format!("{SERVICE} {tampering}");
        let world = sealed_under(&service).await;
        tamper(&world, tampering);
        rechain(&world);
        let app = open_app(&records(&world), Vault::keychain(&service), world.clock.clone(), None);
        assert_eq!(verdict(&app).await, shows, "{tampering}");
    }
}

#[tokio::test]
async fn alarm_stays_whatever_is_written_and_sealed_afterwards() {
    if !in_session("alarm_stays_whatever_is_written_and_sealed_afterwards", With::Keyring) {
        return;
    }
    let world = sealed().await;
    tamper(&world, CUT_OFF);
    let app = open(&world);
    for days in 1..=9 {
        app.set_policy(Some(days)).unwrap();
        assert!(!app.seal().await.unwrap());
    }
    assert_eq!(verdict(&app).await, LogVerdict::Exchanged);
}

#[tokio::test]
async fn locked_keychain_is_no_alarm_then_or_later() {
    if !in_session("locked_keychain_is_no_alarm_then_or_later", With::Keyring) {
        return;
    }
    let world = sealed().await;
    lock_keyring();
    world.app.set_policy(Some(30)).unwrap();
    assert!(!world.app.seal().await.unwrap());
    assert_eq!(verdict(&world.app).await, LogVerdict::SealUnreadable);
    unlock_keyring();
    // Ahead of its seal by what happened meanwhile.
    let found = open(&world).check_log().await.unwrap();
    assert_eq!(found.verdict, LogVerdict::Sound);
    assert!(found.unsealed >= 2, "{found:?}");
    assert!(world.app.seal().await.unwrap());
    assert_eq!(world.app.check_log().await.unwrap().unsealed, 0);
}

#[tokio::test]
async fn kill_between_an_entry_and_its_seal_is_no_alarm() {
    if !in_session("kill_between_an_entry_and_its_seal_is_no_alarm", With::Keyring) {
        return;
    }
    let world = World::with(Vault::keychain(SERVICE)).await;
    let key = world.key("bot").await;
    assert!(world.app.seal().await.unwrap());
    // The entry is written with the first place of the journal; sealing comes at the end of the act.
    let request = serde_json::json!({ "key_id": key.id }).to_string();
    let mut child = Command::new(program("crash-subject"))
        .args([records(&world).to_str().unwrap(), SERVICE, "stop", &request, "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("crash-subject is built");
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(said.map_while(Result::ok).any(|line| line == "there"));
    child.kill().unwrap();
    child.wait().unwrap();
    let app = open(&world);
    let found = app.check_log().await.unwrap();
    assert_eq!((found.verdict, found.unsealed), (LogVerdict::Sound, 1));
    assert!(app.seal().await.unwrap());
    assert_eq!(app.check_log().await.unwrap().unsealed, 0);
}
