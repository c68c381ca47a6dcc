//! A secret does not stay in the clipboard of a screen that is locked. Linux tells it on its buses. macOS and Windows tell
//! it only to code that cannot be written without `unsafe`: there its time and the end of the program serve.

#[cfg(not(target_os = "linux"))]
pub fn watch(_: tauri::AppHandle) {}

#[cfg(target_os = "linux")]
pub use linux::watch;

#[cfg(target_os = "linux")]
mod linux {
    use tauri::{AppHandle, Manager};
    use zbus::blocking::{Connection, MessageIterator};
    use zbus::{MatchRule, Message, message};

    use crate::clipboard::Clipboard;

    /// Listens as long as the program runs. A machine without such a bus is left in peace.
    pub fn watch(app: AppHandle) {
        let for_system = app.clone();
        // One thread a bus: each waits for the next signal.
        std::thread::spawn(move || {
            listen(&app, Connection::session, "ActiveChanged", |signal| {
                says(signal, "screensaver") && signal.body().deserialize() == Ok(true)
            })
        });
        std::thread::spawn(move || listen(&for_system, Connection::system, "Lock", |signal| says(signal, "session")));
    }

    /// Screen savers of every desktop tell it alike, each under a name of its own: `org.gnome.ScreenSaver`,
    /// `org.freedesktop.ScreenSaver` (KDE's too); logind as `org.freedesktop.login1.Session`.
    fn says(signal: &Message, last: &str) -> bool {
        let header = signal.header();
        let name = header.interface().and_then(|name| name.rsplit('.').next());
        name.is_some_and(|name| name.eq_ignore_ascii_case(last))
    }

    /// Whoever else sends such a signal can do no more than clear the clipboard.
    fn listen(app: &AppHandle, bus: fn() -> zbus::Result<Connection>, member: &str, locks: impl Fn(&Message) -> bool) {
        let signals = || -> zbus::Result<MessageIterator> {
            let rule = MatchRule::builder().msg_type(message::Type::Signal).member(member)?.build();
            MessageIterator::for_match_rule(rule, &bus()?, None)
        };
        for _ in signals().into_iter().flatten().flatten().filter(locks) {
            app.state::<Clipboard>().lock();
        }
    }
}
