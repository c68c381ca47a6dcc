//! Stopping a key and proving that it is dead: witness → ask to stop → proof → erase. The same code runs and resumes.

use super::site::Site;
use super::{App, Tell, begun, ended, views};
use crate::api::{Act, Door, FlowView, KeyState, Outcome, SecretPlace, Step};
use crate::audit;
use crate::auth::Credential;
use crate::call::{Call, Meaning};
use crate::error::{ApiError, Code, Error};
use crate::journal::{Entry, Flow, Revoke, RevokeAt};
use crate::store::{Account, Key};
use crate::vault::ItemName;

/// Longest label that a person is asked to type in order to retire its key, in characters.
const TYPED_LABEL_MAX: usize = 24;

pub(super) struct Stopping<'a> {
    pub(super) site: Site<'a>,
    pub(super) entry: Entry,
    pub(super) key: Key,
    pub(super) tell: Tell<'a>,
    /// Nobody asked for it just now: what has not changed is not told again.
    pub(super) unasked: bool,
}

impl App {
    /// Stops a key. *Retire* wants the label (or the last four characters of the id) typed; an emergency does not.
    pub async fn stop_key(
        &self,
        id: &str,
        door: Door,
        confirmation: Option<&str>,
        tell: Tell<'_>,
    ) -> Result<FlowView, Error> {
        let _busy = self.begin_in_turn(id).await;
        let key = self.key(id)?;
        if self.store.unfinished_of(id)?.is_some_and(|e| !e.is_made()) {
            return Err(Error::rule(Code::Busy));
        }
        if key.state == KeyState::Stopped {
            return Err(Error::rule(Code::NotHere));
        }
        if self.is_being_exchanged(&key)? {
            return Err(Error::rule(Code::Busy));
        }
        let (account, provider, _) = self.account(&key.account)?;
        if let Some(problem) = views::stop_problem(&key, &account, provider) {
            return Err(Error::rule(problem));
        }
        if door == Door::Retire && !confirms(&key, confirmation.unwrap_or_default()) {
            return Err(Error::rule(Code::ConfirmationWrong));
        }
        let entry = self.begin_revoke(&key, &account, door)?;
        self.run_revoke(entry, tell).await
    }

    /// Writes the intent. A making of which only the last steps are open ends with it.
    pub(super) fn begin_revoke(&self, key: &Key, account: &Account, door: Door) -> Result<Entry, Error> {
        let revoke = Revoke::new(door, RevokeAt::Begun, key.seen_working);
        let entry = Entry::new(key, Flow::Revoke(revoke), self.clock.now());
        let made = self.store.unfinished_of(&key.id)?.filter(Entry::is_made);
        let turn = if made.is_some() { self.turn_without_new(key)? } else { None };
        self.store.write(|t| {
            made.iter().try_for_each(|made| made.close(t, entry.opened_at))?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            entry.save(t)?;
            audit::append(t, &self.line(Act::StopAsked, &key.label, &account.name, Outcome::Done))
        })?;
        self.witness(&entry.place());
        Ok(entry)
    }

    /// Runs a stop from wherever it stands until the key is proven dead or something stops it.
    pub(super) async fn run_revoke(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        self.run_revoke_until(entry, None, tell).await
    }

    /// The same, but not beyond a place.
    pub(super) async fn run_revoke_until(
        &self,
        entry: Entry,
        until: Option<RevokeAt>,
        tell: Tell<'_>,
    ) -> Result<FlowView, Error> {
        let mut stopping = self.stopping(entry, tell)?;
        stopping.run_and_note(until).await?;
        self.close_ended_bulks()?;
        self.seal_soon();
        self.flow_view(&stopping.key.id)
    }

    /// Takes again the proofs that could not be had: reads only, and never with a prompt of the keychain. True where
    /// one of them says something else than before.
    pub async fn prove_again(&self) -> Result<bool, Error> {
        let unproven = |e: &Entry| matches!(&e.flow, Flow::Revoke(r) if r.at == RevokeAt::Stopped);
        let mut changed = false;
        for entry in self.store.unfinished()?.into_iter().filter(unproven) {
            if self.vault.look().await.is_err() {
                break; // it was locked meanwhile
            }
            let Ok(_busy) = self.begin(&entry.key) else { continue };
            // It may have moved on before it was ours.
            let Some(entry) = self.store.unfinished_entry(&entry.id)?.filter(unproven) else { continue };
            let Ok(stopping) = self.stopping(entry, &|_| {}) else { continue };
            let mut stopping = Stopping { unasked: true, ..stopping };
            let before = stopping.key.proof.as_ref().map(|p| (p.verdict, p.cause));
            stopping.run_and_note(None).await?;
            changed |= before != stopping.key.proof.as_ref().map(|p| (p.verdict, p.cause));
        }
        self.close_ended_bulks()?;
        self.seal_soon();
        Ok(changed)
    }

