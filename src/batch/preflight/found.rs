//! What preflight comes to.

use super::addresses::{Plan, Words, plan};
use super::alike::Alike;
use super::block::{Fact, Faulty};
use super::known::{Edited, known, wants};
use super::pairs::Pairs;
use super::{News, PreflightError, Redo};
use crate::batch::repeats::{Repeat, Repeated};
use crate::batch::{List, Prepared, RowSet, Selected, prepare};
use crate::delivery::{Delivery, Outcome};
use crate::findings::{Finding, Kind, Names, Owned};
use crate::input::{Record, Source};
use crate::ledger::{Entry, Sqlite};
use crate::mail::{Address, Mailbox};
use crate::merge::Fault;
use crate::report::{Summary, rows};

/// Some servers take no larger messages than this, in octets.
pub const LARGE: u64 = 10_000_000;

/// Most messages larger than [`LARGE`] that are kept to be told of.
const MOST_LARGE: usize = 10_000;

/// Most rows that send a second mail and are told of by their lines.
const MOST_AGAIN: usize = 20;

/// What preflight found.
#[derive(Debug, Default)]
pub struct Preflight {
    /// Sound rows: messages that will be sent.
    pub messages: u64,
    /// Their forward-paths that are not settled.
    pub recipients: u64,
    /// Rows with faults.
    pub faulty: u64,
    /// What these will be when they are mended: messages, but for those that are nobody's, and their recipients.
    pub mended: (u64, u64),
    /// Rows without faults of which nobody can say whether they can be sent: the template says not to whom.
    pub(super) unjudged: u64,
    /// Octets of all contents.
    pub octets: u64,
    /// Octets of the largest content.
    pub largest: u64,
    /// The lines of messages with more than [`LARGE`] octets, and how many: the first of them.
    pub large: Vec<(u64, u64)>,
    /// The most recipients that one message has, and the line of the first such row.
    pub most_recipients: (u64, u64),
    /// The first sound row.
    pub first: Option<Example>,
    /// The last sound row.
    pub last: Option<Example>,
    /// What earlier runs have settled and this one leaves alone.
    pub known: Summary,
    /// `known`, and the faulty rows: what is certain before anything is sent.
    pub certain: Summary,
    /// How many rows repeat another row in every column, and are sent once.
    pub twins: u64,
    /// How many other rows have an address that an earlier row has.
    pub same_address: u64,
    /// Whether each of those is one person's with the earlier row, for all that is known, and says the same: one letter would do.
    pub is_one_enough: bool,
    /// Whether those are left out (`--dedupe address`).
    pub is_deduped: bool,
    /// Rows that stand where an earlier run had others, which are in the list no longer. The first of them.
    pub edited: Vec<Edited>,
    /// Rows to mailboxes that have got the mail, or may have, by rows that were changed or taken out since.
    again: RowSet,
    /// The numbers and lines of the first of them.
    first_again: Vec<(u64, u64)>,
    /// Rows that are looked at again because that was asked for (`--retry`).
    pub retried: u64,
    /// Warnings. Rows that are left out as they should be are not among them.
    pub warnings: u64,
    /// How many rows are selected, as whoever wrote the list counts them: also those for which others stand.
    pub rows_seen: u64,
    /// The rows to be sent.
    pub(in crate::batch) due: RowSet,
    /// Sound rows for which others stand: the same in every column, or with the same address.
    pub(in crate::batch) left_out: RowSet,
    /// Those of them that were in the ledger when they were looked for.
    pub(in crate::batch) known_due: RowSet,
    /// All recipients of the rows to be sent, also the settled ones.
    pub(in crate::batch) concerned: u64,
    /// Places in the ledger that are counted in `known`, each once: a row that repeats another has the other's place.
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
    /// Where in the row, or in the template: what `what` begins with. Empty where it is no row at all.
    pub place: String,
    /// Where in the row, what, why, and what to do.
    pub what: String,
    /// Whether it is the template's, and so told once.
    pub is_of_template: bool,
}

