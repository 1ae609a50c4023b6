//! `--quiet 22:00-07:00`: hours behind a flag that takes no value are those in which nothing is sent, as people say it.

use std::ffi::{OsStr, OsString};

/// The flag of the hours in which nothing is sent.
pub(super) const HOURS: &str = "--quiet-hours";

/// What else stands in times as people write them: `10pm`, `22h`, `22 Uhr`, `22点`.
const WORDS: [&str; 10] = ["am", "pm", "a", "p", "m", "h", "uhr", "to", "点", "时"];

/// Dashes between two times.
const DASHES: [&str; 3] = ["-", "–", "—"];

/// Hours behind `--quiet` and `-q` have their own flag before anything else is read. What is meant for hours and is none is told so
/// by their own parser. `exists` says what is a file, and so a list.
pub(super) fn spelled_out(typed: &[OsString], exists: impl Fn(&str) -> bool) -> Vec<OsString> {
    let is_hours = |text: &str| is_span(text) || is_time(text) && !exists(text);
    let hours_of = |argument: &OsString| argument.to_str().filter(|text| is_hours(text)).map(str::to_owned);
    let mut all: Vec<OsString> = Vec::new();
    let mut rest = typed.iter().peekable();
    // No other command has such hours.
    let mut is_send = false;
    while let Some(argument) = rest.next() {
        is_send |= argument == "send";
        let is_flag = argument == "--quiet" || argument == "-q";
        let behind = rest.peek().filter(|_| is_send && is_flag).and_then(|next| hours_of(next));
        let within = argument.to_str().and_then(|text| text.strip_prefix("--quiet=")).map(OsString::from);
        if let Some(mut hours) = behind {
            rest.next();
            // With blanks around the dash, the hours are three words.
            let mut ahead = rest.clone();
            let dash = ahead.next().and_then(|dash| dash.to_str()).filter(|dash| DASHES.contains(dash));
            let until = dash.and(ahead.next().and_then(hours_of));
            if let Some(until) = until.filter(|_| !is_span(&hours)) {
                hours = format!("{hours}-{until}");
                rest = ahead;
            }
            all.extend([HOURS.into(), hours.into()]);
        } else if let Some(hours) = within.as_ref().filter(|_| is_send).and_then(hours_of) {
            all.extend([HOURS.into(), hours.into()]);
        } else {
            all.push(argument.clone());
        }
    }
    all
}

/// `22:00-07:00`, `22-7`.
fn is_span(text: &str) -> bool {
    let is_clock = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == ':')
    };
    text.split_once('-').is_some_and(|(from, until)| is_clock(from) && is_clock(until))
}

/// Whether a text is meant for a time, or for several: digits, and what stands between them. `2026.csv` has another word.
fn is_time(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    text.trim_start().starts_with(|c: char| c.is_ascii_digit())
        && words.all(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// What was typed for [`HOURS`], if it was another flag: messages say what stands on the command line.
pub(super) fn shorter(typed: &[OsString], spelled_out: &[OsString]) -> Option<&'static str> {
    let is_in = |arguments: &[OsString], flag: &str| arguments.iter().any(|argument| argument == OsStr::new(flag));
    let is_meant = !is_in(typed, HOURS) && is_in(spelled_out, HOURS);
    is_meant.then(|| if is_in(typed, "-q") { "-q" } else { "--quiet" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &str) -> Vec<OsString> {
        typed.split(' ').map(OsString::from).collect()
    }

    fn spelt(typed: &str) -> Vec<OsString> {
        spelled_out(&words(typed), |name| name == "2026" || name == "22.00")
    }

    #[test]
    fn quiet_is_a_flag_unless_hours_follow() {
        for (typed, meant) in [
            ("send list.csv --quiet", "send list.csv --quiet"),
            ("send --quiet list.csv", "send --quiet list.csv"),
            ("send --quiet 22:00-07:00 list.csv", "send --quiet-hours 22:00-07:00 list.csv"),
            ("send --quiet=22:00-07:00 list.csv", "send --quiet-hours 22:00-07:00 list.csv"),
            ("send -q 22:00-04:00 list.csv", "send --quiet-hours 22:00-04:00 list.csv"),
            ("send --quiet 22-7", "send --quiet-hours 22-7"),
            ("send --quiet 22:00", "send --quiet-hours 22:00"),
            ("send --quiet=22:00", "send --quiet-hours 22:00"),
            ("send -q 22", "send --quiet-hours 22"),
            ("send --quiet 10pm-7am list.csv", "send --quiet-hours 10pm-7am list.csv"),
            ("send --quiet 22点-7点", "send --quiet-hours 22点-7点"),
            ("send --quiet 22:00-7", "send --quiet-hours 22:00-7"),
            ("send --quiet 22:00 - 07:00 list.csv", "send --quiet-hours 22:00-07:00 list.csv"),
            ("send --quiet 22:00 – 07:00", "send --quiet-hours 22:00-07:00"),
            // The list comes from standard input.
            ("send --quiet 22:00-07:00 - -t a.md", "send --quiet-hours 22:00-07:00 - -t a.md"),
            ("send --quiet 22:00 - -t a.md", "send --quiet-hours 22:00 - -t a.md"),
            ("send --quiet 2026.csv", "send --quiet 2026.csv"),
            ("send --quiet 2026", "send --quiet 2026"),
            ("send -q 2026-list.csv", "send -q 2026-list.csv"),
            ("send --quiet=yes", "send --quiet=yes"),
            ("send list.csv 22:00", "send list.csv 22:00"),
            ("load --quiet 22", "load --quiet 22"),
        ] {
            assert_eq!(spelt(typed), words(meant), "{typed}");
        }
        for (typed, flag) in [
            ("send --quiet 22-7", Some("--quiet")),
            ("send --quiet=22-7", Some("--quiet")),
            ("send -q 22-7", Some("-q")),
            ("send --quiet-hours 22-7", None),
            ("send --quiet list.csv", None),
        ] {
            assert_eq!(shorter(&words(typed), &spelt(typed)), flag, "{typed}");
        }
    }
}
