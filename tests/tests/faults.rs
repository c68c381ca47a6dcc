//! Bad days: each fault leads to its own words, loses nothing, and makes nothing twice.

use std::time::Duration;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often, Shape};
use keyrack_tests::world::*;

fn status(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: body.into(), content_type: "text/html".into() }
}

/// Tests a good key while a fault is on; every verdict but *works* names its cause.
async fn test_under(fault: Fault) -> (TestVerdict, Option<Code>) {
    let world = World::new().await;
    let key = world.key("bot").await;
    world.sandbox.faults().always(fault);
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    (test.verdict, test.cause)
}

#[tokio::test]
async fn each_fault_of_the_provider_has_its_own_cause() {
    use TestVerdict::CouldNotTell;
    let cases = [
        (Fault::RateLimited { retry_after: Some(7) }, Code::RateLimited),
        (Fault::RateLimited { retry_after: None }, Code::RateLimited),
        (status(500, "oops"), Code::ProviderDown),
        (status(503, "<html>maintenance</html>"), Code::ProviderDown),
        (Fault::Html, Code::AnswerNotUnderstood),
        (Fault::WrongShape, Code::AnswerNotUnderstood),
        (Fault::CutOff, Code::AnswerCutOff),
        (Fault::CloseBefore, Code::AnswerCutOff),
        (Fault::CloseAfter, Code::AnswerCutOff),
        (Fault::Huge(50_000_000), Code::AnswerTooLarge),
        (Fault::Redirect("http://127.0.0.1:9/elsewhere".into()), Code::Redirected),
        (Fault::Slow(Duration::from_secs(30)), Code::TimedOut),
    ];
    for (fault, cause) in cases {
        let name = format!("{fault:?}");
        assert_eq!(test_under(fault).await, (CouldNotTell, Some(cause)), "{name}");
    }
}

#[tokio::test]
async fn every_shape_of_error_says_that_a_key_was_stopped_elsewhere() {
    let shapes = [Shape::Flat, Shape::Msg, Shape::Empty, Shape::Text, Shape::PlainError];
    for shape in std::iter::once(None).chain(shapes.map(Some)) {
        let world = World::new().await;
        let key = world.key("bot").await;
        stop_at_the_provider(&world, key.remote_id.as_deref().unwrap()).await;
        if let Some(shape) = shape {
            world.sandbox.faults().always(Fault::ErrorShape(shape));
        }
        // Whatever the words of the refusal: it was listed here before, and is not any more.
        let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
        assert_eq!((test.verdict, test.cause), (TestVerdict::Refused, Some(Code::KeyStopped)), "{shape:?}");
    }
}

#[tokio::test]
async fn key_without_the_permission_works_but_may_not() {
    let world = World::new().await;
    let request = CreateRequest { scopes: vec!["write::trade".into()], ..wanted(&world.account, "trader", Way::Here) };
    let made = world.app.create_key(request, &quiet).await.unwrap().key;
    let test = made.last_test.unwrap();
    assert_eq!((test.verdict, test.cause), (TestVerdict::WorksButMayNot, Some(Code::PermissionMissing)));
}

#[tokio::test]
async fn clock_that_is_three_minutes_off_is_corrected_and_said() {
    for (ahead, direction) in [(180, "ahead"), (-180, "behind")] {
        let world = World::new().await;
        let key = world.key("bot").await;
        world.clock.set_ahead(ahead);
        let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
        assert_eq!((test.verdict, test.cause), (TestVerdict::Works, Some(Code::ClockOff)));
        let seconds: i64 = test.params["seconds"].parse().unwrap();
        assert!((178..=182).contains(&seconds), "{seconds}");
        assert_eq!(test.params["direction"], direction);
    }
}

#[tokio::test]
async fn clock_that_cannot_be_corrected_is_no_verdict_about_the_key() {
    let world = World::new().await;
    let key = world.key("bot").await;
    world.clock.set_ahead(180);
    world.sandbox.faults().always(Fault::NoDate);
    let test = world.app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert_eq!((test.verdict, test.cause), (TestVerdict::CouldNotTell, Some(Code::ClockOff)));
}

#[tokio::test]
async fn key_is_made_with_a_wrong_clock_because_a_read_comes_first() {
    let world = World::new().await;
    world.clock.set_ahead(-180);
    let made = world.create("bot", Way::Here).await.unwrap();
    assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
}

#[tokio::test]
async fn nobody_answers() {
    let world = World::new().await;
    let key = world.key("bot").await;
    let World { app, sandbox, .. } = world;
    sandbox.stop().await;
    let test = app.test_key(&key.id).await.unwrap().last_test.unwrap();
    assert_eq!((test.verdict, test.cause), (TestVerdict::CouldNotTell, Some(Code::Unreachable)));
}

