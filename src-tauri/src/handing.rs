//! Commands that hand a key over: as a file, through the clipboard, as a small program, as a sheet. One short function
//! each, as in `commands`.

use std::collections::HashMap;
use std::sync::Mutex;

use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_core::error::{Code, Error};
use keyrack_core::told;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State};

use crate::clipboard::{self, Clipboard};
use crate::commands::answer;
use crate::dialogs;
use crate::reply::{Reply, reply};
use crate::session::Session;

type S<'a> = State<'a, Session>;

/// How secrets managers take in the file that each key went to last, by the key's id. No secret is in it.
#[derive(Default)]
pub struct Handed(Mutex<HashMap<String, Vec<ManagerCommandView>>>);

impl Handed {
    fn keep(&self, key: &str, commands: &[ManagerCommandView]) {
        let mut all = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        all.insert(key.to_owned(), commands.to_vec());
    }

    fn command(&self, key: &str, manager: SecretsManager) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        all.get(key)?.iter().find(|command| command.manager == manager).map(|command| command.text.clone())
    }
}

#[tauri::command]
pub async fn hand_over_forms(session: S<'_>, key_id: String) -> Reply<Vec<HandOverFormView>> {
    answer!("hand_over_forms", session, |app| app.hand_over_forms(&key_id))
}

/// The person chooses the file, and is then asked by name whether this key's secret may go there.
#[tauri::command]
pub async fn hand_over(
    handle: AppHandle,
    session: S<'_>,
    handed: State<'_, Handed>,
    request: HandOverRequest,
) -> Reply<Option<HandedView>> {
    answer!("hand_over", session, |app| {
        let offer = app.offer_hand_over(&request)?;
        let title = told!("Hand over {label}", label = offer.label);
        let Some(path) = dialogs::choose_new_file(&handle, &title, &offer.file).await else { return Ok(None) };
        let place = Place { path, downloads: handle.path().download_dir().ok() };
        if !dialogs::may_hand_over(&handle, &offer, &place).await {
            return Ok(None);
        }
        let done = app.hand_over(&request, &place).await?;
        handed.keep(&request.key_id, &done.commands);
        Ok(Some(done))
    })
}

#[tauri::command]
pub async fn copy_manager_command(
    session: S<'_>,
    clipboard: State<'_, Clipboard>,
    handed: State<'_, Handed>,
    key_id: String,
    manager: SecretsManager,
) -> Reply<()> {
    answer!("copy_manager_command", session, |_app| {
        let command = handed.command(&key_id, manager).ok_or_else(|| Error::rule(Code::NotHere))?;
        copied(&clipboard, &command)
    })
}

/// The person is asked by name whether this key's secret may go there. It passes no window on its way.
#[tauri::command]
pub async fn copy_secret(
    handle: AppHandle,
    session: S<'_>,
    clipboard: State<'_, Clipboard>,
    request: HandOverRequest,
) -> Reply<Option<ClipboardView>> {
    answer!("copy_secret", session, |app| {
        let offer = app.offer_copy(&request)?;
        let seconds = session.clipboard_seconds().await?;
        if !dialogs::may_copy(&handle, &offer, seconds).await {
            return Ok(None);
        }
        let yes = clipboard.yes();
        // EXPOSE: the text is lent for the length of this call, and goes from the core into the clipboard only.
        let put = app.copy_secret(&request, |text| clipboard.put_secret(&yes, &offer.label, text, seconds)).await?;
        Ok(Some(clipboard::clear_in_time(handle, put)))
    })
}

#[tauri::command]
pub async fn clear_clipboard(clipboard: State<'_, Clipboard>) -> Reply<()> {
    clipboard.clear();
    reply("clear_clipboard", Ok(()))
}

/// From here on the window is told what becomes of a secret in the clipboard, and at once what is in it.
#[tauri::command]
pub async fn watch_clipboard(clipboard: State<'_, Clipboard>, changes: Channel<ClipboardView>) -> Reply<()> {
    clipboard.watch(changes);
    reply("watch_clipboard", Ok(()))
}

#[tauri::command]
pub async fn snippets(session: S<'_>, key_id: String) -> Reply<Vec<SnippetView>> {
    answer!("snippets", session, |app| app.snippets(&key_id))
}

#[tauri::command]
pub async fn copy_snippet(
    session: S<'_>,
    clipboard: State<'_, Clipboard>,
    key_id: String,
    language: SnippetLanguage,
) -> Reply<()> {
    answer!("copy_snippet", session, |app| {
        let all = app.snippets(&key_id)?;
        let snippet = all.into_iter().find(|s| s.language == language).ok_or_else(|| Error::rule(Code::NotHere))?;
        copied(&clipboard, &snippet.text)
    })
}

#[tauri::command]
pub async fn engineer_sheet(session: S<'_>, key_id: String) -> Reply<EngineerSheetView> {
    answer!("engineer_sheet", session, |app| app.engineer_sheet(&key_id))
}

#[tauri::command]
pub async fn save_engineer_sheet(handle: AppHandle, session: S<'_>, key_id: String) -> Reply<Option<SavedView>> {
    answer!("save_engineer_sheet", session, |app| {
        let name = app.engineer_sheet_name(&key_id)?;
        match dialogs::choose_new_file(&handle, &told!("Save the sheet"), &name).await {
            Some(path) => app.save_engineer_sheet(&key_id, &path).map(Some),
            None => Ok(None),
        }
    })
}

/// Of a text that is no secret.
fn copied(clipboard: &Clipboard, text: &str) -> Result<(), Error> {
    if clipboard.put(text) { Ok(()) } else { Err(Error::rule(Code::ClipboardRefused)) }
}
