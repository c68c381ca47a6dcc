//! Lists every command, so that each has to be granted by name in `capabilities/main.json`.

const COMMANDS: &[&str] = &[
    "overview",
    "providers",
    "set_mode",
    "start_practice",
    "reset_practice",
    "keychain",
    "unlock_keychain",
    "choose_private_key",
    "watch_drops",
    "forget_file",
    "try_account",
    "save_account",
    "discard_trial",
    "remove_account",
    "check_label",
    "prepare_pair",
    "cancel_pair",
    "create_key",
    "test_key",
    "test_account",
    "cancel_tests",
    "refresh_account",
    "account_permissions",
    "bring_key",
    "rotate_key",
    "usage_log",
    "forget_key",
    "write_request",
    "copy_request",
    "mail_request",
    "close_request",
    "stop_key",
    "continue_flow",
    "public_half",
    "copy_public_half",
    "open_website",
    "activity",
    "check_log",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
