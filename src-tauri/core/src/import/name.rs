//! Names for what is no private key that we take.

use pkcs8::der::asn1::{AnyRef, ObjectIdentifier};
use pkcs8::der::{Decode, Reader, SliceReader, Tag, Tagged};

use super::{ImportError, UNNAMED};

/// The object identifier of RSA.
pub(super) const RSA: &str = "1.2.840.113549.1.1.1";
/// Diffie-Hellman, with or without its q.
const DH: &str = "Diffie-Hellman";

/// The kind of a key from its object identifier.
pub(super) fn kind(oid: &str) -> &'static str {
    match oid {
        "1.2.840.113549.1.1.10" => "RSA-PSS",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "1.2.840.10045.2.1" => "EC",
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.3.1" | "1.2.840.10046.2.1" => DH,
        "2.16.840.1.101.3.4.3.17" | "2.16.840.1.101.3.4.3.18" | "2.16.840.1.101.3.4.3.19" => "ML-DSA",
        _ => UNNAMED,
    }
}

/// The kind that a label of parameters names: these hold no key, and not all of them are a sequence.
pub(super) fn parameters(label: &str) -> Option<&'static str> {
    match label {
        "EC PARAMETERS" => Some("EC"),
        "DSA PARAMETERS" => Some("DSA"),
        "DH PARAMETERS" | "X9.42 DH PARAMETERS" => Some(DH),
        _ => None,
    }
}

/// Whether the bytes are what OpenSSH writes, whatever the header says.
pub(super) fn is_ssh(bytes: &[u8]) -> bool {
    bytes.starts_with(b"openssh-key-v1\0")
}

/// What a text without armour is, where its first words say it.
pub(super) fn text(text: &str) -> Option<ImportError> {
    const SSH: [&str; 7] = [
        "ssh-",
        "ecdsa-sha2-",
        "sk-ssh-",
        "sk-ecdsa-",
        "---- BEGIN SSH2",
        "PuTTY-User-Key-File-",
        "SSH PRIVATE KEY FILE FORMAT",
    ];
    if SSH.iter().any(|start| text.starts_with(start)) {
        Some(ImportError::SshKey)
    } else if text.starts_with('{') && text.contains("\"kty\"") {
        Some(ImportError::OtherKind("JSON Web Key"))
    } else {
        None
    }
}

/// What begins without a length, as Windows and macOS write PKCS#12.
pub(super) fn indefinite(bytes: &[u8]) -> Option<ImportError> {
    match bytes {
        [0x30, 0x80, 0x02, 0x01, 0x03, ..] => Some(ImportError::OtherKind("PKCS#12")),
        [0x30, 0x80, 0x06, ..] => Some(ImportError::Certificate),
        _ => None,
    }
}

/// What a whole DER sequence is, when it is no PKCS#8. `Damaged` where it looks like a private RSA key.
pub(super) fn der(der: &[u8]) -> ImportError {
    let Some(parts) = parts(der) else { return ImportError::NotAKey };
    let tags: Vec<Tag> = parts.iter().map(Tagged::tag).collect();
    match tags[..] {
        [Tag::Sequence, Tag::BitString] => public_half(&parts[0]),
        // A request has the shape of a certificate and as little of a secret half.
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => ImportError::Certificate,
        // PKCS#7, where certificates travel in a bundle.
        [Tag::ObjectIdentifier, Tag::ContextSpecific { .. }] => ImportError::Certificate,
        [Tag::Integer, Tag::OctetString, ..] => ImportError::OtherKind("EC"),
        [Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence] => {
            ImportError::OtherKind("PKCS#12")
        }
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => ImportError::Damaged,
        [Tag::Integer, Tag::Integer] if generates(&parts[1]) => ImportError::OtherKind(DH),
        [Tag::Integer, Tag::Integer] => ImportError::PublicHalf,
        [Tag::Integer, Tag::Integer, Tag::Integer] if generates(&parts[1]) => ImportError::OtherKind(DH),
        [Tag::Integer, Tag::Integer, Tag::Integer] => ImportError::OtherKind("DSA"),
        _ if tags == [Tag::Integer; 6] => ImportError::OtherKind("DSA"),
        _ if tags.starts_with(&[Tag::Integer; 7]) => ImportError::Damaged,
        _ => ImportError::NotAKey,
    }
}

/// Whether a number is one that Diffie-Hellman starts from, and no exponent of RSA in use.
fn generates(number: &AnyRef<'_>) -> bool {
    matches!(number.value(), [2 | 5])
}

fn public_half(algorithm: &AnyRef<'_>) -> ImportError {
    let oid = algorithm.sequence(|inside| {
        let oid = ObjectIdentifier::decode(inside)?;
        while !inside.is_finished() {
            AnyRef::decode(inside)?;
        }
        Ok(oid)
    });
    match oid.map(|oid| oid.to_string()).as_deref() {
        Ok(RSA) => ImportError::PublicHalf,
        Ok(other) => ImportError::OtherKind(kind(other)),
        Err(_) => ImportError::NotAKey,
    }
}

/// The elements of a DER sequence.
fn parts(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let whole = AnyRef::from_der(der).ok().filter(|whole| whole.tag() == Tag::Sequence)?;
    let mut inside = SliceReader::new(whole.value()).ok()?;
    let mut parts = Vec::new();
    while !inside.is_finished() {
        parts.push(AnyRef::decode(&mut inside).ok()?);
    }
    Some(parts)
}
