//! The crash matrix: at every provider, each of create, rotate (planned and leaked), stop and stopping several is killed
//! at every step of its journal and around every one of its calls. After the next start a person takes the first next
//! step that is offered, until nothing is open; what must never happen is counted, and must stay 0.

use std::collections::BTreeMap;

use keyrack_core::api::*;
use keyrack_core::app::App;
use keyrack_tests::crash::{Act, Point, Scene, overview};
use keyrack_tests::desktop::{With, in_session};
use keyrack_tests::rig::shows_life;
use keyrack_tests::world::quiet;

/// What must never happen.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    /// Keys that live at the provider without a secret here and without being shown.
    living_unseen: usize,
    /// Secrets that are lost though their answer was stored.
    secrets_lost: usize,
    /// Keys that were made twice without being asked for twice.
    made_twice: usize,
    /// Keys that are not ours and were adopted or stopped.
    not_ours_touched: usize,
    /// Acts that come to no end.
    cannot_be_finished: usize,
    /// Logs that do not hold what they are sealed for.
    false_alarms: usize,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.living_unseen += other.living_unseen;
        self.secrets_lost += other.secrets_lost;
        self.made_twice += other.made_twice;
        self.not_ours_touched += other.not_ours_touched;
        self.cannot_be_finished += other.cannot_be_finished;
        self.false_alarms += other.false_alarms;
    }
}

/// Steps that a person takes at most.
const STEPS: usize = 12;

/// What the person has met on the way.
#[derive(Default)]
struct Road {
    situations: Vec<Situation>,
    asked_again: usize,
    left_unproven: bool,
}

/// Takes the first step that is offered, until nothing is open; the last one where the first has changed nothing.
async fn go_on(app: &App, counts: &mut Counts, scene: &Scene) -> Road {
    let (mut road, mut last) = (Road::default(), String::new());
    for _ in 0..STEPS {
        let shown = overview(app);
        count_unseen(&shown, counts, scene, &road);
        let open: Vec<_> = shown.unfinished.iter().map(|o| (&o.label, o.situation, &o.actions, &o.error)).collect();
        let now = format!("{open:?} {:?} {:?}", shown.bulks, shown.rotations);
        let stuck = std::mem::replace(&mut last, now) == last;
        if let Some(bulk) = shown.bulks.first() {
            if bulk.open && !stuck {
                app.go_on_stopping(&bulk.id, &quiet).await.expect("goes on");
            } else {
                app.leave_stopping(&bulk.id).expect("seen");
            }
        } else if let Some(open) = shown.unfinished.first() {
            let step = if stuck { open.actions.last() } else { open.actions.first() };
            let step = *step.expect("every situation has a next step");
            road.situations.push(open.situation);
            road.asked_again += usize::from(step == NextStep::RotateAgain);
            road.left_unproven |= step == NextStep::LeaveUnproven;
            // A step that fails says why, and leaves the situation as it is: the next round meets it again.
            let _ = app.continue_flow(&open.id, step, None, &quiet).await;
        } else if let Some(rotation) = shown.rotations.first() {
            if rotation.old_ended {
                app.end_rotation(&rotation.id).expect("seen");
            } else {
                if !rotation.new_works {
                    app.test_key(&rotation.new_id).await.expect("tested");
                }
                let RotationView { id: rotation_id, old_label: confirmation, .. } = rotation.clone();
                let request = RetireOldRequest { rotation_id, confirmation, anyway: false };
                app.retire_old(request, &quiet).await.expect("retired");
            }
        } else {
            return road;
        }
    }
    counts.cannot_be_finished += 1;
    println!("    open: {:#?}", overview(app).unfinished);
    road
}

/// A key that lives at the provider is held here, or shown as one that is not, or as what is unfinished.
fn count_unseen(shown: &OverviewView, counts: &mut Counts, scene: &Scene, road: &Road) {
    let said = shown.unfinished.iter().map(|open| open.situation).chain(road.situations.iter().copied());
    let no_list_shows_it = said.into_iter().any(|s| s == Situation::SecondKeyPossible);
    for made in scene.made().iter().filter(|k| k.alive) {
        let row = shown.keys.iter().find(|k| k.remote_id.as_ref() == Some(&made.id));
        let making = shown
            .unfinished
            .iter()
            .any(|open| shown.keys.iter().any(|k| k.id == open.key_id && k.state == KeyState::Making));
        counts.living_unseen += usize::from(row.is_none() && !making && !no_list_shows_it);
    }
}

