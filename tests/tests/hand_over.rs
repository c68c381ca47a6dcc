//! Handing a secret over to a file: what is in it, who can read it, where it may lie, and what is kept of it.

use std::path::{Path, PathBuf};

use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_core::error::{Code, Error};
use keyrack_tests::elsewhere::{made_elsewhere, read_env};
use keyrack_tests::rig::*;
use keyrack_tests::scan;
use keyrack_tests::world::*;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use serde_json::Value;

const ENV: HandOverFormat = HandOverFormat::Env;
const PEM: HandOverFormat = HandOverFormat::Pem;

/// A folder beside the records, so that what is written there is not taken for a leak.
fn folder(name: &str) -> PathBuf {
    let folder = scratch().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn hand_over(rig: &Rig, key: &KeyView, format: HandOverFormat, path: &Path) -> Result<HandedView, Error> {
    let place = Place { path: path.to_owned(), downloads: None };
    rig.app.hand_over(&HandOverRequest { key_id: key.id.clone(), format, part: None, passphrase: None }, &place).await
}

/// A key whose secret the test knows: made elsewhere, and brought in.
async fn known(rig: &Rig) -> (KeyView, Value) {
    let made = made_elsewhere(rig, "reporting bot").await;
    let id = made["id"].as_str().unwrap();
    let request = BringRequest {
        account_id: rig.account.id.clone(),
        label: "reporting bot".into(),
        remote_id: matches!(&rig.provider.id[..], "buildmarkets" | "sendgrid").then(|| id.to_owned()),
        fields: fields(&rig.provider.key_form, &made),
    };
    (rig.app.bring_key(request, &quiet).await.unwrap(), made)
}

#[tokio::test]
async fn env_file_holds_the_id_and_every_part_of_the_secret_of_each_provider() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let (key, made) = known(&rig).await;
        let path = folder("keys").join("bot.env");
        let handed = hand_over(&rig, &key, ENV, &path).await.unwrap();
        assert_eq!((&handed.file[..], &handed.warnings[..]), ("bot.env", &[][..]), "{}", provider.id);
        let values = read_env(&path);
        assert!(values.values().any(|v| Some(&v[..]) == made["id"].as_str()), "{}: {values:?}", provider.id);
        for (name, part) in made.as_object().unwrap() {
            let part = part.as_str().unwrap();
            let found = match name == "private_key" {
                true => values.values().any(|v| v.starts_with("-----BEGIN PRIVATE KEY-----") && same_pair(v, part)),
                false => values.values().any(|v| v == part),
            };
            assert!(found, "{}: {name}", provider.id);
        }
    }
}

fn same_pair(one: &str, other: &str) -> bool {
    use rsa::pkcs1::DecodeRsaPrivateKey;
    let read = |pem: &str| RsaPrivateKey::from_pkcs8_pem(pem).or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem)).unwrap();
    read(one) == read(other)
}

#[tokio::test]
async fn builder_key_goes_by_the_documented_names() {
    let rig = Rig::new("openfish").await;
    let (key, made) = known(&rig).await;
    let path = folder("keys").join("bot.env");
    hand_over(&rig, &key, ENV, &path).await.unwrap();
    let names = ["API_KEY", "SECRET", "PASSPHRASE", "ID"].map(|name| format!("OPENFISH_BUILDER_{name}"));
    let wanted = [&made["api_key"], &made["secret"], &made["passphrase"], &Value::from("reporting bot")];
    let values = read_env(&path);
    assert_eq!(values.len(), names.len());
    for (name, value) in names.iter().zip(wanted) {
        assert_eq!(Some(&values[name][..]), value.as_str(), "{name}");
    }
}

#[tokio::test]
async fn shell_reads_the_same_values_from_an_env_file() {
    let rig = Rig::new("openfish").await;
    let (key, made) = known(&rig).await;
    let path = folder("keys").join("bot.env");
    hand_over(&rig, &key, ENV, &path).await.unwrap();
    let script = ". \"$0\"; printf '%s|%s' \"$OPENFISH_BUILDER_SECRET\" \"$OPENFISH_BUILDER_ID\"";
    let out = std::process::Command::new("sh").args(["-c", script]).arg(&path).output().unwrap();
    let wanted = format!("{}|reporting bot", made["secret"].as_str().unwrap());
    assert_eq!(String::from_utf8(out.stdout).unwrap(), wanted);
}

