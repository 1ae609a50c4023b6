//! Which of the numbers of a row is told of, where they do not make a sum.

use super::{Rule, Sum};
use crate::findings::{Detail, Finding, Kind, Look, shown};

/// Finds what does not follow in a row. Of sums that have a column in common, that one is told of that explains the most.
pub(in crate::findings::relations) fn look<'a>(
    look: &mut Look<'_>,
    sums: &[Sum],
    value: impl Fn(usize) -> &'a str + Copy,
) {
    let mut failing = failing(sums, value);
    while let Some(&(first, _)) = failing.first() {
        let columns: Vec<usize> = first.columns().collect();
        let is_near = |(sum, _): &(&Sum, f64)| sum.columns().any(|column| columns.contains(&column));
        let (near, rest): (Vec<_>, Vec<_>) = failing.into_iter().partition(is_near);
        failing = rest;
        // What is over the scale is why the sum does not hold.
        let is_over = |finding: &Finding| {
            finding.line == look.line
                && finding.detail == Some(Detail::OverHundred)
                && near.iter().any(|(sum, _)| sum.columns().any(|column| finding.column == Some(column)))
        };
        if near.iter().any(|(sum, _)| look.is_told(sum.columns())) || look.findings.iter().any(is_over) {
            continue;
        }
        let (column, beyond) = blamed(sums, &near, value);
        let of_result = near.iter().find(|(sum, _)| sum.result == column);
        let heading = |column: usize| look.heading(column);
        let what = match (of_result, near.iter().find(|(sum, _)| sum.parts.contains(&column))) {
            (Some((sum, meant)), _) => sum.said(*meant, heading),
            (None, Some((sum, meant))) => {
                let (name, meant) = sum.named(*meant, heading);
                let result = format!("{} ({})", heading(sum.result), shown(value(sum.result)));
                let far = beyond.map(|beyond| format!("{beyond}, and ")).unwrap_or_default();
                format!(
                    "{far}does not fit {result}, which is {name} in nearly all other rows, and here that is {meant}. Is one of them wrong?"
                )
            }
            (None, None) => continue,
        };
        look.find_value(column, Kind::OddRelation, value(column), &what);
    }
    for sum in sums {
        if let Some(what) = sum.said_of_short(value, |column| look.heading(column))
            && !look.is_told(sum.columns())
        {
            look.find_value(sum.result, Kind::OddRelation, value(sum.result), &what);
        }
    }
}

/// The sums that do not hold in a row, each with what its result should be.
pub(super) fn failing<'a, 's>(sums: &'s [Sum], value: impl Fn(usize) -> &'a str + Copy) -> Vec<(&'s Sum, f64)> {
    let failing = sums.iter().filter_map(|sum| Some((sum, sum.meant(value)?.err()?)));
    failing.filter(|(sum, _)| !is_without_tax(sum, sums, value)).collect()
}

/// Whether a price is to have a tax on it, and is the price without it, where another column says that the tax is nothing.
fn is_without_tax<'a>(sum: &Sum, sums: &[Sum], value: impl Fn(usize) -> &'a str + Copy) -> bool {
    let Some(part) = sum.parts.first().filter(|_| matches!(sum.rule, Rule::Share(_))) else { return false };
    let number = |at: usize, column: usize| sum.numbers.get(at)?.number(value(column));
    let is_same = number(0, sum.result).zip(number(1, *part)).is_some_and(|(one, other)| one == other);
    let says_so = |other: &Sum| {
        other.rule == Rule::Sum
            && other.result == sum.result
            && other.parts.contains(part)
            && other.meant(value) == Some(Ok(()))
    };
    is_same && sums.iter().any(says_so)
}

/// The column that is probably wrong, where these do not hold: one whose number is beyond all others, or that is in the most of them
/// and in the fewest that hold; and that it is beyond them, in words. What has the number that all others have is not.
pub(super) fn blamed<'a>(
    sums: &[Sum],
    failing: &[(&Sum, f64)],
    value: impl Fn(usize) -> &'a str + Copy,
) -> (usize, Option<String>) {
    let first = failing[0].0;
    let mut far = first.columns().filter_map(|column| Some((column, first.beyond(column, value)?)));
    if let (Some((column, usual)), None) = (far.next(), far.next())
        && column != first.result
        && failing.len() == 1
    {
        return (column, Some(usual));
    }
    let count = |column: usize| failing.iter().filter(|(sum, _)| sum.columns().any(|own| own == column)).count();
    let holding = |column: usize| {
        let holds = |sum: &&Sum| sum.columns().any(|own| own == column) && sum.meant(value) == Some(Ok(()));
        sums.iter().filter(holds).count()
    };
    let is_of_all =
        |column: usize| first.usual(column, value).is_some_and(|(least, most, number)| least == most && number == most);
    // Of a meter, the end is read for this letter, and the beginning is that of the last one.
    let is_end = |column: usize| first.rule == Rule::Difference && first.parts.first() == Some(&column);
    let score = |column: usize| {
        let holding = std::cmp::Reverse(holding(column));
        (!is_of_all(column), count(column), holding, column == first.result, is_end(column))
    };
    (first.columns().max_by_key(|column| score(*column)).unwrap_or(first.result), None)
}

impl Sum {
    /// Between which numbers a column has its own where it holds, and that of a row.
    fn usual<'a>(&self, column: usize, value: impl Fn(usize) -> &'a str) -> Option<(f64, f64, f64)> {
        let at = self.columns().position(|own| own == column)?;
        let (least, most) = self.ranges.get(at)?;
        Some((*least, *most, self.numbers.get(at)?.number(value(column))?))
    }

    /// What is said of the number of a row that is beyond those of its column, where it holds.
    fn beyond<'a>(&self, column: usize, value: impl Fn(usize) -> &'a str) -> Option<String> {
        let (least, most, number) = self.usual(column, value)?;
        let at = self.columns().position(|own| own == column)?;
        let numbers = self.numbers.get(at)?;
        let shown = |number: f64| {
            let is_written = |places: &usize| (number * 10_f64.powi(*places as i32)).fract().abs() < 1e-6;
            numbers.shown(number, (0..3).find(is_written).unwrap_or(3))
        };
        let usual = if least == most {
            format!("is not what all other rows have ({})", shown(least))
        } else {
            format!("is beyond what the other rows have ({} to {})", shown(least), shown(most))
        };
        (number < least || number > most).then_some(usual)
    }
}
