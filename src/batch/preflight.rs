//! Every row is read before the first socket opens, and every row that is to be sent is rendered and composed.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;
use thiserror::Error;

use super::prepare::{attempt, key};
use super::repeats::{Item, Repeat, Repeated, Repeats};
use super::{List, Prepared, RowSet, Selected};
use crate::delivery::{Delivery, Outcome};
use crate::findings::{Attachments, Collector, Finding, Inspector, Kind, Personal, Sender};
use crate::input::{Fields, InputError, Record, Source};
use crate::ledger::{Entry, Key, Ledger, LedgerError, Sqlite};
use crate::mail::{Address, Mailbox};
use crate::merge::Fault;
use crate::message::Draft;
use crate::report::{Summary, rows};

/// Rows handed to all cores at a time. Large enough to keep them busy, small enough to keep memory flat: two chunks are held,
/// the one that is checked and the one that is read meanwhile.
const CHUNK: usize = 512;

/// Rows that one core takes at a time.
const BLOCK: usize = 32;

/// A chunk ends here too: rows may be large.
const CHUNK_OCTETS: usize = 8 << 20;

/// Some servers take no larger messages than this, in octets.
pub const LARGE: u64 = 10_000_000;

/// So many of those are kept to be told of.
const MOST_LARGE: usize = 10_000;

/// Which settled rows are asked for again (`--retry`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Redo {
    /// Refused recipients.
    pub refused: bool,
    /// Deferred recipients without attempts left.
    pub deferred: bool,
    /// Recipients in doubt: they may get it twice.
    pub in_doubt: bool,
}

/// What preflight found.
#[derive(Debug, Default)]
pub struct Preflight {
    /// Sound rows: messages that will be sent.
    pub messages: u64,
    /// Their forward-paths that are not settled.
    pub recipients: u64,
    /// Rows with faults.
    pub faulty: u64,
    /// Rows without faults of which nobody can say whether they can be sent: the template says not to whom.
    unjudged: u64,
    /// Octets of all contents.
    pub octets: u64,
    /// Octets of the largest content.
    pub largest: u64,
    /// The lines of messages with more than [`LARGE`] octets, and how many: the first of them.
    pub large: Vec<(u64, u64)>,
    /// The first sound row.
    pub first: Option<Example>,
    /// The last sound row.
    pub last: Option<Example>,
    /// What earlier runs have settled and this one leaves alone.
    pub known: Summary,
    /// The same, and the faulty rows: what is certain before anything is sent.
    pub certain: Summary,
    /// How many rows repeat another row to the letter, and are sent once.
    pub twins: u64,
    /// How many other rows have an address that an earlier row has.
    pub same_address: u64,
    /// Whether those are left out (`--dedupe address`).
    pub is_deduped: bool,
    /// Rows whose values have changed since an earlier run had them: the line, and the address it had. The first of them.
    pub edited: Vec<(u64, String)>,
    /// Warnings. Rows that are left out as they should be are not among them.
    pub warnings: u64,
    /// How many rows are selected.
    pub(super) rows_seen: u64,
    /// The rows to be sent.
    pub(super) due: RowSet,
    /// All recipients of those, also the settled ones.
    pub(super) concerned: u64,
    /// Places in the ledger that are counted in `known`: rows that repeat another have its place.
    counted: RowSet,
}

/// A sound row, to be shown before the question.
#[derive(Debug, Clone)]
pub struct Example {
    /// From, as a person reads it.
    pub from: String,
    /// The first forward-path.
    pub to: Address,
    /// The subject.
    pub subject: Option<String>,
}

/// A row with its faults.
#[derive(Debug)]
pub struct FaultyRow {
    /// The row's number, from 1, where it has one.
    pub number: Option<u64>,
    /// Its line in the file.
    pub line: Option<u64>,
    /// The faults.
    pub faults: Vec<RowFault>,
    /// Where the row is: `list.csv:7`.
    place: String,
}

