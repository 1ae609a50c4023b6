//! Whether a letter is of the time of a day that is past: it was written then, or tells of then.

use crate::findings::author::weekday::dated;
use crate::findings::calendar;
use crate::findings::column::dates::{Day, growing};
use crate::findings::near;

/// So far a day or a month elsewhere may be from a day, in days of [`growing`].
const FAR: u32 = 3 * 31;

/// Whether a text names another day or month of that time that is past too, or a year from that one to the next; `found` are the
/// places of the days that are looked at.
pub(super) fn is_of_then(text: &str, found: &[(usize, usize)], day: Day, today: u32) -> bool {
    const MOST: usize = 200;
    let own = growing(day);
    let is_near = |other: u32| other < today && other.abs_diff(own) <= FAR;
    let is_other = |at: usize| !found.iter().any(|(from, to)| (*from..*to).contains(&at));
    let days = dated(text);
    let has_day = days.iter().take(MOST).any(|other| is_other(other.from) && is_near(growing(other.days.0)));
    let year = day.0.to_string();
    let is_in_day = |at: usize| days.iter().any(|other| (other.from..other.to).contains(&at));
    let has_more = || {
        let places =
            text.match_indices(&year).map(|(at, _)| at).filter(|at| is_other(*at) && !is_in_day(*at)).take(MOST);
        places.into_iter().any(|at| {
            let (before, behind) = (&text[..at], &text[at + year.len()..]);
            let this_month = today - today % 31;
            // The month that is not over is the letter's own.
            let is_month = |month: u32| {
                let first = growing((day.0, month, 1));
                first < this_month && is_near(first)
            };
            is_of_two_years(behind) || month(before, behind).is_some_and(is_month)
        })
    };
    has_day || has_more()
}

/// `2026-2027`, `2026/27`: what stands behind the first year.
fn is_of_two_years(behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '年']);
    rest.strip_prefix(['-', '/', '–', '~', '至']).is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.bytes().take_while(u8::is_ascii_digit).count() >= 2 && !rest.starts_with('0') && !rest.starts_with('1')
    })
}

/// The month beside a year: `March 2026`, `2026年3月`, `03/2026`, `2026-03`.
fn month(before: &str, behind: &str) -> Option<u32> {
    const NEAR: usize = 40;
    let number = |text: &str| -> Option<u32> { text.parse().ok().filter(|month| (1..=12).contains(month)) };
    let digits = |text: &str| -> usize { text.bytes().take_while(u8::is_ascii_digit).count() };
    if let Some(rest) = behind.strip_prefix('年').or_else(|| behind.strip_prefix(['-', '/', '.'])) {
        return number(&rest[..digits(rest)]);
    }
    let before = near::before(before, NEAR);
    let bare = before.trim_end_matches([' ', ',', '.', '/', '-']);
    let bare = bare.strip_suffix(" de").unwrap_or(bare);
    let word = bare.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    calendar::month(&word.to_lowercase()).or_else(|| number(word).filter(|_| before.ends_with(['/', '.', '-'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 5 March 2026, on 29 November of that year.
    fn is_of_march(text: &str) -> bool {
        is_of_then(text, &[], (2026, 3, 5), growing((2026, 11, 29)))
    }

    #[test]
    fn letters_of_a_time_that_is_past_are_known() {
        for text in [
            "Leeds, 1 March 2026", "as of 2 February 2026", "March 2026", "2026年2月", "03/2026", "marzo de 2026",
            "season 2026/27", "2026-2027",
        ] {
            assert!(is_of_march(text), "{text}");
        }
        for text in [
            "2026", "November 2026", "2026年11月", "12 December 2026", "July 2026", "RE-2026-17", "2026 and 2027",
            "March 2025", "",
        ] {
            assert!(!is_of_march(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|2026|March |年|月|[-/.]|3|5 March 2026){0,12}") {
            is_of_march(&text);
        }
    }
}
