//! How a time of the day is read, however it is written: `14:00`, `2:00 pm`, `14.00 Uhr`, `14 h 30`, `下午2点`.

use super::dates;

/// A time as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Clock {
    /// Since midnight.
    pub(in crate::findings) minutes: u32,
    pub(super) style: Style,
    /// `14:30 pm`
    pub(super) is_past_noon_twice: bool,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `14:00`
    Bare,
    /// `2:00 pm`
    Noon,
    /// `14.00 Uhr`
    Uhr,
    /// `14h30`, `14:00 h`
    Hours,
    /// `下午2点`
    Han,
}

/// The time that a value is, or begins with; none, where a letter or a digit is stuck to it.
pub(in crate::findings) fn read(value: &str) -> Option<Clock> {
    let Some((hours, minutes)) = dates::time(value) else { return written(value) };
    let (_, rest) = value.split_once([':', '：'])?;
    let behind = rest.get(2..)?;
    if behind.starts_with(['O', 'o', 'l', 'I', '?']) {
        return None;
    }
    if behind.is_empty() {
        return Some(clock(hours, minutes, None, Style::Bare));
    }
    let half = half(value);
    Some(clock(hours, minutes, half, if half.is_some() { Style::Noon } else { unit(value) }))
}

/// A time, and whether it is one of the afternoon, if its hours are counted from noon.
fn clock(hours: u32, minutes: u32, is_afternoon: Option<bool>, style: Style) -> Clock {
    let is_past_noon_twice = style == Style::Noon && hours > 12;
    let hours = match is_afternoon {
        Some(true) if hours < 12 => hours + 12,
        Some(false) if hours == 12 => 0,
        _ => hours,
    };
    Clock { minutes: hours * 60 + minutes, style, is_past_noon_twice }
}

/// Whether a time that is counted from noon is one of the afternoon.
fn half(value: &str) -> Option<bool> {
    let octets = value.as_bytes();
    let ends_in = |end: &str| {
        octets.len().checked_sub(end.len()).is_some_and(|at| octets[at..].eq_ignore_ascii_case(end.as_bytes()))
    };
    if ends_in("pm") || ends_in("p.m.") { Some(true) } else { (ends_in("am") || ends_in("a.m.")).then_some(false) }
}

/// By what stands behind a time.
fn unit(value: &str) -> Style {
    let end = value.rsplit(|c: char| c.is_whitespace() || c.is_ascii_digit()).next().unwrap_or_default();
    if end.eq_ignore_ascii_case("uhr") {
        Style::Uhr
    } else if matches!(end, "h" | "h." | "hs" | "hrs") {
        Style::Hours
    } else {
        Style::Bare
    }
}

/// `9.30 Uhr`, `9 Uhr 30`, `21 h 30`, `9 pm`, `下午3点半`, `15点30分`.
fn written(value: &str) -> Option<Clock> {
    const LONGEST: usize = 32;
    if value.len() > LONGEST || !value.bytes().any(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let value = value.to_ascii_lowercase();
    let (text, half) = half_of_day(&value);
    let (hours, rest) = number(text)?;
    let (minutes, half, style) = in_han(rest, half).or_else(|| of_europe(rest).filter(|_| half.is_none()))?;
    (hours <= 24 && minutes <= 59).then(|| clock(hours, minutes, half, style))
}

/// What stands behind the half of the day that a value begins with, and whether that is the afternoon.
fn half_of_day(value: &str) -> (&str, Option<bool>) {
    const HALVES: [(&str, bool); 7] = [
        ("上午", false),
        ("早上", false),
        ("早晨", false),
        ("凌晨", false),
        ("下午", true),
        ("晚上", true),
        ("中午", true),
    ];
    let found = HALVES.iter().find_map(|(name, is_afternoon)| Some((value.strip_prefix(name)?, *is_afternoon)));
    found.map_or((value, None), |(rest, is_afternoon)| (rest.trim_start(), Some(is_afternoon)))
}

/// The minutes behind the hours of `3点半`.
fn in_han(rest: &str, half: Option<bool>) -> Option<(u32, Option<bool>, Style)> {
    let minutes = match rest.trim_start().strip_prefix(['点', '點', '时', '時'])? {
        "" | "整" | "钟" | "鐘" => 0,
        "半" => 30,
        behind => number(behind).filter(|(_, rest)| matches!(*rest, "" | "分"))?.0,
    };
    Some((minutes, half, Style::Han))
}

/// The minutes behind the hours of `9.30 Uhr`, `9 h 30`, `9 pm`, and whether it is afternoon.
fn of_europe(rest: &str) -> Option<(u32, Option<bool>, Style)> {
    let (minutes, unit) = match rest.strip_prefix('.').and_then(number) {
        Some((minutes, unit)) => (Some(minutes), unit.trim_start()),
        None => (None, rest.trim_start()),
    };
    let noon = |is_afternoon: bool| Some((minutes.unwrap_or(0), Some(is_afternoon), Style::Noon));
    match unit {
        "am" | "a.m." => return noon(false),
        "pm" | "p.m." => return noon(true),
        _ => {}
    }
    let (behind, style) = match unit.strip_prefix("uhr") {
        Some(behind) => (behind, Style::Uhr),
        None => (unit.strip_prefix("hrs").or_else(|| unit.strip_prefix('h'))?, Style::Hours),
    };
    let behind = match (behind.trim_start(), minutes) {
        ("" | ".", minutes) => minutes.unwrap_or(0),
        (behind, None) => number(behind).filter(|(_, rest)| matches!(*rest, "" | "m" | "min"))?.0,
        _ => return None,
    };
    Some((behind, None, style))
}

/// The number of one or two digits that a text begins with, and what is behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if (1..=2).contains(&end) { Some((digits.parse().ok()?, rest)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_however_they_are_written() {
        for (value, minutes, style) in [
            ("14:30", 870, Style::Bare),
            ("14:30:00", 870, Style::Bare),
            ("14:30 (room 3)", 870, Style::Bare),
            ("2:30 pm", 870, Style::Noon),
            ("2:30 P.M.", 870, Style::Noon),
            ("2.30pm", 870, Style::Noon),
            ("12:30 am", 30, Style::Noon),
            ("2 pm", 840, Style::Noon),
            ("14.30 Uhr", 870, Style::Uhr),
            ("14:30 Uhr", 870, Style::Uhr),
            ("14 Uhr", 840, Style::Uhr),
            ("14 Uhr 30", 870, Style::Uhr),
            ("14h30", 870, Style::Hours),
            ("14 h 30", 870, Style::Hours),
            ("14 h", 840, Style::Hours),
            ("14:30 h", 870, Style::Hours),
            ("下午2点", 840, Style::Han),
            ("下午2点半", 870, Style::Han),
            ("14点30分", 870, Style::Han),
            ("上午9时", 540, Style::Han),
        ] {
            let clock = read(value).map(|clock| (clock.minutes, clock.style));
            assert_eq!(clock, Some((minutes, style)), "{value}");
        }
        assert!(read("14:30 pm").is_some_and(|clock| clock.is_past_noon_twice));
        for other in ["", "9.30", "1430", "14:3O", "25 Uhr", "9.75 Uhr", "9 apples", "下午", "2点以后", "h", "3 hours"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_read(value in "(下午)?[0-9]{0,3}[.:h ]{0,2}[0-9]{0,2}(点|Uhr|pm|\\PC){0,2}") {
            let _ = read(&value);
        }
    }
}
