//! What the providers' files share in reading answers.

use serde_json::{Map, Value};

use crate::api::FactView;
use crate::call::{Answer, Malformed, Meaning, Refusal, is_path_part};

/// An id as a provider gives it: it will stand in paths.
pub(super) fn key_id(text: String) -> Result<String, Malformed> {
    if is_path_part(&text) { Ok(text) } else { Err(Malformed("the id of a key is empty or dots".into())) }
}

/// A refusal with the parts that every provider's answer has.
pub(super) fn refused(answer: &Answer, meaning: Meaning, words: String) -> Refusal {
    Refusal { retry_after: answer.retry_after, ..Refusal::new(meaning, answer.status, words) }
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

/// What a provider tells beside what is known of it: shown as it is, but for what a secret may be called.
pub(super) fn more(row: &Map<String, Value>, known: &[&str]) -> Vec<FactView> {
    let rest = row.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    rest.map(|(name, value)| fact(name, if names_secret(name) { "[covered]".to_owned() } else { shown(value) }))
        .collect()
}

fn names_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let said = ["secret", "token", "pass", "private", "credential", "signature", "authorization"];
    said.iter().any(|word| plain.contains(word)) || plain == "key" || plain.ends_with("apikey")
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn value_that_may_be_a_secret_is_covered_and_others_are_shown() {
        let row = json!({ "id": "1", "api_key": "s3cret", "apiSecret": "s3cret", "key": "s3cret", "plan": "trial", "keyId": "k" });
        let facts = more(row.as_object().unwrap(), &["id"]);
        let mut open: Vec<_> = facts.iter().filter(|f| f.value != "[covered]").map(|f| &f.name[..]).collect();
        open.sort();
        assert_eq!(open, ["keyId", "plan"]);
        assert!(!format!("{facts:?}").contains("s3cret"));
    }
}
