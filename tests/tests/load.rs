//! Rotation under load: two systems ask the provider twenty times a second each with the key that was handed to them, all
//! through a planned rotation. None of their requests fails; where the old key is retired too early, some do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use keyrack_core::api::*;
use keyrack_core::app::Place;
use keyrack_tests::elsewhere::read_env;
use keyrack_tests::rig::Rig;
use keyrack_tests::world::scratch;
use tokio::task::JoinHandle;

/// Between two requests of one system.
const PACE: Duration = Duration::from_millis(50);

/// A program of somebody else's that reads its key from a file for each request.
struct System {
    name: &'static str,
    file: PathBuf,
    asked: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
    running: JoinHandle<()>,
}

impl System {
    fn start(name: &'static str, file: PathBuf, address: &str) -> Self {
        let (asked, failed, ended) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::default());
        let running = tokio::spawn(poll(
            file.clone(),
            format!("{address}/accounts"),
            asked.clone(),
            failed.clone(),
            Arc::clone(&ended),
        ));
        Self { name, file, asked, failed, ended, running }
    }

    /// Waits until it has asked so many times more.
    async fn goes_on(&self, more: usize) {
        let until = self.asked.load(Ordering::SeqCst) + more;
        while self.asked.load(Ordering::SeqCst) < until {
            tokio::time::sleep(PACE).await;
        }
    }

    async fn end(self) -> (usize, usize) {
        self.ended.store(true, Ordering::SeqCst);
        self.running.await.expect("ended");
        (self.asked.load(Ordering::SeqCst), self.failed.load(Ordering::SeqCst))
    }
}

async fn poll(file: PathBuf, url: String, asked: Arc<AtomicUsize>, failed: Arc<AtomicUsize>, ended: Arc<AtomicBool>) {
    let (client, mut pace) = (reqwest::Client::new(), tokio::time::interval(PACE));
    while !ended.load(Ordering::SeqCst) {
        pace.tick().await;
        let values = read_env(&file);
        let request = client.get(&url).header("x-api-key", &values["BUILDMARKETS_API_KEY"]);
        let answer = request.header("x-api-secret", &values["BUILDMARKETS_API_SECRET"]).send().await;
        let good = answer.is_ok_and(|a| a.status().is_success());
        failed.fetch_add(usize::from(!good), Ordering::SeqCst);
        asked.fetch_add(1, Ordering::SeqCst);
    }
}

/// Hands a key over to a file that is new, and puts it in the place of the system's old one at once.
async fn hand_over(rig: &Rig, key: &str, file: &Path) {
    let fresh = file.with_extension("fresh");
    let place = Place { path: fresh.clone(), downloads: None };
    let request = HandOverRequest { key_id: key.to_owned(), format: HandOverFormat::Env, part: None, passphrase: None };
    rig.app.hand_over(&request, &place).await.expect("handed over");
    std::fs::rename(fresh, file).expect("switched");
}

/// An account with one key, and two systems that use it.
async fn scene() -> (Rig, KeyView, Vec<System>) {
    let rig = Rig::new("buildmarkets").await;
    let old = rig.key("reports").await;
    let address = rig.sandbox.base_url("buildmarkets").expect("known");
    let mut systems = Vec::new();
    for name in ["backup server", "dashboard"] {
        let folder = scratch();
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("key.env");
        hand_over(&rig, &old.id, &file).await;
        rig.app.add_holder(&old.id, HolderRequest { name: name.into(), purpose: None }).expect("noted");
        systems.push(System::start(name, file, &address));
    }
    (rig, old, systems)
}

/// How many requests came in with each of the systems' keys, the old one first.
fn by_key(rig: &Rig) -> Vec<usize> {
    let manager = rig.drawn["api_key"].as_str().expect("drawn");
    let mut counts: Vec<(String, usize)> = Vec::new();
    for seen in rig.sandbox.requests().into_iter().filter(|r| r.path.ends_with("/accounts")) {
        let key = seen.headers.into_iter().find(|(name, _)| name == "x-api-key").expect("a key").1;
        if key == manager {
            continue; // Keyrack looked at the account with it
        }
        match counts.iter_mut().find(|(k, _)| *k == key) {
            Some((_, count)) => *count += 1,
            None => counts.push((key, 1)),
        }
    }
    counts.into_iter().map(|(_, count)| count).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planned_rotation_loses_no_request_of_the_systems_that_use_the_key() {
    let (rig, old, systems) = scene().await;
    for system in &systems {
        system.goes_on(20).await;
    }
    let new = rig.rotate(&old.id, "reports 2").await.expect("made").key;
    for system in &systems {
        hand_over(&rig, &new.id, &system.file).await;
        let rotation = rig.rotation();
        let switch = rotation.switches.iter().find(|s| s.name == system.name).expect("noted");
        rig.app.switch_holder(&rotation.id, &switch.holder_id, true).expect("ticked");
        system.goes_on(20).await;
    }
    let retired = rig.retire_old(false).await.expect("every system has the new one");
    assert_eq!(retired.key.proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead));
    assert!(rig.overview().rotations.is_empty());
    let mut sum = (0, 0);
    for system in systems {
        system.goes_on(20).await;
        let (asked, failed) = system.end().await;
        sum = (sum.0 + asked, sum.1 + failed);
    }
    let counts = by_key(&rig);
    println!("rotation under load: {} requests, {} failed; by key: {counts:?}", sum.0, sum.1);
    assert_eq!(sum.1, 0);
    assert!(counts.len() == 2 && counts.iter().all(|c| *c > 20), "requests by both keys: {counts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_key_that_is_retired_before_the_switch_does_lose_requests() {
    let (rig, old, systems) = scene().await;
    let new = rig.rotate(&old.id, "reports 2").await.expect("made").key;
    let early = rig.retire_old(false).await.unwrap_err();
    assert_eq!(early.code(), keyrack_core::error::Code::NotSwitched, "it is not retired unawares");
    rig.retire_old(true).await.expect("the person says so");
    assert!(rig.rotation().old_ended, "the systems still need the new key");
    let mut failed = 0;
    for system in systems {
        system.goes_on(20).await;
        hand_over(&rig, &new.id, &system.file).await;
        failed += system.end().await.1;
    }
    println!("retired before the switch: {failed} requests failed");
    assert!(failed > 0);
}
