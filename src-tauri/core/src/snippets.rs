//! Small programs that make one harmless request with a key. They are for an engineer who wants to see it work: no secret
//! is in them, they read it from the names under which the `.env` file of the key holds it.

mod language;

use url::Url;

use crate::api::{FieldKind, SnippetLanguage};
use crate::auth::{HMAC_SECRET, Scheme};
use crate::call::Method;
use crate::providers::data::EnvValue;
use crate::providers::{Form, Info};
use language::Language;

/// What is asked for: a read without a body.
pub(crate) struct Read {
    pub method: Method,
    pub url: Url,
}

/// A credential of the request: how it authenticates, and the names under which its values are found.
pub(crate) struct Carried {
    scheme: Scheme,
    names: Vec<(EnvValue, String)>,
}

impl Carried {
    /// A key, by the names of its `.env` file.
    pub(crate) fn key(info: &Info) -> Self {
        let names = info.env.iter().map(|env| (env.value, env.name.to_owned()));
        Self { scheme: info.key.scheme, names: names.collect() }
    }

    /// The credential of an account, by the provider's name and the names of its fields.
    pub(crate) fn account(info: &Info, form: &Form) -> Self {
        let needed = form.fields.iter().filter(|field| !field.optional);
        let names = needed.map(|field| {
            let value = match field.kind {
                _ if form.key_id == Some(field.id) => EnvValue::Id,
                FieldKind::PrivateKey => EnvValue::Pair,
                FieldKind::Text | FieldKind::Secret => EnvValue::Part(field.id),
            };
            (value, format!("{}_{}", info.id, field.id).to_uppercase())
        });
        Self { scheme: form.scheme, names: names.collect() }
    }

    fn name(&self, value: EnvValue) -> Option<&str> {
        self.names.iter().find(|(of, _)| *of == value).map(|(_, name)| &name[..])
    }

    /// The names of what it is made of; what else the file holds is not read.
    fn reads(&self) -> Option<Vec<&str>> {
        let parts: Vec<EnvValue> = match self.scheme {
            Scheme::Bearer(part) => vec![EnvValue::Part(part)],
            Scheme::Headers(all) => all.iter().map(|header| EnvValue::Part(header.part)).collect(),
            Scheme::RsaPss(_) => vec![EnvValue::Id, EnvValue::Pair],
            Scheme::Hmac(_) => vec![EnvValue::Id, EnvValue::Part(HMAC_SECRET), EnvValue::Part(PASSPHRASE)],
        };
        parts.into_iter().map(|part| self.name(part)).collect()
    }
}

const PASSPHRASE: &str = "passphrase";

/// The program in one language. `beside`: the credential of the account, where the key goes along with it. None where the
/// two authenticate in ways that no template has together.
pub(crate) fn write(language: SnippetLanguage, read: &Read, key: &Carried, beside: Option<&Carried>) -> Option<String> {
    let language = Language::of(language);
    let carried: Vec<&Carried> = beside.into_iter().chain([key]).collect();
    let (mut signed, mut values) = (read.url.path().to_owned(), Vec::new());
    let (template, headers) = match key.scheme {
        Scheme::Bearer(_) | Scheme::Headers(_) => {
            let lines: Option<Vec<String>> = carried.iter().map(|c| plain_lines(&language, c)).collect();
            (language.plain, lines?.concat())
        }
        Scheme::RsaPss(names) if beside.is_none() => {
            values.push(("KEY_HEADER", language.literal(names.key)));
            values.push(("TIME_HEADER", language.literal(names.timestamp)));
            values.push(("SIGNATURE_HEADER", language.literal(names.signature)));
            values.push(("KEY", language.name(key.name(EnvValue::Id)?)));
            values.push(("PAIR", language.name(key.name(EnvValue::Pair)?)));
            (language.rsa_pss, String::new())
        }
        Scheme::Hmac(_) => {
            signed.extend(read.url.query().into_iter().flat_map(|query| ["?", query]));
            let lines: Option<Vec<String>> = carried.iter().map(|c| hmac_lines(&language, c)).collect();
            (language.hmac, lines?.concat())
        }
        Scheme::RsaPss(_) => return None,
    };
    let target = &read.url[url::Position::BeforePath..url::Position::AfterQuery];
    let method = read.method.as_str();
    values.extend([
        ("METHOD", language.literal(method)),
        ("URL", language.literal(read.url.as_str())),
        ("TARGET", language.literal(target)),
        ("SIGNED", language.literal(&format!("{method}{signed}"))),
        ("HEADERS", headers.trim_end().to_owned()),
        ("READS", key.reads()?.join(", ")),
        ("BESIDE", beside.map_or(Some(String::new()), |beside| says_beside(&language, beside))?),
    ]);
    Some(fill(template, &values))
}

