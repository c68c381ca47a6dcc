//! Rotation at every provider: the new key has the same permissions and works, both keys work until the old one is
//! retired, and the old one is proven dead.

use std::time::{Duration, Instant};

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::{Rig, providers, rotating, shows_life};
use keyrack_tests::world::quiet;

/// The providers at which both keys live side by side for a while.
fn side_by_side() -> Vec<String> {
    providers().into_iter().filter(|p| !p.abilities.exchange).map(|p| p.id).collect()
}

fn status(code: u16) -> Fault {
    Fault::Status { code, body: String::new(), content_type: "text/plain".into() }
}

fn proven(key: &KeyView) -> bool {
    key.state == KeyState::Stopped && key.proof.as_ref().is_some_and(|p| p.verdict == ProofVerdict::ConfirmedDead)
}

#[tokio::test]
async fn planned_rotation_keeps_both_keys_working_until_the_old_one_is_retired() {
    for id in side_by_side() {
        let rig = Rig::new(&id).await;
        let old = rig.key("reports").await;
        let made = rig.rotate(&old.id, "reports 2").await.unwrap();
        assert!(made.unfinished.is_none(), "{id}: {:?}", made.unfinished);
        let scopes = |key: &KeyView| key.permissions.iter().map(|p| p.scope.clone()).collect::<Vec<_>>();
        assert_eq!((scopes(&made.key), made.key.replaces.as_ref()), (scopes(&old), Some(&old.id)), "{id}");
        let rotation = rig.rotation();
        assert_eq!((rotation.phase, rotation.new_works, rotation.old_ended), (RotationPhase::HandOver, true, false));
        for key in [&old.id, &made.key.id] {
            assert!(shows_life(&rig.test(key).await), "{id}: both keys work now");
        }
        let retired = rig.retire_old(false).await.unwrap();
        assert!(retired.unfinished.is_none() && proven(&retired.key), "{id}: {:?}", retired.key.proof);
        assert!(rig.overview().rotations.is_empty(), "{id}");
        assert!(shows_life(&rig.test(&made.key.id).await), "{id}");
    }
}

#[tokio::test]
async fn leaked_key_is_replaced_and_proven_dead_within_five_seconds() {
    for id in side_by_side() {
        let rig = Rig::new(&id).await;
        let old = rig.key("reports").await;
        let begun = Instant::now();
        let made = rig.app.rotate_key(rotating(&old.id, "reports 2", Plan::Leaked), &quiet).await.unwrap();
        let took = begun.elapsed();
        println!("leaked key of {id}: replaced and proven dead in {} ms, the pair's making included", took.as_millis());
        assert!(shows_life(made.key.last_test.as_ref().unwrap()), "{id}");
        assert!(proven(&rig.shown(&old.id)), "{id}: {:?}", rig.shown(&old.id).proof);
        assert!(rig.overview().rotations.is_empty() && rig.overview().unfinished.is_empty(), "{id}");
        assert!(took < Duration::from_secs(5), "{id}: {took:?}");
    }
}

#[tokio::test]
async fn old_key_is_not_retired_before_the_new_one_has_passed_its_test_unless_the_person_says_so() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    // The new key's first test meets an outage.
    rig.sandbox.faults().set(status(500), Matcher::any().method("GET").path("/accounts"), Often::Always);
    rig.rotate(&old.id, "reports 2").await.unwrap();
    assert!(!rig.rotation().new_works);
    assert_eq!(rig.retire_old(false).await.unwrap_err().code(), Code::NewKeyUntested);
    assert_eq!(rig.shown(&old.id).state, KeyState::Live);
    rig.sandbox.faults().clear();
    assert!(proven(&rig.retire_old(true).await.unwrap().key));
}

#[tokio::test]
async fn leaked_key_lives_on_where_the_new_one_does_not_work() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    rig.sandbox.faults().set(status(401), Matcher::any().method("GET").path("/accounts"), Often::Always);
    rig.app.rotate_key(rotating(&old.id, "reports 2", Plan::Leaked), &quiet).await.unwrap();
    rig.sandbox.faults().clear();
    assert_eq!((rig.rotation().phase, rig.shown(&old.id).state), (RotationPhase::HandOver, KeyState::Live));
    assert!(shows_life(&rig.test(&old.id).await));
}

