//! The log: SQLite's write-ahead log, a file beside the ledger's with all that was committed since it was last folded in.
//!
//! To SQLite a ledger without its log is whole; it only knows less, and mail would go out twice. So before anything is armed the
//! main file says that it has a log, and which one. The log, which is read over it, takes that back, and says which one it is. So
//! whoever folds it in, this program or another (`sqlite3`), also takes those words out of the main file.
//!
//! There is never an empty log beside a main file that asks for one: it is folded in without being cut off, and on disk before.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::Sqlite;
use super::glance::unlocked;
use crate::ledger::LedgerError;

/// The longer the log, the more often each page is in it, to be written into its place once: those that change together are the
/// last ones. 32 MB at most.
const MOST_PAGES: u64 = 4000;

const ASK: &str = "INSERT OR IGNORE INTO batch (key, value) VALUES ('awaits_log', lower(hex(randomblob(8))))";

/// For the log that the main file asks for already.
const ASK_AGAIN: &str =
    "INSERT OR IGNORE INTO batch (key, value) SELECT 'awaits_log', value FROM batch WHERE key = 'log'";

const TAKE_BACK: &str = "
    REPLACE INTO batch (key, value) SELECT 'log', value FROM batch WHERE key = 'awaits_log';
    DELETE FROM batch WHERE key = 'awaits_log'";

/// What is said of the log.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The main file asks for it.
    is_awaited: bool,
    /// The log has not taken that back.
    is_asked_for: bool,
}

/// Where a ledger's log is.
pub(super) fn log_of(file: &Path) -> PathBuf {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Whether nothing is in it.
pub(super) fn is_log_empty(file: &Path) -> bool {
    !fs::metadata(log_of(file)).is_ok_and(|log| log.len() > 0)
}

/// Which log the main file asks for, by itself.
pub(super) fn awaited(file: &Path) -> Option<String> {
    let ask = "SELECT value FROM batch WHERE key = 'awaits_log'";
    unlocked(file)?.query_row(ask, [], |row| row.get(0)).ok()
}

/// Refuses a ledger whose log is not beside it, before SQLite makes an empty one.
pub(super) fn check_is_there(file: &Path) -> Result<(), LedgerError> {
    // Looked for once more: whoever has begun since has made it before the main file asked for it.
    if !is_log_empty(file) || awaited(file).is_none() || !is_log_empty(file) {
        return Ok(());
    }
    let log = log_of(file);
    let what = if log.exists() { "is empty" } else { "is missing" };
    Err(LedgerError::WithoutLog { file: file.to_owned(), log, what })
}

impl Sqlite {
    /// Refuses a log that is not the one that the main file asks for; nobody else may be writing any more.
    pub(super) fn check_log(&mut self) -> Result<(), LedgerError> {
        let Some(awaited) = awaited(&self.file) else { return Ok(()) };
        // Where nothing has been committed to it yet, what is read is what the main file says.
        let find = "SELECT count(*) > 0 FROM batch WHERE key IN ('awaits_log', 'log') AND value = ?1";
        if !self.verifying(|connection| connection.query_row(find, [awaited], |row| row.get(0)))? {
            let what = "is another ledger's, or was written before it";
            return Err(LedgerError::WithoutLog { file: self.file.clone(), log: log_of(&self.file), what });
        }
        self.log.is_awaited = true;
        Ok(())
    }

    /// What has been asked for will have to be taken back.
    pub(super) fn prepare_log(&mut self) -> Result<(), LedgerError> {
        self.log.is_asked_for = self.fact_if_any("awaits_log")?.is_some();
        // It is folded in by nobody unasked.
        self.execute("PRAGMA wal_autocheckpoint=0")
    }

    /// The log of a ledger that is gone with this process is missed by nobody.
    pub(super) fn fold_in_unasked(&self) -> Result<(), LedgerError> {
        self.execute(&format!("PRAGMA wal_autocheckpoint={MOST_PAGES}"))
    }

    /// From here on what is committed is relied on, and this first.
    pub(super) fn rely_on_log(
        &mut self,
        first: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        match &self.log {
            _ if self.is_temporary() => self.transact(first),
            Log { is_awaited: false, .. } => self.fold_in(first),
            Log { is_asked_for: true, .. } => self.take_back(first),
            _ => self.transact(first),
        }
    }

    /// Relies on the log from here on, as [`Self::rely_on_log`] does with nothing to be done first, unless that has happened.
    pub(super) fn rely_on_log_by_now(&mut self) -> Result<(), LedgerError> {
        if self.is_temporary() || self.log.is_awaited { Ok(()) } else { self.fold_in(|_| Ok(())) }
    }

    /// Folds the log in once it is long. Where that fails nothing is lost: it is tried again with the next commit.
    pub(super) fn fold_in_if_long(&mut self) {
        let pages = |connection: &Connection| {
            connection.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?.query_row([], |row| row.get::<_, u64>(1))
        };
        if !self.is_temporary() && self.reading(pages).is_ok_and(|pages| pages >= MOST_PAGES) {
            let _ = self.fold_in(|_| Ok(()));
        }
    }

    /// Has the main file ask for the log, with all that is in it so far; and takes that back in the log, with what is first
    /// to stand in it.
    fn fold_in(&mut self, first: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Result<(), LedgerError> {
        if self.log.is_awaited {
            self.ask_for_log(ASK_AGAIN)?;
        } else {
            // The disk is asked when it is folded in.
            self.execute("PRAGMA synchronous=OFF")?;
            let asked = self.ask_for_log(ASK);
            self.execute("PRAGMA synchronous=FULL")?;
            asked?;
        }
        let fold = "PRAGMA wal_checkpoint(PASSIVE)";
        let (pages, folded): (i64, i64) =
            self.writing(|connection| connection.query_row(fold, [], |row| Ok((row.get(1)?, row.get(2)?))))?;
        if pages != folded {
            let (file, why) = (self.file.clone(), "its log could not be folded in".to_owned());
            return Err(LedgerError::Failed { file, what: "cannot be written", why });
        }
        self.log.is_awaited = true;
        self.take_back(first)
    }

    fn ask_for_log(&mut self, ask: &str) -> Result<(), LedgerError> {
        self.transact(|connection| connection.execute_batch(ask))?;
        self.log.is_asked_for = true;
        Ok(())
    }

    fn take_back(&mut self, first: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Result<(), LedgerError> {
        self.transact(|connection| {
            connection.execute_batch(TAKE_BACK)?;
            first(connection)
        })?;
        self.log.is_asked_for = false;
        Ok(())
    }
}

impl Drop for Sqlite {
    /// SQLite folds the log in when it is closed, and takes it away.
    fn drop(&mut self) {
        if self.log.is_asked_for && self.take_back(|_| Ok(())).is_err() {
            // The main file would go on asking for it.
            let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}
