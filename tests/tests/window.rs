//! The whole main job in the real window, with the real keychain: in practice and in live mode. After it, every
//! secret of the run is searched for wherever none may be.

use std::process::Command;

use keyrack_core::app::App;
use keyrack_tests::desktop::{With, in_session, program};
use keyrack_tests::main_job::{Door, Live};
use keyrack_tests::scan::{self, Needle};
use keyrack_tests::scene::{Scene, job};
use keyrack_tests::world::{Drawn, draw, sandbox, scratch};

fn pairs_in(service: &str) -> Vec<Needle> {
    let pems = scan::in_keychain(service);
    assert!(pems.len() >= 2, "the managing key and the new one are in the keychain");
    pems.iter().enumerate().flat_map(|(n, pem)| scan::pair(&format!("pair {n} of {service}"), pem)).collect()
}

#[tokio::test]
async fn main_job_in_practice_leaves_no_secret_anywhere() {
    if !in_session("main_job_in_practice_leaves_no_secret_anywhere", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "practice");
    job.start_practice().await;
    job.look_at_accounts(&App::providers()).await;
    job.make_key("reporting-bot").await;
    let needles = pairs_in("Keyrack practice");
    job.test().await;
    job.stop("reporting-bot", Door::Emergency).await;
    job.look_at_activity().await;
    scene.assert_nowhere(&needles);
    window.kill().await;
}

#[tokio::test]
async fn main_job_with_a_live_account_survives_a_kill_and_leaves_no_secret_anywhere() {
    if !in_session(
        "main_job_with_a_live_account_survives_a_kill_and_leaves_no_secret_anywhere",
        With::KeyringAndDisplay,
    ) {
        return;
    }
    let scene = Scene::new();
    let provider = sandbox(None).await;
    let drawn = draw(&provider);
    let key_file = scene.outside.join("trading-desk.key");
    std::fs::write(&key_file, &drawn.private_key).unwrap();
    let address = provider.base_url("kalshi").unwrap();
    let live = Live { address: &address, drawn: &drawn, dialog_answer: scene.outside.join("dialog"), key_file };

    let window = scene.open().await;
    let work = job(&window, "live");
    work.add_account(&live).await;
    work.make_key("reporting-bot").await;
    let mut needles = pairs_in("Keyrack");
    needles.extend(scan::pair("managing key", &drawn.private_key));
    window.kill().await; // as a power cut would

    let window = scene.open().await;
    let work = job(&window, "live");
    work.open("reporting-bot").await;
    work.test().await;
    work.stop("reporting-bot", Door::Retire).await;
    scene.assert_nowhere(&needles);
    window.kill().await;
    assert!(!provider.keys("kalshi").iter().any(|k| k.alive && k.name == "reporting-bot"));
}

#[tokio::test]
async fn bearer_token_and_passphrase_leave_no_trace() {
    if !in_session("bearer_token_and_passphrase_leave_no_trace", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let provider = sandbox(None).await;
    let drawn = draw(&provider);
    let address = provider.base_url("kalshi").unwrap();
    let passphrase = format!("correct-{}", keyrack_core::types::make_id());
    let protected = protect(&drawn, &passphrase);

    let window = scene.open().await;
    window.press("Switch to live").await;
    window.press("Accounts").await;
    window.press("Add account").await;
    window.tick("environment-custom").await;
    window.type_into("account-address", &address).await;
    window.type_into("account-name", "By token").await;
    window.tick("form-bearer").await;
    window.type_into("field-token", &drawn.bearer_token).await;
    window.press("Test this account").await;
    window.find("//*[@data-testid='verdict'][contains(., 'Works')]").await;
    window.press("Save account").await;
    window.find("//button[normalize-space(.)='Refresh']").await;

    let key_file = scene.outside.join("protected.pem");
    std::fs::write(&key_file, protected).unwrap();
    std::fs::write(scene.outside.join("dialog"), key_file.to_string_lossy().as_bytes()).unwrap();
    window.press("Add account").await;
    window.tick("environment-custom").await;
    window.type_into("account-address", &address).await;
    window.type_into("account-name", "By file").await;
    window.tick("form-access_key").await;
    window.type_into("field-key_id", &drawn.key_id).await;
    window.press_until("Choose a file…", "//*[@id='field-private_key-passphrase']").await;
    window.type_into("field-private_key-passphrase", "wrong").await;
    window.press("Test this account").await;
    window.says("passphrase").await;
    window.type_into("field-private_key-passphrase", &passphrase).await;
    window.press("Test this account").await;
    window.find("//*[@data-testid='verdict'][contains(., 'Works')]").await;
    window.press("Save account").await;
    window.find("//h3[contains(., 'By file')] | //h2[contains(., 'By file')]").await;

    let mut needles = scan::text("bearer token", &drawn.bearer_token);
    needles.extend(scan::text("passphrase", &passphrase));
    needles.extend(scan::pair("managing key", &drawn.private_key));
    scene.assert_nowhere(&needles);
    window.kill().await;
}

fn protect(drawn: &Drawn, passphrase: &str) -> Vec<u8> {
    let folder = scratch();
    std::fs::create_dir_all(&folder).unwrap();
    let (clear, word) = (folder.join("clear"), folder.join("word"));
    std::fs::write(&clear, &drawn.private_key).unwrap();
    std::fs::write(&word, passphrase).unwrap();
    let made = Command::new("openssl")
        .args(["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", clear.to_str().unwrap()])
        .args(["-passout", &format!("file:{}", word.display())])
        .output()
        .unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

#[tokio::test]
async fn machine_without_a_keychain_practises_in_memory_and_says_so() {
    if !in_session("machine_without_a_keychain_practises_in_memory_and_says_so", With::DisplayOnly) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "no-keychain");
    job.start_practice().await;
    window.says("memory").await;
    window.kill().await;
}

#[tokio::test]
async fn live_account_on_a_machine_without_a_keychain_is_not_saved_and_says_why() {
    if !in_session("live_account_on_a_machine_without_a_keychain_is_not_saved_and_says_why", With::DisplayOnly) {
        return;
    }
    let scene = Scene::new();
    let provider = sandbox(None).await;
    let drawn = draw(&provider);
    let window = scene.open().await;
    window.press("Switch to live").await;
    window.press("Accounts").await;
    window.press("Add account").await;
    window.tick("environment-custom").await;
    window.type_into("account-address", &provider.base_url("kalshi").unwrap()).await;
    window.type_into("account-name", "By token").await;
    window.tick("form-bearer").await;
    window.type_into("field-token", &drawn.bearer_token).await;
    window.press("Test this account").await;
    window.find("//*[@data-testid='verdict'][contains(., 'Works')]").await;
    window.press("Save account").await;
    window.says("keychain").await;
    window.find("//*[@role='alert'][contains(., 'keychain')]").await;
    window.kill().await;
}

#[test]
fn program_as_people_get_it_refuses_to_be_driven() {
    let plain = program("keyrack-plain");
    assert!(plain.exists(), "`./run test` builds it: the program without the automation feature");
    let refused = Command::new(plain).env("TAURI_WEBVIEW_AUTOMATION", "true").output().unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(
        said.trim(),
        "Keyrack does not start while TAURI_WEBVIEW_AUTOMATION is set: another program could drive its window."
    );
}
