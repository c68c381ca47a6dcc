//! What crosses between the core and the screen. Types that go out end in `View`, types that come in end in
//! `Request`; none that goes out can hold a secret. `ui/src/lib/api/types.ts` is generated from this file.

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
    /// No permissions were named at the provider, which means full access there.
    pub unrestricted: bool,
    pub moves_money: bool,
    /// This is the key that Keyrack itself works with.
    pub manager: bool,
    /// How it was made: here, by the provider, or unknown (somebody else made it).
    pub way: Option<Way>,
    pub bits: Option<u16>,
    /// SHA-256 of the public half, in hexadecimal.
    pub fingerprint: Option<String>,
    pub made_at: Option<String>,
    pub stopped_at: Option<String>,
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
    Refused,
    CouldNotTell,
}

impl TestVerdict {
    /// The provider let the key in: with what it may read, or saying that it may not.
    pub(crate) fn shows_life(self) -> bool {
        matches!(self, Self::Works | Self::WorksButMayNot)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestView {
    pub verdict: TestVerdict,
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
    pub permissions: Vec<PermissionInfoView>,
    pub presets: Vec<PresetView>,
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
    pub bits: u16,
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
