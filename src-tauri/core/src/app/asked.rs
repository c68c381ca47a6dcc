//! Keys that are asked for by e-mail: Keyrack writes the message, remembers that the request is open, and later takes
//! the pair that comes back.

use super::create::check_scopes;
use super::{App, label_within, views};
use crate::api::{Act, AskRequest, AskedView, Outcome};
use crate::audit;
use crate::error::{Code, Error};
use crate::providers::{self, Provider};
use crate::store::{Account, Asked};
use crate::types::make_id;
use crate::words::told;

impl App {
    /// Writes the message and keeps the request as open.
    pub fn write_request(&self, request: AskRequest) -> Result<AskedView, Error> {
        let provider = providers::find(&request.provider).ok_or_else(|| Error::rule(Code::NotHere))?;
        let environment = provider.info.environment(&request.environment).filter(|e| e.address.is_some());
        let (Some(_), Some(environment)) = (&provider.info.mail, environment) else {
            return Err(Error::rule(Code::NothingChosen));
        };
        let label = label_within(&request.label, provider.info.label_max)?;
        let asked = Asked {
            id: make_id(),
            provider: provider.info.id.into(),
            environment: environment.id.into(),
            label,
            scopes: check_scopes(provider, &request.scopes)?,
            at: self.clock.now(),
        };
        let line = self.line(Act::RequestWritten, &asked.label, provider.info.name, Outcome::Done);
        self.store.write(|t| {
            asked.save(t)?;
            audit::append(t, &line)
        })?;
        self.seal_soon();
        asked_view(&asked)
    }

    pub fn asked(&self, id: &str) -> Result<AskedView, Error> {
        asked_view(&self.store.asked_one(id)?.ok_or_else(|| Error::rule(Code::NotHere))?)
    }

    /// The message as an address that mail programs open.
    pub fn mail_address(&self, id: &str) -> Result<String, Error> {
        let asked = self.asked(id)?;
        let part = crate::call::path_part;
        // A line ends with CRLF there (RFC 6068, 5).
        let body = asked.body.replace('\n', "\r\n");
        Ok(format!("mailto:{}?subject={}&body={}", asked.to, part(&asked.subject), part(&body)))
    }

    /// The request is answered, or no longer wanted.
    pub fn close_request(&self, id: &str) -> Result<(), Error> {
        let asked = self.store.asked_one(id)?.ok_or_else(|| Error::rule(Code::NotHere))?;
        self.close(&asked)?;
        self.seal_soon();
        Ok(())
    }

    /// Closes the request that a new account answers: the same provider, environment and name.
    pub(super) fn close_answered(&self, account: &Account) -> Result<(), Error> {
        let answered = |a: &Asked| {
            (&a.provider, &a.environment, &a.label) == (&account.provider, &account.environment, &account.name)
        };
        self.store.asked()?.iter().filter(|a| answered(a)).try_for_each(|a| self.close(a))
    }

    pub(super) fn asked_views(&self) -> Result<Vec<AskedView>, Error> {
        self.store.asked()?.iter().map(asked_view).collect()
    }

    fn close(&self, asked: &Asked) -> Result<(), Error> {
        let name = providers::find(&asked.provider).map_or("", |p| p.info.name);
        let line = self.line(Act::RequestClosed, &asked.label, name, Outcome::Done);
        Ok(self.store.write(|t| {
            asked.close(t, self.clock.now())?;
            audit::append(t, &line)
        })?)
    }
}

fn asked_view(asked: &Asked) -> Result<AskedView, Error> {
    let gone = || Error::rule(Code::NotHere);
    let provider: &'static Provider = providers::find(&asked.provider).ok_or_else(gone)?;
    let mail = provider.info.mail.as_ref().ok_or_else(gone)?;
    let environment = provider.info.environment(&asked.environment).ok_or_else(gone)?;
    let scopes: String = asked.scopes.iter().map(|scope| format!("- {scope}\n")).collect();
    let fill = |text: &str| {
        // The label last: whatever it holds is not filled in again.
        text.replace("{environment}", &environment.name.to_lowercase())
            .replace("{scopes}\n", &scopes)
            .replace("{label}", &asked.label)
    };
    Ok(AskedView {
        id: asked.id.clone(),
        provider: asked.provider.clone(),
        provider_name: provider.info.name.into(),
        environment: environment.id.into(),
        environment_name: told(environment.name).into(),
        label: asked.label.clone(),
        permissions: asked.scopes.iter().map(|scope| views::permission(provider, scope)).collect(),
        to: mail.to.into(),
        subject: fill(mail.subject),
        body: fill(mail.body),
        asked_at: asked.at.to_rfc3339(),
    })
}
