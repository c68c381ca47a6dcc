//! Rotation: a new key with the permissions of an old one → test → hand over → retire the old one → proof. Its journal
//! entry holds the making of the one and the stopping of the other together, and moves on in the same write that ends
//! either: so it is resumed by resuming these.

use std::collections::BTreeMap;

use super::create::check_scopes;
use super::stop::confirms;
use super::{App, Tell, views};
use crate::api::{
    Act, Door, FlowView, KeyState, Outcome, RetireOldRequest, RotateRequest, RotationPhase, RotationView, RotationWay,
    SwitchView, Way,
};
use crate::audit;
use crate::error::{Code, Error};
use crate::journal::{Create, Entry, Flow, Revoke, RevokeAt, Rotate, RotateAt};
use crate::providers::Provider;
use crate::store::Key;

impl App {
    /// Makes a key that takes the place of another, and stops that one where it has leaked.
    pub async fn rotate_key(&self, request: RotateRequest, tell: Tell<'_>) -> Result<FlowView, Error> {
        let beginning = self.begin(&request.key_id)?;
        let old = self.key(&request.key_id)?;
        let (account, provider, _) = self.account(&old.account)?;
        let _making = self.begin(&format!("create in {}", account.id))?;
        if self.store.unfinished_of(&old.id)?.is_some() || self.store.rotation_of(&old.id)?.is_some() {
            return Err(Error::rule(Code::Busy));
        }
        let way = views::rotation(&old, &account, provider).ok_or_else(|| Error::rule(Code::NoAdmin))?;
        let label = self.check_label(&account.id, &request.label)?;
        let key = Key { replaces: Some(old.id.clone()), ..Key::new(&account.id, label, self.clock.now()) };
        let (key, create) = match way {
            RotationWay::NewKey => new_key(key, &old, provider, &request)?,
            RotationWay::Successor | RotationWay::Exchange => successor(key, &old, &request)?,
        };
        let rotate = Rotate { plan: request.plan, at: RotateAt::Making, new: key.id.clone() };
        let rotation = Entry::new(&old, Flow::Rotate(rotate), key.made_at);
        let line = self.line(Act::RotationBegun, &old.label, &account.name, Outcome::Done);
        let line = audit::Line { note: Some(key.label.clone()), ..line };
        drop(beginning); // an emergency stop of the old key must not have to wait for the new one
        self.begin_create(key, create, Some((rotation, line)), tell).await
    }

    /// Stops the old key of a rotation, once the new one works and is everywhere; or because the person says so.
    pub async fn retire_old(&self, request: RetireOldRequest, tell: Tell<'_>) -> Result<FlowView, Error> {
        let rotation = self.rotation(&request.rotation_id)?;
        let _busy = self.begin(&rotation.old.id)?;
        let Rotating { entry, old, new, .. } = self.rotation(&request.rotation_id)?;
        let (account, provider, _) = self.account(&old.account)?;
        if entry.rotate().is_none_or(|r| r.at != RotateAt::HandOver) || self.store.unfinished_of(&old.id)?.is_some() {
            return Err(Error::rule(Code::Busy));
        }
        if let Some(problem) = views::stop_problem(&old, &account, provider) {
            return Err(Error::rule(problem));
        }
        if old.state != KeyState::Live {
            return Err(Error::rule(Code::NotHere));
        }
        if !confirms(&old, &request.confirmation) {
            return Err(Error::rule(Code::ConfirmationWrong));
        }
        // What the person has set aside is told in the log.
        let overridden = match (new.passed_its_test(), switched(&old, &new)) {
            (false, _) => Some(Code::NewKeyUntested),
            (true, false) => Some(Code::NotSwitched),
            (true, true) => None,
        };
        if let Some(code) = overridden.filter(|_| !request.anyway) {
            return Err(Error::rule(code));
        }
        let asked = self.line(Act::StopAsked, &old.label, &account.name, Outcome::Done);
        let now = self.clock.now();
        let revoke = Revoke::new(Door::Retire, RevokeAt::Begun, old.seen_working);
        let revoke = Entry::new(&old, Flow::Revoke(revoke), now);
        let rotation = entry.turned(RotateAt::Stopping);
        self.store.write(|t| {
            rotation.save(t)?;
            revoke.save(t)?;
            audit::append(t, &audit::Line { cause: overridden, ..asked.clone() })
        })?;
        self.witness(&rotation.place());
        self.run_revoke(revoke, tell).await
    }

