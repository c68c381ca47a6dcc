//! One file a provider, and one line in [`ALL`].

mod kalshi;

use serde_json::Value;

use crate::records::{Records, Revocation};
use crate::reply::Reply;
use crate::request::Incoming;

pub(crate) static ALL: &[Provider] = &[kalshi::KALSHI];

pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// Requests whose path begins so are this provider's; the longest of several wins.
    pub(crate) base_path: &'static str,
    /// The credential a request names, whether it is good or not; never a secret.
    pub(crate) presented: fn(&Incoming) -> Option<String>,
    pub(crate) handle: fn(&mut Desk<'_>, &Incoming) -> Reply,
    /// Registers a credential that may manage keys and returns it whole.
    pub(crate) mint: fn(&mut Records) -> Value,
    /// The body of a 429.
    pub(crate) too_many_requests: &'static str,
    /// The body of a list that is null.
    pub(crate) null_lists: &'static str,
}

/// What a provider works on while it handles one request.
pub(crate) struct Desk<'a> {
    pub(crate) records: &'a mut Records,
    /// Milliseconds since 1970 on the sandbox's clock.
    pub(crate) now: i64,
    pub(crate) quirks: Quirks,
}

/// The faults that only a provider can act out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quirks {
    pub(crate) revocation: Revocation,
    pub(crate) usage_level: bool,
    pub(crate) dead_for_all: bool,
}

pub(crate) fn named(name: &str) -> Option<&'static Provider> {
    ALL.iter().find(|it| it.name == name)
}

pub(crate) fn at(path: &str) -> Option<&'static Provider> {
    let under = |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ALL.iter().filter(|it| under(it.base_path)).max_by_key(|it| it.base_path.len())
}