/// A fault of a row.
#[derive(Debug)]
pub struct RowFault {
    /// What sort of fault, as a name in JSON; `unreadable-row` where it is no row at all.
    pub kind: &'static str,
    /// The column that it is about, by index, if it is one.
    pub column: Option<usize>,
    /// Where in the row, what, why, and what to do.
    pub what: String,
}

impl FaultyRow {
    pub(super) fn new(source: &Source, record: &Record, faults: &[Fault]) -> Self {
        let fault = |fault: &Fault| RowFault { kind: fault.kind.name(), column: fault.column, what: fault.to_string() };
        let place = format!("{}:{}", source.name(), record.line);
        let faults = faults.iter().map(fault).collect();
        Self { number: Some(record.number), line: Some(record.line), faults, place }
    }

    /// A row that is no record; `fault` is a whole line, which begins with its place.
    fn unreadable(list: &List, number: Option<u64>, line: Option<u64>, fault: &str) -> Self {
        let name = list.source.name();
        let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
        let what = fault.strip_prefix(&place).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(fault);
        let faults = vec![RowFault { kind: "unreadable-row", column: None, what: what.to_owned() }];
        Self { number, line, faults, place }
    }

    /// As it is told in a report.
    pub(super) fn delivery(&self) -> Delivery {
        let faults: Vec<_> = self.faults.iter().map(|fault| format!("{}: {}", self.place, fault.what)).collect();
        Delivery::untried(self.number.unwrap_or(0), self.line.unwrap_or(0), Outcome::Faulty, faults.join("; "))
    }
}

/// Why preflight cannot be done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PreflightError {
    /// The recipients cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No room for temporary files.
    #[error("no temporary file can be written: {0}. Make room, or set TMPDIR to a folder that has some.")]
    Temporary(#[from] io::Error),
}

