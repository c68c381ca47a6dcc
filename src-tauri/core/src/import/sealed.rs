//! PKCS#8 under a passphrase, within a bounded cost.

use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{Decode, ErrorKind, Reader, SliceReader};
use pkcs8::pkcs5::pbes2::{self, Kdf};
use pkcs8::pkcs5::{self, scrypt};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::{ImportError, MAX_ROUNDS, old};
use crate::secret::Secret;

/// The most memory that scrypt may take, and the most passes over it.
const MAX_SCRYPT_BYTES: u64 = 256 * 1024 * 1024;
const MAX_SCRYPT_PASSES: u16 = 16;

/// The ciphers of PBES2 that the library opens: AES, triple DES and DES.
const CIPHERS: [ObjectIdentifier; 5] = [
    pbes2::AES_128_CBC_OID,
    pbes2::AES_192_CBC_OID,
    pbes2::AES_256_CBC_OID,
    pbes2::DES_EDE3_CBC_OID,
    pbes2::DES_CBC_OID,
];

/// `EncryptedPrivateKeyInfo`, whatever its scheme.
pub(super) struct Sealed<'a> {
    scheme: AlgorithmIdentifierRef<'a>,
    data: &'a [u8],
}

/// A way to open it that was checked: only the passphrase is missing.
enum Scheme<'a> {
    Pbes2(pbes2::Parameters<'a>),
    Old(old::Scheme<'a>),
}

impl<'a> Sealed<'a> {
    pub(super) fn parse(der: &'a [u8]) -> Option<Self> {
        let mut reader = SliceReader::new(der).ok()?;
        let parts = |inside: &mut pkcs8::der::NestedReader<'_, SliceReader<'a>>| {
            Ok(Self { scheme: inside.decode()?, data: OctetStringRef::decode(inside)?.as_bytes() })
        };
        reader.sequence(parts).ok()
    }

    /// What is inside. Errors: those of the protection; `PassphraseNeeded` only where a passphrase could open it.
    pub(super) fn open(&self, passphrase: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let scheme = self.scheme()?;
        // Every cipher here works in blocks.
        if self.data.is_empty() || !self.data.len().is_multiple_of(8) {
            return Err(ImportError::Damaged);
        }
        let passphrase = passphrase.filter(|p| !p.is_empty()).ok_or(ImportError::PassphraseNeeded)?;
        // EXPOSE: the passphrase opens the file.
        let passphrase = passphrase.expose();
        match scheme {
            Scheme::Old(scheme) => scheme.open(passphrase, self.data).ok_or(ImportError::PassphraseWrong),
            Scheme::Pbes2(scheme) => scheme.decrypt(passphrase, self.data).map(Zeroizing::new).map_err(|e| match e {
                pkcs5::Error::UnsupportedAlgorithm { .. } => ImportError::OldProtection,
                pkcs5::Error::AlgorithmParametersInvalid { .. } => ImportError::Damaged,
                _ => ImportError::PassphraseWrong,
            }),
        }
    }

    fn scheme(&self) -> Result<Scheme<'a>, ImportError> {
        let parameters = self.scheme.parameters.ok_or(ImportError::Damaged)?;
        if self.scheme.oid == pbes2::PBES2_OID {
            pbes2(parameters).map(Scheme::Pbes2)
        } else {
            old::Scheme::parse(&self.scheme.oid.to_string(), parameters).map(Scheme::Old)
        }
    }
}

