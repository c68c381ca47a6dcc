//! One act in a process of its own, for the crash tests: it stops where it is told to, and waits to be killed.
//!
//! `crash-subject RECORDS ACT ID PLACE`: ACT is `create`, `generate`, `issue`, `rotate` or `stop`; ID the account or the key; PLACE a
//! place of the journal, or `-` to run on. Says `there` when it has reached the place, `done` at the end.

use std::path::Path;
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::clock::SystemClock;
use keyrack_core::vault::Vault;
use keyrack_tests::world::{open_app, quiet};

/// The name that both halves of the test use in the keychain.
const SERVICE: &str = "Keyrack crash test";

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [records, act, id, place] = &args[..] else { panic!("crash-subject RECORDS ACT ID PLACE") };
    let wanted = place.clone();
    let witness = Arc::new(move |place: &str| {
        if place == wanted {
            println!("there");
            loop {
                std::thread::park(); // until it is killed
            }
        }
    });
    let app = open_app(Path::new(records), Vault::keychain(SERVICE), Arc::new(SystemClock), Some(witness));
    let create = |way| CreateRequest {
        account_id: id.clone(),
        label: "bot".into(),
        scopes: vec!["read".into()],
        way,
        bits: Some(2048),
        extras: Default::default(),
    };
    match &act[..] {
        "create" => drop(app.create_key(create(Way::Here), &quiet).await),
        "generate" => drop(app.create_key(create(Way::Provider), &quiet).await),
        "issue" => {
            let scopes = vec!["accounts:read".into()];
            drop(app.create_key(CreateRequest { scopes, bits: None, ..create(Way::Provider) }, &quiet).await)
        }
        "rotate" => drop(
            app.rotate_key(
                RotateRequest {
                    plan: Plan::Planned,
                    scopes: None,
                    way: None,
                    bits: None,
                    key_id: id.clone(),
                    label: "bot".into(),
                },
                &quiet,
            )
            .await,
        ),
        "stop" => drop(app.stop_key(id, Door::Emergency, None, &quiet).await),
        other => panic!("no such act: {other}"),
    }
    println!("done");
}