/// What preflight tells on the way.
#[derive(Debug)]
pub enum News<'a> {
    /// A faulty row, in the file's order.
    Faulty(&'a FaultyRow),
    /// A warning. Those that need all rows come at the end.
    Finding(&'a Finding),
    /// What was done about a row, as it was asked for.
    Note(&'a Finding),
    /// So many rows have been seen.
    Progress(u64),
}

/// Checks every selected row on all cores, for this sender. Memory does not grow with the rows, but for a bit each.
///
/// # Errors
/// See [`PreflightError`].
pub fn preflight(
    list: &List,
    mut ledger: Option<&mut Sqlite>,
    redo: Redo,
    attempts: u32,
    sender: &Sender,
    mut tell: impl FnMut(News<'_>),
) -> Result<Preflight, PreflightError> {
    let mut found = Preflight::default();
    let inspector = Inspector::new(&list.template, &list.source, sender.clone());
    let attachments = Attachments::new(list.source.header(), &list.template.uses());
    let mut collector = Collector::new(attachments);
    if let Some(ledger) = ledger.as_deref_mut() {
        align(list, ledger)?;
    }
    let (mut twins, mut addresses) = (Repeats::default(), Repeats::default());
    // A trial goes to one address.
    let compares = !list.template.is_trial() || list.selection.dedupe;
    for finding in inspector.template() {
        found.warn(&finding, &mut tell);
    }
    let mut selected = list.selection.of(&list.source)?;
    let mut seen = 0;
    let mut next = next_chunk(&mut selected);
    loop {
        let chunk = next?;
        if chunk.is_empty() {
            break;
        }
        seen += chunk.len() as u64;
        let mut to_check = Vec::with_capacity(chunk.len());
        for (row, key) in chunk {
            let entry = known(&row, key.as_ref(), ledger.as_deref())?;
            if let (Selected::Row(record), Some(key)) = (&row, &key) {
                twins.add(whole(key, record))?;
                if let Some(entry) = &entry
                    && !is_due(entry, redo, attempts)
                {
                    found.add_known(entry);
                    if list.selection.dedupe
                        && let Some(first) = entry.delivery.recipients.first()
                    {
                        addresses.add(parsed(&first.address, record))?;
                    }
                    continue;
                }
            }
            to_check.push(ToCheck { row, key, entry });
        }
        let batch_id = ledger.as_deref().map_or("", Sqlite::batch_id);
        let look = (&inspector, collector.attachments());
        let check = move || -> Vec<_> {
            to_check.par_chunks(BLOCK).map(|rows| Block::check(list, batch_id, rows, redo, look)).collect()
        };
        let (checked, read) = rayon::join(check, || next_chunk(&mut selected));
        next = read;
        for block in checked {
            for row in block.rows {
                if let Some(address) = row.address.filter(|_| compares) {
                    addresses.add(address)?;
                }
                match row.outcome {
                    Ok(fact) => found.add(&fact),
                    Err(faulty) if faulty.faults.is_empty() => found.unjudged += 1,
                    Err(faulty) => {
                        found.faulty += 1;
                        let delivery = faulty.delivery();
                        rows(&delivery).for_each(|row| found.certain.add(&row));
                        tell(News::Faulty(&faulty));
                    }
                }
            }
            // One letter is like the other: the first speaks for all.
            let letter = if found.first.is_none() { block.letter } else { Vec::new() };
            for finding in letter.into_iter().chain(block.findings) {
                if let Some(finding) = collector.take(finding) {
                    found.warn(&finding, &mut tell);
                }
            }
            block.personal.into_iter().for_each(|personal| collector.compare(personal));
            found.first = found.first.or(block.first);
            found.last = block.last.or(found.last);
        }
        tell(News::Progress(seen));
    }
    for finding in collector.finish(seen) {
        found.warn(&finding, &mut tell);
    }
    found.rows_seen = seen;
    let twins = twins.finish(|_| true)?;
    found.drop_twins(&twins, &mut tell);
    // Rows that are the same to the letter have been told of.
    let addresses = addresses
        .finish(|item| !twins.rows.contains(item.number) && (!item.is_sound || found.due.contains(item.number)))?;
    found.drop_addresses(list, &addresses, &mut tell);
    if let Some(ledger) = ledger {
        if found.twins > 0 {
            ledger.find_by_key()?;
        }
        found.edited = edited(list, ledger, &found.due)?;
    }
    Ok(found)
}

/// Whether a row of the list is still to be sent, by what the ledger knows.
///
/// # Errors
/// See [`PreflightError`].
pub fn is_unfinished(list: &List, ledger: &mut Sqlite, attempts: u32) -> Result<bool, PreflightError> {
    align(list, ledger)?;
    for row in list.selection.of(&list.source)? {
        let row = row?;
        let Some(key) = key_of(&row) else { continue };
        match known(&row, Some(&key), Some(ledger))? {
            Some(entry) if !is_due(&entry, Redo::default(), attempts) => {}
            _ => return Ok(true),
        }
    }
    Ok(false)
}

fn next_chunk(selected: &mut impl Iterator<Item = Result<Selected, InputError>>) -> Result<Chunk, InputError> {
    let (mut chunk, mut octets) = (Vec::with_capacity(CHUNK), 0);
    while chunk.len() < CHUNK
        && octets < CHUNK_OCTETS
        && let Some(row) = selected.next()
    {
        let row = row?;
        if let Selected::Row(record) = &row {
            octets += record.rows().map(Fields::size).sum::<usize>();
        }
        let key = key_of(&row);
        chunk.push((row, key));
    }
    Ok(chunk)
}

/// Where the list has another order than it had, rows are found by key from now on. All rows count, selected or not: one
/// that is not selected may stand where a selected one stood.
fn align(list: &List, ledger: &mut Sqlite) -> Result<(), PreflightError> {
    if ledger.is_fresh() {
        return Ok(());
    }
    if list.selection.group_by.is_some() {
        // Which rows a group has depends on which are selected: where it stands says nothing.
        return Ok(ledger.find_by_key()?);
    }
    align_rows(&list.source, ledger)
}

/// The same for a list of which every row is a mail.
pub(super) fn align_rows(source: &Source, ledger: &mut Sqlite) -> Result<(), PreflightError> {
    let mut failure = None;
    let records = source.records()?.map_while(|item| match item {
        Ok(record) => Some(Some((record.number, key(&record)))),
        Err(error) if error.is_row_fault() => Some(None),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    ledger.align(records.flatten())?;
    failure.map_or(Ok(()), |error| Err(error.into()))
}

/// Rows, and the keys of those that are records.
type Chunk = Vec<(Selected, Option<Key>)>;

fn key_of(row: &Selected) -> Option<Key> {
    match row {
        Selected::Row(record) => Some(key(record)),
        Selected::Faulty { .. } => None,
    }
}

fn known(row: &Selected, key: Option<&Key>, ledger: Option<&Sqlite>) -> Result<Option<Entry>, LedgerError> {
    match (row, key, ledger) {
        (Selected::Row(record), Some(key), Some(ledger)) if !ledger.is_fresh() => ledger.find(record.number, key),
        _ => Ok(None),
    }
}

/// Whether a row that the ledger knows is to be sent (again).
fn is_due(entry: &Entry, redo: Redo, attempts: u32) -> bool {
    entry.delivery.recipients.iter().any(|recipient| wants(recipient.outcome, entry.delivery.attempts, redo, attempts))
}

/// Whether a recipient in this state is to be tried. A deferred one with attempts left was only interrupted.
pub(super) fn wants(outcome: Outcome, tried: u32, redo: Redo, attempts: u32) -> bool {
    match outcome {
        Outcome::Accepted => false,
        Outcome::Refused => redo.refused,
        Outcome::Deferred => redo.deferred || tried < attempts,
        Outcome::InDoubt => redo.in_doubt,
        Outcome::Unsent | Outcome::Faulty => true,
    }
}

/// A row that is to be rendered and composed.
struct ToCheck {
    row: Selected,
    key: Option<Key>,
    entry: Option<Entry>,
}

/// What is kept of a sound row: little, since there may be a million.
struct Fact {
    number: u64,
    line: u64,
    /// Forward-paths that are to be delivered to.
    recipients: u64,
    /// All forward-paths.
    concerned: u64,
    octets: u64,
}

/// What came of a row.
struct Checked {
    /// Its first recipient, to be compared.
    address: Option<Item>,
    outcome: Result<Fact, FaultyRow>,
}

/// What came of some rows, in their order.
#[derive(Default)]
struct Block {
    rows: Vec<Checked>,
    /// Its first sound row.
    first: Option<Example>,
    /// Its last sound row.
    last: Option<Example>,
    findings: Vec<Finding>,
    /// About the letter, seen in its first sound row.
    letter: Vec<Finding>,
    /// What is compared of attachments.
    personal: Vec<Personal>,
}

impl Block {
    fn check(
        list: &List,
        batch_id: &str,
        rows: &[ToCheck],
        redo: Redo,
        (inspector, attachments): (&Inspector, &Attachments),
    ) -> Self {
        let mut block = Self { rows: Vec::with_capacity(rows.len()), ..Self::default() };
        let mut last = None;
        for row in rows {
            let record = match &row.row {
                Selected::Row(record) => record,
                Selected::Faulty { number, line, fault } => {
                    let faulty = FaultyRow::unreadable(list, *number, *line, fault);
                    block.rows.push(Checked { address: None, outcome: Err(faulty) });
                    continue;
                }
            };
            let key = row.key.unwrap_or_else(|| key(record));
            match attempt(&list.template, batch_id, &key, record, 0) {
                Ok(prepared) => {
                    let fact = Fact::of(record, &prepared, row.entry.as_ref(), redo);
                    if block.first.is_none() {
                        block.letter = inspector.letter(record, &prepared.draft);
                    }
                    block.findings.extend(inspector.row(record, &prepared.draft, fact.octets));
                    let Draft { to, cc, attachments: files, .. } = &prepared.draft;
                    block.personal.extend(attachments.of(record, to.first().or(cc.first()), files));
                    block.first.get_or_insert_with(|| Example::of(&prepared));
                    let first = prepared.mail.envelope.forward_paths.first().map(|first| item(first, record, true));
                    block.rows.push(Checked { address: first, outcome: Ok(fact) });
                    last = Some(prepared);
                }
                Err(remains) => {
                    block.findings.extend(inspector.faulty(record, &remains));
                    block.personal.extend(attachments.of(record, remains.recipients.first(), &remains.attachments));
                    let first = remains.recipients.first().map(|first| item(&first.address, record, false));
                    let faulty = FaultyRow::new(&list.source, record, &remains.faults);
                    block.rows.push(Checked { address: first, outcome: Err(faulty) });
                }
            }
        }
        block.last = last.as_ref().map(Example::of);
        block
    }
}

impl Example {
    fn of(prepared: &Prepared) -> Self {
        let to = prepared.mail.envelope.forward_paths.first().expect("an envelope is never empty").clone();
        Self { from: prepared.draft.from.to_string(), to, subject: prepared.draft.subject.clone() }
    }
}

impl Fact {
    fn of(record: &Record, prepared: &Prepared, entry: Option<&Entry>, redo: Redo) -> Self {
        let forward_paths = &prepared.mail.envelope.forward_paths;
        let recipients = match entry {
            None => forward_paths.len(),
            Some(entry) => {
                let open = |outcome| wants(outcome, 0, redo, 1);
                entry.delivery.recipients.iter().filter(|recipient| open(recipient.outcome)).count()
            }
        };
        Self {
            number: record.number,
            line: record.line,
            recipients: recipients as u64,
            concerned: forward_paths.len() as u64,
            octets: prepared.mail.content.size() as u64,
        }
    }
}

/// A whole row, as it is looked for.
fn whole(key: &Key, record: &Record) -> Item {
    let (number, line) = (record.number, record.line);
    Item { value: u128::from_le_bytes(*key.as_bytes()), spelling: 0, number, line, is_sound: true }
}

/// An address, as it is looked for: its local part as it is (RFC 5321 §2.4: capital letters may count), its domain in lower case
/// and A-labels. Most servers take capital letters for small ones, so that is what is the same in rows that are alike.
fn item(address: &Address, record: &Record, is_sound: bool) -> Item {
    spelt(address.as_str(), record, is_sound)
}

/// An address as the ledger has it.
fn parsed(text: &str, record: &Record) -> Item {
    Address::parse(text).map_or_else(|_| spelt(text, record, true), |address| item(&address, record, true))
}

fn spelt(text: &str, record: &Record, is_sound: bool) -> Item {
    let folded = text.chars().any(char::is_uppercase).then(|| hash(&text.to_lowercase()));
    let exact = hash(text);
    let (number, line) = (record.number, record.line);
    Item { value: folded.unwrap_or(exact), spelling: exact as u64, number, line, is_sound }
}

fn hash(text: &str) -> u128 {
    u128::from_le_bytes(*Key::of([text]).as_bytes())
}

/// The lines of rows under whose number an earlier run had other values that are nowhere in the list any more.
fn edited(list: &List, ledger: &Sqlite, due: &RowSet) -> Result<Vec<(u64, String)>, PreflightError> {
    const SHOWN: usize = 100;
    let mut candidates = Vec::new();
    if !ledger.is_fresh() {
        for number in due.iter() {
            if let Some((key, address)) = ledger.kept_under(number)? {
                candidates.push((number, key, address));
                if candidates.len() >= SHOWN {
                    break;
                }
            }
        }
    }
    let mut lines = HashMap::new();
    if !candidates.is_empty() {
        for record in records(list)? {
            if candidates.iter().any(|(number, ..)| *number == record.number) {
                lines.insert(record.number, record.line);
            }
            // Still there: moved, or unchanged and asked for again.
            let key = key(&record);
            candidates.retain(|(_, kept, _)| *kept != key);
        }
    }
    let line = |number| lines.get(&number).copied().unwrap_or(number);
    Ok(candidates.into_iter().map(|(number, _, address)| (line(number), address)).collect())
}

/// All rows, selected or not; of groups, those that are selected.
fn records(list: &List) -> Result<Box<dyn Iterator<Item = Record> + '_>, InputError> {
    if list.selection.group_by.is_some() {
        let records = list.selection.of(&list.source)?.flatten().filter_map(|row| match row {
            Selected::Row(record) => Some(record),
            Selected::Faulty { .. } => None,
        });
        return Ok(Box::new(records));
    }
    Ok(Box::new(list.source.records()?.flatten()))
}

impl Preflight {
    /// From, as the first sound row has it.
    #[must_use]
    pub fn from(&self) -> Option<Address> {
        let from = Mailbox::parse(&self.first.as_ref()?.from).ok()?;
        Some(from.address)
    }

    /// Rows that have been looked at, each once: faulty, to be sent, settled by earlier runs, or not to be judged.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.faulty + self.messages + self.unjudged + self.counted.len()
    }

    fn warn(&mut self, finding: &Finding, tell: &mut impl FnMut(News<'_>)) {
        self.warnings += 1;
        tell(News::Finding(finding));
    }

    /// Whether this row is to be sent: it is sound, not settled, and repeats no other.
    #[must_use]
    pub fn is_due(&self, number: u64) -> bool {
        self.due.contains(number)
    }

    /// A row that an earlier run has settled and this one leaves alone.
    fn add_known(&mut self, entry: &Entry) {
        if self.counted.contains(entry.id) {
            return;
        }
        self.counted.insert(entry.id);
        for row in rows(&entry.delivery) {
            self.known.add(&row);
            self.certain.add(&row);
        }
    }

    fn add(&mut self, fact: &Fact) {
        self.due.insert(fact.number);
        self.messages += 1;
        self.recipients += fact.recipients;
        self.concerned += fact.concerned;
        self.octets += fact.octets;
        self.largest = self.largest.max(fact.octets);
        if fact.octets > LARGE && self.large.len() < MOST_LARGE {
            self.large.push((fact.line, fact.octets));
        }
    }

    /// A row that repeats another is not sent.
    fn drop_twins(&mut self, found: &Repeated, tell: &mut impl FnMut(News<'_>)) {
        self.twins = found.same;
        self.warnings += found.same;
        for repeat in &found.repeats {
            let what =
                format!("is the same as line {} to the letter, and is sent once. Delete one of them.", repeat.first);
            tell(News::Finding(&repeated(Kind::RepeatedRow, repeat, None, what)));
        }
        found.rows.iter().for_each(|number| self.drop(number));
    }

    /// Rows to an address that an earlier row has: told of, and not sent if only one is to be.
    fn drop_addresses(&mut self, list: &List, found: &Repeated, tell: &mut impl FnMut(News<'_>)) {
        self.same_address = found.same;
        self.is_deduped = list.selection.dedupe;
        self.warnings += found.alike + if self.is_deduped { 0 } else { found.same };
        let column = list.template.address_column();
        let place = column.and_then(|column| list.source.header().names().get(column));
        let place = place.map(|name| format!("column \"{name}\": ")).unwrap_or_default();
        for repeat in &found.repeats {
            let line = repeat.first;
            let what = match (repeat.is_same, self.is_deduped) {
                (true, true) => format!("{place}has the address of line {line}, and is left out (--dedupe address)."),
                (true, false) => format!(
                    "{place}has the address of line {line}: both are sent. Delete one of them, or give --dedupe address."
                ),
                (false, _) => format!(
                    "{place}has the address of line {line} but for capital letters: both are sent, and mostly to one mailbox. \
                     Delete one of them."
                ),
            };
            let finding = repeated(Kind::RepeatedAddress, repeat, column, what);
            tell(if repeat.is_same && self.is_deduped { News::Note(&finding) } else { News::Finding(&finding) });
        }
        if self.is_deduped {
            found.rows.iter().for_each(|number| self.drop(number));
        }
    }

    fn drop(&mut self, number: u64) {
        if self.due.remove(number) {
            self.messages -= 1;
            // How many it had is not kept: mostly one.
            self.recipients = self.recipients.saturating_sub(1);
            self.concerned = self.concerned.saturating_sub(1);
        }
    }
}

fn repeated(kind: Kind, repeat: &Repeat, column: Option<usize>, what: String) -> Finding {
    Finding { kind, row: repeat.number, line: repeat.line, column, what, suggestion: None }
}
