//! Copies that go to another row's people: a Cc is the To, or the Cc, of a row that it has nothing to do with.

use std::collections::{HashMap, HashSet};
use std::io;

use super::block::{item, mailbox};
use super::found::repeated;
use super::pairs::Pairs;
use super::{News, Preflight, PreflightError};
use crate::batch::List;
use crate::batch::repeats::{Item, Repeat, Repeats};
use crate::findings::{Families, Finding, Kind, Names, are_of_one_house, of_two};
use crate::input::Record;
use crate::mail::{self, Mailbox};
use crate::message::Draft;

/// Fewer copies show no habit.
const FEWEST: u64 = 10;
/// Where more than one in so many copies is so, that is how the list is.
const RARE: u64 = 10;
/// Whom so many rows write to has to do with all of them: a class teacher.
const SHARED: usize = 3;

/// What stands for the fields that recipients are in.
const TO: u32 = 0;
const COPY: u32 = 1;

/// The recipients of a row, to be compared with those of the others: of To, and of copies.
pub(super) fn items(list: &List, draft: &Draft, record: &Record) -> Vec<Item> {
    let [_, has_cc, has_bcc] = list.template.own_fields();
    let of = |mailbox: &Mailbox, field: u32| Item { spelling: field, ..item(&mailbox.address, record, true) };
    let to: Vec<Item> = draft.to.iter().map(|mailbox| of(mailbox, TO)).collect();
    let copies = [(has_cc, &draft.cc), (has_bcc, &draft.bcc)].into_iter().filter(|(is_own, _)| *is_own);
    let copies = copies.flat_map(|(_, mailboxes)| mailboxes).map(|mailbox| of(mailbox, COPY));
    // That a letter goes to somebody twice is told of by itself.
    let copies: Vec<Item> = copies.filter(|copy| !to.iter().any(|to| to.value == copy.value)).collect();
    to.into_iter().chain(copies).collect()
}

/// Whether rows have both recipients and copies of their own.
pub(super) fn is_wanted(list: &List) -> bool {
    let template = &list.template;
    let [has_to, has_cc, has_bcc] = template.own_fields();
    !template.is_trial()
        && template.has_own_recipients()
        && template.typed_recipient().is_none()
        && list.selection.group_by.is_none()
        && has_to
        && (has_cc || has_bcc)
}

/// The recipients of all rows.
#[derive(Debug, Default)]
pub(super) struct Crossed {
    all: Repeats,
    copies: u64,
}

/// What two rows have in common.
#[derive(Debug, PartialEq, Eq)]
enum Common {
    /// The copy of the one goes to whom the other is for.
    Addressee,
    /// The copies of both go to one.
    Copy,
}

impl Crossed {
    pub(super) fn add(&mut self, items: Vec<Item>) -> io::Result<()> {
        self.copies += items.iter().filter(|item| item.spelling == COPY).count() as u64;
        items.into_iter().try_for_each(|item| self.all.add(item))
    }

    /// Tells of copies that go to other rows' people, of a list of so many rows, if they are the exception. `same`: the rows that go
    /// to one address.
    pub(super) fn tell(
        self,
        list: &List,
        same: &[Repeat],
        rows: u64,
        found: &mut Preflight,
        tell: &mut impl FnMut(News<'_>),
    ) -> Result<(), PreflightError> {
        if self.copies < FEWEST {
            return Ok(());
        }
        let same: HashSet<(u64, u64)> = same.iter().map(|repeat| (repeat.line, repeat.first)).collect();
        let mut repeats = self.all.finish(|_| true)?.repeats;
        repeats.retain(|repeat| !same.contains(&(repeat.line, repeat.first)));
        let mut sharers: HashMap<u64, usize> = HashMap::new();
        for repeat in repeats.iter().filter(|repeat| repeat.is_same) {
            *sharers.entry(repeat.first).or_insert(1) += 1;
        }
        let is_shared = |line: u64| sharers.get(&line).is_some_and(|rows| *rows >= SHARED);
        repeats.retain(|repeat| !repeat.is_same || !is_shared(repeat.first));
        let pairs = Pairs::of(list, &repeats, rows)?;
        let sorts = Sorts::new(list);
        let mut told: Vec<(Common, Finding)> = Vec::new();
        for repeat in &repeats {
            let Some((own, first)) = pairs.get(repeat) else { continue };
            let Some((common, [own, other], address)) = sorts.between(own, first) else { continue };
            // Those who are written to look after others too.
            if common == Common::Addressee && is_shared(own.line) {
                return Ok(());
            }
            let finding = sorts.finding(list, &common, [own, other], &address);
            told.push((common, finding));
        }
        for sort in [Common::Addressee, Common::Copy] {
            let of_sort: Vec<&Finding> =
                told.iter().filter(|(common, _)| *common == sort).map(|(_, finding)| finding).collect();
            if of_sort.len() as u64 * RARE <= self.copies {
                of_sort.into_iter().for_each(|finding| found.warn(finding, tell));
            }
        }
        Ok(())
    }
}

/// What is asked of two rows.
struct Sorts {
    names: Names,
    families: Families,
    to: Vec<usize>,
    others: Vec<usize>,
}

impl Sorts {
    fn new(list: &List) -> Self {
        let (header, uses) = (list.source.header(), list.template.uses());
        let others = uses.letter.iter().copied().filter(|column| !uses.to.contains(column)).collect();
        Self { names: Names::new(header, &uses), families: Families::new(header, &uses), to: uses.to, others }
    }

