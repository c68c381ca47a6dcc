//! How a rotation moves on: in the same write that ends the making of its new key or the stopping of its old one.

use rusqlite::Connection;

use super::making::Making;
use super::rotate::switched;
use super::{App, views};
use crate::api::{Act, Door, KeyState, Outcome, Plan};
use crate::audit;
use crate::error::Error;
use crate::journal::{Entry, Flow, Revoke, RevokeAt, RotateAt};
use crate::store::{Account, Key, StoreError};

impl App {
    /// What is to be written with the end of a stop, where the stopped key is the old one of a rotation.
    pub(super) fn turn_after_stop(&self, old: &Key) -> Result<Option<Turn>, Error> {
        let Some(entry) = self.store.rotation_of(&old.id)?.filter(|e| e.key == old.id) else { return Ok(None) };
        let Some(rotate) = entry.rotate().cloned() else { return Ok(None) };
        if rotate.at == RotateAt::Making {
            return Ok(None); // the end of the making looks at the old key
        }
        let new = self.store.key(&rotate.new)?;
        if new.is_some_and(|new| !switched(old, &new)) {
            return Ok(Some(Turn { entry: entry.turned(RotateAt::HandOver), end: None }));
        }
        self.turn_end(entry, old, Act::RotationDone).map(Some)
    }

    /// What is to be written where a stop is withdrawn or left unproven.
    pub(super) fn turn_after_leaving(&self, old: &Key, withdrawn: bool) -> Result<Option<Turn>, Error> {
        let entry = self.store.rotation_of(&old.id)?.filter(|e| e.key == old.id);
        let Some(entry) = entry.filter(|e| e.rotate().is_some_and(|r| r.at != RotateAt::Making)) else {
            return Ok(None);
        };
        if withdrawn {
            return Ok(Some(Turn { entry: entry.turned(RotateAt::HandOver), end: None }));
        }
        self.turn_end(entry, old, Act::RotationLeft).map(Some)
    }

    /// What is to be written where the new key came to nothing: the rotation ends, and the old key lives on.
    pub(super) fn turn_without_new(&self, new: &Key) -> Result<Option<Turn>, Error> {
        let Some(entry) = self.store.rotation_of(&new.id)?.filter(|e| e.key != new.id) else { return Ok(None) };
        let old = self.store.key(&entry.key)?;
        self.turn_end(entry, old.as_ref().unwrap_or(new), Act::RotationLeft).map(Some)
    }

    /// What is to be written where one of its keys is forgotten.
    pub(super) fn turn_without(&self, key: &Key) -> Result<Option<Turn>, Error> {
        let entry = self.store.rotation_of(&key.id)?;
        entry.map(|entry| self.turn_end(entry, key, Act::RotationLeft)).transpose()
    }

    pub(super) fn turn_end(&self, entry: Entry, old: &Key, act: Act) -> Result<Turn, Error> {
        let account = self.account(&entry.account)?.0;
        let line = self.line(act, &old.label, &account.name, Outcome::Done);
        Ok(Turn { entry, end: Some(line) })
    }
}

/// A rotation's next state, to be written together with what led to it.
pub(super) struct Turn {
    entry: Entry,
    /// Set where it ends, with the line that says how.
    end: Option<audit::Line>,
}

impl Turn {
    pub(super) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        match &self.end {
            None => self.entry.save(to),
            Some(line) => {
                self.entry.close(to, line.at)?;
                audit::append(to, line)
            }
        }
    }
}

/// What follows once a new key is made and tested; written together with the end of its making.
#[derive(Default)]
pub(super) struct Onward {
    turn: Option<Turn>,
    /// Keyrack works with the new key from now on.
    account: Option<(Account, audit::Line)>,
    /// The old key, where it is being stopped.
    old: Option<Key>,
    pub(super) revoke: Option<Entry>,
}

impl Onward {
    pub(super) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        self.turn.iter().try_for_each(|turn| turn.save(to))?;
        self.account.iter().try_for_each(|(account, line)| {
            account.save(to)?;
            audit::append(to, line)
        })?;
        self.old.iter().try_for_each(|old| old.save(to))?;
        self.revoke.iter().try_for_each(|revoke| revoke.save(to))
    }
}

impl Making<'_> {
    /// The key that this one takes the place of, if one.
    pub(super) fn old_of(&self) -> Result<Option<String>, Error> {
        let rotation = self.site.app.store.rotation_of(&self.key.id)?.filter(|e| e.key != self.key.id);
        Ok(rotation.map(|e| e.key).or(self.exchanged()?.map(|old| old.id)))
    }

    /// What follows for the old key. It is held by the caller, so that nothing else works on it meanwhile.
    pub(super) async fn onward(&self, old: &str) -> Result<Onward, Error> {
        let (app, new) = (self.site.app, &self.key);
        let rotation = app.store.rotation_of(&new.id)?.filter(|e| e.key == old);
        let exchanged = self.exchanged()?.filter(|old| old.state == KeyState::Live);
        let Some(mut old) = app.store.key(old)? else { return Ok(Onward::default()) };
        let leaked = rotation.as_ref().and_then(Entry::rotate).is_some_and(|r| r.plan == Plan::Leaked);
        let now = app.clock.now();
        let account = self.manager_from(&old).await;
        let stoppable = views::stop_problem(&old, &self.site.account, self.site.provider).is_none();
        let open = app.store.unfinished_of(&old.id)?.is_some();
        let revoke = if exchanged.is_some() {
            // The exchange was the old secret's end. Its proof is a stop that is asked for already.
            old.state = KeyState::Stopping;
            let revoke = Revoke::new(Door::Retire, RevokeAt::Stopped, old.seen_working);
            Some(Revoke { answered: true, ..revoke })
        } else if leaked && new.passed_its_test() && stoppable && !open && old.state == KeyState::Live {
            Some(Revoke::new(Door::Emergency, RevokeAt::Begun, old.seen_working))
        } else {
            None
        };
        let turn = match rotation {
            None => None,
            Some(rotation) if revoke.is_some() || open => {
                Some(Turn { entry: rotation.turned(RotateAt::Stopping), end: None })
            }
            Some(rotation) if old.state == KeyState::Stopped && switched(&old, new) => {
                Some(app.turn_end(rotation, &old, Act::RotationDone)?)
            }
            Some(rotation) => Some(Turn { entry: rotation.turned(RotateAt::HandOver), end: None }),
        };
        let revoke = revoke.map(|revoke| Entry::new(&old, Flow::Revoke(revoke), now));
        Ok(Onward { turn, account, old: revoke.is_some().then_some(old), revoke })
    }

    /// The account with the new key as the one that Keyrack works with, where it worked with the old one and the new
    /// one may do the same.
    async fn manager_from(&self, old: &Key) -> Option<(Account, audit::Line)> {
        let (app, account) = (self.site.app, &self.site.account);
        let may_be = views::may_be_manager(old, account, self.site.provider);
        if account.family || !views::is_manager(old, account) && !may_be || !self.site.can_manage(&self.key).await {
            return None;
        }
        let line = app.line(Act::ManagerReplaced, &self.key.label, &account.name, Outcome::Done);
        let account = app.account(&account.id).ok()?.0; // as it is by now
        Some((Account { acting: Some(self.key.id.clone()), ..account }, line))
    }
}
