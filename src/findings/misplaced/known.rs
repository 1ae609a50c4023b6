//! How the values of a column are built.

use std::collections::HashMap;

use crate::findings::columns::is_habit;
use crate::findings::headings;
use crate::findings::known_column::Column;

/// What is known of a column of words or codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The few ways in which nearly all values are built: `99-999`, `AA`.
    shapes: Vec<String>,
    /// What nearly all are made of.
    sort: Option<Sort>,
    /// Whether it has towns or countries.
    pub(super) is_place: bool,
    /// Whether it has names of persons: who is the first here may be the second elsewhere.
    pub(super) is_person: bool,
    pub(super) is_used: bool,
}

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Letters,
    Digits,
    Both,
}

/// Fewer values show no habit.
const FEWEST: usize = 20;
/// A longer value is no code, in octets.
const LONGEST: usize = 32;

impl Known {
    /// Of the values in the first rows, if they say anything of whose they are. What is counted or reckoned does not, nor do days,
    /// addresses, and texts.
    pub(super) fn of(values: &[&str], column: &Column, name: &str, is_used: bool) -> Option<Self> {
        let name = name.to_lowercase();
        let has_mail = || values.iter().filter(|value| value.contains('@')).count() * 2 > values.len();
        let is_other = column.has_dates
            || column.times.is_some()
            || column.sites.is_some()
            || column.has_accounts
            || headings::is_remark(&name)
            || headings::is_telephone(&name)
            || values.iter().filter(|value| is_text(value)).count() * 10 > values.len()
            || has_mail();
        if values.len() < FEWEST || is_other {
            return None;
        }
        let shapes = shapes(values);
        // Of numbers, only those of one length are somebody's.
        if column.numbers.is_some() && !shapes.iter().any(|shape| is_long(shape)) {
            return None;
        }
        let has = |sort: &Sort| is_habit(values.iter().filter(|value| Sort::of(value) == *sort).count(), values.len());
        let sort = [Sort::Letters, Sort::Digits, Sort::Both].into_iter().find(has);
        Some(Self {
            shapes,
            sort,
            is_place: headings::is_town(&name) || headings::is_country(&name),
            is_person: headings::half(&name).is_some() || headings::is_person(&name) || column.names.is_some(),
            is_used,
        })
    }

    /// Whether a value is built in one of the few ways.
    pub(super) fn is_built_so(&self, value: &str) -> bool {
        self.shapes.iter().any(|shape| is_of(value, shape))
    }

    /// Whether a value that is not built so is of another sort, or is not built as nearly all others.
    pub(super) fn is_unlike(&self, value: &str) -> bool {
        !self.shapes.is_empty() || self.sort.is_some_and(|sort| Sort::of(value) != sort)
    }

    /// Whether a value is built as the codes are that the column has.
    pub(super) fn is_of_code(&self, value: &str) -> bool {
        self.shapes.iter().any(|shape| is_long(shape) && is_of(value, shape))
    }

    /// How long the value would be, where one of the several ways is that but for a character too many or too few.
    pub(super) fn nearly(&self, value: &str) -> Option<usize> {
        const SHORTEST: usize = 8;
        let is_code =
            |shape: &String| is_long(shape) && shape.len() >= SHORTEST && shape.is_ascii() && !shape.contains('a');
        // Of one length, its column tells it.
        if self.shapes.len() < 2 || !self.shapes.iter().all(is_code) || value.len() > LONGEST + 1 {
            return None;
        }
        let own: String = value.chars().map(sign).collect();
        let near = self.shapes.iter().find(|shape| lacks_one(&own, shape) || lacks_one(shape, &own));
        near.map(String::len)
    }

    /// Whether a value is of the same sort, and built so where the column has its ways.
    pub(super) fn is_like(&self, value: &str) -> bool {
        self.sort == Some(Sort::of(value)) && (self.shapes.is_empty() || self.is_built_so(value))
    }
}

impl Sort {
    fn of(value: &str) -> Self {
        let has_digit = value.bytes().any(|octet| octet.is_ascii_digit());
        match (has_digit, value.chars().any(char::is_alphabetic)) {
            (false, _) => Self::Letters,
            (true, false) => Self::Digits,
            (true, true) => Self::Both,
        }
    }
}

/// Whether a value is longer than what something is called.
fn is_text(value: &str) -> bool {
    const WORDS: usize = 6;
    const LONG: usize = 60;
    value.len() > LONG || value.split_whitespace().nth(WORDS).is_some()
}

/// The few shapes that nearly all values have.
fn shapes(values: &[&str]) -> Vec<String> {
    const MOST: usize = 3;
    const FEW: usize = 3;
    const RARE: usize = 20;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for value in values.iter().filter(|value| value.len() <= LONGEST) {
        *counts.entry(value.chars().map(sign).collect()).or_default() += 1;
    }
    let mut shapes: Vec<(String, usize)> = counts
        .into_iter()
        .filter(|(shape, count)| is_shape(shape) && *count >= FEW && count * RARE >= values.len())
        .collect();
    shapes.sort_unstable_by(|(one, few), (other, more)| more.cmp(few).then_with(|| one.cmp(other)));
    shapes.truncate(MOST);
    let told = shapes.iter().map(|(_, count)| count).sum();
    if is_habit(told, values.len()) { shapes.into_iter().map(|(shape, _)| shape).collect() } else { Vec::new() }
}

/// Whether a shape is of more than words, some of which are of one length by chance.
fn is_shape(shape: &str) -> bool {
    shape.contains('9') || !shape.contains('a')
}

/// What stands for a character in a shape.
fn sign(letter: char) -> char {
    if letter.is_ascii_digit() {
        '9'
    } else if letter.is_uppercase() {
        'A'
    } else if letter.is_alphabetic() {
        'a'
    } else {
        letter
    }
}

fn is_of(value: &str, shape: &str) -> bool {
    value.chars().map(sign).eq(shape.chars())
}

/// Whether a shape is of a code, and not of a short number.
fn is_long(shape: &str) -> bool {
    const SHORTEST: usize = 4;
    shape.len() >= SHORTEST && shape.contains('9')
}

/// Whether a text is another one without one of its characters.
fn lacks_one(text: &str, other: &str) -> bool {
    let (mut one, mut rest) = (text.bytes(), other.bytes());
    let same = text.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    text.len() + 1 == other.len() && one.by_ref().skip(same).eq(rest.by_ref().skip(same + 1))
}
