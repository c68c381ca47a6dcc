//! The sheet for the engineer who puts a key in its place: from the records alone, no secret is on it.

use std::path::Path;

use super::App;
use crate::api::{Act, EngineerSheetView, EnvHolds, EnvNameView, SavedView};
use crate::auth::{HMAC_SECRET, Scheme};
use crate::error::Error;
use crate::providers::data::{EnvName, EnvValue};
use crate::providers::{Form, Info};
use crate::store::Key;
use crate::words::told;
use crate::{outfile, sheet, told};

impl App {
    pub fn engineer_sheet(&self, id: &str) -> Result<EngineerSheetView, Error> {
        let record = self.key(id)?;
        let site = self.site(&record.account)?;
        let info = site.provider.info;
        let key = self.view_of(id)?;
        Ok(EngineerSheetView {
            made_at: self.clock.now().with_timezone(&self.clock.offset()).to_rfc3339(),
            environment: key.environment,
            address: self.asker.locate(&site.address).unwrap_or(site.address).to_string(),
            permissions: key.permissions.clone(),
            names: info.env.iter().map(|env| name(env, info, &record)).collect(),
            headers: headers(&info.key),
            documentation: info.documentation.into(),
            key,
        })
    }

    /// What the sheet's file is called at first.
    pub fn engineer_sheet_name(&self, id: &str) -> Result<String, Error> {
        Ok(format!("{}.html", outfile::stem_of(&self.key(id)?.label)))
    }

    /// Writes the sheet to a file that the person has chosen.
    pub fn save_engineer_sheet(&self, id: &str, path: &Path) -> Result<SavedView, Error> {
        outfile::replace(path, sheet::engineer(&self.engineer_sheet(id)?).as_bytes())?;
        self.note_saved(Act::SheetSaved, path)
    }
}

fn name(env: &EnvName, info: &Info, key: &Key) -> EnvNameView {
    let (holds, part_name, value) = match env.value {
        EnvValue::Id => (EnvHolds::KeyId, None, key.remote_id.clone()),
        EnvValue::Name => (EnvHolds::Label, None, Some(key.name_there().to_owned())),
        EnvValue::Part(part) => (EnvHolds::Secret, Some(part_name(&info.key, part)), None),
        EnvValue::Pair => (EnvHolds::SecretHalf, None, None),
    };
    EnvNameView { name: env.name.into(), holds, part_name, value }
}

/// What the provider calls a part of the secret.
fn part_name(form: &Form, part: &str) -> String {
    form.fields.iter().find(|field| field.id == part).map_or(part, |field| told(field.name)).into()
}

/// How a request carries a key, with words in place of values.
fn headers(form: &Form) -> Vec<String> {
    let part = |part| part_name(form, part);
    match form.scheme {
        Scheme::Bearer(token) => vec![format!("authorization: Bearer ({})", part(token))],
        Scheme::Headers(all) => all.iter().map(|h| format!("{}: ({})", h.header, part(h.part))).collect(),
        Scheme::RsaPss(names) => vec![
            told!("{header}: (key ID)", header = names.key),
            told!("{header}: (milliseconds since 1970)", header = names.timestamp),
            told!(
                "{header}: (RSA-PSS with SHA-256 and a salt of 32 bytes, over that time, the method and the path \
                 without its query; base64)",
                header = names.signature
            ),
        ],
        Scheme::Hmac(names) => vec![
            told!("{header}: (key ID)", header = names.key),
            format!("{}: ({})", names.passphrase, part("passphrase")),
            told!("{header}: (seconds since 1970)", header = names.timestamp),
            told!(
                "{header}: (HMAC-SHA256 under {part}, decoded from base64, over that time, the method, the path with \
                 its query, and the body; URL-safe base64)",
                header = names.signature,
                part = part(HMAC_SECRET)
            ),
        ],
    }
}
