//! Every promise in the README names a test that exists.

use std::path::Path;

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_promise_names_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let promises = readme.split("## What Keyrack promises").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut all = String::new();
    sources(&root.join("src-tauri/core/src"), &mut all);
    sources(&root.join("tests/tests"), &mut all);
    let bullets = promises.split("\n- ").skip(1);
    let mut count = 0;
    for bullet in bullets {
        let named: Vec<&str> = bullet.split('`').skip(1).step_by(2).filter(|n| n.contains('_')).collect();
        assert!(!named.is_empty(), "no test stands behind: {bullet}");
        for test in named {
            assert!(all.contains(&format!("fn {test}(")), "{test} does not exist");
        }
        count += 1;
    }
    assert!(count >= 8);
}