/// Kills the act at one point, finishes it, and looks at what is left.
async fn survive(id: &str, act: Act, point: &Point, answer_kept: bool) -> (&'static str, Counts) {
    let mut all = Counts::default();
    let counts = &mut all;
    let scene = Scene::new(id, act).await;
    scene.crash(point).await;
    let app = scene.open();
    let alarm = |v: LogVerdict| usize::from(v != LogVerdict::Sound);
    counts.false_alarms += alarm(app.check_log().await.expect("read").verdict);
    let road = go_on(&app, counts, &scene).await;
    counts.false_alarms += alarm(app.check_log().await.expect("read").verdict);

    let exchange = scene.provider.abilities.exchange;
    let (shown, made) = (overview(&app), scene.made());
    counts.made_twice += made.len().saturating_sub(1 + road.asked_again);
    for other in scene.before.iter().filter(|k| scene.keys.iter().all(|o| o.remote_id.as_ref() != Some(&k.id))) {
        let taken = shown.keys.iter().any(|k| {
            let ours = k.manager || k.remote_id == scene.account.manager.key_id;
            k.remote_id.as_ref() == Some(&other.id) && k.secret == SecretPlace::Here && !ours
        });
        counts.not_ours_touched += usize::from(taken || other.alive && !scene.lives(Some(&other.id)));
    }
    let mut last_unproven = false;
    for key in &scene.keys {
        let ended = shown.keys.iter().find(|k| k.id == key.id).expect("a row is never dropped");
        let bot = shown.keys.iter().find(|k| k.label == "bot" && k.secret == SecretPlace::Here);
        let stopped = !matches!(act, Act::Planned | Act::Leaked) || bot.is_some();
        let proof = ended.proof.as_ref().map(|p| p.verdict);
        if stopped && road.left_unproven && key.manager && act == Act::Bulk {
            // The answer to the stop of the last key was lost, and nothing else is left to hold an outage apart from its
            // end: it is not called dead.
            let lost = matches!(point, Point::Unanswered(_, call) if !call.starts_with("GET"));
            assert!(lost && proof == Some(ProofVerdict::NotConfirmed), "{id} {point:?}: {proof:?}");
            assert!(!scene.lives(key.remote_id.as_ref()), "{id} {act:?} {point:?}");
            last_unproven = true;
        } else if stopped {
            assert_eq!(proof, Some(ProofVerdict::ConfirmedDead), "{id} {act:?} {point:?}: {:?}", ended.proof);
            assert!(ended.secret == SecretPlace::Erased, "{id} {act:?} {point:?}");
            assert!(exchange || !scene.lives(key.remote_id.as_ref()), "{id} {act:?} {point:?}");
        } else {
            let test = app.test_key(&key.id).await.expect("tested").last_test.expect("kept");
            assert!(shows_life(&test), "{id} {act:?} {point:?}: the old key lives on: {test:?}");
        }
    }
    if !matches!(act, Act::Create(_) | Act::Planned | Act::Leaked) {
        return (if last_unproven { "dead; the last one not confirmed" } else { "confirmed dead" }, all);
    }
    let Some(bot) = shown.keys.iter().find(|k| k.label == "bot") else { panic!("{id} {act:?} {point:?}: no row") };
    if bot.secret == SecretPlace::Here {
        let test = app.test_key(&bot.id).await.expect("tested").last_test.expect("kept");
        assert!(shows_life(&test), "{id} {act:?} {point:?}: {test:?}");
        return (
            if road.asked_again > 0 { "a second key may exist; asked again" } else { "finished, held, works" },
            all,
        );
    }
    counts.secrets_lost += usize::from(answer_kept);
    // Only an answer that never arrived: the key is shown, and its first next step has stopped it.
    assert!(matches!(point, Point::Unanswered(..)), "{id} {act:?} {point:?}: {bot:?}");
    assert_eq!((bot.state, bot.secret), (KeyState::Stopped, SecretPlace::Lost), "{id} {act:?} {point:?}");
    ("secret never arrived; stopped", all)
}

/// Inside a session: kills each act at each of its points, and prints what came of it.
async fn survives_every_crash(test: &str, id: &'static str, acts: &[Act]) {
    if !in_session(test, With::Keyring) {
        return;
    }
    let mut all = Counts::default();
    for act in acts {
        let points = Scene::new(id, *act).await.points().await;
        let (mut ends, mut answer_kept) = (BTreeMap::<&str, usize>::new(), false);
        for point in &points {
            // The places of the journal come first and in order; a lost answer is never one that was kept.
            match point {
                Point::Journal(_, place) => answer_kept |= place == "create:answer_kept",
                Point::Unhandled(..) | Point::Unanswered(..) => answer_kept = false,
            }
            let (end, counts) = survive(id, *act, point, answer_kept).await;
            *ends.entry(end).or_default() += 1;
            all.add(&counts);
        }
        println!("{id:13} {:17} {:3} points: {ends:?}", format!("{act:?}"), points.len());
    }
    println!("{id:13} {all:?}");
    assert_eq!(all, Counts::default(), "{id}");
}

const HERE: Act = Act::Create(Way::Here);
const THERE: Act = Act::Create(Way::Provider);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kalshi_survives_every_crash() {
    let acts = [HERE, THERE, Act::Planned, Act::Leaked, Act::Stop, Act::Bulk];
    survives_every_crash("kalshi_survives_every_crash", "kalshi", &acts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buildmarkets_survives_every_crash() {
    let acts = [THERE, Act::Planned, Act::Leaked, Act::Stop, Act::Bulk];
    survives_every_crash("buildmarkets_survives_every_crash", "buildmarkets", &acts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openfish_survives_every_crash() {
    let acts = [THERE, Act::Planned, Act::Leaked, Act::Stop, Act::Bulk];
    survives_every_crash("openfish_survives_every_crash", "openfish", &acts).await;
}

/// It makes no keys but by rotation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blockmind_survives_every_crash() {
    let acts = [Act::Planned, Act::Leaked, Act::Stop, Act::Bulk];
    survives_every_crash("blockmind_survives_every_crash", "blockmind", &acts).await;
}

/// Its rotation exchanges the secret of a key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exchange_of_a_secret_survives_every_crash() {
    let acts = [THERE, Act::Planned, Act::Stop];
    survives_every_crash("exchange_of_a_secret_survives_every_crash", "cloudflare", &acts).await;
}
