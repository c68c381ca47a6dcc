//! What is unwise about the folder that was chosen for a secret.

use std::path::Path;

use crate::api::PlaceWarning;

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
