//! The vault: keeps each secret in the operating system's keychain, and signs with it or lends its bytes inside
//! this crate only. Every item names the one origin that it belongs to, and is lent for no other.

mod codec;
mod keychain;
mod memory;

use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use crate::code::Code;
use crate::crypto::{self, PublicHalf};
use crate::secret::{Parts, Secret};
use crate::types::Origin;
use codec::{Form, Stored};

/// What an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PKCS#8 DER.
    RsaPrivateKey,
    /// One text, such as the seal of the log.
    Text,
    /// A key that is no pair: its named parts, as a JSON object.
    Parts,
    /// A provider's answer that could not be read, whole.
    UnreadAnswer,
}

/// A key's secret as it is kept.
pub(crate) enum Kept {
    Pair(PublicHalf),
    Parts(Parts),
}

/// The name of an item, such as `key:4f…`; unique within the service name of a vault.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ItemName(String);

impl ItemName {
    pub fn key(id: &str) -> Self {
        Self(format!("key:{id}"))
    }
    pub fn account(id: &str) -> Self {
        Self(format!("account:{id}"))
    }
    pub fn unread(id: &str) -> Self {
        Self(format!("unread:{id}"))
    }
    pub(crate) fn seal() -> Self {
        Self("log-seal".to_owned())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The states in which a keychain does not serve, told apart. None of them means "no keys".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("the keychain is locked")]
    Locked,
    #[error("there is no keychain on this machine, or it does not run")]
    Absent,
    #[error("the keychain refused access")]
    Denied,
    #[error("the keychain does not take an item of this size")]
    ItemTooLarge,
    #[error("the keychain forgets its items when the session ends")]
    NotPersistent,
    #[error("the keychain gave back something else than was written")]
    Differs,
    #[error("the item is not in the keychain")]
    Gone,
    #[error("the item in the keychain cannot be read")]
    Damaged,
    #[error("the secret belongs to another address")]
    OriginDiffers,
    #[error("the keychain failed: {0}")]
    Failed(String),
}

impl VaultError {
    pub fn code(&self) -> Code {
        match self {
            Self::Locked => Code::KeychainLocked,
            Self::Absent => Code::KeychainAbsent,
            Self::Denied => Code::KeychainDenied,
            Self::ItemTooLarge => Code::KeychainItemTooLarge,
            Self::NotPersistent => Code::KeychainNotPersistent,
            Self::Differs => Code::KeychainDiffers,
            Self::Gone => Code::SecretGone,
            Self::Damaged => Code::SecretDamaged,
            Self::OriginDiffers => Code::OriginDiffers,
            Self::Failed(_) => Code::KeychainFailed,
        }
    }
}

/// One keychain. Its functions may block, and all but `look` may wait for a person to answer a prompt.
trait Backend: Send + Sync {
    fn name(&self) -> &'static str;
    fn form(&self) -> Form;
    /// The most that an item may hold, in bytes.
    fn item_limit(&self) -> Option<u32> {
        None
    }
    /// Whether it would serve now. Never prompts.
    fn look(&self) -> Result<(), VaultError>;
    /// Makes it serve, which may prompt.
    fn open(&self) -> Result<(), VaultError>;
    fn write(&self, item: &str, bytes: &[u8]) -> Result<(), VaultError>;
    fn read(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError>;
    fn erase(&self, item: &str) -> Result<(), VaultError>;
}

/// A keychain under one service name. Cheap to clone; access is serial.
#[derive(Clone)]
pub struct Vault {
    backend: Arc<dyn Backend>,
    turn: Arc<Mutex<()>>,
    memory_only: bool,
}

impl Vault {
    /// The operating system's keychain, with items under `service`.
    pub fn keychain(service: &str) -> Self {
        Self::over(Arc::new(keychain::Keychain::new(service)), false)
    }

    /// Memory, for practice on a machine that has no keychain.
    pub fn memory() -> Self {
        Self::over(Arc::new(memory::Memory::default()), true)
    }

    fn over(backend: Arc<dyn Backend>, memory_only: bool) -> Self {
        Self { backend, turn: Arc::default(), memory_only }
    }

    pub fn memory_only(&self) -> bool {
        self.memory_only
    }

