//! Dates, in columns that hold dates.

use jiff::civil::Date;

use super::reading::{NAMED, Reading, weekday_in};
pub(in crate::findings) use super::reading::{Order, Shape};
use crate::findings::calendar::{self, length};

/// What is wrong with a value of such a column.
pub(in crate::findings) fn flaw(value: &str) -> Option<String> {
    if let Some(date) = serial(value) {
        return Some(format!("is the number that a spreadsheet has for {date}. Format the cell as a date."));
    }
    let reading = Reading::of(value)?;
    if reading.is_no_day() {
        return Some(NO_DAY.to_owned());
    }
    // Day 0 of spreadsheets, and the days around it.
    reading
        .day(None)
        .is_some_and(|(year, month, _)| matches!((year, month), (1899, 12) | (1900, 1)))
        .then(|| "is what a spreadsheet shows for 0 or for a time without a day. Type the date.".to_owned())
}

const NO_DAY: &str = "is no day of the calendar. Type the date.";

pub(super) fn is_day((year, month, day): Day) -> bool {
    (1..=12).contains(&month) && (1..=length(Some(year), month)).contains(&day)
}

/// What is wrong with the day of the week beside a date that is written so.
pub(in crate::findings) fn flaw_of_weekday(value: &str, usual: Option<Shape>) -> Option<String> {
    let weekday = weekday_in(value)?;
    let reading = Reading::of(value).filter(|reading| reading.year() > 0)?;
    let of_week = |(year, month, day): Day| calendar::of_week(year, month, day);
    let days = reading.day_as(usual).map(|day| [day; 2]);
    let days = days.or_else(|| Some([reading.day(Some(false))?, reading.day(Some(true))?]))?;
    let is_wrong = days.iter().all(|day| of_week(*day) != weekday);
    is_wrong.then(|| {
        let (right, wrong) = (calendar::SHOWN[of_week(days[0])], calendar::SHOWN[weekday]);
        format!("is a {right}, and no {wrong}. Correct the day or the date.")
    })
}

/// Whether a value is written as a date.
pub(in crate::findings) fn is_date(value: &str) -> bool {
    Reading::of(value).is_some_and(Reading::is_date)
}

/// How a value is written, if it is a date.
pub(in crate::findings) fn shape(value: &str) -> Option<Shape> {
    Reading::of(value).filter(|reading| reading.has_order()).map(|reading| reading.shape)
}

/// Year, month and day.
pub(in crate::findings) type Day = (u32, u32, u32);

/// The same, to be reckoned with.
pub(in crate::findings) fn civil((year, month, day): Day) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The day of a date that is written so, if it is one of the calendar.
pub(in crate::findings) fn day(value: &str, usual: Shape) -> Option<Day> {
    day_at_one_look(value, usual).or_else(|| Reading::of(value)?.day_as(Some(usual)))
}

/// The same, with the day first where nothing says which is the month.
pub(in crate::findings) fn day_first(value: &str, usual: Option<Shape>) -> Option<Day> {
    Reading::of(value)?.day(Some(usual?.order == Order::Month))
}

/// The year of a date; none where it says none.
pub(in crate::findings) fn year(value: &str) -> Option<u32> {
    Reading::of(value).map(Reading::year).filter(|year| *year > 0)
}

/// What is odd about a date among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Odd {
    /// Day and month have each other's places.
    Turned,
    /// It is written in another way.
    Written,
    /// It is years away from them.
    OtherEra,
}

/// What is odd about a date among dates that are written so, and are of these years.
pub(in crate::findings) fn odd(value: &str, usual: Option<Shape>, years: Option<(u32, u32)>) -> Option<Odd> {
    const FAR: u32 = 10;
    let reading = Reading::of(value)?;
    if reading.has_order() && usual.is_some_and(|usual| !usual.fits(reading.shape)) {
        let orders = (usual.map(|usual| usual.order), reading.shape.order);
        return Some(match orders {
            (Some(Order::Day), Order::Month) | (Some(Order::Month), Order::Day) if reading.shape.separator != NAMED => {
                Odd::Turned
            }
            _ => Odd::Written,
        });
    }
    let ((first, last), year) = (years?, reading.year());
    (year > 0 && (year + FAR <= first || year >= last + FAR)).then_some(Odd::OtherEra)
}

