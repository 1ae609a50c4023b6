//! Refuses what is no ledger of ours as it was written.

use super::line::Verified;
use super::schema::{APPLICATION_ID, INDEX, SCHEMA, VERSION};
use super::sending::{self, Sending};
use super::{Sqlite, line};
use crate::ledger::{Identity, LedgerError};

impl Sqlite {
    /// Takes over what stands in a ledger, after it was found to be whole.
    ///
    /// # Errors
    /// It is no ledger, a ledger of another version, or damaged.
    pub(super) fn read_verified(&mut self) -> Result<(), LedgerError> {
        self.verify_schema()?;
        self.turn = self.verify_lines()?;
        self.batch_id = self.verify_batch()?;
        self.sending = self.verifying(Sending::read)?;
        Ok(())
    }

    fn verify_schema(&self) -> Result<(), LedgerError> {
        let number =
            |pragma: &str| self.verifying(|connection| connection.query_row(pragma, [], |row| row.get::<_, i64>(0)));
        if number("PRAGMA application_id")? != APPLICATION_ID {
            return Err(self.damaged("it was made by another program"));
        }
        let version = number("PRAGMA user_version")?;
        if version != VERSION {
            return Err(LedgerError::Version { file: self.file.clone(), version, known: VERSION });
        }
        // The quick one does not look at an index, in which a key that is not found is a mail that is sent again.
        let indexed = number("SELECT count(*) FROM sqlite_schema WHERE name = 'recipient_key'")? > 0;
        let check = if indexed { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
        let found: String = self.verifying(|connection| connection.query_row(check, [], |row| row.get(0)))?;
        if found != "ok" {
            return Err(self.damaged(&found));
        }
        let is_ours = self.verifying(|connection| {
            let mut statement = connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
            let created = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            Ok(created.iter().all(|sql| sql == INDEX || SCHEMA.contains(sql)))
        })?;
        if is_ours { Ok(()) } else { Err(self.damaged("its tables are not those of a ledger")) }
    }

    /// The last turn.
    fn verify_lines(&self) -> Result<u64, LedgerError> {
        let settled = match self.verifying(line::verify)? {
            Verified::Intact { last_turn } => last_turn,
            Verified::Altered { message } => {
                return Err(self.damaged(&format!("what stands about message {message} is not what was written")));
            }
        };
        let armed = self
            .verifying(sending::verify)?
            .ok_or_else(|| self.damaged("what stands about messages being sent is not what was written"))?;
        Ok(settled.max(armed))
    }

    /// The batch's id.
    fn verify_batch(&self) -> Result<String, LedgerError> {
        let identity = Identity {
            template: self.fact("template")?,
            template_file: self.fact("template_file")?,
            recipients_file: self.fact("recipients_file")?,
            sheet: self.sheet()?,
            from: self.from()?,
            part: self.part()?,
            columns: self.columns()?,
            read_as: self.read_as()?,
            generation: self.generation()?,
        };
        let batch_id = self.fact("batch")?;
        if identity.batch_id() == batch_id { Ok(batch_id) } else { Err(self.damaged("its batch has another name")) }
    }
}
