//! One suite for every registered provider: the whole life of a key, in every way and with every ability that the
//! provider has, over real HTTP against the practice server.

use keyrack_core::api::*;
use keyrack_core::error::Code;
use keyrack_sandbox::Fault;
use keyrack_tests::rig::*;
use keyrack_tests::world::sandbox;

/// Says what is not as it has to be.
type Findings = Vec<String>;

fn expect(findings: &mut Findings, holds: bool, what: impl Into<String>) {
    if !holds {
        findings.push(what.into());
    }
}

/// Lives the life of a key in every way that the provider has.
async fn live(rig: &Rig) -> Findings {
    let mut findings = Findings::new();
    let abilities = rig.provider.abilities;
    for way in rig.provider.ways.clone() {
        if way != Way::Website {
            live_one_way(rig, way, &mut findings).await;
        }
    }
    if abilities.list {
        live_beside_others(rig, &mut findings).await;
    }
    if abilities.rotate {
        live_rotated(rig, &mut findings).await;
    }
    live_to_the_last_key(rig, &mut findings).await;
    expect(&mut findings, rig.overview().unfinished.is_empty(), "something is left unfinished");
    expect(&mut findings, rig.app.check_log().await.unwrap().verdict == LogVerdict::Sound, "the log is not sound");
    findings
}

async fn live_one_way(rig: &Rig, way: Way, findings: &mut Findings) {
    let label = format!("bot-{way:?}").to_lowercase();
    let before = (rig.alive(), rig.changes().len());
    let made = match rig.create(&label, way).await {
        Ok(made) => made,
        Err(e) => return findings.push(format!("{way:?}: not made: {e:?}")),
    };
    expect(findings, made.unfinished.is_none(), format!("{way:?}: {:?}", made.unfinished));
    let key = made.key;
    expect(findings, key.secret == SecretPlace::Here, "the secret is not here");
    expect(findings, key.place == KeyPlace::HereAndThere, "not here and there");
    expect(findings, rig.alive() == before.0 + 1, "not exactly one key more");
    expect(findings, rig.changes().len() == before.1 + 1, "not sent exactly once");
    let there = rig.there(key.remote_id.as_deref().unwrap_or_default());
    expect(findings, there.name == label, format!("another name there: {}", there.name));
    if !key.permissions.is_empty() {
        expect(findings, there.scopes.is_some(), "permissions were left out, which means full access");
    }
    expect(findings, key.last_test.as_ref().is_some_and(shows_life), format!("{:?}", key.last_test));
    expect(findings, shows_life(&rig.test(&key.id).await), "works no more when it is tested again");
    stop(rig, &key, findings).await;
}

async fn stop(rig: &Rig, key: &KeyView, findings: &mut Findings) {
    let stopped = match rig.stop(&key.id).await {
        Ok(stopped) => stopped,
        Err(e) => return findings.push(format!("not stopped: {e:?}")),
    };
    let verdict = stopped.key.proof.as_ref().map(|p| p.verdict);
    expect(findings, verdict == Some(ProofVerdict::ConfirmedDead), format!("proof: {:?}", stopped.key.proof));
    expect(findings, stopped.key.secret == SecretPlace::Erased, "the secret is not erased");
    if let Some(id) = &key.remote_id {
        expect(findings, !rig.there(id).alive, "it lives on at the provider");
    }
}

async fn live_beside_others(rig: &Rig, findings: &mut Findings) {
    rig.sandbox.fill(&rig.provider.id, 3);
    let foreign = rig.sandbox.add_foreign_key(&rig.provider.id);
    if let Err(e) = rig.app.refresh_account(&rig.account.id).await {
        return findings.push(format!("the list cannot be read: {e:?}"));
    }
    let keys = rig.overview().keys;
    let others: Vec<&KeyView> = keys.iter().filter(|k| k.place == KeyPlace::OnlyThere).collect();
    expect(findings, others.len() >= 3, "the keys of others are not shown");
    expect(findings, !keys.iter().any(|k| k.remote_id == foreign), "a key of another account is shown");
    let Some(other) = others.first() else { return };
    let gone = rig.stop(&other.id).await.expect("stopped");
    expect(findings, gone.key.state == KeyState::Stopped, "a key whose secret is elsewhere cannot be stopped");
    let verdict = gone.key.proof.map(|p| p.verdict);
    expect(findings, verdict == Some(ProofVerdict::GoneFromList), format!("elsewhere: {verdict:?}"));
}