/// The day of a date, if it is one of these years and written as the others are: most dates are, and one look is enough then. Of
/// those whose month is a number, this is known for ten characters whose year comes first.
pub(in crate::findings) fn usual_day(value: &str, usual: Option<Shape>, years: Option<(u32, u32)>) -> Option<Day> {
    let usual = usual?;
    let is_of_them = |(year, ..): Day| years.is_none_or(|(first, last)| (first..=last).contains(&year));
    if usual.separator == NAMED {
        let reading = Reading::of(value).filter(|reading| reading.shape == usual)?;
        let day = reading.day(None).filter(|day| is_of_them(*day) && day.0 > 1900)?;
        return flaw_of_weekday(value, Some(usual)).is_none().then_some(day);
    }
    day_at_one_look(value, usual).filter(|day| is_of_them(*day))
}

/// The day of a date of ten characters whose year comes first, with the others written like it.
fn day_at_one_look(value: &str, usual: Shape) -> Option<Day> {
    let [y1, y2, y3, y4, separator, m1, m2, other, d1, d2] = value.as_bytes() else { return None };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if separator != other || !digits.iter().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number = |digits: &[&u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(**digit - b'0'));
    let day = (number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]));
    let is_usual = usual == Shape { order: Order::Year, separator: char::from(*separator) };
    (is_usual && is_day(day) && day.0 > 1900).then_some(day)
}

/// What is wrong with a value of a column of times.
pub(in crate::findings) fn flaw_of_time(value: &str) -> Option<String> {
    match time(value) {
        Some((hours, minutes)) => (hours > 24 || minutes > 59).then(|| "is no time of a day. Type it.".to_owned()),
        None => {
            let part = value.strip_prefix("0.").filter(|part| part.len() >= 4)?;
            let is_part = part.bytes().all(|octet| octet.is_ascii_digit());
            is_part.then(|| "is what a spreadsheet has for a time. Format the cell as a time.".to_owned())
        }
    }
}

/// The hours and minutes of a time.
pub(in crate::findings) fn time(value: &str) -> Option<(u32, u32)> {
    let (hours, rest) = value.split_once([':', '：'])?;
    let number = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let (minutes, behind) = rest.split_at_checked(2)?;
    let is_whole = (1..=2).contains(&hours.len()) && !behind.starts_with(|c: char| c.is_ascii_digit());
    if is_whole { Some((number(hours)?, number(minutes)?)) } else { None }
}

/// What stands behind the day of a date whose year is the first, if that is a time.
pub(in crate::findings) fn time_behind(value: &str) -> Option<(u32, u32)> {
    let behind = value.get(8..)?.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['T', ' ', '日']);
    if behind.len() + 8 >= value.len() { None } else { time(behind) }
}

/// Whether a date has midnight behind it, as programs write a day.
pub(in crate::findings) fn has_midnight(value: &str) -> bool {
    value.contains("00:00") && time_behind(value) == Some((0, 0))
}

/// So much the number of a day grows in a year.
pub(in crate::findings) const YEAR: u32 = 372;

/// A number that grows with the day of a date, which is written so: 372 for each year, 31 for each month.
pub(in crate::findings) fn number(value: &str, usual: Option<Shape>) -> Option<u32> {
    let is_month_first = usual.map(|usual| usual.order == Order::Month);
    Reading::of(value)?.day(is_month_first).map(growing)
}

/// The same of today.
pub(in crate::findings) fn today() -> u32 {
    let today = jiff::Zoned::now().date();
    let part = |part: i16| u32::try_from(part).unwrap_or_default();
    growing((part(today.year()), part(i16::from(today.month())), part(i16::from(today.day()))))
}

/// The same of a day.
pub(in crate::findings) fn growing((year, month, day): Day) -> u32 {
    year * YEAR + month * 31 + day
}

