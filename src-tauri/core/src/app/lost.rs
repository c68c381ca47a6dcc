//! If this computer is lost: where each key is stopped.

use std::path::Path;

use super::{App, views};
use crate::api::{Act, KeyState, KeyView, Outcome, SavedView, SecretPlace, SheetAccountView, SheetKeyView, SheetView};
use crate::error::Error;
use crate::store::Account;
use crate::words::told;
use crate::{audit, outfile, providers, sheet};

impl App {
    /// From the records alone; no secret is in it.
    pub fn lost_sheet(&self) -> Result<SheetView, Error> {
        let mut keys = self.key_views()?;
        keys.retain(|key| key.state != KeyState::Stopped);
        keys.sort_by_key(|key| !key.moves_money);
        let accounts = self.store.accounts()?.iter().map(|a| sheet_of(a, &keys)).collect::<Result<_, _>>()?;
        Ok(SheetView { made_at: self.clock.now().with_timezone(&self.clock.offset()).to_rfc3339(), accounts })
    }

    /// What the sheet's file is called at first.
    pub const SHEET_NAME: &str = "keyrack-if-lost.html";

    /// Writes the sheet to a file that the person has chosen.
    pub fn save_sheet(&self, path: &Path) -> Result<SavedView, Error> {
        let page = sheet::lost(&self.lost_sheet()?);
        outfile::replace(path, page.as_bytes())?;
        self.note_saved(Act::SheetSaved, path)
    }

    pub(super) fn note_saved(&self, act: Act, path: &Path) -> Result<SavedView, Error> {
        let file = outfile::name_of(path);
        let line = audit::Line { note: Some(file.clone()), ..self.line(act, "", "", Outcome::Done) };
        self.store.write(|t| audit::append(t, &line))?;
        self.seal_soon();
        Ok(SavedView { file })
    }
}

/// An account with its living keys, those that move money first.
fn sheet_of(account: &Account, keys: &[KeyView]) -> Result<SheetAccountView, Error> {
    let view = views::account(account)?;
    let own = || keys.iter().filter(|key| key.account_id == account.id);
    let acting = own().find(|key| key.manager).and_then(|key| key.remote_id.clone());
    let rows = own().map(|key| SheetKeyView {
        label: key.label.clone(),
        remote_id: key.remote_id.clone(),
        moves_money: key.moves_money,
        here: matches!(key.secret, SecretPlace::Here | SecretPlace::Unread),
        holders: key.holders.iter().map(|holder| holder.name.clone()).collect(),
    });
    let info = providers::find(&account.provider).map(|p| p.info);
    Ok(SheetAccountView {
        name: view.name,
        provider_name: view.provider_name,
        environment: view.environment,
        environment_name: view.environment_name,
        address: view.address,
        credential: view.manager.form_name,
        credential_id: acting.or(view.manager.key_id),
        website: info.map_or("", |info| info.website).into(),
        steps: info.map_or(&[][..], |info| info.website_stop_steps).iter().map(|step| told(step).into()).collect(),
        keys: rows.collect(),
    })
}
