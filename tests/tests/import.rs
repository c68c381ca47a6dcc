//! Every file of the corpus reads as its manifest says: as the one published key, or as what it is instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyrack_core::Secret;
use keyrack_core::crypto::derive_public;
use keyrack_core::import::read_private_key;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("import")
}

/// What a file reads as: the fingerprint of a key, or the name of a refusal.
fn reads_as(file: &Path, passphrase: Option<&str>) -> String {
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let passphrase = passphrase.map(|p| Secret::from(p.to_owned()));
    match read_private_key(&Secret::new(bytes), passphrase.as_ref()) {
        Ok(read) => {
            let public = derive_public(&read.secret).expect("a key that can sign");
            assert_eq!(public.bits(), read.bits, "{}", file.display());
            format!("key {}", public.fingerprint().unwrap())
        }
        Err(e) => format!("{e:?}"),
    }
}

#[test]
fn every_file_reads_as_the_manifest_says() {
    let manifest = std::fs::read_to_string(corpus().join("manifest.txt")).unwrap();
    let key = manifest.lines().find_map(|line| line.strip_prefix("key = ")).expect("the fingerprint of the key");
    let rows: Vec<Vec<&str>> = manifest
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("key = "))
        .map(|line| line.split(" | ").collect())
        .collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let &[file, passphrase, expected] = row.as_slice() else { panic!("a row of three: {row:?}") };
        let expected = if expected == "key" { format!("key {key}") } else { expected.to_owned() };
        let found = reads_as(&corpus().join("files").join(file), Some(passphrase).filter(|p| *p != "-"));
        if found != expected {
            wrong.push(format!("{file} with passphrase {passphrase} should read as {expected}, not {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

    let listed: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let there: BTreeSet<String> = std::fs::read_dir(corpus().join("files"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(listed, there, "the manifest lists every file");
    assert!(there.len() >= 60, "{} files", there.len());
}
