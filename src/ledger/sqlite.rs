//! The embedded ledger: one SQLite file, write-ahead log, fully synchronous, one writer.
//!
//! `synchronous=FULL` is not negotiable: with `NORMAL` a power cut takes back commits that were relied on, and what was
//! `sending` is sent again. The lock of the connection (`locking_mode=EXCLUSIVE`) keeps a second process out and lasts as
//! long as the process, however it ends. Local disks only: network file systems lie about locks and about syncing.

mod entries;
mod facts;
mod file;
mod glance;
mod group;
mod line;
mod log;
mod message_id;
mod opening;
mod recovery;
mod schema;
mod sending;
mod snapshot;
mod verify;

use std::fs;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Change, Entry, Key, LedgerError, Places};
use crate::delivery::Outcome;
pub use entries::InOrder;
pub use glance::Glance;
pub use opening::Opened;

use entries::Entries;
use file::{explain, explain_unverified};
use group::Group;
use line::{COUNT, CURRENT, CURRENT_OF_KEY, CURRENT_OF_PLACE, LINES, LINES_OF_KEY, LINES_OF_PLACE, Lines, ids, state};
use log::Log;
use schema::{INDEX, PLACES};
use sending::Sending;

/// The embedded ledger. One writer at a time: the coordinator, or its thread for what is much.
#[derive(Debug)]
pub struct Sqlite {
    file: PathBuf,
    connection: Connection,
    batch_id: String,
    /// Rows are found by key instead of by number: the list has changed its order since.
    by_key: bool,
    /// Made by this process: no row is known yet.
    fresh: bool,
    next_place: u64,
    /// How many commits there were.
    turn: u64,
    sending: Sending,
    log: Log,
    /// A commit has failed: nothing is sent any more, so nothing is `sending` any more.
    failed: bool,
    /// Holds the folder of a ledger, or of a copy of one, that is not to be kept.
    temporary: Option<tempfile::TempDir>,
}

impl Sqlite {
    /// Whether it was made by this process, so that nothing is known from earlier runs.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Whether it is gone when this process ends.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }

    /// Whether rows are found by key (see [`Self::find_by_key`]).
    #[must_use]
    pub fn finds_by_key(&self) -> bool {
        self.by_key
    }

    /// Where this run keeps rows that are not known yet.
    #[must_use]
    pub fn places(&self) -> Places {
        Places { by_number: !self.by_key, next: self.next_place }
    }

    /// Closes a ledger that nothing has been written to, and takes it away again.
    pub fn discard_unused(self) {
        let is_unused = self.fresh && self.knows_nobody();
        let file = self.file.clone();
        drop(self);
        if is_unused {
            // What is left behind is an empty ledger: harmless.
            let _ = fs::remove_file(file);
        }
    }