async fn live_rotated(rig: &Rig, findings: &mut Findings) {
    let old = rig.key("rotated").await;
    let new = match rig.rotate(&old.id, "rotated 2").await {
        Ok(new) => new,
        Err(e) => return findings.push(format!("not rotated: {e:?}")),
    };
    expect(findings, new.unfinished.is_none(), format!("{:?}", new.unfinished));
    expect(findings, new.key.replaces.as_deref() == Some(&old.id), "it does not say what it replaces");
    let scopes = |key: &KeyView| key.permissions.iter().map(|p| p.scope.clone()).collect::<Vec<_>>();
    expect(findings, scopes(&new.key) == scopes(&rig.shown(&old.id)), "other permissions");
    expect(findings, shows_life(&rig.test(&new.key.id).await), "the new key does not work");
    // An exchange has proven the old secret dead already; a successor lets it live.
    if rig.shown(&old.id).state == KeyState::Live {
        expect(findings, shows_life(&rig.test(&old.id).await), "the old key died with the rotation");
        stop(rig, &old, findings).await;
        expect(findings, shows_life(&rig.test(&new.key.id).await), "the new key died with the old one");
    } else {
        let verdict = rig.shown(&old.id).proof.map(|p| p.verdict);
        expect(findings, verdict == Some(ProofVerdict::ConfirmedDead), format!("exchanged: {verdict:?}"));
    }
}

/// The key that Keyrack works with dies last, by its own hand where no other is left.
async fn live_to_the_last_key(rig: &Rig, findings: &mut Findings) {
    let keys = rig.overview().keys;
    let usable = |k: &&KeyView| k.state == KeyState::Live && k.secret == SecretPlace::Here;
    for key in keys.iter().filter(usable).filter(|k| !k.manager) {
        stop(rig, key, findings).await;
    }
    let Some(last) = keys.iter().filter(usable).find(|k| k.manager) else { return };
    let stopped = rig.stop(&last.id).await.expect("stopped");
    let proof = stopped.key.proof;
    let verdict = proof.as_ref().map(|p| p.verdict);
    expect(findings, verdict == Some(ProofVerdict::ConfirmedDead), format!("the last key, proof: {proof:?}"));
}

/// One test a provider, so that each has its own name where it fails. The last test here sees that none is missing.
macro_rules! conform {
    ($($id:ident),*) => {
        const TESTED: &[&str] = &[$(stringify!($id)),*];
        $(
            #[tokio::test]
            async fn $id() {
                let findings = live(&Rig::new(stringify!($id)).await).await;
                assert!(findings.is_empty(), "{findings:#?}");
            }
        )*
    };
}
conform!(kalshi, buildmarkets, openfish, blockmind, cloudflare, sendgrid);

#[test]
fn every_registered_provider_lives_its_life() {
    let registered: Vec<String> = providers().into_iter().map(|p| p.id).collect();
    assert_eq!(registered, TESTED);
}

#[tokio::test]
async fn every_registered_provider_refuses_a_credential_with_one_part_changed() {
    for provider in providers() {
        let sandbox = sandbox(None).await;
        let (drawn, other) = (sandbox.mint(&provider.id).unwrap(), sandbox.mint(&provider.id).unwrap());
        let address = sandbox.base_url(&provider.id).unwrap();
        let rig = Rig::new(&provider.id).await;
        for part in provider.forms[0].fields.iter().filter(|f| !f.optional) {
            let mut mixed = drawn.clone();
            if provider.forms[0].fields.iter().filter(|f| !f.optional).count() == 1 {
                let half = drawn[&part.id].as_str().unwrap();
                mixed[&part.id] = format!("{}x", &half[..half.len() - 1]).into();
            } else {
                mixed[&part.id] = other[&part.id].clone();
            }
            let request = AccountRequest { name: "Mixed".into(), ..typed(&provider, &address, &mixed) };
            let trial = rig.app.try_account(request).await.unwrap();
            assert_eq!(trial.test.verdict, TestVerdict::Refused, "{} {}: {:?}", provider.id, part.id, trial.test);
            assert!(!trial.may_save);
        }
    }
}

#[tokio::test]
async fn suite_fails_where_a_provider_says_stopped_and_is_not() {
    for provider in providers() {
        let rig = Rig::new(&provider.id).await;
        rig.sandbox.faults().always(Fault::LyingRevokeHidden);
        let findings = live(&rig).await;
        assert!(findings.iter().any(|f| f.contains("proof: ")), "{}: {findings:#?}", provider.id);
        assert!(!findings.iter().any(|f| f.contains("ConfirmedDead")), "{}: {findings:#?}", provider.id);
    }
}

#[tokio::test]
async fn suite_fails_where_a_provider_does_not_answer_with_the_secret() {
    for provider in providers().into_iter().filter(|p| p.ways.contains(&Way::Provider)) {
        let rig = Rig::new(&provider.id).await;
        rig.sandbox.faults().set(
            Fault::WrongShape,
            keyrack_sandbox::Matcher::any().method("POST"),
            keyrack_sandbox::Often::Always,
        );
        let made = rig.create("bot", Way::Provider).await.unwrap();
        assert_eq!(made.unfinished.unwrap().error.unwrap().code, Code::UnreadAnswer, "{}", provider.id);
        // The answer lies whole in the keychain, so it was not dropped; the key is shown, and can be stopped.
        assert_eq!(made.key.secret, SecretPlace::Unread, "{}", provider.id);
    }
}
