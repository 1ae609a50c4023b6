//! Dates and times: days since the workbook's first one, with the time of day as their fraction.

use jiff::Span;
use jiff::civil::{Date, date};

use super::code::{Part, Section};
use super::language::Language;

const DAY: i64 = 86_400_000;
pub(super) const SECOND: i64 = 1000;
/// By so many years the Buddhist calendar of Thailand is ahead.
const BUDDHIST: i16 = 543;

/// A moment, in whole milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Since the day that is 0.
    milliseconds: i64,
    date: Date,
}

impl Moment {
    /// From the number in a cell, rounded to a unit of so many milliseconds: that of the smallest part which is written, if it is
    /// of seconds. Minutes are not rounded: at 8:30:59 it is 8:30, and on a day it is that day until its last second is over.
    /// `None` = no date that can be written: before the first day, after the year 9999.
    pub(super) fn of(serial: f64, is_1904: bool, unit: i64) -> Option<Self> {
        if !(0.0..3_000_000.0).contains(&serial) {
            return None;
        }
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
    let moment = Moment::of(serial, is_1904, unit(section))?;
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
    let mut text = String::new();
    let behind = section.parts.iter().skip(1).map(Some).chain([None]);
    for (part, behind) in section.parts.iter().zip(behind) {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            // Before a blank alone there is no other than a point: `d/ mmmm`.
            Part::DateSeparator
                if section.language.is_none()
                    && !text.ends_with(' ')
                    && matches!(behind, Some(Part::Literal(behind)) if behind.starts_with(' ')) =>
            {
                text.push('.');
            }
            Part::DateSeparator => text.push_str(section.language.map_or("/", Language::date_separator)),
            Part::Date(letter, length) => text.push_str(&piece(moment, *letter, *length, section)),
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
            Part::Noon(before, after) => {
                let (before, after) = match section.language {
                    Some(language) if *before == "AM" => language.halves_of_days(),
                    _ => (*before, *after),
                };
                text.push_str(if moment.hour() < 12 { before } else { after });
            }
            _ => {}
        }
    }
    Some(text)
}

/// The smallest unit of seconds that a section writes, in milliseconds; one where it writes none.
fn unit(section: &Section) -> i64 {
    let of_part = |part: &Part| match part {
        Part::Fraction(places) => Some(10_i64.pow(3 - u32::try_from(*places).unwrap_or(3).min(3))),
        Part::Date('s', _) | Part::Elapsed('s', _) => Some(SECOND),
        _ => None,
    };
    section.parts.iter().filter_map(of_part).min().unwrap_or(1)
}

fn piece(moment: Moment, letter: char, length: usize, section: &Section) -> String {
    let padded = |number: i64| if length >= 2 { format!("{number:02}") } else { number.to_string() };
    let has = |wanted: fn(&Part) -> bool| section.parts.iter().any(wanted);
    let date = moment.date;
    let weekday = date.weekday();
    let year = date.year() + if section.is_buddhist || letter == 'b' { BUDDHIST } else { 0 };
    let language = section.language.unwrap_or(Language::English);
    match (letter, length) {
        ('y' | 'b', 1..=2) => format!("{:02}", year % 100),
        ('y' | 'b', _) => format!("{year:04}"),
        ('e', _) => year.to_string(),
        ('m', 1..=2) => padded(date.month().into()),
        ('m', 3) => language.short_month(date).to_owned(),
        ('m', 5) => language.letter_of_month(date),
        ('m', _) => language.month(date, has(|part| matches!(part, Part::Date('d', 1..=2)))).to_owned(),
        ('d', 1..=2) => padded(date.day().into()),
        ('d', 3) => language.short_day(weekday),
        ('d', _) => language.day(weekday).to_owned(),
        // Of East Asia, and of China where nothing else is said.
        ('a', 3) => section.language.unwrap_or(Language::Chinese).shortest_day(weekday).to_owned(),
        ('a', _) => section.language.unwrap_or(Language::Chinese).day(weekday).to_owned(),
        ('h', _) if has(|part| matches!(part, Part::Noon(..))) => padded((moment.hour() + 11) % 12 + 1),
        ('h', _) => padded(moment.hour()),
        ('n', _) => padded(moment.minute()),
        ('s', _) => padded(moment.second()),
        _ => String::new(),
    }
}
