//! Accounts: tried before they are saved.

use super::{App, lock};
use crate::api::{
    AccountRequest, AccountView, Act, FieldKind, FieldRequest, KeyState, Outcome, SecretPlace, TestVerdict, TrialView,
};
use crate::ask::To;
use crate::audit;
use crate::doctor::read_test;
use crate::error::{Code, Error};
use crate::import::{ImportError, read_private_key};
use crate::providers::{self, Environment, Form, Listed, Provider};
use crate::secret::Secret;
use crate::store::Account;
use crate::types::{Address, EnvironmentKind, Origin, make_id, parse_label};
use crate::vault::{ItemName, Kind, Vault};

/// An account that was typed and tried, with its credential in memory until it is saved.
pub(super) struct Trial {
    account: Account,
    provider: &'static Provider,
    address: Address,
    vault: Vault,
    kind: Kind,
    works: bool,
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
        let account = Account {
            id: make_id(),
            name,
            provider: provider.info.id.into(),
            environment: environment.into(),
            kind,
            address: address.to_string(),
            form: form.id.into(),
            key_id: typed.key_id,
            added_at: self.clock.now(),
            refreshed_at: None,
        };
        let vault = Vault::memory();
        vault.keep(&ItemName::account(&account.id), typed.kind, &address.origin(), &typed.secret).await?;

        let credential = Self::manager(&account, provider)?;
        let to = To { provider, address: &address, vault: &vault, credential: Some(&credential) };
        let (listed, asked) = self.asker.ask(to, &Self::admin(provider)?.list()).await.split();
        let works = listed.is_some();
        let listed = listed.unwrap_or_default();
        let test = read_test(asked, self.clock.now(), provider.info.clock_window);
        let view = TrialView {
            trial: make_id(),
            listed: works.then_some(u32::try_from(listed.len()).unwrap_or(u32::MAX)),
            may_save: test.verdict == TestVerdict::Works,
            test,
        };
        let trial = Trial { account, provider, address, vault, kind: typed.kind, works, listed };
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
        if !trial.works {
            return Err(Error::rule(Code::ControlFailed));
        }
        self.parse_name(&trial.account.name)?;
        let (item, origin) = (ItemName::account(&trial.account.id), trial.address.origin());
        let secret = trial.vault.lend(&item, &origin).await?;
        self.vault.prove().await?;
        self.vault.keep(&item, trial.kind, &origin, &secret).await?;
        let account = &trial.account;
        let written = self.store.write(|t| {
            account.save(t)?;
            audit::append(t, &self.line(Act::AccountAdded, &account.name, &account.name, Outcome::Done))
        });
        if let Err(e) = written {
            self.vault.erase(&item).await?; // nothing would point to it
            return Err(e.into());
        }
        self.take_list(account, trial.provider, &trial.listed, &[])?;
        self.seal_soon();
        let saved = self.account(&account.id)?.0;
        super::views::account(&saved)
    }

    pub fn discard_trial(&self, handle: &str) {
        lock(&self.trials).remove(handle);
    }

    /// Removes an account here. Its keys live on at the provider, so none may have its only secret here.
    pub async fn remove_account(&self, id: &str) -> Result<(), Error> {
        let (account, ..) = self.account(id)?;
        let _busy = self.begin(id)?;
        let keys = self.store.keys_of(id)?;
        let held_here = keys.iter().any(|key| {
            let held = matches!(key.secret, SecretPlace::Here | SecretPlace::Unread);
            held && key.state != KeyState::Stopped && !super::views::is_manager(key, &account)
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
        let name = parse_label(name, NAME_MAX).map_err(|code| match code {
            Code::LabelEmpty => Error::rule(Code::NameEmpty),
            Code::LabelTooLong => Error::rule_with(Code::LabelTooLong, "max", NAME_MAX),
            other => Error::rule(other),
        })?;
        if self.store.accounts()?.iter().any(|a| a.name.to_lowercase() == name.to_lowercase()) {
            return Err(Error::rule(Code::NameTaken));
        }
        Ok(name)
    }

    async fn read_fields(&self, form: &Form, fields: Vec<FieldRequest>, origin: &Origin) -> Result<Typed, Error> {
        let (mut key_id, mut secret) = (None, None);
        for field in form.fields {
            let given = fields.iter().find(|f| f.id == field.id);
            let empty = || Error::rule_with(Code::FieldEmpty, "field", field.name);
            let given = given.ok_or_else(empty)?;
            let value = match &given.file {
                Some(file) => self.lend_file(file, origin)?,
                None => trimmed(&given.value),
            };
            if value.is_empty() {
                return Err(empty());
            }
            match field.kind {
                FieldKind::PrivateKey => {
                    // A passphrase may take seconds to check: off the async threads.
                    let passphrase = given.passphrase.as_ref().map(Secret::duplicate);
                    let reading = tokio::task::spawn_blocking(move || read_private_key(&value, passphrase.as_ref()));
                    let read = reading.await.unwrap_or(Err(ImportError::Damaged))?;
                    secret = Some((Kind::RsaPrivateKey, read.secret));
                }
                FieldKind::Secret => {
                    // EXPOSE: looked at for characters that no header can carry.
                    if !value.expose().iter().all(u8::is_ascii_graphic) {
                        return Err(Error::rule_with(Code::FieldUnprintable, "field", field.name));
                    }
                    secret = Some((Kind::Text, value));
                }
                FieldKind::Text => {
                    // EXPOSE: an id is no secret; it goes into the records.
                    let id = value.expose_text().filter(|id| id.bytes().all(|b| b.is_ascii_graphic()));
                    let id = id.ok_or_else(|| Error::rule_with(Code::FieldUnprintable, "field", field.name))?;
                    key_id = Some(id.to_owned());
                }
            }
        }
        let (kind, secret) = secret.ok_or_else(|| Error::rule(Code::NothingChosen))?;
        Ok(Typed { key_id, kind, secret })
    }
}

/// A credential as it was typed.
struct Typed {
    key_id: Option<String>,
    kind: Kind,
    secret: Secret,
}

fn trimmed(value: &Secret) -> Secret {
    // EXPOSE: white space around what was pasted is cut off.
    Secret::new(value.expose().trim_ascii().to_vec())
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
