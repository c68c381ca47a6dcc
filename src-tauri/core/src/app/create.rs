//! Making a key: make → keep → note what is there → send → test. Each step is a place in the journal; a stop at any
//! of them is resumed by the same code.

use std::sync::Arc;

use super::{App, Tell, begun, ended, lock};
use crate::api::{
    Act, CandidateView, CreateRequest, FlowView, KeyPlace, KeyState, Outcome, SecretPlace, Step, TestVerdict, Way,
};
use crate::ask::AskError;
use crate::audit;
use crate::auth::Credential;
use crate::call::{Call, Meaning};
use crate::crypto::derive_public;
use crate::error::{ApiError, Code, Error};
use crate::import::read_private_key;
use crate::journal::{Create, CreateAt, Entry, Flow};
use crate::providers::{Generated, Listed, Provider, Wanted};
use crate::secret::Secret;
use crate::store::{Account, Key};
use crate::types::{Address, make_id, parse_label};
use crate::vault::{ItemName, Kind};

/// A secret shown once that the keychain did not take: in memory until it does.
pub(super) struct Held {
    kind: Kind,
    /// The provider's id of the key, where the answer could be read.
    remote_id: Option<String>,
    secret: Secret,
}

/// One create while it runs.
struct Making<'a> {
    app: &'a App,
    entry: Entry,
    key: Key,
    account: Account,
    provider: &'static Provider,
    address: Address,
    manager: Credential,
    tell: Tell<'a>,
}

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
        let mut making = self.making(entry, tell)?;
        if let Err(error) = making.run().await {
            making.stop(error)?;
        }
        self.seal_soon();
        self.flow_view(&making.key.id)
    }

    fn making<'a>(&'a self, entry: Entry, tell: Tell<'a>) -> Result<Making<'a>, Error> {
        let key = self.key(&entry.key)?;
        let (account, provider, address) = self.account(&entry.account)?;
        let manager = Self::manager(&account, provider)?;
        Ok(Making { app: self, entry, key, account, provider, address, manager, tell })
    }

    /// Leaves the public half to the person, who pastes it into the provider's page.
    pub(super) fn use_website(&self, entry: Entry, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = self.making(entry, tell)?;
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
        let mut making = self.making(entry, tell)?;
        making.key.way = Some(Way::Provider);
        making.key.bits = None;
        making.key.fingerprint = None;
        making.key.secret = SecretPlace::Lost;
        making.advance(CreateAt::Begun)?;
        self.run_create(making.entry, tell).await
    }

    /// Takes the key id that the provider's page has shown, if it answers our signature.
    pub(super) async fn enter_key_id(&self, entry: Entry, typed: &str, tell: Tell<'_>) -> Result<FlowView, Error> {
        let mut making = self.making(entry, tell)?;
        let id = &typed.trim().to_lowercase()[..];
        if !Self::admin(making.provider)?.is_id(id) {
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
        let mut making = self.making(entry, tell)?;
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
        let line = self.line(Act::MakingDiscarded, &making.key.label, &making.account.name, Outcome::Done);
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
        let mut making = self.making(entry, tell)?;
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
        let line = self.line(Act::KeyMade, &making.key.label, &making.account.name, Outcome::Unknown);
        let line = audit::Line { cause: Some(Code::SecretNeverArrived), ..line };
        self.store.write(|t| {
            making.key.save(t)?;
            making.entry.close(t, self.clock.now())?;
            audit::append(t, &line)
        })?;
        Ok(making.key)
    }
}

