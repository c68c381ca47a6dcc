//! The stage of a test in the real window: where its files lie, what it is started with, and where no secret may be.

use std::path::PathBuf;

use crate::desktop::program;
use crate::main_job::Job;
use crate::scan::{self, Needle};
use crate::window::{Start, Window, pictures};

/// The session's own folder: home, data, cache, temporary files, and the window's storage.
pub fn session_root() -> PathBuf {
    std::env::var_os("SESSION_ROOT").expect("inside a session").into()
}

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

pub fn job<'a>(window: &'a Window, name: &str) -> Job<'a> {
    Job { window, pictures: pictures().join(name), say: &|step| println!("  done  {step}") }
}
