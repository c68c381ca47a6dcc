//! Authentication schemes: request + reference → headers. A closed enum in one file, so that it can be reviewed as
//! one. The only place where a stored secret meets a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use crate::call::Request;
use crate::secret::Secret;
use crate::types::Address;
use crate::vault::{ItemName, Vault, VaultError};

#[derive(Debug, Clone, Copy)]
pub enum Scheme {
    /// `Authorization: Bearer …`
    Bearer,
    /// RSASSA-PSS over time + method + path, in three headers.
    RsaPss(&'static RsaPssHeaders),
}

#[derive(Debug)]
pub struct RsaPssHeaders {
    pub key: &'static str,
    /// Unix time in milliseconds.
    pub timestamp: &'static str,
    /// Standard base64 with padding.
    pub signature: &'static str,
}

/// A reference to a secret and how it is used. Holds no secret.
#[derive(Debug, Clone)]
pub struct Credential {
    pub scheme: Scheme,
    /// The provider's id of the key, where the scheme names it.
    pub key_id: Option<String>,
    pub item: ItemName,
}

pub(crate) type Header = (&'static str, Secret);

/// The headers that authenticate `request` at `address` at the given time. The vault refuses for any origin but
/// that of the secret.
pub(crate) async fn headers(
    credential: &Credential,
    request: &Request,
    address: &Address,
    vault: &Vault,
    now: DateTime<Utc>,
) -> Result<Vec<Header>, VaultError> {
    let origin = address.origin();
    match credential.scheme {
        Scheme::Bearer => {
            let token = vault.lend_text(&credential.item, &origin).await?;
            // EXPOSE: the token goes into its header.
            Ok(vec![("authorization", Secret::new([b"Bearer ", token.expose()].concat()))])
        }
        Scheme::RsaPss(names) => {
            let timestamp = now.timestamp_millis().to_string();
            let message = message(&timestamp, request, address);
            let signature = vault.sign(&credential.item, &origin, message.into_bytes()).await?;
            Ok(vec![
                (names.key, Secret::from(credential.key_id.clone().unwrap_or_default())),
                (names.timestamp, Secret::from(timestamp)),
                (names.signature, Secret::from(STANDARD.encode(signature))),
            ])
        }
    }
}

/// Time + method + path. The path includes the address's own prefix and excludes the query; the body is not signed
/// (Kalshi: API keys page).
fn message(timestamp: &str, request: &Request, address: &Address) -> String {
    format!("{timestamp}{}{}{}", request.method.as_str(), address.prefix(), request.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_the_documented_one() {
        let address = Address::parse("https://external-api.kalshi.com/trade-api/v2").unwrap();
        let mut request = Request::get("/portfolio/balance");
        request.query.push(("limit".into(), "5".into()));
        assert_eq!(message("1703123456789", &request, &address), "1703123456789GET/trade-api/v2/portfolio/balance");
    }
}
