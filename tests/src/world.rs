//! One world: an `App` over the practice server, with a clock that a test can set.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use keyrack_core::Secret;
use keyrack_core::api::*;
use keyrack_core::app::{App, Frame, Patience, Setup, Witness};
use keyrack_core::client::{Client, Timeouts};
use keyrack_core::clock::Clock;
use keyrack_core::error::Error;
use keyrack_core::vault::Vault;
use keyrack_sandbox::{Config, Sandbox};

/// The system's clock, off by as many seconds as a test says.
#[derive(Default)]
pub struct TestClock {
    ahead: AtomicI64,
}

impl TestClock {
    pub fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::seconds(self.ahead.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub app: Arc<App>,
    pub sandbox: Sandbox,
    pub clock: Arc<TestClock>,
    pub account: AccountView,
    /// The folder with the records.
    pub folder: PathBuf,
    pub manager: Drawn,
}

/// A manager credential that the practice server has drawn. Only the tests hold it like this.
#[derive(Clone)]
pub struct Drawn {
    pub key_id: String,
    pub private_key: String,
    pub bearer_token: String,
}

/// Short, so that a provider that never answers costs five seconds.
pub const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(2), whole: Duration::from_secs(5) };

/// Asked three times within less than a second.
pub const PATIENCE: Patience = Patience { tries: 3, pause: Duration::from_millis(200) };

pub fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("keyrack-tests-{}", keyrack_core::types::make_id()))
}

pub async fn sandbox(state: Option<PathBuf>) -> Sandbox {
    Sandbox::start(Config { listen: ([127, 0, 0, 1], 0).into(), state }).await.expect("a free port on loopback")
}

pub fn draw(sandbox: &Sandbox) -> Drawn {
    let drawn = sandbox.mint("kalshi").expect("the practice server knows Kalshi");
    let text = |name: &str| drawn[name].as_str().expect("a text").to_owned();
    Drawn { key_id: text("key_id"), private_key: text("private_key"), bearer_token: text("bearer_token") }
}

pub fn open_app(records: &Path, vault: Vault, clock: Arc<dyn Clock>, witness: Option<Witness>) -> App {
    let client = Client::live(TIMEOUTS).expect("a client");
    App::open(Setup { records, vault, client, clock, witness, patience: PATIENCE }).expect("records")
}

/// An access key at a custom address, as it would be typed.
pub fn access_key(address: &str, drawn: &Drawn) -> AccountRequest {
    request(address, "access_key", &[("key_id", &drawn.key_id), ("private_key", &drawn.private_key)])
}

pub fn bearer(address: &str, drawn: &Drawn) -> AccountRequest {
    request(address, "bearer", &[("token", &drawn.bearer_token)])
}

pub fn request(address: &str, form: &str, fields: &[(&str, &str)]) -> AccountRequest {
    AccountRequest {
        provider: "kalshi".into(),
        name: "Trading desk".into(),
        environment: "custom".into(),
        address: Some(address.into()),
        not_production: true,
        form: form.into(),
        fields: fields.iter().map(|(id, value)| field(id, value)).collect(),
    }
}

pub fn field(id: &str, value: &str) -> FieldRequest {
    FieldRequest { id: id.into(), value: Secret::from(value.to_owned()), file: None, passphrase: None }
}

pub fn wanted(account: &AccountView, label: &str, way: Way) -> CreateRequest {
    CreateRequest {
        account_id: account.id.clone(),
        label: label.into(),
        scopes: vec!["read".into()],
        way,
        bits: (way == Way::Here).then_some(2048),
        extras: BTreeMap::new(),
    }
}

pub fn quiet(_: ProgressView) {}

impl World {
    /// A world with an account, its secrets in memory.
    pub async fn new() -> Self {
        Self::with(Vault::memory()).await
    }

    pub async fn with(vault: Vault) -> Self {
        let folder = scratch();
        let sandbox = sandbox(None).await;
        let manager = draw(&sandbox);
        let clock = Arc::new(TestClock::default());
        let app = Arc::new(open_app(&folder.join("live.db"), vault, clock.clone(), None));
        let address = sandbox.base_url("kalshi").expect("Kalshi");
        let trial = app.try_account(access_key(&address, &manager)).await.expect("tried");
        let account = app.save_account(&trial.trial).await.expect("saved");
        Self { app, sandbox, clock, account, folder, manager }
    }

    pub async fn create(&self, label: &str, way: Way) -> Result<FlowView, Error> {
        self.app.create_key(wanted(&self.account, label, way), &quiet).await
    }

    /// A key that was made here and tested *Works*.
    pub async fn key(&self, label: &str) -> KeyView {
        let made = self.create(label, Way::Here).await.expect("made");
        assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
        assert_eq!(made.key.last_test.as_ref().map(|t| t.verdict), Some(TestVerdict::Works));
        made.key
    }

    pub async fn stop(&self, key: &KeyView) -> FlowView {
        self.app.stop_key(&key.id, Door::Emergency, None, &quiet).await.expect("asked")
    }

    pub async fn go_on(&self, open: &UnfinishedView, step: NextStep) -> Result<Option<FlowView>, Error> {
        self.app.continue_flow(&open.id, step, None, &quiet).await
    }

    pub fn overview(&self) -> OverviewView {
        self.app.overview(Frame::live()).expect("records")
    }

    /// The key as the overview shows it.
    pub fn shown(&self, id: &str) -> KeyView {
        self.overview().keys.into_iter().find(|k| k.id == id).expect("shown")
    }

    /// The labels of the keys that live at the provider, the manager's own left out.
    pub fn living(&self) -> Vec<String> {
        let manager = &self.manager.key_id;
        self.sandbox.keys("kalshi").into_iter().filter(|k| k.alive && k.id != *manager).map(|k| k.name).collect()
    }
}

/// Collects what an act tells.
#[derive(Default)]
pub struct Told(Mutex<Vec<(Step, StepState)>>);

impl Told {
    pub fn tell(&self) -> impl Fn(ProgressView) + Send + Sync + '_ {
        |p| self.0.lock().unwrap().push((p.step, p.state))
    }

    pub fn done(&self) -> Vec<Step> {
        self.0.lock().unwrap().iter().filter(|(_, state)| *state == StepState::Done).map(|(step, _)| *step).collect()
    }
}
