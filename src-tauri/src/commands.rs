//! One short function a command: parse, call the core, map the error. What they answer is in `keyrack_core::api`.

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::error::{Code, Error};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use crate::care;
use crate::clipboard::Clipboard;
use crate::dialogs;
use crate::drops::Drops;
use crate::handing;
use crate::reply::{Reply, reply, tell};
use crate::session::Session;
use crate::tending::Changes;

type S<'a> = State<'a, Session>;
type Progress = Channel<ProgressView>;

pub fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        overview,
        providers,
        set_mode,
        start_practice,
        reset_practice,
        keychain,
        unlock_keychain,
        choose_private_key,
        watch_drops,
        watch_changes,
        forget_file,
        try_account,
        save_account,
        discard_trial,
        remove_account,
        check_label,
        prepare_pair,
        cancel_pair,
        create_key,
        test_key,
        test_account,
        cancel_tests,
        refresh_account,
        account_permissions,
        bring_key,
        rotate_key,
        switch_holder,
        retire_old,
        end_rotation,
        work_with,
        usage_log,
        forget_key,
        write_request,
        copy_request,
        mail_request,
        close_request,
        stop_key,
        stop_many,
        go_on_stopping,
        leave_stopping,
        continue_flow,
        public_half,
        copy_public_half,
        open_website,
        activity,
        check_log,
        care::set_policy,
        care::set_clipboard_seconds,
        care::set_language,
        care::records_folder,
        care::set_rotate_by,
        care::rename_key,
        care::add_holder,
        care::remove_holder,
        care::set_purpose,
        care::open_dashboard,
        care::lost_sheet,
        care::save_sheet,
        care::export_activity,
        handing::hand_over_forms,
        handing::hand_over,
        handing::copy_manager_command,
        handing::copy_secret,
        handing::clear_clipboard,
        handing::watch_clipboard,
        handing::snippets,
        handing::copy_snippet,
        handing::engineer_sheet,
        handing::save_engineer_sheet,
    ]
}

/// Runs `$act` over the current world and gives its result to the screen.
macro_rules! answer {
    ($name:literal, $session:ident, |$app:ident| $act:expr) => {
        reply(
            $name,
            async {
                let $app = $session.app().await?;
                $act
            }
            .await,
        )
    };
}

/// The same for an act that answers nothing itself: the screen gets everything afresh.
macro_rules! overview_after {
    ($name:literal, $session:ident, |$app:ident| $act:expr) => {
        reply(
            $name,
            async {
                let $app = $session.app().await?;
                $act?;
                $session.overview().await
            }
            .await,
        )
    };
}
pub(crate) use {answer, overview_after};

// ---- the worlds ----

#[tauri::command]
async fn overview(session: S<'_>) -> Reply<OverviewView> {
    reply("overview", session.overview().await)
}

#[tauri::command]
async fn providers() -> Reply<Vec<ProviderView>> {
    reply("providers", Ok(App::providers()))
}

#[tauri::command]
async fn set_mode(session: S<'_>, mode: Mode) -> Reply<OverviewView> {
    let set = session.set_mode(mode).await;
    reply(
        "set_mode",
        match set {
            Ok(()) => session.overview().await,
            Err(e) => Err(e),
        },
    )
}

#[tauri::command]
async fn start_practice(session: S<'_>) -> Reply<OverviewView> {
    let started = session.start_practice().await;
    reply(
        "start_practice",
        match started {
            Ok(()) => session.overview().await,
            Err(e) => Err(e),
        },
    )
}

#[tauri::command]
async fn reset_practice(session: S<'_>) -> Reply<OverviewView> {
    let reset = session.reset_practice().await;
    reply(
        "reset_practice",
        match reset {
            Ok(()) => session.overview().await,
            Err(e) => Err(e),
        },
    )
}

#[tauri::command]
async fn keychain(session: S<'_>) -> Reply<KeychainView> {
    answer!("keychain", session, |app| Ok(app.keychain().await))
}

#[tauri::command]
async fn unlock_keychain(session: S<'_>) -> Reply<KeychainView> {
    answer!("unlock_keychain", session, |app| Ok(app.open_keychain().await))
}

// ---- accounts ----

#[tauri::command]
async fn choose_private_key(handle: AppHandle, session: S<'_>) -> Reply<Option<ChosenFileView>> {
    answer!("choose_private_key", session, |app| match dialogs::choose_private_key(&handle).await {
        Some(path) => app.take_file(&path).map(Some),
        None => Ok(None),
    })
}

