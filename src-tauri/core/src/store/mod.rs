//! Records, journal and audit log in one SQLite file: WAL, full sync, readable by its owner only. No secret is in it.

mod accounts;
mod asked;
mod keys;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use accounts::Account;
pub use asked::Asked;
pub use keys::{Holder, Key, Reminded};
pub(crate) use settings::save_setting;

use crate::code::Code;

/// One step of the schema a version; what has run is never changed.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE accounts (
        id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, environment TEXT NOT NULL,
        kind TEXT NOT NULL, address TEXT NOT NULL, form TEXT NOT NULL, key_id TEXT, added_at TEXT NOT NULL, refreshed_at TEXT
    ) STRICT;
    CREATE TABLE keys (
        id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, label TEXT NOT NULL,
        remote_id TEXT, state TEXT NOT NULL, record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX keys_of_account ON keys (account);
    CREATE TABLE journal (
        id TEXT PRIMARY KEY, key TEXT NOT NULL, account TEXT NOT NULL, flow TEXT NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT
    ) STRICT;
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
", "
    ALTER TABLE accounts ADD COLUMN family INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE asked (
        id TEXT PRIMARY KEY, record TEXT NOT NULL, closed_at TEXT
    ) STRICT;
", "
    ALTER TABLE accounts ADD COLUMN acting TEXT;
    ALTER TABLE accounts ADD COLUMN purpose TEXT;
    ALTER TABLE accounts ADD COLUMN looked_at TEXT;
"];

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the records cannot be written: {0}")]
    Unwritable(String),
    #[error("the records are damaged: {0}")]
    Damaged(String),
    #[error("the records come from a newer Keyrack")]
    Newer,
    #[error("the disk is full")]
    DiskFull,
}

impl StoreError {
    pub fn code(&self) -> Code {
        match self {
            Self::Unwritable(_) => Code::RecordsUnwritable,
            Self::Damaged(_) => Code::RecordsDamaged,
            Self::Newer => Code::RecordsNewer,
            Self::DiskFull => Code::DiskFull,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as E;
        match error.sqlite_error_code() {
            Some(E::DiskFull) => Self::DiskFull,
            Some(E::DatabaseCorrupt | E::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Unwritable(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the file, makes it if it is not there, and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let path = &make_private(path)?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        migrate(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// Reads. What a closure returns is what one moment of the file says.
    pub(crate) fn read<R>(&self, act: impl FnOnce(&Connection) -> Result<R, StoreError>) -> Result<R, StoreError> {
        act(&self.lock())
    }

    /// Writes everything that the closure writes, or nothing.
    pub(crate) fn write<R>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = act(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if version > newest {
        return Err(StoreError::Newer);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in &MIGRATIONS[version as usize..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", newest)?;
    Ok(transaction.commit()?)
}

/// The folder 0700 and the file 0600, before SQLite writes a byte.
#[allow(clippy::disallowed_methods, reason = "the records' own module")]
fn make_private(path: &Path) -> Result<PathBuf, StoreError> {
    let fail = |e: std::io::Error| StoreError::Unwritable(e.to_string());
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(StoreError::Unwritable("not a file".into()));
    };
    make_private_folder(folder).map_err(fail)?;
    // A home folder may be reached through a link; the file itself may not be one.
    let path = folder.canonicalize().map_err(fail)?.join(name);
    if path.is_symlink() {
        return Err(StoreError::Unwritable("the file is a link".into()));
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(fail)?;
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(fail)?;
    Ok(path)
}

/// Makes a folder that its owner alone can read.
#[allow(clippy::disallowed_methods, reason = "the records' own module")]
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// Removes the records and both files that WAL adds.
#[allow(clippy::disallowed_methods, reason = "the records' own module")]
pub fn remove(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

/// An enum as the one word that serde writes for it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(StoreError::Damaged(format!("not one word: {other}"))),
    }
}

pub(crate) fn from_word<T: serde::de::DeserializeOwned>(word: String) -> Result<T, StoreError> {
    Ok(serde_json::from_value(serde_json::Value::String(word))?)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests damage files on purpose")]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn scratch() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("keyrack-store-{}", crate::types::make_id())).join("records.db")
    }

    #[cfg(unix)]
    #[test]
    fn records_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let path = scratch();
        let _store = Store::open(&path).unwrap();
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn records_follow_no_link() {
        let path = scratch();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let elsewhere = path.with_file_name("elsewhere");
        std::fs::write(&elsewhere, "").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(Store::open(&path).is_err());
    }

    #[test]
    fn records_of_a_newer_version_are_left_alone() {
        let path = scratch();
        drop(Store::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Newer)));
    }

    #[test]
    fn damaged_records_are_named() {
        let path = scratch();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "this is no database, and long enough to be read as one by mistake".repeat(100)).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn transaction_that_fails_leaves_nothing() {
        let store = Store::open(&scratch()).unwrap();
        let failed: Result<(), StoreError> = store.write(|t| {
            t.execute("INSERT INTO settings VALUES ('a', 'b')", [])?;
            Err(StoreError::DiskFull)
        });
        assert!(failed.is_err());
        let rows: i64 = store.read(|c| Ok(c.query_row("SELECT count(*) FROM settings", [], |r| r.get(0))?)).unwrap();
        assert_eq!(rows, 0);
    }

    #[test]
    fn reset_removes_all_three_files() {
        let path = scratch();
        let store = Store::open(&path).unwrap();
        store.write(|t| Ok(t.execute("INSERT INTO settings VALUES ('a', 'b')", [])?)).unwrap();
        remove(&path).unwrap();
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    }
}
