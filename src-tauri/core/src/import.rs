//! Reads a private key as people really have it: any PEM form ends at the same PKCS#8 DER; anything else is
//! named for what it is. Decided by ASN.1, not by the header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::pkcs5::{EncryptionScheme, pbes1};
use pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rsa::traits::PublicKeyParts;
use zeroize::Zeroizing;

use crate::code::{Code, Params};
use crate::secret::Secret;

/// Largest text or file, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// Smallest and largest modulus, in bits.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Fewer characters of base64 are no RSA key, but perhaps a word.
const SHORTEST: usize = 200;
/// The most rounds a passphrase may cost: above this a file could hang the program.
const MAX_PBKDF2_ROUNDS: u32 = 5_000_000;
const MAX_SCRYPT_BYTES: u64 = 256 * 1024 * 1024;

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
    #[error("an old form of passphrase protection")]
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
            Self::OtherKind(kind) => Params::from([("kind".into(), (*kind).into())]),
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

/// Reads a private key from what was typed, pasted or read from a file.
///
/// Errors: what it is instead, or what is wrong with it; `PassphraseNeeded` where it is protected and no
/// passphrase was given.
pub fn read_private_key(input: &Secret, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
    // EXPOSE: the text is parsed as a key.
    let raw = input.expose();
    if raw.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    if let Some(found) = read_der(raw, passphrase) {
        return found;
    }
    let text = to_text(raw);
    name_what_it_is(&text)?;
    let der = armoured(&text)?;
    read_der(&der, passphrase).unwrap_or(Err(ImportError::NotAKey))
}

/// The bytes as text: UTF-8 or UTF-16 with a byte-order mark, quotes and escaped line ends undone.
fn to_text(raw: &[u8]) -> Zeroizing<String> {
    let text = Zeroizing::new(match raw {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(raw).into_owned(),
    });
    let text = Zeroizing::new(text.replace("\\r\\n", "\n"));
    let text = Zeroizing::new(text.replace("\\n", "\n"));
    Zeroizing::new(text.trim().trim_matches(['"', '\'', '`']).trim().to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().copied().map(unit)).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Answers at once for texts whose armour already says that they hold no RSA secret.
fn name_what_it_is(text: &str) -> Result<(), ImportError> {
    let has = |mark: &str| text.contains(mark);
    if has("BEGIN OPENSSH PRIVATE KEY") || text.starts_with("ssh-") || has("BEGIN SSH2") {
        Err(ImportError::SshKey)
    } else if has("Proc-Type: 4,ENCRYPTED") {
        Err(ImportError::OldProtection)
    } else if has("BEGIN PGP") {
        Err(ImportError::OtherKind("PGP"))
    } else {
        Ok(())
    }
}

/// The bytes inside the armour, or of bare base64.
fn armoured(text: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let body = match text.find("-----BEGIN ") {
        Some(begin) => {
            let after = &text[begin + 11..];
            let head = after.find("-----").ok_or(ImportError::CutOff)?;
            let body = &after[head + 5..];
            &body[..body.find("-----END ").ok_or(ImportError::CutOff)?]
        }
        None if text.contains("-----END ") => return Err(ImportError::CutOff),
        None => text,
    };
    let mut packed = Zeroizing::new(String::with_capacity(body.len()));
    packed.extend(body.chars().filter(|c| !c.is_whitespace() && *c != '=' && *c != '"' && *c != '\''));
    let bare = !text.contains("-----");
    if packed.is_empty()
        || bare && packed.len() < SHORTEST
        || !packed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    {
        return Err(ImportError::NotAKey);
    }
    while !packed.len().is_multiple_of(4) {
        packed.push('=');
    }
    STANDARD.decode(packed.as_bytes()).map(Zeroizing::new).map_err(|_| ImportError::CutOff)
}

/// Reads DER. None where the bytes are not ASN.1 at all.
fn read_der(der: &[u8], passphrase: Option<&Secret>) -> Option<Result<Imported, ImportError>> {
    let length = sequence_length(der)?;
    if length > der.len() {
        return Some(Err(ImportError::CutOff));
    }
    let der = &der[..length];
    Some(if let Ok(info) = PrivateKeyInfo::try_from(der) {
        read_pkcs8(der, &info)
    } else if let Ok(key) = RsaPrivateKey::from_pkcs1_der(der) {
        finish(&key)
    } else if let Ok(info) = EncryptedPrivateKeyInfo::try_from(der) {
        open(&info, passphrase)
    } else {
        Err(name_der(der))
    })
}

fn read_pkcs8(der: &[u8], info: &PrivateKeyInfo<'_>) -> Result<Imported, ImportError> {
    match info.algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => finish(&RsaPrivateKey::from_pkcs8_der(der).map_err(|_| ImportError::Damaged)?),
        "1.2.840.113549.1.1.10" => Err(ImportError::OtherKind("RSA-PSS")),
        "1.3.101.112" => Err(ImportError::OtherKind("Ed25519")),
        "1.3.101.113" => Err(ImportError::OtherKind("Ed448")),
        "1.3.101.110" => Err(ImportError::OtherKind("X25519")),
        "1.2.840.10045.2.1" => Err(ImportError::OtherKind("EC")),
        "1.2.840.10040.4.1" => Err(ImportError::OtherKind("DSA")),
        _ => Err(ImportError::OtherKind("unknown")),
    }
}

