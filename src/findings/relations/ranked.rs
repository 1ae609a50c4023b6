//! Ranks, which go up or down with a number: the best total is the first.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Relation, Sample, Values};
use crate::findings::column::numbers::Numbers;
use crate::findings::{Kind, Look, Oddity, headings, shown};
use crate::input::Source;
use crate::merge::Uses;

/// A column of ranks, by its heading, and the numbers that they go with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    rank: usize,
    number: usize,
    /// The one that the letter uses.
    told: usize,
    /// How the two columns write their numbers.
    numbers: (Numbers, Numbers),
    is_first_least: bool,
    /// Where each class has its own ranks: the column of the classes, and the one that this is of.
    class: Option<(usize, String)>,
    /// The numbers of the first rows that are in order, from the last rank to the first, and their ranks.
    table: Vec<(f64, f64)>,
    misses: usize,
}

/// The ranks in the first rows: of each column, by one column of numbers.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Ranked> {
    let is_rank = |column: &usize| names.get(*column).is_some_and(|name| headings::is_rank(&name.to_lowercase()));
    let numbers = |column: usize| sample.columns[column].numbers;
    let columns = || 0..sample.columns.len();
    let is_measured = |column: &usize| numbers(*column).is_some_and(|numbers| !numbers.are_own());
    let by = |rank: usize, class: Option<(usize, String)>| {
        let others = columns().filter(|number| *number != rank && !is_rank(number) && is_measured(number));
        let all = others.flat_map(|number| [false, true].map(|is_first_least| (number, is_first_least)));
        let all = all.filter_map(|(number, is_first_least)| {
            let told = [rank, number].into_iter().find(|column| uses.letter.contains(column))?;
            let (numbers, class) = ((numbers(rank)?, numbers(number)?), class.clone());
            between(sample, Ranked { rank, number, told, numbers, is_first_least, class, table: Vec::new(), misses: 0 })
        });
        all.min_by_key(|ranked| (ranked.misses, ranked.number.abs_diff(rank)))
    };
    let by_classes = |rank: usize| {
        let all = columns().filter(|column| *column != rank).filter_map(|column| {
            let classes = classes(sample, column)?;
            classes.into_iter().map(|class| by(rank, Some((column, class)))).collect::<Option<Vec<Ranked>>>()
        });
        all.min_by_key(|all| all.iter().map(|ranked| ranked.misses).sum::<usize>()).unwrap_or_default()
    };
    let of_rank = |rank: usize| by(rank, None).map_or_else(|| by_classes(rank), |ranked| vec![ranked]);
    columns().filter(is_rank).flat_map(of_rank).collect()
}

/// Fewer rows show no habit.
const FEWEST: usize = 15;

/// The values of a column that parts the rows into a few classes.
fn classes(sample: &Sample<'_>, column: usize) -> Option<Vec<String>> {
    const MOST: usize = 12;
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for row in sample.rows.iter().filter(|row| !row[column].is_empty()) {
        *counts.entry(row[column]).or_default() += 1;
        if counts.len() > 2 * MOST {
            return None;
        }
    }
    // What a few rows have may be slips.
    counts.retain(|_, count| *count >= FEWEST);
    let rows: usize = counts.values().sum();
    let are_classes = (2..=MOST).contains(&counts.len()) && rows * 10 >= sample.rows.len() * 9;
    are_classes.then(|| {
        let mut classes: Vec<String> = counts.into_keys().map(str::to_owned).collect();
        classes.sort_unstable();
        classes
    })
}

/// Learns the ranks of the classes that stand behind the first rows, as those of these are: each of a list that is sorted by them.
pub(super) fn know_others(all: &mut Vec<Ranked>, source: &Source) {
    const MOST_ROWS: usize = 1_000;
    /// Each row is asked which of them it is of.
    const MOST_CLASSES: usize = 24;
    let is_like = |one: &Ranked, other: &Ranked| {
        let of_class = |ranked: &Ranked| ranked.class.as_ref().map(|(column, _)| *column);
        (one.number, one.is_first_least, of_class(one)) == (other.number, other.is_first_least, of_class(other))
    };
    let firsts = all.chunk_by(|one, other| one.rank == other.rank);
    let firsts = firsts.filter(|chunk| chunk[0].class.is_some() && chunk.iter().all(|other| is_like(&chunk[0], other)));
    let mut models: Vec<(Ranked, Classes)> =
        firsts.map(|chunk| (Ranked { class: None, ..chunk[0].clone() }, Classes::of(&chunk[0]))).collect();
    if models.is_empty() {
        return;
    }
    // What cannot be read is told by whoever reads the list.
    for record in source.records().into_iter().flatten().take(MOST_ROWS).flatten() {
        let value = |column: usize| record.fields.get(column).unwrap_or_default().trim();
        for (model, classes) in &mut models {
            if let Some(row) = model.read(value) {
                classes.add(value(classes.column), row, MOST_CLASSES);
            }
        }
    }
    for (model, classes) in models {
        all.retain(|ranked| ranked.rank != model.rank);
        let of_class = classes
            .rows
            .into_iter()
            .filter_map(|(class, rows)| tabled(Ranked { class: Some((classes.column, class)), ..model.clone() }, rows));
        all.extend(of_class);
    }
}

