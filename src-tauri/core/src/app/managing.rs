//! Which key Keyrack itself works with in an account.

use super::App;
use crate::api::{Act, Outcome};
use crate::audit;
use crate::error::{Code, Error};
use crate::store::Account;

impl App {
    /// Keyrack works with this key in its account from now on, if it may read the list there.
    pub async fn work_with(&self, id: &str) -> Result<(), Error> {
        let _busy = self.begin(id)?;
        let key = self.key(id)?;
        let site = self.site(&key.account)?;
        if site.account.family || !key.is_usable() {
            return Err(Error::rule(Code::NotManaged));
        }
        if !site.can_manage(&key).await {
            return Err(Error::rule(Code::PermissionMissing));
        }
        let account = Account { acting: Some(key.id), ..self.account(&key.account)?.0 }; // as it is by now
        let line = self.line(Act::ManagerReplaced, &key.label, &account.name, Outcome::Done);
        self.store.write(|t| {
            account.save(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        Ok(())
    }
}
