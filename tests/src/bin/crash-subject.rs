//! One act in a process of its own, for the crash tests: it waits at the step that it is told, to be killed there.
//!
//! `crash-subject RECORDS SERVICE ACT REQUEST STEP`: SERVICE is the name in the keychain; ACT is `create`, `planned`, `leaked`, `stop` or `bulk`; REQUEST its JSON; STEP
//! how many places of the journal it passes, or `-` to run to its end. Says each place as `at PLACE`, `there` where it
//! waits, and `done` at the end.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keyrack_core::api::*;
use keyrack_core::app::{App, Frame};
use keyrack_core::clock::SystemClock;
use keyrack_core::vault::Vault;
use keyrack_tests::world::{open_app, quiet};
use serde_json::Value;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [records, service, act, request, step] = &args[..] else { panic!("five arguments") };
    let (step, passed) = (step.parse::<usize>().ok(), AtomicUsize::new(0));
    let witness = Arc::new(move |place: &str| {
        println!("at {place}");
        if Some(passed.fetch_add(1, Ordering::SeqCst)) == step {
            println!("there");
            loop {
                std::thread::park(); // until it is killed
            }
        }
    });
    let app = open_app(Path::new(records), Vault::keychain(service), Arc::new(SystemClock), Some(witness));
    let json: Value = serde_json::from_str(request).expect("JSON");
    let read = || json.clone();
    match &act[..] {
        "create" => drop(app.create_key(serde_json::from_value(read()).expect("a create"), &quiet).await),
        "planned" => {
            drop(app.rotate_key(serde_json::from_value(read()).expect("a rotation"), &quiet).await);
            retire_old(&app).await;
        }
        "leaked" => drop(app.rotate_key(serde_json::from_value(read()).expect("a rotation"), &quiet).await),
        "stop" => {
            let id = json["key_id"].as_str().expect("a key");
            drop(app.stop_key(id, Door::Emergency, None, &quiet).await)
        }
        "bulk" => drop(app.stop_many(serde_json::from_value(read()).expect("a selection"), &quiet).await),
        other => panic!("no such act: {other}"),
    }
    println!("done");
}

/// As a person does once the new key is everywhere.
async fn retire_old(app: &App) {
    let shown = app.overview(Frame::live()).expect("records");
    for rotation in shown.rotations.into_iter().filter(|r| r.phase == RotationPhase::HandOver && !r.old_ended) {
        let RotationView { id: rotation_id, old_label: confirmation, .. } = rotation;
        drop(app.retire_old(RetireOldRequest { rotation_id, confirmation, anyway: false }, &quiet).await);
    }
}