impl Making<'_> {
    fn create(&self) -> &Create {
        match &self.entry.flow {
            Flow::Create(create) => create,
            Flow::Revoke(_) => unreachable!("a create is only made from a create entry"),
        }
    }

    fn create_mut(&mut self) -> &mut Create {
        match &mut self.entry.flow {
            Flow::Create(create) => create,
            Flow::Revoke(_) => unreachable!("a create is only made from a create entry"),
        }
    }

    async fn run(&mut self) -> Result<(), Error> {
        loop {
            match (self.create().at, self.create().way) {
                (CreateAt::Begun, Way::Here | Way::Website) => self.make_and_keep().await?,
                (CreateAt::Begun, Way::Provider) => {
                    // The answer will hold the only copy: the keychain is proven before it is asked for.
                    self.app.vault.prove().await?;
                    self.advance(CreateAt::Kept)?;
                }
                (CreateAt::Kept, _) if self.create().sent => {
                    // What was sent before may have arrived late.
                    self.look_again().await?;
                    if self.create().at == CreateAt::Kept {
                        self.advance(CreateAt::Noted)?;
                    }
                }
                (CreateAt::Kept, _) => {
                    let before = self.list().await?;
                    self.create_mut().before = before.into_iter().map(|l| l.remote_id).collect();
                    self.advance(CreateAt::Noted)?;
                }
                (CreateAt::Noted, way) => self.send(way).await?,
                (CreateAt::Held, _) => self.keep_held().await?,
                (CreateAt::Unread, _) => self.read_unread().await?,
                (CreateAt::Sent, _) => {
                    self.look_again().await?;
                    if self.create().at != CreateAt::Known {
                        return Err(Error::rule(if self.create().candidates.is_empty() {
                            Code::CreateUnsure
                        } else {
                            Code::SecretNeverArrived
                        }));
                    }
                }
                (CreateAt::UsageLevel, _) => return Err(Error::rule(Code::UsageLevel)),
                (CreateAt::Website, _) => return Ok(()),
                (CreateAt::Known, _) => return self.finish().await,
            }
        }
    }

    /// Makes the pair, or finds the one that was kept before a stop.
    async fn make_and_keep(&mut self) -> Result<(), Error> {
        let (item, origin) = (ItemName::key(&self.key.id), self.address.origin());
        begun(self.tell, Step::MakePair);
        let kept = ended(self.tell, Step::MakePair, self.app.vault.public_half(&item, &origin).await);
        let public = match kept? {
            Some(kept) => {
                self.app.drafts.cancel();
                kept
            }
            None => {
                let bits = self.key.bits.unwrap_or(2048);
                let pair = ended(self.tell, Step::MakePair, self.app.drafts.take(bits).await)?;
                begun(self.tell, Step::KeepSecret);
                let kept = self.app.vault.keep(&item, Kind::RsaPrivateKey, &origin, &pair.secret).await;
                ended(self.tell, Step::KeepSecret, kept)?;
                pair.public
            }
        };
        self.key.secret = SecretPlace::Here;
        self.key.bits = Some(public.bits());
        self.key.fingerprint = Some(public.fingerprint()?);
        self.advance_with(CreateAt::Kept, &[Act::PairMade, Act::SecretKept])
    }

    /// Sends the create, once. Its answer is never dropped.
    async fn send(&mut self, way: Way) -> Result<(), Error> {
        let scopes = self.key.scopes.clone().unwrap_or_default();
        let label = self.key.label.clone();
        let wanted = Wanted { label: &label, scopes: &scopes };
        let admin = App::admin(self.provider)?;
        if way == Way::Provider {
            let call = admin.generate(&wanted);
            begun(self.tell, Step::AskProvider);
            self.note_sending()?;
            let asked = self.ask(&call).await;
            match ended(self.tell, Step::AskProvider, asked) {
                Ok(generated) => self.take_generated(generated).await,
                Err(e) => self.refused(e).await,
            }
        } else {
            let (item, origin) = (ItemName::key(&self.key.id), self.address.origin());
            let public =
                self.app.vault.public_half(&item, &origin).await?.ok_or_else(|| Error::rule(Code::SecretGone))?;
            let call = admin.create(&wanted, &public.pem()?);
            begun(self.tell, Step::SendPublic);
            self.note_sending()?;
            let asked = self.ask(&call).await;
            match ended(self.tell, Step::SendPublic, asked) {
                Ok(id) => self.adopt(&id, Act::KeyMade),
                // The same public half is there already: an earlier sending has arrived after all.
                Err(AskError::Refused(e)) if e.meaning == Meaning::Conflict => {
                    self.look_again().await?;
                    if self.create().at == CreateAt::Known { Ok(()) } else { Err(e.into()) }
                }
                Err(AskError::Refused(e)) if e.meaning == Meaning::Permission => {
                    self.advance(CreateAt::UsageLevel)?;
                    Err(Error::rule_with(Code::UsageLevel, "status", e.status))
                }
                Err(e) => self.refused(e).await,
            }
        }
    }

    /// Written before a byte is sent.
    fn note_sending(&mut self) -> Result<(), Error> {
        let create = self.create_mut();
        create.at = CreateAt::Sent;
        create.sent = true;
        self.save()
    }

    /// A create that was not answered with a key: refused for sure, or unsure.
    async fn refused(&mut self, error: AskError) -> Result<(), Error> {
        if !error.may_have_acted() {
            self.create_mut().at = CreateAt::Kept;
            self.save()?;
            return Err(error.into());
        }
        if let AskError::Unread(_, Some(body)) = error {
            let held = Held { kind: Kind::UnreadAnswer, remote_id: None, secret: body };
            if self.create().way == Way::Provider {
                return self.hold(held).await;
            }
            // Our own pair is safe whatever becomes of this answer, which holds no secret of it.
            let _ = self.keep(&held).await;
            return self.advance(CreateAt::Unread);
        }
        // The answer is lost. The list may show what became of it; only reads follow.
        self.create_mut().error = Some(ApiError::from(Error::from(error)).into());
        self.save()
    }

    async fn take_generated(&mut self, generated: Generated) -> Result<(), Error> {
        let held = match read_private_key(&generated.private_key, None) {
            Ok(read) if derive_public(&read.secret).is_ok() => {
                Held { kind: Kind::RsaPrivateKey, remote_id: Some(generated.remote_id), secret: read.secret }
            }
            _ => Held { kind: Kind::UnreadAnswer, remote_id: Some(generated.remote_id), secret: generated.private_key },
        };
        self.hold(held).await
    }

    async fn hold(&mut self, held: Held) -> Result<(), Error> {
        lock(&self.app.held).insert(self.entry.id.clone(), Arc::new(held));
        self.keep_held().await
    }

    /// Puts an answer that is in memory only into the keychain. Until that succeeds, it stays in memory.
    async fn keep_held(&mut self) -> Result<(), Error> {
        let held = lock(&self.app.held).get(&self.entry.id).cloned();
        let Some(held) = held else {
            // The program was stopped meanwhile: the answer is gone, as if it had never arrived.
            self.create_mut().at = CreateAt::Sent;
            return self.save();
        };
        begun(self.tell, Step::KeepSecret);
        let kept = self.keep(&held).await;
        if let Err(e) = ended(self.tell, Step::KeepSecret, kept) {
            self.advance(CreateAt::Held)?;
            return Err(e);
        }
        self.app.witness("create:answer_kept");
        match (held.kind, &held.remote_id) {
            (Kind::RsaPrivateKey, Some(id)) => self.adopt(id, Act::KeyMade)?,
            (_, id) => {
                self.key.secret = SecretPlace::Unread;
                self.key.remote_id = id.clone();
                self.advance(CreateAt::Unread)?;
            }
        }
        lock(&self.app.held).remove(&self.entry.id);
        Ok(())
    }

    async fn keep(&mut self, held: &Held) -> Result<(), Error> {
        let origin = self.address.origin();
        let item = match held.kind {
            Kind::RsaPrivateKey => {
                let public = derive_public(&held.secret)?;
                self.key.bits = Some(public.bits());
                self.key.fingerprint = Some(public.fingerprint()?);
                self.key.secret = SecretPlace::Here;
                ItemName::key(&self.key.id)
            }
            Kind::Text | Kind::UnreadAnswer => ItemName::unread(&self.key.id),
        };
        Ok(self.app.vault.keep(&item, held.kind, &origin, &held.secret).await?)
    }

    /// An answer that could not be read lies in the keychain. For a pair of ours the list tells the rest.
    async fn read_unread(&mut self) -> Result<(), Error> {
        self.look_again().await?;
        if self.create().at == CreateAt::Known {
            return Ok(());
        }
        Err(Error::rule(Code::UnreadAnswer))
    }

    /// Reads the list for what became of a create. Only a key that answers our signature is taken; what else is new
    /// and carries our label is noted for the person to decide.
    async fn look_again(&mut self) -> Result<(), Error> {
        let listed = self.list().await?;
        let (item, origin) = (ItemName::key(&self.key.id), self.address.origin());
        let before = &self.create().before;
        let fresh: Vec<Listed> = listed.into_iter().filter(|l| !before.contains(&l.remote_id)).collect();
        // A pair may be here also where the provider has made it: kept, and then the program was stopped.
        if self.app.vault.public_half(&item, &origin).await?.is_some() {
            for candidate in &fresh {
                if self.answers(&candidate.remote_id).await? {
                    return self.adopt(&candidate.remote_id, Act::KeyAdopted);
                }
            }
        }
        let by_provider = self.create().way == Way::Provider;
        if by_provider && self.app.vault.holds(&ItemName::unread(&self.key.id), &origin).await? {
            self.key.secret = SecretPlace::Unread;
            self.create_mut().at = CreateAt::Unread;
        }
        // An answer that could not be read may belong to a key of any name.
        let at = self.create().at;
        let ours = |l: &Listed| by_provider && (at == CreateAt::Unread || l.name == self.key.label);
        let candidates: Vec<_> = fresh
            .into_iter()
            .filter(ours)
            .map(|l| CandidateView { remote_id: l.remote_id, remote_name: l.name })
            .collect();
        let create = self.create_mut();
        create.candidates = candidates;
        match (at, create.candidates.is_empty()) {
            // The provider has not made it: it may be sent again, after another look.
            (CreateAt::Sent, true) => create.at = CreateAt::Kept,
            // It has arrived after all, late.
            (CreateAt::Kept, false) => create.at = CreateAt::Sent,
            _ => {}
        }
        self.save()
    }

    /// Whether the key with this id at the provider is ours: it answers a signature of our secret half.
    async fn answers(&self, remote_id: &str) -> Result<bool, Error> {
        // Always the pair that was made for this key, whoever's id is being tried.
        let own = Credential {
            scheme: self.provider.key_scheme,
            key_id: Some(remote_id.to_owned()),
            item: ItemName::key(&self.key.id),
        };
        let test = self.app.probe_with(&own, &self.key, self.provider, &self.address).await;
        match test.verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot => Ok(true),
            TestVerdict::Refused => Ok(false),
            TestVerdict::CouldNotTell => Err(Error::Rule(test.cause.unwrap_or(Code::AnswerNotUnderstood), test.params)),
        }
    }

    /// The provider has the key under this id, and we hold its secret half.
    fn adopt(&mut self, remote_id: &str, act: Act) -> Result<(), Error> {
        self.key.remote_id = Some(remote_id.to_owned());
        self.key.state = KeyState::Live;
        self.key.place = KeyPlace::HereAndThere;
        self.key.secret = SecretPlace::Here;
        // A refresh meanwhile may have noted it as somebody else's.
        let doubles = self.app.store.keys_of(&self.account.id)?;
        let mut doubles = doubles
            .into_iter()
            .filter(|k| k.id != self.key.id && k.remote_id == self.key.remote_id && k.secret == SecretPlace::Elsewhere);
        self.app.store.write(|t| doubles.try_for_each(|double| double.remove(t)))?;
        let acts: &[Act] = if act == Act::KeyMade && self.create().way != Way::Provider {
            &[Act::PublicHalfSent, act]
        } else {
            &[act]
        };
        self.advance_with(CreateAt::Known, acts)
    }

    async fn finish(&mut self) -> Result<(), Error> {
        // An unread answer has served its purpose once the key is known and its secret half is held.
        self.app.vault.erase(&ItemName::unread(&self.key.id)).await?;
        begun(self.tell, Step::Test);
        self.app.test_and_save(&mut self.key, &self.account, self.provider, &self.address).await?;
        let works = self
            .key
            .last_test
            .as_ref()
            .is_some_and(|t| matches!(t.verdict, TestVerdict::Works | TestVerdict::WorksButMayNot));
        let _ = ended(self.tell, Step::Test, if works { Ok(()) } else { Err(()) });
        self.create_mut().error = None;
        Ok(self.app.store.write(|t| self.entry.close(t, self.app.clock.now()))?)
    }

    async fn list(&self) -> Result<Vec<Listed>, Error> {
        Ok(self.ask(&App::admin(self.provider)?.list()).await?)
    }

    /// Asks the provider with the credential that Keyrack works with.
    async fn ask<T>(&self, call: &Call<T>) -> Result<T, AskError> {
        self.app.asker.ask(self.app.to(self.provider, &self.address, Some(&self.manager)), call).await.result
    }

    fn advance(&mut self, at: CreateAt) -> Result<(), Error> {
        self.advance_with(at, &[])
    }

    /// Moves on in the journal, together with the key's record and the lines of the log.
    fn advance_with(&mut self, at: CreateAt, acts: &[Act]) -> Result<(), Error> {
        let create = self.create_mut();
        create.at = at;
        create.error = None;
        let lines: Vec<_> =
            acts.iter().map(|act| self.app.line(*act, &self.key.label, &self.account.name, Outcome::Done)).collect();
        self.write(&lines)
    }

    fn save(&self) -> Result<(), Error> {
        self.write(&[])
    }

    fn write(&self, lines: &[audit::Line]) -> Result<(), Error> {
        self.app.store.write(|t| {
            self.key.save(t)?;
            self.entry.save(t)?;
            lines.iter().try_for_each(|line| audit::append(t, line))
        })?;
        self.app.witness(&self.entry.place());
        Ok(())
    }

    /// Notes what stopped it; the entry stays open with its next step.
    fn stop(&mut self, error: Error) -> Result<(), Error> {
        // The first cause explains more than "it is not known", which only follows from it.
        let follows = matches!(error.code(), Code::CreateUnsure) && self.create().error.is_some();
        if !follows {
            self.create_mut().error = Some(ApiError::from(error).into());
        }
        self.save()
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
