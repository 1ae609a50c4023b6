//! Dates, in columns that hold dates.

/// What is wrong with a value of such a column.
pub(super) fn flaw(value: &str) -> Option<String> {
    if let Some(date) = serial(value) {
        return Some(format!("is the number that a spreadsheet has for {date}. Format the cell as a date."));
    }
    let (year, month, day) = parts(value)?;
    if (1..=12).contains(&month) && (1..=days(year, month)).contains(&day) {
        // Day 0 of spreadsheets, and the days around it.
        return matches!((year, month), (1899, 12) | (1900, 1))
            .then(|| "is what a spreadsheet shows for 0 or for a time without a day. Type the date.".to_owned());
    }
    Some("is no day of the calendar. Type the date.".to_owned())
}

/// Whether a value is written as a date.
pub(super) fn is_date(value: &str) -> bool {
    parts(value).is_some_and(|(_, month, day)| (1..=12).contains(&month) && (1..=31).contains(&day))
        || other_order(value).is_some()
}

/// Year, month and day of `2026-11-23`, `2026/11/23`, `2026.11.23`, `2026年11月23日`, whatever is behind them.
fn parts(value: &str) -> Option<(u32, u32, u32)> {
    let (year, rest) = value.trim().split_at_checked(4)?;
    let (separator, rest) = (rest.chars().next()?, rest.char_indices().nth(1).map(|(at, _)| &rest[at..])?);
    let then = match separator {
        '年' => '月',
        '-' | '/' | '.' => separator,
        _ => return None,
    };
    let (month, rest) = rest.split_once(then)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number = |text: &str, most: usize| {
        let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit());
        if is_number { text.parse::<u32>().ok() } else { None }
    };
    Some((number(year, 4)?, number(month, 2)?, number(&rest[..end], 2)?))
}

/// `23.11.2026`, `11/23/2026`.
fn other_order(value: &str) -> Option<()> {
    let mut parts = value.trim().split(['.', '/', '-']);
    let mut number = |lengths: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        (lengths.contains(&part.len()) && part.bytes().all(|octet| octet.is_ascii_digit())).then_some(())
    };
    number(1..=2)?;
    number(1..=2)?;
    number(4..=4)?;
    parts.next().is_none().then_some(())
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
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
    use super::*;

    #[test]
    fn dates_are_told_from_what_is_none() {
        for date in
            ["2026-11-23", "2026/1/2", "2026.01.02", "2026年11月23日", "23.11.2026", "11/23/2026", "2026-11-23 08:30"]
        {
            assert!(is_date(date), "{date}");
            assert_eq!(flaw(date), None, "{date}");
        }
        for other in ["", "soon", "45123", "3.5", "2026", "1.2.3", "2026-11", "12-34-56"] {
            assert!(!is_date(other), "{other}");
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
        ] {
            assert!(flaw(value).is_some_and(|what| what.contains(part)), "{value}: {:?}", flaw(value));
        }
        for sound in ["soon", "", "12345678", "10001", "2024-02-29", "1926-12-01", "90000", "4512"] {
            assert_eq!(flaw(sound), None, "{sound}");
        }
    }
}