    /// What two rows have in common that have nothing else to do with each other: the one that is to be told of comes first, with the
    /// address.
    fn between<'r>(&self, later: &'r Record, earlier: &'r Record) -> Option<(Common, [&'r Record; 2], String)> {
        let [to, copies] = [&self.to, &self.others];
        let [of_later, of_earlier] = [common(later, copies, earlier, to), common(earlier, copies, later, to)];
        let (sort, rows, address) = match (of_later, of_earlier) {
            // Each gets a copy of the other's.
            (Some(_), Some(_)) => return None,
            (Some(address), None) => (Common::Addressee, [later, earlier], address),
            (None, Some(address)) => (Common::Addressee, [earlier, later], address),
            (None, None) => (Common::Copy, [later, earlier], common(later, copies, earlier, copies)?),
        };
        let is_of_house = addresses(rows[0], to).any(|own| are_of_one_house(own, &address));
        let is_one = common(later, to, earlier, to).is_some() || self.families.are_one(later, earlier) || is_of_house;
        (!is_one).then_some((sort, rows, address))
    }

    fn finding(&self, list: &List, common: &Common, [own, other]: [&Record; 2], address: &str) -> Finding {
        let column = self.others.iter().copied().find(|column| {
            own.fields
                .get(*column)
                .is_some_and(|value| addresses_of(value).any(|found| mailbox(found) == mailbox(address)))
        });
        let name = column.and_then(|column| list.source.header().names().get(column));
        let place = name.map(|name| format!("column \"{}\": ", mail::shown(name, MOST_SHOWN))).unwrap_or_default();
        let whose = of_two(&self.names, own, other);
        let (address, line) = (mail::shown(address, MOST_SHOWN), other.line);
        let what = match common {
            Common::Addressee => format!(
                "{place}\"{address}\" is whom the letter of line {line} goes to{whose}, and gets a copy of this one too. Is it \
                 another row's?"
            ),
            Common::Copy => format!(
                "{place}\"{address}\" gets a copy of line {line} too{whose}, and the copies of the others go to their own. Is it \
                 another row's?"
            ),
        };
        let repeat = Repeat { number: own.number, line: own.line, first: line, is_same: false };
        repeated(Kind::RepeatedAddress, &repeat, column, what)
    }
}

/// Of what is shown, so many characters.
const MOST_SHOWN: usize = 60;

/// An address that stands in some columns of one row and in some of another.
fn common(one: &Record, columns: &[usize], other: &Record, others: &[usize]) -> Option<String> {
    let known: HashSet<u128> = addresses(other, others).map(mailbox).collect();
    addresses(one, columns).find(|address| known.contains(&mailbox(address))).map(str::to_owned)
}

fn addresses<'r>(record: &'r Record, columns: &[usize]) -> impl Iterator<Item = &'r str> {
    columns.iter().filter_map(|column| record.fields.get(*column)).flat_map(addresses_of)
}

/// The addresses in a cell, with or without names.
fn addresses_of(value: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '，' | '；' | '、');
    value.split(is_between).filter(|part| part.contains('@'))
}
