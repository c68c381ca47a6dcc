//! What the doctor looked at, and what each look has found.

use super::Case;
use crate::api::{Check, CheckView, Evidence, Found};
use crate::ask::AskError;
use crate::call::Meaning;
use crate::error::Code;

/// Places among the checks.
pub(super) const CLOCK: usize = 2;
const KNOWN: usize = 3;
const HALVES: usize = 4;

/// What each look has found, all six in order; the clock is filled in by who knows the time.
pub(super) fn look(result: &Result<(), AskError>, evidence: Evidence, case: &Case<'_>) -> [CheckView; 6] {
    let let_in = match result {
        Ok(()) => !case.other && evidence != Evidence::List,
        Err(e) => e.meaning() == Some(Meaning::Permission),
    };
    let known = match case.listed {
        Some(listed) => found(listed),
        None if let_in || result.is_ok() && !case.other => Found::Good,
        None => Found::Unknown,
    };
    let permission = if !let_in { Found::Unknown } else { found(result.is_ok()) };
    [
        (Check::Secret, result.as_ref().map_or_else(secret, |()| Found::Good)),
        (Check::Reach, result.as_ref().map_or_else(reach, |()| Found::Good)),
        (Check::Clock, Found::Unknown),
        (Check::Known, known),
        (Check::Halves, if let_in { Found::Good } else { Found::Unknown }),
        (Check::Permission, permission),
    ]
    .map(|(check, found)| CheckView { check, found })
}

fn secret(error: &AskError) -> Found {
    match error {
        AskError::Vault(_) => Found::Bad,
        AskError::Quiet(_) => Found::Unknown,
        AskError::Network(_) | AskError::Refused(_) | AskError::Unread(..) | AskError::Control(_) => Found::Good,
    }
}

fn reach(error: &AskError) -> Found {
    match error {
        AskError::Vault(_) | AskError::Quiet(_) => Found::Unknown,
        AskError::Refused(e) => found(e.meaning != Meaning::Down),
        AskError::Network(_) | AskError::Unread(..) => Found::Bad,
        AskError::Control(e) => reach(e),
    }
}

/// What the cause says of the checks, where it says more than the answer alone.
pub(super) fn settle(checks: &mut [CheckView; 6], cause: Code) {
    match cause {
        Code::KeyStopped | Code::KeyUnknown => checks[KNOWN].found = Found::Bad,
        Code::SignatureRefused => (checks[KNOWN].found, checks[HALVES].found) = (Found::Good, Found::Bad),
        Code::SecretDiffers => checks[HALVES].found = Found::Bad,
        _ => {}
    }
}

pub(super) fn found(good: bool) -> Found {
    if good { Found::Good } else { Found::Bad }
}
