//! Where the window stands and how large it is, from one start to the next. It never opens larger than the screen or
//! beside it: screens come and go. A library that restores places leaves a window half outside, so this is our own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, LogicalSize, Manager, Monitor, PhysicalPosition, PhysicalSize, WebviewWindow, WindowEvent};
use tokio::sync::Notify;

use crate::files;

/// Moving and resizing come in many small steps: the place is kept when they rest.
const REST: Duration = Duration::from_millis(500);
/// What a title bar may take, at most: its height is known only once the window is shown.
const TITLE_BAR: f64 = 40.0;

/// In the pixels of the screen. While the window is maximised, where it goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    width: u32,
    height: u32,
    /// None where the system chooses.
    corner: Option<(i32, i32)>,
    maximized: bool,
}

/// The part of a screen that windows may use.
#[derive(Debug, Clone, Copy)]
struct Area {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    title_bar: u32,
}

struct Placed {
    file: PathBuf,
    place: Mutex<Place>,
    changed: Arc<Notify>,
}

/// Opens the one window where it stood last, and keeps its place from now on.
pub fn open(app: &AppHandle, folder: &Path) -> tauri::Result<WebviewWindow> {
    let Some(config) = app.config().app.windows.first() else { return Err(tauri::Error::WindowNotFound) };
    let monitors: Vec<Monitor> = app.primary_monitor()?.into_iter().chain(app.available_monitors()?).collect();
    let scale = monitors.first().map_or(1.0, Monitor::scale_factor);
    let file = folder.join("window.json");
    let usual = LogicalSize::new(config.width, config.height).to_physical(scale);
    let usual = Place { width: usual.width, height: usual.height, corner: None, maximized: false };
    let areas: Vec<Area> = monitors.iter().map(Area::of).collect();
    let place = fit(read(&file).unwrap_or(usual), &areas);

    let window = tauri::WebviewWindowBuilder::from_config(app, config)?.visible(false).build()?;
    if let Some((x, y)) = place.corner {
        window.set_position(PhysicalPosition::new(x, y))?;
    }
    window.set_size(PhysicalSize::new(place.width, place.height))?;
    if place.maximized {
        window.maximize()?;
    }
    window.show()?;

    let changed = Arc::new(Notify::new());
    app.manage(Placed { file, place: Mutex::new(place), changed: changed.clone() });
    let kept = window.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            changed.notified().await;
            tokio::time::sleep(REST).await;
            keep(&kept);
        }
    });
    Ok(window)
}

/// Takes note of a window that moved, changed its size or closes.
pub fn take_note(window: &tauri::Window, event: &WindowEvent) {
    match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => window.state::<Placed>().changed.notify_one(),
        WindowEvent::CloseRequested { .. } => {
            if let Some(window) = window.get_webview_window(window.label()) {
                keep(&window);
            }
        }
        _ => {}
    }
}

/// A place that cannot be read or written is none: the window then opens as at the first time.
fn keep(window: &WebviewWindow) {
    let placed = window.state::<Placed>();
    let mut place = placed.place.lock().unwrap_or_else(|broken| broken.into_inner());
    if let Some(now) = look(window, *place) {
        *place = now;
        let _ = write(&placed.file, now);
    }
}

/// None where the window shows nothing of its place: it is minimised, or gone.
fn look(window: &WebviewWindow, before: Place) -> Option<Place> {
    if window.is_minimized().ok()? {
        return None;
    }
    if window.is_maximized().ok()? {
        return Some(Place { maximized: true, ..before });
    }
    let (size, corner) = (window.inner_size().ok()?, window.outer_position().ok()?);
    Some(Place { width: size.width, height: size.height, corner: Some((corner.x, corner.y)), maximized: false })
}

/// Into the area that it lies in most, else into the first, where the system chooses the corner.
fn fit(place: Place, areas: &[Area]) -> Place {
    let nearest = areas.iter().max_by_key(|area| area.shared_with(place));
    let Some(lies_in) = nearest.filter(|area| area.shared_with(place) > 0) else {
        let Some(first) = areas.first() else { return place };
        return Place { corner: None, ..first.shrunk(place) };
    };
    let place = lies_in.shrunk(place);
    Place { corner: place.corner.map(|corner| lies_in.pulled_in(corner, place)), ..place }
}

impl Area {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some dozens of pixels")]
    fn of(monitor: &Monitor) -> Self {
        let area = monitor.work_area();
        let title_bar = (TITLE_BAR * monitor.scale_factor()) as u32;
        Self { x: area.position.x, y: area.position.y, width: area.size.width, height: area.size.height, title_bar }
    }

