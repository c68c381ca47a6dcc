//! German. Names on the providers' own pages stay as they stand there.

mod providers;
mod shell;

/// Each English text with its German one.
pub(super) fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    providers::TEXTS.iter().chain(shell::TEXTS).copied()
}
