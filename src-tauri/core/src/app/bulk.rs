//! Stopping several keys: a selection, or a whole account. All are asked to stop first, so that none waits for the
//! proof of another; then each is proven; a key that Keyrack works with comes last. One failure does not hold up the
//! others. Each key has a revoke of its own in the journal; the entry here only says which keys belong together.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::making::Making;
use super::{App, Tell, views};
use crate::api::{
    Act, BulkResult, BulkRowView, BulkView, Door, KeyState, KeyView, Outcome, ProgressView, ProofVerdict,
    StopManyRequest,
};
use crate::audit;
use crate::error::{ApiError, Code, Error};
use crate::journal::{Bulk, Entry, Flow, RevokeAt};
use crate::store::Key;
use crate::types::make_id;

impl App {
    pub async fn stop_many(&self, request: StopManyRequest, tell: Tell<'_>) -> Result<BulkView, Error> {
        // No key is to be made in the account meanwhile, where that can be had at once.
        let _making = request.account_id.as_ref().map(|id| self.begin(&format!("create in {id}")));
        let (keys, name, list_problem) = match &request.account_id {
            Some(id) => {
                let site = self.site(id)?;
                self.settle_creates(id, tell).await;
                // What is new there belongs to the account, too. Where the list cannot be read, what is known is stopped.
                let read = if site.lists() { self.refresh_account(id).await.err() } else { None };
                (self.store.keys_of(id)?, site.account.name, read.map(|e| e.code()))
            }
            None => {
                let keys: Result<Vec<_>, _> = request.key_ids.iter().map(|id| self.key(id)).collect();
                (keys?, String::new(), None)
            }
        };
        let keys: Vec<Key> =
            keys.into_iter().filter(|k| matches!(k.state, KeyState::Live | KeyState::Stopping)).collect();
        if keys.is_empty() {
            return Err(Error::rule(Code::NothingChosen));
        }
        let wanted = if request.account_id.is_some() { name.clone() } else { keys.len().to_string() };
        if request.door == Door::Retire && request.confirmation.as_deref().map(str::trim) != Some(&wanted[..]) {
            return Err(Error::rule(Code::ConfirmationWrong));
        }
        let bulk = Bulk {
            door: request.door,
            of_account: request.account_id.clone(),
            keys: self.in_order(keys)?,
            tried: 0,
            causes: BTreeMap::new(),
            list_problem,
        };
        let account = request.account_id.unwrap_or_default();
        let mut line = self.line(Act::StopManyAsked, "", &name, Outcome::Done);
        line.note = Some(bulk.keys.len().to_string());
        let flow = Flow::Bulk(bulk);
        let entry = Entry { id: make_id(), key: String::new(), account, flow, opened_at: self.clock.now() };
        let _busy = self.begin(&entry.id)?;
        self.store.write(|t| {
            entry.save(t)?;
            audit::append(t, &line)
        })?;
        self.witness(&entry.place());
        self.run_bulk(entry, tell).await
    }

    /// Tries again what is left of it; the same code as the first run.
    pub async fn go_on_stopping(&self, id: &str, tell: Tell<'_>) -> Result<BulkView, Error> {
        let _busy = self.begin(id)?;
        let mut entry = self.store.unfinished_entry(id)?.ok_or_else(|| Error::rule(Code::NotHere))?;
        let bulk = bulk_mut(&mut entry)?;
        bulk.tried = 0;
        bulk.causes.clear();
        let mut line = self.line(Act::StopManyAsked, "", &self.name_of(&entry)?, Outcome::Done);
        line.note = Some(bulk_mut(&mut entry)?.keys.len().to_string());
        self.store.write(|t| audit::append(t, &line))?;
        self.run_bulk(entry, tell).await
    }

    /// Leaves the rest as it is. A stop that was begun stays among the unfinished.
    pub fn leave_stopping(&self, id: &str) -> Result<(), Error> {
        let _busy = self.begin(id)?;
        let entry = self.store.unfinished_entry(id)?.ok_or_else(|| Error::rule(Code::NotHere))?;
        self.end_bulk(&entry)
    }

