//! The window in another language: chosen while it is open, kept over a restart, and spoken by what stands outside of
//! the page, too.

use keyrack_tests::desktop::{With, in_session, session_root};
use keyrack_tests::scene::{Scene, job};

/// What native dialogs have asked so far.
fn asked() -> String {
    let recorded = std::fs::read_to_string(session_root().join("tmp/answers.json")).expect("answers were recorded");
    recorded.lines().filter(|line| line.contains(r#""command":"dialog""#)).collect()
}

#[tokio::test]
async fn language_is_changed_while_the_window_is_open_and_kept_over_a_restart() {
    if !in_session("language_is_changed_while_the_window_is_open_and_kept_over_a_restart", With::KeyringAndDisplay) {
        return;
    }
    let scene = Scene::new();
    let window = scene.open().await;
    let job = job(&window, "language");
    job.start_practice().await;
    job.make_key("reporting-bot").await;

    window.press("Settings").await;
    window.tick("language-de").await;
    window.find("//main//h1[normalize-space(.)='Einstellungen']").await;
    assert_eq!(window.ask("return document.documentElement.lang").await, "de");
    job.picture("settings").await;
    window.press("Schlüssel").await;
    // A provider's own sentence comes from the core.
    window.find("//*[@data-key-label='reporting-bot'][contains(., 'Alles lesen')]").await;
    window.click(&window.find("//*[@data-key-label='reporting-bot']//button").await).await;
    job.picture("keys").await;
    // So does the title of a native dialog.
    let kept = std::fs::read_to_string(session_root().join("data/dev.keyrack.desktop/language")).expect("kept");
    assert_eq!(kept, "de", "for a start that cannot read the records");
    let cancelled = window.invoke("save_sheet", serde_json::json!({})).await;
    assert_eq!(cancelled, Ok(serde_json::Value::Null));
    assert!(asked().contains("Das Blatt speichern"), "{}", asked());
    window.kill().await;

    let window = scene.open().await;
    window.find("//main//h1[normalize-space(.)='Schlüssel']").await;
    window.kill().await;
}
