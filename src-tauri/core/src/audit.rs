//! The audit log: append-only and chained by hashes; its head is sealed in the keychain, so a cut tail shows.
//!
//! Commit first, then seal: the log may run ahead of its seal (*not yet sealed*), a seal ahead of the log is an
//! alarm. Sealing never prompts and never holds up an act.

mod found;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::api::{Act, LogCheckView, LogVerdict, Outcome};
use crate::code::Code;
use crate::crypto::hex;
use crate::secret::Secret;
use crate::store::{Store, StoreError};
use crate::types::Origin;
use crate::vault::{ItemName, Kind, Vault, VaultError};

pub use found::page;
pub(crate) use found::{Chained, all};

/// One act as it is written. No secret goes in here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    pub act: Act,
    pub at: DateTime<Utc>,
    /// The key's or account's name at the time.
    pub subject: String,
    pub account: String,
    pub outcome: Outcome,
    pub cause: Option<Code>,
    /// What the sentence mentions besides, such as the permissions that were added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The sequence number and hash of the last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    seq: i64,
    hash: String,
}

/// One seal after the other: an older head never replaces a newer one.
static SEALING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Adds a line to the chain, in the transaction of the act that it tells of.
pub(crate) fn append(to: &Connection, line: &Line) -> Result<(), StoreError> {
    let head = head(to)?;
    let entry = serde_json::to_string(line)?;
    let seq = head.seq + 1;
    to.execute("INSERT INTO audit VALUES (?1, ?2, ?3)", params![seq, entry, chain(&head.hash, seq, &entry)])?;
    Ok(())
}

/// Writes the head into the keychain, if the keychain is open. False where it was not, or where the log does not
/// continue what was sealed before: an alarm is never sealed over.
pub async fn seal(store: &Store, vault: &Vault) -> Result<bool, StoreError> {
    let _turn = SEALING.lock().await;
    if !matches!(check(store, vault).await?.verdict, LogVerdict::Sound) {
        return Ok(false);
    }
    let head = store.read(head)?;
    let text = Secret::from(format!("{} {}", head.seq, head.hash));
    Ok(vault.keep_quietly(&ItemName::seal(), Kind::Text, &Origin::own(), &text).await.is_ok())
}

/// Checks the chain against itself and against the seal.
pub async fn check(store: &Store, vault: &Vault) -> Result<LogCheckView, StoreError> {
    let seal = match vault.lend_quietly(&ItemName::seal(), &Origin::own()).await {
        Ok(text) => Seal::Head(parse_head(&text)),
        Err(VaultError::Gone) => Seal::Head(Some(start())),
        Err(_) => Seal::Unreadable,
    };
    store.read(|c| verdict(c, &seal))
}

enum Seal {
    /// None where the seal itself makes no sense.
    Head(Option<Head>),
    Unreadable,
}

fn verdict(c: &Connection, seal: &Seal) -> Result<LogCheckView, StoreError> {
    let mut statement = c.prepare("SELECT seq, entry, hash FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut last = start();
    let sealed = match seal {
        Seal::Head(head) => head.as_ref(),
        Seal::Unreadable => None,
    };
    let mut meets_seal = sealed.is_some_and(|s| *s == last);
    while let Some(row) = rows.next()? {
        let (seq, entry, hash): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if seq != last.seq + 1 || hash != chain(&last.hash, seq, &entry) {
            return Ok(view(LogVerdict::Altered, last.seq, 0, Some(seq.min(last.seq + 1))));
        }
        last = Head { seq, hash };
        meets_seal |= sealed.is_some_and(|s| *s == last);
    }
    Ok(match seal {
        Seal::Unreadable => view(LogVerdict::SealUnreadable, last.seq, 0, None),
        Seal::Head(None) => view(LogVerdict::Exchanged, last.seq, 0, None),
        Seal::Head(Some(s)) if meets_seal => view(LogVerdict::Sound, last.seq, last.seq - s.seq, None),
        Seal::Head(Some(s)) if s.seq > last.seq => view(LogVerdict::CutOff, last.seq, 0, Some(last.seq + 1)),
        Seal::Head(Some(_)) => view(LogVerdict::Exchanged, last.seq, 0, None),
    })
}

fn view(verdict: LogVerdict, entries: i64, unsealed: i64, at: Option<i64>) -> LogCheckView {
    LogCheckView { verdict, entries, unsealed, at }
}

fn head(c: &Connection) -> Result<Head, StoreError> {
    let row = c.query_row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", [], |r| {
        Ok(Head { seq: r.get(0)?, hash: r.get(1)? })
    });
    Ok(row.optional()?.unwrap_or_else(start))
}

/// The head of a log without entries.
fn start() -> Head {
    Head { seq: 0, hash: String::new() }
}

fn chain(before: &str, seq: i64, entry: &str) -> String {
    hex(&Sha256::digest(format!("{before}\n{seq}\n{entry}").as_bytes()))
}

