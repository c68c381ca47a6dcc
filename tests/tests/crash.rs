//! Crash points: a separate process is killed (SIGKILL) at each journal step and around each network call of create
//! and stop, with the real Secret Service and the real file. Then the records are opened again, and every key is
//! accounted for.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::clock::SystemClock;
use keyrack_core::types::Address;
use keyrack_core::vault::{ItemName, Vault};
use keyrack_sandbox::{Matcher, Sandbox};
use keyrack_tests::desktop::{With, in_session, program};
use keyrack_tests::world::*;

const SERVICE: &str = "Keyrack crash test";

/// Where the process is killed.
#[derive(Debug, Clone, Copy)]
enum Point {
    /// After this place of the journal was written.
    Journal(&'static str),
    /// The request has arrived and is not handled; it is lost.
    Unhandled(&'static str, &'static str),
    /// The request was handled; its answer is lost.
    Unanswered(&'static str, &'static str),
}

/// What must be true after every crash; each is counted, and all must stay 0.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    living_without_secret_and_not_shown: usize,
    made_twice: usize,
    not_ours_touched: usize,
    cannot_be_finished: usize,
    secrets_lost: usize,
}

struct Scene {
    records: PathBuf,
    sandbox: Sandbox,
    account: AccountView,
    manager: Drawn,
    bystander: String,
}

impl Scene {
    async fn new() -> Self {
        let (records, sandbox) = (scratch().join("live.db"), sandbox(None).await);
        let (manager, bystander) = (draw(&sandbox), draw(&sandbox).key_id);
        let app = open(&records);
        let trial = app.try_account(access_key(&sandbox.base_url("kalshi").unwrap(), &manager)).await.unwrap();
        let account = app.save_account(&trial.trial).await.unwrap();
        Self { records, sandbox, account, manager, bystander }
    }

    fn start(&self, act: &str, id: &str, place: &str) -> Child {
        Command::new(program("crash-subject"))
            .args([self.records.to_str().unwrap(), act, id, place])
            .stdout(Stdio::piped())
            .spawn()
            .expect("crash-subject is built")
    }

    /// Runs an act and kills it at the point. False where the point was never reached.
    async fn crash(&self, act: &str, id: &str, point: Point) -> bool {
        let mut child;
        let reached = match point {
            Point::Journal(place) => {
                child = self.start(act, id, place);
                let mut said = String::new();
                BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
                said.trim() == "there"
            }
            Point::Unhandled(method, path) | Point::Unanswered(method, path) => {
                let before = matches!(point, Point::Unhandled(..));
                let gate = self.sandbox.faults().hold(Matcher::any().method(method).path(path), before);
                child = self.start(act, id, "-");
                let reached = gate.reached().await;
                child.kill().unwrap();
                gate.drop_request();
                reached
            }
        };
        child.kill().unwrap();
        child.wait().unwrap();
        reached
    }

    /// The keys that live at the provider besides the managing key and the bystander's.
    fn living(&self) -> Vec<String> {
        let ours = |id: &String| *id != self.manager.key_id && *id != self.bystander;
        self.sandbox.keys("kalshi").into_iter().filter(|k| k.alive && ours(&k.id)).map(|k| k.id).collect()
    }

    /// Opens the records after the crash, takes the first next step until nothing is open, and counts what is wrong.
    async fn account_for(&self, counts: &mut Counts) -> Arc<App> {
        let app = Arc::new(open(&self.records));
        let origin = Address::parse(&self.account.address).unwrap().origin();
        for _ in 0..4 {
            let shown = overview(&app);
            for id in self.living() {
                let key = shown.keys.iter().find(|k| k.remote_id.as_ref() == Some(&id));
                let held = match key {
                    Some(key) => {
                        app.vault().public_half(&ItemName::key(&key.id), &origin).await.is_ok_and(|p| p.is_some())
                    }
                    None => false,
                };
                let open = !shown.unfinished.is_empty();
                let as_lost = key.is_some_and(|k| k.secret == SecretPlace::Lost);
                counts.living_without_secret_and_not_shown += usize::from(!held && !open && !as_lost);
            }
            let Some(open) = shown.unfinished.first() else { break };
            let step = *open.actions.first().expect("every situation has a next step");
            if app.continue_flow(&open.id, step, None, &quiet).await.is_err() {
                counts.cannot_be_finished += 1;
            }
        }
        counts.cannot_be_finished += overview(&app).unfinished.len();
        counts.made_twice += self.living().len().saturating_sub(1);
        let bystander = self.sandbox.keys("kalshi").into_iter().any(|k| k.id == self.bystander && k.alive);
        counts.not_ours_touched += usize::from(!bystander);
        counts.not_ours_touched += overview(&app)
            .keys
            .iter()
            .filter(|k| k.remote_id.as_ref() == Some(&self.bystander) && k.secret == SecretPlace::Here)
            .count();
        app
    }
}

