//! One scheduler an account, seen from the provider's side: how many requests arrive, when, and in which order.

use std::time::{Duration, Instant};

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::{Fault, Matcher, Often, Seen};
use keyrack_tests::rig::*;

fn status(code: u16) -> Fault {
    Fault::Status { code, body: "{}".into(), content_type: "application/json".into() }
}

fn get() -> Matcher {
    Matcher::any().method("GET")
}

/// The requests that arrive from here on.
fn since(rig: &Rig, before: usize) -> Vec<Seen> {
    rig.sandbox.requests().split_off(before)
}

/// A second account with the same credential.
async fn second(rig: &Rig) -> AccountView {
    let address = rig.sandbox.base_url(&rig.provider.id).unwrap();
    let request = AccountRequest { name: "Second".into(), ..typed(&rig.provider, &address, &rig.drawn) };
    let trial = rig.app.try_account(request).await.unwrap();
    rig.app.save_account(&trial.trial).await.unwrap()
}

#[tokio::test]
async fn no_second_holds_more_requests_than_the_provider_allows() {
    let rig = Rig::new("kalshi").await;
    let (before, watch) = (rig.sandbox.requests().len(), Instant::now());
    let all: Vec<_> = (0..45)
        .map(|_| {
            let (app, id) = (rig.app.clone(), rig.account.id.clone());
            tokio::spawn(async move { app.refresh_account(&id).await })
        })
        .collect();
    for one in all {
        one.await.unwrap().unwrap();
    }
    let times: Vec<i64> = since(&rig, before).iter().map(|seen| seen.at).collect();
    assert_eq!(times.len(), 45);
    for (n, first) in times.iter().enumerate() {
        let within = times[n..].iter().filter(|at| **at < first + 1_000).count();
        // Twenty a second are allowed. A busy machine may hand over a few of them late.
        assert!(within <= 24, "{within} requests within a second");
    }
    // The first ten went at once, the others evenly; some calls were made just before.
    assert!(watch.elapsed() >= Duration::from_millis(3_400), "{:?}", watch.elapsed());
}

#[tokio::test]
async fn wait_that_is_short_is_sat_out_and_the_read_repeated() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let before = rig.sandbox.requests().len();
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: Some(2) }, get(), Often::Once);
    assert_eq!(rig.test(&key.id).await.verdict, TestVerdict::Works);
    let seen = since(&rig, before);
    assert_eq!(seen.iter().map(|s| s.status).collect::<Vec<_>>(), [Some(429), Some(200)]);
    assert!(seen[1].at - seen[0].at >= 1_990, "{seen:?}");
}

#[tokio::test]
async fn wait_that_is_long_is_told_and_nothing_is_sent_before_it_has_passed() {
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    let before = rig.sandbox.requests().len();
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: Some(8) }, get(), Often::Once);
    let limited_at = Instant::now();
    let test = rig.test(&key.id).await;
    assert_eq!((test.cause, &test.params["seconds"][..]), (Some(Code::RateLimited), "8"));
    let test = rig.test(&key.id).await;
    assert_eq!((test.verdict, test.cause), (TestVerdict::CouldNotTell, Some(Code::RateLimited)));
    assert!((1..=8).contains(&test.params["seconds"].parse::<i32>().unwrap()), "{:?}", test.params);
    assert!(test.answer.starts_with("Not sent"), "{}", test.answer);
    let refused = rig.app.refresh_account(&rig.account.id).await.unwrap_err();
    assert_eq!(refused.code(), Code::RateLimited);
    assert_eq!(since(&rig, before).len(), 1);
    // What is left of it is sat out in the end.
    let works = async {
        while rig.test(&key.id).await.verdict != TestVerdict::Works {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), works).await.unwrap();
    assert!(limited_at.elapsed() >= Duration::from_secs(8));
    assert_eq!(since(&rig, before).len(), 2, "asked once before, and once after");
}

