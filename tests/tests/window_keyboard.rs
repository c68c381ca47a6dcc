//! The first run, handing a key over, and the settings, in the real window by keyboard alone.

use std::path::PathBuf;

use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::hands::{DEAD, Hands, WORKS, Way};
use keyrack_tests::scene::Scene;
use serde_json::Value;
use thirtyfour::Key;

const LABEL: &str = "reporting-bot";

fn step(name: &str, state: &str) -> String {
    format!("//*[@data-testid='first-steps']//li[@data-step='{name}'][@data-state='{state}']")
}

async fn start_practice(hands: &Hands<'_>) {
    hands.window.find("//button[normalize-space(.)='Start practice']").await;
    hands.press("Start practice").await;
    hands.window.find("//*[@data-testid='first-steps']").await;
    hands.keeps_the_focus("starting practice").await;
}

#[tokio::test]
async fn first_run_by_keyboard_alone() {
    if !in_session("first_run_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let hands = Hands::at(&window, "keyboard");
    start_practice(&hands).await;
    hands.work.light("first-1-steps").await;

    hands.press("New key…").await;
    window.find("//*[@id='new-key-label']").await;
    hands.expects("Label").await;
    hands.write(LABEL).await;
    window.says("This label is free").await;
    hands.press("Read only").await;
    hands.press("Make this key").await;
    window.find(&format!("//aside[@aria-label='Details of {LABEL}']{WORKS}")).await;
    window.find(&step("test", "done")).await;
    window.find(&step("stop", "now")).await;
    hands.expects(LABEL).await;
    hands.work.light("first-2-made").await;

    hands.press("Emergency stop…").await;
    hands.expects("Emergency stop").await;
    hands.press(&format!("Stop {LABEL} now")).await;
    window.find(&format!("//aside[@aria-label='Details of {LABEL}']{DEAD}")).await;
    window.find(&step("stop", "done")).await;
    window.gone("//dialog").await;
    hands.keeps_the_focus("the proof").await;
    hands.work.light("first-3-stopped").await;

    hands.back("Connect an account").await;
    hands.enter().await;
    window.find("//*[@id='account-name']").await;
    hands.expects("Name").await;
    window.strike(&[Key::Escape.into()]).await;
    window.gone("//dialog").await;
    hands.keeps_the_focus("closing the dialog").await;
    hands.assert_never_stumbled();
    window.kill().await;
}

#[tokio::test]
async fn key_is_handed_over_by_keyboard_alone() {
    if !in_session("key_is_handed_over_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let mut scene = Scene::new();
    let confirm = scene.outside.join("confirm");
    std::fs::write(&confirm, "yes").unwrap();
    scene.start.env.push(("KEYRACK_CONFIRM_ANSWER".into(), confirm.to_string_lossy().into_owned()));
    let place = |name: &str| -> PathBuf {
        let file = scene.outside.join(name);
        std::fs::write(scene.outside.join("dialog"), file.to_string_lossy().as_bytes()).unwrap();
        file
    };
    let window = scene.open().await;
    let hands = Hands::at(&window, "keyboard");
    start_practice(&hands).await;
    hands.make_key(LABEL).await;
    hands.turn_to("Overview", "Hand over").await;
    hands.work.light("hand-over-1-tab").await;

    hands.press("Hand over…").await;
    window.find("//*[@id='road-clipboard']").await;
    hands.choose(Way::On, "Through the clipboard").await;
    hands.press("Copy to clipboard…").await;
    window.find("//dialog//*[@data-testid='copied'][contains(., 'In the clipboard for 30 seconds')]").await;
    hands.keeps_the_focus("copying").await;
    hands.work.light("hand-over-2-copied").await;
    hands.press("Done").await;
    window.gone("//dialog").await;
    hands.expects("Hand over…").await;
    hands.press("Clear now").await;
    window.find("//*[@data-testid='clipboard'][@data-end='cleared']").await;
    hands.keeps_the_focus("clearing the clipboard").await;
    hands.press("Close this message").await;
    window.gone("//*[@data-testid='clipboard']").await;
    hands.keeps_the_focus("closing the message").await;

    let locked = place("reporting-bot.pem");
    hands.press("Hand over…").await;
    window.find("//*[@id='road-file']").await;
    hands.choose(Way::On, "As a file").await;
    hands.choose(Way::On, "Locked with a passphrase PEM, PKCS#8, PBES2").await;
    hands.go("Passphrase").await;
    hands.write("written by hand 17").await;
    hands.go("The same passphrase again").await;
    hands.write("written by hand 17").await;
    hands.work.light("hand-over-3-passphrase").await;
    hands.press("Choose a place…").await;
    window.find("//dialog//*[@data-testid='handed'][contains(., 'reporting-bot.pem')]").await;
    hands.keeps_the_focus("saving the file").await;
    assert!(std::fs::read_to_string(locked).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    hands.go("System or person").await;
    hands.write("Ledger").await;
    hands.enter().await;
    window.find("//dialog//*[@class and contains(., 'Ledger')]").await;
    hands.work.light("hand-over-4-saved").await;
    hands.press("Done").await;
    window.gone("//dialog").await;
    hands.expects("Hand over…").await;

    let sheet = place("sheet.html");
    hands.press("Show the sheet").await;
    window.find("//*[@data-testid='sheet']//*[contains(., 'Ledger')]").await;
    hands.expects("Sheet for the engineer").await;
    hands.work.light("hand-over-5-sheet").await;
    hands.back("Save as a file…").await;
    hands.enter().await;
    window.find("//*[@data-testid='sheet-saved']").await;
    assert!(sheet.exists());
    hands.back("Back to the key").await;
    hands.enter().await;
    window.find(&format!("//aside[@aria-label='Details of {LABEL}']")).await;
    hands.keeps_the_focus("coming back from the sheet").await;

    hands.turn_to("Overview", "Hand over").await;
    hands.choose(Way::On, "Python").await;
    hands.walk(Way::On, "Copy program", |focus| focus["name"].as_str().unwrap().starts_with("Copy program:")).await;
    hands.enter().await;
    window.find("//*[@data-testid='snippets']//*[normalize-space(.)='Copied']").await;
    hands.keeps_the_focus("copying a program").await;
    hands.work.light("hand-over-6-program").await;
    hands.assert_never_stumbled();
    window.kill().await;
}

#[tokio::test]
async fn settings_are_changed_by_keyboard_alone() {
    if !in_session("settings_are_changed_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let hands = Hands::at(&window, "keyboard");
    start_practice(&hands).await;
    hands.control(',').await;
    window.find("//*[@id='settings-title']").await;
    hands.keeps_the_focus("opening the settings").await;

    hands.choose(Way::On, "Dark").await;
    assert_eq!(window.ask("return document.documentElement.dataset.theme").await, "dark");
    hands.choose(Way::On, "Deutsch").await;
    window.find("//h1[normalize-space(.)='Einstellungen']").await;
    hands.expects("Deutsch").await;
    hands.work.picture("settings-1-german").await;
    window.strike(&[Key::Up.into()]).await;
    window.find("//h1[normalize-space(.)='Settings']").await;
    hands.expects("English").await;

    hands.choose(Way::On, "1 minute").await;
    window.find("//input[@id='clipboard-60' and @name='clipboard']").await;
    hands.choose(Way::On, "Every so many days").await;
    hands.go("Days").await;
    hands.write("120").await; // in the place of what was there
    hands.enter().await;
    window.says("Saved: every key is to be rotated after 120 days.").await;
    hands.work.picture("settings-2-set").await;

    hands.press("Reset practice…").await;
    hands.expects("Reset practice").await;
    let the_button = |focus: &Value| focus["name"] == "Reset practice" && focus["kind"] == "button button";
    hands.walk(Way::On, "Reset practice", the_button).await;
    hands.enter().await;
    window.gone("//*[@id='practice-title']").await;
    hands.keeps_the_focus("resetting practice").await;
    hands.assert_never_stumbled();
    window.kill().await;
}

#[tokio::test]
async fn list_accounts_and_activity_by_keyboard_alone() {
    if !in_session("list_accounts_and_activity_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let export = scene.outside.join("log.csv");
    std::fs::write(scene.outside.join("dialog"), export.to_string_lossy().as_bytes()).unwrap();
    let window = scene.open().await;
    let hands = Hands::at(&window, "keyboard");
    start_practice(&hands).await;
    hands.make_key(LABEL).await;

    hands.press("Change label").await;
    window.find("//*[@id='rename-label']").await;
    hands.expects("Label").await;
    hands.write("month-end").await;
    window.says("This label is free").await;
    hands.enter().await;
    window.find("//aside[@aria-label='Details of month-end']").await;
    hands.expects("Change label").await;
    window.strike(&[Key::Escape.into()]).await;
    window.gone("//aside[@aria-label='Details of month-end']").await;
    hands.expects("month-end").await;

    hands.control('f').await;
    hands.expects("Search label, account, permission").await;
    hands.write("nothing is called so").await;
    window.says("No key matches").await;
    hands.press("Clear filter").await;
    window.find("//tr[@data-key-label='month-end']").await;
    hands.keeps_the_focus("clearing the filter").await;
    hands.back("Bring in a key").await;
    hands.enter().await;
    window.find("//dialog").await;
    hands.keeps_the_focus("opening the dialog").await;
    window.strike(&[Key::Escape.into()]).await;
    window.gone("//dialog").await;
    hands.expects("Bring in a key").await;

    hands.back("Accounts").await;
    hands.enter().await;
    window.find("//*[@data-account]").await;
    hands.press("Refresh").await;
    window.says("just now").await;
    hands.keeps_the_focus("refreshing").await;
    hands.work.light("accounts").await;

    hands.back("Activity").await;
    hands.enter().await;
    window.find("//*[@data-act='key_made']").await;
    hands.press("Check the log").await;
    window.find("//*[@data-testid='log-check']").await;
    hands.expects("Check the log").await;
    hands.press("Export CSV").await;
    window.find("//*[@data-testid='exported']").await;
    assert!(std::fs::read_to_string(export).unwrap().contains("month-end"));
    hands.keeps_the_focus("the export").await;
    hands.work.light("activity").await;
    hands.assert_never_stumbled();
    window.kill().await;
}
