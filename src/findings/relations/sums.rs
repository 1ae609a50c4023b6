//! Numbers that follow from others of their row: totals, averages, prices.

mod factors;
mod rule;
mod short;
mod slipped;
mod told;

use self::rule::{Rate, Rule, SORTS, weights};
use self::slipped::Before;
pub(super) use self::slipped::look as look_for_slips;
pub(super) use self::told::look;
use super::{FEWEST, Sample};
use crate::findings::column::numbers::Numbers;
use crate::findings::known_column::Column;
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
    /// Whether it is the sum of the parts that there are, where one is missing.
    is_of_rest: bool,
    /// The column before its first part, if nearly all rows have a value there.
    before: Option<Before>,
    /// The least and the greatest number of each of the columns, in the rows where it holds.
    ranges: Vec<(f64, f64)>,
}

/// Where so many rows have few results, these are so many times further apart than they are off: no chance.
const FEWEST_OF_FEW: usize = 30;
const FAR_APART: f64 = 100.0;
/// What is not rounded is not off by as much.
const EXACT_ENOUGH: f64 = 1e-4;
/// Of what is none of its parts, so many say that it is a sum.
const FEWEST_TOLD: usize = 8;
/// More columns of numbers are too many to compare.
const MOST_COLUMNS: usize = 14;
/// A longer run of columns is seldom added up.
const LONGEST: usize = 8;
/// Nor to the same in all rows.
const LONGEST_REST: usize = 4;
/// The numbers of the first rows, by column.
struct Table {
    columns: Vec<usize>,
    rows: Vec<Vec<Option<f64>>>,
    /// How many decimals the numbers of each column have.
    places: Vec<usize>,
    is_percent: Vec<bool>,
    /// Which columns may be shares of others, and how those are written.
    rates: Vec<Option<Rate>>,
}

/// The sums in the first rows, of those columns that the letter uses.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Sum> {
    let number = |column: &Column| column.numbers.filter(|numbers| !numbers.are_own());
    let columns: Vec<(usize, Numbers)> =
        sample.columns.iter().enumerate().filter_map(|(index, column)| Some((index, number(column)?))).collect();
    if !(2..=MOST_COLUMNS).contains(&columns.len()) {
        return Vec::new();
    }
    let rows: Vec<Vec<Option<f64>>> = sample
        .rows
        .iter()
        .map(|row| columns.iter().map(|(index, numbers)| numbers.number(row[*index])).collect())
        .collect();
    let places = (0..columns.len()).map(|at| places(rows.iter().filter_map(|row| row[at]))).collect();
    let is_percent: Vec<bool> = columns.iter().map(|(_, numbers)| numbers.are_percents()).collect();
    let rates = (0..columns.len()).map(|at| rate(rows.iter().filter_map(|row| row[at]), is_percent[at])).collect();
    let indices = columns.iter().map(|(index, _)| *index).collect();
    let table = Table { columns: indices, rows, places, is_percent, rates };
    let shown = |at: &usize| uses.letter.contains(&table.columns[*at]);
    let with_before = |sum: Sum| {
        let before = sum.parts.first().and_then(|first| Before::of(sample, *first));
        Sum { before, ..sum }
    };
    let mut all: Vec<Sum> =
        (0..columns.len()).filter(shown).flat_map(|result| table.sums(result, &columns)).map(with_before).collect();
    // What is a sum is told of as a sum.
    let sums: Vec<Vec<usize>> = all.iter().filter(|sum| sum.rule == Rule::Sum).map(Sum::sorted).collect();
    // Unless it is what is left of the first column: the last one is the result.
    let is_last = |sum: &Sum| sum.sorted().last() == Some(&sum.result);
    let is_rest = |sum: &Sum| matches!(sum.rule, Rule::Difference | Rule::Less(_)) && is_last(sum);
    let rests: Vec<Vec<usize>> = all.iter().filter(|sum| is_rest(sum)).map(Sum::sorted).collect();
    let results: Vec<usize> = all.iter().filter(|sum| sum.rule == Rule::Sum).map(|sum| sum.result).collect();
    let lasts: Vec<(Vec<usize>, usize)> = all
        .iter()
        .filter(|sum| matches!(sum.rule, Rule::SumLess | Rule::Less(_)))
        .filter_map(|sum| Some((sum.sorted(), sum.sorted().last().copied()?)))
        .collect();
    let times: Vec<Vec<usize>> = all.iter().filter(|sum| matches!(sum.rule, Rule::Times(_))).map(Sum::sorted).collect();
    let left: Vec<(Vec<usize>, usize)> =
        all.iter().filter(|sum| matches!(sum.rule, Rule::Rest(_))).map(|sum| (sum.sorted(), sum.result)).collect();
    let simple: Vec<(usize, Vec<usize>)> = all
        .iter()
        .filter(|sum| !matches!(sum.rule, Rule::Weighted(_) | Rule::Average))
        .map(|sum| (sum.result, sum.sorted()))
        .collect();
    let averages: Vec<usize> = all.iter().filter(|sum| sum.rule == Rule::Average).map(|sum| sum.result).collect();
    all.retain(|sum| match sum.rule {
        // Each of four may be the one that follows: the last is the result.
        Rule::SumLess | Rule::Less(_) => {
            !lasts.iter().any(|(columns, last)| *columns == sum.sorted() && *last != sum.result)
        }
        // Of what is a whole number of times another, the other is a share too.
        Rule::Share(_) => !averages.contains(&sum.result) && !times.contains(&sum.sorted()),
        // Each of them is what the others leave: the last is the result.
        Rule::Rest(_) => {
            !results.contains(&sum.result)
                && !left.iter().any(|(columns, last)| *columns == sum.sorted() && *last > sum.result)
        }
        Rule::Sum => !rests.contains(&sum.sorted()),
        Rule::Difference => {
            if rests.contains(&sum.sorted()) {
                is_last(sum)
            } else {
                !sums.contains(&sum.sorted())
            }
        }
        // Where a price has a tax on it, shares of all of them make each of them too.
        Rule::Weighted(_) => !simple.iter().any(|(result, columns)| *result == sum.result || *columns == sum.sorted()),
        Rule::Product => sum.parts.len() == 2 || !results.contains(&sum.result),
        _ => true,
    });
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

