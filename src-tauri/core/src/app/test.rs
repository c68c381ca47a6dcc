//! Testing a key with a call of its own, or beside the managing key.

use super::site::Site;
use super::{App, views};
use crate::api::{Act, Evidence, KeyPlace, KeyView, Outcome, SecretPlace, TestVerdict, TestView};
use crate::ask::Asked;
use crate::audit;
use crate::auth::Credential;
use crate::doctor::{Case, read_test};
use crate::error::{Code, Error};
use crate::providers::{Scopes, Told, Trial};
use crate::store::Key;
use crate::tried::refuses_key;

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
    /// Tries the key itself, looks for the cause where it is refused, and keeps the verdict and what the provider told.
    pub(super) async fn test_and_save(&self, key: &mut Key) -> Result<(), Error> {
        let (test, told) = self.examine(key).await?;
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

    /// A test with the given credential, of which no history is known, and what the provider told of the key.
    pub(super) async fn test_with(&self, own: &Credential, scopes: Option<&[String]>) -> (TestView, Told) {
        let tried = self.try_with(own, scopes.unwrap_or_default()).await;
        let (told, asked) = tried.asked.split();
        let name = views::environment_name(&self.account, self.provider);
        let case = Case { listed: tried.listed, ..Case::fresh(self.provider.info, (&name, &self.account.environment)) };
        (read_test(asked, tried.evidence, &case, self.app.clock.now()), told.unwrap_or_default())
    }

    /// The doctor: a test of a key that is kept here, and where it is refused, what else there is to see.
    async fn examine(&self, key: &Key) -> Result<(TestView, Told), Error> {
        let own = self.own(key);
        let name = views::environment_name(&self.account, self.provider);
        let mut case = Case {
            known: was_known(key),
            expires_at: key.expires_at.clone(),
            ..Case::fresh(self.provider.info, (&name, &self.account.environment))
        };
        // Where another call comes first, the key's own secret is looked at before it.
        if self.provider.trial == Trial::Beside
            && let Err(e) = self.app.asker.check_usable(self.to(&[&own])).await
        {
            let request = (self.provider.probe)(&[]).request.print(&self.address);
            let test = read_test(Asked::failed(e.into(), request), Evidence::OwnCall, &case, self.app.clock.now());
            return Ok((test, Told::default()));
        }
        let tried = self.try_with(&own, key.scopes.as_deref().unwrap_or_default()).await;
        let (told, mut asked) = tried.asked.split();
        let told = told.unwrap_or_default();
        case.listed = tried.listed;
        case.other = tells_of_another(key, &told);
        let refused = asked.result.as_ref().is_err_and(refuses_key);
        if refused && case.listed.is_none() {
            self.look_further(key, &mut case, &mut asked).await?;
        }
        let told = if case.other { Told::default() } else { told };
        Ok((read_test(asked, tried.evidence, &case, self.app.clock.now()), told))
    }

    /// Asks what else may be known of a refused key: the list, with the managing key; or where there is none, whether
    /// another key of the account is let in. Nothing but reads, and nowhere else.
    async fn look_further(&self, key: &Key, case: &mut Case<'_>, asked: &mut Asked<()>) -> Result<(), Error> {
        let managed = self.lists() && !views::is_manager(key, &self.account);
        if let (true, Some(list), Some(id)) = (managed, self.provider.keys.list, &key.remote_id) {
            let (keys, read) = self.app.asker.ask_list(self.to(&[&self.manager()?]), list).await.split();
            let row = keys.as_ref().map(|keys| keys.iter().find(|k| k.remote_id == *id));
            case.listed = row.map(|row| row.is_some_and(|k| !k.ended));
            case.expires_at = row.flatten().and_then(|k| k.expires_at.clone()).or(case.expires_at.take());
            asked.add("and the list, read with the managing key", &read);
        } else if self.account.family
            && case.expires_at.is_some() // without it, nothing would follow
            && let Some(other) = self.acting_besides(Some(&key.id))?
        {
            let read = self.try_with(&self.own(&other), other.scopes.as_deref().unwrap_or_default()).await.asked;
            let read = read.split().1;
            case.control = read.result.is_ok();
            asked.add("and the same with another key of this account", &read);
        }
        Ok(())
    }
}

/// It was listed or seen working here before.
fn was_known(key: &Key) -> bool {
    let there = matches!(key.place, KeyPlace::HereAndThere | KeyPlace::OnlyThere);
    key.seen_working || there || key.remote_name.is_some()
}

/// Where the secret alone authenticates, the provider may say that it belongs to another key.
fn tells_of_another(key: &Key, told: &Told) -> bool {
    let ids = key.remote_id.as_ref().zip(told.remote_id.as_ref());
    ids.is_some_and(|(ours, theirs)| !ours.eq_ignore_ascii_case(theirs))
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