/// The numbers and ranks of the rows of each class.
struct Classes {
    column: usize,
    rows: BTreeMap<String, Vec<(f64, f64)>>,
}

impl Classes {
    fn of(ranked: &Ranked) -> Self {
        Self { column: ranked.class.as_ref().map_or(0, |(column, _)| *column), rows: BTreeMap::new() }
    }

    fn add(&mut self, class: &str, row: (f64, f64), most: usize) {
        if let Some(rows) = self.rows.get_mut(class) {
            rows.push(row);
        } else if self.rows.len() < most && !class.is_empty() {
            self.rows.insert(class.to_owned(), vec![row]);
        }
    }
}

/// The same with its table, if nearly all of the first rows are in order.
fn between(sample: &Sample<'_>, ranked: Ranked) -> Option<Ranked> {
    let rows = sample.rows.iter();
    let rows = rows.filter_map(|row| ranked.read(|column| row.get(column).copied().unwrap_or_default())).collect();
    tabled(ranked, rows)
}

/// The same with the table of these numbers and ranks, if nearly all are in order.
fn tabled(mut ranked: Ranked, mut rows: Vec<(f64, f64)>) -> Option<Ranked> {
    const FEWEST_DISTINCT: usize = 8;
    // Those who share a number may share a rank, or not.
    rows.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(other.1.total_cmp(&one.1)));
    let table = longest_falling(&rows);
    let misses = rows.len() - table.len();
    let distinct =
        |number: fn(&(f64, f64)) -> f64| table.iter().map(|row| number(row).to_bits()).collect::<HashSet<u64>>().len();
    let is_told = rows.len() >= FEWEST
        && misses <= (rows.len() / 20).max(2)
        && distinct(|row| row.0) >= FEWEST_DISTINCT
        && distinct(|row| row.1) >= FEWEST_DISTINCT;
    (ranked.table, ranked.misses) = (table, misses);
    is_told.then_some(ranked)
}

/// The most of these rows whose ranks do not rise.
fn longest_falling(rows: &[(f64, f64)]) -> Vec<(f64, f64)> {
    // Of each row: how many end in it, and which is before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(rows.len());
    for (at, (_, rank)) in rows.iter().enumerate() {
        let before = (0..at).filter(|before| rows[*before].1 >= *rank).max_by_key(|before| best[*before].0);
        best.push((1 + before.map_or(0, |before| best[before].0), before));
    }
    let mut last = (0..rows.len()).max_by_key(|at| best[*at].0);
    let mut kept = Vec::new();
    while let Some(at) = last {
        kept.push(rows[at]);
        last = best[at].1;
    }
    kept.reverse();
    kept
}

impl Ranked {
    /// The number of a row, so that the greatest comes first, and its rank.
    fn read<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<(f64, f64)> {
        if self.class.as_ref().is_some_and(|(column, class)| value(*column) != class) {
            return None;
        }
        let number = self.numbers.1.number(value(self.number))?;
        Some((if self.is_first_least { -number } else { number }, self.numbers.0.number(value(self.rank))?))
    }

    /// What is wrong with the rank of a row, or with its number.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (number, rank) = self.read(&value)?;
        let better = self.table.partition_point(|row| row.0 <= number);
        let worse = self.table.partition_point(|row| row.0 < number);
        let least = self.table.get(better).map(|row| row.1);
        let most = worse.checked_sub(1).and_then(|at| self.table.get(at)).map(|row| row.1);
        let is_sound = least.is_none_or(|least| rank >= least) && most.is_none_or(|most| rank <= most);
        if is_sound {
            return None;
        }
        let meant = match (least, most) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), None) => format!("{least} or more"),
            (None, Some(most)) => format!("{most} or less"),
            (None, None) => return None,
        };
        let other = if self.told == self.rank { self.number } else { self.rank };
        let (whose, of) = if self.told == self.rank { ("the rank", "it") } else { ("its rank", "the number") };
        Some(format!(
            "does not fit {} ({}): by the other rows, {whose} that goes with {of} is {meant}. Is one of the two wrong?",
            heading(other),
            shown(value(other))
        ))
    }
}

