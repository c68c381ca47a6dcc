//! What is unfinished, in words that name the situation, and the next steps out of it.

use super::{App, Tell, lock};
use crate::api::{FlowView, NextStep, ProofVerdict, Situation, UnfinishedView};
use crate::error::{Code, Error};
use crate::journal::{Create, CreateAt, Entry, Flow, Revoke, RevokeAt, Stopped};
use crate::providers::Provider;
use crate::store::Key;

impl App {
    /// Takes one of the next steps of an unfinished entry. None where nothing is left of the key.
    pub async fn continue_flow(
        &self,
        id: &str,
        step: NextStep,
        input: Option<&str>,
        tell: Tell<'_>,
    ) -> Result<Option<FlowView>, Error> {
        let found = || self.store.unfinished_entry(id)?.ok_or_else(|| Error::rule(Code::NotHere));
        let _busy = self.begin(&found()?.key)?;
        let entry = found()?; // it may have moved on before it was ours
        let key = self.key(&entry.key)?;
        let (_, offered) = self.situation(&entry, &key, self.account(&entry.account)?.1);
        if !offered.contains(&step) {
            return Err(Error::rule(Code::NotHere));
        }
        match (step, &entry.flow) {
            (NextStep::Finish, Flow::Create(_)) => self.run_create(entry, tell).await.map(Some),
            (NextStep::Finish, Flow::Revoke(r)) if r.at == RevokeAt::Stopped => {
                self.stop_again(entry, tell).await.map(Some)
            }
            (NextStep::Finish | NextStep::AskAgain, _) => self.run_revoke(entry, tell).await.map(Some),
            (NextStep::Discard, _) => self.discard(entry, tell).await,
            (NextStep::LeaveUnsure, _) => self.leave_unsure(entry, tell).await,
            (NextStep::UseWebsite, _) => self.use_website(entry, tell).map(Some),
            (NextStep::RotateAgain, _) => self.rotate_again(entry, tell).await.map(Some),
            (NextStep::UseNewNames, _) => self.use_new_names(entry, tell).await.map(Some),
            (NextStep::LetProvider, _) => self.let_provider(entry, tell).await.map(Some),
            (NextStep::EnterKeyId, _) => self.enter_key_id(entry, input.unwrap_or_default(), tell).await.map(Some),
            (NextStep::StopCandidates, _) => {
                let key = self.take_candidate(entry, input, tell)?;
                drop(_busy);
                self.stop_key(&key.id, crate::api::Door::Emergency, None, tell).await.map(Some)
            }
            (NextStep::KeepKey, Flow::Create(_)) => {
                let key = self.take_candidate(entry, input, tell)?;
                self.flow_view(&key.id).map(Some)
            }
            (NextStep::KeepKey, _) => self.withdraw(entry, tell).map(Some),
            (NextStep::LeaveUnproven, _) => self.leave_unproven(entry, tell).map(Some),
        }
    }

    pub(super) fn unfinished_views(&self) -> Result<Vec<UnfinishedView>, Error> {
        let mut views = Vec::new();
        for entry in self.store.unfinished()?.into_iter().filter(Entry::is_act) {
            // An act that is running is not unfinished.
            let running =
                lock(&self.busy.ids).iter().any(|id| *id == entry.key || *id == format!("create in {}", entry.account));
            if !running {
                match self.unfinished_view(&entry) {
                    // Its key or account is gone from the records: nothing is left to finish.
                    Err(e) if e.code() == Code::NotHere => {}
                    view => views.push(view?),
                }
            }
        }
        Ok(views)
    }

    /// How a key stands after an act, with what is still open of it.
    pub(super) fn flow_view(&self, key: &str) -> Result<FlowView, Error> {
        let unfinished = self.store.unfinished_of(key)?.map(|entry| self.unfinished_view(&entry)).transpose()?;
        Ok(FlowView { key: self.view_of(key)?, unfinished })
    }

