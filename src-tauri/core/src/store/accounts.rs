//! Accounts: where, with which credential. The credential itself is in the vault.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, StoreError, from_word, word};
use crate::api::Purpose;
use crate::types::EnvironmentKind;

#[derive(Debug, Clone)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub provider: String,
    pub environment: String,
    pub kind: EnvironmentKind,
    pub address: String,
    pub form: String,
    /// The provider's id of the key that Keyrack works with.
    pub key_id: Option<String>,
    /// It has no credential of its own: the newest of its keys acts for it.
    pub family: bool,
    /// The key here that took over from the credential that the account was added with.
    pub acting: Option<String>,
    pub purpose: Option<Purpose>,
    /// When its dashboard was last opened from here.
    pub looked_at: Option<DateTime<Utc>>,
    pub added_at: DateTime<Utc>,
    pub refreshed_at: Option<DateTime<Utc>>,
}

impl Account {
    pub(crate) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        to.execute(
            "INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (id) DO UPDATE SET name = ?2, refreshed_at = ?10, acting = ?12, purpose = ?13, looked_at = ?14",
            params![
                self.id,
                self.name,
                self.provider,
                self.environment,
                word(&self.kind)?,
                self.address,
                self.form,
                self.key_id,
                self.added_at,
                self.refreshed_at,
                self.family,
                self.acting,
                self.purpose.as_ref().map(word).transpose()?,
                self.looked_at
            ],
        )?;
        Ok(())
    }

    /// Keyrack does not work with this key any more: with the credential that the account was added with, if with any.
    pub(crate) fn release(account: &str, key: &str, to: &Connection) -> Result<(), StoreError> {
        to.execute("UPDATE accounts SET acting = NULL WHERE id = ?1 AND acting = ?2", [account, key])?;
        Ok(())
    }

    pub(crate) fn remove(&self, from: &Connection) -> Result<(), StoreError> {
        from.execute("DELETE FROM accounts WHERE id = ?1", [&self.id])?;
        Ok(())
    }
}

const COLUMNS: &str = "id, name, provider, environment, kind, address, form, key_id, added_at, refreshed_at, family, acting, purpose, looked_at";

impl Store {
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare(&format!("SELECT {COLUMNS} FROM accounts ORDER BY added_at"))?;
            let rows = statement.query_map([], |row| Ok(from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    pub fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        self.read(|c| {
            c.query_row(&format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1"), [id], |row| Ok(from_row(row)))
                .optional()?
                .transpose()
        })
    }
}

fn from_row(row: &Row<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        provider: row.get(2)?,
        environment: row.get(3)?,
        kind: from_word(row.get(4)?)?,
        address: row.get(5)?,
        form: row.get(6)?,
        key_id: row.get(7)?,
        added_at: row.get(8)?,
        refreshed_at: row.get(9)?,
        family: row.get(10)?,
        acting: row.get(11)?,
        purpose: row.get::<_, Option<String>>(12)?.map(from_word).transpose()?,
        looked_at: row.get(13)?,
    })
}
