//! Small programs that show a key at work, written for its account's address.

use super::App;
use crate::api::{SnippetLanguage, SnippetView};
use crate::error::{Code, Error};
use crate::outfile;
use crate::providers::Trial;
use crate::snippets::{self, Carried, Read};

/// Each language, what its file is called, and what runs it.
const LANGUAGES: [(SnippetLanguage, &str, &str); 4] = [
    (SnippetLanguage::Curl, "try-key.sh", "bash try-key.sh"),
    (SnippetLanguage::Python, "try_key.py", "python3 try_key.py"),
    (SnippetLanguage::Typescript, "try-key.mts", "npx tsx try-key.mts"),
    (SnippetLanguage::Rust, "main.rs", "cargo run"),
];

impl App {
    /// One in each language. No secret is in them.
    pub fn snippets(&self, id: &str) -> Result<Vec<SnippetView>, Error> {
        let key = self.key(id)?;
        let site = self.site(&key.account)?;
        let info = site.provider.info;
        let request = (site.provider.probe)(key.scopes.as_deref().unwrap_or_default()).request;
        let address = self.asker.locate(&site.address).ok_or_else(|| Error::rule(Code::OutsidePractice))?;
        let read = Read { method: request.method, url: address.join(&request.path, &request.query) };
        let own = Carried::key(info);
        let form = info.form(&site.account.form).filter(|_| site.provider.trial == Trial::Beside);
        let beside = form.map(|form| Carried::account(info, form));
        // The file to which this key is handed over, by the name that it has at first.
        let reads_in = format!("set -a; . ./{}.env; set +a", outfile::stem_of(&key.label));
        let written = |(language, file, run): &(SnippetLanguage, &str, &str)| {
            let text = snippets::write(*language, &read, &own, beside.as_ref())?;
            let run = vec![reads_in.clone(), (*run).to_owned()];
            Some(SnippetView { language: *language, file: (*file).to_owned(), run, text })
        };
        Ok(LANGUAGES.iter().filter_map(written).collect())
    }
}
