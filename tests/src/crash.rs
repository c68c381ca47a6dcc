//! Crash points: an act runs in a process of its own, which is killed (SIGKILL) at a step of its journal or around one
//! of its calls, with the real Secret Service and the real file. Afterwards the records are opened by another process,
//! as at the next start.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::{App, Frame};
use keyrack_core::clock::SystemClock;
use keyrack_core::types::make_id;
use keyrack_core::vault::Vault;
use keyrack_sandbox::{KeySeen, Matcher, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::desktop::program;
use crate::rig::{provider, rotating, typed};
use crate::world::{open_app, quiet, sandbox, scratch};

/// Where the process is killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// After so many places of the journal were written; the last of them.
    Journal(usize, String),
    /// The n-th request has arrived and is not handled; it is lost.
    Unhandled(u32, String),
    /// The n-th request was handled; its answer is lost.
    Unanswered(u32, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Create(Way),
    Planned,
    Leaked,
    Stop,
    Bulk,
}

impl Act {
    pub fn name(self) -> &'static str {
        match self {
            Act::Create(_) => "create",
            Act::Planned => "planned",
            Act::Leaked => "leaked",
            Act::Stop => "stop",
            Act::Bulk => "bulk",
        }
    }
}

/// An account with what an act needs: keys of ours, and one that is somebody else's.
pub struct Scene {
    pub provider: ProviderView,
    pub act: Act,
    pub sandbox: Sandbox,
    pub account: AccountView,
    /// What was there before the act.
    pub before: Vec<KeySeen>,
    /// The keys that the act is about.
    pub keys: Vec<KeyView>,
    records: PathBuf,
    /// The name that both processes use in the keychain, and nothing else.
    service: String,
    request: Value,
}

/// With each write a keyring writes all that it holds: what nobody needs any more goes.
impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::process::Command::new("secret-tool").args(["clear", "service", &self.service]).status();
    }
}

impl Scene {
    pub async fn new(id: &str, act: Act) -> Self {
        let (records, sandbox, provider) = (scratch().join("live.db"), sandbox(None).await, provider(id));
        let service = format!("Keyrack crash test {}", make_id());
        let drawn = sandbox.mint(id).expect("known");
        if provider.abilities.list {
            sandbox.fill(id, 1); // somebody else's, in the same account
        }
        let app = open(&records, &service);
        let trial =
            app.try_account(typed(&provider, &sandbox.base_url(id).expect("known"), &drawn)).await.expect("tried");
        let account = app.save_account(&trial.trial).await.expect("saved");
        let scopes = match provider.presets.first() {
            Some(preset) => preset.scopes.clone(),
            None => app.permissions(&account.id).await.expect("offered").into_iter().take(1).map(|p| p.scope).collect(),
        };
        let create = |label: &str, way: Way| {
            json!({
                "account_id": account.id, "label": label, "scopes": scopes, "way": way,
                "bits": (way == Way::Here).then(|| provider.key_sizes[0]),
            })
        };
        let wanted = match act {
            Act::Create(_) => 0,
            // A family without a list needs another key to prove the end of one.
            Act::Stop if !provider.abilities.list => 1 + 1,
            Act::Planned | Act::Leaked | Act::Stop => 1,
            Act::Bulk => 2,
        };
        let mut keys = Vec::new();
        for n in 0..wanted {
            // Where the provider makes the pair, its library is the quicker one here.
            let way = provider.ways.iter().find(|w| **w == Way::Provider);
            keys.push(match way {
                Some(way) => {
                    let request = serde_json::from_value(create(&format!("old {n}"), *way)).expect("a create");
                    app.create_key(request, &quiet).await.expect("made").key
                }
                None if n == 0 => overview(&app).keys.remove(0),
                None => {
                    let newest = overview(&app).keys.remove(0).id;
                    let made = app.rotate_key(rotating(&newest, &format!("old {n}"), Plan::Planned), &quiet).await;
                    app.end_rotation(&overview(&app).rotations[0].id).expect("both are kept");
                    made.expect("made").key
                }
            });
        }
        if act == Act::Bulk {
            let manager = overview(&app).keys.into_iter().find(|k| k.manager);
            keys.extend(manager.filter(|m| keys.iter().all(|k| k.id != m.id)));
        }
        if act == Act::Stop {
            keys.truncate(1);
        }
        let newest = overview(&app).keys; // the first of them may not act for the account any more
        let mut keys: Vec<KeyView> =
            keys.iter().filter_map(|k| newest.iter().find(|n| n.id == k.id).cloned()).collect();
        keys.sort_by_key(|k| k.manager);
        let ids: Vec<&str> = keys.iter().map(|k| &k.id[..]).collect();
        let request = match act {
            Act::Create(way) => create("bot", way),
            Act::Planned => json!({ "key_id": ids[0], "label": "bot", "plan": "planned" }),
            Act::Leaked => json!({ "key_id": ids[0], "label": "bot", "plan": "leaked" }),
            Act::Stop => json!({ "key_id": ids[0] }),
            Act::Bulk => json!({ "key_ids": ids, "door": "emergency" }),
        };
        let before = sandbox.keys(id);
        Self { provider, act, sandbox, account, before, keys, records, service, request }
    }

