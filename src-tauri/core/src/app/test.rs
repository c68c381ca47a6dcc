//! Testing a key with a call of its own, or beside the managing key.

use super::App;
use super::site::Site;
use crate::api::{Act, KeyView, Outcome, SecretPlace, TestVerdict, TestView};
use crate::audit;
use crate::auth::Credential;
use crate::doctor::read_test;
use crate::error::{Code, Error};
use crate::providers::{Scopes, Told};
use crate::store::Key;

impl App {
    pub async fn test_key(&self, id: &str) -> Result<KeyView, Error> {
        let _busy = self.begin(id)?;
        let mut key = self.key(id)?;
        let site = self.site(&key.account)?;
        if key.secret != SecretPlace::Here {
            return Err(Error::rule(Code::SecretNotHere));
        }
        site.test_and_save(&mut key).await?;
        self.seal_soon();
        self.view_of(&key.id)
    }
}

impl Site<'_> {
    /// Tries the key itself, and keeps the verdict and what the provider told of it.
    pub(super) async fn test_and_save(&self, key: &mut Key) -> Result<(), Error> {
        let (test, told) = self.test_with(&self.own(key), key.scopes.as_deref()).await;
        let outcome = match test.verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot => Outcome::Done,
            TestVerdict::Refused => Outcome::Refused,
            TestVerdict::CouldNotTell | TestVerdict::Listed => Outcome::Unknown,
        };
        let line =
            audit::Line { cause: test.cause, ..self.app.line(Act::Tested, &key.label, &self.account.name, outcome) };
        key.seen_working |= test.verdict.shows_life();
        key.last_test = Some(test);
        key.learn(told);
        self.app.store.write(|t| {
            key.save(t)?;
            audit::append(t, &line)
        })?;
        Ok(())
    }

    /// A test with the given credential, and what the provider told of the key.
    pub(super) async fn test_with(&self, own: &Credential, scopes: Option<&[String]>) -> (TestView, Told) {
        let tried = self.try_with(own, scopes.unwrap_or_default()).await;
        let (told, asked) = tried.asked.split();
        let test = read_test(asked, tried.evidence, self.app.clock.now(), self.provider.info.clock_window);
        (test, told.unwrap_or_default())
    }
}

impl Key {
    /// Takes what was said of its permissions. False where that changes nothing.
    pub(super) fn take_scopes(&mut self, said: Scopes) -> bool {
        let scopes = match said {
            Scopes::Untold => return false,
            Scopes::FullAccess => None,
            Scopes::Named(scopes) => Some(scopes),
        };
        let changed = self.scopes_known && self.scopes != scopes;
        (self.scopes, self.scopes_known) = (scopes, true);
        changed
    }

    /// Takes what the provider told of it. Silence changes nothing.
    pub(super) fn learn(&mut self, told: Told) {
        self.remote_id = self.remote_id.take().or(told.remote_id);
        if let Some(scopes) = told.scopes {
            self.take_scopes(Scopes::Named(scopes));
        }
        self.expires_at = told.expires_at.or(self.expires_at.take());
        if !told.facts.is_empty() {
            self.facts = told.facts;
        }
    }
}
