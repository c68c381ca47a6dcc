//! Authentication schemes: request + reference → headers. A closed enum in one file, so that it can be reviewed as
//! one. The only place where a stored secret meets a request.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use chrono::{DateTime, Utc};

use crate::call::Request;
use crate::crypto::derive_hmac;
use crate::secret::{Parts, Secret};
use crate::types::Address;
use crate::vault::{ItemName, Vault, VaultError};

#[derive(Debug, Clone, Copy)]
pub enum Scheme {
    /// `Authorization: Bearer …`, with this part of the secret.
    Bearer(&'static str),
    /// Each header carries a part of the secret as it is.
    Headers(&'static [PartHeader]),
    /// RSASSA-PSS over time + method + path, in three headers.
    RsaPss(&'static RsaPssHeaders),
    /// HMAC-SHA256 over time + method + path + query + body, under the part `secret`.
    Hmac(&'static HmacHeaders),
}

impl Scheme {
    /// Whether requests carry the time, so that a clock that is off has them refused.
    pub fn signs_time(self) -> bool {
        matches!(self, Self::RsaPss(_) | Self::Hmac(_))
    }
}

#[derive(Debug)]
pub struct PartHeader {
    pub header: &'static str,
    pub part: &'static str,
}

#[derive(Debug)]
pub struct RsaPssHeaders {
    pub key: &'static str,
    /// Unix time in milliseconds.
    pub timestamp: &'static str,
    /// Standard base64 with padding.
    pub signature: &'static str,
}

#[derive(Debug)]
pub struct HmacHeaders {
    pub key: &'static str,
    /// Carries the part `passphrase`.
    pub passphrase: &'static str,
    /// Unix time in seconds.
    pub timestamp: &'static str,
    /// URL-safe base64 with padding.
    pub signature: &'static str,
    /// Carries the part `address`, where there is one.
    pub address: Option<&'static str>,
}

/// The part that an HMAC is made with. It never leaves this computer.
pub const HMAC_SECRET: &str = "secret";

/// A reference to a secret and how it is used. Holds no secret.
#[derive(Clone)]
pub struct Credential {
    pub scheme: Scheme,
    /// The provider's id of the key, where the scheme names it.
    pub key_id: Option<String>,
    pub vault: Vault,
    pub item: ItemName,
    /// Signs wrongly on purpose: to see whether the provider looks at the signature at all.
    pub wrong: bool,
}

impl Credential {
    pub fn new(scheme: Scheme, key_id: Option<String>, vault: &Vault, item: ItemName) -> Self {
        Self { scheme, key_id, vault: vault.clone(), item, wrong: false }
    }

    pub fn signing_wrongly(&self) -> Self {
        Self { wrong: true, ..self.clone() }
    }
}

pub(crate) type Header = (&'static str, Secret);

/// When and in which form a request is signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signing {
    pub now: DateTime<Utc>,
    /// Whether an HMAC covers the query. Openfish's older deployment leaves it out.
    pub with_query: bool,
}

/// The headers that authenticate `request` at `address`. The vault refuses for any origin but that of the secret.
pub(crate) async fn headers(
    credential: &Credential,
    request: &Request,
    address: &Address,
    signing: Signing,
) -> Result<Vec<Header>, VaultError> {
    let origin = address.origin();
    let (vault, item) = (&credential.vault, &credential.item);
    let id = || Secret::from(credential.key_id.clone().unwrap_or_default());
    match credential.scheme {
        Scheme::Bearer(part) => {
            let parts = vault.lend_parts(item, &origin, part).await?;
            // EXPOSE: the token goes into its header.
            Ok(vec![("authorization", Secret::new([b"Bearer ", take(&parts, part)?.expose()].concat()))])
        }
        Scheme::Headers(names) => {
            let parts = vault.lend_parts(item, &origin, "").await?;
            names.iter().map(|name| Ok((name.header, take(&parts, name.part)?.duplicate()))).collect()
        }
        Scheme::RsaPss(names) => {
            let timestamp = signing.now.timestamp_millis().to_string();
            let message = pss_message(&timestamp, request, address);
            let signature = vault.sign(item, &origin, message.into_bytes()).await?;
            Ok(vec![
                (names.key, id()),
                (names.timestamp, Secret::from(timestamp)),
                (names.signature, Secret::from(STANDARD.encode(signature))),
            ])
        }
        Scheme::Hmac(names) => {
            let parts = vault.lend_parts(item, &origin, "").await?;
            let timestamp = signing.now.timestamp().to_string();
            let mut message = hmac_message(&timestamp, request, address, signing.with_query);
            if credential.wrong {
                message.push_str(" (signed wrongly)");
            }
            let tag = derive_hmac(take(&parts, HMAC_SECRET)?, message.as_bytes()).ok_or(VaultError::Damaged)?;
            let mut headers = vec![
                (names.key, id()),
                (names.passphrase, take(&parts, "passphrase")?.duplicate()),
                (names.timestamp, Secret::from(timestamp)),
                (names.signature, Secret::from(URL_SAFE.encode(tag))),
            ];
            if let (Some(name), Some(wallet)) = (names.address, parts.part("address").filter(|a| !a.is_empty())) {
                headers.push((name, wallet.duplicate()));
            }
            Ok(headers)
        }
    }
}

fn take<'a>(parts: &'a Parts, name: &str) -> Result<&'a Secret, VaultError> {
    parts.part(name).ok_or(VaultError::Damaged)
}

/// Time + method + path. The path includes the address's own prefix and excludes the query; the body is not signed
/// (Kalshi: API keys page).
fn pss_message(timestamp: &str, request: &Request, address: &Address) -> String {
    format!("{timestamp}{}{}{}", request.method.as_str(), address.prefix(), request.path)
}

/// Time + method + path + body. The query is part of the path where the deployment signs it (Openfish: builder keys
/// page, and the published client).
fn hmac_message(timestamp: &str, request: &Request, address: &Address, with_query: bool) -> String {
    let url = address.join(&request.path, &request.query);
    let query = url.query().filter(|_| with_query).map(|q| format!("?{q}")).unwrap_or_default();
    let body = request.body.as_deref().unwrap_or_default();
    format!("{timestamp}{}{}{query}{body}", request.method.as_str(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pss_message_is_the_documented_one() {
        let address = Address::parse("https://external-api.kalshi.com/trade-api/v2").unwrap();
        let request = Request::get("/portfolio/balance").with_query("limit", "5");
        assert_eq!(pss_message("1703123456789", &request, &address), "1703123456789GET/trade-api/v2/portfolio/balance");
    }

    /// Published check values: secret of 32 zero bytes.
    #[test]
    fn hmac_signature_is_the_published_one() {
        let secret = Secret::from("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned());
        let address = Address::parse("https://api.openfish.fun").unwrap();
        let signed = |timestamp: &str, request: &Request| {
            let message = hmac_message(timestamp, request, &address, true);
            URL_SAFE.encode(derive_hmac(&secret, message.as_bytes()).unwrap())
        };
        assert_eq!(signed("1", &Request::get("/")), "eHaylCwqRSOa2LFD77Nt_SaTpbsxzN8eTEI3LryhEj4=");
        let path = "/auth/builder-api-key";
        assert_eq!(
            signed("1775044800", &Request::post(path, json!({ "builderId": "my-trading-app" }))),
            "0NN4gpM-2VysBQdc0hPwB5qJ-O6bh-eJ3Ea8-rIryyo="
        );
        assert_eq!(signed("1775044800", &Request::get(path)), "Fo-6BVom_qJA8pdJRqCis1PDkLX0cn05ya5bVN78iKI=");
    }

    #[test]
    fn query_is_signed_as_it_is_sent_or_left_out() {
        let address = Address::parse("https://api.openfish.fun/x").unwrap();
        let request = Request::delete("/k").with_query("apiKey", "a b&c");
        assert_eq!(hmac_message("1", &request, &address, true), "1DELETE/x/k?apiKey=a+b%26c");
        assert_eq!(hmac_message("1", &request, &address, false), "1DELETE/x/k");
    }
}
