//! How a date is read, however it is written: `2027-07-06`, `06.07.2027`, `7/6/2027`, `2027年7月6日`, `6 Jul 2027`, `July 6, 2027`,
//! with a day of the week or a time beside it or without.

use std::ops::RangeInclusive;

use super::dates::Day;
use crate::findings::calendar;

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Shape {
    pub(in crate::findings) order: Order,
    /// What stands behind its first part; [`NAMED`] and [`WITHOUT_YEAR`] where the month has a name.
    pub(in crate::findings) separator: char,
}

/// What comes first in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Order {
    Year,
    Day,
    Month,
    /// The day or the month: `1.2.2026`.
    Either,
}

/// `6 Jul 2027`
pub(super) const NAMED: char = 'M';
/// `6 Jul`: of the year 0.
const WITHOUT_YEAR: char = 'm';

impl Shape {
    /// `23.11.2026`, as it is written in much of Europe.
    pub(in crate::findings) fn is_by_points(self) -> bool {
        self.separator == '.' && self.order != Order::Year
    }

    /// Whether two dates may be written in one way.
    pub(in crate::findings) fn fits(self, other: Self) -> bool {
        let is_same = self.order == other.order
            || self.order == Order::Either && other.order != Order::Year
            || other.order == Order::Either && self.order != Order::Year;
        self.separator == other.separator && is_same
    }
}

/// A date as it stands in a cell. It need not be one of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// Year, month and day. Where the month may be the first as well as the day, the day is taken for the first.
    day: Day,
    pub(super) shape: Shape,
    /// Whether nothing but the other dates says which part is the month.
    is_open: bool,
}

impl Reading {
    pub(super) fn of(value: &str) -> Option<Self> {
        let date = behind_weekday(value.trim());
        year_first(date).or_else(|| year_last(date)).or_else(|| named(value))
    }

    pub(super) fn year(self) -> u32 {
        self.day.0
    }

    /// Whether it could be read as some day; `2026-13-01` could not.
    pub(super) fn is_date(self) -> bool {
        let (_, month, day) = self.day;
        self.is_open || (1..=12).contains(&month) && (1..=31).contains(&day)
    }

    /// Whether it can be told what comes first in it: not in `13/13/2027`.
    pub(super) fn has_order(self) -> bool {
        let (_, one, other) = self.day;
        let fits = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
        !self.is_open || fits(one, other) || fits(other, one)
    }

    /// Its day, where a date whose year is the last has the month first or not; none where that is not known.
    pub(super) fn day(self, is_month_first: Option<bool>) -> Option<Day> {
        let (year, month, day) = self.day;
        let read = match (self.is_open, is_month_first) {
            (false, _) | (_, Some(false)) => self.day,
            (_, Some(true)) => (year, day, month),
            (_, None) => return None,
        };
        super::dates::is_day(read).then_some(read)
    }

    /// Whether there is no such day, whichever of its parts is the month.
    pub(super) fn is_no_day(self) -> bool {
        self.day(Some(false)).is_none() && self.day(Some(true)).is_none()
    }

    /// The same for one that is written like that.
    pub(super) fn day_as(self, usual: Option<Shape>) -> Option<Day> {
        self.day(match usual.map(|usual| usual.order) {
            Some(Order::Day) => Some(false),
            Some(Order::Month) => Some(true),
            _ => None,
        })
    }
}

fn number(text: &str, lengths: RangeInclusive<usize>) -> Option<u32> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// `2026-11-23`, `2026/11/23`, `2026.11.23`, `2026年11月23日`, whatever is behind them.
fn year_first(value: &str) -> Option<Reading> {
    // No letter ends in its fourth octet.
    let Some((year, rest)) = value.split_at_checked(4) else { return of_the_republic(value) };
    let (separator, rest) = (rest.chars().next()?, rest.char_indices().nth(1).map(|(at, _)| &rest[at..])?);
    let then = match separator {
        '年' => '月',
        '-' | '/' | '.' => separator,
        _ => return None,
    };
    let (month, rest) = rest.split_once(then)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let day = (number(year, 4..=4)?, number(month, 1..=2)?, number(&rest[..end], 1..=2)?);
    Some(Reading { day, shape: Shape { order: Order::Year, separator }, is_open: false })
}

/// `民國115年11月30日`: the years of Taiwan begin in 1912.
fn of_the_republic(value: &str) -> Option<Reading> {
    let (year, rest) = value.strip_prefix("民國").or_else(|| value.strip_prefix("民国"))?.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number < 1000);
    let day = (number(year)? + 1911, number(month)?, number(rest.split('日').next()?)?);
    Some(Reading { day, shape: Shape { order: Order::Year, separator: '民' }, is_open: false })
}

