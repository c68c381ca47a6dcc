//! Bringing in a key that exists already: read it, find it in the provider's list, keep its secret, test it.

use super::site::Site;
use super::typed::Typed;
use super::{App, Tell, begun, ended};
use crate::api::{Act, BringRequest, KeyPlace, KeyState, KeyView, Outcome, SecretPlace, Step, TestVerdict};
use crate::audit;
use crate::auth::Credential;
use crate::error::{Code, Error};
use crate::providers::{Listed, Told};
use crate::store::Key;
use crate::vault::{ItemName, Vault};
use crate::words::told;

/// Most listed keys that a pair is tried against; beyond that the key ID has to be typed.
const TRIES_MAX: usize = 60;

impl App {
    pub async fn bring_key(&self, request: BringRequest, tell: Tell<'_>) -> Result<KeyView, Error> {
        let site = self.site(&request.account_id)?;
        let _busy = self.begin(&format!("create in {}", site.account.id))?;
        let typed = self.read_fields(&site.provider.info.key, request.fields, &site.address.origin()).await?;
        begun(tell, Step::MatchKey);
        let found = ended(tell, Step::MatchKey, site.find(&typed, request.remote_id.as_deref()).await)?;
        let known = self.row(&site, &found)?;
        let _row = known.as_ref().map(|key| self.begin(&key.id)).transpose()?;
        let key = match known {
            Some(known) => {
                let label = self.check_label_beside(&site.account.id, &request.label, Some(&known.id))?;
                Key { label, seen_working: true, ..self.key(&known.id)? }
            }
            None => self.new_row(&site, &found, self.check_label(&site.account.id, &request.label)?)?,
        };
        let new = self.store.key(&key.id)?.is_none();
        // First the row, then the secret: after a stop in between, the row says that its secret is not here.
        self.store.write(|t| key.save(t))?;
        self.witness("bring:noted");
        match self.keep_brought(&site, key.clone(), &found, &typed, tell).await {
            Ok(view) => Ok(view),
            Err(e) => {
                if new && self.key(&key.id)?.secret == SecretPlace::Lost {
                    self.store.write(|t| key.remove(t))?; // nothing of it is here
                }
                Err(e)
            }
        }
    }

    async fn keep_brought(
        &self,
        site: &Site<'_>,
        mut key: Key,
        found: &Found,
        typed: &Typed,
        tell: Tell<'_>,
    ) -> Result<KeyView, Error> {
        begun(tell, Step::KeepSecret);
        let (item, origin) = (ItemName::key(&key.id), site.address.origin());
        ended(tell, Step::KeepSecret, self.vault.keep(&item, typed.kind, &origin, &typed.secret).await)?;
        key.secret = SecretPlace::Here;
        key.place = if found.listed.is_some() { KeyPlace::HereAndThere } else { KeyPlace::NotLooked };
        key.describe(&self.vault, &item, &origin).await?;
        let line = self.line(Act::KeyBroughtIn, &key.label, &site.account.name, Outcome::Done);
        self.store.write(|t| {
            key.save(t)?;
            audit::append(t, &line)
        })?;
        self.witness("bring:kept");
        begun(tell, Step::Test);
        ended(tell, Step::Test, site.test_and_save(&mut key).await)?;
        self.seal_soon();
        self.view_of(&key.id)
    }

    /// The row that is there already.
    fn row(&self, site: &Site<'_>, found: &Found) -> Result<Option<Key>, Error> {
        let mut keys = self.store.keys_of(&site.account.id)?.into_iter().filter(|k| k.state != KeyState::Stopped);
        let known = keys.find(|k| found.remote_id.is_some() && k.remote_id == found.remote_id);
        match known {
            Some(known) if known.secret == SecretPlace::Here => {
                Err(Error::rule_with(Code::AlreadyHere, "label", &known.label))
            }
            known => Ok(known),
        }
    }

