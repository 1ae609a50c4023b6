//! First names and last names as the list itself tells them apart: hardly any name is both in it.

use std::collections::{HashMap, HashSet};

use super::Seen;
use crate::findings::Map;

/// What the first rows say of the names.
#[derive(Debug, Default)]
pub(super) struct Apart {
    /// Whether the names that are both are those of rows that look swapped, but for very few.
    are_apart: bool,
    /// How last names end, and first names do not: `ski`.
    ends: HashSet<String>,
    /// How many names are both.
    both: usize,
}

impl Apart {
    pub(super) fn of(names: &Map<String, Seen>) -> Self {
        const FEWEST: usize = 5;
        let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
        for (name, seen) in names {
            let Some(end) = end(name) else { continue };
            let (first, last) = counts.entry(end).or_default();
            *first += usize::from(seen.first > 0);
            *last += usize::from(seen.last > 0);
        }
        // A row that is swapped has one among the first names.
        let ends = counts.into_iter().filter(|(_, (first, last))| *last >= FEWEST && *first <= 1);
        let both = names.values().filter(|seen| seen.first > 0 && seen.last > 0).count();
        Self { are_apart: false, ends: ends.map(|(end, _)| end).collect(), both }
    }

    /// Learns how many rows look swapped, of how many.
    pub(super) fn know(&mut self, swapped: usize, rows: usize) {
        const FEW: usize = 2;
        const RARE: usize = 20;
        const FEWEST: usize = 20;
        self.are_apart = rows >= FEWEST && self.both <= swapped * 2 + FEW && (swapped <= 1 || swapped * RARE <= rows);
    }

    /// Whether the list tells that a first name is a last one, and the other way round.
    pub(super) fn are_swapped(&self, names: &Map<String, Seen>, first: &str, last: &str) -> bool {
        self.are_apart && self.look_swapped(names, first, last)
    }

    /// Whether a first name stands among the last names of other rows, or ends as they do, and the last name among the first ones;
    /// and neither in its own place again.
    pub(super) fn look_swapped(&self, names: &Map<String, Seen>, first: &str, last: &str) -> bool {
        let seen = |name: &str| names.get(name).copied().unwrap_or_default();
        if first == last {
            return false;
        }
        let (one, other) = (seen(first), seen(last));
        let is_first = || {
            // Of two first names, one tells.
            let word = last.split([' ', '-']).next().unwrap_or_default();
            other.first > 0 || word.len() < last.len() && word != first && seen(word).first > 0
        };
        let is_last = || one.last > 0 || end(first).is_some_and(|end| self.ends.contains(&end));
        one.first <= 1 && other.last <= 1 && is_first() && is_last()
    }
}

/// The last letters of a longer name.
fn end(name: &str) -> Option<String> {
    const LETTERS: usize = 3;
    let (at, _) = name.char_indices().rev().nth(LETTERS - 1).filter(|(at, _)| *at > 0)?;
    let end = &name[at..];
    end.chars().all(char::is_alphabetic).then(|| end.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known of a list of these first and last names, and whether it tells that a row of it is swapped.
    fn are_swapped(rows: &[(&str, &str)], (first, last): (&str, &str)) -> bool {
        let mut names: Map<String, Seen> = Map::default();
        for (first, last) in rows {
            names.entry((*first).to_owned()).or_default().see(true, None);
            names.entry((*last).to_owned()).or_default().see(false, None);
        }
        let mut apart = Apart::of(&names);
        let count = rows.iter().filter(|(first, last)| apart.look_swapped(&names, first, last)).count();
        apart.know(count, rows.len());
        apart.are_swapped(&names, first, last)
    }

    const CZECH: [(&str, &str); 8] = [
        ("Jiří", "Dvořák"),
        ("Zdeněk", "Novák"),
        ("Radka", "Horáková"),
        ("Jitka", "Nováková"),
        ("Ludmila", "Dvořáková"),
        ("Miloš", "Horák"),
        ("Blanka", "Svobodová"),
        ("Dalibor", "Kučera"),
    ];

    fn czech<'r>(others: &[(&'r str, &'r str)]) -> Vec<(&'r str, &'r str)> {
        (0..40).map(|n| (CZECH[n % 8].0, CZECH[n * 3 % 8].1)).chain(others.iter().copied()).collect()
    }

    #[test]
    fn what_stands_among_the_other_names_alone_is_swapped() {
        let rows = czech(&[("Kučera", "Jitka"), ("Malá", "Věra"), ("Věra", "Bílá")]);
        assert!(are_swapped(&rows, ("Kučera", "Jitka")));
        // One other row tells each, and of two first names, one.
        assert!(are_swapped(&czech(&[("Eliška", "Hájek"), ("Hájek", "Radka")]), ("Hájek", "Radka")));
        assert!(are_swapped(&czech(&[("Kučera", "Jitka Marie")]), ("Kučera", "Jitka Marie")));
        for row in [("Jitka", "Kučera"), ("Malá", "Věra"), ("Věra", "Bílá"), ("Kučera", "Novák"), ("", "Jitka")]
        {
            assert!(!are_swapped(&rows, row), "{row:?}");
        }
    }

    #[test]
    fn few_rows_and_names_that_are_the_same_tell_nothing() {
        assert!(!are_swapped(&czech(&[("Y", "Y"), ("Y", "Y Z")]), ("Y", "Y")));
        assert!(!are_swapped(&czech(&[("Y", "Y"), ("Y", "Y Z")]), ("Y", "Y Z")));
        let few = [&CZECH[..], &[("Kučera", "Jitka")]].concat();
        assert!(!are_swapped(&few, ("Kučera", "Jitka")));
    }

    #[test]
    fn last_names_that_end_as_others_do_are_known() {
        let women = ["Malá", "Bílková", "Krásová", "Zelinková", "Součková", "Vlčková"];
        let rows: Vec<(&str, &str)> = czech(&[]).into_iter().chain(women.iter().map(|last| ("Jitka", *last))).collect();
        assert!(are_swapped(&rows, ("Tesaříková", "Ludmila")));
        assert!(!are_swapped(&rows, ("Tesařík", "Ludmila")) && !are_swapped(&rows, ("Markéta", "Ludmila")));
    }

    #[test]
    fn names_that_are_both_tell_nothing() {
        let both =
            [("Taylor", "James"), ("James", "Scott"), ("Scott", "Taylor"), ("Morgan", "Kelly"), ("Kelly", "Ross")];
        let rows = czech(&[&both[..], &[("Ross", "Morgan"), ("Kučera", "Jitka")]].concat());
        assert!(!are_swapped(&rows, ("Kučera", "Jitka")));
    }

    mod any {
        use super::*;
        use proptest::prelude::*;

        proptest! {
            #[test]
            fn names_can_be_asked(first in "(Kučera |é|-|\\PC){0,5}", last in "(Jitka |é|-|\\PC){0,5}") {
                are_swapped(&czech(&[]), (&first, &last));
            }
        }
    }
}
