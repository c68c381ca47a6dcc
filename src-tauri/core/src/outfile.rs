//! New private files: what leaves Keyrack as a file is written here and nowhere else. Each is readable by its owner
//! only, and no link is followed.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::code::Code;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutfileError {
    #[error("there is a file of this name already")]
    Exists,
    #[error("the file cannot be written: {0}")]
    Unwritable(String),
}

impl OutfileError {
    pub fn code(&self) -> Code {
        match self {
            Self::Exists => Code::FileExists,
            Self::Unwritable(_) => Code::FileUnwritable,
        }
    }
}

impl From<std::io::Error> for OutfileError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::AlreadyExists => Self::Exists,
            _ => Self::Unwritable(error.to_string()),
        }
    }
}

/// A file that is new and empty. It is removed again unless it is filled.
pub(crate) struct NewFile {
    file: File,
    path: PathBuf,
    filled: bool,
}

/// Makes a file where there is none; a link counts as one, wherever it leads.
pub(crate) fn create(path: &Path) -> Result<NewFile, OutfileError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(NewFile { file: options.open(path)?, path: path.to_owned(), filled: false })
}

impl NewFile {
    pub(crate) fn fill(mut self, bytes: &[u8]) -> Result<(), OutfileError> {
        self.file.write_all(bytes)?;
        self.file.sync_all()?;
        self.filled = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.filled {
            let _ = std::fs::remove_file(&self.path); // an empty or cut-off file is all that is left where this fails
        }
    }
}

/// Writes a file under a name that the person has chosen; one that was there is replaced as a whole, not written into.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), OutfileError> {
    let beside = path.with_file_name(format!(".keyrack-{}", crate::types::make_id()));
    create(&beside)?.fill(bytes)?;
    std::fs::rename(&beside, path).map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        OutfileError::Unwritable(error.to_string())
    })
}

/// A file's name without its folder, as it is shown and noted.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A label as the beginning of a file's name.
pub(crate) fn stem_of(label: &str) -> String {
    label.chars().map(|c| if c.is_alphanumeric() || "-_".contains(c) { c } else { '-' }).collect()
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests put files in the way")]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("keyrack-outfile-{}", crate::types::make_id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
    }

    #[cfg(unix)]
    #[test]
    fn file_is_readable_by_its_owner_only() {
        let (new, replaced) = (folder().join("new"), folder().join("replaced"));
        create(&new).unwrap().fill(b"x").unwrap();
        std::fs::write(&replaced, "everybody reads this").unwrap();
        replace(&replaced, b"x").unwrap();
        assert_eq!((mode(&new), mode(&replaced)), (0o600, 0o600));
    }

    #[test]
    fn file_that_is_there_is_not_written_over() {
        let path = folder().join("there");
        std::fs::write(&path, "kept").unwrap();
        assert_eq!(create(&path).err(), Some(OutfileError::Exists));
        assert_eq!(std::fs::read(&path).unwrap(), b"kept");
    }

    #[cfg(unix)]
    #[test]
    fn new_file_follows_no_link() {
        let folder = folder();
        let (link, target) = (folder.join("link"), folder.join("target"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert_eq!(create(&link).err(), Some(OutfileError::Exists));
        assert!(!target.exists());
    }

    #[cfg(unix)]
    #[test]
    fn replacing_a_link_leaves_what_it_led_to() {
        let folder = folder();
        let (link, target) = (folder.join("link"), folder.join("target"));
        std::fs::write(&target, "kept").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!((std::fs::read(&target).unwrap(), std::fs::read(&link).unwrap()), (b"kept".into(), b"new".into()));
        assert!(!link.is_symlink());
    }

    #[test]
    fn file_that_was_not_filled_is_gone() {
        let path = folder().join("new");
        drop(create(&path).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn place_that_cannot_be_written_says_so_and_leaves_nothing_behind() {
        let folder = folder();
        let missing = folder.join("missing/file");
        assert!(matches!(create(&missing), Err(OutfileError::Unwritable(_))));
        std::fs::create_dir(folder.join("taken")).unwrap();
        assert!(matches!(replace(&folder.join("taken"), b"x"), Err(OutfileError::Unwritable(_))));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    }
}
