//! Columns of few values (classes, countries, currencies), and values that are almost one of them, or nothing like them.

use std::collections::HashMap;

use super::aside::{is_past_scale, is_unlike, said_in_any};
use super::{period, shuffled};
use crate::findings::known_column::Column;
use crate::findings::{Kind, headings, notes, shown};
use crate::mail::narrow;

/// The few values that nearly all rows have in a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Few {
    usual: Vec<String>,
    /// In a short list: what one row has, and is not written as the usual ones.
    alone: Vec<String>,
    /// In a longer list: the first rows have no others, and one that is not written as they are is odd wherever it comes.
    are_all: bool,
    has_countries: bool,
    /// They are names of people or places, and one with another letter is another name.
    are_names: bool,
    /// Nearly all rows have the same month, term or year.
    is_period: bool,
}

/// More values are no habit.
const MOST: usize = 8;
/// What fewer rows have may be a slip itself.
const FEWEST: usize = 3;
const FEWEST_ROWS: usize = 10;
const FEWEST_ROWS_OF_PERIOD: usize = 20;

impl Few {
    /// Of the first values of a column with this heading, in lower case; whether those are all that there are.
    pub(in crate::findings) fn of(values: &[String], column: &Column, heading: &str, is_whole: bool) -> Option<Self> {
        if values.len() < FEWEST_ROWS || column.has_dates || column.numbers.is_some() || column.has_own {
            return None;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        values.iter().for_each(|value| *counts.entry(value).or_default() += 1);
        let mut usual: Vec<(&str, usize)> =
            counts.iter().map(|(value, count)| (*value, *count)).filter(|(_, count)| *count >= FEWEST).collect();
        let rows: usize = usual.iter().map(|(_, count)| count).sum();
        if usual.is_empty() || usual.len() > MOST || rows * 10 < values.len() * 9 {
            return None;
        }
        usual.sort_unstable_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
        let are_telling = usual.len() <= 3 && usual.iter().all(|(_, count)| count * 5 >= values.len());
        // One or three among the first rows may be the slips that are looked for.
        let are_all = are_telling && !is_whole && (values.len() - rows) * 33 <= values.len();
        let names: Vec<&str> = usual.iter().map(|(value, _)| *value).collect();
        let is_alone =
            |value: &&String| counts.get(value.as_str()) == Some(&1) && is_unlike(value, &names, values.len());
        let is_past = |value: &&String| counts.get(value.as_str()) == Some(&1) && is_past_scale(value, &names);
        let alone = if !is_whole {
            Vec::new()
        } else if are_telling {
            values.iter().filter(is_alone).cloned().collect()
        } else {
            values.iter().filter(is_past).cloned().collect()
        };
        Some(Self {
            usual: names.iter().map(|name| (*name).to_owned()).collect(),
            alone,
            are_all,
            has_countries: column.has_countries,
            are_names: headings::is_person(heading) || headings::is_town(heading),
            is_period: usual.len() == 1
                && values.len() >= FEWEST_ROWS_OF_PERIOD
                && values.len() - rows <= values.len().div_ceil(50)
                && period::is_one(names[0]),
        })
    }

    /// The values that many rows have.
    pub(in crate::findings) fn usual(&self) -> &[String] {
        &self.usual
    }

    /// What is wrong with a value.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, String)> {
        if self.usual.iter().any(|usual| usual == value) {
            return None;
        }
        if let Some(said) = self.flaw_of_gone(value) {
            return Some(said);
        }
        let is_shuffled =
            |usual: &str| !self.are_names && !self.has_countries && shuffled::is_of(value, usual, &self.usual);
        let is_slip = |usual: &&String| {
            is_slip(value, usual) && !(self.are_names && is_another_letter(value, usual)) || is_shuffled(usual)
        };
        let is_off_at_end = |usual: &&String| {
            !self.are_names && !self.has_countries && (is_doubled_at_end(value, usual) || self.lacks_end(value, usual))
        };
        let meant = self.usual.iter().find(is_slip).or_else(|| self.usual.iter().find(is_off_at_end));
        if let Some(meant) = meant {
            return Some((
                Kind::NearValue,
                format!("is almost \"{}\", as many rows have. Is that meant?", shown(meant)),
            ));
        }
        if let Some(usual) = self.usual.first().filter(|usual| self.is_period && period::is_another(value, usual)) {
            let what = format!("is another one than nearly all other rows have: \"{}\". Is it right?", shown(usual));
            return Some((Kind::NearValue, what));
        }
        let said = said_in_any(value, &self.usual, self.has_countries);
        said.or_else(|| self.alone.iter().any(|alone| alone == value).then(|| ALONE.to_owned()))
            .or_else(|| self.is_none_of_all(value).then(|| NONE_OF_ALL.to_owned()))
            .map(|what| (Kind::NearValue, what))
    }

