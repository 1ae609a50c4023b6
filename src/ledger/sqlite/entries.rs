//! What is known of messages, read line by line.

use std::time::{Duration, SystemTime};

use rusqlite::types::ValueRef;
use rusqlite::{Params, Row, Rows, Statement};

use super::line::{ACCEPTED, CRASHED, SENDING, state};
use super::schema::PLACES;
use super::{Sqlite, message_id};
use crate::delivery::{Delivery, Outcome, Settlement};
use crate::ledger::{Entry, Key, LedgerError};
use crate::smtp::{EnhancedCode, Phase};

/// Makes one entry of the lines of each message.
pub(super) struct Entries<'a> {
    lines: Rows<'a>,
    batch_id: &'a str,
    /// Of which a line has been read, and perhaps not the last.
    begun: Option<(Key, Entry)>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(
        statement: &'a mut Statement<'_>,
        parameters: impl Params,
        batch_id: &'a str,
    ) -> rusqlite::Result<Self> {
        Ok(Self { lines: statement.query(parameters)?, batch_id, begun: None })
    }

    pub(super) fn next(&mut self) -> rusqlite::Result<Option<(Key, Entry)>> {
        while let Some(line) = self.lines.next()? {
            let id = line.get::<_, u64>(0)? / PLACES;
            let settlement = settlement(line)?;
            match &mut self.begun {
                Some((_, entry)) if entry.id == id => entry.delivery.recipients.push(settlement),
                begun => {
                    let key = Key::from_bytes(line.get(1)?);
                    let delivery = delivery(line, &key, self.batch_id, settlement)?;
                    let complete = begun.replace((key, Entry { id, delivery }));
                    if complete.is_some() {
                        return Ok(complete);
                    }
                }
            }
        }
        Ok(self.begun.take())
    }

    pub(super) fn last(mut self) -> rusqlite::Result<Option<Entry>> {
        let mut last = None;
        while let Some((_, entry)) = self.next()? {
            last = Some(entry);
        }
        Ok(last)
    }
}

/// Finds rows as [`Sqlite::find`] does, quickly if they are asked for in the order of the list.
pub struct InOrder<'a> {
    pub(super) ledger: &'a Sqlite,
    /// What is known from here on; rows that are found by key are asked for one by one.
    pub(super) entries: Entries<'a>,
    /// The next of those.
    pub(super) ahead: Option<(Key, Entry)>,
    /// The last number that was asked for.
    pub(super) asked: u64,
}

impl InOrder<'_> {
    /// What is known of a row.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn find(&mut self, number: u64, key: &Key) -> Result<Option<Entry>, LedgerError> {
        if self.ledger.finds_by_key() || number <= self.asked {
            return self.ledger.find(number, key);
        }
        self.asked = number;
        while self.ahead.as_ref().is_none_or(|(_, entry)| entry.id < number) {
            self.ahead = self.ledger.reading(|_| self.entries.next())?;
            if self.ahead.is_none() {
                return Ok(None);
            }
        }
        let found = self.ahead.take_if(|(kept, entry)| entry.id == number && kept == key);
        Ok(found.map(|(_, entry)| entry))
    }
}

fn delivery(row: &Row<'_>, key: &Key, batch_id: &str, first: Settlement) -> rusqlite::Result<Delivery> {
    let at: u64 = row.get(12)?;
    let micros: Option<u64> = row.get(13)?;
    let attempts: u32 = row.get(6)?;
    Ok(Delivery {
        row: row.get(2)?,
        line: row.get(3)?,
        attempts: if is_noted_as_accepted(row)? { attempts.saturating_add(1) } else { attempts },
        message_id: message_id::whole(row.get_ref(11)?.as_str()?, key, batch_id),
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(at),
        elapsed: Duration::from_micros(micros.unwrap_or(0)),
        recipients: vec![first],
    })
}

/// Whether it stands among what is being sent, and is noted to have been accepted: by the attempt that it was armed for.
fn is_noted_as_accepted(row: &Row<'_>) -> rusqlite::Result<bool> {
    Ok(row.get_ref(15)? == ValueRef::Null && row.get::<_, i64>(5)? != SENDING)
}

fn settlement(row: &Row<'_>) -> rusqlite::Result<Settlement> {
    let address = row.get_ref(4)?.as_str()?;
    let code: i64 = row.get(5)?;
    // Not written by any commit: it stands among what is being sent.
    if row.get_ref(15)? == ValueRef::Null {
        let (outcome, words) =
            if code == SENDING { (Outcome::InDoubt, CRASHED) } else { (Outcome::Accepted, ACCEPTED) };
        return Ok(Settlement::local(address, outcome, Some(Phase::Content), words.to_owned()));
    }
    let phase: Option<usize> = row.get(9)?;
    Ok(Settlement {
        address: address.into(),
        outcome: Outcome::ALL.into_iter().find(|outcome| state(*outcome) == code).unwrap_or(Outcome::InDoubt),
        phase: phase.and_then(|place| Phase::ALL.get(place).copied()),
        code: row.get(7)?,
        enhanced: row.get::<_, Option<u64>>(8)?.and_then(as_enhanced),
        text: row.get_ref(10)?.as_str_or_null()?.unwrap_or_default().into(),
    })
}

fn as_enhanced(number: u64) -> Option<EnhancedCode> {
    let part = |number: u64| u16::try_from(number % 1000).ok();
    Some(EnhancedCode(u8::try_from(number / 1_000_000).ok()?, part(number / 1000)?, part(number)?))
}
