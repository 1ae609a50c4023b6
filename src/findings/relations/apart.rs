//! Two columns that take from the same names and never have the same: who supervises and who reads as the second, the home team and
//! the guests, a first wish and another one.

use std::collections::HashMap;

use super::{Relation, Sample, Values};
use crate::findings::{Kind, Look, Oddity, headings};
use crate::merge::Uses;

/// Two columns that differ in all rows but very few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Apart {
    one: usize,
    other: usize,
    /// The one that the letter uses, the last of them if it uses both.
    told: usize,
}

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// Of fewer values, as the titles of two parents, the one tells the other.
const FEWEST: usize = 4;
/// So many columns are compared.
const MOST: usize = 12;
/// Each row is compared with so many pairs.
const MOST_PAIRS: usize = 4;
/// So many rows would have the same by chance, if they were not kept apart; and so many more for each row that has.
const BY_CHANCE: f64 = 8.0;
const BY_CHANCE_OF_ONE: f64 = 4.0;
/// In a longer list, one in so many rows may have the same.
const RARE: usize = 40;

/// A column with how many rows have each of its values.
type Counted<'a> = (usize, HashMap<&'a str, usize>);

/// The pairs in the first rows.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Apart> {
    if sample.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let is_asked = |column: &usize| !names.get(*column).is_some_and(|name| is_of_change(&name.to_lowercase()));
    let columns: Vec<Counted<'_>> =
        (0..sample.columns.len()).filter(is_asked).filter_map(|column| counted(sample, column)).take(MOST).collect();
    let pairs = columns.iter().enumerate().flat_map(|(at, one)| columns[at + 1..].iter().map(move |two| (one, two)));
    let apart = pairs.filter_map(|(one, two)| {
        let told = [two.0, one.0].into_iter().find(|column| uses.letter.contains(column))?;
        are_apart(sample, one, two).then_some(Apart { one: one.0, other: two.0, told })
    });
    apart.take(MOST_PAIRS).collect()
}

/// Whether a heading, in lower case, says what was before or what comes then: who stays has the same.
fn is_of_change(name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "previous", "current", "former", "before", "after", "bisher", "künftig", "vorher", "nachher", "ancien",
        "nouve", "anterior", "actual", "precedente", "原", "新",
    ];
    const WORDS: [&str; 16] = [
        "old", "new", "alt", "alte", "alter", "altes", "neu", "neue", "neuer", "neues", "vieux", "viejo", "nuevo",
        "nueva", "nuovo", "nuova",
    ];
    PARTS.iter().any(|part| name.contains(part)) || headings::words_of(name).any(|word| WORDS.contains(&word))
}

/// The values of a column of names or words, several of which stand there more than once.
fn counted<'s>(sample: &'s Sample<'_>, column: usize) -> Option<Counted<'s>> {
    let known = &sample.columns[column];
    if known.has_dates || known.numbers.is_some() || known.times.is_some() || known.has_own {
        return None;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    values().for_each(|value| *counts.entry(value).or_default() += 1);
    // Of rooms and classes, somebody may have one twice.
    let words = values().filter(|value| !value.bytes().any(|octet| octet.is_ascii_digit())).count();
    let count = values().count();
    let is_one =
        count >= FEWEST_ROWS && words * 20 >= count * 19 && counts.len() >= FEWEST && counts.len() * 2 <= count;
    is_one.then_some((column, counts))
}

/// Whether two columns have nearly the same values, and hardly ever in the same row, though several rows would by chance.
fn are_apart(sample: &Sample<'_>, (one, counts): &Counted<'_>, (other, others): &Counted<'_>) -> bool {
    let rows = |counts: &HashMap<&str, usize>| counts.values().sum::<usize>();
    let shared = |counts: &HashMap<&str, usize>, others: &HashMap<&str, usize>| {
        counts.iter().filter(|(value, _)| others.contains_key(*value)).map(|(_, count)| *count).sum::<usize>()
    };
    let are_shared =
        |counts: &HashMap<&str, usize>, others: &HashMap<&str, usize>| shared(counts, others) * 10 >= rows(counts) * 8;
    if !are_shared(counts, others) || !are_shared(others, counts) {
        return false;
    }
    let (mut pairs, mut same) = (0_usize, 0_usize);
    for (one, other) in sample.pairs(*one, *other) {
        pairs += 1;
        same += usize::from(one == other);
    }
    let both = counts.iter().filter_map(|(value, count)| Some((*count * others.get(value)?) as f64));
    let by_chance = both.sum::<f64>() * pairs as f64 / (rows(counts) * rows(others)).max(1) as f64;
    same <= (pairs / RARE).max(1) && by_chance >= BY_CHANCE + BY_CHANCE_OF_ONE * same as f64
}

impl Apart {
    /// Whether the two are the same in a row.
    fn is_flawed<'a>(&self, value: impl Fn(usize) -> &'a str) -> bool {
        let one = value(self.one);
        !one.is_empty() && one == value(self.other)
    }
}

