//! One file a provider, and one line in [`ALL`].

mod blockmind;
mod buildmarkets;
mod cloudflare;
mod kalshi;
mod openfish;
mod sendgrid;

use serde_json::Value;

use crate::faults::{Fault, Kind};
use crate::records::{Records, Revocation};
use crate::reply::Reply;
use crate::request::Incoming;

pub(crate) static ALL: &[Provider] = &[
    kalshi::KALSHI, //
    buildmarkets::BUILDMARKETS,
    openfish::OPENFISH,
    blockmind::BLOCKMIND,
    cloudflare::CLOUDFLARE,
    sendgrid::SENDGRID,
];

pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// Requests whose path begins so are this provider's; the longest of several wins.
    pub(crate) base_path: &'static str,
    /// The credential a request names, whether it is good or not; never a secret.
    pub(crate) presented: fn(&Incoming) -> Option<String>,
    pub(crate) handle: fn(&mut Desk<'_>, &Incoming) -> Reply,
    /// Registers a credential that may manage keys and returns it whole.
    pub(crate) mint: fn(&mut Records) -> Value,
    /// Registers a further key of an account; nobody is told its secret.
    pub(crate) add: fn(&mut Records, account: &str),
    /// The body of a 429.
    pub(crate) too_many_requests: &'static str,
}

/// What a provider works on while it handles one request.
pub(crate) struct Desk<'a> {
    pub(crate) records: &'a mut Records,
    /// Milliseconds since 1970 on the sandbox's clock.
    pub(crate) now: i64,
    pub(crate) quirks: Quirks,
}

/// The faults that a request meets, for those that only a provider can act out.
#[derive(Debug)]
pub(crate) struct Quirks(Vec<Fault>);

impl Quirks {
    pub(crate) fn of(met: &[Kind]) -> Quirks {
        let fault = |kind: &Kind| match kind {
            Kind::Fault(fault) => Some(fault.clone()),
            _ => None,
        };
        Quirks(met.iter().filter_map(fault).collect())
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    pub(crate) fn revocation(&self) -> Revocation {
        let revocation = |fault: &Fault| match fault {
            Fault::LyingRevoke => Some(Revocation::Lie),
            Fault::LyingRevokeHidden => Some(Revocation::LieAndHide),
            Fault::SlowRevoke(time) => Some(Revocation::Late(*time)),
            _ => None,
        };
        self.0.iter().find_map(revocation).unwrap_or_default()
    }
}

pub(crate) fn named(name: &str) -> Option<&'static Provider> {
    ALL.iter().find(|it| it.name == name)
}

pub(crate) fn at(path: &str) -> Option<&'static Provider> {
    let under = |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ALL.iter().filter(|it| under(it.base_path)).max_by_key(|it| it.base_path.len())
}
