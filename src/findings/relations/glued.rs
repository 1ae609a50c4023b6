//! Addresses in which an initial and a surname are one word, and that are another row's: `psutcliffe40@` beside Helen Patel, where
//! Peter Sutcliffe is in the list.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::{Relation, Sample, Values, folded, held};
use crate::findings::column::titles;
use crate::findings::{Kind, Look, Map, Oddity, headings, places_in_any_case, shown};
use crate::merge::Uses;

/// The columns of a name and of an address, and the addresses that people of the first rows may have.
#[derive(Debug, Clone)]
pub(super) struct Glued {
    name: Name,
    address: usize,
    /// Those of the first rows, each once.
    people: Vec<Person>,
    /// By the hash of how their addresses may begin: `psutcliffe`, `petersutcliffe`.
    starts: Map<u64, usize>,
}

/// Somebody of the first rows.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    /// In small letters.
    surname: String,
    /// What is in their own row: two that have one address are told of as such.
    address: String,
}

/// Where the name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Halves(usize, usize),
    Whole(usize),
}

/// Shorter surnames are parts of other words.
const SHORTEST: usize = 4;

impl Name {
    /// The column that is told of.
    fn column(self) -> usize {
        match self {
            Self::Halves(_, last) => last,
            Self::Whole(column) => column,
        }
    }

    /// All of it.
    fn whole<'a>(self, value: impl Fn(usize) -> &'a str) -> String {
        match self {
            Self::Halves(first, last) => format!("{} {}", value(first), value(last)).trim().to_owned(),
            Self::Whole(column) => value(column).to_owned(),
        }
    }

    /// The first name and the last.
    fn of<'a>(self, value: impl Fn(usize) -> &'a str) -> Option<(&'a str, &'a str)> {
        let (first, last) = match self {
            Self::Halves(first, last) => (value(first), value(last)),
            Self::Whole(column) => {
                let name = value(column);
                titles::without(name).unwrap_or(name).rsplit_once(' ')?
            }
        };
        (!first.is_empty() && last.len() >= SHORTEST).then_some((first, last))
    }
}

/// Of the first rows, whose addresses the letter goes to: nearly all that are so built are of their own.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Option<Glued> {
    const FEWEST: usize = 15;
    /// Two may have each other's.
    const EXCHANGED: usize = 3;
    let headings: Vec<String> = names.iter().take(sample.columns.len()).map(|name| name.to_lowercase()).collect();
    let halves = match headings::halves(&headings) {
        (Some(first), Some(last)) => Some(Name::Halves(first, last)),
        _ => None,
    };
    let is_whole =
        |column: &usize| headings::is_person(&headings[*column]) && headings::half(&headings[*column]).is_none();
    let whole = (0..headings.len()).filter(is_whole).map(Name::Whole);
    let all = || halves.into_iter().chain(whole.clone());
    let to = uses.to.iter().copied().filter(|column| *column < sample.columns.len());
    let of_address = |address: usize| {
        all().filter(move |name| name.column() != address).map(move |name| {
            let (mut people, mut starts) = (Vec::new(), Map::default());
            let names = sample.rows.iter().filter_map(|row| Some((name.of(|column| row[column])?, row[address])));
            for ((first, last), own) in names {
                starts.extend(starts_of(first, last).into_iter().map(|start| (hash(&start), people.len())));
                let address = own.to_owned();
                people.push(Person { name: format!("{first} {last}"), surname: last.to_lowercase(), address });
            }
            Glued { name, address, people, starts }
        })
    };
    let is_habit = |glued: &Glued| {
        let own = sample.rows.iter().filter(|row| glued.is_own(|column| row[column])).count();
        let others = sample.rows.iter().filter(|row| glued.flaw(|column| row[column]).is_some()).count();
        own >= FEWEST && (others <= EXCHANGED && own >= FEWEST * others || others * 20 <= own)
    };
    to.flat_map(of_address).find(is_habit)
}

/// How addresses of somebody may begin, in one word.
fn starts_of(first: &str, last: &str) -> HashSet<String> {
    let mut all = HashSet::new();
    for is_long in [false, true] {
        let (given, surname) = (folded(first, is_long), folded(last, is_long));
        let initial = given.chars().next().map(String::from).unwrap_or_default();
        if surname.len() >= SHORTEST && surname.is_ascii() && given.is_ascii() && !initial.is_empty() {
            all.extend(
                [&initial, &given]
                    .into_iter()
                    .flat_map(|first| [format!("{first}{surname}"), format!("{surname}{first}")]),
            );
        }
    }
    all
}

fn hash(start: &str) -> u64 {
    FixedState::default().hash_one(start)
}

/// Whether two addresses are the same but for capital letters, dots, and what is behind a `+`.
fn are_of_one_mailbox(one: &str, other: &str) -> bool {
    let letters = |address: &str| {
        let (local_part, domain) = address.split_once('@')?;
        let local_part = local_part.split('+').next().unwrap_or(local_part).replace('.', "");
        Some((local_part.to_lowercase(), domain.to_lowercase()))
    };
    letters(one) == letters(other)
}

/// The letters of an address before its number, in small letters.
fn letters(address: &str) -> Option<String> {
    let (local_part, _) = address.split_once('@')?;
    let local_part = local_part.split('+').next()?.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_one = |octet: u8| octet.is_ascii_alphabetic() || matches!(octet, b'.' | b'_' | b'-');
    local_part.bytes().all(is_one).then(|| folded(local_part, false))
}

