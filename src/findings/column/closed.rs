//! Columns of few short values that are made of the same few letters and signs, as those of blood groups, and one that is none of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::shown;

/// What the values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) enum Closed {
    /// Blood groups, with their signs.
    Blood,
    /// What one row has alone, with a letter in it that no other row has, and one of the others to be shown.
    Alone { value: Box<str>, like: Box<str> },
}

const FEWEST: usize = 20;
/// Longer ones are no such values.
const LONGEST: usize = 5;

impl Closed {
    /// Of the first values of a column; whether those are all that there are.
    pub(in crate::findings) fn of(values: &[String], is_whole: bool) -> Option<Self> {
        if values.len() < FEWEST || values.iter().filter(|value| is_short(value)).count() + 2 < values.len() {
            return None;
        }
        if are_blood_groups(values) {
            return Some(Self::Blood);
        }
        if is_whole { alone(values) } else { None }
    }

    /// What is wrong with a value.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<String> {
        match self {
            Self::Blood => {
                // A word says that none is known.
                let has_sign = value.contains(['+', '-', '\u{2212}', '\u{2013}']);
                let is_like_one = is_short(value) && (has_sign || value.starts_with(['A', 'B', 'O', '0']));
                let is_wrong = is_like_one && value.chars().any(char::is_alphanumeric) && !is_blood_group(value);
                is_wrong.then(|| "is no blood group, and the other rows have one each. Is it right?".to_owned())
            }
            Self::Alone { value: alone, like } => (**alone == *value).then(|| {
                format!(
                    "has a letter in it that no other row has in this column, where all are made of the same few, like \"{}\". Is it right?",
                    shown(like)
                )
            }),
        }
    }
}

fn is_short(value: &str) -> bool {
    (1..=LONGEST).contains(&value.chars().count()) && !value.contains(char::is_whitespace)
}

/// Whether all values but one or two are blood groups with their signs. `A+` and `B-` are marks as well, and `AB+` is none.
fn are_blood_groups(values: &[String]) -> bool {
    const DISTINCT: usize = 4;
    let groups: BTreeSet<&str> = values.iter().map(String::as_str).filter(|value| is_blood_group(value)).collect();
    let others = values.iter().filter(|value| !is_blood_group(value)).count();
    let has = |begin: &[&str]| groups.iter().any(|group| begin.iter().any(|begin| group.starts_with(begin)));
    groups.len() >= DISTINCT && others <= 2 && has(&["0", "O"]) && (has(&["AB"]) || has(&["A"]) && has(&["B"]))
}

fn is_blood_group(value: &str) -> bool {
    let rest = ["AB", "A", "B", "0", "O"].iter().find_map(|group| value.strip_prefix(group));
    rest.is_some_and(|rest| matches!(rest, "+" | "-" | "\u{2212}" | "\u{2013}" | "pos" | "neg" | "Rh+" | "Rh-"))
}

/// The one value that one row has alone, and that is another but for one letter, where every letter and sign of the others stands in
/// several of them, and all of its length have another one in that place. What may have others there is counted on: `8A`, `8B`, `8C`.
fn alone(values: &[String]) -> Option<Closed> {
    const MOST: usize = 12;
    const FEWEST_VALUES: usize = 4;
    const FEWEST_OF_LENGTH: usize = 3;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    values.iter().for_each(|value| *counts.entry(value).or_default() += 1);
    if counts.len() > MOST {
        return None;
    }
    let holding = |letter: char| counts.keys().filter(move |value| value.contains(letter));
    let is_new = |value: &str| {
        let mut new = value.chars().enumerate().filter(|(_, letter)| holding(*letter).count() == 1);
        let (place, letter) = new.next().filter(|(_, letter)| letter.is_alphabetic())?;
        new.next().is_none().then_some((place, letter))
    };
    let mut odd =
        counts.iter().filter(|(_, count)| **count == 1).filter_map(|(value, _)| Some((*value, is_new(value)?)));
    let (Some((value, (place, letter))), None) = (odd.next(), odd.next()) else { return None };
    let usual: Vec<&str> = counts.iter().filter(|(_, count)| **count >= 2).map(|(value, _)| *value).collect();
    let is_shared = |c: char| usual.iter().filter(|usual| usual.contains(c)).count() >= 2;
    let is_closed = usual.len() >= FEWEST_VALUES && usual.iter().all(|usual| usual.chars().all(is_shared));
    let of_length: Vec<&&str> = usual.iter().filter(|usual| usual.chars().count() == value.chars().count()).collect();
    let there: BTreeSet<char> = of_length.iter().filter_map(|usual| usual.chars().nth(place)).collect();
    let is_fixed = of_length.len() >= FEWEST_OF_LENGTH && there.len() == 1 && !there.contains(&letter);
    let is_near = of_length.iter().any(|usual| {
        let others = usual.chars().zip(value.chars()).enumerate().filter(|(at, _)| *at != place);
        others.into_iter().all(|(_, (one, other))| one == other)
    });
    let is_told = is_closed && is_fixed && is_near;
    is_told.then(|| Closed::Alone { value: value.into(), like: (*of_length[0]).into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(usual: &[&str], value: &str) -> bool {
        let all = (0..60).map(|n| usual[n % usual.len()]).chain([value]);
        let closed = Closed::of(&all.map(str::to_owned).collect::<Vec<_>>(), true);
        closed.is_some_and(|closed| {
            closed.flaw(value).is_some() && usual.iter().all(|usual| closed.flaw(usual).is_none())
        })
    }

    const BLOOD: [&str; 8] = ["A+", "A-", "B+", "B-", "AB+", "AB-", "0+", "0-"];

    #[test]
    fn what_is_no_blood_group_among_those_is_found() {
        for value in ["AC+", "C+", "A++", "AB", "D-", "BA+", "A+-", "8+"] {
            assert!(is_found(&BLOOD, value), "{value}");
        }
        for value in ["O+", "O-", "?", "-", "n.b.", "k.A.", "nie", "Apos", "unknown", "AB\u{2212}", ""] {
            assert!(!is_found(&BLOOD, value), "{value}");
        }
        // Marks.
        assert!(!is_found(&["A+", "A-", "B+", "B-"], "C+") && !is_found(&["A+", "A", "B", "B-", "C"], "D"));
    }

    #[test]
    fn a_letter_that_no_other_row_has_is_found() {
        const SHIFTS: [&str; 6] = ["N1M", "N2M", "N3M", "S1", "S2", "S3"];
        assert!(is_found(&SHIFTS, "N1H") && is_found(&SHIFTS, "K2M"));
        for (usual, value) in [
            (&["S", "M", "L"][..], "XL"),
            (&["XS", "S", "M", "L", "XL"], "XD"),
            (&["8A", "8B", "9A", "9B"], "8C"),
            (&["8A", "8B", "9A", "9B"], "10A"),
            (&["K1", "K2", "L1", "L2"], "M1"),
            (&["A1", "A2", "A3", "A4"], "B1"),
            (&["EUR", "USD", "CHF"], "GBP"),
            (&SHIFTS, "frei"),
        ] {
            assert!(!is_found(usual, value), "{value}");
        }
        assert_eq!(Closed::of(&[], true), None);
    }
}
