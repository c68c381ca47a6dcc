//! A secret in the clipboard, in the real window on a real X server, looked at from outside: what another program reads,
//! and when it is gone. And the other commands that hand a key over.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use keyrack_sandbox::Sandbox;
use keyrack_tests::desktop::{With, close_from_outside, in_session, session_root};
use keyrack_tests::scan;
use keyrack_tests::scene::Scene;
use keyrack_tests::window::Window;
use keyrack_tests::world::{Drawn, draw, sandbox};
use serde_json::{Value, json};

/// What another program gets that asks for the clipboard in this form; none where there is nothing.
fn pasted(target: &str) -> Option<String> {
    let out =
        Command::new("xclip").args(["-selection", "clipboard", "-out", "-target", target]).output().expect("xclip");
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// The secret is gone: an empty text is in its place, of which nothing is left out of a history.
fn assert_emptied(after: &str) {
    assert_eq!(pasted("UTF8_STRING").as_deref(), Some(""), "{after}");
    assert_eq!(pasted("x-kde-passwordManagerHint"), None, "{after}");
}

/// Another program copies something.
fn copy_elsewhere(text: &str) {
    use std::io::Write;
    let mut xclip = Command::new("xclip")
        .args(["-selection", "clipboard", "-in"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("xclip");
    xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(xclip.wait().unwrap().success());
}

/// A desktop says that its screen is locked, or no longer.
fn signal(path: &str, name: &str, values: &[&str]) {
    let sent = Command::new("dbus-send").args(["--session", "--type=signal", path, name]).args(values).status();
    assert!(sent.expect("dbus-send").success());
}

struct Stage {
    scene: Scene,
    confirm: PathBuf,
    provider: Sandbox,
    drawn: Drawn,
}

impl Stage {
    async fn new() -> Self {
        let mut scene = Scene::new();
        let confirm = scene.outside.join("confirm");
        std::fs::write(&confirm, "yes").unwrap();
        let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("inside a session");
        let env = [("KEYRACK_CONFIRM_ANSWER", confirm.to_str().unwrap()), ("DBUS_SYSTEM_BUS_ADDRESS", &bus)];
        scene.start.env.extend(env.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let provider = sandbox(None).await;
        let drawn = draw(&provider);
        Self { scene, confirm, provider, drawn }
    }

    /// The window with a live account at the practice server, and the id of its own key.
    async fn open(&self) -> (Window, String) {
        let window = self.scene.open().await;
        window.find("//button[normalize-space(.)='Start practice']").await;
        asked(&window, "set_mode", json!({ "mode": "live" })).await;
        let field = |id: &str, value: &str| json!({ "id": id, "value": value, "file": null, "passphrase": null });
        let request = json!({
            "provider": "kalshi", "name": "Desk", "environment": "custom", "not_production": true,
            "address": self.provider.base_url("kalshi").unwrap(), "form": "access_key",
            "fields": [field("key_id", &self.drawn.key_id), field("private_key", &self.drawn.private_key)],
        });
        let trial = asked(&window, "try_account", json!({ "request": request })).await;
        asked(&window, "save_account", json!({ "trial": trial["trial"] })).await;
        let keys = asked(&window, "overview", json!({})).await["keys"].clone();
        (window, keys[0]["id"].as_str().unwrap().to_owned())
    }

    fn assert_nowhere(&self) {
        self.scene.assert_nowhere(&scan::pair("the account's own key", &self.drawn.private_key));
    }
}

async fn asked(window: &Window, command: &str, args: Value) -> Value {
    window.invoke(command, args).await.unwrap_or_else(|e| panic!("{command}: {e}"))
}

async fn copy(window: &Window, key: &str) -> Value {
    asked(window, "copy_secret", json!({ "request": { "key_id": key, "format": "env" } })).await
}

fn recorded(name: &str) -> Vec<Value> {
    let all = std::fs::read_to_string(session_root().join("tmp/answers.json")).unwrap_or_default();
    let lines = all.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["command"] == name).map(|line| line["answer"].clone()).collect()
}

/// How the secrets that were in the clipboard have ended so far.
fn ends() -> Vec<String> {
    let told = recorded("clipboard");
    told.iter().filter_map(|told| told["end"].as_str()).map(str::to_owned).collect()
}

/// Waits until so many have ended; `again` is done on each look.
async fn ended(count: usize, again: impl Fn()) -> Vec<String> {
    for _ in 0..400 {
        if ends().len() >= count {
            return ends();
        }
        again();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?} have ended", ends());
}

#[tokio::test]
async fn secret_in_the_clipboard_is_marked_and_gone_in_time_and_what_was_copied_since_stays() {
    let name = "secret_in_the_clipboard_is_marked_and_gone_in_time_and_what_was_copied_since_stays";
    if !in_session(name, With::KeyringAndDisplay) {
        return;
    }
    let stage = Stage::new().await;
    let (window, key) = stage.open().await;
    let w = &window;
    asked(w, "set_clipboard_seconds", json!({ "seconds": 5 })).await;
    w.ask(
        "const { transformCallback, invoke } = window.__TAURI_INTERNALS__; window.told = [];
         invoke('watch_clipboard', { changes: '__CHANNEL__:' + transformCallback(({ message }) => message && window.told.push(message)) })",
    )
    .await;

    // Only where the person agrees to the question that names the key.
    std::fs::write(&stage.confirm, "").unwrap();
    assert_eq!(copy(w, &key).await, Value::Null);
    let question = recorded("dialog").pop().unwrap()[1].as_str().unwrap().to_owned();
    assert!(question.contains("practice manager") && question.contains("clipboard") && question.contains("5 seconds"));
    assert!(recorded("clipboard").is_empty() && pasted("UTF8_STRING").is_none());
    std::fs::write(&stage.confirm, "yes").unwrap();

    // Another program reads it, and a history is told to leave it out.
    let view = copy(w, &key).await;
    assert!(view["until"].is_string() && view["end"].is_null(), "{view}");
    let text = pasted("UTF8_STRING").unwrap();
    assert!(text.contains("PRIVATE KEY") && text.contains(&stage.drawn.key_id));
    assert_eq!(pasted("x-kde-passwordManagerHint").as_deref(), Some("secret"));
    let targets = pasted("TARGETS").unwrap();
    assert!(!targets.contains("SAVE_TARGETS"), "nobody is offered to keep it: {targets}");
    assert_eq!(ended(1, || ()).await, ["cleared"]);
    assert_emptied("its time");

    // A second copy has its own time: the first one's end does not end it. A window that is loaded anew is told at once.
    let view = copy(w, &key).await;
    let anew = w
        .ask_later(
            "const { transformCallback, invoke } = window.__TAURI_INTERNALS__;
             let first = arguments[0];
             const each = ({ message }) => { if (first) first(message); else window.told.push(message); first = null; };
             invoke('watch_clipboard', { changes: '__CHANNEL__:' + transformCallback(each) })",
        )
        .await;
    assert_eq!(anew, view);
    asked(w, "set_clipboard_seconds", json!({ "seconds": 9 })).await;
    copy(w, &key).await;
    let begun = std::time::Instant::now();
    assert_eq!(ended(2, || ()).await, ["cleared", "cleared"]);
    assert!(begun.elapsed() > Duration::from_secs(8), "{:?}", begun.elapsed());

    // What was copied since is left alone.
    asked(w, "set_clipboard_seconds", json!({ "seconds": 5 })).await;
    copy(w, &key).await;
    copy_elsewhere("a shopping list");
    assert_eq!(ended(3, || ()).await.last().unwrap(), "replaced");
    assert_eq!(pasted("UTF8_STRING").as_deref(), Some("a shopping list"));

    let told = w.ask("return window.told").await;
    assert_eq!(told, Value::from(recorded("clipboard")), "the window was told all of it");
    stage.assert_nowhere();
}

#[tokio::test]
async fn secret_leaves_the_clipboard_when_the_screen_is_locked_and_when_the_person_says_so() {
    let name = "secret_leaves_the_clipboard_when_the_screen_is_locked_and_when_the_person_says_so";
    if !in_session(name, With::KeyringAndDisplay) {
        return;
    }
    let stage = Stage::new().await;
    let (window, key) = stage.open().await;
    let locks: [(&str, &str, &[&str]); 3] = [
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", &["boolean:true"]),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", &["boolean:true"]),
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session.Lock", &[]),
    ];
    for (n, (path, name, values)) in locks.into_iter().enumerate() {
        copy(&window, &key).await;
        assert!(pasted("UTF8_STRING").is_some());
        // Again and again: it may not listen yet.
        let all = ended(n + 1, || signal(path, name, values)).await;
        assert_eq!(all.last().unwrap(), "locked", "{name}");
        assert_emptied(name);
    }

    // Neither the end of a lock nor somebody else's signal says so.
    copy(&window, &key).await;
    signal("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", &["boolean:false"]);
    signal("/org/example", "org.example.Lights.ActiveChanged", &["boolean:true"]);
    signal("/org/example", "org.example.Door.Lock", &[]);
    assert!(pasted("UTF8_STRING").is_some());
    asked(&window, "clear_clipboard", json!({})).await;
    assert_eq!(ends().last().unwrap(), "cleared");
    assert_emptied("the person said so");

    // Where nothing of Keyrack's is in it, nothing is done.
    copy_elsewhere("a shopping list");
    asked(&window, "clear_clipboard", json!({})).await;
    assert_eq!((ends().len(), pasted("UTF8_STRING").as_deref()), (locks.len() + 1, Some("a shopping list")));
    stage.assert_nowhere();
}

#[tokio::test]
async fn secret_leaves_the_clipboard_when_keyrack_is_closed() {
    if !in_session("secret_leaves_the_clipboard_when_keyrack_is_closed", With::KeyringAndDisplay) {
        return;
    }
    let stage = Stage::new().await;
    let (window, key) = stage.open().await;
    copy(&window, &key).await;
    assert!(pasted("UTF8_STRING").is_some());
    close_from_outside("Keyrack");
    // Told by the program itself: on X11 it would be gone with it in any case.
    assert_eq!(ended(1, || ()).await, ["cleared"]);
    assert!(pasted("UTF8_STRING").is_none_or(|text| text.is_empty()));
    window.kill().await;
}

#[tokio::test]
async fn programs_commands_and_the_sheet_for_an_engineer_are_granted_and_hold_no_secret() {
    let name = "programs_commands_and_the_sheet_for_an_engineer_are_granted_and_hold_no_secret";
    if !in_session(name, With::KeyringAndDisplay) {
        return;
    }
    let stage = Stage::new().await;
    let (window, key) = stage.open().await;
    let w = &window;
    let choose = |name: &str| {
        let file = stage.scene.outside.join(name);
        std::fs::write(stage.scene.outside.join("dialog"), file.to_string_lossy().as_bytes()).unwrap();
        file
    };
    let forms = asked(w, "hand_over_forms", json!({ "keyId": key })).await;
    let formats: Vec<&str> = forms.as_array().unwrap().iter().filter_map(|form| form["format"].as_str()).collect();
    assert_eq!(formats, ["pem", "pkcs1", "pem_protected", "env"]);

    // Cancelled in the file dialog: nothing is asked, written or noted.
    let protected =
        json!({ "request": { "key_id": key, "format": "pem_protected", "passphrase": "twelve words long" } });
    std::fs::write(stage.scene.outside.join("dialog"), "").unwrap();
    assert_eq!(asked(w, "hand_over", protected.clone()).await, Value::Null);
    let handing = json!({ "before": null, "text": "", "account": null, "group": "handing_over", "outcome": null });
    assert_eq!(asked(w, "activity", json!({ "request": handing })).await, json!([]));
    let manager = json!({ "keyId": key, "manager": "openbao" });
    assert_eq!(w.invoke("copy_manager_command", manager.clone()).await.unwrap_err()["code"], "not_here");

    // A file under a passphrase, and the command that takes it into a secrets manager.
    let file = choose("own.pem");
    let handed = asked(w, "hand_over", protected).await;
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    assert_eq!(recorded("dialog")[1][1], "practice-manager-protected.pem");
    asked(w, "copy_manager_command", manager).await;
    let command = pasted("UTF8_STRING").unwrap();
    assert!(command.starts_with("bao kv put ") && command.contains(&file.to_string_lossy()[..]), "{command}");
    assert_eq!(handed["commands"][1]["text"], command);

    // A program takes the place of a secret that is still in the clipboard.
    let all = asked(w, "snippets", json!({ "keyId": key })).await;
    assert_eq!(all.as_array().unwrap().len(), 4);
    copy(w, &key).await;
    asked(w, "copy_snippet", json!({ "keyId": key, "language": "python" })).await;
    assert_eq!(pasted("UTF8_STRING").unwrap(), all[1]["text"]);
    assert_eq!(ends(), ["replaced"]);

    let sheet = asked(w, "engineer_sheet", json!({ "keyId": key })).await;
    assert_eq!(sheet["address"], stage.provider.base_url("kalshi").unwrap());
    let page = choose("sheet.html");
    assert_eq!(asked(w, "save_engineer_sheet", json!({ "keyId": key })).await["file"], "sheet.html");
    assert!(std::fs::read_to_string(page).unwrap().contains(&stage.drawn.key_id));
    let needles = scan::text("the passphrase", "twelve words long");
    stage.scene.assert_nowhere(&needles);
    stage.assert_nowhere();
}
