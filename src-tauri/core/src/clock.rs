//! The one place that asks what time it is. Everything else is passed the time.

use std::time::Instant;

use chrono::{DateTime, Utc};

pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

pub struct SystemClock;

#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A time that only runs forward, for waiting.
#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
pub(crate) fn tick() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

/// Measures how long something takes, whatever the clock says.
pub(crate) struct Stopwatch(Instant);

#[allow(clippy::disallowed_methods, reason = "the one module that asks for the time")]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