    async fn run_bulk(&self, mut entry: Entry, tell: Tell<'_>) -> Result<BulkView, Error> {
        let keys = bulk_mut(&mut entry)?.keys.clone();
        let (last, first): (Vec<&String>, Vec<&String>) = keys.iter().partition(|id| self.works_here(id));
        for id in &first {
            self.stop_one(&mut entry, id, Some(RevokeAt::Stopped), tell).await?;
        }
        for id in &first {
            if self.was_sent(id)? {
                self.stop_one(&mut entry, id, None, tell).await?;
            }
        }
        for id in &last {
            if self.others_live(id, &keys)? {
                let held = ApiError::from(Error::rule(Code::HeldBack));
                bulk_mut(&mut entry)?.causes.insert((*id).clone(), held.into());
            } else {
                self.stop_one(&mut entry, id, None, tell).await?;
            }
        }
        bulk_mut(&mut entry)?.tried = keys.len();
        self.store.write(|t| entry.save(t))?;
        let view = self.bulk_view(&entry)?;
        if !view.open {
            self.end_bulk(&entry)?;
        }
        Ok(view)
    }

    /// Stops one of them as far as a place. What keeps it from being stopped is noted, and does not end the rest.
    async fn stop_one(
        &self,
        entry: &mut Entry,
        id: &str,
        until: Option<RevokeAt>,
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        let tell = |progress: ProgressView| tell(ProgressView { key_id: Some(id.to_owned()), ..progress });
        let _busy = self.begin_in_turn(id).await;
        let bulk = bulk_mut(entry)?;
        bulk.causes.remove(id);
        if let Err(e) = self.stop_as_part(id, bulk.door, until, &tell).await {
            bulk.causes.insert(id.to_owned(), ApiError::from(e).into());
        }
        bulk.tried = bulk.keys.iter().position(|k| k == id).map_or(bulk.tried, |at| bulk.tried.max(at + 1));
        self.store.write(|t| entry.save(t))?;
        self.witness(&entry.place());
        Ok(())
    }

    async fn stop_as_part(&self, id: &str, door: Door, until: Option<RevokeAt>, tell: Tell<'_>) -> Result<(), Error> {
        let Some(key) = self.store.key(id)? else { return Ok(()) };
        if key.state == KeyState::Stopped {
            return Ok(());
        }
        let open = self.store.unfinished_of(id)?;
        let alive = key.proof.as_ref().is_some_and(|p| p.verdict == ProofVerdict::StillAlive);
        match open {
            Some(Entry { flow: Flow::Revoke(r), .. }) if until == Some(r.at) => {}
            // It was stopped, and works all the same: it is stopped once more, before it is proven once more.
            Some(entry @ Entry { flow: Flow::Revoke(_), .. }) if alive && until.is_none() => {
                self.stop_again(entry, tell).await?;
            }
            Some(entry @ Entry { flow: Flow::Revoke(_), .. }) => {
                self.run_revoke_until(entry, until, tell).await?;
            }
            Some(entry) if !entry.is_made() => return Err(Error::rule(Code::Busy)),
            Some(_) | None => {
                let (account, provider, _) = self.account(&key.account)?;
                if let Some(problem) = views::stop_problem(&key, &account, provider) {
                    return Err(Error::rule(problem));
                }
                let entry = self.begin_revoke(&key, &account, door)?;
                self.run_revoke_until(entry, until, tell).await?;
            }
        }
        Ok(())
    }

    /// Whether its stop has left this computer, so that only the proof is open.
    fn was_sent(&self, id: &str) -> Result<bool, Error> {
        let open = self.store.unfinished_of(id)?.map(|e| e.flow);
        Ok(matches!(open, Some(Flow::Revoke(r)) if r.at != RevokeAt::Begun))
    }

    fn name_of(&self, entry: &Entry) -> Result<String, Error> {
        Ok(self.store.account(&entry.account)?.map(|a| a.name).unwrap_or_default())
    }

