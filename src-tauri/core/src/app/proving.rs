//! The proof of a stopped key: a fresh read with it, a control beside it, and the list again.

use super::stop::Stopping;
use super::{begun, ended, views};
use crate::api::{
    Act, AgainView, Evidence, KeyPlace, KeyState, Outcome, ProgressView, ProofVerdict, ProofView, SecretPlace, Step,
    StepState,
};
use crate::ask::{AskError, Asked};
use crate::audit;
use crate::call::Meaning;
use crate::error::{Code, Error};
use crate::journal::RevokeAt;
use crate::proof::{Witnesses, judge};
use crate::store::{Account, Key};
use crate::vault::VaultError;

/// Most other keys that are tried as a control.
const CONTROLS_MAX: usize = 5;

impl Stopping<'_> {
    /// Takes the proof, asking again for a while. True where the secret may be erased.
    pub(super) async fn prove(&mut self) -> Result<bool, Error> {
        begun(self.tell, Step::Proof);
        let (mut asked, of) = (0, if self.unasked { 1 } else { self.site.app.patience.tries.max(1) });
        let proof = loop {
            let proof = judge(self.gather().await?, self.site.app.clock.now());
            asked += 1;
            if asked == of || matches!(proof.verdict, ProofVerdict::ConfirmedDead | ProofVerdict::GoneFromList) {
                break proof;
            }
            let again = AgainView { verdict: proof.verdict, cause: proof.cause, asked, of };
            let (step, state) = (Step::Proof, StepState::Begun);
            (self.tell)(ProgressView { step, state, key_id: None, again: Some(again) });
            tokio::time::sleep(self.site.app.patience.pause).await;
        };
        let dead = proof.verdict == ProofVerdict::ConfirmedDead;
        let gone = proof.verdict == ProofVerdict::GoneFromList;
        let _ = ended(self.tell, Step::Proof, if dead || gone { Ok(()) } else { Err(()) });
        let outcome = match proof.verdict {
            ProofVerdict::ConfirmedDead | ProofVerdict::GoneFromList => Outcome::Done,
            ProofVerdict::StillAlive => Outcome::Refused,
            ProofVerdict::NotConfirmed => Outcome::Unknown,
        };
        let act = if gone { Act::GoneFromList } else { Act::Proof };
        let line = audit::Line {
            cause: proof.cause,
            ..self.site.app.line(act, &self.key.label, &self.site.account.name, outcome)
        };
        if dead || gone {
            self.key.state = KeyState::Stopped;
            self.key.place = KeyPlace::OnlyHere;
            self.key.stopped_at = Some(self.site.app.clock.now());
        }
        let same = |p: &ProofView| (p.verdict, p.cause) == (proof.verdict, proof.cause);
        let silent = self.unasked && self.key.proof.as_ref().is_some_and(same);
        self.key.proof = Some(proof);
        if dead {
            self.revoke_mut().at = RevokeAt::Proven;
        }
        self.revoke_mut().error = None;
        self.save(if silent { &[] } else { std::slice::from_ref(&line) })?;
        if gone {
            let turn = self.site.app.turn_after_stop(&self.key)?;
            self.site.app.store.write(|t| {
                Account::release(&self.key.account, &self.key.id, t)?;
                self.entry.close(t, self.site.app.clock.now())?;
                turn.iter().try_for_each(|turn| turn.save(t))
            })?;
        }
        Ok(dead)
    }

    /// A fresh read with the stopped key, and beside it a control.
    async fn gather(&self) -> Result<Witnesses, Error> {
        let mut basis = Evidence::OwnCall;
        let read = if self.key.secret == SecretPlace::Here {
            let tried =
                self.site.try_with(&self.site.own(&self.key), self.key.scopes.as_deref().unwrap_or_default()).await;
            basis = tried.evidence;
            let (_, asked) = tried.asked.split();
            // A secret that is gone from the keychain cannot be tried, as if it had never been here.
            Some(asked).filter(|a| !matches!(a.result, Err(AskError::Vault(VaultError::Gone))))
        } else {
            None
        };
        let worked_before = self.revoke().worked_before;
        if self.is_manager() || !self.site.lists() {
            let control = self.control_without_manager().await;
            return Ok(Witnesses { worked_before, read, basis, control, listed: None });
        }
        let (listed, asked) = self.site.ask_for_list().await?.split();
        if read.is_none() && self.was_the_manager(&asked) {
            let control = self.control_without_manager().await;
            return Ok(Witnesses { worked_before: true, read: Some(asked), basis, control, listed: None });
        }
        let id = self.remote_id()?;
        let (control, listed) = match asked.result {
            // The id lives on with another secret.
            Ok(()) if self.exchanged()? => (Ok(()), None),
            Ok(()) => (Ok(()), listed.map(|all| all.iter().any(|l| l.remote_id == id))),
            Err(e) => (Err(e.into()), None),
        };
        Ok(Witnesses { worked_before, read, basis, control, listed })
    }

    /// Nothing told that this was the key that Keyrack worked with; its credential read the list just before, and with
    /// the provider's yes to this stop it is not known any more. Its secret is kept all the same: it lies with the
    /// account, and an outage at that very moment would look alike.
    fn was_the_manager(&self, asked: &Asked<()>) -> bool {
        let refused = asked.result.as_ref().is_err_and(|e| e.meaning() == Some(Meaning::UnknownKey));
        let unknown = views::manager_is_unknown(&self.site.account, self.site.provider);
        refused && unknown && self.revoke().answered && self.revoke().manager_worked
    }

    /// Whether its secret was exchanged: a later key here carries the same id.
    pub(super) fn exchanged(&self) -> Result<bool, Error> {
        let keys = self.site.app.store.keys_of(&self.site.account.id)?;
        let same = |k: &Key| self.key.remote_id.is_some() && k.remote_id == self.key.remote_id;
        let later = |k: &Key| k.replaces.is_some() && k.made_at > self.key.made_at;
        Ok(keys.iter().any(|k| k.id != self.key.id && k.is_usable() && same(k) && later(k)))
    }

    /// Where no managing key is left to ask with: another key of the account works; where there is none, the provider
    /// answers, and its clock is within the window.
    async fn control_without_manager(&self) -> Result<(), Error> {
        let others = self.site.app.store.keys_of(&self.site.account.id)?;
        let others = others.iter().filter(|k| k.id != self.key.id && k.is_usable() && k.seen_working);
        let mut tried = false;
        for other in others.take(CONTROLS_MAX) {
            let (test, _) = self.site.test_with(&self.site.own(other), other.scopes.as_deref()).await;
            if test.verdict.shows_life() {
                return Ok(());
            }
            tried = true;
        }
        // An answer to nobody does not show that a key which lives would be let in. It serves only where the provider
        // itself has said that this one is stopped.
        if tried || !self.revoke().answered {
            return Err(Error::rule(Code::ControlFailed));
        }
        let asked = self.site.app.asker.ask(self.site.to(&[]), &(self.site.provider.reach)()).await;
        match asked.result {
            Ok(()) => {}
            // Without a key, this is the answer of a provider that is up, in its own words.
            Err(AskError::Refused(e)) if matches!(e.status, 400 | 401 | 403) && !e.words.is_empty() => {}
            Err(e) => return Err(e.into()),
        }
        match asked.clock_ahead {
            Some(ahead) if ahead.abs() <= self.site.provider.info.clock_window => Ok(()),
            Some(ahead) => Err(Error::Rule(Code::ClockOff, crate::call::clock_params(ahead))),
            None => Err(Error::rule(Code::ControlFailed)),
        }
    }
}
