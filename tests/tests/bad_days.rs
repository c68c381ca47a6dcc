//! Bad input and bad days, at every registered provider: each ends in words, and no key is lost or made twice.

use std::time::Duration;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often, Shape};
use keyrack_tests::rig::*;
use keyrack_tests::world::*;

fn making() -> Vec<ProviderView> {
    providers().into_iter().filter(|p| p.abilities.create).collect()
}

fn listing() -> Vec<ProviderView> {
    providers().into_iter().filter(|p| p.abilities.list).collect()
}

fn body(text: &str) -> Fault {
    Fault::Status { code: 200, body: text.into(), content_type: "application/json".into() }
}

#[tokio::test]
async fn key_of_another_environment_is_refused_and_nothing_is_saved() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let elsewhere = sandbox(None).await;
        let drawn = elsewhere.mint(&provider.id).unwrap();
        let address = rig.sandbox.base_url(&provider.id).unwrap();
        let request = AccountRequest { name: "Wrong".into(), ..typed(&provider, &address, &drawn) };
        let trial = rig.app.try_account(request).await.unwrap();
        assert_eq!((trial.test.verdict, trial.may_save), (TestVerdict::Refused, false), "{}", provider.id);
        assert_eq!(rig.app.save_account(&trial.trial).await.unwrap_err().code(), Code::ControlFailed);
    }
}

#[tokio::test]
async fn key_that_somebody_else_has_stopped_is_refused_in_a_test() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let mut key = rig.key("bot").await;
        // Another computer, with the same managing key, stops it.
        let other = open_app(&scratch().join("live.db"), keyrack_core::vault::Vault::memory(), rig.clock.clone(), None);
        let address = rig.sandbox.base_url(&provider.id).unwrap();
        let trial = other.try_account(typed(&provider, &address, &rig.drawn)).await.unwrap();
        other.save_account(&trial.trial).await.unwrap();
        let keys = other.overview(keyrack_core::app::Frame::live()).unwrap().keys;
        if !provider.abilities.list {
            // It knows of no other key than its own, which this computer has, too.
            let same = |k: &KeyView| k.remote_id == keys[0].remote_id;
            key = rig.overview().keys.into_iter().find(same).expect("the first of the family");
        }
        let theirs = keys.iter().find(|k| k.remote_id == key.remote_id).expect("listed");
        other.stop_key(&theirs.id, Door::Emergency, None, &quiet).await.unwrap();
        let test = rig.test(&key.id).await;
        let found = (test.verdict, test.cause);
        assert_eq!(found, (TestVerdict::Refused, Some(Code::KeyStopped)), "{}: {test:?}", provider.id);
        if provider.abilities.list {
            rig.app.refresh_account(&rig.account.id).await.unwrap();
            assert_eq!(rig.shown(&key.id).place, KeyPlace::OnlyHere, "{}", provider.id);
        }
    }
}

#[tokio::test]
async fn label_may_be_in_any_script_and_hide_nothing() {
    for provider in making() {
        let rig = Rig::new(&provider.id).await;
        for label in ["робот ✓ 🚀", "مفتاح التقارير", "报告机器人"] {
            let way = rig.provider.ways[0];
            let made = rig.create(label, way).await.unwrap();
            assert!(made.unfinished.is_none(), "{} {label}: {:?}", provider.id, made.unfinished);
            assert_eq!(rig.there(made.key.remote_id.as_deref().unwrap()).name, label);
            assert!(shows_life(&made.key.last_test.unwrap()), "{} {label}", provider.id);
        }
        for label in ["a\u{7}b", "a\nb", "a\u{202e}b", "a\u{200f}b"] {
            let refused = rig.create(label, rig.provider.ways[0]).await.unwrap_err().code();
            assert_eq!(refused, Code::LabelUnprintable, "{} {label:?}", provider.id);
        }
    }
}

#[tokio::test]
async fn label_that_programs_sign_differently_is_refused_with_its_reason() {
    let rig = Rig::new("openfish").await;
    let refused = rig.create("o'brien", Way::Provider).await.unwrap_err();
    assert_eq!((refused.code(), refused.params()["char"].as_str()), (Code::LabelCharacter, "'"));
    assert!(rig.changes().is_empty());
}

#[tokio::test]
async fn thousand_keys_are_listed_whole() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        let before = rig.overview().keys.len();
        rig.sandbox.fill(&provider.id, 1_000);
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        assert_eq!(rig.overview().keys.len(), before + 1_000, "{}", provider.id);
    }
}

#[tokio::test]
async fn list_that_is_null_is_empty() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        rig.sandbox.faults().always(Fault::NullLists);
        assert!(rig.app.refresh_account(&rig.account.id).await.is_ok(), "{}", provider.id);
    }
}

