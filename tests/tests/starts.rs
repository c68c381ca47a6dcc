//! Starting Keyrack as people do: a second time, beside one that hangs, after a crash, on a small screen, and again
//! where its window stood. The program is the one that people get; the window is looked at from outside.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use keyrack_core::store::make_private_folder;
use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::started::keyrack;
use keyrack_tests::x::{Display, Rectangle, wait_for};

const SILENT: &str = "Keyrack is already running, but does not answer. It may still be finishing its last act: wait a \
                      minute and start it again. If it still does not answer then, end it.\n";

/// A window manager that knows minimised and maximised windows.
struct Manager(Child);

impl Manager {
    fn start(display: &Display) -> Self {
        let mut command = Command::new("blackbox");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let manager = Self(command.spawn().expect("blackbox is installed"));
        display.managed();
        manager
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where Keyrack keeps its records in this session.
fn records() -> PathBuf {
    PathBuf::from(std::env::var_os("XDG_DATA_HOME").expect("set by the session")).join("dev.keyrack.desktop")
}

/// Waits until the place of the window is in its file.
fn kept(place: &str) {
    let file = records().join("window.json");
    wait_for("the place in its file", || std::fs::read_to_string(&file).is_ok_and(|f| f.contains(place)).then_some(()));
}

#[test]
fn second_start_shows_the_first_window_and_ends() {
    if !in_session("second_start_shows_the_first_window_and_ends", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let mut first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    let cover = display.cover();
    assert_eq!(display.in_front(), Some(cover));

    let second = keyrack().ended();
    assert_eq!((second.status.code(), second.said.as_str()), (Some(0), ""));
    wait_for("the first window above the other", || (display.in_front() == Some(window)).then_some(()));
    assert_eq!(display.shown("Keyrack"), [window]);
    assert!(first.is_running());
}

#[test]
fn second_start_brings_back_a_minimised_window() {
    if !in_session("second_start_brings_back_a_minimised_window", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let _manager = Manager::start(&display);
    let _first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    display.minimise(window);

    let second = keyrack().ended();
    assert_eq!((second.status.code(), second.said.as_str()), (Some(0), ""));
    wait_for("the window, in use", || (display.is_shown(window) && display.is_active(window)).then_some(()));
}

#[test]
fn second_start_beside_one_that_hangs_says_so() {
    if !in_session("second_start_beside_one_that_hangs_says_so", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);

    first.signal("STOP");
    let (second, begun) = (keyrack(), std::time::Instant::now());
    let message = display.window("Keyrack does not answer");
    let waited = begun.elapsed();
    assert!((5..20).contains(&waited.as_secs()), "five seconds, and a start: {waited:?}");
    display.drawn(message);
    display.close(message);
    let second = second.ended();
    assert_eq!((second.status.code(), second.said.as_str()), (Some(1), SILENT));

    first.signal("CONT");
    let third = keyrack().ended();
    assert_eq!((third.status.code(), third.said.as_str()), (Some(0), ""));
}

#[test]
fn start_that_cannot_show_the_window_speaks_its_language() {
    if !in_session("start_that_cannot_show_the_window_speaks_its_language", With::KeyringAndDisplay) {
        return;
    }
    make_private_folder(&records()).expect("a folder");
    std::fs::write(records().join("language"), "de").expect("written");
    let held = std::fs::File::create(records().join("lock")).expect("a file");
    held.lock().expect("nobody else holds it");
    let display = Display::open();
    let start = keyrack();
    let message = display.window("Keyrack antwortet nicht");
    display.drawn(message);
    display.close(message);
    let start = start.ended();
    assert_eq!(start.status.code(), Some(1));
    assert!(start.said.starts_with("Keyrack läuft bereits, antwortet aber nicht."), "{}", start.said);
}

#[test]
fn start_after_a_crash_opens_the_window() {
    if !in_session("start_after_a_crash_opens_the_window", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let first = keyrack();
    display.drawn(display.window("Keyrack"));
    drop(first); // with SIGKILL, and everything that it has started
    wait_for("an empty screen", || display.shown("Keyrack").is_empty().then_some(()));

    let mut second = keyrack();
    display.drawn(display.window("Keyrack"));
    assert!(second.is_running());
}

#[test]
fn window_opens_again_where_it_stood() {
    if !in_session("window_opens_again_where_it_stood", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let there = Rectangle { x: 120, y: 60, width: 900, height: 560 };
    let first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    assert_ne!(display.rectangle(window), Some(there));
    display.place(window, there);
    wait_for("the new place", || (display.rectangle(window) == Some(there)).then_some(()));
    display.close(window);
    let closed = first.ended();
    assert_eq!((closed.status.code(), closed.said.as_str()), (Some(0), ""));

    let _second = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    assert_eq!(display.rectangle(window), Some(there));
}

#[test]
fn place_of_the_window_outlives_a_crash() {
    if !in_session("place_of_the_window_outlives_a_crash", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let there = Rectangle { x: 40, y: 30, width: 700, height: 500 };
    let first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    display.place(window, there);
    kept(r#""width":700,"height":500,"corner":[40,30]"#);
    drop(first); // with SIGKILL

    let _second = keyrack();
    let window = display.window("Keyrack");
    assert_eq!(display.rectangle(window), Some(there));
}

#[test]
fn maximised_window_opens_maximised_and_goes_back_to_its_size() {
    if !in_session("maximised_window_opens_maximised_and_goes_back_to_its_size", With::KeyringAndDisplay) {
        return;
    }
    let display = Display::open();
    let _manager = Manager::start(&display);
    let width = |window| display.rectangle(window).map(|r| r.width);
    let wide = display.screen().width;
    let first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    display.place(window, Rectangle { x: 50, y: 50, width: 800, height: 600 });
    wait_for("a smaller window", || (width(window) == Some(800)).then_some(()));
    kept(r#""width":800,"height":600"#);
    display.maximise(window, 1);
    wait_for("a maximised window", || (width(window) > Some(wide - 20)).then_some(()));
    kept(r#""width":800,"height":600,"corner":[50,50],"maximized":true"#);
    display.close(window);
    assert_eq!(first.ended().status.code(), Some(0));

    let _second = keyrack();
    let window = display.window("Keyrack");
    wait_for("a maximised window", || (width(window) > Some(wide - 20)).then_some(()));
    display.maximise(window, 0);
    wait_for("the size of before", || (width(window) == Some(800)).then_some(()));
}

#[test]
fn first_window_fits_a_small_screen() {
    if !in_session("first_window_fits_a_small_screen", With::SmallDisplay) {
        return;
    }
    let display = Display::open();
    let _first = keyrack();
    let window = display.window("Keyrack");
    display.drawn(window);
    let (screen, window) = (display.screen(), display.rectangle(window).expect("shown"));
    assert_eq!((screen.width, screen.height), (1024, 600));
    assert!(window.x >= 0 && window.x + window.width as i32 <= 1024, "{window:?}");
    assert!(window.y >= 0 && window.y + window.height as i32 <= 600, "{window:?}");
    assert!(window.width >= 1000 && window.height >= 500, "it uses the screen: {window:?}");
}
