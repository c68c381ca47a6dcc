//! Crash points of keys whose secret is shown only once: a separate process is killed (SIGKILL) at each place of the
//! journal and around the one call that matters, with the real Secret Service. Afterwards each key is held, or named as
//! lost with its next step, and none is made behind the person's back.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_core::clock::SystemClock;
use keyrack_core::vault::Vault;
use keyrack_sandbox::{Matcher, Sandbox};
use keyrack_tests::desktop::{With, in_session, program};
use keyrack_tests::rig::{provider, shows_life, typed};
use keyrack_tests::world::{open_app, quiet, sandbox, scratch};

const SERVICE: &str = "Keyrack crash test";

/// Where the process is killed.
#[derive(Debug, Clone, Copy)]
enum Point {
    /// After this place of the journal was written.
    Journal(&'static str),
    /// The request has arrived and is not handled; it is lost.
    Unhandled,
    /// The request was handled; its answer is lost.
    Unanswered,
}

const POINTS: [Point; 8] = [
    Point::Journal("create:begun"),
    Point::Journal("create:kept"),
    Point::Journal("create:noted"),
    Point::Journal("create:sent"),
    Point::Unhandled,
    Point::Unanswered,
    // Between the keychain and the journal: the secret is here, and the journal does not know it yet.
    Point::Journal("create:answer_kept"),
    Point::Journal("create:known"),
];

struct Scene {
    id: &'static str,
    records: std::path::PathBuf,
    sandbox: Sandbox,
    account: AccountView,
}

impl Scene {
    async fn new(id: &'static str) -> Self {
        let (records, sandbox) = (scratch().join("live.db"), sandbox(None).await);
        let drawn = sandbox.mint(id).unwrap();
        let app = open(&records);
        let request = typed(&provider(id), &sandbox.base_url(id).unwrap(), &drawn);
        let trial = app.try_account(request).await.unwrap();
        let account = app.save_account(&trial.trial).await.unwrap();
        Self { id, records, sandbox, account }
    }

    fn start(&self, act: &str, id: &str, place: &str) -> Child {
        Command::new(program("crash-subject"))
            .args([self.records.to_str().unwrap(), act, id, place])
            .stdout(Stdio::piped())
            .spawn()
            .expect("crash-subject is built")
    }

    /// Runs an act and kills it at the point.
    async fn crash(&self, act: &str, id: &str, point: Point) {
        let mut child;
        match point {
            Point::Journal(place) => {
                child = self.start(act, id, place);
                let mut said = String::new();
                BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
                assert_eq!(said.trim(), "there", "{point:?} was not reached");
                child.kill().unwrap();
            }
            Point::Unhandled | Point::Unanswered => {
                let before = matches!(point, Point::Unhandled);
                let method = if self.id == "cloudflare" { "PUT" } else { "POST" };
                let gate = self.sandbox.faults().hold(Matcher::any().method(method), before);
                child = self.start(act, id, "-");
                assert!(gate.reached().await, "{point:?} was not reached");
                child.kill().unwrap();
                gate.drop_request();
            }
        }
        child.wait().unwrap();
    }

    fn alive(&self) -> usize {
        self.sandbox.keys(self.id).iter().filter(|k| k.alive).count()
    }

