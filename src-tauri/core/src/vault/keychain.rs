//! The operating system's keychain, through the `keyring` family with the backend named explicitly.
//!
//! The store is built again on each act, so that *try again* can succeed after a first failure.

use std::collections::HashMap;
use std::sync::Arc;

use keyring::{CredentialStore, Entry};
use zeroize::Zeroizing;

use super::codec::Form;
use super::{Backend, VaultError};

pub(super) struct Keychain {
    service: String,
}

impl Keychain {
    pub(super) fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    fn entry(&self, item: &str) -> Result<Entry, VaultError> {
        let label = format!("{} {item}", self.service);
        let modifiers: HashMap<&str, &str> = system::modifiers(&label);
        let store: Arc<CredentialStore> = system::store().map_err(tell)?;
        store.build(&self.service, item, Some(&modifiers)).map_err(tell)
    }
}

#[allow(clippy::disallowed_methods, reason = "the one module that touches the keychain")]
impl Backend for Keychain {
    fn name(&self) -> &'static str {
        system::NAME
    }
    fn form(&self) -> Form {
        system::FORM
    }
    fn item_limit(&self) -> Option<u32> {
        system::ITEM_LIMIT
    }
    fn look(&self) -> Result<(), VaultError> {
        system::look()
    }
    fn open(&self) -> Result<(), VaultError> {
        match system::look() {
            Err(VaultError::Locked) => system::unlock(),
            other => other,
        }
    }
    fn write(&self, item: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.entry(item)?.set_secret(bytes).map_err(tell)
    }
    fn read(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.entry(item)?.get_secret().map(Zeroizing::new).map_err(tell)
    }
    fn erase(&self, item: &str) -> Result<(), VaultError> {
        self.entry(item)?.delete_credential().map_err(tell)
    }
}

/// Tells the states apart. Two variants of the library's error carry the secret's bytes: never printed.
fn tell(error: keyring::Error) -> VaultError {
    use keyring::Error as E;
    match error {
        E::NoEntry => VaultError::Gone,
        E::NoDefaultStore => VaultError::Absent,
        E::TooLong(..) => VaultError::ItemTooLarge,
        E::BadEncoding(_) | E::BadDataFormat(..) => VaultError::Damaged,
        E::Ambiguous(_) => VaultError::Failed("two items have the same name".into()),
        E::NoStorageAccess(_) => system::no_access(),
        E::PlatformFailure(reason) => system::platform_failure(&reason.to_string()),
        _ => VaultError::Failed("an error that Keyrack does not know".into()),
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! Secret Service: GNOME Keyring, KDE Wallet, KeePassXC.
    use super::*;
    use secret_service::EncryptionType;
    use secret_service::blocking::{Collection, SecretService};

    pub(super) const NAME: &str = "Secret Service";
    pub(super) const FORM: Form = Form::Text;
    pub(super) const ITEM_LIMIT: Option<u32> = None;
    /// What is said where nobody serves, where the service cannot be started, or where it has ended in the middle: the
    /// bus itself answers *NoReply* then, and the next service knows no session of the one before.
    const ABSENT: [&str; 9] = [
        "I/O error",
        "ServiceUnknown",
        "NameHasNoOwner",
        "No such file",
        "address",
        "Disconnected",
        "Error.Spawn",
        "NoReply",
        "NoSession",
    ];
    /// The collection that lives as long as the session only.
    const SESSION_COLLECTION: &str = "/org/freedesktop/secrets/collection/session";

    pub(super) fn modifiers(label: &str) -> HashMap<&str, &str> {
        HashMap::from([("label", label)])
    }

    pub(super) fn store() -> keyring::Result<Arc<CredentialStore>> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    pub(super) fn look() -> Result<(), VaultError> {
        with_collection(|collection| match collection.is_locked() {
            Ok(true) => Err(VaultError::Locked),
            Ok(false) => Ok(()),
            Err(e) => Err(tell_service(&e)),
        })
    }

    pub(super) fn unlock() -> Result<(), VaultError> {
        with_collection(|collection| {
            collection.unlock().map_err(|_| VaultError::Locked)?;
            match collection.is_locked() {
                Ok(false) => Ok(()),
                _ => Err(VaultError::Locked),
            }
        })
    }

    fn with_collection(act: impl FnOnce(&Collection<'_>) -> Result<(), VaultError>) -> Result<(), VaultError> {
        let service = SecretService::connect(EncryptionType::Plain).map_err(|e| tell_service(&e))?;
        let collection = service.get_default_collection().map_err(|e| tell_service(&e))?;
        if collection.collection_path.as_str() == SESSION_COLLECTION {
            return Err(VaultError::NotPersistent);
        }
        act(&collection)
    }

    fn tell_service(error: &secret_service::Error) -> VaultError {
        use secret_service::Error as E;
        match error {
            E::Locked | E::Prompt => VaultError::Locked,
            E::Unavailable | E::NoResult => VaultError::Absent,
            other => platform_failure(&other.to_string()),
        }
    }

    pub(super) fn no_access() -> VaultError {
        match look() {
            Err(state) => state,
            Ok(()) => VaultError::Denied,
        }
    }

    pub(super) fn platform_failure(reason: &str) -> VaultError {
        if reason.contains("AccessDenied") {
            VaultError::Denied
        } else if reason.contains("IsLocked") {
            VaultError::Locked
        } else if ABSENT.iter().any(|sign| reason.contains(sign)) {
            VaultError::Absent
        } else {
            VaultError::Failed(reason.to_owned())
        }
    }
}

#[cfg(target_os = "macos")]
mod system {
    //! The login keychain. Not yet run: see README.md.
    use super::*;

    pub(super) const NAME: &str = "Keychain";
    pub(super) const FORM: Form = Form::Bytes;
    pub(super) const ITEM_LIMIT: Option<u32> = None;

    pub(super) fn modifiers(_: &str) -> HashMap<&str, &str> {
        HashMap::new()
    }
    pub(super) fn store() -> keyring::Result<Arc<CredentialStore>> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }
    /// The system has no question that never prompts; an act that finds it locked says so.
    pub(super) fn look() -> Result<(), VaultError> {
        store().map(drop).map_err(tell)
    }
    pub(super) fn unlock() -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    pub(super) fn no_access() -> VaultError {
        VaultError::Locked
    }
    pub(super) fn platform_failure(reason: &str) -> VaultError {
        VaultError::Failed(reason.to_owned())
    }
}

#[cfg(target_os = "windows")]
mod system {
    //! The Credential Manager. Not yet run: see README.md.
    use super::*;

    pub(super) const NAME: &str = "Credential Manager";
    pub(super) const FORM: Form = Form::Bytes;
    /// CRED_MAX_CREDENTIAL_BLOB_SIZE, in bytes.
    pub(super) const ITEM_LIMIT: Option<u32> = Some(2560);

    pub(super) fn modifiers(_: &str) -> HashMap<&str, &str> {
        HashMap::new()
    }
    pub(super) fn store() -> keyring::Result<Arc<CredentialStore>> {
        Ok(windows_native_keyring_store::Store::new()?)
    }
    pub(super) fn look() -> Result<(), VaultError> {
        store().map(drop).map_err(tell)
    }
    pub(super) fn unlock() -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    pub(super) fn no_access() -> VaultError {
        VaultError::Denied
    }
    pub(super) fn platform_failure(reason: &str) -> VaultError {
        VaultError::Failed(reason.to_owned())
    }
}
