//! What deserves a look in a provider's log of a key's calls. Pure: it looks at one part of the log, as it was read.
//!
//! The rules are made so that a quiet and regular log has no mark, and a short one has none either:
//! - *Spike*: ten minutes with at least 20 calls and more than four times as many as is usual, which is the median of
//!   the stretches of ten minutes that have calls at all; there have to be at least four of those.
//! - *Unusual hour*: of the other calls, fewer than one in 50 fall into this hour of the day or into the hour before or
//!   after it (a job drifts, and a clock changes to summer time). Asked only of 50 calls or more over a day or more.
//! - *Unknown call*: of 50 calls or more, this is the only one of its method and path, where ids in the path count as
//!   one. A key of whose calls more than a tenth are such has no habits to differ from.
//!
//! The calls by which Keyrack itself tests a key and reads this log are neither unusual nor unknown.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use crate::api::{UsageMark, UsageRowView};
use crate::clock::parse_time;

const BUCKET_SECONDS: i64 = 600;
const SPIKE_LEAST: usize = 20;
const SPIKE_TIMES: usize = 4;
const BUCKETS_LEAST: usize = 4;
const CALLS_LEAST: usize = 50;
/// One in so many is rare.
const RARE: usize = 50;
/// One in so many may be unknown.
const HABIT: usize = 10;

/// Marks the rows that are unlike the rest. `own`: the paths of Keyrack's own calls, below the provider's address.
pub(crate) fn mark(rows: &mut [UsageRowView], own: &[&str]) {
    let times: Vec<Option<DateTime<Utc>>> = rows.iter().map(|row| row.at.as_deref().and_then(parse_time)).collect();
    let spikes = spikes(&times);
    let hours = unusual_hours(&times);
    let unknown = unknown_calls(rows);
    for (n, row) in rows.iter_mut().enumerate() {
        let path = row.call.split(['?', '#']).next().unwrap_or_default();
        let theirs = !own.iter().any(|own| path.ends_with(own));
        let found = [
            (spikes[n], UsageMark::Spike),
            (hours[n] && theirs, UsageMark::UnusualHour),
            (unknown[n] && theirs, UsageMark::UnknownCall),
        ];
        row.marks = found.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    }
}

fn spikes(times: &[Option<DateTime<Utc>>]) -> Vec<bool> {
    let bucket = |at: &DateTime<Utc>| at.timestamp().div_euclid(BUCKET_SECONDS);
    let mut buckets: HashMap<i64, usize> = HashMap::new();
    for at in times.iter().flatten() {
        *buckets.entry(bucket(at)).or_default() += 1;
    }
    let mut sizes: Vec<usize> = buckets.values().copied().collect();
    sizes.sort_unstable();
    // Twice the median, so that it stays whole.
    let double = match sizes.len() {
        0 => 0,
        n if n % 2 == 1 => 2 * sizes[n / 2],
        n => sizes[n / 2 - 1] + sizes[n / 2],
    };
    let is_spike =
        |calls: usize| sizes.len() >= BUCKETS_LEAST && calls >= SPIKE_LEAST && 2 * calls > SPIKE_TIMES * double;
    times.iter().map(|at| at.is_some_and(|at| is_spike(buckets[&bucket(&at)]))).collect()
}

fn unusual_hours(times: &[Option<DateTime<Utc>>]) -> Vec<bool> {
    let known: Vec<&DateTime<Utc>> = times.iter().flatten().collect();
    let span = match (known.iter().min(), known.iter().max()) {
        (Some(first), Some(last)) => **last - **first,
        _ => TimeDelta::zero(),
    };
    if known.len() < CALLS_LEAST || span < TimeDelta::days(1) {
        return vec![false; times.len()];
    }
    let mut by_hour = [0usize; 24];
    for at in &known {
        by_hour[at.hour() as usize] += 1;
    }
    let around = |hour: usize| by_hour[(hour + 23) % 24] + by_hour[hour] + by_hour[(hour + 1) % 24];
    let rare = |at: DateTime<Utc>| (around(at.hour() as usize) - 1) * RARE < known.len() - 1;
    times.iter().map(|at| at.is_some_and(rare)).collect()
}

fn unknown_calls(rows: &[UsageRowView]) -> Vec<bool> {
    let shapes: Vec<String> = rows.iter().map(|row| shape(&row.call)).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for shape in &shapes {
        *seen.entry(shape).or_default() += 1;
    }
    let alone = seen.values().filter(|times| **times == 1).count();
    let habits = rows.len() >= CALLS_LEAST && alone * HABIT <= rows.len();
    shapes.iter().map(|shape| habits && seen[&shape[..]] == 1).collect()
}

/// A call without what differs from one to the next: `GET /orders/7f3a?limit=5` as `GET /orders/*`.
fn shape(call: &str) -> String {
    let (method, path) = call.split_once(' ').unwrap_or(("", call));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').map(|part| if is_word(part) { part } else { "*" }).collect();
    format!("{method} {}", parts.join("/"))
}

