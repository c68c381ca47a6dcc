//! One scheduler an account: its calls go out one after another, no closer than the provider allows, and none while the
//! provider wants quiet. Another account is another lane, and does not wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::call::{Meaning, Method, Refusal};
use crate::clock::tick;
use crate::providers::{Rate, Rates};

/// Longest wait that is sat out. A longer one is told instead, and nothing is sent before it has passed.
const SAT_OUT: Duration = Duration::from_secs(3);

/// Wait after a refusal that does not say how long; doubled with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Most that is believed of what a provider asks for: it may be a mistake, and a person has to be able to go on.
const MOST_ASKED: Duration = Duration::from_secs(60 * 60);

#[derive(Default)]
pub(crate) struct Pace {
    lanes: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Lane>>>>,
}

/// The right to send one call. The next one waits until it is dropped.
pub(crate) struct Turn(OwnedMutexGuard<Lane>);

impl Pace {
    /// Waits until it is this call's turn. The first to come is the first to go, so that a stop waits for the one call
    /// that is under way, however many others are still to follow.
    pub(crate) async fn turn(&self, lane: &str, rates: &Rates, method: Method) -> Result<Turn, Quiet> {
        let mut lane = self.lane(lane).lock_owned().await;
        let wait = lane.wait(rates, method, tick())?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        lane.go(rates, method, tick());
        Ok(Turn(lane))
    }

    fn lane(&self, id: &str) -> Arc<tokio::sync::Mutex<Lane>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(id.to_owned()).or_default().clone()
    }
}

impl Turn {
    /// Takes notice of an answer: whether the provider wants quiet now.
    pub(crate) fn hear(&mut self, status: u16, retry_after: Option<u32>) {
        self.0.hear(status, retry_after, tick());
    }
}

/// The provider has asked for quiet, and it is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quiet {
    pub(crate) left: Duration,
    meaning: Meaning,
    status: u16,
}

impl Quiet {
    /// What the provider would say once more, and how long still.
    pub(crate) fn refusal(self) -> Refusal {
        let seconds = u32::try_from(self.left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        Refusal { retry_after: Some(seconds), ..Refusal::new(self.meaning, self.status, "not sent") }
    }
}

/// What is known of one account's calls.
#[derive(Default)]
struct Lane {
    reads: Spread,
    writes: Spread,
    quiet: Option<(Instant, Meaning, u16)>,
    /// Refusals in a row that did not say how long to wait.
    refusals: u32,
}

impl Lane {
    fn wait(&self, rates: &Rates, method: Method, now: Instant) -> Result<Duration, Quiet> {
        let quiet = match self.quiet {
            Some((until, meaning, status)) => {
                let left = until.saturating_duration_since(now);
                if left > SAT_OUT {
                    return Err(Quiet { left, meaning, status });
                }
                left
            }
            None => Duration::ZERO,
        };
        Ok(match (method, rates.writes) {
            (Method::Get, _) | (_, None) => self.reads.wait(rates.reads, now),
            (_, Some(rate)) => self.writes.wait(rate, now),
        }
        .max(quiet))
    }

    fn go(&mut self, rates: &Rates, method: Method, now: Instant) {
        match (method, rates.writes) {
            (Method::Get, _) | (_, None) => self.reads.go(rates.reads, now),
            (_, Some(rate)) => self.writes.go(rate, now),
        }
    }

    fn hear(&mut self, status: u16, retry_after: Option<u32>, now: Instant) {
        let asked = retry_after.map(|seconds| Duration::from_secs(seconds.into()).min(MOST_ASKED));
        let quiet = match (status, asked) {
            (429, Some(asked)) => Some((asked, Meaning::RateLimited)),
            (503, Some(asked)) => Some((asked, Meaning::Down)),
            (429, None) => {
                let doubled = FIRST_WAIT.saturating_mul(1 << self.refusals.min(10));
                self.refusals += 1;
                Some((doubled.min(LONGEST_WAIT), Meaning::RateLimited))
            }
            _ => {
                self.refusals = 0;
                None
            }
        };
        self.quiet = quiet.map(|(wait, meaning)| (now + wait, meaning, status));
    }
}

/// Half of what is allowed may go at once; the other half is spread evenly. So no span of the rate's length ever holds
/// more than is allowed, and a person who does a few things at once waits for none of them.
#[derive(Default)]
struct Spread {
    /// When everything that went would have gone, had it been spread.
    due: Option<Instant>,
}

impl Spread {
    fn wait(&self, rate: Rate, now: Instant) -> Duration {
        let at_once = step(rate).saturating_mul(half(rate) - 1);
        self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now).saturating_sub(at_once))
    }

    fn go(&mut self, rate: Rate, now: Instant) {
        self.due = Some(self.due.map_or(now, |due| due.max(now)) + step(rate));
    }
}

