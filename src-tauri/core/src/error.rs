//! What can go wrong, as the screen sees it: a code that has words and a next step, and its parameters.
//!
//! A code exists only if a screen treats it differently. The leaf errors live beside what they are about
//! and each says its code; there is no wildcard on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::types::AddressError;
use crate::{call, client, crypto, import, store, vault};

/// One cause that a person can meet. The words for each are in the user interface (`ui/src/lib/words`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // What was typed
    LabelEmpty,
    LabelTooLong,
    LabelTaken,
    LabelUnprintable,
    NameEmpty,
    NameTaken,
    PermissionsEmpty,
    PermissionUnknown,
    PermissionNeeds,
    FieldEmpty,
    FieldUnprintable,
    AddressUnreadable,
    AddressNotHttps,
    AddressWithUser,
    ConfirmationWrong,
    KeyIdMalformed,
    NothingChosen,
    // What was brought in
    ImportPublicHalf,
    ImportSshKey,
    ImportCertificate,
    ImportOtherKind,
    ImportNotAKey,
    ImportCutOff,
    ImportTooLarge,
    ImportKeySize,
    ImportPassphraseNeeded,
    ImportPassphraseWrong,
    ImportPassphraseTooCostly,
    ImportOldProtection,
    ImportFileUnreadable,
    ImportDamaged,
    // The keychain
    KeychainLocked,
    KeychainAbsent,
    KeychainDenied,
    KeychainItemTooLarge,
    KeychainNotPersistent,
    KeychainDiffers,
    KeychainFailed,
    SecretGone,
    SecretDamaged,
    OriginDiffers,
    // The way to the provider
    Unreachable,
    NameNotFound,
    CertificateRefused,
    ProxyFailed,
    TimedOut,
    AnswerCutOff,
    AnswerTooLarge,
    Redirected,
    AnswerNotUnderstood,
    OutsidePractice,
    // What the provider said
    ClockOff,
    KeyUnknown,
    SignatureRefused,
    CredentialRefused,
    PermissionMissing,
    UsageLevel,
    NotListed,
    Conflict,
    RateLimited,
    ProviderDown,
    ProviderRefused,
    // The life of a key
    PairFailed,
    PairNotProven,
    SecretNeverArrived,
    UnreadAnswer,
    CreateUnsure,
    SeveralCandidates,
    NotOurKey,
    StillListed,
    SecretNotHere,
    NeverSeenWorking,
    ControlFailed,
    Busy,
    NotHere,
    NoAdmin,
    AccountInUse,
    PracticeFailed,
    ClipboardRefused,
    BrowserRefused,
    // The records
    RecordsUnwritable,
    RecordsDamaged,
    RecordsNewer,
    DiskFull,
}

/// Values that the words of a code mention, such as how many seconds a clock is off.
pub type Params = BTreeMap<String, String>;

/// The only error that crosses to the screen. It never carries a secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ApiError {
    pub code: Code,
    pub params: Params,
    /// For the engineer: the provider's own words or the system's, secrets covered.
    pub details: Option<String>,
}

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
            Self::Rule(code, _) => *code,
        }
    }

    pub fn params(&self) -> Params {
        match self {
            Self::Rule(_, params) => params.clone(),
            Self::Import(e) => e.params(),
            Self::Network(e) => e.params(),
            Self::Refused(e) => e.params(),
            Self::Address(_) | Self::Crypto(_) | Self::Vault(_) | Self::Malformed(_) | Self::Store(_) => Params::new(),
        }
    }

    fn details(&self) -> Option<String> {
        match self {
            Self::Refused(e) => e.details(),
            Self::Network(e) => Some(e.to_string()),
            Self::Malformed(e) => Some(e.to_string()),
            Self::Vault(e) => Some(e.to_string()),
            Self::Store(e) => Some(e.to_string()),
            Self::Address(_) | Self::Import(_) | Self::Crypto(_) | Self::Rule(..) => None,
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self { code: error.code(), params: error.params(), details: error.details() }
    }
}
