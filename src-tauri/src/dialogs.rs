//! Native dialogs, opened from Rust: no command takes a path.

use std::path::PathBuf;

use keyrack_core::api::PlaceWarning;
use keyrack_core::app::{Offer, Place};
use keyrack_core::told;
use tauri::AppHandle;

/// Lets the person choose a private-key file. None where they cancel.
#[cfg(not(feature = "automation"))]
pub async fn choose_private_key(app: &AppHandle) -> Option<PathBuf> {
    use tauri_plugin_dialog::DialogExt;
    let (send, receive) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title(told!("Choose the file with the secret half")).pick_file(move |chosen| {
        let _ = send.send(chosen); // nobody waits any more when the window is closed
    });
    receive.await.ok().flatten()?.into_path().ok()
}

/// Lets the person say where a file is to be written. The dialog itself asks where there is one already.
#[cfg(not(feature = "automation"))]
pub async fn choose_new_file(app: &AppHandle, title: &str, name: &str) -> Option<PathBuf> {
    use tauri_plugin_dialog::DialogExt;
    let (send, receive) = tokio::sync::oneshot::channel();
    app.dialog().file().set_title(title).set_file_name(name).save_file(move |chosen| {
        let _ = send.send(chosen); // nobody waits any more when the window is closed
    });
    receive.await.ok().flatten()?.into_path().ok()
}

/// Asks whether the secret of this key, by its name, may leave the keychain for this file.
pub async fn may_hand_over(app: &AppHandle, offer: &Offer, place: &Place) -> bool {
    let warnings: String = place.warnings().into_iter().map(|warning| format!("\n\n{}", sentence(warning))).collect();
    let question = told!(
        "Write the secret of {key} to {file}? Whoever can read this file can use the key.",
        key = name_of(offer),
        file = place.path.display()
    );
    confirm(app, question + &warnings, &told!("Write the file")).await
}

/// Asks whether the secret of this key, by its name, may go into the clipboard.
pub async fn may_copy(app: &AppHandle, offer: &Offer, seconds: u32) -> bool {
    let question = told!(
        "Copy the secret of {key} to the clipboard? Every program that is open can read it there. Keyrack clears it \
         after {seconds} seconds.",
        key = name_of(offer),
        seconds = seconds
    );
    confirm(app, question, &told!("Copy the secret")).await
}

fn name_of(offer: &Offer) -> String {
    let Offer { label, provider, environment, account, id_end, .. } = offer;
    let account = match id_end.as_str() {
        "" => account.clone(),
        end => told!("{account}, its ID ends in {end}", account = account, end = end),
    };
    told!(
        "“{label}” ({provider} {environment}, {account})",
        label = label,
        provider = provider,
        environment = environment,
        account = account
    )
}

fn sentence(warning: PlaceWarning) -> String {
    match warning {
        PlaceWarning::GitWorkTree => {
            told!("This folder is inside a git work tree: name the file in .gitignore, or the secret may be published.")
        }
        PlaceWarning::Synchronised => told!("Another program copies this folder to a server."),
        PlaceWarning::Downloads => told!("Files stay in the folder for downloads for years."),
    }
}

#[cfg(not(feature = "automation"))]
/// Whether the person lets a secret out.
async fn confirm(app: &AppHandle, question: String, yes: &str) -> bool {
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
    let (send, receive) = tokio::sync::oneshot::channel();
    app.dialog()
        .message(question)
        .title(told!("Hand over a secret"))
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(yes.to_owned(), told!("Keep it in the keychain")))
        .show(move |agreed| {
            let _ = send.send(agreed); // nobody waits any more when the window is closed
        });
    receive.await.unwrap_or(false)
}

/// Tells one sentence, then goes on.
#[cfg(not(feature = "automation"))]
pub fn tell(app: &AppHandle, title: &str, sentence: String, then: fn()) {
    use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
    app.dialog()
        .message(sentence)
        .title(title)
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCustom(told!("Close this message")))
        .show(move |_| then());
}

#[cfg(feature = "automation")]
pub fn tell(_: &AppHandle, title: &str, sentence: String, then: fn()) {
    crate::reply::record("dialog", &(title, sentence, told!("Close this message")));
    then();
}

/// In the tests the file is named by a file, so that it can change while the program runs.
#[cfg(feature = "automation")]
pub async fn choose_private_key(_: &AppHandle) -> Option<PathBuf> {
    answered("KEYRACK_DIALOG_ANSWER").map(PathBuf::from)
}

#[cfg(feature = "automation")]
pub async fn choose_new_file(_: &AppHandle, title: &str, name: &str) -> Option<PathBuf> {
    crate::reply::record("dialog", &(title, name));
    answered("KEYRACK_DIALOG_ANSWER").map(PathBuf::from)
}

/// Only a file that says `yes` agrees.
#[cfg(feature = "automation")]
async fn confirm(_: &AppHandle, question: String, yes: &str) -> bool {
    crate::reply::record("dialog", &(told!("Hand over a secret"), question, yes, told!("Keep it in the keychain")));
    answered("KEYRACK_CONFIRM_ANSWER").as_deref() == Some("yes")
}

/// What a test answers; none where it cancels, with an empty file or none.
#[cfg(feature = "automation")]
fn answered(name: &str) -> Option<String> {
    let answer = std::fs::read_to_string(std::env::var_os(name)?).ok()?;
    Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
}
