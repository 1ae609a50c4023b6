//! What the ledger knows of the rows of a list: which stand where they stood, which are settled, and which were others.

use std::collections::HashMap;

use super::block::whole;
use super::{PreflightError, Redo};
use crate::batch::prepare::key;
use crate::batch::repeats::Repeats;
use crate::batch::{List, RowSet, Selected};
use crate::delivery::Outcome;
use crate::input::{InputError, Record, Source};
use crate::ledger::{Entry, LedgerError, Sqlite};

/// Where the list has another order than it had, rows are found by key from now on. All rows count, selected or not: one
/// that is not selected may stand where a selected one stood.
pub(super) fn align(list: &List, ledger: &mut Sqlite) -> Result<(), PreflightError> {
    if ledger.is_fresh() {
        return Ok(());
    }
    if list.selection.group_by.is_some() {
        // Which rows a group has depends on which are selected: where it stands says nothing.
        return Ok(ledger.find_by_key()?);
    }
    align_rows(&list.source, ledger)
}

/// Compares the rows of a list in which each is a mail with those of the ledger.
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

/// As [`align`], for a list of which it is not known yet whether rows are the same in every column. Such rows are one mail, which is kept
/// where the first of them stood: the others are found by key alone. Whether there are such rows.
pub(in crate::batch) fn align_twins(
    source: &Source,
    is_grouped: bool,
    ledger: &mut Sqlite,
) -> Result<bool, PreflightError> {
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

pub(super) fn known(record: &Record, ledger: Option<&Sqlite>) -> Result<Option<Entry>, LedgerError> {
    match ledger {
        Some(ledger) if !ledger.is_fresh() => ledger.find(record.number, &key(record)),
        _ => Ok(None),
    }
}

/// Whether a row that the ledger knows is to be sent (again).
pub(super) fn is_due(entry: &Entry, redo: Redo, attempts: u32) -> bool {
    entry.delivery.recipients.iter().any(|recipient| wants(recipient.outcome, entry.delivery.attempts, redo, attempts))
}

/// Whether one of the first rows is to be sent, where an earlier run has settled some.
pub(super) fn has_due(
    list: &List,
    ledger: &Sqlite,
    (redo, attempts): (Redo, u32),
    rows: usize,
) -> Result<bool, PreflightError> {
    if ledger.is_fresh() {
        return Ok(false);
    }
    for row in list.selection.of(&list.source)?.take(rows) {
        let Ok(Selected::Row(record)) = row else { continue };
        if known(&record, Some(ledger))?.is_none_or(|entry| is_due(&entry, redo, attempts)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a recipient in this state is to be tried. A deferred one with attempts left was only interrupted.
pub(in crate::batch) fn wants(outcome: Outcome, tried: u32, redo: Redo, attempts: u32) -> bool {
    match outcome {
        Outcome::Accepted => false,
        Outcome::Refused => redo.refused,
        Outcome::Deferred => redo.deferred || tried < attempts,
        Outcome::InDoubt => redo.in_doubt,
        Outcome::Unsent | Outcome::Faulty => true,
    }
}

/// A row under whose number an earlier run had other values, which are nowhere in the list any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Where it begins, from 1.
    pub line: u64,
    /// Whom the earlier run had there.
    pub address: String,
    /// Whether the row is still this one's: otherwise that one may have been taken out, and another row has moved up.
    pub is_still_theirs: bool,
}

/// The first rows of which that is so.
pub(super) fn edited(list: &List, ledger: &Sqlite, due: &RowSet) -> Result<Vec<Edited>, PreflightError> {
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
            if let Some((.., address)) = candidates.iter().find(|(number, ..)| *number == record.number) {
                let is_still_theirs = record.fields.iter().any(|value| has_address(value, address));
                lines.insert(record.number, (record.line, is_still_theirs));
            }
            // Still there: moved, or unchanged and asked for again.
            let key = key(&record);
            candidates.retain(|(_, kept, _)| *kept != key);
        }
    }
    let edited = |(number, _, address)| {
        let (line, is_still_theirs) = lines.get(&number).copied().unwrap_or((number, false));
        Edited { line, address, is_still_theirs }
    };
    Ok(candidates.into_iter().map(edited).collect())
}

/// Whether a value has an address in it, in whatever case.
fn has_address(value: &str, address: &str) -> bool {
    value.to_lowercase().contains(&address.to_lowercase())
}

/// All rows, selected or not; of groups, those that are selected.
pub(super) fn records(list: &List) -> Result<Box<dyn Iterator<Item = Record> + '_>, InputError> {
    if list.selection.group_by.is_some() {
        let records = list.selection.of(&list.source)?.flatten().filter_map(|row| match row {
            Selected::Row(record) => Some(record),
            Selected::Faulty { .. } => None,
        });
        return Ok(Box::new(records));
    }
    Ok(Box::new(list.source.records()?.flatten()))
}
