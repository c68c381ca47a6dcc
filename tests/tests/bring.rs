//! Bringing in a key that exists already: made elsewhere, matched to the provider's list, kept and tested.

use keyrack_core::api::*;
use keyrack_core::error::{Code, Error};
use keyrack_tests::elsewhere::made_elsewhere;
use keyrack_tests::rig::*;
use keyrack_tests::world::*;
use serde_json::{Value, json};

async fn bring(rig: &Rig, made: &Value, remote_id: Option<&str>) -> Result<KeyView, Error> {
    let request = BringRequest {
        account_id: rig.account.id.clone(),
        label: "brought in".into(),
        remote_id: remote_id.map(str::to_owned),
        fields: fields(&rig.provider.key_form, made),
    };
    rig.app.bring_key(request, &quiet).await
}

#[tokio::test]
async fn key_is_matched_kept_tested_and_can_be_stopped() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        rig.sandbox.fill(&provider.id, 3);
        let made = made_elsewhere(&rig, "theirs").await;
        let id = made["id"].as_str().unwrap().to_owned();
        // Only where neither the key nor the provider tells its id, the person says which row it is.
        let chosen = matches!(&provider.id[..], "buildmarkets" | "sendgrid").then_some(&id[..]);
        let key = bring(&rig, &made, chosen).await.unwrap_or_else(|e| panic!("{}: {e:?}", provider.id));
        assert_eq!((key.remote_id.as_deref(), key.secret), (Some(&id[..]), SecretPlace::Here), "{}", provider.id);
        if provider.abilities.list {
            assert_eq!(key.place, KeyPlace::HereAndThere, "{}", provider.id);
        }
        assert!(shows_life(&key.last_test.unwrap()), "{}", provider.id);
        assert_eq!(bring(&rig, &made, chosen).await.unwrap_err().code(), Code::AlreadyHere, "{}", provider.id);
        let stopped = rig.stop(&key.id).await.unwrap().key;
        assert_eq!(stopped.proof.unwrap().verdict, ProofVerdict::ConfirmedDead, "{}", provider.id);
        assert!(!rig.there(&id).alive, "{}", provider.id);
    }
}

#[tokio::test]
async fn row_that_was_only_there_becomes_here_and_there() {
    for provider in providers().into_iter().filter(|p| p.abilities.list) {
        let rig = Rig::new(&provider.id).await;
        let made = made_elsewhere(&rig, "theirs").await;
        let id = made["id"].as_str().unwrap();
        rig.app.refresh_account(&rig.account.id).await.unwrap();
        let row =
            |place| rig.overview().keys.into_iter().find(|k| k.remote_id.as_deref() == Some(id) && k.place == place);
        let there = row(KeyPlace::OnlyThere).expect("listed");
        let key = bring(&rig, &made, Some(id)).await.unwrap();
        assert_eq!(key.id, there.id, "{}: another row", provider.id);
        assert!(row(KeyPlace::HereAndThere).is_some());
        let same = rig.overview().keys.iter().filter(|k| k.remote_id.as_deref() == Some(id)).count();
        assert_eq!(same, 1, "{}", provider.id);
    }
}

#[tokio::test]
async fn key_that_does_not_work_is_not_taken() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        let other = Rig::new(&provider.id).await;
        let made = made_elsewhere(&other, "elsewhere").await;
        let keys = rig.overview().keys.len();
        let refused = bring(&rig, &made, None).await.unwrap_err().code();
        let expected = [Code::NotMatched, Code::KeyUnknown, Code::NotListed, Code::CredentialRefused];
        assert!(expected.contains(&refused), "{}: {refused:?}", provider.id);
        assert_eq!(rig.overview().keys.len(), keys, "{}", provider.id);
    }
}

#[tokio::test]
async fn id_of_somebody_else_or_of_nobody_is_not_listed() {
    for provider in providers().into_iter().filter(|p| p.abilities.list && p.id != "openfish") {
        let rig = Rig::new(&provider.id).await;
        let made = made_elsewhere(&rig, "theirs").await;
        let foreign = rig.sandbox.add_foreign_key(&provider.id).unwrap();
        for id in [&foreign[..], "00000000-0000-4000-8000-000000000000"] {
            // Where the secret names its own key, the other id is seen to be wrong before the list is asked.
            let refused = bring(&rig, &made, Some(id)).await.unwrap_err().code();
            assert!([Code::NotListed, Code::NotMatched].contains(&refused), "{}: {refused:?}", provider.id);
        }
    }
}

#[tokio::test]
async fn malformed_id_is_said_before_anything_is_sent() {
    let rig = Rig::new("kalshi").await;
    let made = made_elsewhere(&rig, "theirs").await;
    let refused = bring(&rig, &made, Some("../delete-me")).await.unwrap_err().code();
    assert_eq!(refused, Code::KeyIdMalformed);
}

#[tokio::test]
async fn pair_with_the_id_of_another_key_is_refused() {
    let rig = Rig::new("kalshi").await;
    let (one, two) = (made_elsewhere(&rig, "one").await, made_elsewhere(&rig, "two").await);
    let mixed = bring(&rig, &one, two["id"].as_str()).await.unwrap_err().code();
    assert_eq!(mixed, Code::SignatureRefused);
}

#[tokio::test]
async fn what_is_no_secret_half_is_named() {
    let rig = Rig::new("kalshi").await;
    let public = rig.app.public_half(&rig.key("bot").await.id).await.unwrap().pem;
    let made = json!({ "private_key": public });
    assert_eq!(bring(&rig, &made, None).await.unwrap_err().code(), Code::ImportPublicHalf);
}

#[tokio::test]
async fn key_whose_row_nobody_knows_is_kept_and_tested_and_says_why_it_cannot_be_stopped() {
    let rig = Rig::new("buildmarkets").await;
    let made = made_elsewhere(&rig, "theirs").await;
    let key = bring(&rig, &made, None).await.unwrap();
    assert_eq!((key.remote_id.clone(), key.stop_problem), (None, Some(Code::IdUnknown)));
    assert!(shows_life(&rig.test(&key.id).await));
    assert_eq!(rig.stop(&key.id).await.unwrap_err().code(), Code::IdUnknown);
    // Once the row is chosen, it is the same key.
    let known = bring(&rig, &made, made["id"].as_str()).await.unwrap_err().code();
    assert_eq!(known, Code::LabelTaken);
}

#[tokio::test]
async fn secret_of_one_key_is_not_taken_for_the_row_of_another() {
    // Where the provider or the secret itself tells the id. Buildmarkets tells neither: there only the person knows.
    for id in ["kalshi", "openfish", "cloudflare", "sendgrid"] {
        let rig = Rig::new(id).await;
        let (one, two) = (made_elsewhere(&rig, "one").await, made_elsewhere(&rig, "two").await);
        let refused = bring(&rig, &one, two["id"].as_str()).await.unwrap_err().code();
        assert!([Code::NotMatched, Code::SignatureRefused].contains(&refused), "{id}: {refused:?}");
        assert!(!rig.overview().keys.iter().any(|k| k.secret == SecretPlace::Here && !k.manager), "{id}");
    }
}
