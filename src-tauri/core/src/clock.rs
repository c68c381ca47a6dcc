//! The one place that asks what time it is. Everything else is passed the time.

use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveTime, Offset, Utc};

pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;

    /// How far the local time is ahead, for what is due by the day.
    fn offset(&self) -> FixedOffset {
        Utc.fix()
    }
}

pub struct SystemClock;

#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn offset(&self) -> FixedOffset {
        *Local::now().offset()
    }
}

/// A time that only runs forward, for waiting.
#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
pub(crate) fn tick() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

/// Measures how long something takes, whatever the clock says.
pub struct Stopwatch(Instant);

#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A date as it is typed, such as `2027-01-31`.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let shaped = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped)
}

/// A time as providers write it: RFC 3339, a date (its noon), or seconds or milliseconds since 1970.
pub(crate) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    match text.len() {
        10 if text.contains('-') => parse_date(text).map(noon),
        10 => DateTime::from_timestamp(text.parse().ok()?, 0),
        13 => DateTime::from_timestamp_millis(text.parse().ok()?),
        _ => None,
    }
}

/// A day as a moment: its noon in UTC.
pub(crate) fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_in_each_form_that_providers_write() {
        let whole = "2027-01-31T12:00:00Z";
        for form in [whole, "2027-01-31T13:00:00+01:00", "2027-01-31", "1801396800", "1801396800000"] {
            assert_eq!(parse_time(form).map(|t| t.to_rfc3339()), parse_time(whole).map(|t| t.to_rfc3339()), "{form}");
        }
    }

    #[test]
    fn text_that_is_no_time_is_none() {
        for text in ["", "never", "soon-ish..", "2027-13-01", "0x1234abcd", "２０２７-01-31"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn date_is_taken_in_one_form_only() {
        assert!(parse_date("2028-02-29").is_some());
        for text in ["2027-02-29", "31.01.2027", "2027-1-31", "+2027-1-31", "2027-01-31T00:00", ""] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
