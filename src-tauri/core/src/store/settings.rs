//! A few named values.

use rusqlite::{Connection, OptionalExtension};

use super::{Store, StoreError};

impl Store {
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|c| Ok(c.query_row("SELECT value FROM settings WHERE name = ?1", [name], |r| r.get(0)).optional()?))
    }

    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.write(|t| save_setting(t, name, value))
    }
}

pub(crate) fn save_setting(to: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    to.execute("INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", [name, value])?;
    Ok(())
}