#[tokio::test]
async fn read_is_repeated_twice_and_no_more() {
    for fault in [status(500), status(503), Fault::CloseBefore, Fault::RateLimited { retry_after: None }] {
        let rig = Rig::new("kalshi").await;
        let key = rig.key("bot").await;
        let before = rig.sandbox.requests().len();
        rig.sandbox.faults().set(fault.clone(), get(), Often::Times(2));
        assert_eq!(rig.test(&key.id).await.verdict, TestVerdict::Works, "{fault:?}");
        assert_eq!(since(&rig, before).len(), 3, "{fault:?}");
        rig.sandbox.faults().always(fault.clone());
        assert_eq!(rig.test(&key.id).await.verdict, TestVerdict::CouldNotTell, "{fault:?}");
        assert_eq!(since(&rig, before).len(), 6, "{fault:?}");
    }
}

#[tokio::test]
async fn read_that_repeating_cannot_help_is_sent_once() {
    for fault in [
        Fault::Slow(Duration::from_secs(30)),
        Fault::Html,
        Fault::Redirect("http://127.0.0.1:9/".into()),
        status(400),
        status(403),
    ] {
        let rig = Rig::new("kalshi").await;
        let key = rig.key("bot").await;
        let before = rig.sandbox.requests().len();
        rig.sandbox.faults().always(fault.clone());
        rig.test(&key.id).await;
        assert_eq!(since(&rig, before).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn change_is_sent_once_whatever_comes_back() {
    let faults =
        [Fault::RateLimited { retry_after: None }, status(500), status(503), Fault::CloseBefore, Fault::CloseAfter];
    for provider in providers().into_iter().filter(|p| p.abilities.create) {
        for fault in &faults {
            let rig = Rig::new(&provider.id).await;
            rig.sandbox.faults().set(fault.clone(), Matcher::any().method("POST"), Often::Always);
            let _ = rig.create("bot", *provider.ways.last().unwrap()).await;
            assert_eq!(rig.changes().len(), 1, "{} {fault:?}", provider.id);
        }
    }
    let rig = Rig::new("kalshi").await;
    let key = rig.key("bot").await;
    rig.sandbox.faults().set(status(500), Matcher::any().method("DELETE"), Often::Always);
    rig.stop(&key.id).await.unwrap();
    assert_eq!(rig.changes().iter().filter(|seen| seen.method == "DELETE").count(), 1);
}

#[tokio::test]
async fn change_that_the_provider_wanted_later_goes_out_later() {
    let rig = Rig::new("openfish").await;
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: Some(60) }, get(), Often::Once);
    assert_eq!(rig.app.refresh_account(&rig.account.id).await.unwrap_err().code(), Code::RateLimited);
    let open = rig.create("bot", Way::Provider).await.unwrap().unfinished.expect("not made");
    assert_eq!(open.error.map(|e| e.code), Some(Code::RateLimited));
    assert!(rig.changes().is_empty(), "nothing was sent in the meantime");
}

#[tokio::test]
async fn calls_of_one_account_go_out_one_after_another_and_those_of_another_beside_them() {
    let rig = Rig::new("kalshi").await;
    let other = second(&rig).await;
    let before = rig.sandbox.requests().len();
    let gate = rig.sandbox.faults().hold(get(), true);
    let refresh = |id: &str| {
        let (app, id) = (rig.app.clone(), id.to_owned());
        tokio::spawn(async move { app.refresh_account(&id).await })
    };
    let (first, next) = (refresh(&rig.account.id), refresh(&rig.account.id));
    assert!(gate.reached().await);
    refresh(&other.id).await.unwrap().unwrap();
    assert_eq!(since(&rig, before).len(), 2, "the next call of the first account waits for its turn");
    gate.release();
    first.await.unwrap().unwrap();
    next.await.unwrap().unwrap();
    assert_eq!(since(&rig, before).len(), 3);
}

#[tokio::test]
async fn quiet_that_one_account_is_told_to_keep_holds_up_no_other() {
    let rig = Rig::new("kalshi").await;
    let other = second(&rig).await;
    rig.sandbox.faults().set(Fault::RateLimited { retry_after: Some(60) }, get(), Often::Once);
    assert_eq!(rig.app.refresh_account(&rig.account.id).await.unwrap_err().code(), Code::RateLimited);
    rig.app.refresh_account(&other.id).await.unwrap();
    assert_eq!(rig.app.refresh_account(&rig.account.id).await.unwrap_err().code(), Code::RateLimited);
}
