//! Handing a secret over as a file that the person has chosen. It passes no window, and nothing leaves unlogged.

use std::path::PathBuf;

use super::site::Site;
use super::{App, views};
use crate::api::{Act, HandOverFormat, HandOverRequest, HandedView, KeyState, Outcome, PlaceWarning, SecretPlace};
use crate::auth::Scheme;
use crate::error::{Code, Error};
use crate::handover::{self, Value};
use crate::providers::data::EnvValue;
use crate::secret::{Parts, Secret};
use crate::store::Key;
use crate::vault::VaultError;
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
    /// Whether a key can be handed over in this form, and what the person is asked before.
    pub fn offer_hand_over(&self, request: &HandOverRequest) -> Result<Offer, Error> {
        let key = self.key(&request.key_id)?;
        let site = self.site(&key.account)?;
        check(&key, &site, request.format)?;
        let ending = match request.format {
            HandOverFormat::Pem | HandOverFormat::Pkcs1 | HandOverFormat::PemProtected => "pem",
            HandOverFormat::Part => "txt",
            HandOverFormat::Env => "env",
        };
        let plain = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '-' };
        let file = format!("{}.{ending}", key.label.chars().map(plain).collect::<String>());
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
        check(&key, &site, request.format)?;
        let text = match request.format {
            HandOverFormat::Pem => handover::pem(&self.lend_pair(&key, &site).await?)?,
            HandOverFormat::Env => self.env_of(&key, &site).await?,
            _ => return Err(Error::rule(Code::NothingChosen)),
        };
        let warnings = place.warnings();
        let file = outfile::name_of(&place.path);
        let new = outfile::create(&place.path)?;
        let line = |outcome| audit::Line {
            note: Some(file.clone()),
            ..self.line(Act::HandedOver, &key.label, &site.account.name, outcome)
        };
        // The log knows of it before a byte has left.
        self.store.write(|t| audit::append(t, &line(Outcome::Done)))?;
        // EXPOSE: the secret goes into the file that the person has chosen, after the question that names the key.
        let filled = new.fill(text.expose());
        if filled.is_err() {
            self.store.write(|t| audit::append(t, &line(Outcome::Refused)))?;
        }
        self.seal_soon();
        filled?;
        Ok(HandedView { file, warnings, commands: Vec::new() })
    }

    /// The secret half of a pair, as PKCS#8 DER.
    async fn lend_pair(&self, key: &Key, site: &Site<'_>) -> Result<Secret, Error> {
        let (item, origin) = (site.own(key).item, site.address.origin());
        // Only a pair has a public half.
        self.vault.public_half(&item, &origin).await?.ok_or(VaultError::Gone)?;
        Ok(self.vault.lend(&item, &origin).await?)
    }

    async fn env_of(&self, key: &Key, site: &Site<'_>) -> Result<Secret, Error> {
        let info = site.provider.info;
        let (mut pem, mut parts) = (Secret::new(Vec::new()), Parts::default());
        if info.makes_pairs() {
            pem = handover::pem(&self.lend_pair(key, site).await?)?;
        } else {
            let only = if let Scheme::Bearer(part) = info.key.scheme { part } else { "" };
            parts = self.vault.lend_parts(&site.own(key).item, &site.address.origin(), only).await?;
        }
        let name = key.remote_name.as_deref().unwrap_or(&key.label);
        let mut values = Vec::new();
        for env in info.env {
            let value = match env.value {
                EnvValue::Id => match &key.remote_id {
                    Some(id) => Value::Open(id),
                    None => continue,
                },
                EnvValue::Name => Value::Open(name),
                EnvValue::Part(part) => Value::Secret(parts.part(part).ok_or(VaultError::Damaged)?),
                EnvValue::Pair => Value::Secret(&pem),
            };
            values.push((env.name, value));
        }
        Ok(handover::env(&format!("{}: {}", info.name, key.label), &values)?)
    }
}

/// Only a key that lives and whose secret is here; only a pair has a PEM.
fn check(key: &Key, site: &Site<'_>, format: HandOverFormat) -> Result<(), Error> {
    if key.secret != SecretPlace::Here || key.state == KeyState::Stopped {
        return Err(Error::rule(Code::SecretNotHere));
    }
    if key.state != KeyState::Live {
        return Err(Error::rule(Code::Busy));
    }
    if format == HandOverFormat::Pem && !site.provider.info.makes_pairs() {
        return Err(Error::rule(Code::NothingChosen));
    }
    Ok(())
}
