//! Days or years of birth of adults, and one of a child among them; of children, and one of an adult; and of nobody who lives.

use super::dates;

/// Whose days of birth all but one of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Ages {
    are_adults: bool,
    /// They are all that the list has: one that is a child among those is the exception.
    are_all: bool,
    /// The year that it is.
    this: u32,
}

/// Fewer rows show no habit.
const FEWEST: usize = 20;
/// From this age on, in years, somebody is an adult, and up to that a child, and up to that an infant.
const ADULT: u32 = 18;
const CHILD: u32 = 13;
const INFANT: u32 = 3;
/// Who is older among children is no pupil who has come late.
const TEACHER: u32 = 25;
/// Nobody is older.
const OLDEST: u32 = 110;

impl Ages {
    /// Of the first values of a column of births; whether those are all that there are.
    pub(in crate::findings) fn of(values: &[String], is_whole: bool) -> Option<Self> {
        let this = dates::today() / dates::YEAR;
        let ages: Vec<u32> = values.iter().filter_map(|value| age(value, this)).collect();
        if ages.len() < FEWEST || ages.len() * 10 < values.len() * 9 {
            return None;
        }
        let adults = ages.iter().filter(|age| (ADULT..=OLDEST).contains(*age)).count();
        let minors = ages.iter().filter(|age| **age < ADULT).count();
        let is_all_but_one = |count: usize| count + 1 >= ages.len();
        let ages = Self { are_adults: is_all_but_one(adults), are_all: is_whole, this };
        (is_all_but_one(adults) || is_all_but_one(minors) && is_whole).then_some(ages)
    }

    /// What is odd about a day or a year of birth.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<String> {
        let age = age(value, self.this)?;
        let said = if self.are_adults && (age <= INFANT || age <= CHILD && self.are_all) {
            let years = if age == 1 { "1 year".to_owned() } else { format!("{age} years") };
            format!("is of a child of about {years}, and all others are of adults")
        } else if self.are_adults && age > OLDEST {
            format!("is of somebody of about {age} years, and the others are not so old")
        } else if !self.are_adults && age >= TEACHER {
            format!("is of an adult of about {age} years, and all others are of children")
        } else {
            return None;
        };
        Some(format!("{said}. Is the year right?"))
    }
}

/// About how many years before this one a day or a year is; none, if it is to come, or of no year that anybody is born in.
fn age(value: &str, this: u32) -> Option<u32> {
    const FIRST: u32 = 1000;
    let is_year = value.len() == 4 && value.bytes().all(|octet| octet.is_ascii_digit());
    let year = if is_year { value.parse().ok() } else { dates::year(value) };
    this.checked_sub(year.filter(|year| *year >= FIRST)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ages(years: impl Fn(u32) -> u32, odd: Option<u32>, is_whole: bool) -> Option<Ages> {
        let this = dates::today() / dates::YEAR;
        let all = (0..40).map(years).chain(odd).map(|age| format!("14/03/{}", this - age));
        Ages::of(&all.collect::<Vec<_>>(), is_whole)
    }

    fn told(ages: Option<Ages>, age: u32) -> bool {
        let year = dates::today() / dates::YEAR - age;
        let values = [format!("14/03/{year}"), format!("{year}-03-14"), format!("{year}")];
        let found = values.map(|value| ages.is_some_and(|ages| ages.flaw(&value).is_some()));
        assert!(found.iter().all(|is| *is == found[0]));
        found[0]
    }

    #[test]
    fn a_child_among_adults_and_an_adult_among_children_are_found() {
        let adults = |n: u32| 18 + n * 7 % 48;
        for odd in [1, 6, 11, 13, 112, 162] {
            assert!(told(ages(adults, Some(odd), true), odd), "{odd}");
        }
        let children = |n: u32| 6 + n % 9;
        assert!(told(ages(children, Some(41), true), 41) && told(ages(children, None, true), 41));
        // Of a long list, who is no child as well.
        assert!(told(ages(adults, None, false), 2) && !told(ages(adults, None, false), 11));
        assert!(!told(ages(children, None, false), 41));
    }

    #[test]
    fn others_are_left_alone() {
        let adults = |n: u32| 18 + n * 7 % 48;
        for age in [14, 16, 17, 18, 70, 99, 104] {
            assert!(!told(ages(adults, Some(age), true), age), "{age}");
        }
        let children = |n: u32| 6 + n % 9;
        for age in [3, 16, 19, 21] {
            assert!(!told(ages(children, Some(age), true), age), "{age}");
        }
        let families = |n: u32| if n.is_multiple_of(8) { 5 } else { 18 + n };
        assert!(!told(ages(families, None, true), 5) && Ages::of(&["14/03/2015".to_owned()], true).is_none());
    }
}
