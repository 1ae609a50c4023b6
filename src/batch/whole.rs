//! A batch as its ledger and its list tell it together, after the fact: also of rows that were never tried, and of those that
//! could not be.

use std::collections::HashSet;

use super::preflight::align_rows;
use super::prepare::key;
use super::reports::{moved, unreadable, untold};
use super::rest::{RestError, may_have_it, sound, untried};
use super::{RowSet, Selected, Selection};
use crate::delivery::Delivery;
use crate::input::Source;
use crate::ledger::{InOrder, Sqlite};
use crate::merge::Template;

/// A list in which every row that got the mail, or may have, has been found.
#[derive(Debug)]
pub struct Whole<'a> {
    source: &'a Source,
    /// Whose rows were to be sent.
    selection: &'a Selection,
    /// The letter, if it is the one that was sent: without it nobody can say to whom a row would have gone.
    template: Option<&'a Template>,
    ledger: &'a Sqlite,
}

impl<'a> Whole<'a> {
    /// Looks for the ledger's rows in the list.
    ///
    /// # Errors
    /// See [`RestError`]: with [`RestError::Strangers`] it cannot be told who is left.
    pub fn find(
        source: &'a Source,
        selection: &'a Selection,
        template: Option<&'a Template>,
        ledger: &'a mut Sqlite,
    ) -> Result<Self, RestError> {
        align_rows(source, ledger)?;
        let mut strangers = RowSet::default();
        ledger.scan(|entry| {
            if may_have_it(&entry.delivery) {
                strangers.insert(entry.id);
            }
        })?;
        let whole = Self { source, selection, template, ledger };
        let rows = sound(source)?;
        whole.ledger.in_order(|known| {
            for record in rows {
                let record = record?;
                if let Some(entry) = known.find(record.number, &key(&record))? {
                    strangers.remove(entry.id);
                }
            }
            Ok::<_, RestError>(())
        })??;
        if strangers.is_empty() { Ok(whole) } else { Err(RestError::strangers(source, strangers.len())) }
    }

    /// Gives what became of each row to `each`, in the order of the list: of all that were tried, and of those that were to be
    /// sent. Rows that say the same are one mail, and so told once. Behind them comes what was tried and is in the list no longer.
    ///
    /// # Errors
    /// The list or the ledger cannot be read.
    pub fn tell(&self, mut each: impl FnMut(&Delivery)) -> Result<(), RestError> {
        let told = self.ledger.in_order(|known| self.tell_list(known, &mut each))??;
        self.ledger.scan(|entry| {
            if !told.contains(entry.id) {
                each(&entry.delivery);
            }
        })?;
        Ok(())
    }

    /// The entries of the ledger that have been told.
    fn tell_list(&self, known: &mut InOrder<'_>, each: &mut impl FnMut(&Delivery)) -> Result<RowSet, RestError> {
        let mut told = RowSet::default();
        let mut left = HashSet::new();
        let mut selected = self.selection.of(self.source)?.peekable();
        let mut number = 0;
        for record in self.source.records()? {
            number = record.as_ref().map_or(number + 1, |record| record.number);
            let row = selected.next_if(|row| row.as_ref().is_ok_and(|row| row.number() == Some(number))).transpose()?;
            match record {
                Ok(record) => {
                    let key = key(&record);
                    if let Some(entry) = known.find(number, &key)? {
                        if !told.contains(entry.id) {
                            told.insert(entry.id);
                            each(&moved(entry.delivery, &record));
                        }
                    } else if let Some(row) = row
                        && left.insert(key)
                    {
                        each(&self.untold(&row));
                    }
                }
                Err(error) if !error.is_row_fault() => return Err(error.into()),
                Err(_) => row.iter().for_each(|row| each(&self.untold(row))),
            }
        }
        Ok(told)
    }

    fn untold(&self, row: &Selected) -> Delivery {
        match (row, self.template) {
            (row, Some(template)) => untold(self.source, template, self.ledger, row),
            (Selected::Faulty { number, line, fault }, None) => unreadable(*number, *line, fault),
            (Selected::Row(record), None) => untried(record),
        }
    }
}
