//! Proof of death against providers that are honest, slow, lying or unreachable, and against a wrong clock: an honest
//! one does get *Confirmed dead*, no other ever does.

use std::time::Duration;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often};
use keyrack_tests::world::*;

async fn stop_under(fault: Option<Fault>, matcher: Matcher) -> (World, FlowView) {
    let world = World::new().await;
    let key = world.key("bot").await;
    if let Some(fault) = fault {
        world.sandbox.faults().set(fault, matcher, Often::Always);
    }
    let stopped = world.stop(&key).await;
    (world, stopped)
}

fn verdict(flow: &FlowView) -> Option<ProofVerdict> {
    flow.key.proof.as_ref().map(|p| p.verdict)
}

#[tokio::test]
async fn honest_provider_gets_confirmed_dead() {
    let (_, stopped) = stop_under(None, Matcher::any()).await;
    assert_eq!(verdict(&stopped), Some(ProofVerdict::ConfirmedDead));
    assert_eq!(stopped.key.secret, SecretPlace::Erased);
}

#[tokio::test]
async fn liar_that_keeps_the_key_is_still_alive() {
    for lie in [Fault::LyingRevoke, Fault::LyingRevokeHidden] {
        let (_, stopped) = stop_under(Some(lie), Matcher::any()).await;
        assert_eq!(verdict(&stopped), Some(ProofVerdict::StillAlive));
        assert_eq!(stopped.key.secret, SecretPlace::Here, "the secret is erased only after proof");
        assert_eq!(stopped.unfinished.unwrap().actions[0], NextStep::Finish);
    }
}

#[tokio::test]
async fn liar_that_turns_honest_is_stopped_again_and_proven() {
    let (world, stopped) = stop_under(Some(Fault::LyingRevoke), Matcher::any()).await;
    world.sandbox.faults().clear();
    let again = world.go_on(&stopped.unfinished.unwrap(), NextStep::Finish).await.unwrap().unwrap();
    assert_eq!(verdict(&again), Some(ProofVerdict::ConfirmedDead));
}

#[tokio::test]
async fn slow_provider_is_still_alive_until_it_is_dead() {
    let (world, stopped) = stop_under(Some(Fault::SlowRevoke(Duration::from_secs(2))), Matcher::any()).await;
    assert_eq!(verdict(&stopped), Some(ProofVerdict::StillAlive));
    let mut open = stopped.unfinished.unwrap();
    let dead = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let flow = world.go_on(&open, NextStep::AskAgain).await.unwrap().unwrap();
            match flow.unfinished {
                Some(still) => open = still,
                None => return flow,
            }
        }
    });
    assert_eq!(verdict(&dead.await.unwrap()), Some(ProofVerdict::ConfirmedDead));
}

#[tokio::test]
async fn provider_that_does_not_answer_the_read_is_not_confirmed() {
    for fault in [
        Fault::CloseBefore,
        Fault::RateLimited { retry_after: None },
        Fault::Status { code: 500, body: String::new(), content_type: "text/plain".into() },
        Fault::Redirect("http://127.0.0.1:9/".into()),
    ] {
        let name = format!("{fault:?}");
        let (_, stopped) = stop_under(Some(fault), Matcher::any().method("GET").path("/api_keys")).await;
        assert_eq!(verdict(&stopped), Some(ProofVerdict::NotConfirmed), "{name}");
        assert_eq!(stopped.key.secret, SecretPlace::Here, "{name}");
    }
}

#[tokio::test]
async fn outage_that_answers_every_key_as_unknown_is_not_death() {
    let (_, stopped) = stop_under(Some(Fault::DeadForAll), Matcher::any().method("GET")).await;
    let proof = stopped.key.proof.unwrap();
    assert_eq!((proof.verdict, proof.cause), (ProofVerdict::NotConfirmed, Some(Code::ControlFailed)));
}

#[tokio::test]
async fn unreachable_provider_leaves_the_stop_open() {
    let world = World::new().await;
    let key = world.key("bot").await;
    let World { app, sandbox, .. } = world;
    sandbox.stop().await;
    let open = app.stop_key(&key.id, Door::Emergency, None, &quiet).await.unwrap();
    assert_eq!(open.key.proof.as_ref().map(|p| p.verdict), None);
    let unfinished = open.unfinished.unwrap();
    assert_eq!(unfinished.situation, Situation::StopNotSent);
    assert_eq!(unfinished.error.unwrap().code, Code::Unreachable);
    assert_eq!(open.key.secret, SecretPlace::Here);
}

#[tokio::test]
async fn wrong_clock_that_cannot_be_corrected_is_not_confirmed() {
    let world = World::new().await;
    let key = world.key("bot").await;
    // The clock jumps between the stop and the proof, and the provider does not say its time.
    let gate = world.sandbox.faults().hold(Matcher::any().method("DELETE"), false);
    let (app, clock) = (world.app.clone(), world.clock.clone());
    let id = key.id.clone();
    let stopping = tokio::spawn(async move { app.stop_key(&id, Door::Emergency, None, &quiet).await });
    assert!(gate.reached().await);
    clock.set_ahead(180);
    world.sandbox.faults().always(Fault::NoDate);
    gate.release();
    let stopped = stopping.await.unwrap().unwrap();
    let proof = stopped.key.proof.unwrap();
    assert_eq!((proof.verdict, proof.cause), (ProofVerdict::NotConfirmed, Some(Code::ClockOff)));
}

