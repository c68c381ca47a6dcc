//! Searches for secrets where none may be: each in every encoding that a leak could have.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;

/// Bytes that must not be found, with the name of what they are.
pub struct Needle {
    pub name: String,
    bytes: Vec<u8>,
    /// Searched in the text without white space, quotes and escaped line ends: so any wrapping is found.
    squeezed: bool,
}

/// Length of the piece of a number that is searched: as unlikely to occur by chance as the whole.
const PIECE: usize = 24;

/// Every form of the secret numbers of a pair. Its public modulus is no secret, so DER, PEM and base64 are searched
/// by what lies inside them: d, p and q.
pub fn pair(name: &str, pem: &str) -> Vec<Needle> {
    let key =
        RsaPrivateKey::from_pkcs8_pem(pem).or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem)).expect("a private key");
    let mut numbers = vec![("d", key.d().to_bytes_be())];
    numbers.extend(["p", "q"].into_iter().zip(key.primes().iter().map(|p| p.to_bytes_be())));
    let mut needles = Vec::new();
    for (part, number) in numbers {
        for at in [0, number.len() / 2, number.len() - PIECE] {
            needles.extend(encodings(&format!("{name}: {part}"), &number[at..at + PIECE]));
        }
    }
    needles
}

/// Every form of a secret that is text: a token or a passphrase.
pub fn text(name: &str, secret: &str) -> Vec<Needle> {
    encodings(name, secret.as_bytes())
}

fn encodings(name: &str, secret: &[u8]) -> Vec<Needle> {
    let mut needles = Vec::new();
    let mut add = |form: &str, bytes: Vec<u8>, squeezed| {
        needles.push(Needle { name: format!("{name} ({form})"), bytes, squeezed })
    };
    add("raw", secret.to_vec(), false);
    add("reversed", secret.iter().rev().copied().collect(), false);
    let mut texts = vec![
        (
            "hex",
            secret.iter().fold(String::new(), |mut t, b| {
                let _ = write!(t, "{b:02x}");
                t
            }),
        ),
        (
            "HEX",
            secret.iter().fold(String::new(), |mut t, b| {
                let _ = write!(t, "{b:02X}");
                t
            }),
        ),
    ];
    for offset in 0..3 {
        // What surrounds the secret touches the first and last characters: those are left out.
        let padded = [&vec![0; offset][..], secret].concat();
        let from = if offset == 0 { 0 } else { 4 };
        let to = padded.len() / 3 * 4;
        texts.push(("base64", STANDARD.encode(&padded)[from..to].to_owned()));
        texts.push(("base64url", URL_SAFE.encode(&padded)[from..to].to_owned()));
    }
    if let Ok(text) = std::str::from_utf8(secret) {
        let escaped = serde_json::to_string(text).expect("a text");
        texts.push(("text", text.to_owned()));
        texts.push(("JSON", escaped.trim_matches('"').to_owned()));
    }
    for (form, text) in texts {
        add(&format!("{form}, UTF-16"), text.encode_utf16().flat_map(u16::to_le_bytes).collect(), false);
        add(&format!("{form}, UTF-16BE"), text.encode_utf16().flat_map(u16::to_be_bytes).collect(), false);
        add(form, text.into_bytes(), true);
    }
    needles
}

/// The names of the needles that are in the bytes.
pub fn found_in<'n>(bytes: &[u8], needles: &'n [Needle]) -> Vec<&'n str> {
    Heads::of(needles).search(bytes)
}

/// All needles by how they begin, so that bytes are gone through once and not once for each.
struct Heads<'n> {
    needles: &'n [Needle],
    by_head: HashMap<[u8; HEAD], Vec<usize>>,
}

/// As many bytes as every needle has at least.
const HEAD: usize = 6;

