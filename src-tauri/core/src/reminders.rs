//! When keys are due, and what is notified of it. Pure: the time is passed in.
//!
//! A rotation is due by the day, not by the moment: it is over once that day has ended where the person is. So the day
//! that is shown is the same in every time zone. A provider's expiry is a moment.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Serialize;

use crate::api::{DueKind, KeyState};
use crate::clock::{noon, parse_time};
use crate::store::{Key, Reminded};

/// Days after which a key is to be rotated, until the person says otherwise.
pub const ROTATE_DAYS: u32 = 90;
/// Days ahead in which a key is said to be due soon.
pub const REMIND_DAYS: u32 = 14;

/// The present, here.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub at: DateTime<Utc>,
    /// How far the local time is ahead of UTC.
    pub offset: FixedOffset,
}

impl Now {
    fn today(self) -> NaiveDate {
        self.at.with_timezone(&self.offset).date_naive()
    }
}

/// A date of a key that is over, or will be soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub kind: DueKind,
    /// For a day: its noon in UTC.
    pub at: DateTime<Utc>,
    pub over: bool,
}

/// What a desktop notification may say of a key. Nothing else goes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub label: String,
    pub provider: String,
    pub over: bool,
}

/// The day by which a key is to be rotated: the person's own, or by the policy. Only for a key that lives, and whose
/// secret is here.
pub fn rotate_by(key: &Key, policy_days: Option<u32>) -> Option<NaiveDate> {
    if !key.is_usable() {
        return None;
    }
    let own = key.rotate_by.map(|at| at.date_naive());
    own.or_else(|| key.made_at.date_naive().checked_add_days(Days::new(policy_days?.into())))
}

/// A day for the screen, which shows local times: its noon there.
pub fn shown_day(day: NaiveDate, offset: FixedOffset) -> String {
    let noon = day.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    noon.and_local_timezone(offset).single().map_or_else(|| day.to_string(), |at| at.to_rfc3339())
}

/// The dates of a key that are over, or will be within `REMIND_DAYS`.
pub fn dues(key: &Key, policy_days: Option<u32>, now: Now) -> Vec<Due> {
    let day = rotate_by(key, policy_days).map(|day| {
        let left = (day - now.today()).num_days();
        (DueKind::RotateBy, noon(day), left < 0, left <= i64::from(REMIND_DAYS))
    });
    let expiry = key.expires_at.as_deref().filter(|_| key.state == KeyState::Live).and_then(parse_time).map(|at| {
        let soon = at - now.at <= TimeDelta::days(REMIND_DAYS.into());
        (DueKind::Expires, at, now.at >= at, soon)
    });
    let found = day.into_iter().chain(expiry);
    found.filter(|(.., soon)| *soon).map(|(kind, at, over, _)| Due { kind, at, over }).collect()
}

/// What was not notified yet. Once a date was notified as over, it is never said to be soon: a clock may be set back.
pub fn to_notify(key: &Key, policy_days: Option<u32>, now: Now) -> Vec<Due> {
    let told = |due: &Due| key.reminded.iter().any(|r| (r.kind, r.at) == (due.kind, due.at) && (r.over || !due.over));
    dues(key, policy_days, now).into_iter().filter(|due| !told(due)).collect()
}

