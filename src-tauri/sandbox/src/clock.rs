//! The one place that reads the computer's clock.

#![allow(clippy::disallowed_methods, reason = "the clock has one module, and this is it")]

use chrono::{DateTime, Utc};

/// Milliseconds since 1970, without the clock-skew fault.
pub(crate) fn now() -> i64 {
    Utc::now().timestamp_millis()
}

/// The form of HTTP's `Date` header (RFC 9110, 5.6.7).
pub(crate) fn http_date(milliseconds: i64) -> String {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The form of RFC 3339, to the second.
pub(crate) fn stamp(milliseconds: i64) -> String {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_the_form_of_rfc_9110() {
        assert_eq!(http_date(784_111_777_999), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
