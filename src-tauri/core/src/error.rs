//! Every leaf error of the core as one, on its way to the screen. No wildcard: a new leaf has to say its code.

pub use crate::code::{ApiError, Code, Params};
use crate::types::AddressError;
use crate::{call, client, crypto, import, outfile, store, vault};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Import(#[from] import::ImportError),
    #[error(transparent)]
    Crypto(#[from] crypto::CryptoError),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Network(#[from] client::NetworkError),
    #[error(transparent)]
    Refused(#[from] call::Refusal),
    #[error(transparent)]
    Malformed(#[from] call::Malformed),
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error(transparent)]
    Outfile(#[from] outfile::OutfileError),
    /// A rule of the use case itself, with its code.
    #[error("{0:?}")]
    Rule(Code, Params),
}

impl Error {
    /// A broken rule without parameters.
    pub fn rule(code: Code) -> Self {
        Self::Rule(code, Params::new())
    }

    /// A broken rule whose words mention one value.
    pub fn rule_with(code: Code, name: &str, value: impl ToString) -> Self {
        Self::Rule(code, Params::from([(name.to_owned(), value.to_string())]))
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Address(e) => e.code(),
            Self::Import(e) => e.code(),
            Self::Crypto(e) => e.code(),
            Self::Vault(e) => e.code(),
            Self::Network(e) => e.code(),
            Self::Refused(e) => e.code(),
            Self::Malformed(_) => Code::AnswerNotUnderstood,
            Self::Store(e) => e.code(),
            Self::Outfile(e) => e.code(),
            Self::Rule(code, _) => *code,
        }
    }

    pub fn params(&self) -> Params {
        match self {
            Self::Rule(_, params) => params.clone(),
            Self::Import(e) => e.params(),
            Self::Network(e) => e.params(),
            Self::Refused(e) => e.params(),
            Self::Address(_)
            | Self::Crypto(_)
            | Self::Vault(_)
            | Self::Malformed(_)
            | Self::Store(_)
            | Self::Outfile(_) => Params::new(),
        }
    }

    fn details(&self) -> Option<String> {
        match self {
            Self::Refused(e) => e.details(),
            Self::Network(e) => Some(e.to_string()),
            Self::Malformed(e) => Some(e.to_string()),
            Self::Vault(e) => Some(e.to_string()),
            Self::Store(e) => Some(e.to_string()),
            Self::Outfile(e) => Some(e.to_string()),
            Self::Address(_) | Self::Import(_) | Self::Crypto(_) | Self::Rule(..) => None,
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self { code: error.code(), params: error.params(), details: error.details() }
    }
}
