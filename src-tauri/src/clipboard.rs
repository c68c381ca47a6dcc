//! The clipboard, from Rust: the one place outside the core that is lent a secret. Of the secret only a digest stays here,
//! to know it again when it is cleared.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyrack_core::api::{ClipboardEnd, ClipboardView};
use keyrack_core::clock::{Clock, SystemClock};
use sha2::{Digest, Sha256};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};
use zeroize::Zeroizing;

use crate::reply::record;

/// Held by the program as long as it lives: on X11 a text is served by the one who has put it there.
#[derive(Default)]
pub struct Clipboard {
    inner: Mutex<Inner>,
    /// How often the screen was locked so far.
    locks: AtomicU64,
}

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
    digest: [u8; 32],
    /// What the window was told of it last.
    view: ClipboardView,
}

/// A secret was put into the clipboard; until when it stays.
pub struct Put {
    pub view: ClipboardView,
    turn: u64,
    seconds: u32,
    until: DateTime<Utc>,
}

/// The person said yes to a copy; it holds until the screen is locked.
pub struct Yes(u64);

impl Clipboard {
    /// From here on the window is told what becomes of a secret in the clipboard, and at once what is in it.
    pub fn watch(&self, told: Channel<ClipboardView>) {
        self.with(|inner| {
            if let Some(lent) = &inner.lent {
                let _ = told.send(lent.view.clone()); // a window that is gone shows nothing
            }
            inner.told = Some(told);
        });
    }

    /// Puts a text there that is no secret. False where the clipboard cannot be reached.
    pub fn put(&self, text: &str) -> bool {
        self.with(|inner| {
            let put = inner.system().is_some_and(|system| system.set_text(text).is_ok());
            if put && let Some(lent) = inner.lent.take() {
                inner.tell(lent.view.label, None, Some(ClipboardEnd::Replaced));
            }
            put
        })
    }

    /// The person says yes now.
    pub fn yes(&self) -> Yes {
        Yes(self.locks.load(Ordering::SeqCst))
    }

    /// Puts a secret there, marked so that histories leave it out. None where the clipboard cannot be reached, and where
    /// the screen was locked since the person said yes.
    pub fn put_secret(&self, yes: &Yes, label: &str, text: &str, seconds: u32) -> Option<Put> {
        self.with(|inner| {
            // A lock that comes later than this look waits for its turn, and takes the secret out.
            if self.locks.load(Ordering::SeqCst) != yes.0 {
                return None;
            }
            secretly(inner.system()?.set()).text(text).ok()?;
            inner.turns += 1;
            let turn = inner.turns;
            let until = SystemClock.now() + Duration::from_secs(seconds.into());
            let view = inner.tell(label.to_owned(), Some(until.to_rfc3339()), None);
            inner.lent = Some(Lent { turn, digest: Sha256::digest(text).into(), view: view.clone() });
            Some(Put { view, turn, seconds, until })
        })
    }

    /// Takes the secret out of the clipboard, if it is still there.
    pub fn clear(&self) {
        self.clear_if(ClipboardEnd::Cleared, |_| true);
    }

    /// The screen was locked: nothing stays in the clipboard, and no copy that is under way gets there.
    pub fn lock(&self) {
        self.locks.fetch_add(1, Ordering::SeqCst);
        self.clear_if(ClipboardEnd::Locked, |_| true);
    }

    /// The program ends. Let go of on X11, the empty text is offered to whoever keeps the clipboard, for a moment: one who
    /// has a copy of the secret puts the empty text in its place.
    pub fn end(&self) {
        self.clear();
        self.with(|inner| inner.system = None);
    }

    fn clear_if(&self, end: ClipboardEnd, is: impl FnOnce(u64) -> bool) {
        self.with(|inner| {
            let Some(lent) = inner.lent.take_if(|lent| is(lent.turn)) else { return };
            let end = inner.take_out(&lent.digest).map_or_else(|other| other, |()| end);
            let view = inner.tell(lent.view.label, None, Some(end));
            if end == ClipboardEnd::NotCleared {
                inner.lent = Some(Lent { view, ..lent }); // to be tried again: by the person, and at the end of the program
            }
        });
    }

    /// May wait for another program that owns the clipboard, or for a turn that does: the other tasks of
    /// an async thread move on meanwhile. Not handed to another thread, so that a secret is lent and not copied.
    fn with<R>(&self, act: impl FnOnce(&mut Inner) -> R) -> R {
        tokio::task::block_in_place(|| act(&mut self.inner.lock().unwrap_or_else(|broken| broken.into_inner())))
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
        match is_there(system, digest) {
            Some(true) => empty(system).map_err(|_| ClipboardEnd::NotCleared)?,
            // What the person has copied since is theirs, a picture too.
            Some(false) => return Err(ClipboardEnd::Replaced),
            None => return Err(ClipboardEnd::NotCleared),
        }
        // Another program may have put its copy back.
        if is_there(system, digest) == Some(false) { Ok(()) } else { Err(ClipboardEnd::NotCleared) }
    }

    fn tell(&self, label: String, until: Option<String>, end: Option<ClipboardEnd>) -> ClipboardView {
        let view = ClipboardView { label, until, end };
        record("clipboard", &view);
        if let Some(told) = &self.told {
            let _ = told.send(view.clone()); // a window that is gone shows nothing
        }
        view
    }
}

/// Clears a secret when its time is over, by the clock on the wall, as the window counts: a computer that slept past the
/// moment clears as it wakes. A clock that is set back does not keep it longer: there are as many steps as seconds.
pub fn clear_in_time(app: AppHandle, put: Put) -> ClipboardView {
    const STEP: Duration = Duration::from_secs(1);
    let Put { view, turn, seconds, until } = put;
    tauri::async_runtime::spawn(async move {
        for _ in 0..seconds {
            let Ok(left) = (until - SystemClock.now()).to_std() else { break };
            tokio::time::sleep(left.min(STEP)).await;
        }
        app.state::<Clipboard>().clear_if(ClipboardEnd::Cleared, |t| t == turn);
    });
    view
}

/// Whether the secret of this digest is there. None where nobody can tell.
fn is_there(system: &mut arboard::Clipboard, digest: &[u8; 32]) -> Option<bool> {
    match system.get_text().map(Zeroizing::new) {
        Ok(text) => Some(Sha256::digest(text.as_bytes())[..] == digest[..]),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Some(false),
        Err(_) => None,
    }
}

/// An empty text stays in the place of the secret. Where nothing is left, keepers of the clipboard put back what they had.
#[cfg(target_os = "linux")]
fn empty(system: &mut arboard::Clipboard) -> Result<(), arboard::Error> {
    system.set_text("")
}

#[cfg(not(target_os = "linux"))]
fn empty(system: &mut arboard::Clipboard) -> Result<(), arboard::Error> {
    system.clear()
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