/// Between which days all but a few of so many dates are, if they are close together: in days of [`number`].
pub(in crate::findings) fn span(values: &[String], usual: Option<Shape>, may_go_on: bool) -> Option<(u32, u32)> {
    const FEWEST: usize = 12;
    /// Of one event, and the day before or behind it.
    const FEWEST_OF_EVENT: usize = 8;
    const EVENT: u32 = 3;
    const CLOSE: u32 = 372;
    let mut days: Vec<u32> = values.iter().filter_map(|value| number(value, usual)).collect();
    let ascents = days.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    let is_sorted = ascents * 10 >= days.len() * 9;
    days.sort_unstable();
    let few = days.len().div_ceil(20);
    let (first, last) = (*days.get(few)?, *days.get((days.len() - 1).checked_sub(few)?)?);
    let grows = is_sorted && may_go_on && first != last;
    let fewest = if last.saturating_sub(first) <= EVENT { FEWEST_OF_EVENT } else { FEWEST };
    (days.len() >= fewest && last >= first && last - first <= CLOSE && !grows).then_some((first, last))
}

/// Whether a date is far from those.
pub(in crate::findings) fn is_far(value: &str, usual: Option<Shape>, (first, last): (u32, u32)) -> bool {
    const LEAST: u32 = 186;
    // Those of one event are within a week or two: what is weeks away is of another month by a slip.
    const SHORT: u32 = 12;
    const WEEKS: u32 = 20;
    let least = if last - first <= SHORT { WEEKS } else { LEAST };
    let far = least.max(2 * (last - first));
    number(value, usual).is_some_and(|day| day + far < first || day > last + far)
}

/// Whether something is stuck to the day of a date whose year is the first: `2026-11-1O`, `2026-11-15?`.
pub(in crate::findings) fn has_end(value: &str) -> bool {
    if !value.as_bytes().iter().take(4).all(u8::is_ascii_digit) {
        return false;
    }
    let Some((_, rest)) = value.get(4..).and_then(|rest| rest.get(1..)?.split_once(['-', '/', '.'])) else {
        return false;
    };
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'T' || matches!(c, '?' | '？'))
}

