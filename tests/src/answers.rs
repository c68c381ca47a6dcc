//! Every call that a provider's file builds, with the reader of its answer, and the recorded answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyrack_core::Secret;
use keyrack_core::call::{Answer, Call, Malformed, Request, Wholeness};
use keyrack_core::providers::{Provider, Rotate, Wanted};

/// A call that a provider's file builds, with the reader beside it.
pub struct Built {
    pub ability: &'static str,
    pub request: Request,
    pub read: Box<Reader>,
}

/// Reads an answer and prints what it has read.
pub type Reader = dyn Fn(&Answer) -> Result<String, Malformed>;

fn built<T: std::fmt::Debug + 'static>(ability: &'static str, call: Call<T>) -> Built {
    let read = call.read;
    Built { ability, request: call.request, read: Box::new(move |answer| read(answer).map(|v| format!("{v:?}"))) }
}

const ID: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
const PUBLIC_HALF: &str = "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n";

/// Every call that the provider's abilities can build.
pub fn calls(provider: &Provider) -> Vec<Built> {
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
    all.extend(keys.offers.map(|offers| built("permissions", (offers.fetch)())));
    all
}

/// Where the answers of a provider are recorded.
pub fn folder(provider: &Provider) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("answers").join(provider.info.id)
}

pub fn answer(status: u16, body: &[u8]) -> Answer {
    Answer { status, date: None, retry_after: None, body: Secret::new(body.to_vec()), whole: Wholeness::Whole }
}

/// The recorded answers of one ability: `list.json`, `list.null.json`, ….
pub fn recorded(folder: &Path, ability: &str) -> Vec<(String, String)> {
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
