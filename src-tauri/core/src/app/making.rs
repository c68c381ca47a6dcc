//! One create while it runs: the steps, and what is done with each answer.

use std::sync::Arc;

use super::site::Site;
use super::{App, Tell, begun, ended, lock};
use crate::api::{Act, CandidateView, Door, KeyPlace, KeyState, Outcome, SecretPlace, Step, TestVerdict, Way};
use crate::ask::AskError;
use crate::audit;
use crate::auth::Credential;
use crate::call::{Call, Meaning};
use crate::crypto::derive_public;
use crate::error::{ApiError, Code, Error};
use crate::import::read_private_key;
use crate::journal::{Create, CreateAt, Entry, Flow, Revoke, RevokeAt};
use crate::providers::{Given, Issued, Listed, Rotate, Wanted};
use crate::secret::Secret;
use crate::store::Key;
use crate::types::make_id;
use crate::vault::{ItemName, Kept, Kind};

/// The part of a kept key that is the provider's id of it: so that a stop right after the keeping loses nothing.
const REMOTE_ID: &str = "id";

/// A secret shown once that the keychain did not take: in memory until it does.
pub(super) struct Held {
    kind: Kind,
    /// The provider's id of the key, where the answer could be read.
    remote_id: Option<String>,
    secret: Secret,
}

/// One create while it runs.
pub(super) struct Making<'a> {
    pub(super) site: Site<'a>,
    pub(super) entry: Entry,
    pub(super) key: Key,
    tell: Tell<'a>,
}

impl<'a> Making<'a> {
    pub(super) fn of(app: &'a App, entry: Entry, tell: Tell<'a>) -> Result<Self, Error> {
        let (key, site) = (app.key(&entry.key)?, app.site(&entry.account)?);
        Ok(Self { site, entry, key, tell })
    }

    pub(super) fn create(&self) -> &Create {
        match &self.entry.flow {
            Flow::Create(create) => create,
            Flow::Revoke(_) => unreachable!("a create is only made from a create entry"),
        }
    }

    pub(super) fn create_mut(&mut self) -> &mut Create {
        match &mut self.entry.flow {
            Flow::Create(create) => create,
            Flow::Revoke(_) => unreachable!("a create is only made from a create entry"),
        }
    }