#[tokio::test]
async fn name_that_does_not_resolve_has_its_own_words() {
    let world = World::new().await;
    let typed = AccountRequest { name: "Elsewhere".into(), ..access_key("https://keyrack.invalid/x", &world.manager) };
    let trial = world.app.try_account(typed).await.unwrap();
    assert_eq!(trial.test.cause, Some(Code::NameNotFound));
    assert!(!trial.may_save);
}

// ---- a create whose answer is bad: made once, lost never ----

async fn create_under(way: Way, fault: Fault) -> (World, FlowView) {
    let world = World::new().await;
    let path = if way == Way::Provider { "/generate" } else { "/api_keys" };
    world.sandbox.faults().set(fault, Matcher::any().method("POST").path(path), Often::Once);
    let made = world.create("bot", way).await.unwrap();
    (world, made)
}

#[tokio::test]
async fn pair_of_ours_whose_answer_is_bad_is_found_by_its_signature() {
    for fault in [
        Fault::CutOff,
        Fault::Html,
        Fault::WrongShape,
        Fault::CloseAfter,
        Fault::Huge(50_000_000),
        Fault::Slow(Duration::from_secs(9)),
    ] {
        let name = format!("{fault:?}");
        let (world, made) = create_under(Way::Here, fault).await;
        assert!(made.unfinished.is_none(), "{name}: {:?}", made.unfinished);
        assert_eq!(made.key.last_test.unwrap().verdict, TestVerdict::Works, "{name}");
        assert_eq!(world.living(), ["bot"], "{name}");
    }
}

#[tokio::test]
async fn create_that_did_not_arrive_may_be_sent_again_by_the_person() {
    for fault in [Fault::CloseBefore, status(500, "")] {
        let name = format!("{fault:?}");
        let (world, made) = create_under(Way::Here, fault).await;
        let open = made.unfinished.expect("it waits for the person");
        assert_eq!((open.situation, open.actions[0]), (Situation::Unsure, NextStep::Finish), "{name}");
        assert!(world.living().is_empty());
        let made = world.go_on(&open, NextStep::Finish).await.unwrap().unwrap();
        assert!(made.unfinished.is_none());
        assert_eq!(world.living(), ["bot"], "{name}");
    }
}

#[tokio::test]
async fn create_that_is_refused_says_why_and_can_be_discarded() {
    let (world, made) = create_under(Way::Here, Fault::RateLimited { retry_after: Some(3) }).await;
    let open = made.unfinished.unwrap();
    assert_eq!(open.error.as_ref().unwrap().code, Code::RateLimited);
    assert!(world.go_on(&open, NextStep::Discard).await.unwrap().is_none());
    assert!(world.living().is_empty());
}

#[tokio::test]
async fn secret_that_never_arrived_is_shown_and_can_be_stopped() {
    let (world, made) = create_under(Way::Provider, Fault::CloseAfter).await;
    let open = made.unfinished.expect("the provider made a key whose secret is nowhere");
    assert_eq!(open.situation, Situation::SecretNeverArrived);
    assert_eq!(open.actions[0], NextStep::StopCandidates);
    assert_eq!(open.candidates.len(), 1);
    let stopped = world.go_on(&open, NextStep::StopCandidates).await.unwrap().unwrap();
    assert_eq!(stopped.key.proof.unwrap().verdict, ProofVerdict::GoneFromList);
    assert!(world.living().is_empty());
}