impl From<&Due> for Reminded {
    fn from(due: &Due) -> Self {
        Self { kind: due.kind, at: due.at, over: due.over }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::SecretPlace;

    fn time(text: &str) -> DateTime<Utc> {
        parse_time(text).unwrap()
    }

    fn made(at: &str) -> Key {
        Key { secret: SecretPlace::Here, ..Key::new("account", "bot".into(), time(at)) }
    }

    fn due_by(day: &str) -> Key {
        Key { rotate_by: Some(time(day)), ..made("2026-01-01") }
    }

    fn hours(hours: i32) -> FixedOffset {
        FixedOffset::east_opt(hours * 3600).unwrap()
    }

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    /// Looks every hour of a stretch of time, as the program does, and gives each notification with the local day.
    fn watched(key: &mut Key, from: &str, days: i64, offset: impl Fn(DateTime<Utc>) -> FixedOffset) -> Vec<String> {
        let mut told = Vec::new();
        for hour in 0..days * 24 {
            let at = time(from) + TimeDelta::hours(hour);
            let now = Now { at, offset: offset(at) };
            for due in to_notify(key, Some(90), now) {
                key.reminded.push(Reminded::from(&due));
                told.push(format!("{} {}", now.today(), if due.over { "over" } else { "soon" }));
            }
        }
        told
    }

    #[test]
    fn ninety_days_from_the_end_of_november_end_on_the_day_before_the_leap_day() {
        assert_eq!(rotate_by(&made("2027-11-30T08:00:00Z"), Some(90)), day("2028-02-28"));
        assert_eq!(rotate_by(&made("2027-12-01T08:00:00Z"), Some(90)), day("2028-02-29"));
        assert_eq!(rotate_by(&made("2027-12-02T08:00:00Z"), Some(90)), day("2028-03-01"));
    }

    #[test]
    fn year_from_a_leap_day_ends_on_the_last_of_february() {
        assert_eq!(rotate_by(&made("2028-02-29T08:00:00Z"), Some(365)), day("2029-02-28"));
    }

    #[test]
    fn own_date_counts_before_the_policy_and_without_both_there_is_none() {
        assert_eq!(rotate_by(&due_by("2028-02-29"), Some(90)), day("2028-02-29"));
        assert_eq!(rotate_by(&due_by("2028-02-29"), None), day("2028-02-29"));
        assert_eq!(rotate_by(&made("2027-01-01"), None), None);
    }

    #[test]
    fn key_that_is_stopped_or_elsewhere_has_no_date() {
        let elsewhere = Key { secret: SecretPlace::Elsewhere, ..made("2027-01-01") };
        let stopped = Key { state: KeyState::Stopped, expires_at: Some("2027-01-02".into()), ..made("2027-01-01") };
        let now = Now { at: time("2028-01-01"), offset: hours(0) };
        assert_eq!(rotate_by(&elsewhere, Some(90)), None);
        assert!(dues(&elsewhere, Some(90), now).is_empty() && dues(&stopped, Some(90), now).is_empty());
    }

    #[test]
    fn leap_day_is_notified_once_as_soon_and_once_as_over() {
        let mut key = due_by("2028-02-29");
        let told = watched(&mut key, "2028-02-01T00:00:00Z", 60, |_| hours(0));
        assert_eq!(told, ["2028-02-15 soon", "2028-03-01 over"]);
    }

    #[test]
    fn day_of_the_change_to_summer_time_is_notified_once_each() {
        // Central Europe: from one o'clock UTC on 28 March 2027 the clock is two hours ahead.
        let offset = |at| hours(if at < time("2027-03-28T01:00:00Z") { 1 } else { 2 });
        let told = watched(&mut due_by("2027-03-28"), "2027-03-01T00:00:00Z", 60, offset);
        assert_eq!(told, ["2027-03-14 soon", "2027-03-29 over"]);
        let told = watched(&mut due_by("2027-04-11"), "2027-03-01T00:00:00Z", 60, offset);
        assert_eq!(told, ["2027-03-28 soon", "2027-04-12 over"]);
    }

    #[test]
    fn change_of_time_zone_notifies_once_each() {
        // From Auckland to Honolulu in the hour in which it is over: the day begins again there.
        let over = time("2027-06-10T13:00:00Z");
        let offset = |at| hours(if at < over { 12 } else { -10 });
        let told = watched(&mut due_by("2027-06-10"), "2027-05-01T00:00:00Z", 60, offset);
        assert_eq!(told, ["2027-05-27 soon", "2027-06-11 over"]);
    }

    #[test]
    fn clock_that_is_set_back_notifies_nothing_twice() {
        let mut key = due_by("2027-06-10");
        let hour = |_| hours(0);
        assert_eq!(watched(&mut key, "2027-06-01T00:00:00Z", 20, hour), ["2027-06-01 soon", "2027-06-11 over"]);
        assert!(watched(&mut key, "2027-05-01T00:00:00Z", 60, hour).is_empty());
    }

    #[test]
    fn date_that_was_over_at_first_sight_is_not_said_to_be_soon_afterwards() {
        let mut key = due_by("2027-06-10");
        assert_eq!(watched(&mut key, "2027-07-01T00:00:00Z", 1, |_| hours(0)), ["2027-07-01 over"]);
        assert!(watched(&mut key, "2027-06-05T00:00:00Z", 1, |_| hours(0)).is_empty());
    }

    #[test]
    fn changed_date_notifies_anew() {
        let mut key = due_by("2027-06-10");
        watched(&mut key, "2027-06-05T00:00:00Z", 1, |_| hours(0));
        key.rotate_by = Some(time("2027-06-12"));
        assert_eq!(watched(&mut key, "2027-06-06T00:00:00Z", 1, |_| hours(0)), ["2027-06-06 soon"]);
    }

    #[test]
    fn expiry_is_a_moment_and_notified_once_each() {
        let mut key = made("2027-06-01T00:00:00Z");
        key.expires_at = Some("2027-06-20T10:30:00Z".into());
        let told = watched(&mut key, "2027-06-01T00:00:00Z", 30, |_| hours(2));
        assert_eq!(told, ["2027-06-06 soon", "2027-06-20 over"]);
    }

    #[test]
    fn expiry_that_cannot_be_read_is_none() {
        let key = Key { expires_at: Some("at the end of the contract".into()), ..made("2027-06-01") };
        assert!(dues(&key, None, Now { at: time("2030-01-01"), offset: hours(0) }).is_empty());
    }

    #[test]
    fn day_on_the_screen_is_the_same_in_every_time_zone() {
        for ahead in -12..=14 {
            assert!(shown_day("2028-02-29".parse().unwrap(), hours(ahead)).starts_with("2028-02-29T12:00"), "{ahead}");
        }
    }
}