    fn end_bulk(&self, entry: &Entry) -> Result<(), Error> {
        let rows = self.bulk_view(entry)?.rows;
        let dead = |row: &&BulkRowView| matches!(row.result, BulkResult::ConfirmedDead | BulkResult::GoneFromList);
        let cannot = rows.iter().any(|row| row.result == BulkResult::CannotStop);
        let outcome = match rows.iter().filter(dead).count() {
            all if all == rows.len() => Outcome::Done,
            _ if cannot => Outcome::Refused,
            _ => Outcome::Unknown,
        };
        let note = Some(rows.len().to_string());
        let line = audit::Line { note, ..self.line(Act::StopManyDone, "", &self.name_of(entry)?, outcome) };
        self.store.write(|t| {
            entry.close(t, self.clock.now())?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }

    /// Ends the bulks of which nothing is left to try again: their last proofs may have come by another way.
    pub(super) fn close_ended_bulks(&self) -> Result<(), Error> {
        for entry in &self.store.bulks()? {
            // One that is running ends itself.
            let Ok(_busy) = self.begin(&entry.id) else { continue };
            if !self.bulk_view(entry)?.open {
                self.end_bulk(entry)?;
            }
        }
        Ok(())
    }

    /// The open bulks without a key that the person has chosen to keep.
    pub(super) fn bulks_without(&self, key: &Key) -> Result<Vec<Entry>, Error> {
        let mut bulks = self.store.bulks()?;
        bulks.retain_mut(|entry| match &mut entry.flow {
            Flow::Bulk(bulk) => {
                let before = bulk.keys.len();
                bulk.keys.retain(|id| *id != key.id);
                bulk.keys.len() < before
            }
            _ => false,
        });
        Ok(bulks)
    }

    /// Keys whose making is unsure are looked for, so that they are stopped with the others. What cannot be found out
    /// stays open.
    async fn settle_creates(&self, account: &str, tell: Tell<'_>) {
        let creates = self.store.unfinished().unwrap_or_default();
        for entry in creates.into_iter().filter(|e| e.account == account) {
            if matches!(&entry.flow, Flow::Create(create) if create.sent && !entry.is_made()) {
                let _busy = self.begin_in_turn(&entry.key).await;
                let _ = self.settle_create(entry, tell).await;
            }
        }
    }

    async fn settle_create(&self, entry: Entry, tell: Tell<'_>) -> Result<(), Error> {
        let Some(entry) = self.store.unfinished_entry(&entry.id)? else { return Ok(()) };
        let mut making = Making::of(self, entry, tell)?;
        making.look_again().await?;
        let first = making.create().candidates.first().map(|c| c.remote_id.clone());
        match first {
            // The others are taken from the list like any key.
            Some(first) => self.take_candidate(making.entry, Some(&first), tell).map(drop),
            None => Ok(()),
        }
    }

    /// The ids, those that Keyrack works with last, and before them those that it may work with.
    fn in_order(&self, mut keys: Vec<Key>) -> Result<Vec<String>, Error> {
        let views = self.key_views()?;
        let rank = |v: &KeyView| if v.manager { 2 } else { u8::from(v.may_be_manager) };
        let ranks: HashMap<&str, u8> = views.iter().map(|v| (v.id.as_str(), rank(v))).collect();
        keys.sort_by_key(|key| ranks.get(key.id.as_str()).copied().unwrap_or_default());
        let mut ids: Vec<String> = keys.into_iter().map(|k| k.id).collect();
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Ok(ids)
    }

    /// Whether Keyrack works with this key, or may.
    fn works_here(&self, id: &str) -> bool {
        self.view_of(id).is_ok_and(|view| view.manager || view.may_be_manager)
    }

    /// Whether another of these keys, in the same account, still has to be stopped by means of this one.
    fn others_live(&self, id: &str, keys: &[String]) -> Result<bool, Error> {
        let own = self.key(id)?;
        let account = self.account(&own.account)?;
        if account.0.family {
            return Ok(false); // there each key stops itself
        }
        for other in keys.iter().filter(|k| *k != id) {
            let Some(other) = self.store.key(other)?.filter(|k| k.account == own.account) else { continue };
            let lives = other.state == KeyState::Live || self.may_need_another_stop(&other)?;
            let stoppable = views::stop_problem(&other, &account.0, account.1).is_none();
            if lives && stoppable && !self.works_here(&other.id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a key that was asked to stop may have to be asked again.
    fn may_need_another_stop(&self, key: &Key) -> Result<bool, Error> {
        let alive = key.proof.as_ref().is_some_and(|p| p.verdict == ProofVerdict::StillAlive || p.listed == Some(true));
        let sent = match self.store.unfinished_of(&key.id)?.map(|e| e.flow) {
            Some(Flow::Revoke(r)) => matches!(r.at, RevokeAt::Begun | RevokeAt::Sent),
            _ => false,
        };
        Ok(key.state == KeyState::Stopping && (alive || sent))
    }
}

fn bulk_mut(entry: &mut Entry) -> Result<&mut Bulk, Error> {
    match &mut entry.flow {
        Flow::Bulk(bulk) => Ok(bulk),
        _ => Err(Error::rule(Code::NotHere)),
    }
}
