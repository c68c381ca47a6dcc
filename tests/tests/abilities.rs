//! What each provider has that the others have not.

use std::collections::BTreeMap;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::*;
use keyrack_tests::world::*;
use serde_json::Value;

fn scopes(key: &KeyView) -> Vec<&str> {
    key.permissions.iter().map(|p| p.scope.as_str()).collect()
}

fn sent(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("JSON")
}

async fn made(rig: &Rig, label: &str, scopes: &[&str]) -> FlowView {
    let scopes = scopes.iter().map(|s| (*s).to_owned()).collect();
    let request = CreateRequest { scopes, ..rig.wanted(label, rig.provider.ways[0]).await };
    rig.app.create_key(request, &quiet).await.expect("begun")
}

mod kalshi {
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
}

mod buildmarkets {
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
        let acts: Vec<Act> = rig.app.activity(None).unwrap().iter().map(|a| a.act).collect();
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
        assert_eq!(
            (trial.test.verdict, trial.test.cause),
            (TestVerdict::WorksButMayNot, Some(Code::PermissionMissing))
        );
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
}

mod openfish {
    use super::*;

    #[tokio::test]
    async fn works_only_where_a_wrong_signature_is_refused_and_is_listed_otherwise() {
        let rig = Rig::new("openfish").await;
        let key = rig.key("my-trading-app").await;
        let test = rig.test(&key.id).await;
        assert_eq!((test.verdict, test.evidence), (TestVerdict::Works, Evidence::WrongRefused));
        rig.sandbox.faults().always(Fault::BuilderIgnored);
        let test = rig.test(&key.id).await;
        assert_eq!((test.verdict, test.evidence), (TestVerdict::Listed, Evidence::List));
        assert_eq!(test.cause, Some(Code::SecretNotTried));
        let stopped = rig.stop(&key.id).await.unwrap().key.proof.unwrap();
        assert_eq!((stopped.verdict, stopped.evidence), (ProofVerdict::ConfirmedDead, Evidence::List));
    }

    #[tokio::test]
    async fn key_that_left_the_list_and_still_works_is_still_alive() {
        let rig = Rig::new("openfish").await;
        let key = rig.key("my-trading-app").await;
        rig.sandbox.faults().always(Fault::LyingRevokeHidden);
        let proof = rig.stop(&key.id).await.unwrap().key.proof.unwrap();
        assert_eq!((proof.verdict, proof.listed), (ProofVerdict::StillAlive, Some(false)));
    }

    #[tokio::test]
    async fn hmac_secret_never_leaves_the_computer() {
        let rig = Rig::new("openfish").await;
        let key = rig.key("my-trading-app").await;
        rig.test(&key.id).await;
        rig.stop(&key.id).await.unwrap();
        let secret = rig.drawn["secret"].as_str().unwrap();
        for seen in rig.sandbox.requests() {
            let whole = format!("{seen:?}");
            assert!(!whole.contains(secret) && !whole.to_lowercase().contains("openfish_secret"), "{}", seen.path);
        }
    }

    #[tokio::test]
    async fn deployment_that_leaves_the_query_unsigned_is_learned_once() {
        let rig = Rig::new("openfish").await;
        let (one, two) = (rig.key("one").await, rig.key("two").await);
        rig.sandbox.faults().always(Fault::QueryUnsigned);
        let deletes = || rig.sandbox.requests().iter().filter(|r| r.method == "DELETE").count();
        let stopped = rig.stop(&one.id).await.unwrap().key;
        assert_eq!((stopped.state, deletes()), (KeyState::Stopped, 2));
        let stopped = rig.stop(&two.id).await.unwrap().key;
        assert_eq!((stopped.state, deletes()), (KeyState::Stopped, 3));
    }

    #[tokio::test]
    async fn bare_list_is_read_and_its_revoked_keys_are_left_out() {
        let rig = Rig::new("openfish").await;
        let (one, two) = (rig.key("one").await, rig.key("two").await);
        rig.sandbox.faults().always(Fault::ListBare);
        let proof = rig.stop(&one.id).await.unwrap().key.proof.unwrap();
        assert_eq!(proof.verdict, ProofVerdict::ConfirmedDead);
        assert!(shows_life(&rig.test(&two.id).await));
    }

