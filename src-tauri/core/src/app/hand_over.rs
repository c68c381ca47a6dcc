//! Handing a secret over: into a file that the person has chosen, or into the clipboard. It passes no window, and nothing
//! leaves unlogged.

use std::path::PathBuf;

use super::site::Site;
use super::{App, views};
use crate::api::{
    Act, HandOverFormView, HandOverFormat, HandOverRequest, HandedView, KeyState, Outcome, PlaceWarning, SecretPlace,
};
use crate::auth::Scheme;
use crate::error::{Code, Error};
use crate::handover::{self, Value};
use crate::providers::Info;
use crate::providers::data::EnvValue;
use crate::secret::{Parts, Secret};
use crate::store::Key;
use crate::vault::VaultError;
use crate::words::told;
use crate::{audit, outfile};

/// What is said of a key before its secret leaves.
#[derive(Debug, Clone)]
pub struct Offer {
    pub label: String,
    pub provider: String,
    pub account: String,
    pub environment: String,
    /// The end of the provider's id of the key, which nobody can rename.
    pub id_end: String,
    /// What the file is called at first.
    pub file: String,
}

/// Where the secret is to go.
#[derive(Debug, Clone)]
pub struct Place {
    pub path: PathBuf,
    /// Where this system keeps what was downloaded, whatever that folder's name.
    pub downloads: Option<PathBuf>,
}

impl Place {
    /// What is unwise about it.
    pub fn warnings(&self) -> Vec<PlaceWarning> {
        self.path.parent().map_or(Vec::new(), |folder| handover::look_at(folder, self.downloads.as_deref()))
    }
}

impl App {
    /// The forms in which this key can be handed over; none where its secret is not here.
    pub fn hand_over_forms(&self, id: &str) -> Result<Vec<HandOverFormView>, Error> {
        let key = self.key(id)?;
        Ok(if key.is_usable() { forms(self.site(&key.account)?.provider.info) } else { Vec::new() })
    }

    /// Whether a key can be handed over as a file of this form, and what the person is asked before.
    pub fn offer_hand_over(&self, request: &HandOverRequest) -> Result<Offer, Error> {
        self.offer(request, |form| form.file)
    }

    /// The same for the clipboard.
    pub fn offer_copy(&self, request: &HandOverRequest) -> Result<Offer, Error> {
        self.offer(request, |form| form.clipboard)
    }

    fn offer(&self, request: &HandOverRequest, goes: impl Fn(&HandOverFormView) -> bool) -> Result<Offer, Error> {
        let key = self.key(&request.key_id)?;
        let site = self.site(&key.account)?;
        check(&key, &site, request, goes)?;
        let ending = match request.format {
            HandOverFormat::Pem => ".pem",
            HandOverFormat::Pkcs1 => "-pkcs1.pem",
            HandOverFormat::PemProtected => "-protected.pem",
            HandOverFormat::Env => ".env",
            HandOverFormat::Part => ".txt",
        };
        let file = format!("{}{ending}", outfile::stem_of(&key.label));
        let id = key.remote_id.unwrap_or_default();
        Ok(Offer {
            label: key.label,
            provider: site.provider.info.name.into(),
            environment: views::environment_name(&site.account, site.provider),
            account: site.account.name,
            id_end: id.chars().skip(id.chars().count().saturating_sub(4)).collect(),
            file,
        })
    }

    /// Writes the secret into a new file, readable by its owner only.
    pub async fn hand_over(&self, request: &HandOverRequest, place: &Place) -> Result<HandedView, Error> {
        let _busy = self.begin(&request.key_id)?;
        let key = self.key(&request.key_id)?;
        let site = self.site(&key.account)?;
        check(&key, &site, request, |form| form.file)?;
        let text = self.text_of(&key, &site, request).await?;
        let warnings = place.warnings();
        let file = outfile::name_of(&place.path);
        let new = outfile::create(&place.path)?;
        // The log knows of it before a byte has left.
        self.note_handed_over(&key, &site, &file, Outcome::Done)?;
        // EXPOSE: the secret goes into the file that the person has chosen, after the question that names the key.
        let filled = new.fill(text.expose());
        if filled.is_err() {
            self.note_handed_over(&key, &site, &file, Outcome::Refused)?;
        }
        self.seal_soon();
        filled?;
        let commands = handover::commands(&place.path, request.format, &key.label, &key.id);
        Ok(HandedView { file, warnings, commands })
    }

    /// Lends the text of the secret to the clipboard. The one place outside this crate that is lent a secret is `put`: it
    /// keeps nothing of it, and answers none where the clipboard did not take it.
    pub async fn copy_secret<R>(
        &self,
        request: &HandOverRequest,
        put: impl FnOnce(&str) -> Option<R> + Send,
    ) -> Result<R, Error> {
        let _busy = self.begin(&request.key_id)?;
        let key = self.key(&request.key_id)?;
        let site = self.site(&key.account)?;
        check(&key, &site, request, |form| form.clipboard)?;
        let text = self.text_of(&key, &site, request).await?;
        self.note_handed_over(&key, &site, CLIPBOARD, Outcome::Done)?;
        // EXPOSE: the secret goes into the clipboard, after the question that names the key.
        let taken = text.expose_text().and_then(put);
        if taken.is_none() {
            self.note_handed_over(&key, &site, CLIPBOARD, Outcome::Refused)?;
        }
        self.seal_soon();
        taken.ok_or_else(|| Error::rule(Code::ClipboardRefused))
    }