    fn unfinished_view(&self, entry: &Entry) -> Result<UnfinishedView, Error> {
        let key = self.key(&entry.key)?;
        let (account, provider, _) = self.account(&entry.account)?;
        let (situation, actions) = self.situation(entry, &key, provider);
        let (error, candidates) = match &entry.flow {
            Flow::Create(c) => (c.error.clone(), c.candidates.clone()),
            Flow::Revoke(r) => (r.error.clone(), Vec::new()),
            Flow::Rotate(_) | Flow::Bulk(_) => (None, Vec::new()),
        };
        Ok(UnfinishedView {
            id: entry.id.clone(),
            key_id: key.id,
            label: key.label,
            account_id: account.id,
            account_name: account.name,
            provider_name: provider.info.name.into(),
            situation,
            error: error.map(Into::into),
            actions,
            candidates,
            opened_at: entry.opened_at.to_rfc3339(),
        })
    }

    fn situation(&self, entry: &Entry, key: &Key, provider: &Provider) -> (Situation, Vec<NextStep>) {
        use NextStep as N;
        use Situation as S;
        match &entry.flow {
            Flow::Create(Create { at, sent, candidates, error, rotates, .. }) => match at {
                CreateAt::Kept if error.as_ref().is_some_and(|e| e.code == Code::PermissionRenamed) => {
                    (S::PermissionRenamed, vec![N::UseNewNames, N::Discard])
                }
                CreateAt::Begun | CreateAt::Kept | CreateAt::Noted if *sent => (S::Unsure, unsure(error.as_ref())),
                CreateAt::Begun | CreateAt::Kept | CreateAt::Noted => (S::NotSent, vec![N::Finish, N::Discard]),
                CreateAt::UsageLevel => (S::UsageLevel, vec![N::UseWebsite, N::LetProvider, N::Discard]),
                CreateAt::Website => (S::WaitingForId, vec![N::EnterKeyId, N::Discard]),
                CreateAt::Held if lock(&self.held).contains_key(&entry.id) => (S::AnswerHeld, vec![N::Finish]),
                CreateAt::Unread if !candidates.is_empty() => {
                    (S::UnreadAnswer, vec![N::StopCandidates, N::KeepKey, N::Finish])
                }
                CreateAt::Unread => (S::UnreadAnswer, vec![N::Finish, N::Discard]),
                CreateAt::Sent | CreateAt::Held if !candidates.is_empty() => {
                    (S::SecretNeverArrived, vec![N::StopCandidates, N::KeepKey])
                }
                CreateAt::Sent | CreateAt::Held if rotates.is_some() && provider.keys.exchanges() => {
                    (S::ExchangeUnsure, vec![N::RotateAgain, N::Discard])
                }
                CreateAt::Sent | CreateAt::Held if provider.keys.list.is_none() => {
                    (S::SecondKeyPossible, vec![N::RotateAgain, N::Discard])
                }
                CreateAt::Sent | CreateAt::Held => (S::Unsure, unsure(error.as_ref())),
                CreateAt::Known => (S::AlmostDone, vec![N::Finish]),
            },
            Flow::Revoke(Revoke { at, .. }) => match at {
                RevokeAt::Begun => (S::StopNotSent, vec![N::Finish, N::KeepKey]),
                RevokeAt::Sent => (S::StopNotProven, vec![N::AskAgain, N::LeaveUnproven]),
                RevokeAt::Stopped => {
                    let alive = key.proof.as_ref().is_some_and(|p| p.verdict == ProofVerdict::StillAlive);
                    let again = if alive {
                        vec![N::Finish, N::AskAgain]
                    } else {
                        vec![N::AskAgain, N::Finish, N::LeaveUnproven]
                    };
                    (S::StopNotProven, again)
                }
                RevokeAt::Proven => (S::EraseOpen, vec![N::Finish]),
            },
            // They have views of their own.
            Flow::Rotate(_) | Flow::Bulk(_) => (S::AlmostDone, Vec::new()),
        }
    }
}

/// Where the list cannot be read for good, a create would stay open for ever.
fn unsure(error: Option<&Stopped>) -> Vec<NextStep> {
    let unreadable = error.is_some_and(|e| e.code != Code::CreateUnsure);
    let last = unreadable.then_some(NextStep::LeaveUnsure);
    [NextStep::Finish, NextStep::Discard].into_iter().chain(last).collect()
}
