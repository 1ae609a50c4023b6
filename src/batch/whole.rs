//! A batch as its ledger and its list tell it together, after the fact: also of rows that were never tried, and of those that
//! could not be.

use std::collections::HashSet;

use super::preflight::align_rows;
use super::prepare::key;
use super::reports::{moved, unreadable, untold};
use super::rest::{RestError, may_have_it, sound, untried};
use super::{RowSet, Selected, Selection};
use crate::delivery::Delivery;
use crate::input::{InputError, Record, Source};
use crate::ledger::{InOrder, Key, Sqlite};
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
        if selection.group_by.is_some() {
            ledger.find_by_key()?;
        } else {
            align_rows(source, ledger)?;
        }
        let mut strangers = RowSet::default();
        ledger.scan(|entry| {
            if may_have_it(&entry.delivery) {
                strangers.insert(entry.id);
            }
        })?;
        let whole = Self { source, selection, template, ledger };
        let rows: Box<dyn Iterator<Item = Result<Record, InputError>> + '_> = match selection.group_by {
            None => Box::new(sound(source)?),
            Some(_) => Box::new(selection.of(source)?.filter_map(|row| match row {
                Ok(Selected::Row(record)) => Some(Ok(record)),
                Ok(Selected::Faulty { .. }) => None,
                Err(error) => Some(Err(error)),
            })),
        };
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

    /// Gives what became of each row to `each`, with the row where it is one, in the order of the list: of all that were tried, and of those that were to be
    /// sent. Rows that say the same are one mail, and so told once. Behind them comes what was tried and is in the list no longer.
    ///
    /// # Errors
    /// The list or the ledger cannot be read.
    pub fn tell(&self, mut each: impl FnMut(Option<&Record>, &Delivery)) -> Result<(), RestError> {
        let told = self.ledger.in_order(|known| self.tell_list(known, &mut each))??;
        self.ledger.scan(|entry| {
            if !told.contains(entry.id) {
                each(None, &entry.delivery);
            }
        })?;
        Ok(())
    }

    /// The entries of the ledger that have been told.
    fn tell_list(
        &self,
        known: &mut InOrder<'_>,
        each: &mut impl FnMut(Option<&Record>, &Delivery),
    ) -> Result<RowSet, RestError> {
        let mut telling = Telling { whole: self, told: RowSet::default(), left: HashSet::new(), each };
        let mut selected = self.selection.of(self.source)?.peekable();
        if self.selection.group_by.is_some() {
            for row in selected {
                telling.tell(known, Some(row?))?;
            }
            return Ok(telling.told);
        }
        let mut number = 0;
        for record in self.source.records()? {
            number = record.as_ref().map_or(number + 1, |record| record.number);
            let row = selected.next_if(|row| row.as_ref().is_ok_and(|row| row.number() == Some(number))).transpose()?;
            match (record, row) {
                (Err(error), _) if !error.is_row_fault() => return Err(error.into()),
                // What was tried is told, whatever the part is.
                (Ok(record), None) => {
                    telling.tell_known(known, &record, &key(&record))?;
                }
                (_, row) => telling.tell(known, row)?,
            }
        }
        Ok(telling.told)
    }

    fn untold(&self, row: &Selected) -> Delivery {
        match (row, self.template) {
            (row, Some(template)) => untold(self.source, template, self.ledger, row),
            (Selected::Faulty { number, line, fault }, None) => unreadable(*number, *line, fault),
            (Selected::Row(record), None) => untried(record),
        }
    }
}

/// What has been told so far.
struct Telling<'a, F> {
    whole: &'a Whole<'a>,
    /// Entries of the ledger.
    told: RowSet,
    /// Rows that it does not know.
    left: HashSet<Key>,
    each: F,
}

impl<F: FnMut(Option<&Record>, &Delivery)> Telling<'_, F> {
    fn tell(&mut self, known: &mut InOrder<'_>, row: Option<Selected>) -> Result<(), RestError> {
        let Some(row) = row else { return Ok(()) };
        let is_told = match &row {
            Selected::Faulty { .. } => false,
            Selected::Row(record) => {
                let key = key(record);
                self.tell_known(known, record, &key)? || !self.left.insert(key)
            }
        };
        if !is_told {
            let record = if let Selected::Row(record) = &row { Some(record) } else { None };
            (self.each)(record, &self.whole.untold(&row));
        }
        Ok(())
    }

    /// Tells a row, once, if the ledger knows it. Whether it does.
    fn tell_known(&mut self, known: &mut InOrder<'_>, record: &Record, key: &Key) -> Result<bool, RestError> {
        let Some(entry) = known.find(record.number, key)? else { return Ok(false) };
        if !self.told.contains(entry.id) {
            self.told.insert(entry.id);
            (self.each)(Some(record), &moved(entry.delivery, record));
        }
        Ok(true)
    }
}