impl Glued {
    /// Whether an address has the name of its row in it.
    fn is_own<'a>(&self, value: impl Fn(usize) -> &'a str + Copy) -> bool {
        let (Some((_, last)), Some(letters)) = (self.name.of(value), letters(value(self.address))) else {
            return false;
        };
        held::is_in(last, &letters)
    }

    /// Who of the other rows has such an address, where it has nothing of its own row's in it.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str + Copy) -> Option<&str> {
        let (first, last) = self.name.of(value)?;
        // Most have their own as it is, and need not be looked for.
        if places_in_any_case(last, value(self.address)).next().is_some() {
            return None;
        }
        let letters = letters(value(self.address))?;
        let person = self.people.get(*self.starts.get(&hash(&letters))?)?;
        let is_there = |name: &str| name.len() >= SHORTEST && held::is_in(name, &letters);
        let is_own = is_there(last) || is_there(first) || last.split([' ', '-']).any(is_there);
        let is_namesake = last.to_lowercase().contains(&person.surname);
        let is_repeated = are_of_one_mailbox(&person.address, value(self.address));
        (!is_own && !is_namesake && !is_repeated).then_some(person.name.as_str())
    }

    /// The surname of somebody of the other rows, if no other value of a row has that in it: a partner, or a firm.
    fn is_of_nobody_here<'a>(&self, whose: &str, values: impl Iterator<Item = &'a str>) -> bool {
        let surname = whose.rsplit(' ').next().unwrap_or(whose).to_lowercase();
        !values.filter(|value| !value.contains('@')).any(|value| value.to_lowercase().contains(&surname))
    }
}

impl Relation for Glued {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.name.column(), self.address])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let value = |column| line.value(column);
        let whose = self.flaw(value).filter(|whose| self.is_of_nobody_here(whose, line.of_record()))?;
        let what = format!(
            "looks like the address of {}, who is in another row; this row is {}. Is one of them another row's?",
            shown(whose),
            shown(&self.name.whole(value))
        );
        Some((self.address, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const PEOPLE: [[&str; 2]; 8] = [
        ["Patrick", "Silverstone"],
        ["Helen", "Patel"],
        ["Peter", "Sutcliffe"],
        ["Jörg", "Müller"],
        ["Charlotte", "Abernathy"],
        ["Emily", "Thackeray"],
        ["Andrew", "Okafor"],
        ["Rachel", "Youngman"],
    ];

    fn glued(address: impl Fn(usize, &str, &str) -> String) -> Option<Glued> {
        let row = |n: usize| {
            let [first, last] = PEOPLE[n % 8];
            vec![first.to_owned(), last.to_owned(), address(n, first, last)]
        };
        let rows: Vec<Vec<String>> = (0..48).map(row).collect();
        let columns = vec![Column::default(); 3];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { to: vec![2], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &["First name", "Last name", "Email"].map(str::to_owned))
    }

    #[test]
    fn an_address_of_somebody_else_in_one_word_is_found() {
        let own = |n: usize, first: &str, last: &str| {
            let (first, last) = (folded(first, true), folded(last, true));
            [format!("{}{last}{n}@a.org", &first[..1]), format!("{first}.{last}@b.org")][n % 2].clone()
        };
        let all = glued(own).unwrap();
        for (row, whose) in [
            (["Helen", "Patel", "psutcliffe40@a.org"], Some("Peter Sutcliffe")),
            (["Helen", "Patel", "p.sutcliffe@a.org"], Some("Peter Sutcliffe")),
            (["Helen", "Patel", "jmueller7@a.org"], Some("Jörg Müller")),
            (["Emily", "Thackeray", "youngmanr@a.org"], Some("Rachel Youngman")),
            (["Helen", "Patel", "hpatel84@a.org"], None),
            (["Helen", "Patel", "helensutcliffe@a.org"], None),
            (["Paula", "Sutcliffe", "psutcliffe@a.org"], None),
            (["Helen", "Patel-Sutcliffe", "psutcliffe@a.org"], None),
            (["Helen", "Patel", "sunshine77@a.org"], None),
            (["Helen", "Patel", "ksutcliffe@a.org"], None),
            (["", "", ""], None),
        ] {
            assert_eq!(all.flaw(|column| row[column]), whose, "{row:?}");
        }
        assert!(all.is_of_nobody_here("Peter Sutcliffe", ["Helen", "Patel", "a@b.org"].into_iter()));
        assert!(!all.is_of_nobody_here("Peter Sutcliffe", ["Helen", "Sutcliffe Ltd"].into_iter()));
        // Both have the one address, which is told of as that.
        assert_eq!(all.flaw(|column| ["Helen", "Patel", "psutcliffe42@a.org"][column]), None);
        assert_eq!(all.flaw(|column| ["Helen", "Patel", "P.Sutcliffe42+x@a.org"][column]), None);
        // Two have each other's, and many write through others.
        let exchanged = |n: usize, first: &str, last: &str| own(n, first, if n == 9 { "Sutcliffe" } else { last });
        assert!(glued(exchanged).is_some());
        let family = |n: usize, first: &str, last: &str| {
            let [other, surname] = PEOPLE[(n + 1) % 8];
            if n.is_multiple_of(4) { own(n, other, surname) } else { own(n, first, last) }
        };
        assert!(glued(family).is_none());
        assert!(glued(|n, _, _| format!("{n}@qq.com")).is_none());
    }
}
