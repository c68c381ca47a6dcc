//! BlockMind.

use super::*;

#[tokio::test]
async fn key_tells_what_it_may_do_its_limits_and_its_expiry() {
    let rig = Rig::new("blockmind").await;
    let key = &rig.overview().keys[0];
    assert!(key.manager && key.permissions_known && key.permissions.len() == 8);
    assert_eq!(key.remote_id.as_deref(), rig.drawn["key_id"].as_str());
    assert!(key.expires_at.is_some());
    let names: Vec<&str> = key.facts.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["Requests a minute", "Requests a day"]);
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
    // Keyrack's own tests of a key and its readings of the log are no reason for a mark.
    let again = rig.app.usage_log(&key.id, None).await.unwrap();
    assert!(again.rows.iter().any(|row| row.call.ends_with("/audit")));
    assert!(again.rows.iter().all(|row| row.marks.is_empty()), "{:?}", again.rows);
}

#[tokio::test]
async fn call_that_a_key_has_made_only_once_is_marked() {
    let rig = Rig::new("blockmind").await;
    let key = rig.overview().keys[0].clone();
    for _ in 0..60 {
        rig.test(&key.id).await;
    }
    // Somebody else who has the key looks around.
    let address = format!("{}/keys", rig.account.address);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let bearer = rig.drawn["key"].as_str().unwrap();
    client.get(address).bearer_auth(bearer).send().await.unwrap();
    let log = rig.app.usage_log(&key.id, None).await.unwrap();
    let marked: Vec<_> = log.rows.iter().filter(|row| !row.marks.is_empty()).collect();
    assert!(marked.len() == 1 && marked[0].call.ends_with("/keys"), "{marked:?}");
    assert_eq!(marked[0].marks, [UsageMark::UnknownCall]);
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
