//! A secret in the forms in which it leaves, and what is said of the place that it goes to. Text that is made here is
//! erased when it is dropped.

mod managers;
mod place;

pub(crate) use managers::commands;
pub(crate) use place::look_at;

use aws_lc_rs::rand;
use pkcs8::pkcs5::pbes2;
use pkcs8::{LineEnding, PrivateKeyInfo, SecretDocument};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::vault::VaultError;

/// A value of a `.env` file.
pub(crate) enum Value<'a> {
    /// No secret, such as the provider's id of the key.
    Open(&'a str),
    Secret(&'a Secret),
}

/// A secret half as PEM (PKCS#8), from its DER.
pub(crate) fn pem(der: &Secret) -> Result<Secret, VaultError> {
    // EXPOSE: the secret half is written in the form in which programs read it.
    let document = SecretDocument::try_from(der.expose()).map_err(|_| VaultError::Damaged)?;
    armoured(&document, "PRIVATE KEY")
}

/// The same as older programs read it (PKCS#1): what lies inside the PKCS#8.
pub(crate) fn pkcs1(der: &Secret) -> Result<Secret, VaultError> {
    // EXPOSE: the secret half is written in the form in which older programs read it.
    let inside = PrivateKeyInfo::try_from(der.expose()).map_err(|_| VaultError::Damaged)?;
    let document = SecretDocument::try_from(inside.private_key).map_err(|_| VaultError::Damaged)?;
    armoured(&document, "RSA PRIVATE KEY")
}

/// How often a passphrase is hashed before it protects: what OWASP asks for PBKDF2 with HMAC-SHA-256.
const ROUNDS: u32 = 600_000;

/// A secret half as PEM (PKCS#8) that only the passphrase opens: PBES2 with PBKDF2 and AES-256-CBC, which every reader
/// knows. Takes a good part of a second: not for async threads.
pub(crate) fn pem_protected(der: &Secret, passphrase: &Secret) -> Result<Secret, VaultError> {
    let (mut salt, mut vector) = ([0; 16], [0; 16]);
    let drawn = rand::fill(&mut salt).and_then(|()| rand::fill(&mut vector));
    drawn.map_err(|_| VaultError::Failed("no randomness".into()))?;
    let how = pbes2::Parameters::pbkdf2_sha256_aes256cbc(ROUNDS, &salt, &vector).map_err(|_| VaultError::Damaged)?;
    // EXPOSE: the secret half is written so that the passphrase opens it.
    let inside = PrivateKeyInfo::try_from(der.expose()).map_err(|_| VaultError::Damaged)?;
    let document = inside.encrypt_with_params(how, passphrase.expose()).map_err(|_| VaultError::Damaged)?;
    armoured(&document, "ENCRYPTED PRIVATE KEY")
}

fn armoured(document: &SecretDocument, name: &'static str) -> Result<Secret, VaultError> {
    let mut pem = document.to_pem(name, LineEnding::LF).map_err(|_| VaultError::Damaged)?;
    Ok(Secret::from(std::mem::take(&mut *pem)))
}

/// Names and values, one a line, below a comment.
pub(crate) fn env(comment: &str, values: &[(&str, Value<'_>)]) -> Result<Secret, VaultError> {
    // EXPOSE: the values are written one a line; the room is there from the start, so nothing is copied while it grows
    // (quoting makes two characters of one at most).
    let texts: Option<Vec<(&str, &str)>> = values
        .iter()
        .map(|(name, value)| match value {
            Value::Open(text) => Some((*name, *text)),
            Value::Secret(secret) => Some((*name, secret.expose_text()?)),
        })
        .collect();
    let texts = texts.ok_or(VaultError::Damaged)?;
    let room = comment.len() + 3 + texts.iter().map(|(name, text)| name.len() + 2 * text.len() + 4).sum::<usize>();
    let mut all = Zeroizing::new(String::with_capacity(room));
    all.push_str("# ");
    all.push_str(comment);
    all.push('\n');
    for (name, text) in texts {
        all.push_str(name);
        all.push('=');
        quote(text, &mut all);
        all.push('\n');
    }
    Ok(Secret::from(std::mem::take(&mut *all)))
}

/// A value as every reader of such files takes it: bare where nothing in it has a meaning, otherwise in single quotes,
/// which nothing looks into; in double quotes only where it has several lines or a single quote.
fn quote(text: &str, to: &mut String) {
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_.:/+=@,".contains(c);
    if !text.is_empty() && text.chars().all(bare) {
        to.push_str(text);
    } else if !text.contains(['\'', '\n', '\r']) {
        to.push('\'');
        to.push_str(text);
        to.push('\'');
    } else {
        to.push('"');
        for c in text.chars() {
            match c {
                '\n' => to.push_str("\\n"),
                '\r' => to.push_str("\\r"),
                '"' | '\\' | '$' | '`' => to.extend(['\\', c]),
                c => to.push(c),
            }
        }
        to.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(secret: &Secret) -> &str {
        secret.expose_text().unwrap()
    }

    fn line(value: &str) -> String {
        let made = env("bot", &[("NAME", Value::Open(value))]).unwrap();
        text(&made).strip_prefix("# bot\n").unwrap().to_owned()
    }

    #[test]
    fn pem_is_pkcs8_and_reads_back_as_the_same_bytes() {
        let pair = crate::crypto::make_pair(2048).unwrap();
        let pem = pem(&pair.secret).unwrap();
        assert!(text(&pem).starts_with("-----BEGIN PRIVATE KEY-----\n"));
        let (label, back) = SecretDocument::from_pem(text(&pem)).unwrap();
        assert_eq!((label, back.as_bytes()), ("PRIVATE KEY", pair.secret.expose()));
    }

    #[test]
    fn protected_pem_is_another_each_time() {
        let pair = crate::crypto::make_pair(2048).unwrap();
        let protected = || pem_protected(&pair.secret, &Secret::from("a passphrase".to_owned())).unwrap();
        let (one, other) = (protected(), protected());
        assert_ne!(text(&one), text(&other));
        assert!(text(&one).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    }

    #[test]
    fn plain_value_stands_bare() {
        assert_eq!(line("SG.a-b_c/d+e="), "NAME=SG.a-b_c/d+e=\n");
    }

    #[test]
    fn value_with_a_meaning_is_quoted_so_that_nothing_looks_into_it() {
        assert_eq!(line("a b#c$d\"e\\f"), "NAME='a b#c$d\"e\\f'\n");
        assert_eq!(line(""), "NAME=''\n");
    }

    #[test]
    fn value_of_several_lines_is_one_line_in_double_quotes() {
        assert_eq!(line("one\ntwo\n"), "NAME=\"one\\ntwo\\n\"\n");
        assert_eq!(line("it's $5"), "NAME=\"it's \\$5\"\n");
    }

    #[test]
    fn value_cannot_begin_a_line_of_its_own() {
        assert_eq!(line("x\nPATH=/evil\r\n").lines().count(), 1);
    }
}