/// `23.11.2026`, `11/23/2026`, with a time or a day of the week behind it or without.
fn year_last(value: &str) -> Option<Reading> {
    let separator = value.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '.' | '/' | '-'))?;
    let mut parts = value.splitn(3, ['.', '/', '-']);
    let mut part = || Some(parts.next()?.trim_start());
    let (one, other) = (number(part()?, 1..=2)?, number(part()?, 1..=2)?);
    let rest = part()?;
    let (year, behind) = rest.split_at_checked(4)?;
    let order = match (one, other) {
        (1..=12, 1..=12) => Order::Either,
        (1..=12, 13..=31) => Order::Month,
        _ => Order::Day,
    };
    let reading = Reading { day: (number(year, 4..=4)?, other, one), shape: Shape { order, separator }, is_open: true };
    is_beside(behind).then_some(reading)
}

/// `6 Jul 2027`, `Jul 6, 2027`, `Tuesday, 6. Juli 2027`, `6 de julio de 2027`, `6-Jul-27`, `6 Jul`.
fn named(value: &str) -> Option<Reading> {
    const LONGEST: usize = 48;
    if value.len() > LONGEST || !value.bytes().any(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let (mut numbers, mut month) = ([None; 2], None);
    let mut pieces = Pieces(value);
    for (before, piece) in pieces.by_ref() {
        if !before.chars().all(|c| matches!(c, ' ' | ',' | '.' | '-' | '/' | '\u{A0}' | 'º' | '(')) {
            return None;
        }
        if piece.starts_with(|c: char| c.is_ascii_digit()) {
            let number = (number(piece, 1..=4)?, piece.len());
            *numbers.iter_mut().find(|number| number.is_none())? = Some(number);
        } else {
            let word = piece.to_lowercase();
            match (calendar::month_of_cell(&word), month) {
                // `mar 6 juil 2027`, and March.
                (Some(found), None) => month = Some((found, numbers[0].is_none(), word == "mar")),
                (Some(found), Some((_, true, true))) => month = Some((found, numbers[0].is_none(), false)),
                (None, _) if is_filler(&word) || calendar::weekday_of_cell(&word).is_some() => {}
                _ => return None,
            }
        }
        if month.is_some() && numbers[1].is_some() {
            break;
        }
    }
    let ((month, is_month_first, _), (one, length)) = (month?, numbers[0]?);
    if !is_beside(pieces.0) {
        return None;
    }
    let order = |order, separator| Shape { order, separator };
    let (day, shape) = match (numbers[1], is_month_first) {
        (None, is_month_first) => {
            let first = if is_month_first { Order::Month } else { Order::Day };
            ((0, month, one), order(first, WITHOUT_YEAR))
        }
        (Some((other, _)), false) if length == 4 => ((one, month, other), order(Order::Year, NAMED)),
        (Some(year), true) => ((year_of(year)?, month, one), order(Order::Month, NAMED)),
        (Some(year), false) => ((year_of(year)?, month, one), order(Order::Day, NAMED)),
    };
    let is_whole = if day.0 == 0 { length <= 2 } else { shape.order == Order::Year || length <= 2 };
    is_whole.then_some(Reading { day, shape, is_open: false })
}

/// `2027`, and `27` as spreadsheets shorten it.
fn year_of((year, length): (u32, usize)) -> Option<u32> {
    match (length, year) {
        (4, year) => Some(year),
        (2, 0..70) => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    }
}

/// What may stand between the parts of a date.
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 17] =
        ["of", "the", "de", "del", "den", "dem", "der", "am", "le", "el", "on", "st", "nd", "rd", "th", "er", "feira"];
    FILLERS.contains(&word)
}

/// Whether nothing stands behind a date but a time or a day of the week.
fn is_beside(behind: &str) -> bool {
    const WORDS: [&str; 14] = ["at", "um", "à", "a", "las", "uhr", "h", "am", "pm", "t", "z", "utc", "o", "clock"];
    if behind.is_empty() {
        return true;
    }
    const LONGEST: usize = 32;
    behind.len() <= LONGEST
        && !behind.starts_with(|c: char| c.is_alphanumeric() && c != 'T' || c == ':')
        && behind.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | ':' | '(' | ')' | '（' | '）' | '\u{A0}' | '+')
        })
        && Pieces(behind).all(|(_, piece)| {
            let word = piece.to_lowercase();
            number(piece, 1..=2).is_some() || WORDS.contains(&word.as_str()) || day_of(&word).is_some()
        })
        && (behind.contains(':')
            || !behind.contains(|c: char| c.is_ascii_digit())
            || behind.to_lowercase().ends_with("uhr"))
}

/// A value without the day of the week that it begins with: `Tue, 06/07/2027`.
fn behind_weekday(value: &str) -> &str {
    if value.as_bytes().first().is_none_or(u8::is_ascii_digit) {
        return value;
    }
    let Some(at) = value.find(|c: char| c.is_ascii_digit()) else { return value };
    let (before, rest) = value.split_at(at);
    let is_weekday = |word: &str| calendar::weekday_of_cell(&word.to_lowercase()).is_some() || is_filler(word);
    if before.len() <= 24 && Pieces(before).all(|(_, word)| is_weekday(word)) { rest } else { value }
}

