//! The table `sending`: messages that have been armed, many to a line, and which of them are settled.
//!
//! A message is armed and soon after settled; a line of its own for the time between would be as much work as the line that
//! stays. So all that are armed by a commit share a line, or a few: a slot. It is not touched when one of them is settled: the
//! settlement's line, of a later turn, says so. When all of a slot are settled, it is written over.

use std::collections::HashMap;
use std::time::SystemTime;

use foldhash::fast::RandomState;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use serde::Serialize;

use super::line::{id, integer, milliseconds, sum};
use super::message_id::shortened;
use crate::ledger::{Change, Flight, Key};

/// A slot takes no more once it has so many octets: it stays within its page.
const FULL: usize = 7000;

const WRITE: &str = "REPLACE INTO sending VALUES (?1, ?2, ?3, ?4, ?5)";

/// Which messages are being sent.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// Of each slot, how many of its messages are not settled.
    slots: Vec<usize>,
    /// Each message that is not settled.
    messages: HashMap<u64, Message, RandomState>,
}

/// A message that is not settled.
#[derive(Debug)]
pub(super) struct Message {
    key: Key,
    slot: usize,
    flight: Flight,
}

/// The slots that a commit writes, to be taken over once it is durable.
pub(super) type Armed = Vec<(u64, Message)>;

impl Sending {
    /// What an earlier process has left.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let slots: usize =
            connection.query_row("SELECT ifnull(max(slot) + 1, 0) FROM sending", [], |row| row.get(0))?;
        let mut sending = Self { slots: vec![0; slots], messages: HashMap::default() };
        let mut statement =
            connection.prepare("SELECT id / 1048576, unhex(key), slot, lane, flight FROM being_sent")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let flight = Flight { lane: row.get(3)?, number: row.get(4)? };
            sending.arm(row.get(0)?, Message { key: Key::from_bytes(row.get(1)?), slot: row.get(2)?, flight });
        }
        Ok(sending)
    }

    /// Whether all is settled.
    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Whether this message is not settled.
    pub(super) fn contains(&self, message: u64) -> bool {
        self.messages.contains_key(&message)
    }

    /// Whether the message of this row is not settled.
    pub(super) fn contains_key(&self, key: &Key) -> bool {
        self.messages.values().any(|message| message.key == *key)
    }

    /// Each message that is not settled, and where it may have left.
    pub(super) fn flights(&self) -> impl Iterator<Item = (u64, Flight)> {
        self.messages.iter().map(|(number, message)| (*number, message.flight))
    }

    /// Writes messages into slots that are free.
    pub(super) fn write<'a>(
        &self,
        connection: &Connection,
        turn: u64,
        batch_id: &str,
        arms: impl IntoIterator<Item = &'a Change>,
    ) -> rusqlite::Result<Armed> {
        let free = self.slots.iter().enumerate().filter(|(_, open)| **open == 0).map(|(slot, _)| slot);
        let mut free = free.chain(self.slots.len()..);
        let mut line: Option<Line<'_>> = None;
        let mut armed = Vec::new();
        for change in arms {
            let Change::Arm { id: message, key, row, line: at, message_id, attempts, recipients, flight } = change
            else {
                continue;
            };
            for (place, _) in &**recipients {
                id(*message, *place as u64)?;
            }
            if line.as_ref().is_some_and(|line| line.messages.len() >= FULL) {
                line.take().map_or(Ok(()), Line::write)?;
            }
            let line = match &mut line {
                Some(line) => line,
                none => none.insert(Line::new(connection, free.next().unwrap_or(self.slots.len()), turn)?),
            };
            let message_id = shortened(message_id, key, batch_id);
            let Flight { lane, number } = flight;
            line.add(&(message, key.digits(&mut [0; 32]), row, at, message_id, attempts, &**recipients, lane, number));
            armed.push((*message, Message { key: *key, slot: line.slot, flight: *flight }));
        }
        line.map_or(Ok(()), Line::write)?;
        Ok(armed)
    }

    /// Messages that are durable as being sent now.
    pub(super) fn take(&mut self, armed: Armed) {
        for (number, message) in armed {
            self.arm(number, message);
        }
    }

    fn arm(&mut self, number: u64, message: Message) {
        self.settle(number);
        if self.slots.len() <= message.slot {
            self.slots.resize(message.slot + 1, 0);
        }
        self.slots[message.slot] += 1;
        self.messages.insert(number, message);
    }

    /// A message that is durable as settled now.
    pub(super) fn settle(&mut self, message: u64) {
        if let Some(Message { slot, .. }) = self.messages.remove(&message) {
            self.slots[slot] -= 1;
        }
    }

    /// All are durable as settled now.
    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.slots.fill(0);
    }
}

/// A line being written.
struct Line<'a> {
    statement: CachedStatement<'a>,
    slot: usize,
    turn: u64,
    messages: Vec<u8>,
}

impl<'a> Line<'a> {
    fn new(connection: &'a Connection, slot: usize, turn: u64) -> rusqlite::Result<Self> {
        Ok(Self { statement: connection.prepare_cached(WRITE)?, slot, turn, messages: Vec::with_capacity(FULL + 500) })
    }

    fn add(&mut self, message: &impl Serialize) {
        self.messages.push(if self.messages.is_empty() { b'[' } else { b',' });
        serde_json::to_writer(&mut self.messages, message).expect("numbers and texts can be written to memory");
    }

    fn write(mut self) -> rusqlite::Result<()> {
        self.messages.push(b']');
        let at = milliseconds(SystemTime::now());
        let values = [integer(self.slot), integer(self.turn), integer(at), ValueRef::Text(&self.messages)];
        let sum = [ValueRef::Integer(sum(&values, &mut Vec::with_capacity(self.messages.len() + 64)))];
        for (parameter, value) in (1..).zip(values.iter().chain(&sum)) {
            self.statement.raw_bind_parameter(parameter, ToSqlOutput::Borrowed(*value))?;
        }
        self.statement.raw_execute().map(drop)
    }
}

/// Whether every slot is what was written. The last turn of all; `None` if one is damaged.
pub(super) fn verify(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    let mut statement = connection.prepare("SELECT slot, turn, at, messages, sum FROM sending")?;
    let mut rows = statement.query([])?;
    let (mut last_turn, mut octets) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let values = [row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?, row.get_ref(3)?];
        if row.get_ref(4)? != ValueRef::Integer(sum(&values, &mut octets)) {
            return Ok(None);
        }
        last_turn = last_turn.max(row.get(1)?);
    }
    Ok(Some(last_turn))
}
