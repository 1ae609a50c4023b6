//! What the first rows of a list say about its columns: dates, numbers, and how they are written.

use super::cells::Column;
use super::dates::{self, Order, Shape};
use super::domains;
use super::numbers::Numbers;
use super::unlike;
use crate::input::Source;

/// So many rows tell what a column is for.
const SAMPLE: usize = 100;
/// Fewer values show no habit.
const FEWEST: usize = 5;
const FEWEST_WORDS: usize = 10;

/// What the first rows of a list say.
#[derive(Debug, Default)]
pub(super) struct Sampled {
    /// All columns of the list, by index.
    pub(super) columns: Vec<Column>,
    /// Whether its addresses are examples: somebody tries the program out.
    pub(super) is_of_examples: bool,
}

/// Reads the first rows.
pub(super) fn sampled(source: &Source) -> Sampled {
    let count = source.header().names().len();
    let mut values: Vec<Vec<String>> = vec![Vec::new(); count];
    let (mut rows, mut examples) = (0_usize, 0_usize);
    for record in source.records().into_iter().flatten().take(SAMPLE).flatten() {
        rows += 1;
        examples += usize::from(record.fields.iter().any(is_example));
        for (index, values) in values.iter_mut().enumerate() {
            let value = record.fields.get(index).unwrap_or_default().trim();
            if !value.is_empty() {
                values.push(value.to_owned());
            }
        }
    }
    Sampled { columns: values.iter().map(|values| column(values)).collect(), is_of_examples: examples * 10 > rows }
}

fn is_example(value: &str) -> bool {
    value.trim().rsplit_once('@').is_some_and(|(_, domain)| domains::example(&domain.to_ascii_lowercase()).is_some())
}

/// What the values of a column say, blanks apart.
fn column(values: &[String]) -> Column {
    let dates = values.iter().filter(|value| dates::is_date(value)).count();
    let has_dates = dates >= 2 && dates * 10 >= values.len() * 6;
    let numbers = if has_dates { None } else { Numbers::of(values) };
    let words = values.iter().filter(|value| unlike::is_word(value)).count();
    Column {
        has_dates,
        shape: if has_dates { shape(values) } else { None },
        years: if has_dates { years(values) } else { None },
        numbers,
        has_words: words >= FEWEST_WORDS && is_habit(words, values.len()),
        ..Column::default()
    }
}

/// Nine of ten.
fn is_habit(count: usize, of: usize) -> bool {
    count * 10 >= of * 9
}

/// How the dates are written, if all but a few are written in one way.
fn shape(values: &[String]) -> Option<Shape> {
    let shapes: Vec<Shape> = values.iter().filter_map(|value| dates::shape(value)).collect();
    let count = |wanted: &Shape| shapes.iter().filter(|shape| wanted.fits(**shape)).count();
    let is_usual = |shape: &&Shape| count(shape) >= FEWEST && is_habit(count(shape), shapes.len());
    // `1.2.2026` fits both orders, and says less than `23.2.2026`.
    let (open, told): (Vec<_>, Vec<_>) = shapes.iter().partition(|shape| shape.order == Order::Either);
    told.into_iter().find(is_usual).or_else(|| open.into_iter().find(is_usual)).copied()
}

/// The years of the dates, where all but a few are of a few years: not days of birth.
fn years(values: &[String]) -> Option<(u32, u32)> {
    const SPAN: u32 = 3;
    let mut years: Vec<u32> = values.iter().filter_map(|value| dates::year(value)).collect();
    years.sort_unstable();
    let middle = *years.get(years.len() / 2)?;
    let near: Vec<u32> = years.iter().copied().filter(|year| year.abs_diff(middle) <= SPAN).collect();
    (near.len() >= FEWEST && is_habit(near.len(), years.len())).then_some((*near.first()?, *near.last()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Column {
        column(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_by_their_values() {
        let dates = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-12-01", "2027-01-08"];
        let known = of(&dates);
        assert!(known.has_dates && known.numbers.is_none() && known.shape.is_some());
        assert_eq!(known.years, Some((2026, 2027)));
        // Days of birth are of many years, and short lists show no habit.
        assert_eq!(of(&["1950-01-01", "1961-01-01", "1985-01-01", "1999-01-01", "2003-01-01"]).years, None);
        assert_eq!(of(&dates[..4]).shape, None);
        let days = ["1.2.2026", "23.2.2026", "2.3.2026", "3.3.2026", "30.3.2026", "31.3.2026"];
        assert_eq!(of(&days).shape, dates::shape("23.2.2026"));
        assert_eq!(of(&["1.2.2026"; 6]).shape, dates::shape("1.1.2027"));
        assert_eq!(of(&["2026-11-01", "1.12.2026", "2026-11-03", "2026-12-01", "2027-01-08"]).shape, None);

        assert!(of(&["88", "92", "75", "60.5", "100"]).numbers.is_some());
        assert!(of(&["88", "92", "75", "60.5"]).numbers.is_none());
        assert!(of(&["88", "A", "75", "B", "100", "60"]).numbers.is_none());
        assert!(of(&["Anna"; 10]).has_words && !of(&["p1@a.example"; 10]).has_words && !of(&["TRUE"; 10]).has_words);
        assert_eq!(of(&[]), Column::default());
    }
}
