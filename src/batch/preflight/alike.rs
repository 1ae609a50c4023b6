//! How rows that go to one address differ: one that was entered twice, and a family.

use std::collections::{HashMap, HashSet};

use super::pairs::Pairs;
use crate::batch::List;
use crate::batch::repeats::Repeat;
use crate::findings::{Families, Names, Namesakes};
use crate::input::Record;

/// How rows differ from the first that goes to their address, by their lines.
#[derive(Debug, Default)]
pub(super) struct Alike {
    /// The column that is all, where that counts the rows.
    pub(super) numbered: HashMap<u64, usize>,
    /// Those of another name, and of the same.
    pub(super) named: HashSet<u64>,
    pub(super) same: HashSet<u64>,
    /// Those that are of somebody else, as far as that is known, and those whose letters are not the same.
    pub(super) apart: HashSet<u64>,
    pub(super) unlike: HashSet<u64>,
    /// In what their addresses differ, where that is one thing.
    pub(super) ways: HashMap<u64, &'static str>,
    /// Those of somebody else in the family, whose letter goes to the same person as that of the first.
    pub(super) families: HashSet<u64>,
}

/// What two rows of one address may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinship {
    /// Of two people, each of whom is to have a letter.
    Apart,
    /// Of one person, for all that is known, and with other letters.
    Unlike,
    /// Of one person with one letter; or nothing is known of them.
    Same,
}

/// Whom rows that go to one address are about, where all of those that there are are alike in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Each has another name than the first of its address, as in lists of children by their parents.
    Others,
    /// Each has the same name, as in lists of what everybody has done.
    OnesOwn,
}

impl Alike {
    /// Of rows that repeat others, as far as they are known.
    pub(super) fn of(list: &List, repeats: &[Repeat], pairs: &Pairs) -> Self {
        let mut alike = Self::default();
        let uses = list.template.uses();
        let names = Names::new(list.source.header(), &uses);
        let namesakes = Namesakes::new(list.source.header(), &names);
        let families = Families::new(list.source.header(), &uses);
        let address = list.template.address_column();
        let used: Vec<usize> = uses.letter.iter().copied().filter(|column| !uses.to.contains(column)).collect();
        for repeat in repeats {
            let Some((own, first)) = pairs.get(repeat) else { continue };
            if namesakes.are_apart(own, first) {
                alike.apart.insert(repeat.line);
            }
            if used.iter().any(|column| value(own, *column) != value(first, *column)) {
                alike.unlike.insert(repeat.line);
            }
            if let Some(way) = address.and_then(|column| way_apart(value(own, column), value(first, column))) {
                alike.ways.insert(repeat.line, way);
            }
            if let Some(column) = number_apart(own, first) {
                alike.numbered.insert(repeat.line, column);
            }
            let (name, first_name) = (names.of(&own.fields), names.of(&first.fields));
            if !name.is_empty() && !first_name.is_empty() {
                if name == first_name { &mut alike.same } else { &mut alike.named }.insert(repeat.line);
                let is_family = match name == first_name {
                    // The parent who gets the letter is the same, and the child is not.
                    true => namesakes.are_of_two(own, first) && families.are_one(own, first),
                    false => families.share_surname(own, first) && families.share_telephone(own, first) == Some(true),
                };
                if is_family {
                    alike.families.insert(repeat.line);
                }
            }
        }
        alike
    }

    /// What a row is to the first of its address.
    pub(super) fn kinship(&self, repeat: &Repeat) -> Kinship {
        if self.named.contains(&repeat.line) || self.apart.contains(&repeat.line) {
            Kinship::Apart
        } else if self.unlike.contains(&repeat.line) {
            Kinship::Unlike
        } else {
            Kinship::Same
        }
    }

    /// Those that are of somebody else in the family of the first of their address: nothing is wrong with them.
    pub(super) fn of_families(&self, repeats: &[Repeat]) -> Vec<Repeat> {
        repeats.iter().filter(|repeat| repeat.is_same && self.families.contains(&repeat.line)).copied().collect()
    }

