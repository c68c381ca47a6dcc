//! Texts: the armour, in the ways in which editors, shells and mail programs bend it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{ImportError, Imported, der, name, old};
use crate::secret::Secret;

/// Fewer characters of base64 are no RSA key, but perhaps a word.
const SHORTEST: usize = 200;

/// Reads the first private key of a text.
///
/// Errors: what is wrong with that key, or else the most telling thing that the text holds instead.
pub(super) fn read(raw: &[u8], passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
    let text = to_text(raw);
    let blocks = blocks(&text);
    if blocks.is_empty() {
        return read_bare(&text, passphrase);
    }
    let mut refused = ImportError::NotAKey;
    for block in blocks {
        match block.read(passphrase) {
            Ok(read) => return Ok(read),
            Err(e) if block.decides(&e) => return Err(e),
            Err(e) if weight(&e) > weight(&refused) => refused = e,
            Err(_) => {}
        }
    }
    Err(refused)
}

/// How much a refusal says about the whole file: another private key more than a certificate beside it.
fn weight(e: &ImportError) -> u8 {
    match e {
        ImportError::OtherKind(_) | ImportError::SshKey => 3,
        ImportError::PublicHalf | ImportError::Certificate => 2,
        ImportError::CutOff => 1,
        _ => 0,
    }
}

/// The bytes as text: UTF-8 or UTF-16, escaped line ends undone, and the line ends of a word processor too.
fn to_text(raw: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(match raw {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b' '..=b'~', 0, b' '..=b'~', 0, ..] => utf16(raw, u16::from_le_bytes),
        [0, b' '..=b'~', 0, b' '..=b'~', ..] => utf16(raw, u16::from_be_bytes),
        _ => String::from_utf8_lossy(raw).into_owned(),
    });
    if text.starts_with("{\\rtf") {
        text = Zeroizing::new(text.replace("\\par", "\n"));
    }
    for escaped in ["\\r", "\\n"] {
        text = Zeroizing::new(text.replace(escaped, "\n"));
    }
    text
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().copied().map(unit);
    // Room for the whole text at once: a text that grows leaves pieces of itself in memory.
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
    text
}

/// What stands between one begin and the next mark.
struct Block<'a> {
    label: &'a str,
    body: &'a str,
    /// Whether it begins and ends as it should.
    whole: bool,
}

/// Every block of a text, also one that lost its first or its last line.
fn blocks(text: &str) -> Vec<Block<'_>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    let mut blocks = Vec::new();
    let first = text.find(BEGIN).unwrap_or(text.len());
    if let Some((body, rest)) = text[..first].split_once(END) {
        blocks.push(Block { label: rest.split("-----").next().unwrap_or_default(), body, whole: false });
    }
    for part in text[first..].split(BEGIN).skip(1) {
        let (label, rest) = part.split_once("-----").unwrap_or((part, ""));
        // A key that lost the end of its last line keeps some of its dashes.
        let (body, whole) = rest.split_once(END).map_or((rest, false), |(body, _)| (body, true));
        blocks.push(Block { label, body: body.trim_end().trim_end_matches('-'), whole });
    }
    blocks
}

impl Block<'_> {
    fn read(&self, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
        if self.label.contains("SSH") {
            return Err(ImportError::SshKey);
        }
        if self.label.contains("PGP") {
            return Err(ImportError::OtherKind("PGP"));
        }
        if self.body.contains("Proc-Type:") {
            return self.read_old(passphrase);
        }
        let der = decode(self.body).map_err(|e| if self.whole { e } else { ImportError::CutOff })?;
        if name::is_ssh(&der) {
            return Err(ImportError::SshKey);
        }
        der::read(&der, passphrase).unwrap_or_else(|| {
            Err(match name::parameters(self.label) {
                Some(kind) => ImportError::OtherKind(kind),
                // Base64 in plenty that does not begin like a key: its first lines are missing.
                None if !self.whole || self.body.len() >= SHORTEST => ImportError::CutOff,
                None => ImportError::NotAKey,
            })
        })
    }

    /// Whether the file ends here for the person: this was its private key, and something is wrong with it.
    fn decides(&self, e: &ImportError) -> bool {
        match e {
            ImportError::CutOff => !self.label.contains("PUBLIC") && !self.label.contains("CERTIFICATE"),
            ImportError::NotAKey => false,
            e => weight(e) == 0,
        }
    }

    /// Reads the form that OpenSSL wrote before PKCS#8: `Proc-Type: 4,ENCRYPTED`, `DEK-Info: cipher,salt`, base64.
    fn read_old(&self, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
        let unreadable = if self.whole { ImportError::Damaged } else { ImportError::CutOff };
        let info = self.body.split_once("DEK-Info:").and_then(|(_, info)| info.split_once(','));
        let (cipher, rest) = info.ok_or(unreadable.clone())?;
        let cipher = old::Cipher::named(cipher.trim()).ok_or(ImportError::OldProtection)?;
        // The salt ends with its length, not with its line: the lines may be gone.
        let (salt, body) = rest.trim_start().split_at_checked(2 * cipher.block()).ok_or(unreadable.clone())?;
        let salt = (0..cipher.block()).map(|i| salt.get(2 * i..2 * i + 2).and_then(|h| u8::from_str_radix(h, 16).ok()));
        let salt: Vec<u8> = salt.collect::<Option<_>>().ok_or(unreadable)?;
        let sealed = decode(body).map_err(|_| ImportError::CutOff)?;
        if !self.whole || sealed.is_empty() || !sealed.len().is_multiple_of(cipher.block()) {
            return Err(ImportError::CutOff);
        }
        let passphrase = passphrase.filter(|p| !p.is_empty()).ok_or(ImportError::PassphraseNeeded)?;
        // EXPOSE: the passphrase opens the file.
        let opened = cipher.open_pem(passphrase.expose(), &salt, &sealed).ok_or(ImportError::PassphraseWrong)?;
        der::read_opened(&opened)
    }
}

