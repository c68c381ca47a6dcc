//! Kalshi.

use super::*;

#[tokio::test]
async fn subaccount_is_sent_and_shown() {
    let rig = Rig::new("kalshi").await;
    for way in [Way::Here, Way::Provider] {
        let extras = BTreeMap::from([("subaccount".to_owned(), " 7 ".to_owned())]);
        let request = CreateRequest { extras, ..rig.wanted(&format!("bot {way:?}"), way).await };
        let key = rig.app.create_key(request, &quiet).await.unwrap().key;
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        let fact = FactView { name: "Subaccount".into(), value: "7".into() };
        assert_eq!(rig.shown(&key.id).facts, [fact]);
    }
}

#[tokio::test]
async fn subaccount_outside_its_bounds_is_refused_before_anything_is_sent() {
    let rig = Rig::new("kalshi").await;
    for wrong in ["64", "-1", "1.5", "seven"] {
        let extras = BTreeMap::from([("subaccount".to_owned(), wrong.to_owned())]);
        let request = CreateRequest { extras, ..rig.wanted("bot", Way::Here).await };
        let refused = rig.app.create_key(request, &quiet).await.unwrap_err();
        assert_eq!((refused.code(), refused.params()["max"].as_str()), (Code::ExtraOutOfRange, "63"), "{wrong}");
    }
    assert!(rig.changes().is_empty());
}

#[tokio::test]
async fn each_of_the_seven_permissions_makes_a_key_and_write_brings_read() {
    let rig = Rig::new("kalshi").await;
    assert_eq!(rig.provider.permissions.len(), 7);
    for permission in rig.provider.permissions.clone() {
        let mut wanted = vec![permission.scope.as_str()];
        wanted.extend(permission.needs.iter().map(String::as_str));
        let key = made(&rig, &permission.scope, &wanted).await.key;
        let there = rig.there(key.remote_id.as_deref().unwrap()).scopes.unwrap();
        assert!(wanted.iter().all(|s| there.iter().any(|t| t == s)), "{there:?}");
        assert!(shows_life(&key.last_test.unwrap()), "{}", permission.scope);
    }
    let alone = CreateRequest { scopes: vec!["write".into()], ..rig.wanted("w", Way::Here).await };
    let refused = rig.app.create_key(alone, &quiet).await.unwrap_err();
    assert_eq!((refused.code(), refused.params()["needs"].as_str()), (Code::PermissionNeeds, "read"));
    let none = CreateRequest { scopes: vec![], ..rig.wanted("n", Way::Here).await };
    assert_eq!(rig.app.create_key(none, &quiet).await.unwrap_err().code(), Code::PermissionsEmpty);
}

#[tokio::test]
async fn key_that_may_only_read_its_balance_can_be_kept_and_tested_and_manages_nothing() {
    let rig = Rig::new("kalshi").await;
    rig.sandbox.set_scopes("kalshi", rig.drawn["key_id"].as_str().unwrap(), &["read::portfolio_balance"]);
    let address = rig.sandbox.base_url("kalshi").unwrap();
    let request = AccountRequest { name: "Narrow".into(), ..typed(&rig.provider, &address, &rig.drawn) };
    let trial = rig.app.try_account(request).await.unwrap();
    assert_eq!((trial.test.verdict, trial.may_save), (TestVerdict::WorksButMayNot, true));
    let account = rig.app.save_account(&trial.trial).await.unwrap();
    assert!(!account.manages);
    let key = rig.overview().keys.into_iter().find(|k| k.account_id == account.id).expect("its own key");
    assert_eq!(key.stop_problem, Some(Code::NotManaged));
    assert_eq!(rig.stop(&key.id).await.unwrap_err().code(), Code::NotManaged);
    let create = CreateRequest { account_id: account.id, ..rig.wanted("bot", Way::Here).await };
    assert_eq!(rig.app.create_key(create, &quiet).await.unwrap_err().code(), Code::NotManaged);
    assert!(shows_life(&rig.test(&key.id).await));
    assert!(rig.app.public_half(&key.id).await.unwrap().pem.contains("PUBLIC KEY"));
}
