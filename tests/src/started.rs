//! The program as people get it, started as they start it: nothing drives its window.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::desktop::program;
use crate::x::wait_for;

pub struct Started {
    child: Child,
}

/// How a start ended, and what it said.
pub struct Ended {
    pub status: ExitStatus,
    pub said: String,
}

/// Keyrack without what the window tests need, on this session's display.
pub fn keyrack() -> Started {
    let plain = program("keyrack-plain");
    assert!(plain.exists(), "`./run test` builds it: the program without the automation feature");
    Started::new(&plain)
}

impl Started {
    pub fn new(program: &Path) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        Self { child: command.spawn().expect("it starts") }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a process of ours").is_none()
    }

    /// Sends a signal to the program alone, not to the processes of its page.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    /// Waits until it ends by itself.
    pub fn ended(mut self) -> Ended {
        let status = wait_for("the end of the program", || self.child.try_wait().expect("a process of ours"));
        let mut said = String::new();
        // Processes of its page may hold the other end a moment longer: they are ended first.
        self.kill_group();
        self.child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
        Ended { status, said }
    }

    fn kill_group(&self) {
        let group = format!("-{}", self.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
}

/// Also where a test fails: ends the program and everything that it has started, as a power cut would.
impl Drop for Started {
    fn drop(&mut self) {
        self.kill_group();
        let _ = self.child.wait();
    }
}
