//! Reads the provider's list and notes what is here, there, or in both places. Nothing of ours is dropped.

use chrono::{DateTime, Utc};

use super::site::Site;
use super::{App, views};
use crate::api::{Act, ChangeKind, ChangeView, KeyPlace, KeyState, Outcome, ProofVerdict, SecretPlace};
use crate::audit;
use crate::error::{Code, Error};
use crate::journal::{Create, CreateAt, Flow};
use crate::providers::{Listed, Provider};
use crate::store::{Account, Key};

/// What a key without named permissions is said to have.
const FULL_ACCESS: &str = "full access";

impl App {
    /// Reads the provider's list, and gives what was changed there since the last time.
    pub async fn refresh_account(&self, id: &str) -> Result<Vec<ChangeView>, Error> {
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
        let changes = self.take_list(account, site.provider, &result?, &known_before)?;
        self.seal_soon();
        Ok(changes)
    }

    /// Where no list can be read, each key that is here is asked itself.
    async fn refresh_alone(&self, site: &Site<'_>) -> Result<Vec<ChangeView>, Error> {
        let account = &site.account;
        let mut changes = Vec::new();
        for key in self.store.keys_of(&account.id)? {
            let Ok(_busy) = self.begin(&key.id) else { continue };
            let before = self.key(&key.id)?; // it may have been stopped while another was tested
            if before.is_usable() {
                let mut key = before.clone();
                site.test_and_save(&mut key).await?;
                if let Some(change) = permissions(&before, &key) {
                    self.store.write(|t| audit::append(t, &self.drift(&change, &account.name)))?;
                    changes.push(change);
                }
            }
        }
        let account = self.as_it_is_now(account)?;
        self.store.write(|t| account.save(t))?;
        self.seal_soon();
        Ok(changes)
    }

    /// Compares the provider's list with ours, and keeps and gives what changed. The first reading changes nothing.
    pub(super) fn take_list(
        &self,
        account: &Account,
        provider: &'static Provider,
        listed: &[Listed],
        known_before: &[String],
    ) -> Result<Vec<ChangeView>, Error> {
        let first_time = account.refreshed_at.is_none();
        let known = self.store.keys_of(&account.id)?;
        let unsure = self.labels_being_made(&account.id)?;
        let (mut changed, mut changes, mut held) = (Vec::new(), Vec::new(), Vec::new());

        for key in known.iter().filter(|k| k.remote_id.is_some() && known_before.contains(&k.id)) {
            // Its id lives on with another secret: what the list says is not about this one.
            let exchanged =
                key.state == KeyState::Stopped && known.iter().any(|k| k.is_usable() && k.remote_id == key.remote_id);
            // What an act is working on right now is written by that act.
            let Some(busy) = self.begin(&key.id).ok().filter(|_| !exchanged) else { continue };
            let Some(key) = self.store.key(&key.id)? else { continue };
            held.push(busy);
            let there = listed.iter().find(|l| Some(&l.remote_id) == key.remote_id.as_ref());
            let mut next = key.clone();
            match there {
                Some(found) => {
                    next.remote_name = Some(found.name.clone());
                    next.facts = found.facts.clone();
                    next.expires_at = found.expires_at.clone();
                    next.take_scopes(found.scopes.clone());
                    let called_gone = key.proof.as_ref().is_some_and(|p| p.verdict == ProofVerdict::GoneFromList);
                    if key.state == KeyState::Stopped && called_gone {
                        // Only the list had said so: it lives, and can be stopped again.
                        (next.state, next.proof, next.stopped_at) = (KeyState::Live, None, None);
                    }
                    if key.place == KeyPlace::OnlyHere {
                        changes.push(change(ChangeKind::Appeared, &key)); // it was gone, and came back
                    }
                    changes.extend(permissions(&key, &next));
                }
                None if key.place != KeyPlace::OnlyHere && key.state == KeyState::Live => {
                    changes.push(change(ChangeKind::Vanished, &key));
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
                changes.push(change(ChangeKind::Appeared, &key));
                changed.push(key);
            }
        }
        if first_time {
            changes.clear();
        }
        let account = self.as_it_is_now(account)?;
        self.store.write(|t| {
            account.save(t)?;
            changed.iter().try_for_each(|key| key.save(t))?;
            changes.iter().try_for_each(|change| audit::append(t, &self.drift(change, &account.name)))
        })?;
        Ok(changes)
    }

    /// The account as somebody may have changed it while its provider was asked, with the time of this reading.
    fn as_it_is_now(&self, account: &Account) -> Result<Account, Error> {
        let kept = self.store.account(&account.id)?.ok_or_else(|| Error::rule(Code::NotHere))?; // it may be removed by now
        Ok(Account { refreshed_at: Some(self.clock.now()), ..kept })
    }

    fn drift(&self, change: &ChangeView, account: &str) -> audit::Line {
        let act = match change.kind {
            ChangeKind::Appeared => Act::KeyAppeared,
            ChangeKind::Vanished => Act::KeyVanished,
            ChangeKind::Permissions => Act::PermissionsChanged,
        };
        let added = change.added.iter().map(|scope| format!("+{scope}"));
        let removed = change.removed.iter().map(|scope| format!("−{scope}"));
        let note = added.chain(removed).collect::<Vec<_>>().join(" ");
        audit::Line {
            note: Some(note).filter(|note| !note.is_empty()),
            ..self.line(act, &change.label, account, Outcome::Done)
        }
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

fn change(kind: ChangeKind, key: &Key) -> ChangeView {
    ChangeView { kind, key_id: key.id.clone(), label: key.label.clone(), added: Vec::new(), removed: Vec::new() }
}

/// What a key may do now and could not, and the other way round. None where that was not known before, or where only
/// the order differs.
fn permissions(before: &Key, now: &Key) -> Option<ChangeView> {
    let said = |key: &Key| key.scopes.clone().unwrap_or_else(|| vec![FULL_ACCESS.to_owned()]);
    let (old, new) = (said(before), said(now));
    let besides = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|scope| !those.contains(scope)).cloned().collect()
    };
    let (added, removed) = (besides(&new, &old), besides(&old, &new));
    let known = before.scopes_known && now.scopes_known;
    (known && !(added.is_empty() && removed.is_empty())).then(|| ChangeView {
        added,
        removed,
        ..change(ChangeKind::Permissions, now)
    })
}

fn place(key: &Key, listed: bool) -> KeyPlace {
    let here = matches!(key.secret, SecretPlace::Here | SecretPlace::Unread);
    match (listed, here) {
        (true, true) => KeyPlace::HereAndThere,
        (true, false) => KeyPlace::OnlyThere,
        (false, _) => KeyPlace::OnlyHere,
    }
}
