//! Every row is read before the first socket opens, and every row that is to be sent is rendered and composed.

mod alike;
mod block;
mod former;
mod found;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, TryRecvError, bounded};
use rayon::{ThreadPoolBuildError, ThreadPoolBuilder, Yield};
use thiserror::Error;

pub(super) use block::spelling;
pub(super) use former::own as own_recipient;
pub use found::{Example, FaultyRow, LARGE, Preflight, RowFault};

use alike::Alike;
use block::{Block, ToCheck, parsed, whole};
use former::Former;

use super::addressed::Addressed;
use super::prepare::{key, prepare};
use super::repeats::Repeats;
use super::{List, RowSet, Selected};
use crate::delivery::Outcome;
use crate::findings::{Attachments, Collector, Finding, Inspector, Memory, Sender, copies};
use crate::input::{InputError, Record, Source};
use crate::ledger::{Entry, Ledger, LedgerError, Sqlite};
use crate::report::rows;

/// Rows that one core takes at a time.
const BLOCK: usize = 32;

/// So many such blocks for each core are under way: enough to keep it busy, and few enough to keep memory flat.
const MOST_BLOCKS: usize = 8;

/// Rows may be large: a block ends with so many octets, and no more are read while so many are under way.
const BLOCK_OCTETS: usize = 1 << 20;
const MOST_OCTETS: usize = 16 << 20;

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
    mut tell: impl FnMut(News<'_>) + Send,
) -> Result<Preflight, PreflightError> {
    let mut found = Preflight::default();
    let inspector = Inspector::new(&list.template, &list.source, |record| list.selection.takes(record), sender.clone());
    let attachments = Attachments::new(list.source.header(), &list.template.uses());
    if let Some(ledger) = ledger.as_deref_mut() {
        align(list, ledger)?;
    }
    // The rows of a group are one person's.
    let is_grouped = list.selection.group_by.is_some();
    let header = list.source.header();
    let owned = if is_grouped { Vec::new() } else { inspector.owned(header) };
    let former = match ledger.as_deref() {
        Some(ledger) if !list.template.is_trial() => Former::find(list, ledger)?,
        _ => Former::default(),
    };
    let mut compared = Compared {
        twins: Repeats::default(),
        addresses: Repeats::default(),
        owned: owned.iter().map(|_| Repeats::default()).collect(),
        by_address: has_own_addresses(list) || list.selection.dedupe,
        is_deduped: list.selection.dedupe,
        former,
        collector: Collector::new(attachments.clone()),
    };
    for finding in inspector.template() {
        found.warn(&finding, &mut tell);
    }
    let mut rows = list.selection.of(&list.source)?;
    let batch_id = ledger.as_deref().map_or_else(String::new, |ledger| ledger.batch_id().to_owned());
    let look = (&inspector, &attachments, owned.as_slice());
    let mut seen = 0;
    // Threads of their own, which end with it: what they have gathered of memory is not held while the mails are sent.
    let threads = ThreadPoolBuilder::new().build()?;
    let memories: Vec<Mutex<Memory>> = (0..threads.current_num_threads()).map(|_| Mutex::default()).collect();
    let check = |rows: &[ToCheck]| {
        // Nobody else has it, and what a panic has left of it is as good.
        let own = &memories[rayon::current_thread_index().unwrap_or_default()];
        let mut memory = own.lock().unwrap_or_else(PoisonError::into_inner);
        Block::check(list, &batch_id, rows, redo, look, &mut memory)
    };
    // One of them reads and takes what the others have checked, in the order of the list; and checks too, when it is ahead of them.
    let read = threads.scope_fifo(|scope| {
        let ledger = ledger.as_deref_mut().map(|ledger| &*ledger);
        let (mut under_way, mut failure, mut is_read) = (VecDeque::<UnderWay>::new(), None, false);
        loop {
            while !is_read && has_room(&under_way) {
                let mut block = Vec::with_capacity(BLOCK);
                let mut octets = 0;
                while block.len() < BLOCK && octets < BLOCK_OCTETS {
                    let Some(row) = rows.next() else {
                        is_read = true;
                        break;
                    };
                    seen += 1;
                    let row = row.map_err(PreflightError::from);
                    match row.and_then(|row| compared.begin(list, row, ledger, (redo, attempts), &mut found)) {
                        Ok(row) => {
                            octets += row.as_ref().map_or(0, ToCheck::size);
                            block.extend(row);
                        }
                        Err(error) => {
                            // What was read before is told of all the same.
                            (failure, is_read) = (Some(error), true);
                            break;
                        }
                    }
                }
                tell(News::Progress(seen));
                if !block.is_empty() {
                    let (done, checked) = bounded(1);
                    under_way.push_back(UnderWay { checked, octets });
                    // Nobody waits for it any more when what came before could not be taken.
                    scope.spawn_fifo(move |_| drop(done.send(check(&block))));
                }
            }
            let Some(first) = under_way.front() else { break };
            let block = match first.checked.try_recv() {
                Err(TryRecvError::Empty) if rayon::yield_now() == Some(Yield::Executed) => continue,
                Err(TryRecvError::Empty) => first.checked.recv().ok(),
                block => block.ok(),
            };
            // Whoever had it has panicked, which comes up where the scope ends.
            let Some(block) = block else { break };
            under_way.pop_front();
            compared.take(block, &mut found, &mut tell)?;
        }
        failure.map_or(Ok(()), Err)
    });
    let Compared { twins, addresses, owned: values, collector, .. } = compared;
    for finding in collector.finish(seen, found.messages) {
        found.warn(&finding, &mut tell);
    }
    // Where the list could be read no further, that is all there is to be told.
    read?;
    found.rows_seen = seen;
    let twins = twins.finish(|_| true)?;
    found.tell_twins(&twins, &mut tell);
    found.leave_out(list, ledger.as_deref(), redo, &twins.rows)?;
    // Rows that are the same in every column have been told of.
    let addresses = addresses
        .finish(|item| !twins.rows.contains(item.number) && (!item.is_sound || found.due.contains(item.number)))?;
    let alike = Alike::of(list, &addresses.repeats, seen)?;
    found.tell_addresses(list, &addresses, &alike, &mut tell);
    if list.selection.dedupe {
        found.leave_out(list, ledger.as_deref(), redo, &addresses.rows)?;
    }
    // So have those that have the same address; and of two rows with the same number and name once is enough.
    let mut told = vec![twins.rows, addresses.rows];
    for (owned, values) in owned.iter().zip(values) {
        let same = values.finish(|item| !told.iter().any(|rows| rows.contains(item.number)))?;
        let are_told = found.tell_owned(header, owned, &same, &mut tell);
        // What a family shares is not told of, and one of them may be there twice.
        if are_told && !owned.is_shared() {
            told.push(same.rows);
        }
    }
    for finding in copies(&list.template, found.messages) {
        found.warn(&finding, &mut tell);
    }
    if let Some(ledger) = ledger {
        if found.twins > 0 {
            ledger.find_by_key()?;
        }
        found.edited = edited(list, ledger, &found.due)?;
    }
    Ok(found)
}

