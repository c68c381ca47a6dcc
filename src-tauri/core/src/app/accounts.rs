//! Accounts: tried before they are saved.

use super::views::environment_name;
use super::{App, label_within, lock};
use crate::api::{
    AccountRequest, AccountView, Act, Evidence, FieldRequest, KeyState, Outcome, SecretPlace, TestView, TrialView,
};
use crate::ask::To;
use crate::audit;
use crate::auth::Credential;
use crate::doctor::{Case, read_test};
use crate::error::{Code, Error};
use crate::providers::{self, Environment, Listed, Provider};
use crate::store::{Account, Key};
use crate::types::{Address, EnvironmentKind, make_id};
use crate::vault::{ItemName, Kind, Vault};

/// An account that was typed and tried, with its credential in memory until it is saved.
pub(super) struct Trial {
    account: Account,
    provider: &'static Provider,
    address: Address,
    vault: Vault,
    kind: Kind,
    /// The key that its credential is, where the provider's list cannot be read with it.
    key: Option<Key>,
    may_save: bool,
    test: TestView,
    listed: Vec<Listed>,
}

/// Longest name of an account, in characters.
const NAME_MAX: usize = 60;

impl App {
    /// Tries an account as it was typed. Nothing is kept but in memory, under the handle that comes back.
    pub async fn try_account(&self, request: AccountRequest) -> Result<TrialView, Error> {
        let provider = providers::find(&request.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
        let environment =
            provider.info.environment(&request.environment).ok_or_else(|| Error::rule(Code::NothingChosen))?;
        let (address, kind) = place(environment, request.address.as_deref(), request.not_production)?;
        self.begin_trial(provider, environment.id, kind, address, &request.name, &request.form, request.fields).await
    }

    /// The practice account: the same steps, at the practice server.
    pub async fn add_practice_account(
        &self,
        provider: &str,
        address: &str,
        name: &str,
        form: &str,
        fields: Vec<FieldRequest>,
    ) -> Result<AccountView, Error> {
        let provider = providers::find(provider).ok_or_else(|| Error::rule(Code::NotHere))?;
        let address = Address::parse(address)?;
        let trial =
            self.begin_trial(provider, "practice", EnvironmentKind::Practice, address, name, form, fields).await?;
        if !trial.may_save {
            return Err(Error::rule(Code::PracticeFailed));
        }
        self.save_account(&trial.trial).await
    }

    #[allow(clippy::too_many_arguments, reason = "the typed account, part by part; called from two places above")]
    async fn begin_trial(
        &self,
        provider: &'static Provider,
        environment: &str,
        kind: EnvironmentKind,
        address: Address,
        name: &str,
        form: &str,
        fields: Vec<FieldRequest>,
    ) -> Result<TrialView, Error> {
        let name = self.parse_name(name)?;
        let form = provider.info.form(form).ok_or_else(|| Error::rule(Code::NothingChosen))?;
        let typed = self.read_fields(form, fields, &address.origin()).await?;
        let mut account = Account {
            id: make_id(),
            name,
            provider: provider.info.id.into(),
            environment: environment.into(),
            kind,
            address: address.to_string(),
            form: form.id.into(),
            key_id: typed.key_id,
            family: false,
            acting: None,
            purpose: None,
            looked_at: None,
            added_at: self.clock.now(),
            refreshed_at: None,
        };
        let vault = Vault::memory();
        let item = ItemName::account(&account.id);
        vault.keep(&item, typed.kind, &address.origin(), &typed.secret).await?;

        let credential = Credential::new(form.scheme, account.key_id.clone(), &vault, item);
        let to = To { provider, address: &address, lane: &account.id, credentials: &[&credential] };
        let now = self.clock.now();
        let environment = environment_name(&account, provider);
        let case = Case::fresh(provider.info, (&environment, &account.environment));
        let (listed, test) = match provider.keys.list {
            Some(list) => {
                let (listed, asked) = self.asker.ask_list(to, list).await.split();
                (listed, read_test(asked, Evidence::OwnCall, &case, now))
            }
            None => (
                None,
                read_test(self.asker.ask(to, &(provider.probe)(&[])).await.split().1, Evidence::OwnCall, &case, now),
            ),
        };
        // A key that may not manage others can still be kept, tested and used.
        account.family = listed.is_none();
        let may_save = test.verdict.shows_life() && (listed.is_some() || form.is_key);
        let mut key = None;
        if may_save && (account.family || account.key_id.is_none()) {
            let told = self.asker.ask(to, &(provider.probe)(&[])).await.split().0.unwrap_or_default();
            if account.family {
                let mut own = Key::new(&account.id, account.name.clone(), now);
                own.secret = SecretPlace::Here;
                own.remote_id = account.key_id.take();
                own.seen_working = true;
                own.last_test = Some(test.clone());
                own.learn(told);
                own.describe(&vault, &credential.item, &address.origin()).await?;
                key = Some(own);
            } else {
                account.key_id = told.remote_id;
            }
        }
        let view = TrialView {
            trial: make_id(),
            listed: listed.as_ref().map(|l| u32::try_from(l.len()).unwrap_or(u32::MAX)),
            may_save,
            test: test.clone(),
        };
        let listed = listed.unwrap_or_default();
        let trial = Trial { account, provider, address, vault, kind: typed.kind, key, may_save, test, listed };
        lock(&self.trials).insert(view.trial.clone(), trial);
        Ok(view)
    }

    /// Saves an account that was seen to work: first its credential in the keychain, then its record.
    pub async fn save_account(&self, handle: &str) -> Result<AccountView, Error> {
        let trial = lock(&self.trials).remove(handle).ok_or_else(|| Error::rule(Code::NotHere))?;
        let saved = self.save_trial(&trial).await;
        if saved.is_err() {
            lock(&self.trials).insert(handle.to_owned(), trial); // a locked keychain is no reason to type it again
        }
        saved
    }

    async fn save_trial(&self, trial: &Trial) -> Result<AccountView, Error> {
        if !trial.may_save {
            return Err(Error::rule(Code::ControlFailed));
        }
        self.parse_name(&trial.account.name)?;
        let origin = trial.address.origin();
        let own = ItemName::account(&trial.account.id);
        let item = trial.key.as_ref().map_or(own.clone(), |key| ItemName::key(&key.id));
        let secret = trial.vault.lend(&own, &origin).await?;
        self.vault.prove().await?;
        self.vault.keep(&item, trial.kind, &origin, &secret).await?;
        let account = &trial.account;
        let written = self.store.write(|t| {
            account.save(t)?;
            trial.key.iter().try_for_each(|key| key.save(t))?;
            audit::append(t, &self.line(Act::AccountAdded, &account.name, &account.name, Outcome::Done))
        });
        if let Err(e) = written {
            self.vault.erase(&item).await?; // nothing would point to it
            return Err(e.into());
        }
        if !account.family {
            self.take_list(account, trial.provider, &trial.listed, &[])?;
            self.note_trial(account, &trial.test)?;
        }
        self.close_answered(account)?;
        self.seal_soon();
        self.account_view(&account.id)
    }

    /// The key that the account works with was tested just now, where the list shows it.
    fn note_trial(&self, account: &Account, test: &TestView) -> Result<(), Error> {
        let keys = self.store.keys_of(&account.id)?;
        let Some(own) = keys.into_iter().find(|k| k.is_usable() && super::views::is_manager(k, account)) else {
            return Ok(());
        };
        let tested = Key { last_test: Some(test.clone()), seen_working: true, ..own };
        Ok(self.store.write(|t| tested.save(t))?)
    }

    pub fn discard_trial(&self, handle: &str) {
        lock(&self.trials).remove(handle);
    }

    /// Removes an account here. Its keys live on at the provider, so none may have its only secret here.
    pub async fn remove_account(&self, id: &str) -> Result<(), Error> {
        let (account, ..) = self.account(id)?;
        let _busy = self.begin(id)?;
        let _making = self.begin(&format!("create in {id}"))?;
        let keys = self.store.keys_of(id)?;
        let held_here = keys.iter().any(|key| {
            let held = matches!(key.secret, SecretPlace::Here | SecretPlace::Unread);
            let of_account = !account.family && super::views::holds_its_credential(key, &account);
            held && key.state != KeyState::Stopped && !of_account
        });
        let open = self.store.unfinished()?.iter().any(|entry| entry.account == id);
        if held_here || open {
            return Err(Error::rule(Code::AccountInUse));
        }
        // First the secrets: with a locked keychain the account stays, and points to them.
        for key in &keys {
            self.vault.erase(&ItemName::key(&key.id)).await?;
            self.vault.erase(&ItemName::unread(&key.id)).await?;
        }
        self.vault.erase(&ItemName::account(id)).await?;
        self.store.write(|t| {
            account.remove(t)?;
            audit::append(t, &self.line(Act::AccountRemoved, &account.name, &account.name, Outcome::Done))
        })?;
        self.seal_soon();
        Ok(())
    }

    fn parse_name(&self, name: &str) -> Result<String, Error> {
        let name = label_within(name, NAME_MAX).map_err(|e| match e.code() {
            Code::LabelEmpty => Error::rule(Code::NameEmpty),
            _ => e,
        })?;
        if self.store.accounts()?.iter().any(|a| a.name.to_lowercase() == name.to_lowercase()) {
            return Err(Error::rule(Code::NameTaken));
        }
        Ok(name)
    }
}

/// A custom address counts as production unless the person says otherwise.
fn place(
    environment: &Environment,
    typed: Option<&str>,
    not_production: bool,
) -> Result<(Address, EnvironmentKind), Error> {
    match environment.address {
        Some(fixed) => Ok((Address::parse(fixed)?, environment.kind)),
        None => {
            let address = Address::parse(typed.unwrap_or_default())?;
            Ok((address, if not_production { EnvironmentKind::Sandbox } else { EnvironmentKind::Production }))
        }
    }
}
