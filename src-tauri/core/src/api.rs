//! What crosses between the core and the screen. Types that go out end in `View`, types that come in end in
//! `Request`; none that goes out can hold a secret. `ui/src/lib/api/types.ts` is generated from this file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::code::{ApiError, Code, Params};
use crate::secret::Secret;
use crate::types::EnvironmentKind;

/// Everything that the first screen shows. Read from the records alone: no keychain, no network.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OverviewView {
    pub mode: Mode,
    pub practice: PracticeView,
    pub accounts: Vec<AccountView>,
    pub keys: Vec<KeyView>,
    pub unfinished: Vec<UnfinishedView>,
    /// Keys that were asked for by e-mail and have not come back yet.
    pub asked: Vec<AskedView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Practice,
    Live,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct PracticeView {
    pub started: bool,
    /// This machine has no keychain, so practice keeps its secrets in memory until Keyrack is closed.
    pub memory_only: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AccountView {
    pub id: String,
    pub name: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: EnvironmentKind,
    /// The environment's own name, such as "Demo".
    pub environment_name: String,
    pub address: String,
    pub manager: ManagerView,
    /// Whether its credential may list, make and stop keys; without that, its keys can be tested and used.
    pub manages: bool,
    pub added_at: String,
    /// When the provider's list was last read.
    pub refreshed_at: Option<String>,
}

/// The credential that Keyrack itself works with. Never its secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ManagerView {
    /// Which of the provider's credential forms it came from.
    pub form: String,
    pub form_name: String,
    pub key_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KeyView {
    pub id: String,
    pub account_id: String,
    pub account_name: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: EnvironmentKind,
    pub environment_name: String,
    pub label: String,
    /// The provider's own name for it, where it differs from the label.
    pub remote_name: Option<String>,
    /// The provider's id of the key.
    pub remote_id: Option<String>,
    pub state: KeyState,
    pub place: KeyPlace,
    pub secret: SecretPlace,
    pub permissions: Vec<PermissionView>,
    /// False where neither the provider nor the person has said what it may do.
    pub permissions_known: bool,
    /// No permissions were named at the provider, which means full access there.
    pub unrestricted: bool,
    pub moves_money: bool,
    /// A pair with a public half; otherwise the secret is all there is.
    pub pair: bool,
    /// This is the key that Keyrack itself works with.
    pub manager: bool,
    /// How it was made: here, by the provider, or unknown (somebody else made it).
    pub way: Option<Way>,
    pub bits: Option<u16>,
    /// SHA-256 of the public half, in hexadecimal.
    pub fingerprint: Option<String>,
    pub made_at: Option<String>,
    pub stopped_at: Option<String>,
    /// When the provider lets it end by itself.
    pub expires_at: Option<String>,
    /// What else the provider tells of it, such as its limits.
    pub facts: Vec<FactView>,
    /// The key that this one was made to replace.
    pub replaces: Option<String>,
    /// Why Keyrack cannot stop it; none where it can.
    pub stop_problem: Option<Code>,
    /// The provider makes a new key with the same permissions.
    pub rotates: bool,
    /// The provider records the calls of this key.
    pub usage_log: bool,
    pub last_test: Option<TestView>,
    pub proof: Option<ProofView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Being made; its journal entry is open.
    Making,
    Live,
    /// The provider has been asked to stop it; not yet proven.
    Stopping,
    /// Confirmed dead, or gone from the provider's list where the secret was never here.
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    HereAndThere,
    OnlyThere,
    OnlyHere,
    /// The provider's list has not been read since.
    NotLooked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// In this computer's keychain.
    Here,
    /// With somebody else.
    Elsewhere,
    /// It never arrived, or is gone from the keychain.
    Lost,
    /// Erased after the key was proven dead.
    Erased,
    /// An answer that could not be read lies whole in the keychain.
    Unread,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionView {
    /// The provider's exact string.
    pub scope: String,
    /// A plain sentence, or the scope itself where Keyrack does not know it.
    pub sentence: String,
    pub risk: Risk,
    pub known: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Read,
    Change,
    Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The pair is made on this computer.
    Here,
    /// The provider makes the pair and sends the secret half once.
    Provider,
    /// The public half is pasted into the provider's web page.
    Website,
}

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
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CandidateView {
    pub remote_id: String,
    pub remote_name: String,
}

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

/// The keychain's state, as the health card shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KeychainView {
    /// Which keychain, such as "Secret Service".
    pub name: String,
    /// None when all is well.
    pub problem: Option<Code>,
    pub memory_only: bool,
}

// ---- providers, as data ----

#[derive(Debug, Clone, Serialize, TS)]
pub struct ProviderView {
    pub id: String,
    pub name: String,
    pub environments: Vec<EnvironmentView>,
    pub forms: Vec<FormView>,
    /// Empty where its keys carry none, or where each account has its own (`account_permissions`).
    pub permissions: Vec<PermissionInfoView>,
    pub permissions_fetched: bool,
    pub presets: Vec<PresetView>,
    /// What a key of this provider consists of, for bringing one in.
    pub key_form: FormView,
    pub abilities: AbilitiesView,
    /// The provider's own choices for a new key.
    pub extras: Vec<ExtraView>,
    /// Sizes of RSA pairs in bits, the default first; empty where there is no pair.
    pub key_sizes: Vec<u16>,
    /// The ways a key can be made, the recommended first.
    pub ways: Vec<Way>,
    /// Longest label in characters.
    pub label_max: u32,
    pub documentation: String,
    /// Where a person makes and stops keys by hand, and the steps there.
    pub website: String,
    pub website_steps: Vec<String>,
    /// How a key is stopped there by hand.
    pub website_stop_steps: Vec<String>,
}

/// What a provider's API can do with keys.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct AbilitiesView {
    pub list: bool,
    pub create: bool,
    pub rotate: bool,
    /// Rotating ends the old secret at once: the provider exchanges it.
    pub exchange: bool,
    pub usage_log: bool,
    /// Keys are asked for by e-mail.
    pub ask: bool,
}

