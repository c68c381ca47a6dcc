//! Bad days in the real window: a keychain that hangs, is locked or is gone while a screen is open, and records that
//! cannot be used. Each has its words, and none ever looks like "no keys".

use std::path::PathBuf;

use keyrack_tests::desktop::{
    With, end_keyring, in_session, lock_keyring, session_root, signal_keyring, unlock_keyring,
};
use keyrack_tests::scene::{Scene, job};
use keyrack_tests::window::Window;

async fn open_screen(window: &Window, name: &str) {
    window.press(name).await;
    window.find(&format!("//main//h1[normalize-space(.)='{name}']")).await;
}

#[tokio::test]
async fn keychain_that_hangs_holds_up_its_act_and_no_screen() {
    if !in_session("keychain_that_hangs_holds_up_its_act_and_no_screen", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "keychain-hangs");
    job.start_practice().await;
    job.make_key("reporting-bot").await;
    let before = window.find("//aside//*[@data-testid='verdict']").await;

    assert!(signal_keyring("-STOP"));
    window.press("Test").await;
    window.says("Waiting for your keychain").await;
    job.picture("waiting").await;
    for screen in ["Accounts", "Activity", "Settings", "Keys"] {
        open_screen(&window, screen).await;
    }
    assert!(signal_keyring("-CONT"));

    window.replaced(&before).await;
    job.open("reporting-bot").await;
    window.find("//aside//*[@data-testid='verdict'][contains(., 'Works')]").await;
    window.kill().await;
}

#[tokio::test]
async fn keychain_that_is_locked_is_said_where_it_is_needed_and_nothing_is_lost() {
    if !in_session("keychain_that_is_locked_is_said_where_it_is_needed_and_nothing_is_lost", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "keychain-locked");
    job.start_practice().await;
    job.make_key("reporting-bot").await;
    let keys = window.count("//*[@data-key-label]").await;
    let locked = "//*[@role='alert'][contains(., 'Your keychain is locked.')]";
    let not_tested = "//aside//*[@data-testid='verdict'][contains(., 'Your keychain is locked.')]";

    lock_keyring();
    window.press("Test").await;
    window.find(not_tested).await;
    job.picture("test").await;
    window.press("New key").await;
    window.type_into("new-key-label", "second").await;
    window.tick("scope-read").await;
    window.press("Make this key").await;
    window.find(&format!("//dialog{locked}")).await;
    job.picture("new-key").await;
    window.press("Close").await;
    window.gone("//dialog[@open]").await;
    // What is known without a secret stays on the screen.
    assert!(window.count("//*[@data-key-label]").await > keys, "the one that is being made is there, too");
    open_screen(&window, "Settings").await;
    window.find(&format!("//section[@aria-labelledby='keychain-title']{locked}")).await;
    job.picture("settings").await;

    unlock_keyring();
    job.open("reporting-bot").await;
    window.press("Test").await;
    window.gone(not_tested).await;
    window.find("//aside//*[@data-testid='verdict'][contains(., 'Works')]").await;
    window.kill().await;
}

#[tokio::test]
async fn keychain_that_goes_away_is_said_and_leaves_the_list_as_it_is() {
    if !in_session("keychain_that_goes_away_is_said_and_leaves_the_list_as_it_is", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "keychain-gone");
    job.start_practice().await;
    job.make_key("reporting-bot").await;
    let keys = window.count("//*[@data-key-label]").await;

    end_keyring();
    window.press("Test").await;
    window.find("//aside//*[@data-testid='verdict'][contains(., 'could not find a keychain')]").await;
    assert_eq!(window.count("//*[@data-key-label]").await, keys);
    job.picture("test").await;
    window.kill().await;
}

fn records() -> PathBuf {
    session_root().join("data/dev.keyrack.desktop/live.db")
}

/// Opens the window over records in this state and looks for the words.
async fn opens_with(name: &str, words: &str, spoil: impl FnOnce()) {
    let scene = Scene::new();
    // The folder and its records, as a first start leaves them.
    let window = scene.open().await;
    window.find("//button[normalize-space(.)='Start practice']").await;
    window.kill().await;
    spoil();
    let window = scene.open().await;
    window.find(&format!("//*[@role='alert'][contains(., '{words}')]")).await;
    window.find("//button[normalize-space(.)='Try again']").await;
    for empty in ["No keys yet", "No account yet", "Every key in its place."] {
        assert!(!window.text().await.contains(empty), "{empty}");
    }
    job(&window, "records").picture(name).await;
    window.kill().await;
}

#[tokio::test]
async fn records_that_are_damaged_are_said_and_never_shown_as_no_keys() {
    if !in_session("records_that_are_damaged_are_said_and_never_shown_as_no_keys", With::KeyringAndDisplay) {
        return;
    }
    opens_with("damaged", "records are damaged", || {
        // Whole from the start: what was written last would mend it.
        std::fs::remove_file(records().with_extension("db-wal")).expect("the last changes");
        std::fs::write(records(), "no database, though as long as one might be. ".repeat(200)).expect("written");
    })
    .await;
}

#[tokio::test]
async fn records_of_a_newer_version_are_said_and_left_alone() {
    if !in_session("records_of_a_newer_version_are_said_and_left_alone", With::KeyringAndDisplay) {
        return;
    }
    opens_with("newer", "A newer Keyrack wrote these records", || {
        let newer = rusqlite::Connection::open(records()).expect("records");
        newer.pragma_update(None, "user_version", 99).expect("written");
    })
    .await;
}

#[tokio::test]
async fn records_that_cannot_be_opened_are_said_and_never_shown_as_no_keys() {
    if !in_session("records_that_cannot_be_opened_are_said_and_never_shown_as_no_keys", With::KeyringAndDisplay) {
        return;
    }
    opens_with("unwritable", "cannot write its records", || {
        std::fs::remove_file(records()).expect("removed");
        std::fs::create_dir(records()).expect("a folder in its place, which no program can write as a file");
    })
    .await;
}