    /// `営業` for `営業部`, where all of the usual ones end so.
    fn lacks_end(&self, value: &str, usual: &str) -> bool {
        const FEWEST_VALUES: usize = 3;
        let Some(end) = usual.strip_prefix(value).filter(|end| end.chars().count() == 1 && *end >= "\u{2E80}") else {
            return false;
        };
        value.chars().nth(1).is_some()
            && self.usual.len() >= FEWEST_VALUES
            && self.usual.iter().all(|usual| usual.ends_with(end))
    }

    /// Whether all of the usual ones say of somebody that he is there.
    pub(in crate::findings) fn are_there(&self) -> bool {
        self.usual.iter().all(|usual| notes::is_there(usual))
    }

    /// What is said of a value by which somebody is gone, where all of the usual ones say that one is there.
    pub(in crate::findings) fn flaw_of_gone(&self, value: &str) -> Option<(Kind, String)> {
        let is_told = notes::is_gone(value) && self.are_there();
        is_told.then(|| {
            let what = format!(
                "says of somebody that he is gone, or to be left out, and the other rows have \"{}\". Take the row out, or leave it if it is to be sent.",
                shown(&self.usual[0])
            );
            (Kind::NotToBeSent, what)
        })
    }

    fn is_none_of_all(&self, value: &str) -> bool {
        let usual = || self.usual.iter().map(String::as_str).collect::<Vec<_>>();
        self.are_all && is_unlike(value, &usual(), usize::MAX)
    }
}

const NONE_OF_ALL: &str = "is not as the few values are that the other rows have. Is it right?";
const ALONE: &str = "is in this row alone, and is not as the few values are that the other rows have. Is it right?";

/// Whether a value is one of the usual ones but for a slip: other letters, a blank, a letter for a digit, a letter changed, left out,
/// or two that are swapped.
pub(super) fn is_slip(value: &str, usual: &str) -> bool {
    const FAR: usize = 4;
    if value.chars().count().abs_diff(usual.chars().count()) > FAR {
        return false;
    }
    // `Good` is as good as `good`.
    if is_begun_large(value, usual) || are_countries(value, usual) {
        return false;
    }
    let (one, other) = (squashed(value), squashed(usual));
    one == other || looks_like(&one, &other) || is_one_letter_off(&one, &other, usual)
}

/// `営業部部`, `Vertriebb`: the last letter twice. Some words have another meaning so: `Princess`, `Employee`.
fn is_doubled_at_end(value: &str, usual: &str) -> bool {
    const SHORTEST: usize = 5;
    let Some(last) = usual.chars().next_back() else { return false };
    let is_doubled = value.strip_suffix(last) == Some(usual) && !usual.trim_end_matches(last).is_empty();
    let length = usual.chars().count();
    let may_be_slip = if last < '\u{2E80}' { length >= SHORTEST && !matches!(last, 's' | 'e') } else { length >= 2 };
    is_doubled && last.is_alphabetic() && may_be_slip
}

/// Whether it is a usual word in small letters, but for a capital at its beginning.
fn is_begun_large(value: &str, usual: &str) -> bool {
    let (mut one, mut other) = (value.chars(), usual.chars());
    one.next()
        .zip(other.next())
        .is_some_and(|(large, small)| large != small && small.is_lowercase() && large.to_lowercase().eq([small]))
        && one.as_str() == other.as_str()
        && value.chars().nth(1).is_some()
}

