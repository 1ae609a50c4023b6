//! What is sound and looks wrong all the same: warnings about rows, before anything is sent.
//!
//! For: misspelt domains, leftovers of formulas and templates, attachments that go to the wrong person, messages too large for
//! the server, links that are not safe … ([`Kind`] has them all).
//!
//! Not for: faults, which stop a batch (see [`crate::merge::Fault`]), nor for showing (see [`crate::cli`]).
//!
//! Start reading at [`Inspector`]; `row_look.rs` is a row on its way through the rules. First `columns.rs` asks the first rows what each
//! column holds (`known_column.rs`, by `headings.rs` and `column/`); then each row is looked at, and [`Collector`] decides, once all rows
//! are known, what is a habit of the list and is not told.
//!
//! | Looks wrong | Where | Family |
//! | --- | --- | --- |
//! | a value in any column: blank, the heading again, … | `cell_rules.rs`, which asks the files below; `meant.rs` says when it is right | cell |
//! | what programs and forms leave: `#N/A`, `null`, formulas | `leftovers/`, `unused.rs` where the letter does not use it | cell |
//! | notes: to come, not to be sent, gone | `notes/` | cell |
//! | remarks behind names and titles | `annotated.rs` | cell |
//! | texts: places to fill in, what was pasted with them | `texts.rs`, `pasted.rs` | cell |
//! | what others are not to read | `secrets.rs`, `passwords.rs` | cell |
//! | tags and traces of programs | `tags.rs`, `markup.rs` | cell |
//! | letters in the wrong charset, characters that nobody sees | `mojibake/`, `hidden.rs` | cell |
//! | links in values | `links.rs` | cell |
//! | a value unlike the rest of its column | `column/`, from `unlike.rs` on | column |
//! | values of a row that do not go together | `relations/` | relation |
//! | names, titles, sexes, salutations | `persons/` | row |
//! | texts beside the rest of their row | `prose/` | row |
//! | numbers that say a day of birth or a sex; check digits | `coded/` | row |
//! | values in columns that are not theirs | `shifted.rs`, `misplaced/` | row |
//! | rows that are nobody's, or odd as a whole | `no_person.rs`, `whole_rows.rs` | row |
//! | rows of one letter that differ in what it shows once | `first_row.rs` | row |
//! | values that the template does not ask for | `branches.rs` | row |
//! | who is on another sheet; comments, rows that are struck out | `elsewhere.rs`, `remarks.rs` | row |
//! | addresses | `addresses.rs` (`domains.rs`, `providers.rs`, `national.rs`, `roles.rs`), `several.rs` | row |
//! | the letter as it was rendered | `letter.rs` | letter |
//! | what the author wrote, in all letters alike | `author/`: `template.rs` for the text, `header_fields.rs` for the rest | author |
//! | files that go to the wrong person | `attachments/` | all rows |
//! | what another row has too | `owned.rs` (`namesakes.rs`, `families.rs`, `numbered.rs`), `mentions.rs` | all rows |
//! | columns a row too high or too low | `slipped/` | all rows |
//!
//! `octet_classes.rs`, `starts.rs`, `search.rs`, `han.rs`, `near.rs`, `romanised.rs`, `alphabets.rs` and `calendar/` are tools of many;
//! `clean_values.rs` remembers values in which nothing was found; `detail.rs` is what rules know of each other's findings.
//!
//! # To add a rule
//!
//! For each: if no [`Kind`] fits, add one in `kind.rs`, where the compiler then asks for its name in JSON, and in `collector.rs` whether it
//! is certain or may be a habit; add the phenomenon to the README (*What looks wrong*) and a row to `tests/findings`. What a later rule, or
//! the collector, has to know of the finding beyond its kind is a `Detail`: no rule reads what another one says.
//!
//! - **Of a cell**: a function from the value to a kind and a sentence, in a file of its own or beside its like; a link in the chain of
//!   `flaw` in `cell_rules.rs` if it is right for every column, or of `look` there if it asks what is known of the column. Behind
//!   `parts.has(…)` it is asked only of values with the octets it is for: those are in `octet_classes.rs`. A rule that asks anything but
//!   the value and its column goes into another family: values in which nothing was found are not looked at again.
//! - **Of a column**: a type in `column/` that learns from the first values (`of`) and looks at one (`flaw`); a field in `known_column.rs`,
//!   filled in its phase in `columns.rs`; a line in `column/unlike.rs` if other rules are to leave such values out, or in `look` of
//!   `cell_rules.rs` if not.
//! - **A relation** of the columns of a row: a file in `relations/` whose type implements `Relation`, and a line in the list in
//!   `relations/mod.rs`, at its place in the order.
//! - **Of a row as a whole**: a type that is learnt in [`Inspector::new`] and asked in `Inspector::values`.
//! - **Of the letter** as it was rendered: `letter.rs`. **Of the author**: a file in `author/`, asked in `author/template.rs` if it looks at
//!   the text, in `author/header_fields.rs` if it looks at header fields, in [`Inspector::new`] if it needs the first rows.
//! - **Of attachments**: what a row has is gathered by [`Personal`], and compared in `attachments/mod.rs` once all rows are known.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