#[tokio::test]
async fn list_of_another_shape_is_no_list_and_changes_nothing() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        for wrong in ["{}", "null", "7", "\"text\"", r#"{"unexpected":true}"#, "<html>", ""] {
            rig.sandbox.faults().clear();
            rig.sandbox.faults().set(body(wrong), Matcher::any().method("GET"), Often::Always);
            let read = rig.app.refresh_account(&rig.account.id).await.unwrap_err().code();
            assert_eq!(read, Code::AnswerNotUnderstood, "{} {wrong}", provider.id);
            assert_eq!(rig.shown(&key.id).place, KeyPlace::HereAndThere, "{} {wrong}", provider.id);
        }
    }
}

/// The provider's own list, with the id of its first key missing, or a number.
#[tokio::test]
async fn list_with_a_field_missing_or_of_another_type_is_not_understood() {
    for (provider, list, id) in [
        ("kalshi", r#"{"api_keys":[{ID"name":"x"}]}"#, "api_key_id"),
        ("buildmarkets", r#"{"data":[{ID"label":"x"}]}"#, "id"),
        ("openfish", r#"{"apiKeys":[{ID"builderId":"x"}]}"#, "apiKey"),
        ("cloudflare", r#"{"result":[{ID"name":"x"}]}"#, "id"),
        ("sendgrid", r#"{"result":[{ID"name":"x"}]}"#, "api_key_id"),
    ] {
        let rig = Rig::new(provider).await;
        for field in [String::new(), format!("\"{id}\":7,"), format!("\"{id}\":\"\","), format!("\"{id}\":null,")] {
            let list = list.replace("ID", &field);
            rig.sandbox.faults().clear();
            rig.sandbox.faults().set(body(&list), Matcher::any().method("GET"), Often::Always);
            let read = rig.app.refresh_account(&rig.account.id).await.unwrap_err().code();
            assert_eq!(read, Code::AnswerNotUnderstood, "{list}");
        }
    }
}

#[tokio::test]
async fn error_of_any_shape_never_looks_like_death() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        for shape in [Shape::Flat, Shape::Msg, Shape::PlainError, Shape::Empty, Shape::Text] {
            rig.sandbox.faults().clear();
            rig.sandbox.faults().always(Fault::ErrorShape(shape));
            let test = rig.test(&key.id).await;
            assert!(shows_life(&test), "{} {shape:?}: {test:?}", provider.id);
        }
        for (status, text) in [(401, ""), (401, "<html>"), (403, "<html>"), (404, "{}"), (500, "{}"), (401, "null")] {
            rig.sandbox.faults().clear();
            let fault = Fault::Status { code: status, body: text.into(), content_type: "text/html".into() };
            rig.sandbox.faults().always(fault);
            let stopped = rig.stop(&key.id).await.unwrap();
            let verdict = stopped.key.proof.as_ref().map(|p| p.verdict);
            assert_ne!(verdict, Some(ProofVerdict::ConfirmedDead), "{} {status} {text}", provider.id);
            rig.sandbox.faults().clear();
            let Some(open) = stopped.unfinished else { panic!("{}: nothing is open", provider.id) };
            let step = if open.actions.contains(&NextStep::KeepKey) { NextStep::KeepKey } else { NextStep::AskAgain };
            let gone_on = rig.app.continue_flow(&open.id, step, None, &quiet).await.unwrap().unwrap();
            if let Some(open) = gone_on.unfinished {
                let left = rig.app.continue_flow(&open.id, NextStep::LeaveUnproven, None, &quiet).await;
                drop(left.or(Ok::<_, keyrack_core::error::Error>(None)));
            }
            if rig.shown(&key.id).state != KeyState::Live {
                break; // it was stopped by asking again, once the provider answered
            }
        }
    }
}

#[tokio::test]
async fn redirect_is_never_followed_with_a_credential() {
    for provider in providers() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let elsewhere = format!("http://{}/steal", listener.local_addr().unwrap());
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        rig.sandbox.faults().always(Fault::Redirect(elsewhere));
        assert_eq!(rig.test(&key.id).await.cause, Some(Code::Redirected), "{}", provider.id);
        let _ = rig.app.refresh_account(&rig.account.id).await;
        let came = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(came.is_err(), "{}: somebody came", provider.id);
    }
}

#[tokio::test]
async fn key_whose_making_was_not_answered_is_not_made_twice() {
    for provider in making() {
        for way in provider.ways.clone() {
            let rig = Rig::new(&provider.id).await;
            let before = rig.alive();
            rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("POST"), Often::Once);
            let made = rig.create("bot", way).await.unwrap();
            let sent = rig.changes().len();
            assert_eq!((rig.alive(), sent), (before + 1, 1), "{} {way:?}", provider.id);
            match made.unfinished {
                // Our own pair answers for itself: it was found in the list and taken.
                None => assert_eq!(way, Way::Here, "{}", provider.id),
                Some(open) => {
                    assert_eq!(open.situation, Situation::SecretNeverArrived, "{}", provider.id);
                    let stopped =
                        rig.app.continue_flow(&open.id, NextStep::StopCandidates, None, &quiet).await.unwrap().unwrap();
                    let verdict = stopped.key.proof.map(|p| p.verdict);
                    assert_eq!(verdict, Some(ProofVerdict::GoneFromList), "{}", provider.id);
                    assert_eq!(rig.alive(), before, "{}", provider.id);
                }
            }
        }
    }
}

#[tokio::test]
async fn making_that_times_out_before_it_arrives_is_sent_again_only_when_asked() {
    for provider in making() {
        let way = provider.ways[0];
        let rig = Rig::new(&provider.id).await;
        let before = rig.alive();
        rig.sandbox.faults().set(Fault::CloseBefore, Matcher::any().method("POST"), Often::Once);
        let open = rig.create("bot", way).await.unwrap().unfinished.expect("open");
        assert_eq!((open.situation, rig.alive()), (Situation::Unsure, before), "{}", provider.id);
        let made = rig.app.continue_flow(&open.id, NextStep::Finish, None, &quiet).await.unwrap().unwrap();
        assert!(made.unfinished.is_none(), "{}: {:?}", provider.id, made.unfinished);
        assert_eq!(rig.alive(), before + 1, "{}", provider.id);
    }
}

#[tokio::test]
async fn every_way_of_stopping_twice_ends_at_the_same_proof() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method(stop_method(&provider)), Often::Once);
        let flow = rig.stop(&key.id).await.unwrap();
        let flow = match flow.unfinished {
            None => flow,
            Some(open) => rig.app.continue_flow(&open.id, NextStep::AskAgain, None, &quiet).await.unwrap().unwrap(),
        };
        let verdict = flow.key.proof.map(|p| p.verdict);
        assert_eq!(verdict, Some(ProofVerdict::ConfirmedDead), "{}", provider.id);
    }
}

