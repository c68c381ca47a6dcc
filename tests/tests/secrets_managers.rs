//! The commands with which a secrets manager takes a file in, run by a real shell with programs in the managers' places:
//! they get what was meant, whatever the file and the key are called, and the file goes only where it went in.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_tests::rig::*;
use keyrack_tests::world::*;

const HOSTILE: [&str; 8] = [
    "plain.env",
    "a b.env",
    "it's.env",
    "$(touch gone).env",
    "-rf",
    "two\nlines.env",
    "`id`;\"x\"&|.env",
    "schlüssel 🔑.env",
];

/// Programs in the managers' places: each notes its arguments, one a line end, and the file that it is pointed to.
fn managers(folder: &Path, exit: u8) -> PathBuf {
    let place = folder.join(format!("bin{exit}"));
    std::fs::create_dir_all(&place).unwrap();
    let script = format!(
        "#!/bin/sh\nset -e\nprintf '%s\\0' \"${{0##*/}}\" \"$@\" >\"$NOTED\"\nfor last; do :; done\n\
         case $last in file://*) file=${{last#file://}} ;; *=@*) file=${{last#*=@}} ;; esac\n\
         cat -- \"$file\" >\"$NOTED.read\"\nexit {exit}\n"
    );
    for name in ["vault", "bao", "aws"] {
        std::fs::write(place.join(name), &script).unwrap();
        std::fs::set_permissions(place.join(name), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    place
}

struct Ran {
    worked: bool,
    arguments: Vec<String>,
    read: Vec<u8>,
}

fn run(command: &str, folder: &Path, programs: &Path) -> Ran {
    let noted = folder.join("noted");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let ran =
        Command::new("sh").args(["-c", command]).current_dir(folder).env("PATH", path).env("NOTED", &noted).status();
    let arguments = String::from_utf8(std::fs::read(&noted).unwrap()).unwrap();
    let arguments = arguments.split_terminator('\0').map(str::to_owned).collect();
    let read = std::fs::read(folder.join("noted.read")).unwrap();
    Ran { worked: ran.unwrap().success(), arguments, read }
}

async fn handed(rig: &Rig, key: &KeyView, format: HandOverFormat, path: &Path) -> Vec<ManagerCommandView> {
    let request = HandOverRequest { key_id: key.id.clone(), format, part: None, passphrase: None };
    rig.app.hand_over(&request, &Place { path: path.to_owned(), downloads: None }).await.unwrap().commands
}

#[tokio::test]
async fn every_manager_gets_the_file_whatever_it_is_called_and_the_file_is_gone_only_then() {
    let rig = Rig::new("sendgrid").await;
    let key = rig.key("bot").await;
    let root = scratch();
    let folder = root.join("it's a $(touch gone) `folder`");
    std::fs::create_dir_all(&folder).unwrap();
    let (fails, works) = (managers(&root, 1), managers(&root, 0));
    for name in HOSTILE {
        let path = folder.join(name);
        let managers = handed(&rig, &key, HandOverFormat::Env, &path).await;
        assert_eq!(managers.len(), 3, "{name}");
        let written = std::fs::read(&path).unwrap();
        let shown = path.to_str().unwrap();
        for ManagerCommandView { manager, text } in managers {
            std::fs::write(&path, &written).unwrap();
            let kv = |program: &str| {
                [program, "kv", "put", "-mount=secret", "-cas=0", "keyrack/bot", &format!("env=@{shown}")]
                    .map(str::to_owned)
            };
            let meant = match manager {
                SecretsManager::HashicorpVault => kv("vault"),
                SecretsManager::Openbao => kv("bao"),
                SecretsManager::AwsSecretsManager => {
                    let file = format!("file://{shown}");
                    ["aws", "secretsmanager", "create-secret", "--name", "keyrack/bot", "--secret-string", &file]
                        .map(str::to_owned)
                }
            };
            let refused = run(&text, &root, &fails);
            assert!(!refused.worked && path.exists(), "{name}: a file that did not go in stays");
            assert_eq!(refused.arguments, meant, "{name}");
            let taken = run(&text, &root, &works);
            assert!(taken.worked && !path.exists(), "{name}: a file that went in is removed");
            assert_eq!((&taken.arguments[..], &taken.read), (&meant[..], &written), "{name}");
        }
    }
    assert!(!root.join("gone").exists() && !Path::new("gone").exists(), "nothing in a name was run");
}

#[tokio::test]
async fn key_goes_by_a_name_that_every_manager_takes_whatever_its_label() {
    let rig = Rig::new("sendgrid").await;
    let root = scratch();
    std::fs::create_dir_all(&root).unwrap();
    let works = managers(&root, 0);
    let mut names = std::collections::BTreeSet::new();
    for label in ["it's $(touch gone) `id`", "-mount=x", "日本", "中国", "a b", "a-b", "../up", "&& rm -rf ."] {
        let key = rig.key(label).await;
        for command in handed(&rig, &key, HandOverFormat::Env, &root.join("key.env")).await {
            std::fs::write(root.join("key.env"), "x").unwrap();
            let ran = run(&command.text, &root, &works);
            let name = ran.arguments.iter().find_map(|argument| argument.strip_prefix("keyrack/")).expect(label);
            assert!(ran.worked && !name.is_empty(), "{label}");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)), "{label}: {name}");
            assert!(!name.starts_with(['.', '-']), "{label}: {name}");
            names.insert((command.manager as u8, name.to_owned()));
        }
    }
    assert_eq!(names.len(), 8 * 3, "no two keys share a name: {names:?}");
    assert!(!root.join("gone").exists());
}

#[tokio::test]
async fn commands_of_a_pair_name_what_the_file_holds() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let root = scratch();
    std::fs::create_dir_all(&root).unwrap();
    for (format, field) in
        [(HandOverFormat::Pem, "private_key"), (HandOverFormat::Pkcs1, "private_key"), (HandOverFormat::Env, "env")]
    {
        let path = root.join(format!("{field}-{format:?}"));
        let commands = handed(&rig, &key, format, &path).await;
        assert!(commands[0].text.contains(&format!("'{field}=@{}'", path.display())), "{}", commands[0].text);
    }
}
