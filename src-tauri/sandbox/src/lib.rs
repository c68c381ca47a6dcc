//! Keyrack's practice server: the providers' key APIs, served on this computer and verified for real.
//!
//! It shares no code with Keyrack's core, so that a misread specification fails a test instead of agreeing with itself.

mod clock;
mod fault_names;
mod faults;
mod gate;
mod providers;
mod records;
mod reply;
mod request;
mod server;
mod state;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

pub use fault_names::{FAULT_NAMES, UnknownFault};
pub use faults::{Fault, Faults, Matcher, Often, Shape};
pub use gate::Gate;
pub use request::Seen;

use server::Server;
use state::State;

/// Where to listen (a loopback address; port 0 picks a free one) and where to keep what must survive a restart.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub state: Option<PathBuf>,
}

/// Why the practice server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0} is not a loopback address: the practice server listens on this computer only")]
    NotLoopback(SocketAddr),
    #[error("cannot listen on {address}: {source}")]
    Bind { address: SocketAddr, source: std::io::Error },
    #[error("cannot read the state file {}: {source}", path.display())]
    State { path: PathBuf, source: std::io::Error },
}

/// What the practice server itself knows of one key, for tests to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySeen {
    pub id: String,
    pub name: String,
    /// `None`: the scopes were left out when the key was made.
    pub scopes: Option<Vec<String>>,
    /// Whether the key authenticates, whatever a list or an answer to a revocation says.
    pub alive: bool,
    /// The first key of a provider is 1, the next 2, …; kept across restarts.
    pub made: u64,
}

/// A running practice server. Dropping it stops it.
pub struct Sandbox {
    addr: SocketAddr,
    server: Arc<Server>,
    stop: Option<server::Stop>,
}

impl Sandbox {
    /// Binds, reads the state file if there is one, and serves in background tasks of the current runtime.
    pub async fn start(config: Config) -> Result<Sandbox, StartError> {
        if !config.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(config.listen));
        }
        let state = State::open(config.state.clone())
            .map_err(|source| StartError::State { path: config.state.unwrap_or_default(), source })?;
        let unbound = |source| StartError::Bind { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(unbound)?;
        let addr = listener.local_addr().map_err(unbound)?;
        let server = Arc::new(Server::new(state));
        let stop = Some(server::serve(listener, Arc::clone(&server)));
        Ok(Sandbox { addr, server, stop })
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:PORT` and the provider's own base path.
    pub fn base_url(&self, provider: &str) -> Option<String> {
        providers::named(provider).map(|it| format!("http://{}{}", self.addr, it.base_path))
    }

    /// Draws a new credential that may manage keys, and returns it this once. Earlier ones stay valid.
    /// `None` for an unknown provider, or when the state file cannot be written.
    pub fn mint(&self, provider: &str) -> Option<Value> {
        let provider = providers::named(provider)?;
        self.server.state().change(provider.name, provider.mint).ok()
    }

    /// Adds so many living keys to the account of the newest minted credential. Nobody is told their secrets.
    pub fn fill(&self, provider: &str, count: usize) {
        let Some(provider) = providers::named(provider) else {
            return;
        };
        let _ = self.server.state().change(provider.name, |records| {
            let account = records.accounts.last().map(|it| it.id.clone()).unwrap_or_default();
            (0..count).for_each(|_| (provider.add)(records, &account));
        });
    }

    /// Adds a living key of somebody else's account, and returns its id.
    pub fn add_foreign_key(&self, provider: &str) -> Option<String> {
        let provider = providers::named(provider)?;
        let added = self.server.state().change(provider.name, |records| {
            (provider.add)(records, &records::make_uuid());
            records.keys.last().map(|key| key.id.clone())
        });
        added.ok().flatten()
    }

    /// Gives a key other scopes, as its provider's website could.
    pub fn set_scopes(&self, provider: &str, id: &str, scopes: &[&str]) {
        let Some(provider) = providers::named(provider) else {
            return;
        };
        let _ = self.server.state().change(provider.name, |records| {
            for key in records.keys.iter_mut().filter(|key| key.id == id) {
                key.scopes = Some(scopes.iter().map(|it| (*it).to_owned()).collect());
            }
        });
    }

    /// Lets a key run out, as if its time had come. A provider whose pages know no expiry answers as to an unknown key.
    pub fn expire(&self, provider: &str, id: &str) {
        let Some(provider) = providers::named(provider) else {
            return;
        };
        let _ = self.server.state().change(provider.name, |records| {
            records.keys.iter_mut().filter(|key| key.id == id).for_each(records::Key::expire);
        });
    }

    /// Ends a key, as its provider's website or another computer could.
    pub fn revoke(&self, provider: &str, id: &str) {
        let Some(provider) = providers::named(provider) else {
            return;
        };
        let _ = self.server.state().change(provider.name, |records| {
            let account = records.living(id).map(|key| key.account.clone());
            account.and_then(|account| records.revoke(&account, id, records::Revocation::Honest).map(drop))
        });
    }

    /// What the program prints: each provider's base URL and a newly minted credential.
    pub fn line(&self) -> Value {
        let offers: Map<String, Value> = providers::ALL
            .iter()
            .map(|it| {
                let offer = json!({ "base_url": self.base_url(it.name), "credentials": self.mint(it.name) });
                (it.name.to_owned(), offer)
            })
            .collect();
        json!({ "listening": self.addr.to_string(), "providers": offers })
    }

    pub fn faults(&self) -> &Faults {
        &self.server.faults
    }

    /// The requests so far, oldest first; the newest few thousand are kept. For tests: headers are complete.
    pub fn requests(&self) -> Vec<Seen> {
        self.server.seen()
    }

    /// Every key ever made at a provider, dead ones too, oldest first.
    pub fn keys(&self, provider: &str) -> Vec<KeySeen> {
        let mut state = self.server.state();
        let keys = state.records(provider).map(|records| records.keys.iter());
        keys.into_iter()
            .flatten()
            .map(|key| KeySeen {
                id: key.id.clone(),
                name: key.name.clone(),
                scopes: key.scopes.clone(),
                alive: key.alive(),
                made: key.made,
            })
            .collect()
    }

    /// Stops listening, drops open connections, and leaves a state file that nothing changes any more.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            stop.and_wait().await;
        }
        self.server.state().close();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.at_once();
        }
        self.server.state().close();
    }
}
