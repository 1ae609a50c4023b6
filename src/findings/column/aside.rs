//! Values beside the few that a column has, and no further one of them: `Herr/Frau`, `yes` among ways to pay, `DE` among countries.

use super::{unlike, words};
use crate::findings::han::is_han;
use crate::findings::shown;

/// More are no answers to one question.
const MOST: usize = 6;

const TWO: &str = "is two of the values that the other rows have one of. Is it right?";
/// Said of a short form among written-out names.
pub(super) const CODE: &str = "is a short form, and the other rows have the whole name. Write it as they are.";

/// What a value is, in any list, if the other rows have few values and it is none of those.
pub(in crate::findings) fn said_in_any(value: &str, usual: &[String], has_countries: bool) -> Option<String> {
    if unlike::is_truth(value) && !usual.iter().any(|usual| unlike::is_truth(usual)) {
        return Some(
            "is what a spreadsheet writes for yes or no, and the other rows have none. Is it right?".to_owned(),
        );
    }
    if has_countries && is_code(value) && usual.iter().all(|usual| is_title(usual)) {
        return Some(CODE.to_owned());
    }
    if !(2..=MOST).contains(&usual.len()) {
        return None;
    }
    let among = || format!("\"{}\" and \"{}\"", shown(&usual[0]), shown(&usual[1]));
    if is_two(value, usual) {
        Some(TWO.to_owned())
    } else if let Some(whole) = usual.iter().find(|usual| is_cut(value, usual)) {
        Some(format!("is \"{}\" without its last letter. Is that meant?", shown(whole)))
    } else if is_answer(value)
        && !usual.iter().any(|usual| is_answer(usual))
        && usual.iter().all(|usual| is_word(usual))
    {
        Some(format!("is an answer to another question than {}. Is it right?", among()))
    } else if usual.iter().all(|usual| is_small_code(usual)) && (is_swapped(value, usual) || is_small_word(value)) {
        Some(format!("is no code as {} are. Write it as they are.", among()))
    } else {
        None
    }
}

/// `Herr/Frau`.
fn is_two(value: &str, usual: &[String]) -> bool {
    let is_usual = |part: &str| usual.iter().any(|usual| usual == part.trim());
    value.split_once('/').is_some_and(|(one, other)| one != other && is_usual(one) && is_usual(other))
}

/// `Fra`: not `Adult` for `Adults`, nor `Liebe` for `Lieber`.
fn is_cut(value: &str, usual: &str) -> bool {
    const SHORTEST: usize = 4;
    let letters = usual.chars().count();
    let ends = |endings: &[char]| usual.ends_with(endings);
    usual.strip_prefix(value).is_some_and(|end| end.chars().nth(1).is_none() && !end.is_empty())
        && letters >= SHORTEST
        && usual.chars().all(char::is_alphabetic)
        && usual.is_ascii()
        && !ends(&['s', 'n', 'a', 'e', 'o', 'i', 'y'])
        && (letters == SHORTEST || !ends(&['r']))
}

/// `yes`, where that is not asked.
fn is_answer(value: &str) -> bool {
    const ANSWERS: [&str; 16] =
        ["yes", "no", "ja", "nein", "sí", "oui", "non", "sì", "true", "false", "y", "n", "是", "否", "да", "нет"];
    value.len() <= 5 && ANSWERS.contains(&value.to_lowercase().as_str())
}

/// `de`.
fn is_small_code(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|octet| octet.is_ascii_lowercase())
}

/// `ed` for `de`.
fn is_swapped(value: &str, usual: &[String]) -> bool {
    is_small_code(value) && usual.iter().any(|usual| usual.bytes().rev().eq(value.bytes()))
}

/// `Deutsch`, `german`.
fn is_small_word(value: &str) -> bool {
    const SHORTEST: usize = 4;
    value.chars().count() >= SHORTEST && is_word(value)
}

fn is_word(value: &str) -> bool {
    value.chars().all(char::is_alphabetic) && value.chars().nth(1).is_some()
}