impl Relation for Apart {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.one, self.other])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        if !self.is_flawed(|column| line.value(column)) {
            return None;
        }
        let other = if self.told == self.one { self.other } else { self.one };
        let what = format!(
            "is the same as {}, and in the other rows the two differ. Is one of them wrong?",
            line.heading(other)
        );
        Some((self.told, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn apart(headings: [&str; 2], rows: &[[&str; 2]], letter: &[usize]) -> Vec<Apart> {
        let columns = [Column::default(), Column::default()];
        let sample = Sample { rows: rows.iter().map(|row| row.to_vec()).collect(), columns: &columns };
        let uses = Uses { letter: letter.to_vec(), ..Uses::default() };
        of(&sample, &uses, &headings.map(str::to_owned))
    }

    const READERS: [&str; 7] = ["Ellery", "Abernethy", "Menon", "Foyle", "Sandiford", "Whitcombe", "Llewellyn"];

    fn read(n: usize) -> [&'static str; 2] {
        [READERS[n % 7], READERS[(n + 1 + n / 7 % 6) % 7]]
    }

    #[test]
    fn the_same_in_columns_that_are_apart_is_found() {
        let mut rows: Vec<[&str; 2]> = (0..90).map(read).collect();
        let all = apart(["supervisor", "second reader"], &rows, &[0, 1]);
        assert_eq!(all, [Apart { one: 0, other: 1, told: 1 }]);
        for (row, is_found) in [(["Menon", "Menon"], true), (["Menon", "Foyle"], false), (["", ""], false)] {
            assert_eq!(all[0].is_flawed(|column| row[column]), is_found, "{row:?}");
        }
        rows[40][1] = rows[40][0];
        assert_eq!(apart(["supervisor", "second reader"], &rows, &[0]), [Apart { told: 0, ..all[0] }]);
        rows[50][1] = rows[50][0];
        assert!(apart(["supervisor", "second reader"], &rows, &[0, 1]).is_empty());
        assert!(apart(["supervisor", "second reader"], &rows[..19], &[0, 1]).is_empty());
    }

    #[test]
    fn two_rows_of_many_may_have_the_same() {
        let read = |n: usize| [READERS[n % 5], READERS[(n + 1 + n / 5 % 4) % 5]];
        let mut rows: Vec<[&str; 2]> = (0..90).map(read).collect();
        (rows[40][1], rows[50][1]) = (rows[40][0], rows[50][0]);
        let all = apart(["supervisor", "second reader"], &rows, &[0, 1]);
        assert!(all.iter().any(|apart| apart.is_flawed(|column| rows[40][column])));
        rows[60][1] = rows[60][0];
        assert!(apart(["supervisor", "second reader"], &rows, &[0, 1]).is_empty());
    }

    #[test]
    fn what_differs_by_nature_or_by_chance_is_left_alone() {
        let of = |headings: [&str; 2], row: &dyn Fn(usize) -> [&'static str; 2]| {
            apart(headings, &(0..90).map(row).collect::<Vec<_>>(), &[0, 1])
        };
        // The titles of two parents, who hardly ever have the same.
        assert!(of(["title 1", "title 2"], &|n| [["Mr", "Mrs"][n % 2], ["Mrs", "Mr"][n % 2]]).is_empty());
        // Who does not move stays where he was.
        assert!(of(["old department", "new department"], &read).is_empty());
        // Other names, and so many that the same would not come by chance.
        assert!(
            of(["first name", "last name"], &|n| [READERS[n % 7], ["Ash", "Lal", "Lowe", "Patel"][n % 4]]).is_empty()
        );
        let names: Vec<String> = (0..40).map(|n| format!("Name{}", char::from(b'A' + n / 2))).collect();
        let rows: Vec<[&str; 2]> = (0..40).map(|n| [names[n].as_str(), names[(n + 3) % 40].as_str()]).collect();
        assert!(apart(["buddy", "other buddy"], &rows, &[0, 1]).is_empty());
        // Classes.
        let classes = ["6a", "6b", "7a", "7b", "8a"];
        assert!(of(["class", "taught in"], &|n| [classes[n % 5], classes[(n + 1 + n / 5 % 4) % 5]]).is_empty());
        // Some do have the same.
        assert!(of(["home", "guests"], &|n| [READERS[n % 7], READERS[n * 3 % 7]]).is_empty());
    }
}
