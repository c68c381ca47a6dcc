//! Live or practice: which world is current. Practice is an `App` of the same code with its own records, its own
//! name in the keychain, its own practice server and a client that knows nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyrack_core::Secret;
use keyrack_core::api::{FieldRequest, Mode, OverviewView, PracticeView};
use keyrack_core::app::{App, CLIPBOARD_SECONDS, Frame, Patience, Setup};
use keyrack_core::client::{Client, Timeouts};
use keyrack_core::clock::SystemClock;
use keyrack_core::error::{Code, Error};
use keyrack_core::reminders::Notice;
use keyrack_core::store::{self, make_private_folder};
use keyrack_core::told;
use keyrack_core::vault::{Vault, VaultError};
use keyrack_sandbox::{Config, Sandbox};
use tokio::sync::Mutex;

const SERVICE: &str = "Keyrack";
const PRACTICE_SERVICE: &str = "Keyrack practice";
/// Which world was used last; kept in the live records.
const MODE: &str = "mode";
/// How long a copied secret stays; kept in the live records, for both worlds.
const CLIPBOARD: &str = "clipboard_seconds";
/// In seconds: long enough to paste, short enough to be no risk.
const CLIPBOARD_RANGE: std::ops::RangeInclusive<u32> = 5..=300;
/// Whether practice keeps its secrets in memory; kept in the practice records.
const MEMORY: &str = "memory";

pub struct Session {
    folder: PathBuf,
    worlds: Mutex<Worlds>,
    /// Held while practice begins or ends: both take several steps.
    changing: Mutex<()>,
}

#[derive(Default)]
struct Worlds {
    live: Option<Arc<App>>,
    practice: Option<Practice>,
    mode: Option<Mode>,
}

#[derive(Clone)]
struct Practice {
    app: Arc<App>,
    sandbox: Arc<Sandbox>,
}

