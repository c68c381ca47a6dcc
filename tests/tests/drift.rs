//! Changes that somebody else has made at a provider: each is told once, and nothing of ours is dropped.

use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::vault::Vault;
use keyrack_sandbox::{Fault, Matcher};
use keyrack_tests::rig::*;
use keyrack_tests::world::*;

async fn changes(rig: &Rig) -> Vec<ChangeView> {
    rig.app.refresh_account(&rig.account.id).await.expect("read")
}

fn kinds(changes: &[ChangeView]) -> Vec<(ChangeKind, &str)> {
    changes.iter().map(|change| (change.kind, change.label.as_str())).collect()
}

/// Another program over the same account, with records of its own.
async fn another(rig: &Rig) -> (Arc<App>, AccountView) {
    let app = Arc::new(open_app(&scratch().join("other.db"), Vault::memory(), rig.clock.clone(), None));
    let address = rig.sandbox.base_url(&rig.provider.id).unwrap();
    let trial = app.try_account(typed(&rig.provider, &address, &rig.drawn)).await.unwrap();
    let account = app.save_account(&trial.trial).await.unwrap();
    (app, account)
}

fn listing() -> Vec<ProviderView> {
    providers().into_iter().filter(|p| p.abilities.list && p.abilities.create).collect()
}

#[tokio::test]
async fn first_reading_and_one_without_a_change_tell_nothing() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        rig.key("bot").await;
        assert!(changes(&rig).await.is_empty(), "{}", provider.id);
        assert!(changes(&rig).await.is_empty(), "{}", provider.id);
    }
}

#[tokio::test]
async fn key_that_appeared_is_told_once() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        rig.sandbox.fill(&provider.id, 1);
        let found = changes(&rig).await;
        assert_eq!(found.len(), 1, "{}: {found:?}", provider.id);
        assert_eq!(found[0].kind, ChangeKind::Appeared);
        assert_eq!(rig.shown(&found[0].key_id).place, KeyPlace::OnlyThere);
        assert!(changes(&rig).await.is_empty(), "{}", provider.id);
    }
}

#[tokio::test]
async fn key_that_was_stopped_elsewhere_is_told_once_and_stays_here() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        let (other, account) = another(&rig).await;
        let theirs = other.overview(keyrack_core::app::Frame::live()).unwrap().keys;
        let theirs = theirs.into_iter().find(|k| k.account_id == account.id && k.remote_id == key.remote_id).unwrap();
        other.stop_key(&theirs.id, Door::Emergency, None, &quiet).await.unwrap();
        assert_eq!(kinds(&changes(&rig).await), [(ChangeKind::Vanished, "bot")], "{}", provider.id);
        let shown = rig.shown(&key.id);
        assert_eq!((shown.place, shown.secret), (KeyPlace::OnlyHere, SecretPlace::Here), "{}", provider.id);
        assert!(changes(&rig).await.is_empty(), "{}", provider.id);
    }
}

#[tokio::test]
async fn key_that_comes_back_is_told_once() {
    let rig = Rig::new("kalshi").await;
    rig.key("bot").await;
    rig.sandbox.faults().always(Fault::NullLists);
    let gone = changes(&rig).await;
    assert!(kinds(&gone).contains(&(ChangeKind::Vanished, "bot")), "{gone:?}");
    assert!(changes(&rig).await.is_empty());
    rig.sandbox.faults().clear();
    let back = changes(&rig).await;
    assert!(kinds(&back).contains(&(ChangeKind::Appeared, "bot")), "{back:?}");
    assert!(changes(&rig).await.is_empty());
}

#[tokio::test]
async fn permissions_that_were_changed_are_told_with_what_was_added_and_removed() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    rig.sandbox.set_scopes("kalshi", key.remote_id.as_deref().unwrap(), &["write::trade", "read::portfolio_balance"]);
    let found = changes(&rig).await;
    assert_eq!(kinds(&found), [(ChangeKind::Permissions, "bot")]);
    assert_eq!(
        (&found[0].added[..], &found[0].removed[..]),
        (&["write::trade".to_owned(), "read::portfolio_balance".to_owned()][..], &["read".to_owned()][..])
    );
    let told = rig.app.activity(ActivityRequest { group: Some(ActGroup::Drift), ..Default::default() }).unwrap();
    assert_eq!(told[0].note.as_deref(), Some("+write::trade +read::portfolio_balance −read"));
    assert!(changes(&rig).await.is_empty());
}

#[tokio::test]
async fn permissions_in_another_order_are_no_change() {
    let rig = Rig::new("kalshi").await;
    let request = CreateRequest {
        scopes: vec!["read".into(), "write::trade".into()],
        ..rig.wanted("bot", rig.provider.ways[0]).await
    };
    let key = rig.app.create_key(request, &quiet).await.unwrap().key;
    rig.sandbox.set_scopes("kalshi", key.remote_id.as_deref().unwrap(), &["write::trade", "read"]);
    assert!(changes(&rig).await.is_empty());
}

#[tokio::test]
async fn what_a_person_notes_while_the_list_is_read_is_not_lost() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let gate = rig.sandbox.faults().hold(Matcher::any().method("GET").path("/api_keys"), true);
    let (app, account) = (rig.app.clone(), rig.account.id.clone());
    let reading = tokio::spawn(async move { app.refresh_account(&account).await });
    assert!(gate.reached().await);
    rig.app.set_purpose(&rig.account.id, Some(Purpose::Staging)).unwrap();
    rig.app.note_dashboard_opened(&rig.account.id).unwrap();
    rig.app.rename_key(&key.id, "renamed").unwrap();
    gate.release();
    reading.await.unwrap().unwrap();
    let account = &rig.overview().accounts[0];
    assert!(account.purpose == Some(Purpose::Staging) && account.looked_at.is_some() && account.refreshed_at.is_some());
    assert_eq!(rig.shown(&key.id).label, "renamed");
}

#[tokio::test]
async fn key_that_only_the_list_called_gone_can_be_stopped_again_when_it_is_back() {
    let rig = Rig::new("kalshi").await;
    rig.sandbox.fill("kalshi", 1);
    changes(&rig).await;
    let foreign =
        rig.overview().keys.into_iter().find(|k| k.secret == SecretPlace::Elsewhere).expect("somebody else's");
    rig.sandbox.faults().always(Fault::LyingRevoke);
    rig.sandbox.faults().always(Fault::NullLists);
    rig.stop(&foreign.id).await.unwrap();
    assert_eq!(rig.shown(&foreign.id).proof.map(|p| p.verdict), Some(ProofVerdict::GoneFromList));
    rig.sandbox.faults().clear();
    let back = changes(&rig).await;
    assert!(kinds(&back).contains(&(ChangeKind::Appeared, &foreign.label)), "{back:?}");
    assert_eq!(rig.shown(&foreign.id).state, KeyState::Live);
    rig.stop(&foreign.id).await.unwrap();
    assert!(!rig.there(foreign.remote_id.as_deref().unwrap()).alive);
}
