//! A batch as its ledger and its list tell it together, after the fact: also of rows that were never tried, and of those that
//! could not be.

use std::collections::HashSet;

use super::addressed::Addressed;
use super::preflight::{align_twins, own_recipient};
use super::prepare::{key, prepare};
use super::reports::{moved, unreadable, untold};
use super::rest::{RestError, may_have_it, untried};
use super::{RowSet, Selected, Selection};
use crate::delivery::Delivery;
use crate::input::{Record, Source};
use crate::ledger::{Entry, InOrder, Key, Sqlite};
use crate::mail::Mailbox;
use crate::merge::Template;

/// A list in which every row that got the mail, or may have, has been found, or another in its place.
#[derive(Debug)]
pub struct Whole<'a> {
    pub(super) source: &'a Source,
    /// Whose rows were to be sent.
    selection: &'a Selection,
    /// The letter, if it is the one that was sent: without it nobody can say to whom a row would have gone.
    template: Option<&'a Template>,
    ledger: &'a Sqlite,
    /// How many rows got the mail, or may have, and are in the list no longer: others were tried in their places since.
    pub(super) replaced: u64,
    /// Whether rows are the same in every column.
    has_twins: bool,
    /// The column of the addresses each of which gets one mail (`--dedupe address`).
    deduped: Option<usize>,
}

/// Which of the rows that the ledger does not know are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that were to be sent.
    Part,
    /// All of the list.
    List,
}

