//! A line of the table `recipient`: written, and summed so that damage is noticed.
//!
//! SQLite finds damage in its own structure, not in what is stored. A key with one bit changed is another row's, and its mail
//! would go out twice; so each line carries a sum of all its values.

use std::time::SystemTime;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::message_id;
use super::schema::PLACES;
use crate::delivery::{Delivery, Outcome};
use crate::ledger::Key;
use crate::smtp::{EnhancedCode, Phase};

/// The state that is no outcome: armed, and nothing heard since.
pub(super) const SENDING: i64 = 0;

/// What a crash leaves behind, in the words of the report.
pub(super) const CRASHED: &str = "the program ended before the reply was read";

/// What a crash leaves behind of a message that is noted as accepted.
pub(super) const ACCEPTED: &str = "accepted just before the program ended; the words of the reply are lost";

/// The columns of [`WRITE`] and of every query, the sum behind them.
const VALUES: usize = 15;

macro_rules! lines {
    ($which:literal) => {
        concat!(
            "SELECT id, key, row, line, address, state, attempts, code, enhanced, phase, text, message_id, at, micros, turn, \
             sum FROM recipient ",
            $which
        )
    };
}

/// Without what is noted not to have left.
macro_rules! being_sent {
    () => {
        "SELECT id, unhex(key) AS key, row, line, address, ifnull(n.state, 0) AS state, attempts, NULL AS code, \
         NULL AS enhanced, NULL AS phase, NULL AS text, message_id, at, NULL AS micros, turn, NULL AS sum \
         FROM being_sent LEFT JOIN temp.noted AS n ON n.message = id / 1048576 WHERE n.state IS NOT -1"
    };
}

macro_rules! without_being_sent {
    () => {
        "WHERE id NOT IN (SELECT id FROM being_sent WHERE id / 1048576 NOT IN (SELECT message FROM noted WHERE state = -1))"
    };
}

macro_rules! current {
    ($which:literal) => {
        concat!("SELECT * FROM (", lines!(""), without_being_sent!(), " UNION ALL ", being_sent!(), ") ", $which)
    };
}

/// Every line, in the order of the messages.
pub(super) const LINES: &str = lines!("ORDER BY id");
pub(super) const LINES_OF_PLACE: &str = lines!("WHERE id >= ?1 AND id < ?2 AND key = ?3 ORDER BY id");
pub(super) const LINES_OF_KEY: &str = lines!("WHERE key = ?1 ORDER BY id");
/// Every line where messages are being sent: those may have older lines, which do not count.
pub(super) const CURRENT: &str = current!("ORDER BY id");
pub(super) const CURRENT_OF_PLACE: &str = current!("WHERE id >= ?1 AND id < ?2 AND key = ?3 ORDER BY id");
pub(super) const CURRENT_OF_KEY: &str = current!("WHERE key = ?1 ORDER BY id");

/// How many recipients have a state, without those that are being sent.
pub(super) const COUNT: &str = concat!("SELECT count(*) FROM recipient ", without_being_sent!(), " AND state = ?1");

/// What is noted of messages that are being sent: -1 = never left, 1 = accepted.
pub(super) const NOTED: &str = "CREATE TEMP TABLE noted (message INTEGER PRIMARY KEY, state INTEGER NOT NULL)";

const WRITE: &str =
    "REPLACE INTO recipient VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// The number of a message's recipient; more of either than there can be is refused.
pub(super) fn id(message: u64, place: u64) -> rusqlite::Result<i64> {
    let id = message.checked_mul(PLACES).filter(|_| place < PLACES).and_then(|id| i64::try_from(id + place).ok());
    id.ok_or(rusqlite::Error::IntegralValueOutOfRange(0, i64::try_from(place).unwrap_or(i64::MAX)))
}

/// The numbers of a message's recipients: the first, and the first behind them.
pub(super) fn ids(message: u64) -> rusqlite::Result<(i64, i64)> {
    Ok((id(message, 0)?, id(message + 1, 0)?))
}

/// An outcome as a number.
pub(super) fn state(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Accepted => 1,
        Outcome::Refused => 2,
        Outcome::Deferred => 3,
        Outcome::InDoubt => 4,
        Outcome::Unsent => 5,
        Outcome::Faulty => 6,
    }
}

