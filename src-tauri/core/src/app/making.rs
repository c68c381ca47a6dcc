//! One create while it runs: the steps, and what is done with each answer.

use super::site::Site;
use super::{App, Tell, begun, ended};
use crate::api::{Act, Outcome, SecretPlace, Step, Way};
use crate::ask::AskError;
use crate::audit;
use crate::auth::Credential;
use crate::call::{Call, Meaning};
use crate::error::{ApiError, Code, Error};
use crate::journal::{Create, CreateAt, Entry, Flow};
use crate::providers::{Issued, Rotate, Wanted};
use crate::store::Key;
use crate::vault::{ItemName, Kind};

/// One create while it runs.
pub(super) struct Making<'a> {
    pub(super) site: Site<'a>,
    pub(super) entry: Entry,
    pub(super) key: Key,
    pub(super) tell: Tell<'a>,
}

impl<'a> Making<'a> {
    pub(super) fn of(app: &'a App, entry: Entry, tell: Tell<'a>) -> Result<Self, Error> {
        let (key, site) = (app.key(&entry.key)?, app.site(&entry.account)?);
        Ok(Self { site, entry, key, tell })
    }

    pub(super) fn create(&self) -> &Create {
        match &self.entry.flow {
            Flow::Create(create) => create,
            _ => unreachable!("a create is only made from a create entry"),
        }
    }

    pub(super) fn create_mut(&mut self) -> &mut Create {
        match &mut self.entry.flow {
            Flow::Create(create) => create,
            _ => unreachable!("a create is only made from a create entry"),
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
                (CreateAt::Kept, _) if !self.findable() => self.advance(CreateAt::Noted)?,
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
                        return Err(Error::rule(if self.exchanged()?.is_some() {
                            Code::ExchangeUnsure
                        } else if !self.findable() {
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
        if let Some(old) = self.exchanged()? {
            // From here on its secret may be dead: a stale verdict is worse than none.
            self.site.app.store.write(|t| Key { last_test: None, ..old }.save(t))?;
        }
        let asked = self.site.ask_as(&caller, &call).await.result;
        match ended(self.tell, Step::AskProvider, asked) {
            Ok(issued) => self.take_issued(issued).await,
            Err(e) => self.refused(e).await,
        }
    }

    /// The call that makes the provider make the key, and who makes it.
    pub(super) fn issue(&self) -> Result<(Call<Issued>, Credential), Error> {
        let abilities = &self.site.provider.keys;
        let Some(old) = &self.create().rotates else {
            let issue = abilities.issue.ok_or_else(|| Error::rule(Code::NoAdmin))?;
            return Ok((self.wanted(issue), self.site.manager()?));
        };
        let old = self.site.app.key(old)?;
        if !old.is_usable() {
            return Err(Error::rule(Code::NotHere)); // it was rotated or stopped meanwhile
        }
        match abilities.rotate {
            Some(Rotate::Successor(rotate)) => Ok((rotate(), self.site.own(&old))),
            Some(Rotate::Exchange(exchange)) => {
                let id = old.remote_id.as_deref().ok_or_else(|| Error::rule(Code::IdUnknown))?;
                Ok((exchange(id), self.site.manager()?))
            }
            None => Err(Error::rule(Code::NoAdmin)),
        }
    }

    /// Whether the list can tell what became of it: it names a new key, and not one whose secret was exchanged.
    pub(super) fn findable(&self) -> bool {
        self.site.lists() && !(self.site.provider.keys.exchanges() && self.create().rotates.is_some())
    }

    /// The key whose secret was exchanged for this one's, where that is how the provider rotates.
    pub(super) fn exchanged(&self) -> Result<Option<Key>, Error> {
        let old = self.create().rotates.as_ref().filter(|_| self.site.provider.keys.exchanges());
        old.map(|old| self.site.app.key(old)).transpose()
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

    async fn finish(&mut self) -> Result<(), Error> {
        // An unread answer has served its purpose once the key is known and its secret half is held.
        self.site.app.vault.erase(&ItemName::unread(&self.key.id)).await?;
        begun(self.tell, Step::Test);
        self.site.test_and_save(&mut self.key).await?;
        let works = self.key.passed_its_test();
        let _ = ended(self.tell, Step::Test, if works { Ok(()) } else { Err(()) });
        self.create_mut().error = None;
        let app = self.site.app;
        let Some(old) = self.old_of()? else {
            app.store.write(|t| self.entry.close(t, app.clock.now()))?;
            app.witness("create:tested");
            return Ok(());
        };
        let _old = app.begin_in_turn(&old).await;
        let onward = self.onward(&old).await?;
        app.store.write(|t| {
            self.entry.close(t, app.clock.now())?;
            onward.save(t)
        })?;
        app.witness("create:tested");
        match onward.revoke {
            Some(revoke) => app.run_revoke(revoke, self.tell).await.map(drop),
            None => Ok(()),
        }
    }

    pub(super) fn advance(&mut self, at: CreateAt) -> Result<(), Error> {
        self.advance_with(at, &[])
    }

    /// Moves on in the journal, together with the key's record and the lines of the log.
    pub(super) fn advance_with(&mut self, at: CreateAt, acts: &[Act]) -> Result<(), Error> {
        let create = self.create_mut();
        create.at = at;
        create.error = None;
        let lines: Vec<_> = acts
            .iter()
            .map(|act| self.site.app.line(*act, &self.key.label, &self.site.account.name, Outcome::Done))
            .collect();
        self.write(&lines)
    }

    pub(super) fn save(&self) -> Result<(), Error> {
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
