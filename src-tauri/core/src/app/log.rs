//! The activity list and the check of the log behind it.

use super::App;
use crate::api::{Act, ActivityView, LogCheckView, LogVerdict, Outcome};
use crate::audit;
use crate::error::Error;

impl App {
    /// A page of activity, the newest first, older than `before`.
    pub fn activity(&self, before: Option<i64>) -> Result<Vec<ActivityView>, Error> {
        Ok(audit::page(&self.store, before)?)
    }

    /// Checks the log against itself and its seal in the keychain, and notes that it was checked.
    pub async fn check_log(&self) -> Result<LogCheckView, Error> {
        let found = audit::check(&self.store, &self.vault).await?;
        let outcome = match found.verdict {
            LogVerdict::Sound => Outcome::Done,
            LogVerdict::SealUnreadable => Outcome::Unknown,
            LogVerdict::Altered | LogVerdict::CutOff | LogVerdict::Exchanged => Outcome::Refused,
        };
        self.store.write(|t| audit::append(t, &self.line(Act::LogChecked, "", "", outcome)))?;
        self.seal_soon();
        Ok(found)
    }

    /// Seals the log now; false where the keychain is not open.
    pub async fn seal(&self) -> Result<bool, Error> {
        Ok(audit::seal(&self.store, &self.vault).await?)
    }
}