fn half(rate: Rate) -> u32 {
    (rate.calls / 2).max(1)
}

fn step(rate: Rate) -> Duration {
    Duration::from_secs(rate.seconds.into()) / half(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: Rates = Rates { reads: Rate { calls: 20, seconds: 1 }, writes: Some(Rate { calls: 10, seconds: 1 }) };

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    /// When so many calls go out that all want to at once.
    fn times(rates: &Rates, method: Method, calls: usize) -> Vec<Instant> {
        let (mut lane, mut now) = (Lane::default(), tick());
        let mut times = Vec::new();
        for _ in 0..calls {
            now += lane.wait(rates, method, now).unwrap();
            lane.go(rates, method, now);
            times.push(now);
        }
        times
    }

    #[test]
    fn no_span_of_the_rate_holds_more_than_is_allowed() {
        let shared = Rates { writes: None, ..RATES };
        for (rates, method, most) in
            [(&RATES, Method::Get, 20), (&RATES, Method::Delete, 10), (&shared, Method::Post, 20)]
        {
            let times = times(rates, method, 100);
            for (n, first) in times.iter().enumerate() {
                let within = times[n..].iter().filter(|at| **at < *first + seconds(1)).count();
                assert!(within <= most, "{method:?}: {within} calls within a second");
            }
        }
    }

    #[test]
    fn first_calls_go_at_once_and_the_others_evenly() {
        let times = times(&RATES, Method::Get, 30);
        assert_eq!(times[9], times[0]);
        assert_eq!(times[10] - times[9], Duration::from_millis(100));
        assert_eq!(times[29] - times[0], seconds(2));
    }

    #[test]
    fn short_quiet_is_sat_out_and_a_long_one_is_told() {
        let (mut lane, now) = (Lane::default(), tick());
        lane.hear(429, Some(2), now);
        assert_eq!(lane.wait(&RATES, Method::Get, now), Ok(seconds(2)));
        lane.hear(429, Some(17), now);
        let quiet = lane.wait(&RATES, Method::Post, now + Duration::from_millis(4_500)).unwrap_err();
        assert_eq!((quiet.refusal().retry_after, quiet.refusal().meaning), (Some(13), Meaning::RateLimited));
        assert_eq!(lane.wait(&RATES, Method::Post, now + seconds(14)), Ok(seconds(3)));
        assert_eq!(lane.wait(&RATES, Method::Post, now + seconds(18)), Ok(Duration::ZERO));
    }

    #[test]
    fn refusal_that_does_not_say_how_long_doubles_the_wait_until_another_answer_comes() {
        let (mut lane, now) = (Lane::default(), tick());
        let mut waits = Vec::new();
        for _ in 0..4 {
            lane.hear(429, None, now);
            waits.push(lane.quiet.unwrap().0 - now);
        }
        assert_eq!(waits, [500, 1_000, 2_000, 4_000].map(Duration::from_millis));
        lane.hear(200, None, now);
        assert_eq!(lane.wait(&RATES, Method::Get, now), Ok(Duration::ZERO));
        lane.hear(429, None, now);
        assert_eq!(lane.quiet.unwrap().0 - now, FIRST_WAIT);
    }

    #[test]
    fn provider_that_is_down_may_ask_for_quiet_too() {
        let (mut lane, now) = (Lane::default(), tick());
        lane.hear(503, Some(30), now);
        assert_eq!(lane.wait(&RATES, Method::Get, now).unwrap_err().refusal().meaning, Meaning::Down);
        lane.hear(503, None, now);
        assert_eq!(lane.wait(&RATES, Method::Get, now), Ok(Duration::ZERO));
    }

    #[test]
    fn absurd_wait_is_not_believed() {
        let (mut lane, now) = (Lane::default(), tick());
        lane.hear(429, Some(u32::MAX), now);
        assert_eq!(lane.wait(&RATES, Method::Get, now).unwrap_err().left, MOST_ASKED);
    }
}
