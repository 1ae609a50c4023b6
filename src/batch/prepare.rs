//! One row to one mail object: the same function for preflight and for sending, so that what was checked is what is sent.

use crate::input::{Fields, Record};
use crate::ledger::Key;
use crate::mail::{Address, Envelope, MailObject};
use crate::merge::{Fault, Parties, Remains, Template};
use crate::message::{ComposeError, Draft, Stamp, compose_in, id_right};

/// A composed row.
#[derive(Debug)]
pub struct Prepared {
    /// What is delivered.
    pub mail: MailObject,
    /// Its Message-ID without angle brackets.
    pub message_id: String,
    /// What it was composed of.
    pub draft: Draft,
}

/// What the mails before have left, for the next one.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    /// Of a content.
    pub(super) content: Vec<u8>,
    /// Of a plain text.
    pub(super) text: String,
}

impl Prepared {
    /// What it leaves.
    pub(super) fn into_rooms(self) -> Rooms {
        Rooms { content: self.mail.content.into_room(), text: text_room(self.draft) }
    }
}

/// The room of a draft's plain text. Nothing, if it is so large that it should not be kept.
fn text_room(draft: Draft) -> String {
    const MOST: usize = 64 << 10;
    draft.body.text.filter(|text| text.capacity() <= MOST).unwrap_or_default()
}

/// What is known of a row's mail before it is composed.
#[derive(Debug)]
pub(super) struct Addressed {
    pub(super) parties: Parties,
    /// Each of its recipients once.
    pub(super) forward_paths: Vec<Address>,
    /// Its Message-ID without angle brackets.
    pub(super) message_id: String,
}

/// Renders and composes a row of the batch with this id. `date` is in seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// All faults of the row.
pub fn prepare(template: &Template, batch_id: &str, record: &Record, date: i64) -> Result<Prepared, Vec<Fault>> {
    attempt(template, batch_id, &key(record), record, date, Rooms::default()).map_err(|remains| remains.faults)
}

/// As [`prepare`], of a row whose key is known already, in rooms that others have left. What can be told of a faulty row comes with its
/// faults.
pub(super) fn attempt(
    template: &Template,
    batch_id: &str,
    key: &Key,
    record: &Record,
    date: i64,
    rooms: Rooms,
) -> Result<Prepared, Box<Remains>> {
    let draft = template.attempt_in(record, rooms.text)?;
    let message_id = message_id(batch_id, key, draft.from.address.domain());
    match compose_in(&draft, &Stamp { date, message_id: &message_id }, rooms.content) {
        Ok(mail) => Ok(Prepared { mail, message_id, draft }),
        Err(error) => Err(Box::new(template.remains_of(&draft, vec![Fault::of_message(error.to_string())]))),
    }
}

/// The octets of what a letter would be sent as, if a message can be made of it.
pub(super) fn octets(batch_id: &str, letter: &Draft) -> Option<u64> {
    let message_id = message_id(batch_id, &Key::from_bytes([0; 16]), letter.from.address.domain());
    let mail = compose_in(letter, &Stamp { date: 0, message_id: &message_id }, Vec::new()).ok()?;
    Some(mail.content.size() as u64)
}

/// The first half of [`prepare`]: who it is for. Not the letter, which would lie about until its turn.
///
/// # Errors
/// The faults of its address fields.
pub(super) fn address(
    template: &Template,
    batch_id: &str,
    key: &Key,
    record: &Record,
) -> Result<Addressed, Vec<Fault>> {
    let parties = template.parties(record)?;
    let domain = parties.from().map_or("", |from| from.address.domain());
    let message_id = message_id(batch_id, key, domain);
    let nobody = || vec![Fault::of_message(ComposeError::NoRecipient.to_string())];
    let envelope = Envelope::new(None, parties.recipients()).ok_or_else(nobody)?;
    Ok(Addressed { parties, forward_paths: envelope.forward_paths, message_id })
}

/// The second half: the mail, and the room that its text leaves.
///
/// # Errors
/// All other faults of the row.
pub(super) fn compose(
    template: &Template,
    record: &Record,
    (parties, message_id): (Parties, &str),
    date: i64,
    rooms: Rooms,
) -> Result<(MailObject, String), Vec<Fault>> {
    let draft = template.draft_for(parties, record, rooms.text)?;
    let mail = compose_in(&draft, &Stamp { date, message_id }, rooms.content)
        .map_err(|error| vec![Fault::of_message(error.to_string())])?;
    Ok((mail, text_room(draft)))
}

/// The row's key in the ledger.
pub(super) fn key(record: &Record) -> Key {
    of_row(record)
}

/// What is made of values, each with its bounds: `("ab", "c")` is not `("a", "bc")`.
pub(super) trait OfValues {
    fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self;
}

impl OfValues for Key {
    fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(values)
    }
}

/// What is made of a row, by the values of [these columns](crate::input::Header::key_columns). Of a group it covers all rows,
/// whatever their order: a list that was sorted in between is the same list.
pub(super) fn of_row<T: OfValues>(record: &Record) -> T {
    match record.header.key_columns() {
        None if record.more.is_empty() => T::of(record.fields.iter()),
        None => of_rows(record.rows().map(|fields| fields.iter().collect())),
        Some(columns) => {
            let of = |fields| columns.iter().map(|column| Fields::get(fields, *column).unwrap_or_default()).collect();
            of_rows(record.rows().map(of))
        }
    }
}

fn of_rows<'a, T: OfValues>(rows: impl Iterator<Item = Vec<&'a str>>) -> T {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_unstable();
    T::of(rows.into_iter().flatten())
}

/// Derived from the batch and the row, so that the same mail sent again carries the same Message-ID, and any other mail
/// another one (RFC 5322 §3.6.4).
fn message_id(batch_id: &str, key: &Key, domain: &str) -> String {
    [key.digits(&mut [0; 32]), ".", batch_id, "@", id_right(domain)].concat()
}
