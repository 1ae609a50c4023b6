//! The embedded ledger: one SQLite file, write-ahead log, fully synchronous, one writer.
//!
//! `synchronous=FULL` is not negotiable: with `NORMAL` a power cut takes back commits that were relied on, and what was
//! `sending` is sent again. The lock of the connection (`locking_mode=EXCLUSIVE`) keeps a second process out and lasts as
//! long as the process, however it ends. Local disks only: network file systems lie about locks and about syncing.

mod schema;

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, Statement, params};

use super::{Change, Entry, Identity, Key, Ledger, LedgerError, columns};
use crate::delivery::{Delivery, Outcome, Settlement};
use crate::smtp::{EnhancedCode, Phase};
use schema::{APPLICATION_ID, SCHEMA, VERSION};

/// The state that is no outcome: armed, and nothing heard since.
const SENDING: &str = "sending";

/// What a crash leaves behind, in the words of the report.
const CRASHED: &str = "the program ended before the reply was read";

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
        let exists = check_file(file)?;
        if !exists {
            create(file)?;
        }
        let mut ledger = Self::connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // A crash between creating the file and its tables leaves it empty: that is a new ledger too.
        if !exists || ledger.is_empty()? {
            ledger.initialise(identity)?;
            sync_directory(file)?;
            return Ok((ledger, Opened::New));
        }
        ledger.verify()?;
        ledger.compare(identity)?;
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
        let mut ledger = Self::connect(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        ledger.execute("PRAGMA synchronous=OFF")?;
        ledger.initialise(identity)?;
        ledger.temporary = Some(folder);
        Ok(ledger)
    }

    /// Opens an existing ledger to report from it. What a crash left `sending` counts as in doubt.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open_existing(file: &Path) -> Result<Self, LedgerError> {
        if !check_file(file)? {
            return Err(LedgerError::Failed {
                file: file.to_owned(),
                what: "cannot be opened",
                why: "there is no such file".to_owned(),
            });
        }
        let mut ledger = Self::connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if ledger.is_empty()? {
            return Err(LedgerError::Damaged { file: file.to_owned(), why: "it is empty".to_owned() });
        }
        ledger.verify()?;
        ledger.recover()?;
        Ok(ledger)
    }

    /// Whether it was made by this process, so that nothing is known from earlier runs.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Whether rows are found by key (see [`Self::find_by_key`]).
    #[must_use]
    pub fn finds_by_key(&self) -> bool {
        self.by_key
    }

    /// The name of the list it was made for.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn recipients_file(&self) -> Result<String, LedgerError> {
        self.fact("recipients_file")
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
        let Self { file, connection, fresh, .. } = self;
        let is_unused =
            fresh && connection.query_row("SELECT count(*) = 0 FROM recipient", [], |row| row.get(0)).unwrap_or(false);
        drop(connection);
        if is_unused {
            // What is left behind is an empty ledger: harmless.
            let _ = fs::remove_file(file);
        }
    }

    /// Part of every Message-ID of the batch: another batch of the same rows has other ones.
    #[must_use]
    pub fn batch_id(&self) -> &str {
        &self.batch_id
    }

    /// Compares the numbers and keys of a list with those that are kept. Rows that are found elsewhere than they were, or
    /// under whose number another row is kept, switch to finding by key: slower, and right for any order.
    ///
    /// # Errors
    /// The ledger cannot be read, or its index cannot be written.
    pub fn align(&mut self, rows: impl IntoIterator<Item = (u64, Key)>) -> Result<(), LedgerError> {
        for (number, key) in rows {
            if self.kept_under(number)?.is_some_and(|(kept, _)| kept != key) {
                return self.find_by_key();
            }
        }
        Ok(())
    }

    /// Finds rows by key from now on, wherever they stand in the list.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn find_by_key(&mut self) -> Result<(), LedgerError> {
        self.execute("CREATE INDEX IF NOT EXISTS recipient_key ON recipient (key)")?;
        self.by_key = true;
        Ok(())
    }

    /// The key and the first address that are kept under a number.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn kept_under(&self, number: u64) -> Result<Option<(Key, String)>, LedgerError> {
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT key, address FROM recipient WHERE message = ?1 AND n = 0")?;
            statement.query_row([number], |row| Ok((Key::from_bytes(row.get(0)?), row.get(1)?))).optional()
        })
    }

    /// Gives each message that is known to `each`, in the order of the list.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn scan(&self, mut each: impl FnMut(Entry)) -> Result<(), LedgerError> {
        self.reading(|connection| {
            let mut statement = connection.prepare(&format!("{SELECT} ORDER BY message, n"))?;
            gather(&mut statement, [], &mut |entry| each(entry))
        })
    }

    /// How many recipients are in each state.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn count(&self, outcome: Outcome) -> Result<u64, LedgerError> {
        self.reading(|connection| {
            connection.query_row("SELECT count(*) FROM recipient WHERE state = ?1", [outcome.word()], |row| row.get(0))
        })
    }

    fn connect(file: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| explain(file, "cannot be opened", &error))?;
        let ledger = Self {
            file: file.to_owned(),
            connection,
            batch_id: String::new(),
            by_key: false,
            fresh: false,
            next_place: 0,
            temporary: None,
        };
        for pragma in [
            "PRAGMA locking_mode=EXCLUSIVE",
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            // 4 MiB: memory does not grow with the ledger.
            "PRAGMA cache_size=-4096",
            "PRAGMA temp_store=FILE",
        ] {
            ledger.execute(pragma)?;
        }
        Ok(ledger)
    }

    fn is_empty(&self) -> Result<bool, LedgerError> {
        self.reading(|connection| connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)))
    }

    fn initialise(&mut self, identity: &Identity) -> Result<(), LedgerError> {
        let batch_id = identity.batch_id();
        let generation = identity.generation.to_string();
        let facts = [
            ("batch", batch_id.as_str()),
            ("generation", generation.as_str()),
            ("template", identity.template.as_str()),
            ("template_file", identity.template_file.as_str()),
            ("recipients_file", identity.recipients_file.as_str()),
        ];
        self.writing(|connection| {
            let transaction = connection.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            for (key, value) in facts {
                transaction.execute("INSERT INTO batch (key, value) VALUES (?1, ?2)", params![key, value])?;
            }
            transaction.commit()
        })?;
        (self.batch_id, self.next_place, self.fresh) = (batch_id, 1, true);
        Ok(())
    }

    /// Refuses what is no ledger, a ledger of another version, and a damaged one.
    fn verify(&self) -> Result<(), LedgerError> {
        let number = |pragma: &'static str| {
            self.reading(move |connection| connection.query_row(pragma, [], |row| row.get::<_, i64>(0)))
        };
        if number("PRAGMA application_id")? != APPLICATION_ID {
            return Err(self.damaged("it was made by another program"));
        }
        let version = number("PRAGMA user_version")?;
        if version != VERSION {
            return Err(LedgerError::Version { file: self.file.clone(), version, known: VERSION });
        }
        let check: String =
            self.reading(|connection| connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)))?;
        if check == "ok" { Ok(()) } else { Err(self.damaged(&check)) }
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

    /// Whatever is `sending` and will not be heard of any more is in doubt: after a crash, or when a batch stops at once.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn recover(&mut self) -> Result<Opened, LedgerError> {
        self.batch_id = self.fact("batch")?;
        let crashed = self.writing(|connection| {
            connection.execute(
                "UPDATE recipient SET state = ?1, phase = ?2, text = ?3 WHERE state = ?4",
                params![Outcome::InDoubt.word(), Phase::Content.name(), CRASHED, SENDING],
            )
        })?;
        let (recipients, last): (u64, u64) = self.reading(|connection| {
            connection.query_row("SELECT count(*), ifnull(max(message), 0) FROM recipient", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })?;
        self.next_place = last + 1;
        Ok(Opened::Resumed { recipients, crashed: crashed as u64 })
    }

    fn fact(&self, key: &str) -> Result<String, LedgerError> {
        let value: Option<String> = self.reading(|connection| {
            connection.query_row("SELECT value FROM batch WHERE key = ?1", [key], |row| row.get(0)).optional()
        })?;
        value.ok_or_else(|| self.damaged("a fact about the batch is missing"))
    }

    fn execute(&self, sql: &str) -> Result<(), LedgerError> {
        self.connection.execute_batch(sql).map_err(|error| explain(&self.file, "cannot be written", &error))
    }

    fn reading<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        read(&self.connection).map_err(|error| explain(&self.file, "cannot be read", &error))
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
        self.writing(|connection| {
            let transaction = connection.transaction()?;
            {
                let mut arm = transaction.prepare_cached(ARM)?;
                let mut settle = transaction.prepare_cached(SETTLE)?;
                for change in changes {
                    match change {
                        Change::Arm { .. } => write_arm(&mut arm, change)?,
                        Change::Settle { id, key, delivery } => write_settle(&mut settle, *id, key, delivery)?,
                    }
                }
            }
            transaction.commit()
        })
    }

    fn find(&self, number: u64, key: &Key) -> Result<Option<Entry>, LedgerError> {
        let mut found = None;
        self.reading(|connection| {
            let mut take = |entry| found = Some(entry);
            if self.by_key {
                let mut statement = connection.prepare_cached(SELECT_BY_KEY)?;
                gather(&mut statement, params![key.as_bytes()], &mut take)
            } else {
                let mut statement = connection.prepare_cached(SELECT_BY_PLACE)?;
                gather(&mut statement, params![number, key.as_bytes()], &mut take)
            }
        })?;
        Ok(found)
    }

    fn place(&mut self, number: u64) -> Result<u64, LedgerError> {
        let place = if self.by_key { self.next_place } else { number };
        self.next_place = self.next_place.max(place) + 1;
        Ok(place)
    }
}

