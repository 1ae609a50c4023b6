//! What was done, kept where a crash cannot reach it: no one missed, no one twice.
//!
//! For: the durable state of each recipient, `planned → sending → accepted | refused | deferred | in-doubt`, and what is
//! known of a row when the same command runs again.
//!
//! Not for: deciding what to send (see [`crate::batch`]) or telling about it (see [`crate::report`]).
//!
//! # Rules
//!
//! 1. `sending` is durable before the last octet of the content leaves ([`Change::Arm`], committed before the worker may
//!    write the end of data).
//! 2. The outcome is durable with the next commit after the reply ([`Change::Settle`]). A crash in between makes the
//!    message *in doubt*, never a duplicate.
//! 3. One commit takes everything that has gathered while the last one ran: the disk is asked once for all of it.
//! 4. A row's [`Key`] is a hash of its fields, not its number: rows may be appended, removed or sorted between two runs; and of those
//!    that the list had when the batch began ([`Identity::columns`]): columns may be added and moved.
//! 5. When a commit fails, nothing more is sent.
//! 6. Messages may be armed well ahead of what leaves. What has left is noted beside the ledger, in memory ([`FlightLog`]): so
//!    no more are in doubt after a crash of the program than were on their way.
//! 7. A ledger in use is two files. Without the second, its log, it is refused: by itself the first knows less than was done.
//!
//! Start reading at [`Sqlite`]: [`Sqlite::commit`] and [`Sqlite::find`].

mod flight;
mod identity;
mod key;
mod sqlite;

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

pub use flight::{Fate, Flight, FlightLog, Note, Section};
pub use identity::Identity;
pub use key::Key;
pub use sqlite::{Glance, InOrder, Opened, Sqlite};

use crate::delivery::Delivery;
use crate::mail::Address;

/// Where planned rows are to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Under their numbers, or one behind the other.
    by_number: bool,
    /// The first that is free behind all others.
    next: u64,
}

impl Places {
    /// The place for a row with this number, which nobody else gets.
    pub fn take(&mut self, number: u64) -> u64 {
        let place = if self.by_number { number } else { self.next };
        self.next = self.next.max(place) + 1;
        place
    }
}

/// What the ledger knows of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it is kept; later changes name it.
    pub id: u64,
    /// What became of it.
    pub delivery: Delivery,
}

/// The forward-paths of an attempt, each with its position among all of the row's; shared with whoever waits for what becomes of
/// them.
pub type Recipients = Arc<[(usize, Address)]>;

/// A change of state.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The end of data is about to be written for these recipients: `sending`.
    Arm {
        /// The row's place.
        id: u64,
        /// The row's key.
        key: Key,
        /// The row's number.
        row: u64,
        /// The row's line.
        line: u64,
        /// The Message-ID without angle brackets.
        message_id: String,
        /// Attempts charged before this one.
        attempts: u32,
        /// Who it is for.
        recipients: Recipients,
        /// What tells whether it has left.
        flight: Flight,
    },
    /// The outcome, or what is known while another attempt is awaited.
    Settle {
        /// The row's place.
        id: u64,
        /// The row's key.
        key: Key,
        /// All of the row's recipients.
        delivery: Delivery,
    },
}

/// Why a ledger cannot be used. `Display` is the whole line for the user.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file cannot be opened, created, read or written.
    #[error("{}: {what}: {why}", file.display())]
    Failed {
        /// The ledger.
        file: PathBuf,
        /// What was being done: `cannot be opened`.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The disk is full, or broken.
    #[error("{}: {what}: {why}. {advice}; the same command again goes on", file.display())]
    Disk {
        /// The ledger.
        file: PathBuf,
        /// What was being done: `cannot be written`.
        what: &'static str,
        /// Why.
        why: String,
        /// What to do: `Mend the disk`.
        advice: &'static str,
    },
    /// Another process has it.
    #[error("{}: another mailshot is using this ledger. Wait until it has ended.", file.display())]
    InUse {
        /// The ledger.
        file: PathBuf,
    },
    /// A symbolic link: somebody else may have put it there.
    #[error("{}: is a symbolic link, which is not followed. Name the ledger's own path with --ledger.", file.display())]
    Symlink {
        /// The ledger.
        file: PathBuf,
    },
    /// Something else, or a damaged ledger.
    #[error(
        "{}: is not a ledger, or is damaged: {why}. Nothing is guessed from it. Restore it from a copy, or name another file \
         with --ledger: without its ledger the batch is sent to everybody.",
        file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// Its log is not beside it, or another one is.
    #[error(
        "{}: its log {} {what}: it lay beside it when the last run ended without its end, and holds who has got the mail. Put it \
         back, and give the same command again. Without it nobody knows who has got the mail: to send to everybody all the \
         same, name another file with --ledger.",
        file.display(), log.display()
    )]
    WithoutLog {
        /// The ledger.
        file: PathBuf,
        /// Its log.
        log: PathBuf,
        /// What is wrong with the log: `is missing`.
        what: &'static str,
    },
    /// Written by another version.
    #[error("{}: is a ledger of version {version}; this program knows version {known}. Use the program that made it.", file.display())]
    Version {
        /// The ledger.
        file: PathBuf,
        /// Its version.
        version: i64,
        /// Ours.
        known: i64,
    },
    /// The ledger belongs to another batch.
    #[error(
        "{}: this ledger belongs to another batch: {changed} changed since. To go on with that batch, restore what was \
         changed; to deliver this as a new batch, also to those who got the other, give --again; to keep both, name another \
         file with --ledger.",
        file.display()
    )]
    OtherBatch {
        /// The ledger.
        file: PathBuf,
        /// What differs: `the template`.
        changed: String,
    },
}

impl LedgerError {
    /// Whether it says itself that the same command goes on.
    #[must_use]
    pub fn tells_what_goes_on(&self) -> bool {
        matches!(self, Self::Disk { .. } | Self::WithoutLog { .. })
    }
}
