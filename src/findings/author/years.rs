//! A Subject with last year's number behind a name that the rest of the letter has with another: `ICMS 2026` above, `ICMS 2027` below.

use crate::findings::han::is_han;
use crate::findings::{calendar, near};

/// The name and the year in a Subject, with the year that the rest has behind the same name. What is compared has no tags in it.
pub(super) fn other_year<'s>(subject: &'s str, rest: &str) -> Option<(&'s str, String)> {
    let year = years(subject).next()?;
    // A letter that has both years tells of both.
    if years(subject).nth(1).is_some() || years(rest).any(|other| other.digits == year.digits) {
        return None;
    }
    let name = year.name?;
    let same = |other: &Year<'_>| other.name.is_some_and(|other| other == name) && is_near(other.digits, year.digits);
    let other = years(rest).find(same)?;
    let at = near::place_of(name, subject);
    let digits = near::place_of(year.digits, subject);
    let (from, to) = (at.min(digits), (at + name.len()).max(digits + year.digits.len()));
    Some((&subject[from..to], other.digits.to_owned()))
}

/// A later year that the rest has behind the name of the Subject where that is a part of a site or an address: `ICSD 2026` above,
/// `https://icsd2027.org` below.
pub(super) fn later_in_a_site<'s>(subject: &'s str, rest: &str) -> Option<(&'s str, String)> {
    const DIGITS: usize = 4;
    const SHORTEST: usize = 4;
    let year = years(subject).next().filter(|_| years(subject).nth(1).is_none())?;
    let name = year.name.filter(|name| name.chars().count() >= SHORTEST && name.is_ascii())?.to_lowercase();
    let lower = rest.to_ascii_lowercase();
    let behind_name = lower.match_indices(&name).filter_map(|(at, _)| {
        let is_begin = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
        let rest = lower[at + name.len()..].trim_start_matches(['-', '_']);
        let digits = rest.get(..DIGITS).filter(|digits| digits.bytes().all(|octet| octet.is_ascii_digit()))?;
        let is_end = !rest[DIGITS..].starts_with(|c: char| c.is_ascii_digit());
        (is_begin && is_end).then_some(digits)
    });
    let others: Vec<&str> = behind_name.collect();
    let is_there = others.contains(&year.digits) || years(rest).any(|other| other.digits == year.digits);
    let other = others.iter().find(|other| is_near(other, year.digits) && **other > year.digits)?;
    let from = near::place_of(year.name?, subject);
    let to = near::place_of(year.digits, subject) + DIGITS;
    (!is_there && from < to).then(|| (&subject[from..to], (*other).to_owned()))
}

/// Another year that the rest has between the same words in Chinese: `理工大学2026年硕士` above, `理工大学2027年硕士` below.
pub(super) fn other_in_han<'s>(subject: &'s str, rest: &str) -> Option<(&'s str, String)> {
    const BEFORE: usize = 4;
    const BEHIND: usize = 2;
    let year = years(subject).next().filter(|_| years(subject).nth(1).is_none())?;
    let at = near::place_of(year.digits, subject);
    let (before, behind) = (&subject[..at], subject[at + year.digits.len()..].strip_prefix('年')?);
    let begin = before.char_indices().rev().take(BEFORE).take_while(|(_, c)| is_han(*c)).last()?.0;
    let end: usize = behind.chars().take(BEHIND).take_while(|c| is_han(*c)).map(char::len_utf8).sum();
    let (whose, what) = (&before[begin..], &behind[..end]);
    if whose.chars().nth(BEFORE - 1).is_none() || what.chars().nth(BEHIND - 1).is_none() {
        return None;
    }
    let is_same = |other: &Year<'_>| {
        let at = near::place_of(other.digits, rest);
        let behind = rest[at + other.digits.len()..].strip_prefix('年');
        rest[..at].ends_with(whose) && behind.is_some_and(|behind| behind.starts_with(what))
    };
    let other = years(rest).find(|other| is_near(other.digits, year.digits) && is_same(other))?;
    let is_there = years(rest).any(|other| other.digits == year.digits);
    let to = at + year.digits.len() + '年'.len_utf8() + end;
    (!is_there).then(|| (&subject[begin..to], other.digits.to_owned()))
}