/// The day of a spreadsheet's number (days from 1899-12-30), if it is one of 1955 to 2119.
fn serial(value: &str) -> Option<String> {
    let whole = value.split('.').next()?;
    if whole.len() != 5 || !value.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.') {
        return None;
    }
    let number: i32 = whole.parse().ok()?;
    let begin = jiff::civil::date(1899, 12, 30);
    let date = begin.checked_add(jiff::Span::new().days(number)).ok()?;
    (20_100..80_400).contains(&number).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_told_from_what_is_none() {
        for date in [
            "2026-11-23", "2026/1/2", "2026.01.02", "2026年11月23日", "民國115年11月23日", "23.11.2026", "11/23/2026",
            "2026-11-23 08:30",
        ] {
            assert!(is_date(date), "{date}");
            assert_eq!(flaw(date), None, "{date}");
        }
        for other in ["", "soon", "45123", "3.5", "2026", "1.2.3", "2026-11", "12-34-56"] {
            assert!(!is_date(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_found_about_a_usual_date(
            value in "(18|19|20)[0-9]{2}[-/.][01][0-9][-/.][0-3][0-9]|[0-9./-]{10}", usual in 0..4_usize, first in 1890..2050_u32
        ) {
            let usual = ["2026-11-23", "2026/11/23", "23.11.2026", ""][usual];
            let years = Some((first, first + 60));
            if usual_day(&value, shape(usual), years).is_some() {
                prop_assert_eq!((flaw(&value), odd(&value, shape(usual), years), is_date(&value)), (None, None, true));
            }
        }

        #[test]
        fn a_date_at_one_look_is_that_of_a_long_one(value in "(19|20)[0-9]{2}[-/.,1][01][0-9][-/.,1][0-3][0-9]|[0-9./-]{10}") {
            for usual in ["2026-11-23", "2026/11/23", "2026.11.23"].map(|usual| shape(usual).unwrap()) {
                if let Some(day) = day_at_one_look(&value, usual) {
                    prop_assert_eq!(Reading::of(&value).and_then(|reading| reading.day_as(Some(usual))), Some(day));
                }
            }
        }
    }

    #[test]
    fn dates_that_are_written_in_another_way_are_found() {
        let odd_in = |usual: &str, value: &str| odd(value, shape(usual), Some((2026, 2027)));
        for (usual, value) in [
            ("2026-11-23", "23.11.2026"),
            ("2026-11-23", "2026/11/23"),
            ("2026-11-23", "2026年11月23日"),
            ("23.11.2026", "2026-11-23"),
            ("23/11/2026", "11/23/2026"),
            ("民國115年11月23日", "2026-11-23"),
            ("2026-11-23", "1926-11-23"),
            ("2026-11-23", "2062-11-23"),
            ("23.11.2026", "23.11.1926"),
            ("6 Jul 2026", "07/06/2026"),
            ("6 Jul 2026", "2026-07-06"),
            ("6 Jul 2026", "Jul 6, 2026"),
            ("6 Jul 2026", "6 Jul 2072"),
            ("Tuesday, 6 July 2027", "Wednesday, 6 July 2072"),
            ("2026年7月6日", "2072年7月6日"),
            ("6 Jul 2026", "6 Jul"),
        ] {
            assert!(odd_in(usual, value).is_some(), "{usual} {value}");
        }
        for (usual, value) in [
            ("2026-11-23", "2026-1-2"),
            ("民國115年11月23日", "民國116年1月2日"),
            ("2026-11-23", "2026-11-23 08:30"),
            ("23.11.2026", "1.2.2026"),
            ("1.2.2026", "23.11.2026"),
            ("6 Jul 2026", "6 July 2027"),
            ("6. Juli 2026", "30. August 2026"),
            ("Tuesday, 6 July 2027", "7 July 2027"),
            ("2026-11-23", "soon"),
            ("2026-11-23", ""),
            ("2026-11-23", "2020-11-23"),
        ] {
            assert_eq!(odd_in(usual, value), None, "{usual} {value}");
        }
        assert_eq!(odd("23.11.1926", None, None), None);
    }

    #[test]
    fn dates_far_from_the_others_are_found() {
        let days: Vec<String> = (0..24).map(|n| format!("2027-02-{:02}", 1 + n * 7 % 28)).collect();
        let usual = shape("2027-02-01");
        let near = span(&days, usual, true).expect("they are close together");
        for far in ["2026-02-14", "2028-02-14", "2027-12-15"] {
            assert!(is_far(far, usual, near), "{far}");
        }
        for near_one in ["2027-02-14", "2027-05-01", "2026-12-01", "soon", ""] {
            assert!(!is_far(near_one, usual, near), "{near_one}");
        }
        let week: Vec<String> = (0..24).map(|n| format!("{} Jul 2027", 5 + n % 4)).collect();
        let usual_of_week = shape("5 Jul 2027");
        let near = span(&week, usual_of_week, true).expect("it is one week");
        for (value, is) in [("6 Jun 2027", true), ("6 Aug 2027", true), ("15 Jul 2027", false), ("24 Jun 2027", false)]
        {
            assert_eq!(is_far(value, usual_of_week, near), is, "{value}");
        }
        let same = vec!["05/02/2027".to_owned(); 24];
        let usual = shape("25/02/2027");
        assert!(is_far("05/02/2026", usual, span(&same, usual, true).expect("it is one day")));
        // Few talks have a day, and all of them are of one event.
        let talks: Vec<String> = (0..10).map(|n| format!("{}/09/2027", 14 + n % 2)).collect();
        let usual = shape("14/09/2027");
        let near = span(&talks, usual, false).expect("it is one event");
        assert!(is_far("19/09/2028", usual, near) && !is_far("16/09/2027", usual, near));
        assert!(span(&talks[..6], usual, false).is_none() && span(&days[..10], shape("2027-02-01"), false).is_none());
        let births: Vec<String> = (0..24).map(|n| format!("{}-02-01", 1950 + n * 7 % 60)).collect();
        assert_eq!(span(&births, usual, false), None);
        let growing: Vec<String> = (1..25).map(|n| format!("2027-02-{n:02}")).collect();
        assert!(span(&growing, usual, true).is_none() && span(&growing, usual, false).is_some());
        for (value, has) in [
            ("2027-02-1O", true),
            ("2027-02-15?", true),
            ("2027-02-15", false),
            ("2027-02-15T08:00", false),
            ("2027-02-15 (Mon)", false),
            ("15.02.2027", false),
            ("", false),
            ("2027年2月15日", false),
        ] {
            assert_eq!(has_end(value), has, "{value}");
        }
    }

    #[test]
    fn days_of_the_week_that_are_not_the_dates_are_found() {
        for (value, usual, right) in [
            ("Friday, 6 July 2027", "6 July 2027", "Tuesday"),
            ("Fr, 06.07.2027", "23.11.2026", "Tuesday"),
            ("Fri 06/07/2027", "11/23/2026", "Monday"),
            ("2027年7月6日（星期五）", "2027年7月6日", "Tuesday"),
            ("2027-07-06 (Fri)", "2027-07-06", "Tuesday"),
        ] {
            let what = flaw_of_weekday(value, shape(usual));
            assert!(what.as_ref().is_some_and(|what| what.contains(right)), "{value}: {what:?}");
        }
        for value in
            ["Tuesday, 6 July 2027", "Di, 06.07.2027", "Mon 06/07/2027", "2027-07-06", "Fri 6 Jul", "Friday", ""]
        {
            assert_eq!(flaw_of_weekday(value, shape("06/07/2027")), None, "{value}");
        }
    }

    #[test]
    fn times_behind_a_day_are_read() {
        for (value, time) in [
            ("2027-01-18 29:00", Some((29, 0))),
            ("2027-01-18T15:75", Some((15, 75))),
            ("2027/1/8 9:30", Some((9, 30))),
            ("2027-01-18", None),
            ("2027-01-18 (Mon)", None),
            ("18.01.2027", None),
            ("", None),
        ] {
            assert_eq!(time_behind(value), time, "{value}");
        }
        assert!(has_midnight("2027-01-18 00:00:00") && has_midnight("2027-01-18T00:00:00Z"));
        assert!(!has_midnight("2027-01-18 10:00:00") && !has_midnight("2027-01-18"));
    }

    #[test]
    fn wrong_times_are_found() {
        for (value, is_wrong) in [
            ("8:00", false),
            ("08:15", false),
            ("9:30 AM", false),
            ("24:00", false),
            ("14:30:59", false),
            ("soon", false),
            ("0.5", false),
            ("25:00", true),
            ("8:75", true),
            ("0.395833333333333", true),
        ] {
            assert_eq!(flaw_of_time(value).is_some(), is_wrong, "{value}");
        }
        for other in ["", "soon", "1:2", "100:00", "8:000", "0.3958", "a:bc"] {
            assert!(time(other).is_none(), "{other}");
        }
    }

    #[test]
    fn wrong_dates_are_found() {
        for (value, part) in [
            ("45123", "2023-07-16"),
            ("46000", "2025-12-09"),
            ("46000.5", "2025-12-09"),
            ("2026-02-30", "no day"),
            ("2026-13-01", "no day"),
            ("0000-00-00", "no day"),
            ("1900-01-00", "no day"),
            ("1899-12-30", "for 0"),
            ("2025年2月29日", "no day"),
            ("民國114年2月29日", "no day"),
            ("31.02.2027", "no day"),
            ("29.02.2027", "no day"),
            ("00.00.0000", "no day"),
            ("32.1.2027", "no day"),
            ("13/13/2027", "no day"),
            ("31 Jun 2027", "no day"),
            ("30 de febrero de 2027", "no day"),
            ("Sunday, 31. April 2027", "no day"),
        ] {
            assert!(flaw(value).is_some_and(|what| what.contains(part)), "{value}: {:?}", flaw(value));
        }
        for sound in [
            "soon", "", "12345678", "10001", "2024-02-29", "29.02.2024", "02/15/2027", "15/02/2027", "1926-12-01",
            "90000", "4512",
        ] {
            assert_eq!(flaw(sound), None, "{sound}");
        }
    }
}
