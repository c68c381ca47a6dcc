//! The small files beside the records: each is written whole or not at all, for its owner alone.

use std::io::{ErrorKind, Write};
use std::path::Path;

/// The computer may be switched off at any moment: the old file stays until the new one is there. What an earlier try
/// left is not written into: it could have other rights.
pub fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = file.with_extension("new");
    if let Err(e) = std::fs::remove_file(&new)
        && e.kind() != ErrorKind::NotFound
    {
        return Err(e);
    }
    let mut options = std::fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&new)?.write_all(bytes)?;
    std::fs::rename(new, file)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    use super::*;

    #[test]
    fn file_is_its_owners_alone_whatever_an_earlier_try_left() {
        let folder = std::env::temp_dir().join(format!("keyrack-files-{}", keyrack_core::types::make_id()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("door");
        let left = folder.join("door.new");
        std::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o644).open(left).unwrap();

        write(&file, b"1").unwrap();
        write(&file, b"22").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"22");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