/// How the numbers of a column are written, if they may be shares: few, and small.
fn rate(numbers: impl Iterator<Item = f64>, is_percent: bool) -> Option<Rate> {
    const MOST: usize = 8;
    let mut all: Vec<f64> = numbers.collect();
    all.sort_unstable_by(f64::total_cmp);
    let last = *all.last()?;
    let is_small = all.first().is_some_and(|first| *first >= 0.0) && last <= 100.0;
    all.dedup();
    if is_percent {
        Some(Rate::Percent)
    } else if all.len() > MOST || !is_small || last <= 0.0 {
        None
    } else {
        Some(if last < 1.0 { Rate::Fraction } else { Rate::Percent })
    }
}

/// What is left of one or of the sum of some, where several that stand together are taken away.
fn rests(others: &[usize]) -> Vec<(Rule, Vec<usize>)> {
    const MOST_OF_BASE: usize = 4;
    const MOST_TAKEN: usize = 6;
    let mut all = Vec::new();
    for base in (1..=MOST_OF_BASE).flat_map(|length| others.windows(length)) {
        for taken in (2..=MOST_TAKEN).flat_map(|length| others.windows(length)) {
            if !taken.iter().any(|column| base.contains(column)) {
                all.push((Rule::Less(base.len()), [base, taken].concat()));
            }
        }
    }
    all
}

