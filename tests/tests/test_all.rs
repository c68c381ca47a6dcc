//! *Test all*: every living key of an account, one after another, and what may come between.

use std::sync::Mutex;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::rig::*;
use keyrack_tests::world::quiet;

async fn keys(rig: &Rig, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        ids.push(rig.key(&format!("bot {n}")).await.id);
    }
    ids
}

#[tokio::test]
async fn every_living_key_is_tested_and_told_of() {
    for provider in ["kalshi", "buildmarkets", "openfish", "blockmind"] {
        let rig = Rig::new(provider).await;
        let ids = keys(&rig, 3).await;
        rig.sandbox.revoke(provider, rig.shown(&ids[1]).remote_id.as_deref().unwrap());
        rig.app.stop_key(&ids[2], Door::Emergency, None, &quiet).await.unwrap();
        let here = |k: &KeyView| k.state == KeyState::Live && k.secret == SecretPlace::Here;
        let living: Vec<KeyView> = rig.overview().keys.into_iter().filter(|k| k.state == KeyState::Live).collect();
        let testable = living.iter().filter(|k| here(k)).count();
        let told = Mutex::new(Vec::new());
        let tell = |p: ProgressView| told.lock().unwrap().push((p.key_id.unwrap(), p.state));
        let all = rig.app.test_account(&rig.account.id, &tell).await.unwrap();
        assert_eq!((all.works as usize, all.refused), (testable - 1, 1), "{provider}: {all:?}");
        assert_eq!((all.could_not_tell, all.cancelled), (0, false), "{provider}");
        assert_eq!(all.left_out as usize, living.len() - testable, "{provider}");
        let told = told.into_inner().unwrap();
        for key in living.iter().filter(|k| here(k)) {
            let ended = if key.id == ids[1] { StepState::Failed } else { StepState::Done };
            let states: Vec<_> = told.iter().filter(|(id, _)| *id == key.id).map(|(_, state)| *state).collect();
            assert_eq!(states, [StepState::Begun, ended], "{provider}: {}", key.label);
        }
        assert_eq!(rig.shown(&ids[1]).last_test.unwrap().cause, Some(Code::KeyStopped), "{provider}");
    }
}

#[tokio::test]
async fn cancelling_ends_it_after_the_key_that_is_being_tested() {
    let rig = Rig::new("buildmarkets").await;
    keys(&rig, 4).await;
    let gate = rig.sandbox.faults().hold(Matcher::any().method("GET"), true);
    let (app, id) = (rig.app.clone(), rig.account.id.clone());
    let testing = tokio::spawn(async move { app.test_account(&id, &quiet).await });
    assert!(gate.reached().await);
    let again = rig.app.test_account(&rig.account.id, &quiet).await.err().map(|e| e.code());
    assert_eq!(again, Some(Code::Busy), "it runs once at a time");
    rig.app.cancel_tests(&rig.account.id);
    gate.release();
    let all = testing.await.unwrap().unwrap();
    assert_eq!((all.works, all.left_out, all.cancelled), (1, 5, true), "{all:?}");
    // Nothing is left of it: the next one runs through.
    let all = rig.app.test_account(&rig.account.id, &quiet).await.unwrap();
    assert_eq!((all.works, all.left_out, all.cancelled), (4, 2, false), "{all:?}");
}

#[tokio::test]
async fn rate_limit_that_lasts_leaves_the_rest_out() {
    let rig = Rig::new("buildmarkets").await;
    let ids = keys(&rig, 4).await;
    let before = rig.sandbox.requests().len();
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: Some(60) }, Matcher::any().method("GET"), Often::Always);
    let all = rig.app.test_account(&rig.account.id, &quiet).await.unwrap();
    assert_eq!((all.works, all.could_not_tell, all.left_out), (0, 1, 5), "{all:?}");
    assert_eq!(rig.sandbox.requests().len(), before + 1, "one was enough");
    let kept = ids.iter().filter(|id| rig.shown(id).last_test.unwrap().verdict == TestVerdict::Works).count();
    assert_eq!(kept, 3, "what was known of the others stands");
}

#[tokio::test]
async fn emergency_stop_waits_for_the_one_call_that_is_under_way_and_no_more() {
    let rig = Rig::new("buildmarkets").await;
    let ids = keys(&rig, 12).await;
    let before = rig.sandbox.requests().len();
    let gate = rig.sandbox.faults().hold(Matcher::any().method("GET"), true);
    let (app, id) = (rig.app.clone(), rig.account.id.clone());
    let testing = tokio::spawn(async move { app.test_account(&id, &quiet).await });
    assert!(gate.reached().await);
    // The newest is tested first: the oldest is far down the row.
    let (app, oldest) = (rig.app.clone(), ids[0].clone());
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let begun = Mutex::new(Some(begun));
    let stopping = tokio::spawn(async move {
        let tell = move |_: ProgressView| {
            let _ = begun.lock().unwrap().take().map(|begun| begun.send(()));
        };
        app.stop_key(&oldest, Door::Emergency, None, &tell).await
    });
    has_begun.await.unwrap();
    gate.release();
    let stopped = stopping.await.unwrap().unwrap();
    assert_eq!(stopped.key.proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
    let all = testing.await.unwrap().unwrap();
    assert_eq!((all.works, all.refused), (11, 0), "{all:?}");
    let seen = rig.sandbox.requests().split_off(before);
    let at = seen.iter().position(|s| s.method == "DELETE").unwrap();
    let tests = seen[..at].iter().filter(|s| s.path.ends_with("/accounts")).count();
    // The list is read before the stop: each of the two calls lets one test go first.
    assert!(tests <= 2, "{tests} tests went before it");
}

#[tokio::test]
async fn emergency_stop_of_the_very_key_that_is_being_tested_waits_for_its_test() {
    let rig = Rig::new("buildmarkets").await;
    let ids = keys(&rig, 3).await;
    let gate = rig.sandbox.faults().hold(Matcher::any().method("GET"), true);
    let (app, id) = (rig.app.clone(), rig.account.id.clone());
    let testing = tokio::spawn(async move { app.test_account(&id, &quiet).await });
    assert!(gate.reached().await);
    let tested = ids[2].clone(); // the newest is the first
    assert_eq!(rig.app.test_key(&tested).await.err().map(|e| e.code()), Some(Code::Busy));
    let app = rig.app.clone();
    let stopping = tokio::spawn(async move { app.stop_key(&tested, Door::Emergency, None, &quiet).await });
    tokio::task::yield_now().await;
    gate.release();
    let stopped = stopping.await.unwrap().unwrap();
    assert_eq!(stopped.key.proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
    assert_eq!(rig.shown(&ids[2]).state, KeyState::Stopped, "the test did not write over it");
    assert_eq!(testing.await.unwrap().unwrap().works, 3);
}
