//! The embedded ledger: one SQLite file, write-ahead log, fully synchronous, one writer.
//!
//! `synchronous=FULL` is not negotiable: with `NORMAL` a power cut takes back commits that were relied on, and what was
//! `sending` is sent again. The lock of the connection (`locking_mode=EXCLUSIVE`) keeps a second process out and lasts as
//! long as the process, however it ends. Local disks only: network file systems lie about locks and about syncing.

mod entries;
mod file;
mod glance;
mod group;
mod line;
mod message_id;
mod recovery;
mod schema;
mod sending;
mod verify;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use super::{Change, Entry, Identity, Key, Ledger, LedgerError, Places};
use crate::delivery::Outcome;
pub use entries::InOrder;
pub use glance::Glance;

use entries::Entries;
use file::{create, explain, explain_unverified, is_there, seen_from, sync_directory};
use group::Group;
use line::{
    COUNT, CURRENT, CURRENT_OF_KEY, CURRENT_OF_PLACE, LINES, LINES_OF_KEY, LINES_OF_PLACE, Lines, NOTED, ids, state,
};
use schema::{INDEX, PLACES, SCHEMA};
use sending::Sending;

/// No SQLite file that holds anything is shorter: the smallest page.
const LEAST: u64 = 512;

/// The embedded ledger.
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
    /// A commit has failed: nothing is sent any more, so nothing is `sending` any more.
    failed: bool,
    /// Holds the directory entry of a ledger that is not to be kept.
    temporary: Option<tempfile::TempDir>,
}

/// Whether a ledger was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It was made now.
    New,
    /// It was there, with so many recipients; so many of them had been left `sending` by a crash and are in doubt now.
    Resumed {
        /// Recipients it knows.
        recipients: u64,
        /// Those that are in doubt because of a crash.
        crashed: u64,
    },
}

impl Sqlite {
    /// Opens the ledger of a batch, or makes it (mode 0600).
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open(file: &Path, identity: &Identity) -> Result<(Self, Opened), LedgerError> {
        if !is_there(file)? {
            create(file)?;
        }
        let mut ledger = Self::connect(file)?;
        // A crash between creating the file and its tables leaves it empty: that is a new ledger too.
        if ledger.is_empty()? {
            ledger.initialise(identity)?;
            sync_directory(file)?;
            return Ok((ledger, Opened::New));
        }
        ledger.read_verified()?;
        ledger.compare(identity)?;
        ledger.prepare_to_write()?;
        if ledger.part()?.is_some_and(|part| Some(part) != identity.part) {
            ledger.execute("DELETE FROM batch WHERE key = 'part'")?;
        }
        let opened = ledger.recover()?;
        Ok((ledger, opened))
    }

    /// A ledger for this run alone (`--ledger none`): in a private temporary folder, never synced, gone afterwards.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn temporary(identity: &Identity) -> Result<Self, LedgerError> {
        let failed = |error: std::io::Error| LedgerError::Failed {
            file: std::env::temp_dir(),
            what: "no temporary ledger can be made",
            why: error.to_string(),
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        let file = folder.path().join("none.ledger");
        create(&file)?;
        let mut ledger = Self::connect(&file)?;
        ledger.initialise(identity)?;
        ledger.execute("PRAGMA synchronous=OFF")?;
        ledger.temporary = Some(folder);
        Ok(ledger)
    }