mod addresses;
mod alphabets;
mod annotated;
mod attachments;
mod author;
mod branches;
mod calendar;
mod cell_rules;
mod clean_values;
mod coded;
mod collector;
mod column;
mod columns;
mod detail;
mod domains;
mod elsewhere;
mod families;
mod finding;
mod first_row;
mod han;
mod headings;
mod hidden;
mod kind;
mod known_column;
mod leftovers;
mod letter;
mod links;
#[cfg(test)]
mod listed;
mod markup;
mod meant;
mod mentions;
mod misplaced;
mod mojibake;
mod namesakes;
mod national;
mod near;
mod no_person;
mod notes;
mod numbered;
mod octet_classes;
mod owned;
mod passwords;
mod pasted;
mod persons;
mod prose;
mod providers;
mod relations;
mod remarks;
mod roles;
mod romanised;
mod row_look;
mod search;
mod secrets;
mod sender;
mod several;
mod shifted;
mod slipped;
mod starts;
mod tags;
mod texts;
mod unused;
mod whole_rows;

use self::annotated::Annotated;
use self::attachments::Built;
use self::branches::Branches;
use self::coded::Coded;
use self::column::few::Few;
use self::columns::{Domains, Sampled};
use self::detail::{Detail, Oddity};
use self::elsewhere::Elsewhere;
use self::known_column::Column;
use self::mentions::Mentions;
use self::misplaced::Misplaced;
use self::persons::Persons;
use self::prose::Prose;
use self::relations::Relations;
use self::row_look::Look;
use self::slipped::Slipped;
use self::tags::Words;
use self::unused::Unused;

pub use attachments::{Attachments, MOST_ROWS as MOST_COMPARED, Names, Personal};
pub use clean_values::Memory;
pub use collector::Collector;
pub(crate) use domains::meant_domain;
pub use families::{Families, are_of_one_house};
pub use finding::Finding;
pub use kind::Kind;
pub use namesakes::Namesakes;
pub use owned::Owned;
pub(crate) use owned::of_two;
pub use sender::{OtherFrom, Sender};

use crate::input::{Header, Record, Source};
use crate::mail::{self, Address, Mailbox};
use crate::merge::{Fault, FaultKind, Printed, Remains, Template, Uses};
use crate::message::Draft;

/// Of so many letters of a template, which addresses get a copy of each.
#[must_use]
pub fn copies(letter: &Template, letters: u64) -> Vec<Finding> {
    author::header_fields::copies(letter, letters)
}

/// Maps and sets that are asked for each row: with a hash that takes fewer steps than that of the standard library, and begins, as
/// that does, with what nobody can know beforehand.
type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
type Set<T> = HashSet<T, foldhash::fast::RandomState>;

