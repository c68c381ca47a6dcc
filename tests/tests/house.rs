//! Who may know whom: the `use` lines of the core against the table of the house. A new edge is a decision, made here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Module → what it may use of the core.
fn table() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("api", &["code", "secret", "types"][..]),
        (
            "app",
            &[
                "api",
                "ask",
                "audit",
                "auth",
                "call",
                "client",
                "clock",
                "crypto",
                "doctor",
                "error",
                "export",
                "handover",
                "import",
                "journal",
                "outfile",
                "proof",
                "providers",
                "reminders",
                "secret",
                "sheet",
                "snippets",
                "store",
                "tried",
                "types",
                "vault",
                "watch",
                "words",
            ],
        ),
        ("ask", &["auth", "call", "client", "clock", "error", "pace", "providers", "secret", "types", "vault"]),
        ("audit", &["api", "crypto", "code", "secret", "store", "types", "vault"]),
        ("auth", &["call", "crypto", "secret", "types", "vault"]),
        ("call", &["code", "secret", "types"]),
        ("client", &["auth", "call", "code", "secret", "types"]),
        ("clock", &[]),
        ("code", &[]),
        ("crypto", &["code", "secret"]),
        ("doctor", &["api", "ask", "auth", "call", "error", "providers"]),
        ("error", &["code", "types", "call", "client", "crypto", "import", "outfile", "store", "vault"]),
        ("export", &["audit", "store"]),
        ("handover", &["api", "secret", "vault"]),
        ("import", &["code", "crypto", "secret"]),
        ("journal", &["api", "code", "store", "types"]),
        ("outfile", &["code", "types"]),
        ("pace", &["call", "clock", "providers"]),
        ("proof", &["api", "ask", "call", "error"]),
        ("providers", &["api", "auth", "call", "secret", "types"]),
        ("reminders", &["api", "clock", "store"]),
        ("secret", &[]),
        ("sheet", &["api", "types", "words"]),
        ("snippets", &["api", "auth", "call", "providers"]),
        ("store", &["api", "code", "types"]),
        ("tried", &["api", "ask", "auth", "call", "providers"]),
        ("types", &["code"]),
        ("vault", &["crypto", "code", "secret", "types"]),
        ("watch", &["api", "clock"]),
        ("words", &["types"]),
    ])
}

fn sources(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The modules of the core that a source mentions, its tests left out.
fn used(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = BTreeSet::new();
    for part in source.split("crate::").skip(1) {
        let list = part.strip_prefix('{').and_then(|p| p.split('}').next());
        let names: Vec<&str> = match list {
            Some(list) => list.split(',').collect(),
            None => vec![part],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn modules_of_the_core_know_only_whom_they_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src");
    let table = table();
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20);
    for file in files {
        let path = file.strip_prefix(&root).unwrap();
        let module = path.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let allowed = table.get(&module[..]).unwrap_or_else(|| panic!("{module} has no place in the table"));
        for other in used(&std::fs::read_to_string(&file).unwrap()) {
            let known = other == module || allowed.contains(&&other[..]) || !table.contains_key(&other[..]);
            assert!(known, "{} uses {other}", path.display());
        }
    }
}

#[test]
fn new_edge_is_noticed() {
    assert!(
        used("use crate::{api::A, vault};\nlet x = crate::store::y();")
            .is_superset(&BTreeSet::from(["vault".into(), "store".into()]))
    );
}

#[test]
fn every_look_at_a_secret_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut looks = 0;
    for file in files.iter().filter(|f| !f.ends_with("secret.rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let lines: Vec<&str> = source.lines().collect();
        for (n, _) in lines.iter().enumerate().filter(|(_, l)| l.contains(".expose()") || l.contains(".expose_text()"))
        {
            looks += 1;
            let reasoned = lines[n.saturating_sub(6)..=n].iter().any(|l| l.contains("// EXPOSE: "));
            assert!(reasoned, "{}:{} has no // EXPOSE: reason", file.display(), n + 1);
        }
    }
    assert!(looks > 10);
}
