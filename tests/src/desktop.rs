//! A private D-Bus session with a real keyring, and a private display where a window is needed.

use std::path::PathBuf;
use std::process::{Command, ExitStatus};

/// What a session has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    Keyring,
    KeyringAndDisplay,
    /// The display has 1024 by 600 pixels, as small laptops do.
    SmallDisplay,
    /// A bus without any keychain, and a display.
    DisplayOnly,
}

/// True inside a session. Outside, runs the named test again inside a session of its own, fails if that fails, and
/// is false: `if !in_session("name", With::Keyring) { return }` begins a test that needs the keychain.
pub fn in_session(test: &str, with: With) -> bool {
    if std::env::var_os("SESSION_INNER").is_some() {
        return true;
    }
    let program = std::env::current_exe().expect("this test's own program");
    let status = session(with).arg(program).args(["--exact", test, "--nocapture", "--test-threads=1"]).status();
    assert!(succeeded(status), "{test} failed inside its session");
    false
}

/// A command that runs what follows inside a session.
pub fn session(with: With) -> Command {
    let mut command = Command::new(folder().join("desktop/session.sh"));
    if with != With::Keyring {
        command.env("SESSION_DISPLAY", "1");
    }
    if with == With::SmallDisplay {
        command.env("SESSION_SCREEN", "1024x600");
    }
    if with == With::DisplayOnly {
        command.env("SESSION_KEYRING", "none");
    }
    command
}

pub fn succeeded(status: std::io::Result<ExitStatus>) -> bool {
    status.expect("bash and a session bus").success()
}

/// Locks the default keyring of this session, as a screen lock would.
pub fn lock_keyring() {
    let locked = Command::new("busctl")
        .args([
            "--user",
            "call",
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service",
        ])
        .args(["Lock", "ao", "1", "/org/freedesktop/secrets/aliases/default"])
        .output()
        .expect("busctl");
    assert!(locked.status.success(), "{}", String::from_utf8_lossy(&locked.stderr));
}

/// Unlocks it, from outside Keyrack: the one that is locked ends, and the next one that the bus starts is not.
pub fn unlock_keyring() {
    kill_keyring();
    for _ in 0..200 {
        let asked = Command::new("busctl")
            .args(["--user", "get-property", "org.freedesktop.secrets", "/org/freedesktop/secrets/aliases/default"])
            .args(["org.freedesktop.Secret.Collection", "Locked"])
            .output()
            .expect("busctl");
        if asked.stdout.starts_with(b"b false") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the keyring did not unlock");
}

/// Ends the keyring of this session for good.
pub fn end_keyring() {
    std::fs::write(session_root().join("no-keyring"), "").expect("the session's own folder");
    kill_keyring();
}

/// One that has ended already is as good as killed.
fn kill_keyring() {
    let _ = signal_keyring("-KILL");
}

/// Sends a signal to this session's keyring; whether there was one to take it.
#[must_use]
pub fn signal_keyring(signal: &str) -> bool {
    let own = format!("gnome-keyring-daemon.*{}", session_root().display());
    succeeded(Command::new("pkill").args([signal, "-f", &own]).status())
}

/// The session's own folder: home, data, cache, temporary files, and the window's storage.
pub fn session_root() -> PathBuf {
    std::env::var_os("SESSION_ROOT").expect("inside a session").into()
}

/// Asks the window of this title to close, as the button of its frame does. Without a window manager it lies on the
/// screen itself.
pub fn close_from_outside(title: &str) {
    use x11rb::connection::Connection;
    use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask};
    let (connection, screen) = x11rb::connect(None).expect("a display");
    let atom = |name: &str| connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    let (protocols, close) = (atom("WM_PROTOCOLS"), atom("WM_DELETE_WINDOW"));
    let tree = connection.query_tree(connection.setup().roots[screen].root).unwrap().reply().unwrap();
    let named = |window: &u32| {
        let name = connection.get_property(false, *window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 100).unwrap().reply();
        name.is_ok_and(|name| name.value == title.as_bytes())
    };
    let windows: Vec<u32> = tree.children.into_iter().filter(named).collect();
    assert!(!windows.is_empty(), "no window is called {title}");
    for window in windows {
        let message = ClientMessageEvent::new(32, window, protocols, [close, 0, 0, 0, 0]);
        connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap();
    }
    connection.get_input_focus().unwrap().reply().unwrap(); // an answer: the server has taken all of it
}

/// The folder of this crate.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Where the programs of this workspace are built.
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("this program");
    let mut folder = own.parent().expect("in a folder").to_path_buf();
    if folder.ends_with("deps") {
        folder.pop();
    }
    folder.join(name)
}
