//! The one HTTP client. No redirects, the system's trust store, timeouts, a cap on the body's size; nothing is
//! repeated and no body is logged.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::redirect::Policy;

use crate::auth::Header;
use crate::call::{Answer, Method, Request, Wholeness};
use crate::code::{Code, Params};
use crate::secret::Secret;
use crate::types::Address;

/// Largest body in bytes. A list of ten thousand keys fits.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Room that is there from the start, so that a short answer with a secret is not copied while it grows.
const FIRST_BODY: usize = 64 * 1024;

#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    pub connect: Duration,
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(30) }
    }
}

/// The way to the provider failed. `sent` tells whether the request may have arrived: then a create must not be
/// sent again before the list has been read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} ({host})")]
pub struct NetworkError {
    pub kind: NetworkFault,
    pub host: String,
    pub sent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFault {
    Unreachable,
    NameNotFound,
    Certificate,
    Proxy,
    TimedOut { seconds: u64 },
    CutOff,
    TooLarge,
    Redirected,
    OutsidePractice,
}

impl NetworkError {
    pub fn code(&self) -> Code {
        match self.kind {
            NetworkFault::Unreachable => Code::Unreachable,
            NetworkFault::NameNotFound => Code::NameNotFound,
            NetworkFault::Certificate => Code::CertificateRefused,
            NetworkFault::Proxy => Code::ProxyFailed,
            NetworkFault::TimedOut { .. } => Code::TimedOut,
            NetworkFault::CutOff => Code::AnswerCutOff,
            NetworkFault::TooLarge => Code::AnswerTooLarge,
            NetworkFault::Redirected => Code::Redirected,
            NetworkFault::OutsidePractice => Code::OutsidePractice,
        }
    }

    pub fn params(&self) -> Params {
        let mut params = Params::from([("host".to_owned(), self.host.clone())]);
        match self.kind {
            NetworkFault::TimedOut { seconds } => drop(params.insert("seconds".into(), seconds.to_string())),
            NetworkFault::TooLarge => drop(params.insert("limit".into(), format!("{} MB", MAX_BODY / 1024 / 1024))),
            _ => {}
        }
        params
    }
}

pub struct Client {
    /// For https, through the system's proxy where there is one.
    open: reqwest::Client,
    /// For a literal loopback address, never through a proxy.
    loopback: reqwest::Client,
    /// The practice server's port: nothing else can be reached.
    practice: Option<u16>,
    timeouts: Timeouts,
}

impl Client {
    /// A client for live accounts. None where the system's trust store cannot be read.
    pub fn live(timeouts: Timeouts) -> Option<Self> {
        Self::build(timeouts, None)
    }

    /// A client that knows only the practice server on `127.0.0.1`.
    pub fn practice(port: u16) -> Option<Self> {
        Self::build(Timeouts::default(), Some(port))
    }

    #[allow(clippy::disallowed_methods, reason = "the one module that makes HTTP clients")]
    fn build(timeouts: Timeouts, practice: Option<u16>) -> Option<Self> {
        let builder = || {
            reqwest::Client::builder()
                .redirect(Policy::none())
                .retry(reqwest::retry::never())
                .connect_timeout(timeouts.connect)
                .timeout(timeouts.whole)
                // A kept connection that has died meanwhile looks like a lost answer; a fresh one does not.
                .pool_max_idle_per_host(0)
                .user_agent(concat!("Keyrack/", env!("CARGO_PKG_VERSION")))
        };
        let open = builder().https_only(true).build().ok()?;
        let loopback = builder().no_proxy().build().ok()?;
        Some(Self { open, loopback, practice, timeouts })
    }

    /// Where an address is reached. The practice server's port changes with each start, so its address is kept without
    /// one. None for what is outside of practice where nothing else is known.
    pub(crate) fn locate(&self, address: &Address) -> Option<Address> {
        match self.practice {
            Some(port) => address.at_port(port),
            None => Some(address.clone()),
        }
    }