/// Where a text stands in a value. Both are short: to prepare a search takes longer than to look.
fn places(text: &str, value: &str) -> impl Iterator<Item = usize> {
    let (text, value) = (text.as_bytes(), value.as_bytes());
    let first = text.first().copied();
    let begins = first.into_iter().flat_map(move |first| memchr::memchr_iter(first, value));
    begins.filter(move |at| value[*at..].starts_with(text))
}

/// The same in capital or small letters, as far as those are ASCII.
fn places_in_any_case(text: &str, value: &str) -> impl Iterator<Item = usize> {
    let (text, value) = (text.as_bytes(), value.as_bytes());
    let first = text.first().map(|first| (first.to_ascii_lowercase(), first.to_ascii_uppercase()));
    let begins = first.into_iter().flat_map(move |(small, capital)| memchr::memchr2_iter(small, capital, value));
    begins.filter(move |at| value.get(*at..at + text.len()).is_some_and(|found| found.eq_ignore_ascii_case(text)))
}

/// Looks at rows. `Sync`: one for all threads.
#[derive(Debug)]
pub struct Inspector {
    uses: Uses,
    /// Which of its columns a letter writes, where that depends on the row.
    printed: Option<Printed>,
    /// All columns of the list, by index.
    columns: Vec<Column>,
    /// Those that the letter does not use, and that may say that a row is not to be sent: notes, states, days of birth.
    unseen: Vec<usize>,
    /// What programs leave in those that the letter does not use.
    unused: Unused,
    words: Words,
    /// What looks wrong about the template itself, of no row.
    template: Vec<Finding>,
    sender: Sender,
    /// Whether all of it goes to one address as a trial, of which no row says anything.
    is_trial: bool,
    /// Whether the Subject is another one in each row.
    has_own_subject: bool,
    has_own_recipients: bool,
    /// The address of every row, which its author typed beside a value.
    typed: Option<Address>,
    /// Whether To, Cc and Bcc hold a row's own recipients.
    own_recipients: [bool; 3],
    /// Whether From and Reply-To are the same in all letters.
    is_from_of_all: bool,
    /// Who sends, where all letters are from the same.
    from: Option<Mailbox>,
    is_reply_to_of_all: bool,
    /// What is known of the list's addresses.
    domains: Domains,
    /// Whom it is about.
    mentions: Mentions,
    /// How people are called.
    persons: Persons,
    /// Columns that have slipped.
    slipped: Slipped,
    /// What the columns have to do with each other.
    relations: Relations,
    /// The columns of short numbers that each row has alone.
    numbered: Vec<usize>,
    /// The column of titles of works, and that of their numbers.
    titles: Option<(usize, usize)>,
    /// Which columns have no remarks behind their values.
    annotated: Annotated,
    /// How the files of the rows are called.
    built: Built,
    /// What the template asks for.
    branches: Branches,
    /// Who is on another sheet of the workbook.
    elsewhere: Elsewhere,
    /// What the numbers of somebody say of their rows.
    coded: Coded,
    /// What texts have to do with their rows.
    prose: Prose,
    /// What stands in a column that is not its own.
    misplaced: Misplaced,
    /// What a workbook shows beside the values.
    remarks: remarks::Remarks,
    is_workbook: bool,
}