    /// Whether nothing has been begun by it yet, in this run or an earlier one.
    #[must_use]
    pub fn knows_nobody(&self) -> bool {
        let is_empty =
            || self.connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM recipient)", [], |row| row.get(0));
        self.sending.is_empty() && is_empty().unwrap_or(false)
    }

    /// Part of every Message-ID of the batch: another batch of the same rows has other ones.
    #[must_use]
    pub fn batch_id(&self) -> &str {
        &self.batch_id
    }

    /// Compares the numbers and keys of a list, in its order, with those that are kept. Unless every row that is kept stands
    /// where it stood, rows are found by key from now on: slower, and right for any order.
    ///
    /// # Errors
    /// The ledger cannot be read, or its index cannot be written.
    pub fn align(&mut self, list: impl IntoIterator<Item = (u64, Key)>) -> Result<(), LedgerError> {
        let in_place = self.reading(|connection| {
            let mut statement =
                connection.prepare("SELECT id / ?1, key FROM recipient WHERE id % ?1 = 0 ORDER BY id")?;
            let mut list = list.into_iter();
            for kept in statement.query_map([PLACES], |row| Ok((row.get(0)?, Key::from_bytes(row.get(1)?))))? {
                let (place, key) = kept?;
                // Rows without an entry are passed over; an entry without its row must not be.
                if list.find(|(number, _)| *number >= place) != Some((place, key)) {
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        if in_place { Ok(()) } else { self.find_by_key() }
    }

    /// Finds rows by key from now on, wherever they stand in the list.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn find_by_key(&mut self) -> Result<(), LedgerError> {
        self.execute(&INDEX.replace("INDEX", "INDEX IF NOT EXISTS"))?;
        self.by_key = true;
        Ok(())
    }

    /// The key and the first address of the row that was last seen under a number, where that is known without a search.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn kept_under(&self, number: u64) -> Result<Option<(Key, String)>, LedgerError> {
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT key, address FROM recipient WHERE id = ?1 AND row = ?2")?;
            statement
                .query_row(params![ids(number)?.0, number], |row| Ok((Key::from_bytes(row.get(0)?), row.get(1)?)))
                .optional()
        })
    }

    /// Gives each message that is known to `each`, in the order of the list.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn scan(&self, mut each: impl FnMut(Entry)) -> Result<(), LedgerError> {
        self.reading(|connection| {
            let mut statement = connection.prepare(self.all_lines())?;
            let mut entries = Entries::of(&mut statement, [], &self.batch_id)?;
            while let Some((_, entry)) = entries.next()? {
                each(entry);
            }
            Ok(())
        })
    }

    /// Finds many rows, best in the order of the list.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn in_order<T>(&self, find: impl FnOnce(&mut InOrder<'_>) -> T) -> Result<T, LedgerError> {
        self.reading(|connection| {
            let mut statement = connection.prepare(self.all_lines())?;
            let entries = Entries::of(&mut statement, [], &self.batch_id)?;
            Ok(find(&mut InOrder { ledger: self, entries, ahead: None, asked: 0 }))
        })
    }

    /// How many recipients have this outcome; those that are `sending` have none.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn count(&self, outcome: Outcome) -> Result<u64, LedgerError> {
        self.reading(|connection| connection.query_row(COUNT, [state(outcome)], |row| row.get(0)))
    }

    fn all_lines(&self) -> &'static str {
        if self.sending.is_empty() { LINES } else { CURRENT }
    }

    fn next_turn(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// All that is written becomes durable, or nothing.
    fn transact<T>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        let run = |sql| self.connection.prepare_cached(sql)?.execute([]).map(drop);
        let done = run("BEGIN").and_then(|()| {
            let written = write(&self.connection)?;
            run("COMMIT")?;
            Ok(written)
        });
        if done.is_err() && !self.connection.is_autocommit() {
            // Where that fails too, the next transaction cannot begin.
            let _ = run("ROLLBACK");
        }
        done.map_err(|error| explain(&self.file, "cannot be written", &error))
    }

    fn execute(&self, sql: &str) -> Result<(), LedgerError> {
        self.connection.execute_batch(sql).map_err(|error| explain(&self.file, "cannot be written", &error))
    }

    fn reading<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        read(&self.connection).map_err(|error| explain(&self.file, "cannot be read", &error))
    }

    fn verifying<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        read(&self.connection).map_err(|error| explain_unverified(&self.file, &error))
    }

    fn writing<T>(&mut self, write: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        write(&mut self.connection).map_err(|error| explain(&self.file, "cannot be written", &error))
    }

    fn damaged(&self, why: &str) -> LedgerError {
        LedgerError::Damaged { file: self.file.clone(), why: why.to_owned() }
    }
}

impl Sqlite {
    /// Makes a group of changes durable, all or none. After a failure outcomes are still taken, and nothing is armed any more.
    ///
    /// # Errors
    /// Nothing of the group may be relied on: stop sending.
    pub fn commit(&mut self, changes: &[Change]) -> Result<(), LedgerError> {
        // A smaller group may find room where a larger one found none: outcomes yes, doubt about what is not sent no.
        let Group { settled, armed } = Group::of(changes, !self.failed);
        let turn = self.next_turn();
        self.rely_on_log_by_now().inspect_err(|_| self.failed = true)?;
        let written = self.transact(|connection| {
            let mut lines = Lines::new(connection, &self.batch_id, turn)?;
            for (message, key, delivery) in &settled {
                lines.settle(*message, key, delivery)?;
            }
            self.sending.write(connection, turn, &self.batch_id, armed)
        });
        self.failed |= written.is_err();
        let last = changes.iter().map(|change| match change {
            Change::Arm { id, .. } | Change::Settle { id, .. } => *id,
        });
        self.next_place = last.max().map_or(self.next_place, |last| self.next_place.max(last.saturating_add(1)));
        let armed = written?;
        settled.iter().for_each(|(message, ..)| self.sending.settle(*message));
        self.sending.take(armed);
        self.fold_in_if_long();
        Ok(())
    }

    /// What is known of a row, by its number (from 1) and key; `None` = planned.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn find(&self, number: u64, key: &Key) -> Result<Option<Entry>, LedgerError> {
        self.reading(|connection| {
            if self.by_key {
                let lines = if self.sending.contains_key(key) { CURRENT_OF_KEY } else { LINES_OF_KEY };
                Entries::of(&mut *connection.prepare_cached(lines)?, [key.as_bytes()], &self.batch_id)?.last()
            } else {
                let lines = if self.sending.contains(number) { CURRENT_OF_PLACE } else { LINES_OF_PLACE };
                let (first, end) = ids(number)?;
                let parameters = params![first, end, key.as_bytes()];
                Entries::of(&mut *connection.prepare_cached(lines)?, parameters, &self.batch_id)?.last()
            }
        })
    }
}
