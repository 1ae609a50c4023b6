//! Columns whose days all lie within a few months, and days that are exactly a year away.

use super::dates::{self, Day, Order, Shape};

/// When the days of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Season {
    first: Day,
    last: Day,
    shape: Option<Shape>,
}

impl Season {
    /// Of the first values of a column that are written so, the few that are far out apart.
    pub(in crate::findings) fn of(values: &[String], shape: Option<Shape>) -> Option<Self> {
        const FEWEST: usize = 20;
        const MOST_MONTHS: u32 = 4;
        let mut days: Vec<Day> = values.iter().filter_map(|value| day(value, shape)).collect();
        days.sort_unstable();
        // Those that are odd are at both ends.
        let few = days.len().div_ceil(20);
        let (first, last) = (*days.get(few)?, *days.get(days.len().checked_sub(1 + few)?)?);
        let is_short = months(last) <= months(first) + MOST_MONTHS;
        (days.len() >= FEWEST && is_short).then_some(Self { first, last, shape })
    }

    /// Whether the day of a value is none of these, and would be one in another year.
    pub(in crate::findings) fn is_year_off(self, value: &str) -> bool {
        day(value, self.shape).is_some_and(|day| self.is_off(day))
    }

    /// The same of a day.
    pub(in crate::findings) fn is_off(self, day: Day) -> bool {
        let is_in = |(year, month, day): Day| {
            let (first, last) = (months(self.first), months(self.last));
            let at = months((year, month, day));
            if first == last {
                at == first && (self.first.2..=self.last.2).contains(&day)
            } else {
                (first..=last).contains(&at)
            }
        };
        let (year, month, date) = day;
        months(day).abs_diff(months(self.first)) > 6
            && months(day).abs_diff(months(self.last)) > 6
            && (is_in((year + 1, month, date)) || is_in((year.saturating_sub(1), month, date)))
    }
}

/// The day of a value that is written so. Where the day and the month may be one or the other, the year is all that counts.
fn day(value: &str, shape: Option<Shape>) -> Option<Day> {
    let shape = shape?;
    dates::day(value, if shape.order == Order::Either { Shape { order: Order::Day, ..shape } } else { shape })
}

fn months((year, month, _): Day) -> u32 {
    year.saturating_mul(12).saturating_add(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn season(value: impl Fn(u32) -> String) -> Option<Season> {
        let values: Vec<String> = (0..40).map(value).collect();
        Season::of(&values, dates::shape(&values[39]))
    }

    #[test]
    fn days_a_year_off_are_found() {
        let season_of_weeks = season(|n| format!("2027-02-{:02}", 1 + n % 28)).unwrap();
        for odd in ["2026-02-14", "2028-02-14"] {
            assert!(season_of_weeks.is_year_off(odd), "{odd}");
        }
        for sound in ["2027-02-14", "2027-03-14", "2027-12-15", "2026-12-15", "2026-09-01", "2029-02-14", "soon", ""] {
            assert!(!season_of_weeks.is_year_off(sound), "{sound}");
        }
        let constant = season(|_| "25/02/2027".to_owned()).unwrap();
        assert!(constant.is_year_off("25/02/2026") && !constant.is_year_off("24/02/2026"));
        let over_new_year = season(|n| format!("{}-{:02}-10", 2026 + n % 2, 12 - n % 2 * 11)).unwrap();
        assert!(over_new_year.is_year_off("2026-01-10") && !over_new_year.is_year_off("2027-02-10"));
    }

    #[test]
    fn days_of_many_months_have_no_season() {
        assert_eq!(season(|n| format!("2027-{:02}-10", 1 + n % 12)), None);
        assert_eq!(Season::of(&["2027-02-10".to_owned()], dates::shape("2027-02-10")), None);
        assert_eq!(Season::of(&[], None), None);
    }
}
