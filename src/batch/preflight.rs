//! Every row is read before the first socket opens, and every row that is to be sent is rendered and composed.

mod block;
mod former;
mod found;

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;
use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use thiserror::Error;

pub use found::{Example, FaultyRow, LARGE, Preflight, RowFault};

use block::{Block, ToCheck, parsed, whole};
use former::Former;

use super::prepare::key;
use super::repeats::Repeats;
use super::{List, RowSet, Selected};
use crate::delivery::Outcome;
use crate::findings::{Attachments, Collector, Finding, Inspector, Sender, number_column};
use crate::input::{Fields, InputError, Record, Source};
use crate::ledger::{Entry, Key, Ledger, LedgerError, Sqlite};
use crate::report::rows;

/// Rows handed to all cores at a time. Large enough to keep them busy, small enough to keep memory flat: two chunks are held,
/// the one that is checked and the one that is read meanwhile, and what came of the one before.
const CHUNK: usize = 512;

/// Rows that one core takes at a time.
const BLOCK: usize = 16;

/// A chunk ends here too: rows may be large.
const CHUNK_OCTETS: usize = 8 << 20;

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
    /// A faulty row, in the file's order.
    Faulty(&'a FaultyRow),
    /// A warning. Those that need all rows come at the end.
    Finding(&'a Finding),
    /// What was done about a row, as it was asked for.
    Note(&'a Finding),
    /// So many rows have been seen.
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
    mut tell: impl FnMut(News<'_>),
) -> Result<Preflight, PreflightError> {
    let mut found = Preflight::default();
    let inspector = Inspector::new(&list.template, &list.source, sender.clone());
    let attachments = Attachments::new(list.source.header(), &list.template.uses());
    if let Some(ledger) = ledger.as_deref_mut() {
        align(list, ledger)?;
    }
    // The rows of a group are one person's.
    let is_grouped = list.selection.group_by.is_some();
    let header = list.source.header();
    let number_column = || number_column(header, &list.template.uses()).or_else(|| inspector.number_column());
    let number_column = if is_grouped { None } else { number_column() };
    let former = match ledger.as_deref() {
        Some(ledger) if !list.template.is_trial() => Former::find(list, ledger)?,
        _ => Former::default(),
    };
    let mut compared = Compared {
        twins: Repeats::default(),
        addresses: Repeats::default(),
        numbers: Repeats::default(),
        // A trial goes to one address.
        by_address: !list.template.is_trial() || list.selection.dedupe,
        former,
        collector: Collector::new(attachments.clone()),
    };
    for finding in inspector.template() {
        found.warn(&finding, &mut tell);
    }
    let mut selected = list.selection.of(&list.source)?;
    let mut seen = 0;
    // Threads of their own, which end with it: what they have gathered of memory is not held while the mails are sent.
    let threads = ThreadPoolBuilder::new().build()?;
    // They are as large as chunks are, and used for one after the other: to give them back each time is work for the system.
    let (mut chunk, mut ahead, mut to_check, mut checked) = (Chunk::new(), Chunk::new(), Vec::new(), Vec::new());
    next_chunk(&mut selected, &mut chunk)?;
    while !chunk.is_empty() || !checked.is_empty() {
        seen += chunk.len() as u64;
        for (row, key) in chunk.drain(..) {
            let entry = known(&row, key.as_ref(), ledger.as_deref())?;
            if let (Selected::Row(record), Some(key)) = (&row, &key) {
                compared.twins.add(whole(key, record))?;
                if let Some(entry) = &entry {
                    if !is_due(entry, redo, attempts) {
                        found.add_known(entry);
                        if list.selection.dedupe
                            && let Some(first) = entry.delivery.recipients.first()
                        {
                            compared.addresses.add(parsed(&first.address, record))?;
                        }
                        continue;
                    }
                    found.known_due.insert(record.number);
                }
            }
            to_check.push(ToCheck { row, key, entry });
        }
        let batch_id = ledger.as_deref().map_or("", Sqlite::batch_id);
        let look = (&inspector, &attachments, number_column);
        let check = || -> Vec<_> {
            let blocks = to_check.par_chunks(BLOCK).map(|rows| Block::check(list, batch_id, rows, redo, look));
            let blocks = blocks.collect();
            to_check.clear();
            blocks
        };
        let (mut next, mut read) = (Vec::new(), Ok(()));
        // While these are checked, the next are read, and what came of those before is taken.
        threads.in_place_scope(|scope| {
            scope.spawn(|_| (next, read) = rayon::join(check, || next_chunk(&mut selected, &mut ahead)));
            checked.drain(..).try_for_each(|block| compared.take(block, &mut found, &mut tell))
        })?;
        tell(News::Progress(seen));
        if let Err(error) = read {
            next.into_iter().try_for_each(|block| compared.take(block, &mut found, &mut tell))?;
            return Err(error.into());
        }
        checked = next;
        std::mem::swap(&mut chunk, &mut ahead);
    }
    let Compared { twins, addresses, numbers, collector, .. } = compared;
    for finding in collector.finish(seen) {
        found.warn(&finding, &mut tell);
    }
    found.rows_seen = seen;
    let twins = twins.finish(|_| true)?;
    found.drop_twins(&twins, &mut tell);
    // Rows that are the same to the letter have been told of.
    let addresses = addresses
        .finish(|item| !twins.rows.contains(item.number) && (!item.is_sound || found.due.contains(item.number)))?;
    found.drop_addresses(list, &addresses, &mut tell);
    // So have those that have the same address.
    let is_told = |number| twins.rows.contains(number) || addresses.rows.contains(number);
    let numbers = numbers.finish(|item| !is_told(item.number))?;
    found.tell_numbers(list, number_column, &numbers, &mut tell);
    if let Some(ledger) = ledger {
        if found.twins > 0 {
            ledger.find_by_key()?;
        }
        found.edited = edited(list, ledger, &found.due)?;
    }
    Ok(found)
}

/// What is compared of one row with the others.
struct Compared {
    twins: Repeats,
    addresses: Repeats,
    numbers: Repeats,
    by_address: bool,
    former: Former,
    collector: Collector,
}

impl Compared {
    /// Takes what came of some rows, in the order of the list.
    fn take(
        &mut self,
        block: Block,
        found: &mut Preflight,
        tell: &mut impl FnMut(News<'_>),
    ) -> Result<(), PreflightError> {
        for row in block.rows {
            if let Some(address) = row.address.filter(|_| self.by_address) {
                self.addresses.add(address)?;
            }
            if let Some(address) = row.address.filter(|address| row.outcome.is_ok() && self.former.has(address.value)) {
                found.add_again(address.number, address.line);
            }
            if let Some(number) = row.number {
                self.numbers.add(number)?;
            }
            match row.outcome {
                Ok(fact) => found.add(&fact),
                Err(faulty) if faulty.faults.is_empty() => found.unjudged += 1,
                Err(faulty) => {
                    found.faulty += 1;
                    let delivery = faulty.delivery();
                    rows(&delivery).for_each(|row| found.certain.add(&row));
                    tell(News::Faulty(&faulty));
                }
            }
        }
        // One letter is like the other: the first speaks for all.
        let letter = if found.first.is_none() { block.letter } else { Vec::new() };
        for finding in letter.into_iter().chain(block.findings) {
            if let Some(finding) = self.collector.take(finding) {
                found.warn(&finding, tell);
            }
        }
        block.personal.into_iter().for_each(|personal| self.collector.compare(personal));
        found.first = found.first.take().or(block.first);
        found.last = block.last.or(found.last.take());
        Ok(())
    }
}

/// Whether a row of the list is still to be sent, by what the ledger knows.
///
/// # Errors
/// See [`PreflightError`].
pub fn is_unfinished(list: &List, ledger: &mut Sqlite, attempts: u32) -> Result<bool, PreflightError> {
    align_twins(&list.source, list.selection.group_by.is_some(), ledger)?;
    for row in list.selection.of(&list.source)? {
        let row = row?;
        let Some(key) = key_of(&row) else { continue };
        match known(&row, Some(&key), Some(ledger))? {
            Some(entry) if !is_due(&entry, Redo::default(), attempts) => {}
            _ => return Ok(true),
        }
    }
    Ok(false)
}

/// Reads rows into a chunk, which is empty.
fn next_chunk(
    selected: &mut impl Iterator<Item = Result<Selected, InputError>>,
    chunk: &mut Chunk,
) -> Result<(), InputError> {
    let mut octets = 0;
    chunk.reserve(CHUNK);
    while chunk.len() < CHUNK
        && octets < CHUNK_OCTETS
        && let Some(row) = selected.next()
    {
        let row = row?;
        if let Selected::Row(record) = &row {
            octets += record.rows().map(Fields::size).sum::<usize>();
        }
        let key = key_of(&row);
        chunk.push((row, key));
    }
    Ok(())
}

/// Where the list has another order than it had, rows are found by key from now on. All rows count, selected or not: one
/// that is not selected may stand where a selected one stood.
fn align(list: &List, ledger: &mut Sqlite) -> Result<(), PreflightError> {
    if ledger.is_fresh() {
        return Ok(());
    }
    if list.selection.group_by.is_some() {
        // Which rows a group has depends on which are selected: where it stands says nothing.
        return Ok(ledger.find_by_key()?);
    }
    align_rows(&list.source, ledger)
}

/// The same for a list of which every row is a mail.
fn align_rows(source: &Source, ledger: &mut Sqlite) -> Result<(), PreflightError> {
    let mut failure = None;
    let records = source.records()?.map_while(|item| match item {
        Ok(record) => Some(Some((record.number, key(&record)))),
        Err(error) if error.is_row_fault() => Some(None),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    ledger.align(records.flatten())?;
    failure.map_or(Ok(()), |error| Err(error.into()))
}

/// The same for a list of which it is not known yet whether rows say the same to the letter. Such rows are one mail, which is kept
/// where the first of them stood: the others are found by key alone. Whether there are such rows.
pub(super) fn align_twins(source: &Source, is_grouped: bool, ledger: &mut Sqlite) -> Result<bool, PreflightError> {
    let has_twins = !is_grouped && has_twins(source)?;
    if is_grouped || has_twins {
        ledger.find_by_key()?;
    } else {
        align_rows(source, ledger)?;
    }
    Ok(has_twins)
}

fn has_twins(source: &Source) -> Result<bool, PreflightError> {
    let mut twins = Repeats::default();
    for record in source.records()? {
        match record {
            Ok(record) => twins.add(whole(&key(&record), &record))?,
            Err(error) if error.is_row_fault() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(!twins.finish(|_| false)?.rows.is_empty())
}

/// Rows, and the keys of those that are records.
type Chunk = Vec<(Selected, Option<Key>)>;

fn key_of(row: &Selected) -> Option<Key> {
    match row {
        Selected::Row(record) => Some(key(record)),
        Selected::Faulty { .. } => None,
    }
}

fn known(row: &Selected, key: Option<&Key>, ledger: Option<&Sqlite>) -> Result<Option<Entry>, LedgerError> {
    match (row, key, ledger) {
        (Selected::Row(record), Some(key), Some(ledger)) if !ledger.is_fresh() => ledger.find(record.number, key),
        _ => Ok(None),
    }
}

/// Whether a row that the ledger knows is to be sent (again).
fn is_due(entry: &Entry, redo: Redo, attempts: u32) -> bool {
    entry.delivery.recipients.iter().any(|recipient| wants(recipient.outcome, entry.delivery.attempts, redo, attempts))
}

/// Whether a recipient in this state is to be tried. A deferred one with attempts left was only interrupted.
pub(super) fn wants(outcome: Outcome, tried: u32, redo: Redo, attempts: u32) -> bool {
    match outcome {
        Outcome::Accepted => false,
        Outcome::Refused => redo.refused,
        Outcome::Deferred => redo.deferred || tried < attempts,
        Outcome::InDoubt => redo.in_doubt,
        Outcome::Unsent | Outcome::Faulty => true,
    }
}

/// The lines of rows under whose number an earlier run had other values that are nowhere in the list any more.
fn edited(list: &List, ledger: &Sqlite, due: &RowSet) -> Result<Vec<(u64, String)>, PreflightError> {
    const SHOWN: usize = 100;
    let mut candidates = Vec::new();
    if !ledger.is_fresh() {
        for number in due.iter() {
            if let Some((key, address)) = ledger.kept_under(number)? {
                candidates.push((number, key, address));
                if candidates.len() >= SHOWN {
                    break;
                }
            }
        }
    }
    let mut lines = HashMap::new();
    if !candidates.is_empty() {
        for record in records(list)? {
            if candidates.iter().any(|(number, ..)| *number == record.number) {
                lines.insert(record.number, record.line);
            }
            // Still there: moved, or unchanged and asked for again.
            let key = key(&record);
            candidates.retain(|(_, kept, _)| *kept != key);
        }
    }
    let line = |number| lines.get(&number).copied().unwrap_or(number);
    Ok(candidates.into_iter().map(|(number, _, address)| (line(number), address)).collect())
}

/// All rows, selected or not; of groups, those that are selected.
fn records(list: &List) -> Result<Box<dyn Iterator<Item = Record> + '_>, InputError> {
    if list.selection.group_by.is_some() {
        let records = list.selection.of(&list.source)?.flatten().filter_map(|row| match row {
            Selected::Row(record) => Some(record),
            Selected::Faulty { .. } => None,
        });
        return Ok(Box::new(records));
    }
    Ok(Box::new(list.source.records()?.flatten()))
}
