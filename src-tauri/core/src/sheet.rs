//! Sheets as pages that any browser shows and prints: the one for a lost computer, and the one for a key's engineer. No
//! secret is on them.

mod engineer;

pub(crate) use engineer::html as engineer;

use crate::api::{SheetAccountView, SheetKeyView, SheetView};
use crate::told;
use crate::types::{EnvironmentKind, Language};
use crate::words::{spoken, told};

const STYLE: &str = r#"<style>
body { font: 11pt/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem; border-top: 1px solid; padding-top: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #999; padding: .3rem .6rem .3rem 0 }
td { overflow-wrap: anywhere }
section, tr { break-inside: avoid }
@media print { body { margin: 0; max-width: none } }
</style>
"#;

/// How a page begins. It may fetch nothing and run nothing.
fn head(title: &str) -> String {
    let title = escape(title);
    let language = match spoken() {
        Language::En => "en",
        Language::De => "de",
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n{STYLE}<h1>{title}</h1>\n"
    )
}

/// The sheet for a lost computer as one file.
pub(crate) fn lost(sheet: &SheetView) -> String {
    let accounts: String = sheet.accounts.iter().map(account).collect();
    let none = match sheet.accounts.is_empty() {
        true => format!("<p>{}</p>\n", told("There are no accounts.")),
        false => String::new(),
    };
    let say = told!(
        "Stop these keys, from another computer. Those that can move money come first in each table. No secret is on \
         this sheet; it tells where your keys are, so keep it as you keep a contract."
    );
    let head = head(&told!("If this computer is lost"));
    format!("{head}<p>{say}</p>\n{}{none}{accounts}", as_of(&sheet.made_at))
}

fn as_of(made_at: &str) -> String {
    let day = escape(made_at.get(..10).unwrap_or(made_at));
    format!("<p>{}</p>\n", told!("As of {day}.", day = day))
}

fn account(account: &SheetAccountView) -> String {
    let id = account.credential_id.as_ref().map_or(String::new(), |id| format!(" ({})", escape(id)));
    let steps: String = account.steps.iter().map(|step| format!("<li>{}</li>\n", escape(step))).collect();
    let keys: String = account.keys.iter().map(key).collect();
    let table = if account.keys.is_empty() {
        format!("<p>{}</p>\n", told("No key of it is known here."))
    } else {
        let (key, id, secret) = (told("Key"), told("Key ID"), told("Its secret"));
        format!("<table>\n<tr><th>{key}</th><th>{id}</th><th>{secret}</th></tr>\n{keys}</table>\n")
    };
    format!(
        "<section>\n<h2>{} · {}, {} ({})</h2>\n<p>{}: {}<br>{}: {}<br>{}: {}{id}</p>\n\
         <ol>\n{steps}</ol>\n{table}</section>\n",
        escape(&account.name),
        escape(&account.provider_name),
        escape(&account.environment_name),
        kind(account.environment),
        told("Website"),
        escape(&account.website),
        told("Address"),
        escape(&account.address),
        told("Keyrack works with"),
        escape(&account.credential),
    )
}

fn key(key: &SheetKeyView) -> String {
    let money = match key.moves_money {
        true => format!("<br><strong>{}</strong>", told("can move money")),
        false => String::new(),
    };
    let mut places: Vec<String> = key.holders.iter().map(|holder| escape(holder)).collect();
    if key.here {
        places.insert(0, told!("on this computer"));
    }
    if places.is_empty() {
        places.push(told!("not known"));
    }
    format!(
        "<tr><td>{}{money}</td><td>{}</td><td>{}</td></tr>\n",
        escape(&key.label),
        escape(key.remote_id.as_deref().unwrap_or(told("not known"))),
        places.join(", ")
    )
}

fn kind(environment: EnvironmentKind) -> &'static str {
    match environment {
        EnvironmentKind::Practice => told("practice"),
        EnvironmentKind::Sandbox => told("sandbox"),
        EnvironmentKind::Production => told("PRODUCTION"),
    }
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(label: &str) -> SheetView {
        SheetView {
            made_at: "2027-03-01T10:00:00+00:00".into(),
            accounts: vec![SheetAccountView {
                name: "Trading desk".into(),
                provider_name: "Kalshi".into(),
                environment: EnvironmentKind::Production,
                environment_name: "Production".into(),
                address: "https://external-api.kalshi.com/trade-api/v2".into(),
                credential: "Access key".into(),
                credential_id: Some("4f…".into()),
                website: "https://kalshi.com/account/profile".into(),
                steps: vec!["Sign in.".into(), "Delete the key.".into()],
                keys: vec![SheetKeyView {
                    label: label.into(),
                    remote_id: None,
                    moves_money: true,
                    here: true,
                    holders: vec!["reporting server".into()],
                }],
            }],
        }
    }

    #[test]
    fn sheet_says_where_each_key_is_stopped_and_who_has_it() {
        let page = lost(&sheet("bot"));
        for said in [
            "As of 2027-03-01.",
            "Trading desk",
            "https://kalshi.com/account/profile",
            "<li>Delete the key.</li>",
            "can move money",
            "on this computer, reporting server",
            "not known",
        ] {
            assert!(page.contains(said), "{said}");
        }
    }

    #[test]
    fn name_that_looks_like_a_page_is_shown_as_it_is() {
        let page = lost(&sheet("<script src='https://evil.example'>\"&"));
        assert!(page.contains("&lt;script src=&#39;https://evil.example&#39;&gt;&quot;&amp;"));
        assert!(!page.contains("<script"));
    }
}