    /// Opens an existing ledger to report from it: even where nothing can be written. What a crash left `sending` counts as
    /// in doubt.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open_existing(file: &Path) -> Result<Self, LedgerError> {
        if !is_there(file)? {
            return Err(LedgerError::Failed {
                file: file.to_owned(),
                what: "cannot be opened",
                why: "there is no such file".to_owned(),
            });
        }
        let mut ledger = Self::connect(file)?;
        if ledger.is_empty()? {
            return Err(LedgerError::Damaged { file: file.to_owned(), why: "it is empty".to_owned() });
        }
        ledger.read_verified()?;
        ledger.prepare_to_write()?;
        ledger.consult_notes()?;
        Ok(ledger)
    }

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

    /// The name of the list it was made for, as it was named then, without the sheet.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn recipients_file(&self) -> Result<String, LedgerError> {
        self.fact("recipients_file")
    }

    /// The sheet, where the list is a workbook.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn sheet(&self) -> Result<Option<String>, LedgerError> {
        self.fact_if_any("sheet")
    }

    /// Where the list was when the batch began, seen from where the ledger is now; `None` where it was no file, and for ledgers
    /// that do not tell.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn recipients_path(&self) -> Result<Option<PathBuf>, LedgerError> {
        Ok(self.fact_if_any("recipients_path")?.map(|path| self.file.with_file_name(path)))
    }

    /// The template's file name, as it was named when the batch began.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn template_file(&self) -> Result<String, LedgerError> {
        self.fact("template_file")
    }

    /// Where the template was when the batch began, as [`Self::recipients_path`].
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn template_path(&self) -> Result<Option<PathBuf>, LedgerError> {
        Ok(self.fact_if_any("template_path")?.map(|path| self.file.with_file_name(path)))
    }

    /// The digest of the letter that the batch is bound to: [`Identity::template`].
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn template(&self) -> Result<String, LedgerError> {
        self.fact("template")
    }

    /// [`Identity::from`].
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn from(&self) -> Result<Option<String>, LedgerError> {
        self.fact_if_any("from")
    }

    /// The part of the list that all runs so far were for; `None` = all of it, or different parts.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn part(&self) -> Result<Option<String>, LedgerError> {
        self.fact_if_any("part")
    }

    /// The list's columns when the batch began: [`Identity::columns`].
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn columns(&self) -> Result<Option<Vec<String>>, LedgerError> {
        let kept = self.fact_if_any("columns")?;
        kept.map(|kept| serde_json::from_str(&kept).map_err(|_| self.damaged("its columns are no list of names")))
            .transpose()
    }

    /// How the list was read when it was last sent from: [`Identity::read_as`].
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn read_as(&self) -> Result<Option<String>, LedgerError> {
        self.fact_if_any("read_as")
    }

    /// The same of a ledger that is not open, to open the list before the ledger. Whether the file is sound is not looked at;
    /// nothing is changed.
    ///
    /// # Errors
    /// It is no ledger that can be opened.
    pub fn read_as_in(file: &Path) -> Result<Option<String>, LedgerError> {
        if is_there(file)? { Self::connect(file)?.read_as() } else { Ok(None) }
    }

    /// Keeps another way in which the list is read.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn keep_read_as(&mut self, read_as: Option<&str>) -> Result<(), LedgerError> {
        if self.read_as()?.as_deref() == read_as {
            return Ok(());
        }
        self.writing(|connection| match read_as {
            Some(read_as) => {
                connection.execute("REPLACE INTO batch (key, value) VALUES ('read_as', ?1)", [read_as]).map(drop)
            }
            None => connection.execute("DELETE FROM batch WHERE key = 'read_as'", []).map(drop),
        })
    }

    /// Which batch of this list and template it is, from 1 (`--again` begins another).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn generation(&self) -> Result<u32, LedgerError> {
        self.fact("generation")?.parse().map_err(|_| self.damaged("its generation is no number"))
    }

    /// Closes a ledger that nothing has been written to, and takes it away again.
    pub fn discard_unused(self) {
        let is_unused = self.fresh && self.knows_nobody();
        let Self { file, connection, .. } = self;
        drop(connection);
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

    /// Opens the file without changing it: it may be somebody else's.
    fn connect(file: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)
            .and_then(|connection| {
                // Whoever has it, has it as long as he runs.
                connection.busy_timeout(Duration::ZERO)?;
                // Not even somebody else's log is folded in.
                connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
                // Else a statement is compiled anew whenever another value is bound, for a better plan: there is but one.
                connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
                connection.execute_batch("PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE")?;
                connection.execute_batch(NOTED)?;
                Ok(connection)
            })
            .map_err(|error| explain(file, "cannot be opened", &error))?;
        Ok(Self {
            file: file.to_owned(),
            connection,
            batch_id: String::new(),
            by_key: false,
            fresh: false,
            next_place: 0,
            turn: 0,
            sending: Sending::default(),
            failed: false,
            temporary: None,
        })
    }

    /// From here on it is known to be ours.
    fn prepare_to_write(&mut self) -> Result<(), LedgerError> {
        self.writing(|connection| {
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map(drop)
        })?;
        for pragma in [
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            // 256 KiB: memory does not grow with the ledger, and lines are mostly written one behind the other. With half of it a page
            // is read again for every second commit.
            "PRAGMA cache_size=-256",
            // The pages that change together are the last ones: the longer the log, the more often each is in it, to be written
            // into its place once. 32 MB at most.
            "PRAGMA wal_autocheckpoint=4000",
        ] {
            self.execute(pragma)?;
        }
        Ok(())
    }

    fn is_empty(&self) -> Result<bool, LedgerError> {
        // SQLite takes so little for nothing, and would write over it.
        if fs::metadata(&self.file).is_ok_and(|metadata| (1..LEAST).contains(&metadata.len())) {
            return Err(self.damaged("it is cut off"));
        }
        self.verifying(|connection| {
            connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
        })
    }

    /// Makes the tables. Nothing relies on them before they are whole, so the disk is asked once, at the end, and not for
    /// each step on the way.
    ///
    /// A page of the log is two writes whatever its size, and a commit's lines are spread over several: with 8 KiB there are a
    /// fifth fewer.
    fn initialise(&mut self, identity: &Identity) -> Result<(), LedgerError> {
        self.execute("PRAGMA page_size=8192; PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL")?;
        let batch_id = identity.batch_id();
        let generation = identity.generation.to_string();
        let recipients_path = seen_from(&self.file, &identity.recipients_file);
        let template_path = seen_from(&self.file, &identity.template_file);
        let columns = identity.columns.as_ref().and_then(|names| serde_json::to_string(names).ok());
        let facts = [
            ("batch", Some(batch_id.as_str())),
            ("generation", Some(generation.as_str())),
            ("template", Some(identity.template.as_str())),
            ("template_file", Some(identity.template_file.as_str())),
            ("recipients_file", Some(identity.recipients_file.as_str())),
            ("recipients_path", recipients_path.as_deref()),
            ("sheet", identity.sheet.as_deref()),
            ("template_path", template_path.as_deref()),
            ("from", identity.from.as_deref()),
            ("part", identity.part.as_deref()),
            ("columns", columns.as_deref()),
            ("read_as", identity.read_as.as_deref()),
        ];
        self.writing(|connection| {
            let transaction = connection.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            for (key, value) in facts.into_iter().filter_map(|(key, value)| Some((key, value?))) {
                transaction.execute("INSERT INTO batch (key, value) VALUES (?1, ?2)", params![key, value])?;
            }
            transaction.commit()
        })?;
        self.prepare_to_write()?;
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        (self.batch_id, self.next_place, self.fresh) = (batch_id, 1, true);
        Ok(())
    }

    fn compare(&self, identity: &Identity) -> Result<(), LedgerError> {
        if self.fact("template")? == identity.template {
            return Ok(());
        }
        let changed = format!(
            "the template ({}), a file it includes or attaches to all, or From",
            self.fact("template_file").unwrap_or_default()
        );
        Err(LedgerError::OtherBatch { file: self.file.clone(), changed })
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

    fn fact(&self, key: &str) -> Result<String, LedgerError> {
        self.fact_if_any(key)?.ok_or_else(|| self.damaged("a fact about the batch is missing"))
    }

    fn fact_if_any(&self, key: &str) -> Result<Option<String>, LedgerError> {
        self.verifying(|connection| {
            connection.query_row("SELECT value FROM batch WHERE key = ?1", [key], |row| row.get(0)).optional()
        })
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

impl Ledger for Sqlite {
    fn commit(&mut self, changes: &[Change]) -> Result<(), LedgerError> {
        // A smaller group may find room where a larger one found none: outcomes yes, doubt about what is not sent no.
        let Group { settled, armed } = Group::of(changes, !self.failed);
        let turn = self.next_turn();
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
        Ok(())
    }

    fn find(&self, number: u64, key: &Key) -> Result<Option<Entry>, LedgerError> {
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