impl Inspector {
    /// For the letters of a template to some rows of a list, of which it reads the first.
    #[must_use]
    pub fn new(letter: &Template, source: &Source, is_selected: impl Fn(&Record) -> bool, sender: Sender) -> Self {
        let uses = letter.uses();
        let names = source.header().names();
        let words = Words::new(names);
        let Sampled { mut columns, domains, rows, people } = columns::sampled(source, is_selected);
        let mut relations = Relations::of(&rows, &columns, names, &uses);
        relations.know_others(source);
        let persons = Persons::of(source, &uses);
        let slipped = Slipped::of(source, &columns, &Names::new(source.header(), &uses), &persons, &uses);
        let titles = owned::titles::of(&rows, &columns, names, &uses);
        let annotated = Annotated::of(&rows, &columns, &uses);
        let built = Built::of(&rows, &uses);
        let numbered = numbered::of(&rows, names, &uses);
        let branches = Branches::of(letter.written().map(|written| written.text), source.header(), &rows, &uses);
        let elsewhere = Elsewhere::of(source, &uses);
        let coded = Coded::of(&rows, &columns, &uses);
        let misplaced = Misplaced::of(&rows, &columns, names, &uses);
        let mut prose = Prose::of(&rows, &columns, names, &uses, letter.written().map(|written| written.text));
        prose.know_others(source);
        let has_texts = uses.letter.iter().any(|index| columns.get(*index).is_some_and(|column| column.has_texts));
        let whom = || Names::new(source.header(), &uses);
        let mentions = if has_texts { Mentions::of(source, whom()) } else { Mentions::default() };
        for (index, column) in columns.iter_mut().enumerate() {
            column.is_optional = uses.optional.contains(&index);
            column.guards = uses.guarded.get(&index).cloned().unwrap_or_default();
            column.is_tidy &= column.names.is_some() || column.begins_addresses || uses.subject.contains(&index);
        }
        for written in letter.written() {
            for (column, place) in columns.iter_mut().zip(links::places(names, written.text)) {
                column.place.is_link |= place.is_link;
                column.place.is_picture |= place.is_picture;
            }
        }
        let (header, today) = (source.header(), column::dates::today());
        let mut template = author::template::look(letter.written(), &words, header, domains.are_examples, today);
        template
            .extend(letter.odd_fields().iter().map(|what| Finding::of_template(Kind::OddField, what.clone(), None)));
        template.extend(author::tagged::look(letter.written(), header, &rows, &columns));
        template.extend(author::bygone::look(letter, &rows, &columns, names, &uses, today));
        template.extend(author::late::look(letter, &rows, &columns, names, &uses, today));
        template.extend(author::header_fields::look(letter, source, &sender, &domains, &people, &rows));
        let may_say = |index: &usize| {
            let column = &columns[*index];
            let says_who_is_there = || column.few.as_ref().is_some_and(Few::are_there);
            let says_who_is_meant = column.ages.is_some() || says_who_is_there();
            (column.has_remarks || column.has_posts || says_who_is_meant) && !uses.letter.contains(index)
        };
        let unseen = (0..columns.len()).filter(may_say).collect();
        let unused = Unused::of(&columns, names, &uses);
        let has_of_all = |name: &str| letter.mailboxes_of_all().any(|(field, _)| field == name);
        Self {
            uses,
            printed: letter.printed(),
            columns,
            unseen,
            unused,
            words,
            template,
            sender,
            is_trial: letter.is_trial(),
            has_own_subject: letter.has_subject() && letter.subject_of_all().is_none(),
            has_own_recipients: letter.has_own_recipients(),
            typed: letter.typed_recipient().map(|(_, address)| address),
            own_recipients: letter.own_fields(),
            // Who sends is a fault of the template, where nobody does.
            is_from_of_all: has_of_all("From") || !letter.has_from(),
            from: letter.from_of_all().cloned(),
            is_reply_to_of_all: has_of_all("Reply-To"),
            domains,
            mentions,
            persons,
            slipped,
            relations,
            numbered,
            titles,
            annotated,
            built,
            branches,
            elsewhere,
            coded,
            prose,
            misplaced,
            remarks: remarks::Remarks::new(source),
            is_workbook: source.sheet().is_some(),
        }
    }

