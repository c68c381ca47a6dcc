//! How an item looks inside the keychain.
//!
//! Text on the Secret Service (KDE's wallet keeps UTF-8 only), bytes elsewhere (Windows takes 2,560 bytes an item).
//! Both can be used without Keyrack: `openssl pkey` skips the head of the text form, and the key in the byte form
//! begins after 35 bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pkcs8::{LineEnding, SecretDocument};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Kind, VaultError};
use crate::secret::Secret;
use crate::types::Origin;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    #[cfg_attr(target_os = "linux", allow(dead_code, reason = "for the keychains of macOS and Windows"))]
    Bytes,
}

/// An item as it was read.
pub(super) struct Stored {
    pub kind: Kind,
    pub origin: OriginMark,
    pub secret: Secret,
}

/// The origin that an item names: whole, or its SHA-256 where the item's size is tight.
pub(super) enum OriginMark {
    Whole(Origin),
    Digest([u8; 32]),
}

impl OriginMark {
    pub(super) fn is(&self, origin: &Origin) -> bool {
        match self {
            Self::Whole(own) => own == origin,
            Self::Digest(own) => *own == digest(origin),
        }
    }
}

const TEXT_HEAD: &str = "Keyrack item, version 1";
const BYTES_HEAD: [u8; 2] = [b'K', 1];

pub(super) fn encode(
    form: Form,
    kind: Kind,
    origin: &Origin,
    secret: &Secret,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    // EXPOSE: the secret is written into its keychain item.
    let bytes = secret.expose();
    Ok(Zeroizing::new(match form {
        Form::Bytes => [&BYTES_HEAD[..], &[kind_byte(kind)], &digest(origin), bytes].concat(),
        Form::Text => {
            let body = Zeroizing::new(match kind {
                Kind::RsaPrivateKey => {
                    let der = SecretDocument::try_from(bytes).map_err(|_| VaultError::Damaged)?;
                    der.to_pem("PRIVATE KEY", LineEnding::LF).map_err(|_| VaultError::Damaged)?.to_string()
                }
                Kind::Text | Kind::Parts => std::str::from_utf8(bytes).map_err(|_| VaultError::Damaged)?.to_owned(),
                Kind::UnreadAnswer => STANDARD.encode(bytes),
            });
            format!("{TEXT_HEAD}\nkind: {}\norigin: {}\n\n{}", kind_word(kind), origin.as_str(), *body).into_bytes()
        }
    }))
}

pub(super) fn decode(bytes: &[u8]) -> Result<Stored, VaultError> {
    if let Some([kind, rest @ ..]) = bytes.strip_prefix(&BYTES_HEAD) {
        let (mark, secret) = rest.split_first_chunk::<32>().ok_or(VaultError::Damaged)?;
        let kind = KINDS.iter().find(|k| kind_byte(**k) == *kind).ok_or(VaultError::Damaged)?;
        return Ok(Stored { kind: *kind, origin: OriginMark::Digest(*mark), secret: Secret::new(secret.to_vec()) });
    }
    decode_text(std::str::from_utf8(bytes).ok()).ok_or(VaultError::Damaged)
}

fn decode_text(text: Option<&str>) -> Option<Stored> {
    let rest = text?.strip_prefix(TEXT_HEAD)?.strip_prefix("\nkind: ")?;
    let (kind, rest) = rest.split_once("\norigin: ")?;
    let (origin, body) = rest.split_once("\n\n")?;
    let kind = *KINDS.iter().find(|k| kind_word(**k) == kind)?;
    let secret = match kind {
        Kind::RsaPrivateKey => SecretDocument::from_pem(body).ok()?.1.as_bytes().to_vec(),
        Kind::Text | Kind::Parts => body.as_bytes().to_vec(),
        Kind::UnreadAnswer => STANDARD.decode(body.trim()).ok()?,
    };
    Some(Stored { kind, origin: OriginMark::Whole(Origin::stored(origin)), secret: Secret::new(secret) })
}

const KINDS: [Kind; 4] = [Kind::RsaPrivateKey, Kind::Text, Kind::UnreadAnswer, Kind::Parts];

fn kind_byte(kind: Kind) -> u8 {
    match kind {
        Kind::RsaPrivateKey => 1,
        Kind::Text => 2,
        Kind::UnreadAnswer => 3,
        Kind::Parts => 4,
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::RsaPrivateKey => "rsa private key",
        Kind::Text => "text",
        Kind::UnreadAnswer => "unread answer",
        Kind::Parts => "parts",
    }
}

fn digest(origin: &Origin) -> [u8; 32] {
    Sha256::digest(origin.as_str().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::make_pair;

    const WINDOWS_LIMIT: usize = 2_560;

    fn origin() -> Origin {
        Origin::stored("https://external-api.kalshi.com")
    }

    #[test]
    fn both_forms_give_back_what_was_kept() {
        let pair = make_pair(2048).unwrap();
        let text = Secret::from("bearer\n\ntoken".to_owned());
        let unread = Secret::new(vec![0xff, 0, 10, 13]);
        for form in [Form::Text, Form::Bytes] {
            for (kind, secret) in
                [(Kind::RsaPrivateKey, &pair.secret), (Kind::Text, &text), (Kind::UnreadAnswer, &unread)]
            {
                let stored = decode(&encode(form, kind, &origin(), secret).unwrap()).unwrap();
                assert_eq!(stored.kind, kind);
                assert!(stored.origin.is(&origin()) && !stored.origin.is(&Origin::own()));
                assert_eq!(stored.secret.expose(), secret.expose());
            }
        }
    }

    #[test]
    fn byte_form_of_the_largest_pair_fits_a_windows_item() {
        let item = encode(Form::Bytes, Kind::RsaPrivateKey, &origin(), &make_pair(4096).unwrap().secret).unwrap();
        assert!(item.len() <= WINDOWS_LIMIT, "{}", item.len());
    }

    #[test]
    fn text_form_is_valid_utf8_and_holds_plain_pem() {
        let item = encode(Form::Text, Kind::RsaPrivateKey, &origin(), &make_pair(2048).unwrap().secret).unwrap();
        assert!(std::str::from_utf8(&item).unwrap().contains("\n-----BEGIN PRIVATE KEY-----\n"));
    }

    #[test]
    fn item_of_somebody_else_is_damaged_not_empty() {
        for bytes in [&b""[..], b"K", b"K\x01\x01short", b"plain password", b"Keyrack item, version 9\n"] {
            assert_eq!(decode(bytes).err(), Some(VaultError::Damaged));
        }
    }
}
