//! Testing a key with a signed read.

use super::App;
use crate::api::{Act, KeyView, Outcome, SecretPlace, TestVerdict, TestView};
use crate::audit;
use crate::auth::Credential;
use crate::doctor::read_test;
use crate::error::{Code, Error};
use crate::providers::Provider;
use crate::store::{Account, Key};
use crate::types::Address;

impl App {
    pub async fn test_key(&self, id: &str) -> Result<KeyView, Error> {
        let _busy = self.begin(id)?;
        let mut key = self.key(id)?;
        let (account, provider, address) = self.account(&key.account)?;
        if key.secret != SecretPlace::Here {
            return Err(Error::rule(Code::SecretNotHere));
        }
        self.test_and_save(&mut key, &account, provider, &address).await?;
        self.seal_soon();
        self.view_of(&key.id)
    }

    /// Signs a read with the key itself and keeps the verdict.
    pub(super) async fn test_and_save(
        &self,
        key: &mut Key,
        account: &Account,
        provider: &'static Provider,
        address: &Address,
    ) -> Result<(), Error> {
        let test = self.probe(key, account, provider, address).await;
        let outcome = match test.verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot => Outcome::Done,
            TestVerdict::Refused => Outcome::Refused,
            TestVerdict::CouldNotTell => Outcome::Unknown,
        };
        let line = audit::Line { cause: test.cause, ..self.line(Act::Tested, &key.label, &account.name, outcome) };
        key.seen_working |= test.verdict.shows_life();
        key.last_test = Some(test);
        self.store.write(|t| {
            key.save(t)?;
            audit::append(t, &line)
        })?;
        Ok(())
    }

    pub(super) async fn probe(
        &self,
        key: &Key,
        account: &Account,
        provider: &'static Provider,
        address: &Address,
    ) -> TestView {
        self.probe_with(&Self::own(key, account, provider), key, provider, address).await
    }

    /// The read that a key's permissions allow, signed with the given credential.
    pub(super) async fn probe_with(
        &self,
        own: &Credential,
        key: &Key,
        provider: &'static Provider,
        address: &Address,
    ) -> TestView {
        let call = (provider.probe)(key.scopes.as_deref().unwrap_or_default());
        let asked = self.asker.ask(self.to(provider, address, Some(own)), &call).await;
        read_test(asked, self.clock.now(), provider.info.clock_window)
    }
}
