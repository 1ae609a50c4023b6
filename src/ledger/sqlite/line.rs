//! A line of the table `recipient`: written, read, and summed so that damage is noticed.
//!
//! SQLite finds damage in its own structure, not in what is stored. A key with one bit changed is another row's, and its mail
//! would go out twice; so each line carries a sum of all its values.

use std::time::{Duration, SystemTime};

use rusqlite::types::{ToSqlOutput, Type, Value, ValueRef};
use rusqlite::{Connection, Row, Statement, Transaction, params_from_iter};

use crate::delivery::{Delivery, Outcome, Settlement};
use crate::ledger::{Change, Entry, Key, columns};
use crate::smtp::{EnhancedCode, Phase};

/// The state that is no outcome: armed, and nothing heard since.
const SENDING: &str = "sending";

/// What a crash leaves behind, in the words of the report.
const CRASHED: &str = "the program ended before the reply was read";

/// The columns of [`WRITE`] and of every query, the sum behind them.
const VALUES: usize = 15;

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT message, n, key, row, line, address, state, attempts, code, enhanced, phase, text, message_id, at, \
             seconds, sum FROM recipient ",
            $which
        )
    };
}

/// All of every line, in the order of the schema.
pub(super) const SELECT: &str = select!("ORDER BY message, n");
pub(super) const SELECT_BY_PLACE: &str = select!("WHERE message = ?1 AND key = ?2 ORDER BY n");
pub(super) const SELECT_BY_KEY: &str = select!("WHERE key = ?1 ORDER BY message, n");
const SELECT_BY_STATE: &str = select!("WHERE state = ?1");

const WRITE: &str =
    "REPLACE INTO recipient VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// Writes a group of changes.
pub(super) fn write<'a>(
    transaction: &Transaction<'_>,
    changes: impl IntoIterator<Item = &'a Change>,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(WRITE)?;
    for change in changes {
        match change {
            Change::Arm { .. } => write_arm(&mut statement, change)?,
            Change::Settle { id, key, delivery } => write_settle(&mut statement, *id, key, delivery)?,
        }
    }
    Ok(())
}

/// Nothing of an earlier attempt stays: its code would stand beside another one's doubt.
fn write_arm(statement: &mut Statement<'_>, change: &Change) -> rusqlite::Result<()> {
    let Change::Arm { id, key, row, line, message_id, attempts, recipients } = change else { return Ok(()) };
    let at = milliseconds(SystemTime::now());
    for (n, address) in recipients {
        let values = [
            integer(*id),
            integer(*n as u64),
            ValueRef::Blob(key.as_bytes()),
            integer(*row),
            integer(*line),
            text(address),
            text(SENDING),
            ValueRef::Integer(i64::from(*attempts)),
            ValueRef::Null,
            ValueRef::Null,
            ValueRef::Null,
            ValueRef::Null,
            text(message_id),
            integer(at),
            ValueRef::Null,
        ];
        insert(statement, &values)?;
    }
    Ok(())
}

fn write_settle(statement: &mut Statement<'_>, id: u64, key: &Key, delivery: &Delivery) -> rusqlite::Result<()> {
    for (n, settlement) in delivery.recipients.iter().enumerate() {
        let (state, code, enhanced, phase) = columns(settlement);
        let values = [
            integer(id),
            integer(n as u64),
            ValueRef::Blob(key.as_bytes()),
            integer(delivery.row),
            integer(delivery.line),
            text(&settlement.address),
            text(state),
            ValueRef::Integer(i64::from(delivery.attempts)),
            code.map_or(ValueRef::Null, |code| ValueRef::Integer(i64::from(code))),
            enhanced.as_deref().map_or(ValueRef::Null, text),
            phase.map_or(ValueRef::Null, text),
            text(&settlement.text),
            text(&delivery.message_id),
            integer(milliseconds(delivery.time)),
            ValueRef::Real(delivery.elapsed.as_secs_f64()),
        ];
        insert(statement, &values)?;
    }
    Ok(())
}

