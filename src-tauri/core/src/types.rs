//! Small values that several parts share.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::{Host, Url};

use crate::code::Code;

/// What is behind an address, as far as a person has to care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentKind {
    Practice,
    Sandbox,
    Production,
}

/// The language of what a person reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    De,
}

/// A random id of 128 bits, in hexadecimal.
pub fn make_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Scheme, host and port: the one place that a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For items that belong to no provider, such as the audit log's seal.
    pub(crate) fn own() -> Self {
        Self("keyrack:".to_owned())
    }

    /// For an item that says itself where it belongs; only the vault's codec makes one this way.
    pub(crate) fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Where a provider's API begins, such as `https://external-api.kalshi.com/trade-api/v2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the address cannot be read")]
    Unreadable,
    #[error("the address is not https")]
    NotHttps,
    #[error("the address carries a user name or a password")]
    WithUser,
}

impl AddressError {
    pub fn code(self) -> Code {
        match self {
            Self::Unreadable => Code::AddressUnreadable,
            Self::NotHttps => Code::AddressNotHttps,
            Self::WithUser => Code::AddressWithUser,
        }
    }
}

impl Address {
    /// Parses a typed address. Only https is taken; plain http only to a literal `127.0.0.1` or `[::1]`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim().trim_end_matches('/');
        let url = Url::parse(text).map_err(|_| AddressError::Unreadable)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::WithUser);
        }
        if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Unreadable);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(AddressError::NotHttps),
        }
        Ok(Self { url })
    }

    pub fn origin(&self) -> Origin {
        Origin(self.url.origin().ascii_serialization())
    }

    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The same at another port; for plain http to a literal loopback address only.
    pub(crate) fn at_port(&self, port: u16) -> Option<Self> {
        let mut url = self.url.clone();
        (self.is_loopback() && url.scheme() == "http" && url.set_port(Some(port)).is_ok()).then_some(Self { url })
    }

    /// The path before the provider's own paths, without a final slash: `/trade-api/v2`.
    pub fn prefix(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// The full address of one call. `path` starts with a slash; parts of it are already encoded.
    pub fn join(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.prefix()));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.octets() == [127, 0, 0, 1],
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Most characters a label may have, whatever the provider allows.
pub const LABEL_MAX: usize = 200;

/// Checks a label as typed and gives it back trimmed.
pub fn parse_label(text: &str, max: usize) -> Result<String, Code> {
    let label = text.trim();
    if label.is_empty() {
        return Err(Code::LabelEmpty);
    }
    if label.chars().count() > max.min(LABEL_MAX) {
        return Err(Code::LabelTooLong);
    }
    if label.chars().any(is_deceptive) {
        return Err(Code::LabelUnprintable);
    }
    Ok(label.to_owned())
}

/// Control characters, and those that reorder or hide text: a label has to look like what it is.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_address_keeps_its_prefix_and_names_its_origin() {
        let address = Address::parse("https://external-api.kalshi.com/trade-api/v2/").unwrap();
        assert_eq!(address.origin().as_str(), "https://external-api.kalshi.com");
        assert_eq!(address.prefix(), "/trade-api/v2");
    }

    #[test]
    fn plain_http_is_taken_only_to_a_literal_loopback_address() {
        assert!(Address::parse("http://127.0.0.1:8080/x").is_ok());
        assert!(Address::parse("http://[::1]:8080").is_ok());
        for refused in ["http://localhost:8080", "http://example.org", "http://127.0.0.2", "ftp://127.0.0.1"] {
            assert_eq!(Address::parse(refused).unwrap_err(), AddressError::NotHttps, "{refused}");
        }
    }

    #[test]
    fn address_with_a_user_is_refused() {
        assert_eq!(Address::parse("https://127.0.0.1@evil.example/").unwrap_err(), AddressError::WithUser);
    }

    #[test]
    fn label_that_hides_or_reorders_text_is_refused() {
        assert_eq!(parse_label("a\u{202e}b", 50), Err(Code::LabelUnprintable));
        assert_eq!(parse_label("a\u{7}b", 50), Err(Code::LabelUnprintable));
    }

    #[test]
    fn label_of_ten_thousand_characters_is_too_long() {
        assert_eq!(parse_label(&"x".repeat(10_000), 255), Err(Code::LabelTooLong));
    }
}
