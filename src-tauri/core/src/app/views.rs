//! Records as the screen sees them.

use std::collections::{HashMap, HashSet};

use super::App;
use crate::api::{
    AbilitiesView, AccountView, Act, EnvironmentView, ExtraView, FactView, FieldView, FormView, HolderView, KeyState,
    KeyView, ManagerView, Outcome, PermissionInfoView, PermissionView, PresetView, ProviderView, PublicHalfView,
    Purpose, Risk, RotationWay, SecretPlace, TestVerdict,
};
use crate::audit;
use crate::error::{Code, Error};
use crate::providers::{self, Form, Offer, Permission, Provider, Rotate};
use crate::store::{Account, Holder, Key};
use crate::words::told;

impl App {
    pub(super) fn key_views(&self) -> Result<Vec<KeyView>, Error> {
        self.views_of(&self.store.accounts()?, &self.store.keys()?)
    }

    /// The views of all keys, the newest first as the records give them. There may be ten thousand: nothing is read, and
    /// no list walked through, for each of them.
    pub(super) fn views_of(&self, accounts: &[Account], keys: &[Key]) -> Result<Vec<KeyView>, Error> {
        let open: HashSet<String> = self.store.unfinished()?.into_iter().map(|entry| entry.key).collect();
        let days = self.policy()?.rotate_days;
        let mut acting = HashMap::new();
        for key in keys.iter().filter(|key| key.is_usable()) {
            acting.entry(key.account.as_str()).or_insert(key.id.as_str());
        }
        let mut views = Vec::with_capacity(keys.len());
        for record in keys {
            let account = accounts.iter().find(|a| a.id == record.account).ok_or_else(|| Error::rule(Code::NotHere))?;
            let provider = providers::find(&account.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
            let settled = !open.contains(&record.id);
            let view = key(record, account, provider, acting.get(account.id.as_str()).copied());
            let rotate_by = self.rotate_by(record, days);
            views.push(KeyView { can_forget: settled && view.can_forget, rotate_by, ..view });
        }
        Ok(views)
    }

    pub(super) fn view_of(&self, id: &str) -> Result<KeyView, Error> {
        let record = self.key(id)?;
        let site = self.site(&record.account)?;
        let acting = site.acting_besides(None)?.map(|k| k.id);
        let view = key(&record, &site.account, site.provider, acting.as_deref());
        let settled = self.store.unfinished_of(id)?.is_none();
        let rotate_by = self.rotate_by(&record, self.policy()?.rotate_days);
        Ok(KeyView { can_forget: settled && view.can_forget, rotate_by, ..view })
    }

    pub(super) fn account_view(&self, id: &str) -> Result<AccountView, Error> {
        account(&self.account(id)?.0)
    }

    /// The public half of a pair that is kept here.
    pub async fn public_half(&self, id: &str) -> Result<PublicHalfView, Error> {
        let record = self.key(id)?;
        let site = self.site(&record.account)?;
        let item = site.own(&record).item;
        let public = self.vault.public_half(&item, &site.address.origin()).await?;
        let public = public.ok_or_else(|| Error::rule(Code::SecretGone))?;
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

/// Whether this is the key that Keyrack works with in this account.
pub(super) fn is_manager(key: &Key, account: &Account) -> bool {
    match &account.acting {
        Some(acting) => *acting == key.id,
        None => holds_its_credential(key, account),
    }
}

/// Whether the credential that the account was added with is this key: then its secret lies in the account's own item.
pub(super) fn holds_its_credential(key: &Key, account: &Account) -> bool {
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
            form_name: provider.info.form(&account.form).map_or_else(String::new, |f| told(f.name).into()),
            key_id: account.key_id.clone(),
        },
        manages: !account.family || provider.keys.list.is_none(),
        purpose: account.purpose,
        looked_at: account.looked_at.map(|at| at.to_rfc3339()),
        added_at: account.added_at.to_rfc3339(),
        refreshed_at: account.refreshed_at.map(|at| at.to_rfc3339()),
    })
}