/// The day of the week that stands beside a date, if one alone does.
pub(super) fn weekday_in(value: &str) -> Option<usize> {
    const LONGEST: usize = 64;
    // A date of nothing but digits and signs is the usual one.
    if value.len() > LONGEST || !value.bytes().any(|octet| octet.is_ascii_alphabetic() || octet >= 0x80) {
        return None;
    }
    let mut found = None;
    let is_named = value.bytes().any(|octet| octet.is_ascii_alphabetic());
    let mut months = 0;
    for (before, piece) in Pieces(value).filter(|(_, piece)| !piece.starts_with(|c: char| c.is_ascii_digit())) {
        let word = piece.to_lowercase();
        months += usize::from(is_named && calendar::month_of_cell(&word).is_some());
        let in_brackets = before.ends_with(['(', '（']);
        let of_sign = || calendar::day_in_han(&word).filter(|_| in_brackets);
        let Some(day) = day_of(&word).or_else(of_sign) else { continue };
        if found.replace((day, word == "mar")).is_some() {
            return None;
        }
    }
    // The only month is no Tuesday.
    found.filter(|(_, is_month)| !is_month || months > 1).map(|(day, _)| day)
}

/// The day of the week that a word is, or ends in: `日星期五`.
fn day_of(word: &str) -> Option<usize> {
    calendar::weekday_of_cell(word.trim_start_matches(['日', '号', '號']))
}

/// The words and the numbers of a text, each with what stands before it.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (before, rest) = self.0.split_at(self.0.find(char::is_alphanumeric)?);
        let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let is_end = |c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_digit;
        let (piece, rest) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        self.0 = rest;
        Some((before, piece))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_however_they_are_written() {
        let (day, month) = (Order::Day, Order::Month);
        for (value, order) in [
            ("6 Jul 2027", day),
            ("06-Jul-2027", day),
            ("6-Jul-27", day),
            ("6 July 2027", day),
            ("6th of July, 2027", day),
            ("Tuesday, 6 July 2027", day),
            ("Tue 6 Jul 2027 14:00", day),
            ("6. Juli 2027", day),
            ("Dienstag, den 6. Juli 2027", day),
            ("Di., 6. Juli 2027, 14:00 Uhr", day),
            ("6 juillet 2027", day),
            ("mar 6 juil 2027", day),
            ("le mardi 6 juillet 2027", day),
            ("6 de julio de 2027", day),
            ("martes, 6 de julio de 2027", day),
            ("6 luglio 2027", day),
            ("6 juli 2027 (di)", day),
            ("Jul 6, 2027", month),
            ("July 6th, 2027", month),
            ("Tuesday, July 6, 2027", month),
            ("2027 Jul 6", Order::Year),
            ("2027-Jul-06", Order::Year),
            ("周二 2027-07-06", Order::Year),
            ("2027年7月6日（星期二）", Order::Year),
            ("2027年7月6日 周二 14:00", Order::Year),
            ("2027-07-06 (Tue)", Order::Year),
            ("Tue 06/07/2027", Order::Either),
            ("Di, 06.07.2027", Order::Either),
            ("06.07.2027, 14:00 Uhr", Order::Either),
            ("06.07.2027 (Di)", Order::Either),
            ("6. 7. 2027", Order::Either),
        ] {
            let reading = Reading::of(value).unwrap_or_else(|| panic!("{value} is a date"));
            assert_eq!((reading.day(Some(false)), reading.shape.order), (Some((2027, 7, 6)), order), "{value}");
        }
        assert_eq!(Reading::of("6 Jul").map(|reading| reading.day(None)), Some(Some((0, 7, 6))));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for value in [
            "", "July", "July 2027", "5-8 July 2027", "6 Jul 2027 to 8 Jul 2027", "May 12 students", "12 apples",
            "Mar 2027", "6 Jul 14:00", "31.12.20271", "1.2.3", "Tuesday", "Room 6, March House 2027",
            "06.07.2027 or later",
        ] {
            assert_eq!(Reading::of(value), None, "{value}");
        }
    }

    #[test]
    fn days_of_the_week_beside_dates_are_known() {
        for (value, weekday) in [
            ("Friday, 6 July 2027", Some(4)),
            ("Fr, 06.07.2027", Some(4)),
            ("06/07/2027 (Fri)", Some(4)),
            ("2027年7月6日（星期五）", Some(4)),
            ("2027年7月6日(五)", Some(4)),
            ("2027-07-06 周五", Some(4)),
            ("ven. 6 juillet 2027", Some(4)),
            ("mar 6 juil 2027", Some(1)),
            ("mar 6 2027", None),
            ("2027年7月6日", None),
            ("6 Jul 2027", None),
            ("2027-07-06", None),
            ("Fri/Sat 6 July 2027", None),
        ] {
            assert_eq!(weekday_in(value), weekday, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_can_be_read(value in "([0-9]{1,4}|Jul|mar|di|[ ,./年月日（）()-]|星期五|民國|\\PC){0,9}") {
            if let Some(reading) = Reading::of(&value) {
                let _ = (reading.day(None), reading.day(Some(true)), reading.is_no_day(), reading.is_date());
            }
            let _ = weekday_in(&value);
        }
    }
}
