//! Each provider's file by itself: every request that it builds is the one in `answers/<provider>/requests.txt`, every
//! ability has a recorded answer that its reader takes, and its data holds together.
//!
//! The answers are the documents' own samples, or were recorded; secrets are replaced. After a change of a request:
//! `KEYRACK_WRITE_SNAPSHOTS=1 cargo test -p keyrack-tests --test answers`.

use std::path::Path;

use keyrack_core::api::Way;
use keyrack_core::providers::{ALL, Abilities, Provider};
use keyrack_core::types::Address;
use keyrack_tests::answers::{answer, calls, folder, recorded};

fn printed(provider: &Provider) -> String {
    let address = provider.info.environments.iter().find_map(|e| e.address).expect("an address");
    let address = Address::parse(address).expect("a good address");
    calls(provider).iter().map(|b| format!("{}\n{}\n\n", b.ability, b.request.print(&address))).collect()
}

/// What is missing or does not hold together in a provider's file and its recordings.
fn gaps(provider: &Provider, folder: &Path) -> Vec<String> {
    let (info, keys) = (provider.info, &provider.keys);
    let mut gaps = Vec::new();
    let mut need = |holds: bool, what: &str| {
        if !holds {
            gaps.push(what.to_owned());
        }
    };
    need(!info.ways.contains(&Way::Here) || keys.register.is_some(), "makes pairs here, and cannot register them");
    need(!info.ways.contains(&Way::Provider) || keys.issue.is_some(), "offers to issue keys, and cannot");
    need(keys.issue.is_none() || info.ways.contains(&Way::Provider), "can issue keys, and does not offer it");
    need(info.ways.is_empty() || keys.list.is_some(), "makes keys, and cannot list them: a lost answer stays unknown");
    need(info.ways.is_empty() || keys.revoke.is_some(), "makes keys, and cannot stop them");
    need(info.ways.contains(&Way::Here) != info.key_sizes.is_empty(), "pairs and their sizes do not agree");
    need(!info.forms.is_empty() && !info.key.fields.is_empty(), "has no form");
    need(!info.website_stop_steps.is_empty(), "does not say how a key is stopped by hand");
    need(info.environments.iter().any(|e| e.address.is_none()), "has no custom address");
    need(info.documentation.starts_with("https://") && info.website.starts_with("https://"), "links are not https");
    for environment in info.environments {
        let good = environment.address.is_none_or(|a| a.starts_with("https://") && Address::parse(a).is_ok());
        need(good, "an address is not https");
    }
    for preset in info.presets {
        need(preset.scopes.iter().all(|s| info.permission(s).is_some()), "a preset names an unknown permission");
    }
    for permission in info.permissions {
        need(permission.needs.iter().all(|s| info.permission(s).is_some()), "a permission needs an unknown one");
        need(permission.newer.is_none_or(|n| info.permission(n.scope).is_some()), "a newer name is unknown");
    }
    for form in info.forms.iter().chain([&info.key]) {
        let known = form.key_id.is_none_or(|id| form.fields.iter().any(|f| f.id == id));
        need(known, "a form's key id is none of its fields");
    }
    let snapshot = std::fs::read_to_string(folder.join("requests.txt")).unwrap_or_default();
    need(snapshot == printed(provider), "a request is not the one in requests.txt");
    for call in calls(provider) {
        let answers = recorded(folder, call.ability);
        need(!answers.is_empty(), &format!("{}: no recorded answer", call.ability));
        for (path, body) in answers {
            if let Err(e) = (call.read)(&answer(200, body.as_bytes())) {
                need(false, &format!("{path}: {e}"));
            }
        }
    }
    gaps
}

#[test]
fn every_provider_is_whole() {
    for provider in ALL {
        let folder = folder(provider);
        if std::env::var_os("KEYRACK_WRITE_SNAPSHOTS").is_some() {
            std::fs::write(folder.join("requests.txt"), printed(provider)).unwrap();
        }
        let gaps = gaps(provider, &folder);
        assert!(gaps.is_empty(), "{}: {gaps:#?}", provider.info.id);
    }
}

#[test]
fn no_answer_is_recorded_for_a_call_that_nobody_makes() {
    for provider in ALL {
        let known: Vec<&str> = calls(provider).iter().map(|b| b.ability).collect();
        for entry in std::fs::read_dir(folder(provider)).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ability = name.split('.').next().unwrap_or_default();
            assert!(name == "requests.txt" || known.contains(&ability), "{}: {name}", provider.info.id);
        }
    }
}

/// A provider like the first, but for its abilities.
fn dummy(keys: Abilities) -> Provider {
    let first = ALL[0];
    Provider {
        info: first.info,
        reach: first.reach,
        probe: first.probe,
        trial: first.trial,
        refusal: first.refusal,
        keys,
    }
}

#[test]
fn provider_that_lacks_an_ability_is_not_whole() {
    let whole = ALL[0].keys;
    for (keys, gap) in [
        (Abilities { list: None, ..whole }, "cannot list them"),
        (Abilities { revoke: None, ..whole }, "cannot stop them"),
        (Abilities { issue: None, ..whole }, "and cannot"),
        (Abilities { register: None, ..whole }, "cannot register them"),
    ] {
        let gaps = gaps(&dummy(keys), &folder(ALL[0]));
        assert!(gaps.iter().any(|g| g.contains(gap)), "{gap}: {gaps:#?}");
    }
}

#[test]
fn provider_without_a_recorded_answer_is_not_whole() {
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR")).join("answers/nobody");
    let gaps = gaps(&dummy(ALL[0].keys), &nowhere);
    for ability in ["reach", "probe", "register", "issue", "list", "revoke"] {
        assert!(gaps.contains(&format!("{ability}: no recorded answer")), "{ability}: {gaps:#?}");
    }
}

#[test]
fn no_recorded_answer_shows_a_secret() {
    for provider in ALL {
        for call in calls(provider) {
            for (path, body) in recorded(&folder(provider), call.ability) {
                let shown = (call.read)(&answer(200, body.as_bytes())).unwrap();
                assert!(!shown.contains("REPLACED"), "{path}: what was read prints its secret: {shown}");
            }
        }
    }
}
