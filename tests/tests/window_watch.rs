//! What comes from outside, in the real window by keyboard alone: a key that is asked for by e-mail, a change that
//! somebody else made at the provider, a date that comes near, and the provider's own log of a key's calls.

use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::hands::{Hands, Way};
use keyrack_tests::scan;
use keyrack_tests::scene::{Scene, written};
use keyrack_tests::world::sandbox;
use serde_json::Value;
use thirtyfour::Key;

async fn go_live(hands: &Hands<'_>) {
    hands.window.find("//button[normalize-space(.)='Switch to live']").await;
    hands.press("Switch to live").await;
    hands.window.find("//button[normalize-space(.)='Switch to practice']").await;
    hands.keeps_the_focus("switching to live").await;
}

/// Types where the account lies and what it signs in with, tests it, and saves it.
async fn type_and_save(hands: &Hands<'_>, name: &str, address: &str, fields: &[(&str, &Value)]) {
    hands.type_address(address).await;
    for (field, value) in fields {
        hands.go(field).await;
        hands.write(value.as_str().expect("a text")).await;
    }
    hands.test_and_save(name).await;
}

#[tokio::test]
async fn key_is_asked_for_and_entered_and_changes_are_read_by_keyboard_alone() {
    let name = "key_is_asked_for_and_entered_and_changes_are_read_by_keyboard_alone";
    if !in_session(name, With::KeyringAndDisplay) {
        return;
    }
    let mut scene = Scene::new();
    let opened = scene.stand_in_for_other_programs();
    let provider = sandbox(None).await;
    let drawn = provider.mint("buildmarkets").expect("known");
    let window = scene.open().await;
    let hands = Hands::at(&window, "watch");
    go_live(&hands).await;

    hands.press("Accounts").await;
    hands.press("Ask Buildmarkets for a key by e-mail").await;
    window.find("//*[@id='ask-label']").await;
    hands.expects("Label").await;
    hands.choose(Way::Back, "Sandbox").await;
    hands.go("Label").await;
    hands.write("settlement").await;
    hands.press("Reporting").await;
    hands.work.light("ask-1-form").await;
    hands.press("Write the message").await;
    window.says("support@buildmarkets.ai").await;
    hands.keeps_the_focus("writing the message").await;
    hands.press("Copy the text").await;
    window.says("Text copied").await;
    hands.press("Open in mail program").await;
    window.says("Opened in your mail program").await;
    assert!(written(&opened).await.starts_with("mailto:support@buildmarkets.ai?subject="));
    hands.work.light("ask-2-message").await;
    hands.press("Done").await;
    window.gone("//dialog").await;
    hands.keeps_the_focus("closing the message").await;

    hands.press("Show the message").await;
    window.find("//dialog").await;
    window.strike(&[Key::Escape.into()]).await;
    window.gone("//dialog").await;
    hands.expects("Show the message").await;
    hands.back("Enter the key that came back").await;
    hands.enter().await;
    window.find("//*[@id='account-name']").await;
    hands.expects("Name").await;
    assert_eq!(window.ask("return document.activeElement.value").await, "settlement");
    let fields = [("API key", &drawn["api_key"]), ("API secret", &drawn["api_secret"])];
    type_and_save(&hands, "settlement", &provider.base_url("buildmarkets").unwrap(), &fields).await;
    hands.work.light("ask-3-came-back").await;

    provider.fill("buildmarkets", 1);
    hands.press("Refresh").await;
    window.find("//*[@data-testid='changes'][contains(., 'appeared at Buildmarkets')]").await;
    hands.keeps_the_focus("reading the list").await;
    hands.work.light("changes-1-appeared").await;
    let show = |focus: &Value| focus["name"].as_str().unwrap().starts_with("Show key ");
    hands.walk(Way::Back, "Show key", show).await;
    hands.enter().await;
    window.find("//aside").await;
    hands.keeps_the_focus("showing the key").await;
    hands.back("Accounts").await;
    hands.enter().await;
    hands.press("Dismiss").await;
    window.gone("//*[@data-testid='changes']").await;
    hands.keeps_the_focus("dismissing the changes").await;

    hands.assert_never_stumbled();
    let secrets = ["api_key", "api_secret"].into_iter();
    let secrets = secrets.flat_map(|part| scan::text(part, drawn[part].as_str().expect("a text")));
    scene.assert_nowhere(&secrets.collect::<Vec<_>>());
    window.kill().await;
}

#[tokio::test]
async fn dates_and_a_log_are_read_by_keyboard_alone() {
    if !in_session("dates_and_a_log_are_read_by_keyboard_alone", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let provider = sandbox(None).await;
    let drawn = provider.mint("blockmind").expect("known");
    let (address, key) = (provider.base_url("blockmind").unwrap(), drawn["key"].as_str().expect("a text"));
    let client = reqwest::Client::new();
    for path in ["portfolio"; 55].into_iter().chain(["withdrawals"]) {
        client.get(format!("{address}/{path}")).bearer_auth(key).send().await.expect("answered");
    }
    let window = scene.open().await;
    let hands = Hands::at(&window, "watch");
    go_live(&hands).await;

    hands.press("Accounts").await;
    hands.press("Add account").await;
    window.find("//*[@id='account-name']").await;
    hands.expects("Name").await;
    hands.write("research-agent").await;
    hands.choose(Way::Back, "BlockMind").await;
    type_and_save(&hands, "research-agent", &address, &[("Key", &drawn["key"])]).await;

    hands.back("Keys").await;
    hands.enter().await;
    hands.press("research-agent").await;
    window.find("//aside[@aria-label='Details of research-agent']").await;
    hands.keeps_the_focus("opening the key").await;
    hands.press("Change…").await; // of the policy
    window.find("//input[@id='rotate-by']").await;
    hands.expects("Rotate this key by").await;
    hands.work.light("due-1-date").await;
    let date = chrono::Local::now().date_naive() + chrono::Days::new(3);
    for part in ["%m", "%d", "%Y"] {
        hands.write(&date.format(part).to_string()).await;
        window.strike(&[Key::Tab.into()]).await;
    }
    hands.back("Rotate this key by").await;
    hands.work.light("due-2-typed").await;
    hands.press("Save date").await;
    window.find("//*[@data-due='research-agent'][contains(., 'Due soon')][contains(., 'in 3 days')]").await;
    hands.expects("Change…").await;
    hands.work.light("due-3-list").await;
    hands.back("Rotate research-agent").await;
    hands.enter().await;
    window.find("//*[@id='rotate-label']").await;
    hands.expects("Label of the new key").await;
    window.strike(&[Key::Escape.into()]).await;
    window.gone("//dialog").await;
    hands.expects("Rotate research-agent").await;

    hands.turn_to("Overview", "BlockMind’s own log").await;
    window.find("//*[@data-testid='usage-log']//li").await;
    window.find("//*[@data-testid='watch'][contains(., '1 call deserves a look')]").await;
    hands.work.light("watch-1-log").await;
    let rows = window.count("//*[@data-testid='usage-log']//li").await;
    hands.press("Load more").await;
    window.find(&format!("//*[@data-testid='usage-log']//li[{}]", rows + 1)).await;
    hands.keeps_the_focus("reading more of the log").await;
    let stop = "//*[@data-testid='usage-log']//li[.//button]";
    window.find(stop).await;
    hands.back("Emergency stop…").await;
    hands.enter().await;
    hands.expects("Emergency stop").await;
    hands.press("Keep key").await;
    hands.expects("Emergency stop…").await;

    hands.assert_never_stumbled();
    scene.assert_nowhere(&scan::text("the key", key));
    window.kill().await;
}
