//! Short codes with a sign in them, all built alike: `2-5`, `A3-4`, `G3/4`; and the days that a spreadsheet makes of such.

use super::{dates, repeated, unlike};
use crate::findings::headings::{self, words_of};
use crate::findings::{Kind, calendar, shown};

/// How nearly all values of a column are built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) struct Built {
    /// `0` for digits, `A` for letters, signs as they are: `0-0`.
    runs: Box<str>,
    /// One of them, to be shown.
    like: Box<str>,
    /// None but one in forty of the first rows is built in another way, and those that follow are like them.
    are_all: bool,
}

/// Longer ones are no such codes, in characters.
const LONGEST: usize = 10;

impl Built {
    /// Of the first values of a column with this heading, in lower case; whether those are all that there are.
    pub(in crate::findings) fn of(values: &[String], heading: &str, is_whole: bool) -> Option<Self> {
        const FEWEST: usize = 12;
        const FEWEST_OF_ALL: usize = 30;
        if values.len() < FEWEST || may_be_built_anyhow(heading) {
            return None;
        }
        let tried = [values.first()?, values.get(values.len() / 2)?, values.last()?];
        let built = tried.into_iter().filter(|value| is_code(value)).find_map(|value| {
            let built = Self { runs: runs(value).collect(), like: value.as_str().into(), are_all: false };
            let others = values.iter().filter(|value| !built.fits(value)).count();
            (others * 20 <= values.len()).then_some((built, others))
        });
        let (built, others) = built?;
        // A list that is sorted by them may have others further down.
        let falls = values.windows(2).filter(|pair| pair[0] > pair[1]).count();
        let are_mixed = is_whole || falls * 4 >= values.len();
        let are_all = are_mixed && values.len() >= FEWEST_OF_ALL && others * 40 <= values.len();
        Some(Self { are_all, ..built })
    }

    fn fits(&self, value: &str) -> bool {
        runs(value).eq(self.runs.chars())
    }

    /// What is wrong with a value that a spreadsheet has taken for a day.
    pub(in crate::findings) fn flaw_of_day(&self, value: &str) -> Option<(Kind, String)> {
        if self.fits(value) || !is_day(value) {
            return None;
        }
        let what = format!(
            "looks like a date that a spreadsheet has made of a value like \"{}\", as the other rows have. Format the column \
             as text, and type it anew.",
            shown(&self.like)
        );
        Some((Kind::SpoiltNumber, what))
    }

    /// What is wrong with one that is built in another way. Words are left alone: a group may have a name.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, String)> {
        if !self.are_all || self.fits(value) || !self.is_of_another_sort(value) {
            return None;
        }
        let what = format!("is not built as the other rows are, like \"{}\". Is it right?", shown(&self.like));
        Some((Kind::OddValue, what))
    }

    fn is_of_another_sort(&self, value: &str) -> bool {
        if repeated::is_answer(value) || unlike::is_truth(value) {
            return true;
        }
        // Several of them, or one with a note behind it.
        let are_several =
            || value.split([',', ';', '/', '+', '&', ' ', '、', '，', '(', '（']).any(|part| self.fits(part.trim()));
        value.chars().count() <= LONGEST && value.bytes().any(|octet| octet.is_ascii_digit()) && !are_several()
    }
}

/// What a value is built of: of digits that follow one another, and of letters, the first alone.
fn runs(value: &str) -> impl Iterator<Item = char> {
    let mut last = ' ';
    value
        .chars()
        .map(sort_of)
        .filter(move |sort| std::mem::replace(&mut last, *sort) != *sort || !matches!(sort, '0' | 'A'))
}

fn sort_of(c: char) -> char {
    match c {
        '0'..='9' => '0',
        c if c.is_alphabetic() => 'A',
        sign => sign,
    }
}

/// Whether a value is short, and has a sign between two digits, or a letter and a digit.
fn is_code(value: &str) -> bool {
    const DIGITS: usize = 6;
    let is_sign = |octet: &u8| matches!(octet, b'-' | b'/' | b'.' | b'_');
    let octets = value.as_bytes();
    let has_sign = octets.windows(3).any(|three| {
        is_sign(&three[1])
            && three[0].is_ascii_alphanumeric()
            && three[2].is_ascii_alphanumeric()
            && (three[0].is_ascii_digit() || three[2].is_ascii_digit())
    });
    octets.len() <= LONGEST
        && octets.iter().all(|octet| octet.is_ascii_alphanumeric() || is_sign(octet))
        && octets.iter().filter(|octet| octet.is_ascii_digit()).count() <= DIGITS
        && has_sign
        && !is_day(value)
}

/// Whether a value is a day as spreadsheets show one, or as they keep it: `01.lut`, `Feb-01`, `1月2日`, `2027-02-01`, `46054`.
fn is_day(value: &str) -> bool {
    const LONGEST_DAY: usize = 24;
    /// The days from 1982 on, and to 2064.
    const KEPT: std::ops::Range<u32> = 30_000..60_000;
    if value.len() > LONGEST_DAY || !value.bytes().any(|octet| octet.is_ascii_digit()) {
        return false;
    }
    if value.bytes().all(|octet| octet.is_ascii_digit()) {
        return value.parse().is_ok_and(|number| KEPT.contains(&number));
    }
    dates::is_date(value) || has_han_day(value) || has_month(value)
}