    fn note_handed_over(&self, key: &Key, site: &Site<'_>, to: &str, outcome: Outcome) -> Result<(), Error> {
        let line = self.line(Act::HandedOver, &key.label, &site.account.name, outcome);
        Ok(self.store.write(|t| audit::append(t, &audit::Line { note: Some(to.to_owned()), ..line }))?)
    }

    /// The secret in the form that was asked for.
    async fn text_of(&self, key: &Key, site: &Site<'_>, request: &HandOverRequest) -> Result<Secret, Error> {
        Ok(match request.format {
            HandOverFormat::Pem => handover::pem(&self.lend_pair(key, site).await?)?,
            HandOverFormat::Pkcs1 => handover::pkcs1(&self.lend_pair(key, site).await?)?,
            HandOverFormat::PemProtected => {
                let pair = self.lend_pair(key, site).await?;
                let passphrase = request.passphrase.as_ref().ok_or_else(no_passphrase)?.duplicate();
                let protecting = tokio::task::spawn_blocking(move || handover::pem_protected(&pair, &passphrase));
                protecting.await.unwrap_or(Err(VaultError::Damaged))?
            }
            HandOverFormat::Env => self.env_of(key, site).await?,
            HandOverFormat::Part => {
                let parts = self.lend_parts(key, site).await?;
                let part = request.part.as_deref().and_then(|part| parts.part(part));
                part.ok_or(VaultError::Damaged)?.duplicate()
            }
        })
    }

    /// The secret half of a pair, as PKCS#8 DER.
    async fn lend_pair(&self, key: &Key, site: &Site<'_>) -> Result<Secret, Error> {
        let (item, origin) = (site.own(key).item, site.address.origin());
        // Only a pair has a public half.
        self.vault.public_half(&item, &origin).await?.ok_or(VaultError::Gone)?;
        Ok(self.vault.lend(&item, &origin).await?)
    }

    async fn lend_parts(&self, key: &Key, site: &Site<'_>) -> Result<Parts, Error> {
        let only = if let Scheme::Bearer(part) = site.provider.info.key.scheme { part } else { "" };
        Ok(self.vault.lend_parts(&site.own(key).item, &site.address.origin(), only).await?)
    }

    async fn env_of(&self, key: &Key, site: &Site<'_>) -> Result<Secret, Error> {
        let info = site.provider.info;
        let (mut pem, mut parts) = (Secret::new(Vec::new()), Parts::default());
        if info.makes_pairs() {
            pem = handover::pem(&self.lend_pair(key, site).await?)?;
        } else {
            parts = self.lend_parts(key, site).await?;
        }
        let mut values = Vec::new();
        for env in info.env {
            let value = match env.value {
                EnvValue::Id => match &key.remote_id {
                    Some(id) => Value::Open(id),
                    None => continue,
                },
                EnvValue::Name => Value::Open(key.name_there()),
                EnvValue::Part(part) => Value::Secret(parts.part(part).ok_or(VaultError::Damaged)?),
                EnvValue::Pair => Value::Secret(&pem),
            };
            values.push((env.name, value));
        }
        Ok(handover::env(&format!("{}: {}", info.name, key.label), &values)?)
    }
}

/// What the log calls the clipboard.
const CLIPBOARD: &str = "clipboard";

/// The forms that fit the keys of a provider.
fn forms(info: &Info) -> Vec<HandOverFormView> {
    let whole = |format| HandOverFormView { format, part: None, part_name: None, file: true, clipboard: true };
    if info.makes_pairs() {
        return [HandOverFormat::Pem, HandOverFormat::Pkcs1, HandOverFormat::PemProtected, HandOverFormat::Env]
            .map(whole)
            .into();
    }
    let secret = info.key.fields.iter().filter(|field| info.key.key_id != Some(field.id));
    let parts = secret.map(|field| HandOverFormView {
        part: Some(field.id.into()),
        part_name: Some(told(field.name).into()),
        file: false,
        ..whole(HandOverFormat::Part)
    });
    std::iter::once(whole(HandOverFormat::Env)).chain(parts).collect()
}

/// Only a key that lives and whose secret is here, and only in a form that fits it and goes there.
fn check(
    key: &Key,
    site: &Site<'_>,
    request: &HandOverRequest,
    goes: impl Fn(&HandOverFormView) -> bool,
) -> Result<(), Error> {
    if key.secret != SecretPlace::Here || key.state == KeyState::Stopped {
        return Err(Error::rule(Code::SecretNotHere));
    }
    if key.state != KeyState::Live {
        return Err(Error::rule(Code::Busy));
    }
    let fits = |form: &HandOverFormView| form.format == request.format && form.part == request.part && goes(form);
    if !forms(site.provider.info).iter().any(fits) {
        return Err(Error::rule(Code::NothingChosen));
    }
    if request.format == HandOverFormat::PemProtected && request.passphrase.as_ref().is_none_or(Secret::is_empty) {
        return Err(no_passphrase());
    }
    Ok(())
}

fn no_passphrase() -> Error {
    Error::rule_with(Code::FieldEmpty, "field", told("Passphrase"))
}
