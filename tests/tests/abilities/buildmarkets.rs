//! Buildmarkets.

use super::*;

#[tokio::test]
async fn each_of_the_twelve_permissions_makes_a_key_that_shows_itself_good() {
    let rig = Rig::new("buildmarkets").await;
    let offered: Vec<_> = rig.provider.permissions.iter().filter(|p| p.offered).collect();
    assert_eq!(offered.len(), 12);
    for permission in offered {
        let key = made(&rig, &permission.scope, &[&permission.scope]).await.key;
        assert_eq!(rig.there(key.remote_id.as_deref().unwrap()).scopes.unwrap(), [&permission.scope[..]]);
        let verdict = key.last_test.unwrap().verdict;
        let reads = permission.scope.ends_with(":read") || permission.scope == "keys:manage";
        let expected = if reads { TestVerdict::Works } else { TestVerdict::WorksButMayNot };
        assert_eq!(verdict, expected, "{}", permission.scope);
    }
}

#[tokio::test]
async fn newer_name_of_a_permission_is_offered_when_the_old_one_is_refused() {
    for (scope, newer, wider) in [
        ("keys:manage", "admin:keys", "no"),
        ("webhooks:write", "admin:webhooks", "no"),
        ("webhooks:read", "admin:webhooks", "yes"),
    ] {
        let rig = Rig::new("buildmarkets").await;
        rig.sandbox.faults().always(Fault::NewScopeNames);
        let open = made(&rig, "bot", &["accounts:read", scope]).await.unfinished.expect("left open");
        assert_eq!(open.situation, Situation::PermissionRenamed);
        let error = open.error.unwrap();
        let said = |name: &str| error.params[name].as_str();
        assert_eq!(
            (error.code, said("scope"), said("newer"), said("wider")),
            (Code::PermissionRenamed, scope, newer, wider)
        );
        let done = rig.app.continue_flow(&open.id, NextStep::UseNewNames, None, &quiet).await.unwrap().unwrap();
        assert!(done.unfinished.is_none(), "{:?}", done.unfinished);
        assert_eq!(scopes(&done.key), ["accounts:read", newer]);
    }
}

#[tokio::test]
async fn unknown_permission_is_shown_as_it_is() {
    let rig = Rig::new("buildmarkets").await;
    let key = rig.key("bot").await;
    rig.sandbox.set_scopes("buildmarkets", key.remote_id.as_deref().unwrap(), &["accounts:read", "reports:export"]);
    rig.app.refresh_account(&rig.account.id).await.unwrap();
    let shown = rig.shown(&key.id);
    assert_eq!(scopes(&shown), ["accounts:read", "reports:export"]);
    assert!(!shown.permissions[1].known && shown.permissions[1].sentence == "reports:export");
    let acts: Vec<Act> = rig.app.activity(ActivityRequest::default()).unwrap().iter().map(|a| a.act).collect();
    assert!(acts.contains(&Act::PermissionsChanged), "{acts:?}");
}

#[tokio::test]
async fn list_is_read_at_the_root_under_data_and_under_keys_and_to_its_last_page() {
    for fault in [None, Some(Fault::ListRoot), Some(Fault::ListKeys)] {
        let rig = Rig::new("buildmarkets").await;
        if let Some(fault) = fault.clone() {
            rig.sandbox.faults().always(fault);
        }
        let before = rig.overview().keys.len();
        rig.sandbox.fill("buildmarkets", 250);
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        assert_eq!(rig.overview().keys.len(), before + 250, "{fault:?}");
    }
}

#[tokio::test]
async fn pair_without_keys_manage_is_kept_tested_and_manages_nothing() {
    let rig = Rig::new("buildmarkets").await;
    let address = rig.sandbox.base_url("buildmarkets").unwrap();
    let narrow = typed(&rig.provider, &address, &rig.drawn["without_manage"]);
    let trial = rig.app.try_account(AccountRequest { name: "Narrow".into(), ..narrow }).await.unwrap();
    assert_eq!((trial.test.verdict, trial.test.cause), (TestVerdict::WorksButMayNot, Some(Code::PermissionMissing)));
    assert!(trial.may_save);
    let account = rig.app.save_account(&trial.trial).await.unwrap();
    assert!(!account.manages);
    let key = rig.overview().keys.into_iter().find(|k| k.account_id == account.id).unwrap();
    assert_eq!((key.secret, key.permissions_known), (SecretPlace::Here, false));
    assert_eq!(rig.test(&key.id).await.verdict, TestVerdict::Works);
}