fn plain_lines(language: &Language, carried: &Carried) -> Option<String> {
    let part = |part| carried.name(EnvValue::Part(part));
    match carried.scheme {
        Scheme::Bearer(token) => Some((language.plain_line)("authorization", "Bearer ", part(token)?)),
        Scheme::Headers(all) => all.iter().map(|h| Some((language.plain_line)(h.header, "", part(h.part)?))).collect(),
        Scheme::RsaPss(_) | Scheme::Hmac(_) => None,
    }
}

/// The names under which an HMAC's values are found.
struct HmacNames<'a> {
    id: &'a str,
    passphrase: &'a str,
    secret: &'a str,
}

fn hmac_lines(language: &Language, carried: &Carried) -> Option<String> {
    let Scheme::Hmac(headers) = carried.scheme else { return None };
    let names = HmacNames {
        id: carried.name(EnvValue::Id)?,
        passphrase: carried.name(EnvValue::Part(PASSPHRASE))?,
        secret: carried.name(EnvValue::Part(HMAC_SECRET))?,
    };
    Some((language.hmac_lines)(headers, &names))
}

fn says_beside(language: &Language, beside: &Carried) -> Option<String> {
    let (begin, names) = (language.comment, beside.reads()?.join(", "));
    Some(format!(
        "\n{begin}Such a key goes along with a request of an account, whose own key is read as well:\n{begin}{names}."
    ))
}

/// Puts values where their names stand between two `@`. A value is never looked into.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let (mut out, mut rest) = (String::with_capacity(template.len()), template);
    while let Some((before, after)) = rest.split_once('@') {
        out.push_str(before);
        let named = after.split_once('@').and_then(|(name, tail)| Some((values.iter().find(|v| v.0 == name)?, tail)));
        match named {
            Some(((_, value), tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('@');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::PartHeader;
    use crate::providers::{self, Trial};

    const ALL: [SnippetLanguage; 4] =
        [SnippetLanguage::Curl, SnippetLanguage::Python, SnippetLanguage::Typescript, SnippetLanguage::Rust];

    fn read(address: &str) -> Read {
        Read { method: Method::Get, url: Url::parse(address).unwrap() }
    }

    #[test]
    fn every_provider_has_one_in_every_language_and_nothing_is_left_open() {
        for provider in providers::ALL {
            let info = provider.info;
            let beside = (provider.trial == Trial::Beside).then(|| Carried::account(info, &info.forms[0]));
            for language in ALL {
                let text = write(language, &read("https://x.example/v1/keys"), &Carried::key(info), beside.as_ref());
                let text = text.unwrap_or_else(|| panic!("{}", info.id));
                let places = text.split('@').skip(1).step_by(2);
                let open =
                    places.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
                assert_eq!(open.count(), 0, "{}: {text}", info.id);
                assert!(text.contains("https://x.example/v1/keys"), "{}: {text}", info.id);
            }
        }
    }

    #[test]
    fn probe_of_every_provider_is_a_read_without_a_body() {
        for provider in providers::ALL {
            let request = (provider.probe)(&[]).request;
            assert!(request.method == Method::Get && request.body.is_none(), "{}", provider.info.id);
        }
    }

    #[test]
    fn address_is_a_text_of_the_language_whatever_is_in_it() {
        let key = Carried {
            scheme: Scheme::Headers(&[PartHeader { header: "x-key", part: "key" }]),
            names: vec![(EnvValue::Part("key"), "KEY".into())],
        };
        let write = |language| write(language, &read("https://x.example/it's$(id)@URL@\\\""), &key, None).unwrap();
        assert!(write(SnippetLanguage::Curl).contains(r"'https://x.example/it'\''s$(id)@URL@/%22'"));
        for language in &ALL[1..] {
            assert!(write(*language).contains(r#""https://x.example/it's$(id)@URL@/%22""#), "{language:?}");
        }
    }
}
