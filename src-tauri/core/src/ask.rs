//! Asks a provider one thing: authenticates the call, sends it, reads the answer, and covers what a person must not
//! see of both.

mod shown;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use shown::{cover_sent, print, show};

use crate::auth::{self, Credential, Header, Scheme, Signing};
use crate::call::{Answer, Call, Malformed, Meaning, Method, Refusal, Request, Shown, Wholeness};
use crate::client::{Client, NetworkError, NetworkFault};
use crate::clock::{Clock, Stopwatch};
use crate::error::{Code, Error};
use crate::pace::{Pace, Quiet};
use crate::providers::{Listed, Page, Paged, Provider};
use crate::secret::Secret;
use crate::types::Address;
use crate::vault::VaultError;

/// Most characters of a provider's words in an error.
const WORDS_MAX: usize = 300;
/// Most pages of one list: more than that is a list that does not end.
const PAGES_MAX: usize = 1_000;

/// A read that failed on the way or at the provider is sent again after each of these, and no more.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(750)];

pub struct Asker {
    client: Client,
    pace: Pace,
    clock: Arc<dyn Clock>,
    /// How far each provider's clock is from ours, learned from a refusal of the time.
    skews: Mutex<HashMap<String, TimeDelta>>,
    /// Origins whose signatures leave the query out, learned from a refusal.
    bare_queries: Mutex<HashSet<String>>,
}

/// Where a call goes and with which credentials.
#[derive(Clone, Copy)]
pub struct To<'a> {
    pub provider: &'static Provider,
    pub address: &'a Address,
    /// The account: its calls go out one after another.
    pub lane: &'a str,
    /// None for calls that need no key; the second where a key goes along with the call of another.
    pub credentials: &'a [&'a Credential],
}

/// What came of it.
pub struct Asked<T> {
    pub result: Result<T, AskError>,
    pub took_ms: u64,
    /// For a person: the request as sent and the answer, secrets and signatures covered.
    pub request: String,
    pub answer: String,
    /// Seconds that our clock is ahead of the provider's, where it said its time.
    pub clock_ahead: Option<i64>,
    /// The time was refused at first, and the provider's clock was used instead.
    pub clock_corrected: bool,
}

impl Asked<()> {
    /// Failed before anything was sent.
    pub(crate) fn failed(error: AskError, request: String) -> Self {
        Self {
            result: Err(error),
            took_ms: 0,
            request,
            answer: String::new(),
            clock_ahead: None,
            clock_corrected: false,
        }
    }

    /// Shows what else was asked, under its own words.
    pub(crate) fn add(&mut self, words: &str, other: &Asked<()>) {
        self.request.push_str(&format!("\n\n{words}:\n{}", other.request));
        self.answer.push_str(&format!("\n\n{words}:\n{}", other.answer));
    }

    /// With a value in place of the success.
    pub(crate) fn with<T>(self, value: T) -> Asked<T> {
        let Self { result, took_ms, request, answer, clock_ahead, clock_corrected } = self;
        Asked { result: result.map(|()| value), took_ms, request, answer, clock_ahead, clock_corrected }
    }
}

impl<T> Asked<T> {
    /// The value, if there is one, and everything else.
    pub(crate) fn split(self) -> (Option<T>, Asked<()>) {
        let Self { result, took_ms, request, answer, clock_ahead, clock_corrected } = self;
        let (value, result) = match result {
            Ok(value) => (Some(value), Ok(())),
            Err(e) => (None, Err(e)),
        };
        (value, Asked { result, took_ms, request, answer, clock_ahead, clock_corrected })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Not sent: the provider has asked for quiet.
    #[error("not sent: {0}")]
    Quiet(Refusal),
    /// The managing key's own call failed, so nothing is known of the key that would have gone along.
    #[error("the managing key: {0}")]
    Control(Box<AskError>),
    /// A success that could not be read. Where it may hold a secret that is shown once, the whole body.
    #[error("{0}")]
    Unread(Malformed, Option<Secret>),
}

impl AskError {
    /// Whether the provider may have acted: then nothing is sent again before the list has been read.
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Vault(_) | Self::Quiet(_) => false,
            Self::Network(e) => e.sent,
            Self::Refused(e) => e.status >= 500,
            Self::Unread(..) => true,
            Self::Control(e) => e.may_have_acted(),
        }
    }

    /// Whether the same read may well succeed a moment later. What timed out has cost a person enough already.
    fn may_pass(&self) -> bool {
        match self {
            Self::Refused(e) => e.meaning == Meaning::Down,
            Self::Network(e) => e.kind == NetworkFault::CutOff,
            Self::Vault(_) | Self::Quiet(_) | Self::Unread(..) | Self::Control(_) => false,
        }
    }

    pub fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Refused(e) | Self::Quiet(e) => Some(e.meaning),
            _ => None,
        }
    }
}