impl Table {
    /// How a column follows from others: of each sort of rule the simplest of what holds in the most rows.
    fn sums(&self, result: usize, columns: &[(usize, Numbers)]) -> Vec<Sum> {
        let mut best: [Option<(usize, Rule, Vec<usize>)>; SORTS] = Default::default();
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut compare = |(rule, parts): (Rule, Vec<usize>)| {
            let best = &mut best[rule.sort()];
            let Some(hits) = self.hits(result, &rule, &parts) else { return };
            if rule == Rule::Sum {
                sums.push((hits, parts.clone()));
            }
            if best.as_ref().is_none_or(|(most, ..)| hits > *most) {
                *best = Some((hits, rule, parts));
            }
        };
        self.simple(result).into_iter().for_each(&mut compare);
        let others = self.others(result);
        for length in 2..=4 {
            for weights in weights(length) {
                others.windows(length).for_each(|run| compare((Rule::Weighted(weights.clone()), run.to_vec())));
            }
        }
        // A discount that few have is no reason to tell of them.
        let hits = |best: &Option<(usize, Rule, Vec<usize>)>| best.as_ref().map_or(0, |(hits, ..)| *hits);
        let is_of_rate = |rule: &Rule| matches!(rule, Rule::Rated { .. } | Rule::Discounted(_));
        let is_rated = best[1].as_ref().is_some_and(|(_, rule, _)| is_of_rate(rule));
        if is_rated && hits(&best[1]) > hits(&best[0]) {
            best[0] = None;
        } else if is_rated && hits(&best[1]) < hits(&best[0]) {
            best[1] = None;
        }
        // Where another column says how many per cent it is, that need not be the same in all rows.
        if best[Rule::Percent.sort()].is_some() {
            best[Rule::Share(0).sort()] = None;
        }
        // Wages are the sum of what they are made of, and of what is taken from them and what is left.
        sums.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
        let mut all: Vec<(Rule, Vec<usize>)> =
            best.into_iter().flatten().map(|(_, rule, parts)| (rule, parts)).collect();
        let is_rated = all.iter().any(|(rule, _)| is_of_rate(rule));
        for (_, parts) in sums.into_iter().filter(|_| !is_rated) {
            let is_new = |(rule, other): &(Rule, Vec<usize>)| {
                rule.sort() != Rule::Sum.sort() || !other.iter().any(|part| parts.contains(part))
            };
            if all.iter().all(is_new) {
                all.push((Rule::Sum, parts));
            }
        }
        all.into_iter().map(|(rule, parts)| self.of(result, rule, &parts, columns)).collect()
    }

    fn of(&self, result: usize, rule: Rule, parts: &[usize], columns: &[(usize, Numbers)]) -> Sum {
        let tolerance = self.tolerance(result, &rule, parts);
        let ranges = self.ranges(result, &rule, parts);
        Sum {
            ranges,
            is_of_rest: self.is_of_rest(result, &rule, parts, tolerance),
            result: self.columns[result],
            before: None,
            parts: parts.iter().map(|at| self.columns[*at]).collect(),
            rule,
            numbers: [result].iter().chain(parts).map(|at| columns[*at].1).collect(),
            places: self.places[result],
            tolerance,
        }
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
        // A discount in per cent is not added to a price.
        let may_add = |run: &Vec<usize>| self.is_percent[result] || !run.iter().any(|part| self.is_percent[*part]);
        all.extend(runs(2..=LONGEST).into_iter().filter(may_add).map(|run| (Rule::Sum, run)));
        for (at, &one) in others.iter().enumerate() {
            for &other in &others {
                if one == other {
                    continue;
                }
                if self.rates[other] == Some(Rate::Percent) {
                    all.push((Rule::Percent, vec![one, other]));
                }
                if !self.is_percent[other] {
                    all.push((Rule::Difference, vec![one, other]));
                }
            }
            all.extend(self.share(result, one).map(|share| (share, vec![one])));
            all.extend(self.times(result, one).map(|times| (times, vec![one])));
            all.extend(self.rest(result, &[one]).map(|rest| (rest, vec![one])));
            for &other in &others[at + 1..] {
                all.extend(self.apart(result, one, other).map(|apart| (apart, vec![one, other])));
                all.extend(Some((Rule::Sum, vec![one, other])).filter(|(_, pair)| may_add(pair)));
                all.push((Rule::Product, vec![one, other]));
                for &more in others.iter().filter(|more| ![one, other].contains(*more)) {
                    all.push((Rule::Product, vec![one, other, more]));
                    if self.rates[more] == Some(Rate::Percent) {
                        all.push((Rule::Percent, vec![one, other, more]));
                    }
                }
            }
        }
        all.extend(runs(2..=LONGEST).into_iter().map(|run| (Rule::Average, run)));
        for run in runs(2..=LONGEST_REST) {
            all.extend(self.rest(result, &run).map(|rest| (rest, run)));
        }
        all.extend(self.rated(&others));
        all.extend(self.discounted(&others));
        all.extend(rests(&others));
        all
    }