/// Opens passphrase-protected PKCS#8, within a bounded cost.
fn open(info: &EncryptedPrivateKeyInfo<'_>, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
    match &info.encryption_algorithm {
        EncryptionScheme::Pbes1(pbes1::Algorithm { .. }) => return Err(ImportError::OldProtection),
        EncryptionScheme::Pbes2(parameters) => match &parameters.kdf {
            Kdf::Pbkdf2(kdf) if kdf.iteration_count > MAX_PBKDF2_ROUNDS => {
                return Err(ImportError::PassphraseTooCostly);
            }
            Kdf::Scrypt(kdf)
                if 128 * kdf.cost_parameter * u64::from(kdf.block_size) > MAX_SCRYPT_BYTES
                    || kdf.parallelization > 16 =>
            {
                return Err(ImportError::PassphraseTooCostly);
            }
            _ => {}
        },
        _ => return Err(ImportError::OldProtection),
    }
    let passphrase = passphrase.filter(|p| !p.is_empty()).ok_or(ImportError::PassphraseNeeded)?;
    // EXPOSE: the passphrase opens the file.
    let opened = info.decrypt(passphrase.expose()).map_err(|_| ImportError::PassphraseWrong)?;
    let inner = PrivateKeyInfo::try_from(opened.as_bytes()).map_err(|_| ImportError::PassphraseWrong)?;
    read_pkcs8(opened.as_bytes(), &inner)
}

fn finish(key: &RsaPrivateKey) -> Result<Imported, ImportError> {
    let bits = key.n().bits();
    if !BITS.contains(&bits) {
        return Err(ImportError::KeySize(bits));
    }
    key.validate().map_err(|_| ImportError::Damaged)?;
    let der = key.to_pkcs8_der().map_err(|_| ImportError::Damaged)?;
    Ok(Imported { secret: Secret::new(der.as_bytes().to_vec()), bits: bits as u16 })
}

/// What a DER sequence is, when it is no private key that we take.
fn name_der(der: &[u8]) -> ImportError {
    use rsa::pkcs1::DecodeRsaPublicKey;
    use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
    let content = &der[header_length(der)..];
    if SubjectPublicKeyInfoRef::try_from(der).is_ok() || rsa::RsaPublicKey::from_pkcs1_der(der).is_ok() {
        ImportError::PublicHalf
    } else if content.starts_with(&[0x02, 0x01, 0x01, 0x04]) {
        ImportError::OtherKind("EC") // RFC 5915: version 1, then an octet string
    } else if content.starts_with(&[0x30]) && der.len() > 300 {
        ImportError::Certificate
    } else if content.starts_with(&[0x02, 0x01, 0x00, 0x02]) {
        ImportError::Damaged // looks like PKCS#1 inside
    } else {
        ImportError::NotAKey
    }
}

/// The length of a whole DER sequence from its first bytes, header included.
fn sequence_length(der: &[u8]) -> Option<usize> {
    match der {
        [0x30, short, ..] if *short < 0x80 => Some(2 + *short as usize),
        [0x30, 0x81, n, ..] => Some(3 + *n as usize),
        [0x30, 0x82, a, b, ..] => Some(4 + u16::from_be_bytes([*a, *b]) as usize),
        _ => None,
    }
}