impl<'n> Heads<'n> {
    fn of(needles: &'n [Needle]) -> Self {
        let mut by_head = HashMap::<_, Vec<usize>>::new();
        for (n, needle) in needles.iter().enumerate() {
            let head = needle.bytes.first_chunk().unwrap_or_else(|| panic!("{} is too short", needle.name));
            by_head.entry(*head).or_default().push(n);
        }
        Self { needles, by_head }
    }

    fn search(&self, bytes: &[u8]) -> Vec<&'n str> {
        let mut found = BTreeSet::new();
        self.search_in(bytes, &mut found, |_| true);
        self.search_in(&squeeze(bytes), &mut found, |needle| needle.squeezed);
        found.into_iter().map(|n| &self.needles[n].name[..]).collect()
    }

    fn search_in(&self, bytes: &[u8], found: &mut BTreeSet<usize>, counts: impl Fn(&Needle) -> bool) {
        for (at, head) in bytes.windows(HEAD).enumerate() {
            for n in self.by_head.get(head).into_iter().flatten() {
                if bytes[at..].starts_with(&self.needles[*n].bytes) && counts(&self.needles[*n]) {
                    found.insert(*n);
                }
            }
        }
    }
}

fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if *first == b'\\' && matches!(tail.first(), Some(b'n' | b'r' | b't')) {
            rest = &tail[1..];
            continue;
        }
        if !first.is_ascii_whitespace() && !matches!(first, b'"' | b'\'' | b'\\') {
            out.push(*first);
        }
        rest = tail;
    }
    out
}

/// Searches every file below the folders. Returns what was found, and how many files were read.
pub fn folders(roots: &[PathBuf], needles: &[Needle]) -> (Vec<String>, usize) {
    let (mut found, mut files) = (Vec::new(), Vec::new());
    roots.iter().for_each(|root| collect(root, &mut files));
    let heads = Heads::of(needles);
    for file in &files {
        let bytes = std::fs::read(file).unwrap_or_default();
        found.extend(heads.search(&bytes).into_iter().map(|name| format!("{name} in {}", file.display())));
    }
    (found, files.len())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&path, files),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

/// Searches arguments and environment of every process of this session. Returns what was found, and how many
/// processes were read.
pub fn processes(needles: &[Needle]) -> (Vec<String>, usize) {
    let (mut found, mut read) = (Vec::new(), 0);
    let heads = Heads::of(needles);
    let own = std::process::id().to_string();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let id = entry.file_name().to_string_lossy().into_owned();
        if !id.bytes().all(|b| b.is_ascii_digit()) || id == own {
            continue;
        }
        for part in ["cmdline", "environ"] {
            let Ok(bytes) = std::fs::read(entry.path().join(part)) else { continue };
            read += 1;
            found.extend(heads.search(&bytes).into_iter().map(|name| format!("{name} in {part} of process {id}")));
        }
    }
    (found, read)
}

/// Every pair that the keychain holds under a service name, as PEM; read from outside Keyrack.
pub fn in_keychain(service: &str) -> Vec<String> {
    let out = keychain(service);
    let mut pems = Vec::new();
    let mut rest = &out[..];
    while let Some(begin) = rest.find("-----BEGIN PRIVATE KEY-----") {
        let end = rest[begin..].find("-----END PRIVATE KEY-----").expect("armour") + begin + 25;
        pems.push(rest[begin..end].to_owned());
        rest = &rest[end..];
    }
    pems
}

/// The named parts of every secret that has several, likewise.
pub fn parts_in_keychain(service: &str) -> Vec<(String, String)> {
    let out = keychain(service);
    let objects = out.lines().filter_map(|line| serde_json::from_str::<BTreeMap<String, String>>(line).ok());
    objects.flatten().collect()
}

fn keychain(service: &str) -> String {
    let listed = std::process::Command::new("secret-tool")
        .args(["search", "--all", "service", service])
        .output()
        .expect("secret-tool");
    String::from_utf8_lossy(&listed.stdout).into_owned()
}