    /// What looks wrong about a row and its letter, whose content has so many octets. The memory is this list's and letter's.
    #[must_use]
    pub fn row(&self, record: &Record, draft: &Draft, octets: u64, memory: &mut Memory) -> Vec<Finding> {
        let mut look = self.values(record, memory);
        let own = self.own_recipients.into_iter().zip([&draft.to, &draft.cc, &draft.bcc]);
        if self.own_recipients == [true, false, false] {
            self.addresses(&mut look, draft.to.iter());
        } else {
            self.addresses(&mut look, own.filter(|(is_own, _)| *is_own).flat_map(|(_, list)| list));
        }
        if draft.to.len() > 1 && !self.is_trial {
            several::look(&mut look, &self.uses.to);
        }
        self.rendered(&mut look, draft, octets);
        look.findings
    }

    /// What looks wrong about a letter as it was rendered.
    fn rendered(&self, look: &mut Look<'_>, draft: &Draft, octets: u64) {
        if self.has_own_subject {
            letter::subject(look, draft, &self.uses);
        }
        letter::look(look, draft, octets, &self.sender, &self.uses);
        if !self.is_from_of_all
            && let Some(what) = letter::not_login(&draft.from, &self.sender)
        {
            look.find(Kind::FromIsNotLogin, what);
        }
    }

    /// What looks wrong about a faulty row beside its faults; `octets` of what is left of its letter, if that can be told. The memory is
    /// this list's and letter's.
    #[must_use]
    pub fn faulty(&self, record: &Record, remains: &Remains, octets: Option<u64>, memory: &mut Memory) -> Vec<Finding> {
        let mut look = self.values(record, memory);
        // An address that is empty or a lone dash, has a character that is not seen, or not the row's name in it, is told of as a fault.
        let is_told = |finding: &Finding| {
            matches!(finding.kind, Kind::EmptyValue | Kind::HiddenCharacter | Kind::OddRelation | Kind::Sign)
                && remains.faults.iter().any(|fault| fault.column == finding.column)
        };
        look.findings.retain(|finding| !is_told(finding));
        self.addresses(&mut look, remains.recipients.iter());
        match remains.letter.as_ref().zip(octets) {
            Some((draft, octets)) => self.rendered(&mut look, draft, octets),
            None => letter::attachments(&mut look, &remains.attachments, &self.sender, &self.uses),
        }
        look.findings
    }

    /// Why a faulty row is nobody's: it stands for all of its faults.
    #[must_use]
    pub fn no_person(&self, record: &Record, remains: &Remains) -> Option<Fault> {
        let has_address = self.is_trial || !remains.recipients.is_empty() || !self.has_own_recipients;
        let is_of_address = |fault: &Fault| matches!(fault.kind, FaultKind::MissingAddress | FaultKind::InvalidAddress);
        if has_address || !record.more.is_empty() || !remains.faults.iter().any(is_of_address) {
            return None;
        }
        let (column, what) = no_person::reason(&record.header, &record.fields)?;
        let place = format!("column \"{}\"", shown(record.header.names().get(column)?));
        Some(Fault { kind: FaultKind::NoPerson, column: Some(column), place, what, is_of_template: false })
    }

