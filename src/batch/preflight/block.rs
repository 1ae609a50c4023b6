//! Rows rendered and composed, many at once, and what is kept of them.

use std::sync::{Arc, Mutex, PoisonError};

use super::crossed;
use super::known::wants;
use super::{Example, FaultyRow, Redo};
use crate::batch::fingerprint::Fingerprint;
use crate::batch::prepare::{Rooms, attempt, octets, of_row};
use crate::batch::repeats::Item;
use crate::batch::{List, Prepared, Selected};
use crate::findings::{Attachments, Finding, Inspector, Memory, Owned, Personal};
use crate::input::{Fields, Record};
use crate::ledger::{Entry, Key};
use crate::mail::Address;

/// A row that is to be rendered and composed.
pub(super) struct ToCheck {
    pub(super) row: Selected,
    pub(super) entry: Option<Entry>,
    /// Whether an earlier run has settled it: only its files are compared with those of others.
    pub(super) is_settled: bool,
}

impl ToCheck {
    /// How much memory its values take, in octets.
    pub(super) fn size(&self) -> usize {
        match &self.row {
            Selected::Row(record) => record.rows().map(Fields::size).sum(),
            Selected::Faulty { .. } => 0,
        }
    }
}

/// What is kept of a sound row: little, since there may be a million.
pub(super) struct Fact {
    pub(super) number: u64,
    pub(super) line: u64,
    /// Forward-paths that are to be delivered to.
    pub(super) recipients: u64,
    /// All forward-paths.
    pub(super) concerned: u64,
    pub(super) octets: u64,
}

/// What came of a row.
pub(super) struct Checked {
    /// The first recipient of its own, to be compared.
    pub(super) address: Option<Item>,
    /// What it has of its own, or each row of its group, to be compared: by the sorts that there are.
    pub(super) owned: Vec<(usize, Item)>,
    /// Its recipients, where copies are compared with those of others.
    pub(super) crossed: Vec<Item>,
    pub(super) outcome: Result<Fact, Faulty>,
}

/// What is kept of a faulty row.
pub(super) struct Faulty {
    pub(super) row: FaultyRow,
    /// The recipients that its letter will have when it is mended; none where it is nobody's.
    pub(super) recipients: u64,
}

/// What came of some rows, in their order.
#[derive(Default)]
pub(super) struct Block {
    pub(super) rows: Vec<Checked>,
    /// Its first sound row.
    pub(super) first: Option<Example>,
    /// Its last sound row.
    pub(super) last: Option<Example>,
    pub(super) findings: Vec<Finding>,
    /// About the letter, seen in its first sound row.
    pub(super) letter: Vec<Finding>,
    /// What is compared of attachments.
    pub(super) personal: Vec<Personal>,
}

/// What rows are checked with.
pub(super) struct Checker<'a> {
    pub(super) list: &'a List,
    pub(super) batch_id: &'a str,
    pub(super) redo: Redo,
    pub(super) inspector: &'a Inspector,
    pub(super) attachments: &'a Attachments,
    pub(super) owned: &'a [Owned],
    /// Whether copies are compared with the recipients of other rows.
    pub(super) compares_copies: bool,
    /// One for each thread.
    pub(super) memories: Vec<Mutex<Memory>>,
}