/// A row of the list; with groups, all rows of one that was to be sent.
pub(super) enum Met<'a> {
    /// The ledger knows it.
    Known(Entry, &'a Record),
    /// The ledger does not know it. As it was to be sent, if it was.
    Untried(&'a Record, Option<&'a Selected>),
    /// It is none.
    Unreadable(Option<&'a Selected>),
}

impl<'a> Whole<'a> {
    /// Looks for the ledger's rows in the list. One that is not there was changed or taken out: if another row has been tried since
    /// where it stood, the batch has gone on with the list as it is.
    ///
    /// # Errors
    /// See [`RestError`]: with [`RestError::Strangers`] it cannot be told who is left.
    pub fn find(
        source: &'a Source,
        selection: &'a Selection,
        template: Option<&'a Template>,
        ledger: &'a mut Sqlite,
    ) -> Result<Self, RestError> {
        let has_twins = align_twins(source, selection.group_by.is_some(), ledger)?;
        let mut strangers = RowSet::default();
        ledger.scan(|entry| {
            if may_have_it(&entry.delivery) {
                strangers.insert(entry.id);
            }
        })?;
        let mut whole = Self { source, selection, template, ledger, replaced: 0, has_twins, deduped: None };
        // Where the letter has been changed since, the rows tell where their addresses stand.
        let mut columns = vec![0_u64; source.header().names().len()];
        let mut places = RowSet::default();
        whole.walk(Reach::Part, |met| {
            if let Met::Known(entry, record) = met {
                strangers.remove(entry.id);
                places.insert(entry.delivery.row);
                if selection.dedupe
                    && let Some(own) = own_recipient(template, &entry)
                {
                    let is_own = |column: &usize| address_in(record, *column).as_deref() == Some(own.address.as_str());
                    (0..columns.len()).filter(is_own).for_each(|column| columns[column] += 1);
                }
            }
            Ok(())
        })?;
        if selection.dedupe {
            let likely = (0..columns.len()).rev().max_by_key(|column| columns[*column]);
            whole.deduped = template.and_then(Template::address_column).or(likely);
        }
        if !strangers.is_empty() {
            whole.ledger.scan(|entry| {
                let is_replaced = strangers.contains(entry.id) && places.contains(entry.delivery.row);
                whole.replaced += u64::from(is_replaced);
            })?;
        }
        if strangers.len() == whole.replaced { Ok(whole) } else { Err(RestError::strangers(source, strangers.len())) }
    }

    /// Gives what became of each row to `each`, with the row where it is one, in the order of the list: of all that were
    /// tried, and of those that were to be sent. Rows that say the same are one mail, and so told once. Behind them, what was
    /// tried and is in the list no longer is given to `gone`.
    ///
    /// # Errors
    /// The list or the ledger cannot be read.
    pub fn tell<T>(
        &self,
        to: &mut T,
        each: impl Fn(&mut T, Option<&Record>, &Delivery),
        gone: impl Fn(&mut T, &Delivery),
    ) -> Result<(), RestError> {
        let told = self.walk(Reach::Part, |met| {
            match met {
                Met::Known(entry, record) => each(to, Some(record), &moved(entry.delivery, record)),
                Met::Untried(record, Some(row)) => each(to, Some(record), &self.untold(row)),
                Met::Unreadable(Some(row)) => each(to, None, &self.untold(row)),
                Met::Untried(_, None) | Met::Unreadable(None) => {}
            }
            Ok(())
        })?;
        self.ledger.scan(|entry| {
            if !told.contains(entry.id) {
                gone(to, &entry.delivery);
            }
        })?;
        Ok(())
    }

    /// How many rows were neither to be sent nor tried: those that the batch was not for.
    ///
    /// # Errors
    /// The list or the ledger cannot be read.
    pub fn others(&self) -> Result<u64, RestError> {
        let untried = |reach| {
            let mut count = 0;
            self.walk(reach, |met| {
                count += match met {
                    Met::Untried(record, _) => record.rows().count() as u64,
                    Met::Unreadable(_) => 1,
                    Met::Known(..) => 0,
                };
                Ok(())
            })?;
            Ok::<u64, RestError>(count)
        };
        // One that says the same as one that was to be sent is no other.
        Ok(untried(Reach::List)?.saturating_sub(untried(Reach::Part)?))
    }

    /// Gives each row to `each`, in the order of the list; of rows that say the same, the first. Which entries of the ledger were
    /// met.
    pub(super) fn walk(
        &self,
        reach: Reach,
        mut each: impl FnMut(Met<'_>) -> Result<(), RestError>,
    ) -> Result<RowSet, RestError> {
        self.ledger.in_order(|known| {
            let addressed = match self.deduped {
                Some(_) => Addressed::of(self.ledger, self.template)?,
                None => Addressed::default(),
            };
            let mut walk = Walk { whole: self, known, met: RowSet::default(), left: HashSet::new(), addressed };
            self.walk_list(&mut walk, reach, &mut each)?;
            Ok(walk.met)
        })?
    }

    fn walk_list(
        &self,
        walk: &mut Walk<'_, '_>,
        reach: Reach,
        each: &mut impl FnMut(Met<'_>) -> Result<(), RestError>,
    ) -> Result<(), RestError> {
        // Beyond the limit too there may be rows that were tried.
        let mut selected = self.selection.unlimited(self.source)?.peekable();
        let limit = self.selection.limit.unwrap_or(u64::MAX);
        let (mut number, mut count) = (0, 0);
        for record in self.source.records()? {
            number = record.as_ref().map_or(number + 1, |record| record.number);
            let row = selected.next_if(|row| row.as_ref().is_ok_and(|row| row.number() == Some(number))).transpose()?;
            count += u64::from(row.is_some());
            let meant = row.as_ref().filter(|_| count <= limit);
            let is_wanted = reach == Reach::List || meant.is_some();
            match (&row, &record) {
                (Some(Selected::Row(record)), _) => walk.meet(record, meant, is_wanted, each)?,
                // It was met with the first row of its group.
                (None, Ok(record)) if self.selection.group_by.is_some() && self.selection.takes(record) => {}
                (_, Ok(record)) => walk.meet(record, meant, is_wanted, each)?,
                (_, Err(error)) if error.is_row_fault() && is_wanted => each(Met::Unreadable(meant))?,
                (_, Err(error)) if error.is_row_fault() => {}
                (_, Err(_)) => return record.map(drop).map_err(Into::into),
            }
        }
        Ok(())
    }

    pub(super) fn untold(&self, row: &Selected) -> Delivery {
        match (row, self.template) {
            (row, Some(template)) => untold(self.source, template, self.ledger, row),
            (Selected::Faulty { number, line, fault }, None) => unreadable(*number, *line, fault),
            (Selected::Row(record), None) => untried(record),
        }
    }
}

/// The first address in a column of a row.
fn address_in(record: &Record, column: usize) -> Option<String> {
    let mailboxes = Mailbox::parse_list(record.fields.get(column)?).ok()?;
    Some(mailboxes.first()?.address.as_str().to_owned())
}

/// On the way through the list.
struct Walk<'a, 'l> {
    whole: &'a Whole<'a>,
    known: &'a mut InOrder<'l>,
    /// Entries of the ledger.
    met: RowSet,
    /// Rows that it does not know, where others may say the same.
    left: HashSet<Key>,
    /// Addresses that have a mail, where each is to have one.
    addressed: Addressed,
}

impl Walk<'_, '_> {
    fn meet(
        &mut self,
        record: &Record,
        meant: Option<&Selected>,
        is_wanted: bool,
        each: &mut impl FnMut(Met<'_>) -> Result<(), RestError>,
    ) -> Result<(), RestError> {
        let key = key(record);
        match self.known.find(record.number, &key)? {
            Some(entry) if self.met.contains(entry.id) => Ok(()),
            Some(entry) => {
                self.met.insert(entry.id);
                each(Met::Known(entry, record))
            }
            None if is_wanted && (!self.whole.has_twins || self.left.insert(key)) && !self.is_left_out(record) => {
                each(Met::Untried(record, meant))
            }
            None => Ok(()),
        }
    }

    /// Whether another row stands for a sound one: with the same address, of which each gets one mail.
    fn is_left_out(&mut self, record: &Record) -> bool {
        let address = self.whole.deduped.and_then(|column| address_in(record, column));
        let is_sound = || self.whole.template.is_none_or(|template| prepare(template, "", record, 0).is_ok());
        address.is_some_and(|address| is_sound() && !self.addressed.is_first(&address))
    }
}
