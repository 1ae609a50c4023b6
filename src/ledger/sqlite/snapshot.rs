//! A ledger that another process is using, as it stands at one moment: a copy.
//!
//! Nobody else is let in while a batch runs. What is committed is in two files, and can be copied: first the main file, then the log,
//! which is read over it. Meanwhile pages may come from the log into the main file, and then stand in both. Only a log that has been
//! begun anew since has them no longer: its salts are others (SQLite's file format, section 4.1).

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::Sqlite;
use super::log::log_of;
use crate::ledger::LedgerError;

/// A log is begun anew every few thousand pages; to copy one takes a moment.
const TRIES: usize = 10;

/// The header of a log, with its salts.
const HEADER: usize = 32;

impl Sqlite {
    /// Reads a ledger that is in use, to report from it. What the run has under way counts as in doubt; what it does from now on is
    /// not seen.
    ///
    /// # Errors
    /// See [`LedgerError`]; [`LedgerError::InUse`] where it is written too fast to be copied.
    pub fn open_in_use(file: &Path) -> Result<Self, LedgerError> {
        let failed = |error: &io::Error| LedgerError::Failed {
            file: file.to_owned(),
            what: "cannot be copied",
            why: error.to_string(),
        };
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        let copy = folder.path().join("copy.ledger");
        let mut tries = (0..TRIES).map(|_| copy_both(file, &copy));
        if !tries.find(|copied| !matches!(copied, Ok(false))).unwrap_or(Ok(false)).map_err(|error| failed(&error))? {
            return Err(LedgerError::InUse { file: file.to_owned() });
        }
        let mut ledger = Self::connect(&copy)?;
        ledger.check_log()?;
        ledger.read_verified()?;
        ledger.prepare_to_write()?;
        file.clone_into(&mut ledger.file);
        ledger.temporary = Some(folder);
        Ok(ledger)
    }
}

/// Whether the two go together.
fn copy_both(file: &Path, copy: &Path) -> io::Result<bool> {
    let before = header(file)?;
    fs::copy(file, copy)?;
    if before.is_some() {
        fs::copy(log_of(file), log_of(copy))?;
    }
    Ok(header(file)? == before)
}

/// The header of a ledger's log. A run that has done nothing yet has none.
fn header(file: &Path) -> io::Result<Option<[u8; HEADER]>> {
    let mut header = [0; HEADER];
    match File::open(log_of(file)).and_then(|mut log| log.read_exact(&mut header)) {
        Ok(()) => Ok(Some(header)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => Ok(None),
        Err(error) => Err(error),
    }
}