/// Reads a text without armour: base64 of a key or of a whole file, or something else.
fn read_bare(text: &str, passphrase: Option<&Secret>) -> Result<Imported, ImportError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "\u{feff}\"'`".contains(c));
    if let Some(named) = name::text(text) {
        return Err(named);
    }
    if text.len() < SHORTEST {
        return Err(ImportError::NotAKey);
    }
    let bytes = decode(text)?;
    if bytes.windows(11).any(|w| w == b"-----BEGIN ") {
        // A whole file in base64, as build servers keep it. One level only.
        let inner = to_text(&bytes);
        let block = blocks(&inner).into_iter().next().ok_or(ImportError::NotAKey)?;
        return block.read(passphrase);
    }
    if name::is_ssh(&bytes) {
        return Err(ImportError::SshKey);
    }
    der::read(&bytes, passphrase).unwrap_or(Err(ImportError::NotAKey))
}

/// Base64 in whatever lines, quotes and indentation.
fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let mut packed = Zeroizing::new(String::with_capacity(body.len() + 3));
    packed.extend(body.chars().filter(|c| !c.is_whitespace() && !"=\"'`\\\u{feff}\u{200b}".contains(*c)));
    if packed.is_empty() || !packed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/') {
        return Err(ImportError::NotAKey);
    }
    while !packed.len().is_multiple_of(4) {
        packed.push('=');
    }
    STANDARD.decode(packed.as_bytes()).map(Zeroizing::new).map_err(|_| ImportError::CutOff)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{KEY, read, reason};
    use super::*;
    use crate::crypto::derive_public;
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};

    fn pem() -> String {
        KEY.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
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
            ("CR only", whole.replace('\n', "\r").into()),
            ("spaces for newlines", whole.replace('\n', " ").into()),
            ("literal \\n", whole.replace('\n', "\\n").into()),
            ("bare base64", body.into()),
            ("UTF-16", utf16),
            ("wrong armour name", whole.replace("PRIVATE KEY", "RSA PRIVATE KEY").into()),
            ("whole file in base64", STANDARD.encode(&whole).into()),
        ];
        let spki = KEY.to_public_key().to_public_key_der().unwrap();
        let expected = crate::crypto::hex(&<sha2::Sha256 as sha2::Digest>::digest(spki.as_bytes()));
        for (name, form) in forms {
            let read = read(form).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(derive_public(&read.secret).unwrap().fingerprint().unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn first_private_key_counts_and_nothing_before_it() {
        let public = KEY.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
        assert!(read(public.clone() + &pem()).is_ok());
        let cut = pem()[..700].to_owned();
        assert_eq!(reason(cut + "\n" + &pem()), ImportError::CutOff, "not the second key in silence");
        assert_eq!(reason(public), ImportError::PublicHalf);
    }

    #[test]
    fn file_that_is_cut_off_is_named() {
        let whole = pem();
        assert_eq!(reason(&whole.as_bytes()[..whole.len() / 2]), ImportError::CutOff);
        assert_eq!(reason(&whole.as_bytes()[whole.len() / 2..]), ImportError::CutOff);
        assert_eq!(reason(&KEY.to_pkcs8_der().unwrap().as_bytes()[..500]), ImportError::CutOff);
    }

    #[test]
    fn letter_is_not_a_key() {
        assert_eq!(reason("Dear colleague, find the key attached."), ImportError::NotAKey);
        assert_eq!(reason("0 is also how DER begins"), ImportError::NotAKey);
        assert_eq!(reason(""), ImportError::NotAKey);
    }
}
