//! Numbers that follow from others of their row: totals, averages, prices.

use super::{FEWEST, Sample};
use crate::findings::cells::Column;
use crate::findings::numbers::Numbers;
use crate::merge::Uses;

/// In nearly all rows, the number of one column follows from those of others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sum {
    pub(super) result: usize,
    parts: Vec<usize>,
    rule: Rule,
    /// How the columns write their numbers: the result's, then those of the parts.
    numbers: Vec<Numbers>,
    /// How many decimals the result has.
    places: usize,
    /// How far it may be from what it should be.
    tolerance: f64,
}

/// How a number follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    Sum,
    Difference,
    /// The product of two, and the rest of them added.
    Product,
    /// The first without so many per cent of it.
    LessPercent,
    Average,
    /// So many twentieths of each.
    Weighted(Vec<u32>),
}

/// More columns of numbers are too many to compare.
const MOST_COLUMNS: usize = 14;
/// A longer run of columns is seldom added up.
const LONGEST: usize = 8;
/// Marks are weighted in steps of 5 %.
const STEPS: u32 = 20;

/// The numbers of the first rows, by column.
struct Table {
    columns: Vec<usize>,
    rows: Vec<Vec<Option<f64>>>,
    /// How many decimals the numbers of each column have.
    places: Vec<usize>,
    is_percent: Vec<bool>,
}

/// The sums in the first rows, of those columns that the letter uses.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Sum> {
    let number = |column: &Column| column.numbers.filter(|numbers| !numbers.are_own());
    let columns: Vec<(usize, Numbers)> =
        sample.columns.iter().enumerate().filter_map(|(index, column)| Some((index, number(column)?))).collect();
    if !(3..=MOST_COLUMNS).contains(&columns.len()) {
        return Vec::new();
    }
    let rows: Vec<Vec<Option<f64>>> = sample
        .rows
        .iter()
        .map(|row| columns.iter().map(|(index, numbers)| numbers.number(row[*index])).collect())
        .collect();
    let places = (0..columns.len()).map(|at| places(rows.iter().filter_map(|row| row[at]))).collect();
    let is_percent = columns.iter().map(|(_, numbers)| numbers.are_percents()).collect();
    let table = Table { columns: columns.iter().map(|(index, _)| *index).collect(), rows, places, is_percent };
    let shown = |at: &usize| uses.letter.contains(&table.columns[*at]);
    let mut all: Vec<Sum> = (0..columns.len()).filter(shown).filter_map(|result| table.sum(result, &columns)).collect();
    // What is a sum is told of as a sum.
    let sums: Vec<Vec<usize>> = all.iter().filter(|sum| sum.rule == Rule::Sum).map(Sum::sorted).collect();
    all.retain(|sum| sum.rule != Rule::Difference || !sums.contains(&sum.sorted()));
    all
}

/// How many decimals nearly all of the numbers have at most.
fn places(numbers: impl Iterator<Item = f64>) -> usize {
    const MOST: usize = 4;
    let is_whole = |number: f64| (number - number.round()).abs() < 1e-6;
    let of = |number: f64| (0_i32..).zip(0..MOST).find(|(ten, _)| is_whole(number * 10_f64.powi(*ten)));
    let mut all: Vec<usize> = numbers.map(|number| of(number).map_or(MOST, |(_, places)| places)).collect();
    all.sort_unstable();
    all.get(all.len().saturating_sub(1 + all.len() / 10)).copied().unwrap_or_default()
}

