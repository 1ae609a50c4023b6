//! Days of the week beside dates: each is that of its date.

use super::{Decided, FEWEST, Sample, Values};
use crate::findings::calendar::{self, weekday_of_cell};
use crate::findings::column::dates::{self, Order, Shape};
use crate::findings::{Kind, Look, shown};
use crate::merge::Uses;

/// A column of days of the week, and the one of their dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weekdays {
    pub(super) weekday: usize,
    pub(super) date: usize,
    shape: Shape,
    /// The one that the letter uses.
    pub(super) told: usize,
}

/// The columns of days of the week that go with one of dates in nearly all of the first rows.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Weekdays> {
    let is_used = |column: &usize| uses.letter.contains(column);
    let columns = || 0..sample.columns.len();
    let mut all = Vec::new();
    for weekday in columns().filter(|column| holds_weekdays(sample, *column)) {
        let dates = columns().filter_map(|date| Some((date, sample.columns[date].shape?)));
        let habits = dates.filter_map(|(date, shape)| {
            let told = [weekday, date].into_iter().find(is_used)?;
            let of_shape = |order| Weekdays { weekday, date, shape: Shape { order, ..shape }, told };
            let orders = match shape.order {
                Order::Either => vec![Order::Day, Order::Month],
                order => vec![order],
            };
            orders.into_iter().map(of_shape).find(|weekdays| weekdays.is_habit(sample))
        });
        all.extend(habits);
    }
    all
}

fn holds_weekdays(sample: &Sample<'_>, column: usize) -> bool {
    let (mut rows, mut weekdays) = (0, 0);
    for value in sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()) {
        rows += 1;
        weekdays += usize::from(weekday(value).is_some());
        // Most columns hold nothing of the kind.
        if rows > FEWEST && weekdays * 2 < rows {
            return false;
        }
    }
    weekdays >= FEWEST && weekdays * 10 >= rows * 9
}

/// The day of the week that a value is, and nothing else.
fn weekday(value: &str) -> Option<usize> {
    const LONGEST: usize = 24;
    let word = value.trim_end_matches(['.', ',']);
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    weekday_of_cell(&word.to_lowercase()).or_else(|| in_kanji(word))
}

/// `土`, `土曜`, `（土）`: Saturday, as Japanese lists have it.
fn in_kanji(word: &str) -> Option<usize> {
    let word = word.trim_start_matches(['(', '（']).trim_end_matches([')', '）']).trim_end_matches("曜");
    ["月", "火", "水", "木", "金", "土", "日"].iter().position(|day| *day == word)
}

impl Weekdays {
    fn is_habit(&self, sample: &Sample<'_>) -> bool {
        let fits = |(weekday, date): (&str, &str)| Some(self.right(weekday, date)?.is_none());
        let fits: Vec<bool> = sample.pairs(self.weekday, self.date).filter_map(fits).collect();
        fits.len() >= FEWEST && fits.iter().filter(|fits| **fits).count() * 10 >= fits.len() * 9
    }

    /// The right day of a date, if another one stands beside it.
    fn right(&self, weekday: &str, date: &str) -> Option<Option<usize>> {
        let (weekday, (year, month, day)) = (self::weekday(weekday)?, dates::day(date, self.shape)?);
        let right = calendar::of_week(year, month, day);
        Some((year > 0 && right != weekday).then_some(right))
    }

    /// What is wrong in a row of these values, below these headings.
    pub(super) fn flaw<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (weekday, date) = (value(self.weekday), value(self.date));
        let right = calendar::SHOWN[self.right(weekday, date)??];
        Some(if self.told == self.weekday {
            format!(
                "is not the day of {} ({}), which is a {right}. Is one of them wrong?",
                heading(self.date),
                shown(date)
            )
        } else {
            format!("is a {right}, and {} says \"{}\". Is one of them wrong?", heading(self.weekday), shown(weekday))
        })
    }
}