/// `DE`: not `UK`, which is a name.
fn is_code(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|octet| octet.is_ascii_uppercase()) && !matches!(value, "UK" | "US" | "EU")
}

/// Whether a value is written in another way than all of the usual ones, in a list of so many rows, in which it is alone.
pub(in crate::findings) fn is_unlike(value: &str, usual: &[&str], rows: usize) -> bool {
    const FEWEST: usize = 20;
    if let [constant] = usual
        && rows >= FEWEST
        && is_another_currency(value, constant)
    {
        return true;
    }
    let is_sign = |text: &str| text.chars().nth(1).is_none() && text.chars().all(is_han);
    // `南`
    if matches!(usual, ["男", "女"] | ["女", "男"]) && is_sign(value) {
        return true;
    }
    // `männlich` for `m`.
    if usual.len() == 2
        && usual.iter().all(|usual| usual.len() == 1 && usual.bytes().all(|octet| octet.is_ascii_alphabetic()))
    {
        return is_small_word(value);
    }
    if usual.iter().all(|usual| is_sign(usual)) {
        // Of two: three signs are the beginning of a scale.
        return usual.len() <= 2 && !is_sign(value) && !words::are_for_a_number(value);
    }
    if usual.iter().all(|usual| is_class(usual)) {
        return value.starts_with(|c: char| c.is_ascii_digit()) && value.split(' ').nth(1).is_some_and(is_small_word);
    }
    // `计科2401班` where the others are `计科2401`.
    let is_longer = |usual: &&str| {
        let rest = value.strip_prefix(usual).unwrap_or_default();
        usual.ends_with(|c: char| c.is_ascii_digit()) && !rest.is_empty() && rest.chars().all(is_han)
    };
    usual.iter().any(is_longer)
        || is_past_scale(value, usual)
        || usual.iter().all(|usual| is_title(usual)) && is_over(value)
}

/// `G` where the marks are A to E.
pub(in crate::findings) fn is_past_scale(value: &str, usual: &[&str]) -> bool {
    const FEWEST: usize = 3;
    let mark = |text: &str| match text.as_bytes() {
        [letter] if letter.is_ascii_uppercase() => Some(*letter),
        _ => None,
    };
    let marks: Option<Vec<u8>> = usual.iter().map(|usual| mark(usual)).collect();
    let Some(last) = marks.filter(|marks| marks.len() >= FEWEST).and_then(|marks| marks.into_iter().max()) else {
        return false;
    };
    let is_doubled = value.len() == 2 && value.bytes().all(|octet| value.as_bytes()[0] == octet && octet <= last);
    last <= b'F' && (is_doubled && value.starts_with(|c: char| c.is_ascii_uppercase()) || mark(value) > Some(last + 1))
}

/// Whether it is another currency where all rows have one.
fn is_another_currency(value: &str, constant: &str) -> bool {
    const LONGEST: usize = 4;
    let is_sign = |letter: char| letter.is_ascii_uppercase() || !letter.is_alphanumeric();
    constant.len() == 3
        && constant.bytes().all(|octet| octet.is_ascii_uppercase())
        && value.len() <= LONGEST
        && value.chars().all(is_sign)
}

/// `8A`.
fn is_class(value: &str) -> bool {
    let letter = value.trim_start_matches(|c: char| c.is_ascii_digit());
    letter.len() == 1 && letter.len() < value.len() && letter.bytes().all(|octet| octet.is_ascii_alphabetic())
}

fn is_title(value: &str) -> bool {
    value.starts_with(char::is_uppercase) && value.contains(char::is_lowercase)
}

