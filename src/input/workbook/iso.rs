//! Dates, times and lengths of time that a workbook holds as texts (ISO 8601): `2026-11-23T08:30:00`, `T08:30:00`, `PT36H`.

use std::borrow::Cow;

use jiff::civil::{Date, Time, date};
use jiff::fmt::temporal::SpanParser;
use jiff::{SpanRelativeTo, Unit};

use super::format::Format;

const DAY: f64 = 86_400.0;

static SPANS: SpanParser = SpanParser::new();

/// Such a text as its cell shows it: as its format says, if that is one for dates.
pub(super) fn shown(text: &str, format: &Format, is_1904: bool) -> String {
    let serial = serial(text, is_1904).or_else(|| length(text)).filter(|_| format.is_date());
    serial.map_or_else(|| plain(text).into_owned(), |serial| format.number(serial, is_1904))
}

/// `2026-11-23T08:30:00` as `2026-11-23 08:30`, midnight as the day alone, `PT8H30M` as `08:30`.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if let Some(days) = length(text) {
        return clock(days).into();
    }
    let is_moment = |(day, time): &(&str, &str)| {
        day.bytes().all(|octet| octet.is_ascii_digit() || octet == b'-')
            && time.starts_with(|c: char| c.is_ascii_digit())
    };
    let Some((day, time)) = text.split_once('T').filter(is_moment) else {
        let is_time = text.parse::<Time>().is_ok();
        return if is_time { without_seconds(text).into() } else { text.into() };
    };
    let time = without_seconds(time);
    match (day, time) {
        ("", time) => time.into(),
        (day, "00:00") => day.into(),
        (day, time) => format!("{day} {time}").into(),
    }
}

fn without_seconds(time: &str) -> &str {
    if has_offset(time) {
        return time;
    }
    let time = time.trim_end_matches('Z').split('.').next().unwrap_or_default();
    time.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(time)
}

/// Whether it is that of a place so far from Greenwich: no cell can show that.
fn has_offset(time: &str) -> bool {
    time.contains(['+', '-'])
}

/// The number that stands for it in a cell.
fn serial(text: &str, is_1904: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, time),
        None if text.contains(':') => ("", text),
        None => (text, ""),
    };
    let seconds = if time.is_empty() {
        0.0
    } else {
        let time: Time = time.parse().ok().filter(|_| !has_offset(time))?;
        f64::from(i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second()))
            + f64::from(time.subsec_nanosecond()) / 1e9
    };
    let days = if day.is_empty() { 0.0 } else { days(day.parse().ok()?, is_1904)? };
    (!day.is_empty() || !time.is_empty()).then_some(days + seconds / DAY)
}

/// The first spreadsheet took 1900 for a leap year, and all have kept that since.
fn days(day: Date, is_1904: bool) -> Option<f64> {
    const MARCH: i32 = 61;
    let first = if is_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    let days = first.until((Unit::Day, day)).ok()?.get_days();
    let days = if is_1904 || days >= MARCH { days } else { days - 1 };
    (days >= 0).then_some(days.into())
}

/// `PT36H`, `P1DT12H`, in days. One with months or years has no length of its own.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let span = SPANS.parse_span(text).ok().filter(|_| text.starts_with(['P', '-']))?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).ok()?;
    Some(seconds / DAY)
}

/// `08:30`, `36:00:15`
fn clock(days: f64) -> String {
    let seconds = (days.abs() * DAY).round() as u64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_lose_what_says_nothing() {
        for (text, shown) in [
            ("2026-11-23T08:30:00", "2026-11-23 08:30"),
            ("2026-11-23T08:30:15.250Z", "2026-11-23 08:30:15"),
            ("2026-11-23T00:00:00", "2026-11-23"),
            ("2026-11-23", "2026-11-23"),
            ("T08:30:00", "08:30"),
            ("08:30:00", "08:30"),
            ("08:30", "08:30"),
            ("PT08H30M00S", "08:30"),
            ("PT36H0M15.4S", "36:00:15"),
            ("P1DT12H", "36:00"),
            ("-PT90M", "-01:30"),
            ("P1Y", "P1Y"),
            ("P", "P"),
            ("Pauline", "Pauline"),
            ("PT-1H", "PT-1H"),
            ("Term: 08:00", "Term: 08:00"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }

    #[test]
    fn moments_are_written_as_their_formats_say() {
        for (code, text, expected) in [
            ("dd.mm.yyyy", "2026-11-23T08:30:00", "23.11.2026"),
            ("d mmmm yyyy", "2026-11-23", "23 November 2026"),
            ("h:mm AM/PM", "T08:30:00", "8:30 AM"),
            ("h:mm AM/PM", "20:30:00", "8:30 PM"),
            ("[h]:mm", "PT36H0M0S", "36:00"),
            ("General", "2026-11-23T08:30:00", "2026-11-23 08:30"),
            ("0.00", "2026-11-23", "2026-11-23"),
            ("dd.mm.yyyy", "1900-02-28", "28.02.1900"),
            ("dd.mm.yyyy", "1850-01-01", "1850-01-01"),
            ("dd.mm.yyyy", "2026-11-23T08:30:00+01:00", "2026-11-23 08:30:00+01:00"),
            ("dd.mm.yyyy", "soon", "soon"),
        ] {
            let format = Format::new(164, Some(code));
            assert_eq!(shown(text, &format, false), expected, "{code} of {text}");
            if !text.starts_with("1") {
                assert_eq!(shown(text, &format, true), expected, "{code} of {text}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "[-P0-9TDHMSZ:.+]{0,24}") {
            let _ = shown(&text, &Format::new(14, None), true);
        }
    }
}
