//! A provider that says *stopped* and keeps the key alive never gets *Confirmed dead*, by whatever door the stop came.

use keyrack_core::api::*;
use keyrack_sandbox::Fault;
use keyrack_tests::rig::{Rig, providers, rotating};
use keyrack_tests::world::quiet;

#[derive(Debug, Clone, Copy)]
enum By {
    Stop,
    Leaked,
    Several,
}

/// Stops a key of a provider that lies, and gives what is shown of it.
async fn stopped(id: &str, lie: Fault, by: By) -> (Rig, KeyView) {
    let rig = Rig::new(id).await;
    let key = rig.key("bot").await;
    rig.sandbox.faults().always(lie);
    match by {
        By::Stop => drop(rig.stop(&key.id).await.expect("asked")),
        By::Leaked => drop(rig.app.rotate_key(rotating(&key.id, "bot 2", Plan::Leaked), &quiet).await.expect("made")),
        By::Several => {
            let (key_ids, account_id) = (vec![key.id.clone()], None);
            let request = StopManyRequest { key_ids, account_id, door: Door::Emergency, confirmation: None };
            let bulk = rig.app.stop_many(request, &quiet).await.expect("asked");
            assert_ne!(bulk.rows[0].result, BulkResult::ConfirmedDead, "{id} {by:?}");
            assert!(bulk.open, "{id} {by:?}");
        }
    }
    let shown = rig.shown(&key.id);
    (rig, shown)
}

#[tokio::test]
async fn provider_that_lies_never_gets_confirmed_dead_by_any_door() {
    for provider in providers() {
        for lie in [Fault::LyingRevoke, Fault::LyingRevokeHidden] {
            for by in [By::Stop, By::Leaked, By::Several] {
                if provider.abilities.exchange && matches!(by, By::Leaked) {
                    continue; // there the secret is exchanged, and nothing is revoked
                }
                let (rig, key) = stopped(&provider.id, lie.clone(), by).await;
                let proof = key.proof.as_ref().map(|p| p.verdict);
                println!("{:13} {lie:?} {by:?}: {proof:?}", provider.id);
                assert_eq!(proof, Some(ProofVerdict::StillAlive), "{} {lie:?} {by:?}", provider.id);
                assert_eq!((key.state, key.secret), (KeyState::Stopping, SecretPlace::Here), "the secret is kept");
                // It is asked for again by itself, and stays what it is as long as the provider lies.
                rig.app.prove_again().await.expect("asked again");
                assert_ne!(rig.shown(&key.id).state, KeyState::Stopped, "{} {lie:?} {by:?}", provider.id);
            }
        }
    }
}
