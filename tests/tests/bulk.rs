//! Several keys at once: a selection or a whole account, with a result for each, the key that does the stopping last.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::{Rig, providers};
use keyrack_tests::world::quiet;

fn selection(keys: &[&KeyView]) -> StopManyRequest {
    let key_ids = keys.iter().map(|k| k.id.clone()).collect();
    StopManyRequest { key_ids, account_id: None, door: Door::Emergency, confirmation: None }
}

fn account(rig: &Rig) -> StopManyRequest {
    StopManyRequest {
        key_ids: Vec::new(),
        account_id: Some(rig.account.id.clone()),
        door: Door::Emergency,
        confirmation: None,
    }
}

fn results(bulk: &BulkView) -> Vec<(&str, BulkResult)> {
    bulk.rows.iter().map(|row| (&row.label[..], row.result)).collect()
}

/// A refusal of every stop.
fn refuse_stops(rig: &Rig, matcher: Matcher) {
    let down = Fault::Status { code: 500, body: String::new(), content_type: "text/plain".into() };
    rig.sandbox.faults().set(down, matcher, Often::Always);
}

#[tokio::test]
async fn whole_account_is_stopped_at_every_provider_and_its_own_key_last() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        rig.key("one").await;
        rig.key("two").await;
        let bulk = rig.app.stop_many(account(&rig), &quiet).await.unwrap();
        for row in &bulk.rows {
            let good = matches!(row.result, BulkResult::ConfirmedDead | BulkResult::GoneFromList);
            assert!(good, "{}: {:?}", provider.id, bulk.rows);
        }
        assert!(!bulk.open, "{}", provider.id);
        let ours: Vec<KeyView> = rig.overview().keys;
        assert!(ours.iter().all(|k| k.state == KeyState::Stopped), "{}", provider.id);
        assert!(rig.overview().bulks.is_empty() && rig.overview().unfinished.is_empty(), "{}", provider.id);
        let last = rig.shown(&bulk.rows.last().unwrap().key_id);
        let own = rig.sandbox.keys(&provider.id).into_iter().find(|k| k.made == 1).unwrap();
        if !bulk.not_stoppable.is_empty() {
            assert_eq!(bulk.not_stoppable[0].account_name, rig.account.name);
        } else {
            let managed = rig.overview().keys.iter().any(|k| k.remote_id.as_ref() == Some(&own.id));
            assert!(managed, "{}", provider.id);
        }
        assert!(last.stopped_at.is_some());
    }
}

#[tokio::test]
async fn key_that_keyrack_works_with_is_stopped_last_whatever_was_chosen_first() {
    let rig = Rig::new("kalshi").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let manager = rig.overview().keys.into_iter().find(|k| k.manager).unwrap();
    let bulk = rig.app.stop_many(selection(&[&manager, &one, &two]), &quiet).await.unwrap();
    assert_eq!(bulk.rows.last().unwrap().key_id, manager.id);
    let deletes: Vec<String> =
        rig.sandbox.requests().into_iter().filter(|r| r.method == "DELETE").map(|r| r.path).collect();
    assert!(deletes.last().unwrap().ends_with(manager.remote_id.as_deref().unwrap()), "{deletes:?}");
    assert_eq!(deletes.len(), 3);
}

#[tokio::test]
async fn every_key_is_asked_to_stop_before_the_first_proof() {
    let rig = Rig::new("buildmarkets").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let before = rig.sandbox.requests().len();
    rig.app.stop_many(selection(&[&one, &two]), &quiet).await.unwrap();
    let after: Vec<_> = rig.sandbox.requests().split_off(before);
    let last_stop = after.iter().rposition(|r| r.method == "DELETE").unwrap();
    let first_proof = after.iter().position(|r| r.path.ends_with("/accounts")).unwrap();
    assert!(last_stop < first_proof, "{after:#?}");
}