    #[tokio::test]
    async fn wallet_address_is_optional_and_a_wrong_one_is_refused() {
        let rig = Rig::new("openfish").await;
        let address = rig.sandbox.base_url("openfish").unwrap();
        let mut drawn = rig.drawn.clone();
        drawn["address"] = "".into();
        let without = AccountRequest { name: "Without".into(), ..typed(&rig.provider, &address, &drawn) };
        assert_eq!(rig.app.try_account(without).await.unwrap().test.verdict, TestVerdict::Works);
        drawn["address"] = "0x0000000000000000000000000000000000000001".into();
        let wrong = AccountRequest { name: "Wrong".into(), ..typed(&rig.provider, &address, &drawn) };
        assert_eq!(rig.app.try_account(wrong).await.unwrap().test.verdict, TestVerdict::Refused);
    }

    #[tokio::test]
    async fn wrong_clock_is_said_and_corrected_though_the_provider_calls_it_a_wrong_key() {
        let rig = Rig::new("openfish").await;
        let key = rig.key("my-trading-app").await;
        rig.clock.set_ahead(180);
        let test = rig.test(&key.id).await;
        assert_eq!((test.verdict, test.cause), (TestVerdict::Works, Some(Code::ClockOff)), "{test:?}");
    }

    #[tokio::test]
    async fn secret_that_is_no_base64_is_refused_before_anything_is_sent() {
        let rig = Rig::new("openfish").await;
        let address = rig.sandbox.base_url("openfish").unwrap();
        let mut drawn = rig.drawn.clone();
        drawn["secret"] = "not*base64".into();
        let before = rig.sandbox.requests().len();
        let wrong = AccountRequest { name: "Wrong".into(), ..typed(&rig.provider, &address, &drawn) };
        assert_eq!(rig.app.try_account(wrong).await.unwrap_err().code(), Code::FieldUnprintable);
        assert_eq!(rig.sandbox.requests().len(), before);
    }
}

mod blockmind {
    use super::*;

