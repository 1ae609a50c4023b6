//! A ledger is made, or opened after it was found to be one of ours.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, params};

use super::Sqlite;
use super::file::{create, explain, is_there, may_be_readable, not_together, seen_from, sync_directory};
use super::glance::unlocked;
use super::line::NOTED;
use super::log::{self, Log, is_log_empty};
use super::schema::SCHEMA;
use super::sending::Sending;
use crate::ledger::{Identity, LedgerError};

/// No SQLite file that holds anything is shorter: the smallest page.
const LEAST: u64 = 512;

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
        ledger.check_log()?;
        ledger.read_verified()?;
        ledger.compare(identity)?;
        ledger.prepare_to_write()?;
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
        ledger.fold_in_unasked()?;
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
        let (mut ledger, may_write) = Self::connect_to_report(file)?;
        if ledger.is_empty()? {
            return Err(LedgerError::Damaged { file: file.to_owned(), why: "it is empty".to_owned() });
        }
        ledger.check_log()?;
        ledger.read_verified()?;
        if may_write {
            ledger.prepare_to_write()?;
        }
        ledger.consult_notes()?;
        Ok(ledger)
    }

    /// Opens the file without changing it: it may be somebody else's.
    pub(super) fn connect(file: &Path) -> Result<Self, LedgerError> {
        log::check_is_there(file)?;
        Self::try_to_connect(file).map_err(|error| explain(file, "cannot be opened", &error))
    }

    /// As [`Self::connect`], and whether the file may be written. If not, it is read as a file that nobody changes.
    fn connect_to_report(file: &Path) -> Result<(Self, bool), LedgerError> {
        log::check_is_there(file)?;
        let error = match Self::try_to_connect(file) {
            Ok(ledger) => return Ok((ledger, true)),
            Err(error) => error,
        };
        let explained = || explain(file, "cannot be opened", &error);
        if !may_be_readable(&error) {
            return Err(explained());
        }
        let connection = unlocked(file).ok_or_else(explained)?;
        let ledger = Self::by(file, connection).map_err(|_| explained())?;
        if is_log_empty(file) { Ok((ledger, false)) } else { Err(not_together(file)) }
    }

    fn try_to_connect(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::by(file, Connection::open_with_flags(file, flags)?)
    }

    /// By a connection that nothing has been read from yet.
    fn by(file: &Path, connection: Connection) -> rusqlite::Result<Self> {
        // Whoever has it, has it as long as he runs.
        connection.busy_timeout(Duration::ZERO)?;
        // Not even somebody else's log is folded in.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        // Else a statement is compiled anew whenever another value is bound, for a better plan: there is but one.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch("PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE")?;
        connection.execute_batch(NOTED)?;
        Ok(Self {
            file: file.to_owned(),
            connection,
            batch_id: String::new(),
            by_key: false,
            fresh: false,
            next_place: 0,
            turn: 0,
            sending: Sending::default(),
            log: Log::default(),
            failed: false,
            temporary: None,
        })
    }

    /// From here on it is known to be ours.
    pub(super) fn prepare_to_write(&mut self) -> Result<(), LedgerError> {
        self.writing(|connection| {
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map(drop)
        })?;
        for pragma in [
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
            // 256 KiB: memory does not grow with the ledger, and lines are mostly written one behind the other. With half of it a page
            // is read again for every second commit.
            "PRAGMA cache_size=-256",
        ] {
            self.execute(pragma)?;
        }
        self.prepare_log()
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
}
