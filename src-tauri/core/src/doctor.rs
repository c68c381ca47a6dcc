//! Reads a test: works, works but may not, listed, refused because, could not tell because.
//!
//! Pure judgement over what was seen, in the order of the checks. A cause is named only where what was seen leaves no
//! other; where it does, the provider's own answer stands.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::api::{Check, CheckView, Evidence, Found, TestVerdict, TestView};
use crate::ask::{AskError, Asked};
use crate::auth::Scheme;
use crate::call::{Meaning, Refusal, clock_params};
use crate::error::{Code, Error, Params};
use crate::providers::Info;

/// Places among the checks.
const CLOCK: usize = 2;
const KNOWN: usize = 3;
const HALVES: usize = 4;

/// What is known of a key besides the answer to its test.
pub(crate) struct Case<'a> {
    pub info: &'a Info,
    /// The environment that it is used in, by name and id.
    pub environment: (&'a str, &'a str),
    /// It was listed or seen working here before.
    pub known: bool,
    /// When it runs out, where the provider has told.
    pub expires_at: Option<&'a str>,
    /// Whether the provider's list has it; none where the list was not read.
    pub listed: Option<bool>,
    /// Another key of the account was let in at the same time, where there is no list to read.
    pub control: bool,
    /// The provider let in another key than this one.
    pub other: bool,
}

impl<'a> Case<'a> {
    /// A key that is tried from memory and has no history.
    pub(crate) fn fresh(info: &'a Info, environment: (&'a str, &'a str)) -> Self {
        Self { info, environment, known: false, expires_at: None, listed: None, control: false, other: false }
    }
}

/// What a try says about the key.
pub(crate) fn read_test(asked: Asked<()>, evidence: Evidence, case: &Case<'_>, at: DateTime<Utc>) -> TestView {
    let Asked { result, took_ms, request, answer, clock_ahead, clock_corrected } = asked;
    let clock_off = clock_ahead.filter(|ahead| ahead.abs() > case.info.clock_window);
    let clock_right = clock_corrected || clock_ahead.is_some() && clock_off.is_none() || !case.signs_time();
    let provider_now = at - TimeDelta::seconds(clock_ahead.unwrap_or_default());
    let exact = match &result {
        Ok(()) => case.other.then_some(Code::SecretDiffers),
        Err(AskError::Refused(e)) => case.exact(e, clock_right, provider_now),
        Err(_) => None,
    };
    let verdict = match &result {
        Ok(()) if case.other => TestVerdict::Refused,
        Ok(()) if evidence == Evidence::List => TestVerdict::Listed,
        Ok(()) => TestVerdict::Works,
        Err(e) => verdict(e),
    };
    let mut checks = checks(&result, evidence, case);
    checks[CLOCK].found = match (clock_ahead, &result) {
        (_, Err(e)) if e.meaning() == Some(Meaning::Clock) => Found::Bad,
        (Some(_), _) => found(clock_off.is_none()),
        (None, _) => Found::Unknown,
    };
    let (cause, mut params) = match (result, clock_off) {
        (Ok(()), _) if case.other => (exact, Params::new()),
        (Ok(()), _) if evidence == Evidence::List => (Some(Code::SecretNotTried), Params::new()),
        (Ok(()), Some(ahead)) if clock_corrected => (Some(Code::ClockOff), clock_params(ahead)),
        (Ok(()), _) => (None, Params::new()),
        (Err(e), _) => {
            let error = Error::from(e);
            (exact.or(Some(error.code())), error.params())
        }
    };
    if let Some(code) = cause {
        params.extend(case.params(code));
        settle(&mut checks, code);
    }
    TestView { verdict, evidence, cause, params, at: at.to_rfc3339(), took_ms, request, answer, checks: checks.into() }
}

impl Case<'_> {
    /// The cause of a refusal, where more was seen than the refusal itself.
    fn exact(&self, refusal: &Refusal, clock_right: bool, now: DateTime<Utc>) -> Option<Code> {
        let (unknown, signature) = match refusal.meaning {
            Meaning::UnknownKey => (true, false),
            Meaning::Signature => (false, true),
            Meaning::Credential => (false, false),
            _ => return None,
        };
        let ends = self.expires_at.and_then(end_of);
        if refusal.stopped {
            return Some(Code::KeyStopped);
        }
        if !signature && ends.is_some_and(|ends| ends <= now) {
            return Some(Code::KeyExpired);
        }
        match self.listed {
            // It lists the id and says that it does not know it: nothing follows from that.
            Some(true) if unknown && self.names_id() => Some(Code::CredentialRefused),
            Some(true) if clock_right => Some(Code::SecretDiffers),
            Some(true) => None,
            // The provider knows the key, whatever its list leaves out.
            Some(false) if signature => None,
            Some(false) if self.known => Some(Code::KeyStopped),
            Some(false) => Some(Code::KeyUnknown),
            // Without a list: it worked before, another key works now, and it cannot have run out.
            None if unknown && self.known && self.control && ends.is_some() => Some(Code::KeyStopped),
            None => None,
        }
    }

    fn params(&self, code: Code) -> Params {
        let one = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match code {
            Code::SecretDiffers => Params::from([one("pair", if self.info.makes_pairs() { "yes" } else { "no" })]),
            Code::KeyExpired => Params::from([one("at", self.expires_at.unwrap_or_default())]),
            Code::KeyUnknown => {
                let (name, id) = self.environment;
                let others = self.info.environments.iter().filter(|e| e.address.is_some() && e.id != id);
                let others: Vec<&str> = others.map(|e| e.name).collect();
                Params::from([one("environment", name), one("others", &others.join(", "))])
            }
            _ => Params::new(),
        }
    }

    fn signs_time(&self) -> bool {
        self.info.key.scheme.signs_time()
    }

    /// Whether a request says which key it is made with, besides its secret.
    fn names_id(&self) -> bool {
        matches!(self.info.key.scheme, Scheme::RsaPss(_) | Scheme::Hmac(_))
    }
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

/// What each look has found, all six in order; the clock is filled in by who knows the time.
fn checks(result: &Result<(), AskError>, evidence: Evidence, case: &Case<'_>) -> [CheckView; 6] {
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
fn settle(checks: &mut [CheckView; 6], cause: Code) {
    match cause {
        Code::KeyStopped | Code::KeyUnknown => checks[KNOWN].found = Found::Bad,
        Code::SignatureRefused => (checks[KNOWN].found, checks[HALVES].found) = (Found::Good, Found::Bad),
        Code::SecretDiffers => checks[HALVES].found = Found::Bad,
        _ => {}
    }
}

fn found(good: bool) -> Found {
    if good { Found::Good } else { Found::Bad }
}

/// A time, or a day: then its end.
fn end_of(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.succ_opt();
    time.or_else(|| Some(day()?.and_time(NaiveTime::MIN).and_utc()))
}
