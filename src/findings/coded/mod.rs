//! Numbers of somebody that say something of their row: a day of birth, a sex; and whether their check digits are right. Which of them
//! do, and where in them, is learnt from the first rows, whatever country they are of.

mod births;
mod checks;
mod halves;

use self::births::Birth;
use self::checks::Check;
use self::halves::Half;
use super::known_column::Column;
use super::{Kind, Look, shown, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// What nearly all numbers of the first rows say.
#[derive(Debug, Default)]
pub(super) struct Coded {
    births: Vec<Birth>,
    halves: Vec<Half>,
    checks: Vec<(Numbers, Check)>,
}

/// A column of numbers, all as long as each other: letters and digits alone, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbers {
    column: usize,
    length: usize,
}

/// The letters and digits of a number, without what parts them, in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Bare {
    octets: [u8; Self::LONGEST],
    length: usize,
}

impl Bare {
    const LONGEST: usize = 32;

    fn of(value: &str) -> Option<Self> {
        let mut bare = Self { octets: [0; Self::LONGEST], length: 0 };
        if value.len() > Self::LONGEST {
            return None;
        }
        for octet in value.bytes().filter(|octet| !b" -./+'".contains(octet)) {
            if !octet.is_ascii_alphanumeric() {
                return None;
            }
            bare.octets[bare.length] = octet.to_ascii_uppercase();
            bare.length += 1;
        }
        Some(bare)
    }
}

impl std::ops::Deref for Bare {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.octets[..self.length]
    }
}

impl Numbers {
    /// Of the first values of a column.
    fn of(rows: &[Vec<String>], column: usize) -> Option<Self> {
        const LENGTHS: std::ops::RangeInclusive<usize> = 8..=24;
        const FEWEST: usize = 10;
        const FEWEST_DIGITS: usize = 6;
        let filled = rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
        let values: Vec<Option<Bare>> = filled.map(|value| Bare::of(value)).collect();
        let length = values.get(values.len() / 2)?.as_ref()?.len();
        let is_one = |value: &&Option<Bare>| {
            value.as_ref().is_some_and(|value| {
                value.len() == length && value.iter().filter(|octet| octet.is_ascii_digit()).count() >= FEWEST_DIGITS
            })
        };
        let count = values.iter().filter(is_one).count();
        (LENGTHS.contains(&length) && count >= FEWEST && count * 10 >= values.len() * 9)
            .then_some(Self { column, length })
    }

    /// A number of the column, if it is as long as the others.
    fn read(self, value: &str) -> Option<Bare> {
        Bare::of(value).filter(|number| number.len() == self.length)
    }
}

impl Coded {
    /// Of the first rows, each of which has a value for each column, and of the letter that uses them.
    pub(super) fn of(rows: &[Vec<String>], columns: &[Column], uses: &Uses) -> Self {
        let is_number = |column: &usize| {
            let known = &columns[*column];
            !known.has_dates && !known.has_texts && !uses.attachment.contains(column)
        };
        let numbers = (0..columns.len()).filter(is_number).filter_map(|column| Numbers::of(rows, column));
        let numbers: Vec<Numbers> = numbers.collect();
        let is_used = |column: &usize| uses.letter.contains(column);
        let told = |one: usize, other: usize| [one, other].into_iter().find(is_used);
        Self {
            births: births::of(rows, columns, &numbers, told),
            halves: halves::of(rows, columns, &numbers, told),
            checks: numbers
                .iter()
                .filter(|numbers| is_used(&numbers.column))
                .filter_map(|numbers| Some((*numbers, Check::of(rows, *numbers)?)))
                .collect(),
        }
    }

    /// Finds numbers that do not go with their row. One of which something is said already is enough said of.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
        for birth in &self.births {
            let columns = [birth.numbers.column, birth.date];
            if !look.is_told(columns) && birth.is_flawed(value(columns[0]), value(columns[1])) {
                let other = if birth.told == columns[0] { columns[1] } else { columns[0] };
                let what = format!(
                    "does not go with {} ({}): in the other rows the number has the day in it. Is one of the two wrong?",
                    look.heading(other),
                    shown(value(other))
                );
                look.find_value(birth.told, Kind::OddRelation, value(birth.told), &what);
            }
        }
        for half in &self.halves {
            let columns = [half.numbers.column, half.by];
            if !look.is_told(columns)
                && let Some(what) = half.flaw(value(columns[0]), value(columns[1]))
            {
                let what = if half.told == half.by {
                    format!("does not go with {}: {what}", look.heading(half.numbers.column))
                } else {
                    format!("does not go with {} ({}): {what}", look.heading(half.by), shown(value(half.by)))
                };
                look.find_value(half.told, Kind::OddRelation, value(half.told), &what);
            }
        }
        for (numbers, check) in &self.checks {
            let number = numbers.read(value(numbers.column));
            if number.is_some_and(|number| !check.holds(&number)) && !look.is_told([numbers.column]) {
                look.find_in(numbers.column, Kind::SlipInNumber, check.wrong());
            }
        }
    }
}

#[cfg(test)]
mod tests;
