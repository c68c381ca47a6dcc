//! Where an act works: an account, its provider and address, and the credential that Keyrack works with there.

use super::App;
use crate::ask::AskError;
use crate::audit;
use crate::auth::Credential;
use crate::call::Call;
use crate::error::Error;
use crate::journal::Entry;
use crate::providers::{Listed, Provider};
use crate::store::{Account, Key};
use crate::types::Address;

pub(super) struct Site<'a> {
    pub(super) app: &'a App,
    pub(super) account: Account,
    pub(super) provider: &'static Provider,
    pub(super) address: Address,
    manager: Credential,
}

impl App {
    pub(super) fn site(&self, account: &str) -> Result<Site<'_>, Error> {
        let (account, provider, address) = self.account(account)?;
        let manager = Self::manager(&account, provider)?;
        Ok(Site { app: self, account, provider, address, manager })
    }
}

impl Site<'_> {
    /// Asks the provider with the credential that Keyrack works with.
    pub(super) async fn ask<T>(&self, call: &Call<T>) -> Result<T, AskError> {
        let to = self.app.to(self.provider, &self.address, Some(&self.manager));
        self.app.asker.ask(to, call).await.result
    }

    pub(super) async fn list(&self) -> Result<Vec<Listed>, Error> {
        Ok(self.ask(&App::admin(self.provider)?.list()).await?)
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
