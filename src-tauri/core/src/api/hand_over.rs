//! Handing a key to the system that uses it: forms, snippets, the sheet for its engineer. Nothing that goes out holds a
//! secret.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{KeyView, PermissionView};
use crate::secret::Secret;
use crate::types::EnvironmentKind;

/// The forms in which a secret leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HandOverFormat {
    /// A private key as PEM (PKCS#8); for pairs.
    Pem,
    /// A private key as PEM (PKCS#1), for programs that read nothing newer; for pairs.
    Pkcs1,
    /// A private key as PEM (PKCS#8), protected with a passphrase; for pairs.
    PemProtected,
    /// Names and values, as the provider's own pages name them.
    Env,
    /// One part of the secret as it is, for the clipboard only; for keys that are no pairs.
    Part,
}

#[derive(Debug, Deserialize, TS)]
pub struct HandOverRequest {
    pub key_id: String,
    pub format: HandOverFormat,
    /// Which part, where the form is one part.
    #[serde(default)]
    pub part: Option<String>,
    /// Where the form is a protected one.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub passphrase: Option<Secret>,
}

/// A form in which this key can be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HandOverFormView {
    pub format: HandOverFormat,
    pub part: Option<String>,
    /// What the provider calls that part.
    pub part_name: Option<String>,
    pub file: bool,
    pub clipboard: bool,
}

/// Where a secret went as a file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HandedView {
    /// The file's name without its folder.
    pub file: String,
    pub warnings: Vec<PlaceWarning>,
    /// How a secrets manager takes the file in, after which the file is removed.
    pub commands: Vec<ManagerCommandView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ManagerCommandView {
    pub manager: SecretsManager,
    /// For a shell, whole; it holds the file's path and no secret.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretsManager {
    HashicorpVault,
    Openbao,
    AwsSecretsManager,
}

/// What is unwise about the folder that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlaceWarning {
    /// Inside a git work tree: the file's name belongs into `.gitignore`.
    GitWorkTree,
    /// In a folder that another program copies to a server.
    Synchronised,
    /// Where files lie about for years.
    Downloads,
}

/// The secret that lies in the clipboard, or how that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClipboardView {
    pub label: String,
    /// When Keyrack clears it; none where that is over.
    pub until: Option<String>,
    pub end: Option<ClipboardEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClipboardEnd {
    /// After its time, or because the person said so.
    Cleared,
    /// The screen was locked.
    Locked,
    /// Something else was copied since, and stays.
    Replaced,
    /// The clipboard could not be reached, so the secret may still be in it.
    NotCleared,
}

/// A small program that makes one harmless request with the key. It reads the secret where the `.env` file puts it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SnippetView {
    pub language: SnippetLanguage,
    /// What the file may be called.
    pub file: String,
    /// The commands that run it; the first reads the `.env` file in.
    pub run: Vec<String>,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SnippetLanguage {
    Curl,
    Python,
    Typescript,
    Rust,
}

/// What the engineer needs to put a key in its place. No secret is on it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EngineerSheetView {
    pub made_at: String,
    pub key: KeyView,
    pub environment: EnvironmentKind,
    pub address: String,
    pub permissions: Vec<PermissionView>,
    /// The names under which programs look for it.
    pub names: Vec<EnvNameView>,
    /// How a request carries it, one header a line, with words in place of values.
    pub headers: Vec<String>,
    pub documentation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnvNameView {
    pub name: String,
    pub holds: EnvHolds,
    /// What the provider calls it.
    pub part_name: Option<String>,
    /// The value itself, where it is no secret.
    pub value: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnvHolds {
    KeyId,
    Label,
    /// A part of the secret.
    Secret,
    /// The secret half, as PEM.
    SecretHalf,
}