/// Where a letter is signed with another year than its Subject has behind the same name, and that year: `The ICMS 2026 team`.
/// Only its last lines, short ones: others may tell of what was before.
pub(super) fn signed_with_other(subject: &str, body: &str) -> Option<(usize, usize, String)> {
    const LAST: usize = 3;
    const MOST_WORDS: usize = 6;
    let year = years(subject).next().filter(|_| years(subject).nth(1).is_none())?;
    let name = year.name?;
    let bare = |line: &str| without_page_tags(line).trim().to_owned();
    let lines = body.lines().rev().filter(|line| !bare(line).is_empty()).take(LAST);
    let short = lines.filter(|line| bare(line).split_whitespace().count() <= MOST_WORDS);
    let same = |other: &Year<'_>| other.name == Some(name);
    let (line, other) = short.flat_map(|line| years(line).filter(same).map(move |other| (line, other))).next()?;
    let is_other = is_near(other.digits, year.digits) && !years(line).any(|other| other.digits == year.digits);
    let at = |text: &str| near::place_of(text, body);
    let other_name = other.name?;
    let from = at(other_name).min(at(other.digits));
    let to = (at(other_name) + other_name.len()).max(at(other.digits) + other.digits.len());
    is_other.then(|| (from, to, year.digits.to_owned()))
}

/// A line without the tags of a web page.
fn without_page_tags(line: &str) -> String {
    let mut is_inside = false;
    let is_text = |letter: &char| {
        let was_inside = is_inside;
        is_inside = *letter == '<' || is_inside && *letter != '>';
        !was_inside && !is_inside
    };
    line.chars().filter(is_text).collect()
}

/// A year in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year<'t> {
    pub(super) digits: &'t str,
    /// The word before it, or behind it in Chinese.
    name: Option<&'t str>,
}

/// All years of a text that are no part of a number or another word.
pub(super) fn years(text: &str) -> impl Iterator<Item = Year<'_>> {
    const DIGITS: usize = 4;
    ["19", "20"].into_iter().flat_map(move |century| text.match_indices(century)).filter_map(move |(at, _)| {
        let digits = text.get(at..at + DIGITS).filter(|digits| digits.bytes().all(|octet| octet.is_ascii_digit()))?;
        let (before, behind) = (&text[..at], &text[at + DIGITS..]);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '–' | '_');
        let is_end = behind
            .strip_prefix(['.', '-', '–'])
            .map_or(!behind.starts_with(is_part), |rest| !rest.starts_with(is_part));
        (!before.ends_with(is_part) && is_end).then(|| Year { digits, name: name(before, behind) })
    })
}

/// `ICMS` of `ICMS 2027`: no month, and no word that any year may follow.
fn name<'t>(before: &'t str, behind: &'t str) -> Option<&'t str> {
    const NEAR: usize = 60;
    const SHORTEST: usize = 3;
    const OTHERS: [&str; 7] = ["year", "jahr", "since", "seit", "until", "from", "for"];
    // `2027学年`
    let chinese = behind.char_indices().take(2).last().map(|(at, c)| &behind[..at + c.len_utf8()]);
    if let Some(chinese) = chinese.filter(|name| matches!(*name, "学年" | "年度" | "届")) {
        return Some(chinese);
    }
    let word = near::before(before.strip_suffix(' ')?, NEAR).rsplit(|c: char| !c.is_alphanumeric()).next()?;
    let is_name = word.len() >= SHORTEST && word.starts_with(char::is_uppercase);
    let lower = word.to_lowercase();
    (is_name && calendar::month(&lower).is_none() && !OTHERS.contains(&lower.as_str())).then_some(word)
}

