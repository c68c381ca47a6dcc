//! The activity list, the check of the log behind it, and the log as a file.

use std::path::Path;

use super::App;
use crate::api::{Act, ActivityRequest, ActivityView, ExportFormat, LogCheckView, LogVerdict, Outcome, SavedView};
use crate::error::Error;
use crate::{audit, export, outfile};

impl App {
    /// A page of the entries that are wanted, the newest first.
    pub fn activity(&self, request: ActivityRequest) -> Result<Vec<ActivityView>, Error> {
        Ok(audit::page(&self.store, &self.by_name(request)?)?)
    }

    /// What the log's file is called at first.
    pub fn export_name(format: ExportFormat) -> &'static str {
        match format {
            ExportFormat::Csv => "keyrack-activity.csv",
            ExportFormat::Json => "keyrack-activity.json",
        }
    }

    /// Writes every entry that is wanted to a file that the person has chosen.
    pub fn export_activity(
        &self,
        format: ExportFormat,
        request: ActivityRequest,
        path: &Path,
    ) -> Result<SavedView, Error> {
        let entries = audit::all(&self.store, &self.by_name(request)?)?;
        let text = match format {
            ExportFormat::Csv => export::csv(&entries)?,
            ExportFormat::Json => export::json(&entries, self.clock.now())?,
        };
        outfile::replace(path, text.as_bytes())?;
        self.note_saved((Act::LogExported, "", ""), path)
    }

    /// The log knows accounts by their names.
    fn by_name(&self, mut request: ActivityRequest) -> Result<ActivityRequest, Error> {
        if let Some(id) = &request.account {
            request.account = self.store.account(id)?.map(|account| account.name).or(request.account);
        }
        Ok(request)
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
