//! Making a key: make → keep → note what is there → send → test. Each step is a place in the journal; a stop at any
//! of them is resumed by the same code (`making`).

use std::collections::BTreeMap;

use super::making::Making;
use super::{App, Tell, begun, ended, label_within, lock};
use crate::api::{Act, CreateRequest, FlowView, KeyPlace, KeyState, Outcome, SecretPlace, Step, Way};
use crate::audit;
use crate::error::{Code, Error};
use crate::journal::{Create, CreateAt, Entry, Flow};
use crate::providers::Provider;
use crate::store::Key;
use crate::vault::ItemName;

impl App {
    /// Begins a pair while the form is being filled in.
    pub fn prepare_pair(&self, bits: u16) {
        self.drafts.prepare(bits);
    }

    pub fn cancel_pair(&self) {
        self.drafts.cancel();
    }

    /// Checks a label as it is typed.
    pub fn check_label(&self, account: &str, label: &str) -> Result<String, Error> {
        self.check_label_beside(account, label, None)
    }

    /// The same for a key that has one already, which may stay.
    pub(super) fn check_label_beside(&self, account: &str, label: &str, own: Option<&str>) -> Result<String, Error> {
        let (account, provider, _) = self.account(account)?;
        let max = provider.info.label_max;
        if let Some(found) = provider.info.label_without.iter().find(|c| label.contains(**c)) {
            return Err(Error::rule_with(Code::LabelCharacter, "char", found));
        }
        let label = label_within(label, max)?;
        let same = |key: &Key| key.label.to_lowercase() == label.to_lowercase();
        let taken = |key: &Key| key.state != KeyState::Stopped && Some(key.id.as_str()) != own && same(key);
        if self.store.keys_of(&account.id)?.iter().any(taken) {
            return Err(Error::rule(Code::LabelTaken));
        }
        Ok(label)
    }

    /// Makes a key. Comes back with what is still open where it could not be finished.
    pub async fn create_key(&self, request: CreateRequest, tell: Tell<'_>) -> Result<FlowView, Error> {
        let (account, provider, _) = self.account(&request.account_id)?;
        let _busy = self.begin(&format!("create in {}", account.id))?;
        let label = self.check_label(&account.id, &request.label)?;
        let scopes = check_scopes(provider, &request.scopes)?;
        if account.family {
            return Err(Error::rule(Code::NotManaged));
        }
        let sized = request.bits.is_some_and(|bits| provider.info.key_sizes.contains(&bits));
        if !provider.info.ways.contains(&request.way) || request.way == Way::Here && !sized {
            return Err(Error::rule(Code::NothingChosen));
        }
        let extras = check_extras(provider, &request.extras)?;
        let key = Key {
            scopes: Some(scopes),
            scopes_known: true,
            extras: extras.clone(),
            way: Some(request.way),
            bits: request.bits.filter(|_| request.way == Way::Here),
            state: KeyState::Making,
            ..Key::new(&account.id, label, self.clock.now())
        };
        self.begin_create(key, Create { extras, ..Create::new(request.way) }, None, tell).await
    }

    /// Writes the intent, with the rotation that it is part of, then runs.
    pub(super) async fn begin_create(
        &self,
        key: Key,
        create: Create,
        rotation: Option<(Entry, audit::Line)>,
        tell: Tell<'_>,
    ) -> Result<FlowView, Error> {
        let _busy = self.begin(&key.id)?;
        let entry = Entry::new(&key, Flow::Create(create), key.made_at);
        self.store.write(|t| {
            key.save(t)?;
            entry.save(t)?;
            rotation.iter().try_for_each(|(rotation, line)| {
                rotation.save(t)?;
                audit::append(t, line)
            })
        })?;
        self.witness(&entry.place());
        self.run_create(entry, tell).await
    }

    /// Runs a create from wherever it stands until it is done or something stops it.
    pub(super) async fn run_create(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        if let Err(error) = making.run().await {
            making.stop(error)?;
        }
        self.seal_soon();
        self.flow_view(&making.key.id)
    }

