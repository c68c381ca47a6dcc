//! The stage of a test in the real window: where its files lie, what it is started with, and where no secret may be.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::desktop::{program, session_root};
use crate::main_job::Job;
use crate::scan::{self, Needle};
use crate::window::{Start, Window, pictures};

pub struct Scene {
    pub start: Start,
    log: PathBuf,
    /// Outside of what is searched: a key file and the answer of the file dialog.
    pub outside: PathBuf,
}

impl Scene {
    #[allow(clippy::new_without_default, reason = "it makes a folder")]
    pub fn new() -> Self {
        // The session sets TMPDIR below its root; this lies beside it.
        let outside = PathBuf::from(format!("{}-outside", session_root().display()));
        std::fs::create_dir_all(&outside).expect("a folder");
        let env = [
            ("KEYRACK_RECORD_ANSWERS", session_root().join("tmp/answers.json")),
            ("KEYRACK_DIALOG_ANSWER", outside.join("dialog")),
        ];
        let env = env.map(|(name, path)| (name.to_owned(), path.to_string_lossy().into_owned()));
        Self { start: Start { env: env.to_vec() }, log: session_root().join("tmp/window.log"), outside }
    }

    /// Stands in for the mail program and the browser. It only writes down what it is asked to open, into the file whose
    /// path is given back.
    pub fn stand_in_for_other_programs(&mut self) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let folder = self.outside.join("bin");
        std::fs::create_dir_all(&folder).expect("a folder");
        let (program, opened) = (folder.join("xdg-open"), folder.join("opened"));
        std::fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" >'{}'\n", opened.display())).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("our own file");
        let path = std::env::var("PATH").expect("a path");
        self.start.env.push(("PATH".into(), format!("{}:{path}", folder.display())));
        opened
    }

    pub async fn open(&self) -> Window {
        Window::open(&program("keyrack"), &self.log, &self.start).await.expect("the window opens")
    }

    /// Every place in which a secret must not be.
    pub fn assert_nowhere(&self, needles: &[Needle]) {
        let answers = std::fs::read_to_string(session_root().join("tmp/answers.json")).expect("answers were recorded");
        assert!(answers.lines().count() > 10, "the boundary was recorded");
        let (found, files) = scan::folders(&[session_root()], needles);
        assert!(files >= 5, "data, its -wal, storage and log were searched: {files} files");
        assert!(found.is_empty(), "{found:#?}");
        let (found, read) = scan::processes(needles);
        assert!(read >= 4, "the program's processes were searched");
        assert!(found.is_empty(), "{found:#?}");
        println!("searched {files} files and {read} process records for {} forms: none found", needles.len());
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.outside);
    }
}

/// What a program that was started writes into a file, as soon as it is there.
pub async fn written(file: &Path) -> String {
    let text = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            match std::fs::read_to_string(file) {
                Ok(text) if !text.is_empty() => return text,
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    });
    text.await.expect("the program was started")
}

pub fn job<'a>(window: &'a Window, name: &str) -> Job<'a> {
    Job { window, pictures: pictures().join(name), say: &|step| println!("  done  {step}") }
}