/// `acting`: the key that acts for an account which has no credential of its own.
fn key(key: &Key, account: &Account, provider: &'static Provider, acting: Option<&str>) -> KeyView {
    let info = provider.info;
    let permissions: Vec<PermissionView> =
        key.scopes.iter().flatten().map(|scope| permission(provider, scope)).collect();
    let unrestricted = key.scopes.is_none() && key.scopes_known;
    let gravest = key.scopes.is_none() && info.permissions.iter().any(|p| p.risk == Risk::Money);
    KeyView {
        id: key.id.clone(),
        account_id: account.id.clone(),
        account_name: account.name.clone(),
        provider: account.provider.clone(),
        provider_name: info.name.into(),
        environment: account.kind,
        environment_name: environment_name(account, provider),
        label: key.label.clone(),
        remote_name: key.remote_name.clone().filter(|name| *name != key.label),
        remote_id: key.remote_id.clone(),
        state: key.state,
        place: key.place,
        secret: key.secret,
        moves_money: gravest || permissions.iter().any(|p| p.risk == Risk::Money),
        permissions,
        permissions_known: key.scopes_known,
        unrestricted,
        pair: info.makes_pairs(),
        may_be_manager: may_be_manager(key, account, provider),
        manager: if account.family { acting == Some(key.id.as_str()) } else { is_manager(key, account) },
        way: key.way,
        bits: key.bits,
        fingerprint: key.fingerprint.clone(),
        made_at: Some(key.made_at.to_rfc3339()),
        stopped_at: key.stopped_at.map(|at| at.to_rfc3339()),
        expires_at: key.expires_at.clone(),
        facts: key.facts.iter().map(fact).collect(),
        replaces: key.replaces.clone(),
        stop_problem: stop_problem(key, account, provider),
        can_forget: can_forget(key, account, provider),
        rotation: rotation(key, account, provider),
        holders: key.holders.iter().map(holder).collect(),
        purposes_mixed: purposes_mixed(key, account),
        rotate_by: None, // by the policy, which whoever asks for the view knows
        rotate_by_own: key.rotate_by.is_some(),
        usage_log: provider.keys.usage.is_some() && key.secret == SecretPlace::Here,
        last_test: key.last_test.clone(),
        proof: key.proof.clone(),
    }
}

/// Why a key cannot be stopped from here.
pub(super) fn stop_problem(key: &Key, account: &Account, provider: &'static Provider) -> Option<Code> {
    let abilities = &provider.keys;
    if abilities.revoke.is_none() {
        Some(Code::NoAdmin)
    } else if account.family && abilities.list.is_some() {
        Some(Code::NotManaged)
    } else if key.remote_id.is_none() && !(abilities.revoke_self.is_some() && key.secret == SecretPlace::Here) {
        Some(Code::IdUnknown)
    } else {
        None
    }
}

/// The provider does not tell which of its keys Keyrack works with: it may be any whose secret is not here.
pub(super) fn may_be_manager(key: &Key, account: &Account, provider: &'static Provider) -> bool {
    let candidate = key.state == KeyState::Live && key.secret == SecretPlace::Elsewhere;
    candidate && manager_is_unknown(account, provider) && provider.info.may_manage(key.scopes.as_deref())
}

/// The account's credential is one of the provider's keys, and nothing tells which.
pub(super) fn manager_is_unknown(account: &Account, provider: &'static Provider) -> bool {
    let is_key = provider.info.form(&account.form).is_some_and(|form| form.is_key);
    !account.family && account.key_id.is_none() && account.acting.is_none() && is_key
}

/// A key whose secret is here and that Keyrack cannot stop, or could not: it can be dropped without being stopped.
pub(super) fn can_forget(key: &Key, account: &Account, provider: &'static Provider) -> bool {
    let settled = matches!(key.state, KeyState::Live | KeyState::Stopping);
    let held = matches!(key.secret, SecretPlace::Here | SecretPlace::Lost | SecretPlace::Unread);
    let unstoppable = stop_problem(key, account, provider).is_some() || key.state == KeyState::Stopping;
    let dead = key.last_test.as_ref().is_some_and(|t| t.verdict == TestVerdict::Refused);
    let of_account = !account.family && holds_its_credential(key, account);
    settled && held && (unstoppable || dead) && !of_account
}

