//! Forgetting a key here without stopping it: for one that Keyrack cannot stop, or could not.

use super::stop::confirms;
use super::{App, views};
use crate::api::{Act, Outcome};
use crate::audit;
use crate::error::{Code, Error};
use crate::store::Account;
use crate::vault::ItemName;

impl App {
    /// Erases what is kept of a key, and drops it from the records. The key itself lives on; its label (or the end of
    /// its id) is typed, as when it is retired.
    pub async fn forget_key(&self, id: &str, confirmation: &str) -> Result<(), Error> {
        let _busy = self.begin(id)?;
        let key = self.key(id)?;
        let (account, provider, _) = self.account(&key.account)?;
        let open = self.store.unfinished_of(id)?;
        if !views::can_forget(&key, &account, provider) || open.is_some() {
            return Err(Error::rule(Code::Busy));
        }
        if !confirms(&key, confirmation) {
            return Err(Error::rule(Code::ConfirmationWrong));
        }
        self.vault.erase(&ItemName::key(id)).await?;
        self.vault.erase(&ItemName::unread(id)).await?;
        let line = self.line(Act::KeyForgotten, &key.label, &account.name, Outcome::Done);
        let turn = self.turn_without(&key)?;
        self.store.write(|t| {
            key.remove(t)?;
            Account::release(&account.id, id, t)?;
            turn.iter().try_for_each(|turn| turn.save(t))?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }
}
