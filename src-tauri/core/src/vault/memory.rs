//! Secrets in memory: for practice on a machine that has no keychain. Live accounts never use it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use zeroize::Zeroizing;

use super::codec::Form;
use super::{Backend, VaultError};

type Items = HashMap<String, Zeroizing<Vec<u8>>>;

#[derive(Default)]
pub(super) struct Memory(Mutex<Items>);

impl Memory {
    fn items(&self) -> MutexGuard<'_, Items> {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

impl Backend for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }
    fn form(&self) -> Form {
        Form::Text
    }
    fn look(&self) -> Result<(), VaultError> {
        Ok(())
    }
    fn open(&self) -> Result<(), VaultError> {
        Ok(())
    }
    fn write(&self, item: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.items().insert(item.to_owned(), Zeroizing::new(bytes.to_vec()));
        Ok(())
    }
    fn read(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.items().get(item).cloned().ok_or(VaultError::Gone)
    }
    fn erase(&self, item: &str) -> Result<(), VaultError> {
        self.items().remove(item).map(drop).ok_or(VaultError::Gone)
    }
}
