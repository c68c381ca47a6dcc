//! The pair that is made while the form is being filled in, so that it costs no waiting.

use std::sync::Mutex;

use tokio::task::JoinHandle;

use super::lock;
use crate::crypto::{CryptoError, Pair, make_pair};

/// At most one pair is being made ahead. A running generation cannot be interrupted: a draft that is dropped goes on
/// to its end, and its result is erased.
#[derive(Default)]
pub(super) struct Drafts(Mutex<Option<Draft>>);

struct Draft {
    bits: u16,
    making: JoinHandle<Result<Pair, CryptoError>>,
}

impl Drafts {
    /// Begins a pair; another size replaces the one before.
    pub(super) fn prepare(&self, bits: u16) {
        let mut slot = lock(&self.0);
        if slot.as_ref().is_none_or(|draft| draft.bits != bits) {
            *slot = Some(Draft { bits, making: tokio::task::spawn_blocking(move || make_pair(bits)) });
        }
    }

    /// Throws the pair away.
    pub(super) fn cancel(&self) {
        *lock(&self.0) = None;
    }

    /// The pair that was made ahead, or a new one. A pair is given out once.
    pub(super) async fn take(&self, bits: u16) -> Result<Pair, CryptoError> {
        self.prepare(bits);
        let draft = lock(&self.0).take();
        match draft {
            Some(draft) => draft.making.await.unwrap_or(Err(CryptoError::Make)),
            None => Err(CryptoError::Make),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pair_is_given_out_once() {
        let drafts = Drafts::default();
        drafts.prepare(2048);
        let one = drafts.take(2048).await.unwrap();
        let other = drafts.take(2048).await.unwrap();
        assert_ne!(one.public, other.public);
    }

    #[tokio::test]
    async fn another_size_replaces_the_draft() {
        let drafts = Drafts::default();
        drafts.prepare(2048);
        assert_eq!(drafts.take(3072).await.unwrap().public.bits(), 3072);
    }
}