    #[tokio::test]
    async fn key_tells_what_it_may_do_its_limits_and_its_expiry() {
        let rig = Rig::new("blockmind").await;
        let key = &rig.overview().keys[0];
        assert!(key.manager && key.permissions_known && key.permissions.len() == 8);
        assert_eq!(key.remote_id.as_deref(), rig.drawn["key_id"].as_str());
        assert!(key.expires_at.is_some());
        let names: Vec<&str> = key.facts.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["Limit: perMinute", "Limit: perDay"]);
        assert!(!key.moves_money, "none of its permissions moves money");
    }

    #[tokio::test]
    async fn newest_key_of_the_family_acts_for_the_account() {
        let rig = Rig::new("blockmind").await;
        let first = rig.overview().keys[0].clone();
        let second = rig.key("second").await;
        assert!(rig.shown(&second.id).manager && !rig.shown(&first.id).manager);
        // Each stops itself, with its id: another may be dead already.
        let stopped = rig.stop(&first.id).await.unwrap().key;
        assert_eq!(stopped.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
        let revoke = rig.changes().pop().unwrap();
        assert_eq!(sent(&revoke.body)["keyId"].as_str(), first.remote_id.as_deref());
        assert!(shows_life(&rig.test(&second.id).await));
    }

    #[tokio::test]
    async fn last_key_of_the_family_stops_itself_and_is_proven_dead() {
        let rig = Rig::new("blockmind").await;
        let key = rig.overview().keys[0].clone();
        let stopped = rig.stop(&key.id).await.unwrap().key;
        assert_eq!(stopped.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
        assert_eq!(rig.alive(), 0);
    }

    #[tokio::test]
    async fn key_that_somebody_else_has_stopped_is_proven_dead_when_it_is_retired() {
        let rig = Rig::new("blockmind").await;
        let first = rig.overview().keys[0].clone();
        rig.key("second").await;
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("POST"), Often::Once);
        // Its own stop is lost on the way back: asked again, it finds itself unknown.
        let open = rig.stop(&first.id).await.unwrap();
        let flow = match open.unfinished {
            None => open,
            Some(open) => rig.app.continue_flow(&open.id, NextStep::AskAgain, None, &quiet).await.unwrap().unwrap(),
        };
        assert_eq!(flow.key.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
    }

    #[tokio::test]
    async fn outage_that_refuses_everybody_is_no_proof_for_the_last_key() {
        let rig = Rig::new("blockmind").await;
        let key = rig.overview().keys[0].clone();
        rig.sandbox.faults().set(Fault::CloseBefore, Matcher::any().method("POST"), Often::Once);
        rig.sandbox.faults().set(Fault::DeadForAll, Matcher::any().method("GET"), Often::Always);
        let mut flow = rig.stop(&key.id).await.unwrap();
        for _ in 0..2 {
            let Some(open) = flow.unfinished else { break };
            flow = rig.app.continue_flow(&open.id, NextStep::AskAgain, None, &quiet).await.unwrap().unwrap();
        }
        assert_ne!(flow.key.proof.as_ref().map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
        assert_eq!((flow.key.secret, rig.alive()), (SecretPlace::Here, 1));
    }

    #[tokio::test]
    async fn key_whose_id_is_unknown_is_stopped_by_itself_and_kills_no_other() {
        let rig = {
            let sandbox = sandbox(None).await;
            sandbox.faults().always(Fault::NoKeyId);
            let (folder, provider) = (scratch(), provider("blockmind"));
            let clock = std::sync::Arc::new(TestClock::default());
            let vault = keyrack_core::vault::Vault::memory();
            let app = std::sync::Arc::new(open_app(&folder.join("live.db"), vault, clock.clone(), None));
            let drawn = sandbox.mint("blockmind").unwrap();
            let trial = typed(&provider, &sandbox.base_url("blockmind").unwrap(), &drawn);
            let trial = app.try_account(trial).await.unwrap();
            let account = app.save_account(&trial.trial).await.unwrap();
            Rig { app, sandbox, clock, provider, account, drawn, folder }
        };
        let first = rig.overview().keys[0].clone();
        let second = rig.key("second").await;
        assert_eq!((first.remote_id.as_deref(), second.remote_id.as_deref()), (None, None));
        let stopped = rig.stop(&first.id).await.unwrap().key;
        assert_eq!(stopped.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
        let revoke = rig.changes().pop().unwrap();
        assert_eq!(sent(&revoke.body), serde_json::json!({}));
        // The call was made with the key itself: the other one lives.
        assert_eq!(rig.alive(), 1);
        assert!(shows_life(&rig.test(&second.id).await));
        assert!(!rig.there(rig.drawn["key_id"].as_str().unwrap()).alive);
    }

    #[tokio::test]
    async fn lost_rotation_says_that_a_second_key_may_live() {
        let rig = Rig::new("blockmind").await;
        let old = rig.overview().keys[0].clone();
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("POST"), Often::Once);
        let open = rig.rotate(&old.id, "new").await.unwrap().unfinished.expect("left open");
        assert_eq!((open.situation, rig.changes().len()), (Situation::SecondKeyPossible, 1));
        assert_eq!(open.actions, [NextStep::RotateAgain, NextStep::Discard]);
        assert!(!rig.provider.website_stop_steps.is_empty());
        // Nothing is sent again by itself.
        assert_eq!(rig.changes().len(), 1);
        let done = rig.app.continue_flow(&open.id, NextStep::RotateAgain, None, &quiet).await.unwrap().unwrap();
        assert!(done.unfinished.is_none(), "{:?}", done.unfinished);
        assert!(shows_life(&rig.test(&old.id).await) && rig.alive() == 3);
    }

    #[tokio::test]
    async fn lost_rotation_can_be_left() {
        let rig = Rig::new("blockmind").await;
        let old = rig.overview().keys[0].clone();
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("POST"), Often::Once);
        let open = rig.rotate(&old.id, "new").await.unwrap().unfinished.expect("left open");
        assert!(rig.app.continue_flow(&open.id, NextStep::Discard, None, &quiet).await.unwrap().is_none());
        assert_eq!((rig.overview().keys.len(), rig.overview().unfinished.len()), (1, 0));
    }

    #[tokio::test]
    async fn providers_own_log_is_read_page_by_page() {
        let rig = Rig::new("blockmind").await;
        let key = rig.overview().keys[0].clone();
        for _ in 0..60 {
            rig.test(&key.id).await;
        }
        let first = rig.app.usage_log(&key.id, None).await.unwrap();
        assert_eq!((first.available, first.rows.len()), (true, 50));
        assert!(first.rows[0].call.starts_with("GET /") && first.rows[0].status.as_deref() == Some("200"));
        let second = rig.app.usage_log(&key.id, first.next.as_deref()).await.unwrap();
        assert!(!second.rows.is_empty() && second.rows[0] != first.rows[0]);
    }

    #[tokio::test]
    async fn log_that_is_not_there_is_no_error() {
        let rig = Rig::new("blockmind").await;
        let key = rig.overview().keys[0].clone();
        rig.sandbox.faults().always(Fault::NoAudit);
        let log = rig.app.usage_log(&key.id, None).await.unwrap();
        assert!(!log.available && log.rows.is_empty() && log.next.is_none());
        rig.sandbox.faults().clear();
        rig.sandbox.faults().always(Fault::RateLimited { retry_after: None });
        assert_eq!(rig.app.usage_log(&key.id, None).await.unwrap_err().code(), Code::RateLimited);
    }
}

#[tokio::test]
async fn fetched_permissions_are_offered_and_a_key_is_made_with_them() {
    for provider in providers().into_iter().filter(|p| p.permissions_fetched) {
        let rig = Rig::new(&provider.id).await;
        let offered = rig.app.permissions(&rig.account.id).await.unwrap();
        assert!(offered.len() > 10, "{}", provider.id);
        let two: Vec<&str> = offered.iter().take(2).map(|p| p.scope.as_str()).collect();
        let key = made(&rig, "bot", &two).await;
        assert!(key.unfinished.is_none(), "{}: {:?}", provider.id, key.unfinished);
        assert!(key.key.permissions.iter().all(|p| p.known), "{}", provider.id);
        let money = offered.iter().take(2).any(|p| p.risk == Risk::Money);
        assert_eq!(key.key.moves_money, money, "{}", provider.id);
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        let shown = rig.shown(&key.key.id);
        // A provider may add what every key has.
        assert!(two.iter().all(|scope| scopes(&shown).contains(scope)), "{}: {shown:?}", provider.id);
    }
}

#[tokio::test]
async fn managing_key_is_known_in_the_list_where_the_provider_tells_its_id() {
    for (id, field) in [("kalshi", "key_id"), ("cloudflare", "id"), ("sendgrid", "api_key_id")] {
        let rig = Rig::new(id).await;
        let managers: Vec<KeyView> = rig.overview().keys.into_iter().filter(|k| k.manager).collect();
        assert_eq!(managers.len(), 1, "{id}");
        assert_eq!(managers[0].remote_id.as_deref(), rig.drawn[field].as_str(), "{id}");
    }
}

mod cloudflare {
    use super::*;

    #[tokio::test]
    async fn second_exchange_waits_for_the_first() {
        let rig = Rig::new("cloudflare").await;
        let key = rig.key("feed").await;
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("PUT"), Often::Once);
        let open = rig.rotate(&key.id, "feed 2").await.unwrap().unfinished.expect("left open");
        assert_eq!((open.situation, open.error.unwrap().code), (Situation::ExchangeUnsure, Code::ExchangeUnsure));
        assert_eq!(rig.rotate(&key.id, "feed 3").await.unwrap_err().code(), Code::Busy);
        let done = rig.app.continue_flow(&open.id, NextStep::RotateAgain, None, &quiet).await.unwrap().unwrap();
        assert!(done.unfinished.is_none() && shows_life(&done.key.last_test.unwrap()), "{:?}", done.unfinished);
        assert_eq!(rig.shown(&key.id).proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
    }

    #[tokio::test]
    async fn stopping_the_row_whose_secret_was_exchanged_does_not_stop_the_new_one() {
        let rig = Rig::new("cloudflare").await;
        let key = rig.key("feed").await;
        // The list cannot be read: the exchange is done, and the proof of the old secret stays open.
        let list = Fault::Status { code: 500, body: String::new(), content_type: "text/html".into() };
        rig.sandbox.faults().set(list, Matcher::any().method("GET").path("/user/tokens"), Often::Always);
        let new = rig.rotate(&key.id, "feed 2").await.unwrap().key;
        rig.sandbox.faults().clear();
        let open = rig.overview().unfinished.into_iter().find(|u| u.key_id == key.id).expect("the proof is open");
        for step in [NextStep::Finish, NextStep::AskAgain] {
            let _ = rig.app.continue_flow(&open.id, step, None, &quiet).await;
        }
        assert_eq!(rig.changes().iter().filter(|r| r.method == "DELETE").count(), 0);
        assert!(shows_life(&rig.test(&new.id).await));
        assert_eq!(rig.shown(&key.id).state, KeyState::Stopped);
    }
}
