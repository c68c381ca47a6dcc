//! A key tried at its provider: alone where a call tests it, beside the managing key where none does.

use crate::api::Evidence;
use crate::ask::{AskError, Asked, Asker, To};
use crate::auth::Credential;
use crate::call::{Meaning, Refusal};
use crate::providers::{Told, Trial};

/// What came of it, and what that rests on.
pub struct Tried {
    pub asked: Asked<Told>,
    pub evidence: Evidence,
    /// Whether the provider's list has it, where it was read on the way.
    pub listed: Option<bool>,
}

/// Whose key is tried, and with what.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub own: &'a Credential,
    /// What the key may do, as far as it is known.
    pub scopes: &'a [String],
    /// The credential that it goes along with, where the provider tests no key alone.
    pub manager: Option<&'a Credential>,
}

/// Tries a key. `to` says where; its credentials are not used.
pub async fn try_key(asker: &Asker, to: To<'_>, subject: Subject<'_>) -> Tried {
    let Subject { own, scopes, manager } = subject;
    let call = (to.provider.probe)(scopes);
    match (to.provider.trial, manager) {
        (Trial::Alone, _) | (Trial::Beside, None) => {
            let asked = asker.ask(To { credentials: &[own], ..to }, &call).await;
            Tried { asked, evidence: Evidence::OwnCall, listed: None }
        }
        (Trial::Beside, Some(manager)) => try_beside(asker, to, own, manager).await,
    }
}

/// In this order: is it listed; is the call that it goes along with accepted; is the same call refused with a wrong
/// signature? Only the last shows that the provider looks at the secret. A key that is not listed is tried all the
/// same: a list may leave out a key that still works.
async fn try_beside(asker: &Asker, to: To<'_>, own: &Credential, manager: &Credential) -> Tried {
    let (mut unlisted, mut listed, mut clock_corrected) = (None, None, false);
    if let Some(read) = to.provider.keys.list {
        let (keys, asked) = asker.ask_list(To { credentials: &[manager], ..to }, read).await.split();
        clock_corrected = asked.clock_corrected;
        let Some(keys) = keys else {
            let asked = Asked { result: asked.result.map_err(|e| AskError::Control(Box::new(e))), ..asked };
            return Tried { asked: asked.with(Told::default()), evidence: Evidence::List, listed };
        };
        listed = Some(keys.iter().any(|k| Some(&k.remote_id) == own.key_id.as_ref()));
        if listed == Some(false) {
            unlisted = Some(Asked { result: Err(absent().into()), ..asked }.with(Told::default()));
        }
    }
    let call = (to.provider.probe)(&[]);
    let asked = asker.ask(To { credentials: &[manager, own], ..to }, &call).await;
    if let Err(e) = &asked.result {
        return match unlisted {
            // Both say so: the list, and the call that it went along with.
            Some(unlisted) if refuses_key(e) => {
                let request = format!("{}\n\nand beside the managing key:\n{}", unlisted.request, asked.request);
                let answer = format!("{}\n\nand beside the managing key:\n{}", unlisted.answer, asked.answer);
                Tried { asked: Asked { request, answer, ..unlisted }, evidence: Evidence::List, listed }
            }
            _ => Tried { asked, evidence: Evidence::OwnCall, listed },
        };
    }
    let wrong = own.signing_wrongly();
    let control = asker.ask(To { credentials: &[manager, &wrong], ..to }, &call).await;
    let looked_at = control.result.as_ref().is_err_and(refuses_key);
    let request = format!("{}\n\nand once more, signed wrongly on purpose:\n{}", asked.request, control.request);
    let answer = format!("{}\n\nand to the wrong signature:\n{}", asked.answer, control.answer);
    match unlisted {
        Some(unlisted) if !looked_at => Tried { asked: unlisted, evidence: Evidence::List, listed },
        _ => {
            let evidence = if looked_at { Evidence::WrongRefused } else { Evidence::List };
            let clock_corrected = clock_corrected || asked.clock_corrected;
            Tried { asked: Asked { request, answer, clock_corrected, ..asked }, evidence, listed }
        }
    }
}

/// What the provider said of a key, and not of the way or of itself.
pub(crate) fn refuses_key(error: &AskError) -> bool {
    matches!(error.meaning(), Some(Meaning::Credential | Meaning::Signature | Meaning::UnknownKey))
}

/// Where the list is the provider's only word on a key, its absence from it is the provider's word for dead.
fn absent() -> Refusal {
    Refusal::new(Meaning::UnknownKey, 200, "not in the list")
}
