//! Protection from before PBES2: OpenSSL's own PEM form, PBES1 and that of PKCS#12.
//!
//! Read, because people have such files; never written.

use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipher, BlockDecryptMut, KeyInit, KeyIvInit};
use md5::Md5;
use pkcs8::der::Decode;
use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use sha1::{Digest, Sha1};
use zeroize::{Zeroize, Zeroizing};

use super::{ImportError, MAX_ROUNDS};

type Bytes = Zeroizing<Vec<u8>>;

#[derive(Clone, Copy)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Des,
    /// Triple DES with two keys, and with three.
    TripleDes2,
    TripleDes3,
}

impl Cipher {
    /// The cipher as `DEK-Info` names it.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "AES-128-CBC" => Some(Self::Aes128),
            "AES-192-CBC" => Some(Self::Aes192),
            "AES-256-CBC" => Some(Self::Aes256),
            "DES-CBC" => Some(Self::Des),
            "DES-EDE-CBC" => Some(Self::TripleDes2),
            "DES-EDE3-CBC" => Some(Self::TripleDes3),
            _ => None,
        }
    }

    /// Its block in bytes: also the length of the vector that it starts from.
    pub(super) fn block(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Des | Self::TripleDes2 | Self::TripleDes3 => 8,
        }
    }

    fn key(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 | Self::TripleDes2 => 16,
            Self::Aes192 | Self::TripleDes3 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Opens OpenSSL's PEM form. Its vector serves as the salt too. None where the padding does not come out.
    pub(super) fn open_pem(self, passphrase: &[u8], vector: &[u8], sealed: &[u8]) -> Option<Bytes> {
        let key = bytes_to_key(passphrase, vector.get(..8)?, self.key());
        self.decrypt(&key, vector, sealed)
    }

    fn decrypt(self, key: &[u8], vector: &[u8], sealed: &[u8]) -> Option<Bytes> {
        match self {
            Self::Aes128 => decrypt::<aes::Aes128Dec>(key, vector, sealed),
            Self::Aes192 => decrypt::<aes::Aes192Dec>(key, vector, sealed),
            Self::Aes256 => decrypt::<aes::Aes256Dec>(key, vector, sealed),
            Self::Des => decrypt::<des::Des>(key, vector, sealed),
            Self::TripleDes2 => decrypt::<des::TdesEde2>(key, vector, sealed),
            Self::TripleDes3 => decrypt::<des::TdesEde3>(key, vector, sealed),
        }
    }
}

fn decrypt<C: BlockCipher + BlockDecryptMut + KeyInit>(key: &[u8], vector: &[u8], sealed: &[u8]) -> Option<Bytes> {
    let mut opened = Zeroizing::new(sealed.to_vec());
    let cipher = Decryptor::<C>::new_from_slices(key, vector).ok()?;
    let length = cipher.decrypt_padded_mut::<Pkcs7>(&mut opened).ok()?.len();
    opened.truncate(length);
    Some(opened)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round, which no library has.
fn bytes_to_key(passphrase: &[u8], salt: &[u8], length: usize) -> Bytes {
    // Room for the last hash whole: a key that grows leaves a piece of itself in memory.
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    while key.len() < length {
        let last = key.len().saturating_sub(16);
        let mut hash = Md5::new().chain_update(&key[last..]).chain_update(passphrase).chain_update(salt).finalize();
        key.extend_from_slice(&hash);
        hash.as_mut_slice().zeroize();
    }
    key.truncate(length);
    key
}

#[derive(Clone, Copy)]
enum Kdf {
    Pbkdf1Md5,
    Pbkdf1Sha1,
    Pkcs12Sha1,
}

/// A scheme that names its hash and its cipher in one breath: PBES1 (RFC 8018) or PKCS#12 (RFC 7292).
pub(super) struct Scheme<'a> {
    kdf: Kdf,
    cipher: Cipher,
    salt: &'a [u8],
    rounds: u32,
}

impl<'a> Scheme<'a> {
    /// Errors: `OldProtection` where its hash or cipher (MD2, RC2, RC4) is not read here.
    pub(super) fn parse(oid: &str, parameters: AnyRef<'a>) -> Result<Self, ImportError> {
        let (kdf, cipher) = match oid {
            "1.2.840.113549.1.5.3" => (Kdf::Pbkdf1Md5, Cipher::Des),
            "1.2.840.113549.1.5.10" => (Kdf::Pbkdf1Sha1, Cipher::Des),
            "1.2.840.113549.1.12.1.3" => (Kdf::Pkcs12Sha1, Cipher::TripleDes3),
            "1.2.840.113549.1.12.1.4" => (Kdf::Pkcs12Sha1, Cipher::TripleDes2),
            _ => return Err(ImportError::OldProtection),
        };
        let parameters = parameters.sequence(|inside| Ok((OctetStringRef::decode(inside)?, u32::decode(inside)?)));
        let (salt, rounds) = parameters.map_err(|_| ImportError::Damaged)?;
        if rounds > MAX_ROUNDS {
            return Err(ImportError::PassphraseTooCostly);
        }
        Ok(Self { kdf, cipher, salt: salt.as_bytes(), rounds })
    }

    /// None where the padding does not come out: the passphrase is another.
    pub(super) fn open(&self, passphrase: &[u8], sealed: &[u8]) -> Option<Bytes> {
        let (key, vector) = match self.kdf {
            Kdf::Pbkdf1Md5 => halves(&pbkdf1::<Md5>(passphrase, self.salt, self.rounds)),
            Kdf::Pbkdf1Sha1 => halves(&pbkdf1::<Sha1>(passphrase, self.salt, self.rounds)),
            Kdf::Pkcs12Sha1 => {
                let text = std::str::from_utf8(passphrase).ok()?;
                // RFC 7292: UTF-16, the high byte first, closed with two zeros.
                let mut wide = Zeroizing::new(Vec::with_capacity(2 * passphrase.len() + 2));
                wide.extend(text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
                let rounds = i32::try_from(self.rounds).ok()?;
                let derive = |id, length| Zeroizing::new(derive_key::<Sha1>(&wide, self.salt, id, rounds, length));
                let key = derive(Pkcs12KeyType::EncryptionKey, self.cipher.key());
                (key, derive(Pkcs12KeyType::Iv, self.cipher.block()))
            }
        };
        self.cipher.decrypt(&key, &vector, sealed)
    }
}

/// PBKDF1 (RFC 8018): the hash of the hash, as often as the file says.
fn pbkdf1<H: Digest>(passphrase: &[u8], salt: &[u8], rounds: u32) -> Bytes {
    let mut hash = H::new().chain_update(passphrase).chain_update(salt).finalize();
    for _ in 1..rounds {
        hash = H::digest(&hash);
    }
    let derived = Zeroizing::new(hash.to_vec());
    hash.as_mut_slice().zeroize();
    derived
}

/// The key of DES and its vector.
fn halves(derived: &[u8]) -> (Bytes, Bytes) {
    (Zeroizing::new(derived[..8].to_vec()), Zeroizing::new(derived[8..16].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_from_a_passphrase_is_that_of_openssl() {
        // openssl enc -aes-256-cbc -md md5 -S 0123456789ABCDEF -k password -P
        let salt = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
        let key = crate::crypto::hex(&bytes_to_key(b"password", &salt, 32));
        assert_eq!(key, "45cd1c2d6cd6fa6db6d72683b58ee06c3a66b9f05eadaa053b675d62203b0608");
        assert_eq!(crate::crypto::hex(&bytes_to_key(b"password", &salt, 24)), key[..48]);
    }
}
