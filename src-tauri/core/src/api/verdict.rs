//! What a test and a proof say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::code::{Code, Params};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TestVerdict {
    Works,
    /// The key is good, a permission is missing.
    WorksButMayNot,
    /// The provider lists it; whether the secret is right could not be tried.
    Listed,
    Refused,
    CouldNotTell,
}

impl TestVerdict {
    /// The provider let the key in, with what it may read or saying that it may not; or it lists it, where that is
    /// its only word on a key.
    pub(crate) fn shows_life(self) -> bool {
        matches!(self, Self::Works | Self::WorksButMayNot | Self::Listed)
    }
}

/// What a verdict on a key rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The key authenticated a call by itself.
    #[default]
    OwnCall,
    /// It went along with a call of the managing key, and the same call with a wrong signature was refused.
    WrongRefused,
    /// The provider's list alone.
    List,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestView {
    pub verdict: TestVerdict,
    #[serde(default)]
    pub evidence: Evidence,
    /// Why, for every verdict but *works*.
    pub cause: Option<Code>,
    pub params: Params,
    pub at: String,
    /// How long the provider took, in milliseconds.
    #[ts(type = "number")]
    pub took_ms: u64,
    /// The request as sent and the answer, secrets and signatures covered.
    pub request: String,
    pub answer: String,
    /// What the doctor looked at, in order.
    #[serde(default)]
    pub checks: Vec<CheckView>,
}

/// One thing that the doctor looked at.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckView {
    pub check: Check,
    pub found: Found,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The secret could be used: it is in the keychain, and the keychain is open.
    Secret,
    /// The provider was reached and answered as itself.
    Reach,
    /// This computer's clock against the provider's.
    Clock,
    /// The provider knows the key here, and lists it.
    Known,
    /// The secret kept here belongs to what the provider has.
    Halves,
    /// It may do what the test asks for.
    Permission,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    Good,
    Bad,
    /// Not looked at, or nothing was learned.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofVerdict {
    ConfirmedDead,
    StillAlive,
    NotConfirmed,
    /// The secret is not here, so it could not be tried; it is gone from the provider's list.
    GoneFromList,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProofView {
    pub verdict: ProofVerdict,
    pub at: String,
    /// Why it is not confirmed.
    pub cause: Option<Code>,
    pub params: Params,
    /// The same read worked just before, or the key once tested *Works* here.
    pub worked_before: bool,
    /// A control succeeded at the same time.
    pub control: bool,
    /// The provider's answer was one that it names as death.
    pub named_death: bool,
    #[serde(default)]
    pub evidence: Evidence,
    /// Whether the provider still lists it; none when the list could not be read.
    pub listed: Option<bool>,
    pub request: String,
    pub answer: String,
}