    /// What each row of the list has of its own, of what the letter uses, by its heading or by how it is written; its number, also where
    /// that is not shown; and the name.
    #[must_use]
    pub fn owned(&self, header: &Header) -> Vec<Owned> {
        const MOST: usize = 4;
        const MOST_UNSEEN: usize = 2;
        // What several rows have by their first ones, as the code of a course, hides nobody's own number behind it.
        // The code of a bank is that of all who have their accounts there.
        let is_of_bank =
            |index: &usize| header.names().get(*index).is_some_and(|name| headings::is_of_bank(&name.to_lowercase()));
        let is_repeated = |index: &usize| {
            self.columns.get(*index).is_some_and(|column| column.repeated.is_some()) || is_of_bank(index)
        };
        let by_heading = attachments::number_columns(header, &self.uses).find(|index| !is_repeated(index));
        let has_own = |index: &usize| {
            self.columns.get(*index).is_some_and(|column| column.has_own) || self.relations.is_held(*index)
        };
        let is_shared = |index: usize| {
            header.names().get(index).is_some_and(|name| headings::is_shared(&name.to_lowercase()))
                || self.columns.get(index).is_some_and(Column::is_shared)
        };
        let surname = owned::Surname::new(header, &self.uses);
        let owned = |index: usize| {
            if is_shared(index) {
                let is_line = headings::is_telephone(&header.names()[index].to_lowercase());
                let companies = if is_line { owned::companies(header) } else { Vec::new() };
                return Owned::Shared(index, surname.clone(), companies);
            }
            if self.numbered.contains(&index) { Owned::Number(index) } else { Owned::Value(index) }
        };
        let used = self.uses.letter.iter().copied().filter(|index| !self.uses.attachment.contains(index));
        // What holds another value of its row is compared with that.
        let has_own = |index: &usize| has_own(index) && !self.relations.is_holder(*index);
        let is_given = |index: &usize| self.numbered.contains(index) || has_own(index);
        let others = used.filter(|index| Some(*index) != by_heading && !is_of_bank(index) && is_given(index));
        // Who has the number of somebody else has perhaps a file or an entry of theirs, whether the letter shows it or not.
        let is_given_unseen = |index: &usize| {
            let is_first =
                || *index == 0 && self.columns[0].has_own && headings::is_number(&header.names()[0].to_lowercase());
            !self.uses.letter.contains(index)
                && !is_repeated(index)
                && !self.relations.is_holder(*index)
                && (self.relations.is_held(*index) || is_first())
        };
        let unseen = (0..header.names().len().min(self.columns.len())).filter(is_given_unseen).take(MOST_UNSEEN);
        let values = by_heading.into_iter().chain(others).take(MOST).chain(unseen).map(owned);
        let slot = |slot| Owned::slot(slot, &self.uses);
        // Whose a place is, the address tells.
        let slots = self.relations.slots().iter().filter(|_| !self.uses.to.is_empty()).map(slot);
        let titles = self.titles.iter().map(|(title, number)| Owned::Title(*title, *number));
        values.chain(slots).chain(titles).chain(Owned::name(header, &self.uses)).collect()
    }

    /// The same of the rows of letters that have several: the names are those of the letters, and so is what a family shares.
    #[must_use]
    pub fn owned_by_rows(&self, header: &Header) -> Vec<Owned> {
        let values = self.owned(header).into_iter().filter(|owned| matches!(owned, Owned::Value(_) | Owned::Number(_)));
        std::iter::once(Owned::Row).chain(values).collect()
    }