impl From<AskError> for Error {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Vault(e) => Self::Vault(e),
            AskError::Network(e) => Self::Network(e),
            AskError::Refused(e) | AskError::Quiet(e) => Self::Refused(e),
            AskError::Unread(e, _) => Self::Malformed(e),
            // What the provider or the keychain says of the managing key says nothing of this one.
            AskError::Control(e) => match *e {
                AskError::Vault(VaultError::Gone | VaultError::Damaged) => Self::rule(Code::ControlFailed),
                e => match e.meaning() {
                    Some(Meaning::UnknownKey | Meaning::Signature | Meaning::Credential | Meaning::Permission) => {
                        Self::rule(Code::ControlFailed)
                    }
                    _ => Self::from(e),
                },
            },
        }
    }
}

impl Asker {
    pub fn new(client: Client, clock: Arc<dyn Clock>) -> Self {
        Self { client, pace: Pace::default(), clock, skews: Mutex::default(), bare_queries: Mutex::default() }
    }

    /// Where an address is reached: that of practice with the port that its server has now.
    pub fn locate(&self, address: &Address) -> Option<Address> {
        self.client.locate(address)
    }

    /// Sends one call when it is its turn. A change is never repeated, but for what was refused before anything was
    /// done: a call with a query whose HMAC was refused, once more with the other form of signature. A read is sent
    /// again for a while where the provider was too busy or the connection broke; and once more with the provider's
    /// time where its time was refused.
    pub async fn ask<T>(&self, to: To<'_>, call: &Call<T>) -> Asked<T> {
        let origin = to.address.origin().as_str().to_owned();
        let with_query = !lock(&self.bare_queries).contains(&origin);
        let first = self.patiently(to, call, with_query, false).await;
        let meaning = first.result.as_ref().err().and_then(AskError::meaning);
        if let (Some(Meaning::Clock), Some(ahead)) = (meaning, first.clock_ahead) {
            self.learn(to.address, ahead);
            return if call.request.method == Method::Get {
                self.patiently(to, call, with_query, true).await
            } else {
                first
            };
        }
        let hmac = to.credentials.iter().any(|c| matches!(c.scheme, Scheme::Hmac(_)) && !c.wrong);
        if hmac && meaning == Some(Meaning::Credential) && !call.request.query.is_empty() {
            let second = self.patiently(to, call, !with_query, first.clock_corrected).await;
            if second.result.as_ref().err().and_then(AskError::meaning) != Some(Meaning::Credential) {
                let mut bare = lock(&self.bare_queries);
                let _ = if with_query { bare.insert(origin) } else { bare.remove(&origin) };
                return second;
            }
        }
        first
    }

    /// Reads a list to its end, page by page.
    pub async fn ask_list(&self, to: To<'_>, list: Paged<Page>) -> Asked<Vec<Listed>> {
        let (mut all, mut cursor, mut seen) = (Vec::new(), None::<String>, HashSet::new());
        loop {
            let (page, mut asked) = self.ask(to, &list(cursor.as_deref())).await.split();
            let Some(page) = page else {
                return asked.with(Vec::new());
            };
            all.extend(page.keys);
            match page.next {
                None => return asked.with(all),
                Some(next) if seen.len() < PAGES_MAX && seen.insert(next.clone()) => cursor = Some(next),
                Some(_) => {
                    asked.result = Err(AskError::Unread(Malformed("the list does not end".into()), None));
                    return asked.with(all);
                }
            }
        }
    }

    /// A read is sent again where that may help; a change is sent once, whatever comes back.
    async fn patiently<T>(&self, to: To<'_>, call: &Call<T>, with_query: bool, clock_corrected: bool) -> Asked<T> {
        let mut asked = match self.once(to, call, with_query, clock_corrected).await {
            Ok(asked) => asked,
            Err(quiet) => return unsent(to, call, quiet),
        };
        if call.request.method != Method::Get {
            return asked;
        }
        for pause in PAUSES {
            match &asked.result {
                Err(e) if e.meaning() == Some(Meaning::RateLimited) => {} // the lane itself waits as long as it was told
                Err(e) if e.may_pass() => tokio::time::sleep(pause).await,
                _ => break,
            }
            match self.once(to, call, with_query, clock_corrected).await {
                Ok(again) => asked = again,
                Err(_) => break,
            }
        }
        asked
    }

    /// Sends a call once, or not at all where the provider wants quiet.
    async fn once<T>(
        &self,
        to: To<'_>,
        call: &Call<T>,
        with_query: bool,
        clock_corrected: bool,
    ) -> Result<Asked<T>, Quiet> {
        let mut asked = Asked {
            result: Err(AskError::Vault(VaultError::Gone)),
            took_ms: 0,
            request: call.request.print(to.address),
            answer: String::new(),
            clock_ahead: None,
            clock_corrected,
        };
        // Before the turn: a keychain that waits for its prompt to be answered holds up nobody else.
        if let Err(e) = open(to.credentials).await {
            asked.result = Err(e.into());
            return Ok(asked);
        }
        let mut turn = self.pace.turn(to.lane, &to.provider.info.rates, call.request.method).await?;
        let headers = match self.headers(to, &call.request, with_query).await {
            Ok(headers) => headers,
            Err(e) => {
                asked.result = Err(e.into());
                return Ok(asked);
            }
        };
        asked.request = print(&call.request, to.address, &headers, to.credentials);
        let (watch, began) = (Stopwatch::start(), self.clock.now());
        let sent = self.client.send(to.address, &call.request, &headers).await;
        asked.took_ms = watch.millis();
        match sent {
            Err(e) => {
                asked.answer = e.to_string();
                asked.result = Err(e.into());
            }
            Ok(answer) => {
                turn.hear(answer.status, answer.retry_after);
                asked.clock_ahead = answer.date.map(|date| ahead(date, began, self.clock.now()));
                asked.answer = show(&answer, call.shown, &headers);
                // Signed with the provider's time as it was learned: what counts is how far that was off.
                let skew = self.skew(to.address).num_seconds();
                asked.clock_corrected |= skew != 0;
                asked.result = read(to, call, answer, &headers, asked.clock_ahead, skew);
            }
        }
        Ok(asked)
    }

