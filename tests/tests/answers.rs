//! Each provider's file by itself: every request that it builds is the one in `answers/<provider>/requests.txt`, every
//! ability has a recorded answer that its reader takes, and its data holds together.
//!
//! The answers are the documents' own samples, or were recorded; secrets are replaced. After a change of a request:
//! `KEYRACK_WRITE_SNAPSHOTS=1 cargo test -p keyrack-tests --test answers`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyrack_core::Secret;
use keyrack_core::api::Way;
use keyrack_core::call::{Answer, Call, Malformed, Request, Wholeness};
use keyrack_core::providers::{ALL, Abilities, Provider, Rotate, Wanted};
use keyrack_core::types::Address;

/// A call that a provider's file builds, with the reader beside it.
struct Built {
    ability: &'static str,
    request: Request,
    read: Box<Reader>,
}

/// Reads an answer and prints what it has read.
type Reader = dyn Fn(&Answer) -> Result<String, Malformed>;

fn built<T: std::fmt::Debug + 'static>(ability: &'static str, call: Call<T>) -> Built {
    let read = call.read;
    Built { ability, request: call.request, read: Box::new(move |answer| read(answer).map(|v| format!("{v:?}"))) }
}

const ID: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
const PUBLIC_HALF: &str = "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n";

/// Every call that the provider's abilities can build.
fn calls(provider: &Provider) -> Vec<Built> {
    let info = provider.info;
    let scopes: Vec<String> = match info.presets.first() {
        Some(preset) => preset.scopes.iter().map(|s| (*s).to_owned()).collect(),
        None => vec!["Zone Read (c8fed203ed3043cba015a93ad1616f1f, com.cloudflare.api.account.zone)".into()],
    };
    let extras: BTreeMap<String, u32> = info.extras.iter().map(|x| (x.id.to_owned(), x.max)).collect();
    let wanted = Wanted { label: "reporting-bot ✓", scopes: &scopes, extras: &extras };
    let keys = &provider.keys;
    let mut all = vec![built("reach", (provider.reach)()), built("probe", (provider.probe)(&scopes))];
    all.extend(keys.register.map(|f| built("register", f(&wanted, PUBLIC_HALF))));
    all.extend(keys.issue.map(|f| built("issue", f(&wanted))));
    all.extend(keys.list.map(|f| built("list", f(None))));
    all.extend(keys.list.map(|f| built("list", f(Some("next/page+1=")))));
    all.extend(keys.revoke.map(|f| built("revoke", f(ID))));
    all.extend(keys.revoke_self.map(|f| built("revoke_self", f())));
    all.extend(keys.rotate.map(|rotate| match rotate {
        Rotate::Successor(f) => built("rotate", f()),
        Rotate::Exchange(f) => built("rotate", f(ID)),
    }));
    all.extend(keys.usage.map(|f| built("usage", f(None))));
    all.extend(keys.usage.map(|f| built("usage", f(Some("next/page+1=")))));
    all.extend(keys.permissions.map(|f| built("permissions", f())));
    all
}

fn folder(provider: &Provider) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("answers").join(provider.info.id)
}

fn answer(body: &str) -> Answer {
    Answer { status: 200, date: None, retry_after: None, body: Secret::from(body.to_owned()), whole: Wholeness::Whole }
}

/// The recorded answers of one ability: `list.json`, `list.null.json`, ….
fn recorded(folder: &Path, ability: &str) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.strip_prefix(ability).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".json"))
    };
    let mut found: Vec<PathBuf> = files.filter(ours).collect();
    found.sort();
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read_to_string(&path).expect("readable"));
    found.into_iter().map(read).collect()
}

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
            if let Err(e) = (call.read)(&answer(&body)) {
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
                let shown = (call.read)(&answer(&body)).unwrap();
                assert!(!shown.contains("REPLACED"), "{path}: what was read prints its secret: {shown}");
            }
        }
    }
}
