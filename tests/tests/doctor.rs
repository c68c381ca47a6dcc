//! The doctor: every cause of a failed test, brought about at every provider over real HTTP, and what is found of it.
//! Each expectation stands here beforehand: the exact cause where it can be told from outside, and otherwise the wider
//! one, with the reason why no more can be known.

use std::time::Duration;

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_core::vault::{ItemName, Vault};
use keyrack_sandbox::Fault;
use keyrack_tests::desktop::{With, in_session, lock_keyring, succeeded, unlock_keyring};
use keyrack_tests::ill::{Examined, Ill, examine};
use keyrack_tests::rig::*;

/// In the order of the columns.
const PROVIDERS: [&str; 4] = ["kalshi", "buildmarkets", "openfish", "blockmind"];

#[derive(Clone, Copy)]
struct Expected {
    verdict: TestVerdict,
    cause: Option<Code>,
    /// Why the exact cause cannot be told.
    wide: Option<&'static str>,
}

const fn is(verdict: TestVerdict, cause: Option<Code>) -> Expected {
    Expected { verdict, cause, wide: None }
}

const fn unsure(code: Code) -> Expected {
    is(TestVerdict::CouldNotTell, Some(code))
}

const fn refused(code: Code) -> Expected {
    is(TestVerdict::Refused, Some(code))
}

const fn wide(expected: Expected, why: &'static str) -> Expected {
    Expected { wide: Some(why), ..expected }
}

const WORKS: Expected = is(TestVerdict::Works, None);
const OFF: Expected = is(TestVerdict::Works, Some(Code::ClockOff));
const MAY_NOT: Expected = is(TestVerdict::WorksButMayNot, Some(Code::PermissionMissing));

struct Row {
    cause: &'static str,
    ill: Ill,
    /// Nothing is wrong with the key itself, so that *works* may come of it.
    healthy: bool,
    expected: [Expected; 4],
}

fn row(cause: &'static str, ill: Ill, expected: [Expected; 4]) -> Row {
    Row { cause, ill, healthy: false, expected }
}

fn healthy(cause: &'static str, ill: Ill, expected: [Expected; 4]) -> Row {
    Row { cause, ill, healthy: true, expected }
}

fn fault(cause: &'static str, fault: Fault, expected: [Expected; 4]) -> Row {
    healthy(cause, Ill::Fault(fault), expected)
}

fn status(code: u16) -> Fault {
    Fault::Status { code, body: "<h1>Sorry</h1>".into(), content_type: "text/html".into() }
}

