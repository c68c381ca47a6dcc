//! A secret in the forms in which it leaves as a file, and what is unwise about the folder that was chosen. Text that
//! is made here is erased when it is dropped.

use std::path::Path;

use pkcs8::{LineEnding, SecretDocument};
use zeroize::Zeroizing;

use crate::api::PlaceWarning;
use crate::secret::Secret;
use crate::vault::VaultError;

/// A value of a `.env` file.
pub(crate) enum Value<'a> {
    /// No secret, such as the provider's id of the key.
    Open(&'a str),
    Secret(&'a Secret),
}

/// A secret half as PEM (PKCS#8), from its DER.
pub(crate) fn pem(der: &Secret) -> Result<Secret, VaultError> {
    // EXPOSE: the secret half is written in the form in which programs read it.
    let document = SecretDocument::try_from(der.expose()).map_err(|_| VaultError::Damaged)?;
    let mut pem = document.to_pem("PRIVATE KEY", LineEnding::LF).map_err(|_| VaultError::Damaged)?;
    Ok(Secret::from(std::mem::take(&mut *pem)))
}

/// Names and values, one a line, below a comment.
pub(crate) fn env(comment: &str, values: &[(&str, Value<'_>)]) -> Result<Secret, VaultError> {
    // EXPOSE: the values are written one a line; the room is there from the start, so nothing is copied while it grows
    // (quoting makes two characters of one at most).
    let texts: Option<Vec<(&str, &str)>> = values
        .iter()
        .map(|(name, value)| match value {
            Value::Open(text) => Some((*name, *text)),
            Value::Secret(secret) => Some((*name, secret.expose_text()?)),
        })
        .collect();
    let texts = texts.ok_or(VaultError::Damaged)?;
    let room = comment.len() + 3 + texts.iter().map(|(name, text)| name.len() + 2 * text.len() + 4).sum::<usize>();
    let mut all = Zeroizing::new(String::with_capacity(room));
    all.push_str("# ");
    all.push_str(comment);
    all.push('\n');
    for (name, text) in texts {
        all.push_str(name);
        all.push('=');
        quote(text, &mut all);
        all.push('\n');
    }
    Ok(Secret::from(std::mem::take(&mut *all)))
}

/// A value as every reader of such files takes it: bare where nothing in it has a meaning, otherwise in single quotes,
/// which nothing looks into; in double quotes only where it has several lines or a single quote.
fn quote(text: &str, to: &mut String) {
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_.:/+=@,".contains(c);
    if !text.is_empty() && text.chars().all(bare) {
        to.push_str(text);
    } else if !text.contains(['\'', '\n', '\r']) {
        to.push('\'');
        to.push_str(text);
        to.push('\'');
    } else {
        to.push('"');
        for c in text.chars() {
            match c {
                '\n' => to.push_str("\\n"),
                '\r' => to.push_str("\\r"),
                '"' | '\\' | '$' | '`' => to.extend(['\\', c]),
                c => to.push(c),
            }
        }
        to.push('"');
    }
}

/// Folders that a program copies to a server, by how their names begin.
const SYNCHRONISED: &[&str] = &[
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "mobile documents",
    "com~apple~clouddocs",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "syncthing",
    "google-drive",
    "pcloud",
    "megasync",
    "box sync",
    "synologydrive",
    "proton drive",
];

/// What such programs leave in their folder.
const MARKERS: &[&str] = &[
    ".stfolder",
    ".stignore",
    ".dropbox",
    ".dropbox.cache",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".sync.ffs_db",
    ".tmp.drivedownload",
];

/// What is unwise about a folder. `downloads`: where this system keeps what was downloaded, whatever its name.
pub(crate) fn look_at(folder: &Path, downloads: Option<&Path>) -> Vec<PlaceWarning> {
    // Where a link leads counts as well as where it lies.
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let around: Vec<&Path> = folder.ancestors().chain(real.ancestors()).collect();
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let any = |is: &dyn Fn(&Path) -> bool| around.iter().any(|folder| is(folder));
    let mut warnings = Vec::new();
    if any(&|folder| folder.join(".git").exists()) {
        warnings.push(PlaceWarning::GitWorkTree);
    }
    let named = |folder: &Path| SYNCHRONISED.iter().any(|start| name(folder).starts_with(start));
    if any(&|folder| named(folder) || MARKERS.iter().any(|marker| folder.join(marker).exists())) {
        warnings.push(PlaceWarning::Synchronised);
    }
    let downloads = downloads.map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
    if any(&|folder| name(folder) == "downloads" || downloads.as_deref() == Some(folder)) {
        warnings.push(PlaceWarning::Downloads);
    }
    warnings
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests make folders that look like others")]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn text(secret: &Secret) -> &str {
        secret.expose_text().unwrap()
    }

    fn line(value: &str) -> String {
        let made = env("bot", &[("NAME", Value::Open(value))]).unwrap();
        text(&made).strip_prefix("# bot\n").unwrap().to_owned()
    }

    #[test]
    fn pem_is_pkcs8_and_reads_back_as_the_same_bytes() {
        let pair = crate::crypto::make_pair(2048).unwrap();
        let pem = pem(&pair.secret).unwrap();
        assert!(text(&pem).starts_with("-----BEGIN PRIVATE KEY-----\n"));
        let (label, back) = SecretDocument::from_pem(text(&pem)).unwrap();
        assert_eq!((label, back.as_bytes()), ("PRIVATE KEY", pair.secret.expose()));
    }

    #[test]
    fn plain_value_stands_bare() {
        assert_eq!(line("SG.a-b_c/d+e="), "NAME=SG.a-b_c/d+e=\n");
    }

    #[test]
    fn value_with_a_meaning_is_quoted_so_that_nothing_looks_into_it() {
        assert_eq!(line("a b#c$d\"e\\f"), "NAME='a b#c$d\"e\\f'\n");
        assert_eq!(line(""), "NAME=''\n");
    }

    #[test]
    fn value_of_several_lines_is_one_line_in_double_quotes() {
        assert_eq!(line("one\ntwo\n"), "NAME=\"one\\ntwo\\n\"\n");
        assert_eq!(line("it's $5"), "NAME=\"it's \\$5\"\n");
    }

    #[test]
    fn value_cannot_begin_a_line_of_its_own() {
        assert_eq!(line("x\nPATH=/evil\r\n").lines().count(), 1);
    }

    fn folder(inside: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("keyrack-place-{}", crate::types::make_id())).join(inside);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn ordinary_folder_has_no_warning() {
        assert_eq!(look_at(&folder("documents/keys"), Some(Path::new("/home/nobody/Downloads"))), []);
    }

    #[test]
    fn folder_deep_inside_a_git_work_tree_is_noticed() {
        let place = folder("project/config/live");
        std::fs::write(place.join("../../.git"), "gitdir: elsewhere").unwrap(); // as in a second work tree
        assert_eq!(look_at(&place, None), [PlaceWarning::GitWorkTree]);
    }

    #[test]
    fn synchronised_folder_is_noticed_by_its_name() {
        for name in ["Dropbox", "Dropbox (Work)", "OneDrive - Contoso", "Google Drive/My Drive", "Nextcloud/keys"] {
            assert_eq!(look_at(&folder(name), None), [PlaceWarning::Synchronised], "{name}");
        }
        for name in ["Library/Mobile Documents/com~apple~CloudDocs", "iCloudDrive", "Syncthing"] {
            assert_eq!(look_at(&folder(name), None), [PlaceWarning::Synchronised], "{name}");
        }
    }

    #[test]
    fn synchronised_folder_is_noticed_by_what_its_program_left_there() {
        for marker in MARKERS {
            let place = folder("shared/keys");
            std::fs::write(place.join("..").join(marker), "").unwrap();
            assert_eq!(look_at(&place, None), [PlaceWarning::Synchronised], "{marker}");
        }
    }

    #[test]
    fn downloads_are_noticed_in_every_language() {
        assert_eq!(look_at(&folder("Downloads/today"), None), [PlaceWarning::Downloads]);
        let own = folder("Téléchargements");
        assert_eq!(look_at(&own, Some(&own)), [PlaceWarning::Downloads]);
    }

    #[cfg(unix)]
    #[test]
    fn link_into_a_synchronised_folder_is_noticed() {
        let (target, beside) = (folder("Dropbox/keys"), folder("documents"));
        let link = beside.join("keys");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert_eq!(look_at(&link, None), [PlaceWarning::Synchronised]);
    }
}
