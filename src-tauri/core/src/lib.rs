//! Keyrack's core: everything that matters, without a window.

pub mod api;
pub mod app;
pub mod ask;
pub mod audit;
pub mod auth;
pub mod call;
pub mod client;
pub mod clock;
pub mod code;
pub mod crypto;
mod doctor;
pub mod error;
mod export;
mod handover;
pub mod import;
pub mod journal;
mod outfile;
mod pace;
mod proof;
pub mod providers;
pub mod reminders;
mod secret;
mod sheet;
mod snippets;
pub mod store;
mod tried;
pub mod types;
pub mod vault;
mod watch;
pub mod words;

pub use secret::{Parts, Secret};
