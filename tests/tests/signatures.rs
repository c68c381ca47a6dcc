//! Signatures against a program that is not ours: `openssl` verifies them with a salt of 32 bytes, and with no other.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyrack_tests::world::*;

/// A signed request as the provider saw it: the message that the documents describe, and its signature.
async fn signed() -> (std::path::PathBuf, Vec<u8>, Vec<u8>) {
    let world = World::new().await;
    let key = world.key("bot").await;
    world.app.test_key(&key.id).await.unwrap();
    let seen = world
        .sandbox
        .requests()
        .into_iter()
        .rev()
        .find(|r| r.key.as_deref() == key.remote_id.as_deref())
        .expect("it was signed");
    let header = |name: &str| seen.headers.iter().find(|(n, _)| n == name).expect(name).1.clone();
    let message = format!("{}{}{}", header("kalshi-access-timestamp"), seen.method, seen.path);
    let folder = scratch();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pub.pem"), world.app.public_half(&key.id).await.unwrap().pem).unwrap();
    (folder, message.into_bytes(), STANDARD.decode(header("kalshi-access-signature")).unwrap())
}

fn verifies(folder: &Path, message: &[u8], signature: &[u8], salt: &str) -> bool {
    std::fs::write(folder.join("signature"), signature).unwrap();
    let mut openssl = Command::new("openssl")
        .current_dir(folder)
        .args(["dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", &format!("rsa_pss_saltlen:{salt}")])
        .args(["-sigopt", "rsa_mgf1_md:sha256", "-verify", "pub.pem", "-signature", "signature"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("openssl");
    openssl.stdin.take().unwrap().write_all(message).unwrap();
    openssl.wait().unwrap().success()
}

#[tokio::test]
async fn openssl_verifies_with_a_salt_of_32_bytes_and_no_other() {
    let (folder, message, signature) = signed().await;
    assert!(verifies(&folder, &message, &signature, "32"));
    for other in ["0", "20", "64", "222"] {
        assert!(!verifies(&folder, &message, &signature, other), "salt {other}");
    }
}

#[tokio::test]
async fn openssl_refuses_another_message() {
    let (folder, mut message, signature) = signed().await;
    message[0] ^= 1;
    assert!(!verifies(&folder, &message, &signature, "32"));
}
