//! Numbers with a digit too many, or one too few, beside those of the rows of the same sort: a wage beside those of the same post.

use std::collections::HashMap;

use super::{POWERS, Sample};
use crate::findings::column::clocks;
use crate::findings::column::numbers::Numbers;
use crate::findings::{Finding, Kind, Look, headings, shown};
use crate::merge::Uses;

/// For each value of one column, the numbers of another lie close together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tens {
    pub(super) by: usize,
    pub(super) column: usize,
    numbers: Numbers,
    ranges: HashMap<String, Range>,
    /// How many rows have a number that is far from those of their sort, and how many have one close to them.
    misses: usize,
    hits: usize,
}

/// The numbers of a sort.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    least: f64,
    most: f64,
    /// The one in the middle, as the list has it.
    usual: String,
}

/// A number, and how the list has it.
type Written<'a> = (f64, &'a str);

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// So many rows of a sort tell what is usual in it.
const FEWEST: usize = 3;
/// One of so many rows of a sort may be a slip, and one of fewer.
const RARE: usize = 12;
/// Smaller numbers are counts: one and ten are as good.
const SMALLEST: f64 = 20.0;
/// The numbers of a sort are no further from the one in the middle than this part of it.
const CLOSE: f64 = 0.25;
/// Each row is compared with all of them.
const MOST: usize = 8;

/// The sorts in the first rows, of those columns of numbers that the letter uses: of each, the one that tells the most.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Tens> {
    if sample.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let is_sort = |by: &usize| {
        let column = &sample.columns[*by];
        let values = || sample.rows.iter().map(|row| row[*by]).filter(|value| !value.is_empty());
        column.numbers.is_none()
            && !column.has_dates
            && !column.has_own
            && !column.has_texts
            && !values().all(|value| clocks::read(value).is_some())
    };
    let sorts: Vec<usize> = (0..sample.columns.len()).filter(is_sort).collect();
    let is_measured = |numbers: &Numbers| !numbers.are_own() && !numbers.are_counts() && !numbers.are_percents();
    let is_free = |column: usize| names.get(column).is_some_and(|name| headings::is_signed(&name.to_lowercase()));
    let of_column = |column: usize| {
        let numbers = sample.columns[column].numbers.filter(is_measured)?;
        let all = sorts.iter().filter_map(|by| between(sample, *by, column, numbers));
        all.min_by_key(|tens| (tens.misses, std::cmp::Reverse(tens.hits), tens.by))
    };
    let used = uses.letter.iter().filter(|column| !uses.attachment.contains(column) && !is_free(**column));
    let mut all: Vec<Tens> = used.filter_map(|column| of_column(*column)).take(MOST).collect();
    all.sort_by_key(|tens| tens.column);
    all
}

fn between(sample: &Sample<'_>, by: usize, column: usize, numbers: Numbers) -> Option<Tens> {
    /// The usual numbers of the sorts are so many times as much at most, at least: else the column itself tells.
    const SPREAD: f64 = 1.5;
    let mut groups: HashMap<&str, Vec<Written<'_>>> = HashMap::new();
    for (sort, written) in sample.pairs(by, column) {
        if let Some(number) = numbers.number(written) {
            groups.entry(sort).or_default().push((number, written));
        }
    }
    let (mut ranges, mut misses, mut hits) = (HashMap::new(), 0, 0);
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for (sort, mut all) in groups.into_iter().filter(|(_, all)| all.len() >= FEWEST) {
        all.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let (middle, usual) = all[all.len() / 2];
        let is_close = |number: f64| (number - middle).abs() <= CLOSE * middle;
        let close: Vec<f64> = all.iter().map(|(number, _)| *number).filter(|number| is_close(*number)).collect();
        misses += all.len() - close.len();
        hits += close.len();
        (lowest, highest) = (lowest.min(middle), highest.max(middle));
        if let (Some(&least), Some(&most)) = (close.first(), close.last())
            && middle >= SMALLEST
            && all.len() - close.len() <= (all.len() / RARE).max(1)
        {
            ranges.insert(sort.to_owned(), Range { least, most, usual: usual.to_owned() });
        }
    }
    let is_told = ranges.len() >= 2 && hits >= FEWEST_ROWS && misses * 25 <= hits && highest >= SPREAD * lowest;
    is_told.then_some(Tens { by, column, numbers, ranges, misses, hits })
}

impl Tens {
    /// How many times the numbers of its sort one is, and what is usual in that, where it is a power of ten, more or less.
    fn flaw(&self, sort: &str, value: &str) -> Option<(&'static str, &str)> {
        /// As much more or less than the numbers of its sort.
        const MORE: f64 = 0.1;
        let Range { least, most, usual } = self.ranges.get(sort)?;
        let number = self.numbers.number(value)?;
        let is_usual = |number: f64| (least * (1.0 - MORE)..=most * (1.0 + MORE)).contains(&number);
        let (_, times) = POWERS.iter().find(|(times, _)| is_usual(number / times))?;
        Some((times, usual))
    }

    /// How many times the numbers of its sort that of a row is, and what to say of it and of others that are as many times theirs.
    fn said<'a>(
        &self,
        others: &[usize],
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (times, usual) = self.flaw(value(self.by), value(self.column))?;
        let others: Vec<String> = others.iter().map(|column| heading(*column)).collect();
        let others = match &others[..] {
            [] => String::new(),
            [one] => format!(", and so is {one}"),
            all => format!(", and so are {}", all.join(", ")),
        };
        Some(format!(
            "is about {times} what the other rows with {} \"{}\" have ({}){others}. Is there a digit too many or too few, or the point at the wrong place?",
            heading(self.by),
            shown(value(self.by)),
            shown(usual)
        ))
    }
}

