//! The boundary itself: what a command answers. For the tests every answer is recorded here, so that they can search
//! all of them for secrets.

use keyrack_core::api::ProgressView;
use keyrack_core::error::{ApiError, Error};
use serde::Serialize;
use tauri::ipc::Channel;

pub type Reply<T> = Result<T, ApiError>;

/// Gives a result to the screen.
pub fn reply<T: Serialize>(command: &str, result: Result<T, Error>) -> Reply<T> {
    let reply = result.map_err(ApiError::from);
    match &reply {
        Ok(value) => record(command, value),
        Err(error) => record(command, error),
    }
    reply
}

/// Tells the screen how far a longer act is.
pub fn tell(channel: Channel<ProgressView>) -> impl Fn(ProgressView) + Send + Sync {
    move |progress| {
        record("progress", &progress);
        let _ = channel.send(progress); // a window that is gone needs no progress
    }
}

#[cfg(not(feature = "automation"))]
pub fn record<T: Serialize>(_: &str, _: &T) {}

/// Appends to the file that the test names.
#[cfg(feature = "automation")]
pub fn record<T: Serialize>(command: &str, value: &T) {
    use std::io::Write;
    let Some(path) = std::env::var_os("KEYRACK_RECORD_ANSWERS") else { return };
    let line = serde_json::json!({ "command": command, "answer": value });
    if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
        // In one piece: answers that come together must not mix.
        let _ = file.write_all(format!("{line}\n").as_bytes());
    }
}