    /// Whether a credential can be used, as far as the keychain has a say in it. Sends nothing.
    pub(crate) async fn check_usable(&self, to: To<'_>) -> Result<(), VaultError> {
        open(to.credentials).await?;
        self.headers(to, &Request::get("/"), true).await.map(drop)
    }

    /// The time is taken when it is the call's turn and the keychain is open: either may take a while.
    async fn headers(&self, to: To<'_>, request: &Request, with_query: bool) -> Result<Vec<Header>, VaultError> {
        let signing = Signing { now: self.clock.now() + self.skew(to.address), with_query };
        let mut headers = Vec::new();
        for credential in to.credentials {
            headers.extend(auth::headers(credential, request, to.address, signing).await?);
        }
        Ok(headers)
    }

    fn skew(&self, address: &Address) -> TimeDelta {
        lock(&self.skews).get(address.origin().as_str()).copied().unwrap_or_default()
    }

    /// Remembers the provider's time for the calls that follow.
    fn learn(&self, address: &Address, ahead: i64) {
        lock(&self.skews).insert(address.origin().as_str().to_owned(), TimeDelta::seconds(-ahead));
    }
}

/// Seconds that our clock is ahead of a date that was written between two of our times. An answer that took its time
/// does not make a clock wrong.
fn ahead(date: DateTime<Utc>, began: DateTime<Utc>, ended: DateTime<Utc>) -> i64 {
    if date < began { (began - date).num_seconds() } else { (ended - date).num_seconds().min(0) }
}

async fn open(credentials: &[&Credential]) -> Result<(), VaultError> {
    for credential in credentials {
        credential.vault.open().await?;
    }
    Ok(())
}

/// A call that was kept back, because the provider wants quiet.
fn unsent<T>(to: To<'_>, call: &Call<T>, quiet: Quiet) -> Asked<T> {
    let refusal = quiet.refusal();
    let seconds = refusal.retry_after.unwrap_or_default();
    Asked {
        result: Err(AskError::Quiet(refusal)),
        took_ms: 0,
        request: call.request.print(to.address),
        answer: format!("Not sent: the provider has asked for quiet, for another {seconds} s."),
        clock_ahead: None,
        clock_corrected: false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

fn read<T>(
    to: To<'_>,
    call: &Call<T>,
    answer: Answer,
    headers: &[Header],
    clock_ahead: Option<i64>,
    skew: i64,
) -> Result<T, AskError> {
    if !answer.is_success() {
        let mut refusal = (to.provider.refusal)(&answer);
        // A provider may call a wrong time a wrong credential: where the time is signed and off, that is the cause.
        let signs_time = to.credentials.iter().any(|c| c.scheme.signs_time() && !c.wrong);
        let off = clock_ahead.is_some_and(|ahead| (ahead + skew).abs() > to.provider.info.clock_window);
        if refusal.meaning == Meaning::Credential && signs_time && off {
            refusal.meaning = Meaning::Clock;
        }
        let words = cover_sent(&refusal.words, headers).chars().take(WORDS_MAX).collect();
        return Err(Refusal { clock_ahead, words, ..refusal }.into());
    }
    let host = to.address.origin().as_str().to_owned();
    let network = |kind| NetworkError { kind, host, sent: true };
    let malformed = match answer.whole {
        Wholeness::Whole => match (call.read)(&answer) {
            Ok(value) => return Ok(value),
            Err(malformed) => malformed,
        },
        Wholeness::CutOff if call.shown == Shown::Again => return Err(network(NetworkFault::CutOff).into()),
        Wholeness::TooLarge if call.shown == Shown::Again => return Err(network(NetworkFault::TooLarge).into()),
        Wholeness::CutOff => Malformed("it is cut off".into()),
        Wholeness::TooLarge => Malformed("it is too large".into()),
    };
    let kept = (call.shown == Shown::Once).then_some(answer.body);
    Err(AskError::Unread(malformed, kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_that_took_its_time_does_not_make_a_clock_wrong() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        for (date, seconds) in [(100, 0), (104, 0), (120, 0), (90, 10), (300, -180)] {
            assert_eq!(ahead(at(date), at(100), at(120)), seconds, "{date}");
        }
    }
}
