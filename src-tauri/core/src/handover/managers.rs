//! How a secrets manager takes in a file that was written. The commands hold the file's path and no secret, and remove
//! the file only where it went in.

use std::path::Path;

use crate::api::{HandOverFormat, ManagerCommandView, SecretsManager};

/// The commands for a shell of this system. None where a path cannot be written into one so that it means itself.
pub(crate) fn commands(path: &Path, format: HandOverFormat, label: &str, id: &str) -> Vec<ManagerCommandView> {
    let Some(path) = path.to_str().filter(|path| !path.contains(misread)) else { return Vec::new() };
    let name = format!("keyrack/{}", derive_name(label, id));
    let field = match format {
        HandOverFormat::Env => "env",
        _ => "private_key",
    };
    let takes_in = |manager| {
        let file = quote(&format!("{field}=@{path}"));
        Some(match manager {
            // `-cas=0`: a secret that lies there already is not written over.
            SecretsManager::HashicorpVault => format!("vault kv put -mount=secret -cas=0 {name} {file}"),
            SecretsManager::Openbao => format!("bao kv put -mount=secret -cas=0 {name} {file}"),
            SecretsManager::AwsSecretsManager if is_expanded(path) => return None,
            SecretsManager::AwsSecretsManager => {
                let file = quote(&format!("file://{path}"));
                format!("aws secretsmanager create-secret --name {name} --secret-string {file}")
            }
        })
    };
    let all = [SecretsManager::HashicorpVault, SecretsManager::Openbao, SecretsManager::AwsSecretsManager];
    let written = |manager| Some(ManagerCommandView { manager, text: then_remove(&takes_in(manager)?, path) });
    all.into_iter().filter_map(written).collect()
}

/// A terminal takes a control character that is pasted for a key that is pressed; only a line's end stays text in quotes.
fn misread(c: char) -> bool {
    c.is_control() && c != '\n'
}

/// The AWS command line itself puts values in the place of `$NAME` and `${NAME}` in a path, on Windows of `%NAME%`, too.
fn is_expanded(path: &str) -> bool {
    let begins = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '{');
    path.split('$').skip(1).any(begins) || cfg!(windows) && path.contains('%')
}

/// A name that every manager takes (AWS: letters, digits and /_+=.@-), as near to the label as can be. Where it is not
/// the label itself, the end of Keyrack's own id of the key keeps it apart from others.
fn derive_name(label: &str, id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if label.chars().all(plain) && !label.starts_with(['.', '-']) && label.len() <= 100 {
        return label.to_owned();
    }
    let near: String = label.chars().take(100).map(|c| if plain(c) { c } else { '-' }).collect();
    let end = id.get(id.len().saturating_sub(8)..).unwrap_or(id);
    format!("{}-{end}", near.trim_matches(['.', '-'])).trim_start_matches('-').to_owned()
}

/// One word of a POSIX shell, whatever is in it.
#[cfg(not(windows))]
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(not(windows))]
fn then_remove(command: &str, path: &str) -> String {
    format!("{command} && rm -- {}", quote(path))
}

/// One word of PowerShell, which takes typographic quotes for plain ones.
#[cfg(windows)]
fn quote(text: &str) -> String {
    let quotes = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
    let twice = |c: char| std::iter::repeat_n(c, if quotes.contains(&c) { 2 } else { 1 });
    format!("'{}'", text.chars().flat_map(twice).collect::<String>())
}

#[cfg(windows)]
fn then_remove(command: &str, path: &str) -> String {
    format!("{command}; if ($?) {{ Remove-Item -LiteralPath {} }}", quote(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_the_label_where_every_manager_takes_it() {
        assert_eq!(derive_name("reporting-bot_2.eu", "0123456789abcdef"), "reporting-bot_2.eu");
    }

    #[test]
    fn names_of_other_labels_stay_apart_and_are_plain() {
        let name = |label: &str, id: &str| derive_name(label, id);
        assert_eq!(name("a b", "0123456789abcdef"), "a-b-89abcdef");
        assert_eq!(name("-x$(id)'\n", "0123456789abcdef"), "x--id-89abcdef");
        assert_eq!(name("日本", "0123456789abcdef"), "89abcdef");
        assert_ne!(name("日本", "0123456789abcdef"), name("中国", "0123456789abcde0"));
        assert!(name(&"x".repeat(200), "0123456789abcdef").len() <= 110);
    }

    #[cfg(not(windows))]
    #[test]
    fn path_that_a_terminal_or_a_manager_reads_differently_gets_no_command() {
        let managers = |path: &str| commands(Path::new(path), HandOverFormat::Env, "bot", "1").len();
        assert_eq!((managers("/keys/bot.env"), managers("/it's\n$(id)/bot.env")), (3, 3));
        assert_eq!((managers("/$HOME/bot.env"), managers("/a\u{15}b/bot.env")), (2, 0));
    }
}
