//! Times of the day, in columns that hold them.

use super::{dates, words};
use crate::findings::Kind;

/// Where the times of a column lie, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::findings) struct Times {
    /// The first and the last, where they are of one part of the day.
    between: Option<(u32, u32)>,
}

const NO_TIME: &str = "is no time of a day. Type it.";
const NONE: &str = "is no time, and the other rows have one. Is it right?";
const TURNED: &str = "ends before it begins. Are the times swapped?";
const HALF: &str = "is past noon twice: it has more than 12 hours, and am or pm. Take one out.";

impl Times {
    /// Of the first values of a column, if nine of ten are times.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 5;
        const MANY: usize = 12;
        const LONGEST: u32 = 12 * 60;
        let mut times: Vec<u32> = values.iter().filter_map(|value| minutes(value)).collect();
        if times.len() < FEWEST || times.len() * 10 < values.len() * 9 {
            return None;
        }
        times.sort_unstable();
        let few = times.len().div_ceil(20);
        let (first, last) = (times[few.min(times.len() - 1)], times[(times.len() - 1).saturating_sub(few)]);
        Some(Self { between: (times.len() >= MANY && last <= first + LONGEST).then_some((first, last)) })
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<(Kind, String)> {
        const FAR: u32 = 4 * 60;
        const DAY: std::ops::Range<u32> = 7 * 60..21 * 60;
        if let Some(what) = dates::flaw_of_time(value) {
            return Some((Kind::WrongDate, what));
        }
        let Some(begin) = minutes(value) else {
            if words::are_for_a_time(value) {
                return None;
            }
            let kind = if value.bytes().any(|octet| octet.is_ascii_digit()) { Kind::OddDate } else { Kind::OddWord };
            return Some((kind, NONE.to_owned()));
        };
        if begin > 24 * 60 {
            return Some((Kind::WrongDate, NO_TIME.to_owned()));
        }
        if begin >= 13 * 60 && is_half(value) {
            return Some((Kind::WrongDate, HALF.to_owned()));
        }
        if let Some(end) = end(value) {
            // Behind 22:00 comes 06:00.
            let is_turned = end < begin && begin - end <= 6 * 60 && !is_past_noon(begin, end);
            return if end > 24 * 60 {
                Some((Kind::WrongDate, NO_TIME.to_owned()))
            } else if is_turned && !is_half(value) {
                Some((Kind::OddDate, TURNED.to_owned()))
            } else {
                None
            };
        }
        let (first, last) = self.between?;
        // One who comes in the morning is none: it is at night, or would be one of the others in the other half of the day.
        let is_of_others = |minutes: u32| (first..=last).contains(&minutes);
        let is_odd =
            !DAY.contains(&begin) || is_of_others(begin + 12 * 60) || is_of_others(begin.saturating_sub(12 * 60));
        let is_far = (begin + FAR < first || begin > last + FAR) && is_odd;
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        (is_far && !is_half(value)).then(|| {
            let what = format!(
                "is hours away from the other times, which are from {} to {}. Is it right?",
                clock(first),
                clock(last)
            );
            (Kind::OddDate, what)
        })
    }
}

/// The minutes of a time; none, where a letter or a digit is stuck to it.
fn minutes(value: &str) -> Option<u32> {
    let (hours, minutes) = dates::time(value)?;
    let (_, rest) = value.split_once([':', '：'])?;
    let behind = rest.get(2..)?;
    let is_stuck = behind.starts_with(['O', 'o', 'l', 'I', '?']);
    (!is_stuck).then_some(hours * 60 + minutes)
}

/// `9:00-3:00`, where the hours are counted from noon: a day at school.
fn is_past_noon(begin: u32, end: u32) -> bool {
    const LONGEST: u32 = 9 * 60;
    begin < 12 * 60 && end + 12 * 60 <= begin + LONGEST
}

/// The end of `14:00-16:00`.
fn end(value: &str) -> Option<u32> {
    let (_, rest) = value.split_once(['-', '–', '—', '~', '至'])?;
    minutes(rest.trim())
}

/// Whether a time is counted from noon.
fn is_half(value: &str) -> bool {
    let end = value.trim_end_matches('.').as_bytes();
    let end = &end[end.len().saturating_sub(2)..];
    end.eq_ignore_ascii_case(b"am") || end.eq_ignore_ascii_case(b"pm") || end.eq_ignore_ascii_case(b".m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_are_unlike_the_others_are_found() {
        let times = Times::of(&(0..24).map(|n| format!("{}:{:02}", 16 + n % 3, n * 5 % 60)).collect::<Vec<_>>());
        let times = times.unwrap();
        for (value, kind) in [
            ("24:30", Kind::WrongDate),
            ("25:10", Kind::WrongDate),
            ("14:30 pm", Kind::WrongDate),
            ("24:00-26:00", Kind::WrongDate),
            ("14:3O", Kind::OddDate),
            ("16:00-14:00", Kind::OddDate),
            ("05:20", Kind::OddDate),
            ("11:00-10:00", Kind::OddDate),
            ("04:30", Kind::OddDate),
            ("1430", Kind::OddDate),
            ("9.30", Kind::OddDate),
            ("soon", Kind::OddWord),
        ] {
            assert_eq!(times.flaw(value).map(|(kind, _)| kind), Some(kind), "{value}");
        }
        for value in [
            "15:00",
            "20:30",
            "16:00-18:00",
            "22:00-06:00",
            "9:00-3:00",
            "08:30",
            "4:30 pm",
            "16:30:00",
            "16:30 (room 3)",
        ] {
            assert_eq!(times.flaw(value), None, "{value}");
        }
        let all_day = Times::of(&(0..24).map(|n| format!("{n}:30")).collect::<Vec<_>>()).unwrap();
        assert_eq!(all_day.flaw("2:30"), None);
        assert_eq!(Times::of(&vec!["noon".to_owned(); 20]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[0-9:. -]{0,12}(am|pm)?|\\PC{0,10}") {
            let _ = Times { between: Some((600, 700)) }.flaw(&value);
        }
    }
}