/// Finds days of the week that are not those of their dates, unless what else decides the dates of the list explains it.
pub(super) fn look(look: &mut Look<'_>, all: &[Weekdays], decided: &[Decided], line: Values<'_>) {
    let value = |column| line.value(column);
    for weekdays in all {
        let columns = [weekdays.weekday, weekdays.date];
        // Where the rest of the row has another date, it is that which is wrong.
        let is_of_date = |decided: &&Decided| decided.told == weekdays.date && !columns.contains(&decided.by);
        let is_explained = || {
            let mut decided = decided.iter().filter(is_of_date);
            decided.any(|decided| decided.flaw(value(decided.by), value(decided.column)).is_some())
        };
        if !look.is_told(columns)
            && !is_explained()
            && let Some(what) = weekdays.flaw(value, |column| look.heading(column))
        {
            look.find_value(weekdays.told, Kind::OddRelation, value(weekdays.told), &what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    #[test]
    fn days_are_read_as_japanese_lists_have_them() {
        for (value, day) in [
            ("月", Some(0)),
            ("土", Some(5)),
            ("（日）", Some(6)),
            ("(金)", Some(4)),
            ("水曜", Some(2)),
            ("大", None),
            ("日月", None),
        ] {
            assert_eq!(weekday(value), day, "{value}");
        }
        let days = ["2027/01/23", "2027/01/24"];
        let rows: Vec<(&str, &str)> = (0..40).map(|n| (["土", "日"][n % 2], days[n % 2])).collect();
        let told = found(&rows, "土", "2027/01/24", 0);
        assert!(told.is_some_and(|what| what.contains("which is a Sunday")));
        assert_eq!(found(&rows, "日", "2027/01/24", 0), None);
    }

    fn found(rows: &[(&str, &str)], weekday: &str, date: &str, used: usize) -> Option<String> {
        let shape = dates::shape(rows[0].1);
        let columns = [Column::default(), Column { has_dates: true, shape, ..Column::default() }];
        let rows = rows.iter().map(|(one, other)| vec![*one, *other]).cycle().take(20).collect();
        let uses = Uses { letter: vec![used], ..Uses::default() };
        let all = of(&Sample { rows, columns: &columns }, &uses);
        all.iter().find_map(|weekdays| weekdays.flaw(|column| [weekday, date][column], |_| String::new()))
    }

    #[test]
    fn days_that_are_not_the_dates_are_found() {
        let english = [("Tuesday", "6 Jul 2027"), ("Wednesday", "7 Jul 2027"), ("Thursday", "8 Jul 2027")];
        let german = [("Di", "06.07.2027"), ("Mi", "07.07.2027"), ("Do", "08.07.2027")];
        let american = [("Tue", "07/06/2027"), ("Wed", "07/07/2027"), ("Thu", "07/08/2027")];
        let chinese = [("星期二", "2027年7月6日"), ("星期三", "2027年7月7日"), ("星期四", "2027年7月8日")];
        for (rows, weekday, date) in [
            (&english, "Friday", "6 Jul 2027"),
            (&german, "Fr", "06.07.2027"),
            (&american, "Fri", "07/06/2027"),
            (&chinese, "星期五", "2027年7月6日"),
        ] {
            for used in [0, 1] {
                let what = found(rows, weekday, date, used);
                assert!(what.as_ref().is_some_and(|what| what.contains("Tuesday")), "{weekday} {date}: {what:?}");
            }
            assert_eq!(found(rows, rows[1].0, rows[1].1, 0), None);
            assert_eq!(found(rows, weekday, date, 2), None);
        }
        // A day that is not that of the date in most rows is of something else.
        assert_eq!(found(&[("Friday", "6 Jul 2027"), ("Friday", "7 Jul 2027")], "Monday", "6 Jul 2027", 0), None);
        assert_eq!(found(&english, "soon", "6 Jul 2027", 0), None);
    }
}
