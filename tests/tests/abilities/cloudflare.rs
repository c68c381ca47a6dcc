//! Cloudflare.

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
