//! Closing the window while a new secret is in memory only: the keychain did not take it, and it is shown only once.

use tauri::{CloseRequestApi, Manager, Window};

use crate::session::Session;

/// Keeps the window open as long as a secret would be lost, and says so.
pub fn ask_before(window: &Window, api: &CloseRequestApi) {
    if tauri::async_runtime::block_on(window.state::<Session>().holds_secret()) {
        api.prevent_close();
        say(window);
    }
}

#[cfg(not(feature = "automation"))]
fn say(window: &Window) {
    use keyrack_core::told;
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
    let close = window.clone();
    window
        .dialog()
        .message(told!(
            "The provider has made a key, and your keychain did not take its secret. It is in memory only, and is \
                 shown only once. Unlock your keychain and choose Finish in Keyrack."
        ))
        .title(told!("Keyrack still holds a new secret"))
        .buttons(MessageDialogButtons::OkCancelCustom(told!("Keep Keyrack open"), told!("Close and lose the secret")))
        .show(move |stay| {
            if !stay {
                let _ = close.destroy(); // it is closing already where this fails
            }
        });
}

/// A test has no hands for a native dialog: the window stays.
#[cfg(feature = "automation")]
fn say(_: &Window) {}
