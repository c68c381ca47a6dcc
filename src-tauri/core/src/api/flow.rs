//! What runs, what is unfinished, and the next steps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{KeyView, ProofVerdict};
use crate::code::{ApiError, Code};

/// Something that was begun and is not finished, with what can be done next.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnfinishedView {
    pub id: String,
    pub key_id: String,
    pub label: String,
    pub account_id: String,
    pub account_name: String,
    pub provider_name: String,
    pub situation: Situation,
    /// What stopped it last time, if something did.
    pub error: Option<ApiError>,
    /// The one to offer first comes first.
    pub actions: Vec<NextStep>,
    pub candidates: Vec<CandidateView>,
    pub opened_at: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Situation {
    /// Nothing has been sent; the secret half may already be kept.
    NotSent,
    /// It was sent and the answer is not known.
    Unsure,
    /// The provider has it and the secret half is safe; only the last steps are open.
    AlmostDone,
    /// The provider does not let this account upload a public half.
    UsageLevel,
    /// Waiting for the key ID from the provider's web page.
    WaitingForId,
    /// The provider may have made a key whose secret never arrived.
    SecretNeverArrived,
    /// The answer is in the keychain and could not be read.
    UnreadAnswer,
    /// The answer is in memory only, because the keychain did not take it.
    AnswerHeld,
    /// A new key may have been made that no list shows, and its secret never arrived.
    SecondKeyPossible,
    /// The secret of a key may have been exchanged, and the new one never arrived: the old one may be dead.
    ExchangeUnsure,
    /// The provider has a newer name for a permission.
    PermissionRenamed,
    /// A stop that was not sent.
    StopNotSent,
    /// A stop that was sent and is not proven.
    StopNotProven,
    /// The key is proven dead; its secret is still to be erased.
    EraseOpen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    Finish,
    Discard,
    UseWebsite,
    LetProvider,
    EnterKeyId,
    StopCandidates,
    AskAgain,
    KeepKey,
    /// Asks for another new key: the one before may live on.
    RotateAgain,
    /// Sends the newer names of the permissions.
    UseNewNames,
    /// Ends a stop without a proof. The secret is kept.
    LeaveUnproven,
    /// Gives up a key of which nobody can say whether the provider has made it.
    LeaveUnsure,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CandidateView {
    pub remote_id: String,
    pub remote_name: String,
}

/// What the screen is told while something longer runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProgressView {
    pub step: Step,
    pub state: StepState,
    /// Which of several keys it is about.
    pub key_id: Option<String>,
    /// Set while a step is repeated.
    pub again: Option<AgainView>,
}

/// A proof that is asked for again.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AgainView {
    /// What was found last.
    pub verdict: ProofVerdict,
    pub cause: Option<Code>,
    /// How often it was asked, and how often it will be at most.
    pub asked: u32,
    pub of: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    MakePair,
    KeepSecret,
    SendPublic,
    AskProvider,
    /// Finds which of the provider's keys a secret belongs to.
    MatchKey,
    Test,
    AskToStop,
    Proof,
    EraseSecret,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Begun,
    Done,
    Failed,
}

/// How a create or a stop ended.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FlowView {
    pub key: KeyView,
    /// Set where something is still open.
    pub unfinished: Option<UnfinishedView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    Retire,
    Emergency,
}