    /// In what the address of a row differs from the first that goes to the same mailbox.
    pub(super) fn way(&self, repeat: &Repeat) -> &'static str {
        self.ways.get(&repeat.line).copied().unwrap_or("capital letters, dots, or what is behind a \"+\"")
    }

    /// The column that a row differs in from the first of its address, if that is the only one and a number.
    pub(super) fn numbered(&self, repeat: &Repeat) -> Option<usize> {
        self.numbered.get(&repeat.line).copied()
    }

    /// Whom most of these are about, who are alike in that, and which they are: a few of one name may each be there twice by a slip.
    pub(super) fn gathered(&self, repeats: &[Repeat], rows: u64) -> Option<(Whose, Vec<Repeat>)> {
        const FEWEST: usize = 2;
        const FEWEST_OF_ONE: usize = 5;
        const PART: usize = 5;
        let of = |lines: &HashSet<u64>| {
            let is_one = |repeat: &&Repeat| repeat.is_same && lines.contains(&repeat.line);
            repeats.iter().filter(is_one).copied().collect::<Vec<_>>()
        };
        let (others, same) = (of(&self.named), of(&self.same));
        let are_many = same.len() >= FEWEST_OF_ONE && (same.len() * PART) as u64 >= rows;
        if others.len() >= FEWEST && others.len() * 3 >= repeats.len() * 2 {
            Some((Whose::Others, others))
        } else {
            let are_all = same.len() == repeats.len() && self.numbered.is_empty();
            (are_many && are_all).then_some((Whose::OnesOwn, same))
        }
    }
}

/// The one thing in which two addresses of a mailbox differ.
fn way_apart(one: &str, other: &str) -> Option<&'static str> {
    let ((own, domain), (first, other_domain)) = (one.split_once('@')?, other.split_once('@')?);
    let bare = |local_part: &str| local_part.split('+').next().unwrap_or_default().to_owned();
    if one.to_lowercase() == other.to_lowercase() {
        Some("capital letters")
    } else if !domain.eq_ignore_ascii_case(other_domain) {
        (own == first).then_some("the domain, which is another name of the same")
    } else if domain != other_domain {
        None
    } else if bare(own) == bare(first) {
        Some("what is behind a \"+\"")
    } else {
        (own.replace('.', "") == first.replace('.', "")).then_some("dots, which this provider does not look at")
    }
}

/// The only column in which two rows differ, if both have a number there.
fn number_apart(one: &Record, other: &Record) -> Option<usize> {
    let mut apart = (0..one.header.names().len()).filter(|column| value(one, *column) != value(other, *column));
    let (column, None) = (apart.next()?, apart.next()) else { return None };
    let is_number = |value: &str| !value.is_empty() && value.bytes().all(|octet| octet.is_ascii_digit());
    (is_number(value(one, column)) && is_number(value(other, column))).then_some(column)
}

fn value(record: &Record, column: usize) -> &str {
    record.fields.get(column).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::input::Header;

    #[test]
    fn what_two_addresses_differ_in_is_named_where_it_is_one_thing() {
        for (one, other, way) in [
            ("Anna@a.org", "anna@a.org", Some("capital letters")),
            ("anna+x@a.org", "anna@a.org", Some("what is behind a \"+\"")),
            ("a.nna@gmail.com", "anna@gmail.com", Some("dots, which this provider does not look at")),
            ("anna@googlemail.com", "anna@gmail.com", Some("the domain, which is another name of the same")),
            ("A.nna+x@gmail.com", "anna@googlemail.com", None),
            ("Anna+x@a.org", "anna@a.org", None),
            ("Anna <anna@a.org>, b@a.org", "anna@a.org", None),
            ("Anna <anna@a.org>", "anna@a.org", None),
            ("", "", None),
        ] {
            assert_eq!(way_apart(one, other), way, "{one} {other}");
        }
    }

    #[test]
    fn rows_that_are_the_same_but_for_a_number_are_known() {
        let header = Arc::new(Header::new(["Nr", "name", "mark"].map(str::to_owned).to_vec()));
        let record = |fields: [&str; 3]| Record {
            number: 7,
            line: 8,
            header: Arc::clone(&header),
            fields: fields.into_iter().collect(),
            more: Vec::new(),
        };
        let first = record(["6", "Anna", "1"]);
        for (fields, column) in [
            (["7", "Anna", "1"], Some(0)),
            (["7 ", " Anna", "1"], Some(0)),
            (["6", "Anna", "2"], Some(2)),
            (["7", "Ben", "1"], None),
            (["6", "Ben", "1"], None),
            (["", "Anna", "1"], None),
            (["6", "Anna", "1"], None),
        ] {
            assert_eq!(number_apart(&record(fields), &first), column, "{fields:?}");
        }
    }
}
