//! The use cases. One `App` is one world: live or practice, each with its own records, vault and client.

mod accounts;
mod answers;
mod asked;
mod bring;
mod bulk;
mod bulk_view;
mod create;
mod draft;
mod due;
mod engineer;
mod files;
mod forget;
mod hand_over;
mod log;
mod lost;
mod making;
mod managing;
mod noting;
mod open;
mod proving;
mod refresh;
mod rotate;
mod site;
mod snippets;
mod stop;
mod test;
mod test_all;
mod turning;
mod typed;
mod usage;
mod views;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::api::{
    Act, KeychainView, Mode, Outcome, OverviewView, PracticeView, ProgressView, ProviderView, Step, StepState,
};
use crate::ask::Asker;
use crate::audit;
use crate::client::Client;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::providers::{self, Provider};
use crate::store::{Account, Key, Store};
use crate::types::{Address, parse_label};
use crate::vault::{ItemName, Vault, VaultError};

use draft::Drafts;
pub use hand_over::{Offer, Place};

/// Told the progress of a longer act.
pub type Tell<'a> = &'a (dyn Fn(ProgressView) + Send + Sync);

/// Told each place of the journal after it is written; the crash tests stop the program there.
pub type Witness = Arc<dyn Fn(&str) + Send + Sync>;

pub struct Setup<'a> {
    pub records: &'a Path,
    pub vault: Vault,
    pub client: Client,
    pub clock: Arc<dyn Clock>,
    pub witness: Option<Witness>,
    pub patience: Patience,
}

/// How long a provider is asked again before a proof is given up for now.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub tries: u32,
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 4, pause: Duration::from_millis(800) }
    }
}

pub struct App {
    store: Arc<Store>,
    vault: Vault,
    asker: Asker,
    clock: Arc<dyn Clock>,
    witness: Option<Witness>,
    patience: Patience,
    drafts: Drafts,
    trials: Mutex<HashMap<String, accounts::Trial>>,
    files: Mutex<HashMap<String, files::File>>,
    /// Keys and accounts that an act is working on.
    busy: Arc<Working>,
    /// Set where the tests of an account are to end, by account.
    tests: Mutex<HashMap<String, Arc<AtomicBool>>>,
    /// This world is being wiped.
    ended: AtomicBool,
    /// Answers that hold a secret shown once and that the keychain did not take, by journal entry.
    held: Mutex<HashMap<String, Arc<answers::Held>>>,
}

/// What the first screen shows besides the records of one world.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub mode: Mode,
    pub practice: PracticeView,
    /// Seconds after which a copied secret leaves the clipboard.
    pub clipboard_seconds: u32,
}

impl Frame {
    /// Live, before practice was opened.
    pub fn live() -> Self {
        Self { mode: Mode::Live, practice: PracticeView::default(), clipboard_seconds: CLIPBOARD_SECONDS }
    }
}

/// How long a copied secret stays in the clipboard where nothing else was chosen.
pub const CLIPBOARD_SECONDS: u32 = 30;