    /// Sends once and reads the whole answer. A body that is cut off or too large comes back as far as it came,
    /// and says so.
    pub(crate) async fn send(
        &self,
        address: &Address,
        request: &Request,
        headers: &[Header],
    ) -> Result<Answer, NetworkError> {
        let host = address.join(&request.path, &request.query).host_str().unwrap_or_default().to_owned();
        let fail = |kind, sent| NetworkError { kind, host: host.clone(), sent };
        let located = self.locate(address).ok_or_else(|| fail(NetworkFault::OutsidePractice, false))?;
        let url = located.join(&request.path, &request.query);
        let client = if address.is_loopback() { &self.loopback } else { &self.open };
        let mut outgoing = match request.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url),
            Method::Put => client.put(url),
            Method::Delete => client.delete(url),
        };
        outgoing = outgoing.header("accept", "application/json");
        if let Some(body) = &request.body {
            outgoing = outgoing.header("content-type", "application/json").body(body.clone());
        }
        for (name, value) in headers {
            // EXPOSE: the header is sent to the origin that the vault has lent it for.
            let Ok(mut value) = reqwest::header::HeaderValue::from_bytes(value.expose()) else {
                return Err(fail(NetworkFault::Unreachable, false));
            };
            value.set_sensitive(true);
            outgoing = outgoing.header(*name, value);
        }
        let mut response = outgoing.send().await.map_err(|e| self.tell(&e, &host))?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            return Err(fail(NetworkFault::Redirected, true));
        }
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let date = header("date").and_then(|d| DateTime::parse_from_rfc2822(&d).ok()).map(|d| d.with_timezone(&Utc));
        let retry_after = header("retry-after").and_then(|s| seconds(s.trim(), date));
        let (body, whole) = read_body(&mut response).await;
        Ok(Answer { status, date, retry_after, body, whole })
    }

    fn tell(&self, error: &reqwest::Error, host: &str) -> NetworkError {
        let chain = chain(error);
        let says = |words: &[&str]| words.iter().any(|w| chain.contains(w));
        let kind = if error.is_timeout() {
            let limit = if error.is_connect() { self.timeouts.connect } else { self.timeouts.whole };
            NetworkFault::TimedOut { seconds: limit.as_secs() }
        } else if !error.is_connect() {
            NetworkFault::CutOff
        } else if says(&["tunnel", "proxy", "socks"]) {
            NetworkFault::Proxy
        } else if says(&["certificate", "invalid peer", "tls", "handshake"]) {
            NetworkFault::Certificate
        } else if says(&["dns error", "failed to lookup", "resolve"]) {
            NetworkFault::NameNotFound
        } else {
            NetworkFault::Unreachable
        };
        NetworkError { kind, host: host.to_owned(), sent: !error.is_connect() }
    }
}

/// A wait in seconds, or until a date by the provider's own clock (RFC 9110, 10.2.3).
fn seconds(text: &str, now: Option<DateTime<Utc>>) -> Option<u32> {
    let until = |text| DateTime::parse_from_rfc2822(text).ok();
    let left = || u32::try_from((until(text)?.with_timezone(&Utc) - now?).num_seconds().max(0)).ok();
    text.parse().ok().or_else(left)
}

async fn read_body(response: &mut reqwest::Response) -> (Secret, Wholeness) {
    let mut body = zeroize::Zeroizing::new(Vec::with_capacity(FIRST_BODY));
    let whole = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_BODY => break Wholeness::TooLarge,
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break Wholeness::Whole,
            Err(_) => break Wholeness::CutOff,
        }
    };
    (Secret::new(std::mem::take(&mut *body)), whole)
}

/// The error and its causes, in lower case. Holds addresses, never headers or bodies.
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(cause) = next {
        text.push_str(&cause.to_string().to_lowercase());
        text.push_str(" < ");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_is_read_in_seconds_and_as_a_date_by_the_providers_clock() {
        let now = DateTime::parse_from_rfc2822("Sun, 06 Nov 1994 08:49:37 GMT").unwrap().with_timezone(&Utc);
        let (later, earlier) = ("Sun, 06 Nov 1994 08:50:07 GMT", "Sun, 06 Nov 1994 08:00:00 GMT");
        assert_eq!(seconds("17", Some(now)), Some(17));
        assert_eq!(seconds(later, Some(now)), Some(30));
        assert_eq!(seconds(earlier, Some(now)), Some(0));
        for (text, now) in [(later, None), ("soon", Some(now)), ("-1", Some(now)), ("1.5", Some(now))] {
            assert_eq!(seconds(text, now), None, "{text}");
        }
    }
}