fn parse_head(text: &Secret) -> Option<Head> {
    // EXPOSE: the seal is no secret; it lies in the keychain so that it cannot be changed with the file.
    let (seq, hash) = text.expose_text()?.split_once(' ')?;
    Some(Head { seq: seq.parse().ok()?, hash: hash.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    pub(super) fn line(subject: &str) -> Line {
        Line {
            act: Act::Tested,
            at: DateTime::UNIX_EPOCH,
            subject: subject.into(),
            account: "a".into(),
            outcome: Outcome::Done,
            cause: None,
            note: None,
        }
    }

    pub(super) async fn sealed_log() -> (Store, Vault) {
        let (store, vault) = (Store::open(&scratch()).unwrap(), Vault::memory());
        for n in 1..=5 {
            store.write(|t| append(t, &line(&format!("key {n}")))).unwrap();
        }
        assert!(seal(&store, &vault).await.unwrap());
        (store, vault)
    }

    async fn after(tampering: &str) -> LogVerdict {
        let (store, vault) = sealed_log().await;
        store.write(|t| Ok(t.execute_batch(tampering)?)).unwrap();
        check(&store, &vault).await.unwrap().verdict
    }

    #[tokio::test]
    async fn log_that_nobody_touched_is_sound() {
        assert_eq!(after("").await, LogVerdict::Sound);
    }

    #[tokio::test]
    async fn changed_entry_shows() {
        assert_eq!(
            after("UPDATE audit SET entry = replace(entry, 'key 3', 'key X') WHERE seq = 3").await,
            LogVerdict::Altered
        );
    }

    #[tokio::test]
    async fn removed_entry_shows() {
        assert_eq!(after("DELETE FROM audit WHERE seq = 3").await, LogVerdict::Altered);
    }

    #[tokio::test]
    async fn inserted_entry_shows() {
        let insert = "UPDATE audit SET seq = seq + 100 WHERE seq > 3; UPDATE audit SET seq = seq - 99 WHERE seq > 100;
                      INSERT INTO audit SELECT 4, entry, hash FROM audit WHERE seq = 3";
        assert_eq!(after(insert).await, LogVerdict::Altered);
    }

    #[tokio::test]
    async fn reordered_entries_show() {
        let swap = "UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99";
        assert_eq!(after(swap).await, LogVerdict::Altered);
    }

    #[tokio::test]
    async fn cut_off_tail_shows() {
        assert_eq!(after("DELETE FROM audit WHERE seq > 3").await, LogVerdict::CutOff);
        assert_eq!(after("DELETE FROM audit").await, LogVerdict::CutOff);
    }

    #[tokio::test]
    async fn alarm_is_not_sealed_over_by_what_happens_later() {
        let (store, vault) = sealed_log().await;
        store.write(|t| Ok(t.execute_batch("DELETE FROM audit WHERE seq > 3")?)).unwrap();
        for n in 1..=4 {
            store.write(|t| append(t, &line(&format!("later {n}")))).unwrap();
            assert!(!seal(&store, &vault).await.unwrap());
        }
        assert_eq!(check(&store, &vault).await.unwrap().verdict, LogVerdict::Exchanged);
    }

    #[tokio::test]
    async fn exchanged_log_shows() {
        let (_, vault) = sealed_log().await;
        let other = Store::open(&scratch()).unwrap();
        for n in 1..=7 {
            other.write(|t| append(t, &line(&format!("other {n}")))).unwrap();
        }
        assert_eq!(check(&other, &vault).await.unwrap().verdict, LogVerdict::Exchanged);
    }

    /// Writes the hashes of a whole log anew, as somebody would who knows how they are made.
    fn rechain(store: &Store) {
        store
            .write(|t| {
                let mut statement = t.prepare("SELECT seq, entry FROM audit ORDER BY seq")?;
                let rows: Vec<(i64, String)> =
                    statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
                let mut before = start().hash;
                for (seq, entry) in rows {
                    before = chain(&before, seq, &entry);
                    t.execute("UPDATE audit SET hash = ?2 WHERE seq = ?1", params![seq, before])?;
                }
                Ok(())
            })
            .unwrap();
    }

    #[tokio::test]
    async fn entry_that_was_changed_inserted_or_removed_shows_though_the_whole_chain_was_computed_anew() {
        let change = "UPDATE audit SET entry = replace(entry, 'key 3', 'key X') WHERE seq = 3";
        let insert = "UPDATE audit SET seq = seq + 100 WHERE seq > 3; UPDATE audit SET seq = seq - 99 WHERE seq > 100;
                      INSERT INTO audit SELECT 4, entry, hash FROM audit WHERE seq = 3";
        let remove = "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3";
        for (tampering, shows) in
            [(change, LogVerdict::Exchanged), (insert, LogVerdict::Exchanged), (remove, LogVerdict::CutOff)]
        {
            let (store, vault) = sealed_log().await;
            store.write(|t| Ok(t.execute_batch(tampering)?)).unwrap();
            rechain(&store);
            assert_eq!(check(&store, &vault).await.unwrap().verdict, shows, "{tampering}");
        }
    }

    #[tokio::test]
    async fn log_ahead_of_its_seal_is_sound_and_says_how_far() {
        let (store, vault) = sealed_log().await;
        store.write(|t| append(t, &line("one more"))).unwrap();
        let found = check(&store, &vault).await.unwrap();
        assert_eq!((found.verdict, found.entries, found.unsealed), (LogVerdict::Sound, 6, 1));
    }
}
