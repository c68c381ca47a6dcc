//! Making a key: make → keep → note what is there → send → test. Each step is a place in the journal; a stop at any
//! of them is resumed by the same code (`making`).

use super::making::Making;
use super::{App, Tell, begun, ended, lock};
use crate::api::{Act, CreateRequest, FlowView, KeyPlace, KeyState, Outcome, SecretPlace, Step, Way};
use crate::audit;
use crate::error::{Code, Error};
use crate::journal::{Create, CreateAt, Entry, Flow};
use crate::providers::Provider;
use crate::store::Key;
use crate::types::{make_id, parse_label};
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
        let (account, provider, _) = self.account(account)?;
        let max = provider.info.label_max;
        let label = parse_label(label, max).map_err(|code| match code {
            Code::LabelTooLong => Error::rule_with(code, "max", max),
            other => Error::rule(other),
        })?;
        let taken = |key: &Key| key.state != KeyState::Stopped && key.label.to_lowercase() == label.to_lowercase();
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
        Self::admin(provider)?;
        if !provider.info.ways.contains(&request.way) || !provider.info.key_sizes.contains(&request.bits) {
            return Err(Error::rule(Code::NothingChosen));
        }
        let now = self.clock.now();
        let key = Key {
            id: make_id(),
            account: account.id.clone(),
            label,
            remote_id: None,
            remote_name: None,
            state: KeyState::Making,
            place: KeyPlace::NotLooked,
            secret: SecretPlace::Lost,
            scopes: Some(scopes),
            way: Some(request.way),
            bits: (request.way == Way::Here).then_some(request.bits),
            fingerprint: None,
            made_at: now,
            stopped_at: None,
            last_test: None,
            seen_working: false,
            proof: None,
        };
        let create = Create {
            way: request.way,
            at: CreateAt::Begun,
            sent: false,
            before: Vec::new(),
            candidates: Vec::new(),
            error: None,
        };
        let entry = Entry {
            id: make_id(),
            key: key.id.clone(),
            account: account.id,
            flow: Flow::Create(create),
            opened_at: now,
        };
        self.store.write(|t| {
            key.save(t)?;
            entry.save(t)
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
            *create = Create {
                way: Way::Provider,
                at: CreateAt::Begun,
                sent: false,
                before: Vec::new(),
                candidates: Vec::new(),
                error: None,
            };
        }
        let mut making = Making::of(self, entry, tell)?;
        making.key.way = Some(Way::Provider);
        making.key.bits = None;
        making.key.fingerprint = None;
        making.key.secret = SecretPlace::Lost;
        making.advance(CreateAt::Begun)?;
        self.run_create(making.entry, tell).await
    }

    /// Takes the key id that the provider's page has shown, if it answers our signature.
    pub(super) async fn enter_key_id(&self, entry: Entry, typed: &str, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = Making::of(self, entry, tell)?;
        let id = &typed.trim().to_lowercase()[..];
        if !Self::admin(making.site.provider)?.is_id(id) {
            return Err(Error::rule(Code::KeyIdMalformed));
        }
        begun(tell, Step::Test);
        if !ended(tell, Step::Test, making.answers(id).await)? {
            return Err(Error::rule(Code::NotOurKey));
        }
        making.adopt(id, Act::KeyAdopted)?;
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
        self.vault.erase(&ItemName::key(&making.key.id)).await?;
        self.vault.erase(&ItemName::unread(&making.key.id)).await?;
        lock(&self.held).remove(&making.entry.id);
        let line = self.line(Act::MakingDiscarded, &making.key.label, &making.site.account.name, Outcome::Done);
        self.store.write(|t| {
            making.entry.close(t, self.clock.now())?;
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
        self.store.write(|t| {
            making.key.save(t)?;
            making.entry.close(t, self.clock.now())?;
            audit::append(t, &line)
        })?;
        Ok(making.key)
    }
}

/// The permissions as they will be sent: never none, for that means full access at some providers.
fn check_scopes(provider: &'static Provider, scopes: &[String]) -> Result<Vec<String>, Error> {
    if scopes.is_empty() {
        return Err(Error::rule(Code::PermissionsEmpty));
    }
    for scope in scopes {
        let known =
            provider.info.permission(scope).ok_or_else(|| Error::rule_with(Code::PermissionUnknown, "scope", scope))?;
        if let Some(missing) = known.needs.iter().find(|n| !scopes.iter().any(|s| s == *n)) {
            let params = [("scope".to_owned(), scope.clone()), ("needs".to_owned(), (*missing).to_owned())];
            return Err(Error::Rule(Code::PermissionNeeds, params.into()));
        }
    }
    // In the provider's order, each once.
    Ok(provider
        .info
        .permissions
        .iter()
        .filter(|p| scopes.iter().any(|s| s == p.scope))
        .map(|p| p.scope.to_owned())
        .collect())
}