const ARM: &str = "INSERT INTO recipient (message, n, key, row, line, address, state, attempts, message_id, at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (message, n) DO UPDATE SET state = excluded.state, at = excluded.at";

const SETTLE: &str = "INSERT INTO recipient
    (message, n, key, row, line, address, state, attempts, code, enhanced, phase, text, message_id, at, seconds)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
    ON CONFLICT (message, n) DO UPDATE SET row = excluded.row, line = excluded.line, state = excluded.state,
    attempts = excluded.attempts, code = excluded.code, enhanced = excluded.enhanced, phase = excluded.phase,
    text = excluded.text, at = excluded.at, seconds = excluded.seconds";

const SELECT: &str = "SELECT message, row, line, address, state, attempts, code, enhanced, phase, text, message_id, at, \
    seconds FROM recipient";

const SELECT_BY_PLACE: &str = "SELECT message, row, line, address, state, attempts, code, enhanced, phase, text, \
    message_id, at, seconds FROM recipient WHERE message = ?1 AND key = ?2 ORDER BY n";

const SELECT_BY_KEY: &str = "SELECT message, row, line, address, state, attempts, code, enhanced, phase, text, \
    message_id, at, seconds FROM recipient WHERE key = ?1 ORDER BY message, n";

fn write_arm(statement: &mut Statement<'_>, change: &Change) -> rusqlite::Result<()> {
    let Change::Arm { id, key, row, line, message_id, attempts, recipients } = change else { return Ok(()) };
    let at = milliseconds(SystemTime::now());
    for (n, address) in recipients {
        statement.execute(params![
            id,
            *n as u64,
            key.as_bytes(),
            row,
            line,
            address,
            SENDING,
            attempts,
            message_id,
            at
        ])?;
    }
    Ok(())
}