/// Whether two years are next to each other, or nearly.
fn is_near(one: &str, other: &str) -> bool {
    const FAR: u32 = 3;
    let year = |digits: &str| digits.parse::<u32>().unwrap_or_default();
    (1..=FAR).contains(&year(one).abs_diff(year(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_another_time_is_found() {
        for (subject, rest, found) in [
            ("ICMS 2026: your talk", "From: ICMS 2027 Committee\n\nDear Anna", Some(("ICMS 2026", "2027"))),
            ("Invitation: Alumni Dinner 2025.", "the Alumni Dinner 2026 is near", Some(("Dinner 2025", "2026"))),
            ("2025学年成绩单", "2026学年第一学期", Some(("2025学年", "2026"))),
            ("ICMS 2027: your talk", "ICMS 2027 Committee", None),
            ("ICMS 2026 and 2027", "ICMS 2027", None),
            ("Report 2026", "we meet on 5 March 2027", None),
            ("March 2026", "in March 2027", None),
            ("ICMS 2026", "after ICMS 2026 comes ICMS 2027", None),
            ("Invoice RE-2026-17", "Invoice RE-2027-17", None),
            ("Olympics 1996", "Olympics 2027", None),
            ("Room 2026", "", None),
        ] {
            let is = other_year(subject, rest);
            assert_eq!(is.as_ref().map(|(name, year)| (*name, year.as_str())), found, "{subject}");
        }
    }

    #[test]
    fn a_later_year_in_a_site_is_found() {
        for (subject, rest, found) in [
            ("ICSD 2026: your paper", "see https://icsd2027.org/register", Some(("ICSD 2026", "2027"))),
            ("ICSD 2026", "From: <icsd-2027@gmail.com>", Some(("ICSD 2026", "2027"))),
            ("ICSD 2027", "see https://icsd2026.org/register", None),
            ("ICSD 2026", "see https://icsd2027.org and https://icsd2026.org", None),
            ("ICSD 2026", "after 2026 see https://icsd2027.org", None),
            ("ICSD 2026", "see https://myicsd2027.org https://icsd20271.org", None),
            ("Report 2026", "https://icsd2027.org", None),
            ("March 2026", "march2027", None),
            ("", "", None),
        ] {
            let is = later_in_a_site(subject, rest);
            assert_eq!(is.as_ref().map(|(name, year)| (*name, year.as_str())), found, "{subject} {rest}");
        }
    }

    #[test]
    fn another_year_between_the_same_words_is_found() {
        for (subject, rest, found) in [
            (
                "河东理工大学2026年硕士研究生复试通知",
                "你报考河东理工大学2027年硕士研究生",
                Some(("理工大学2026年硕士", "2027")),
            ),
            ("河东理工大学2026年硕士研究生", "河东理工大学2027年博士研究生", None),
            ("河东理工大学2026年硕士研究生", "河东理工大学2026年硕士、河东理工大学2027年硕士", None),
            ("2026年硕士研究生", "2027年硕士研究生", None),
            ("", "", None),
        ] {
            let is = other_in_han(subject, rest);
            assert_eq!(is.as_ref().map(|(name, year)| (*name, year.as_str())), found, "{subject} {rest}");
        }
    }

    #[test]
    fn a_letter_that_is_signed_with_another_year_is_found() {
        for (subject, body, found) in [
            (
                "Your DataConf 2027 invoice",
                "<p>Thank you</p>\n<p>The DataConf 2026 team</p>\n</body></html>",
                Some(("DataConf 2026", "2027")),
            ),
            ("DataConf 2027", "See you\n\nDataConf 2025", Some(("DataConf 2025", "2027"))),
            ("2027学年成绩", "谢谢\n\n2026学年教务处", Some(("2026学年", "2027"))),
            ("DataConf 2027", "After DataConf 2026, we meet again in Leeds this spring.\n\nThe team", None),
            ("DataConf 2027", "The DataConf 2027 team", None),
            ("DataConf 2027", "The DataConf 2026 team\n1\n2\n3", None),
            ("DataConf 2027", "The ICMS 2026 team", None),
            ("DataConf 2027 and 2026", "The DataConf 2026 team", None),
            ("Hello", "The DataConf 2026 team", None),
            ("", "", None),
        ] {
            let is = signed_with_other(subject, body);
            let is = is.as_ref().map(|(from, to, year)| (&body[*from..*to], year.as_str()));
            assert_eq!(is, found, "{subject} {body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_letter_can_be_looked_at(subject in "(\\PC|ICMS |2027|学年){0,8}", body in "(\\PC|<p>|\n|ICMS |2026|届|学年){0,9}") {
            if let Some((from, to, _)) = signed_with_other(&subject, &body) {
                proptest::prop_assert!(body.get(from..to).is_some());
            }
        }

        #[test]
        fn any_text_can_be_looked_at(subject in "(\\PC|ICMS |2026|20|学年|大学|年){0,8}", rest in "(\\PC|ICMS |icms|2027|学年|大学|年){0,8}") {
            let _ = (other_year(&subject, &rest), later_in_a_site(&subject, &rest), other_in_han(&subject, &rest));
        }
    }
}
