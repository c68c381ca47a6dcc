//! The file that survives a restart. No private key and no token is ever in it, only what checks them. An HMAC is
//! checked with its secret itself: such secrets are in it, marked as good for practice only.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock;
use crate::records::Records;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Saved {
    version: u32,
    providers: BTreeMap<String, Records>,
}

const VERSION: u32 = 1;

pub(crate) struct State {
    file: Option<PathBuf>,
    saved: Saved,
    closed: bool,
}

impl State {
    /// Reads the file if there is one; one that cannot be understood is an error and stays untouched.
    pub(crate) fn open(file: Option<PathBuf>) -> io::Result<State> {
        let text = match file.as_deref().map(fs::read) {
            None => None,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Some(read) => Some(read?),
        };
        let saved = match text {
            None => Saved { version: VERSION, providers: BTreeMap::new() },
            Some(text) => serde_json::from_slice::<Saved>(&text).map_err(io::Error::other)?,
        };
        if saved.version != VERSION {
            return Err(io::Error::other(format!("version {} is not known", saved.version)));
        }
        Ok(State { file, saved, closed: false })
    }

    pub(crate) fn records(&mut self, provider: &str) -> Option<&Records> {
        let records = self.saved.providers.get_mut(provider)?;
        records.bury(clock::now());
        Some(records)
    }

    /// Changes a provider's records and writes the file, or fails and changes nothing.
    pub(crate) fn change<T>(&mut self, provider: &str, change: impl FnOnce(&mut Records) -> T) -> io::Result<T> {
        if self.closed {
            return Err(io::Error::other("the practice server has stopped"));
        }
        let before = self.saved.clone();
        let records = self.saved.providers.entry(provider.to_owned()).or_default();
        records.bury(clock::now());
        let result = change(records);
        if self.saved != before
            && let Err(error) = self.write()
        {
            self.saved = before;
            return Err(error);
        }
        Ok(result)
    }

    /// From here on nothing changes: a successor may have opened the file.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    fn write(&self) -> io::Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let text = serde_json::to_vec_pretty(&self.saved).map_err(io::Error::other)?;
        let mut new = path.clone().into_os_string();
        new.push(".new");
        let new = PathBuf::from(new);
        // Left over from a crash, perhaps with other permissions.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_private(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&new, path)
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::records::make_uuid;

    #[test]
    fn a_change_that_cannot_be_written_does_not_happen() {
        let nowhere = std::env::temp_dir().join(make_uuid()).join("state.json");
        let mut state = State::open(Some(nowhere)).unwrap();
        assert!(state.change("kalshi", |records| records.tokens.push("a".to_owned())).is_err());
        assert!(state.records("kalshi").is_none());
    }

    #[test]
    fn after_closing_nothing_changes() {
        let mut state = State::open(None).unwrap();
        state.close();
        assert!(state.change("kalshi", |records| records.tokens.push("a".to_owned())).is_err());
    }
}