    /// The difference of two without its sign, where each of them is the greater in several of the rows and in more than one of ten:
    /// else it is a difference, and a sign that is the other way round is wrong.
    fn apart(&self, result: usize, one: usize, other: usize) -> Option<Rule> {
        const FEWEST: usize = 5;
        let tolerance = self.tolerance(result, &Rule::Apart, &[one, other]);
        let (mut more, mut less) = (0, 0);
        for row in &self.rows {
            let (Some(number), Some(one), Some(other)) = (row[result], row[one], row[other]) else { continue };
            if number > tolerance && (number - (one - other).abs()).abs() <= tolerance {
                (more, less) = if one > other { (more + 1, less) } else { (more, less + 1) };
            }
        }
        let fewest = more.min(less);
        (fewest >= FEWEST && fewest * 9 > more + less && !self.is_percent[one] && !self.is_percent[other])
            .then_some(Rule::Apart)
    }

    /// Sums and products with a share taken away or added, and sums of which another is taken away.
    fn rated(&self, others: &[usize]) -> Vec<(Rule, Vec<usize>)> {
        let bases = (1..=3).flat_map(|length| others.windows(length).map(<[_]>::to_vec));
        let pairs =
            others.iter().enumerate().flat_map(|(at, one)| others[at + 1..].iter().map(|other| vec![*one, *other]));
        let mut all = Vec::new();
        let mut add = |base: &[usize], is_product: bool| {
            for &more in others.iter().filter(|more| !base.contains(more)) {
                let parts: Vec<usize> = base.iter().copied().chain([more]).collect();
                if let Some(rate) = self.rates[more] {
                    let rule = |is_added| Rule::Rated { is_product, is_added, rate };
                    all.extend([true, false].map(|is_added| (rule(is_added), parts.clone())));
                }
                if !is_product && base.len() > 1 && !self.is_percent[more] {
                    all.push((Rule::SumLess, parts));
                }
            }
        };
        bases.for_each(|base| add(&base, false));
        pairs.for_each(|base| {
            add(&base, true);
            if base[0].abs_diff(base[1]) > 1 {
                add(&base, false);
            }
        });
        all
    }

    /// One with a share taken away, and another or two added.
    fn discounted(&self, others: &[usize]) -> Vec<(Rule, Vec<usize>)> {
        let added: Vec<&[usize]> = (1..=2).flat_map(|length| others.windows(length)).collect();
        let mut all = Vec::new();
        for &more in others {
            let Some(rate) = self.rates[more] else { continue };
            for &base in others.iter().filter(|base| **base != more) {
                let added = added.iter().filter(|added| !added.contains(&more) && !added.contains(&base));
                all.extend(added.map(|added| (Rule::Discounted(rate), [&[base, more], *added].concat())));
            }
        }
        all
    }

    /// How far a result may be from what it should be: it is rounded, unless it need not be.
    fn tolerance(&self, result: usize, rule: &Rule, parts: &[usize]) -> f64 {
        const EXACT: f64 = 1e-6;
        let unit = 0.1_f64.powi(i32::try_from(self.places[result]).unwrap_or_default());
        let is_exact = matches!(rule, Rule::Sum | Rule::Difference | Rule::Apart | Rule::SumLess | Rule::Less(_))
            && parts.iter().all(|part| self.places[*part] <= self.places[result])
            || matches!(rule, Rule::Rest(_));
        if is_exact { EXACT } else { unit + EXACT }
    }