impl App {
    /// Opens the records. Touches neither the keychain nor the network.
    pub fn open(setup: Setup<'_>) -> Result<Self, Error> {
        Ok(Self {
            store: Arc::new(Store::open(setup.records)?),
            vault: setup.vault,
            asker: Asker::new(setup.client, setup.clock.clone()),
            clock: setup.clock,
            witness: setup.witness,
            patience: setup.patience,
            drafts: Drafts::default(),
            trials: Mutex::default(),
            files: Mutex::default(),
            busy: Arc::default(),
            tests: Mutex::default(),
            ended: AtomicBool::new(false),
            held: Mutex::default(),
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Everything that the first screen shows, from the records alone.
    pub fn overview(&self, frame: Frame) -> Result<OverviewView, Error> {
        let (accounts, keys) = (self.store.accounts()?, self.store.keys()?);
        Ok(OverviewView {
            mode: frame.mode,
            practice: frame.practice,
            accounts: accounts.iter().map(views::account).collect::<Result<_, _>>()?,
            keys: self.views_of(&accounts, &keys)?,
            unfinished: self.unfinished_views()?,
            asked: self.asked_views()?,
            rotations: self.rotation_views()?,
            bulks: self.bulk_views()?,
            due: self.due_views(&accounts, &keys)?,
            policy: self.policy()?,
            clipboard_seconds: frame.clipboard_seconds,
        })
    }

    pub fn providers() -> Vec<ProviderView> {
        providers::ALL.iter().map(|p| views::provider(p)).collect()
    }

    /// The keychain's state, without a prompt.
    pub async fn keychain(&self) -> KeychainView {
        self.keychain_view(self.vault.look().await)
    }

    /// Asks the keychain to open, which may show its prompt, and proves that it keeps what it is given.
    pub async fn open_keychain(&self) -> KeychainView {
        self.keychain_view(self.vault.prove().await)
    }

    /// Whether an act is running.
    pub fn is_busy(&self) -> bool {
        !lock(&self.busy.ids).is_empty()
    }

    /// Whether a secret that is shown only once is in memory only, because the keychain did not take it.
    pub fn holds_secret(&self) -> bool {
        !lock(&self.held).is_empty()
    }

    /// Erases every secret of this world from its vault, and seals nothing any more. For the end of practice.
    pub async fn erase_every_secret(&self) -> Result<(), Error> {
        if self.is_busy() {
            return Err(Error::rule(Code::Busy));
        }
        self.ended.store(true, Ordering::SeqCst);
        for account in self.store.accounts()? {
            self.vault.erase(&ItemName::account(&account.id)).await?;
        }
        for key in self.store.keys()? {
            self.vault.erase(&ItemName::key(&key.id)).await?;
            self.vault.erase(&ItemName::unread(&key.id)).await?;
        }
        Ok(self.vault.erase(&ItemName::seal()).await?)
    }

    fn keychain_view(&self, state: Result<(), VaultError>) -> KeychainView {
        let survives = !self.vault.memory_only();
        KeychainView {
            survives_restart: match state {
                Ok(()) | Err(VaultError::Locked) => Some(survives),
                Err(VaultError::NotPersistent) => Some(false),
                Err(_) => None,
            },
            item_limit: self.vault.item_limit(),
            name: self.vault.name().to_owned(),
            problem: state.err().map(|e| e.code()),
            memory_only: self.vault.memory_only(),
        }
    }

    // ---- what the use cases share ----

    fn account(&self, id: &str) -> Result<(Account, &'static Provider, Address), Error> {
        let account = self.store.account(id)?.ok_or_else(|| Error::rule(Code::NotHere))?;
        let provider = providers::find(&account.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
        let address = Address::parse(&account.address)?;
        Ok((account, provider, address))
    }

    fn key(&self, id: &str) -> Result<Key, Error> {
        self.store.key(id)?.ok_or_else(|| Error::rule(Code::NotHere))
    }

    fn line(&self, act: Act, subject: &str, account: &str, outcome: Outcome) -> audit::Line {
        audit::Line {
            act,
            at: self.clock.now(),
            subject: subject.into(),
            account: account.into(),
            outcome,
            cause: None,
            note: None,
        }
    }

    /// Marks a key or an account as being worked on, until the guard is dropped.
    fn begin(&self, id: &str) -> Result<Busy, Error> {
        if lock(&self.busy.ids).insert(id.to_owned()) {
            Ok(Busy { all: self.busy.clone(), id: id.to_owned() })
        } else {
            Err(Error::rule(Code::Busy))
        }
    }

    /// The same, after whatever works on it now: an emergency has to wait, and does not have to be asked for again.
    async fn begin_in_turn(&self, id: &str) -> Busy {
        loop {
            let freed = self.busy.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable(); // what is freed from here on is not missed
            match self.begin(id) {
                Ok(busy) => return busy,
                Err(_) => freed.await,
            }
        }
    }

    /// Seals the log in the background: it never prompts and never holds up an act.
    fn seal_soon(&self) {
        if self.ended.load(Ordering::SeqCst) {
            return;
        }
        let (store, vault) = (self.store.clone(), self.vault.clone());
        tokio::spawn(async move { audit::seal(&store, &vault).await });
    }

    fn witness(&self, place: &str) {
        if let Some(witness) = &self.witness {
            witness(place);
        }
    }
}

#[derive(Default)]
struct Working {
    ids: Mutex<HashSet<String>>,
    freed: tokio::sync::Notify,
}

struct Busy {
    all: Arc<Working>,
    id: String,
}

impl Drop for Busy {
    fn drop(&mut self) {
        lock(&self.all.ids).remove(&self.id);
        self.all.freed.notify_waiters();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

/// A label as typed, trimmed; one that is too long is told how long it may be, in characters.
fn label_within(text: &str, max: usize) -> Result<String, Error> {
    parse_label(text, max).map_err(|code| match code {
        Code::LabelTooLong => Error::rule_with(code, "max", max),
        other => Error::rule(other),
    })
}

fn begun(tell: Tell<'_>, step: Step) {
    tell(ProgressView { step, state: StepState::Begun, key_id: None, again: None });
}

/// Says how a step ended, and gives the result on.
fn ended<T, E>(tell: Tell<'_>, step: Step, result: Result<T, E>) -> Result<T, E> {
    let state = if result.is_ok() { StepState::Done } else { StepState::Failed };
    tell(ProgressView { step, state, key_id: None, again: None });
    result
}
