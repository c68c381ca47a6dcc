//! Proof of death.
//!
//! *Confirmed dead* needs all three: the key was seen working before; at the same time a control succeeds; and the
//! answer to a fresh signed read is one that the provider names as death. Nothing else ever gets it.

use chrono::{DateTime, Utc};

use crate::api::{Evidence, ProofVerdict, ProofView};
use crate::ask::{AskError, Asked};
use crate::call::Meaning;
use crate::error::{Code, Error, Params};

/// What was seen after a key was stopped.
pub(crate) struct Witnesses {
    pub worked_before: bool,
    /// The fresh read with the stopped key; none where its secret is not here.
    pub read: Option<Asked<()>>,
    /// What the read rests on.
    pub basis: Evidence,
    /// A control at the same time: the managing key worked, or the provider's clock is within its window.
    pub control: Result<(), Error>,
    /// Whether the provider still lists the key; none where the list could not be read.
    pub listed: Option<bool>,
}

pub(crate) fn judge(witnesses: Witnesses, at: DateTime<Utc>) -> ProofView {
    let Witnesses { worked_before, read, basis, control, listed } = witnesses;
    let controlled = control.is_ok();
    let (result, request, answer) = match read {
        Some(asked) => (Some(asked.result), asked.request, asked.answer),
        None => (None, String::new(), String::new()),
    };
    let meaning = result.as_ref().and_then(|r| r.as_ref().err()).and_then(AskError::meaning);
    let named_death = meaning == Some(Meaning::UnknownKey);
    let (verdict, cause) = match result {
        // Whether the secret still works could not be seen; the list has it still.
        Some(Ok(())) if basis == Evidence::List => {
            (ProofVerdict::NotConfirmed, Some((Code::StillListed, Params::new())))
        }
        // Any success, readable or not, and "valid but may not" are signs of life.
        Some(Ok(()) | Err(AskError::Unread(..))) => (ProofVerdict::StillAlive, None),
        Some(Err(_)) if meaning == Some(Meaning::Permission) => (ProofVerdict::StillAlive, None),
        Some(Err(_)) if named_death => match (control, listed) {
            (Err(e), _) => (ProofVerdict::NotConfirmed, Some(cause_of_control(&e))),
            (Ok(()), Some(true)) => (ProofVerdict::NotConfirmed, Some((Code::StillListed, Params::new()))),
            (Ok(()), _) if !worked_before => {
                (ProofVerdict::NotConfirmed, Some((Code::NeverSeenWorking, Params::new())))
            }
            (Ok(()), _) => (ProofVerdict::ConfirmedDead, None),
        },
        Some(Err(e)) => {
            let e = Error::from(e);
            (ProofVerdict::NotConfirmed, Some((e.code(), e.params())))
        }
        None => match (control, listed) {
            (Ok(()), Some(false)) => (ProofVerdict::GoneFromList, Some((Code::SecretNotHere, Params::new()))),
            (Ok(()), Some(true)) => (ProofVerdict::NotConfirmed, Some((Code::StillListed, Params::new()))),
            (Ok(()), None) => (ProofVerdict::NotConfirmed, Some((Code::SecretNotHere, Params::new()))),
            (Err(e), _) => (ProofVerdict::NotConfirmed, Some(cause_of_control(&e))),
        },
    };
    let (cause, params) = cause.map_or((None, Params::new()), |(code, params)| (Some(code), params));
    ProofView {
        verdict,
        at: at.to_rfc3339(),
        cause,
        params,
        worked_before,
        control: controlled,
        named_death,
        evidence: basis,
        listed,
        request,
        answer,
    }
}

