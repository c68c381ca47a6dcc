//! No input makes the reader of private keys panic or hang, and what it accepts is a key that works.

use std::path::Path;

use keyrack_core::Secret;
use keyrack_core::crypto::{derive_public, prove_pair};
use keyrack_core::import::read_private_key;
use keyrack_tests::fuzz::fuzz;

/// Longer ones cost time and teach nothing: the forms are the same.
const LONGEST_SEED: usize = 6 * 1024;
/// Files whose mutations cost seconds each: many rounds, or a large modulus.
const COSTLY: [&str; 3] = ["costly", "8192", "8208"];

/// The corpus without what is costly, as far as the name ends so.
fn corpus(ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("import/files");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .filter(|file| file.to_string_lossy().ends_with(ending))
        .filter(|file| !COSTLY.iter().any(|part| file.to_string_lossy().contains(part)))
        .map(|file| std::fs::read(file).unwrap())
        .filter(|bytes| bytes.len() <= LONGEST_SEED)
        .collect()
}

/// Whatever is accepted signs.
fn reads(input: &[u8]) {
    let input = Secret::new(input.to_vec());
    let passphrase = Secret::from("open sesame".to_owned());
    // Only what is refused without the passphrase is worth a second look with it.
    let read = read_private_key(&input, None).or_else(|_| read_private_key(&input, Some(&passphrase)));
    if let Ok(read) = read {
        let public = derive_public(&read.secret).expect("a public half");
        assert_eq!(public.bits(), read.bits);
        prove_pair(&read.secret, &public).expect("a pair that signs");
    }
}

#[test]
fn no_input_breaks_the_reader() {
    fuzz("import", corpus(""), 20_000, reads);
}

#[test]
fn no_element_of_a_key_breaks_the_reader() {
    let mut bent = Vec::new();
    for der in corpus(".der") {
        bend(&der, &mut bent, &|whole| whole);
    }
    assert!(bent.len() > 2_000, "{}", bent.len());
    fuzz("import", bent, 0, reads);
}

/// DER with one element bent, for each element at any depth and each way to bend it; all lengths around it fit.
fn bend(der: &[u8], bent: &mut Vec<Vec<u8>>, around: &dyn Fn(Vec<u8>) -> Vec<u8>) {
    let Some(elements) = elements(der) else { return };
    for (n, &(tag, content)) in elements.iter().enumerate() {
        let with = |this: &[Vec<u8>]| {
            let whole = |&(tag, content): &(u8, &[u8])| vec![encoded(tag, content)];
            let before = elements[..n].iter().flat_map(whole);
            around(before.chain(this.to_vec()).chain(elements[n + 1..].iter().flat_map(whole)).flatten().collect())
        };
        bent.push(with(&[]));
        bent.push(with(&[encoded(tag, content), encoded(tag, content)]));
        for tag in [0x02, 0x03, 0x04, 0x05, 0x30, 0xa0] {
            bent.push(with(&[encoded(tag, content)]));
        }
        // Nothing, the edges of small numbers, 2^63, and more than any field holds.
        let contents: [&[u8]; 8] =
            [&[], &[0], &[1], &[3], &[0x7f, 0xff], &[0, 0x80, 0, 0, 0, 0, 0, 0, 0], &[0xff; 9], &[0x7f; 300]];
        for content in contents.into_iter().chain([&content[..content.len() / 2]]) {
            bent.push(with(&[encoded(tag, content)]));
        }
        // Sequences, and what an octet string wraps.
        if tag == 0x30 || tag == 0x04 {
            bend(content, bent, &|inner| with(&[encoded(tag, &inner)]));
        }
    }
}

/// The elements of DER: tag and content. None where it is none to its end.
fn elements(mut der: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut elements = Vec::new();
    while let [tag, rest @ ..] = der {
        let (length, rest) = match rest {
            [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            [0x81, length, rest @ ..] => (usize::from(*length), rest),
            [length @ ..=0x7f, rest @ ..] => (usize::from(*length), rest),
            _ => return None,
        };
        let (content, after) = rest.split_at_checked(length)?;
        elements.push((*tag, content));
        der = after;
    }
    Some(elements)
}

fn encoded(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    match (length, content.len()) {
        ([_, short], ..0x80) => [&[tag, short], content].concat(),
        ([_, byte], ..0x100) => [&[tag, 0x81, byte], content].concat(),
        ([high, low], _) => [&[tag, 0x82, high, low], content].concat(),
    }
}