fn header_length(der: &[u8]) -> usize {
    match der.get(1) {
        Some(0x81) => 3,
        Some(0x82) => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{derive_public, make_pair};
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::LineEnding;
    use std::sync::LazyLock;

    static KEY: LazyLock<RsaPrivateKey> =
        LazyLock::new(|| RsaPrivateKey::from_pkcs8_der(make_pair(2048).unwrap().secret.expose()).unwrap());

    fn pem() -> String {
        KEY.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
    }

    fn read(text: impl Into<Vec<u8>>) -> Result<Imported, ImportError> {
        read_private_key(&Secret::new(text.into()), None)
    }

    fn reason(text: impl Into<Vec<u8>>) -> ImportError {
        read(text).err().expect("should be refused")
    }

    #[test]
    fn every_form_of_the_same_key_ends_at_the_same_fingerprint() {
        let whole = pem();
        let body: String = whole.lines().filter(|l| !l.starts_with('-')).collect();
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(whole.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let forms: Vec<(&str, Vec<u8>)> = vec![
            ("PKCS#8", whole.clone().into()),
            ("PKCS#1", KEY.to_pkcs1_pem(LineEnding::LF).unwrap().as_bytes().to_vec()),
            ("DER", KEY.to_pkcs8_der().unwrap().as_bytes().to_vec()),
            ("CRLF", whole.replace('\n', "\r\n").into()),
            ("CR only", whole.replace('\n', "\r").into()),
            ("byte-order mark", format!("\u{feff}{whole}").into()),
            ("no final newline", whole.trim_end().into()),
            ("one-line body", format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----").into()),
            ("indentation", whole.replace('\n', "\n    ").into()),
            ("quotes", format!("\"{whole}\"").into()),
            ("spaces for newlines", whole.replace('\n', " ").into()),
            ("literal \\n", whole.replace('\n', "\\n").into()),
            ("bare base64", body.into()),
            ("UTF-16", utf16),
            ("text before the armour", format!("Key Attributes: none\n{whole}").into()),
            ("wrong armour name", whole.replace("PRIVATE KEY", "RSA PRIVATE KEY").into()),
        ];
        let expected = crate::crypto::hex(&<sha2::Sha256 as sha2::Digest>::digest(
            rsa::pkcs8::EncodePublicKey::to_public_key_der(&KEY.to_public_key()).unwrap().as_bytes(),
        ));
        for (name, form) in forms {
            let read = read(form).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(derive_public(&read.secret).unwrap().fingerprint().unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn public_half_is_named() {
        use rsa::pkcs8::EncodePublicKey;
        assert_eq!(reason(KEY.to_public_key().to_public_key_pem(LineEnding::LF).unwrap()), ImportError::PublicHalf);
    }

    #[test]
    fn ssh_key_is_named() {
        assert_eq!(
            reason("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----"),
            ImportError::SshKey
        );
    }

    #[test]
    fn file_that_is_cut_off_is_named() {
        let whole = pem();
        assert_eq!(reason(&whole.as_bytes()[..whole.len() / 2]), ImportError::CutOff);
        assert_eq!(reason(&whole.as_bytes()[whole.len() / 2..]), ImportError::CutOff);
        assert_eq!(reason(&KEY.to_pkcs8_der().unwrap().as_bytes()[..500]), ImportError::CutOff);
    }

    #[test]
    fn ed25519_key_is_named() {
        // RFC 8410, section 10.3: a published test vector.
        let vector = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----";
        assert_eq!(reason(vector), ImportError::OtherKind("Ed25519"));
    }

    #[test]
    fn letter_is_not_a_key() {
        assert_eq!(reason("Dear colleague, find the key attached."), ImportError::NotAKey);
        assert_eq!(reason(""), ImportError::NotAKey);
    }

    #[test]
    fn file_over_the_limit_is_refused() {
        assert_eq!(reason("A".repeat(MAX_BYTES + 1)), ImportError::TooLarge);
    }

    #[test]
    fn key_of_1024_bits_is_refused() {
        let small = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap();
        assert_eq!(reason(small.to_pkcs8_pem(LineEnding::LF).unwrap().as_bytes()), ImportError::KeySize(1024));
    }

    #[test]
    fn protected_key_opens_with_its_passphrase_and_with_no_other() {
        let sealed = KEY.to_pkcs8_encrypted_pem(rsa::rand_core::OsRng, "right", LineEnding::LF).unwrap();
        let sealed = Secret::new(sealed.as_bytes().to_vec());
        let with = |p: &str| read_private_key(&sealed, Some(&Secret::from(p.to_owned()))).err();
        assert_eq!(with("right"), None);
        assert_eq!(with("wrong"), Some(ImportError::PassphraseWrong));
        assert_eq!(with(""), Some(ImportError::PassphraseNeeded));
        assert_eq!(read_private_key(&sealed, None).err(), Some(ImportError::PassphraseNeeded));
    }
}