impl Session {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, worlds: Mutex::default(), changing: Mutex::default() }
    }

    /// The world that is current.
    pub async fn app(&self) -> Result<Arc<App>, Error> {
        let mut worlds = self.worlds.lock().await;
        match self.mode(&mut worlds)? {
            Mode::Live => self.live(&mut worlds),
            Mode::Practice => Ok(self.practice(&mut worlds).await?.app),
        }
    }

    pub async fn overview(&self) -> Result<OverviewView, Error> {
        let mut worlds = self.worlds.lock().await;
        let mode = self.mode(&mut worlds)?;
        let app = match mode {
            Mode::Live => self.live(&mut worlds)?,
            Mode::Practice => self.practice(&mut worlds).await?.app,
        };
        let live = self.live(&mut worlds)?;
        let mut practice = PracticeView { connected: !live.store().accounts()?.is_empty(), ..PracticeView::default() };
        if let Some(Practice { app, .. }) = &worlds.practice {
            practice.started = !app.store().accounts()?.is_empty();
            practice.memory_only = app.vault().memory_only();
        }
        app.overview(Frame { mode, practice, clipboard_seconds: clipboard_seconds(&live)? })
    }

    pub async fn set_mode(&self, mode: Mode) -> Result<(), Error> {
        let mut worlds = self.worlds.lock().await;
        let word = if mode == Mode::Live { "live" } else { "practice" };
        self.live(&mut worlds)?.store().set_setting(MODE, word)?;
        worlds.mode = Some(mode);
        Ok(())
    }

    /// Seconds after which a copied secret leaves the clipboard.
    pub async fn clipboard_seconds(&self) -> Result<u32, Error> {
        clipboard_seconds(&*self.live(&mut *self.worlds.lock().await)?)
    }

    pub async fn set_clipboard_seconds(&self, seconds: u32) -> Result<(), Error> {
        let seconds = seconds.clamp(*CLIPBOARD_RANGE.start(), *CLIPBOARD_RANGE.end());
        let live = self.live(&mut *self.worlds.lock().await)?;
        Ok(live.store().set_setting(CLIPBOARD, &seconds.to_string())?)
    }

    /// Where the records lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts a practice account into the keychain, one for every provider that the practice server knows.
    pub async fn start_practice(&self) -> Result<(), Error> {
        let _changing = self.changing.lock().await;
        let mut practice = self.practice(&mut *self.worlds.lock().await).await?;
        // From here on a prompt of the keychain may be open: the worlds stay free for the screen.
        if practice.app.vault().look().await == Err(VaultError::Absent) {
            practice = self.open_practice(Vault::memory()).await?;
            practice.app.store().set_setting(MEMORY, "yes")?;
            self.worlds.lock().await.practice = Some(practice.clone());
        }
        for provider in App::providers() {
            let Some(address) = practice.sandbox.base_url(&provider.id) else { continue };
            let Some(form) = provider.forms.first() else { continue };
            if practice.app.store().accounts()?.iter().any(|a| a.provider == provider.id) {
                continue;
            }
            let drawn = practice.sandbox.mint(&provider.id).unwrap_or_default();
            let fields = form.fields.iter().map(|field| FieldRequest {
                id: field.id.clone(),
                value: Secret::from(drawn[&field.id].as_str().unwrap_or_default().to_owned()),
                file: None,
                passphrase: None,
            });
            let name = told!("{provider} practice", provider = provider.name);
            practice
                .app
                .add_practice_account(&provider.id, &nominal(&address), &name, &form.id, fields.collect())
                .await?;
        }
        Ok(())
    }

    /// Wipes practice: its secrets, its records, and what its server knows.
    pub async fn reset_practice(&self) -> Result<(), Error> {
        let _changing = self.changing.lock().await;
        let practice = self.practice(&mut *self.worlds.lock().await).await?;
        practice.app.erase_every_secret().await?;
        let mut worlds = self.worlds.lock().await;
        worlds.practice = None;
        drop(practice);
        self.remove_practice()
    }

    /// What is to be notified now: of the live keys, and of those in practice where it is open. Where the records cannot
    /// be read, the first screen says so.
    pub async fn take_notices(&self) -> Vec<Notice> {
        let mut worlds = self.worlds.lock().await;
        let live = self.live(&mut worlds).ok();
        let practice = worlds.practice.iter().map(|p| p.app.clone());
        live.into_iter().chain(practice).flat_map(|app| app.take_notices().unwrap_or_default()).collect()
    }

    /// Takes again the proofs that could not be had, in the live world and in the current one. True where one says
    /// something else than before.
    pub async fn prove_again(&self) -> bool {
        let live = self.live(&mut *self.worlds.lock().await).ok();
        let current = self.app().await.ok().filter(|app| live.as_ref().is_none_or(|live| !Arc::ptr_eq(app, live)));
        let mut changed = false;
        for app in live.into_iter().chain(current) {
            changed |= app.prove_again().await.unwrap_or_default(); // what cannot be read is said by the first screen
        }
        changed
    }

    /// Whether an act is running in either world.
    pub async fn is_busy(&self) -> bool {
        let worlds = self.worlds.lock().await;
        let practice = worlds.practice.iter().map(|p| &p.app);
        worlds.live.iter().chain(practice).any(|app| app.is_busy())
    }

    /// Whether a secret is in memory only, and would be lost if the program ended.
    pub async fn holds_secret(&self) -> bool {
        let worlds = self.worlds.lock().await;
        worlds.live.iter().any(|app| app.holds_secret())
    }

    fn mode(&self, worlds: &mut Worlds) -> Result<Mode, Error> {
        if let Some(mode) = worlds.mode {
            return Ok(mode);
        }
        let used_last = self.live(worlds)?.store().setting(MODE)?;
        let mode = if used_last.as_deref() == Some("live") { Mode::Live } else { Mode::Practice };
        worlds.mode = Some(mode);
        Ok(mode)
    }

    fn live(&self, worlds: &mut Worlds) -> Result<Arc<App>, Error> {
        if let Some(app) = &worlds.live {
            return Ok(app.clone());
        }
        let client = Client::live(Timeouts::default()).ok_or_else(|| Error::rule(Code::CertificateRefused))?;
        let app = Arc::new(App::open(Setup {
            records: &self.folder.join("live.db"),
            vault: Vault::keychain(SERVICE),
            client,
            clock: Arc::new(SystemClock),
            witness: None,
            patience: Patience::default(),
        })?);
        worlds.live = Some(app.clone());
        Ok(app)
    }

    async fn practice(&self, worlds: &mut Worlds) -> Result<Practice, Error> {
        if let Some(opened) = &worlds.practice {
            return Ok(opened.clone());
        }
        let mut practice = self.open_practice(Vault::keychain(PRACTICE_SERVICE)).await?;
        if practice.app.store().setting(MEMORY)?.is_some() {
            // What was kept in memory went with the last run: practice begins again.
            drop(practice);
            self.remove_practice()?;
            practice = self.open_practice(Vault::keychain(PRACTICE_SERVICE)).await?;
        }
        Ok(worlds.practice.insert(practice).clone())
    }

    async fn open_practice(&self, vault: Vault) -> Result<Practice, Error> {
        let failed = || Error::rule(Code::PracticeFailed);
        make_private_folder(&self.folder).map_err(|_| Error::rule(Code::RecordsUnwritable))?;
        let config =
            Config { listen: ([127, 0, 0, 1], 0).into(), state: Some(self.folder.join("practice-server.json")) };
        let sandbox = Sandbox::start(config).await.map_err(|_| failed())?;
        let app = App::open(Setup {
            records: &self.folder.join("practice.db"),
            vault,
            client: Client::practice(sandbox.addr().port()).ok_or_else(failed)?,
            clock: Arc::new(SystemClock),
            witness: None,
            patience: Patience::default(),
        })?;
        Ok(Practice { app: Arc::new(app), sandbox: Arc::new(sandbox) })
    }

    #[allow(clippy::disallowed_methods, reason = "the practice server's state belongs to the session")]
    fn remove_practice(&self) -> Result<(), Error> {
        let unwritable = |_| Error::rule(Code::RecordsUnwritable);
        store::remove(&self.folder.join("practice.db")).map_err(unwritable)?;
        match std::fs::remove_file(self.folder.join("practice-server.json")) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(unwritable(e)),
            _ => Ok(()),
        }
    }
}

fn clipboard_seconds(live: &App) -> Result<u32, Error> {
    let kept = live.store().setting(CLIPBOARD)?.and_then(|text| text.parse().ok());
    Ok(kept.filter(|seconds| CLIPBOARD_RANGE.contains(seconds)).unwrap_or(CLIPBOARD_SECONDS))
}

/// The practice server's address without its port, which changes with each start: the client fills it in. So the
/// origin that a practice credential belongs to stays the same.
fn nominal(address: &str) -> String {
    let path = address.splitn(4, '/').nth(3).unwrap_or_default();
    format!("http://127.0.0.1/{path}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nominal_address_has_no_port_and_keeps_the_path() {
        assert_eq!(super::nominal("http://127.0.0.1:4711/trade-api/v2"), "http://127.0.0.1/trade-api/v2");
    }
}