    /// Takes the first next step until nothing is open, and gives the key that was begun.
    async fn finish(&self, app: &App, point: Point) -> KeyView {
        for _ in 0..4 {
            let Some(open) = overview(app).unfinished.into_iter().next() else { break };
            let step = *open.actions.first().expect("every situation has a next step");
            app.continue_flow(&open.id, step, None, &quiet).await.unwrap_or_else(|e| panic!("{point:?}: {e:?}"));
        }
        let overview = overview(app);
        assert!(overview.unfinished.is_empty(), "{point:?}: {:?}", overview.unfinished);
        overview.keys.into_iter().find(|k| k.label == "bot").expect("shown")
    }
}

fn open(records: &std::path::Path) -> Arc<App> {
    Arc::new(open_app(records, Vault::keychain(SERVICE), Arc::new(SystemClock), None))
}

fn overview(app: &App) -> OverviewView {
    app.overview(Mode::Live, PracticeView { started: false, memory_only: false }).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn key_that_the_provider_makes_survives_every_crash() {
    if !in_session("key_that_the_provider_makes_survives_every_crash", With::Keyring) {
        return;
    }
    for point in POINTS {
        let scene = Scene::new("buildmarkets").await;
        let before = scene.alive();
        scene.crash("issue", &scene.account.id, point).await;
        let app = open(&scene.records);
        let key = scene.finish(&app, point).await;
        if matches!(point, Point::Unanswered) {
            // Shown as lost, and its first next step stops it.
            assert_eq!((key.state, key.secret, scene.alive()), (KeyState::Stopped, SecretPlace::Lost, before));
            println!("issue, killed at {point:?}: secret never arrived; stopped");
            continue;
        }
        assert_eq!(scene.alive(), before + 1, "{point:?}");
        assert_eq!((key.secret, key.place), (SecretPlace::Here, KeyPlace::HereAndThere), "{point:?}");
        let test = app.test_key(&key.id).await.unwrap().last_test.unwrap();
        assert_eq!(test.verdict, TestVerdict::Works, "{point:?}");
        println!("issue, killed at {point:?}: finished, held, works");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotation_that_no_list_shows_survives_every_crash() {
    if !in_session("rotation_that_no_list_shows_survives_every_crash", With::Keyring) {
        return;
    }
    for point in POINTS {
        let scene = Scene::new("blockmind").await;
        let old = overview(&open(&scene.records)).keys[0].clone();
        scene.crash("rotate", &old.id, point).await;
        let app = open(&scene.records);
        let open_entry = overview(&app).unfinished.into_iter().next().expect("open");
        // From the moment of sending on, nobody can know: it is said, and nothing is sent without being asked.
        let sent = !matches!(point, Point::Journal("create:begun" | "create:kept" | "create:noted" | "create:known"));
        assert_eq!(open_entry.situation == Situation::SecondKeyPossible, sent, "{point:?}: {open_entry:?}");
        let key = scene.finish(&app, point).await;
        let lost = usize::from(matches!(point, Point::Unanswered));
        assert_eq!(scene.alive(), 2 + lost, "{point:?}");
        for id in [&key.id, &old.id] {
            let test = app.test_key(id).await.unwrap().last_test.unwrap();
            assert!(shows_life(&test), "{point:?}");
        }
        println!("rotate, killed at {point:?}: {:?}; both keys work", open_entry.situation);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exchange_of_a_secret_survives_every_crash() {
    if !in_session("exchange_of_a_secret_survives_every_crash", With::Keyring) {
        return;
    }
    for point in POINTS {
        let scene = Scene::new("cloudflare").await;
        let old = {
            let app = open(&scene.records);
            let scopes = vec![app.permissions(&scene.account.id).await.unwrap().remove(0).scope];
            let (account_id, way) = (scene.account.id.clone(), Way::Provider);
            let extras = Default::default();
            let request = CreateRequest { account_id, label: "feed".into(), scopes, way, bits: None, extras };
            app.create_key(request, &quiet).await.unwrap().key
        };
        let before = scene.alive();
        scene.crash("rotate", &old.id, point).await;
        let app = open(&scene.records);
        let key = scene.finish(&app, point).await;
        assert_eq!((scene.alive(), key.remote_id), (before, old.remote_id), "{point:?}");
        let test = app.test_key(&key.id).await.unwrap().last_test.unwrap();
        assert_eq!(test.verdict, TestVerdict::Works, "{point:?}");
        let old = overview(&app).keys.into_iter().find(|k| k.id == old.id).unwrap();
        let proof = old.proof.map(|p| p.verdict);
        assert_eq!((old.state, proof), (KeyState::Stopped, Some(ProofVerdict::ConfirmedDead)), "{point:?}");
        println!("exchange, killed at {point:?}: the new secret works, the old one is confirmed dead");
    }
}