/// Writes lines in one turn.
pub(super) struct Lines<'a> {
    statement: CachedStatement<'a>,
    batch_id: &'a str,
    turn: u64,
    /// What is summed.
    octets: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(connection: &'a Connection, batch_id: &'a str, turn: u64) -> rusqlite::Result<Self> {
        Ok(Self { statement: connection.prepare_cached(WRITE)?, batch_id, turn, octets: Vec::with_capacity(512) })
    }

    /// Writes a line for each recipient.
    pub(super) fn settle(&mut self, message: u64, key: &Key, delivery: &Delivery) -> rusqlite::Result<()> {
        let message_id = message_id::shortened(&delivery.message_id, key, self.batch_id);
        for (place, settlement) in (0..).zip(&delivery.recipients) {
            let values = [
                ValueRef::Integer(id(message, place)?),
                ValueRef::Blob(key.as_bytes()),
                integer(delivery.row),
                integer(delivery.line),
                text(&settlement.address),
                ValueRef::Integer(state(settlement.outcome)),
                integer(delivery.attempts),
                settlement.code.map_or(ValueRef::Null, integer),
                settlement.enhanced.map_or(ValueRef::Null, enhanced),
                settlement.phase.map_or(ValueRef::Null, phase),
                text(&settlement.text),
                text(message_id),
                integer(milliseconds(delivery.time)),
                integer(u64::try_from(delivery.elapsed.as_micros()).unwrap_or(u64::MAX)),
                integer(self.turn),
            ];
            self.write(&values)?;
        }
        Ok(())
    }

    /// Writes what a crash has left behind as it is to stay. Nothing of an earlier attempt stays: its code would stand beside
    /// another one's end.
    pub(super) fn end(&mut self, line: &[Value]) -> rusqlite::Result<()> {
        let mut values = [ValueRef::Null; VALUES];
        for (value, stored) in values.iter_mut().zip(line) {
            *value = stored.into();
        }
        let is_accepted = values[5] == ValueRef::Integer(state(Outcome::Accepted));
        if let (true, ValueRef::Integer(attempts)) = (is_accepted, values[6]) {
            values[6] = ValueRef::Integer(attempts + 1);
        }
        values[5] = ValueRef::Integer(state(if is_accepted { Outcome::Accepted } else { Outcome::InDoubt }));
        values[9] = phase(Phase::Content);
        values[10] = text(if is_accepted { ACCEPTED } else { CRASHED });
        values[14] = integer(self.turn);
        self.write(&values)
    }

    fn write(&mut self, values: &[ValueRef<'_>; VALUES]) -> rusqlite::Result<()> {
        let sum = [ValueRef::Integer(sum(values, &mut self.octets))];
        for (parameter, value) in (1..).zip(values.iter().chain(&sum)) {
            self.statement.raw_bind_parameter(parameter, ToSqlOutput::Borrowed(*value))?;
        }
        self.statement.raw_execute().map(drop)
    }
}

/// The lines of what is being sent, as [`Lines::end`] takes them.
pub(super) fn being_sent(connection: &Connection) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(being_sent!())?;
    statement.query_map([], |row| (0..VALUES).map(|index| row.get(index)).collect())?.collect()
}

/// Whether the lines are what was written.
pub(super) enum Verified {
    /// All of them.
    Intact {
        /// The last turn of all.
        last_turn: u64,
    },
    /// Not those of a message.
    Altered {
        /// The first such message.
        message: u64,
    },
}

/// Reads every line: whether each is what was written, and stands where it is looked for.
pub(super) fn verify(connection: &Connection) -> rusqlite::Result<Verified> {
    let mut statement = connection.prepare(LINES)?;
    let mut rows = statement.query([])?;
    let (mut last, mut last_turn) = (None, 0);
    let mut octets = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = [ValueRef::Null; VALUES];
        for (index, value) in values.iter_mut().enumerate() {
            *value = row.get_ref(index)?;
        }
        let id: i64 = row.get(0)?;
        if row.get_ref(VALUES)? != ValueRef::Integer(sum(&values, &mut octets)) || last.is_some_and(|last| last >= id) {
            return Ok(Verified::Altered { message: id.unsigned_abs() / PLACES });
        }
        last = Some(id);
        last_turn = last_turn.max(row.get(14)?);
    }
    Ok(Verified::Intact { last_turn })
}

/// CRC-32 over the values, each with its type and length.
pub(super) fn sum(values: &[ValueRef<'_>], octets: &mut Vec<u8>) -> i64 {
    octets.clear();
    for value in values {
        match value {
            ValueRef::Null => octets.push(b'n'),
            ValueRef::Integer(number) => {
                octets.push(b'i');
                octets.extend_from_slice(&number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                octets.push(b'r');
                octets.extend_from_slice(&number.to_le_bytes());
            }
            ValueRef::Text(value) => sized(b't', value, octets),
            ValueRef::Blob(value) => sized(b'b', value, octets),
        }
    }
    i64::from(crc32fast::hash(octets).cast_signed())
}

fn sized(tag: u8, value: &[u8], octets: &mut Vec<u8>) {
    octets.push(tag);
    octets.extend_from_slice(&(value.len() as u64).to_le_bytes());
    octets.extend_from_slice(value);
}

pub(super) fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

/// Places, numbers and times are far below 2⁶³.
pub(super) fn integer(number: impl TryInto<i64>) -> ValueRef<'static> {
    ValueRef::Integer(number.try_into().unwrap_or(i64::MAX))
}

fn enhanced(code: EnhancedCode) -> ValueRef<'static> {
    let EnhancedCode(class, subject, detail) = code;
    integer(u32::from(class) * 1_000_000 + u32::from(subject) * 1000 + u32::from(detail))
}

fn phase(phase: Phase) -> ValueRef<'static> {
    Phase::ALL.iter().position(|each| *each == phase).map_or(ValueRef::Null, integer)
}

pub(super) fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