#[tokio::test]
async fn pem_is_the_secret_half_of_the_key() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let path = folder("keys").join("bot.pem");
    hand_over(&rig, &key, PEM, &path).await.unwrap();
    let pair = RsaPrivateKey::from_pkcs8_pem(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let public = pair.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    assert_eq!(public, rig.app.public_half(&key.id).await.unwrap().pem);
}

#[tokio::test]
async fn key_that_keyrack_works_with_can_be_handed_over_too() {
    for id in ["kalshi", "cloudflare", "blockmind"] {
        let rig = Rig::new(id).await;
        let own = rig.overview().keys.into_iter().find(|k| k.manager).unwrap();
        let path = folder("keys").join("own.env");
        hand_over(&rig, &own, ENV, &path).await.unwrap();
        let secret = ["token", "key", "private_key"].iter().find_map(|name| rig.drawn[*name].as_str()).unwrap();
        let values = read_env(&path);
        let has = |v: &String| v == secret || v.contains("PRIVATE KEY") && same_pair(v, secret);
        assert!(values.values().any(has), "{id}");
    }
}

#[tokio::test]
async fn pem_of_a_key_that_is_no_pair_is_refused() {
    let rig = Rig::new("sendgrid").await;
    let key = rig.key("bot").await;
    let path = folder("keys").join("bot.pem");
    let refused = hand_over(&rig, &key, PEM, &path).await.unwrap_err();
    assert!(refused.code() == Code::NothingChosen && !path.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn file_is_new_private_and_never_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let folder = folder("keys");
    let path = folder.join("bot.pem");
    hand_over(&rig, &key, PEM, &path).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(hand_over(&rig, &key, ENV, &path).await.unwrap_err().code(), Code::FileExists);
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let (link, target) = (folder.join("link.pem"), folder.join("target.pem"));
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert_eq!(hand_over(&rig, &key, PEM, &link).await.unwrap_err().code(), Code::FileExists);
    assert!(!target.exists());
    let missing = folder.join("missing/bot.pem");
    assert_eq!(hand_over(&rig, &key, PEM, &missing).await.unwrap_err().code(), Code::FileUnwritable);
}

#[tokio::test]
async fn unwise_folder_is_named() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let folder = folder("Dropbox/project");
    std::fs::create_dir(folder.join(".git")).unwrap();
    let handed = hand_over(&rig, &key, PEM, &folder.join("bot.pem")).await.unwrap();
    assert_eq!(handed.warnings, [PlaceWarning::GitWorkTree, PlaceWarning::Synchronised]);
}

#[tokio::test]
async fn log_tells_of_it_and_holds_no_secret() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let path = folder("keys").join("bot.pem");
    hand_over(&rig, &key, PEM, &path).await.unwrap();
    let wanted = ActivityRequest { group: Some(ActGroup::HandingOver), ..Default::default() };
    let told = rig.app.activity(wanted).unwrap();
    assert_eq!((told[0].act, &told[0].subject[..], told[0].note.as_deref()), (Act::HandedOver, "bot", Some("bot.pem")));
    let needles = scan::pair("bot", &std::fs::read_to_string(&path).unwrap());
    let (found, files) = scan::folders(std::slice::from_ref(&rig.folder), &needles);
    assert!(files > 0 && found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn key_that_is_stopped_or_elsewhere_is_not_handed_over() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    rig.stop(&key.id).await.unwrap();
    rig.sandbox.fill("kalshi", 1);
    rig.app.refresh_account(&rig.account.id).await.unwrap();
    let elsewhere = rig.overview().keys.into_iter().find(|k| k.secret == SecretPlace::Elsewhere).unwrap();
    for key in [rig.shown(&key.id), elsewhere] {
        let path = folder("keys").join("bot.pem");
        let refused = hand_over(&rig, &key, PEM, &path).await.unwrap_err();
        assert!(refused.code() == Code::SecretNotHere && !path.exists());
        let request = HandOverRequest { key_id: key.id, format: PEM, part: None, passphrase: None };
        assert_eq!(rig.app.offer_hand_over(&request).unwrap_err().code(), Code::SecretNotHere);
    }
}

#[tokio::test]
async fn question_names_the_key_and_the_file_is_named_after_it() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("re/porting bot").await;
    let request = HandOverRequest { key_id: key.id, format: ENV, part: None, passphrase: None };
    let offer = rig.app.offer_hand_over(&request).unwrap();
    assert_eq!((&offer.label[..], &offer.provider[..]), ("re/porting bot", "Kalshi"));
    assert_eq!(offer.file, "re-porting-bot.env");
}