#[tokio::test]
async fn retiring_the_old_key_wants_its_name() {
    let rig = Rig::new("openfish").await;
    let old = rig.key("reports").await;
    rig.rotate(&old.id, "reports 2").await.unwrap();
    let rotation_id = rig.rotation().id;
    let request = RetireOldRequest { rotation_id, confirmation: "something else".into(), anyway: true };
    assert_eq!(rig.app.retire_old(request, &quiet).await.unwrap_err().code(), Code::ConfirmationWrong);
    assert_eq!(rig.shown(&old.id).state, KeyState::Live);
}

#[tokio::test]
async fn rotation_can_change_the_permissions() {
    let rig = Rig::new("kalshi").await;
    let old = rig.key("reports").await;
    let scopes = Some(vec!["read".to_owned(), "write".to_owned()]);
    let request = RotateRequest { scopes, ..rotating(&old.id, "reports 2", Plan::Planned) };
    let made = rig.app.rotate_key(request, &quiet).await.unwrap().key;
    assert_eq!(made.permissions.iter().map(|p| &p.scope[..]).collect::<Vec<_>>(), ["read", "write"]);
    assert_eq!(rig.there(made.remote_id.as_deref().unwrap()).scopes.unwrap(), ["read", "write"]);
}

#[tokio::test]
async fn both_keys_can_be_kept() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    let made = rig.rotate(&old.id, "reports 2").await.unwrap().key;
    rig.app.end_rotation(&rig.rotation().id).unwrap();
    assert!(rig.overview().rotations.is_empty());
    for key in [&old.id, &made.id] {
        assert!(shows_life(&rig.test(key).await));
    }
}

#[tokio::test]
async fn key_that_keyrack_works_with_is_replaced_without_a_gap() {
    let rig = Rig::new("kalshi").await;
    let old = rig.overview().keys.into_iter().find(|k| k.manager).expect("the list shows it");
    let scopes = Some(vec!["read".to_owned(), "write".to_owned()]);
    let request = RotateRequest { scopes, ..rotating(&old.id, "manager 2", Plan::Leaked) };
    let made = rig.app.rotate_key(request, &quiet).await.unwrap().key;
    assert!(proven(&rig.shown(&old.id)), "{:?}", rig.shown(&old.id).proof);
    assert!(rig.shown(&made.id).manager);
    rig.app.refresh_account(&rig.account.id).await.unwrap();
    assert!(shows_life(rig.key("another").await.last_test.as_ref().unwrap()), "Keyrack goes on with the new key");
}

#[tokio::test]
async fn rotation_whose_new_key_is_given_up_leaves_the_old_one_alone() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: None }, Matcher::any().method("POST"), Often::Always);
    let open = rig.rotate(&old.id, "reports 2").await.unwrap().unfinished.expect("refused");
    assert_eq!(rig.rotation().phase, RotationPhase::Making);
    rig.app.continue_flow(&open.id, NextStep::Discard, None, &quiet).await.unwrap();
    let overview = rig.overview();
    assert!(overview.rotations.is_empty() && overview.unfinished.is_empty());
    assert!(shows_life(&rig.test(&old.id).await));
}

#[tokio::test]
async fn emergency_stop_of_the_old_key_does_not_wait_for_the_rotation() {
    let rig = Rig::new("openfish").await;
    let old = rig.key("reports").await;
    rig.rotate(&old.id, "reports 2").await.unwrap();
    assert!(proven(&rig.stop(&old.id).await.unwrap().key));
    assert!(rig.overview().rotations.is_empty(), "nothing is left to hand over");
}

#[tokio::test]
async fn key_in_a_rotation_is_not_rotated_once_more() {
    let rig = Rig::new("blockmind").await;
    let old = rig.overview().keys[0].clone();
    rig.rotate(&old.id, "second").await.unwrap();
    assert_eq!(rig.rotate(&old.id, "third").await.unwrap_err().code(), Code::Busy);
}

