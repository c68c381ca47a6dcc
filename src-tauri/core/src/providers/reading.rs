//! What the providers' files share in reading answers.

use serde_json::Value;

use crate::api::FactView;
use crate::call::{Answer, Malformed, Meaning, Refusal};

/// A text that has to be there and may not be empty.
pub(super) fn nonempty(text: String, what: &str) -> Result<String, Malformed> {
    if text.trim().is_empty() { Err(Malformed(format!("{what} is empty"))) } else { Ok(text) }
}

/// A refusal with the parts that every provider's answer has.
pub(super) fn refused(answer: &Answer, meaning: Meaning, words: String) -> Refusal {
    Refusal { meaning, status: answer.status, words, retry_after: answer.retry_after, clock_ahead: None }
}

/// The meaning of a status where the provider says nothing more exact.
pub(super) fn meaning_of(status: u16) -> Meaning {
    match status {
        404 => Meaning::Missing,
        409 => Meaning::Conflict,
        429 => Meaning::RateLimited,
        500.. => Meaning::Down,
        _ => Meaning::Other,
    }
}

pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|p| p.len()).eq([8, 4, 4, 4, 12]) && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

pub(super) fn fact(name: impl Into<String>, value: impl Into<String>) -> FactView {
    FactView { name: name.into(), value: value.into() }
}

/// What is not understood is still shown: a value as a person reads it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(all) => all.iter().map(|(k, v)| format!("{k}: {}", shown(v))).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A text or a number as text; nothing else is an id or a time.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list of texts; none where it is no list of texts.
pub(super) fn words(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.as_str().map(str::to_owned)).collect()
}
