//! The proof of a stopped key: a fresh read with it, a control beside it, and the list again.

use super::stop::Stopping;
use super::{begun, ended};
use crate::api::{Act, Evidence, KeyPlace, KeyState, Outcome, ProofVerdict, SecretPlace, Step};
use crate::ask::AskError;
use crate::audit;
use crate::error::{Code, Error};
use crate::journal::RevokeAt;
use crate::proof::{Witnesses, judge};
use crate::store::Key;
use crate::vault::VaultError;

/// Most other keys that are tried as a control.
const CONTROLS_MAX: usize = 5;

impl Stopping<'_> {
    /// Takes the proof, asking again for a while. True where the secret may be erased.
    pub(super) async fn prove(&mut self) -> Result<bool, Error> {
        begun(self.tell, Step::Proof);
        let mut tries = self.site.app.patience.tries.max(1);
        let proof = loop {
            let proof = judge(self.gather().await?, self.site.app.clock.now());
            tries -= 1;
            if tries == 0 || matches!(proof.verdict, ProofVerdict::ConfirmedDead | ProofVerdict::GoneFromList) {
                break proof;
            }
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
        self.key.proof = Some(proof);
        if dead {
            self.revoke_mut().at = RevokeAt::Proven;
        }
        self.revoke_mut().error = None;
        self.save(&[line])?;
        if gone {
            self.site.app.store.write(|t| self.entry.close(t, self.site.app.clock.now()))?;
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
        let (control, listed) = if self.is_manager() || !self.site.lists() {
            (self.control_without_manager().await, None)
        } else {
            match self.listed().await {
                // The id lives on with another secret.
                Ok(_) if self.exchanged()? => (Ok(()), None),
                Ok(listed) => (Ok(()), Some(listed)),
                Err(e) => (Err(e), None),
            }
        };
        Ok(Witnesses { worked_before: self.revoke().worked_before, read, basis, control, listed })
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