/// `BAJA`: in capitals, and what is written in the place of a class or a fare where there is none any more.
fn is_over(value: &str) -> bool {
    const WORDS: [&str; 18] = [
        "BAJA", "ANULADO", "ANULADA", "CANCELADO", "CANCELADA", "CANCELLED", "CANCELED", "WITHDRAWN", "LEFT", "STOP",
        "STORNO", "STORNIERT", "ABGEMELDET", "AUSGETRETEN", "GEKÜNDIGT", "ENTFÄLLT", "ANNULÉ", "ANNULÉE",
    ];
    WORDS.contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str, usual: &[&str], has_countries: bool) -> Option<String> {
        said_in_any(value, &usual.iter().map(|usual| (*usual).to_owned()).collect::<Vec<_>>(), has_countries)
    }

    #[test]
    fn values_beside_the_few_are_found_in_any_list() {
        for (value, usual) in [
            ("Herr/Frau", &["Frau", "Herr"][..]),
            ("Adult/Senior", &["Adult", "Junior", "Senior"]),
            ("Fra", &["Frau", "Herr"]),
            ("Her", &["Frau", "Herr"]),
            ("yes", &["mail", "paper"]),
            ("ed", &["de", "en"]),
            ("Deutsch", &["de", "en"]),
            ("TRUE", &["10A", "10B", "10C"]),
            ("FALSE", &["Berlin"]),
        ] {
            assert!(said(value, usual, false).is_some(), "{value}");
        }
        assert!(said("DE", &["Belgium", "Germany", "Luxembourg"], true).is_some());
    }

    #[test]
    fn further_values_are_left_alone() {
        for (value, usual) in [
            ("fr", &["de", "en"][..]),
            ("zh", &["de", "en"]),
            ("zh-CN", &["de", "en"]),
            ("Adult", &["Adults", "Seniors"]),
            ("Liebe", &["Lieber", "Guten Tag"]),
            ("Divers", &["Frau", "Herr"]),
            ("Familie", &["Frau", "Herr"]),
            ("Mr", &["Mrs", "Ms"]),
            ("fax", &["mail", "paper"]),
            ("yes", &["no", "maybe"]),
            ("Maths/Art", &["Maths", "Physics"]),
            ("DE", &["Basic", "Advanced"]),
            ("TRUE", &["TRUE", "FALSE"]),
            ("", &["de", "en"]),
            ("IB", &["1A", "1B"]),
        ] {
            assert_eq!(said(value, usual, false), None, "{value}");
        }
        assert_eq!(said("UK", &["Germany", "France"], true), None);
        assert_eq!(said("Italy", &["Germany", "France"], true), None);
    }

    #[test]
    fn what_one_row_has_is_compared_with_a_scale() {
        for (value, usual) in [
            ("G", &["A", "B", "C", "D", "E"][..]),
            ("X", &["A", "B", "C"]),
            ("AA", &["A", "B", "C"]),
            ("BAJA", &["Adulto", "Senior"]),
            ("8 Blue", &["8A", "8B"]),
            ("USD", &["EUR"]),
            ("未知", &["男", "女"]),
            ("计科2401班", &["计科2401", "计科2402"]),
        ] {
            assert!(is_unlike(value, usual, 60), "{value}");
        }
        for (value, usual) in [
            ("F", &["A", "B", "C", "D", "E"][..]),
            ("A*", &["A", "B", "C"]),
            ("A+", &["A", "B", "C"]),
            ("L", &["S", "M", "X"]),
            ("C", &["A", "B"]),
            ("BASF", &["Bosch", "Siemens"]),
            ("PREMIUM", &["Basic", "Advanced"]),
            ("11", &["9A", "9B"]),
            ("Room 101a", &["Room 101", "Room 102"]),
            ("Sat 10:00 (online)", &["Mon 14:00", "Tue 10:30"]),
            ("Spanish B1+", &["Spanish A1", "Spanish B1"]),
            ("缺考", &["优", "良"]),
        ] {
            assert!(!is_unlike(value, usual, 60), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_two_values_can_be_compared(value in "[A-Zab/ ]{0,5}|\\PC{0,8}", usual in "[A-Zab]{0,3}|\\PC{0,8}") {
            let _ = (said(&value, &[&usual, "Frau"], true), said(&value, &[&usual], false));
            let _ = is_unlike(&value, &[&usual, &usual, &usual], 60);
        }
    }
}
