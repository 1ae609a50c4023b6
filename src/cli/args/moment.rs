//! A date and a time, as `--at` takes them; and what is wrong with one that is none.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// What is said where nothing better is known.
const GENERAL: &str = "a date and a time, such as '2026-12-01 08:00'";

/// `2026-12-01 08:00` by this machine's clock, or with an offset (`…+08:00`) or a zone (`…[Asia/Shanghai]`).
pub(super) fn moment(text: &str) -> Result<Zoned, String> {
    let text = text.trim();
    read(text).ok_or_else(|| why(text, &Zoned::now()))
}

fn read(text: &str) -> Option<Zoned> {
    if !text.contains(':') {
        return None;
    }
    let zoned = text.parse::<Zoned>().ok();
    let instant = || text.parse::<Timestamp>().ok().map(|instant| instant.to_zoned(TimeZone::system()));
    // A zone that is misspelt is passed over there.
    let has_zone = text.contains(['[', '+']);
    let local = || text.parse::<DateTime>().ok().filter(|_| !has_zone)?.to_zoned(TimeZone::system()).ok();
    zoned.or_else(instant).or_else(local)
}

/// What is wrong, and what to write.
fn why(text: &str, now: &Zoned) -> String {
    let (day, time) = text.split_once([' ', 'T']).map_or((text, ""), |(day, time)| (day, time.trim()));
    if let Some(clock) = clock(text) {
        return match clock {
            Ok(clock) => format!("the day is missing: write '{} {clock}'", next(&clock, now)),
            Err(why) => why,
        };
    }
    let date = match date(day) {
        Some(Ok(date)) => date,
        Some(Err(why)) => return why,
        None => return GENERAL.to_owned(),
    };
    let end = time.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(time.len());
    let (hours, zone) = time.split_at(end);
    let clock = match clock(hours) {
        Some(Ok(clock)) => clock,
        Some(Err(why)) => return why,
        None if time.is_empty() => return format!("the time is missing: write '{date} 08:00'"),
        None => return format!("write the time in hours and minutes: '{date} 08:00'"),
    };
    let zone = zone.trim();
    let whole = format!("{date} {clock}{zone}");
    if read(&whole).is_some() {
        return format!("write '{whole}'");
    }
    // On another day the same would do.
    if read(&format!("{} {clock}{zone}", now.date())).is_some() {
        return format!("{date} is out of range: write a day before the year 9999");
    }
    format!(
        "{zone:?} is neither an offset nor a zone that is known: write '{date} {clock}', or '{date} {clock}+08:00', or \
         '{date} {clock}[Asia/Shanghai]'"
    )
}

/// `2026-12-01`, however it was written; or why there is no such day. `None` of what is no date.
fn date(text: &str) -> Option<Result<Date, String>> {
    let parts: Vec<_> = text.split(['-', '/', '.']).map(number).collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    if text.find(|c: char| !c.is_ascii_digit()) != Some(4) {
        return None;
    }
    let year = i16::try_from(year).ok()?;
    let first = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok());
    let Some(first) = first else { return Some(Err(format!("there is no month {month}"))) };
    let found = i8::try_from(day).ok().and_then(|day| Date::new(year, first.month(), day).ok());
    Some(found.ok_or_else(|| {
        format!("there is no {day} {}: the month has {} days", first.strftime("%B %Y"), first.days_in_month())
    }))
}

/// `08:00`, however it was written; or why there is no such time. `None` of what is no time.
fn clock(text: &str) -> Option<Result<String, String>> {
    let parts: Vec<_> = text.split(':').map(number).collect::<Option<_>>()?;
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, None),
        [hour, minute, second] => (hour, minute, Some(second)),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second.is_some_and(|second| second > 59) {
        return Some(Err(format!("there is no time {text}: the hours end with 23, the minutes with 59")));
    }
    let second = second.map(|second| format!(":{second:02}")).unwrap_or_default();
    Some(Ok(format!("{hour:02}:{minute:02}{second}")))
}

/// The day on which it is this time next.
fn next(clock: &str, now: &Zoned) -> Date {
    let today = now.date();
    let is_past = clock <= now.strftime("%H:%M:%S").to_string().as_str();
    if is_past { today.tomorrow().unwrap_or(today) } else { today }
}

/// At most four digits, and nothing else.
fn number(text: &str) -> Option<u16> {
    let is_short = (1..=4).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse().ok().filter(|_| is_short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_are_read() {
        let local = moment("2026-12-01 08:00").unwrap();
        assert_eq!(local.strftime("%Y-%m-%d %H:%M").to_string(), "2026-12-01 08:00");
        let zoned = moment("2026-12-01T08:00[Asia/Shanghai]").unwrap();
        for text in ["2026-12-01T08:00+08:00", "2026-12-01T00:00Z"] {
            assert_eq!(moment(text).unwrap().timestamp(), zoned.timestamp(), "{text}");
        }
        for text in ["", "08:00", "2026-12-01", "tomorrow", "2026-13-01 08:00"] {
            assert!(moment(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let now: Zoned = "2026-11-30T12:00:00[Asia/Shanghai]".parse().unwrap();
        for (text, told) in [
            ("2026-13-01 08:00", "there is no month 13"),
            ("2026-00-01 08:00", "there is no month 0"),
            ("2026-11-31 08:00", "there is no 31 November 2026: the month has 30 days"),
            ("2027-02-29", "there is no 29 February 2027: the month has 28 days"),
            ("2026-12-01", "the time is missing: write '2026-12-01 08:00'"),
            ("8:00", "the day is missing: write '2026-12-01 08:00'"),
            ("18:30", "the day is missing: write '2026-11-30 18:30'"),
            ("25:00", "there is no time 25:00: the hours end with 23, the minutes with 59"),
            ("2026-12-01 24:00", "there is no time 24:00: the hours end with 23, the minutes with 59"),
            ("2026-12-01 8am", "write the time in hours and minutes: '2026-12-01 08:00'"),
            ("2026-12-01 8:00", "write '2026-12-01 08:00'"),
            ("2026/12/1 8:05:09", "write '2026-12-01 08:05:09'"),
            ("2026.12.01T08:00+08:00", "write '2026-12-01 08:00+08:00'"),
            ("2026-12-01 08:00 +08:00", "write '2026-12-01 08:00+08:00'"),
            ("2026-12-01 8:00 [Asia/Shanghai]", "write '2026-12-01 08:00[Asia/Shanghai]'"),
            ("9999-12-31 08:00", "9999-12-31 is out of range: write a day before the year 9999"),
            ("9999-12-31 08:00+08:00", "9999-12-31 is out of range: write a day before the year 9999"),
            ("yesterday", GENERAL),
            ("01.12.2026 08:00", GENERAL),
            ("", GENERAL),
        ] {
            assert_eq!(why(text, &now), told, "{text:?}");
        }
        let told = why("2026-12-01 08:00[Asia/Shangai]", &now);
        assert!(told.starts_with("\"[Asia/Shangai]\" is neither an offset nor a zone that is known"), "{told}");
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at(text in "[0-9:. T/+Za-z\\[\\]张-]{0,24}") {
            let _ = moment(&text);
        }
    }
}
