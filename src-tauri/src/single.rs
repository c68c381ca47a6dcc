//! One Keyrack over one data folder: two over the same records would race. The first start holds the folder and listens
//! on loopback; a later one asks it to show its window, and ends. Loopback, because it is the same on every system, and
//! because an answer that does not come is seen: a first start that hangs is told to the person.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::Arc;

use keyrack_core::clock::Stopwatch;
use keyrack_core::store::make_private_folder;
use keyrack_core::told;
use tauri::{AppHandle, Manager};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::dialogs;
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
pub fn start(folder: &Path) -> std::io::Result<Start> {
    make_private_folder(folder)?;
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    let waited = Stopwatch::start();
    loop {
        match lock.try_lock() {
            Ok(()) => {
                let (listener, door) = door::open(folder)?;
                return Ok(Start::First(First { _lock: lock, listener, door }));
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(cause)) => return Err(cause), // a file system that knows no locks
        }
        match Door::read(folder).map(|door| door.knock(PATIENCE)) {
            Some(Knock::Shown) => return Ok(Start::Shown),
            Some(Knock::Silent) => return Ok(Start::Silent),
            Some(Knock::NotYet) | None => {}
        }
        if waited.elapsed() >= PATIENCE {
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
    let said = told!(
        "Keyrack is already running, but does not answer. It may still be finishing its last act: wait a minute and \
         start it again. If it still does not answer then, end it."
    );
    crate::say(&said);
    dialogs::tell(app, &told!("Keyrack does not answer"), said, || std::process::exit(1));
}

/// Says that nothing can be kept where Keyrack keeps its records, and ends with a failure.
pub fn say_unusable(app: &AppHandle, folder: &Path, cause: &std::io::Error) {
    let said = told!(
        "Keyrack keeps its records in {folder}, and cannot write there: {cause}. Nothing was changed.",
        folder = folder.display(),
        cause = cause
    );
    crate::say(&said);
    dialogs::tell(app, &told!("Keyrack cannot start"), said, || std::process::exit(1));
}