fn insert(statement: &mut Statement<'_>, values: &[ValueRef<'_>; VALUES]) -> rusqlite::Result<()> {
    let sum = ValueRef::Integer(sum(values));
    statement.execute(params_from_iter(values.iter().copied().chain([sum]).map(ToSqlOutput::Borrowed))).map(drop)
}

fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

/// Places, numbers and times are far below 2⁶³.
fn integer(number: u64) -> ValueRef<'static> {
    ValueRef::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// FNV-1a over the values, each with its type and length.
fn sum(values: &[ValueRef<'_>; VALUES]) -> i64 {
    let mut sum = 0xCBF2_9CE4_8422_2325_u64;
    let mut add = |octets: &[u8]| {
        for octet in octets {
            sum = (sum ^ u64::from(*octet)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    };
    for value in values {
        match value {
            ValueRef::Null => add(b"n"),
            ValueRef::Integer(number) => {
                add(b"i");
                add(&number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                add(b"r");
                add(&number.to_le_bytes());
            }
            ValueRef::Text(octets) | ValueRef::Blob(octets) => {
                add(if value.data_type() == Type::Text { b"t" } else { b"b" });
                add(&(octets.len() as u64).to_le_bytes());
                add(octets);
            }
        }
    }
    sum.cast_signed()
}

/// Whether every line is what was written, and stands where it is looked for. The first message for which that is not so.
pub(super) fn first_damaged(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    let mut statement = connection.prepare(SELECT)?;
    let mut rows = statement.query([])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let mut values = [ValueRef::Null; VALUES];
        for (index, value) in values.iter_mut().enumerate() {
            *value = row.get_ref(index)?;
        }
        let place: (i64, i64) = (row.get(0)?, row.get(1)?);
        if row.get_ref(VALUES)? != ValueRef::Integer(sum(&values)) || last.is_some_and(|last| last >= place) {
            return Ok(Some(place.0.unsigned_abs()));
        }
        last = Some(place);
    }
    Ok(None)
}

/// Whatever is `sending` becomes in doubt. How many there were: no more than were in flight.
pub(super) fn recover(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let mut select = transaction.prepare(SELECT_BY_STATE)?;
    let lines = select
        .query_map([SENDING], |row| (0..VALUES).map(|index| row.get(index)).collect())?
        .collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
    let mut write = transaction.prepare(WRITE)?;
    for line in &lines {
        let mut values = [ValueRef::Null; VALUES];
        for (value, stored) in values.iter_mut().zip(line) {
            *value = stored.into();
        }
        values[6] = text(Outcome::InDoubt.word());
        values[10] = text(Phase::Content.name());
        values[11] = text(CRASHED);
        insert(&mut write, &values)?;
    }
    Ok(lines.len() as u64)
}

/// Makes one entry of the lines of each message.
pub(super) fn gather(
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
    let at: u64 = row.get(13)?;
    let seconds: Option<f64> = row.get(14)?;
    Ok(Delivery {
        row: row.get(3)?,
        line: row.get(4)?,
        attempts: row.get(7)?,
        message_id: row.get(12)?,
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(at),
        elapsed: Duration::try_from_secs_f64(seconds.unwrap_or(0.0)).unwrap_or_default(),
        recipients: Vec::new(),
    })
}

fn settlement(row: &Row<'_>) -> rusqlite::Result<Settlement> {
    let state: String = row.get(6)?;
    let enhanced: Option<String> = row.get(9)?;
    let phase: Option<String> = row.get(10)?;
    if state == SENDING {
        let address: String = row.get(5)?;
        return Ok(Settlement::local(&address, Outcome::InDoubt, Some(Phase::Content), CRASHED.to_owned()));
    }
    Ok(Settlement {
        address: row.get(5)?,
        outcome: Outcome::ALL.into_iter().find(|outcome| outcome.word() == state).unwrap_or(Outcome::InDoubt),
        phase: phase.and_then(|name| Phase::ALL.into_iter().find(|phase| phase.name() == name)),
        code: row.get(8)?,
        enhanced: enhanced.and_then(|text| EnhancedCode::parse(&text)),
        text: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
    })
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
