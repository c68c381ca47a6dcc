//! Who is calling, and may they.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs8::DecodePublicKey;
use rsa::{Pss, RsaPublicKey};
use sha2::{Digest, Sha256};

use super::{PUBLIC_KEY, problem};
use crate::faults::Fault;
use crate::providers::Desk;
use crate::records::{Key, derive_hash};
use crate::reply::Problem;
use crate::request::Incoming;

/// Assumed: ±5 s has been seen to pass everywhere and ±60 s to be refused.
const WINDOW_MS: u64 = 5_000;

/// Kalshi: API keys page, the length of the digest.
const SALT_BYTES: usize = 32;

/// Lets a request pass whose credential is good and has one of these scopes, or all of them.
/// Assumed: `read` lists, `write` creates and deletes, and anything else is a 403.
pub(super) fn permit(desk: &Desk<'_>, asked: &Incoming, scopes: &[&str]) -> Result<(), Problem> {
    let Caller::Key(key) = authenticate(desk, asked)? else {
        return Ok(());
    };
    let granted = |granted: &Vec<String>| granted.iter().any(|it| scopes.contains(&it.as_str()));
    // Kalshi: API keys page, scopes left out mean full access.
    if key.scopes.as_ref().is_none_or(granted) {
        Ok(())
    } else {
        Err(problem(403, "permission_denied", &format!("This needs the scope {}.", scopes.join(" or "))))
    }
}

enum Caller<'a> {
    /// A bearer token stands for the account: full access.
    Account,
    Key(&'a Key),
}

/// Assumed is the order of the checks: headers, time, key, signature.
fn authenticate<'a>(desk: &'a Desk<'_>, asked: &Incoming) -> Result<Caller<'a>, Problem> {
    let unknown = || refused("NOT_FOUND");
    if let Some(token) = asked.bearer() {
        let known = desk.records.tokens.contains(&derive_hash(token)) && !desk.quirks.has(Fault::DeadForAll);
        return known.then_some(Caller::Account).ok_or_else(unknown);
    }
    let signed = asked
        .header("kalshi-access-key")
        .zip(asked.header("kalshi-access-timestamp"))
        .zip(asked.header("kalshi-access-signature"));
    let Some(((id, timestamp), signature)) = signed else {
        return Err(problem(401, "signature_is_missing_from_headers", "The request is not signed."));
    };
    let recent = |sent: i64| desk.now.abs_diff(sent) <= WINDOW_MS;
    let digits = timestamp.bytes().all(|it| it.is_ascii_digit());
    if !digits || !timestamp.parse().is_ok_and(recent) {
        return Err(problem(401, "header_timestamp_expired", "The timestamp is too far from the exchange's clock."));
    }
    let key = desk.records.living(id).filter(|_| !desk.quirks.has(Fault::DeadForAll)).ok_or_else(unknown)?;
    let message = format!("{timestamp}{}{}", asked.method, asked.path);
    if verifies(key, &message, signature) { Ok(Caller::Key(key)) } else { Err(refused("INCORRECT_API_KEY_SIGNATURE")) }
}

/// Kalshi: API keys page: RSASSA-PSS over `timestamp + METHOD + path without query`, SHA-256 throughout, padded base64.
fn verifies(key: &Key, message: &str, signature: &str) -> bool {
    let public = key.facts.get(PUBLIC_KEY).and_then(|pem| RsaPublicKey::from_public_key_pem(pem).ok());
    let Some((public, signature)) = public.zip(STANDARD.decode(signature).ok()) else {
        return false;
    };
    let scheme = Pss::new_with_salt::<Sha256>(SALT_BYTES);
    public.verify(scheme, &Sha256::digest(message), &signature).is_ok()
}

pub(super) fn presented(asked: &Incoming) -> Option<String> {
    match asked.bearer() {
        Some(_) => Some("bearer".to_owned()),
        None => asked.header("kalshi-access-key").map(str::to_owned),
    }
}

fn refused(details: &'static str) -> Problem {
    Problem { details: Some(details.to_owned()), ..problem(401, "authentication_error", "authentication_error") }
}
