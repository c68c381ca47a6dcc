//! The secret scan finds what is planted: each encoding in each place. Otherwise its silence would prove nothing.

use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyrack_tests::scan;
use keyrack_tests::world::scratch;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::traits::PrivateKeyParts;

fn fresh() -> rsa::RsaPrivateKey {
    rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Every encoding that the scan promises to find.
fn planted(key: &rsa::RsaPrivateKey) -> Vec<(&'static str, Vec<u8>)> {
    let pem = key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    let der = key.to_pkcs8_der().unwrap().as_bytes().to_vec();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let one_line = STANDARD.encode(&der);
    let narrow: String =
        one_line.as_bytes().chunks(17).map(|c| format!("{}\r\n", String::from_utf8_lossy(c))).collect();
    vec![
        ("DER", der.clone()),
        ("PKCS#1 DER", key.to_pkcs1_der().unwrap().as_bytes().to_vec()),
        ("PEM", pem.clone().into_bytes()),
        ("PKCS#1 PEM", key.to_pkcs1_pem(LineEnding::CRLF).unwrap().as_bytes().to_vec()),
        ("PEM in one line", one_line.into_bytes()),
        ("PEM in narrow lines", narrow.into_bytes()),
        ("base64, one byte on", STANDARD.encode([&b"x"[..], &der].concat()).into_bytes()),
        ("base64, two bytes on", STANDARD.encode([&b"xy"[..], &der].concat()).into_bytes()),
        ("hex", hex(&der).into_bytes()),
        ("HEX", hex(&der).to_uppercase().into_bytes()),
        ("UTF-16 of hex", utf16(&hex(&der))),
        ("UTF-16 of base64", utf16(&STANDARD.encode(&der))),
        ("JSON-escaped PEM", serde_json::to_string(&pem).unwrap().into_bytes()),
        ("JSON in JSON", serde_json::to_string(&serde_json::to_string(&pem).unwrap()).unwrap().into_bytes()),
        ("p", key.primes()[0].to_bytes_be()),
        ("q", key.primes()[1].to_bytes_be()),
        ("d", key.d().to_bytes_be()),
        ("d, little end first", key.d().to_bytes_le()),
    ]
}

#[test]
fn planted_copy_in_each_encoding_is_found() {
    let key = fresh();
    let needles = scan::pair("pair", &key.to_pkcs8_pem(LineEnding::LF).unwrap());
    for (name, copy) in planted(&key) {
        let around = [b"something before ", &copy[..], b" and after"].concat();
        assert!(!scan::found_in(&around, &needles).is_empty(), "{name} was not found");
    }
}

#[test]
fn public_half_and_another_pair_are_not_found() {
    use rsa::pkcs8::EncodePublicKey;
    let (key, other) = (fresh(), fresh());
    let needles = scan::pair("pair", &key.to_pkcs8_pem(LineEnding::LF).unwrap());
    let public = key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    assert!(scan::found_in(public.as_bytes(), &needles).is_empty());
    for (name, copy) in planted(&other) {
        assert!(scan::found_in(&copy, &needles).is_empty(), "{name} of another pair");
    }
}

#[test]
fn planted_token_in_each_encoding_is_found() {
    let token = "practice_0123456789abcdefXYZ";
    let needles = scan::text("token", token);
    let utf16: Vec<u8> = token.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for copy in [
        token.as_bytes().to_vec(),
        hex(token.as_bytes()).into_bytes(),
        STANDARD.encode(format!("Bearer {token}")).into_bytes(),
        utf16,
    ] {
        assert!(!scan::found_in(&copy, &needles).is_empty(), "{}", String::from_utf8_lossy(&copy));
    }
}

#[test]
fn planted_copy_in_each_encoding_is_found_in_each_place() {
    let key = fresh();
    let needles = scan::pair("pair", &key.to_pkcs8_pem(LineEnding::LF).unwrap());
    let root = scratch();
    let places = [
        "data/live.db",
        "data/live.db-wal",
        "logs/keyrack.log",
        "tmp/x/deep/file",
        "cache/webview/leveldb/000003.log",
        "tmp/answers.json",
    ];
    for (name, copy) in planted(&key) {
        for place in places {
            let path: PathBuf = root.join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, [b"noise ", &copy[..], b" noise"].concat()).unwrap();
        }
        let (found, files) = scan::folders(std::slice::from_ref(&root), &needles);
        assert_eq!(files, places.len());
        for place in places {
            assert!(found.iter().any(|f| f.ends_with(place)), "{name} in {place} was not found");
        }
    }
}

#[test]
fn planted_copy_in_arguments_and_environment_is_found() {
    for (part, plant) in [("cmdline", true), ("environ", false)] {
        let token = format!("planted_{part}_5b4a39281706");
        let needles = scan::text("token", &token);
        let mut sleeper = Command::new("sh");
        // A shell that waits for its input, so that it lives as long as it is looked at.
        let mut child = if plant {
            sleeper.args(["-c", "read line", &token])
        } else {
            sleeper.args(["-c", "read line"]).env("PLANTED", &token)
        }
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
        let (found, read) = scan::processes(&needles);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(read > 0 && found.iter().any(|f| f.contains(part)), "{part}: {found:?}");
    }
}
