//! A request and its answer as a person sees them: everything that was sent in secret is covered.

use crate::auth::{Credential, Header};
use crate::call::{Answer, Request, Shown};
use crate::secret::cover;
use crate::types::Address;

/// Most characters of an answer under Details.
const SHOWN_MAX: usize = 2_000;

pub(super) fn print(request: &Request, address: &Address, headers: &[Header], credentials: &[&Credential]) -> String {
    let shown = headers.iter().map(|(name, value)| {
        let mut ids = credentials.iter().filter_map(|c| c.key_id.as_deref());
        // EXPOSE: compared with the key ids, which are no secrets; everything else is covered.
        let open = ids.find(|id| id.as_bytes() == value.expose());
        format!("\n{name}: {}", open.unwrap_or("[covered]"))
    });
    let text = request.print(address);
    let (line, body) = text.split_once('\n').unwrap_or((&text, ""));
    let head = std::iter::once(line.to_owned()).chain(shown).collect::<String>();
    if body.is_empty() { head } else { format!("{head}\n\n{body}") }
}

pub(super) fn show(answer: &Answer, shown: Shown, headers: &[Header]) -> String {
    if shown == Shown::Once && answer.is_success() {
        return format!("{}\n[covered: it may hold a secret that is shown once]", answer.status);
    }
    let text = cover_sent(&answer.text(), headers);
    let short: String = text.chars().take(SHOWN_MAX).collect();
    let more = if short.len() < text.len() { " …" } else { "" };
    format!("{}\n{short}{more}", answer.status)
}

/// Covers what was sent, should the provider repeat it: as it is, and as JSON and addresses write it.
pub(super) fn cover_sent(text: &str, headers: &[Header]) -> String {
    // EXPOSE: to find it in the text and cover it.
    let sent = headers.iter().filter_map(|(_, value)| value.expose_text());
    let tokens: Vec<&str> = sent.map(|s| s.strip_prefix("Bearer ").unwrap_or(s)).collect();
    let (covered, plain) = (cover(text, &tokens), unescaped(text));
    let covered_plain = cover(&plain, &tokens);
    // What only shows once the escapes are undone is shown undone and covered.
    if covered_plain == plain || unescaped(&covered) == covered_plain { covered } else { covered_plain }
}

/// The text with `\/`, `\u0041` and `%41` undone.
fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['\\', '%']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let code = |digits: Option<&str>| digits.and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32);
        let found = match tail {
            t if t.starts_with("\\/") => Some(('/', 2)),
            t if t.starts_with("\\u") => code(t.get(2..6)).map(|c| (c, 6)),
            t if t.starts_with('%') => code(t.get(1..3)).filter(char::is_ascii).map(|c| (c, 3)),
            _ => None,
        };
        let (c, length) = found.unwrap_or((tail.as_bytes()[0].into(), 1));
        out.push(c);
        rest = &tail[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn what_was_sent_is_covered_however_it_is_escaped() {
        let headers = [("x", Secret::from("Bearer a+b/c=d&e".to_owned()))];
        for echoed in ["a+b/c=d&e", r"a+b\/c=d&e", r"a\u002bb/c=d\u0026e", r"a\u002Bb\/c\u003dd&e", "a%2Bb%2fc%3Dd%26e"]
        {
            let text = cover_sent(&format!(r#"{{"echo":"{echoed}","n":"50%"}}"#), &headers);
            assert!(text.contains("[covered]") && !text.contains("c=d") && text.contains("50%"), "{echoed}: {text}");
        }
        assert_eq!(cover_sent(r#"{"path":"a\/b"}"#, &headers), r#"{"path":"a\/b"}"#);
    }
}
