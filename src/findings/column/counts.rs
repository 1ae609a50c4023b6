//! Numbers that count from one, by the heading: ranks and quantities.

use crate::findings::Kind;
use crate::findings::headings::words_of;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Counted {
    /// Who is first: 1.
    Rank,
    /// How many there are of something.
    Quantity,
}

impl Counted {
    /// By a heading, in lower case.
    pub(in crate::findings) fn of(name: &str) -> Option<Self> {
        const RANKS: [&str; 8] =
            ["rank", "ranking", "platz", "rang", "platzierung", "puesto", "classement", "classifica"];
        const QUANTITIES: [&str; 9] =
            ["qty", "quantity", "anzahl", "stückzahl", "cantidad", "quantité", "quantite", "quantità", "aantal"];
        let has = |wanted: &[&str]| words_of(name).any(|word| wanted.contains(&word));
        let has_part = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        if has(&RANKS) || has_part(&["排名", "名次", "順位"]) {
            Some(Self::Rank)
        } else if has(&QUANTITIES) || has_part(&["数量", "數量", "件数"]) {
            Some(Self::Quantity)
        } else {
            None
        }
    }
}

/// How the numbers of such a column count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::findings) struct Counts {
    /// The last rank, the few that are far out apart, in a list that is not in their order.
    last: Option<f64>,
}

const NOTHING: &str = "is less than 1, and the other rows count from 1. Is it right?";
const NOT_WHOLE: &str = "is no whole number, and the other rows have one. Is it right?";
const FAR: &str = "is far behind the last of the other ranks. Is there a digit too many?";

impl Counts {
    /// Of the first numbers of a column, if all but a few are whole and from 1.
    pub(in crate::findings) fn of(numbers: &[f64], counted: Counted) -> Option<Self> {
        const FEWEST: usize = 12;
        let few = numbers.len().div_ceil(20);
        let count = numbers.iter().filter(|number| **number >= 1.0 && number.fract() == 0.0).count();
        if numbers.len() < FEWEST || count + few < numbers.len() {
            return None;
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let is_in_order = numbers.is_sorted() || numbers.is_sorted_by(|one, other| one >= other);
        let last = sorted.get(sorted.len() - 1 - few).copied();
        Some(Self { last: last.filter(|_| counted == Counted::Rank && !is_in_order) })
    }

    /// What is wrong with a number.
    pub(in crate::findings) fn flaw(self, number: f64) -> Option<(Kind, &'static str)> {
        /// So many times the last rank is no rank of these.
        const TIMES: f64 = 3.0;
        if number < 1.0 {
            return Some((Kind::OddNumber, NOTHING));
        }
        // A pound and a half, and a rank that two share.
        if (number * 4.0).fract() != 0.0 {
            return Some((Kind::OddNumber, NOT_WHOLE));
        }
        self.last.filter(|last| number >= TIMES * last).map(|_| (Kind::FarNumber, FAR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_counts() {
        for (name, counted) in [
            ("排名", Some(Counted::Rank)),
            ("rank in class", Some(Counted::Rank)),
            ("qty", Some(Counted::Quantity)),
            ("数量", Some(Counted::Quantity)),
            ("frank", None),
            ("marks", None),
            ("hours", None),
            ("", None),
        ] {
            assert_eq!(Counted::of(name), counted, "{name}");
        }
    }

    #[test]
    fn ranks_and_quantities_count_from_one() {
        let ranks: Vec<f64> = (0..64_u32).map(|n| f64::from(1 + n * 37 % 64)).collect();
        let counts = Counts::of(&ranks, Counted::Rank).unwrap();
        for odd in [0.0, 1.3, 300.0, -1.0] {
            assert!(counts.flaw(odd).is_some(), "{odd}");
        }
        for sound in [1.0, 21.5, 64.0, 80.0, 120.0] {
            assert_eq!(counts.flaw(sound), None, "{sound}");
        }
        // In the order of the ranks, there is always a next one.
        let ordered: Vec<f64> = (1..65_u32).map(f64::from).collect();
        assert_eq!(Counts::of(&ordered, Counted::Rank).unwrap().flaw(300.0), None);
        let pieces: Vec<f64> = (0..40_u32).map(|n| f64::from(1 + n % 3)).collect();
        let counts = Counts::of(&pieces, Counted::Quantity).unwrap();
        assert_eq!((counts.flaw(500.0), counts.flaw(1.5)), (None, None));
        assert!(counts.flaw(0.0).is_some() && counts.flaw(1.37).is_some());
        let with_none: Vec<f64> = (0..40_u32).map(|n| f64::from(n % 3)).collect();
        assert_eq!(Counts::of(&with_none, Counted::Quantity), None);
        assert_eq!(Counts::of(&[], Counted::Rank), None);
    }
}
