//! Numbers one place of which says which of two somebody is: the last digit but one of a man's is odd, and of a woman's even.

use super::{Bare, Numbers};
use crate::findings::known_column::Column;

/// A column of two values, and the place of numbers that goes with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Half {
    pub(super) numbers: Numbers,
    pub(super) by: usize,
    /// The one that is told of.
    pub(super) told: usize,
    at: usize,
    sort: Sort,
    /// The value with which the place is so, and the other.
    values: [String; 2],
}

/// What a place may be, or not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Odd,
    /// At least so much: 4 and 5 begin the upper half where days or numbers do.
    From(u8),
    /// This letter.
    Letter(u8),
}

impl Sort {
    const ALL: [Self; 5] = [Self::Odd, Self::From(4), Self::From(5), Self::Letter(b'H'), Self::Letter(b'M')];

    /// Whether an octet is so; nothing, if it is none of which that can be said.
    fn is(self, octet: u8) -> Option<bool> {
        match self {
            Self::Odd => octet.is_ascii_digit().then_some(octet % 2 == 1),
            Self::From(least) => octet.is_ascii_digit().then(|| octet - b'0' >= least),
            Self::Letter(letter) => octet.is_ascii_uppercase().then_some(octet == letter),
        }
    }

    fn said(self, is: bool) -> String {
        match (self, is) {
            (Self::Odd, true) => "odd".to_owned(),
            (Self::Odd, false) => "even".to_owned(),
            (Self::From(least), true) => format!("{least} or more"),
            (Self::From(least), false) => format!("less than {least}"),
            (Self::Letter(letter), true) => char::from(letter).to_string(),
            (Self::Letter(letter), false) => format!("not {}", char::from(letter)),
        }
    }
}

/// The columns of two values that go with a place of numbers in nearly all of the first rows.
pub(super) fn of(
    rows: &[Vec<String>],
    columns: &[Column],
    numbers: &[Numbers],
    told: impl Fn(usize, usize) -> Option<usize>,
) -> Vec<Half> {
    let two = |by: usize| {
        let usual = columns[by].few.as_ref()?.usual();
        match usual {
            [one, other] => Some((by, [one.clone(), other.clone()])),
            _ => None,
        }
    };
    let columns: Vec<(usize, [String; 2])> = (0..columns.len()).filter_map(two).collect();
    let mut found = Vec::new();
    for (by, values) in &columns {
        for numbers in numbers.iter().filter(|numbers| numbers.column != *by) {
            let Some(told) = told(numbers.column, *by) else { continue };
            let pair = |row: &Vec<String>| {
                let which = values.iter().position(|value| Some(value) == row.get(*by))?;
                Some((numbers.read(row.get(numbers.column)?)?, which))
            };
            let pairs: Vec<(Bare, usize)> = rows.iter().filter_map(pair).collect();
            let mut places = (0..numbers.length).rev().flat_map(|at| Sort::ALL.into_iter().map(move |sort| (at, sort)));
            let habit = places.find_map(|(at, sort)| Some((at, sort, habit(&pairs, at, sort)?)));
            found.extend(habit.map(|(at, sort, first)| {
                let values = [values[first].clone(), values[1 - first].clone()];
                Half { numbers: *numbers, by: *by, told, at, sort, values }
            }));
        }
    }
    found
}

/// The value with which a place is so, if nearly all rows go with that. A place has halves by chance in few of many rows.
fn habit(pairs: &[(Bare, usize)], at: usize, sort: Sort) -> Option<usize> {
    const FEWEST: usize = 24;
    const FEWEST_OF_ONE: usize = 6;
    let mut counts = [[0_usize; 2]; 2];
    for (number, which) in pairs {
        if let Some(is) = sort.is(number[at]) {
            counts[*which][usize::from(is)] += 1;
        }
    }
    let rows: usize = counts.iter().flatten().sum();
    let first =
        (0..2).find(|first| counts[*first][1] > counts[*first][0] && counts[1 - first][0] > counts[1 - first][1])?;
    let wrong = [counts[first][0], counts[1 - first][1]];
    let are_few = wrong.iter().sum::<usize>() <= (rows / 20).max(1);
    let are_sure = counts.iter().zip([counts[0].iter().min(), counts[1].iter().min()]).all(|(count, least)| {
        let all: usize = count.iter().sum();
        all >= FEWEST_OF_ONE && least.is_some_and(|least| least * 5 <= all)
    });
    (rows >= FEWEST && are_few && are_sure).then_some(first)
}

impl Half {
    /// What is wrong with a number beside the value of its row.
    pub(super) fn flaw(&self, number: &str, value: &str) -> Option<String> {
        let is_first = value == self.values[0];
        if !is_first && value != self.values[1] {
            return None;
        }
        let number = self.numbers.read(number)?;
        let is = self.sort.is(number[self.at])?;
        (is != is_first).then(|| {
            format!(
                "place {} of the number is {}, and in the other rows with that it is {}. Is one of the two wrong?",
                self.at + 1,
                self.sort.said(is),
                self.sort.said(is_first)
            )
        })
    }
}
