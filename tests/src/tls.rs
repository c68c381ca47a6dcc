//! A server whose certificate nobody vouches for.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::world::scratch;

/// A server with a certificate of its own making, for the given name.
pub struct TlsServer {
    process: Child,
    pub port: u16,
    pub certificate: PathBuf,
}

impl TlsServer {
    pub fn start(name: &str) -> Self {
        let folder = scratch();
        std::fs::create_dir_all(&folder).unwrap();
        let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=keyrack-test"])
            .args([
                "-addext",
                &format!("subjectAltName={name}"),
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-keyout",
                text(&key),
                "-out",
                text(&certificate),
            ])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("openssl")
            .args([
                "s_server",
                "-quiet",
                "-www",
                "-accept",
                &format!("127.0.0.1:{port}"),
                "-key",
                text(&key),
                "-cert",
                text(&certificate),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self { process, port, certificate }
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
