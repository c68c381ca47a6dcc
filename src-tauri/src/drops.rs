//! Files that are dropped on the window: read here, outside of it. The window learns a handle.

use std::path::PathBuf;
use std::sync::Mutex;

use keyrack_core::api::DroppedView;
use tauri::ipc::Channel;
use tauri::{AppHandle, DragDropEvent, Manager, WindowEvent};

use crate::reply::record;
use crate::session::Session;

/// Who is told of what was dropped.
#[derive(Default)]
pub struct Drops(Mutex<Option<Channel<DroppedView>>>);

impl Drops {
    pub fn watch(&self, told: Channel<DroppedView>) {
        *self.0.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(told);
    }

    fn tell(&self, dropped: DroppedView) {
        record("dropped", &dropped);
        if let Some(told) = &*self.0.lock().unwrap_or_else(|broken| broken.into_inner()) {
            let _ = told.send(dropped); // a window that is gone needs no file
        }
    }
}

/// Reads each file that a window event says was dropped.
pub fn take(app: &AppHandle, event: &WindowEvent) {
    let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event else { return };
    let (app, paths) = (app.clone(), paths.clone());
    tauri::async_runtime::spawn(async move {
        for path in paths {
            let dropped = read(&app.state::<Session>(), path).await;
            app.state::<Drops>().tell(dropped);
        }
    });
}

async fn read(session: &Session, path: PathBuf) -> DroppedView {
    let taken = match session.app().await {
        Ok(app) => app.take_file(&path),
        Err(e) => Err(e),
    };
    match taken {
        Ok(file) => DroppedView { file: Some(file), error: None },
        Err(e) => DroppedView { file: None, error: Some(e.into()) },
    }
}
