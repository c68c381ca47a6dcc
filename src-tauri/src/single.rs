//! One Keyrack over one data folder: two over the same records would race. The first start holds the folder and listens
//! on loopback; a later one asks it to show its window, and ends. Loopback, because it is the same on every system, and
//! because an answer that does not come is seen: a first start that hangs is told to the person.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;

use keyrack_core::store::make_private_folder;
use keyrack_core::types::Language;
use tauri::{AppHandle, Manager};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::door::{self, Door, Knock, PATIENCE, PAUSE};

/// What a start finds.
pub enum Start {
    First(First),
    /// Another shows its window now.
    Shown,
    /// Another holds the folder and does not answer.
    Silent,
}

/// Holds the data folder as long as it lives.
pub struct First {
    _lock: File,
    listener: std::net::TcpListener,
    door: Door,
}

/// Takes the folder, or asks the start that has it.
pub fn start(folder: &Path) -> Result<Start, String> {
    let unusable = |e| format!("the data folder {} cannot be used: {e}", folder.display());
    make_private_folder(folder).map_err(unusable)?;
    let lock =
        OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(unusable)?;
    let mut left = PATIENCE;
    loop {
        if lock.try_lock().is_ok() {
            let (listener, door) = door::open(folder).map_err(unusable)?;
            return Ok(Start::First(First { _lock: lock, listener, door }));
        }
        match Door::read(folder).map(|door| door.knock(PATIENCE)) {
            Some(Knock::Shown) => return Ok(Start::Shown),
            Some(Knock::Silent) => return Ok(Start::Silent),
            Some(Knock::NotYet) | None => {}
        }
        left = left.saturating_sub(PAUSE);
        if left.is_zero() {
            return Ok(Start::Silent);
        }
        std::thread::sleep(PAUSE);
    }
}

impl First {
    /// Shows the window whenever a later start asks for it.
    pub fn listen(self, app: &AppHandle) {
        let Self { _lock, listener, door } = self;
        app.manage(Held { _lock });
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(listener) = TcpListener::from_std(listener) {
                let show = Arc::new(move || show(&app));
                door::serve(listener, door, show).await;
            }
        });
    }
}

struct Held {
    _lock: File,
}

/// Answers once the main thread has raised the window. One that is gone already, or a main thread that hangs, never does.
fn show(app: &AppHandle) -> oneshot::Receiver<()> {
    let (shown, answer) = oneshot::channel();
    let raised = app.clone();
    let _ = app.run_on_main_thread(move || {
        let Some(window) = raised.get_webview_window("main") else { return };
        if window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()).is_ok() {
            let _ = shown.send(()); // whoever asked has given up
        }
    });
    answer
}

/// Says that the first start hangs, on standard error and in a message of the system, and ends with a failure.
pub fn say_silent(app: &AppHandle) {
    let words = words(language());
    crate::say(words.silent);
    tell(app, &words, || std::process::exit(1));
}

#[cfg(not(feature = "automation"))]
fn tell(app: &AppHandle, words: &Words, end: fn()) {
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
    app.dialog()
        .message(words.silent)
        .title(words.title)
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCustom(words.close.into()))
        .show(move |_| end());
}

#[cfg(feature = "automation")]
fn tell(_: &AppHandle, words: &Words, end: fn()) {
    crate::reply::record("dialog", &(words.title, words.silent, words.close));
    end();
}

/// The system's: what the window speaks is written in records that the first start has open.
fn language() -> Language {
    let told = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|l| !l.is_empty()));
    if told.is_some_and(|locale| locale.starts_with("de")) { Language::De } else { Language::En }
}

/// What is said outside of the window.
struct Words {
    silent: &'static str,
    title: &'static str,
    close: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            silent: "Keyrack is already running, but does not answer. Wait a moment; if its window stays still, end it and \
                     start Keyrack again.",
            title: "Keyrack does not answer",
            close: "Close this message",
        },
        Language::De => Words {
            silent: "Keyrack läuft bereits, antwortet aber nicht. Warten Sie einen Moment; bleibt das Fenster stehen, \
                     beenden Sie es und starten Sie Keyrack erneut.",
            title: "Keyrack antwortet nicht",
            close: "Meldung schließen",
        },
    }
}