/// Finds the numbers of a row that are so many times those of its sort: where one follows from another, they are told of together.
/// Says of which columns something is said.
pub(super) fn look<'a>(look: &mut Look<'_>, all: &[Tens], value: impl Fn(usize) -> &'a str + Copy) -> Vec<usize> {
    let mut said = Vec::new();
    let line = look.line;
    let times = |tens: &Tens| tens.flaw(value(tens.by), value(tens.column)).map(|(times, _)| times);
    let told = all.iter().filter_map(|tens| Some((tens, times(tens)?)));
    let mut told: Vec<(&Tens, &str)> = told.filter(|(tens, _)| !look.is_told([tens.by, tens.column])).collect();
    while let Some(&(first, times)) = told.first() {
        let is_alike = |(tens, other): &(&Tens, &str)| tens.by == first.by && *other == times;
        let (alike, rest): (Vec<_>, Vec<_>) = told.into_iter().partition(is_alike);
        told = rest;
        let columns: Vec<usize> = alike.iter().map(|(tens, _)| tens.column).collect();
        let Some(what) = first.said(&columns[1..], value, |column| look.heading(column)) else { continue };
        // That they are far from all others says less.
        let is_less_said = |finding: &Finding| {
            finding.line == line
                && finding.kind == Kind::FarNumber
                && finding.column.is_some_and(|column| columns.contains(&column))
        };
        look.findings.retain(|finding| !is_less_said(finding));
        look.find_value(first.column, Kind::OddRelation, value(first.column), &what);
        said.extend(columns);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;
    use crate::findings::listed::numbered;

    fn learnt(headings: [&str; 2], rows: &[[String; 2]]) -> Vec<Tens> {
        let columns = [Column::default(), numbered(rows.iter().map(|row| &row[1]))];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &headings.map(str::to_owned))
    }

    fn said(all: &[Tens], row: [&str; 2]) -> Option<String> {
        all.iter().find_map(|tens| tens.said(&[], |column| row[column], |column| format!("\"{column}\"")))
    }

    const POSTS: [(&str, usize); 5] =
        [("Packer", 5200), ("Clerk", 6000), ("Foreman", 6800), ("Engineer", 8800), ("Head", 12_000)];

    fn wages(more: impl Fn(usize) -> usize) -> Vec<[String; 2]> {
        let row = |n: usize| [POSTS[n % 5].0.to_owned(), (POSTS[n % 5].1 + more(n)).to_string()];
        (0..60).map(row).collect()
    }

    #[test]
    fn numbers_of_ten_times_their_sort_are_told() {
        let all = learnt(["post", "wage"], &wages(|n| n % 7 * 100));
        for (row, part) in [
            (["Clerk", "60000"], "about ten times what the other rows with \"0\" \"Clerk\" have (6300)"),
            (["Clerk", "62000"], "ten times"),
            (["Head", "1200"], "a tenth of"),
            (["Packer", "530000"], "a hundred times"),
        ] {
            assert!(said(&all, row).is_some_and(|what| what.contains(part)), "{row:?}");
        }
        for row in [
            ["Clerk", "6000"],
            ["Clerk", "12000"],
            ["Clerk", "40000"],
            ["Clerk", ""],
            ["Clerk", "-60000"],
            ["Driver", "60000"],
            ["", "60000"],
        ] {
            assert_eq!(said(&all, row), None, "{row:?}");
        }
        let more = all[0].said(&[2, 3], |column| ["Clerk", "60000"][column], |column| column.to_string()).unwrap();
        assert!(more.contains("have (6300), and so are 2, 3. Is there"), "{more}");
        // One of the first may be wrong itself.
        let with_one = wages(|n| if n == 11 { 54_000 } else { 0 });
        assert!(said(&learnt(["post", "wage"], &with_one), ["Clerk", "60000"]).is_some());
        // Two of many of one sort.
        let mut two = [wages(|_| 0), wages(|_| 0)].concat();
        (two[11][1], two[21][1]) = ("60000".to_owned(), "600".to_owned());
        let all = learnt(["post", "wage"], &two);
        assert!(["60000", "600"].iter().all(|wage| said(&all, ["Clerk", wage]).is_some()));
        two[31][1] = "90000".to_owned();
        assert_eq!(said(&learnt(["post", "wage"], &two), ["Clerk", "600"]), None);
    }

    #[test]
    fn numbers_that_no_sort_tells_are_left_alone() {
        // What people give goes with no fund.
        let gifts = |n: usize| [["A", "B", "C"][n % 3].to_owned(), [25, 50, 100, 250, 1000][n * 7 / 3 % 5].to_string()];
        assert_eq!(learnt(["fund", "gift"], &(0..60).map(gifts).collect::<Vec<_>>()), []);
        // Pieces, what is left, and numbers that are all alike.
        let pieces = |n: usize| [["A", "B"][n % 2].to_owned(), [1, 4][n % 2].to_string()];
        assert_eq!(learnt(["sort", "n"], &(0..60).map(pieces).collect::<Vec<_>>()), []);
        assert_eq!(learnt(["post", "balance"], &wages(|_| 0)), []);
        let alike = |n: usize| [["A", "B"][n % 2].to_owned(), (60 + n % 7).to_string()];
        assert_eq!(learnt(["class", "mark"], &(0..60).map(alike).collect::<Vec<_>>()), []);
        assert_eq!(learnt(["post", "wage"], &wages(|_| 0)[..15]), []);
    }
}