/// A part of a path that names a thing and not one of many: small letters, or a version.
fn is_word(part: &str) -> bool {
    let version = part.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    version || part.bytes().all(|b| b.is_ascii_lowercase() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call so many minutes after midnight of a Monday.
    fn call(minutes: i64, call: &str) -> UsageRowView {
        let at = parse_time("2027-03-01T00:00:00Z").unwrap() + TimeDelta::minutes(minutes);
        UsageRowView {
            at: Some(at.to_rfc3339()),
            call: call.into(),
            status: None,
            marks: Vec::new(),
            facts: Vec::new(),
        }
    }

    fn every(minutes: i64, times: i64) -> Vec<UsageRowView> {
        (0..times).map(|n| call(n * minutes, "GET /portfolio")).collect()
    }

    /// Forty calls at each of the working hours of three days.
    fn office() -> Vec<UsageRowView> {
        let hours = (0..3).flat_map(|day| (9..17).map(move |hour| (day * 24 + hour) * 60));
        hours.flat_map(|at| (0..5).map(move |n| call(at + n * 11, &format!("GET /orders/{n}4711")))).collect()
    }

    fn marked(mut rows: Vec<UsageRowView>) -> Vec<(usize, UsageMark)> {
        mark(&mut rows, &["/audit"]);
        rows.iter().enumerate().flat_map(|(n, row)| row.marks.iter().map(move |mark| (n, *mark))).collect()
    }

    #[test]
    fn quiet_and_regular_logs_have_no_mark() {
        for (name, rows) in [
            ("every minute", every(1, 2_000)),
            ("every quarter of an hour", every(15, 500)),
            ("every hour", every(60, 60)),
            ("every eighty minutes", every(80, 50)),
            ("every six hours", every(360, 60)),
            ("once a day", every(24 * 60, 100)),
            ("working hours", office()),
        ] {
            assert_eq!(marked(rows), [], "{name}");
        }
    }

    #[test]
    fn log_that_is_short_has_no_mark() {
        let mut rows = every(60, 8);
        rows.extend((0..19).map(|_| call(700, "POST /withdrawals")));
        rows.push(call(180, "DELETE /everything"));
        assert_eq!(marked(rows), []);
        assert_eq!(marked(Vec::new()), []);
    }

    #[test]
    fn burst_is_a_spike_and_the_rest_is_not() {
        let mut rows = every(10, 200);
        rows.extend((0..25).map(|_| call(1_005, "GET /portfolio")));
        let found = marked(rows);
        // One of the regular calls falls into the same ten minutes.
        assert_eq!(found.len(), 26);
        assert!(found.iter().all(|(n, mark)| *mark == UsageMark::Spike && (*n >= 200 || *n == 100)));
    }

    #[test]
    fn burst_of_nineteen_calls_is_none() {
        let mut rows = every(10, 200);
        rows.extend((0..18).map(|_| call(1_005, "GET /portfolio")));
        assert_eq!(marked(rows), []);
    }

    #[test]
    fn call_at_night_is_unusual_where_all_others_are_made_by_day() {
        let mut rows = office();
        rows.push(call(24 * 60 + 3 * 60, "GET /orders/14711"));
        assert_eq!(marked(rows), [(120, UsageMark::UnusualHour)]);
    }

    #[test]
    fn call_right_after_the_usual_hours_is_not_unusual() {
        let mut rows = office();
        rows.push(call(17 * 60 + 20, "GET /orders/14711"));
        assert_eq!(marked(rows), []);
    }

    #[test]
    fn hours_are_not_judged_by_less_than_a_day() {
        let mut rows: Vec<_> = (0..100).map(|n| call(9 * 60 + n, "GET /portfolio")).collect();
        rows.push(call(23 * 60, "GET /portfolio"));
        assert_eq!(marked(rows), []);
    }

    #[test]
    fn call_that_was_made_once_is_unknown_whatever_its_ids() {
        let mut rows = office();
        rows.push(call(10 * 60 + 7, "POST /withdrawals/7f3a-11"));
        assert_eq!(marked(rows), [(120, UsageMark::UnknownCall)]);
    }

    #[test]
    fn own_reading_of_the_log_at_night_is_not_marked() {
        let mut rows = office();
        rows.push(call(24 * 60 + 3 * 60, "GET /api/agent/audit?limit=50"));
        assert_eq!(marked(rows), []);
    }

    #[test]
    fn key_whose_calls_all_differ_has_no_unknown_call() {
        let name = |n: i64| String::from_utf8(vec![b'a' + (n % 26) as u8, b'a' + (n / 26) as u8]).unwrap();
        assert_eq!(marked((0..60).map(|n| call(n * 15, &format!("GET /{}", name(n)))).collect()), []);
    }

    #[test]
    fn times_that_cannot_be_read_are_left_out() {
        let mut rows = office();
        rows.iter_mut().for_each(|row| row.at = Some("yesterday".into()));
        assert_eq!(marked(rows), []);
    }

    #[test]
    fn ids_in_a_path_count_as_one() {
        for path in ["/v1/orders/4711/fills", "/v1/orders/7F3A/fills?limit=5", "/v1/orders/a1b2-c3/fills"] {
            assert_eq!(shape(&format!("GET {path}")), "GET /v1/orders/*/fills");
        }
        assert_ne!(shape("GET /orders"), shape("POST /orders"));
        assert_eq!(shape("portfolio.read"), " portfolio.read");
    }
}
