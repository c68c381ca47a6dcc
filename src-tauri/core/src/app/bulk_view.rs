//! Several keys that are being stopped as the screen sees them: a result for each, taken from the key itself.

use super::{App, views};
use crate::api::{BulkResult, BulkRowView, BulkView, CredentialLeftView, KeyState, ProofVerdict, ProofView};
use crate::error::{Code, Error, Params};
use crate::journal::{Bulk, Entry, Flow};
use crate::providers::Provider;
use crate::store::{Account, Key};
use crate::types::Address;

impl App {
    pub(super) fn bulk_views(&self) -> Result<Vec<BulkView>, Error> {
        self.store.bulks()?.iter().map(|entry| self.bulk_view(entry)).collect()
    }

    pub(super) fn bulk_view(&self, entry: &Entry) -> Result<BulkView, Error> {
        let Flow::Bulk(bulk) = &entry.flow else { return Err(Error::rule(Code::NotHere)) };
        let (mut rows, mut left_alone) = (Vec::new(), Vec::new());
        let mut accounts: Vec<String> = bulk.of_account.iter().cloned().collect();
        for id in &bulk.keys {
            let Some(key) = self.store.key(id)? else { continue };
            let account = self.account(&key.account)?;
            let (result, cause, params) = self.result_of(&key, bulk, &account)?;
            // A stop whose proof the person has given up.
            left_alone.push(key.state == KeyState::Stopping && self.store.unfinished_of(id)?.is_none());
            rows.push(BulkRowView {
                key_id: key.id,
                label: key.label,
                account_name: account.0.name,
                result,
                cause,
                params,
            });
        }
        accounts.dedup();
        let left = accounts.iter().filter_map(|id| self.credential_left(id).transpose());
        Ok(BulkView {
            id: entry.id.clone(),
            door: bulk.door,
            account_id: bulk.of_account.clone(),
            open: rows.iter().zip(&left_alone).any(|(row, left)| is_open(row.result) && !left),
            rows,
            list_problem: bulk.list_problem,
            not_stoppable: left.collect::<Result<_, _>>()?,
            opened_at: entry.opened_at.to_rfc3339(),
        })
    }

    fn result_of(
        &self,
        key: &Key,
        bulk: &Bulk,
        (account, provider, _): &(Account, &'static Provider, Address),
    ) -> Result<(BulkResult, Option<Code>, Params), Error> {
        let proof = |p: &ProofView| (p.cause, p.params.clone());
        let (cause, params) = key.proof.as_ref().map(proof).unwrap_or_default();
        let verdict = key.proof.as_ref().map(|p| p.verdict);
        let stopped_by = match self.store.unfinished_of(&key.id)?.map(|e| e.flow) {
            Some(Flow::Revoke(r)) => r.error.map(|e| (e.code, e.params)),
            _ => None,
        };
        let noted = bulk.causes.get(&key.id).map(|e| (e.code, e.params.clone()));
        let because = |(code, params): (Code, Params)| (Some(code), params);
        let tried = bulk.keys.iter().position(|k| *k == key.id).is_some_and(|at| at < bulk.tried);
        let (result, (cause, params)) = match (key.state, verdict) {
            (KeyState::Stopped, Some(ProofVerdict::GoneFromList)) => (BulkResult::GoneFromList, (cause, params)),
            (KeyState::Stopped, _) => (BulkResult::ConfirmedDead, (None, Params::new())),
            (KeyState::Stopping, Some(ProofVerdict::StillAlive)) => (BulkResult::StillAlive, (cause, params)),
            (KeyState::Stopping, _) => (BulkResult::NotConfirmed, stopped_by.map_or((cause, params), because)),
            (KeyState::Live | KeyState::Making, _) => match (stopped_by, noted) {
                (_, Some((Code::HeldBack, params))) => (BulkResult::HeldBack, (Some(Code::HeldBack), params)),
                (Some(found), _) => (BulkResult::NotStopped, because(found)),
                (None, Some(found)) if views::stop_problem(key, account, provider) == Some(found.0) => {
                    (BulkResult::CannotStop, because(found))
                }
                (None, Some(found)) => (BulkResult::NotStopped, because(found)),
                (None, None) if tried => (BulkResult::NotStopped, (None, Params::new())),
                (None, None) => (BulkResult::Waiting, (None, Params::new())),
            },
        };
        Ok((result, cause, params))
    }

    /// The account's own credential, where no key that can be stopped is known to be it.
    fn credential_left(&self, account: &str) -> Result<Option<CredentialLeftView>, Error> {
        let (account, provider, _) = self.account(account)?;
        let Some(form) = provider.info.form(&account.form).filter(|_| !account.family) else { return Ok(None) };
        let known = self.store.keys_of(&account.id)?.iter().any(|k| views::holds_its_credential(k, &account));
        // Where the row is not known, one of the keys may be it: the rows say so.
        if known || form.is_key {
            return Ok(None);
        }
        let (account_id, account_name) = (account.id, account.name);
        Ok(Some(CredentialLeftView { account_id, account_name, form_name: crate::words::told(form.name).into() }))
    }
}

/// Whether trying again may still change it.
fn is_open(result: BulkResult) -> bool {
    match result {
        BulkResult::ConfirmedDead | BulkResult::GoneFromList | BulkResult::CannotStop => false,
        BulkResult::Waiting
        | BulkResult::StillAlive
        | BulkResult::NotConfirmed
        | BulkResult::NotStopped
        | BulkResult::HeldBack => true,
    }
}
