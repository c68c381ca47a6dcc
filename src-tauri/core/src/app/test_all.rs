//! *Test all*: every living key of an account whose secret is here, one after another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{App, Busy, Tell, lock};
use crate::api::{KeyState, ProgressView, Step, StepState, TestAllView, TestVerdict};
use crate::error::{Code, Error};
use crate::store::Key;

impl App {
    /// Tests the keys of an account until all are tested, somebody cancels, the provider wants quiet for long, or the
    /// keychain does not open.
    pub async fn test_account(&self, account: &str, tell: Tell<'_>) -> Result<TestAllView, Error> {
        let site = self.site(account)?;
        let _busy = self.begin(&format!("tests in {account}"))?;
        let running = Running::begin(self, account);
        let living = self.store.keys_of(account)?.into_iter().filter(|k| k.state == KeyState::Live);
        let (mut done, mut hopeless) = (TestAllView::default(), false);
        for key in living {
            done.cancelled |= running.cancelled();
            let free = if done.cancelled || hopeless { None } else { self.free_to_test(&key.id)? };
            let Some((_busy, mut key)) = free else {
                done.left_out += 1;
                continue;
            };
            let id = key.id.clone();
            let say = |state| tell(ProgressView { step: Step::Test, state, key_id: Some(id.clone()), again: None });
            say(StepState::Begun);
            let saved = site.test_and_save(&mut key).await;
            let test = key.last_test.filter(|_| saved.is_ok());
            let shows_life = test.as_ref().is_some_and(|t| t.verdict.shows_life());
            say(if shows_life { StepState::Done } else { StepState::Failed });
            saved?;
            if let Some(test) = test {
                done.count(test.verdict);
                hopeless = test.cause.is_some_and(meets_all);
            }
        }
        self.seal_soon();
        Ok(done)
    }

    /// A key as it is now, unless it was stopped while another was tested, or another act works on it.
    fn free_to_test(&self, id: &str) -> Result<Option<(Busy, Key)>, Error> {
        let Ok(busy) = self.begin(id) else { return Ok(None) };
        Ok(self.store.key(id)?.filter(Key::is_usable).map(|key| (busy, key)))
    }

    /// Ends the tests of an account after the key that is being tested.
    pub fn cancel_tests(&self, account: &str) {
        if let Some(cancel) = lock(&self.tests).get(account) {
            cancel.store(true, Ordering::SeqCst);
        }
    }
}

/// The other keys would fare no better, and a keychain would ask for each of them again.
fn meets_all(cause: Code) -> bool {
    let keychain = matches!(cause, Code::KeychainLocked | Code::KeychainDenied | Code::KeychainAbsent);
    keychain || cause == Code::RateLimited
}

impl TestAllView {
    fn count(&mut self, verdict: TestVerdict) {
        match verdict {
            TestVerdict::Works | TestVerdict::WorksButMayNot => self.works += 1,
            TestVerdict::Refused => self.refused += 1,
            TestVerdict::Listed | TestVerdict::CouldNotTell => self.could_not_tell += 1,
        }
    }
}

/// The tests of one account while they run: here they can be cancelled.
struct Running<'a> {
    app: &'a App,
    account: &'a str,
    cancel: Arc<AtomicBool>,
}

impl<'a> Running<'a> {
    fn begin(app: &'a App, account: &'a str) -> Self {
        let cancel = Arc::new(AtomicBool::new(false));
        lock(&app.tests).insert(account.to_owned(), cancel.clone());
        Self { app, account, cancel }
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        lock(&self.app.tests).remove(self.account);
    }
}
