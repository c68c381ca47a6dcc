//! The log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::code::Code;

#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityView {
    #[ts(type = "number")]
    pub seq: i64,
    pub at: String,
    pub act: Act,
    pub subject: String,
    pub account: String,
    pub outcome: Outcome,
    pub cause: Option<Code>,
    /// What the sentence mentions besides, such as the permissions that were added.
    pub note: Option<String>,
}

/// Which entries are wanted. What is empty leaves nothing out.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct ActivityRequest {
    /// Entries older than this one.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// Part of a key's or account's name, in any case.
    #[serde(default)]
    pub text: String,
    /// An account's name as the log has it, or the id of one that is here.
    pub account: Option<String>,
    pub group: Option<ActGroup>,
    pub outcome: Option<Outcome>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActGroup {
    Making,
    Testing,
    Stopping,
    HandingOver,
    /// What was found changed at a provider.
    Drift,
    Accounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    AccountAdded,
    AccountRemoved,
    ListRead,
    KeyAppeared,
    KeyVanished,
    PermissionsChanged,
    PairMade,
    SecretKept,
    PublicHalfSent,
    KeyMade,
    KeyAdopted,
    KeyBroughtIn,
    KeyRotated,
    KeyForgotten,
    RequestWritten,
    RequestClosed,
    MakingDiscarded,
    PublicHalfCopied,
    Tested,
    StopAsked,
    StopSent,
    Proof,
    /// Its secret was never here, so no proof; the provider no longer lists it.
    GoneFromList,
    SecretErased,
    StopWithdrawn,
    LogChecked,
    RotationBegun,
    /// A rotation whose old key was left alive.
    RotationLeft,
    RotationDone,
    SystemNoted,
    SystemRemoved,
    SystemSwitched,
    HandedOver,
    LabelChanged,
    PurposeChanged,
    /// Keyrack works with another key of this account now.
    ManagerReplaced,
    StopManyAsked,
    StopManyDone,
    PolicyChanged,
    RotateByChanged,
    DashboardOpened,
    LogExported,
    SheetSaved,
    EngineerSheetSaved,
}

impl Act {
    /// The group under which it is looked for; none: it is found in the whole log only.
    pub fn group(self) -> Option<ActGroup> {
        Some(match self {
            Self::PairMade
            | Self::SecretKept
            | Self::PublicHalfSent
            | Self::KeyMade
            | Self::KeyAdopted
            | Self::KeyBroughtIn
            | Self::KeyRotated
            | Self::RequestWritten
            | Self::RequestClosed
            | Self::MakingDiscarded
            | Self::RotationBegun
            | Self::RotationLeft
            | Self::RotationDone => ActGroup::Making,
            Self::Tested => ActGroup::Testing,
            Self::StopAsked
            | Self::StopSent
            | Self::Proof
            | Self::GoneFromList
            | Self::SecretErased
            | Self::StopWithdrawn
            | Self::KeyForgotten
            | Self::StopManyAsked
            | Self::StopManyDone => ActGroup::Stopping,
            Self::PublicHalfCopied
            | Self::HandedOver
            | Self::SystemNoted
            | Self::SystemRemoved
            | Self::SystemSwitched
            | Self::EngineerSheetSaved => ActGroup::HandingOver,
            Self::KeyAppeared | Self::KeyVanished | Self::PermissionsChanged => ActGroup::Drift,
            Self::AccountAdded
            | Self::AccountRemoved
            | Self::ListRead
            | Self::PurposeChanged
            | Self::ManagerReplaced
            | Self::DashboardOpened => ActGroup::Accounts,
            Self::LogChecked
            | Self::LabelChanged
            | Self::PolicyChanged
            | Self::RotateByChanged
            | Self::LogExported
            | Self::SheetSaved => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Refused,
    Unknown,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LogCheckView {
    pub verdict: LogVerdict,
    #[ts(type = "number")]
    pub entries: i64,
    /// Entries that the keychain's seal does not cover yet.
    #[ts(type = "number")]
    pub unsealed: i64,
    /// The first entry that is wrong.
    #[ts(type = "number | null")]
    pub at: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogVerdict {
    Sound,
    /// Sound as far as it goes; the keychain could not be asked for the seal.
    SealUnreadable,
    Altered,
    CutOff,
    Exchanged,
}