fn rows() -> Vec<Row> {
    let all = |expected| [expected; 4];
    vec![
        healthy("nothing is wrong", Ill::Healthy, all(WORKS)),
        // The way there
        row("nobody answers", Ill::ServerGone, all(unsure(Code::Unreachable))),
        row("no such name", Ill::NameUnknown, all(unsure(Code::NameNotFound))),
        row("certificate of nobody", Ill::Certificate, all(unsure(Code::CertificateRefused))),
        fault("answer too late", Fault::Slow(Duration::from_secs(30)), all(unsure(Code::TimedOut))),
        row("leads elsewhere", Ill::Redirected, all(unsure(Code::Redirected))),
        // The clock. Buildmarkets and BlockMind take no notice of it: their requests carry no time.
        healthy("clock 3 min ahead", Ill::Clock(180), [OFF, WORKS, OFF, WORKS]),
        healthy("clock 3 min behind", Ill::Clock(-180), [OFF, WORKS, OFF, WORKS]),
        healthy(
            "clock ahead, no Date",
            Ill::ClockUntold(180),
            [
                unsure(Code::ClockOff),
                WORKS,
                wide(unsure(Code::ControlFailed), "it calls a wrong time a wrong key, and the managing key's first"),
                WORKS,
            ],
        ),
        // The key
        row("other environment", Ill::OtherEnvironment, all(refused(Code::KeyUnknown))),
        row(
            "other env., typed anew",
            Ill::OtherEnvironmentTyped,
            [
                refused(Code::KeyUnknown),
                refused(Code::KeyUnknown),
                wide(
                    refused(Code::CredentialRefused),
                    "one answer for an L2 key that is unknown and one signed wrongly",
                ),
                refused(Code::KeyUnknown),
            ],
        ),
        row("stopped at the provider", Ill::Revoked, all(refused(Code::KeyStopped))),
        row("id mistyped", Ill::UnknownId, all(refused(Code::KeyUnknown))),
        row("halves of two keys", Ill::Halves, all(refused(Code::SecretDiffers))),
        row(
            "permission missing",
            Ill::PermissionMissing,
            [
                MAY_NOT,
                MAY_NOT,
                wide(unsure(Code::ControlFailed), "its keys have no permissions: a 403 meets the managing key first"),
                MAY_NOT,
            ],
        ),
        row("run out, as announced", Ill::Expired, all(refused(Code::KeyExpired))),
        row(
            "run out, unannounced",
            Ill::ExpiredUntold,
            [
                wide(refused(Code::KeyStopped), "it was listed and is not any more, whatever ended it"),
                wide(refused(Code::KeyStopped), "it was listed and is not any more, whatever ended it"),
                wide(refused(Code::KeyStopped), "it was listed and is not any more, whatever ended it"),
                wide(refused(Code::KeyUnknown), "one 401 for revoked, unknown and expired keys, and no list"),
            ],
        ),
        // The provider
        fault("429, wait 30 s", Fault::RateLimited { retry_after: Some(30) }, all(unsure(Code::RateLimited))),
        fault("429, no wait named", Fault::RateLimited { retry_after: None }, all(unsure(Code::RateLimited))),
        fault("500", status(500), all(unsure(Code::ProviderDown))),
        fault("503", status(503), all(unsure(Code::ProviderDown))),
        fault("a web page", Fault::Html, all(unsure(Code::AnswerNotUnderstood))),
        fault(
            "JSON of another shape",
            Fault::WrongShape,
            [
                unsure(Code::AnswerNotUnderstood),
                wide(WORKS, "what its reads answer is not stated, so that any JSON of success will do"),
                unsure(Code::AnswerNotUnderstood),
                unsure(Code::AnswerNotUnderstood),
            ],
        ),
        fault("half an answer", Fault::CutOff, all(unsure(Code::AnswerCutOff))),
        fault("closed, no answer", Fault::CloseBefore, all(unsure(Code::AnswerCutOff))),
        fault(
            "every key refused",
            Fault::DeadForAll,
            [
                wide(refused(Code::KeyUnknown), "the managing key is refused, too: nothing is left to compare with"),
                wide(refused(Code::KeyUnknown), "the managing key is refused, too: nothing is left to compare with"),
                wide(unsure(Code::ControlFailed), "the managing key is refused, too: nothing is left to compare with"),
                wide(refused(Code::KeyUnknown), "the other keys are refused, too: nothing is left to compare with"),
            ],
        ),
    ]
}

/// Prints one cell of the table; what is wrong with it, if something is.
fn tell(cause: &str, provider: &str, test: &TestView, expected: Expected) -> Option<String> {
    let code = |cause: Option<Code>| cause.map_or("-".to_owned(), |c| format!("{c:?}"));
    let as_expected = (test.verdict, test.cause) == (expected.verdict, expected.cause);
    let note = match (as_expected, expected.wide) {
        (false, _) => format!("WRONG: expected {:?} {}", expected.verdict, code(expected.cause)),
        (true, Some(why)) => format!("as expected, wider: {why}"),
        (true, None) => "as expected".to_owned(),
    };
    println!("{cause:<24} {provider:<13} {:<15} {:<20} {note}", format!("{:?}", test.verdict), code(test.cause));
    (!as_expected).then(|| format!("{provider}, {cause}: {note}\n{test:#?}"))
}

fn found(test: &TestView, check: Check) -> Found {
    test.checks.iter().find(|c| c.check == check).map(|c| c.found).expect("all six are there")
}