    pub(super) async fn run(&mut self) -> Result<(), Error> {
        loop {
            match (self.create().at, self.create().way) {
                (CreateAt::Begun, Way::Here | Way::Website) => self.make_and_keep().await?,
                (CreateAt::Begun, Way::Provider) => {
                    // The answer will hold the only copy: the keychain is proven before it is asked for.
                    self.site.app.vault.prove().await?;
                    self.advance(CreateAt::Kept)?;
                }
                (CreateAt::Kept, _) if self.create().sent => {
                    // What was sent before may have arrived late.
                    self.look_again().await?;
                    if self.create().at == CreateAt::Kept {
                        self.advance(CreateAt::Noted)?;
                    }
                }
                (CreateAt::Kept, _) if !self.site.lists() => self.advance(CreateAt::Noted)?,
                (CreateAt::Kept, _) => {
                    let before = self.site.list().await?;
                    self.create_mut().before = before.into_iter().map(|l| l.remote_id).collect();
                    self.advance(CreateAt::Noted)?;
                }
                (CreateAt::Noted, way) => self.send(way).await?,
                (CreateAt::Held, _) => self.keep_held().await?,
                (CreateAt::Unread, _) => self.read_unread().await?,
                (CreateAt::Sent, _) => {
                    self.look_again().await?;
                    if self.create().at != CreateAt::Known {
                        return Err(Error::rule(if !self.site.lists() {
                            Code::SecondKeyPossible
                        } else if self.create().candidates.is_empty() {
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
        let (item, origin) = (ItemName::key(&self.key.id), self.site.address.origin());
        begun(self.tell, Step::MakePair);
        let kept = ended(self.tell, Step::MakePair, self.site.app.vault.public_half(&item, &origin).await);
        let public = match kept? {
            Some(kept) => {
                self.site.app.drafts.cancel();
                kept
            }
            None => {
                let bits = self.key.bits.unwrap_or(2048);
                let pair = ended(self.tell, Step::MakePair, self.site.app.drafts.take(bits).await)?;
                begun(self.tell, Step::KeepSecret);
                let kept = self.site.app.vault.keep(&item, Kind::RsaPrivateKey, &origin, &pair.secret).await;
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
        if way == Way::Provider { self.send_issue().await } else { self.send_register().await }
    }

    /// Lets the provider make the key.
    async fn send_issue(&mut self) -> Result<(), Error> {
        let (call, caller) = self.issue()?;
        begun(self.tell, Step::AskProvider);
        self.note_sending()?;
        let asked = self.site.ask_as(&caller, &call).await.result;
        match ended(self.tell, Step::AskProvider, asked) {
            Ok(mut issued) => {
                if let Some(old) = self.exchanged()? {
                    issued.remote_id = old.remote_id; // the id stays
                }
                self.take_issued(issued).await
            }
            Err(e) => self.refused(e).await,
        }
    }

    /// The call that makes the provider make the key, and who makes it.
    fn issue(&self) -> Result<(Call<Issued>, Credential), Error> {
        let abilities = &self.site.provider.keys;
        let Some(old) = &self.create().rotates else {
            let issue = abilities.issue.ok_or_else(|| Error::rule(Code::NoAdmin))?;
            return Ok((self.wanted(issue), self.site.manager()?));
        };
        let old = self.site.app.key(old)?;
        match abilities.rotate {
            Some(Rotate::Successor(rotate)) => Ok((rotate(), self.site.own(&old))),
            Some(Rotate::Exchange(exchange)) => {
                let id = old.remote_id.as_deref().ok_or_else(|| Error::rule(Code::IdUnknown))?;
                Ok((exchange(id), self.site.manager()?))
            }
            None => Err(Error::rule(Code::NoAdmin)),
        }
    }

    /// The key whose secret was exchanged for this one's, where that is how the provider rotates.
    fn exchanged(&self) -> Result<Option<Key>, Error> {
        match (&self.create().rotates, self.site.provider.keys.rotate) {
            (Some(old), Some(Rotate::Exchange(_))) => self.site.app.key(old).map(Some),
            _ => Ok(None),
        }
    }

    /// Registers the public half of our own pair.
    async fn send_register(&mut self) -> Result<(), Error> {
        let register = self.site.provider.keys.register.ok_or_else(|| Error::rule(Code::NoAdmin))?;
        let (item, origin) = (ItemName::key(&self.key.id), self.site.address.origin());
        let public = self.site.app.vault.public_half(&item, &origin).await?;
        let pem = public.ok_or_else(|| Error::rule(Code::SecretGone))?.pem()?;
        let call = self.wanted(|wanted| register(wanted, &pem));
        begun(self.tell, Step::SendPublic);
        self.note_sending()?;
        let asked = self.site.ask_as(&self.site.manager()?, &call).await.result;
        match ended(self.tell, Step::SendPublic, asked) {
            Ok(id) => self.adopt(Some(&id), Act::KeyMade),
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

    fn wanted<T>(&self, build: impl FnOnce(&Wanted<'_>) -> T) -> T {
        let scopes = self.key.scopes.as_deref().unwrap_or_default();
        build(&Wanted { label: &self.key.label, scopes, extras: &self.create().extras })
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
            if !self.site.lists() {
                self.create_mut().sent = false; // no list could tell more than this answer does
            }
            self.save()?;
            return Err(self.renamed(&error).unwrap_or_else(|| error.into()));
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

    /// The provider uses another name for a permission now, where its refusal names the old one.
    fn renamed(&self, error: &AskError) -> Option<Error> {
        let AskError::Refused(refusal) = error else { return None };
        if !matches!(refusal.status, 400 | 422) {
            return None;
        }
        let mut names = self.key.scopes.iter().flatten().filter(|scope| refusal.words.contains(*scope));
        names.find_map(|scope| {
            let newer = self.site.provider.info.permission(scope)?.newer?;
            let wider = if newer.wider { "yes" } else { "no" };
            let params = [("scope", &scope[..]), ("newer", newer.scope), ("wider", wider)];
            Some(Error::Rule(Code::PermissionRenamed, params.map(|(k, v)| (k.to_owned(), v.to_owned())).into()))
        })
    }

    async fn take_issued(&mut self, issued: Issued) -> Result<(), Error> {
        self.key.expires_at = issued.expires_at;
        let remote_id = issued.remote_id;
        let (kind, secret) = match issued.secret {
            Given::PrivateKey(pem) => match read_private_key(&pem, None) {
                Ok(read) if derive_public(&read.secret).is_ok() => (Kind::RsaPrivateKey, read.secret),
                _ => (Kind::UnreadAnswer, pem),
            },
            Given::Parts(parts) => {
                let id = Secret::from(remote_id.clone().unwrap_or_default());
                // Every part was read from JSON, so it is text.
                let whole = parts.with(REMOTE_ID, id).encode().ok_or_else(|| Error::rule(Code::UnreadAnswer))?;
                (Kind::Parts, whole)
            }
        };
        self.hold(Held { kind, remote_id, secret }).await
    }

    async fn hold(&mut self, held: Held) -> Result<(), Error> {
        lock(&self.site.app.held).insert(self.entry.id.clone(), Arc::new(held));
        self.keep_held().await
    }

    /// Puts an answer that is in memory only into the keychain. Until that succeeds, it stays in memory.
    async fn keep_held(&mut self) -> Result<(), Error> {
        let held = lock(&self.site.app.held).get(&self.entry.id).cloned();
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
        self.site.app.witness("create:answer_kept");
        match held.kind {
            Kind::RsaPrivateKey | Kind::Parts => {
                let rotated = self.create().rotates.is_some();
                self.adopt(held.remote_id.as_deref(), if rotated { Act::KeyRotated } else { Act::KeyMade })?;
            }
            Kind::Text | Kind::UnreadAnswer => {
                self.key.secret = SecretPlace::Unread;
                self.key.remote_id = held.remote_id.clone();
                self.advance(CreateAt::Unread)?;
            }
        }
        lock(&self.site.app.held).remove(&self.entry.id);
        Ok(())
    }

    async fn keep(&mut self, held: &Held) -> Result<(), Error> {
        let origin = self.site.address.origin();
        let item = match held.kind {
            Kind::RsaPrivateKey => {
                let public = derive_public(&held.secret)?;
                self.key.bits = Some(public.bits());
                self.key.fingerprint = Some(public.fingerprint()?);
                self.key.secret = SecretPlace::Here;
                ItemName::key(&self.key.id)
            }
            Kind::Parts => {
                self.key.secret = SecretPlace::Here;
                ItemName::key(&self.key.id)
            }
            Kind::Text | Kind::UnreadAnswer => ItemName::unread(&self.key.id),
        };
        Ok(self.site.app.vault.keep(&item, held.kind, &origin, &held.secret).await?)
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
    pub(super) async fn look_again(&mut self) -> Result<(), Error> {
        let (item, origin) = (ItemName::key(&self.key.id), self.site.address.origin());
        let kept = self.site.app.vault.kept(&item, &origin).await?;
        if let Some(Kept::Parts(parts)) = &kept {
            // Kept, and then the program was stopped: the answer was read whole, with the id.
            // EXPOSE: the provider's id of the key, which is no secret.
            let id = parts.part(REMOTE_ID).and_then(Secret::expose_text).filter(|id| !id.is_empty()).map(str::to_owned);
            return self.adopt(id.as_deref(), Act::KeyAdopted);
        }
        let listed = if self.site.lists() { self.site.list().await? } else { Vec::new() };
        let before = &self.create().before;
        let fresh: Vec<Listed> = listed.into_iter().filter(|l| !before.contains(&l.remote_id)).collect();
        // A pair may be here also where the provider has made it: kept, and then the program was stopped.
        if kept.is_some() {
            for candidate in &fresh {
                if self.answers(&candidate.remote_id).await? {
                    return self.adopt(Some(&candidate.remote_id), Act::KeyAdopted);
                }
            }
        }
        let by_provider = self.create().way == Way::Provider;
        if by_provider && self.site.app.vault.holds(&ItemName::unread(&self.key.id), &origin).await? {
            self.key.secret = SecretPlace::Unread;
            self.create_mut().at = CreateAt::Unread;
        }
        // An answer that could not be read may belong to a key of any name.
        let (at, lists) = (self.create().at, self.site.lists());
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
            (CreateAt::Sent, true) if lists => create.at = CreateAt::Kept,
            // It has arrived after all, late.
            (CreateAt::Kept, false) => create.at = CreateAt::Sent,
            _ => {}
        }
        self.save()
    }

    /// Whether the key with this id at the provider is ours: it answers a signature of our secret half.
    pub(super) async fn answers(&self, remote_id: &str) -> Result<bool, Error> {
        // Always the pair that was made for this key, whoever's id is being tried.
        let own = self.site.own_under(&self.key, Some(remote_id.to_owned()));
        let (test, _) = self.site.test_with(&own, self.key.scopes.as_deref()).await;
        match test.verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot => Ok(true),
            TestVerdict::Refused => Ok(false),
            TestVerdict::CouldNotTell | TestVerdict::Listed => {
                Err(Error::Rule(test.cause.unwrap_or(Code::AnswerNotUnderstood), test.params))
            }
        }
    }

    /// The provider has the key under this id, and we hold its secret half.
    pub(super) fn adopt(&mut self, remote_id: Option<&str>, act: Act) -> Result<(), Error> {
        self.key.remote_id = remote_id.map(str::to_owned);
        self.key.state = KeyState::Live;
        self.key.place = if self.site.lists() { KeyPlace::HereAndThere } else { KeyPlace::NotLooked };
        self.key.secret = SecretPlace::Here;
        // A refresh meanwhile may have noted it as somebody else's.
        let doubles = self.site.app.store.keys_of(&self.site.account.id)?;
        let same = |k: &Key| remote_id.is_some() && k.remote_id.as_deref() == remote_id;
        let mut doubles =
            doubles.into_iter().filter(|k| k.id != self.key.id && same(k) && k.secret == SecretPlace::Elsewhere);
        self.site.app.store.write(|t| doubles.try_for_each(|double| double.remove(t)))?;
        let acts: &[Act] = if act == Act::KeyMade && self.create().way != Way::Provider {
            &[Act::PublicHalfSent, act]
        } else {
            &[act]
        };
        self.advance_with(CreateAt::Known, acts)
    }

    async fn finish(&mut self) -> Result<(), Error> {
        // An unread answer has served its purpose once the key is known and its secret half is held.
        self.site.app.vault.erase(&ItemName::unread(&self.key.id)).await?;
        begun(self.tell, Step::Test);
        self.site.test_and_save(&mut self.key).await?;
        let works = self.key.last_test.as_ref().is_some_and(|t| t.verdict.shows_life());
        let _ = ended(self.tell, Step::Test, if works { Ok(()) } else { Err(()) });
        self.create_mut().error = None;
        let now = self.site.app.clock.now();
        let Some(mut old) = self.exchanged()?.filter(|old| old.state == KeyState::Live) else {
            return Ok(self.site.app.store.write(|t| self.entry.close(t, now))?);
        };
        // The exchange was the old secret's end. Its proof is a stop that is asked for already.
        old.state = KeyState::Stopping;
        let (door, worked_before) = (Door::Retire, old.seen_working);
        let revoke = Revoke { door, at: RevokeAt::Stopped, worked_before, error: None };
        let flow = Flow::Revoke(revoke);
        let proof = Entry { id: make_id(), key: old.id.clone(), account: old.account.clone(), flow, opened_at: now };
        self.site.app.store.write(|t| {
            self.entry.close(t, now)?;
            old.save(t)?;
            proof.save(t)
        })?;
        self.site.app.run_revoke(proof, self.tell).await.map(drop)
    }

    pub(super) fn advance(&mut self, at: CreateAt) -> Result<(), Error> {
        self.advance_with(at, &[])
    }

    /// Moves on in the journal, together with the key's record and the lines of the log.
    fn advance_with(&mut self, at: CreateAt, acts: &[Act]) -> Result<(), Error> {
        let create = self.create_mut();
        create.at = at;
        create.error = None;
        let lines: Vec<_> = acts
            .iter()
            .map(|act| self.site.app.line(*act, &self.key.label, &self.site.account.name, Outcome::Done))
            .collect();
        self.write(&lines)
    }

    fn save(&self) -> Result<(), Error> {
        self.write(&[])
    }

    fn write(&self, lines: &[audit::Line]) -> Result<(), Error> {
        self.site.write(&self.key, &self.entry, lines)
    }

    /// Notes what stopped it; the entry stays open with its next step.
    pub(super) fn stop(&mut self, error: Error) -> Result<(), Error> {
        // The first cause explains more than "it is not known", which only follows from it.
        let follows = matches!(error.code(), Code::CreateUnsure) && self.create().error.is_some();
        if !follows {
            self.create_mut().error = Some(ApiError::from(error).into());
        }
        self.save()
    }
}
