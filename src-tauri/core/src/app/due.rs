//! What is due: the policy, a key's own date, the list of what is urgent, and what is notified of it.

use super::App;
use crate::api::{Act, DueKind, DueView, KeyView, Outcome, PolicyView};
use crate::audit;
use crate::clock::{noon, parse_date};
use crate::error::{Code, Error};
use crate::providers;
use crate::reminders::{self, Notice, Now, REMIND_DAYS, ROTATE_DAYS};
use crate::store::{Account, Key, save_setting};

/// Days after which keys are to be rotated; kept among the settings.
const POLICY: &str = "rotate_days";
const NO_POLICY: &str = "none";
const POLICY_MAX: u32 = 3650;

impl App {
    pub fn policy(&self) -> Result<PolicyView, Error> {
        let kept = self.store.setting(POLICY)?;
        let rotate_days = match kept.as_deref() {
            Some(NO_POLICY) => None,
            Some(days) => days.parse().ok().or(Some(ROTATE_DAYS)),
            None => Some(ROTATE_DAYS),
        };
        Ok(PolicyView { rotate_days, remind_days: REMIND_DAYS })
    }

    /// Days after which keys are to be rotated; none: they are not.
    pub fn set_policy(&self, rotate_days: Option<u32>) -> Result<(), Error> {
        if rotate_days.is_some_and(|days| !(1..=POLICY_MAX).contains(&days)) {
            return Err(Error::rule_with(Code::PolicyOutOfRange, "max", POLICY_MAX));
        }
        let word = rotate_days.map_or_else(|| NO_POLICY.to_owned(), |days| days.to_string());
        let line = audit::Line { note: Some(word.clone()), ..self.line(Act::PolicyChanged, "", "", Outcome::Done) };
        self.store.write(|t| {
            save_setting(t, POLICY, &word)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }

    /// A key's own date, such as `2027-01-31`; none: the policy counts.
    pub fn set_rotate_by(&self, key: &str, date: Option<&str>) -> Result<KeyView, Error> {
        let day = match date {
            Some(text) => Some(parse_date(text).ok_or_else(|| Error::rule(Code::DateUnreadable))?),
            None => None,
        };
        self.note_of_key(key, |key| {
            key.rotate_by = day.map(noon);
            Ok((Act::RotateByChanged, day.map(|day| day.to_string())))
        })
    }

    pub(super) fn rotate_by(&self, key: &Key, policy_days: Option<u32>) -> Option<String> {
        reminders::rotate_by(key, policy_days).map(|day| reminders::shown_day(day, self.clock.offset()))
    }

    /// What is over, or will be soon, the most urgent first.
    pub(super) fn due_views(&self, accounts: &[Account], keys: &[Key]) -> Result<Vec<DueView>, Error> {
        let (days, now) = (self.policy()?.rotate_days, self.present());
        let mut found = Vec::new();
        for key in keys {
            let Some(account) = accounts.iter().find(|a| a.id == key.account) else { continue };
            found.extend(reminders::dues(key, days, now).into_iter().map(|due| {
                let day = due.kind == DueKind::RotateBy;
                let at = if day { reminders::shown_day(due.at.date_naive(), now.offset) } else { due.at.to_rfc3339() };
                let view = DueView {
                    key_id: key.id.clone(),
                    label: key.label.clone(),
                    account_name: account.name.clone(),
                    environment: account.kind,
                    kind: due.kind,
                    at,
                    over: due.over,
                };
                (due.at, view)
            }));
        }
        found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.label.cmp(&b.label)));
        Ok(found.into_iter().map(|(_, view)| view).collect())
    }

    /// What is to be notified now, each date once as soon and once as over. Touches neither keychain nor network.
    pub fn take_notices(&self) -> Result<Vec<Notice>, Error> {
        let (days, now) = (self.policy()?.rotate_days, self.present());
        let accounts = self.store.accounts()?;
        let mut told = Vec::new();
        for key in self.store.keys()? {
            if reminders::to_notify(&key, days, now).is_empty() {
                continue;
            }
            // An act that works on it writes it, too: its turn comes the next time.
            let Ok(busy) = self.begin(&key.id) else { continue };
            let Some(mut key) = self.store.key(&key.id)? else { continue };
            let account = accounts.iter().find(|a| a.id == key.account);
            let Some(provider) = account.and_then(|a| providers::find(&a.provider)) else { continue };
            let due = reminders::to_notify(&key, days, now);
            key.reminded.extend(due.iter().map(Into::into));
            told.push((busy, key, provider.info.name, due));
        }
        if told.is_empty() {
            return Ok(Vec::new());
        }
        // In one write: each waits for the disk, and at the first start thousands may be due.
        self.store.write(|t| told.iter().try_for_each(|(_, key, ..)| key.save(t)))?;
        let mut notices = Vec::new();
        for (_, key, provider, due) in told {
            notices.extend(due.iter().map(|due| Notice {
                label: key.label.clone(),
                provider: provider.into(),
                over: due.over,
            }));
        }
        Ok(notices)
    }

    fn present(&self) -> Now {
        Now { at: self.clock.now(), offset: self.clock.offset() }
    }
}