    /// Stops it once more: the provider said that it was stopped, and it still works.
    pub(super) async fn stop_again(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut stopping = self.stopping(entry, tell)?;
        stopping.revoke_mut().at = RevokeAt::Begun;
        self.run_revoke(stopping.entry, tell).await
    }

    /// Gives up a proof that cannot be had. The secret is kept, and the key is not called dead.
    pub(super) fn leave_unproven(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let stopping = self.stopping(entry, tell)?;
        let line = self.line(Act::Proof, &stopping.key.label, &stopping.site.account.name, Outcome::Unknown);
        let turn = self.turn_after_leaving(&stopping.key, false)?;
        self.store.write(|t| {
            stopping.entry.close(t, self.clock.now())?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            audit::append(t, &line)
        })?;
        self.close_ended_bulks()?;
        self.flow_view(&stopping.key.id)
    }

    /// Leaves a key alive whose stop was not sent.
    pub(super) fn withdraw(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let stopping = self.stopping(entry, tell)?;
        let line = self.line(Act::StopWithdrawn, &stopping.key.label, &stopping.site.account.name, Outcome::Done);
        let turn = self.turn_after_leaving(&stopping.key, true)?;
        let bulks = self.bulks_without(&stopping.key)?;
        self.store.write(|t| {
            stopping.entry.close(t, self.clock.now())?;
            bulks.iter().try_for_each(|bulk| bulk.save(t))?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            audit::append(t, &line)
        })?;
        self.close_ended_bulks()?;
        self.flow_view(&stopping.key.id)
    }

    fn stopping<'a>(&'a self, entry: Entry, tell: Tell<'a>) -> Result<Stopping<'a>, Error> {
        let (key, site) = (self.key(&entry.key)?, self.site(&entry.account)?);
        Ok(Stopping { site, entry, key, tell, unasked: false })
    }
}

