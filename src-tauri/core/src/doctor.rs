//! Reads a test: works, works but may not, listed, refused because, could not tell because.

use chrono::{DateTime, Utc};

use crate::api::{Evidence, TestVerdict, TestView};
use crate::ask::{AskError, Asked};
use crate::call::{Meaning, clock_params};
use crate::error::{Code, Error, Params};

/// What a try says about the key.
///
/// `clock_window`: seconds that a clock may be off before the provider refuses requests.
pub(crate) fn read_test(asked: Asked<()>, evidence: Evidence, at: DateTime<Utc>, clock_window: i64) -> TestView {
    let Asked { result, took_ms, request, answer, clock_ahead, clock_corrected } = asked;
    let clock_off = clock_ahead.filter(|ahead| ahead.abs() > clock_window);
    let (verdict, cause, params) = match result {
        Ok(()) if evidence == Evidence::List => (TestVerdict::Listed, Some(Code::SecretNotTried), Params::new()),
        Ok(()) => match clock_off {
            Some(ahead) if clock_corrected => (TestVerdict::Works, Some(Code::ClockOff), clock_params(ahead)),
            _ => (TestVerdict::Works, None, Params::new()),
        },
        Err(e) => {
            let verdict = verdict(&e);
            let error = Error::from(e);
            (verdict, Some(error.code()), error.params())
        }
    };
    TestView { verdict, evidence, cause, params, at: at.to_rfc3339(), took_ms, request, answer, checks: Vec::new() }
}

fn verdict(error: &AskError) -> TestVerdict {
    match error.meaning() {
        Some(Meaning::Permission) => TestVerdict::WorksButMayNot,
        Some(Meaning::UnknownKey | Meaning::Signature | Meaning::Credential) => TestVerdict::Refused,
        Some(
            Meaning::Clock
            | Meaning::Missing
            | Meaning::Conflict
            | Meaning::RateLimited
            | Meaning::Down
            | Meaning::Other,
        )
        | None => TestVerdict::CouldNotTell,
    }
}
