//! The sheet for the engineer who puts a key in its place.

use super::{as_of, escape, head, kind};
use crate::api::{EngineerSheetView, EnvHolds, EnvNameView, PermissionView};

const SAYS: &str =
    "<p>For whoever puts this key in its place. No secret is on this sheet: it comes by another way.</p>\n";

/// The sheet as one file.
pub(crate) fn html(sheet: &EngineerSheetView) -> String {
    let key = &sheet.key;
    let mut rows = vec![
        ("Provider", escape(&key.provider_name)),
        ("Environment", format!("{} ({})", escape(&key.environment_name), kind(sheet.environment))),
        ("Address", code(&sheet.address)),
        ("Key ID", key.remote_id.as_deref().map_or_else(|| "not known".into(), code)),
        ("Account", escape(&key.account_name)),
        ("Given to", listed(key.holders.iter().map(|holder| escape(&holder.name)))),
    ];
    if let Some(fingerprint) = &key.fingerprint {
        rows.push(("Public half (SHA-256)", code(fingerprint)));
    }
    let day = |at: &Option<String>| at.as_deref().map(|at| escape(at.get(..10).unwrap_or(at)));
    rows.push(("Rotate by", day(&key.rotate_by).unwrap_or_else(|| "no date is set".into())));
    rows.extend(day(&key.expires_at).map(|at| ("Ends by itself", at)));
    rows.push(("Documentation", code(&sheet.documentation)));
    let rows: String = rows.iter().map(|(name, value)| format!("<tr><th>{name}</th><td>{value}</td></tr>\n")).collect();
    let headers: String = sheet.headers.iter().map(|header| format!("<li>{}</li>\n", code(header))).collect();
    format!(
        "{}{SAYS}{}<table>\n{rows}</table>\n<section>\n<h2>What it may do</h2>\n{}</section>\n\
         <section>\n<h2>Names in the environment</h2>\n<table>\n<tr><th>Name</th><th>Holds</th></tr>\n{}</table>\n</section>\n\
         <section>\n<h2>Headers of a request</h2>\n<ul>\n{headers}</ul>\n</section>\n",
        head(&format!("The key {}", key.label)),
        as_of(&sheet.made_at),
        permissions(sheet),
        sheet.names.iter().map(name).collect::<String>(),
    )
}

fn permissions(sheet: &EngineerSheetView) -> String {
    let said = if sheet.key.unrestricted {
        "Everything: no permissions were named when it was made."
    } else if !sheet.key.permissions_known {
        "The provider does not say it."
    } else if sheet.permissions.is_empty() {
        "Keys of this provider carry no permissions."
    } else {
        let row =
            |p: &PermissionView| format!("<tr><td>{}</td><td>{}</td></tr>\n", escape(&p.sentence), code(&p.scope));
        let rows: String = sheet.permissions.iter().map(row).collect();
        return format!("<table>\n<tr><th>Permission</th><th>Scope</th></tr>\n{rows}</table>\n");
    };
    format!("<p>{said}</p>\n")
}

fn name(name: &EnvNameView) -> String {
    let part = || name.part_name.as_deref().map_or(String::new(), |part| format!(": {}", escape(part)));
    let holds = match name.holds {
        EnvHolds::KeyId => "the key ID".into(),
        EnvHolds::Label => "the name at the provider".into(),
        EnvHolds::Secret => format!("the secret{}", part()),
        EnvHolds::SecretHalf => "the secret half, as PEM".into(),
    };
    let value = name.value.as_deref().map_or(String::new(), |value| format!("<br>{}", code(value)));
    format!("<tr><td>{}</td><td>{holds}{value}</td></tr>\n", code(&name.name))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    if all.is_empty() { "nobody yet".into() } else { all.join(", ") }
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}
