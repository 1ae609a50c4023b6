//! Times from and to (`14:00-16:00`), and times that lie elsewhere than the others.

use super::dates::time;

/// When the times of a column lie, in minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hours {
    first: u32,
    last: u32,
}

const HALF_A_DAY: u32 = 12 * 60;
const NO_TIME: &str = "ends at no time of a day. Type it.";
const REVERSED: &str = "ends before it begins. Is it right?";
const MORNING: &str = "is half a day away from the other times. Is it in the afternoon?";

impl Hours {
    /// Of the first values of a column, the few that are far out apart.
    pub(super) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 10;
        let mut all: Vec<u32> = values.iter().filter_map(|value| minutes(value)).collect();
        all.sort_unstable();
        let few = all.len().div_ceil(20);
        if all.len() < FEWEST {
            return None;
        }
        Some(Self { first: *all.get(few)?, last: *all.get(all.len() - 1 - few)? })
    }

    /// Whether a time is one of the others but for half a day: `05:20` among 16:00 to 18:50.
    fn is_half_a_day_off(self, value: &str) -> bool {
        const FAR: u32 = 3 * 60;
        let is_plain = value.bytes().all(|octet| octet.is_ascii_digit() || octet == b':');
        minutes(value).filter(|_| is_plain).is_some_and(|at| {
            let later = at + HALF_A_DAY;
            at < HALF_A_DAY && at + FAR < self.first && (self.first..=self.last).contains(&later)
        })
    }
}

/// The minutes of a day at which a value begins.
fn minutes(value: &str) -> Option<u32> {
    time(value).filter(|(hours, minutes)| *hours <= 24 && *minutes < 60).map(|(hours, minutes)| hours * 60 + minutes)
}

/// What is wrong with a time among others, beside its own digits.
pub(super) fn flaw(value: &str, hours: Option<Hours>) -> Option<&'static str> {
    if let Some((_, end)) = value.split_once(['-', '–', '—', '~', '～', '至']) {
        return flaw_of_end(value, end.trim());
    }
    hours?.is_half_a_day_off(value).then_some(MORNING)
}

/// What is wrong with a time that another begins.
fn flaw_of_end(value: &str, end: &str) -> Option<&'static str> {
    let (hour, minute) = time(end)?;
    if hour > 24 || minute > 59 {
        return Some(NO_TIME);
    }
    // After six in the evening, the end may be on the next day; one o'clock may be in the afternoon.
    let (begin, end) = (minutes(value)?, minutes(end)?);
    let is_of_one_day = begin > HALF_A_DAY && begin < 18 * 60 && end >= 6 * 60 || end > HALF_A_DAY;
    let has_letters = value.bytes().any(|octet| octet.is_ascii_alphabetic());
    (end < begin && is_of_one_day && !has_letters).then_some(REVERSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_end_before_they_begin_are_found() {
        for odd in
            ["16:00-14:00", "16:00 – 14:30", "24:00-26:00", "22:00-26:00", "14:00-9:00", "10:00-11:75", "16:00至14:00"]
        {
            assert!(flaw(odd, None).is_some(), "{odd}");
        }
        for sound in [
            "14:00-16:00",
            "22:00-06:00",
            "11:00-1:00",
            "9:30 - 1:30 PM",
            "16:00-2:00",
            "16:00-",
            "14:00",
            "14:00-late",
            "",
            "08:00-24:00",
            "14:00-14:00",
        ] {
            assert_eq!(flaw(sound, None), None, "{sound}");
        }
    }

    #[test]
    fn times_half_a_day_off_are_found() {
        let values: Vec<String> = (0..40).map(|n| format!("{}:{:02}", 16 + n % 3, n * 10 % 60)).collect();
        let hours = Hours::of(&values);
        for odd in ["05:20", "5:20"] {
            assert!(flaw(odd, hours).is_some(), "{odd}");
        }
        for sound in ["16:00", "17:20", "12:00", "09:30", "5:20 PM", "20:00", ""] {
            assert_eq!(flaw(sound, hours), None, "{sound}");
        }
        assert_eq!(Hours::of(&values[..5]), None);
        let all_day: Vec<String> = (0..40).map(|n| format!("{}:00", 8 + n % 12)).collect();
        assert_eq!(flaw("07:00", Hours::of(&all_day)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "[0-9:-]{0,12}|\\PC{0,12}") {
            let _ = flaw(&value, Some(Hours { first: 960, last: 1130 }));
        }
    }
}
