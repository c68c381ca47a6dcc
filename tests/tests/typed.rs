//! What a person can type wrongly, and the code that has the words for it.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_tests::world::*;

async fn label(text: &str) -> Option<Code> {
    let world = World::new().await;
    world.key("taken").await;
    world.app.check_label(&world.account.id, text).err().map(|e| e.code())
}

#[tokio::test]
async fn labels() {
    for (text, code) in [
        ("fresh", None),
        ("", Some(Code::LabelEmpty)),
        ("   ", Some(Code::LabelEmpty)),
        ("taken", Some(Code::LabelTaken)),
        ("TAKEN ", Some(Code::LabelTaken)),
        ("a\u{202e}b", Some(Code::LabelUnprintable)),
        ("a\nb", Some(Code::LabelUnprintable)),
    ] {
        assert_eq!(label(text).await, code, "{text:?}");
    }
    assert_eq!(label(&"x".repeat(10_000)).await, Some(Code::LabelTooLong));
}

#[tokio::test]
async fn label_with_emoji_and_right_to_left_letters_works_at_the_provider() {
    let world = World::new().await;
    world.key("تقارير 🔑").await;
    assert_eq!(world.living(), ["تقارير 🔑"]);
}

#[tokio::test]
async fn permissions() {
    let world = World::new().await;
    for (scopes, code) in [
        (vec![], Code::PermissionsEmpty),
        (vec!["everything"], Code::PermissionUnknown),
        (vec!["write"], Code::PermissionNeeds),
    ] {
        let scopes: Vec<String> = scopes.into_iter().map(str::to_owned).collect();
        let request = CreateRequest { scopes, ..wanted(&world.account, "bot", Way::Here) };
        let refused = world.app.create_key(request, &quiet).await.err().map(|e| e.code());
        assert_eq!(refused, Some(code));
    }
    assert!(world.overview().unfinished.is_empty(), "nothing was begun");
}

async fn account(change: impl FnOnce(&mut AccountRequest)) -> Option<Code> {
    let world = World::new().await;
    let mut typed = AccountRequest { name: "Second".into(), ..access_key(&world.account.address, &world.manager) };
    change(&mut typed);
    world.app.try_account(typed).await.err().map(|e| e.code())
}

#[tokio::test]
async fn addresses() {
    for (text, code) in [
        ("http://example.org", Code::AddressNotHttps),
        ("http://localhost:1", Code::AddressNotHttps),
        ("https://user@example.org", Code::AddressWithUser),
        ("example", Code::AddressUnreadable),
        ("", Code::AddressUnreadable),
    ] {
        assert_eq!(account(|a| a.address = Some(text.into())).await, Some(code), "{text:?}");
    }
}

#[tokio::test]
async fn account_fields() {
    assert_eq!(account(|a| a.name = " ".into()).await, Some(Code::NameEmpty));
    assert_eq!(account(|a| a.name = "trading DESK".into()).await, Some(Code::NameTaken));
    assert_eq!(account(|a| a.fields[0] = field("key_id", "")).await, Some(Code::FieldEmpty));
    assert_eq!(account(|a| a.fields[0] = field("key_id", "a\nb")).await, Some(Code::FieldUnprintable));
    assert_eq!(account(|a| a.fields[1] = field("private_key", "hello")).await, Some(Code::ImportNotAKey));
    assert_eq!(account(|a| a.fields.clear()).await, Some(Code::FieldEmpty));
}

#[tokio::test]
async fn token_with_a_line_break_inside_is_refused_before_it_is_sent() {
    let world = World::new().await;
    let typed = request(&world.account.address, "bearer", &[("token", "abc\r\nX-Evil: 1")]);
    let refused = world.app.try_account(AccountRequest { name: "Second".into(), ..typed }).await;
    assert_eq!(refused.err().map(|e| e.code()), Some(Code::FieldUnprintable));
}

#[tokio::test]
async fn public_half_where_the_secret_is_wanted_is_named() {
    let world = World::new().await;
    let key = world.key("bot").await;
    let public = world.app.public_half(&key.id).await.unwrap().pem;
    let typed = request(&world.account.address, "access_key", &[("key_id", "x"), ("private_key", &public)]);
    let refused = world.app.try_account(AccountRequest { name: "Second".into(), ..typed }).await;
    assert_eq!(refused.err().map(|e| e.code()), Some(Code::ImportPublicHalf));
}

#[tokio::test]
async fn secret_half_of_another_key_is_refused_by_the_provider_and_not_saved() {
    let world = World::new().await;
    let other = draw(&world.sandbox);
    let mixed = Drawn { key_id: world.manager.key_id.clone(), ..other };
    let typed = AccountRequest { name: "Second".into(), ..access_key(&world.account.address, &mixed) };
    let trial = world.app.try_account(typed).await.unwrap();
    assert_eq!((trial.test.cause, trial.may_save), (Some(Code::SignatureRefused), false));
    assert!(world.app.save_account(&trial.trial).await.is_err());
}

#[tokio::test]
async fn chosen_file_is_used_by_its_handle_and_forgotten() {
    let world = World::new().await;
    let path = world.folder.join("manager.key");
    std::fs::write(&path, &world.manager.private_key).unwrap();
    let chosen = world.app.take_file(&path).unwrap();
    assert_eq!((chosen.bits, chosen.passphrase_needed), (Some(2048), false));
    let typed = || {
        let mut typed = AccountRequest { name: "Second".into(), ..access_key(&world.account.address, &world.manager) };
        typed.fields[1] = FieldRequest { file: Some(chosen.file.clone()), ..field("private_key", "") };
        typed
    };
    assert!(world.app.try_account(typed()).await.unwrap().may_save);
    world.app.forget_file(&chosen.file);
    assert_eq!(world.app.try_account(typed()).await.err().map(|e| e.code()), Some(Code::ImportFileUnreadable));
}

#[tokio::test]
async fn file_that_is_not_there_or_is_a_folder_is_named() {
    let world = World::new().await;
    for path in [world.folder.join("nothing"), world.folder.clone()] {
        assert_eq!(world.app.take_file(&path).err().map(|e| e.code()), Some(Code::ImportFileUnreadable));
    }
}
