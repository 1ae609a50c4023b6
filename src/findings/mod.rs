//! What is sound and looks wrong all the same: warnings about rows, before anything is sent.
//!
//! For: misspelt domains, leftovers of formulas and templates, attachments that go to the wrong person, messages too large for
//! the server, links that are not safe … ([`Kind`] has them all).
//!
//! Not for: faults, which stop a batch (see [`crate::merge::Fault`]), nor for showing (see [`crate::cli`]).
//!
//! Start reading at [`Inspector`]; `columns.rs` asks the first rows what the columns hold (and `headings.rs` what they are called),
//! `cells.rs` looks at values (`leftovers.rs`, `notes.rs`, `markup.rs`, `tags.rs`, `mojibake.rs`, `hidden.rs`, `links.rs`; beside their columns in
//! `unlike.rs`: `dates.rs`, `codes.rs`, `numbers.rs` with `figures.rs`, `slips.rs`, `range.rs`, `own.rs`, `names.rs`, `sites.rs`, `telephones.rs`, `times.rs`, `secrets.rs`), `addresses.rs` at addresses (`domains.rs`, `providers.rs`), `letter.rs` at what was rendered, `template.rs` at what the author
//! wrote, `attachments/` and `collector.rs` at the rows together.

use std::borrow::Cow;

mod addresses;
mod attachments;
mod cells;
mod codes;
mod collector;
mod columns;
mod dates;
mod domains;
mod figures;
mod headings;
mod hidden;
mod kind;
mod leftovers;
mod letter;
mod links;
mod markup;
mod mojibake;
mod names;
mod notes;
mod numbers;
mod own;
mod providers;
mod range;
mod secrets;
mod sites;
mod slips;
mod tags;
mod telephones;
mod template;
mod times;
mod unlike;

use self::cells::Column;
use self::columns::{Domains, Sampled};
use self::tags::Words;

pub use attachments::{Attachments, Names, Personal, number_column};
pub use collector::Collector;
pub use kind::Kind;

use crate::input::{Record, Source};
use crate::mail::{self, Address, Mailbox};
use crate::merge::{Remains, Template, Uses};
use crate::message::Draft;

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What looks wrong.
    pub kind: Kind,
    /// The row, from 1; 0 where it is about the template.
    pub row: u64,
    /// Its line in the file; 0 where it is not known.
    pub line: u64,
    /// The column, by index, where it is about one value.
    pub column: Option<usize>,
    /// Where, what, and what to do: `column "email": "a@gmial.com": the domain looks like gmail.com. Correct it.`
    pub what: String,
    /// What was probably meant, to be put in its place: the whole address.
    pub suggestion: Option<String>,
}

/// What is known of who sends, and through which server. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// The login, where From has to be the same.
    pub login: Option<String>,
    /// The largest message the server takes, in octets.
    pub largest: Option<u64>,
    /// The most recipients it takes in one message.
    pub recipients: Option<usize>,
}

/// Looks at rows. `Sync`: one for all threads.
#[derive(Debug)]
pub struct Inspector {
    uses: Uses,
    /// All columns of the list, by index.
    columns: Vec<Column>,
    words: Words,
    /// What looks wrong about the template itself.
    template: Vec<(Kind, String)>,
    sender: Sender,
    /// Whether all of it goes to one address as a trial, of which no row says anything.
    is_trial: bool,
    /// Whether the template has a Subject.
    has_subject: bool,
    /// What is known of the list's addresses.
    domains: Domains,
}

/// A row that is being looked at, and what has been found.
struct Look<'a> {
    record: &'a Record,
    /// The line of the row that is being looked at: a group has several.
    line: u64,
    findings: Vec<Finding>,
}

impl Inspector {
    /// For the letters of a template to the rows of a list, of which it reads the first.
    #[must_use]
    pub fn new(letter: &Template, source: &Source, sender: Sender) -> Self {
        let uses = letter.uses();
        let names = source.header().names();
        let words = Words::new(names);
        let Sampled { mut columns, domains } = columns::sampled(source);
        for (index, column) in columns.iter_mut().enumerate() {
            column.is_optional = uses.optional.contains(&index);
        }
        for written in letter.written() {
            for (column, place) in columns.iter_mut().zip(links::places(names, written.text)) {
                column.place.is_link |= place.is_link;
                column.place.is_picture |= place.is_picture;
            }
        }
        let mut template = template::look(letter.written(), &words);
        template.extend(letter.odd_fields().iter().map(|what| (Kind::OddField, what.clone())));
        let (is_trial, has_subject) = (letter.is_trial(), letter.has_subject());
        if !has_subject {
            template.push((Kind::NoSubject, letter::NO_SUBJECT.to_owned()));
        }
        Self { uses, columns, words, template, sender, is_trial, has_subject, domains }
    }

