//! What a ledger says of its batch as a whole.

use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;

use super::Sqlite;
use super::file::is_there;
use crate::ledger::LedgerError;

impl Sqlite {
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

    /// The digest of the letter that the batch is bound to: [`Identity::template`](crate::ledger::Identity::template).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn template(&self) -> Result<String, LedgerError> {
        self.fact("template")
    }

    /// [`Identity::from`](crate::ledger::Identity::from).
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

    /// The list's columns when the batch began: [`Identity::columns`](crate::ledger::Identity::columns).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn columns(&self) -> Result<Option<Vec<String>>, LedgerError> {
        let kept = self.fact_if_any("columns")?;
        kept.map(|kept| serde_json::from_str(&kept).map_err(|_| self.damaged("its columns are no list of names")))
            .transpose()
    }

    /// How the list was read when it was last sent from: [`Identity::read_as`](crate::ledger::Identity::read_as).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn read_as(&self) -> Result<Option<String>, LedgerError> {
        self.fact_if_any("read_as")
    }

    /// How the list of a ledger was read that is not open, to open the list before the ledger. Whether the file is sound is not looked at;
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
        self.keep_fact("read_as", read_as)
    }

    /// Keeps another part of the list that the batch is for: see [`Self::part`].
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn keep_part(&mut self, part: Option<&str>) -> Result<(), LedgerError> {
        self.keep_fact("part", part)
    }

    fn keep_fact(&mut self, key: &str, value: Option<&str>) -> Result<(), LedgerError> {
        if self.fact_if_any(key)?.as_deref() == value {
            return Ok(());
        }
        self.writing(|connection| match value {
            Some(value) => {
                connection.execute("REPLACE INTO batch (key, value) VALUES (?1, ?2)", [key, value]).map(drop)
            }
            None => connection.execute("DELETE FROM batch WHERE key = ?1", [key]).map(drop),
        })
    }

    /// Which batch of this list and template it is, from 1 (`--again` begins another).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn generation(&self) -> Result<u32, LedgerError> {
        self.fact("generation")?.parse().map_err(|_| self.damaged("its generation is no number"))
    }

    pub(super) fn fact(&self, key: &str) -> Result<String, LedgerError> {
        self.fact_if_any(key)?.ok_or_else(|| self.damaged("a fact about the batch is missing"))
    }

    pub(super) fn fact_if_any(&self, key: &str) -> Result<Option<String>, LedgerError> {
        self.verifying(|connection| {
            connection.query_row("SELECT value FROM batch WHERE key = ?1", [key], |row| row.get(0)).optional()
        })
    }
}