    fn shrunk(&self, place: Place) -> Place {
        let height = self.height.saturating_sub(self.title_bar);
        Place { width: place.width.min(self.width), height: place.height.min(height), ..place }
    }

    fn pulled_in(&self, (x, y): (i32, i32), place: Place) -> (i32, i32) {
        let free = |whole: u32, part: u32| i32::try_from(whole.saturating_sub(part)).unwrap_or_default();
        let (right, down) = (free(self.width, place.width), free(self.height, place.height + self.title_bar));
        (x.clamp(self.x, self.x.saturating_add(right)), y.clamp(self.y, self.y.saturating_add(down)))
    }

    /// How many pixels of the window lie in here.
    fn shared_with(&self, place: Place) -> i64 {
        let Some((x, y)) = place.corner else { return 0 };
        let along = |start: i32, length: u32, from: i32, size: u32| {
            let end = (i64::from(start) + i64::from(length)).min(i64::from(from) + i64::from(size));
            (end - i64::from(start.max(from))).max(0)
        };
        along(self.x, self.width, x, place.width) * along(self.y, self.height, y, place.height)
    }
}

fn read(file: &Path) -> Option<Place> {
    let place: Place = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
    (place.width > 0 && place.height > 0).then_some(place)
}

fn write(file: &Path, place: Place) -> std::io::Result<()> {
    files::write(file, &serde_json::to_vec(&place)?)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const LEFT: Area = Area { x: 0, y: 0, width: 1920, height: 1080, title_bar: 40 };
    const RIGHT: Area = Area { x: 1920, y: 100, width: 1024, height: 600, title_bar: 40 };

    fn place(width: u32, height: u32, corner: Option<(i32, i32)>) -> Place {
        Place { width, height, corner, maximized: false }
    }

    #[test]
    fn window_that_fits_stays_where_it_was() {
        for there in [place(1180, 760, Some((300, 100))), place(700, 500, Some((2000, 120))), place(1180, 760, None)] {
            assert_eq!(fit(there, &[LEFT, RIGHT]), there);
        }
    }

    #[test]
    fn window_is_never_larger_than_the_screen() {
        assert_eq!(fit(place(1180, 760, None), &[RIGHT]), place(1024, 560, None));
        let huge = |corner| fit(place(3000, 3000, Some(corner)), &[LEFT, RIGHT]);
        assert_eq!(huge((100, 200)), place(1920, 1040, Some((0, 0))));
        assert_eq!(huge((2000, 200)), place(1024, 560, Some((1920, 100))));
    }

    #[test]
    fn window_half_outside_is_pulled_in() {
        assert_eq!(fit(place(800, 600, Some((-300, -20))), &[LEFT]), place(800, 600, Some((0, 0))));
        assert_eq!(fit(place(800, 600, Some((1900, 1070))), &[LEFT]), place(800, 600, Some((1120, 440))));
    }

    #[test]
    fn window_of_a_screen_that_is_gone_opens_on_the_first_where_the_system_likes() {
        assert_eq!(fit(place(800, 900, Some((2500, 300))), &[RIGHT]), place(800, 560, Some((2144, 100))));
        assert_eq!(fit(place(1400, 700, Some((5000, 300))), &[RIGHT, LEFT]), place(1024, 560, None));
    }

    #[test]
    fn extremes_break_nothing() {
        let corners = [(i32::MAX, i32::MAX), (i32::MIN, i32::MIN), (0, 0)];
        for corner in corners {
            let fitted = fit(place(u32::MAX, u32::MAX, Some(corner)), &[LEFT, RIGHT]);
            assert!(fitted.width <= 1920 && fitted.height <= 1040, "{fitted:?}");
        }
        assert_eq!(fit(place(800, 600, None), &[]), place(800, 600, None));
    }

    #[test]
    fn what_is_kept_is_read_again_and_what_is_damaged_is_none() {
        let folder = std::env::temp_dir().join(format!("keyrack-place-{}", keyrack_core::types::make_id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("window.json");
        assert_eq!(read(&file), None);
        let kept = Place { maximized: true, ..place(800, 600, Some((-5, 7))) };
        write(&file, kept).unwrap();
        assert_eq!(read(&file), Some(kept));
        for damaged in ["", "{", r#"{"width":0,"height":9,"corner":null,"maximized":false}"#, r#"{"width":-1}"#] {
            std::fs::OpenOptions::new()
                .write(true)
                .truncate(true)
                .open(&file)
                .unwrap()
                .write_all(damaged.as_bytes())
                .unwrap();
            assert_eq!(read(&file), None, "{damaged}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