#[tokio::test]
async fn failure_of_one_key_does_not_hold_up_the_others_and_can_be_tried_again() {
    let rig = Rig::new("buildmarkets").await;
    let (one, two, three) = (rig.key("one").await, rig.key("two").await, rig.key("three").await);
    refuse_stops(&rig, Matcher::any().method("DELETE").path(two.remote_id.as_deref().unwrap()));
    let bulk = rig.app.stop_many(selection(&[&one, &two, &three]), &quiet).await.unwrap();
    let found = results(&bulk);
    assert_eq!((found[0].1, found[2].1), (BulkResult::ConfirmedDead, BulkResult::ConfirmedDead));
    assert_ne!(found[1].1, BulkResult::ConfirmedDead);
    assert_eq!(bulk.rows[1].cause, Some(Code::ProviderDown));
    assert!(bulk.open && rig.overview().bulks.len() == 1);
    rig.sandbox.faults().clear();
    let bulk = rig.app.go_on_stopping(&bulk.id, &quiet).await.unwrap();
    assert!(bulk.rows.iter().all(|r| r.result == BulkResult::ConfirmedDead), "{:?}", bulk.rows);
    assert!(rig.overview().bulks.is_empty() && rig.overview().unfinished.is_empty());
}

#[tokio::test]
async fn key_that_does_the_stopping_is_kept_while_another_lives() {
    let rig = Rig::new("kalshi").await;
    let one = rig.key("one").await;
    refuse_stops(&rig, Matcher::any().method("DELETE").path(one.remote_id.as_deref().unwrap()));
    let bulk = rig.app.stop_many(account(&rig), &quiet).await.unwrap();
    let manager = rig.overview().keys.into_iter().find(|k| k.manager).unwrap();
    let row = bulk.rows.iter().find(|r| r.key_id == manager.id).unwrap();
    assert_eq!((row.result, row.cause), (BulkResult::HeldBack, Some(Code::HeldBack)));
    assert!(rig.there(manager.remote_id.as_deref().unwrap()).alive);
    rig.sandbox.faults().clear();
    let bulk = rig.app.go_on_stopping(&bulk.id, &quiet).await.unwrap();
    assert!(bulk.rows.iter().all(|r| r.result == BulkResult::ConfirmedDead), "{:?}", bulk.rows);
    assert_eq!(rig.alive(), 0);
}

#[tokio::test]
async fn key_of_somebody_else_that_is_new_there_is_stopped_with_the_account() {
    let rig = Rig::new("buildmarkets").await;
    rig.sandbox.fill("buildmarkets", 2);
    let bulk = rig.app.stop_many(account(&rig), &quiet).await.unwrap();
    assert_eq!(bulk.list_problem, None);
    assert_eq!(rig.alive(), 0, "{:?}", bulk.rows);
}

#[tokio::test]
async fn liar_is_still_alive_and_said_so() {
    let rig = Rig::new("buildmarkets").await;
    let one = rig.key("one").await;
    rig.sandbox.faults().always(Fault::LyingRevokeHidden);
    let bulk = rig.app.stop_many(selection(&[&one]), &quiet).await.unwrap();
    assert_eq!(results(&bulk), [("one", BulkResult::StillAlive)]);
    assert!(bulk.open);
}

#[tokio::test]
async fn retiring_several_wants_their_number_and_an_account_its_name() {
    let rig = Rig::new("buildmarkets").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let retire = |confirmation: &str, request: StopManyRequest| StopManyRequest {
        door: Door::Retire,
        confirmation: Some(confirmation.into()),
        ..request
    };
    for wrong in ["", "1", "one"] {
        let refused = rig.app.stop_many(retire(wrong, selection(&[&one, &two])), &quiet).await.unwrap_err();
        assert_eq!(refused.code(), Code::ConfirmationWrong);
    }
    let refused = rig.app.stop_many(retire("2", account(&rig)), &quiet).await.unwrap_err();
    assert_eq!(refused.code(), Code::ConfirmationWrong);
    assert!(rig.overview().keys.iter().all(|k| k.state == KeyState::Live));
    let bulk = rig.app.stop_many(retire("2", selection(&[&one, &two])), &quiet).await.unwrap();
    assert!(bulk.rows.iter().all(|r| r.result == BulkResult::ConfirmedDead));
}

#[tokio::test]
async fn each_step_says_which_key_it_is_about() {
    let rig = Rig::new("openfish").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |p: ProgressView| told.lock().unwrap().push(p.key_id.expect("named"));
    rig.app.stop_many(selection(&[&one, &two]), &tell).await.unwrap();
    let told = told.into_inner().unwrap();
    assert!(told.contains(&one.id) && told.contains(&two.id));
}

