//! What the core and the shell say themselves, in the language of the window: the providers' own texts, the sheets, and
//! what stands in native dialogs and notifications. Written in English where it is said; another language is a table
//! from that. What the screens say is in `ui/src/lib/words`.

mod de;

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::types::Language;

static GERMAN: AtomicBool = AtomicBool::new(false);
static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| de::texts().collect());

/// From now on everything is said in this language.
pub fn speak(language: Language) {
    GERMAN.store(language == Language::De, Ordering::Relaxed);
}

/// The language that is spoken.
pub fn spoken() -> Language {
    if GERMAN.load(Ordering::Relaxed) { Language::De } else { Language::En }
}

/// A text in the language that is spoken. What has no translation, such as a name, is said as it is.
pub fn told(text: &str) -> &str {
    told_in(spoken(), text)
}

fn told_in(language: Language, text: &str) -> &str {
    match language {
        Language::En => text,
        Language::De => TABLE.get(text).copied().unwrap_or(text),
    }
}

/// Puts values where their names stand in braces. A value is never looked into.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut pieces = text.split('{');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let place = piece.split_once('}').and_then(|(name, rest)| Some((values.iter().find(|v| v.0 == name)?, rest)));
        match place {
            Some(((_, value), rest)) => out.push_str(&format!("{value}{rest}")),
            None => out.push_str(&format!("{{{piece}")),
        }
    }
    out
}

/// A sentence in the language that is spoken, with values in their places: `told!("{label} is due", label = key.label)`.
#[macro_export]
macro_rules! told {
    ($text:literal) => { $crate::words::told($text).to_owned() };
    ($text:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::fill($crate::words::told($text), &[$((stringify!($name), &$value)),+])
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Every text that a provider's file says to a person.
    fn of_providers() -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for provider in crate::providers::ALL {
            all.extend(provider.info.texts().into_iter().filter(|text| !text.is_empty()).map(str::to_owned));
        }
        all
    }

    /// Every text that stands in a `told(…)` or `told!(…)` of the core and the shell, tests left out.
    fn of_sources() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![root.join("src"), root.join("../src")];
        let mut all = BTreeSet::new();
        while let Some(place) = files.pop() {
            if place.is_dir() {
                files.extend(std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()));
            } else if !place.ends_with("words/mod.rs") {
                let source = std::fs::read_to_string(place).unwrap();
                let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
                all.extend(told_in_source(code));
            }
        }
        all
    }

    fn told_in_source(code: &str) -> Vec<String> {
        let starts = code.match_indices("told").map(|(at, _)| &code[at + 4..]);
        let calls = starts.filter_map(|rest| rest.trim_start_matches('!').strip_prefix('('));
        let literals = calls.filter_map(|rest| rest.trim_start().strip_prefix('"'));
        literals.map(unquoted).collect()
    }

    /// A string literal up to its end, as the compiler reads it.
    fn unquoted(rest: &str) -> String {
        let (mut text, mut letters) = (String::new(), rest.chars().peekable());
        while let Some(c) = letters.next() {
            match c {
                '"' => break,
                '\\' => match letters.next() {
                    Some('n') => text.push('\n'),
                    Some('\n') => while letters.next_if(|c| c.is_whitespace()).is_some() {},
                    Some(c) => text.push(c),
                    None => break,
                },
                c => text.push(c),
            }
        }
        text
    }

    #[test]
    fn german_has_every_text_and_none_that_nobody_says() {
        let said: BTreeSet<String> = of_providers().union(&of_sources()).cloned().collect();
        assert!(said.len() > 100, "the sources were not found");
        let known: BTreeSet<String> = de::texts().map(|(text, _)| text.to_owned()).collect();
        let missing: Vec<_> = said.difference(&known).collect();
        let unused: Vec<_> = known.difference(&said).collect();
        assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:#?}\nnobody says: {unused:#?}");
    }

    #[test]
    fn no_text_is_translated_twice_or_loses_a_place() {
        assert_eq!(de::texts().count(), TABLE.len());
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|p| Some(p.split_once('}')?.0.to_owned())).collect()
        };
        for (text, german) in de::texts() {
            assert_eq!(places(text), places(german), "{text}");
        }
    }

    #[test]
    fn text_is_told_in_the_language_that_is_asked_for() {
        assert_eq!(told_in(Language::En, "Read market data"), "Read market data");
        assert_eq!(told_in(Language::De, "Read market data"), "Marktdaten lesen");
        assert_eq!(told_in(Language::De, "a name of somebody’s own"), "a name of somebody’s own");
    }

    #[test]
    fn value_is_not_looked_into() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", &"{b}"), ("b", &2)]), "{b} and 2, {c}");
    }
}
