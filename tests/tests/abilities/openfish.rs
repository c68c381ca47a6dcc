//! Openfish.

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