#[tokio::test]
async fn only_the_permissions_that_were_refused_get_their_newer_names() {
    let rig = Rig::new("buildmarkets").await;
    rig.sandbox.faults().set(Fault::NewScopeNames, Matcher::any().method("POST"), Often::Once);
    let open = made(&rig, "bot", &["webhooks:read", "keys:manage"]).await.unfinished.expect("left open");
    let error = open.error.unwrap();
    let named: Vec<&str> = error.params["scope"].split(", ").collect();
    let wider = if named.contains(&"webhooks:read") { "yes" } else { "no" };
    assert_eq!(error.params["wider"], wider, "{named:?}");
    let done = rig.app.continue_flow(&open.id, NextStep::UseNewNames, None, &quiet).await.unwrap().unwrap();
    for old in ["webhooks:read", "keys:manage"] {
        assert_eq!(scopes(&done.key).contains(&old), !named.contains(&old), "{named:?}: {:?}", scopes(&done.key));
    }
}

#[tokio::test]
async fn key_that_may_be_the_managing_one_is_marked_so() {
    let rig = Rig::new("buildmarkets").await;
    let managing = rig.drawn["id"].as_str();
    let row = rig.overview().keys.into_iter().find(|k| k.remote_id.as_deref() == managing).expect("listed");
    assert!(row.may_be_manager && !row.manager);
    assert!(!rig.key("bot").await.may_be_manager, "its secret is here: it is not the account's own");
}

#[tokio::test]
async fn key_that_cannot_be_stopped_here_can_be_forgotten_and_lives_on() {
    let rig = Rig::new("buildmarkets").await;
    let address = rig.sandbox.base_url("buildmarkets").unwrap();
    let narrow = typed(&rig.provider, &address, &rig.drawn["without_manage"]);
    let trial = rig.app.try_account(AccountRequest { name: "Narrow".into(), ..narrow }).await.unwrap();
    let account = rig.app.save_account(&trial.trial).await.unwrap();
    let key = rig.overview().keys.into_iter().find(|k| k.account_id == account.id).unwrap();
    assert!(key.can_forget);
    assert_eq!(rig.app.remove_account(&account.id).await.unwrap_err().code(), Code::AccountInUse);
    assert_eq!(rig.app.forget_key(&key.id, "another").await.unwrap_err().code(), Code::ConfirmationWrong);
    let before = rig.alive();
    rig.app.forget_key(&key.id, &key.label).await.unwrap();
    assert_eq!(rig.alive(), before);
    rig.app.remove_account(&account.id).await.unwrap();
    // One that can be stopped is stopped, not forgotten.
    let bot = rig.key("bot").await;
    assert!(!bot.can_forget && rig.app.forget_key(&bot.id, "bot").await.is_err());
}

#[tokio::test]
async fn key_is_asked_for_by_e_mail_and_the_request_stays_open_until_the_pair_is_there() {
    let rig = Rig::new("buildmarkets").await;
    let asked = rig
        .app
        .write_request(AskRequest {
            provider: "buildmarkets".into(),
            environment: "sandbox".into(),
            label: "sandbox-backend".into(),
            scopes: vec!["trading:write".into(), "accounts:read".into()],
        })
        .unwrap();
    assert_eq!(asked.to, "support@buildmarkets.ai");
    for part in ["Environment: sandbox", "Label: sandbox-backend", "- accounts:read\n- trading:write\n"] {
        assert!(asked.body.contains(part), "{part}: {}", asked.body);
    }
    let mail = rig.app.mail_address(&asked.id).unwrap();
    assert!(mail.starts_with("mailto:support@buildmarkets.ai?subject=Request%20for") && !mail.contains('\n'));
    let (subject, body) = mail.split_once("&body=").unwrap();
    assert!(!subject[7..].contains("&cc=") && body.contains("%0D%0A-%20accounts%3Aread%0D%0A"), "{mail}");
    assert_eq!(rig.overview().asked.len(), 1);

    rig.app.close_request(&asked.id).unwrap();
    assert!(rig.overview().asked.is_empty());
    assert_eq!(rig.app.close_request(&asked.id).unwrap_err().code(), Code::NotHere);
}

#[tokio::test]
async fn request_label_cannot_add_lines_or_recipients_to_the_message() {
    let rig = Rig::new("buildmarkets").await;
    let ask = |label: &str| {
        rig.app.write_request(AskRequest {
            provider: "buildmarkets".into(),
            environment: "production".into(),
            label: label.into(),
            scopes: vec!["accounts:read".into()],
        })
    };
    assert_eq!(ask("a\nBcc: x@example.org").unwrap_err().code(), Code::LabelUnprintable);
    let mail = rig.app.mail_address(&ask("a&bcc=x@example.org?{scopes}").unwrap().id).unwrap();
    assert!(!mail.contains("&bcc=") && mail.matches('?').count() == 1, "{mail}");
}
