//! Reads the provider's list and notes what is here, there, or in both places. Nothing of ours is dropped.

use chrono::{DateTime, Utc};

use super::site::Site;
use super::{App, lock, views};
use crate::api::{Act, KeyPlace, KeyState, Outcome, SecretPlace};
use crate::audit;
use crate::error::Error;
use crate::journal::{Create, CreateAt, Flow};
use crate::providers::{Listed, Provider};
use crate::store::{Account, Key};

impl App {
    pub async fn refresh_account(&self, id: &str) -> Result<(), Error> {
        let site = self.site(id)?;
        let account = &site.account;
        if !site.lists() {
            return self.refresh_alone(&site).await;
        }
        // Only a key that was known before the list was asked for can be missing from it.
        let known_before: Vec<String> = self.store.keys_of(id)?.into_iter().map(|k| k.id).collect();
        let result = site.list().await;
        let outcome = if result.is_ok() { Outcome::Done } else { Outcome::Unknown };
        let line = audit::Line {
            cause: result.as_ref().err().map(Error::code),
            ..self.line(Act::ListRead, &account.name, &account.name, outcome)
        };
        self.store.write(|t| audit::append(t, &line))?;
        self.take_list(account, site.provider, &result?, &known_before)?;
        self.seal_soon();
        Ok(())
    }

    /// Where no list can be read, each key that is here is asked itself.
    async fn refresh_alone(&self, site: &Site<'_>) -> Result<(), Error> {
        let account = &site.account;
        for key in self.store.keys_of(&account.id)? {
            let Ok(_busy) = self.begin_test(&key.id) else { continue };
            let mut key = self.key(&key.id)?; // it may have been stopped while another was tested
            if key.is_usable() {
                site.test_and_save(&mut key).await?;
            }
        }
        let account = Account { refreshed_at: Some(self.clock.now()), ..account.clone() };
        self.store.write(|t| account.save(t))?;
        self.seal_soon();
        Ok(())
    }

    /// Compares the provider's list with ours and keeps what changed.
    pub(super) fn take_list(
        &self,
        account: &Account,
        provider: &'static Provider,
        listed: &[Listed],
        known_before: &[String],
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let first_time = account.refreshed_at.is_none();
        let known = self.store.keys_of(&account.id)?;
        let unsure = self.labels_being_made(&account.id)?;
        let line = |act, label: &str| self.line(act, label, &account.name, Outcome::Done);
        let (mut changed, mut lines) = (Vec::new(), Vec::new());

        for key in known.iter().filter(|k| k.remote_id.is_some()) {
            // What an act is working on right now is written by that act.
            let settled = known_before.contains(&key.id) && !lock(&self.busy).contains(&key.id);
            // Its id lives on with another secret: what the list says is not about this one.
            let exchanged =
                key.state == KeyState::Stopped && known.iter().any(|k| k.is_usable() && k.remote_id == key.remote_id);
            if !settled || exchanged {
                continue;
            }
            let there = listed.iter().find(|l| Some(&l.remote_id) == key.remote_id.as_ref());
            let mut next = key.clone();
            match there {
                Some(found) => {
                    next.remote_name = Some(found.name.clone());
                    next.facts = found.facts.clone();
                    next.expires_at = found.expires_at.clone();
                    if next.take_scopes(found.scopes.clone()) {
                        lines.push(line(Act::PermissionsChanged, &key.label));
                    }
                }
                None if key.place != KeyPlace::OnlyHere && key.state == KeyState::Live => {
                    lines.push(line(Act::KeyVanished, &key.label));
                }
                None => {}
            }
            next.place = place(&next, there.is_some());
            changed.push(next);
        }
        for found in listed {
            let new = !known.iter().any(|k| k.remote_id.as_ref() == Some(&found.remote_id));
            // A key whose making is unsure is shown there, until it is clear whose it is.
            if new && !unsure.contains(&found.name) {
                let key = self.foreign(account, provider, found);
                if !first_time {
                    lines.push(line(Act::KeyAppeared, &key.label));
                }
                changed.push(key);
            }
        }
        let account = Account { refreshed_at: Some(now), ..account.clone() };
        self.store.write(|t| {
            account.save(t)?;
            changed.iter().try_for_each(|key| key.save(t))?;
            lines.iter().try_for_each(|line| audit::append(t, line))
        })?;
        Ok(())
    }

    /// A key that was not made here: its secret is with somebody else, unless it is the one that Keyrack works with.
    fn foreign(&self, account: &Account, provider: &'static Provider, found: &Listed) -> Key {
        let named = account.key_id.as_ref() == Some(&found.remote_id);
        // The account's credential may name a key without being one.
        let ours = named && provider.info.form(&account.form).is_some_and(|f| f.is_key);
        let made_at = found.created_at.as_deref().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let label = views::readable(&found.name).unwrap_or_else(|| found.remote_id.clone());
        let mut key = Key {
            remote_id: Some(found.remote_id.clone()),
            remote_name: Some(found.name.clone()),
            place: if ours { KeyPlace::HereAndThere } else { KeyPlace::OnlyThere },
            secret: if ours { SecretPlace::Here } else { SecretPlace::Elsewhere },
            facts: found.facts.clone(),
            expires_at: found.expires_at.clone(),
            made_at: made_at.map_or(self.clock.now(), |at| at.with_timezone(&Utc)),
            ..Key::new(&account.id, label, self.clock.now())
        };
        key.take_scopes(found.scopes.clone());
        key
    }

    fn labels_being_made(&self, account: &str) -> Result<Vec<String>, Error> {
        let mut labels = Vec::new();
        for entry in self.store.unfinished()?.iter().filter(|e| e.account == account) {
            if let Flow::Create(Create { sent: true, .. } | Create { at: CreateAt::Website, .. }) = entry.flow {
                labels.extend(self.store.key(&entry.key)?.map(|key| key.label));
            }
        }
        Ok(labels)
    }
}

fn place(key: &Key, listed: bool) -> KeyPlace {
    let here = matches!(key.secret, SecretPlace::Here | SecretPlace::Unread);
    match (listed, here) {
        (true, true) => KeyPlace::HereAndThere,
        (true, false) => KeyPlace::OnlyThere,
        (false, _) => KeyPlace::OnlyHere,
    }
}