fn write_settle(statement: &mut Statement<'_>, id: u64, key: &Key, delivery: &Delivery) -> rusqlite::Result<()> {
    for (n, settlement) in delivery.recipients.iter().enumerate() {
        let (state, code, enhanced, phase) = columns(settlement);
        statement.execute(params![
            id,
            n as u64,
            key.as_bytes(),
            delivery.row,
            delivery.line,
            settlement.address,
            state,
            delivery.attempts,
            code,
            enhanced,
            phase,
            settlement.text,
            delivery.message_id,
            milliseconds(delivery.time),
            delivery.elapsed.as_secs_f64(),
        ])?;
    }
    Ok(())
}

/// Makes one entry of the rows of each message.
fn gather(
    statement: &mut Statement<'_>,
    parameters: impl rusqlite::Params,
    each: &mut dyn FnMut(Entry),
) -> rusqlite::Result<()> {
    let mut rows = statement.query(parameters)?;
    let mut entry: Option<Entry> = None;
    while let Some(row) = rows.next()? {
        let id: u64 = row.get(0)?;
        if entry.as_ref().is_none_or(|entry| entry.id != id)
            && let Some(complete) = entry.replace(Entry { id, delivery: delivery(row)? })
        {
            each(complete);
        }
        if let Some(entry) = &mut entry {
            entry.delivery.recipients.push(settlement(row)?);
        }
    }
    if let Some(complete) = entry {
        each(complete);
    }
    Ok(())
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let at: u64 = row.get(11)?;
    let seconds: Option<f64> = row.get(12)?;
    Ok(Delivery {
        row: row.get(1)?,
        line: row.get(2)?,
        attempts: row.get(5)?,
        message_id: row.get(10)?,
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(at),
        elapsed: Duration::try_from_secs_f64(seconds.unwrap_or(0.0)).unwrap_or_default(),
        recipients: Vec::new(),
    })
}