    fn new_row(&self, site: &Site<'_>, found: &Found, label: String) -> Result<Key, Error> {
        let mut key = Key {
            remote_id: found.remote_id.clone(),
            seen_working: true,
            ..Key::new(&site.account.id, label, self.clock.now())
        };
        if let Some(listed) = &found.listed {
            key.remote_name = Some(listed.name.clone());
            key.take_scopes(listed.scopes.clone());
            key.facts = listed.facts.clone();
            key.expires_at = listed.expires_at.clone();
        }
        key.learn(found.told.clone());
        Ok(key)
    }
}

/// A key that the provider knows.
struct Found {
    remote_id: Option<String>,
    listed: Option<Listed>,
    told: Told,
}

impl Site<'_> {
    /// Which of the provider's keys it is. It has to be let in: a key that does not work is not taken.
    async fn find(&self, typed: &Typed, chosen: Option<&str>) -> Result<Found, Error> {
        let listed = if self.lists() { self.list().await? } else { Vec::new() };
        let chosen = chosen.map(str::trim).filter(|id| !id.is_empty());
        if let (Some(own), Some(chosen)) = (&typed.key_id, chosen)
            && !own.eq_ignore_ascii_case(chosen)
        {
            return Err(Error::rule(Code::NotMatched));
        }
        let named = typed.key_id.as_deref().or(chosen);
        let row = |id: &str| listed.iter().find(|l| l.remote_id.eq_ignore_ascii_case(id)).cloned();
        if let Some(id) = named {
            if !(self.provider.keys.is_id)(id) {
                return Err(Error::rule(Code::KeyIdMalformed));
            }
            if self.lists() && row(id).is_none() {
                return Err(Error::rule(Code::NotListed));
            }
            let told = self.let_in(typed, Some(id)).await?;
            // Where the secret alone authenticates, the provider may say that it belongs to another key.
            if told.remote_id.as_ref().is_some_and(|told| !told.eq_ignore_ascii_case(id)) {
                return Err(Error::rule(Code::NotMatched));
            }
            return Ok(Found {
                remote_id: Some(row(id).map_or(id.to_owned(), |l| l.remote_id)),
                listed: row(id),
                told,
            });
        }
        if self.provider.info.makes_pairs() {
            return self.find_pair(typed, listed).await;
        }
        let told = self.let_in(typed, None).await?;
        let found = told.remote_id.as_deref().and_then(row);
        Ok(Found { remote_id: told.remote_id.clone(), listed: found, told })
    }

    /// A pair does not say its id: each listed key is tried with its signature.
    async fn find_pair(&self, typed: &Typed, listed: Vec<Listed>) -> Result<Found, Error> {
        if !self.lists() || listed.len() > TRIES_MAX {
            let info = self.provider.info;
            let field = info.key.fields.iter().find(|f| Some(f.id) == info.key.key_id).map_or("", |f| f.name);
            return Err(Error::rule_with(Code::FieldEmpty, "field", told(field)));
        }
        for candidate in listed {
            let id = candidate.remote_id.clone();
            match self.let_in(typed, Some(&id)).await {
                Ok(told) => return Ok(Found { remote_id: Some(id), listed: Some(candidate), told }),
                Err(e) if matches!(e.code(), Code::SignatureRefused | Code::CredentialRefused | Code::KeyUnknown) => {}
                Err(e) => return Err(e),
            }
        }
        Err(Error::rule(Code::NotMatched))
    }

    /// Tries what was typed, from memory, under an id.
    async fn let_in(&self, typed: &Typed, id: Option<&str>) -> Result<Told, Error> {
        let (memory, item) = (Vault::memory(), ItemName::key("typed"));
        memory.keep(&item, typed.kind, &self.address.origin(), &typed.secret).await?;
        let own = Credential::new(self.provider.info.key.scheme, id.map(str::to_owned), &memory, item);
        let (test, told) = self.test_with(&own, None).await;
        match test.verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot | TestVerdict::Listed => Ok(told),
            TestVerdict::Refused | TestVerdict::CouldNotTell => {
                Err(Error::Rule(test.cause.unwrap_or(Code::AnswerNotUnderstood), test.params))
            }
        }
    }
}
