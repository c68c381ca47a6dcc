//! What a person notes of a key or an account: its label, who has it, what it is for, when it was looked at. Nothing
//! of it goes to a provider.

use super::{App, label_within};
use crate::api::{Act, HolderRequest, KeyView, Outcome, Purpose};
use crate::audit;
use crate::error::{Code, Error};
use crate::store::{Account, Holder, Key, word};
use crate::types::make_id;

/// Longest name of a system that has a key, in characters.
const HOLDER_MAX: usize = 60;

impl App {
    /// Changes a key's label here; the provider's own name for it stays.
    pub fn rename_key(&self, id: &str, label: &str) -> Result<KeyView, Error> {
        self.note_of_key(id, |key| {
            // A key that is being made is found at the provider by its label.
            if self.store.unfinished_of(id)?.is_some() {
                return Err(Error::rule(Code::Busy));
            }
            let label = self.check_label_beside(&key.account, label, Some(id))?;
            let before = std::mem::replace(&mut key.label, label);
            let note = format!("{before} → {}", key.label);
            // It was made under this name, and the provider's list may not have been read since.
            if key.way.is_some() && key.remote_name.is_none() {
                key.remote_name = Some(before);
            }
            Ok((Act::LabelChanged, Some(note)))
        })
    }

    /// Notes a system or a person that has a key.
    pub fn add_holder(&self, key: &str, request: HolderRequest) -> Result<KeyView, Error> {
        let name = label_within(&request.name, HOLDER_MAX).map_err(|e| match e.code() {
            Code::LabelEmpty => Error::rule(Code::NameEmpty),
            _ => e,
        })?;
        let since = self.clock.now();
        self.note_of_key(key, |key| {
            if key.holders.iter().any(|h| h.name.to_lowercase() == name.to_lowercase()) {
                return Err(Error::rule(Code::NameTaken));
            }
            key.holders.push(Holder { id: make_id(), name: name.clone(), purpose: request.purpose, since });
            Ok((Act::SystemNoted, Some(name)))
        })
    }

    pub fn remove_holder(&self, key: &str, holder: &str) -> Result<KeyView, Error> {
        self.note_of_key(key, |key| {
            let at = key.holders.iter().position(|h| h.id == holder).ok_or_else(|| Error::rule(Code::NotHere))?;
            Ok((Act::SystemRemoved, Some(key.holders.remove(at).name)))
        })
    }

    /// What an account is for; none: not said.
    pub fn set_purpose(&self, account: &str, purpose: Option<Purpose>) -> Result<(), Error> {
        let note = purpose.as_ref().map(word).transpose()?;
        self.note_of_account(account, Act::PurposeChanged, note, |account| account.purpose = purpose)
    }

    /// Its dashboard was opened in the browser.
    pub fn note_dashboard_opened(&self, account: &str) -> Result<(), Error> {
        let now = self.clock.now();
        self.note_of_account(account, Act::DashboardOpened, None, |account| account.looked_at = Some(now))
    }

    /// Changes the record of a key that no act is working on, and the log with it.
    pub(super) fn note_of_key(
        &self,
        id: &str,
        change: impl FnOnce(&mut Key) -> Result<(Act, Option<String>), Error>,
    ) -> Result<KeyView, Error> {
        let _busy = self.begin(id)?;
        let mut key = self.key(id)?;
        let account = self.account(&key.account)?.0;
        let (act, note) = change(&mut key)?;
        let line = audit::Line { note, ..self.line(act, &key.label, &account.name, Outcome::Done) };
        self.store.write(|t| {
            key.save(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        self.view_of(id)
    }

    fn note_of_account(
        &self,
        id: &str,
        act: Act,
        note: Option<String>,
        change: impl FnOnce(&mut Account),
    ) -> Result<(), Error> {
        let _busy = self.begin(id)?;
        let mut account = self.account(id)?.0;
        change(&mut account);
        let line = audit::Line { note, ..self.line(act, &account.name, &account.name, Outcome::Done) };
        self.store.write(|t| {
            account.save(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }
}