/// The check that a cause belongs to has failed.
fn check_of(cause: Code) -> Option<Check> {
    Some(match cause {
        Code::KeychainLocked | Code::SecretGone => Check::Secret,
        Code::Unreachable | Code::NameNotFound | Code::CertificateRefused | Code::ProxyFailed => Check::Reach,
        Code::TimedOut | Code::Redirected | Code::ProviderDown | Code::AnswerNotUnderstood => Check::Reach,
        Code::AnswerCutOff => Check::Reach,
        Code::ClockOff => Check::Clock,
        Code::KeyUnknown | Code::KeyStopped => Check::Known,
        Code::SecretDiffers => Check::Halves,
        Code::PermissionMissing => Check::Permission,
        _ => return None,
    })
}

fn assert_checks(cause: &str, test: &TestView) {
    let order = [Check::Secret, Check::Reach, Check::Clock, Check::Known, Check::Halves, Check::Permission];
    assert_eq!(test.checks.iter().map(|c| c.check).collect::<Vec<_>>(), order, "{cause}");
    if let Some(check) = test.cause.and_then(check_of) {
        assert_eq!(found(test, check), Found::Bad, "{cause}: {test:#?}");
    }
    if test.verdict == TestVerdict::Works {
        for check in [Check::Secret, Check::Reach, Check::Known, Check::Halves, Check::Permission] {
            assert_eq!(found(test, check), Found::Good, "{cause}: {test:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cause_is_found_at_every_provider() {
    println!("\n{:<24} {:<13} {:<15} {:<20} ", "cause", "provider", "verdict", "found");
    let mut wrong = Vec::new();
    for row in rows() {
        let all = PROVIDERS.map(|provider| {
            let ill = row.ill.clone();
            tokio::spawn(async move { examine(provider, &ill).await })
        });
        for ((task, provider), expected) in all.into_iter().zip(PROVIDERS).zip(row.expected) {
            let Examined { test, changes, elsewhere } = task.await.expect("examined");
            wrong.extend(tell(row.cause, provider, &test, expected));
            assert_checks(row.cause, &test);
            assert!(row.healthy || test.verdict != TestVerdict::Works, "{provider}, {}: works", row.cause);
            assert_eq!((changes, elsewhere), (0, 0), "{provider}, {}: a change, or a call elsewhere", row.cause);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn words_of_a_cause_get_what_they_mention() {
    let test = examine("kalshi", &Ill::OtherEnvironment).await.test;
    assert_eq!((&test.params["environment"][..], &test.params["others"][..]), ("Custom address", "Production, Demo"));
    let test = examine("openfish", &Ill::OtherEnvironment).await.test;
    assert_eq!(&test.params["others"][..], "Production");
    for (provider, pair) in [("kalshi", "yes"), ("buildmarkets", "no"), ("openfish", "no"), ("blockmind", "no")] {
        assert_eq!(examine(provider, &Ill::Halves).await.test.params["pair"], pair, "{provider}");
    }
    assert_eq!(examine("blockmind", &Ill::Expired).await.test.params["at"], "2020-01-31T12:00:00Z");
    let limited = Ill::Fault(Fault::RateLimited { retry_after: Some(30) });
    assert_eq!(examine("kalshi", &limited).await.test.params["seconds"], "30");
    let behind = examine("kalshi", &Ill::Clock(-180)).await.test;
    assert_eq!(behind.params["direction"], "behind");
    assert!((178..=182).contains(&behind.params["seconds"].parse::<i32>().unwrap()));
}

#[tokio::test]
async fn expiry_that_the_provider_tells_is_learned_before_it_comes() {
    let rig = Rig::new("blockmind").await;
    let key = rig.key("bot").await;
    assert!(rig.shown(&key.id).expires_at.is_some());
    // A year later by both clocks, the key has run out by itself.
    const YEAR: i64 = 366 * 24 * 60 * 60;
    rig.clock.set_ahead(YEAR);
    rig.sandbox.faults().always(Fault::ClockSkew(YEAR));
    assert_eq!(rig.test(&key.id).await.cause, Some(Code::KeyExpired));
    // A clock that is a year ahead alone runs nothing out.
    rig.sandbox.faults().clear();
    assert_eq!(rig.test(&key.id).await.verdict, TestVerdict::Works);
}

#[tokio::test]
async fn stopped_key_under_a_wrong_clock_is_called_stopped_and_the_clock_is_shown_beside() {
    for provider in ["kalshi", "openfish"] {
        let rig = Rig::new(provider).await;
        let key = rig.key("bot").await;
        rig.sandbox.revoke(provider, key.remote_id.as_deref().unwrap());
        rig.clock.set_ahead(180);
        let test = rig.test(&key.id).await;
        assert_eq!((test.verdict, test.cause), (TestVerdict::Refused, Some(Code::KeyStopped)), "{provider}: {test:#?}");
        assert_eq!((found(&test, Check::Clock), found(&test, Check::Known)), (Found::Bad, Found::Bad), "{provider}");
    }
}

#[tokio::test]
async fn hmac_secrets_and_pairs_stay_here_while_the_doctor_looks() {
    for provider in ["kalshi", "openfish"] {
        let rig = Rig::new(provider).await;
        let key = rig.key("bot").await;
        rig.sandbox.revoke(provider, key.remote_id.as_deref().unwrap());
        rig.test(&key.id).await;
        let secret = rig.drawn["secret"].as_str().or(rig.drawn["private_key"].as_str()).unwrap();
        assert!(rig.sandbox.requests().iter().all(|seen| !format!("{seen:?}").contains(secret)), "{provider}");
    }
}

#[tokio::test]
async fn proxy_that_is_none_is_found_at_every_provider() {
    // The proxy is read from the environment when the client is made; another process has it set.
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let names = ["https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"];
    let mut inner = tokio::process::Command::new(std::env::current_exe().unwrap());
    inner.args(["--exact", "inner_through_a_proxy", "--ignored", "--nocapture"]);
    inner.envs(names.map(|name| (name, format!("http://{nobody}"))));
    assert!(inner.status().await.unwrap().success());
}

/// Run by the test above, in a process that has a proxy in its environment.
#[tokio::test]
#[ignore = "run by proxy_that_is_none_is_found_at_every_provider"]
async fn inner_through_a_proxy() {
    for provider in PROVIDERS {
        let test = examine(provider, &Ill::NameUnknown).await.test;
        assert_eq!(tell("proxy that is none", provider, &test, unsure(Code::ProxyFailed)), None);
        assert_checks("proxy", &test);
    }
}

#[tokio::test]
async fn keychain_that_is_locked_or_empty_is_found_at_every_provider() {
    if !in_session("keychain_that_is_locked_or_empty_is_found_at_every_provider", With::Keyring) {
        return;
    }
    const SERVICE: &str = "Keyrack doctor test";
    let mut rigs = Vec::new();
    for provider in PROVIDERS {
        let rig = Rig::with(provider, Vault::keychain(SERVICE)).await;
        let key = rig.key("bot").await;
        rigs.push((rig, key));
    }
    lock_keyring();
    for (rig, key) in &rigs {
        let sent = rig.sandbox.requests().len();
        let test = rig.test(&key.id).await;
        let expected = unsure(Code::KeychainLocked);
        assert_eq!(tell("keychain locked", &rig.provider.id, &test, expected), None);
        assert_checks("keychain locked", &test);
        assert_eq!(rig.sandbox.requests().len(), sent, "{}: something was sent", rig.provider.id);
    }
    unlock_keyring();
    for (rig, key) in &rigs {
        let item = ItemName::key(&key.id);
        let clear = ["clear", "service", SERVICE, "username", item.as_str()];
        assert!(succeeded(std::process::Command::new("secret-tool").args(clear).status()));
        let test = rig.test(&key.id).await;
        assert_eq!(tell("secret gone", &rig.provider.id, &test, unsure(Code::SecretGone)), None);
        assert_checks("secret gone", &test);
    }
}
