//! What a provider answers, how a fault changes it, and the bodies that go over the wire.

use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::Response;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use hyper::http::StatusCode;
use serde_json::{Value, json};

use crate::faults::Shape;

/// The connection closes here, without (the rest of) an answer.
#[derive(Debug, thiserror::Error)]
#[error("the practice server closes this connection on purpose")]
pub(crate) struct Dropped;

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const PAGE: &str = "<!doctype html><title>Just a moment</title><h1>We will be right back</h1>";

pub(crate) struct Reply {
    status: u16,
    content_type: String,
    content: Content,
    headers: Vec<(HeaderName, String)>,
    /// Kept beside the provider's own rendering, so that a fault can say the same in another shape.
    problem: Option<Problem>,
}

enum Content {
    Text(String),
    Cut(String),
    Huge(u64),
}

/// An error in parts.
pub(crate) struct Problem {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<String>,
    /// What in the request is wrong.
    pub(crate) field: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, message: &str) -> Problem {
        Problem { status, code, message: message.to_owned(), details: None, field: None }
    }
}

impl Reply {
    pub(crate) fn text(status: u16, content_type: &str, text: impl Into<String>) -> Reply {
        Reply {
            status,
            content_type: content_type.to_owned(),
            content: Content::Text(text.into()),
            headers: Vec::new(),
            problem: None,
        }
    }

    pub(crate) fn json(status: u16, value: &Value) -> Reply {
        Reply::text(status, JSON, value.to_string())
    }

    pub(crate) fn json_text(status: u16, text: &str) -> Reply {
        Reply::text(status, JSON, text)
    }

    pub(crate) fn nothing(status: u16) -> Reply {
        Reply::text(status, "", "")
    }

    /// An error as the provider words it, and its parts.
    pub(crate) fn problem(value: &Value, problem: Problem) -> Reply {
        let reply = Reply::json(problem.status, value);
        Reply { problem: Some(problem), ..reply }
    }

    pub(crate) fn retry_after(mut self, seconds: Option<u32>) -> Reply {
        self.headers.extend(seconds.map(|it| (RETRY_AFTER, it.to_string())));
        self
    }

    pub(crate) fn redirect(to: &str) -> Reply {
        let mut reply = Reply::nothing(302);
        reply.headers.push((LOCATION, to.to_owned()));
        reply
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn html(self) -> Reply {
        Reply::text(200, HTML, PAGE)
    }

    pub(crate) fn huge(self, bytes: u64) -> Reply {
        Reply { content: Content::Huge(bytes), ..Reply::json_text(200, "") }
    }

    pub(crate) fn cut_off(mut self) -> Reply {
        if let Content::Text(text) = self.content {
            self.content = Content::Cut(text);
        }
        self
    }

    /// Another body for a success; an error stays what it is.
    pub(crate) fn or_on_success(self, text: &str) -> Reply {
        match self.status {
            200 | 201 => Reply::json_text(self.status, text),
            _ => self,
        }
    }

    /// The same success with null in place of each list.
    pub(crate) fn null_lists(self) -> Reply {
        let Content::Text(text) = &self.content else {
            return self;
        };
        match serde_json::from_str(text) {
            Ok(value) => self.or_on_success(&without_lists(value).to_string()),
            Err(_) => self,
        }
    }

    /// The shapes of error bodies that have been met in the wild.
    pub(crate) fn shaped(self, shape: Shape) -> Reply {
        let Some(Problem { code, message, details, .. }) = &self.problem else {
            return self;
        };
        match shape {
            Shape::Flat => {
                let mut body = json!({ "code": code, "message": message });
                if let Some(details) = details {
                    body["details"] = json!(details);
                }
                Reply::json(self.status, &body)
            }
            Shape::Msg => Reply::json(self.status, &json!({ "msg": message })),
            Shape::PlainError => Reply::json(self.status, &json!({ "error": message })),
            Shape::Empty => Reply::nothing(self.status),
            Shape::Text => Reply::text(self.status, TEXT, message.clone()),
        }
    }

    pub(crate) fn into_response(self, date: Option<&str>) -> Response<Answer> {
        let length = match &self.content {
            Content::Cut(text) if !text.is_empty() => Some(text.len()),
            _ => None,
        };
        let mut response = Response::new(match self.content {
            Content::Text(text) => Answer::Whole(text.into()),
            Content::Cut(text) if text.is_empty() => Answer::Whole(Bytes::new()),
            Content::Cut(text) => Answer::Half(Half::ToSend(Bytes::from(text).slice(..length.unwrap_or(0) / 2))),
            Content::Huge(bytes) => Answer::Huge(bytes),
        });
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let length = length.map(|it| (CONTENT_LENGTH, it.to_string()));
        let kind = Some((CONTENT_TYPE, self.content_type)).filter(|(_, it)| !it.is_empty());
        let date = date.map(|it| (hyper::header::DATE, it.to_owned()));
        for (name, value) in self.headers.into_iter().chain(length).chain(kind).chain(date) {
            // A fault may carry any text; one that no header can hold is left out.
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn without_lists(value: Value) -> Value {
    match value {
        Value::Array(_) => Value::Null,
        Value::Object(fields) => fields.into_iter().map(|(name, it)| (name, without_lists(it))).collect(),
        other => other,
    }
}

pub(crate) enum Answer {
    Whole(Bytes),
    /// The first half; then the connection breaks.
    Half(Half),
    /// So many bytes, without an announced length.
    Huge(u64),
}

pub(crate) enum Half {
    ToSend(Bytes),
    /// Pending once between the half and the break makes hyper flush what it has.
    ToFlush,
    Sent,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        static SPACES: [u8; 65_536] = [b' '; 65_536];
        let frame = match &mut *self {
            Answer::Whole(bytes) => Some(std::mem::take(bytes)).filter(|it| !it.is_empty()),
            Answer::Half(half @ Half::ToFlush) => {
                *half = Half::Sent;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Answer::Half(half) => match std::mem::replace(half, Half::ToFlush) {
                Half::ToSend(bytes) => Some(bytes),
                _ => return Poll::Ready(Some(Err(Dropped))),
            },
            Answer::Huge(0) => None,
            Answer::Huge(left) => {
                let now = (*left).min(SPACES.len() as u64);
                *left -= now;
                Some(Bytes::from_static(&SPACES[..now as usize]))
            }
        };
        Poll::Ready(frame.map(|it| Ok(Frame::data(it))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Answer::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Answer::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::new(),
        }
    }
}
