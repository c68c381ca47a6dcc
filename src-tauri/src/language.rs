//! What the core says, and what is said outside of the page, is said in the language of the window. It is kept beside the
//! records, not in them: a start that cannot read them has to say so, too.

use std::path::Path;

use keyrack_core::types::Language;
use keyrack_core::words;

use crate::files;

const FILE: &str = "language";
const GERMAN: &str = "de";
const ENGLISH: &str = "en";

/// Speaks as the window did last, else as the system does.
pub fn speak_as_before(folder: &Path) {
    words::speak(kept(folder).unwrap_or_else(of_system));
}

/// Speaks this language, now and from the next start on. Where it cannot be kept, it is spoken all the same.
pub fn speak(folder: &Path, language: Language) -> std::io::Result<()> {
    words::speak(language);
    if kept(folder) == Some(language) {
        return Ok(());
    }
    let word = match language {
        Language::En => ENGLISH,
        Language::De => GERMAN,
    };
    files::write(&folder.join(FILE), word.as_bytes())
}

fn kept(folder: &Path) -> Option<Language> {
    match std::fs::read_to_string(folder.join(FILE)).ok()?.trim() {
        GERMAN => Some(Language::De),
        ENGLISH => Some(Language::En),
        _ => None,
    }
}

fn of_system() -> Language {
    let told = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|l| !l.is_empty()));
    if told.is_some_and(|locale| locale.starts_with(GERMAN)) { Language::De } else { Language::En }
}
