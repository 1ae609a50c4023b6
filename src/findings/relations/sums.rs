//! Numbers that follow from others of their row: totals, averages, prices.

mod rule;
mod told;

use self::rule::{Rate, Rule, SORTS, weights};
pub(super) use self::told::look;
use super::{FEWEST, Sample};
use crate::findings::cells::Column;
use crate::findings::column::numbers::Numbers;
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
    /// The least and the greatest number of each of the columns, in the rows where it holds.
    ranges: Vec<(f64, f64)>,
}

/// More columns of numbers are too many to compare.
const MOST_COLUMNS: usize = 14;
/// A longer run of columns is seldom added up.
const LONGEST: usize = 8;
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
    let table = Table { columns: columns.iter().map(|(index, _)| *index).collect(), rows, places, is_percent, rates };
    let shown = |at: &usize| uses.letter.contains(&table.columns[*at]);
    let mut all: Vec<Sum> = (0..columns.len()).filter(shown).flat_map(|result| table.sums(result, &columns)).collect();
    // What is a sum is told of as a sum.
    let sums: Vec<Vec<usize>> = all.iter().filter(|sum| sum.rule == Rule::Sum).map(Sum::sorted).collect();
    // Unless it is what is left of the first column: the last one is the result.
    let is_last = |sum: &Sum| sum.sorted().last() == Some(&sum.result);
    let rests: Vec<Vec<usize>> =
        all.iter().filter(|sum| sum.rule == Rule::Difference && is_last(sum)).map(Sum::sorted).collect();
    let results: Vec<usize> = all.iter().filter(|sum| sum.rule == Rule::Sum).map(|sum| sum.result).collect();
    let lasts: Vec<(Vec<usize>, usize)> = all
        .iter()
        .filter(|sum| sum.rule == Rule::SumLess)
        .filter_map(|sum| Some((sum.sorted(), sum.sorted().last().copied()?)))
        .collect();
    let simple: Vec<(usize, Vec<usize>)> = all
        .iter()
        .filter(|sum| !matches!(sum.rule, Rule::Weighted(_) | Rule::Average))
        .map(|sum| (sum.result, sum.sorted()))
        .collect();
    let averages: Vec<usize> = all.iter().filter(|sum| sum.rule == Rule::Average).map(|sum| sum.result).collect();
    all.retain(|sum| match sum.rule {
        // Each of four may be the one that follows: the last is the result.
        Rule::SumLess => !lasts.iter().any(|(columns, last)| *columns == sum.sorted() && *last != sum.result),
        Rule::Share(_) => !averages.contains(&sum.result),
        Rule::Sum => sum.parts.len() > 2 || !rests.contains(&sum.sorted()),
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

impl Table {
    /// How a column follows from others: of each sort of rule the simplest of what holds in the most rows.
    fn sums(&self, result: usize, columns: &[(usize, Numbers)]) -> Vec<Sum> {
        let mut best: [Option<(usize, Rule, Vec<usize>)>; SORTS] = Default::default();
        let mut compare = |(rule, parts): (Rule, Vec<usize>)| {
            let best = &mut best[rule.sort()];
            if let Some(hits) = self.hits(result, &rule, &parts)
                && best.as_ref().is_none_or(|(most, ..)| hits > *most)
            {
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
        let is_rated = best[1].as_ref().is_some_and(|(_, rule, _)| matches!(rule, Rule::Rated { .. }));
        if is_rated && hits(&best[1]) > hits(&best[0]) {
            best[0] = None;
        } else if is_rated && hits(&best[1]) < hits(&best[0]) {
            best[1] = None;
        }
        // Where another column says how many per cent it is, that need not be the same in all rows.
        if best[Rule::Percent.sort()].is_some() {
            best[Rule::Share(0).sort()] = None;
        }
        best.into_iter().flatten().map(|(_, rule, parts)| self.of(result, rule, &parts, columns)).collect()
    }

    fn of(&self, result: usize, rule: Rule, parts: &[usize], columns: &[(usize, Numbers)]) -> Sum {
        let tolerance = self.tolerance(result, &rule, parts);
        let ranges = self.ranges(result, &rule, parts);
        Sum {
            ranges,
            result: self.columns[result],
            parts: parts.iter().map(|at| self.columns[*at]).collect(),
            rule,
            numbers: [result].iter().chain(parts).map(|at| columns[*at].1).collect(),
            places: self.places[result],
            tolerance,
        }
    }

    /// The share of one column that another is in most rows, if it is one of so many half per cents.
    fn share(&self, result: usize, part: usize) -> Option<Rule> {
        const MOST: f64 = 50.0;
        const LEAST_ADDED: f64 = 105.0;
        const MOST_ADDED: f64 = 127.0;
        let pairs = self.rows.iter().filter_map(|row| Some((row[result]?, row[part]?)));
        let mut shares: Vec<f64> =
            pairs.filter(|(_, part)| *part > 0.0).map(|(result, part)| 100.0 * result / part).collect();
        shares.sort_unstable_by(f64::total_cmp);
        let halves = (2.0 * shares.get(shares.len() / 2)?).round();
        // The part alone, or with it what it is a part of: VAT, and the sum with VAT.
        let is_usual = (1.0..=2.0 * MOST).contains(&halves) || (2.0 * LEAST_ADDED..=2.0 * MOST_ADDED).contains(&halves);
        is_usual.then(|| Rule::Share(5 * halves as u32))
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
                    all.push((Rule::Percent, vec![one, other]));
                } else if one != other {
                    all.push((Rule::Difference, vec![one, other]));
                }
            }
            all.extend(self.share(result, one).map(|share| (share, vec![one])));
            for &other in &others[at + 1..] {
                all.push((Rule::Sum, vec![one, other]));
                all.push((Rule::Product, vec![one, other]));
                let more = others.iter().filter(|more| ![one, other].contains(*more));
                all.extend(more.map(|more| (Rule::Product, vec![one, other, *more])));
            }
        }
        all.extend(runs(2..=LONGEST).into_iter().map(|run| (Rule::Average, run)));
        all.extend(self.rated(&others));
        all
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

    /// How far a result may be from what it should be: it is rounded, unless it need not be.
    fn tolerance(&self, result: usize, rule: &Rule, parts: &[usize]) -> f64 {
        const EXACT: f64 = 1e-6;
        let unit = 0.1_f64.powi(i32::try_from(self.places[result]).unwrap_or_default());
        let is_exact = matches!(rule, Rule::Sum | Rule::Difference | Rule::SumLess)
            && parts.iter().all(|part| self.places[*part] <= self.places[result]);
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
        let most = if matches!(rule, Rule::Share(_)) { self.rows.len() / 33 } else { self.rows.len() / 10 };
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
        // What is left of a few prices, whoever has them.
        let few = if matches!(rule, Rule::Sum | Rule::Difference) && misses * 20 <= hits.len() { 3 } else { 5 };
        let span = hits.last().zip(hits.first()).map_or(0.0, |(last, first)| last - first);
        let is_telling =
            distinct >= few && told >= 5 && told * 4 >= hits.len() && rule.is_told(hits.len(), span / tolerance);
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

    /// What the result is, in words and as a number.
    fn named(&self, meant: f64, heading: impl Fn(usize) -> String) -> (String, String) {
        let name = self.rule.name(&self.parts.iter().map(|part| heading(*part)).collect::<Vec<_>>());
        (name, self.numbers.first().map(|numbers| numbers.shown(meant, self.places)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::told::blamed;
    use super::*;
    use crate::findings::column::numbers::Hints;

    /// What is said of the last of these rows, whose columns are called a, b, c …
    fn said(row: impl Fn(usize) -> Vec<String>, last: &[&str]) -> Vec<String> {
        let heading = |column: usize| ["a", "b", "c", "d", "e", "f"][column].to_owned();
        learnt(row, last.len()).iter().filter_map(|sum| sum.flaw(|column| last[column], heading)).collect()
    }

    /// The column that is told of in the last row.
    fn told(row: impl Fn(usize) -> Vec<String>, last: &[&str]) -> Option<usize> {
        let value = |column: usize| last[column];
        let sums = learnt(row, last.len());
        let failing: Vec<(&Sum, f64)> = sums.iter().filter_map(|sum| Some((sum, sum.meant(value)?.err()?))).collect();
        (!failing.is_empty()).then(|| blamed(&sums, &failing, value).0)
    }

    fn learnt(row: impl Fn(usize) -> Vec<String>, count: usize) -> Vec<Sum> {
        let rows: Vec<Vec<String>> = (0..40).map(row).collect();
        let column = |at: usize| {
            let values: Vec<String> = rows.iter().map(|row| row[at].clone()).collect();
            Column { numbers: Numbers::of(&values, Hints::default()), ..Column::default() }
        };
        let columns: Vec<Column> = (0..count).map(column).collect();
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: (0..count).collect(), ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses)
    }

    fn bill(n: usize) -> Vec<String> {
        let (count, price) = (1 + n % 7, [85.0, 120.0, 24.5, 49.9][n % 4]);
        let net = (count * 10) as f64 * price / 10.0;
        let vat = (net * 19.0).round() / 100.0;
        [count as f64, price, net, vat, net + vat].map(|number| format!("{number:.2}")).to_vec()
    }

    #[test]
    fn each_relation_is_looked_at_by_itself() {
        for (last, part) in [
            (["5", "85.00", "425.00", "80.75", "505.75"], None),
            (["7", "85.00", "425.00", "80.75", "505.75"], Some("a times b (595.0)")),
            (["5", "85.00", "425.00", "68.00", "493.00"], Some("19 % of c (80.75)")),
            (["5", "85.00", "425.00", "0.00", "425.00"], None),
            (["5", "85.00", "425.00", "80.75", "500.75"], Some("c + d (505.75)")),
        ] {
            let said = said(bill, &last);
            assert_eq!(
                said.first().is_some_and(|what| what.contains(part.unwrap_or("is"))),
                part.is_some(),
                "{said:?}"
            );
        }
    }

    #[test]
    fn discounts_and_taxes_are_a_part_of_totals() {
        let club = |fee: f64, court: f64, off: usize, total: f64| {
            vec![format!("{fee:.2} €"), format!("{court:.2} €"), format!("{off} %"), format!("{total:.2} €")]
        };
        let members = |n: usize| {
            let (fee, court, off) =
                ([240.0, 90.0, 420.0, 180.0, 60.0][n % 5], [60.0, 0.0][n % 2], [0, 0, 5, 10][n % 4]);
            club(fee, court, off, (fee + court) * (100 - off) as f64 / 100.0)
        };
        for (last, part) in [
            (["240.00 €", "60.00 €", "10 %", "270.00 €"], None),
            (["240.00 €", "60.00 €", "0 %", "330.00 €"], Some("a + b less the per cent of c (300)")),
        ] {
            let said = said(members, &last);
            assert_eq!(said.first().map(|what| what.contains(part.unwrap_or(""))), part.map(|_| true), "{said:?}");
        }
        let orders = |n: usize| {
            let (count, price, off) = (1 + n % 7, [85.0, 120.0, 24.5, 49.9][n % 4], [0.0, 0.1, 0.2][n % 3]);
            vec![
                count.to_string(),
                format!("{price:.2}"),
                format!("{off}"),
                format!("{:.2}", count as f64 * price * (1.0 - off)),
            ]
        };
        assert_eq!(said(orders, &["5", "85.00", "0.1", "382.50"]), [] as [String; 0]);
        assert!(said(orders, &["5", "85.00", "0.1", "425.00"])[0].contains("a times b less the per cent of c"));
        let balances = |n: usize| {
            let (fee, extra, paid) = (300 + n * 7 % 40, n * 13 % 50, [0, 100, 200][n % 3]);
            [fee, extra, paid, fee + extra - paid].map(|number| number.to_string()).to_vec()
        };
        assert_eq!(said(balances, &["310", "20", "100", "230"]), [] as [String; 0]);
        let odd = said(balances, &["310", "20", "100", "320"]);
        assert!(odd.len() == 1 && odd[0].contains("a + b less c (230"), "{odd:?}");
        let gross = |n: usize| vec![format!("{:.2}", 17.3 * n as f64), format!("{:.2}", 17.3 * 1.19 * n as f64)];
        assert_eq!(said(gross, &["100.00", "119.00"]), [] as [String; 0]);
        assert!(said(gross, &["100.00", "107.00"])[0].contains("119 % of a"));
    }

    #[test]
    fn the_number_that_explains_it_is_told_of() {
        for (last, column) in [
            (["5", "85.00", "425.00", "80.75", "505.75"], None),
            (["5", "85.00", "425.00", "90.75", "505.75"], Some(3)),
            (["5", "85.00", "425.00", "80.75", "425.00"], Some(4)),
            (["5", "85.00", "452.00", "80.75", "505.75"], Some(2)),
        ] {
            assert_eq!(told(bill, &last), column, "{last:?}");
        }
        // Of marks of a hundred, one is more; the total was made of another.
        let marks = |n: usize| {
            let (one, two) = (60 + n * 7 % 39, 45 + n * 11 % 54);
            [one, two, (one * 3 + two * 7 + 5) / 10].map(|number| number.to_string()).to_vec()
        };
        assert_eq!(told(marks, &["80", "108", "80"]), Some(1));
        assert_eq!(told(marks, &["80", "80", "90"]), Some(2));
    }

    #[test]
    fn what_is_left_of_a_few_prices_is_compared() {
        let trips = |n: usize| {
            let (price, paid) = [(245, 80), (310, 100), (389, 120)][n % 3];
            [price, paid, price - paid].map(|number| number.to_string()).to_vec()
        };
        assert_eq!(said(trips, &["245", "80", "165"]), [] as [String; 0]);
        let odd = said(trips, &["245", "80", "185"]);
        assert!(odd.len() == 1 && odd[0].contains("a less b (165)"), "{odd:?}");
        assert_eq!(told(trips, &["245", "80", "185"]), Some(2));
    }

    #[test]
    fn a_tax_makes_no_shares_of_all() {
        let all = learnt(bill, 5);
        assert!(!all.iter().any(|sum| matches!(sum.rule, Rule::Weighted(_))), "{all:?}");
    }

    #[test]
    fn an_average_is_no_share_of_the_sum() {
        let marks = |n: usize| {
            let marks = [60 + n * 7 % 40, 55 + n * 11 % 45, 58 + n * 5 % 41, 50 + n * 13 % 47];
            let sum: usize = marks.iter().sum();
            let mut row: Vec<String> = marks.iter().chain([&sum]).map(usize::to_string).collect();
            row.push(format!("{:.2}", sum as f64 / 4.0));
            row
        };
        let odd = said(marks, &["80", "80", "80", "80", "320", "75.00"]);
        assert!(odd.len() == 1 && odd[0].contains("the average of a, b, c, d"), "{odd:?}");
    }

    #[test]
    fn what_need_not_follow_is_left_alone() {
        let marks = |n: usize| {
            let marks = [20 + n * 7 % 20, 15 + n * 11 % 21, 18 + n * 5 % 23];
            marks.iter().chain([&marks.iter().sum()]).map(usize::to_string).collect::<Vec<String>>()
        };
        assert_eq!(said(marks, &["45", "38", "29", "100"]), [] as [String; 0]);
        assert!(!said(marks, &["45", "38", "29", "110"]).is_empty());
        let ages = |n: usize| vec!["2026".to_owned(), (1950 + n * 7 % 50).to_string(), (76 - n * 7 % 50).to_string()];
        assert_eq!(said(ages, &["2026", "1990", "35"]), [] as [String; 0]);
        assert!(!said(ages, &["2026", "1990", "30"]).is_empty());
    }
}
