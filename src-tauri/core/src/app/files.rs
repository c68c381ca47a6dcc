//! Private-key files: chosen in a native dialog and read here, outside the window.

use std::io::Read;
use std::path::Path;

use super::{App, lock};
use crate::api::ChosenFileView;
use crate::error::Error;
use crate::import::{ImportError, MAX_BYTES, read_private_key};
use crate::secret::Secret;
use crate::types::{Origin, make_id};
use crate::vault::VaultError;

/// A file that was chosen. It belongs to the first address that it is used for, and to no other.
pub(super) struct File {
    secret: Secret,
    origin: Option<Origin>,
}

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
        lock(&self.files).insert(file.clone(), File { secret, origin: None });
        Ok(ChosenFileView { file, name, bits, passphrase_needed })
    }

    /// The contents of a chosen file, for use at one address.
    pub(super) fn lend_file(&self, file: &str, origin: &Origin) -> Result<Secret, Error> {
        let mut files = lock(&self.files);
        let file = files.get_mut(file).ok_or(ImportError::FileUnreadable)?;
        if file.origin.get_or_insert_with(|| origin.clone()) != origin {
            return Err(VaultError::OriginDiffers.into());
        }
        Ok(file.secret.duplicate())
    }

    pub fn forget_file(&self, file: &str) {
        lock(&self.files).remove(file);
    }
}