/// `1月2日`, `2월 1일`
fn has_han_day(value: &str) -> bool {
    let is_behind =
        |sign: char| value.split_once(sign).is_some_and(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit()));
    is_behind('月') || is_behind('월')
}

/// The name of a month, or its beginning, and digits beside it: `01.lut`, `févr-01`, `2 Jan 27`.
fn has_month(value: &str) -> bool {
    const PARTS: std::ops::RangeInclusive<usize> = 2..=3;
    let parts = || value.split([' ', '-', '.', '/']).filter(|part| !part.is_empty());
    let is_number = |part: &str| part.len() <= 4 && part.bytes().all(|octet| octet.is_ascii_digit());
    let mut words = parts().filter(|part| !is_number(part));
    let (Some(word), None) = (words.next(), words.next()) else { return false };
    PARTS.contains(&parts().count()) && calendar::may_be_month(&word.to_lowercase())
}

/// Whether a heading, in lower case, is of values that people write in more than one way: times, marks, sizes, addresses.
fn may_be_built_anyhow(heading: &str) -> bool {
    const PARTS: [&str; 22] = [
        "time", "zeit", "uhr", "stunde", "hour", "heure", "hora", "orario", "godz", "tijd", "时间", "時間", "duration",
        "dauer", "size", "größe", "talla", "taille", "rozmiar", "尺", "street", "address",
    ];
    PARTS.iter().any(|part| heading.contains(part))
        || headings::is_mark(heading)
        || headings::is_rank(heading)
        || headings::is_amount(heading)
        || headings::is_postcode(heading)
        || headings::is_street(heading)
        || headings::is_telephone(heading)
        || words_of(heading).any(|word| matches!(word, "kl" | "ora" | "age" | "alter" | "version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(values: impl Iterator<Item = String>, is_whole: bool) -> Option<Built> {
        Built::of(&values.collect::<Vec<_>>(), "grupa", is_whole)
    }

    fn groups() -> impl Iterator<Item = String> {
        (0..60).map(|n| format!("{}-{}", 1 + n * 7 % 5, 1 + n * 3 % 12))
    }

    #[test]
    fn days_that_a_spreadsheet_has_made_are_found() {
        let built = built(groups(), false).unwrap();
        for value in [
            "01.lut", "2.sty", "Feb-01", "01-Feb", "1. Feb", "févr-01", "01/mrt", "1月2日", "2月1日", "2월 1일",
            "2027-02-01", "01.02.2027", "46054", "paź.27", "02 янв",
        ] {
            assert!(matches!(built.flaw_of_day(value), Some((Kind::SpoiltNumber, _))), "{value}");
        }
        for value in ["2-5", "11-12", "44", "tak", "A-1", "Luty", "1 lub 2", "120054", "", "-"] {
            assert_eq!(built.flaw_of_day(value), None, "{value}");
        }
    }

    #[test]
    fn what_is_built_in_another_way_is_found() {
        let built = built(groups(), false).unwrap();
        for value in ["tak", "A-1", "44", "2_5", "2-5-1", "PRAWDA", "7a"] {
            assert!(matches!(built.flaw(value), Some((Kind::OddValue, _))), "{value}");
        }
        for value in
            ["2-5", "11-12", "Aula", "none", "-", "2-5, 3-4", "2-5 (new)", "2-5/3-1", "by agreement from 2027 on", ""]
        {
            assert_eq!(built.flaw(value), None, "{value}");
        }
        for (code, odd) in [("A3-4", "3-4"), ("G3/4", "G34"), ("A.12", "12")] {
            let codes =
                (0..40).map(|n| code.replace('4', &(n * 7 % 9).to_string()).replace("12", &(n * 7 % 40).to_string()));
            let built = self::built(codes, true).unwrap();
            assert!(built.flaw(odd).is_some() && built.flaw(code).is_none(), "{code}");
            assert!(built.flaw_of_day("46054").is_some(), "{code}");
        }
    }

    #[test]
    fn columns_of_other_values_show_no_habit() {
        for value in ["7a", "12", "Anna", "2027-02-01", "01.lut", "Feb-01", "+", "A-", "3, 4"] {
            assert_eq!(built((0..40).map(|_| value.to_owned()), true), None, "{value}");
        }
        // One in ten is otherwise.
        assert_eq!(
            built(groups().enumerate().map(|(n, code)| if n % 10 == 3 { "A".to_owned() } else { code }), true),
            None
        );
        let values: Vec<String> = groups().collect();
        for heading in ["uhrzeit", "time slot", "note", "größe", "ranking", "kl"] {
            assert_eq!(Built::of(&values, heading, true), None, "{heading}");
        }
        assert_eq!(Built::of(&values[..11], "grupa", true), None);
        // A list that is sorted by them may go on with others, and a day is none of them all the same.
        let mut sorted = values;
        sorted.sort_unstable();
        let built = Built::of(&sorted, "grupa", false).unwrap();
        assert!(built.flaw("A-1").is_none() && built.flaw_of_day("01.lut").is_some());
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "([0-9]|-|[.]|lut|月|é|\\PC){0,8}") {
            let built = built(groups(), true).unwrap();
            let _ = (built.flaw(&value), built.flaw_of_day(&value), is_code(&value));
        }
    }
}