#[tokio::test]
async fn answer_that_cannot_be_read_is_kept_whole() {
    for fault in [Fault::CutOff, Fault::WrongShape, Fault::Html] {
        let name = format!("{fault:?}");
        let (world, made) = create_under(Way::Provider, fault).await;
        let open = made.unfinished.expect("it waits for the person");
        assert_eq!(open.situation, Situation::UnreadAnswer, "{name}");
        assert_eq!(open.candidates.len(), 1, "{name}");
        assert_eq!(world.shown(&open.key_id).secret, SecretPlace::Unread, "{name}");
        let item = keyrack_core::vault::ItemName::unread(&open.key_id);
        let origin = keyrack_core::types::Address::parse(&world.account.address).unwrap().origin();
        // It is there: a pair is looked for under its name and found to be something else.
        assert!(world.app.vault().public_half(&item, &origin).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn key_of_somebody_else_with_our_label_is_never_adopted() {
    let world = World::new().await;
    let gate = world.sandbox.faults().hold(Matcher::any().method("POST").path("/api_keys"), true);
    let account = wanted(&world.account, "bot", Way::Here);
    let app = world.app.clone();
    let making = tokio::spawn(async move { app.create_key(account, &quiet).await });
    assert!(gate.reached().await);
    // Meanwhile somebody else makes a key of the same label, and our request is lost.
    let other = open_app(&scratch().join("live.db"), keyrack_core::vault::Vault::memory(), world.clock.clone(), None);
    let trial = other.try_account(access_key(&world.account.address, &world.manager)).await.unwrap();
    let account = other.save_account(&trial.trial).await.unwrap();
    let theirs = other.create_key(wanted(&account, "bot", Way::Provider), &quiet).await.unwrap().key;
    gate.drop_request();
    let open = making.await.unwrap().unwrap().unfinished.expect("ours was not made");
    assert_eq!(open.situation, Situation::Unsure);
    assert_eq!(other.test_key(&theirs.id).await.unwrap().last_test.unwrap().verdict, TestVerdict::Works);
}

/// The request is on its way when we give up; it arrives after the list was read.
async fn late_create(way: Way) -> (World, UnfinishedView) {
    let world = World::new().await;
    let path = if way == Way::Provider { "/generate" } else { "/api_keys" };
    let gate = world.sandbox.faults().hold(Matcher::any().method("POST").path(path), true);
    let (app, request) = (world.app.clone(), wanted(&world.account, "bot", way));
    let making = tokio::spawn(async move { app.create_key(request, &quiet).await });
    assert!(gate.reached().await);
    let open = making.await.unwrap().unwrap().unfinished.expect("no answer came");
    assert!(world.living().is_empty());
    // What was held is gone with its connection: the same request arrives by another.
    drop(gate);
    arrive_late(&world, &open, way).await;
    (world, open)
}

async fn arrive_late(world: &World, open: &UnfinishedView, way: Way) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut body = serde_json::json!({ "name": "bot", "scopes": ["read"] });
    let mut path = "api_keys/generate";
    if way == Way::Here {
        body["public_key"] = world.app.public_half(&open.key_id).await.unwrap().pem.into();
        path = "api_keys";
    }
    let sent =
        client.post(format!("{}/{path}", world.account.address)).bearer_auth(&world.manager.bearer_token).json(&body);
    assert_eq!(sent.send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn create_that_arrives_late_is_found_and_not_sent_again() {
    let (world, open) = late_create(Way::Here).await;
    let made = world.go_on(&open, NextStep::Finish).await.unwrap().unwrap();
    assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
    assert_eq!(made.key.last_test.unwrap().verdict, TestVerdict::Works);
    assert_eq!(world.living(), ["bot"]);
}

#[tokio::test]
async fn create_that_arrives_late_is_not_lost_by_discarding_it() {
    let (world, open) = late_create(Way::Here).await;
    let kept = world.go_on(&open, NextStep::Discard).await.unwrap().expect("it lives at the provider, so it is kept");
    assert_eq!((kept.key.state, kept.key.secret), (KeyState::Live, SecretPlace::Here));
}

#[tokio::test]
async fn generated_key_that_arrives_late_is_shown_and_not_made_twice() {
    let (world, open) = late_create(Way::Provider).await;
    let shown =
        world.go_on(&open, NextStep::Finish).await.unwrap().unwrap().unfinished.expect("its secret never arrived");
    assert_eq!((shown.situation, shown.candidates.len()), (Situation::SecretNeverArrived, 1));
    assert_eq!(world.living(), ["bot"]);
}

#[tokio::test]
async fn provider_that_repeats_a_token_does_not_bring_it_into_words_or_records() {
    let world = World::new().await;
    let address = world.sandbox.base_url("kalshi").unwrap();
    let typed = AccountRequest { name: "By token".into(), ..bearer(&address, &world.manager) };
    let trial = world.app.try_account(typed).await.unwrap();
    let account = world.app.save_account(&trial.trial).await.unwrap();
    let token = &world.manager.bearer_token;
    for filler in ["", &"x".repeat(1_990)] {
        let body = serde_json::json!({ "code": "bad_token", "message": format!("{filler}{token}"), "details": token })
            .to_string();
        world.sandbox.faults().always(status(401, &body));
        let refused = world.app.refresh_account(&account.id).await.unwrap_err();
        let error = serde_json::to_string(&keyrack_core::error::ApiError::from(refused)).unwrap();
        let made = world.app.create_key(wanted(&account, "bot", Way::Here), &quiet).await;
        world.sandbox.faults().clear();
        let begins = &token[..10];
        assert!(error.contains("bad_token") && !error.contains(begins), "{error}");
        let shown = format!("{:?}{:?}", made.map(|f| f.unfinished.map(|u| u.error)), world.overview());
        assert!(!shown.contains(begins));
        for open in world.overview().unfinished {
            world.go_on(&open, NextStep::Discard).await.unwrap();
        }
    }
    for file in ["live.db", "live.db-wal"] {
        let bytes = std::fs::read(world.folder.join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains(&token[..10]), "{file}");
    }
}

async fn stop_at_the_provider(world: &World, id: &str) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client
        .delete(format!("{}/api_keys/{id}", world.account.address))
        .bearer_auth(&world.manager.bearer_token)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
}
