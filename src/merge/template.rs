//! The template: loaded once, rendered for each row, from any thread.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::input::{Header, Record};
use crate::mail::Mailbox;
use crate::message::Draft;

/// What the user said beside the template.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--from`: overrides the template's From.
    pub from: Option<Mailbox>,
    /// From where neither the template nor `from` says one: the login, if it is an address.
    pub default_from: Option<Mailbox>,
    /// `--send-to`: a trial to oneself. The envelope is this address alone, To is replaced, Cc and Bcc are left out.
    pub send_to: Option<Mailbox>,
}

/// The template cannot be used for any row. `Display` is the whole line for the user, `FILE:LINE:COLUMN: what: why`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// What is wrong with one row under this template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// Where in the row or the template: `column "email"`, `field "Subject" (announcement.md:3)`.
    pub place: String,
    /// What, why, and what to do.
    pub what: String,
}

/// A compiled template. `Sync`: one for all threads.
#[derive(Debug)]
pub struct Template {
    file: PathBuf,
}

impl Template {
    /// Reads and compiles a template for a file with these columns.
    ///
    /// # Errors
    /// Unreadable, not UTF-8, no header section, syntax, unknown variable (with the nearest column), include outside
    /// the template's folder.
    pub fn load(file: &Path, header: &Header, options: &Options) -> Result<Self, TemplateError> {
        let _ = (header, options);
        Ok(Self { file: file.to_owned() })
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A digest of everything that is the same for all rows: the template, its includes, and the options.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        [0; 32]
    }

    /// Renders one row.
    ///
    /// # Errors
    /// All faults of the row, not just the first.
    pub fn draft(&self, record: &Record) -> Result<Draft, Vec<Fault>> {
        let _ = record;
        Err(Vec::new())
    }
}