/// Whether rows go to addresses of their own: a trial goes to one, and so may all letters.
fn has_own_addresses(list: &List) -> bool {
    let template = &list.template;
    !template.is_trial() && template.has_own_recipients() && template.typed_recipient().is_none()
}

/// What is compared of one row with the others.
struct Compared {
    twins: Repeats,
    addresses: Repeats,
    /// What each row has of its own, by sorts.
    owned: Vec<Repeats>,
    by_address: bool,
    /// One mail for each address, also where an earlier run has settled the first row that has it.
    is_deduped: bool,
    former: Former,
    collector: Collector,
}

impl Compared {
    /// Begins with a row that has been read. `None`: there is nothing to check.
    fn begin(
        &mut self,
        list: &List,
        row: Selected,
        ledger: Option<&Sqlite>,
        (redo, attempts): (Redo, u32),
        found: &mut Preflight,
    ) -> Result<Option<ToCheck>, PreflightError> {
        let Selected::Row(record) = &row else { return Ok(Some(ToCheck { row, entry: None })) };
        self.twins.add(whole(record))?;
        let entry = known(record, ledger)?;
        if let Some(entry) = &entry {
            if !is_due(entry, redo, attempts) {
                found.add_known(record.number, entry);
                if let Some(first) = former::own(Some(&list.template), entry).filter(|_| self.is_deduped) {
                    self.addresses.add(parsed(&first.address, record))?;
                }
                return Ok(None);
            }
            found.known_due.insert(record.number);
            found.retried += u64::from(!is_due(entry, Redo::default(), attempts));
        }
        Ok(Some(ToCheck { row, entry }))
    }

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
            for (owned, item) in self.owned.iter_mut().zip(row.owned) {
                item.map_or(Ok(()), |item| owned.add(item))?;
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

/// Rows that are being checked, or have been.
struct UnderWay {
    checked: Receiver<Block>,
    octets: usize,
}

/// Whether more rows may be read while these are under way.
fn has_room(under_way: &VecDeque<UnderWay>) -> bool {
    under_way.len() < MOST_BLOCKS * rayon::current_num_threads()
        && under_way.iter().map(|block| block.octets).sum::<usize>() < MOST_OCTETS
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

/// The same for a list of which it is not known yet whether rows are the same in every column. Such rows are one mail, which is kept
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
            Ok(record) => twins.add(whole(&record))?,
            Err(error) if error.is_row_fault() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(!twins.finish(|_| false)?.rows.is_empty())
}

fn known(record: &Record, ledger: Option<&Sqlite>) -> Result<Option<Entry>, LedgerError> {
    match ledger {
        Some(ledger) if !ledger.is_fresh() => ledger.find(record.number, &key(record)),
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
