//! Certificates that do not match: the connection ends before anything secret is sent, with its own words.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use keyrack_core::error::Code;
use keyrack_core::vault::Vault;
use keyrack_tests::tls::TlsServer;
use keyrack_tests::world::*;

/// What an account at this server says, asked by a process that trusts the given certificate.
fn asked_trusting(server: &TlsServer, trusted: Option<&Path>) -> String {
    let mut inner = Command::new(std::env::current_exe().unwrap());
    inner.args(["--exact", "inner_asks_the_server", "--ignored", "--nocapture"]);
    inner.env("KEYRACK_TEST_ADDRESS", format!("https://127.0.0.1:{}/trade-api/v2", server.port));
    if let Some(trusted) = trusted {
        inner.env("SSL_CERT_FILE", trusted);
    }
    let out = String::from_utf8(inner.output().unwrap().stdout).unwrap();
    out.lines().find_map(|l| l.split_once("cause: ")).map(|(_, cause)| cause.to_owned()).unwrap_or(out)
}

#[test]
fn certificate_that_nobody_vouches_for_is_refused() {
    let server = TlsServer::start("IP:127.0.0.1");
    assert_eq!(asked_trusting(&server, None), format!("{:?}", Some(Code::CertificateRefused)));
}

#[test]
fn certificate_for_another_name_is_refused() {
    let server = TlsServer::start("DNS:elsewhere.example");
    assert_eq!(asked_trusting(&server, Some(&server.certificate)), format!("{:?}", Some(Code::CertificateRefused)));
}

/// The control: the same server with the right name is reached, and its web page is not understood.
#[test]
fn certificate_that_matches_is_taken() {
    let server = TlsServer::start("IP:127.0.0.1");
    assert_eq!(asked_trusting(&server, Some(&server.certificate)), format!("{:?}", Some(Code::AnswerNotUnderstood)));
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