/// The control's own cause where it explains itself, such as no network.
fn cause_of_control(error: &Error) -> (Code, Params) {
    match error.code() {
        Code::KeyUnknown | Code::CredentialRefused | Code::SignatureRefused | Code::PermissionMissing => {
            (Code::ControlFailed, Params::new())
        }
        code => (code, error.params()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{Malformed, Refusal};
    use crate::client::{NetworkError, NetworkFault};

    fn refused(meaning: Meaning, status: u16) -> Result<(), AskError> {
        Err(Refusal::new(meaning, status, "").into())
    }

    fn network(kind: NetworkFault) -> Result<(), AskError> {
        Err(NetworkError { kind, host: "h".into(), sent: true }.into())
    }

    fn witnesses(read: Result<(), AskError>) -> Witnesses {
        let asked = Asked {
            result: read,
            took_ms: 1,
            request: String::new(),
            answer: String::new(),
            clock_ahead: None,
            clock_corrected: false,
        };
        let basis = Evidence::OwnCall;
        Witnesses { worked_before: true, read: Some(asked), basis, control: Ok(()), listed: Some(false) }
    }

    fn verdict(witnesses: Witnesses) -> ProofVerdict {
        judge(witnesses, DateTime::UNIX_EPOCH).verdict
    }

    #[test]
    fn named_death_with_both_witnesses_is_confirmed() {
        assert_eq!(verdict(witnesses(refused(Meaning::UnknownKey, 401))), ProofVerdict::ConfirmedDead);
        // A list that could not be read does not stand against it: the control may be the provider's clock.
        let unlisted = Witnesses { listed: None, ..witnesses(refused(Meaning::UnknownKey, 401)) };
        assert_eq!(verdict(unlisted), ProofVerdict::ConfirmedDead);
    }

    #[test]
    fn each_missing_witness_leaves_it_unconfirmed() {
        let death = || witnesses(refused(Meaning::UnknownKey, 401));
        let cases = [
            (Witnesses { worked_before: false, ..death() }, Code::NeverSeenWorking),
            (Witnesses { control: Err(Error::rule(Code::ClockOff)), ..death() }, Code::ClockOff),
            (Witnesses { listed: Some(true), ..death() }, Code::StillListed),
        ];
        for (witnesses, cause) in cases {
            let proof = judge(witnesses, DateTime::UNIX_EPOCH);
            assert_eq!((proof.verdict, proof.cause), (ProofVerdict::NotConfirmed, Some(cause)));
        }
    }

    #[test]
    fn any_success_and_valid_but_may_not_are_signs_of_life() {
        for alive in [Ok(()), refused(Meaning::Permission, 403), Err(AskError::Unread(Malformed(String::new()), None))]
        {
            assert_eq!(verdict(witnesses(alive)), ProofVerdict::StillAlive);
        }
    }

    #[test]
    fn no_other_answer_is_death() {
        let others = [
            refused(Meaning::Clock, 401),
            refused(Meaning::Signature, 401),
            refused(Meaning::Credential, 401),
            refused(Meaning::Missing, 404),
            refused(Meaning::Conflict, 409),
            refused(Meaning::RateLimited, 429),
            refused(Meaning::Down, 500),
            refused(Meaning::Other, 418),
            network(NetworkFault::Unreachable),
            network(NetworkFault::TimedOut { seconds: 1 }),
            network(NetworkFault::CutOff),
            network(NetworkFault::Redirected),
            Err(AskError::Vault(crate::vault::VaultError::Gone)),
        ];
        for other in others {
            let name = format!("{other:?}");
            assert_eq!(verdict(witnesses(other)), ProofVerdict::NotConfirmed, "{name}");
        }
    }

    #[test]
    fn key_that_is_only_listed_is_neither_alive_nor_dead() {
        let listed = Witnesses { basis: Evidence::List, ..witnesses(Ok(())) };
        assert_eq!(verdict(listed), ProofVerdict::NotConfirmed);
    }

    #[test]
    fn key_whose_secret_is_elsewhere_is_at_best_gone_from_the_list() {
        let elsewhere = |listed| Witnesses { read: None, listed, ..witnesses(Ok(())) };
        assert_eq!(verdict(elsewhere(Some(false))), ProofVerdict::GoneFromList);
        assert_eq!(verdict(elsewhere(Some(true))), ProofVerdict::NotConfirmed);
        assert_eq!(verdict(elsewhere(None)), ProofVerdict::NotConfirmed);
    }
}
