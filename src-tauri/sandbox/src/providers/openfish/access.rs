//! Who is calling, and is it signed.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{ADDRESS, API_KEY, PASSPHRASE, SECRET};
use crate::faults::Fault;
use crate::providers::Desk;
use crate::records::derive_hash;
use crate::reply::Problem;
use crate::request::Incoming;

/// Assumed: how many seconds a timestamp may be off.
const WINDOW: u64 = 30;

/// The headers of one signature.
struct Names {
    api_key: &'static str,
    passphrase: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

const L2: Names = Names {
    api_key: "openfish_api_key",
    passphrase: "openfish_passphrase",
    timestamp: "openfish_timestamp",
    signature: "openfish_signature",
};

const BUILDER: Names = Names {
    api_key: "openfish_builder_api_key",
    passphrase: "openfish_builder_passphrase",
    timestamp: "openfish_builder_timestamp",
    signature: "openfish_builder_signature",
};

/// The page's sample sends the secret itself. Whoever does has given it away, so nothing that follows may succeed.
pub(super) fn refuse_secrets(asked: &Incoming) -> Result<(), Problem> {
    let sent = ["OPENFISH_SECRET", "OPENFISH_BUILDER_SECRET"].into_iter().find(|it| asked.headers.contains_key(*it));
    match sent {
        Some(name) => {
            let message = format!("{name} must not be sent: the secret signs and does not leave the computer");
            Err(Problem::new(400, "secret_sent", &message))
        }
        None => Ok(()),
    }
}

/// Lets a request pass that is signed by an L2 credential; returns its account.
pub(super) fn permit(desk: &Desk<'_>, asked: &Incoming) -> Result<String, Problem> {
    let failed = || Problem::new(401, "unauthorized", "L2 authentication failed");
    let api_key = asked.header(L2.api_key).filter(|_| !desk.quirks.has(Fault::DeadForAll)).ok_or_else(failed)?;
    let mut accounts = desk.records.accounts.iter();
    let account = accounts.find(|it| it.facts.get(API_KEY).is_some_and(|key| key == api_key)).ok_or_else(failed)?;
    let address = account.facts.get(ADDRESS);
    // Assumed: the address may be left out, and its letters may be of either case.
    let right_address = !asked.headers.contains_key("openfish_address")
        || asked.header("openfish_address").zip(address).is_some_and(|(sent, it)| sent.eq_ignore_ascii_case(it));
    if right_address && verify(desk, asked, &L2, &account.facts).is_some() {
        Ok(account.id.clone())
    } else {
        Err(failed())
    }
}

/// Lets a request pass that has no builder headers, or right ones.
/// Assumed: the builder key may be any account's, since a builder's app serves others.
pub(super) fn permit_builder(desk: &Desk<'_>, asked: &Incoming) -> Result<(), Problem> {
    let names = [BUILDER.api_key, BUILDER.passphrase, BUILDER.timestamp, BUILDER.signature];
    if !names.iter().any(|it| asked.headers.contains_key(*it)) {
        return Ok(());
    }
    let key = asked.header(BUILDER.api_key).and_then(|id| desk.records.living(id));
    key.and_then(|key| verify(desk, asked, &BUILDER, &key.facts))
        .ok_or_else(|| Problem::new(401, "builder_unauthorized", "builder authentication failed"))
}

/// Openfish, documentation of signing: HMAC-SHA256 over `timestamp + METHOD + path with query + body`, the bytes as they were
/// sent; the secret in base64url, and so the signature, padded.
fn verify(desk: &Desk<'_>, asked: &Incoming, names: &Names, facts: &BTreeMap<String, String>) -> Option<()> {
    let passphrase = derive_hash(asked.header(names.passphrase)?);
    let timestamp = asked.header(names.timestamp)?;
    let digits = timestamp.bytes().all(|it| it.is_ascii_digit());
    let seconds: i64 = timestamp.parse().ok().filter(|_| digits)?;
    let recent = desk.now.div_euclid(1000).abs_diff(seconds) <= WINDOW;
    let signature = URL_SAFE.decode(asked.header(names.signature)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&URL_SAFE.decode(facts.get(SECRET)?).ok()?).ok()?;
    mac.update(format!("{timestamp}{}{}", asked.method, asked.path).as_bytes());
    if let Some(query) = asked.query.as_ref().filter(|_| !desk.quirks.has(Fault::QueryUnsigned)) {
        mac.update(format!("?{query}").as_bytes());
    }
    mac.update(&asked.body);
    mac.verify_slice(&signature).ok()?;
    (recent && facts.get(PASSPHRASE) == Some(&passphrase)).then_some(())
}

pub(super) fn presented(asked: &Incoming) -> Option<String> {
    asked.header(L2.api_key).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::providers::Quirks;
    use crate::records::{Records, facts};
    use hyper::{HeaderMap, Method};

    /// A published check value: the secret is 32 zero bytes.
    #[track_caller]
    fn accepted(timestamp: &str, method: Method, path: &str, body: &str, signature: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(L2.passphrase, "p".parse().unwrap());
        headers.insert(L2.timestamp, timestamp.parse().unwrap());
        headers.insert(L2.signature, signature.parse().unwrap());
        let asked = Incoming { method, path: path.to_owned(), query: None, headers, body: body.as_bytes().to_vec() };
        let now = timestamp.parse::<i64>().unwrap() * 1000;
        let desk = Desk { records: &mut Records::default(), now, quirks: Quirks::of(&[]) };
        let secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
        let facts = facts([(SECRET, secret), (PASSPHRASE, derive_hash("p"))]);
        assert_eq!(verify(&desk, &asked, &L2, &facts), Some(()));
    }

    #[test]
    fn the_root_is_signed_as_published() {
        accepted("1", Method::GET, "/", "", "eHaylCwqRSOa2LFD77Nt_SaTpbsxzN8eTEI3LryhEj4=");
    }

    #[test]
    fn a_creation_is_signed_as_published() {
        let (path, body) = ("/auth/builder-api-key", r#"{"builderId":"my-trading-app"}"#);
        accepted("1775044800", Method::POST, path, body, "0NN4gpM-2VysBQdc0hPwB5qJ-O6bh-eJ3Ea8-rIryyo=");
    }

    #[test]
    fn a_list_is_signed_as_published() {
        let path = "/auth/builder-api-key";
        accepted("1775044800", Method::GET, path, "", "Fo-6BVom_qJA8pdJRqCis1PDkLX0cn05ya5bVN78iKI=");
    }
}
