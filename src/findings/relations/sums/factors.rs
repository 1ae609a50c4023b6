//! Numbers that are so many times another of their row, or what another leaves of the same in all rows.

use std::collections::HashMap;

use super::{Rule, Table};

impl Table {
    /// The share of one column that another is in most rows, if it is one of so many half per cents.
    pub(super) fn share(&self, result: usize, part: usize) -> Option<Rule> {
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

    /// How many times another column one is in most rows, if that is more than once.
    pub(super) fn times(&self, result: usize, part: usize) -> Option<Rule> {
        const LEAST: f64 = 1.5;
        const MOST: f64 = 10_000.0;
        /// What is counted: days, pieces.
        const MOST_COUNTED: f64 = 400.0;
        let pairs = || self.rows.iter().filter_map(|row| Some((row[result]?, row[part]?)));
        let is_counted = |number: f64| number.fract() == 0.0 && number <= MOST_COUNTED;
        let counted = pairs().filter(|(_, part)| is_counted(*part)).count();
        let mut times: Vec<f64> = pairs().filter(|(_, part)| *part > 0.0).map(|(result, part)| result / part).collect();
        times.sort_unstable_by(f64::total_cmp);
        let middle = *times.get(times.len() / 2)?;
        let hundredths = (100.0 * middle).round();
        let is_exact = (100.0 * middle - hundredths).abs() < 1e-6;
        // The tax is 20 % of a price, and the price is not five times the tax.
        let is_share = (200.0 / middle).fract() == 0.0 && pairs().any(|(_, part)| part > 60.0);
        let are_counted = counted * 20 >= pairs().count() * 19;
        (is_exact && !is_share && are_counted && (LEAST..=MOST).contains(&middle))
            .then_some(Rule::Times(hundredths as u32))
    }

    /// What some columns leave of the same in nearly all rows, if they are not the same in these themselves.
    pub(super) fn rest(&self, result: usize, parts: &[usize]) -> Option<Rule> {
        const FEWEST: usize = 20;
        /// So many rows, which have not what most have, tell it; and so many for each that has something else.
        const FEWEST_TOLD: usize = 6;
        const FEWEST_FOR_ONE: usize = 4;
        const DISTINCT: usize = 3;
        const RARE: usize = 33;
        const MOST: f64 = 1e9;
        let cents = |number: f64| (100.0 * number).round() as i64;
        let is_read = |number: &f64| (0.0..MOST).contains(number);
        let row = |row: &Vec<Option<f64>>| {
            let parts: Option<Vec<f64>> = parts.iter().map(|part| row[*part].filter(is_read)).collect();
            Some((cents(row[result].filter(is_read)?), cents(parts?.iter().sum())))
        };
        let rows: Vec<(i64, i64)> = self.rows.iter().filter_map(row).collect();
        let mut wholes: Vec<i64> = rows.iter().map(|(result, parts)| result + parts).collect();
        wholes.sort_unstable();
        let whole = *wholes.get(wholes.len() / 2)?;
        let holds = |(result, parts): &&(i64, i64)| result + parts == whole;
        let misses = rows.len() - rows.iter().filter(holds).count();
        if rows.len() < FEWEST || whole <= 0 || misses > (rows.len() / RARE).max(1) {
            return None;
        }
        let mut counts: HashMap<i64, usize> = HashMap::new();
        rows.iter().filter(holds).for_each(|(result, _)| *counts.entry(*result).or_default() += 1);
        let told = counts.values().sum::<usize>() - counts.values().max().copied().unwrap_or_default();
        (told >= FEWEST_TOLD.max(FEWEST_FOR_ONE * misses) && counts.len() >= DISTINCT).then_some(Rule::Rest(whole))
    }
}
