//! DER: PKCS#8 and PKCS#1, plain or once they are opened.

use pkcs8::PrivateKeyInfo;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{self, DecodeRsaPrivateKey};
use rsa::pkcs8::EncodePrivateKey;

use super::{BITS, ImportError, Imported, name, sealed};
use crate::crypto::derive_public;
use crate::secret::Secret;

/// Reads DER. None where the bytes are not ASN.1 at all.
pub(super) fn read(der: &[u8], passphrase: Option<&Secret>) -> Option<Result<Imported, ImportError>> {
    if let Some(named) = name::indefinite(der) {
        return Some(Err(named));
    }
    let length = sequence_length(der)?;
    if length > der.len() {
        return Some(Err(ImportError::CutOff));
    }
    let der = &der[..length];
    Some(match sealed::Sealed::parse(der) {
        Some(sealed) => sealed.open(passphrase).and_then(|opened| read_opened(&opened)),
        None => read_plain(der),
    })
}

/// Reads what a passphrase opened. Where it is no private key at all, the passphrase was another: the padding
/// comes out right by chance once in 256 times.
pub(super) fn read_opened(der: &[u8]) -> Result<Imported, ImportError> {
    read_plain(der).map_err(|e| match e {
        ImportError::OtherKind(_) | ImportError::KeySize(_) | ImportError::Damaged => e,
        _ => ImportError::PassphraseWrong,
    })
}

fn read_plain(der: &[u8]) -> Result<Imported, ImportError> {
    if let Ok(info) = PrivateKeyInfo::try_from(der) {
        return match info.algorithm.oid.to_string().as_str() {
            name::RSA => read_rsa(info.private_key),
            other => Err(ImportError::OtherKind(name::kind(other))),
        };
    }
    match name::der(der) {
        // It looks like PKCS#1. What is wrong with it, if anything, is found below.
        ImportError::Damaged => read_rsa(der),
        other => Err(other),
    }
}

/// Reads PKCS#1. The numbers of the Chinese remainder are computed anew, so that they fit.
fn read_rsa(der: &[u8]) -> Result<Imported, ImportError> {
    let numbers = pkcs1::RsaPrivateKey::try_from(der).map_err(|_| ImportError::Damaged)?;
    if numbers.other_prime_infos.is_some() {
        return Err(ImportError::OtherKind("RSA with more than two primes"));
    }
    let n = numbers.modulus.as_bytes();
    let bits = n.len() * 8 - n.first().map_or(0, |b| b.leading_zeros() as usize);
    if !BITS.contains(&bits) {
        return Err(ImportError::KeySize(bits));
    }
    // Before any arithmetic: numbers longer than the modulus are none of this key and could cost minutes.
    let rest = [numbers.public_exponent, numbers.private_exponent, numbers.prime1, numbers.prime2];
    if rest.iter().any(|number| number.as_bytes().len() > n.len()) {
        return Err(ImportError::Damaged);
    }
    let key = RsaPrivateKey::from_pkcs1_der(der).map_err(|_| ImportError::Damaged)?;
    let der = key.to_pkcs8_der().map_err(|_| ImportError::Damaged)?;
    let secret = Secret::new(der.as_bytes().to_vec());
    // What will sign later has its own rules: a key that it refuses is refused here, while the person is there.
    derive_public(&secret).map_err(|_| ImportError::Damaged)?;
    Ok(Imported { secret, bits: bits as u16 })
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

#[cfg(test)]
mod tests {
    use super::super::tests::{KEY, read, reason, tlv};
    use super::*;
    use rsa::traits::{PrivateKeyParts, PublicKeyParts};

    /// PKCS#1 of these numbers: n, e, d, p, q and the three of the remainder.
    fn pkcs1(numbers: [&[u8]; 8]) -> Vec<u8> {
        let mut content = tlv(2, &[0]);
        for number in numbers {
            let sign: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
            content.extend(tlv(2, &[sign, number].concat()));
        }
        tlv(0x30, &content)
    }

    fn numbers() -> Vec<Vec<u8>> {
        let mut all = vec![KEY.n().to_bytes_be(), vec![1, 0, 1], KEY.d().to_bytes_be()];
        all.extend(KEY.primes().iter().map(|p| p.to_bytes_be()));
        all
    }

    #[test]
    fn numbers_of_the_remainder_are_computed_anew() {
        let all = numbers();
        let [n, e, d, p, q] = [0, 1, 2, 3, 4].map(|i| &all[i][..]);
        assert!(read(pkcs1([n, e, d, p, q, &[2], &[2], &[2]])).is_ok());
        assert!(read(pkcs1([n, e, d, q, p, &[2], &[2], &[2]])).is_ok(), "the primes in the other order");
    }

    #[test]
    fn number_longer_than_the_modulus_costs_no_time() {
        let all = numbers();
        let [n, d, p, q] = [0, 2, 3, 4].map(|i| &all[i][..]);
        let long = vec![0xff; 60_000];
        assert_eq!(reason(pkcs1([n, &[3], &long, p, q, &[2], &[2], &[2]])), ImportError::Damaged);
        assert_eq!(reason(pkcs1([n, &[3], d, &long, q, &[2], &[2], &[2]])), ImportError::Damaged);
        assert_eq!(reason(pkcs1([&long, &[3], d, p, q, &[2], &[2], &[2]])), ImportError::KeySize(480_000));
    }

    #[test]
    fn prime_of_one_is_damaged() {
        let all = numbers();
        let [n, e, d] = [0, 1, 2].map(|i| &all[i][..]);
        assert_eq!(reason(pkcs1([n, e, d, n, &[1], &[2], &[2], &[2]])), ImportError::Damaged);
    }

    #[test]
    fn key_of_1024_bits_is_refused() {
        let small = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap();
        assert_eq!(reason(small.to_pkcs8_der().unwrap().as_bytes()), ImportError::KeySize(1024));
    }

    #[test]
    fn ed25519_key_is_named() {
        // RFC 8410, section 10.3: a published test vector.
        let vector = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----";
        assert_eq!(reason(vector), ImportError::OtherKind("Ed25519"));
    }
}