/// A choice that one provider has: a whole number.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExtraView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub min: u32,
    pub max: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EnvironmentView {
    pub id: String,
    pub name: String,
    pub kind: EnvironmentKind,
    /// Empty for a custom address, which the person types.
    pub address: String,
    pub custom: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FormView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub fields: Vec<FieldView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FieldView {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub kind: FieldKind,
    pub optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Secret,
    /// A private key: from a file that is chosen outside the window, or pasted.
    PrivateKey,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PermissionInfoView {
    pub scope: String,
    pub sentence: String,
    pub risk: Risk,
    /// Permissions that come with it.
    pub needs: Vec<String>,
    /// Whether new keys are made with it; otherwise it is known, and shown where a key has it.
    pub offered: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PresetView {
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
}

// ---- requests ----

/// An account as it is typed. Secrets go in here and come out nowhere.
#[derive(Debug, Deserialize, TS)]
pub struct AccountRequest {
    pub provider: String,
    pub name: String,
    pub environment: String,
    /// For a custom address only.
    pub address: Option<String>,
    /// For a custom address only: whether the person says that no real money is behind it.
    #[serde(default)]
    pub not_production: bool,
    pub form: String,
    pub fields: Vec<FieldRequest>,
}

#[derive(Debug, Deserialize, TS)]
pub struct FieldRequest {
    pub id: String,
    /// What was typed or pasted; empty where a chosen file stands for it.
    #[ts(type = "string")]
    pub value: Secret,
    /// The handle of a file that was chosen in the native dialog.
    pub file: Option<String>,
    /// The passphrase of a protected private key.
    #[ts(type = "string | null")]
    pub passphrase: Option<Secret>,
}

/// A file that was chosen in the native dialog and read outside the window.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChosenFileView {
    pub file: String,
    pub name: String,
    /// Size of the RSA key in bits; none while a passphrase is needed.
    pub bits: Option<u16>,
    pub passphrase_needed: bool,
}

/// An account that was tried. It is saved by its handle, without sending anything secret twice.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialView {
    pub trial: String,
    pub test: TestView,
    /// How many keys the provider lists, where it let us see.
    pub listed: Option<u32>,
    /// Whether it may be saved: only an account that was seen to work.
    pub may_save: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CreateRequest {
    pub account_id: String,
    pub label: String,
    pub scopes: Vec<String>,
    pub way: Way,
    /// Size of an RSA pair; none where the provider makes the key.
    pub bits: Option<u16>,
    /// The provider's own choices, by their ids; what is left out is not sent.
    #[serde(default)]
    pub extras: BTreeMap<String, String>,
}

/// Something that a provider says of a key, as it says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactView {
    pub name: String,
    pub value: String,
}

/// A key that exists already, with its secret as it is typed or chosen.
#[derive(Debug, Deserialize, TS)]
pub struct BringRequest {
    pub account_id: String,
    pub label: String,
    /// The row of the provider's list that it belongs to, where the person says so.
    pub remote_id: Option<String>,
    /// The fields of the provider's `key_form`.
    pub fields: Vec<FieldRequest>,
}

/// A new key with the permissions of an old one, which lives on until it is stopped.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RotateRequest {
    pub key_id: String,
    pub label: String,
}

