//! Reads a private key as people really have it: any form of an RSA pair ends at the same PKCS#8 DER; anything else
//! is named for what it is. Decided by ASN.1, not by the header.

mod der;
mod name;
mod old;
mod sealed;
mod text;

use crate::code::{Code, Params};
use crate::secret::Secret;

/// Largest text or file, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// Smallest and largest modulus, in bits.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// The most rounds a passphrase may cost: above this a file could hang the program.
const MAX_ROUNDS: u32 = 5_000_000;
/// The kind of a private key that has no name here.
const UNNAMED: &str = "";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("this is the public half")]
    PublicHalf,
    #[error("this is an SSH key")]
    SshKey,
    #[error("this is a certificate")]
    Certificate,
    #[error("this is a key of another kind: {0}")]
    OtherKind(&'static str),
    #[error("this is not a key")]
    NotAKey,
    #[error("this file is cut off")]
    CutOff,
    #[error("this file is too large")]
    TooLarge,
    #[error("a key of {0} bits")]
    KeySize(usize),
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    #[error("the passphrase is wrong")]
    PassphraseWrong,
    #[error("the passphrase would take too long to check")]
    PassphraseTooCostly,
    #[error("a form of passphrase protection that is not read")]
    OldProtection,
    #[error("the file cannot be read")]
    FileUnreadable,
    #[error("the key is damaged")]
    Damaged,
}

impl ImportError {
    pub fn code(&self) -> Code {
        match self {
            Self::PublicHalf => Code::ImportPublicHalf,
            Self::SshKey => Code::ImportSshKey,
            Self::Certificate => Code::ImportCertificate,
            Self::OtherKind(_) => Code::ImportOtherKind,
            Self::NotAKey => Code::ImportNotAKey,
            Self::CutOff => Code::ImportCutOff,
            Self::TooLarge => Code::ImportTooLarge,
            Self::KeySize(_) => Code::ImportKeySize,
            Self::PassphraseNeeded => Code::ImportPassphraseNeeded,
            Self::PassphraseWrong => Code::ImportPassphraseWrong,
            Self::PassphraseTooCostly => Code::ImportPassphraseTooCostly,
            Self::OldProtection => Code::ImportOldProtection,
            Self::FileUnreadable => Code::ImportFileUnreadable,
            Self::Damaged => Code::ImportDamaged,
        }
    }

    pub fn params(&self) -> Params {
        match self {
            Self::OtherKind(kind) if *kind != UNNAMED => Params::from([("kind".into(), (*kind).into())]),
            Self::KeySize(bits) => Params::from([("bits".into(), bits.to_string())]),
            Self::TooLarge => Params::from([("max".into(), format!("{} KiB", MAX_BYTES / 1024))]),
            _ => Params::new(),
        }
    }
}

/// A secret half that was read: PKCS#8 DER, and its size in bits.
pub struct Imported {
    pub secret: Secret,
    pub bits: u16,
}

/// Reads a private key from what was typed, pasted or read from a file. Where it holds several, the first counts.
///
/// Errors: what it is instead, or what is wrong with it; `PassphraseNeeded` where it is protected and no
/// passphrase was given.
pub fn read_private_key(input: &Secret, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
    // EXPOSE: the bytes are parsed as a key.
    let raw = input.expose();
    if raw.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    // A text may begin with '0', which is also how DER begins; DER always holds bytes that no text holds.
    let text = raw.iter().all(|b| *b >= b' ' || b.is_ascii_whitespace());
    let found = if text { None } else { der::read(raw, passphrase) };
    found.unwrap_or_else(|| text::read(raw, passphrase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::make_pair;
    use rsa::RsaPrivateKey;
    use rsa::pkcs8::DecodePrivateKey;
    use std::sync::LazyLock;

    pub(super) static KEY: LazyLock<RsaPrivateKey> =
        LazyLock::new(|| RsaPrivateKey::from_pkcs8_der(make_pair(2048).unwrap().secret.expose()).unwrap());

    pub(super) fn read(text: impl Into<Vec<u8>>) -> Result<Imported, ImportError> {
        read_private_key(&Secret::new(text.into()), None)
    }

    pub(super) fn reason(text: impl Into<Vec<u8>>) -> ImportError {
        read(text).err().expect("should be refused")
    }

    /// DER by hand, for what no library writes.
    pub(super) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        match (length, content.len()) {
            ([_, short], ..0x80) => [&[tag, short], content].concat(),
            ([_, byte], ..0x100) => [&[tag, 0x81, byte], content].concat(),
            ([high, low], _) => [&[tag, 0x82, high, low], content].concat(),
        }
    }

    #[test]
    fn file_over_the_limit_is_refused() {
        assert_eq!(reason("A".repeat(MAX_BYTES + 1)), ImportError::TooLarge);
        assert_eq!(reason("A".repeat(MAX_BYTES)), ImportError::NotAKey);
    }

    #[test]
    fn kind_without_a_name_is_not_named() {
        assert_eq!(ImportError::OtherKind("EC").params(), Params::from([("kind".into(), "EC".into())]));
        assert_eq!(ImportError::OtherKind(UNNAMED).params(), Params::new());
    }
}
