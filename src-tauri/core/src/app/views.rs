//! Records as the screen sees them.

use super::App;
use crate::api::{
    AccountView, Act, EnvironmentView, FieldView, FormView, KeyView, ManagerView, Outcome, PermissionInfoView,
    PermissionView, PresetView, ProviderView, PublicHalfView, Risk,
};
use crate::audit;
use crate::error::{Code, Error};
use crate::providers::{self, Provider};
use crate::store::{Account, Key};
use crate::vault::ItemName;

impl App {
    pub(super) fn key_views(&self) -> Result<Vec<KeyView>, Error> {
        let accounts = self.store.accounts()?;
        let mut views = Vec::new();
        for record in self.store.keys()? {
            let account = accounts.iter().find(|a| a.id == record.account).ok_or_else(|| Error::rule(Code::NotHere))?;
            let provider = providers::find(&account.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
            views.push(key(&record, account, provider)?);
        }
        Ok(views)
    }

    /// The public half of a pair that is kept here.
    pub async fn public_half(&self, id: &str) -> Result<PublicHalfView, Error> {
        let record = self.key(id)?;
        let (account, provider, address) = self.account(&record.account)?;
        let item =
            if is_manager(&record, &account) { Self::own(&record, &account, provider).item } else { ItemName::key(id) };
        let public =
            self.vault.public_half(&item, &address.origin()).await?.ok_or_else(|| Error::rule(Code::SecretGone))?;
        Ok(PublicHalfView { pem: public.pem()?, fingerprint: public.fingerprint()? })
    }

    /// Notes that a public half was copied, so that the log tells where it may be.
    pub fn note_public_half_copied(&self, id: &str) -> Result<(), Error> {
        let record = self.key(id)?;
        let account = self.account(&record.account)?.0;
        let line = self.line(Act::PublicHalfCopied, &record.label, &account.name, Outcome::Done);
        self.store.write(|t| audit::append(t, &line))?;
        self.seal_soon();
        Ok(())
    }

    /// The web page where keys of this account are made and stopped by hand.
    pub fn website(&self, account: &str) -> Result<&'static str, Error> {
        Ok(self.account(account)?.1.info.website)
    }
}

/// Whether this is the key that Keyrack itself works with.
pub(super) fn is_manager(key: &Key, account: &Account) -> bool {
    account.key_id.is_some() && key.remote_id == account.key_id
}

pub(super) fn account(account: &Account) -> Result<AccountView, Error> {
    let provider = providers::find(&account.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
    Ok(AccountView {
        id: account.id.clone(),
        name: account.name.clone(),
        provider: account.provider.clone(),
        provider_name: provider.info.name.into(),
        environment: account.kind,
        environment_name: environment_name(account, provider),
        address: account.address.clone(),
        manager: ManagerView {
            form: account.form.clone(),
            form_name: provider.info.form(&account.form).map_or_else(String::new, |f| f.name.into()),
            key_id: account.key_id.clone(),
        },
        added_at: account.added_at.to_rfc3339(),
        refreshed_at: account.refreshed_at.map(|at| at.to_rfc3339()),
    })
}

pub(super) fn key(key: &Key, account: &Account, provider: &'static Provider) -> Result<KeyView, Error> {
    let permissions: Vec<PermissionView> =
        key.scopes.iter().flatten().map(|scope| permission(provider, scope)).collect();
    let unrestricted = key.scopes.is_none();
    Ok(KeyView {
        id: key.id.clone(),
        account_id: account.id.clone(),
        account_name: account.name.clone(),
        provider: account.provider.clone(),
        provider_name: provider.info.name.into(),
        environment: account.kind,
        environment_name: environment_name(account, provider),
        label: key.label.clone(),
        remote_name: key.remote_name.clone().filter(|name| *name != key.label),
        remote_id: key.remote_id.clone(),
        state: key.state,
        place: key.place,
        secret: key.secret,
        moves_money: unrestricted || permissions.iter().any(|p| p.risk == Risk::Money),
        permissions,
        unrestricted,
        manager: is_manager(key, account),
        way: key.way,
        bits: key.bits,
        fingerprint: key.fingerprint.clone(),
        made_at: Some(key.made_at.to_rfc3339()),
        stopped_at: key.stopped_at.map(|at| at.to_rfc3339()),
        last_test: key.last_test.clone(),
        proof: key.proof.clone(),
    })
}

/// A permission in words. One that Keyrack does not know is shown as it is, and taken for the gravest.
fn permission(provider: &'static Provider, scope: &str) -> PermissionView {
    match provider.info.permission(scope) {
        Some(p) => PermissionView { scope: scope.into(), sentence: p.sentence.into(), risk: p.risk, known: true },
        None => PermissionView { scope: scope.into(), sentence: scope.into(), risk: Risk::Money, known: false },
    }
}

fn environment_name(account: &Account, provider: &'static Provider) -> String {
    match provider.info.environment(&account.environment) {
        Some(environment) => environment.name.into(),
        None => "Practice".into(),
    }
}

/// A provider's name for a key without what hides or reorders text; none where nothing is left.
pub(super) fn readable(name: &str) -> Option<String> {
    let shown: String =
        name.chars().filter(|c| crate::types::parse_label(&c.to_string(), 1).is_ok() || *c == ' ').collect();
    crate::types::parse_label(&shown, crate::types::LABEL_MAX).ok()
}

pub(super) fn provider(provider: &Provider) -> ProviderView {
    let info = provider.info;
    ProviderView {
        id: info.id.into(),
        name: info.name.into(),
        environments: info
            .environments
            .iter()
            .map(|e| EnvironmentView {
                id: e.id.into(),
                name: e.name.into(),
                kind: e.kind,
                address: e.address.unwrap_or_default().into(),
                custom: e.address.is_none(),
            })
            .collect(),
        forms: info
            .forms
            .iter()
            .map(|f| FormView {
                id: f.id.into(),
                name: f.name.into(),
                hint: f.hint.into(),
                fields: f
                    .fields
                    .iter()
                    .map(|x| FieldView { id: x.id.into(), name: x.name.into(), hint: x.hint.into(), kind: x.kind })
                    .collect(),
            })
            .collect(),
        permissions: info
            .permissions
            .iter()
            .map(|p| PermissionInfoView {
                scope: p.scope.into(),
                sentence: p.sentence.into(),
                risk: p.risk,
                needs: p.needs.iter().map(|n| (*n).into()).collect(),
            })
            .collect(),
        presets: info
            .presets
            .iter()
            .map(|p| PresetView {
                id: p.id.into(),
                name: p.name.into(),
                scopes: p.scopes.iter().map(|s| (*s).into()).collect(),
            })
            .collect(),
        key_sizes: info.key_sizes.to_vec(),
        ways: info.ways.to_vec(),
        label_max: u32::try_from(info.label_max).unwrap_or(u32::MAX),
        documentation: info.documentation.into(),
        website: info.website.into(),
        website_steps: info.website_steps.iter().map(|s| (*s).into()).collect(),
    }
}
