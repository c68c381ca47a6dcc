//! The commands around the life of a key, asked through the real window with the real keychain: each is granted, takes
//! the names that the page uses, and lets no secret through; and what is due is notified once.

use keyrack_tests::desktop::{With, in_session, session_root};
use keyrack_tests::scan;
use keyrack_tests::scene::Scene;
use keyrack_tests::window::Window;
use keyrack_tests::world::{Drawn, draw, sandbox};
use serde_json::{Value, json};

const FIRST_SCREEN: &str = "//button[normalize-space(.)='Start practice']";

async fn asked(window: &Window, command: &str, args: Value) -> Value {
    window.invoke(command, args).await.unwrap_or_else(|e| panic!("{command}: {e}"))
}

/// A live account at the practice server, and the ids of the account and its own key.
async fn account(window: &Window, address: &str, drawn: &Drawn) -> (String, String) {
    asked(window, "set_mode", json!({ "mode": "live" })).await;
    let field = |id: &str, value: &str| json!({ "id": id, "value": value, "file": null, "passphrase": null });
    let request = json!({
        "provider": "kalshi", "name": "Desk", "environment": "custom", "address": address, "not_production": true,
        "form": "access_key",
        "fields": [field("key_id", &drawn.key_id), field("private_key", &drawn.private_key)],
    });
    let trial = asked(window, "try_account", json!({ "request": request })).await;
    let account = asked(window, "save_account", json!({ "trial": trial["trial"] })).await;
    let keys = asked(window, "overview", json!({})).await["keys"].clone();
    (account["id"].as_str().unwrap().into(), keys[0]["id"].as_str().unwrap().into())
}

/// What the shell has recorded under a name.
fn recorded(name: &str) -> Vec<Value> {
    let all = std::fs::read_to_string(session_root().join("tmp/answers.json")).unwrap_or_default();
    let lines = all.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["command"] == name).map(|line| line["answer"].clone()).collect()
}

async fn wait_for(name: &str, count: usize) -> Vec<Value> {
    for _ in 0..400 {
        let found = recorded(name);
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{name} was recorded {} times", recorded(name).len());
}

#[tokio::test]
async fn commands_around_a_key_are_granted_and_let_no_secret_through() {
    if !in_session("commands_around_a_key_are_granted_and_let_no_secret_through", With::KeyringAndDisplay) {
        return;
    }
    let mut scene = Scene::new();
    let (dialog, confirm) = (scene.outside.join("dialog"), scene.outside.join("confirm"));
    scene.stand_in_for_other_programs();
    scene.start.env.push(("KEYRACK_CONFIRM_ANSWER".into(), confirm.to_string_lossy().into_owned()));
    let provider = sandbox(None).await;
    let drawn = draw(&provider);
    let choose = |name: &str| {
        let file = scene.outside.join(name);
        std::fs::write(&dialog, file.to_string_lossy().as_bytes()).unwrap();
        file
    };

    let window = scene.open().await;
    window.find(FIRST_SCREEN).await;
    let (account, key) = account(&window, &provider.base_url("kalshi").unwrap(), &drawn).await;
    let w = &window;

    // Dates and notes.
    let seen = asked(w, "set_policy", json!({ "rotateDays": 30 })).await;
    assert_eq!(seen["policy"]["rotate_days"], 30);
    let refused = w.invoke("set_policy", json!({ "rotateDays": 0 })).await.unwrap_err();
    assert_eq!(refused["code"], "policy_out_of_range");
    assert_eq!(asked(w, "set_rotate_by", json!({ "keyId": key, "date": null })).await["rotate_by_own"], false);
    assert_eq!(asked(w, "rename_key", json!({ "keyId": key, "label": "own key" })).await["label"], "own key");
    let system = json!({ "name": "server", "purpose": "production" });
    let noted = asked(w, "add_holder", json!({ "keyId": key, "request": system })).await;
    let holder = &noted["holders"][0]["id"];
    assert_eq!(asked(w, "remove_holder", json!({ "keyId": key, "holderId": holder })).await["holders"], json!([]));
    let seen = asked(w, "set_purpose", json!({ "accountId": account, "purpose": "staging" })).await;
    assert_eq!(seen["accounts"][0]["purpose"], "staging");
    let seen = asked(w, "open_dashboard", json!({ "accountId": account })).await;
    assert!(seen["accounts"][0]["looked_at"].is_string());
    provider.fill("kalshi", 1);
    let read = asked(w, "refresh_account", json!({ "accountId": account })).await;
    assert_eq!(
        (read["changes"][0]["kind"].as_str(), read["overview"]["keys"].as_array().unwrap().len()),
        (Some("appeared"), 2)
    );

    // The log and the sheet as files.
    let all = json!({ "before": null, "text": "", "account": null, "group": "drift", "outcome": null });
    assert_eq!(asked(w, "activity", json!({ "request": all })).await[0]["act"], "key_appeared");
    let export = |format: &str| json!({ "format": format, "request": all });
    let log = choose("log.csv");
    assert_eq!(asked(w, "export_activity", export("csv")).await["file"], "log.csv");
    assert!(std::fs::read_to_string(log).unwrap().contains(",key_appeared,"));
    assert_eq!(asked(w, "lost_sheet", json!({})).await["accounts"][0]["keys"].as_array().unwrap().len(), 2);
    let sheet = choose("sheet.html");
    assert_eq!(asked(w, "save_sheet", json!({})).await["file"], "sheet.html");
    assert!(std::fs::read_to_string(sheet).unwrap().contains("own key"));
    std::fs::write(&dialog, "").unwrap();
    assert_eq!(asked(w, "save_sheet", json!({})).await, Value::Null, "cancelled");

    // A secret leaves only where the person agrees to the question that names the key.
    let request = json!({ "request": { "key_id": key, "format": "pem" } });
    let file = choose("own.pem");
    assert_eq!(asked(w, "hand_over", request.clone()).await, Value::Null);
    assert!(!file.exists());
    std::fs::write(&confirm, "yes").unwrap();
    assert_eq!(asked(w, "hand_over", request.clone()).await["file"], "own.pem");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(w.invoke("hand_over", request).await.unwrap_err()["code"], "file_exists");
    let questions = recorded("dialog");
    assert!(questions.last().unwrap()[1].as_str().unwrap().contains("own key"), "{questions:?}");

    // What is due is notified at the next start, and never again.
    asked(w, "set_rotate_by", json!({ "keyId": key, "date": "2020-02-02" })).await;
    window.kill().await;
    let window = scene.open().await;
    assert_eq!(wait_for("notice", 1).await, ["own key (Kalshi) is due"]);
    window.kill().await;
    let overviews = recorded("overview").len();
    let window = scene.open().await;
    wait_for("overview", overviews + 1).await;
    window.find("//button[normalize-space(.)='New key']").await;
    assert_eq!(recorded("notice").len(), 1);

    let needles = scan::pair("the account's own key", &drawn.private_key);
    scene.assert_nowhere(&needles);
}