fn pbes2(parameters: AnyRef<'_>) -> Result<pbes2::Parameters<'_>, ImportError> {
    let cipher = parameters.sequence(|inside| {
        AlgorithmIdentifierRef::decode(inside)?;
        AlgorithmIdentifierRef::decode(inside)
    });
    let cipher = cipher.map_err(|_| ImportError::Damaged)?;
    if !CIPHERS.contains(&cipher.oid) {
        return Err(ImportError::OldProtection);
    }
    // For DES the library takes the first eight bytes of the vector, however many there are.
    if cipher.parameters.is_none_or(|vector| vector.value().len() < 8) {
        return Err(ImportError::Damaged);
    }
    let read = pbes2::Parameters::try_from(parameters).map_err(|e| match e.kind() {
        ErrorKind::OidUnknown { .. } => ImportError::OldProtection,
        _ => ImportError::Damaged,
    })?;
    match &read.kdf {
        Kdf::Pbkdf2(kdf) if kdf.iteration_count > MAX_ROUNDS => Err(ImportError::PassphraseTooCostly),
        Kdf::Scrypt(kdf) => {
            // In this order: the library counts on a cost of at least two, and 128 N r can be more than fits.
            let memory = kdf.cost_parameter.saturating_mul(128 * u64::from(kdf.block_size));
            if memory > MAX_SCRYPT_BYTES || kdf.parallelization > MAX_SCRYPT_PASSES {
                Err(ImportError::PassphraseTooCostly)
            } else if kdf.cost_parameter < 2 || scrypt::Params::try_from(kdf).is_err() {
                Err(ImportError::Damaged)
            } else {
                Ok(read)
            }
        }
        _ => Ok(read),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_private_key;
    use super::super::tests::{KEY, reason, tlv};
    use super::*;
    use rsa::pkcs8::{EncodePrivateKey, LineEnding};

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

    /// PBES2 by hand: a key derivation and a cipher, each an identifier and its parameters, around nothing.
    fn sealed(kdf: (&[u8], Vec<u8>), cipher: &[u8], vector: &[u8]) -> Vec<u8> {
        let kdf = tlv(0x30, &[tlv(6, kdf.0), kdf.1].concat());
        let cipher = tlv(0x30, &[tlv(6, cipher), tlv(4, vector)].concat());
        let pbes2 = tlv(6, pbes2::PBES2_OID.as_bytes());
        let scheme = tlv(0x30, &[pbes2, tlv(0x30, &[kdf, cipher].concat())].concat());
        tlv(0x30, &[scheme, tlv(4, &[0; 1200])].concat())
    }

    /// scrypt with this cost, block size and parallelization.
    fn scrypt(cost: &[u8], block: &[u8], passes: &[u8]) -> Vec<u8> {
        let numbers = [cost, block, passes].map(|n| tlv(2, n)).concat();
        let parameters = tlv(0x30, &[tlv(4, b"saltsalt"), numbers].concat());
        sealed((pbes2::SCRYPT_OID.as_bytes(), parameters), pbes2::AES_256_CBC_OID.as_bytes(), &[0; 16])
    }

    #[test]
    fn cost_of_scrypt_is_bounded_whatever_the_numbers() {
        assert_eq!(reason(scrypt(&[0x40, 0], &[8], &[1])), ImportError::PassphraseNeeded);
        assert_eq!(reason(scrypt(&[0x10, 0, 0], &[8], &[1])), ImportError::PassphraseTooCostly);
        assert_eq!(reason(scrypt(&[0x40, 0], &[8], &[17])), ImportError::PassphraseTooCostly);
        let most = [0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(reason(scrypt(&most, &[0x7f, 0xff], &[1])), ImportError::PassphraseTooCostly, "128 N r overflows");
        for cost in [0, 1, 3] {
            assert_eq!(reason(scrypt(&[cost], &[8], &[1])), ImportError::Damaged, "{cost}");
        }
        assert_eq!(reason(scrypt(&[16], &[0], &[1])), ImportError::Damaged);
        assert_eq!(reason(scrypt(&[16], &[8], &[0])), ImportError::Damaged);
    }

    #[test]
    fn short_vector_of_des_does_not_panic() {
        let pbkdf2 = || tlv(0x30, &[tlv(4, b"saltsalt"), tlv(2, &[1])].concat());
        for cipher in [pbes2::DES_EDE3_CBC_OID, pbes2::DES_CBC_OID] {
            for (vector, expected) in
                [(0, ImportError::Damaged), (7, ImportError::Damaged), (8, ImportError::PassphraseNeeded)]
            {
                let sealed = sealed((pbes2::PBKDF2_OID.as_bytes(), pbkdf2()), cipher.as_bytes(), &vec![0; vector]);
                assert_eq!(reason(sealed), expected, "{vector} bytes");
            }
        }
    }
}