impl Checker<'_> {
    /// Renders and composes these rows.
    pub(super) fn check(&self, rows: &[ToCheck]) -> Block {
        let Self { list, batch_id, redo, inspector, attachments, owned, compares_copies, memories } = self;
        // Nobody else has it, and what a panic has left of it is as good.
        let memory = &memories[rayon::current_thread_index().unwrap_or_default()];
        let memory = &mut *memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut block = Block { rows: Vec::with_capacity(rows.len()), ..Block::default() };
        let mut last: Option<Prepared> = None;
        let mut rooms = Rooms::default();
        // Every Message-ID is as long as any other, and nobody sees those of a preflight: they are not worth a key for each row.
        let nobody = Key::from_bytes([0; 16]);
        for row in rows {
            let record = match &row.row {
                Selected::Row(record) => record,
                Selected::Faulty { number, line, fault } => {
                    let faulty = FaultyRow::unreadable(list, *number, *line, fault);
                    block.rows.push(Checked::of_nobody(faulty));
                    continue;
                }
            };
            if row.is_settled {
                block.personal.extend(self.settled(record).map(Personal::settled));
                continue;
            }
            let owned = of_rows(owned, record);
            match attempt(&list.template, batch_id, &nobody, record, 0, std::mem::take(&mut rooms)) {
                Ok(prepared) => {
                    let fact = Fact::of(record, &prepared, row.entry.as_ref(), *redo);
                    if block.first.is_none() {
                        block.letter = inspector.letter(record, &prepared.draft);
                    }
                    block.findings.extend(inspector.row(record, &prepared.draft, fact.octets, memory));
                    let own = list.template.own_recipients(&prepared.draft).next();
                    block.personal.extend(attachments.of(record, own, &prepared.draft.attachments));
                    block.first.get_or_insert_with(|| Example::of(&prepared));
                    let first = own.map(|own| item(&own.address, record, true));
                    let crossed =
                        if *compares_copies { crossed::items(list, &prepared.draft, record) } else { Vec::new() };
                    block.rows.push(Checked { address: first, owned, crossed, outcome: Ok(fact) });
                    rooms = last.replace(prepared).map(Prepared::into_rooms).unwrap_or_default();
                }
                Err(remains) => {
                    if let Some(fault) = inspector.no_person(record, &remains) {
                        let faulty = FaultyRow::new(&list.source, record, &[fault]);
                        block.rows.push(Checked::of_nobody(faulty));
                        continue;
                    }
                    let octets = remains.letter.as_ref().and_then(|letter| octets(batch_id, letter));
                    block.findings.extend(inspector.faulty(record, &remains, octets, memory));
                    block.personal.extend(attachments.of(record, remains.addressee.as_ref(), &remains.attachments));
                    let first = remains.addressee.as_ref().map(|first| item(&first.address, record, false));
                    let row = FaultyRow::new(&list.source, record, &remains.faults);
                    let recipients = list.template.recipients_when_mended(&remains) as u64;
                    let outcome = Err(Faulty { row, recipients });
                    block.rows.push(Checked { address: first, owned, crossed: Vec::new(), outcome });
                }
            }
        }
        block.last = last.as_ref().map(Example::of);
        block
    }

    /// What is compared of a row that is not sent. Its files may be gone by now: it is somebody all the same.
    fn settled(&self, record: &Record) -> Option<Personal> {
        let template = &self.list.template;
        match template.attempt_in(record, String::new()) {
            Ok(draft) => self.attachments.of(record, template.own_recipients(&draft).next(), &draft.attachments),
            Err(remains) => self.attachments.of(record, remains.addressee.as_ref(), &remains.attachments),
        }
    }
}

impl Checked {
    /// A faulty row that is to be left out, or to be read at all before anything can be said of it.
    fn of_nobody(row: FaultyRow) -> Self {
        Self { address: None, owned: Vec::new(), crossed: Vec::new(), outcome: Err(Faulty { row, recipients: 0 }) }
    }
}