/// A key that is asked for by e-mail.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AskRequest {
    pub provider: String,
    pub environment: String,
    pub label: String,
    pub scopes: Vec<String>,
}

/// The message that asks for it. Holds no secret.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AskedView {
    pub id: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: String,
    pub environment_name: String,
    pub label: String,
    pub permissions: Vec<PermissionView>,
    pub to: String,
    pub subject: String,
    pub body: String,
    pub asked_at: String,
}

/// A part of the provider's own log of a key's calls, the newest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UsageLogView {
    /// False where the provider keeps none for this key: no error.
    pub available: bool,
    pub rows: Vec<UsageRowView>,
    /// Where the next part begins.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UsageRowView {
    pub at: Option<String>,
    /// What was called, such as `GET /portfolio`.
    pub call: String,
    pub status: Option<String>,
    /// What else the provider tells of the call.
    pub facts: Vec<FactView>,
}

/// A file that was dropped on the window: read, or why not.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DroppedView {
    pub file: Option<ChosenFileView>,
    pub error: Option<ApiError>,
}

/// What the screen is told while something longer runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProgressView {
    pub step: Step,
    pub state: StepState,
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

#[derive(Debug, Clone, Serialize, TS)]
pub struct PublicHalfView {
    pub pem: String,
    pub fingerprint: String,
}

/// The whole of `ui/src/lib/api/types.ts`.
pub fn typescript() -> String {
    let config = ts_rs::Config::default();
    let mut out = String::from(
        "// Generated from src-tauri/core/src/api.rs by `cargo test -p keyrack-core types`. Not edited by hand.\n\n",
    );
    macro_rules! declare {
        ($($t:ty),* $(,)?) => { $( out.push_str("export "); out.push_str(&<$t as TS>::decl(&config)); out.push_str("\n\n"); )* };
    }
    declare!(
        EnvironmentKind,
        Mode,
        Code,
        ApiError,
        OverviewView,
        PracticeView,
        AccountView,
        ManagerView,
        KeyView,
        KeyState,
        KeyPlace,
        SecretPlace,
        PermissionView,
        Risk,
        Way,
        TestVerdict,
        Evidence,
        TestView,
        ProofVerdict,
        ProofView,
        UnfinishedView,
        Situation,
        NextStep,
        CandidateView,
        ActivityView,
        Act,
        Outcome,
        LogCheckView,
        LogVerdict,
        KeychainView,
        ProviderView,
        EnvironmentView,
        FormView,
        FieldView,
        FieldKind,
        PermissionInfoView,
        PresetView,
        AccountRequest,
        FieldRequest,
        ChosenFileView,
        TrialView,
        CreateRequest,
        FactView,
        BringRequest,
        RotateRequest,
        AskRequest,
        AskedView,
        UsageLogView,
        UsageRowView,
        DroppedView,
        AbilitiesView,
        ExtraView,
        ProgressView,
        Step,
        StepState,
        FlowView,
        Door,
        PublicHalfView,
    );
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    /// With `KEYRACK_WRITE_TYPES=1` it writes the file; otherwise a difference fails.
    #[test]
    fn types_on_the_screen_are_those_of_the_core() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/api/types.ts");
        let made = super::typescript();
        if std::env::var_os("KEYRACK_WRITE_TYPES").is_some() {
            #[allow(clippy::disallowed_methods, reason = "a test writes the checked-in file when asked to")]
            std::fs::write(path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap();
        assert!(kept == made, "run: KEYRACK_WRITE_TYPES=1 cargo test -p keyrack-core types");
    }
}