    /// Where the numbers of the columns lie, in the rows where it holds.
    fn ranges(&self, result: usize, rule: &Rule, parts: &[usize]) -> Vec<(f64, f64)> {
        let tolerance = self.tolerance(result, rule, parts);
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); parts.len() + 1];
        for row in &self.rows {
            let numbers: Option<Vec<f64>> = [result].iter().chain(parts).map(|at| row[*at]).collect();
            let Some(numbers) = numbers.filter(|numbers| (numbers[0] - rule.of(&numbers[1..])).abs() <= tolerance)
            else {
                continue;
            };
            for ((least, most), number) in ranges.iter_mut().zip(numbers) {
                (*least, *most) = (least.min(number), most.max(number));
            }
        }
        ranges
    }

    /// In how many rows it holds, if those are nearly all, and it says something.
    fn hits(&self, result: usize, rule: &Rule, parts: &[usize]) -> Option<usize> {
        let tolerance = self.tolerance(result, rule, parts);
        let is_near = |one: f64, other: f64| (one - other).abs() <= tolerance;
        // What is usual in a country need not be so for everybody.
        let most =
            if matches!(rule, Rule::Share(_) | Rule::Times(_)) { self.rows.len() / 33 } else { self.rows.len() / 10 };
        let (mut hits, mut misses, mut told) = (Vec::new(), 0, 0);
        // In how many rows the share that is taken away or added makes a difference.
        let (rate, mut told_by_rate) = (rule.rate(parts.len()), 0);
        // How far the results are off, where they are not exact.
        let mut off = tolerance / 10.0;
        let mut numbers = Vec::with_capacity(parts.len());
        for row in &self.rows {
            numbers.clear();
            numbers.extend(parts.iter().filter_map(|part| row[*part]));
            let Some(number) = row[result].filter(|_| numbers.len() == parts.len()) else { continue };
            let meant = rule.of(&numbers);
            if is_near(number, meant) {
                hits.push(number);
                off = off.max((number - meant).abs());
                let is_told = !numbers.iter().any(|part| is_near(number, *part));
                told += usize::from(is_told);
                if let Some(rate) = rate.filter(|rate| is_told && numbers[*rate] != 0.0) {
                    numbers[rate] = 0.0;
                    told_by_rate += usize::from(!is_near(number, rule.of(&numbers)));
                }
            } else {
                misses += 1;
                if misses > most {
                    return None;
                }
            }
        }
        hits.sort_unstable_by(f64::total_cmp);
        let distinct = hits.chunk_by(|one, other| one.total_cmp(other).is_eq()).count();
        // What is left of a few prices, whoever has them.
        let span = hits.last().zip(hits.first()).map_or(0.0, |(last, first)| last - first);
        let few = match rule {
            Rule::Sum | Rule::Difference if misses * 20 <= hits.len() => 3,
            Rule::Times(_) | Rule::Rest(_) => 3,
            // The tax on a few prices.
            Rule::Share(_) if span >= FAR_APART * off && hits.len() >= FEWEST_OF_FEW => 4,
            _ => 5,
        };
        // What is taken away or added is nothing in most rows, where the others tell it all the more.
        let is_exact = matches!(rule, Rule::Sum | Rule::Difference) && tolerance < EXACT_ENOUGH;
        // So with a discount that few have; and beside what is added to all, those alone tell it.
        let is_told_by_rate = told_by_rate >= FEWEST_TOLD && misses * 10 <= told_by_rate;
        let are_enough = match rule {
            Rule::Discounted(_) => is_told_by_rate,
            Rule::Rated { .. } => is_told_by_rate || told_by_rate > 0 && told * 4 >= hits.len(),
            _ => told * 4 >= hits.len() || is_exact && told >= FEWEST_TOLD && misses * 10 <= told,
        };
        let is_telling = distinct >= few && told >= 5 && are_enough && rule.is_told(hits.len(), span / tolerance);
        (hits.len() >= FEWEST && misses * 10 <= hits.len() + misses && is_telling).then_some(hits.len())
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

    /// What the result should be in a row, where it is not, and whether it holds where that can be told.
    fn meant<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<Result<(), f64>> {
        let mut all = [0.0; LONGEST + 1];
        let mut count = 0;
        for ((place, column), numbers) in all.iter_mut().zip(self.columns()).zip(&self.numbers) {
            *place = numbers.number(value(column))?;
            count += 1;
        }
        let [result, parts @ ..] = &all[..count] else { return None };
        let meant = self.rule.of(parts);
        let holds = (result - meant).abs() <= self.tolerance || self.rule.is_free(*result, meant, parts);
        Some(if holds { Ok(()) } else { Err(meant) })
    }

    /// What is wrong with the result in a row.
    #[cfg(test)]
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let meant = self.meant(value)?.err()?;
        Some(self.said(meant, heading))
    }

    fn said(&self, meant: f64, heading: impl Fn(usize) -> String) -> String {
        let (name, meant) = self.named(meant, heading);
        format!("is not {name} ({meant}), as it is in nearly all other rows. Is one of them wrong?")
    }

    /// What the result is, in words and as a number: with as many decimals as it needs, not to look like another.
    fn named(&self, meant: f64, heading: impl Fn(usize) -> String) -> (String, String) {
        const MOST: usize = 4;
        let name = self.rule.name(&self.parts.iter().map(|part| heading(*part)).collect::<Vec<_>>());
        let off = |places: usize| {
            let ten = 10_f64.powi(i32::try_from(places).unwrap_or_default());
            ((meant * ten).round() / ten - meant).abs()
        };
        let places = (self.places..MOST).find(|places| off(*places) <= self.tolerance).unwrap_or(MOST);
        (name, self.numbers.first().map(|numbers| numbers.shown(meant, places)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
