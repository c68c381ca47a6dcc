//! The forms in which a secret leaves, read by programs that are not ours; and what the clipboard is lent.

use std::path::{Path, PathBuf};
use std::process::Command;

use keyrack_core::Secret;
use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_core::error::{Code, Error};
use keyrack_tests::rig::*;
use keyrack_tests::world::*;

const PAIRS: [HandOverFormat; 4] =
    [HandOverFormat::Pem, HandOverFormat::Pkcs1, HandOverFormat::PemProtected, HandOverFormat::Env];
const PASSPHRASE: &str = "korrekt: Pferd, Batterie, Büroklammer";

fn request(key: &KeyView, format: HandOverFormat) -> HandOverRequest {
    let passphrase = (format == HandOverFormat::PemProtected).then(|| Secret::from(PASSPHRASE.to_owned()));
    HandOverRequest { key_id: key.id.clone(), format, part: None, passphrase }
}

fn new_file(name: &str) -> PathBuf {
    let folder = scratch();
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

async fn written(rig: &Rig, request: &HandOverRequest) -> Result<PathBuf, Error> {
    let path = new_file("key");
    let done = rig.app.hand_over(request, &Place { path: path.clone(), downloads: None }).await;
    assert_eq!(done.is_ok(), path.exists());
    done.map(|_| path)
}

/// The public half, as `openssl` finds it in a file; none where it cannot open it.
fn openssl(program: &str, file: &Path, passphrase: &str) -> Option<String> {
    let out = Command::new("openssl")
        .args([program, "-pubout", "-passin", "env:PASSPHRASE", "-in"])
        .arg(file)
        .env("PASSPHRASE", passphrase)
        .output()
        .expect("openssl");
    out.status.success().then(|| String::from_utf8(out.stdout).unwrap())
}

#[tokio::test]
async fn openssl_finds_the_same_public_half_in_every_pem() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let public = rig.app.public_half(&key.id).await.unwrap().pem;
    for (format, begins) in [
        (HandOverFormat::Pem, "-----BEGIN PRIVATE KEY-----"),
        (HandOverFormat::Pkcs1, "-----BEGIN RSA PRIVATE KEY-----"),
        (HandOverFormat::PemProtected, "-----BEGIN ENCRYPTED PRIVATE KEY-----"),
    ] {
        let file = written(&rig, &request(&key, format)).await.unwrap();
        assert!(std::fs::read_to_string(&file).unwrap().starts_with(begins));
        for program in ["pkey", "rsa"] {
            let found = openssl(program, &file, PASSPHRASE);
            assert_eq!(found.as_deref(), Some(&public[..]), "{program} {format:?}");
        }
    }
}

#[tokio::test]
async fn no_other_passphrase_opens_a_protected_file() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let file = written(&rig, &request(&key, HandOverFormat::PemProtected)).await.unwrap();
    for wrong in ["", "wrong", &PASSPHRASE[1..]] {
        assert_eq!(openssl("pkey", &file, wrong), None, "{wrong:?}");
    }
    assert!(openssl("pkey", &file, PASSPHRASE).is_some());
}

#[tokio::test]
async fn passphrase_that_is_missing_or_empty_is_asked_for() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    for passphrase in [None, Some(Secret::from(String::new()))] {
        let request = HandOverRequest { passphrase, ..request(&key, HandOverFormat::PemProtected) };
        for refused in [
            written(&rig, &request).await.map(drop).unwrap_err(),
            rig.app.offer_hand_over(&request).map(drop).unwrap_err(),
            rig.app.copy_secret(&request, |_| Some(())).await.unwrap_err(),
        ] {
            assert_eq!(refused.code(), Code::FieldEmpty);
            assert_eq!(refused.params()["field"], "Passphrase");
        }
    }
}