    /// Marks a system of the old key as having the new one, or not.
    pub fn switch_holder(&self, rotation: &str, holder: &str, done: bool) -> Result<(), Error> {
        let Rotating { old, mut new, .. } = self.rotation(rotation)?;
        let _busy = self.begin(&new.id)?;
        new = self.key(&new.id)?;
        let mut holder =
            old.holders.iter().find(|h| h.id == holder).cloned().ok_or_else(|| Error::rule(Code::NotHere))?;
        new.holders.retain(|h| h.id != holder.id);
        let account = self.account(&old.account)?.0;
        let mut line = self.line(Act::SystemSwitched, &new.label, &account.name, Outcome::Done);
        line.note = Some(holder.name.clone());
        if done {
            holder.since = self.clock.now();
            new.holders.push(holder);
        } else {
            line.act = Act::SystemRemoved;
        }
        self.store.write(|t| {
            new.save(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }

    /// Ends a rotation whose new key is made. Where the old key lives on, both are kept.
    pub fn end_rotation(&self, id: &str) -> Result<(), Error> {
        let Rotating { entry, old, .. } = self.rotation(id)?;
        let _busy = self.begin(&old.id)?;
        let open = self.store.unfinished_of(&old.id)?.is_some();
        if open || entry.rotate().is_none_or(|r| r.at == RotateAt::Making) {
            return Err(Error::rule(Code::Busy));
        }
        let act = if old.state == KeyState::Stopped { Act::RotationDone } else { Act::RotationLeft };
        let turn = self.turn_end(entry, &old, act)?;
        self.store.write(|t| turn.save(t))?;
        self.seal_soon();
        Ok(())
    }

    pub(super) fn rotation_views(&self) -> Result<Vec<RotationView>, Error> {
        let mut views = Vec::new();
        for entry in self.store.unfinished()? {
            let Some(rotate) = entry.rotate() else { continue };
            let (Some(old), Some(new)) = (self.store.key(&entry.key)?, self.store.key(&rotate.new)?) else { continue };
            let account = self.account(&entry.account)?.0;
            let has_new = |id: &str| new.holders.iter().any(|h| h.id == id);
            views.push(RotationView {
                id: entry.id.clone(),
                account_id: account.id.clone(),
                plan: rotate.plan,
                phase: match rotate.at {
                    // It may be stopped by another door meanwhile.
                    RotateAt::HandOver if old.state == KeyState::Stopping => RotationPhase::Stopping,
                    RotateAt::Making => RotationPhase::Making,
                    RotateAt::HandOver => RotationPhase::HandOver,
                    RotateAt::Stopping => RotationPhase::Stopping,
                },
                new_works: new.passed_its_test(),
                old_ended: old.state == KeyState::Stopped,
                manager: account.acting.as_ref() == Some(&new.id),
                switches: old
                    .holders
                    .iter()
                    .map(|h| SwitchView {
                        holder_id: h.id.clone(),
                        name: h.name.clone(),
                        purpose: h.purpose,
                        done: has_new(&h.id),
                    })
                    .collect(),
                old_id: old.id,
                old_label: old.label,
                new_id: new.id,
                new_label: new.label,
                opened_at: entry.opened_at.to_rfc3339(),
            });
        }
        Ok(views)
    }

    /// Whether the provider is exchanging its secret just now, or may be: then its id is the new key's, too.
    pub(super) fn is_being_exchanged(&self, key: &Key) -> Result<bool, Error> {
        let exchanges = self.account(&key.account)?.1.keys.exchanges();
        let rotating = |e: &Entry| matches!(&e.flow, Flow::Create(c) if c.rotates.as_ref() == Some(&key.id));
        Ok(exchanges && self.store.unfinished()?.iter().any(rotating))
    }

    fn rotation(&self, id: &str) -> Result<Rotating, Error> {
        let gone = || Error::rule(Code::NotHere);
        let entry = self.store.unfinished_entry(id)?.ok_or_else(gone)?;
        let new = entry.rotate().ok_or_else(gone)?.new.clone();
        Ok(Rotating { old: self.key(&entry.key)?, new: self.key(&new)?, entry })
    }
}

struct Rotating {
    entry: Entry,
    old: Key,
    new: Key,
}

/// A key like any other, with the old one's permissions unless the person has chosen others.
fn new_key(key: Key, old: &Key, provider: &'static Provider, request: &RotateRequest) -> Result<(Key, Create), Error> {
    let info = provider.info;
    let way = request.way.or(info.ways.first().copied()).ok_or_else(|| Error::rule(Code::NoAdmin))?;
    if !info.ways.contains(&way) {
        return Err(Error::rule(Code::NothingChosen));
    }
    let scopes = match (&request.scopes, &old.scopes) {
        (Some(chosen), _) => check_scopes(provider, chosen)?,
        // As the provider has them, also where Keyrack does not know each.
        (None, Some(same)) if !same.is_empty() => same.clone(),
        (None, _) => check_scopes(provider, &[])?,
    };
    let sized = |bits: &u16| info.key_sizes.contains(bits);
    let bits = request.bits.or(old.bits).filter(sized).or(info.key_sizes.first().copied());
    let extras = extras_of(old, provider);
    let key = Key {
        state: KeyState::Making,
        scopes: Some(scopes),
        scopes_known: true,
        extras: extras.clone(),
        way: Some(way),
        bits: bits.filter(|_| way == Way::Here),
        ..key
    };
    Ok((key, Create { extras, ..Create::new(way) }))
}

/// The provider's own choices that a key was made with; of one that was made elsewhere, as the list tells them. Without
/// them the new key would reach further than the old one.
fn extras_of(old: &Key, provider: &'static Provider) -> BTreeMap<String, u32> {
    let told = |name: &str| old.facts.iter().find(|f| f.name == name).and_then(|f| f.value.parse().ok());
    let extras = provider.info.extras.iter();
    extras.filter_map(|x| Some((x.id.to_owned(), old.extras.get(x.id).copied().or(told(x.name))?))).collect()
}

/// A key that the provider makes from the old one, with the same permissions.
fn successor(key: Key, old: &Key, request: &RotateRequest) -> Result<(Key, Create), Error> {
    if request.scopes.as_ref().is_some_and(|chosen| Some(chosen) != old.scopes.as_ref()) {
        return Err(Error::rule(Code::NoAdmin));
    }
    let key = Key {
        state: KeyState::Making,
        scopes: old.scopes.clone(),
        scopes_known: old.scopes_known,
        facts: old.facts.clone(),
        way: Some(Way::Provider),
        ..key
    };
    Ok((key, Create { rotates: Some(old.id.clone()), ..Create::new(Way::Provider) }))
}

/// Whether every system that has the old key has the new one.
pub(super) fn switched(old: &Key, new: &Key) -> bool {
    old.holders.iter().all(|h| new.holders.iter().any(|n| n.id == h.id))
}