    /// What looks wrong about a row and its letter, whose content has so many octets.
    #[must_use]
    pub fn row(&self, record: &Record, draft: &Draft, octets: u64) -> Vec<Finding> {
        let mut look = self.values(record);
        self.addresses(&mut look, draft.to.iter().chain(&draft.cc).chain(&draft.bcc));
        if self.has_subject {
            letter::subject(&mut look, draft, &self.uses);
        }
        letter::look(&mut look, draft, octets, &self.sender, &self.uses);
        look.findings
    }

    /// What looks wrong about a faulty row beside its faults.
    #[must_use]
    pub fn faulty(&self, record: &Record, remains: &Remains) -> Vec<Finding> {
        let mut look = self.values(record);
        // An address that is empty or a lone dash, or has a character that is not seen, is told of as a fault.
        let is_told = |finding: &Finding| {
            (matches!(finding.kind, Kind::EmptyValue | Kind::HiddenCharacter) || leftovers::is_sign(&finding.what))
                && remains.faults.iter().any(|fault| fault.column == finding.column)
        };
        look.findings.retain(|finding| !is_told(finding));
        self.addresses(&mut look, remains.recipients.iter());
        for file in &remains.attachments {
            letter::attachment(&mut look, None, file);
        }
        look.findings
    }

    /// The first column that the letter uses and whose values are somebody's own number, by how they are written.
    #[must_use]
    pub fn number_column(&self) -> Option<usize> {
        self.uses.letter.iter().copied().find(|index| self.columns.get(*index).is_some_and(|column| column.has_own))
    }

    fn addresses<'m>(&self, look: &mut Look<'_>, mailboxes: impl Iterator<Item = &'m Mailbox> + Clone) {
        let mailboxes = mailboxes.filter(|_| !self.is_trial);
        mailboxes.clone().for_each(|mailbox| addresses::look(look, &mailbox.address, &self.domains));
        addresses::look_at_repeated(look, mailboxes);
    }

    fn values<'a>(&self, record: &'a Record) -> Look<'a> {
        let mut look = Look::of(record);
        for (line, fields) in record.lines() {
            look.line = line;
            for &index in &self.uses.letter {
                if let (Some(value), Some(column)) = (fields.get(index), self.columns.get(index)) {
                    cells::look(&mut look, index, column, &self.words, value);
                }
            }
        }
        look.line = record.line;
        look
    }

    /// What looks wrong about the template itself, with its place: of no row.
    #[must_use]
    pub fn template(&self) -> Vec<Finding> {
        let of = |(kind, what): &(Kind, String)| Finding {
            kind: *kind,
            row: 0,
            line: 0,
            column: None,
            what: what.clone(),
            suggestion: None,
        };
        self.template.iter().map(of).collect()
    }

    /// What looks wrong about the letter itself, whatever the row: told of the row that is given.
    #[must_use]
    pub fn letter(&self, record: &Record, draft: &Draft) -> Vec<Finding> {
        let mut look = Look::of(record);
        letter::look_once(&mut look, draft);
        look.findings
    }
}

impl<'a> Look<'a> {
    fn of(record: &'a Record) -> Self {
        Self { record, line: record.line, findings: Vec::new() }
    }

    fn find(&mut self, kind: Kind, what: String) {
        self.push(kind, None, what, None);
    }

    /// About a value: `column "email": …`.
    fn find_in(&mut self, column: usize, kind: Kind, what: &str) {
        let what = format!("{}{what}", self.place(Some(column)));
        self.push(kind, Some(column), what, None);
    }

    /// About an address, and what was meant by it.
    fn find_address(&mut self, column: Option<usize>, address: &Address, found: (Kind, String, Option<String>)) {
        let (kind, what, suggestion) = found;
        let what = format!("{}\"{}\": {what}", self.place(column), shown(address.as_str()));
        self.push(kind, column, what, suggestion);
    }

    fn push(&mut self, kind: Kind, column: Option<usize>, what: String, suggestion: Option<String>) {
        self.findings.push(Finding { kind, row: self.record.number, line: self.line, column, what, suggestion });
    }

    fn place(&self, column: Option<usize>) -> String {
        let name = column.and_then(|column| self.record.header.names().get(column));
        name.map_or_else(String::new, |name| format!("column \"{}\": ", shown(name)))
    }

    /// The column that an address came from, if one alone holds it.
    fn column_of(&self, address: &str) -> Option<usize> {
        match self.columns_of(address).as_slice() {
            [column] => Some(*column),
            _ => None,
        }
    }

    /// All that hold it.
    fn columns_of(&self, address: &str) -> Vec<usize> {
        let Some((local_part, _)) = address.split_once('@') else { return Vec::new() };
        let holds = |column: &usize| {
            let value = self.record.fields.get(*column).unwrap_or_default();
            // The domain may have been written in other letters.
            value.contains('@') && value.contains(local_part)
        };
        (0..self.record.header.names().len()).filter(holds).collect()
    }
}

/// A value as it can be shown: not too long, on one line, nothing hidden.
fn shown(value: &str) -> Cow<'_, str> {
    mail::shown(value, 60)
}