    /// Leaves the public half to the person, who pastes it into the provider's page.
    pub(super) fn use_website(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        making.key.way = Some(Way::Website);
        making.advance(CreateAt::Website)?;
        self.flow_view(&making.key.id)
    }

    /// Lets the provider make the pair instead of the one that it did not take. That one never left this computer.
    pub(super) async fn let_provider(&self, mut entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        if let Flow::Create(create) = &mut entry.flow {
            *create = Create { extras: std::mem::take(&mut create.extras), ..Create::new(Way::Provider) };
        }
        let mut making = Making::of(self, entry, tell)?;
        making.key.way = Some(Way::Provider);
        making.key.bits = None;
        making.key.fingerprint = None;
        making.key.secret = SecretPlace::Lost;
        making.advance(CreateAt::Begun)?;
        self.run_create(making.entry, tell).await
    }

    /// Asks for another new key, where the one before may have been made and is lost. First it is looked for here: the
    /// program may have been stopped right after keeping it.
    pub(super) async fn rotate_again(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        making.look_again().await?;
        if making.create().at != CreateAt::Known {
            let create = making.create_mut();
            *create = Create { rotates: create.rotates.take(), ..Create::new(create.way) };
        }
        self.run_create(making.entry, tell).await
    }

    /// Sends the newer names of the permissions that the provider has refused, and everything else as it was.
    pub(super) async fn use_new_names(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        let info = making.site.provider.info;
        let refused = making.create().error.as_ref().and_then(|e| e.params.get("scope")).cloned().unwrap_or_default();
        let refused: Vec<&str> = refused.split(", ").collect();
        let mut scopes: Vec<String> = Vec::new();
        for scope in making.key.scopes.take().unwrap_or_default() {
            let newer = info.permission(&scope).and_then(|p| p.newer).filter(|_| refused.contains(&&scope[..]));
            let scope = newer.map_or(scope, |n| n.scope.to_owned());
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        making.key.scopes = Some(scopes);
        let at = making.create().at;
        making.advance(at)?;
        self.run_create(making.entry, tell).await
    }

    /// Takes the key id that the provider's page has shown, if it answers our signature.
    pub(super) async fn enter_key_id(&self, entry: Entry, typed: &str, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        let id = &typed.trim().to_lowercase()[..];
        if !(making.site.provider.keys.is_id)(id) {
            return Err(Error::rule(Code::KeyIdMalformed));
        }
        begun(tell, Step::Test);
        if !ended(tell, Step::Test, making.answers(id).await)? {
            return Err(Error::rule(Code::NotOurKey));
        }
        making.adopt(Some(id), Act::KeyAdopted)?;
        self.run_create(making.entry, tell).await
    }

    /// Gives up a key that was begun, if nothing of it can be at the provider.
    pub(super) async fn discard(&self, entry: Entry, tell: Tell<'_>) -> Result<Option<FlowView>, Error> {
        let mut making = Making::of(self, entry, tell)?;
        if making.create().sent || making.create().at == CreateAt::Website {
            making.look_again().await?;
            if making.create().at == CreateAt::Known {
                return self.run_create(making.entry, tell).await.map(Some);
            }
            if !making.create().candidates.is_empty() {
                return Err(Error::rule(Code::SecretNeverArrived));
            }
        }
        if making.findable() {
            // Nothing was made: the list says so. Where no list can, an unread answer stays where it is.
            self.vault.erase(&ItemName::unread(&making.key.id)).await?;
        }
        self.give_up(making, Outcome::Done).await
    }

    /// Gives up a key of which nobody can say whether the provider has made it, for its list cannot be read.
    pub(super) async fn leave_unsure(&self, entry: Entry, tell: Tell<'_>) -> Result<Option<FlowView>, Error> {
        self.give_up(Making::of(self, entry, tell)?, Outcome::Unknown).await
    }

    async fn give_up(&self, making: Making<'_>, outcome: Outcome) -> Result<Option<FlowView>, Error> {
        self.vault.erase(&ItemName::key(&making.key.id)).await?;
        lock(&self.held).remove(&making.entry.id);
        let line = self.line(Act::MakingDiscarded, &making.key.label, &making.site.account.name, outcome);
        let turn = self.turn_without_new(&making.key)?;
        self.store.write(|t| {
            making.entry.close(t, self.clock.now())?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            making.key.remove(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(None)
    }

    /// Takes a key into the records whose secret never arrived: so that it is shown, and can be stopped.
    pub(super) fn take_candidate(&self, entry: Entry, chosen: Option<&str>, tell: Tell<'_>) -> Result<Key, Error> {
        let mut making = Making::of(self, entry, tell)?;
        let candidates = making.create().candidates.clone();
        let found = match (chosen.map(str::trim).filter(|c| !c.is_empty()), &candidates[..]) {
            (Some(id), all) => all.iter().find(|c| c.remote_id == id),
            (None, [only]) => Some(only),
            (None, []) => None,
            (None, _) => return Err(Error::rule(Code::SeveralCandidates)),
        };
        let found = found.ok_or_else(|| Error::rule(Code::NotHere))?;
        making.key.remote_id = Some(found.remote_id.clone());
        making.key.state = KeyState::Live;
        making.key.place = KeyPlace::OnlyThere;
        if making.key.secret != SecretPlace::Unread {
            making.key.secret = SecretPlace::Lost;
        }
        let line = self.line(Act::KeyMade, &making.key.label, &making.site.account.name, Outcome::Unknown);
        let line = audit::Line { cause: Some(Code::SecretNeverArrived), ..line };
        let turn = self.turn_without_new(&making.key)?;
        self.store.write(|t| {
            making.key.save(t)?;
            making.entry.close(t, self.clock.now())?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            audit::append(t, &line)
        })?;
        Ok(making.key)
    }
}

/// The permissions as they will be sent: never none, for that means full access at some providers. Where the provider
/// itself has to be asked for them, it also judges them.
pub(super) fn check_scopes(provider: &'static Provider, scopes: &[String]) -> Result<Vec<String>, Error> {
    let info = provider.info;
    let fetched = provider.keys.offers.is_some();
    if info.permissions.is_empty() && !fetched {
        return Ok(Vec::new());
    }
    if scopes.is_empty() {
        return Err(Error::rule(Code::PermissionsEmpty));
    }
    if fetched {
        return Ok(scopes.to_vec());
    }
    for scope in scopes {
        let known = info.permission(scope).ok_or_else(|| Error::rule_with(Code::PermissionUnknown, "scope", scope))?;
        if let Some(missing) = known.needs.iter().find(|n| !scopes.iter().any(|s| s == *n)) {
            let params = [("scope".to_owned(), scope.clone()), ("needs".to_owned(), (*missing).to_owned())];
            return Err(Error::Rule(Code::PermissionNeeds, params.into()));
        }
    }
    // In the provider's order, each once.
    let chosen = info.permissions.iter().filter(|p| scopes.iter().any(|s| s == p.scope));
    Ok(chosen.map(|p| p.scope.to_owned()).collect())
}

/// The provider's own choices, within their bounds; what was left empty is not sent.
fn check_extras(provider: &'static Provider, typed: &BTreeMap<String, String>) -> Result<BTreeMap<String, u32>, Error> {
    let mut extras = BTreeMap::new();
    for extra in provider.info.extras {
        let Some(text) = typed.get(extra.id).map(|t| t.trim()).filter(|t| !t.is_empty()) else { continue };
        let number = text.parse().ok().filter(|n| (extra.min..=extra.max).contains(n)).ok_or_else(|| {
            let bounds =
                [("name", extra.name.to_owned()), ("min", extra.min.to_string()), ("max", extra.max.to_string())];
            Error::Rule(Code::ExtraOutOfRange, bounds.map(|(k, v)| (k.to_owned(), v)).into())
        })?;
        extras.insert(extra.id.to_owned(), number);
    }
    Ok(extras)
}
