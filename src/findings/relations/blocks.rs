//! Numbers and days that are given by sorts: each race has its block of bib numbers, each age group its years of birth.
//!
//! Not for marks and amounts, whose levels are looked at in `levels.rs`: there the next level is a matter of a point.

use std::collections::{HashMap, HashSet};

use super::levels::{bits, is_running};
use super::{Relation, Sample, Values};
use crate::findings::column::dates::{self, Shape};
use crate::findings::{Kind, Look, Oddity, headings, shown};
use crate::merge::Uses;

/// A column of few values, each of which has days or numbers of another column in a range of its own; some values may share theirs, as
/// the women and the men of an age.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blocks {
    sort: usize,
    number: usize,
    /// The one that the letter uses.
    told: usize,
    measure: Measure,
    ranges: Vec<Range>,
    /// So far from the range of its sort a value may be.
    near: f64,
    /// How many rows are in the range of another sort.
    misses: usize,
}

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Measure {
    Days(Option<Shape>),
    Numbers,
}

/// Where the values of a sort are.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    sort: String,
    /// Sorts whose ranges overlap have the same.
    group: usize,
    rows: usize,
    least: f64,
    most: f64,
    /// The two as the list has them.
    written: (String, String),
    /// From where to where its block goes, of which these are.
    block: (f64, f64),
}

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// More values are no sorts.
const MOST_SORTS: usize = 16;
/// What fewer rows have shows no range.
const FEWEST: usize = 4;
/// Of so many rows, the one that is farthest from the rest may be a slip.
const FEWEST_BESIDE_SLIP: usize = 6;
/// Of a list that is in order by the number, more than two sorts one behind the other are no chance.
const FEWEST_IN_ORDER: usize = 3;
/// So many columns of each kind are compared.
const MOST: usize = 12;
/// So many times two is the number of ways to share out the sorts of which one is as tidy as this: by chance it is none.
const FEWEST_BITS: f64 = 20.0;

/// The blocks in the first rows: of each column of days or numbers, by one column of sorts.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Blocks> {
    if sample.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let sorts: Vec<usize> = (0..sample.columns.len()).filter(|column| has_sorts(sample, *column)).take(MOST).collect();
    let measured = (0..sample.columns.len()).filter_map(|column| Some((column, measure(sample, column, names)?)));
    let by = |(number, measure): (usize, Measure)| {
        let others = sorts.iter().filter(|sort| **sort != number);
        let all = others.filter_map(|sort| {
            let told = [*sort, number].into_iter().find(|column| uses.letter.contains(column))?;
            between(sample, *sort, (number, measure), told)
        });
        all.min_by_key(|blocks| {
            let is_number = sample.columns[blocks.sort].numbers.is_some();
            (blocks.misses, is_number, blocks.sort.abs_diff(number))
        })
    };
    measured.take(MOST).filter_map(by).collect()
}

/// Whether a column has few values, each of which several rows have.
fn has_sorts(sample: &Sample<'_>, column: usize) -> bool {
    let known = &sample.columns[column];
    if known.has_dates || known.has_own || known.has_texts {
        return false;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    sample
        .rows
        .iter()
        .map(|row| row[column])
        .filter(|value| !value.is_empty())
        .for_each(|value| *counts.entry(value).or_default() += 1);
    let rows: usize = counts.values().sum();
    counts.retain(|_, count| *count >= FEWEST);
    (2..=MOST_SORTS).contains(&counts.len()) && counts.values().sum::<usize>() * 10 >= rows * 9
}

/// What a column has that may be given by sorts: days that vary, and numbers each of which is another one.
fn measure(sample: &Sample<'_>, column: usize, names: &[String]) -> Option<Measure> {
    let known = &sample.columns[column];
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let (count, distinct) = (values().count(), values().collect::<HashSet<&str>>().len());
    if count < FEWEST_ROWS {
        return None;
    }
    if known.has_dates {
        return (distinct * 2 >= count).then_some(Measure::Days(known.shape));
    }
    let name = names.get(column).map(|name| name.to_lowercase()).unwrap_or_default();
    let is_number = |value: &&str| Measure::Numbers.read(value).is_some();
    let are_numbers = values().filter(is_number).count() * 20 >= count * 19 && distinct * 20 >= count * 19;
    // A salary may be any number, and that of half the hours that of another sort.
    let is_given = || headings::is_number(&name) || known.numbers.is_some_and(|numbers| numbers.are_own());
    let is_dense = || {
        let all: Vec<f64> = values().filter_map(|value| Measure::Numbers.read(value)).collect();
        are_dense(&all)
    };
    let is_other = headings::is_postcode(&name)
        || headings::is_telephone(&name)
        || headings::is_amount(&name)
        || headings::is_mark(&name);
    (are_numbers && !is_other && (is_given() || is_dense())).then_some(Measure::Numbers)
}

/// Whether the numbers are given one behind the other, some left out: most have the next one near.
fn are_dense(numbers: &[f64]) -> bool {
    const NEXT: f64 = 10.0;
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable_by(f64::total_cmp);
    let near = numbers.windows(2).filter(|pair| pair[1] - pair[0] <= NEXT).count();
    near * 10 >= numbers.len() * 8
}

impl Measure {
    fn read(self, value: &str) -> Option<f64> {
        /// More digits are not told apart.
        const LONGEST: usize = 15;
        match self {
            Self::Days(shape) => {
                // Most are read at one look.
                let usual = dates::usual_day(value, shape, None).map(dates::growing);
                usual.or_else(|| dates::number(value, shape)).map(f64::from)
            }
            Self::Numbers => {
                let is_number = value.len() <= LONGEST && value.bytes().all(|octet| octet.is_ascii_digit());
                if is_number { value.parse().ok() } else { None }
            }
        }
    }
}

/// A value of a row, and that as the list has it.
type Value<'a> = (f64, &'a str);

