//! A credential as it was typed, pasted or chosen, part by part.

use super::App;
use crate::api::{FieldKind, FieldRequest};
use crate::auth::{HMAC_SECRET, Scheme};
use crate::crypto::derive_hmac;
use crate::error::{Code, Error};
use crate::import::{ImportError, read_private_key};
use crate::providers::Form;
use crate::secret::{Parts, Secret};
use crate::store::Key;
use crate::types::Origin;
use crate::vault::{ItemName, Kept, Kind, Vault};
use crate::words::told;

impl App {
    /// Reads what was typed: the provider's id of the key apart, the rest as its secret.
    pub(super) async fn read_fields(
        &self,
        form: &Form,
        fields: Vec<FieldRequest>,
        origin: &Origin,
    ) -> Result<Typed, Error> {
        let (mut key_id, mut pair, mut parts) = (None, None, Parts::default());
        for field in form.fields {
            let faulty = |code| Error::rule_with(code, "field", told(field.name));
            let value = match fields.iter().find(|f| f.id == field.id) {
                Some(FieldRequest { file: Some(file), .. }) => self.lend_file(file, origin)?,
                Some(given) => trimmed(&given.value),
                None => Secret::new(Vec::new()),
            };
            if value.is_empty() {
                if field.optional {
                    continue;
                }
                return Err(faulty(Code::FieldEmpty));
            }
            if field.kind == FieldKind::PrivateKey {
                // A passphrase may take seconds to check: off the async threads.
                let given = fields.iter().find(|f| f.id == field.id).and_then(|f| f.passphrase.as_ref());
                let passphrase = given.map(Secret::duplicate);
                let reading = tokio::task::spawn_blocking(move || read_private_key(&value, passphrase.as_ref()));
                pair = Some(reading.await.unwrap_or(Err(ImportError::Damaged))?.secret);
                continue;
            }
            // EXPOSE: looked at for characters that no header can carry, and for base64 where it signs.
            let readable = value.expose().iter().all(u8::is_ascii_graphic);
            let signs = matches!(form.scheme, Scheme::Hmac(_)) && field.id == HMAC_SECRET;
            if !readable || signs && derive_hmac(&value, b"").is_none() {
                return Err(faulty(Code::FieldUnprintable));
            }
            if form.key_id == Some(field.id) {
                // EXPOSE: an id is no secret; it goes into the records.
                key_id = value.expose_text().map(str::to_owned);
            } else {
                parts = parts.with(field.id, value);
            }
        }
        if let (None, Some(inside)) = (&key_id, &form.id_inside) {
            // EXPOSE: one piece of what was typed is the key's id, which is no secret.
            let whole = parts.part(inside.part).and_then(Secret::expose_text);
            key_id = whole.and_then(|text| text.split(inside.separator).nth(inside.piece)).map(str::to_owned);
        }
        let (kind, secret) = match pair {
            Some(pair) => (Kind::RsaPrivateKey, pair),
            None => (Kind::Parts, parts.encode().ok_or_else(|| Error::rule(Code::NothingChosen))?),
        };
        Ok(Typed { key_id, kind, secret })
    }
}

impl Key {
    /// Notes size and fingerprint where a pair is kept.
    pub(super) async fn describe(&mut self, vault: &Vault, item: &ItemName, origin: &Origin) -> Result<(), Error> {
        if let Some(Kept::Pair(public)) = vault.kept(item, origin).await? {
            self.bits = Some(public.bits());
            self.fingerprint = Some(public.fingerprint()?);
        }
        Ok(())
    }
}

/// A credential as it was typed.
pub(super) struct Typed {
    pub(super) key_id: Option<String>,
    pub(super) kind: Kind,
    pub(super) secret: Secret,
}

fn trimmed(value: &Secret) -> Secret {
    // EXPOSE: white space around what was pasted is cut off.
    Secret::new(value.expose().trim_ascii().to_vec())
}