#[tokio::test]
async fn proof_that_could_not_be_had_is_taken_again_by_itself() {
    let rig = Rig::new("buildmarkets").await;
    let one = rig.key("one").await;
    let down = Fault::Status { code: 503, body: String::new(), content_type: "text/plain".into() };
    rig.sandbox.faults().set(down, Matcher::any().method("GET"), Often::Always);
    let open = rig.stop(&one.id).await.unwrap();
    assert_eq!(open.key.proof.map(|p| p.verdict), Some(ProofVerdict::NotConfirmed));
    let lines = rig.app.activity(ActivityRequest::default()).unwrap().len();
    assert!(!rig.app.prove_again().await.unwrap(), "nothing has changed");
    assert_eq!(rig.app.activity(ActivityRequest::default()).unwrap().len(), lines, "and so nothing is told");
    rig.sandbox.faults().clear();
    assert!(rig.app.prove_again().await.unwrap());
    assert_eq!(rig.shown(&one.id).proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
    assert_eq!(rig.shown(&one.id).secret, SecretPlace::Erased);
}

#[tokio::test]
async fn key_whose_making_is_unsure_is_stopped_with_its_account() {
    let rig = Rig::new("buildmarkets").await;
    rig.sandbox.faults().set(Fault::CloseAfter, Matcher::any().method("POST"), Often::Once);
    let open = rig.create("lost", Way::Provider).await.unwrap().unfinished.expect("its answer is lost");
    assert_eq!(open.situation, Situation::SecretNeverArrived);
    let bulk = rig.app.stop_many(account(&rig), &quiet).await.unwrap();
    assert!(bulk.rows.iter().any(|r| r.label == "lost"), "{:?}", bulk.rows);
    assert_eq!(rig.alive(), 0, "{:?}", bulk.rows);
    assert!(rig.overview().unfinished.is_empty(), "{:?}", rig.overview().unfinished);
}

#[tokio::test]
async fn stops_of_two_accounts_do_not_wait_for_each_other() {
    let rig = Rig::new("openfish").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let gate = rig.sandbox.faults().hold(Matcher::any().method("DELETE"), true);
    let (app, request) = (rig.app.clone(), selection(&[&one]));
    let first = tokio::spawn(async move { app.stop_many(request, &quiet).await });
    assert!(gate.reached().await);
    let (app, request) = (rig.app.clone(), selection(&[&two]));
    let second = tokio::spawn(async move { app.stop_many(request, &quiet).await });
    gate.release();
    for bulk in [first.await.unwrap().unwrap(), second.await.unwrap().unwrap()] {
        assert_eq!(bulk.rows[0].result, BulkResult::ConfirmedDead);
    }
}

#[tokio::test]
async fn stop_of_several_ends_by_itself_once_the_last_proof_is_there() {
    let rig = Rig::new("buildmarkets").await;
    let one = rig.key("one").await;
    rig.sandbox.faults().always(Fault::LyingRevokeHidden);
    assert!(rig.app.stop_many(selection(&[&one]), &quiet).await.unwrap().open);
    rig.sandbox.faults().clear();
    rig.sandbox.revoke("buildmarkets", one.remote_id.as_deref().unwrap());
    assert!(rig.app.prove_again().await.unwrap());
    assert!(rig.overview().bulks.is_empty() && rig.overview().unfinished.is_empty());
}

#[tokio::test]
async fn key_that_the_person_keeps_is_not_stopped_by_going_on() {
    let rig = Rig::new("buildmarkets").await;
    let (one, two) = (rig.key("one").await, rig.key("two").await);
    let refuse = Fault::RateLimited { retry_after: None };
    rig.sandbox.faults().set(refuse, Matcher::any().method("DELETE"), Often::Always);
    let bulk = rig.app.stop_many(selection(&[&one, &two]), &quiet).await.unwrap();
    let open = rig.overview().unfinished.into_iter().find(|o| o.key_id == two.id).expect("not sent");
    rig.sandbox.faults().clear();
    rig.app.continue_flow(&open.id, NextStep::KeepKey, None, &quiet).await.unwrap();
    let bulk = rig.app.go_on_stopping(&bulk.id, &quiet).await.unwrap();
    assert_eq!(bulk.rows.len(), 1);
    assert_eq!((rig.shown(&one.id).state, rig.shown(&two.id).state), (KeyState::Stopped, KeyState::Live));
}
