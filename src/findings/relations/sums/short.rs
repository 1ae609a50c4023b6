//! Sums of which a part is missing: who was absent from a test has nothing for it in the total.

use super::{Rule, Sum, Table};
use crate::findings::shown;

impl Table {
    /// Whether sums are of the parts that there are, as far as the first rows tell: nobody's is made up for what is missing.
    pub(super) fn is_of_rest(&self, result: usize, rule: &Rule, parts: &[usize], tolerance: f64) -> bool {
        let is_made_up = |row: &&Vec<Option<f64>>| {
            let there: Vec<f64> = parts.iter().filter_map(|part| row[*part]).collect();
            let is_short = !there.is_empty() && there.len() < parts.len();
            is_short && row[result].is_some_and(|number| (number - there.iter().sum::<f64>()).abs() > tolerance)
        };
        *rule == Rule::Sum && self.rows.iter().filter(is_made_up).count() * 20 <= self.rows.len()
    }
}

impl Sum {
    /// The part that a row does not have, and the sum of the others, where the result is not that.
    fn short<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<(usize, f64)> {
        let numbers = |at: usize| self.numbers.get(at);
        let result = numbers(0)?.number(value(self.result)).filter(|number| self.is_of_rest && *number != 0.0)?;
        let (mut absent, mut rest, mut count) = (None, 0.0, 0);
        for (at, &part) in self.parts.iter().enumerate() {
            match numbers(at + 1)?.number(value(part)) {
                Some(number) => {
                    rest += number;
                    count += 1;
                }
                None if value(part).contains(|letter: char| letter.is_numeric()) => return None,
                None => absent = Some(part),
            }
        }
        (count > 0 && (result - rest).abs() > self.tolerance).then_some((absent?, rest))
    }

    /// What is wrong with such a result in a row.
    pub(super) fn said_of_short<'a>(
        &self,
        value: impl Fn(usize) -> &'a str + Copy,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (absent, rest) = self.short(value)?;
        let is = match value(absent) {
            "" => "is empty".to_owned(),
            word => format!("is \"{}\"", shown(word)),
        };
        let rest = self.numbers.first()?.shown(rest, self.places);
        Some(format!(
            "is not the sum of the numbers that are there ({rest}): {} {is}. Is one of them wrong?",
            heading(absent)
        ))
    }
}
