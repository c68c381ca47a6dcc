//! What a provider itself says: its own log of a key's calls, and the permissions that it offers.

use super::{App, views};
use crate::api::{PermissionInfoView, SecretPlace, UsageLogView};
use crate::ask::AskError;
use crate::call::Meaning;
use crate::error::{Code, Error};
use crate::watch;

impl App {
    /// A part of the provider's own log of a key's calls. That there is none for this key is no error.
    pub async fn usage_log(&self, key: &str, cursor: Option<&str>) -> Result<UsageLogView, Error> {
        let key = self.key(key)?;
        let site = self.site(&key.account)?;
        let usage = site.provider.keys.usage.ok_or_else(|| Error::rule(Code::NoAdmin))?;
        if key.secret != SecretPlace::Here {
            return Err(Error::rule(Code::SecretNotHere));
        }
        match site.ask_as(&site.own(&key), &usage(cursor)).await.result {
            Ok(mut page) => {
                let (test, read) = ((site.provider.probe)(&[]).request.path, usage(None).request.path);
                watch::mark(&mut page.rows, &[&test, &read]);
                Ok(UsageLogView { available: true, rows: page.rows, next: page.next })
            }
            Err(AskError::Refused(e)) if e.meaning == Meaning::Missing => {
                Ok(UsageLogView { available: false, rows: Vec::new(), next: None })
            }
            Err(e) => Err(e.into()),
        }
    }

    /// The permissions that a new key of this account can have.
    pub async fn permissions(&self, account: &str) -> Result<Vec<PermissionInfoView>, Error> {
        let site = self.site(account)?;
        let Some(offers) = site.provider.keys.offers else {
            return Ok(site.provider.info.permissions.iter().map(views::permission_info).collect());
        };
        let offers = site.ask(&(offers.fetch)()).await?;
        let view = |offer: crate::providers::Offer| PermissionInfoView {
            scope: offer.scope,
            sentence: offer.sentence,
            risk: offer.risk,
            needs: Vec::new(),
            offered: true,
        };
        Ok(offers.into_iter().map(view).collect())
    }
}
