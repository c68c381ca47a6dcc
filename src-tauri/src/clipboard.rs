//! The clipboard, from Rust: the one place outside the core that is lent a secret. Of the secret only a digest stays here,
//! to know it again when it is cleared.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use keyrack_core::api::{ClipboardEnd, ClipboardView};
use keyrack_core::clock::{Clock, SystemClock};
use sha2::{Digest, Sha256};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};
use zeroize::Zeroizing;

use crate::reply::record;

/// Held by the program as long as it lives: on X11 a text is served by the one who has put it there.
#[derive(Default)]
pub struct Clipboard(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    system: Option<arboard::Clipboard>,
    lent: Option<Lent>,
    /// How many secrets were put there so far: a timer ends the one that it was set for, and no other.
    turns: u64,
    told: Option<Channel<ClipboardView>>,
}

/// A secret that lies in the clipboard.
struct Lent {
    turn: u64,
    label: String,
    digest: [u8; 32],
}

/// A secret was put into the clipboard; until when it stays.
pub struct Put {
    pub view: ClipboardView,
    turn: u64,
    stays: Duration,
}

impl Clipboard {
    /// From here on the window is told what becomes of a secret in the clipboard.
    pub fn watch(&self, told: Channel<ClipboardView>) {
        self.inner().told = Some(told);
    }

    /// Puts a text there that is no secret. False where the clipboard cannot be reached.
    pub fn put(&self, text: &str) -> bool {
        let mut inner = self.inner();
        let put = inner.system().is_some_and(|system| system.set_text(text).is_ok());
        if put && let Some(lent) = inner.lent.take() {
            inner.tell(&lent.label, None, Some(ClipboardEnd::Replaced));
        }
        put
    }

    /// Puts a secret there, marked so that histories leave it out. None where the clipboard cannot be reached.
    pub fn put_secret(&self, label: &str, text: &str, seconds: u32) -> Option<Put> {
        let stays = Duration::from_secs(seconds.into());
        let mut inner = self.inner();
        secretly(inner.system()?.set()).text(text).ok()?;
        inner.turns += 1;
        let turn = inner.turns;
        inner.lent = Some(Lent { turn, label: label.to_owned(), digest: Sha256::digest(text).into() });
        let until = (SystemClock.now() + stays).to_rfc3339();
        let view = inner.tell(label, Some(until), None);
        Some(Put { view, turn, stays })
    }

    /// Takes the secret out of the clipboard, if it is still there. May wait for another program that owns the clipboard:
    /// not for async threads.
    pub fn clear(&self, end: ClipboardEnd) {
        self.clear_if(end, |_| true);
    }

    fn clear_if(&self, end: ClipboardEnd, is: impl FnOnce(u64) -> bool) {
        let mut inner = self.inner();
        let Some(lent) = inner.lent.take_if(|lent| is(lent.turn)) else { return };
        let end = inner.take_out(&lent.digest).map_or_else(|other| other, |()| end);
        inner.tell(&lent.label, None, Some(end));
        if end == ClipboardEnd::NotCleared {
            inner.lent = Some(lent); // to be tried again: when the person says so, and at the end of the program
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

impl Inner {
    fn system(&mut self) -> Option<&mut arboard::Clipboard> {
        if self.system.is_none() {
            self.system = arboard::Clipboard::new().ok();
        }
        self.system.as_mut()
    }

    /// Fails with what is said instead of *cleared*.
    fn take_out(&mut self, digest: &[u8; 32]) -> Result<(), ClipboardEnd> {
        let system = self.system().ok_or(ClipboardEnd::NotCleared)?;
        match system.get_text().map(Zeroizing::new) {
            Ok(text) if Sha256::digest(text.as_bytes())[..] == digest[..] => {
                system.clear().map_err(|_| ClipboardEnd::NotCleared)
            }
            // What the person has copied since is theirs, a picture too.
            Ok(_) | Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => {
                Err(ClipboardEnd::Replaced)
            }
            Err(_) => Err(ClipboardEnd::NotCleared),
        }
    }

    fn tell(&self, label: &str, until: Option<String>, end: Option<ClipboardEnd>) -> ClipboardView {
        let view = ClipboardView { label: label.to_owned(), until, end };
        record("clipboard", &view);
        if let Some(told) = &self.told {
            let _ = told.send(view.clone()); // a window that is gone shows nothing
        }
        view
    }
}

/// Clears a secret when its time is over.
pub fn clear_in_time(app: AppHandle, put: Put) -> ClipboardView {
    let Put { view, turn, stays } = put;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(stays).await;
        off_thread(app, move |clipboard| clipboard.clear_if(ClipboardEnd::Cleared, |t| t == turn)).await;
    });
    view
}

/// Takes out a secret that may be in the clipboard, off the async threads.
pub async fn clear(app: AppHandle, end: ClipboardEnd) {
    off_thread(app, move |clipboard| clipboard.clear(end)).await;
}

async fn off_thread(app: AppHandle, act: impl FnOnce(&Clipboard) + Send + 'static) {
    let _ = tauri::async_runtime::spawn_blocking(move || act(&app.state::<Clipboard>())).await; // it does not panic
}

#[cfg(target_os = "linux")]
fn secretly(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn secretly(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn secretly(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtWindows::exclude_from_monitoring(set)
}