#[tokio::test]
async fn forms_are_those_that_fit_the_key() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        let forms = rig.app.hand_over_forms(&key.id).unwrap();
        let formats: Vec<HandOverFormat> = forms.iter().map(|form| form.format).collect();
        if key.pair {
            assert_eq!(formats, PAIRS, "{}", provider.id);
        } else {
            let secret = provider.key_form.fields.iter().filter(|field| field.kind == FieldKind::Secret);
            let parts: Vec<(Option<String>, Option<String>)> =
                secret.map(|field| (Some(field.id.clone()), Some(field.name.clone()))).collect();
            let found: Vec<_> = forms[1..].iter().map(|form| (form.part.clone(), form.part_name.clone())).collect();
            assert_eq!((formats[0], found), (HandOverFormat::Env, parts), "{}", provider.id);
        }
        for form in forms {
            let request = HandOverRequest { part: form.part.clone(), ..request(&key, form.format) };
            assert_eq!(rig.app.offer_hand_over(&request).is_ok(), form.file, "{}: {form:?}", provider.id);
            assert_eq!(rig.app.offer_copy(&request).is_ok(), form.clipboard, "{}: {form:?}", provider.id);
            assert_eq!(written(&rig, &request).await.is_ok(), form.file, "{}: {form:?}", provider.id);
            assert!(rig.app.copy_secret(&request, |_| Some(())).await.is_ok(), "{}: {form:?}", provider.id);
        }
    }
}

#[tokio::test]
async fn key_whose_secret_is_not_here_has_no_form() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    assert_eq!(rig.app.hand_over_forms(&key.id).unwrap().len(), PAIRS.len());
    rig.stop(&key.id).await.unwrap();
    assert_eq!(rig.app.hand_over_forms(&key.id).unwrap(), []);
    let copied = rig.app.copy_secret(&request(&key, HandOverFormat::Pem), |_| Some(())).await;
    assert_eq!(copied.unwrap_err().code(), Code::SecretNotHere);
}

#[tokio::test]
async fn clipboard_is_lent_the_part_that_was_asked_for_and_the_same_text_as_a_file() {
    let rig = Rig::new("buildmarkets").await;
    let key = rig.key("bot").await;
    let lent =
        async |request: HandOverRequest| rig.app.copy_secret(&request, |text| Some(text.to_owned())).await.unwrap();
    let part = |part: &str| HandOverRequest { part: Some(part.into()), ..request(&key, HandOverFormat::Part) };
    let env = lent(request(&key, HandOverFormat::Env)).await;
    for (name, id) in [("BUILDMARKETS_API_KEY", "api_key"), ("BUILDMARKETS_API_SECRET", "api_secret")] {
        let value = lent(part(id)).await;
        assert!(env.lines().any(|line| line == format!("{name}={value}")), "{name}");
    }
    let file = written(&rig, &request(&key, HandOverFormat::Env)).await.unwrap();
    assert_eq!(env, std::fs::read_to_string(file).unwrap());
    let refused = rig.app.copy_secret(&part("label"), |_| Some(())).await.unwrap_err();
    assert_eq!(refused.code(), Code::NothingChosen);
}

#[tokio::test]
async fn log_knows_of_a_copy_before_it_leaves_and_tells_of_one_that_failed() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let lines = || {
        let wanted = ActivityRequest { group: Some(ActGroup::HandingOver), ..Default::default() };
        let rows = rig.app.activity(wanted).unwrap();
        rows.into_iter().map(|row| (row.subject, row.outcome, row.note)).collect::<Vec<_>>()
    };
    let line = |outcome| ("bot".to_owned(), outcome, Some("clipboard".to_owned()));
    let request = request(&key, HandOverFormat::Pem);
    rig.app.copy_secret(&request, |_| (lines() == [line(Outcome::Done)]).then_some(())).await.unwrap();
    let refused = rig.app.copy_secret(&request, |_| None::<()>).await.unwrap_err();
    assert_eq!(refused.code(), Code::ClipboardRefused);
    assert_eq!(lines(), [line(Outcome::Refused), line(Outcome::Done), line(Outcome::Done)]);
}