impl Relation for Ranked {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.rank, self.number])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.told, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;
    use crate::findings::listed::{list, numbered};

    fn ranked(rows: &[[String; 2]], heading: &str) -> Vec<Ranked> {
        let columns = [0, 1].map(|at| numbered(rows.iter().map(|row| &row[at])));
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &[heading, "total"].map(str::to_owned))
    }

    fn said(ranked: &[Ranked], rank: &str, number: &str) -> Option<String> {
        let value = |column| [rank, number][column];
        ranked.iter().find_map(|ranked| ranked.flaw(value, |column| format!("\"{column}\"")))
    }

    /// Totals or times, each with its place.
    fn places(is_time: bool) -> Vec<[String; 2]> {
        let numbers: Vec<usize> = (0..50).map(|n| 40 + n * 37 % 55).collect();
        let place = |own: usize| {
            let is_better = |other: &&usize| if is_time { **other < own } else { **other > own };
            1 + numbers.iter().filter(is_better).count()
        };
        numbers.iter().map(|number| [place(*number).to_string(), number.to_string()]).collect()
    }

    #[test]
    fn ranks_that_do_not_go_with_the_number_are_found() {
        for (heading, is_time) in [("排名", false), ("Rang", false), ("Place", true), ("Clasificación", true)] {
            let mut rows = places(is_time);
            rows[4][0] = "50".to_owned();
            let all = ranked(&rows, heading);
            for [rank, number] in places(is_time) {
                assert_eq!(said(&all, &rank, &number), None, "{rank} {number}");
            }
            let (best, last) = if is_time { ("41", "93") } else { ("93", "41") };
            assert!(said(&all, "49", best).is_some_and(|what| what.contains("\"1\"")), "{heading}");
            assert!(said(&all, "1", last).is_some() && said(&all, "", best).is_none(), "{heading}");
        }
        assert!(ranked(&places(false), "Pieces").is_empty());
    }

    #[test]
    fn each_class_may_have_ranks_of_its_own() {
        let of_class = |class: &'static str, shift: usize| {
            let rows = places(false).into_iter();
            rows.map(move |[rank, total]| (class, rank, (total.parse::<usize>().unwrap() + shift).to_string()))
        };
        let rows: Vec<(&str, String, String)> = of_class("1班", 0).chain(of_class("2班", 90)).collect();
        let columns =
            [Column::default(), numbered(rows.iter().map(|row| &row.1)), numbered(rows.iter().map(|row| &row.2))];
        let values = rows.iter().map(|row| vec![row.0, &*row.1, &*row.2]).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        let all = of(&Sample { rows: values, columns: &columns }, &uses, &["班级", "名次", "总分"].map(str::to_owned));
        assert_eq!(all.len(), 2);
        let told =
            |row: [&str; 3]| all.iter().any(|ranked| ranked.flaw(|column| row[column], |_| String::new()).is_some());
        assert!(rows.iter().all(|row| !told([row.0, &row.1, &row.2])));
        assert!(told(["1班", "99", "70"]) && told(["2班", "1", "140"]) && !told(["3班", "1", "140"]));
    }

    #[test]
    fn classes_behind_the_first_rows_have_ranks_too() {
        let of_class = |class: usize| {
            places(false).into_iter().map(move |[rank, total]| {
                let total = total.parse::<usize>().unwrap() + 9 * class;
                [format!("{class}班"), rank, total.to_string()]
            })
        };
        let rows: Vec<[String; 3]> = (1..=4).flat_map(of_class).collect();
        let columns =
            [Column::default(), numbered(rows.iter().map(|row| &row[1])), numbered(rows.iter().map(|row| &row[2]))];
        let first = rows[..100].iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        let mut all =
            of(&Sample { rows: first, columns: &columns }, &uses, &["班级", "名次", "总分"].map(str::to_owned));
        let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
        let (_folder, source) = list("班级\t名次\t总分", &lines);
        let told = |all: &[Ranked], row: [&str; 3]| {
            all.iter().any(|ranked| ranked.flaw(|column| row[column], |_| String::new()).is_some())
        };
        assert!(!told(&all, ["4班", "1", "76"]));
        know_others(&mut all, &source);
        assert_eq!(all.len(), 4);
        assert!(rows.iter().all(|row| !told(&all, [&row[0], &row[1], &row[2]])));
        assert!(told(&all, ["4班", "1", "76"]) && told(&all, ["1班", "50", "102"]) && !told(&all, ["5班", "1", "76"]));
        // Where there are no classes, nothing is to be learnt.
        let mut alone = ranked(&places(false), "Rang");
        let before = alone.clone();
        know_others(&mut alone, &source);
        assert_eq!(alone, before);
    }

    #[test]
    fn ranks_of_something_else_are_left_alone() {
        let rows: Vec<[String; 2]> =
            (0..50).map(|n| [(1 + n % 25).to_string(), (40 + n * 37 % 55).to_string()]).collect();
        assert!(ranked(&rows, "rank").is_empty());
        assert!(ranked(&places(false)[..10], "rank").is_empty());
    }
}
