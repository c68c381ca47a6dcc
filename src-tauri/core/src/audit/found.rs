//! Entries that are looked for: by name, account, group or outcome, in the whole log.

use super::{Line, start};
use crate::api::{ActivityRequest, ActivityView};
use crate::store::{Store, StoreError};

/// Entries on one page of the activity list.
const PAGE: usize = 100;

/// An entry with what its place in the chain is computed from: `hash` is the SHA-256 of `before`, a line feed, the
/// number, a line feed, and `entry`.
#[derive(Debug, Clone)]
pub(crate) struct Chained {
    pub seq: i64,
    pub line: Line,
    pub entry: String,
    pub before: String,
    pub hash: String,
}

/// A page of the entries that are wanted, the newest first.
pub fn page(store: &Store, wanted: &ActivityRequest) -> Result<Vec<ActivityView>, StoreError> {
    store.read(|c| {
        let mut statement = c.prepare("SELECT seq, entry FROM audit WHERE seq < ?1 ORDER BY seq DESC")?;
        let mut rows = statement.query([wanted.before.unwrap_or(i64::MAX)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let line: Line = serde_json::from_str(&row.get::<_, String>(1)?)?;
            if is_wanted(&line, wanted) {
                found.push(line_view(row.get(0)?, line));
            }
            if found.len() == PAGE {
                break;
            }
        }
        Ok(found)
    })
}

/// Every entry that is wanted, the oldest first.
pub(crate) fn all(store: &Store, wanted: &ActivityRequest) -> Result<Vec<Chained>, StoreError> {
    store.read(|c| {
        let mut statement = c.prepare("SELECT seq, entry, hash FROM audit WHERE seq < ?1 ORDER BY seq")?;
        let mut rows = statement.query([wanted.before.unwrap_or(i64::MAX)])?;
        let (mut found, mut before) = (Vec::new(), start().hash);
        while let Some(row) = rows.next()? {
            let (entry, hash): (String, String) = (row.get(1)?, row.get(2)?);
            let line: Line = serde_json::from_str(&entry)?;
            let before = std::mem::replace(&mut before, hash.clone());
            if is_wanted(&line, wanted) {
                found.push(Chained { seq: row.get(0)?, line, entry, before, hash });
            }
        }
        Ok(found)
    })
}

fn is_wanted(line: &Line, wanted: &ActivityRequest) -> bool {
    let text = wanted.text.trim().to_lowercase();
    let named = [&line.subject, &line.account].iter().any(|name| name.to_lowercase().contains(&text));
    named
        && wanted.account.as_ref().is_none_or(|account| *account == line.account)
        && wanted.group.is_none_or(|group| line.act.group() == Some(group))
        && wanted.outcome.is_none_or(|outcome| line.outcome == outcome)
}

fn line_view(seq: i64, line: Line) -> ActivityView {
    ActivityView {
        seq,
        at: line.at.to_rfc3339(),
        act: line.act,
        subject: line.subject,
        account: line.account,
        outcome: line.outcome,
        cause: line.cause,
        note: line.note,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{line, sealed_log};
    use super::super::{append, chain};
    use super::*;
    use crate::api::{Act, ActGroup, Outcome};
    use crate::store::tests::scratch;

    #[tokio::test]
    async fn filter_looks_at_the_whole_log_and_gives_pages_of_what_matches() {
        let store = Store::open(&scratch()).unwrap();
        for n in 0..600 {
            let subject = if n % 3 == 0 { "Wanted" } else { "other" };
            store.write(|t| append(t, &line(subject))).unwrap();
        }
        let wanted = ActivityRequest { text: " WANT".into(), ..Default::default() };
        let first = page(&store, &wanted).unwrap();
        let second = page(&store, &ActivityRequest { before: Some(first[99].seq), ..wanted.clone() }).unwrap();
        assert_eq!((first.len(), second.len()), (100, 100));
        assert!(first.iter().chain(&second).all(|entry| entry.subject == "Wanted"));
        assert_eq!((first[0].seq, second[99].seq), (598, 1));
    }

    #[tokio::test]
    async fn filter_by_account_group_and_outcome() {
        let store = Store::open(&scratch()).unwrap();
        let drift = Line { act: Act::KeyVanished, account: "b".into(), ..line("bot") };
        let refused = Line { outcome: Outcome::Refused, ..line("bot") };
        for written in [line("bot"), drift, refused] {
            store.write(|t| append(t, &written)).unwrap();
        }
        let found = |wanted| page(&store, &wanted).unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>();
        let nothing = ActivityRequest::default;
        assert_eq!(found(nothing()), [3, 2, 1]);
        assert_eq!(found(ActivityRequest { account: Some("a".into()), ..nothing() }), [3, 1]);
        assert_eq!(found(ActivityRequest { group: Some(ActGroup::Drift), ..nothing() }), [2]);
        assert_eq!(found(ActivityRequest { outcome: Some(Outcome::Refused), ..nothing() }), [3]);
    }

    #[tokio::test]
    async fn each_entry_can_be_checked_by_what_is_exported_of_it() {
        let (store, _) = sealed_log().await;
        let exported = all(&store, &ActivityRequest { text: "key 4".into(), ..Default::default() }).unwrap();
        let [one] = &exported[..] else { panic!("one entry") };
        assert_eq!((one.seq, chain(&one.before, one.seq, &one.entry)), (4, one.hash.clone()));
    }
}