    pub fn name(&self) -> &'static str {
        self.backend.name()
    }

    /// The most that an item may hold, in bytes; none where there is no such limit.
    pub fn item_limit(&self) -> Option<u32> {
        self.backend.item_limit()
    }

    /// Whether it would serve now, without prompting, and without waiting for a prompt that is open.
    pub async fn look(&self) -> Result<(), VaultError> {
        let backend = self.backend.clone();
        tokio::task::spawn_blocking(move || twice(|| backend.look())).await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Makes it serve; may wait for a person to answer a prompt.
    pub async fn open(&self) -> Result<(), VaultError> {
        self.act(|b| b.open()).await
    }

    /// Writes, reads back and erases an item of no meaning, before anything depends on it.
    pub async fn prove(&self) -> Result<(), VaultError> {
        self.act(|b| {
            b.open()?;
            let probe = [b"keyrack probe ", crate::types::make_id().as_bytes()].concat();
            write_and_compare(b, "probe", &probe)?;
            erase(b, "probe")
        })
        .await
    }

    /// Keeps a secret: written, read back, compared.
    pub async fn keep(&self, item: &ItemName, kind: Kind, origin: &Origin, secret: &Secret) -> Result<(), VaultError> {
        let item = item.clone();
        let bytes = codec::encode(self.backend.form(), kind, origin, secret)?;
        self.act(move |b| {
            b.open()?;
            write_and_compare(b, &item.0, &bytes)
        })
        .await
    }

    /// The same without ever prompting; for what must not hold up an act.
    pub(crate) async fn keep_quietly(
        &self,
        item: &ItemName,
        kind: Kind,
        origin: &Origin,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        let item = item.clone();
        let bytes = codec::encode(self.backend.form(), kind, origin, secret)?;
        self.act(move |b| {
            b.look()?;
            b.write(&item.0, &bytes)
        })
        .await
    }

    /// Signs with RSA-PSS on behalf of `origin`.
    pub async fn sign(&self, item: &ItemName, origin: &Origin, message: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let stored = self.fetch(item, origin, true).await?;
        if stored.kind != Kind::RsaPrivateKey {
            return Err(VaultError::Damaged);
        }
        crypto::sign_pss(&stored.secret, &message).map_err(|_| VaultError::Damaged)
    }

    /// Lends a secret on behalf of `origin`, inside this crate.
    pub(crate) async fn lend(&self, item: &ItemName, origin: &Origin) -> Result<Secret, VaultError> {
        Ok(self.fetch(item, origin, true).await?.secret)
    }

    /// Lends the parts of a key that is no pair; a pair is never lent so. `only`: the name of the part where an item
    /// of an earlier version is one text.
    pub(crate) async fn lend_parts(&self, item: &ItemName, origin: &Origin, only: &str) -> Result<Parts, VaultError> {
        let stored = self.fetch(item, origin, true).await?;
        match stored.kind {
            Kind::Parts => Parts::decode(&stored.secret).ok_or(VaultError::Damaged),
            Kind::Text if !only.is_empty() => Ok(Parts::default().with(only, stored.secret)),
            Kind::Text | Kind::RsaPrivateKey | Kind::UnreadAnswer => Err(VaultError::Damaged),
        }
    }

    /// What is kept of a key; none where there is no such item.
    pub(crate) async fn kept(&self, item: &ItemName, origin: &Origin) -> Result<Option<Kept>, VaultError> {
        let stored = match self.fetch(item, origin, true).await {
            Ok(stored) => stored,
            Err(VaultError::Gone) => return Ok(None),
            Err(e) => return Err(e),
        };
        let kept = match stored.kind {
            Kind::RsaPrivateKey => crypto::derive_public(&stored.secret).ok().map(Kept::Pair),
            Kind::Parts => Parts::decode(&stored.secret).map(Kept::Parts),
            Kind::Text | Kind::UnreadAnswer => None,
        };
        kept.map(Some).ok_or(VaultError::Damaged)
    }

    /// The same without ever prompting.
    pub(crate) async fn lend_quietly(&self, item: &ItemName, origin: &Origin) -> Result<Secret, VaultError> {
        Ok(self.fetch(item, origin, false).await?.secret)
    }

    /// The public half of a kept pair; none where there is no such item.
    pub async fn public_half(&self, item: &ItemName, origin: &Origin) -> Result<Option<PublicHalf>, VaultError> {
        match self.kept(item, origin).await? {
            Some(Kept::Pair(public)) => Ok(Some(public)),
            Some(Kept::Parts(_)) => Err(VaultError::Damaged),
            None => Ok(None),
        }
    }

    /// Whether there is such an item.
    pub async fn holds(&self, item: &ItemName, origin: &Origin) -> Result<bool, VaultError> {
        match self.fetch(item, origin, true).await {
            Ok(_) => Ok(true),
            Err(VaultError::Gone) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Erases an item; one that is gone already is erased.
    pub async fn erase(&self, item: &ItemName) -> Result<(), VaultError> {
        let item = item.clone();
        self.act(move |b| {
            b.open()?;
            erase(b, &item.0)
        })
        .await
    }

    async fn fetch(&self, item: &ItemName, origin: &Origin, may_prompt: bool) -> Result<Stored, VaultError> {
        let item = item.clone();
        let bytes = self
            .act(move |b| {
                if may_prompt {
                    b.open()?
                } else {
                    b.look()?
                }
                b.read(&item.0)
            })
            .await?;
        let stored = codec::decode(&bytes)?;
        if stored.origin.is(origin) { Ok(stored) } else { Err(VaultError::OriginDiffers) }
    }

    /// Runs on a thread of its own, one at a time: a keychain may wait for a person.
    async fn act<R: Send + 'static>(
        &self,
        act: impl Fn(&dyn Backend) -> Result<R, VaultError> + Send + 'static,
    ) -> Result<R, VaultError> {
        let (backend, turn) = (self.backend.clone(), self.turn.clone());
        tokio::task::spawn_blocking(move || {
            let _turn = turn.lock().unwrap_or_else(|broken| broken.into_inner());
            twice(|| act(&*backend))
        })
        .await
        .unwrap_or_else(|_| Err(stopped()))
    }
}

fn stopped() -> VaultError {
    VaultError::Failed("the keychain library stopped".into())
}

/// Once more where nobody served: a service that has ended in the middle is started again by the system when it is
/// asked. Every act may be done twice.
fn twice<R>(act: impl Fn() -> Result<R, VaultError>) -> Result<R, VaultError> {
    match act() {
        Err(VaultError::Absent) => act(),
        other => other,
    }
}

/// One that is gone already is erased.
fn erase(backend: &dyn Backend, item: &str) -> Result<(), VaultError> {
    match backend.erase(item) {
        Err(VaultError::Gone) => Ok(()),
        other => other,
    }
}

fn write_and_compare(backend: &dyn Backend, item: &str, bytes: &[u8]) -> Result<(), VaultError> {
    backend.write(item, bytes)?;
    if *backend.read(item)? == *bytes { Ok(()) } else { Err(VaultError::Differs) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Address;

    fn origin(text: &str) -> Origin {
        Address::parse(text).unwrap().origin()
    }

    #[tokio::test]
    async fn secret_is_lent_for_its_origin_and_no_other() {
        let vault = Vault::memory();
        let (item, home) = (ItemName::account("a"), origin("https://home.example"));
        vault.keep(&item, Kind::Text, &home, &Secret::from("token".to_owned())).await.unwrap();
        assert!(vault.lend(&item, &home).await.is_ok());
        for other in ["https://other.example", "https://home.example:444", "http://127.0.0.1:1"] {
            assert_eq!(vault.lend(&item, &origin(other)).await.err(), Some(VaultError::OriginDiffers), "{other}");
        }
    }

    #[tokio::test]
    async fn token_that_was_kept_as_one_text_is_lent_as_its_part() {
        let (vault, item, home) = (Vault::memory(), ItemName::account("a"), origin("https://home.example"));
        vault.keep(&item, Kind::Text, &home, &Secret::from("token".to_owned())).await.unwrap();
        let parts = vault.lend_parts(&item, &home, "token").await.unwrap();
        assert_eq!(parts.part("token").unwrap().expose_text(), Some("token"));
        assert_eq!(vault.lend_parts(&item, &home, "").await.err(), Some(VaultError::Damaged));
    }

    #[tokio::test]
    async fn pair_does_not_sign_for_another_origin() {
        let vault = Vault::memory();
        let item = ItemName::key("k");
        let pair = crypto::make_pair(2048).unwrap();
        vault.keep(&item, Kind::RsaPrivateKey, &origin("https://home.example"), &pair.secret).await.unwrap();
        let refused = vault.sign(&item, &origin("https://other.example"), b"x".to_vec()).await;
        assert_eq!(refused.err(), Some(VaultError::OriginDiffers));
    }

    /// A keychain that changes what it is given, or has one of the states.
    struct Broken(VaultError);
    impl Backend for Broken {
        fn name(&self) -> &'static str {
            "broken"
        }
        fn form(&self) -> Form {
            Form::Bytes
        }
        fn look(&self) -> Result<(), VaultError> {
            if self.0 == VaultError::Differs { Ok(()) } else { Err(self.0.clone()) }
        }
        fn open(&self) -> Result<(), VaultError> {
            self.look()
        }
        fn write(&self, _: &str, _: &[u8]) -> Result<(), VaultError> {
            Ok(())
        }
        fn read(&self, _: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
            Ok(Zeroizing::new(b"something else".to_vec()))
        }
        fn erase(&self, _: &str) -> Result<(), VaultError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn keychain_that_gives_back_something_else_is_noticed() {
        let vault = Vault::over(Arc::new(Broken(VaultError::Differs)), false);
        assert_eq!(vault.prove().await, Err(VaultError::Differs));
        let kept = vault.keep(&ItemName::key("k"), Kind::Text, &Origin::own(), &Secret::from("x".to_owned())).await;
        assert_eq!(kept, Err(VaultError::Differs));
    }

    /// One whose service ends once, after it has done what it was asked for.
    #[derive(Default)]
    struct EndsOnce {
        inner: memory::Memory,
        ended: std::sync::atomic::AtomicBool,
    }
    impl EndsOnce {
        fn answer<R>(&self, answer: Result<R, VaultError>) -> Result<R, VaultError> {
            let first = !self.ended.swap(true, std::sync::atomic::Ordering::SeqCst);
            if first { Err(VaultError::Absent) } else { answer }
        }
    }
    impl Backend for EndsOnce {
        fn name(&self) -> &'static str {
            "ends once"
        }
        fn form(&self) -> Form {
            self.inner.form()
        }
        fn look(&self) -> Result<(), VaultError> {
            self.inner.look()
        }
        fn open(&self) -> Result<(), VaultError> {
            self.inner.open()
        }
        fn write(&self, item: &str, bytes: &[u8]) -> Result<(), VaultError> {
            self.answer(self.inner.write(item, bytes))
        }
        fn read(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
            self.answer(self.inner.read(item))
        }
        fn erase(&self, item: &str) -> Result<(), VaultError> {
            self.answer(self.inner.erase(item))
        }
    }

    #[tokio::test]
    async fn service_that_ends_in_the_middle_of_an_act_is_asked_once_more() {
        let backend = Arc::new(EndsOnce::default());
        let vault = Vault::over(backend.clone(), false);
        let (item, home) = (ItemName::key("k"), Origin::own());
        let ends = || backend.ended.store(false, std::sync::atomic::Ordering::SeqCst);
        vault.keep(&item, Kind::Text, &home, &Secret::from("x".to_owned())).await.expect("kept");
        ends();
        assert_eq!(vault.lend(&item, &home).await.expect("lent").expose_text(), Some("x"));
        ends();
        vault.erase(&item).await.expect("erased");
        assert_eq!(vault.holds(&item, &home).await, Ok(false));
    }

    #[tokio::test]
    async fn no_state_of_a_keychain_looks_like_an_empty_one() {
        for state in [VaultError::Locked, VaultError::Absent, VaultError::Denied, VaultError::NotPersistent] {
            let vault = Vault::over(Arc::new(Broken(state.clone())), false);
            let found = vault.public_half(&ItemName::key("k"), &Origin::own()).await;
            assert_eq!(found.err(), Some(state));
        }
    }
}