/// Whether both are countries that differ in a letter.
fn are_countries(value: &str, usual: &str) -> bool {
    const PAIRS: [[&str; 2]; 5] = [
        ["Iceland", "Ireland"],
        ["Island", "Irland"],
        ["Islande", "Irlande"],
        ["Islandia", "Irlandia"],
        ["Islanda", "Irlanda"],
    ];
    PAIRS.iter().any(|pair| pair.contains(&value) && pair.contains(&usual))
}

/// Whether the values are of one length, and differ in a letter.
pub(super) fn is_another_letter(value: &str, usual: &str) -> bool {
    let is_unlike = |(one, other): &(char, char)| !one.to_lowercase().eq(other.to_lowercase());
    let mut unlike = value.chars().zip(usual.chars()).filter(is_unlike);
    value.chars().count() == usual.chars().count()
        && unlike.next().is_some_and(|(one, other)| one.is_alphabetic() && other.is_alphabetic())
        && unlike.next().is_none()
}

/// Small letters, without blanks.
fn squashed(text: &str) -> Vec<char> {
    text.chars().filter(|letter| !letter.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// Whether they are the same to the eye: `计科23O2`.
fn looks_like(one: &[char], other: &[char]) -> bool {
    let pairs = [('o', '0'), ('l', '1'), ('i', '1'), ('b', '8'), ('s', '5'), ('z', '2')];
    // `IB` is a class too.
    let pairs = if one == ['i', 'b'] { &pairs[..1] } else { &pairs[..] };
    let are_alike = |(one, other): (&char, &char)| {
        one == other || pairs.contains(&(*one, *other)) || pairs.contains(&(*other, *one))
    };
    one.len() == other.len() && one.len() > 1 && one.iter().zip(other).all(are_alike)
}

/// Whether one letter in a long word is changed, too many, or missing, or two are swapped. Words that end in another way are other
/// words (`Alumno`, `Alumna`), and so are those that begin in another.
fn is_one_letter_off(one: &[char], other: &[char], usual: &str) -> bool {
    const SHORTEST: usize = 5;
    let is_word = |letter: &char| letter.is_alphabetic() && *letter < '\u{530}';
    let before = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let behind = one[before..].iter().rev().zip(other[before..].iter().rev());
    let behind = behind.take_while(|(one, other)| one == other).count();
    let (changed, meant) = (&one[before..one.len() - behind], &other[before..other.len() - behind]);
    if !changed.iter().chain(meant).all(is_word) {
        return false;
    }
    let is_inside =
        other[other.len() - behind..].first().is_some_and(is_word) && is_inside(usual, before + meant.len());
    let length = other[..before].iter().rev().take_while(|letter| is_word(letter)).count()
        + meant.len()
        + other[other.len() - behind..].iter().take_while(|letter| is_word(letter)).count();
    match (changed, meant) {
        ([a, b], [c, d]) => a == d && b == c && length + 1 >= SHORTEST,
        ([_], [_]) => is_inside && before > 0 && is_word(&other[before - 1]) && length >= SHORTEST,
        ([_], []) | ([], [_]) => is_inside && length >= SHORTEST,
        _ => false,
    }
}

/// Whether no word ends behind so many letters of a text, blanks apart.
fn is_inside(text: &str, letters: usize) -> bool {
    let mut left = letters;
    for letter in text.chars() {
        if left == 0 {
            return !letter.is_whitespace();
        }
        left -= usize::from(!letter.is_whitespace());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_longer_list_too_what_is_none_of_its_values_is_found() {
        let values: Vec<String> = (0..100).map(|_| "EUR".to_owned()).collect();
        let few = Few::of(&values, &Column::default(), "", false).unwrap();
        assert!(few.flaw("USD").is_some() && few.flaw("€").is_some());
        let sexes: Vec<String> = (0..100).map(|n| if n % 2 == 0 { "男" } else { "女" }.to_owned()).collect();
        let few = Few::of(&sexes, &Column::default(), "", false).unwrap();
        assert!(few.flaw("南").is_some() && few.flaw("F").is_some());
        assert_eq!(few.flaw("男"), None);
        let towns: Vec<String> = (0..100).map(|n| format!("Town {}", n % 5)).collect();
        assert!(Few::of(&towns, &Column::default(), "", false).unwrap().flaw("Village").is_none());
    }

    fn few(usual: &[&str], more: &[&str]) -> Few {
        let usual = (0..60).map(|n| usual[n % usual.len()]);
        let values: Vec<String> = usual.chain(more.iter().copied()).map(str::to_owned).collect();
        Few::of(&values, &Column::default(), "", true).unwrap()
    }

    fn is_found(usual: &[&str], value: &str) -> bool {
        few(usual, &[value]).flaw(value).is_some()
    }

    #[test]
    fn slips_of_usual_values_are_found() {
        for (usual, value) in [
            (&["Adulto", "Senior", "Infantil"][..], "Adutlo"),
            (&["Germany", "France"], "Frnace"),
            (&["Germany", "France"], "germany"),
            (&["Germany", "France"], "Germny"),
            (&["Germany", "France"], "Geermany"),
            (&["Germany", "France"], "Gemmany"),
            (&["计科2301", "计科2302"], "计科23O2"),
            (&["8A", "8B", "8C"], "8a"),
            (&["8A", "8B", "8C"], "8 A"),
            (&["8A", "8B", "8C"], "BA"),
            (&["EUR"], "eur"),
            (&["EUR", "USD"], "ＥＵＲ"),
            (&["Thank you for your order!"], "Thank you for yuor order!"),
        ] {
            assert!(is_found(usual, value), "{value}");
            // In a long list too.
            let known = Few { alone: Vec::new(), ..few(usual, &[]) };
            assert!(known.flaw(value).is_some(), "{value}");
        }
    }

    #[test]
    fn a_last_letter_twice_or_missing_is_found() {
        const DEPARTMENTS: [&str; 4] = ["営業部", "総務部", "製造部", "品質保証部"];
        for value in ["営業部部", "営業", "総務"] {
            assert!(is_found(&DEPARTMENTS, value), "{value}");
        }
        assert!(is_found(&["Vertrieb", "Einkauf"], "Vertriebb") && is_found(&["Vertrieb", "Einkauf"], "Einkauff"));
        for (usual, value) in [
            (&DEPARTMENTS[..], "営業部長"),
            (&DEPARTMENTS, "部"),
            (&["営業部", "総務", "製造部"], "営業"),
            (&["Princes", "Kings"], "Princess"),
            (&["Will", "Wal"], "Wall"),
        ] {
            assert!(!is_found(usual, value), "{value}");
        }
        assert!(!is_doubled_at_end("好好", "好") && !is_doubled_at_end("王明明", "王名"));
    }

    #[test]
    fn another_month_than_all_others_is_found() {
        for (usual, value) in
            [("2026年3月", "2026年2月"), ("March 2026", "February 2026"), ("WS 2025/26", "WS 2024/25")]
        {
            assert!(is_found(&[usual], value), "{value}");
        }
        assert!(!is_found(&["March 2026", "April 2026"], "May 2026") && !is_found(&["Room 1"], "Room 2"));
        let few = few(&["March 2026"], &["February 2026", "January 2026", "May 2026"]);
        assert!(few.flaw("February 2026").is_none());
    }

    #[test]
    fn other_values_are_left_alone() {
        for (usual, value) in [
            (&["Germany", "France"][..], "United Kingdom"),
            (&["Germany", "France"], "USA"),
            (&["Germany", "France"], "Côte d'Ivoire"),
            (&["8A", "8B", "8C"], "8D"),
            (&["8A", "8B", "8C"], "10A"),
            (&["8A", "8B", "8C"], "staff"),
            (&["计科2301", "计科2302"], "计科2303"),
            (&["计科2301", "计科2302"], "计算2301"),
            (&["EUR", "USD"], "GBP"),
            (&["Liebe", "Herr"], "Lieber"),
            (&["Alumno"], "Alumna"),
            (&["Sr.", "Sra."], "Srta."),
            (&["Sehr geehrte Frau"], "Sehr geehrter Frau"),
            (&["Juni", "Mai"], "Juli"),
            (&["Iran"], "Iraq"),
            (&["Marburg"], "Warburg"),
            (&["优", "良", "中"], "不及格"),
            (&["优秀", "良好", "及格"], "不及格"),
            (&["Mr", "Mrs", "Ms"], "Dr"),
            (&["Room 1", "Room 2"], "Room 3"),
            (&["S", "M", "L"], "XL"),
            (&["1A", "1B"], "IB"),
            (&["good", "very good"], "Good"),
            (&["France", "Ireland"], "Iceland"),
            (&["Bosch", "Siemens"], "BASF"),
        ] {
            assert!(!is_found(usual, value), "{value}");
        }
    }

    #[test]
    fn who_is_gone_among_those_who_are_there_is_found() {
        for (usual, value) in [
            (&["Activo"][..], "Fallecido/a"),
            (&["Activo", "Activa"], "Morosa"),
            (&["在读"], "已转学"),
            (&["active"], "withdrawn"),
            (&["aktiv"], "ausgetreten"),
            (&["Actif"], "Démissionnaire"),
        ] {
            let found = few(usual, &[value]).flaw(value);
            assert!(found.is_some_and(|(kind, _)| kind == Kind::NotToBeSent), "{value}");
        }
        for (usual, value) in [
            (&["Activo"][..], "Honorario"),
            // A column of states.
            (&["active", "left"], "deceased"),
            (&["paid"], "cancelled"),
            (&["在读"], "交流生"),
        ] {
            assert_eq!(few(usual, &[value]).flaw(value), None, "{value}");
        }
    }

    #[test]
    fn what_is_written_in_another_way_is_found_in_short_lists() {
        for (usual, value) in [
            (&["EUR"][..], "USD"),
            (&["男", "女"], "未知"),
            (&["8A", "8B", "8C"], "8 Blue"),
            (&["Adulto", "Senior", "Infantil"], "BAJA"),
            (&["EUR"], "€"),
            (&["EUR"], "EURO"),
        ] {
            assert!(is_found(usual, value), "{value}");
            assert!(few(usual, &[value, value]).flaw(value).is_none(), "{value}");
        }
    }

    #[test]
    fn another_letter_is_another_name() {
        let is_found = |heading: &str, usual: &[&str], value: &str| {
            let values: Vec<String> = (0..60).map(|n| usual[n % usual.len()].to_owned()).collect();
            Few::of(&values, &Column::default(), heading, true).unwrap().flaw(value).is_some()
        };
        for heading in ["ort", "city", "tutor", "teacher"] {
            assert!(!is_found(heading, &["Freiburg", "Herr Schmidt"], "Freiberg"), "{heading}");
            assert!(!is_found(heading, &["Freiburg", "Herr Schmidt"], "Herr Schmitt"), "{heading}");
            for value in ["Frieburg", "Freibburg", "Freburg", "freiburg"] {
                assert!(is_found(heading, &["Freiburg", "Herr Schmidt"], value), "{heading} {value}");
            }
        }
        assert!(is_found("course", &["Freiburg", "Herr Schmidt"], "Freiberg"));
    }

    #[test]
    fn columns_of_many_values_are_not_of_few() {
        let of = |count: usize| {
            let values: Vec<String> = (0..60).map(|n| format!("Value {}", n % count)).collect();
            Few::of(&values, &Column::default(), "", true)
        };
        assert!(of(8).is_some() && of(9).is_none() && of(30).is_none());
        assert_eq!(Few::of(&["A".to_owned(), "A".to_owned(), "A".to_owned()], &Column::default(), "", true), None);
    }

    proptest::proptest! {
        #[test]
        fn any_two_values_can_be_compared(one in "[ABo08l ]{0,6}|\\PC{0,12}", other in "[ABo08l ]{0,6}|\\PC{0,12}") {
            let _ = (is_slip(&one, &other), is_unlike(&one, &[&other], 30));
            proptest::prop_assert!(is_slip(&one, &one));
        }

        #[test]
        fn two_swapped_letters_are_a_slip(word in "[a-z]{5,9}", at in 0_usize..4) {
            let mut letters: Vec<char> = word.chars().collect();
            letters.swap(at, at + 1);
            proptest::prop_assert!(is_slip(&letters.into_iter().collect::<String>(), &word));
        }
    }
}
