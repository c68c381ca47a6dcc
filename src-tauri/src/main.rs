//! The desktop shell: one window over the core. The only crate that depends on tauri.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod clipboard;
mod commands;
mod dialogs;
mod reply;
mod session;

use tauri::Manager;

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
            app.manage(session::only_one(&folder)?);
            app.manage(session::Session::new(folder));
            app.manage(clipboard::Clipboard::default());
            Ok(())
        })
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|_, _| {});
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            say(&format!("Keyrack could not open its window: {error}"));
            std::process::ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stderr, reason = "the window that would say it is not there")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}