/// From here on each file that is dropped on the window is read and told of.
#[tauri::command]
async fn watch_drops(watchers: State<'_, Drops>, drops: Channel<DroppedView>) -> Reply<()> {
    watchers.watch(drops);
    reply("watch_drops", Ok(()))
}

/// From here on the window is told when something has changed by itself.
#[tauri::command]
async fn watch_changes(watchers: State<'_, Changes>, changes: Channel<()>) -> Reply<()> {
    watchers.watch(changes);
    reply("watch_changes", Ok(()))
}

#[tauri::command]
async fn forget_file(session: S<'_>, file: String) -> Reply<()> {
    answer!("forget_file", session, |app| {
        app.forget_file(&file);
        Ok(())
    })
}

#[tauri::command]
async fn try_account(session: S<'_>, request: AccountRequest) -> Reply<TrialView> {
    answer!("try_account", session, |app| app.try_account(request).await)
}

#[tauri::command]
async fn save_account(session: S<'_>, trial: String) -> Reply<AccountView> {
    answer!("save_account", session, |app| app.save_account(&trial).await)
}

#[tauri::command]
async fn discard_trial(session: S<'_>, trial: String) -> Reply<()> {
    answer!("discard_trial", session, |app| {
        app.discard_trial(&trial);
        Ok(())
    })
}

#[tauri::command]
async fn remove_account(session: S<'_>, account_id: String) -> Reply<()> {
    answer!("remove_account", session, |app| app.remove_account(&account_id).await)
}

#[tauri::command]
async fn refresh_account(session: S<'_>, account_id: String) -> Reply<RefreshView> {
    answer!("refresh_account", session, |app| {
        let changes = app.refresh_account(&account_id).await?;
        Ok(RefreshView { overview: session.overview().await?, changes })
    })
}

#[tauri::command]
async fn open_website(session: S<'_>, account_id: String) -> Reply<()> {
    answer!("open_website", session, |app| {
        let page = app.website(&account_id)?;
        tauri_plugin_opener::open_url(page, None::<&str>)
            .map_err(|_| Error::rule_with(Code::BrowserRefused, "page", page))
    })
}

// ---- keys that are asked for by e-mail ----

#[tauri::command]
async fn write_request(session: S<'_>, request: AskRequest) -> Reply<AskedView> {
    answer!("write_request", session, |app| app.write_request(request))
}

#[tauri::command]
async fn copy_request(session: S<'_>, clipboard: State<'_, Clipboard>, id: String) -> Reply<()> {
    answer!("copy_request", session, |app| {
        let asked = app.asked(&id)?;
        let text = format!("To: {}\nSubject: {}\n\n{}", asked.to, asked.subject, asked.body);
        if clipboard.put(&text) { Ok(()) } else { Err(Error::rule(Code::ClipboardRefused)) }
    })
}

#[tauri::command]
async fn mail_request(session: S<'_>, id: String) -> Reply<()> {
    answer!("mail_request", session, |app| {
        tauri_plugin_opener::open_url(app.mail_address(&id)?, None::<&str>).map_err(|_| Error::rule(Code::MailRefused))
    })
}

#[tauri::command]
async fn close_request(session: S<'_>, id: String) -> Reply<OverviewView> {
    overview_after!("close_request", session, |app| app.close_request(&id))
}

// ---- the life of a key ----

#[tauri::command]
async fn account_permissions(session: S<'_>, account_id: String) -> Reply<Vec<PermissionInfoView>> {
    answer!("account_permissions", session, |app| app.permissions(&account_id).await)
}

#[tauri::command]
async fn bring_key(session: S<'_>, request: BringRequest, progress: Progress) -> Reply<KeyView> {
    answer!("bring_key", session, |app| app.bring_key(request, &tell(progress)).await)
}

#[tauri::command]
async fn rotate_key(session: S<'_>, request: RotateRequest, progress: Progress) -> Reply<FlowView> {
    answer!("rotate_key", session, |app| app.rotate_key(request, &tell(progress)).await)
}

#[tauri::command]
async fn switch_holder(session: S<'_>, rotation_id: String, holder_id: String, done: bool) -> Reply<OverviewView> {
    overview_after!("switch_holder", session, |app| app.switch_holder(&rotation_id, &holder_id, done))
}

#[tauri::command]
async fn retire_old(session: S<'_>, request: RetireOldRequest, progress: Progress) -> Reply<FlowView> {
    answer!("retire_old", session, |app| app.retire_old(request, &tell(progress)).await)
}

#[tauri::command]
async fn end_rotation(session: S<'_>, rotation_id: String) -> Reply<OverviewView> {
    overview_after!("end_rotation", session, |app| app.end_rotation(&rotation_id))
}

