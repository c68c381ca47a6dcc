//! A call to a provider as a value: the request beside the function that reads its answer. A request carries no
//! credential, so it may be printed and compared.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::code::{Code, Params};
use crate::secret::Secret;
use crate::types::Address;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub method: Method,
    /// Below the address of the environment; starts with a slash, its parts percent-encoded.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// JSON, as it is sent: some providers' keys sign these very bytes.
    pub body: Option<String>,
}

impl Request {
    fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: body.map(|b| b.to_string()) }
    }
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path, None)
    }
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::Post, path, Some(body))
    }
    pub fn put(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::Put, path, Some(body))
    }
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::Delete, path, None)
    }

    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The request as an engineer reads it, without any header.
    pub fn print(&self, address: &Address) -> String {
        let line = format!("{} {}", self.method.as_str(), address.join(&self.path, &self.query));
        match self.body.as_deref().map(|body| serde_json::from_str(body).unwrap_or(Value::from(body))) {
            Some(body) => format!("{line}\n{body:#}"),
            None => line,
        }
    }
}

/// One part of a path, percent-encoded.
pub fn path_part(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// Whether a text can stand as one part of a path: dots alone would leave their place, even encoded.
pub fn is_path_part(text: &str) -> bool {
    !text.trim().is_empty() && text != "." && text != ".."
}

/// Whether an answer may hold a secret that is shown only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Again,
    /// Never dropped: an answer that cannot be read is kept whole. Never shown in details.
    Once,
}

pub struct Call<T> {
    pub request: Request,
    /// Reads an answer of success. A plain function pointer: it can capture nothing.
    pub read: fn(&Answer) -> Result<T, Malformed>,
    pub shown: Shown,
}

impl<T> Call<T> {
    pub fn new(request: Request, read: fn(&Answer) -> Result<T, Malformed>) -> Self {
        Self { request, read, shown: Shown::Again }
    }

    pub fn once(request: Request, read: fn(&Answer) -> Result<T, Malformed>) -> Self {
        Self { request, read, shown: Shown::Once }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The provider's own clock.
    pub date: Option<DateTime<Utc>>,
    /// In seconds.
    pub retry_after: Option<u32>,
    pub body: Secret,
    pub whole: Wholeness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wholeness {
    Whole,
    CutOff,
    TooLarge,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON of the given shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Malformed> {
        // EXPOSE: the answer is read as JSON; what the error says of it is its place and kind, never its content.
        serde_json::from_slice(self.body.expose())
            .map_err(|e| Malformed(format!("{:?} error at line {}, column {}", e.classify(), e.line(), e.column())))
    }

    /// The body as text that a person may see: for reads and error statuses only.
    pub(crate) fn text(&self) -> String {
        // EXPOSE: shown under Details for calls whose answers hold no secret, after covering.
        String::from_utf8_lossy(self.body.expose()).into_owned()
    }
}

/// An answer of success that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer could not be read: {0}")]
pub struct Malformed(pub String);

/// What a provider's refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The request's time was refused.
    Clock,
    /// The key is not known: the provider's own word for dead.
    UnknownKey,
    /// The key is known, its signature is wrong.
    Signature,
    /// Not authenticated, for another or an unknown reason.
    Credential,
    /// Authenticated, and not permitted.
    Permission,
    /// What was asked for does not exist.
    Missing,
    Conflict,
    RateLimited,
    Down,
    Other,
}

/// An error status, as the provider's file reads it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {words}")]
pub struct Refusal {
    pub meaning: Meaning,
    pub status: u16,
    /// The provider's own words.
    pub words: String,
    pub retry_after: Option<u32>,
    /// How far our clock is from the provider's, in seconds; positive when ours is ahead.
    pub clock_ahead: Option<i64>,
    /// The provider's own word is that this key was stopped.
    pub stopped: bool,
}

impl Refusal {
    pub fn new(meaning: Meaning, status: u16, words: impl Into<String>) -> Self {
        Self { meaning, status, words: words.into(), retry_after: None, clock_ahead: None, stopped: false }
    }

    pub fn code(&self) -> Code {
        match self.meaning {
            Meaning::Clock => Code::ClockOff,
            Meaning::UnknownKey => Code::KeyUnknown,
            Meaning::Signature => Code::SignatureRefused,
            Meaning::Credential => Code::CredentialRefused,
            Meaning::Permission => Code::PermissionMissing,
            Meaning::Missing => Code::NotListed,
            Meaning::Conflict => Code::Conflict,
            Meaning::RateLimited => Code::RateLimited,
            Meaning::Down => Code::ProviderDown,
            Meaning::Other => Code::ProviderRefused,
        }
    }

    pub fn params(&self) -> Params {
        let mut params = Params::from([("status".to_owned(), self.status.to_string())]);
        if let Some(seconds) = self.retry_after {
            params.insert("seconds".into(), seconds.to_string());
        }
        if let (Meaning::Clock, Some(ahead)) = (self.meaning, self.clock_ahead) {
            params.extend(clock_params(ahead));
        }
        params
    }

    pub fn details(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// How far off our clock is, as the words want it.
pub fn clock_params(ahead: i64) -> Params {
    let direction = if ahead >= 0 { "ahead" } else { "behind" };
    Params::from([("seconds".to_owned(), ahead.abs().to_string()), ("direction".to_owned(), direction.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_part_cannot_leave_its_place() {
        assert_eq!(path_part("../x?y#z/é"), "..%2Fx%3Fy%23z%2F%C3%A9");
    }

    #[test]
    fn dots_alone_are_no_part_of_a_path() {
        for (text, part) in [("..", false), (".", false), ("", false), (" ", false), ("...", true), ("a..", true)] {
            assert_eq!(is_path_part(text), part, "{text:?}");
        }
    }

    #[test]
    fn error_about_json_does_not_quote_it() {
        let answer = Answer {
            status: 200,
            date: None,
            retry_after: None,
            body: Secret::from(r#"{"private_key": "hunter2", "n": "hunter2"}"#.to_owned()),
            whole: Wholeness::Whole,
        };
        #[derive(Debug, serde::Deserialize)]
        struct Shape {
            #[allow(dead_code)]
            n: u32,
        }
        let error = answer.json::<Shape>().unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
