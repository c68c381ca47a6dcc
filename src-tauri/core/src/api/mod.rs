//! What crosses between the core and the screen. Types that go out end in `View`, types that come in end in
//! `Request`; none that goes out can hold a secret. `ui/src/lib/api/types.ts` is generated from this folder.

mod accounts;
mod activity;
mod bulk;
mod flow;
mod hand_over;
mod keys;
mod overview;
mod providers;
mod reminders;
mod rotation;
mod verdict;

pub use accounts::*;
pub use activity::*;
pub use bulk::*;
pub use flow::*;
pub use hand_over::*;
pub use keys::*;
pub use overview::*;
pub use providers::*;
pub use reminders::*;
pub use rotation::*;
pub use verdict::*;

use ts_rs::TS;

use crate::code::{ApiError, Code};
use crate::types::{EnvironmentKind, Language};

/// The whole of `ui/src/lib/api/types.ts`.
pub fn typescript() -> String {
    let config = ts_rs::Config::default();
    let mut out = String::from(
        "// Generated from src-tauri/core/src/api by `cargo test -p keyrack-core types`. Not edited by hand.\n\n",
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
        AgainView,
        RotationWay,
        Plan,
        RotationView,
        RotationPhase,
        SwitchView,
        RetireOldRequest,
        Purpose,
        HolderView,
        HolderRequest,
        HandOverFormat,
        HandOverRequest,
        HandOverFormView,
        HandedView,
        ManagerCommandView,
        SecretsManager,
        PlaceWarning,
        ClipboardView,
        ClipboardEnd,
        SnippetView,
        SnippetLanguage,
        EngineerSheetView,
        EnvNameView,
        EnvHolds,
        Language,
        StopManyRequest,
        BulkView,
        BulkRowView,
        BulkResult,
        CredentialLeftView,
        TestAllView,
        DueView,
        DueKind,
        PolicyView,
        RefreshView,
        ChangeView,
        ChangeKind,
        SheetView,
        SheetAccountView,
        SheetKeyView,
        SavedView,
        ActivityRequest,
        ActGroup,
        ExportFormat,
        UsageMark,
        CheckView,
        Check,
        Found,
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
