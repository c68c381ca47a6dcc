//! Reads a test: works, works but may not, listed, refused because, could not tell because.
//!
//! Pure judgement over what was seen, in the order of the checks. A cause is named only where what was seen leaves no
//! other; where it does, the provider's own answer stands.

mod checks;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use checks::{CLOCK, found, look, settle};

use crate::api::{Evidence, Found, TestVerdict, TestView};
use crate::ask::{AskError, Asked};
use crate::auth::Scheme;
use crate::call::{Meaning, Refusal, clock_params};
use crate::error::{Code, Error, Params};
use crate::providers::Info;

/// What is known of a key besides the answer to its test.
pub(crate) struct Case<'a> {
    pub info: &'a Info,
    /// The environment that it is used in, by name and id.
    pub environment: (&'a str, &'a str),
    /// It was listed or seen working here before.
    pub known: bool,
    /// When it runs out, where the provider has told.
    pub expires_at: Option<String>,
    /// Whether the provider's list has it as a living key; none where the list was not read.
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
    let mut checks = look(&result, evidence, case);
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
        let ends = self.expires_at.as_deref().and_then(end_of);
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
            Code::KeyExpired => Params::from([one("at", self.expires_at.as_deref().unwrap_or_default())]),
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

/// A time, or a day: then its end.
fn end_of(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.succ_opt();
    time.or_else(|| Some(day()?.and_time(NaiveTime::MIN).and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Malformed;
    use crate::client::{NetworkError, NetworkFault};
    use crate::providers;
    use crate::vault::VaultError;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn info(provider: &str) -> &'static Info {
        providers::find(provider).unwrap().info
    }

    fn asked(result: Result<(), AskError>) -> Asked<()> {
        Asked {
            result,
            took_ms: 1,
            request: String::new(),
            answer: String::new(),
            clock_ahead: Some(0),
            clock_corrected: false,
        }
    }

    fn refusal(meaning: Meaning) -> Asked<()> {
        asked(Err(Refusal::new(meaning, 401, "").into()))
    }

    fn case(provider: &str) -> Case<'static> {
        Case::fresh(info(provider), ("Demo", "demo"))
    }

    #[track_caller]
    fn cause(asked: Asked<()>, case: &Case<'_>) -> Code {
        read_test(asked, Evidence::OwnCall, case, NOW).cause.unwrap()
    }

    #[test]
    fn what_the_list_says_decides_between_stopped_unknown_and_another_secret() {
        use Meaning::{Credential, Signature, UnknownKey};
        for (provider, meaning, known, listed, code) in [
            ("kalshi", UnknownKey, true, Some(false), Code::KeyStopped),
            ("kalshi", UnknownKey, false, Some(false), Code::KeyUnknown),
            ("kalshi", Credential, true, Some(false), Code::KeyStopped),
            ("kalshi", Signature, true, Some(true), Code::SecretDiffers),
            ("kalshi", Credential, true, Some(true), Code::SecretDiffers),
            // The provider itself knows the key that its list leaves out.
            ("kalshi", Signature, true, Some(false), Code::SignatureRefused),
            // Its list and its answer contradict each other, for the id went along with the call.
            ("kalshi", UnknownKey, true, Some(true), Code::CredentialRefused),
            // Here the secret alone did.
            ("buildmarkets", UnknownKey, true, Some(true), Code::SecretDiffers),
            ("openfish", Credential, true, Some(true), Code::SecretDiffers),
            // Without a list the provider's own answer stands.
            ("kalshi", UnknownKey, true, None, Code::KeyUnknown),
            ("kalshi", Signature, true, None, Code::SignatureRefused),
            ("kalshi", Credential, true, None, Code::CredentialRefused),
        ] {
            let case = Case { known, listed, ..case(provider) };
            assert_eq!(cause(refusal(meaning), &case), code, "{provider} {meaning:?} {known} {listed:?}");
        }
    }

    #[test]
    fn providers_own_word_for_stopped_needs_no_list() {
        let refusal = Refusal { stopped: true, ..Refusal::new(Meaning::UnknownKey, 401, "") };
        assert_eq!(cause(asked(Err(refusal.into())), &case("buildmarkets")), Code::KeyStopped);
    }

    #[test]
    fn secret_is_not_called_another_while_the_clock_may_be_the_cause() {
        let case = Case { known: true, listed: Some(true), ..case("openfish") };
        let untold = Asked { clock_ahead: None, ..refusal(Meaning::Credential) };
        assert_eq!(cause(untold, &case), Code::CredentialRefused);
        let corrected = Asked { clock_ahead: Some(500), clock_corrected: true, ..refusal(Meaning::Credential) };
        assert_eq!(cause(corrected, &case), Code::SecretDiffers);
    }

    #[test]
    fn key_without_a_list_is_stopped_only_where_nothing_else_is_left() {
        let sure =
            Case { known: true, control: true, expires_at: Some("1970-01-02T00:00:00Z".into()), ..case("blockmind") };
        assert_eq!(cause(refusal(Meaning::UnknownKey), &sure), Code::KeyStopped);
        for unsure in [
            Case { known: false, ..case("blockmind") },
            Case { known: true, control: true, ..case("blockmind") },
            Case { known: true, expires_at: sure.expires_at.clone(), ..case("blockmind") },
        ] {
            assert_eq!(cause(refusal(Meaning::UnknownKey), &unsure), Code::KeyUnknown);
        }
    }

    #[test]
    fn expiry_counts_at_the_providers_time() {
        let case = Case { expires_at: Some("1970-01-01T00:10:00Z".into()), ..case("blockmind") };
        for (ahead, code) in [(0, Code::KeyUnknown), (3_600, Code::KeyUnknown), (-3_600, Code::KeyExpired)] {
            let refused = Asked { clock_ahead: Some(ahead), ..refusal(Meaning::UnknownKey) };
            assert_eq!(cause(refused, &case), code, "{ahead}");
        }
        assert_eq!(end_of("1970-01-01"), end_of("1970-01-02T00:00:00Z"));
        assert_eq!(end_of("soon"), None);
    }

    #[test]
    fn nothing_but_a_success_of_the_key_itself_is_works() {
        let network = || NetworkError { kind: NetworkFault::CutOff, host: "h".into(), sent: true };
        let mut results = vec![
            Err(AskError::Vault(VaultError::Locked)),
            Err(network().into()),
            Err(AskError::Quiet(Refusal::new(Meaning::RateLimited, 429, ""))),
            Err(AskError::Unread(Malformed("x".into()), None)),
            Err(AskError::Control(Box::new(network().into()))),
        ];
        for meaning in [
            Meaning::Clock,
            Meaning::UnknownKey,
            Meaning::Signature,
            Meaning::Credential,
            Meaning::Permission,
            Meaning::Missing,
            Meaning::Conflict,
            Meaning::RateLimited,
            Meaning::Down,
            Meaning::Other,
        ] {
            results.push(Err(Refusal::new(meaning, 401, "").into()));
        }
        for result in results {
            let name = format!("{result:?}");
            let test = read_test(asked(result), Evidence::OwnCall, &case("kalshi"), NOW);
            assert!(test.verdict != TestVerdict::Works && test.cause.is_some(), "{name}");
            assert_eq!(test.checks.len(), 6, "{name}");
        }
        let other = Case { other: true, ..case("blockmind") };
        assert_eq!(read_test(asked(Ok(())), Evidence::OwnCall, &other, NOW).verdict, TestVerdict::Refused);
        assert_eq!(read_test(asked(Ok(())), Evidence::List, &case("openfish"), NOW).verdict, TestVerdict::Listed);
        assert_eq!(read_test(asked(Ok(())), Evidence::OwnCall, &case("kalshi"), NOW).verdict, TestVerdict::Works);
    }

    #[test]
    fn looks_tell_good_bad_and_unknown_apart() {
        use Found::{Bad, Good, Unknown};
        let found = |asked, case: &Case<'_>| {
            let test = read_test(asked, Evidence::OwnCall, case, NOW);
            test.checks.iter().map(|c| c.found).collect::<Vec<_>>()
        };
        let kalshi = case("kalshi");
        let silent = |result| Asked { clock_ahead: None, ..asked(result) };
        assert_eq!(found(asked(Ok(())), &kalshi), [Good; 6]);
        assert_eq!(
            found(silent(Err(AskError::Vault(VaultError::Gone))), &kalshi),
            [Bad, Unknown, Unknown, Unknown, Unknown, Unknown]
        );
        let gone = NetworkError { kind: NetworkFault::Unreachable, host: "h".into(), sent: false };
        assert_eq!(found(silent(Err(gone.into())), &kalshi), [Good, Bad, Unknown, Unknown, Unknown, Unknown]);
        assert_eq!(found(refusal(Meaning::Permission), &kalshi), [Good, Good, Good, Good, Good, Bad]);
        let listed = Case { listed: Some(true), ..case("kalshi") };
        assert_eq!(found(refusal(Meaning::Signature), &listed), [Good, Good, Good, Good, Bad, Unknown]);
        let gone = Case { listed: Some(false), known: true, ..case("kalshi") };
        let late = Asked { clock_ahead: Some(90), clock_corrected: true, ..refusal(Meaning::UnknownKey) };
        assert_eq!(found(late, &gone), [Good, Good, Bad, Bad, Unknown, Unknown]);
    }

    #[test]
    fn other_environments_are_named_but_this_one_and_the_typed() {
        let params = case("kalshi").params(Code::KeyUnknown);
        assert_eq!((&params["environment"][..], &params["others"][..]), ("Demo", "Production"));
        let blockmind = Case::fresh(info("blockmind"), ("Production", "production"));
        assert_eq!(blockmind.params(Code::KeyUnknown)["others"], "");
    }
}
