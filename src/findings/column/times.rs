//! Times of the day, in columns that hold them.

use super::clocks::{self, Clock, Style};
use super::{dates, words};
use crate::findings::Kind;

/// What the times of a column are like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::findings) struct Times {
    /// The first and the last in minutes, where they are of one part of the day.
    between: Option<(u32, u32)>,
    /// How nearly all are written.
    style: Option<Style>,
}

const NO_TIME: &str = "is no time of a day. Type it.";
const NONE: &str = "is no time, and the other rows have one. Is it right?";
const TURNED: &str = "ends before it begins. Are the times swapped?";
const HALF: &str = "is past noon twice: it has more than 12 hours, and am or pm. Take one out.";
const OTHER_STYLE: &str = "is a time, and the others are written in another way. Write it as they are.";

impl Times {
    /// Of the first values of a column, if nine of ten are times.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 5;
        const MANY: usize = 12;
        const LONG: usize = 3;
        const LONGEST: u32 = 12 * 60;
        let clocks: Vec<Clock> = values.iter().filter_map(|value| clocks::read(value)).collect();
        // `1h30` is how long something takes.
        let is_length = |clock: &&Clock| clock.style == Style::Hours && clock.minutes < 6 * 60;
        let lengths = clocks.iter().filter(is_length).count();
        // So is `30:30`, where several have as many hours.
        let long = clocks.iter().filter(|clock| clock.minutes > 24 * 60).count();
        if long >= LONG && long * 20 >= clocks.len() {
            return None;
        }
        if clocks.len() < FEWEST || clocks.len() * 10 < values.len() * 9 || lengths * 10 > clocks.len() {
            return None;
        }
        let mut times: Vec<u32> = clocks.iter().map(|clock| clock.minutes).collect();
        times.sort_unstable();
        let few = times.len().div_ceil(20);
        let (first, last) = (times[few.min(times.len() - 1)], times[(times.len() - 1).saturating_sub(few)]);
        let count = |style: Style| clocks.iter().filter(|clock| clock.style == style).count();
        let is_usual = |style: &Style| clocks.len() >= MANY && count(*style) * 10 >= clocks.len() * 9;
        let style = clocks.iter().map(|clock| clock.style).find(is_usual);
        let between = (times.len() >= MANY && last <= first + LONGEST).then_some((first, last));
        Some(Self { between, style })
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<(Kind, String)> {
        if let Some(what) = dates::flaw_of_time(value) {
            return Some((Kind::WrongDate, what));
        }
        let Some(Clock { minutes: begin, style, is_past_noon_twice }) = clocks::read(value) else {
            if words::are_for_a_time(value) {
                return None;
            }
            let kind = if value.bytes().any(|octet| octet.is_ascii_digit()) { Kind::OddDate } else { Kind::OddWord };
            return Some((kind, NONE.to_owned()));
        };
        if is_past_noon_twice {
            return Some((Kind::WrongDate, HALF.to_owned()));
        }
        let end = end(value);
        if begin > 24 * 60 || end.is_some_and(|end| end > 24 * 60) {
            return Some((Kind::WrongDate, NO_TIME.to_owned()));
        }
        let odd = match end {
            Some(end) => {
                // Behind 22:00 comes 06:00.
                let is_turned = end < begin && begin - end <= 6 * 60 && !is_past_noon(begin, end);
                (is_turned && style != Style::Noon).then(|| TURNED.to_owned())
            }
            None => self.far(begin),
        };
        let is_other = || self.style.is_some_and(|usual| usual != style);
        odd.or_else(|| is_other().then(|| OTHER_STYLE.to_owned())).map(|what| (Kind::OddDate, what))
    }

    /// What is said of a time that is hours away from the others.
    fn far(self, begin: u32) -> Option<String> {
        const FAR: u32 = 4 * 60;
        const DAY: std::ops::Range<u32> = 7 * 60..21 * 60;
        let (first, last) = self.between?;
        // One who comes in the morning is none: it is at night, or would be one of the others in the other half of the day.
        let is_of_others = |minutes: u32| (first..=last).contains(&minutes);
        let is_odd =
            !DAY.contains(&begin) || is_of_others(begin + 12 * 60) || is_of_others(begin.saturating_sub(12 * 60));
        let is_far = (begin + FAR < first || begin > last + FAR) && is_odd;
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        is_far.then(|| {
            format!(
                "is hours away from the other times, which are from {} to {}. Is it right?",
                clock(first),
                clock(last)
            )
        })
    }
}

/// `9:00-3:00`, where the hours are counted from noon: a day at school.
fn is_past_noon(begin: u32, end: u32) -> bool {
    const LONGEST: u32 = 9 * 60;
    begin < 12 * 60 && end + 12 * 60 <= begin + LONGEST
}

/// The end of `14:00-16:00`.
fn end(value: &str) -> Option<u32> {
    let (_, rest) = value.split_once(['-', '–', '—', '~', '至'])?;
    Some(clocks::read(rest.trim())?.minutes)
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
            ("4:30 pm", Kind::OddDate),
            ("16.30 Uhr", Kind::OddDate),
            ("16 h 30", Kind::OddDate),
            ("下午4点", Kind::OddDate),
            ("9:30 PM", Kind::OddDate),
        ] {
            assert_eq!(times.flaw(value).map(|(kind, _)| kind), Some(kind), "{value}");
        }
        for value in
            ["15:00", "20:30", "16:00-18:00", "22:00-06:00", "9:00-3:00", "08:30", "16:30:00", "16:30 (room 3)"]
        {
            assert_eq!(times.flaw(value), None, "{value}");
        }
        let all_day = Times::of(&(0..24).map(|n| format!("{n}:30")).collect::<Vec<_>>()).unwrap();
        assert_eq!(all_day.flaw("2:30"), None);
        for (values, odd, sound) in [
            (["9:00 am", "2:00 pm", "3:30 pm"], "4:00 am", "4:00 pm"),
            (["14 Uhr", "15.30 Uhr", "16:00 Uhr"], "15:30", "14.15 Uhr"),
            (["14h30", "15h", "16 h 15"], "15:30", "14h45"),
            (["下午2点", "下午3点半", "16点"], "15:30", "下午4点"),
        ] {
            let times = Times::of(&(0..24).map(|n| values[n % 3].to_owned()).collect::<Vec<_>>()).unwrap();
            assert_eq!(times.flaw(odd).map(|(kind, _)| kind), Some(Kind::OddDate), "{odd}");
            assert_eq!(times.flaw(sound), None, "{sound}");
        }
        // Where people write as they like, nobody writes otherwise.
        let mixed = Times::of(&(0..24).map(|n| ["14:00", "2:30 pm", "15 h"][n % 3].to_owned()).collect::<Vec<_>>());
        assert_eq!(mixed.unwrap().flaw("14.15 Uhr"), None);
        assert_eq!(Times::of(&(0..24).map(|n| format!("{}h30", 1 + n % 3)).collect::<Vec<_>>()), None);
        // Hours that somebody worked.
        assert_eq!(Times::of(&(0..24).map(|n| format!("{}:30", 12 + n)).collect::<Vec<_>>()), None);
        let slip = (0..24).map(|n| format!("{}:30", if n == 7 { 30 } else { 9 + n % 8 })).collect::<Vec<_>>();
        assert!(Times::of(&slip).unwrap().flaw("30:30").is_some());
        assert_eq!(Times::of(&vec!["noon".to_owned(); 20]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[0-9:. -]{0,12}(am|pm)?|\\PC{0,10}") {
            let _ = Times { between: Some((600, 700)), style: Some(Style::Bare) }.flaw(&value);
        }
    }
}
