//! Columns whose days lie many years apart, and days that are in nobody's lifetime: entered in 2062.

use super::dates::{self, Shape};

/// The years of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Era {
    first: u32,
    last: u32,
    /// Where nearly all days are past: a year that is none of them.
    never: Option<u32>,
}

impl Era {
    /// Of the first values of a column, the few that are far out apart.
    pub(in crate::findings) fn of(values: &[String], shape: Option<Shape>) -> Option<Self> {
        const FEWEST: usize = 20;
        const SHORT: u32 = 3;
        let today = dates::today();
        let mut years: Vec<u32> = values.iter().filter_map(|value| dates::year(value)).collect();
        let later = values.iter().filter_map(|value| dates::number(value, shape)).filter(|day| *day > today).count();
        years.sort_unstable();
        let few = years.len().div_ceil(20);
        let (first, last) = (*years.get(few)?, *years.get(years.len().checked_sub(1 + few)?)?);
        // What begins next year is known this year.
        let never = (later <= few).then_some(today / dates::YEAR + 2);
        (years.len() >= FEWEST && last - first > SHORT).then_some(Self { first, last, never })
    }

    /// Whether a year is far behind or far before all of them.
    pub(in crate::findings) fn is_off(self, year: u32) -> bool {
        const FAR: u32 = 20;
        const LIFETIME: u32 = 60;
        if year > self.last {
            // What has no end ends with a century.
            let is_open = matches!(year, 2099 | 2999 | 9999);
            self.never.map_or(year >= self.last + FAR && !is_open, |never| year >= never)
        } else {
            year > 0 && year + LIFETIME.max(self.last - self.first) <= self.first
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn era(value: impl Fn(u32) -> String) -> Option<Era> {
        let values: Vec<String> = (0..40).map(value).collect();
        Era::of(&values, dates::shape(&values[39]))
    }

    fn off(era: Era, value: &str) -> bool {
        dates::year(value).is_some_and(|year| era.is_off(year))
    }

    #[test]
    fn years_that_nobody_lives_in_are_found() {
        let entered = era(|n| format!("{}-05-06", 2003 + n * 7 % 22)).unwrap();
        for (value, is_off) in [
            ("2062-05-06", true),
            ("2205-05-06", true),
            ("1920-05-06", true),
            ("1978-05-06", false),
            ("2025-12-01", false),
            ("soon", false),
            ("", false),
        ] {
            assert_eq!(off(entered, value), is_off, "{value}");
        }
        let next = dates::today() / dates::YEAR + 1;
        assert!(!entered.is_off(next) && entered.is_off(next + 1));
        let german = era(|n| format!("06.05.{}", 2003 + n * 7 % 22)).unwrap();
        assert!(off(german, "06.05.2062") && !off(german, "06.05.1999"));
        let chinese = era(|n| format!("{}年5月6日", 2003 + n * 7 % 22)).unwrap();
        assert!(off(chinese, "2062年5月6日") && !off(chinese, "2024年5月6日"));
    }

    #[test]
    fn what_is_to_come_may_be_far() {
        let ends = era(|n| format!("{}-12-31", 2050 + n * 7 % 22)).unwrap();
        for (value, is_off) in
            [("2075-12-31", false), ("2099-12-31", false), ("9999-12-31", false), ("2105-12-31", true)]
        {
            assert_eq!(off(ends, value), is_off, "{value}");
        }
        assert_eq!(era(|n| format!("2026-{:02}-06", 1 + n % 12)), None);
        assert_eq!(Era::of(&["2026-01-06".to_owned()], None), None);
    }
}