impl Stopping<'_> {
    pub(super) fn revoke(&self) -> &Revoke {
        match &self.entry.flow {
            Flow::Revoke(revoke) => revoke,
            _ => unreachable!("a stop is only made from a stop entry"),
        }
    }

    pub(super) fn revoke_mut(&mut self) -> &mut Revoke {
        match &mut self.entry.flow {
            Flow::Revoke(revoke) => revoke,
            _ => unreachable!("a stop is only made from a stop entry"),
        }
    }

    /// Runs, and notes what stopped it.
    async fn run_and_note(&mut self, until: Option<RevokeAt>) -> Result<(), Error> {
        if let Err(error) = self.run(until).await {
            self.revoke_mut().error = Some(ApiError::from(error).into());
            self.save(&[])?;
        }
        Ok(())
    }

    /// Goes on until it is done, or stands at the given place.
    async fn run(&mut self, until: Option<RevokeAt>) -> Result<(), Error> {
        while Some(self.revoke().at) != until {
            match self.revoke().at {
                RevokeAt::Begun => {
                    self.witness_life().await;
                    self.ask_to_stop().await?;
                }
                RevokeAt::Sent => self.look_again().await?,
                RevokeAt::Stopped => {
                    if !self.prove().await? {
                        return Ok(());
                    }
                }
                RevokeAt::Proven => return self.erase().await,
            }
        }
        Ok(())
    }

    /// The proof needs to know that the key worked: from an earlier test, or from one now.
    async fn witness_life(&mut self) {
        if !self.revoke().worked_before && self.key.secret == SecretPlace::Here {
            let (test, told) = self.site.test_with(&self.site.own(&self.key), self.key.scopes.as_deref()).await;
            self.revoke_mut().worked_before = test.verdict.shows_life();
            self.key.learn(told); // its id, where the provider tells it only now
        }
    }

    async fn ask_to_stop(&mut self) -> Result<(), Error> {
        if self.exchanged()? {
            // Its id is another key's by now, and its secret has ended with the exchange: only the proof is left.
            self.key.state = KeyState::Stopping;
            return self.stopped(Outcome::Unknown);
        }
        begun(self.tell, Step::AskToStop);
        if self.site.lists() {
            // A read first: where our clock is wrong, it learns the provider's time. Its answer does not matter here.
            self.revoke_mut().manager_worked = self.listed().await.is_ok();
        }
        let (call, caller) = self.call()?;
        self.key.state = KeyState::Stopping;
        self.key.last_test = None; // a stale verdict is worse than none
        self.key.proof = None;
        self.revoke_mut().at = RevokeAt::Sent;
        self.save(&[])?;
        let itself = caller.item == self.site.own(&self.key).item;
        let asked = self.site.ask_as(&caller, &call).await.result;
        match ended(self.tell, Step::AskToStop, asked) {
            Ok(()) => {
                self.revoke_mut().answered = true;
                self.stopped(Outcome::Done)
            }
            // Gone already, as far as the provider says; the proof decides.
            Err(e) if e.meaning() == Some(Meaning::Missing) => {
                self.revoke_mut().answered = true;
                self.stopped(Outcome::Unknown)
            }
            // The key was to stop itself, and is not known any more: somebody else was first.
            Err(e) if itself && e.meaning() == Some(Meaning::UnknownKey) => self.stopped(Outcome::Unknown),
            Err(e) if e.may_have_acted() => Err(e.into()),
            Err(e) => {
                self.key.state = KeyState::Live;
                self.revoke_mut().at = RevokeAt::Begun;
                self.save(&[])?;
                Err(e.into())
            }
        }
    }

    /// How the key is stopped, and by whom. Without an id only the key itself can say which key is meant: then no other
    /// credential is used, for it would stop the key that it belongs to.
    fn call(&self) -> Result<(Call<()>, Credential), Error> {
        let abilities = &self.site.provider.keys;
        let here = self.key.secret == SecretPlace::Here;
        match (&self.key.remote_id, abilities.revoke, abilities.revoke_self) {
            // In a family each key may stop itself; the others may be dead already.
            (Some(id), Some(revoke), _) if self.site.account.family && here => {
                Ok((revoke(id), self.site.own(&self.key)))
            }
            (Some(id), Some(revoke), _) => Ok((revoke(id), self.site.manager()?)),
            (None, _, Some(revoke_self)) if here => Ok((revoke_self(), self.site.own(&self.key))),
            _ => Err(Error::rule(Code::IdUnknown)),
        }
    }

    fn stopped(&mut self, outcome: Outcome) -> Result<(), Error> {
        self.revoke_mut().at = RevokeAt::Stopped;
        self.revoke_mut().error = None;
        let line = self.site.app.line(Act::StopSent, &self.key.label, &self.site.account.name, outcome);
        self.save(&[line])
    }

    /// A stop whose answer is not known: the list says whether it has to be sent again.
    async fn look_again(&mut self) -> Result<(), Error> {
        if !self.site.lists() {
            return self.stopped(Outcome::Unknown); // only the proof can tell
        }
        match self.listed().await {
            Ok(true) => {
                self.revoke_mut().at = RevokeAt::Begun;
                Ok(())
            }
            Ok(false) => self.stopped(Outcome::Unknown),
            // The key that was stopped may be the one that reads the list; its proof has a control of its own.
            Err(e) if self.is_manager() && matches!(e.code(), Code::KeyUnknown | Code::SecretGone) => {
                self.stopped(Outcome::Unknown)
            }
            Err(e) => Err(e),
        }
    }

    pub(super) async fn listed(&self) -> Result<bool, Error> {
        let listed = self.site.list().await?;
        let id = self.remote_id()?;
        Ok(listed.iter().any(|l| l.remote_id == id))
    }

    /// The secret is erased only now, after the proof.
    async fn erase(&mut self) -> Result<(), Error> {
        begun(self.tell, Step::EraseSecret);
        let item = self.site.own(&self.key).item;
        ended(self.tell, Step::EraseSecret, self.site.app.vault.erase(&item).await)?;
        self.site.app.vault.erase(&ItemName::unread(&self.key.id)).await?;
        self.key.secret = SecretPlace::Erased;
        let line = self.site.app.line(Act::SecretErased, &self.key.label, &self.site.account.name, Outcome::Done);
        let turn = self.site.app.turn_after_stop(&self.key)?;
        self.site.app.store.write(|t| {
            self.key.save(t)?;
            Account::release(&self.key.account, &self.key.id, t)?;
            self.entry.close(t, self.site.app.clock.now())?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            audit::append(t, &line)
        })?;
        self.site.app.witness("revoke:erased");
        Ok(())
    }

    pub(super) fn is_manager(&self) -> bool {
        !self.site.account.family && views::is_manager(&self.key, &self.site.account)
    }

    pub(super) fn remote_id(&self) -> Result<&str, Error> {
        self.key.remote_id.as_deref().ok_or_else(|| Error::rule(Code::NotHere))
    }

    pub(super) fn save(&self, lines: &[audit::Line]) -> Result<(), Error> {
        self.site.write(&self.key, &self.entry, lines)
    }
}

/// The typed label, or the last four characters of the id where the label is long or not plain text.
pub(super) fn confirms(key: &Key, typed: &str) -> bool {
    let id = key.remote_id.as_deref().unwrap_or_default();
    let plain = id.is_empty() || key.label.is_ascii() && key.label.chars().count() <= TYPED_LABEL_MAX;
    let wanted = if plain { &key.label[..] } else { id.get(id.len().saturating_sub(4)..).unwrap_or(id) };
    !wanted.is_empty() && typed.trim() == wanted
}
