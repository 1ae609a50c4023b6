//! Names that are almost another one, of whom several rows tell the same: `汪佩遥` in the room, at the time and of the school of `汪佩瑶`.

use std::collections::HashMap;

use super::{Relation, Sample, Values};
use crate::findings::han::is_han;
use crate::findings::{Kind, Look, Oddity, has_digit, shown};
use crate::merge::Uses;

/// So many rows have a usual name.
const FEWEST: usize = 3;
/// So many usual names, of most rows, make a column of such names.
const FEWEST_NAMES: usize = 3;
/// What a name goes with is told by so many columns, which have so many values.
const FEWEST_COLUMNS: usize = 2;
const FEWEST_VALUES: usize = 3;

/// The usual names of a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lookalikes {
    column: usize,
    usual: Vec<Usual>,
    /// The others that several rows have.
    several: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Usual {
    name: String,
    /// What all of its rows have in other columns.
    with: Vec<(usize, String)>,
    /// The column of those whose value hardly any other name has.
    by: usize,
}

/// The columns of the letter whose names go with other columns.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Lookalikes> {
    let is_other = |column: &usize| !uses.attachment.contains(column) && !uses.to.contains(column);
    uses.letter.iter().copied().filter(is_other).filter_map(|column| of_column(sample, column)).collect()
}

fn counts<'s>(sample: &'s Sample<'_>, column: usize) -> HashMap<&'s str, usize> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let values = sample.rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

fn of_column(sample: &Sample<'_>, column: usize) -> Option<Lookalikes> {
    if column >= sample.columns.len() || sample.columns[column].has_dates {
        return None;
    }
    let names = counts(sample, column);
    let rows: usize = names.values().sum();
    let is_usual = |name: &str| names.get(name).is_some_and(|count| *count >= FEWEST) && !has_digit(name);
    let of_usual: usize = names.iter().filter(|(name, _)| is_usual(name)).map(|(_, count)| count).sum();
    let mut usual: Vec<&str> = names.keys().copied().filter(|name| is_usual(name)).collect();
    usual.sort_unstable();
    if usual.len() < FEWEST_NAMES || of_usual * 2 < rows {
        return None;
    }
    let others: Vec<(usize, HashMap<&str, usize>)> = (0..sample.columns.len())
        .filter(|other| *other != column)
        .map(|other| (other, counts(sample, other)))
        .filter(|(_, values)| (FEWEST_VALUES..=rows / FEWEST).contains(&values.len()))
        .collect();
    let goes_with = |name: &str| {
        let own: Vec<&Vec<&str>> = sample.rows.iter().filter(|row| row[column] == name).collect();
        let value = |other: usize| own.first().map(|row| row[other]).filter(|value| !value.is_empty());
        let with = others.iter().filter_map(|(other, values)| {
            let value = value(*other).filter(|value| own.iter().all(|row| row[*other] == *value))?;
            Some((*other, value, values.get(value).copied().unwrap_or_default()))
        });
        let with: Vec<(usize, &str, usize)> = with.collect();
        let by = with.iter().filter(|(.., rows)| own.len() * 2 >= *rows).min_by_key(|(.., rows)| *rows)?.0;
        let with: Vec<(usize, String)> = with.into_iter().map(|(other, value, _)| (other, value.to_owned())).collect();
        (with.len() >= FEWEST_COLUMNS).then(|| Usual { name: name.to_owned(), with, by })
    };
    let several = names.iter().filter(|(_, count)| **count > 1).map(|(name, _)| (*name).to_owned()).collect();
    let usual: Vec<Usual> = usual.into_iter().filter_map(goes_with).collect();
    (!usual.is_empty()).then_some(Lookalikes { column, usual, several })
}

impl Lookalikes {
    /// The usual name that a row has almost.
    fn meant<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<&Usual> {
        let name = value(self.column);
        if name.is_empty() || has_digit(name) || self.several.iter().any(|known| known == name) {
            return None;
        }
        let goes_with = |usual: &&Usual| usual.with.iter().all(|(column, with)| value(*column) == with);
        self.usual.iter().filter(|usual| is_near(name, &usual.name)).find(goes_with)
    }
}

/// Whether one sign of a Chinese name of the same surname is another one, or one letter within one word.
fn is_near(one: &str, other: &str) -> bool {
    const SHORTEST_IN_HAN: usize = 3;
    const SHORTEST_WORD: usize = 5;
    if one.chars().all(is_han) {
        let differ = one.chars().zip(other.chars()).filter(|(one, other)| one != other).count();
        let length = one.chars().count();
        return length >= SHORTEST_IN_HAN
            && length == other.chars().count()
            && differ == 1
            && one.chars().next() == other.chars().next();
    }
    let (words, others): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let mut differ = words.iter().zip(&others).filter(|(one, other)| one != other);
    let (Some((word, meant)), None) = (differ.next(), differ.next()) else { return false };
    // `Alumna` and `Alumno` are two.
    words.len() == others.len()
        && word.chars().count().min(meant.chars().count()) >= SHORTEST_WORD
        && word.chars().last() == meant.chars().last()
        && strsim::osa_distance(word, meant) == 1
}

impl Relation for Lookalikes {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.column])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let usual = self.meant(|column| line.value(column))?;
        let what = format!(
            "is almost \"{}\", which the other rows with {} \"{}\" have. Is that meant?",
            shown(&usual.name),
            line.heading(usual.by),
            shown(line.value(usual.by))
        );
        Some((self.column, Oddity::new(Kind::NearValue, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const TUTORS: [[&str; 4]; 5] = [
        ["汪佩瑶", "经济", "09:00", "文澜楼602"],
        ["范振东", "机械", "08:30", "机电楼215"],
        ["廖伟民", "数学", "14:00", "理化楼401"],
        ["Anna Schmidt", "Law", "10:00", "Hall 3"],
        ["Bo Ritter", "Law", "11:00", "Hall 4"],
    ];

    /// The rows that are found, where some have these tutors, in place of their own, and these rooms.
    fn found(changed: &[(usize, &str, usize)]) -> Vec<usize> {
        let mut rows: Vec<Vec<&str>> = (0..40).map(|n| TUTORS[n % 5].to_vec()).collect();
        for (at, name, room) in changed {
            rows[*at][0] = name;
            rows[*at][3] = TUTORS[*room][3];
        }
        let columns = vec![Column::default(); 4];
        let all = of(
            &Sample { rows: rows.clone(), columns: &columns },
            &Uses { letter: vec![0, 1, 2, 3], ..Uses::default() },
        );
        (0..40).filter(|at| all.iter().any(|one| one.meant(|column| rows[*at][column]).is_some())).collect()
    }

    #[test]
    fn names_that_are_almost_another_are_found() {
        assert_eq!(found(&[]), [0; 0]);
        assert_eq!(found(&[(5, "汪佩遥", 0)]), [5]);
        assert_eq!(found(&[(8, "Anna Schmitdt", 3)]), [8]);
        // Another slip in the same room hides nothing.
        assert_eq!(found(&[(5, "汪佩遥", 0), (10, "范振东", 0)]), [5]);
    }

    #[test]
    fn names_of_others_are_left_alone() {
        for changed in [
            &[(5, "汪佩遥", 1)][..],
            &[(5, "汪佩遥", 0), (10, "汪佩遥", 0)],
            &[(5, "王佩瑶", 0)],
            &[(5, "汪晓遥", 0)],
            &[(5, "", 0)],
            &[(8, "Anne Schmidt", 3)],
            &[(8, "Anna Schmidts", 3)],
        ] {
            assert_eq!(found(changed), [0; 0], "{changed:?}");
        }
    }
}
