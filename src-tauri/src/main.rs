//! The desktop shell: one window over the core. The only crate that depends on tauri.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod care;
mod clipboard;
mod closing;
mod commands;
mod dialogs;
mod door;
mod drops;
mod files;
mod handing;
mod language;
mod locking;
mod notices;
mod place;
mod reply;
mod session;
mod single;
mod tending;

use std::time::Duration;

use tauri::{Manager, RunEvent};

/// WebKitGTK lets another program drive the window where this variable is set.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

fn main() -> std::process::ExitCode {
    if cfg!(not(feature = "automation")) && std::env::var_os(AUTOMATION).is_some() {
        say(&format!("Keyrack does not start while {AUTOMATION} is set: another program could drive its window."));
        return std::process::ExitCode::FAILURE;
    }
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(|app| {
            let folder = app.path().app_data_dir()?;
            language::speak_as_before(&folder);
            match single::start(&folder) {
                Ok(single::Start::First(first)) => begin(app.handle(), folder, first)?,
                Ok(single::Start::Shown) => std::process::exit(0),
                Ok(single::Start::Silent) => single::say_silent(app.handle()),
                Err(cause) => single::say_unusable(app.handle(), &folder, &cause),
            }
            Ok(())
        })
        .on_window_event(|window, event| {
            drops::take(window.app_handle(), event);
            place::take_note(window, event);
            if let tauri::WindowEvent::CloseRequested { api, .. } = event {
                closing::ask_before(window, api);
            }
        })
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| match event {
                RunEvent::ExitRequested { api, code: None, .. } if app.try_state::<session::Session>().is_some() => {
                    api.prevent_exit();
                    leave_when_idle(app.clone());
                }
                // Not every road to the end asks before.
                RunEvent::Exit => {
                    // It is not there in a start that only says why it ends.
                    if let Some(clipboard) = app.try_state::<clipboard::Clipboard>() {
                        clipboard.end();
                    }
                }
                _ => {}
            });
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            say(&format!("Keyrack could not open its window: {error}"));
            std::process::ExitCode::FAILURE
        }
    }
}

fn begin(app: &tauri::AppHandle, folder: std::path::PathBuf, first: single::First) -> tauri::Result<()> {
    app.manage(clipboard::Clipboard::default());
    app.manage(drops::Drops::default());
    app.manage(handing::Handed::default());
    app.manage(tending::Changes::default());
    app.manage(session::Session::new(folder.clone()));
    place::open(app, &folder)?;
    first.listen(app);
    notices::watch(app.clone());
    tending::watch(app.clone());
    locking::watch(app.clone());
    Ok(())
}

/// Longest wait for an act that is running when the window is closed: the time of a request, and a little.
const LEAVING: Duration = Duration::from_secs(40);

/// Lets an act that is running come to its end: an answer that holds a secret is shown only once.
fn leave_when_idle(app: tauri::AppHandle) {
    tauri::async_runtime::spawn(async move {
        app.state::<clipboard::Clipboard>().clear();
        let idle = async {
            while app.state::<session::Session>().is_busy().await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let _ = tokio::time::timeout(LEAVING, idle).await;
        app.exit(0);
    });
}

#[allow(clippy::print_stderr, reason = "the window that would say it is not there")]
pub fn say(sentence: &str) {
    eprintln!("{sentence}");
}
