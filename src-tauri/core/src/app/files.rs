//! Private-key files: chosen in a native dialog and read here, outside the window.

use std::io::Read;
use std::path::Path;

use super::{App, lock};
use crate::api::ChosenFileView;
use crate::error::Error;
use crate::import::{ImportError, MAX_BYTES, read_private_key};
use crate::secret::Secret;
use crate::types::make_id;

impl App {
    /// Reads a file that the person has chosen and keeps it in memory until it is used or forgotten.
    pub fn take_file(&self, path: &Path) -> Result<ChosenFileView, Error> {
        let unreadable = |_| ImportError::FileUnreadable;
        let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let secret = Secret::new(std::mem::take(&mut *bytes));
        let (bits, passphrase_needed) = match read_private_key(&secret, None) {
            Ok(read) => (Some(read.bits), false),
            Err(ImportError::PassphraseNeeded) => (None, true),
            Err(e) => return Err(e.into()),
        };
        let (file, name) = (make_id(), path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        lock(&self.files).insert(file.clone(), secret);
        Ok(ChosenFileView { file, name, bits, passphrase_needed })
    }

    pub fn forget_file(&self, file: &str) {
        lock(&self.files).remove(file);
    }
}
