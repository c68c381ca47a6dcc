//! The log as a file for other programs: CSV and JSON. Each entry comes with its number, its hash, the hash before it
//! and the very text that was hashed, so that it can be checked without Keyrack.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::audit::Chained;
use crate::store::{StoreError, word};

const COLUMNS: [&str; 11] =
    ["seq", "time", "act", "subject", "account", "outcome", "cause", "note", "hash", "hash_before", "entry"];

const HOW_TO_CHECK: &str = "hash is the SHA-256, in hexadecimal, of: hash_before, a line feed, seq, a line feed, entry";

/// RFC 4180, with a line of names. What a spreadsheet would take for a formula begins with an apostrophe.
pub(crate) fn csv(entries: &[Chained]) -> Result<String, StoreError> {
    let mut all = record(&COLUMNS.map(str::to_owned));
    for entry in entries {
        let line = &entry.line;
        all.push_str(&record(&[
            entry.seq.to_string(),
            time(line.at),
            word(&line.act)?,
            line.subject.clone(),
            line.account.clone(),
            word(&line.outcome)?,
            line.cause.as_ref().map(word).transpose()?.unwrap_or_default(),
            line.note.clone().unwrap_or_default(),
            entry.hash.clone(),
            entry.before.clone(),
            entry.entry.clone(),
        ]));
    }
    Ok(all)
}

pub(crate) fn json(entries: &[Chained], now: DateTime<Utc>) -> Result<String, StoreError> {
    let rows = entries.iter().map(|entry| {
        let line = &entry.line;
        json!({
            "seq": entry.seq,
            "time": time(line.at),
            "act": line.act,
            "subject": line.subject,
            "account": line.account,
            "outcome": line.outcome,
            "cause": line.cause,
            "note": line.note,
            "hash": entry.hash,
            "hash_before": entry.before,
            "entry": entry.entry,
        })
    });
    let all = json!({
        "exported_at": time(now),
        "how_to_check": HOW_TO_CHECK,
        "entries": rows.collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn record(cells: &[String]) -> String {
    cells.iter().map(|cell| quote(cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

fn harmless(part: &str) -> String {
    let formula = part.trim_start_matches(['"', ' ']).starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{part}") } else { part.to_owned() }
}

fn quote(cell: &str) -> String {
    // Where lists are separated by semicolons, a spreadsheet cuts there, whatever the quotes say.
    let cell = cell.split(';').map(harmless).collect::<Vec<_>>().join(";");
    if cell.contains([',', ';', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Act, Outcome};
    use crate::audit::Line;

    fn entry(subject: &str) -> Chained {
        let line = Line {
            act: Act::LabelChanged,
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            subject: subject.into(),
            account: "Trading desk".into(),
            outcome: Outcome::Done,
            cause: None,
            note: Some("+write::trade".into()),
        };
        Chained { seq: 7, entry: serde_json::to_string(&line).unwrap(), line, before: "ab".into(), hash: "cd".into() }
    }

    #[test]
    fn csv_has_a_line_of_names_and_ends_each_line_as_the_standard_says() {
        let text = csv(&[entry("bot")]).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0], "seq,time,act,subject,account,outcome,cause,note,hash,hash_before,entry");
        assert!(
            lines[1].starts_with(
                "7,2027-01-15T08:00:00.000Z,label_changed,bot,Trading desk,done,,'+write::trade,cd,ab,\"{"
            )
        );
        assert_eq!((lines.len(), lines[2]), (3, ""));
    }

    #[test]
    fn cell_with_a_comma_a_quote_or_a_new_line_is_quoted() {
        assert_eq!(quote("a,b"), "\"a,b\"");
        assert_eq!(quote("a\"b"), "\"a\"\"b\"");
        assert_eq!(quote("a\nb"), "\"a\nb\"");
        assert_eq!(quote("a b"), "a b");
    }

    #[test]
    fn cell_that_a_spreadsheet_would_compute_is_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(\"https://evil.example\",\"x\")", "\rx"] {
            assert!(quote(cell).trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(quote("a=b"), "a=b");
    }

    #[test]
    fn json_holds_what_is_needed_to_check_it() {
        let text = json(&[entry("=bot")], DateTime::UNIX_EPOCH).unwrap();
        let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        let one = &whole["entries"][0];
        assert_eq!(
            (one["seq"].as_i64(), one["hash_before"].as_str(), one["hash"].as_str()),
            (Some(7), Some("ab"), Some("cd"))
        );
        assert_eq!(one["subject"], "=bot");
        assert_eq!(one["entry"], entry("=bot").entry);
    }
}
