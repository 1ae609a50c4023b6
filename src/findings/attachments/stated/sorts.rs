//! Which sorts of rows there are, as the columns of few values tell: who is refused gets another letter than who is accepted.

use std::collections::HashMap;

use super::Said;

/// A column of more values tells no sorts.
const MOST: usize = 8;

/// The few values of a column, and how many rows have each.
type Values = Vec<(Box<str>, u32)>;

/// The sorts of the rows whose files stand in one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Sorts {
    /// What each column has; none, where that is many values.
    counts: HashMap<u8, Option<Values>>,
    /// The rows whose files lack something, and what those have.
    odd: HashMap<usize, Vec<(u8, Box<str>)>>,
}

impl Sorts {
    /// Takes a row, and gives back the columns that turn out to have many values, a bit each.
    pub(super) fn add(&mut self, row: usize, said: &Said) -> u64 {
        let mut of_many = 0;
        for (by, value) in &said.sorts {
            let known = self.counts.entry(*by).or_insert_with(|| Some(Vec::new()));
            let Some(counts) = known else { continue };
            if let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == value) {
                *count += 1;
            } else if counts.len() < MOST {
                counts.push((value.clone(), 1));
            } else {
                *known = None;
                of_many |= 1 << by;
            }
        }
        if said.values.iter().any(|(by, _)| said.held >> by & 1 == 0) {
            self.odd.insert(row, said.sorts.clone());
        }
        of_many
    }

    /// Whether a column has more values than there are sorts.
    pub(super) fn are_many(&self, by: u8) -> bool {
        self.counts.get(&by).is_some_and(Option::is_none)
    }

    /// Whether a row has something in a column that no other row has but those whose files are bare too.
    pub(super) fn is_of_another_sort(&self, row: usize, bare: &[usize]) -> bool {
        let has = |row: &usize, wanted: &(u8, Box<str>)| self.odd.get(row).is_some_and(|own| own.contains(wanted));
        let is_alone = |own: &(u8, Box<str>)| {
            let counts = self.counts.get(&own.0).into_iter().flatten().flatten();
            let all = counts.filter(|(value, _)| *value == own.1).map(|(_, count)| *count as usize).sum::<usize>();
            all > 0 && all == bare.iter().filter(|row| has(row, own)).count()
        };
        self.odd.get(&row).is_some_and(|own| own.iter().any(is_alone))
    }
}