/// BlockMind stops by a POST, the others by a DELETE.
fn stop_method(provider: &ProviderView) -> &'static str {
    if provider.abilities.list { "DELETE" } else { "POST" }
}

#[tokio::test]
async fn making_that_is_answered_too_late_is_found_and_not_made_twice() {
    let late = |provider: ProviderView| async move {
        let rig = Rig::new(&provider.id).await;
        let (way, before) = (*provider.ways.last().unwrap(), rig.alive());
        rig.sandbox.faults().set(Fault::Slow(Duration::from_secs(60)), Matcher::any().method("POST"), Often::Once);
        let open = rig.create("bot", way).await.unwrap().unfinished.expect("open");
        assert_eq!(open.situation, Situation::SecretNeverArrived, "{}", provider.id);
        assert_eq!(open.error.as_ref().map(|e| e.code), Some(Code::SecretNeverArrived), "{}", provider.id);
        assert_eq!((rig.alive(), rig.changes().len()), (before + 1, 1), "{}", provider.id);
    };
    let all: Vec<_> = making().into_iter().map(|provider| tokio::spawn(late(provider))).collect();
    for one in all {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn key_that_is_gone_already_is_proven_dead_when_it_is_stopped() {
    for provider in listing() {
        let rig = Rig::new(&provider.id).await;
        let key = rig.key("bot").await;
        let fault = Fault::Status {
            code: 404,
            body: r#"{"error":"not found"}"#.into(),
            content_type: "application/json".into(),
        };
        // Stopped, and its answer is taken for another's: the second asking meets a key that is not there any more.
        rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("DELETE"), Often::Once);
        rig.sandbox.faults().set(fault, Matcher::any().method("DELETE"), Often::Always);
        let flow = rig.stop(&key.id).await.unwrap();
        let flow = match flow.unfinished {
            None => flow,
            Some(open) => rig.app.continue_flow(&open.id, open.actions[0], None, &quiet).await.unwrap().unwrap(),
        };
        assert_eq!(flow.key.proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead), "{}", provider.id);
        assert_eq!(flow.key.secret, SecretPlace::Erased, "{}", provider.id);
    }
}

#[tokio::test]
async fn create_whose_list_cannot_be_read_any_more_can_be_given_up() {
    let rig = Rig::new("buildmarkets").await;
    let down = Fault::Status { code: 503, body: String::new(), content_type: "text/plain".into() };
    let faults = rig.sandbox.faults();
    let gate = faults.hold(Matcher::any().method("POST"), true);
    let (app, request) = (rig.app.clone(), rig.wanted("lost", Way::Provider).await);
    let making = tokio::spawn(async move { app.create_key(request, &quiet).await });
    assert!(gate.reached().await);
    faults.set(down, Matcher::any().method("GET"), Often::Always);
    gate.drop_request();
    let open = making.await.unwrap().unwrap().unfinished.expect("nobody can say whether it was made");
    assert_eq!(open.actions.last(), Some(&NextStep::LeaveUnsure), "{open:?}");
    rig.app.continue_flow(&open.id, NextStep::LeaveUnsure, None, &quiet).await.unwrap();
    assert!(rig.overview().unfinished.is_empty());
    rig.app.remove_account(&rig.account.id).await.expect("it holds up nothing");
}
