//! RSA pairs and signatures.
//!
//! Made and signed with aws-lc-rs (fast, constant in time); parsed, encoded, fingerprinted and verified with
//! `rsa`. A pair proves itself before its public half leaves: what one library signs, the other verifies.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PSS_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs8::{Document, EncodePublicKey, LineEnding};
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey, pkcs1, pss};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::code::Code;
use crate::secret::Secret;

/// The largest modulus that signs, in bits.
const MAX_BITS: usize = 8192;
/// Salt of an RSA-PSS signature in bytes: that of the digest (Kalshi: API keys page).
pub const PSS_SALT: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    #[error("the pair could not be made")]
    Make,
    #[error("the pair did not prove itself")]
    NotProven,
    #[error("the secret half is damaged")]
    Damaged,
    #[error("not a size that Keyrack makes")]
    Size,
}

impl CryptoError {
    pub fn code(self) -> Code {
        match self {
            Self::Make | Self::Size => Code::PairFailed,
            Self::NotProven => Code::PairNotProven,
            Self::Damaged => Code::SecretDamaged,
        }
    }
}

/// A pair whose secret half is PKCS#8 DER.
pub struct Pair {
    pub secret: Secret,
    pub public: PublicHalf,
}

/// A public half: safe to share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicHalf {
    key: RsaPublicKey,
}

/// Makes a pair of 2048, 3072 or 4096 bits and lets it prove itself. Takes up to seconds: not for async threads.
pub fn make_pair(bits: u16) -> Result<Pair, CryptoError> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return Err(CryptoError::Size),
    };
    let made = KeyPair::generate(size).map_err(|_| CryptoError::Make)?;
    let der: Pkcs8V1Der<'_> = made.as_der().map_err(|_| CryptoError::Make)?;
    let secret = Secret::new(der.as_ref().to_vec());
    let public = derive_public(&secret)?;
    prove_pair(&secret, &public)?;
    Ok(Pair { secret, public })
}

/// The public half of a secret half.
pub fn derive_public(secret: &Secret) -> Result<PublicHalf, CryptoError> {
    // EXPOSE: the public half is computed from the secret half.
    let pair = RsaKeyPair::from_pkcs8(secret.expose()).map_err(|_| CryptoError::Damaged)?;
    let key = read_public(pair.public_key().as_ref()).ok_or(CryptoError::Damaged)?;
    Ok(PublicHalf { key })
}

/// Reads PKCS#1. By itself `rsa` stops at 4096 bits.
fn read_public(der: &[u8]) -> Option<RsaPublicKey> {
    let numbers = pkcs1::RsaPublicKey::try_from(der).ok()?;
    let [n, e] = [numbers.modulus, numbers.public_exponent].map(|n| BigUint::from_bytes_be(n.as_bytes()));
    RsaPublicKey::new_with_max_size(n, e, MAX_BITS).ok()
}

/// Signs with RSASSA-PSS, SHA-256, MGF1-SHA-256 and a salt of 32 bytes.
pub fn sign_pss(secret: &Secret, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
    // EXPOSE: signing needs the secret half.
    let pair = RsaKeyPair::from_pkcs8(secret.expose()).map_err(|_| CryptoError::Damaged)?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), message, &mut signature).map_err(|_| CryptoError::Damaged)?;
    Ok(signature)
}

/// HMAC-SHA256 under a secret that is base64 text, in either alphabet, padded or not. None where it is no base64.
pub fn derive_hmac(secret: &Secret, message: &[u8]) -> Option<[u8; 32]> {
    let key = decode_base64(secret)?;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), message);
    tag.as_ref().try_into().ok()
}

fn decode_base64(secret: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    // EXPOSE: decoded for signing.
    let text = secret.expose().trim_ascii_end();
    let mut standard = Zeroizing::new(text.to_vec());
    standard.iter_mut().for_each(|b| {
        *b = if *b == b'-' {
            b'+'
        } else if *b == b'_' {
            b'/'
        } else {
            *b
        }
    });
    let end = standard.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1);
    STANDARD_NO_PAD.decode(&standard[..end]).ok().map(Zeroizing::new).filter(|key| !key.is_empty())
}

/// One library signs, the other verifies, with the public half read back from what will be uploaded.
pub fn prove_pair(secret: &Secret, public: &PublicHalf) -> Result<(), CryptoError> {
    let message = b"keyrack: a pair proves itself";
    let signature = sign_pss(secret, message)?;
    let uploaded = PublicHalf::parse(&public.pem()?)?;
    if uploaded.verifies(message, &signature) { Ok(()) } else { Err(CryptoError::NotProven) }
}

impl PublicHalf {
    pub fn parse(pem: &str) -> Result<Self, CryptoError> {
        let (_, der) = Document::from_pem(pem).map_err(|_| CryptoError::Damaged)?;
        let public = SubjectPublicKeyInfoRef::try_from(der.as_bytes()).map_err(|_| CryptoError::Damaged)?;
        if public.algorithm.oid != pkcs1::ALGORITHM_OID {
            return Err(CryptoError::Damaged);
        }
        let key = public.subject_public_key.as_bytes().and_then(read_public);
        key.map(|key| Self { key }).ok_or(CryptoError::Damaged)
    }

    /// SPKI PEM, the form that providers take.
    pub fn pem(&self) -> Result<String, CryptoError> {
        self.key.to_public_key_pem(LineEnding::LF).map_err(|_| CryptoError::Damaged)
    }

    /// SHA-256 of the SPKI DER, in hexadecimal.
    pub fn fingerprint(&self) -> Result<String, CryptoError> {
        let der = self.key.to_public_key_der().map_err(|_| CryptoError::Damaged)?;
        Ok(hex(&Sha256::digest(der.as_bytes())))
    }

    pub fn bits(&self) -> u16 {
        u16::try_from(self.key.n().bits()).unwrap_or(u16::MAX)
    }

    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = pss::VerifyingKey::<Sha256>::new_with_salt_len(self.key.clone(), PSS_SALT);
        pss::Signature::try_from(signature).is_ok_and(|s| key.verify(message, &s).is_ok())
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pair_of_each_size_proves_itself_and_fits_a_windows_item() {
        for (bits, most) in [(2048, 1_230), (3072, 1_805), (4096, 2_385)] {
            let pair = make_pair(bits).unwrap();
            assert_eq!(pair.public.bits(), bits);
            assert!(pair.secret.expose().len() <= most, "{bits}: {}", pair.secret.expose().len());
        }
    }

    #[test]
    fn hmac_takes_its_secret_in_every_base64() {
        let with = |text: &str| derive_hmac(&Secret::from(text.to_owned()), b"m");
        assert_eq!(with("-_-_"), with("+/+/"));
        assert_eq!(with("AAA="), with("AAA"));
        assert_eq!((with("not base64"), with(""), with("=")), (None, None, None));
    }

    #[test]
    fn pair_whose_halves_differ_does_not_prove_itself() {
        let (one, other) = (make_pair(2048).unwrap(), make_pair(2048).unwrap());
        assert_eq!(prove_pair(&one.secret, &other.public), Err(CryptoError::NotProven));
    }

    #[test]
    fn signature_over_another_message_is_refused() {
        let pair = make_pair(2048).unwrap();
        let signature = sign_pss(&pair.secret, b"one").unwrap();
        assert!(pair.public.verifies(b"one", &signature));
        assert!(!pair.public.verifies(b"two", &signature));
    }

    #[test]
    fn size_that_is_not_offered_is_refused() {
        assert_eq!(make_pair(1024).err(), Some(CryptoError::Size));
    }
}
