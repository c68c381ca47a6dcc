//! Keys that were asked for by e-mail and have not come back yet.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    pub id: String,
    pub provider: String,
    pub environment: String,
    pub label: String,
    pub scopes: Vec<String>,
    pub at: DateTime<Utc>,
}

impl Asked {
    pub(crate) fn save(&self, to: &Connection) -> Result<(), StoreError> {
        to.execute("INSERT INTO asked VALUES (?1, ?2, NULL)", params![self.id, serde_json::to_string(self)?])?;
        Ok(())
    }

    pub(crate) fn close(&self, to: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
        to.execute("UPDATE asked SET closed_at = ?2 WHERE id = ?1", params![self.id, now])?;
        Ok(())
    }
}

impl Store {
    /// What is still open, the oldest first.
    pub fn asked(&self) -> Result<Vec<Asked>, StoreError> {
        self.read(|c| {
            let mut statement = c.prepare("SELECT record FROM asked WHERE closed_at IS NULL ORDER BY rowid")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
        })
    }

    pub fn asked_one(&self, id: &str) -> Result<Option<Asked>, StoreError> {
        self.read(|c| {
            let record: Option<String> = c
                .query_row("SELECT record FROM asked WHERE closed_at IS NULL AND id = ?1", [id], |r| r.get(0))
                .optional()?;
            Ok(record.map(|r| serde_json::from_str(&r)).transpose()?)
        })
    }
}
