//! What is done with each answer to a create: kept, adopted, looked for in the list; never dropped.

use std::sync::Arc;

use super::making::Making;
use super::{begun, ended, lock};
use crate::api::{Act, CandidateView, KeyPlace, KeyState, SecretPlace, Step, TestVerdict, Way};
use crate::ask::AskError;
use crate::call::{Answer, Wholeness};
use crate::crypto::derive_public;
use crate::error::{ApiError, Code, Error};
use crate::import::read_private_key;
use crate::journal::CreateAt;
use crate::providers::{Given, Issued, Listed};
use crate::secret::Secret;
use crate::store::Key;
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

impl Making<'_> {
    /// A create that was not answered with a key: refused for sure, or unsure.
    pub(super) async fn refused(&mut self, error: AskError) -> Result<(), Error> {
        if !error.may_have_acted() {
            self.create_mut().at = CreateAt::Kept;
            if !self.findable() {
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
        let info = self.site.provider.info;
        let named = self.key.scopes.iter().flatten().filter(|scope| refusal.words.contains(*scope));
        let renamed: Vec<_> =
            named.filter_map(|scope| Some((scope.as_str(), info.permission(scope)?.newer?))).collect();
        let mut newer: Vec<&str> = renamed.iter().map(|(_, newer)| newer.scope).collect();
        newer.dedup();
        let old: Vec<&str> = renamed.iter().map(|(old, _)| *old).collect();
        let wider = if renamed.iter().any(|(_, newer)| newer.wider) { "yes" } else { "no" };
        let params = [("scope", old.join(", ")), ("newer", newer.join(", ")), ("wider", wider.to_owned())];
        let params = params.map(|(name, value)| (name.to_owned(), value)).into();
        (!renamed.is_empty()).then_some(Error::Rule(Code::PermissionRenamed, params))
    }

    pub(super) async fn take_issued(&mut self, issued: Issued) -> Result<(), Error> {
        self.key.expires_at = issued.expires_at;
        // An exchange does not repeat the id: it stays.
        let remote_id = issued.remote_id.or(self.exchanged()?.and_then(|old| old.remote_id));
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
    pub(super) async fn keep_held(&mut self) -> Result<(), Error> {
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

    /// An answer that could not be read lies in the keychain: it is read once more, by a Keyrack that may have learned
    /// to. For a pair of ours the list tells the rest.
    pub(super) async fn read_unread(&mut self) -> Result<(), Error> {
        let (item, origin) = (ItemName::unread(&self.key.id), self.site.address.origin());
        if self.create().way == Way::Provider && self.site.app.vault.holds(&item, &origin).await? {
            let body = self.site.app.vault.lend(&item, &origin).await?;
            let whole = Wholeness::Whole;
            let answer = Answer { status: 200, date: None, retry_after: None, body, whole };
            if let Ok(Ok(issued)) = self.issue().map(|(call, _)| (call.read)(&answer)) {
                return self.take_issued(issued).await;
            }
        }
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
        let listed = if self.findable() { self.site.list().await? } else { Vec::new() };
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
        let (at, lists) = (self.create().at, self.findable());
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
}