/// How a new key can take the place of this one: the provider's own way where it has one.
pub(super) fn rotation(key: &Key, account: &Account, provider: &'static Provider) -> Option<RotationWay> {
    if key.state != KeyState::Live {
        return None;
    }
    match provider.keys.rotate {
        Some(Rotate::Successor(_)) if key.is_usable() => Some(RotationWay::Successor),
        // Not the key that does the exchanging: its new secret would have to be in two places at once.
        Some(Rotate::Exchange(_))
            if key.is_usable() && key.remote_id.is_some() && !account.family && !is_manager(key, account) =>
        {
            Some(RotationWay::Exchange)
        }
        _ if !account.family && !provider.info.ways.is_empty() => Some(RotationWay::NewKey),
        _ => None,
    }
}

fn holder(holder: &Holder) -> HolderView {
    HolderView {
        id: holder.id.clone(),
        name: holder.name.clone(),
        purpose: holder.purpose,
        since: holder.since.to_rfc3339(),
    }
}

/// One key that goes to systems of two purposes, or of another purpose than its account has.
fn purposes_mixed(key: &Key, account: &Account) -> bool {
    let mut purposes: Vec<Purpose> = key.holders.iter().filter_map(|h| h.purpose).chain(account.purpose).collect();
    purposes.dedup();
    purposes.len() > 1
}

/// A permission in words. One that Keyrack does not know is shown as it is, and taken for the gravest.
pub(super) fn permission(provider: &'static Provider, scope: &str) -> PermissionView {
    if let Some(offers) = provider.keys.offers {
        let Offer { scope, sentence, risk } = (offers.describe)(scope);
        return PermissionView { scope, sentence, risk, known: true };
    }
    match provider.info.permission(scope) {
        Some(p) => PermissionView { scope: scope.into(), sentence: told(p.sentence).into(), risk: p.risk, known: true },
        None => PermissionView { scope: scope.into(), sentence: scope.into(), risk: Risk::Money, known: false },
    }
}

/// Kept in English; its value is the provider's own.
fn fact(fact: &FactView) -> FactView {
    FactView { name: told(&fact.name).into(), value: fact.value.clone() }
}

pub(super) fn environment_name(account: &Account, provider: &'static Provider) -> String {
    match provider.info.environment(&account.environment) {
        Some(environment) => told(environment.name).into(),
        None => told("Practice").into(),
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
                name: told(e.name).into(),
                kind: e.kind,
                address: e.address.unwrap_or_default().into(),
                custom: e.address.is_none(),
            })
            .collect(),
        forms: info.forms.iter().map(form).collect(),
        permissions: info.permissions.iter().map(permission_info).collect(),
        permissions_fetched: provider.keys.offers.is_some(),
        presets: info
            .presets
            .iter()
            .map(|p| PresetView {
                id: p.id.into(),
                name: told(p.name).into(),
                scopes: p.scopes.iter().map(|s| (*s).into()).collect(),
            })
            .collect(),
        key_form: form(&info.key),
        abilities: AbilitiesView {
            list: provider.keys.list.is_some(),
            create: !info.ways.is_empty(),
            rotate: provider.keys.rotate.is_some(),
            exchange: provider.keys.exchanges(),
            usage_log: provider.keys.usage.is_some(),
            ask: info.mail.is_some(),
        },
        extras: info
            .extras
            .iter()
            .map(|x| ExtraView {
                id: x.id.into(),
                name: told(x.name).into(),
                hint: told(x.hint).into(),
                min: x.min,
                max: x.max,
            })
            .collect(),
        key_sizes: info.key_sizes.to_vec(),
        ways: info.ways.to_vec(),
        label_max: u32::try_from(info.label_max).unwrap_or(u32::MAX),
        documentation: info.documentation.into(),
        website: info.website.into(),
        website_steps: info.website_steps.iter().map(|step| told(step).into()).collect(),
        website_stop_steps: info.website_stop_steps.iter().map(|step| told(step).into()).collect(),
    }
}

fn form(form: &Form) -> FormView {
    let fields = form.fields.iter().map(|x| FieldView {
        id: x.id.into(),
        name: told(x.name).into(),
        hint: told(x.hint).into(),
        kind: x.kind,
        optional: x.optional,
    });
    FormView {
        id: form.id.into(),
        name: told(form.name).into(),
        hint: told(form.hint).into(),
        fields: fields.collect(),
    }
}

pub(super) fn permission_info(p: &Permission) -> PermissionInfoView {
    PermissionInfoView {
        scope: p.scope.into(),
        sentence: told(p.sentence).into(),
        risk: p.risk,
        needs: p.needs.iter().map(|n| (*n).into()).collect(),
        offered: p.offered,
    }
}