#[tauri::command]
async fn work_with(session: S<'_>, key_id: String) -> Reply<OverviewView> {
    overview_after!("work_with", session, |app| app.work_with(&key_id).await)
}

#[tauri::command]
async fn forget_key(session: S<'_>, key_id: String, confirmation: String) -> Reply<OverviewView> {
    overview_after!("forget_key", session, |app| app.forget_key(&key_id, &confirmation).await)
}

#[tauri::command]
async fn usage_log(session: S<'_>, key_id: String, cursor: Option<String>) -> Reply<UsageLogView> {
    answer!("usage_log", session, |app| app.usage_log(&key_id, cursor.as_deref()).await)
}

#[tauri::command]
async fn check_label(session: S<'_>, account_id: String, label: String) -> Reply<()> {
    answer!("check_label", session, |app| app.check_label(&account_id, &label).map(drop))
}

#[tauri::command]
async fn prepare_pair(session: S<'_>, bits: u16) -> Reply<()> {
    answer!("prepare_pair", session, |app| {
        app.prepare_pair(bits);
        Ok(())
    })
}

#[tauri::command]
async fn cancel_pair(session: S<'_>) -> Reply<()> {
    answer!("cancel_pair", session, |app| {
        app.cancel_pair();
        Ok(())
    })
}

#[tauri::command]
async fn create_key(session: S<'_>, request: CreateRequest, progress: Progress) -> Reply<FlowView> {
    answer!("create_key", session, |app| app.create_key(request, &tell(progress)).await)
}

#[tauri::command]
async fn test_key(session: S<'_>, key_id: String) -> Reply<KeyView> {
    answer!("test_key", session, |app| app.test_key(&key_id).await)
}

#[tauri::command]
async fn test_account(session: S<'_>, account_id: String, progress: Progress) -> Reply<TestAllView> {
    answer!("test_account", session, |app| app.test_account(&account_id, &tell(progress)).await)
}

#[tauri::command]
async fn cancel_tests(session: S<'_>, account_id: String) -> Reply<()> {
    answer!("cancel_tests", session, |app| {
        app.cancel_tests(&account_id);
        Ok(())
    })
}

#[tauri::command]
async fn stop_key(
    session: S<'_>,
    key_id: String,
    door: Door,
    confirmation: Option<String>,
    progress: Progress,
) -> Reply<FlowView> {
    answer!("stop_key", session, |app| app.stop_key(&key_id, door, confirmation.as_deref(), &tell(progress)).await)
}

#[tauri::command]
async fn stop_many(session: S<'_>, request: StopManyRequest, progress: Progress) -> Reply<BulkView> {
    answer!("stop_many", session, |app| app.stop_many(request, &tell(progress)).await)
}

#[tauri::command]
async fn go_on_stopping(session: S<'_>, id: String, progress: Progress) -> Reply<BulkView> {
    answer!("go_on_stopping", session, |app| app.go_on_stopping(&id, &tell(progress)).await)
}

#[tauri::command]
async fn leave_stopping(session: S<'_>, id: String) -> Reply<OverviewView> {
    overview_after!("leave_stopping", session, |app| app.leave_stopping(&id))
}

#[tauri::command]
async fn continue_flow(
    session: S<'_>,
    id: String,
    action: NextStep,
    input: Option<String>,
    progress: Progress,
) -> Reply<Option<FlowView>> {
    answer!("continue_flow", session, |app| app.continue_flow(&id, action, input.as_deref(), &tell(progress)).await)
}

#[tauri::command]
async fn public_half(session: S<'_>, key_id: String) -> Reply<PublicHalfView> {
    answer!("public_half", session, |app| app.public_half(&key_id).await)
}

#[tauri::command]
async fn copy_public_half(session: S<'_>, clipboard: State<'_, Clipboard>, key_id: String) -> Reply<()> {
    answer!("copy_public_half", session, |app| {
        let public = app.public_half(&key_id).await?;
        if clipboard.put(&public.pem) {
            app.note_public_half_copied(&key_id)
        } else {
            Err(Error::rule(Code::ClipboardRefused))
        }
    })
}

// ---- the log ----

#[tauri::command]
async fn activity(session: S<'_>, request: ActivityRequest) -> Reply<Vec<ActivityView>> {
    answer!("activity", session, |app| app.activity(request))
}

#[tauri::command]
async fn check_log(session: S<'_>) -> Reply<LogCheckView> {
    answer!("check_log", session, |app| app.check_log().await)
}
