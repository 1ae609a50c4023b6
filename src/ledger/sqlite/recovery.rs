//! What a run leaves behind that could not settle everything, and the notes that tell what of it has left.

use rusqlite::params;
use rusqlite::types::Value;

use super::line::{Lines, SENDING, being_sent, state};
use super::schema::PLACES;
use super::{Opened, Sqlite};
use crate::delivery::Outcome;
use crate::ledger::flight::{self, Fate};
use crate::ledger::{FlightLog, LedgerError};

impl Sqlite {
    /// A run begins, which is [not ended](Self::is_broken_off) before [`end_run`](Self::end_run). Makes room to note what leaves (see
    /// [`FlightLog`]); `None` where that cannot be had. To be called once, before anything is armed.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn begin_run(&mut self) -> Result<Option<FlightLog>, LedgerError> {
        let log = if self.is_temporary() { None } else { FlightLog::create() };
        self.rely_on_log(|connection| {
            connection.execute("REPLACE INTO batch (key, value) VALUES ('broken_off', 'yes')", [])?;
            match &log {
                Some(log) => {
                    connection.execute("REPLACE INTO batch (key, value) VALUES ('flights', ?1)", [log.name()]).map(drop)
                }
                None => Ok(()),
            }
        })?;
        Ok(log)
    }

    /// The batch has come to its end: every row has been tried that was to be, now or before.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn end_run(&mut self) -> Result<(), LedgerError> {
        if !self.is_broken_off()? {
            return Ok(());
        }
        self.writing(|connection| connection.execute("DELETE FROM batch WHERE key = 'broken_off'", []).map(drop))
    }

    /// Whether the last run has not come to the end of the batch: it was killed or stopped, or goes on.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn is_broken_off(&self) -> Result<bool, LedgerError> {
        Ok(self.fact_if_any("broken_off")?.is_some())
    }

    /// Whatever is `sending` and will not be heard of any more is in doubt, unless it is noted what has become of it: when a batch
    /// stops at once. Nothing may leave any more that is not noted.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn give_up(&mut self) -> Result<(), LedgerError> {
        self.consult_notes()?;
        self.settle_left_behind().map(drop)
    }

    /// Whether nothing is `sending`.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.sending.is_empty()
    }

    /// Takes what is noted of messages that are `sending` for what has become of them, where that is there. Nothing may
    /// leave any more that is not noted.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn consult_notes(&mut self) -> Result<(), LedgerError> {
        let name = if self.sending.is_empty() { None } else { self.fact_if_any("flights")? };
        let Some(notes) = name.as_deref().and_then(flight::read) else { return Ok(()) };
        self.reading(|connection| {
            let mut write = connection.prepare("REPLACE INTO temp.noted VALUES (?1, ?2)")?;
            for (message, flight) in self.sending.flights() {
                match notes.fate(flight) {
                    Fate::Kept => write.execute(params![message, -1])?,
                    Fate::Accepted => write.execute(params![message, state(Outcome::Accepted)])?,
                    Fate::InDoubt => 0,
                };
            }
            Ok(())
        })
    }

    /// Settles what a crash has left behind.
    pub(super) fn recover(&mut self) -> Result<Opened, LedgerError> {
        self.consult_notes()?;
        let crashed = self.settle_left_behind()?;
        if let Some(name) = self.fact_if_any("flights")? {
            flight::remove(&name);
        }
        let (recipients, last): (u64, u64) = self.reading(|connection| {
            connection.query_row("SELECT count(*), ifnull(max(id) / ?1, 0) FROM recipient", [PLACES], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })?;
        self.next_place = last + 1;
        Ok(Opened::Resumed { recipients, crashed })
    }

    /// How many recipients are in doubt.
    fn settle_left_behind(&mut self) -> Result<u64, LedgerError> {
        if self.sending.is_empty() {
            return Ok(0);
        }
        let left = self.reading(being_sent)?;
        let turn = self.next_turn();
        self.transact(|connection| {
            let mut lines = Lines::new(connection, &self.batch_id, turn)?;
            left.iter().try_for_each(|line| lines.end(line))?;
            // What has not left is as it was before.
            connection.execute_batch("DELETE FROM sending; DELETE FROM temp.noted")
        })?;
        self.sending.clear();
        let in_doubt = left.iter().filter(|line| line.get(5) == Some(&Value::Integer(SENDING))).count();
        Ok(in_doubt as u64)
    }
}
