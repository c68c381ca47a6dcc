//! Commands around the life of a key: dates, notes, the log as a file, the sheet for a lost computer. One short function
//! each, as in `commands`.

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::error::{Code, Error};
use keyrack_core::told;
use keyrack_core::types::Language;
use tauri::{AppHandle, State};

use crate::commands::{answer, overview_after};
use crate::dialogs;
use crate::reply::{Reply, reply};
use crate::session::Session;

type S<'a> = State<'a, Session>;

#[tauri::command]
pub async fn set_policy(session: S<'_>, rotate_days: Option<u32>) -> Reply<OverviewView> {
    overview_after!("set_policy", session, |app| app.set_policy(rotate_days))
}

#[tauri::command]
pub async fn set_rotate_by(session: S<'_>, key_id: String, date: Option<String>) -> Reply<KeyView> {
    answer!("set_rotate_by", session, |app| app.set_rotate_by(&key_id, date.as_deref()))
}

#[tauri::command]
pub async fn rename_key(session: S<'_>, key_id: String, label: String) -> Reply<KeyView> {
    answer!("rename_key", session, |app| app.rename_key(&key_id, &label))
}

#[tauri::command]
pub async fn add_holder(session: S<'_>, key_id: String, request: HolderRequest) -> Reply<KeyView> {
    answer!("add_holder", session, |app| app.add_holder(&key_id, request))
}

#[tauri::command]
pub async fn remove_holder(session: S<'_>, key_id: String, holder_id: String) -> Reply<KeyView> {
    answer!("remove_holder", session, |app| app.remove_holder(&key_id, &holder_id))
}

#[tauri::command]
pub async fn set_purpose(session: S<'_>, account_id: String, purpose: Option<Purpose>) -> Reply<OverviewView> {
    overview_after!("set_purpose", session, |app| app.set_purpose(&account_id, purpose))
}

#[tauri::command]
pub async fn set_clipboard_seconds(session: S<'_>, seconds: u32) -> Reply<OverviewView> {
    let set = session.set_clipboard_seconds(seconds).await;
    reply(
        "set_clipboard_seconds",
        async {
            set?;
            session.overview().await
        }
        .await,
    )
}

/// The window tells which language it speaks, so that dialogs and notifications speak the same.
#[tauri::command]
pub async fn set_language(session: S<'_>, language: Language) -> Reply<()> {
    let kept = crate::language::speak(session.folder(), language);
    reply("set_language", kept.map_err(|_| Error::rule(Code::RecordsUnwritable)))
}

/// The folder with the records, for a person who has to look at them.
#[tauri::command]
pub async fn records_folder(session: S<'_>) -> Reply<String> {
    reply("records_folder", Ok(session.folder().display().to_string()))
}

/// Noted only where the browser was opened.
#[tauri::command]
pub async fn open_dashboard(session: S<'_>, account_id: String) -> Reply<OverviewView> {
    answer!("open_dashboard", session, |app| {
        let page = app.website(&account_id)?;
        tauri_plugin_opener::open_url(page, None::<&str>)
            .map_err(|_| Error::rule_with(Code::BrowserRefused, "page", page))?;
        app.note_dashboard_opened(&account_id)?;
        session.overview().await
    })
}

#[tauri::command]
pub async fn lost_sheet(session: S<'_>) -> Reply<SheetView> {
    answer!("lost_sheet", session, |app| app.lost_sheet())
}

#[tauri::command]
pub async fn save_sheet(handle: AppHandle, session: S<'_>) -> Reply<Option<SavedView>> {
    answer!("save_sheet", session, |app| {
        match dialogs::choose_new_file(&handle, &told!("Save the sheet"), App::SHEET_NAME).await {
            Some(path) => app.save_sheet(&path).map(Some),
            None => Ok(None),
        }
    })
}

#[tauri::command]
pub async fn export_activity(
    handle: AppHandle,
    session: S<'_>,
    format: ExportFormat,
    request: ActivityRequest,
) -> Reply<Option<SavedView>> {
    answer!("export_activity", session, |app| {
        match dialogs::choose_new_file(&handle, &told!("Save the activity"), App::export_name(format)).await {
            Some(path) => app.export_activity(format, request, &path).map(Some),
            None => Ok(None),
        }
    })
}
