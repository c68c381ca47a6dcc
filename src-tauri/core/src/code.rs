//! What can go wrong, as the screen sees it: a code that has words and a next step, and its parameters.
//!
//! A code exists only if a screen treats it differently. The leaf errors live beside what they are about
//! and each says its code; there is no wildcard on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One cause that a person can meet. The words for each are in the user interface (`ui/src/lib/words`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // What was typed
    LabelEmpty,
    LabelTooLong,
    LabelTaken,
    LabelUnprintable,
    LabelCharacter,
    NameEmpty,
    NameTaken,
    PermissionsEmpty,
    PermissionUnknown,
    PermissionNeeds,
    PermissionRenamed,
    ExtraOutOfRange,
    FieldEmpty,
    FieldUnprintable,
    AddressUnreadable,
    AddressNotHttps,
    AddressWithUser,
    ConfirmationWrong,
    PolicyOutOfRange,
    DateUnreadable,
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
    KeyStopped,
    KeyExpired,
    SecretDiffers,
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
    SecondKeyPossible,
    ExchangeUnsure,
    SecretNotTried,
    UnreadAnswer,
    CreateUnsure,
    SeveralCandidates,
    NotOurKey,
    NotMatched,
    AlreadyHere,
    IdUnknown,
    NotManaged,
    StillListed,
    SecretNotHere,
    NeverSeenWorking,
    ControlFailed,
    Busy,
    NotHere,
    NoAdmin,
    NewKeyUntested,
    NotSwitched,
    HeldBack,
    FileExists,
    FileUnwritable,
    AccountInUse,
    PracticeFailed,
    ClipboardRefused,
    BrowserRefused,
    MailRefused,
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