impl FaultyRow {
    pub(in crate::batch) fn new(source: &Source, record: &Record, faults: &[Fault]) -> Self {
        let fault = |fault: &Fault| RowFault {
            kind: fault.kind.name(),
            column: fault.column,
            place: fault.place.clone(),
            what: fault.to_string(),
            is_of_template: fault.is_of_template,
        };
        let place = format!("{}:{}", source.name(), record.line);
        let faults = faults.iter().map(fault).collect();
        Self { number: Some(record.number), line: Some(record.line), faults, place }
    }

    /// A row that is no record; `fault` is a whole line, which begins with its place.
    pub(super) fn unreadable(list: &List, number: Option<u64>, line: Option<u64>, fault: &str) -> Self {
        let name = list.source.name();
        let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
        let what = fault.strip_prefix(&place).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(fault);
        let (nowhere, what) = (String::new(), what.to_owned());
        let faults =
            vec![RowFault { kind: "unreadable-row", column: None, place: nowhere, what, is_of_template: false }];
        Self { number, line, faults, place }
    }

    /// Not where the fault is the template's, which says not whom the letter is for.
    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// As it is told in a report.
    pub(in crate::batch) fn delivery(&self) -> Delivery {
        Delivery::untried(self.number.unwrap_or(0), self.line.unwrap_or(0), Outcome::Faulty, self.why())
    }

    /// All of its faults, each with its place.
    pub(in crate::batch) fn why(&self) -> String {
        let faults: Vec<_> = self.faults.iter().map(|fault| format!("{}: {}", self.place, fault.what)).collect();
        faults.join("; ")
    }
}

impl Example {
    pub(super) fn of(prepared: &Prepared) -> Self {
        let to = prepared.mail.envelope.forward_paths.first().expect("an envelope is never empty").clone();
        Self { from: prepared.draft.from.to_string(), to, subject: prepared.draft.subject.clone() }
    }
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

    /// How many rows are to be sent to mailboxes that have got the mail already, or may have, by rows that were changed or taken
    /// out since; and the lines of the first of them.
    #[must_use]
    pub fn again(&self) -> (u64, Vec<u64>) {
        let count = self.again.iter().filter(|number| self.is_due(*number)).count();
        let first = self.first_again.iter().filter(|(number, _)| self.is_due(*number));
        (count as u64, first.map(|(_, line)| *line).collect())
    }

    pub(super) fn add_again(&mut self, number: u64, line: u64) {
        self.again.insert(number);
        if self.first_again.len() < MOST_AGAIN {
            self.first_again.push((number, line));
        }
    }

