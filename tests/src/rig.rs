//! One account at any provider over the practice server, built from the provider's own data: what the tests say here
//! holds for every provider that is registered.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use keyrack_core::api::*;
use keyrack_core::app::{App, Frame};
use keyrack_core::error::Error;
use keyrack_core::vault::Vault;
use keyrack_sandbox::{KeySeen, Sandbox, Seen};
use serde_json::Value;

use crate::world::{TestClock, field, open_app, quiet, sandbox, scratch};

pub struct Rig {
    pub app: Arc<App>,
    pub sandbox: Sandbox,
    pub clock: Arc<TestClock>,
    pub provider: ProviderView,
    pub account: AccountView,
    /// The credential that the practice server has drawn. Only the tests hold it like this.
    pub drawn: Value,
    pub folder: PathBuf,
}

pub fn providers() -> Vec<ProviderView> {
    App::providers()
}

pub fn provider(id: &str) -> ProviderView {
    providers().into_iter().find(|p| p.id == id).expect("registered")
}

/// An account at a custom address, as it would be typed into the provider's first form.
pub fn typed(provider: &ProviderView, address: &str, drawn: &Value) -> AccountRequest {
    let form = &provider.forms[0];
    AccountRequest {
        provider: provider.id.clone(),
        name: format!("{} desk", provider.name),
        environment: "custom".into(),
        address: Some(address.into()),
        not_production: true,
        form: form.id.clone(),
        fields: fields(form, drawn),
    }
}

/// The fields of a form, filled with what the practice server has drawn.
pub fn fields(form: &FormView, drawn: &Value) -> Vec<FieldRequest> {
    form.fields.iter().map(|f| field(&f.id, drawn[&f.id].as_str().unwrap_or_default())).collect()
}

/// A new key in the place of another, with the same permissions.
pub fn rotating(key: &str, label: &str, plan: Plan) -> RotateRequest {
    RotateRequest { key_id: key.into(), label: label.into(), plan, scopes: None, way: None, bits: None }
}

impl Rig {
    pub async fn new(id: &str) -> Self {
        Self::with(id, Vault::memory()).await
    }

    pub async fn with(id: &str, vault: Vault) -> Self {
        let (folder, sandbox, provider) = (scratch(), sandbox(None).await, provider(id));
        let drawn = sandbox.mint(id).expect("the practice server knows it");
        let clock = Arc::new(TestClock::default());
        let app = Arc::new(open_app(&folder.join("live.db"), vault, clock.clone(), None));
        let address = sandbox.base_url(id).expect("known");
        let trial = app.try_account(typed(&provider, &address, &drawn)).await.expect("tried");
        assert!(trial.may_save, "{id}: {:?}", trial.test);
        let account = app.save_account(&trial.trial).await.expect("saved");
        Self { app, sandbox, clock, provider, account, drawn, folder }
    }

    /// What a new key is asked for with: the first preset, or what the provider offers first.
    pub async fn scopes(&self) -> Vec<String> {
        if let Some(preset) = self.provider.presets.first() {
            return preset.scopes.clone();
        }
        let offered = self.app.permissions(&self.account.id).await.expect("offered");
        offered.into_iter().find(|p| p.risk == Risk::Read).map(|p| p.scope).into_iter().collect()
    }

    pub async fn wanted(&self, label: &str, way: Way) -> CreateRequest {
        CreateRequest {
            account_id: self.account.id.clone(),
            label: label.into(),
            scopes: self.scopes().await,
            way,
            bits: (way == Way::Here).then(|| self.provider.key_sizes[0]),
            extras: BTreeMap::new(),
        }
    }

    pub async fn create(&self, label: &str, way: Way) -> Result<FlowView, Error> {
        self.app.create_key(self.wanted(label, way).await, &quiet).await
    }

    /// A key of this account that works: made, or where the provider makes none, rotated.
    pub async fn key(&self, label: &str) -> KeyView {
        let made = match self.provider.ways.first() {
            Some(way) => self.create(label, *way).await,
            None => self.rotate(&self.overview().keys[0].id, label).await,
        };
        let made = made.expect("made");
        if let [rotation] = &self.overview().rotations[..] {
            self.app.end_rotation(&rotation.id).expect("both keys are kept");
        }
        assert!(made.unfinished.is_none(), "{:?}", made.unfinished);
        made.key
    }

    pub async fn rotate(&self, key: &str, label: &str) -> Result<FlowView, Error> {
        self.app.rotate_key(rotating(key, label, Plan::Planned), &quiet).await
    }

    /// The one rotation that is under way.
    pub fn rotation(&self) -> RotationView {
        let [rotation] = &self.overview().rotations[..] else { panic!("one rotation") };
        rotation.clone()
    }

    /// Retires the old key of the one rotation that is under way.
    pub async fn retire_old(&self, anyway: bool) -> Result<FlowView, Error> {
        let RotationView { id: rotation_id, old_label: confirmation, .. } = self.rotation();
        self.app.retire_old(RetireOldRequest { rotation_id, confirmation, anyway }, &quiet).await
    }

    pub async fn stop(&self, key: &str) -> Result<FlowView, Error> {
        self.app.stop_key(key, Door::Emergency, None, &quiet).await
    }

    pub async fn test(&self, key: &str) -> TestView {
        self.app.test_key(key).await.expect("tested").last_test.expect("kept")
    }

    pub fn overview(&self) -> OverviewView {
        self.app.overview(Frame::live()).expect("records")
    }

    pub fn shown(&self, id: &str) -> KeyView {
        self.overview().keys.into_iter().find(|k| k.id == id).expect("shown")
    }

    /// The key as the practice server knows it.
    pub fn there(&self, remote_id: &str) -> KeySeen {
        self.sandbox.keys(&self.provider.id).into_iter().find(|k| k.id == remote_id).expect("there")
    }

    pub fn alive(&self) -> usize {
        self.sandbox.keys(&self.provider.id).iter().filter(|k| k.alive).count()
    }

    /// The requests so far that could make or end a key.
    pub fn changes(&self) -> Vec<Seen> {
        self.sandbox.requests().into_iter().filter(|r| r.method != "GET").collect()
    }
}

/// The secret of a test is good: it worked, or the provider's list is its only word.
pub fn shows_life(test: &TestView) -> bool {
    matches!(test.verdict, TestVerdict::Works | TestVerdict::WorksButMayNot | TestVerdict::Listed)
}