    /// As at the next start of the program.
    pub fn open(&self) -> App {
        open(&self.records, &self.service)
    }

    fn start(&self, step: &str) -> Child {
        Command::new(program("crash-subject"))
            .args([
                self.records.to_str().expect("a path"),
                &self.service,
                self.act.name(),
                &self.request.to_string(),
                step,
            ])
            .stdout(Stdio::piped())
            .spawn()
            .expect("crash-subject is built")
    }

    /// Runs the act to its end, and gives every point at which it could have been killed.
    pub async fn points(self) -> Vec<Point> {
        let seen = self.sandbox.requests().len();
        let done = self.start("-").wait_with_output().await.expect("ended");
        let said = String::from_utf8(done.stdout).expect("text");
        assert!(said.ends_with("done\n"), "{said}");
        let places = said.lines().filter_map(|l| l.strip_prefix("at ")).enumerate();
        let mut points: Vec<Point> = places.map(|(n, place)| Point::Journal(n, place.to_owned())).collect();
        for (n, request) in self.sandbox.requests().into_iter().skip(seen).enumerate() {
            let (n, name) = (u32::try_from(n).expect("few"), format!("{} {}", request.method, short(&request.path)));
            points.extend([Point::Unhandled(n, name.clone()), Point::Unanswered(n, name)]);
        }
        points
    }

    /// Runs the act and kills it at the point.
    pub async fn crash(&self, point: &Point) {
        match point {
            Point::Journal(n, _) => {
                let mut child = self.start(&n.to_string());
                let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
                while said.next_line().await.expect("text").expect("it says that it is there") != "there" {}
                child.kill().await.expect("killed");
            }
            Point::Unhandled(n, _) | Point::Unanswered(n, _) => {
                let before = matches!(point, Point::Unhandled(..));
                let gate = self.sandbox.faults().hold(Matcher::any().after(*n), before);
                let mut child = self.start("-");
                tokio::select! {
                    _ = child.wait() => panic!("{point:?} was not reached"),
                    reached = gate.reached() => assert!(reached, "{point:?} was not reached"),
                }
                child.kill().await.expect("killed");
                gate.drop_request();
            }
        }
    }

    /// The keys that the provider has made since, dead ones too.
    pub fn made(&self) -> Vec<KeySeen> {
        let all = self.sandbox.keys(&self.provider.id);
        all.into_iter().filter(|k| self.before.iter().all(|b| b.id != k.id)).collect()
    }

    /// Whether the key is alive at the provider.
    pub fn lives(&self, remote_id: Option<&String>) -> bool {
        self.sandbox.keys(&self.provider.id).iter().any(|k| Some(&k.id) == remote_id && k.alive)
    }
}

/// A path with its ids left out.
fn short(path: &str) -> String {
    path.rsplit('/').find(|part| part.len() < 24).unwrap_or_default().to_owned()
}

fn open(records: &std::path::Path, service: &str) -> App {
    open_app(records, Vault::keychain(service), Arc::new(SystemClock), None)
}

pub fn overview(app: &App) -> OverviewView {
    app.overview(Frame::live()).expect("records")
}