fn settlement(row: &Row<'_>) -> rusqlite::Result<Settlement> {
    let state: String = row.get(4)?;
    let enhanced: Option<String> = row.get(7)?;
    let phase: Option<String> = row.get(8)?;
    Ok(Settlement {
        address: row.get(3)?,
        // `sending` is what this very run has in flight: nobody knows yet.
        outcome: Outcome::ALL.into_iter().find(|outcome| outcome.word() == state).unwrap_or(Outcome::InDoubt),
        phase: phase.and_then(|name| Phase::ALL.into_iter().find(|phase| phase.name() == name)),
        code: row.get(6)?,
        enhanced: enhanced.and_then(|text| EnhancedCode::parse(&text)),
        text: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
    })
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Whether the file is there. A link or something that is no file is refused.
fn check_file(file: &Path) -> Result<bool, LedgerError> {
    match fs::symlink_metadata(file) {
        Ok(metadata) if metadata.is_symlink() => Err(LedgerError::Symlink { file: file.to_owned() }),
        Ok(metadata) if !metadata.is_file() => {
            Err(LedgerError::Damaged { file: file.to_owned(), why: "it is no file".to_owned() })
        }
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => {
            Err(LedgerError::Failed { file: file.to_owned(), what: "cannot be opened", why: error.to_string() })
        }
    }
}

/// Creates the file for nobody else's eyes; fails if somebody was quicker.
fn create(file: &Path) -> Result<(), LedgerError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop).map_err(|error| LedgerError::Failed {
        file: file.to_owned(),
        what: "cannot be made",
        why: format!("{error}. Name another place with --ledger, or do without: --ledger none"),
    })
}

/// A file whose directory entry was not synced may be gone after a power cut.
fn sync_directory(file: &Path) -> Result<(), LedgerError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| LedgerError::Failed {
        file: file.to_owned(),
        what: "its folder cannot be synced",
        why: error.to_string(),
    })
}

fn explain(file: &Path, what: &'static str, error: &rusqlite::Error) -> LedgerError {
    let file = file.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::InUse { file },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            LedgerError::Damaged { file, why: error.to_string() }
        }
        _ => LedgerError::Failed { file, what, why: error.to_string() },
    }
}
