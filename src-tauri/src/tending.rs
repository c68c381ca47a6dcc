//! What Keyrack does by itself while it is open: proofs that could not be had are taken again, at the start and every few
//! minutes. Reads only, and never with a prompt of the keychain.

use std::sync::Mutex;
use std::time::Duration;

use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use crate::session::Session;

const PAUSE: Duration = Duration::from_secs(5 * 60);

/// Who is told that something has changed without being asked for.
#[derive(Default)]
pub struct Changes(Mutex<Option<Channel<()>>>);

impl Changes {
    pub fn watch(&self, told: Channel<()>) {
        *self.0.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(told);
    }

    fn tell(&self) {
        if let Some(told) = &*self.0.lock().unwrap_or_else(|broken| broken.into_inner()) {
            let _ = told.send(()); // a window that is gone looks at nothing
        }
    }
}

/// Tends to what is open as long as the program runs.
pub fn watch(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let mut ticks = tokio::time::interval(PAUSE);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if app.state::<Session>().prove_again().await {
                app.state::<Changes>().tell();
            }
        }
    });
}