    fn addresses<'m>(&self, look: &mut Look<'_>, mailboxes: impl Iterator<Item = &'m Mailbox> + Clone) {
        let is_own = |mailbox: &&Mailbox| self.typed.as_ref() != Some(&mailbox.address);
        let mailboxes = mailboxes.filter(|mailbox| !self.is_trial && self.has_own_recipients && is_own(mailbox));
        for mailbox in mailboxes.clone() {
            addresses::look(look, mailbox, &mailboxes, &self.domains);
        }
        addresses::look_for_own(look, mailboxes.clone(), self.from.as_ref(), &self.sender);
        addresses::look_at_repeated(look, mailboxes);
    }

    fn values<'a>(&self, record: &'a Record, memory: &mut Memory) -> Look<'a> {
        let mut look = Look::of(record);
        look.is_of_workbook = self.is_workbook;
        for (line, fields) in record.lines() {
            look.line = line;
            for &index in &self.uses.letter {
                if let (Some(value), Some(column)) = (fields.get(index), self.columns.get(index)) {
                    self.value(&mut look, index, column, value, memory);
                    if column.has_texts && record.more.is_empty() && !self.uses.attachment.contains(&index) {
                        self.mentions.look(&mut look, record, index, value);
                    }
                }
            }
            for &index in &self.unseen {
                let value = trimmed(fields.get(index).unwrap_or_default());
                cell_rules::look_at_unseen(&mut look, index, &self.columns[index], value);
            }
            self.unused.look(&mut look, fields);
            self.persons.look(&mut look, fields);
            self.relations.look(&mut look, fields);
            self.annotated.look(&mut look, fields);
            self.built.look(&mut look, fields);
            self.branches.look(&mut look, fields);
            self.elsewhere.look(&mut look, fields);
            self.coded.look(&mut look, fields);
            self.prose.look(&mut look, fields);
            self.remarks.look(&mut look, &self.uses);
            self.slipped.look(&mut look);
        }
        look.line = record.line;
        self.leave_out_unwritten(&mut look);
        if !record.more.is_empty() {
            first_row::look(&mut look, record, &self.uses);
        } else {
            if !shifted::sum_up(&mut look, &self.columns, &self.uses)
                && !self.relations.look_for_slips(&mut look, &record.fields)
            {
                self.misplaced.look(&mut look, &record.fields);
            }
            whole_rows::sum_up(&mut look, &self.columns, &self.uses.letter);
        }
        look
    }

    /// An empty value is none that the letter uses, if it takes another branch than the one that writes it.
    fn leave_out_unwritten(&self, look: &mut Look<'_>) {
        let Some(printed) = &self.printed else { return };
        let may_lack = |finding: &Finding| {
            finding.kind == Kind::EmptyValue && finding.column.is_some_and(|column| printed.may_lack(column))
        };
        if look.findings.iter().any(may_lack)
            && let Some(written) = printed.by(look.record)
        {
            let is_written = |finding: &Finding| finding.column.is_some_and(|column| written.contains(&column));
            look.findings.retain(|finding| !may_lack(finding) || is_written(finding));
        }
    }

    /// What looks wrong about one value, whatever the others of its row are.
    fn value(&self, look: &mut Look<'_>, index: usize, column: &Column, value: &str, memory: &mut Memory) {
        let place = memory.place(index, value);
        if memory.knows(place) {
            return;
        }
        let before = look.findings.len();
        cell_rules::look(look, index, column, &self.words, value);
        if look.findings.len() == before && cell_rules::stands_for_itself(look, index, value) {
            memory.remember(place);
        }
    }

    /// What looks wrong about the template itself, with its place: of no row.
    #[must_use]
    pub fn template(&self) -> Vec<Finding> {
        self.template.clone()
    }

    /// What looks wrong about who sends, where that is not the same in all letters: told of the row that is given.
    #[must_use]
    pub fn letter(&self, record: &Record, draft: &Draft) -> Vec<Finding> {
        let mut look = Look::of(record);
        let from = Some(&draft.from).filter(|_| !self.is_from_of_all).map(|from| ("From", from));
        let reply_to = draft.reply_to.iter().filter(|_| !self.is_reply_to_of_all).map(|mailbox| ("Reply-To", mailbox));
        for (field, mailbox) in from.into_iter().chain(reply_to) {
            let found = letter::of_sender(field, &mailbox.address).or_else(|| {
                let near = letter::near_from(&mailbox.address, draft.from.address.domain())?;
                Some(letter::of_field(field, &mailbox.address, near))
            });
            if let Some((kind, what, suggestion)) = found {
                look.push(kind, None, what, suggestion);
            }
        }
        look.findings
    }
}

/// Whether there is a digit of ASCII in a text.
fn has_digit(text: &str) -> bool {
    text.bytes().any(|octet| octet.is_ascii_digit())
}

/// A value without blanks around it: most have none, which their first and last octets tell.
fn trimmed(value: &str) -> &str {
    match value.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => value,
        _ => value.trim(),
    }
}

/// What is asked of two values that have each other's places.
const SWAPPED: &str = "Are the two swapped?";

/// A value as it can be shown: not too long, on one line, nothing hidden.
fn shown(value: &str) -> Cow<'_, str> {
    mail::shown(value, 60)
}
