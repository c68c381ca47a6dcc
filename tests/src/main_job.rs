//! The main job in the real window: make → test → stop → proof, as a person does it, with only the screen to help.

use std::path::PathBuf;

use keyrack_core::api::ProviderView;

use crate::window::Window;
use crate::world::Drawn;

/// Does the steps one by one, says each when it is done, and takes pictures on the way.
pub struct Job<'a> {
    pub window: &'a Window,
    pub pictures: PathBuf,
    /// Told each step with its result.
    pub say: &'a (dyn Fn(&str) + Sync),
}

/// Where a live account is, and what it works with.
pub struct Live<'a> {
    pub address: &'a str,
    pub drawn: &'a Drawn,
    /// The file that the native dialog gives, written by the test.
    pub dialog_answer: PathBuf,
    pub key_file: PathBuf,
}

/// Which of the two doors ends the key.
#[derive(Debug, Clone, Copy)]
pub enum Door {
    Retire,
    Emergency,
}

impl Job<'_> {
    /// From the first start to a practice account.
    pub async fn start_practice(&self) {
        self.window.find("//button[normalize-space(.)='Start practice']").await;
        self.picture("1-welcome").await;
        self.window.press("Start practice").await;
        self.window.gone("//button[normalize-space(.)='Start practice']").await;
        self.window.find("//button[normalize-space(.)='New key']").await;
        (self.say)("Start practice: an account is ready");
        self.picture("2-practice").await;
    }

    /// Practice has an account at each provider.
    pub async fn look_at_accounts(&self, providers: &[ProviderView]) {
        let w = self.window;
        w.press("Accounts").await;
        for provider in providers {
            w.find(&format!("//*[@data-account='{} practice']", provider.name)).await;
        }
        assert_eq!(w.count("//*[@data-account]").await, providers.len());
        (self.say)(&format!("Accounts: one at each of {} providers", providers.len()));
        self.picture("2-accounts").await;
    }

    /// Adds a live Kalshi account at a custom address with an access key from a file; tested before it is saved.
    pub async fn add_account(&self, live: &Live<'_>) {
        let w = self.window;
        std::fs::write(&live.dialog_answer, live.key_file.to_string_lossy().as_bytes()).expect("written");
        // The first screen has to be there before it can be asked which world it shows.
        w.find("//button[starts-with(normalize-space(.), 'Switch to ')]").await;
        if w.is_there("//button[normalize-space(.)='Switch to live']").await {
            w.press("Switch to live").await;
        }
        w.press("Accounts").await;
        w.press("Add account").await;
        w.tick("environment-custom").await;
        w.type_into("account-address", live.address).await;
        w.type_into("account-name", "Trading desk").await;
        w.tick("form-access_key").await;
        w.type_into("field-key_id", &live.drawn.key_id).await;
        let name = live.key_file.file_name().expect("a name").to_string_lossy();
        w.press_until("Choose a file…", &format!("//*[normalize-space(.)='{name}']")).await;
        w.press("Test this account").await;
        w.find("//*[@data-testid='verdict'][contains(., 'Works')]").await;
        self.picture("account-tested").await;
        (self.say)("Add account: tested before it is saved: Works");
        w.press("Save account").await;
        w.find("//button[normalize-space(.)='Refresh']").await;
        (self.say)("Save account: the secret half is in the keychain");
        self.picture("accounts").await;
    }

    /// Makes a key on this computer and sees its four steps tick.
    pub async fn make_key(&self, label: &str) {
        let w = self.window;
        w.press("Keys").await;
        w.press("New key").await;
        w.type_into("new-key-label", label).await;
        w.tick("scope-read").await;
        self.picture("3-new-key").await;
        w.press("Make this key").await;
        w.says("Saved in your keychain").await;
        (self.say)(&format!("New key “{label}”: made here, kept in the keychain, sent, tested"));
        self.picture("4-made").await;
        self.open(label).await;
        w.find("//*[@data-testid='verdict'][contains(., 'Works')]").await;
    }

    /// Opens the details of a key.
    pub async fn open(&self, label: &str) {
        let w = self.window;
        w.press("Keys").await;
        let details = format!("//aside[@aria-label='Details of {label}']");
        if !w.is_there(&details).await {
            w.click(&w.find(&format!("//*[@data-key-label='{label}']//button")).await).await;
        }
        w.find(&details).await;
    }

    /// Tests the key whose details are open, and waits for a verdict that is not the one before.
    pub async fn test(&self) {
        let before = self.window.find("//aside//*[@data-testid='verdict']").await;
        self.window.press("Test").await;
        self.window.replaced(&before).await;
        self.window.find("//aside//*[@data-testid='verdict'][contains(., 'Works')]").await;
        (self.say)("Test: Works");
        self.picture("5-tested").await;
    }

    /// Ends the key through one of the two doors, and waits for the proof.
    pub async fn stop(&self, label: &str, door: Door) {
        let w = self.window;
        match door {
            Door::Retire => {
                w.press("Retire…").await;
                w.type_into("retire-confirmation", label).await;
                self.picture("6-retire").await;
                w.press("Retire this key").await;
            }
            Door::Emergency => {
                w.press("Emergency stop…").await;
                self.picture("6-emergency").await;
                w.press(&format!("Stop {label} now")).await;
            }
        }
        w.find("//*[@data-testid='proof'][contains(., 'Confirmed dead')]").await;
        (self.say)(&format!("{door:?}: Confirmed dead"));
        self.picture("7-dead").await;
    }

    pub async fn look_at_activity(&self) {
        let w = self.window;
        w.press("Activity").await;
        w.press("Check the log").await;
        w.find("//*[@data-testid='log-check'][contains(., 'The log is sound')]").await;
        (self.say)("Check the log: sound");
        self.picture("8-activity").await;
    }

    /// A picture in the light theme only.
    pub async fn light(&self, name: &str) {
        self.window.picture(&self.pictures.join(format!("{name}-light.png"))).await;
    }

    /// A picture in the light and one in the dark theme.
    pub async fn picture(&self, name: &str) {
        for theme in ["light", "dark"] {
            self.window.theme(theme).await;
            self.window.picture(&self.pictures.join(format!("{name}-{theme}.png"))).await;
        }
        self.window.theme("light").await;
    }
}
