//! Certificates that do not match: the connection ends before anything secret is sent, with its own words.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use keyrack_core::error::Code;
use keyrack_core::vault::Vault;
use keyrack_tests::world::*;

/// A server with a certificate of its own making, for the given name.
struct Server {
    process: Child,
    port: u16,
    certificate: PathBuf,
}

impl Server {
    fn start(name: &str) -> Self {
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

    /// What an account at this server says, asked by a process that trusts the given certificate.
    fn asked_trusting(&self, trusted: Option<&Path>) -> String {
        let mut inner = Command::new(std::env::current_exe().unwrap());
        inner.args(["--exact", "inner_asks_the_server", "--ignored", "--nocapture"]);
        inner.env("KEYRACK_TEST_ADDRESS", format!("https://127.0.0.1:{}/trade-api/v2", self.port));
        if let Some(trusted) = trusted {
            inner.env("SSL_CERT_FILE", trusted);
        }
        let out = String::from_utf8(inner.output().unwrap().stdout).unwrap();
        out.lines().find_map(|l| l.split_once("cause: ")).map(|(_, cause)| cause.to_owned()).unwrap_or(out)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn certificate_that_nobody_vouches_for_is_refused() {
    let server = Server::start("IP:127.0.0.1");
    assert_eq!(server.asked_trusting(None), format!("{:?}", Some(Code::CertificateRefused)));
}

#[test]
fn certificate_for_another_name_is_refused() {
    let server = Server::start("DNS:elsewhere.example");
    assert_eq!(server.asked_trusting(Some(&server.certificate)), format!("{:?}", Some(Code::CertificateRefused)));
}

/// The control: the same server with the right name is reached, and its web page is not understood.
#[test]
fn certificate_that_matches_is_taken() {
    let server = Server::start("IP:127.0.0.1");
    assert_eq!(server.asked_trusting(Some(&server.certificate)), format!("{:?}", Some(Code::AnswerNotUnderstood)));
}

/// Run by the tests above, in a process with a trust store of its own.
#[tokio::test]
#[ignore = "run by the tests above"]
async fn inner_asks_the_server() {
    let address = std::env::var("KEYRACK_TEST_ADDRESS").unwrap();
    let app = open_app(&scratch().join("live.db"), Vault::memory(), Arc::new(TestClock::default()), None);
    let trial = app.try_account(request(&address, "bearer", &[("token", "not-a-real-token")])).await.unwrap();
    println!("cause: {:?}", trial.test.cause);
}
