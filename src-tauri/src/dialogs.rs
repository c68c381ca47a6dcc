//! Native dialogs, opened from Rust: no command takes a path.

use std::path::PathBuf;

use tauri::AppHandle;

/// Lets the person choose a private-key file. None where they cancel.
#[cfg(not(feature = "automation"))]
pub async fn choose_private_key(app: &AppHandle) -> Option<PathBuf> {
    use tauri_plugin_dialog::DialogExt;
    let (send, receive) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title("Choose the file with the secret half").pick_file(move |chosen| {
        let _ = send.send(chosen); // nobody waits any more when the window is closed
    });
    receive.await.ok().flatten()?.into_path().ok()
}

/// In the tests the file is named by a file, so that it can change while the program runs.
#[cfg(feature = "automation")]
pub async fn choose_private_key(_: &AppHandle) -> Option<PathBuf> {
    let answers = std::env::var_os("KEYRACK_DIALOG_ANSWER")?;
    let path = std::fs::read_to_string(answers).ok()?;
    Some(PathBuf::from(path.trim()))
}