/// The ranges of one column's values in another, if hardly any row is in another one's.
fn between(sample: &Sample<'_>, sort: usize, (number, measure): (usize, Measure), told: usize) -> Option<Blocks> {
    let rows: Vec<(&str, Value<'_>)> = sample
        .pairs(sort, number)
        .filter_map(|(sort, written)| Some((sort, (measure.read(written)?, written))))
        .collect();
    let mut values: HashMap<&str, Vec<Value<'_>>> = HashMap::new();
    rows.iter().for_each(|(sort, value)| values.entry(sort).or_default().push(*value));
    values.retain(|_, values| values.len() >= FEWEST);
    values.values_mut().for_each(|values| values.sort_unstable_by(|one, other| one.0.total_cmp(&other.0)));
    let close: Vec<Range> = values.iter().map(|(sort, values)| Range::of(sort, values)).collect::<Option<_>>()?;
    let mut ranges: Vec<Range> =
        close.iter().map(|range| range.stretched(&values[range.sort.as_str()], &close)).collect();
    ranges.sort_unstable_by(|one, other| one.least.total_cmp(&other.least).then_with(|| one.sort.cmp(&other.sort)));
    let groups = grouped(&mut ranges);
    let numbers: Vec<f64> = rows.iter().map(|(_, (number, _))| *number).collect();
    let ascents = numbers.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    let is_in_order = ascents * 10 >= rows.len() * 9;
    if groups < if is_in_order { FEWEST_IN_ORDER } else { 2 } || is_running(&numbers) {
        return None;
    }
    let near = match measure {
        // Who goes to school a year or two later, and who is in the next age group already.
        Measure::Days(_) => {
            let width = middle(ranges.iter().map(Range::width).collect());
            (2.0 * width).min(near_width(width))
        }
        Measure::Numbers => 0.0,
    };
    if measure == Measure::Numbers {
        widen(&mut ranges, groups);
    }
    let blocks = Blocks { sort, number, told, measure, ranges, near, misses: 0 };
    let misses = rows.iter().filter(|(sort, (number, _))| blocks.other(sort, *number, |_| 0.0).is_some()).count();
    let counts: Vec<usize> = (0..groups)
        .map(|group| blocks.ranges.iter().filter(|range| range.group == group).map(|range| range.rows).sum())
        .collect();
    let is_told = rows.len() >= FEWEST_ROWS
        && misses <= (rows.len() / 40).max(1)
        && bits(&counts, counts.iter().sum(), misses) >= FEWEST_BITS;
    is_told.then_some(Blocks { misses, ..blocks })
}

/// How far from a range of so many days one may be: of one that is many years wide, half of that.
fn near_width(width: f64) -> f64 {
    const YEARS: f64 = 3.0;
    (YEARS * f64::from(dates::YEAR)).max(width / 2.0)
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

impl Range {
    /// Of the values of a sort, in their order, that are closest together: without the few that are farthest from the rest.
    fn of(sort: &str, values: &[Value<'_>]) -> Option<Self> {
        let rows = values.len();
        let slips = if rows < FEWEST_BESIDE_SLIP { 0 } else { 1 + rows / 25 };
        let width = |values: &[Value<'_>]| match values {
            [first, .., last] => last.0 - first.0,
            _ => 0.0,
        };
        let close = values.windows(rows - slips).min_by(|one, other| width(one).total_cmp(&width(other)))?;
        Some(Self {
            sort: sort.to_owned(),
            group: 0,
            rows,
            least: close.first()?.0,
            most: close.last()?.0,
            written: (close.first()?.1.to_owned(), close.last()?.1.to_owned()),
            block: (close.first()?.0, close.last()?.0),
        })
    }

    fn width(&self) -> f64 {
        self.most - self.least
    }

    /// The same with what is next to it: up to the ranges of others, if those are apart.
    fn stretched(&self, values: &[Value<'_>], all: &[Self]) -> Self {
        let reach = self.width() / 2.0;
        let is_apart = |other: &&Self| other.most < self.least || other.least > self.most;
        let is_free = |number: f64| {
            let (least, most) = (self.least.min(number), self.most.max(number));
            all.iter().filter(is_apart).all(|other| other.most < least || other.least > most)
        };
        let is_next = |number: f64| number >= self.least - reach && number <= self.most + reach && is_free(number);
        let mut next = values.iter().filter(|(number, _)| is_next(*number));
        let mut stretched = self.clone();
        if let Some((least, written)) = next.next() {
            (stretched.least, stretched.written.0) = (*least, (*written).to_owned());
        }
        if let Some((most, written)) = next.next_back() {
            (stretched.most, stretched.written.1) = (*most, (*written).to_owned());
        }
        stretched.block = (stretched.least, stretched.most);
        stretched
    }
}

/// Numbers the groups of ranges that overlap, and says how many there are. The ranges are in the order of where they begin.
fn grouped(ranges: &mut [Range]) -> usize {
    let (mut groups, mut most) = (0, f64::NEG_INFINITY);
    for range in ranges {
        groups += usize::from(range.least > most);
        range.group = groups - 1;
        most = most.max(range.most);
    }
    groups
}

/// Where each of several groups is within one hundred, or one thousand, that is its block.
fn widen(ranges: &mut [Range], groups: usize) {
    const FEWEST: usize = 3;
    const LARGEST: i32 = 12;
    let is_parted = |size: &f64| {
        let of = |number: f64| (number / size).floor();
        ranges.iter().all(|range| of(range.least).total_cmp(&of(range.most)).is_eq())
            && ranges.windows(2).all(|pair| pair[0].group == pair[1].group || of(pair[0].least) < of(pair[1].least))
    };
    let size = (1..=LARGEST).rev().map(|digits| 10_f64.powi(digits)).find(is_parted);
    if let Some(size) = size.filter(|_| groups >= FEWEST) {
        for range in ranges {
            let begin = (range.least / size).floor() * size;
            range.block = (begin, begin + size - 1.0);
        }
    }
}

impl Blocks {
    /// What is wrong with the sort of a row, or with its number: that is of another one's.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let number = self.measure.read(value(self.number))?;
        let near = |own: &Range| match self.measure {
            Measure::Days(_) => self.near.max(own.width().min(near_width(own.width()))),
            Measure::Numbers => self.near,
        };
        let (own, other) = self.other(value(self.sort), number, near)?;
        let usual = |range: &Range| {
            let (least, most) = &range.written;
            if least == most { shown(least).into_owned() } else { format!("{} to {}", shown(least), shown(most)) }
        };
        Some(if self.told == self.sort {
            format!(
                "does not fit {} ({}): the other rows have it with {}, and \"{}\" with {}. Is one of the two wrong?",
                heading(self.number),
                shown(value(self.number)),
                usual(own),
                shown(&other.sort),
                usual(other)
            )
        } else {
            format!(
                "does not fit {} ({}), which the other rows have with {}. Is one of the two wrong?",
                heading(self.sort),
                shown(&own.sort),
                usual(own)
            )
        })
    }

    /// The range of a sort, and the one of another that a number is in, so far out of its own.
    fn other(&self, sort: &str, number: f64, near: impl Fn(&Range) -> f64) -> Option<(&Range, &Range)> {
        let own = self.ranges.iter().find(|range| range.sort == sort)?;
        let near = near(own);
        let (least, most) = own.block;
        if (least - near..=most + near).contains(&number) {
            return None;
        }
        let is_of = |range: &&Range| range.group != own.group && (range.block.0..=range.block.1).contains(&number);
        Some((own, self.ranges.iter().find(is_of).or_else(|| self.beyond(own, number))?))
    }

    /// The nearest range of those that lie between a sort's own and a number that is in none, if there are others behind the number: it is
    /// that of no sort, and not of this one.
    fn beyond(&self, own: &Range, number: f64) -> Option<&Range> {
        let (least, most) = own.block;
        let is_above = number > most;
        let others = || self.ranges.iter().filter(|range| range.group != own.group);
        let is_behind = |range: &Range| if is_above { range.block.0 > number } else { range.block.1 < number };
        let is_between = |range: &Range| {
            if is_above {
                range.block.0 > most && range.block.1 < number
            } else {
                range.block.1 < least && range.block.0 > number
            }
        };
        let between = others().filter(|range| is_between(range));
        let distance = |range: &&Range| (range.block.0 - number).abs().min((range.block.1 - number).abs());
        let nearest = between.min_by(|one, other| distance(one).total_cmp(&distance(other)));
        nearest.filter(|_| others().any(is_behind))
    }
}

impl Relation for Blocks {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.sort, self.number])
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

    fn blocks(headings: [&str; 2], rows: &[[String; 2]]) -> Vec<Blocks> {
        let has_dates = rows.iter().all(|row| dates::is_date(&row[1]));
        let shape = dates::shape(&rows[0][1]);
        let columns = [Column::default(), Column { has_dates, shape, ..Column::default() }];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &headings.map(str::to_owned))
    }

    fn said(blocks: &[Blocks], row: [&str; 2]) -> Option<String> {
        blocks.iter().find_map(|blocks| blocks.flaw(|column| row[column], |column| format!("\"{column}\"")))
    }

    /// Bib numbers, the list in the order of names.
    fn race(n: usize) -> [String; 2] {
        let race = n * 7 % 3;
        [["10 km", "Semi", "Marathon"][race].to_owned(), (1000 * race + 1 + n * 37 % 120).to_string()]
    }

    #[test]
    fn a_number_of_another_block_is_found() {
        let mut rows: Vec<[String; 2]> = (0..90).map(race).collect();
        rows[30] = ["10 km", "2207"].map(str::to_owned);
        let all = blocks(["race", "bib"], &rows);
        for row in &rows {
            assert_eq!(said(&all, [&row[0], &row[1]]).is_some(), row[1] == "2207", "{row:?}");
        }
        let what = said(&all, ["10 km", "1077"]).unwrap();
        assert!(what.contains("\"1\" (1077)") && what.contains("\"Semi\" with 100"), "{what}");
        // What is beyond all of them, and another sort, is another matter.
        for row in [["10 km", "3001"], ["10 km", "150"], ["Kids", "1077"], ["", "1077"], ["10 km", "x"]] {
            assert_eq!(said(&all, row), None, "{row:?}");
        }
        // Blocks that follow one another.
        let follow: Vec<[String; 2]> =
            (0..90).map(|n| [["red", "blue"][n * 37 % 90 / 45].to_owned(), (301 + n * 37 % 90).to_string()]).collect();
        let all = blocks(["boat", "ticket no"], &follow);
        assert!(said(&all, ["red", "371"]).is_some() && said(&all, ["blue", "312"]).is_some());
        assert_eq!((said(&all, ["red", "391"]), said(&all, ["blue", "400"])), (None, None));
    }

    /// Five years an age group, of women and men; each has both.
    fn runner(n: usize) -> [String; 2] {
        let group = n * 5 % 6;
        let year = 2005 - 5 * group - n * 7 % 5;
        let sex = ["F", "M"][n / 6 % 2];
        [format!("{sex}{}", 20 + 5 * group), format!("{:02}.{:02}.{year}", 1 + n * 11 % 28, 1 + n * 5 % 12)]
    }

    #[test]
    fn a_day_of_another_age_is_found() {
        let mut rows: Vec<[String; 2]> = (0..96).map(runner).collect();
        rows[40] = ["F20", "10.11.1983"].map(str::to_owned);
        let all = blocks(["age group", "born"], &rows);
        for row in &rows {
            assert_eq!(said(&all, [&row[0], &row[1]]).is_some(), row[1] == "10.11.1983", "{row:?}");
        }
        assert!(said(&all, ["M45", "10.11.2004"]).is_some_and(|what| what.contains("20\"")));
        // The next group, and a year of nobody.
        for row in [["M25", "10.11.2002"], ["M20", "10.11.2026"], ["M20", "31.12.1950"]] {
            assert_eq!(said(&all, row), None, "{row:?}");
        }
    }

    #[test]
    fn a_day_beyond_another_age_is_found() {
        let ages = [("Veteran", 1958, 26), ("Senior", 1990, 17), ("Junior", 2009, 2)];
        let member = |n: usize| {
            let (age, first, years) = ages[n * 5 % 3];
            [age.to_owned(), format!("{:02}.{:02}.{}", 1 + n * 11 % 28, 1 + n * 5 % 12, first + n * 7 % years)]
        };
        let mut rows: Vec<[String; 2]> = (0..96).map(member).collect();
        let slips = [["Veteran", "17.05.2008"], ["Junior", "03.02.1971"], ["Veteran", "01.02.1998"]];
        let told = |rows: &[[String; 2]], row: [&str; 2]| said(&blocks(["age", "born"], rows), row);
        for row in slips {
            assert!(told(&rows, row).is_some(), "{row:?}");
        }
        (rows[30], rows[61]) = (slips[0].map(str::to_owned), slips[1].map(str::to_owned));
        for row in slips {
            assert!(told(&rows, row).is_some(), "{row:?}");
        }
        for row in
            [["Senior", "17.05.2008"], ["Veteran", "17.05.1988"], ["Junior", "01.01.2030"], ["Veteran", "1.1.1930"]]
        {
            assert_eq!(told(&rows, row), None, "{row:?}");
        }
    }

    #[test]
    fn what_overlaps_or_is_in_order_is_left_alone() {
        // Classes of two years, in which some are a year older.
        let pupil = |n: usize| {
            let class = n * 7 % 4;
            let year = 2016 - class - usize::from(n % 20 == 3);
            [["3a", "4a", "5a", "6a"][class].to_owned(), format!("{:02}.{:02}.{year}", 1 + n % 28, 1 + n * 5 % 12)]
        };
        let pupils: Vec<[String; 2]> = (0..96).map(pupil).collect();
        let all = blocks(["class", "born"], &pupils);
        assert!(pupils.iter().all(|row| said(&all, [&row[0], &row[1]]).is_none()));
        assert_eq!(said(&all, ["3a", "10.10.2014"]), None);
        // Numbers of the whole list, and those that count the rows.
        let mixed: Vec<[String; 2]> =
            (0..90).map(|n| [["a", "b", "c"][n * 7 % 3].to_owned(), (1 + n * 37 % 101).to_string()]).collect();
        assert!(blocks(["group", "no"], &mixed).is_empty());
        let running: Vec<[String; 2]> =
            (0..90).map(|n| [["a", "b", "c"][n / 30].to_owned(), (n + 1).to_string()]).collect();
        assert!(blocks(["group", "no"], &running).is_empty());
        // A list in the order of its numbers, in which the sorts changed once.
        let ordered: Vec<[String; 2]> =
            (0..90).map(|n| [["a", "b"][n / 45].to_owned(), (n * 3 + n % 2).to_string()]).collect();
        assert!(blocks(["group", "no"], &ordered).is_empty());
        // Salaries, of which half the hours have half.
        let salary = |n: usize| {
            let grade = n * 7 % 3;
            [["junior", "senior", "lead"][grade].to_owned(), (2400 + 1600 * grade + n * 37 % 1000).to_string()]
        };
        assert!(blocks(["grade", "salary"], &(0..90).map(salary).collect::<Vec<_>>()).is_empty());
        assert!(blocks(["race", "bib"], &(0..15).map(race).collect::<Vec<_>>()).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(
            rows in proptest::collection::vec(("[ab]|\\PC{0,3}", "[0-9]{0,17}|[0-3][0-9]\\.[01][0-9]\\.[12][0-9]{3}"), 1..60),
            has_dates: bool
        ) {
            let columns = [Column::default(), Column { has_dates, ..Column::default() }];
            let values = rows.iter().map(|(sort, number)| vec![sort.as_str(), number.as_str()]).collect();
            let uses = Uses { letter: vec![0, 1], ..Uses::default() };
            let all = of(&Sample { rows: values, columns: &columns }, &uses, &["a", "no"].map(str::to_owned));
            for (sort, number) in &rows {
                let _ = said(&all, [sort, number]);
            }
        }
    }
}
