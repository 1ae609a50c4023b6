//! Dates and times: days since the workbook's first one, with the time of day as their fraction.

use jiff::Span;
use jiff::civil::{Date, date};

use super::code::{Part, Section};

const DAY: i64 = 86_400_000;
/// By so many years the Buddhist calendar of Thailand is ahead.
const BUDDHIST: i16 = 543;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_CHINESE: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS_CHINESE: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// A moment, in whole milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Since the day that is 0.
    milliseconds: i64,
    date: Date,
}

impl Moment {
    /// From the number in a cell, rounded to a second or to a thousandth of one. `None` = no date that can be written: before
    /// the first day, after the year 9999.
    pub(super) fn of(serial: f64, is_1904: bool, exact: bool) -> Option<Self> {
        if !(0.0..3_000_000.0).contains(&serial) {
            return None;
        }
        let unit = if exact { 1 } else { 1000 };
        let milliseconds = (serial * DAY as f64 / unit as f64).round() as i64 * unit;
        let days = milliseconds / DAY;
        let first = match is_1904 {
            true => date(1904, 1, 1),
            // The first spreadsheet took 1900 for a leap year, and all have kept that since.
            false if days < 60 => date(1899, 12, 31),
            false => date(1899, 12, 30),
        };
        let date = first.checked_add(Span::new().try_days(days).ok()?).ok()?;
        Some(Self { milliseconds, date })
    }

    fn hour(self) -> i64 {
        self.milliseconds % DAY / 3_600_000
    }

    fn minute(self) -> i64 {
        self.milliseconds % 3_600_000 / 60_000
    }

    fn second(self) -> i64 {
        self.milliseconds % 60_000 / 1000
    }

    /// `2026-11-23`.
    pub(super) fn iso_date(self) -> String {
        self.date.to_string()
    }

    /// `08:30`, `08:30:15`.
    pub(super) fn iso_time(self) -> String {
        let (hour, minute, second) = (self.hour(), self.minute(), self.second());
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
    }

    /// `2026-11-23`, `2026-11-23 08:30`, or the time alone where there is no day.
    pub(super) fn iso(self) -> String {
        match (self.milliseconds / DAY, self.milliseconds % DAY) {
            (_, 0) => self.iso_date(),
            (0, _) => self.iso_time(),
            _ => format!("{} {}", self.iso_date(), self.iso_time()),
        }
    }
}

/// Writes a number as a section for dates says.
pub(super) fn written(section: &Section, serial: f64, is_1904: bool) -> Option<String> {
    let exact = section.parts.iter().any(|part| matches!(part, Part::Fraction(_)));
    let moment = Moment::of(serial, is_1904, exact)?;
    if section.is_system {
        let is_time = |part: &Part| matches!(part, Part::Date('h' | 'n' | 's', _) | Part::Elapsed(..));
        let has_time = section.parts.iter().any(is_time);
        let has_day = section.parts.iter().any(|part| matches!(part, Part::Date(..)) && !is_time(part));
        return Some(match (has_day, has_time) {
            (true, true) => moment.iso(),
            (true, false) => moment.iso_date(),
            (false, _) => moment.iso_time(),
        });
    }
    let has_noon = section.parts.iter().any(|part| matches!(part, Part::Noon(..)));
    let mut text = String::new();
    for part in &section.parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Date(letter, length) => text.push_str(&unit(moment, *letter, *length, has_noon, section)),
            Part::Elapsed(letter, length) => {
                let unit = match letter {
                    'h' => 3_600_000,
                    'm' => 60_000,
                    _ => 1000,
                };
                text.push_str(&format!("{:0length$}", moment.milliseconds / unit));
            }
            Part::Fraction(places) => {
                let thousandths = format!("{:03}", moment.milliseconds % 1000);
                text.push('.');
                text.push_str(&thousandths[..*places]);
            }
            Part::Noon(before, after) => text.push_str(if moment.hour() < 12 { before } else { after }),
            _ => {}
        }
    }
    Some(text)
}

fn unit(moment: Moment, letter: char, length: usize, has_noon: bool, section: &Section) -> String {
    let is_chinese = section.is_chinese;
    let padded = |number: i64| if length >= 2 { format!("{number:02}") } else { number.to_string() };
    let date = moment.date;
    let year = date.year() + if section.is_buddhist || letter == 'b' { BUDDHIST } else { 0 };
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let day = usize::try_from(date.weekday().to_sunday_zero_offset()).unwrap_or(0);
    match (letter, length) {
        ('y' | 'b', 1..=2) => format!("{:02}", year % 100),
        ('y' | 'b', _) => format!("{year:04}"),
        ('e', _) => year.to_string(),
        ('m', 1..=2) => padded(date.month().into()),
        ('m', 3) if is_chinese => format!("{}月", date.month()),
        ('m', 3) => MONTHS[month][..3].to_owned(),
        ('m', 5) if !is_chinese => MONTHS[month][..1].to_owned(),
        ('m', _) => (if is_chinese { MONTHS_CHINESE } else { MONTHS })[month].to_owned(),
        ('d', 1..=2) => padded(date.day().into()),
        ('d', 3) if is_chinese => format!("周{}", DAYS_CHINESE[day]),
        ('d', 3) => DAYS[day][..3].to_owned(),
        ('d', _) if !is_chinese => DAYS[day].to_owned(),
        ('a', 3) => DAYS_CHINESE[day].to_owned(),
        ('d' | 'a', _) => format!("星期{}", DAYS_CHINESE[day]),
        ('h', _) if has_noon => padded((moment.hour() + 11) % 12 + 1),
        ('h', _) => padded(moment.hour()),
        ('n', _) => padded(moment.minute()),
        ('s', _) => padded(moment.second()),
        _ => String::new(),
    }
}