impl Table {
    /// How a column follows from others: the simplest of what holds in the most rows.
    fn sum(&self, result: usize, columns: &[(usize, Numbers)]) -> Option<Sum> {
        let mut best: Option<(usize, Rule, Vec<usize>)> = None;
        let mut compare = |(rule, parts): (Rule, Vec<usize>)| {
            if let Some(hits) = self.hits(result, &rule, &parts)
                && best.as_ref().is_none_or(|(most, ..)| hits > *most)
            {
                best = Some((hits, rule, parts));
            }
        };
        self.simple(result).into_iter().for_each(&mut compare);
        let others = self.others(result);
        for length in 2..=4 {
            for weights in weights(length) {
                others.windows(length).for_each(|run| compare((Rule::Weighted(weights.clone()), run.to_vec())));
            }
        }
        let (_, rule, parts) = best?;
        let numbers = [result].iter().chain(&parts).map(|at| columns[*at].1).collect();
        let tolerance = self.tolerance(result, &rule, &parts);
        let columns = parts.iter().map(|at| self.columns[*at]).collect();
        Some(Sum {
            result: self.columns[result],
            parts: columns,
            rule,
            numbers,
            places: self.places[result],
            tolerance,
        })
    }

    fn others(&self, result: usize) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| *at != result).collect()
    }

    /// What people compute, weights apart.
    fn simple(&self, result: usize) -> Vec<(Rule, Vec<usize>)> {
        let others = self.others(result);
        let runs = |lengths: std::ops::RangeInclusive<usize>| {
            lengths.flat_map(|length| others.windows(length).map(<[_]>::to_vec)).collect::<Vec<_>>()
        };
        let mut all: Vec<(Rule, Vec<usize>)> = Vec::new();
        all.extend(runs(2..=LONGEST).into_iter().map(|run| (Rule::Sum, run)));
        for (at, &one) in others.iter().enumerate() {
            for &other in &others {
                if one != other && self.is_percent[other] {
                    all.push((Rule::LessPercent, vec![one, other]));
                } else if one != other {
                    all.push((Rule::Difference, vec![one, other]));
                }
            }
            for &other in &others[at + 1..] {
                all.push((Rule::Sum, vec![one, other]));
                all.push((Rule::Product, vec![one, other]));
                let more = others.iter().filter(|more| ![one, other].contains(*more));
                all.extend(more.map(|more| (Rule::Product, vec![one, other, *more])));
            }
        }
        all.extend(runs(2..=LONGEST).into_iter().map(|run| (Rule::Average, run)));
        all
    }

    /// How far a result may be from what it should be: it is rounded, unless it need not be.
    fn tolerance(&self, result: usize, rule: &Rule, parts: &[usize]) -> f64 {
        const EXACT: f64 = 1e-6;
        let unit = 0.1_f64.powi(i32::try_from(self.places[result]).unwrap_or_default());
        let is_exact = matches!(rule, Rule::Sum | Rule::Difference)
            && parts.iter().all(|part| self.places[*part] <= self.places[result]);
        if is_exact { EXACT } else { unit + EXACT }
    }

    /// In how many rows it holds, if those are nearly all, and it says something.
    fn hits(&self, result: usize, rule: &Rule, parts: &[usize]) -> Option<usize> {
        let tolerance = self.tolerance(result, rule, parts);
        let is_near = |one: f64, other: f64| (one - other).abs() <= tolerance;
        let most = self.rows.len() / 10;
        let (mut hits, mut misses, mut told) = (Vec::new(), 0, 0);
        let mut numbers = Vec::with_capacity(parts.len());
        for row in &self.rows {
            numbers.clear();
            numbers.extend(parts.iter().filter_map(|part| row[*part]));
            let Some(number) = row[result].filter(|_| numbers.len() == parts.len()) else { continue };
            if is_near(number, rule.of(&numbers)) {
                hits.push(number);
                told += usize::from(!numbers.iter().any(|part| is_near(number, *part)));
            } else {
                misses += 1;
                if misses > most {
                    return None;
                }
            }
        }
        hits.sort_unstable_by(f64::total_cmp);
        let distinct = hits.chunk_by(|one, other| one.total_cmp(other).is_eq()).count();
        let span = hits.last().zip(hits.first()).map_or(0.0, |(last, first)| last - first);
        let is_telling =
            distinct >= 5 && told >= 5 && told * 4 >= hits.len() && rule.is_told(hits.len(), span / tolerance);
        (hits.len() >= FEWEST && misses * 10 <= hits.len() + misses && is_telling).then_some(hits.len())
    }
}

