//! Every row is read before the first socket opens, and every row that is to be sent is rendered and composed.

mod addresses;
mod alike;
mod block;
mod crossed;
mod former;
mod found;
mod gathered;
mod known;
mod pairs;
mod pass;

use std::io;
use std::sync::Mutex;

use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use thiserror::Error;

pub(super) use block::spelling;
pub(super) use former::own as own_recipient;
pub use found::{Example, FaultyRow, LARGE, Preflight, RowFault};
pub use known::Edited;
pub(super) use known::{align_twins, wants};

use block::Checker;
use gathered::Gathered;
use known::{align, is_due, known};
use pass::pass;

use super::addressed::Addressed;
use super::prepare::prepare;
use super::{List, Selected};
use crate::findings::{Attachments, Finding, Inspector, Sender};
use crate::input::InputError;
use crate::ledger::{LedgerError, Sqlite};

/// Which settled rows are asked for again (`--retry`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Redo {
    /// Refused recipients.
    pub refused: bool,
    /// Deferred recipients without attempts left.
    pub deferred: bool,
    /// Recipients in doubt: they may get it twice.
    pub in_doubt: bool,
}

/// Why preflight cannot be done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PreflightError {
    /// The recipients cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No room for temporary files.
    #[error("no temporary file can be written: {0}. Make room, or set TMPDIR to a folder that has some.")]
    Temporary(#[from] io::Error),
    /// No threads.
    #[error("no threads can be started: {0}. Free some memory, or raise the limit of processes (ulimit -u).")]
    Threads(#[from] ThreadPoolBuildError),
}

/// What preflight tells on the way.
#[derive(Debug)]
pub enum News<'a> {
    /// The rules are made: rows are looked at from now on.
    Begins,
    /// A faulty row, in the file's order.
    Faulty(&'a FaultyRow),
    /// A warning. Those that need all rows come at the end.
    Finding(&'a Finding),
    /// What was done about a row, as it was asked for.
    Note(&'a Finding),
    /// How many rows have been seen.
    Progress(u64),
}

/// Checks every selected row on all cores, for this sender. Memory does not grow with the rows, but for a bit each.
///
/// # Errors
/// See [`PreflightError`].
pub fn preflight(
    list: &List,
    mut ledger: Option<&mut Sqlite>,
    redo: Redo,
    attempts: u32,
    sender: &Sender,
    tell: impl FnMut(News<'_>) + Send,
) -> Result<Preflight, PreflightError> {
    if let Some(ledger) = ledger.as_deref_mut() {
        align(list, ledger)?;
    }
    let inspector = Inspector::new(&list.template, &list.source, |record| list.selection.takes(record), sender.clone());
    let attachments = Attachments::new(list.source.header(), &list.template.uses());
    // The rows of a group are one person's.
    let is_grouped = list.selection.group_by.is_some();
    let owned = if is_grouped { Vec::new() } else { inspector.owned(list.source.header()) };
    let batch_id = ledger.as_deref().map_or_else(String::new, |ledger| ledger.batch_id().to_owned());
    let mut gathered = Gathered::new(list, ledger, (redo, attempts), &attachments, &owned, tell)?;
    for finding in inspector.template() {
        gathered.warn(&finding);
    }
    let rows = list.selection.of(&list.source)?;
    // Threads of their own, which end with it: what they have gathered of memory is not held while the mails are sent.
    let threads = ThreadPoolBuilder::new().build()?;
    let checker = Checker {
        list,
        batch_id: &batch_id,
        redo,
        inspector: &inspector,
        attachments: &attachments,
        owned: &owned,
        compares_copies: crossed::is_wanted(list),
        memories: (0..threads.current_num_threads()).map(|_| Mutex::default()).collect(),
    };
    gathered.tell_begins();
    let read = pass(&threads, &checker, rows, &mut gathered);
    gathered.finish(read)
}

/// Whether a row of the list is still to be sent, by what the ledger knows: not one that cannot be sent, or that another stands for.
///
/// # Errors
/// See [`PreflightError`].
pub fn is_unfinished(list: &List, ledger: &mut Sqlite, attempts: u32) -> Result<bool, PreflightError> {
    align_twins(&list.source, list.selection.group_by.is_some(), ledger)?;
    let template = &list.template;
    let mut addressed = if list.selection.dedupe { Some(Addressed::of(ledger, Some(template))?) } else { None };
    for row in list.selection.of(&list.source)? {
        let Selected::Row(record) = row? else { continue };
        let is_due = match known(&record, Some(ledger))? {
            Some(entry) => is_due(&entry, Redo::default(), attempts),
            None => prepare(template, ledger.batch_id(), &record, 0).is_ok_and(|prepared| {
                let own = template.own_recipients(&prepared.draft).next();
                addressed.as_mut().zip(own).is_none_or(|(addressed, own)| addressed.is_first(own.address.as_str()))
            }),
        };
        if is_due {
            return Ok(true);
        }
    }
    Ok(false)
}