fn open(records: &std::path::Path) -> App {
    open_app(records, Vault::keychain(SERVICE), Arc::new(SystemClock), None)
}

fn overview(app: &App) -> OverviewView {
    app.overview(Mode::Live, PracticeView { started: false, memory_only: false }).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn create_survives_every_crash() {
    if !in_session("create_survives_every_crash", With::Keyring) {
        return;
    }
    let mut counts = Counts::default();
    let points = [
        Point::Journal("create:begun"),
        Point::Journal("create:kept"),
        Point::Unhandled("GET", "/api_keys"),
        Point::Unanswered("GET", "/api_keys"),
        Point::Journal("create:noted"),
        Point::Journal("create:sent"),
        Point::Unhandled("POST", "/api_keys"),
        Point::Unanswered("POST", "/api_keys"),
        Point::Journal("create:known"),
    ];
    for point in points {
        let scene = Scene::new().await;
        assert!(scene.crash("create", &scene.account.id, point).await, "{point:?} was not reached");
        let app = scene.account_for(&mut counts).await;
        assert_eq!(scene.living().len(), 1, "{point:?}: the key that was begun is finished");
        let key = overview(&app).keys.into_iter().find(|k| k.label == "bot").expect("shown");
        let test = app.test_key(&key.id).await.unwrap().last_test.unwrap();
        counts.secrets_lost += usize::from(test.verdict != TestVerdict::Works);
        println!("create, killed at {point:?}: finished, held, works");
    }
    println!("{counts:?}");
    assert_eq!(counts, Counts::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn create_by_the_provider_survives_every_crash() {
    if !in_session("create_by_the_provider_survives_every_crash", With::Keyring) {
        return;
    }
    let mut counts = Counts::default();
    let (held, lost) = (true, false);
    let points = [
        (Point::Journal("create:begun"), held),
        (Point::Journal("create:kept"), held),
        (Point::Journal("create:noted"), held),
        (Point::Journal("create:sent"), held),
        (Point::Unhandled("POST", "/generate"), held),
        (Point::Unanswered("POST", "/generate"), lost),
        // Between the keychain and the journal: the pair is here, and the journal does not know it yet.
        (Point::Journal("create:answer_kept"), held),
        (Point::Journal("create:known"), held),
    ];
    for (point, outcome) in points {
        let scene = Scene::new().await;
        assert!(scene.crash("generate", &scene.account.id, point).await, "{point:?} was not reached");
        scene.account_for(&mut counts).await;
        // An answer that never arrived: the key is shown, and its first next step stops it.
        let alive = if outcome == held { 1 } else { 0 };
        assert_eq!(scene.living().len(), alive, "{point:?}");
        println!(
            "generate, killed at {point:?}: {}",
            if outcome == held { "finished" } else { "secret never arrived; stopped" }
        );
    }
    println!("{counts:?}");
    assert_eq!(counts, Counts::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_survives_every_crash() {
    if !in_session("stop_survives_every_crash", With::Keyring) {
        return;
    }
    let mut counts = Counts::default();
    let points = [
        Point::Journal("revoke:begun"),
        Point::Journal("revoke:sent"),
        Point::Unhandled("DELETE", ""),
        Point::Unanswered("DELETE", ""),
        Point::Journal("revoke:stopped"),
        Point::Unhandled("GET", "/api_keys"),
        Point::Unanswered("GET", "/api_keys"),
        Point::Journal("revoke:proven"),
        Point::Journal("revoke:erased"),
    ];
    for point in points {
        let scene = Scene::new().await;
        let app = open(&scene.records);
        let made = app.create_key(wanted(&scene.account, "bot", Way::Here), &quiet).await.unwrap().key;
        drop(app);
        assert!(scene.crash("stop", &made.id, point).await, "{point:?} was not reached");
        let app = scene.account_for(&mut counts).await;
        let key = overview(&app).keys.into_iter().find(|k| k.id == made.id).expect("shown");
        let open = overview(&app).unfinished;
        assert_eq!(key.proof.map(|p| p.verdict), Some(ProofVerdict::ConfirmedDead), "{point:?} {open:#?}");
        assert_eq!(key.secret, SecretPlace::Erased, "{point:?}");
        assert!(scene.living().is_empty(), "{point:?}");
        println!("stop, killed at {point:?}: confirmed dead");
    }
    println!("{counts:?}");
    assert_eq!(counts, Counts::default());
}