#[tokio::test]
async fn provider_whose_clock_is_wrong_does_not_confirm_the_death_of_the_managing_key() {
    let world = World::new().await;
    let manager = world.overview().keys.into_iter().find(|k| k.manager).unwrap();
    let gate = world.sandbox.faults().hold(Matcher::any().method("DELETE"), false);
    let (app, id) = (world.app.clone(), manager.id.clone());
    let stopping = tokio::spawn(async move { app.stop_key(&id, Door::Emergency, None, &quiet).await });
    assert!(gate.reached().await);
    world.sandbox.faults().always(Fault::ClockSkew(600));
    gate.release();
    let proof = stopping.await.unwrap().unwrap().key.proof.unwrap();
    assert_eq!((proof.verdict, proof.cause), (ProofVerdict::NotConfirmed, Some(Code::ClockOff)));
}

#[tokio::test]
async fn emergency_stop_works_with_a_wrong_clock() {
    for ahead in [180, -180] {
        let world = World::new().await;
        let key = world.key("bot").await;
        world.clock.set_ahead(ahead);
        let stopped = world.stop(&key).await;
        assert_eq!(verdict(&stopped), Some(ProofVerdict::ConfirmedDead), "{:?}", stopped.unfinished);
    }
}

#[tokio::test]
async fn key_that_may_not_read_gets_its_proof_too() {
    let world = World::new().await;
    let request = CreateRequest { scopes: vec!["write::trade".into()], ..wanted(&world.account, "trader", Way::Here) };
    let key = world.app.create_key(request, &quiet).await.unwrap().key;
    assert_eq!(verdict(&world.stop(&key).await), Some(ProofVerdict::ConfirmedDead));
}

#[tokio::test]
async fn outage_beside_a_lie_about_the_managing_key_is_not_death() {
    let world = World::new().await;
    world.key("bot").await;
    let manager = world.overview().keys.into_iter().find(|k| k.manager).unwrap();
    world.app.test_key(&manager.id).await.unwrap();
    world.sandbox.faults().always(Fault::LyingRevoke);
    world.sandbox.faults().set(Fault::DeadForAll, Matcher::any().method("GET").path("/api_keys"), Often::Always);
    let proof = world.stop(&manager).await.key.proof.unwrap();
    assert_eq!((proof.verdict, proof.cause), (ProofVerdict::NotConfirmed, Some(Code::ControlFailed)));
}

#[tokio::test]
async fn proof_that_cannot_be_had_can_be_left_and_keeps_the_secret() {
    let (world, stopped) = stop_under(Some(Fault::DeadForAll), Matcher::any().method("GET")).await;
    let left = world.go_on(&stopped.unfinished.unwrap(), NextStep::LeaveUnproven).await.unwrap().unwrap();
    assert_eq!((left.key.state, left.key.secret), (KeyState::Stopping, SecretPlace::Here));
    // It can be proven later.
    world.sandbox.faults().clear();
    assert_eq!(verdict(&world.stop(&left.key).await), Some(ProofVerdict::ConfirmedDead));
}

#[tokio::test]
async fn retiring_wants_the_label_typed() {
    let world = World::new().await;
    let key = world.key("bot").await;
    for wrong in [None, Some(""), Some("bo"), Some("Bot")] {
        let refused = world.app.stop_key(&key.id, Door::Retire, wrong, &quiet).await;
        assert_eq!(refused.err().map(|e| e.code()), Some(Code::ConfirmationWrong), "{wrong:?}");
    }
    assert_eq!(world.living(), ["bot"]);
}

#[tokio::test]
async fn key_with_a_long_label_is_retired_by_the_end_of_its_id() {
    let world = World::new().await;
    let key = world.key("a label that is longer than anybody types").await;
    let id = key.remote_id.clone().unwrap();
    let stopped = world.app.stop_key(&key.id, Door::Retire, Some(&id[id.len() - 4..]), &quiet).await.unwrap();
    assert_eq!(verdict(&stopped), Some(ProofVerdict::ConfirmedDead));
}

#[tokio::test]
async fn stop_that_was_not_sent_can_be_withdrawn() {
    let world = World::new().await;
    let key = world.key("bot").await;
    world.sandbox.faults().set(Fault::RateLimited { retry_after: None }, Matcher::any().method("DELETE"), Often::Once);
    let open = world.stop(&key).await.unfinished.unwrap();
    assert_eq!(open.situation, Situation::StopNotSent);
    let kept = world.go_on(&open, NextStep::KeepKey).await.unwrap().unwrap();
    assert_eq!((kept.key.state, kept.unfinished.is_none()), (KeyState::Live, true));
}
