//! The sheet for the engineer who puts a key in its place.

use super::{as_of, escape, head, kind};
use crate::api::{EngineerSheetView, EnvHolds, EnvNameView, PermissionView};
use crate::told;
use crate::words::told;

/// The sheet as one file.
pub(crate) fn html(sheet: &EngineerSheetView) -> String {
    let key = &sheet.key;
    let mut rows = vec![
        (told("Provider"), escape(&key.provider_name)),
        (told("Environment"), format!("{} ({})", escape(&key.environment_name), kind(sheet.environment))),
        (told("Address"), code(&sheet.address)),
        (told("Key ID"), key.remote_id.as_deref().map_or_else(|| told!("not known"), code)),
        (told("Account"), escape(&key.account_name)),
        (told("Given to"), listed(key.holders.iter().map(|holder| escape(&holder.name)))),
    ];
    if let Some(fingerprint) = &key.fingerprint {
        rows.push((told("Public half (SHA-256)"), code(fingerprint)));
    }
    let day = |at: &Option<String>| at.as_deref().map(|at| escape(at.get(..10).unwrap_or(at)));
    rows.push((told("Rotate by"), day(&key.rotate_by).unwrap_or_else(|| told!("no date is set"))));
    rows.extend(day(&key.expires_at).map(|at| (told("Ends by itself"), at)));
    rows.push((told("Documentation"), code(&sheet.documentation)));
    let rows: String = rows.iter().map(|(name, value)| format!("<tr><th>{name}</th><td>{value}</td></tr>\n")).collect();
    let headers: String = sheet.headers.iter().map(|header| format!("<li>{}</li>\n", code(header))).collect();
    format!(
        "{}<p>{}</p>\n{}<table>\n{rows}</table>\n<section>\n<h2>{}</h2>\n{}</section>\n\
         <section>\n<h2>{}</h2>\n<table>\n<tr><th>{}</th><th>{}</th></tr>\n{}</table>\n</section>\n\
         <section>\n<h2>{}</h2>\n<ul>\n{headers}</ul>\n</section>\n",
        head(&told!("The key {label}", label = key.label)),
        told("For whoever puts this key in its place. No secret is on this sheet: it comes by another way."),
        as_of(&sheet.made_at),
        told("What it may do"),
        permissions(sheet),
        told("Names in the environment"),
        told("Name"),
        told("Holds"),
        sheet.names.iter().map(name).collect::<String>(),
        told("Headers of a request"),
    )
}

fn permissions(sheet: &EngineerSheetView) -> String {
    let said = if sheet.key.unrestricted {
        told("Everything: no permissions were named when it was made.")
    } else if !sheet.key.permissions_known {
        told("The provider does not say it.")
    } else if sheet.permissions.is_empty() {
        told("Keys of this provider carry no permissions.")
    } else {
        let row =
            |p: &PermissionView| format!("<tr><td>{}</td><td>{}</td></tr>\n", escape(&p.sentence), code(&p.scope));
        let rows: String = sheet.permissions.iter().map(row).collect();
        let (permission, scope) = (told("Permission"), told("Scope"));
        return format!("<table>\n<tr><th>{permission}</th><th>{scope}</th></tr>\n{rows}</table>\n");
    };
    format!("<p>{said}</p>\n")
}

fn name(name: &EnvNameView) -> String {
    let part = || name.part_name.as_deref().map_or(String::new(), |part| format!(": {}", escape(part)));
    let holds = match name.holds {
        EnvHolds::KeyId => told!("the key ID"),
        EnvHolds::Label => told!("the name at the provider"),
        EnvHolds::Secret => format!("{}{}", told("the secret"), part()),
        EnvHolds::SecretHalf => told!("the secret half, as PEM"),
    };
    let value = name.value.as_deref().map_or(String::new(), |value| format!("<br>{}", code(value)));
    format!("<tr><td>{}</td><td>{holds}{value}</td></tr>\n", code(&name.name))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    if all.is_empty() { told!("nobody yet") } else { all.join(", ") }
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}
