//! The life of a key over real HTTP: made, tested, stopped, proven dead; and each of the ways to make it.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_core::vault::Vault;
use keyrack_sandbox::Fault;
use keyrack_tests::world::*;

#[tokio::test]
async fn key_is_made_here_tested_stopped_and_proven_dead() {
    let world = World::new().await;
    let told = Told::default();
    let made = world.app.create_key(wanted(&world.account, "reporting-bot", Way::Here), &told.tell()).await.unwrap();
    assert_eq!(told.done().last(), Some(&Step::Test));
    assert_eq!(
        (made.key.state, made.key.place, made.key.secret),
        (KeyState::Live, KeyPlace::HereAndThere, SecretPlace::Here)
    );
    assert_eq!(world.living(), ["reporting-bot"]);

    let tested = world.app.test_key(&made.key.id).await.unwrap();
    assert_eq!(tested.last_test.unwrap().verdict, TestVerdict::Works);

    let told = Told::default();
    let stopped = world.app.stop_key(&made.key.id, Door::Retire, Some("reporting-bot"), &told.tell()).await.unwrap();
    assert_eq!(told.done(), [Step::AskToStop, Step::Proof, Step::EraseSecret]);
    assert_eq!(stopped.key.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
    assert_eq!((stopped.key.state, stopped.key.secret), (KeyState::Stopped, SecretPlace::Erased));
    assert!(world.living().is_empty() && world.overview().unfinished.is_empty());
}

#[tokio::test]
async fn bearer_token_serves_as_the_managing_credential() {
    let world = World::new().await;
    let address = world.sandbox.base_url("kalshi").unwrap();
    let typed = AccountRequest { name: "By token".into(), ..bearer(&address, &world.manager) };
    let trial = world.app.try_account(typed).await.unwrap();
    let account = world.app.save_account(&trial.trial).await.unwrap();
    let made = world.app.create_key(wanted(&account, "by-token", Way::Here), &quiet).await.unwrap();
    let stopped = world.stop(&made.key).await;
    assert_eq!(stopped.key.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
}

#[tokio::test]
async fn every_size_of_pair_works_at_the_provider() {
    let world = World::new().await;
    for bits in [2048, 3072, 4096] {
        let request = CreateRequest { bits: Some(bits), ..wanted(&world.account, &format!("key-{bits}"), Way::Here) };
        let made = world.app.create_key(request, &quiet).await.unwrap().key;
        assert_eq!(made.bits, Some(bits));
        assert_eq!(made.last_test.unwrap().verdict, TestVerdict::Works);
    }
}

#[tokio::test]
async fn key_made_by_the_provider_goes_straight_into_the_vault() {
    let world = World::new().await;
    let made = world.create("theirs", Way::Provider).await.unwrap();
    assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
    assert_eq!((made.key.secret, made.key.way), (SecretPlace::Here, Some(Way::Provider)));
    assert_eq!(made.key.last_test.as_ref().unwrap().verdict, TestVerdict::Works);
    assert_eq!(world.stop(&made.key).await.key.proof.unwrap().verdict, ProofVerdict::ConfirmedDead);
}

#[tokio::test]
async fn lower_usage_level_leads_to_the_two_ways_that_remain() {
    let world = World::new().await;
    world.sandbox.faults().always(Fault::UsageLevel);
    let refused = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    assert_eq!(refused.situation, Situation::UsageLevel);
    assert_eq!(refused.actions, [NextStep::UseWebsite, NextStep::LetProvider, NextStep::Discard]);
    assert_eq!(refused.error.as_ref().unwrap().code, Code::UsageLevel);

    let made = world.go_on(&refused, NextStep::LetProvider).await.unwrap().unwrap();
    assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
    assert_eq!(made.key.last_test.unwrap().verdict, TestVerdict::Works);
    assert_eq!(world.living(), ["bot"]);
}

#[tokio::test]
async fn key_made_on_the_website_is_taken_when_its_id_answers_our_signature() {
    let world = World::new().await;
    world.sandbox.faults().always(Fault::UsageLevel);
    let refused = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    let waiting = world.go_on(&refused, NextStep::UseWebsite).await.unwrap().unwrap().unfinished.unwrap();
    assert_eq!(waiting.situation, Situation::WaitingForId);
    let public = world.app.public_half(&refused.key_id).await.unwrap();
    assert!(public.pem.starts_with("-----BEGIN PUBLIC KEY-----"));

    // A person pastes it into the provider's page: here, another client with the same account does it.
    world.sandbox.faults().clear();
    let id = paste_into_website(&world, "bot", &public.pem).await;
    let enter = |typed: String| async move {
        world.app.continue_flow(&waiting.id, NextStep::EnterKeyId, Some(&typed), &quiet).await
    };
    let made = enter(id).await.unwrap().unwrap();
    assert!(made.unfinished.is_none());
    assert_eq!((made.key.state, made.key.secret), (KeyState::Live, SecretPlace::Here));
}

#[tokio::test]
async fn key_id_of_another_key_is_not_taken() {
    let world = World::new().await;
    world.sandbox.faults().always(Fault::UsageLevel);
    let refused = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    let waiting = world.go_on(&refused, NextStep::UseWebsite).await.unwrap().unwrap().unfinished.unwrap();
    let enter = |typed: &'static str, world: &World| {
        let (app, id) = (world.app.clone(), waiting.id.clone());
        async move { app.continue_flow(&id, NextStep::EnterKeyId, Some(typed), &quiet).await.err().map(|e| e.code()) }
    };
    assert_eq!(enter("not an id", &world).await, Some(Code::KeyIdMalformed));
    assert_eq!(enter("00000000-0000-0000-0000-000000000000", &world).await, Some(Code::NotOurKey));
    let manager: &'static str = Box::leak(world.manager.key_id.clone().into_boxed_str());
    assert_eq!(enter(manager, &world).await, Some(Code::NotOurKey));
}

#[tokio::test]
async fn key_made_on_the_website_is_not_lost_by_discarding_it() {
    let world = World::new().await;
    world.sandbox.faults().always(Fault::UsageLevel);
    let refused = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    let waiting = world.go_on(&refused, NextStep::UseWebsite).await.unwrap().unwrap().unfinished.unwrap();
    let public = world.app.public_half(&refused.key_id).await.unwrap();
    world.sandbox.faults().clear();
    paste_into_website(&world, "bot", &public.pem).await;
    let kept =
        world.go_on(&waiting, NextStep::Discard).await.unwrap().expect("it lives at the provider, so it is kept");
    assert_eq!(kept.key.state, KeyState::Live);
}

#[tokio::test]
async fn discarded_key_leaves_nothing_here_or_there() {
    let world = World::new().await;
    world.sandbox.faults().always(Fault::UsageLevel);
    let refused = world.create("bot", Way::Here).await.unwrap().unfinished.unwrap();
    assert!(world.go_on(&refused, NextStep::Discard).await.unwrap().is_none());
    assert!(world.living().is_empty() && world.overview().unfinished.is_empty());
    assert!(!world.overview().keys.iter().any(|k| k.label == "bot"));
}

#[tokio::test]
async fn list_tells_here_and_there_from_only_there_and_only_here() {
    let world = World::new().await;
    let gone = world.key("gone-there").await;
    world.key("both").await;
    let other = draw(&world.sandbox); // somebody else's key at the same provider
    delete_elsewhere(&world, gone.remote_id.as_deref().unwrap()).await;
    world.app.refresh_account(&world.account.id).await.unwrap();
    let place = |find: &dyn Fn(&KeyView) -> bool| world.overview().keys.into_iter().find(|k| find(k)).unwrap().place;
    assert_eq!(place(&|k| k.label == "both"), KeyPlace::HereAndThere);
    assert_eq!(place(&|k| k.label == "gone-there"), KeyPlace::OnlyHere);
    assert_eq!(place(&|k| k.remote_id.as_deref() == Some(&other.key_id)), KeyPlace::OnlyThere);
}

#[tokio::test]
async fn managing_key_is_marked_and_dies_with_the_clock_as_its_control() {
    let world = World::new().await;
    let manager = world.overview().keys.into_iter().find(|k| k.manager).expect("it is listed");
    let stopped = world.stop(&manager).await.key;
    let proof = stopped.proof.unwrap();
    assert_eq!((proof.verdict, proof.listed), (ProofVerdict::ConfirmedDead, None));
}

#[tokio::test]
async fn key_whose_secret_is_elsewhere_is_gone_from_the_list_at_best() {
    let world = World::new().await;
    draw(&world.sandbox);
    world.app.refresh_account(&world.account.id).await.unwrap();
    let theirs = world.overview().keys.into_iter().find(|k| k.secret == SecretPlace::Elsewhere).unwrap();
    let stopped = world.stop(&theirs).await.key;
    assert_eq!(stopped.proof.unwrap().verdict, ProofVerdict::GoneFromList);
    assert_eq!(stopped.state, KeyState::Stopped);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let vault = Vault::memory();
    let world = World::with(vault.clone()).await;
    let key = world.key("bot").await;
    let again = open_app(&world.folder.join("live.db"), vault, world.clock.clone(), None);
    assert_eq!(again.test_key(&key.id).await.unwrap().last_test.unwrap().verdict, TestVerdict::Works);
}

#[tokio::test]
async fn log_tells_the_whole_life_and_is_sound() {
    let world = World::new().await;
    let key = world.key("bot").await;
    world.stop(&key).await;
    world.app.seal().await.unwrap();
    let told: Vec<Act> = world.app.activity(ActivityRequest::default()).unwrap().iter().rev().map(|a| a.act).collect();
    assert_eq!(
        told,
        [
            Act::AccountAdded,
            Act::PairMade,
            Act::SecretKept,
            Act::PublicHalfSent,
            Act::KeyMade,
            Act::Tested,
            Act::StopAsked,
            Act::StopSent,
            Act::Proof,
            Act::SecretErased
        ]
    );
    assert_eq!(world.app.check_log().await.unwrap().verdict, LogVerdict::Sound);
}

async fn paste_into_website(world: &World, label: &str, pem: &str) -> String {
    let body = serde_json::json!({ "name": label, "public_key": pem, "scopes": ["read"] });
    let made: serde_json::Value = website(world)
        .post(format!("{}/api_keys", world.account.address))
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    made["api_key_id"].as_str().unwrap().to_owned()
}

async fn delete_elsewhere(world: &World, id: &str) {
    let answer = website(world).delete(format!("{}/api_keys/{id}", world.account.address)).send().await.unwrap();
    assert_eq!(answer.status(), 204);
}

/// Another client of the same account, as the provider's own page would be.
fn website(world: &World) -> reqwest::Client {
    let token = format!("Bearer {}", world.manager.bearer_token).parse().unwrap();
    let headers = [(reqwest::header::AUTHORIZATION, token)].into_iter().collect();
    reqwest::Client::builder().default_headers(headers).no_proxy().build().unwrap()
}