impl Fact {
    pub(super) fn of(record: &Record, prepared: &Prepared, entry: Option<&Entry>, redo: Redo) -> Self {
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
pub(super) fn whole(record: &Record) -> Item {
    let (number, line) = (record.number, record.line);
    let Fingerprint(value) = of_row(record);
    Item { value, spelling: 0, number, line, is_sound: true }
}

/// An address, as it is looked for: its local part as it is (RFC 5321 §2.4: capital letters may count), its domain in lower case
/// and A-labels. Most servers take capital letters for small ones, and what is behind a "+" for a note, and Gmail takes no heed of
/// dots: so that is what is the same in rows that are alike.
pub(super) fn item(address: &Address, record: &Record, is_sound: bool) -> Item {
    spelt(address.as_str(), record, is_sound)
}

/// An address as the ledger has it.
pub(super) fn parsed(text: &str, record: &Record) -> Item {
    Address::parse(text).map_or_else(|_| spelt(text, record, true), |address| item(&address, record, true))
}

/// What stands for an address as it is written, in the ledger or in a cell.
pub(in crate::batch) fn spelling(text: &str) -> u128 {
    Address::parse(text).map_or_else(|_| hash(text), |address| hash(address.as_str()))
}

pub(super) fn spelt(text: &str, record: &Record, is_sound: bool) -> Item {
    let (number, line) = (record.number, record.line);
    let (value, spelling) = hashes(text);
    Item { value, spelling: spelling as u32, number, line, is_sound }
}

/// What stands for an address as most servers take it.
pub(super) fn mailbox(text: &str) -> u128 {
    hashes(text).0
}

/// What stands for the mailbox of an address, and for how that is written.
fn hashes(text: &str) -> (u128, u128) {
    let spelling = hash(text);
    (folded(text).map_or(spelling, |folded| hash(&folded)), spelling)
}

/// What a row has of its own, and each other row of its group.
fn of_rows(owned: &[Owned], record: &Record) -> Vec<(usize, Item)> {
    let of = |record: &Record| -> Vec<(usize, Item)> {
        let items = owned.iter().enumerate();
        items.filter_map(|(sort, owned)| Some((sort, own(owned, record)?))).collect()
    };
    let mut found = of(record);
    for member in &record.more {
        let (line, fields) = (member.line, member.fields.clone());
        found.extend(of(&Record { line, fields, header: Arc::clone(&record.header), more: Vec::new(), ..*record }));
    }
    found
}

/// What a row has of its own.
fn own(owned: &Owned, record: &Record) -> Option<Item> {
    let (number, line) = (record.number, record.line);
    // Rows of one family are alike in it.
    let spelling = owned.family(record).map_or(0, |family| hash(&family) as u32);
    Some(Item { value: hash(&owned.of(record)?), spelling, number, line, is_sound: true })
}

/// An address as most servers take it, if that is another.
fn folded(text: &str) -> Option<String> {
    let (local_part, domain) = text.rsplit_once('@')?;
    let is_gmail = ["gmail.com", "googlemail.com"].contains(&domain);
    let has_tag = local_part.find('+').is_some_and(|at| at > 0);
    let is_other = has_tag || is_gmail && (local_part.contains('.') || domain != "gmail.com");
    if !is_other && !has_capitals(text) {
        return None;
    }
    let domain = domain.to_lowercase();
    let is_gmail = is_gmail || ["gmail.com", "googlemail.com"].contains(&domain.as_str());
    let local_part = if has_tag { local_part.split('+').next().unwrap_or_default() } else { local_part };
    let local_part = local_part.to_lowercase();
    Some(if is_gmail { format!("{}@gmail.com", local_part.replace('.', "")) } else { format!("{local_part}@{domain}") })
}

fn has_capitals(text: &str) -> bool {
    if text.is_ascii() {
        // To the end, whatever there is: several octets are looked at together.
        return text.bytes().fold(false, |has, octet| has | octet.is_ascii_uppercase());
    }
    text.chars().any(char::is_uppercase)
}

fn hash(text: &str) -> u128 {
    Fingerprint::of_text(text).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_mailbox_are_one() {
        for (one, other) in [
            ("Bert@a.example", "bert@a.example"),
            ("bert+school@a.example", "bert@a.example"),
            ("b.e.r.t@gmail.com", "bert@gmail.com"),
            ("b.ert+x@googlemail.com", "Bert@Gmail.com"),
        ] {
            let folded = |text: &str| folded(text).unwrap_or_else(|| text.to_owned());
            assert_eq!(folded(one), folded(other));
        }
        for text in ["bert@a.example", "b.ert@a.example", "+bert@a.example", "none"] {
            assert_eq!(folded(text), None, "{text}");
        }
    }
}
