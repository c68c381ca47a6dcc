//! A new key with the permissions of an old one. The old one lives on until it is stopped, where the provider allows.

use super::{App, Tell, views};
use crate::api::{FlowView, KeyState, RotateRequest, Way};
use crate::error::{Code, Error};
use crate::journal::{Create, Entry, Flow};
use crate::store::Key;

impl App {
    pub async fn rotate_key(&self, request: RotateRequest, tell: Tell<'_>) -> Result<FlowView, Error> {
        let _busy = self.begin(&request.key_id)?;
        let old = self.key(&request.key_id)?;
        let (account, provider, _) = self.account(&old.account)?;
        let _making = self.begin(&format!("create in {}", account.id))?;
        let rotating = |entry: &Entry| matches!(&entry.flow, Flow::Create(c) if c.rotates.as_ref() == Some(&old.id));
        if self.store.unfinished_of(&old.id)?.is_some() || self.store.unfinished()?.iter().any(rotating) {
            return Err(Error::rule(Code::Busy));
        }
        if !old.is_usable() || views::rotation(&old, &account, provider).is_none() {
            return Err(Error::rule(Code::NoAdmin));
        }
        let label = self.check_label(&account.id, &request.label)?;
        let key = Key {
            state: KeyState::Making,
            scopes: old.scopes.clone(),
            scopes_known: old.scopes_known,
            facts: old.facts.clone(),
            replaces: Some(old.id.clone()),
            way: Some(Way::Provider),
            ..Key::new(&account.id, label, self.clock.now())
        };
        self.begin_create(key, Create { rotates: Some(old.id), ..Create::new(Way::Provider) }, tell).await
    }
}