    pub(super) fn warn(&mut self, finding: &Finding, tell: &mut impl FnMut(News<'_>)) {
        self.warnings += 1;
        tell(News::Finding(finding));
    }

    /// Whether this row is to be sent: it is sound, not settled, and repeats no other.
    #[must_use]
    pub fn is_due(&self, number: u64) -> bool {
        self.due.contains(number)
    }

    /// A row that an earlier run has settled and this one leaves alone.
    pub(super) fn add_known(&mut self, number: u64, entry: &Entry) {
        if self.counted.contains(entry.id) {
            self.left_out.insert(number);
            return;
        }
        self.counted.insert(entry.id);
        for row in rows(&entry.delivery) {
            self.known.add(&row);
            self.certain.add(&row);
        }
    }

    /// Who of a row that goes on has been settled: the accepted, where another is tried again.
    pub(super) fn add_known_in_part(&mut self, entry: &Entry, redo: Redo, attempts: u32) {
        let delivery = &entry.delivery;
        let settled = rows(delivery).filter(|row| !wants(row.outcome, delivery.attempts, redo, attempts));
        settled.for_each(|row| self.known.add(&row));
    }

    /// A faulty row, or one that nothing can be said of.
    pub(super) fn add_faulty(&mut self, Faulty { row, recipients }: &Faulty) {
        self.mended.0 += u64::from(*recipients > 0);
        self.mended.1 += recipients;
        if row.has_faults() {
            self.faulty += 1;
            rows(&row.delivery()).for_each(|row| self.certain.add(&row));
        } else {
            self.unjudged += 1;
        }
    }

    pub(super) fn add(&mut self, fact: &Fact) {
        self.due.insert(fact.number);
        self.messages += 1;
        self.recipients += fact.recipients;
        self.concerned += fact.concerned;
        self.octets += fact.octets;
        self.largest = self.largest.max(fact.octets);
        if fact.recipients > self.most_recipients.0 {
            self.most_recipients = (fact.recipients, fact.line);
        }
        if fact.octets > LARGE && self.large.len() < MOST_LARGE {
            self.large.push((fact.line, fact.octets));
        }
    }

    /// Rows that repeat others are told of.
    pub(super) fn tell_twins(&mut self, found: &Repeated, tell: &mut impl FnMut(News<'_>)) {
        self.twins = found.same;
        self.warnings += found.same;
        for repeat in &found.repeats {
            let what =
                format!("is the same as line {} in every column, and is sent once. Delete one of them.", repeat.first);
            tell(News::Finding(&repeated(Kind::RepeatedRow, repeat, None, what)));
        }
    }

    /// Rows to an address that an earlier row has are told of.
    pub(super) fn tell_addresses(
        &mut self,
        list: &List,
        found: &Repeated,
        alike: &Alike,
        tell: &mut impl FnMut(News<'_>),
    ) {
        self.same_address = found.same;
        self.is_deduped = list.selection.dedupe;
        let Plan { told, warnings, is_one_enough } = plan(found, alike, self.rows_seen, self.is_deduped);
        self.is_one_enough = is_one_enough;
        self.warnings += warnings;
        let column = list.template.address_column();
        let words = Words::new(list.source.header().names(), column);
        for told in &told {
            let Some(row) = told.row() else { continue };
            let finding = repeated(Kind::RepeatedAddress, row, column, words.of(told));
            tell(if told.is_note() { News::Note(&finding) } else { News::Finding(&finding) });
        }
    }

    /// Rows with something of their own that an earlier row has, if they are the exception: whether they are.
    pub(super) fn tell_owned(
        &mut self,
        list: &List,
        owned: &Owned,
        (found, pairs): (&Repeated, &Pairs),
        tell: &mut impl FnMut(News<'_>),
    ) -> bool {
        let count = owned.told(found.same, found.alike);
        let is_exception = owned.is_exception(count, self.rows_seen);
        if is_exception {
            let header = list.source.header();
            let names = Names::new(header, &list.template.uses());
            self.warnings += count;
            for repeat in found.repeats.iter().filter(|repeat| repeat.is_same != owned.is_shared()) {
                let pair = pairs.get(repeat);
                if pair.is_some_and(|(one, other)| owned.are_apart(one, other)) {
                    self.warnings -= 1;
                    continue;
                }
                let row = (repeat.number, repeat.line);
                tell(News::Finding(&owned.repeated(header, row, repeat.first, pair, &names)));
            }
        }
        is_exception
    }

    /// Rows for which others stand are not sent, nor told of in reports. What they would have been is not kept: where there are
    /// any, they are looked at once more.
    pub(super) fn leave_out(
        &mut self,
        list: &List,
        ledger: Option<&Sqlite>,
        redo: Redo,
        rows: &RowSet,
    ) -> Result<(), PreflightError> {
        if !rows.iter().any(|number| self.due.contains(number)) {
            return Ok(());
        }
        for row in list.selection.of(&list.source)? {
            let Selected::Row(record) = row? else { continue };
            if !rows.contains(record.number) || !self.due.remove(record.number) {
                continue;
            }
            self.left_out.insert(record.number);
            self.messages -= 1;
            let Ok(prepared) = prepare(&list.template, "", &record, 0) else { continue };
            let entry = known(&record, ledger)?;
            let fact = Fact::of(&record, &prepared, entry.as_ref(), redo);
            self.recipients = self.recipients.saturating_sub(fact.recipients);
            self.concerned = self.concerned.saturating_sub(fact.concerned);
            self.octets = self.octets.saturating_sub(fact.octets);
        }
        Ok(())
    }
}

pub(super) fn repeated(kind: Kind, repeat: &Repeat, column: Option<usize>, what: String) -> Finding {
    Finding { kind, row: repeat.number, line: repeat.line, column, what, suggestion: None }
}
