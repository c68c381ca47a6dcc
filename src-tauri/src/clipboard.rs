//! The clipboard, from Rust. So far only public halves go there.

use std::sync::Mutex;

/// On X11 the text lives as long as its owner, so it is kept for the life of the program.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    /// False where the clipboard cannot be reached.
    pub fn put(&self, text: &str) -> bool {
        let mut slot = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if slot.is_none() {
            *slot = arboard::Clipboard::new().ok();
        }
        slot.as_mut().is_some_and(|clipboard| clipboard.set_text(text).is_ok())
    }
}