#[tokio::test]
async fn replaced_managing_key_can_be_stopped_with_its_whole_account() {
    let rig = Rig::new("kalshi").await;
    rig.key("one").await;
    let old = rig.overview().keys.into_iter().find(|k| k.manager).expect("the list shows it");
    let scopes = Some(vec!["read".to_owned(), "write".to_owned()]);
    let request = RotateRequest { scopes, ..rotating(&old.id, "manager 2", Plan::Leaked) };
    rig.app.rotate_key(request, &quiet).await.unwrap();
    let (account_id, door) = (Some(rig.account.id.clone()), Door::Emergency);
    let request = StopManyRequest { key_ids: Vec::new(), account_id, door, confirmation: None };
    let bulk = rig.app.stop_many(request, &quiet).await.unwrap();
    assert!(bulk.rows.iter().all(|r| r.result == BulkResult::ConfirmedDead), "{:?}", bulk.rows);
    assert_eq!(rig.alive(), 0);
    rig.app.remove_account(&rig.account.id).await.expect("nothing is left of it");
}

#[tokio::test]
async fn keyrack_works_with_its_first_key_again_once_the_other_is_stopped() {
    let rig = Rig::new("kalshi").await;
    let first = rig.overview().keys.into_iter().find(|k| k.manager).expect("the list shows it");
    let scopes = vec!["read".to_owned(), "write".to_owned()];
    let request = CreateRequest { scopes, ..rig.wanted("second", Way::Here).await };
    let second = rig.app.create_key(request, &quiet).await.unwrap().key;
    rig.app.work_with(&second.id).await.unwrap();
    assert!(rig.shown(&second.id).manager && !rig.shown(&first.id).manager);
    assert!(proven(&rig.stop(&second.id).await.unwrap().key));
    assert!(rig.shown(&first.id).manager, "it is marked as what it is");
    rig.key("third").await;
}

#[tokio::test]
async fn key_that_may_only_read_does_not_take_over_the_account() {
    let rig = Rig::new("kalshi").await;
    let old = rig.overview().keys.into_iter().find(|k| k.manager).expect("the list shows it");
    let reader = rig.key("reader").await;
    assert_eq!(rig.app.work_with(&reader.id).await.unwrap_err().code(), Code::PermissionMissing);
    let request = RotateRequest { scopes: Some(vec!["read".into()]), ..rotating(&old.id, "m 2", Plan::Planned) };
    rig.app.rotate_key(request, &quiet).await.unwrap();
    assert!(!rig.rotation().manager && rig.shown(&old.id).manager);
}

#[tokio::test]
async fn rotated_key_reaches_no_further_than_the_old_one() {
    let rig = Rig::new("kalshi").await;
    let extras = [("subaccount".to_owned(), "7".to_owned())].into();
    let request = CreateRequest { extras, ..rig.wanted("reports", Way::Here).await };
    let old = rig.app.create_key(request, &quiet).await.unwrap().key;
    rig.rotate(&old.id, "reports 2").await.unwrap();
    let sent = rig.changes().into_iter().rfind(|r| r.method == "POST").expect("sent");
    let body: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!((&body["name"], &body["subaccount"]), (&"reports 2".into(), &7.into()));
}

#[tokio::test]
async fn rotation_ends_where_one_of_its_keys_is_forgotten() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    let new = rig.rotate(&old.id, "reports 2").await.unwrap().key;
    rig.sandbox.revoke("buildmarkets", new.remote_id.as_deref().unwrap());
    assert_eq!(rig.test(&new.id).await.verdict, TestVerdict::Refused);
    rig.app.forget_key(&new.id, "reports 2").await.unwrap();
    assert!(rig.overview().rotations.is_empty());
    rig.rotate(&old.id, "reports 3").await.expect("the old one can be rotated again");
}

#[tokio::test]
async fn rotation_says_that_the_old_key_is_being_stopped_whoever_asked_for_it() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    rig.rotate(&old.id, "reports 2").await.unwrap();
    rig.sandbox.faults().always(Fault::LyingRevokeHidden);
    rig.stop(&old.id).await.unwrap();
    assert_eq!(rig.rotation().phase, RotationPhase::Stopping);
}

#[tokio::test]
async fn rotation_ends_where_the_proof_of_the_old_key_is_given_up() {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    rig.rotate(&old.id, "reports 2").await.unwrap();
    rig.sandbox.faults().set(status(503), Matcher::any().method("GET"), Often::Always);
    let open = rig.stop(&old.id).await.unwrap().unfinished.expect("not confirmed");
    rig.app.continue_flow(&open.id, NextStep::LeaveUnproven, None, &quiet).await.unwrap();
    assert!(rig.overview().rotations.is_empty());
}
