//! Where an act works: an account, its provider and address, and the credential that Keyrack works with there.

use super::{App, views};
use crate::api::{KeyState, SecretPlace};
use crate::ask::{Asked, To};
use crate::audit;
use crate::auth::Credential;
use crate::call::Call;
use crate::error::{Code, Error};
use crate::journal::Entry;
use crate::providers::{Listed, Provider};
use crate::store::{Account, Key};
use crate::tried::{Subject, Tried, try_key};
use crate::types::Address;
use crate::vault::ItemName;

pub(super) struct Site<'a> {
    pub(super) app: &'a App,
    pub(super) account: Account,
    pub(super) provider: &'static Provider,
    pub(super) address: Address,
}

impl App {
    pub(super) fn site(&self, account: &str) -> Result<Site<'_>, Error> {
        let (account, provider, address) = self.account(account)?;
        Ok(Site { app: self, account, provider, address })
    }
}

impl Site<'_> {
    /// The credential that Keyrack works with: the account's own, or the newest of its keys that is here.
    pub(super) fn manager(&self) -> Result<Credential, Error> {
        if self.account.family {
            return self
                .acting_besides(None)?
                .map(|key| self.own(&key))
                .ok_or_else(|| Error::rule(Code::SecretNotHere));
        }
        if let Some(key) = self.acting()? {
            return Ok(self.own(&key));
        }
        let form = self.provider.info.form(&self.account.form).ok_or_else(|| Error::rule(Code::NotHere))?;
        let item = ItemName::account(&self.account.id);
        Ok(Credential::new(form.scheme, self.account.key_id.clone(), &self.app.vault, item))
    }

    /// The key that took over from the account's own credential, as long as it can be used.
    fn acting(&self) -> Result<Option<Key>, Error> {
        let Some(acting) = &self.account.acting else { return Ok(None) };
        // While it is being stopped it stops itself.
        let can_act = |k: &Key| matches!(k.state, KeyState::Live | KeyState::Stopping) && k.secret == SecretPlace::Here;
        Ok(self.app.store.key(acting)?.filter(can_act))
    }

    /// Whether Keyrack could work with this key: it may read the list.
    pub(super) async fn can_manage(&self, key: &Key) -> bool {
        let Some(list) = self.provider.keys.list else { return false };
        // Reading the list is not all that it takes.
        key.is_usable()
            && self.provider.info.may_manage(key.scopes.as_deref())
            && self.app.asker.ask_list(self.to(&[&self.own(key)]), list).await.result.is_ok()
    }

    /// The newest usable key of the account, but for one that is left out.
    pub(super) fn acting_besides(&self, left_out: Option<&str>) -> Result<Option<Key>, Error> {
        let keys = self.app.store.keys_of(&self.account.id)?;
        Ok(keys.into_iter().find(|k| k.is_usable() && Some(k.id.as_str()) != left_out))
    }

    /// The credential of a key itself. The key that Keyrack works with may lie in the account's own item.
    pub(super) fn own(&self, key: &Key) -> Credential {
        self.own_as(key, key.remote_id.clone(), !self.account.family && views::holds_its_credential(key, &self.account))
    }

    /// The secret that was made or brought in for this key, under an id that is being tried.
    pub(super) fn own_under(&self, key: &Key, remote_id: Option<String>) -> Credential {
        self.own_as(key, remote_id, false)
    }

    fn own_as(&self, key: &Key, remote_id: Option<String>, in_account: bool) -> Credential {
        let item = if in_account { ItemName::account(&self.account.id) } else { ItemName::key(&key.id) };
        Credential::new(self.provider.info.key.scheme, remote_id, &self.app.vault, item)
    }

    pub(super) fn to<'a>(&'a self, credentials: &'a [&'a Credential]) -> To<'a> {
        To { provider: self.provider, address: &self.address, lane: &self.account.id, credentials }
    }

    /// Asks the provider with the credential that Keyrack works with.
    pub(super) async fn ask<T>(&self, call: &Call<T>) -> Result<T, Error> {
        Ok(self.ask_as(&self.manager()?, call).await.result?)
    }

    pub(super) async fn ask_as<T>(&self, credential: &Credential, call: &Call<T>) -> Asked<T> {
        self.app.asker.ask(self.to(&[credential]), call).await
    }

    /// Whether the provider's list can be read with the account's credential.
    pub(super) fn lists(&self) -> bool {
        self.provider.keys.list.is_some() && !self.account.family
    }

    pub(super) async fn list(&self) -> Result<Vec<Listed>, Error> {
        Ok(self.ask_for_list().await?.result?)
    }

    pub(super) async fn ask_for_list(&self) -> Result<Asked<Vec<Listed>>, Error> {
        let list = self.provider.keys.list.ok_or_else(|| Error::rule(Code::NoAdmin))?;
        if self.account.family {
            return Err(Error::rule(Code::NotManaged));
        }
        Ok(self.app.asker.ask_list(self.to(&[&self.manager()?]), list).await)
    }

    /// Tries a key with the given credential.
    pub(super) async fn try_with(&self, own: &Credential, scopes: &[String]) -> Tried {
        let manager = self.manager().ok().filter(|_| !self.account.family);
        try_key(&self.app.asker, self.to(&[]), Subject { own, scopes, manager: manager.as_ref() }).await
    }

    /// Writes a key, how far its act has come, and the lines of the log, all or none; then tells the witness.
    pub(super) fn write(&self, key: &Key, entry: &Entry, lines: &[audit::Line]) -> Result<(), Error> {
        self.app.store.write(|t| {
            key.save(t)?;
            entry.save(t)?;
            lines.iter().try_for_each(|line| audit::append(t, line))
        })?;
        self.app.witness(&entry.place());
        Ok(())
    }
}
