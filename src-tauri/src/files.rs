//! The small files beside the records: each is written whole or not at all, for its owner alone.

use std::io::Write;
use std::path::Path;

/// The computer may be switched off at any moment: the old file stays until the new one is there.
pub fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&new)?.write_all(bytes)?;
    std::fs::rename(new, file)
}
