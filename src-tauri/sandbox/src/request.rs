//! A request as it came in, and the log of them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;

use hyper::body::Body;
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Method, Request};
use serde::de::DeserializeOwned;

const LONGEST_BODY: usize = 1024 * 1024;
const LONGEST_LOG: usize = 4096;

use crate::clock;

/// One request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// The key id as presented, or what names no key: `bearer`, `pair`.
    pub key: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// When it came in: milliseconds since 1970, without the clock-skew fault.
    pub at: i64,
    /// `None` as long as there is no answer.
    pub status: Option<u16>,
}

pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Incoming {
    /// `None` when the client goes away, or sends more than anyone has to say here.
    pub(crate) async fn read(request: Request<hyper::body::Incoming>) -> Option<Incoming> {
        let (head, mut stream) = request.into_parts();
        let mut body = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut stream).poll_frame(context)).await {
            if let Ok(data) = frame.ok()?.into_data() {
                body.extend_from_slice(&data);
            }
            if body.len() > LONGEST_BODY {
                return None;
            }
        }
        Some(Incoming {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers,
            body,
        })
    }

    /// A header that is there exactly once and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        values.next().is_none().then(|| value.to_str().ok()).flatten()
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// A parameter of the query, decoded; the first of several.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.query.as_deref()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(it, _)| *it == name).map(|(_, value)| decode(value)).next()
    }

    /// The body, or a sentence why it cannot be read.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, String> {
        let kind = self.header("content-type").unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return Err("The body must be sent as application/json.".to_owned());
        }
        serde_json::from_slice(&self.body).map_err(|error| format!("The body cannot be read: {error}."))
    }

    pub(crate) fn seen(&self, key: Option<String>) -> Seen {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Seen {
            method: self.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            key,
            headers: self.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: self.body.clone(),
            at: clock::now(),
            status: None,
        }
    }
}

/// `%41` and `+`; what is not so written stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        let (byte, length) = match hex.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => (byte, 3),
            None => (if *first == b'+' { b' ' } else { *first }, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The newest requests, oldest first.
#[derive(Default)]
pub(crate) struct Log {
    seen: VecDeque<Seen>,
    forgotten: usize,
}

impl Log {
    pub(crate) fn all(&self) -> Vec<Seen> {
        self.seen.iter().cloned().collect()
    }

    /// The number under which the answer is noted later.
    pub(crate) fn note(&mut self, seen: Seen) -> usize {
        if self.seen.len() == LONGEST_LOG {
            self.seen.pop_front();
            self.forgotten += 1;
        }
        self.seen.push_back(seen);
        self.forgotten + self.seen.len() - 1
    }

    pub(crate) fn note_status(&mut self, number: usize, status: u16) {
        let place = number.checked_sub(self.forgotten);
        if let Some(seen) = place.and_then(|it| self.seen.get_mut(it)) {
            seen.status = Some(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_decoded() {
        assert_eq!(decode("a%2Bb+c%3d%"), "a+b c=%");
    }
}