/// All ways to share out the steps among so many columns, equal shares apart; among many, in larger steps.
fn weights(columns: usize) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for _ in 1..columns {
        let longer = |weights: &Vec<u32>| {
            let rest = STEPS.saturating_sub(weights.iter().sum());
            let with = |next| weights.iter().copied().chain([next]).collect();
            let step = if columns > 3 { 2 } else { 1 };
            (step..rest).step_by(step as usize).map(with).collect::<Vec<Vec<u32>>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    for weights in &mut all {
        weights.push(STEPS - weights.iter().sum::<u32>());
    }
    all.retain(|weights| weights.windows(2).any(|pair| pair[0] != pair[1]));
    all
}

impl Rule {
    fn of(&self, numbers: &[f64]) -> f64 {
        let (one, other) = (numbers[0], numbers[1]);
        match self {
            Self::Sum => numbers.iter().sum(),
            Self::Difference => one - other,
            Self::Product => one * other + numbers[2..].iter().sum::<f64>(),
            Self::LessPercent => one * (1.0 - other / 100.0),
            Self::Average => numbers.iter().sum::<f64>() / f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX)),
            Self::Weighted(weights) => {
                numbers.iter().zip(weights).map(|(number, weight)| number * f64::from(*weight)).sum::<f64>()
                    / f64::from(STEPS)
            }
        }
    }

    /// Whether so many rows tell it, whose results span so many times what they may be off: marks of one to five, all much alike,
    /// have many averages.
    fn is_told(&self, rows: usize, span: f64) -> bool {
        const WIDE: f64 = 20.0;
        const FEWEST: usize = 15;
        match self {
            Self::Average => span >= WIDE,
            Self::Weighted(_) => span >= WIDE && rows >= FEWEST,
            _ => true,
        }
    }

    /// What it should be, in words.
    fn name(&self, parts: &[String]) -> String {
        let (one, other) = (&parts[0], &parts[1]);
        match self {
            Self::Sum => parts.join(" + "),
            Self::Difference => format!("{one} less {other}"),
            Self::Product => {
                let more: String = parts[2..].iter().map(|part| format!(" + {part}")).collect();
                format!("{one} times {other}{more}")
            }
            Self::LessPercent => format!("{one} less the per cent of {other}"),
            Self::Average => format!("the average of {}", parts.join(", ")),
            Self::Weighted(weights) => {
                let share = |(part, weight): (&String, &u32)| format!("{} % of {part}", weight * 100 / STEPS);
                parts.iter().zip(weights).map(share).collect::<Vec<_>>().join(" + ")
            }
        }
    }
}

impl Sum {
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        [self.result].into_iter().chain(self.parts.iter().copied())
    }

    fn sorted(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self.columns().collect();
        columns.sort_unstable();
        columns
    }

    /// What is wrong with the result in a row.
    pub(super) fn flaw<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let mut all = [0.0; LONGEST + 1];
        let mut count = 0;
        for ((place, column), numbers) in all.iter_mut().zip(self.columns()).zip(&self.numbers) {
            *place = numbers.number(value(column))?;
            count += 1;
        }
        let [result, parts @ ..] = &all[..count] else { return None };
        let meant = self.rule.of(parts);
        if (result - meant).abs() <= self.tolerance {
            return None;
        }
        let name = self.rule.name(&self.parts.iter().map(|part| heading(*part)).collect::<Vec<_>>());
        let meant = self.numbers.first()?.shown(meant, self.places);
        Some(format!("is not {name} ({meant}), as it is in nearly all other rows. Is one of them wrong?"))
    }
}
