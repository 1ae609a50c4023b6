//! Telephone numbers, in columns that hold them.

use std::collections::BTreeMap;

use super::codes::digits;
use super::own;
use crate::findings::Kind;

/// How the telephone numbers of a column are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Telephones {
    /// How many digits nearly all of them have.
    digits: Option<usize>,
    /// The codes of countries that several have, with the fewest and the most digits of their numbers.
    countries: Box<[(Box<str>, usize, usize)]>,
}

const NO_TELEPHONE: &str = "is no telephone number, and the other rows have one. Is it right?";
const ZEROS: &str = "has one digit again and again: it is nobody's number. Type the right one, or empty the cell.";
const HIDDEN: &str = "has signs in the place of digits. Type the whole number.";
const TWICE: &str = "has the code of a country twice. Take one out.";
const LETTER: &str = "has a letter among its digits that looks like one: O for 0, l or I for 1. Type the digit.";
const SHORT: &str = "has fewer digits than the other rows. Is something missing?";
const LACKS: &str = "has fewer digits than the other numbers with the code of this country. Is something missing?";
const TOO_LONG: &str = "has more digits than the other numbers with the code of this country. Are some too many?";
const LONG: &str = "has more digits than any telephone number. Are some too many?";

impl Telephones {
    /// Of the first values of a column, if nine of ten are such numbers.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 10;
        let habit = |count: usize| count >= FEWEST && count * 10 >= values.len() * 9;
        let mut counts: Vec<usize> =
            values.iter().filter(|value| own::is_telephone(value)).map(|value| digits(value)).collect();
        if !habit(counts.len()) {
            return None;
        }
        counts.sort_unstable();
        let middle = counts[counts.len() / 2];
        let digits = Some(middle).filter(|middle| habit(counts.iter().filter(|count| *count == middle).count()));
        Some(Self { digits, countries: countries(values) })
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, &'static str)> {
        const MOST: usize = 15;
        const FEWEST: usize = 5;
        let count = digits(value);
        if count == 0 {
            return Some((Kind::OddWord, NO_TELEPHONE));
        }
        if is_one_digit(value) {
            return Some((Kind::OddNumber, ZEROS));
        }
        if value.contains('*') && count >= HABIT {
            return Some((Kind::OddNumber, HIDDEN));
        }
        // Some have two.
        let numbers = value.split([',', ';', '/', '、', '，', '\n']).filter(|part| own::is_telephone(part.trim()));
        if numbers.count() > 1 {
            return None;
        }
        if has_letter_for_digit(value) {
            return Some((Kind::SlipInNumber, LETTER));
        }
        let is_plain = value.bytes().all(|octet| octet.is_ascii_digit() || b" -+()/.".contains(&octet));
        if !is_plain {
            return None;
        }
        if value.bytes().filter(|octet| *octet == b'+').count() > 1 {
            return Some((Kind::OddNumber, TWICE));
        }
        if let Some((_, least, most)) = code(value).and_then(|code| self.country(code)) {
            // Where all are of one length, one digit is enough.
            let few = if least == most { 1 } else { 2 };
            if count + few <= *least {
                return Some((Kind::OddLength, LACKS));
            }
            if count > most + few {
                return Some((Kind::OddLength, TOO_LONG));
            }
        }
        if count < FEWEST {
            return Some((Kind::OddLength, SHORT));
        }
        let is_abroad = value.starts_with('+') || value.starts_with("00");
        let is_short = self.digits.is_some_and(|usual| count + 2 <= usual && !is_abroad);
        if is_short {
            return Some((Kind::OddLength, SHORT));
        }
        (count > MOST + 2).then_some((Kind::OddLength, LONG))
    }

    fn country(&self, code: &str) -> Option<&(Box<str>, usize, usize)> {
        self.countries.iter().find(|(known, ..)| **known == *code)
    }
}

/// So many numbers, or digits of one, show something.
const HABIT: usize = 4;

/// `+352`, if something stands behind it that parts it from the rest.
fn code(value: &str) -> Option<&str> {
    let digits = value.strip_prefix('+')?;
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    (1..=3).contains(&end).then(|| &digits[..end])
}

/// The countries that several have, the shortest and the longest number apart where there are many.
fn countries(values: &[String]) -> Box<[(Box<str>, usize, usize)]> {
    const MANY: usize = 12;
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for value in values.iter().filter(|value| own::is_telephone(value)) {
        all.entry(code(value).unwrap_or_default()).or_default().push(digits(value));
    }
    all.remove("");
    let known = all.into_iter().filter(|(_, counts)| counts.len() >= HABIT).filter_map(|(code, mut counts)| {
        counts.sort_unstable();
        let few = usize::from(counts.len() >= MANY);
        let (least, most) = (*counts.get(few)?, *counts.get(counts.len() - 1 - few)?);
        Some((code.into(), least, most))
    });
    known.collect()
}

/// `O5121 545554`: nothing but digits, the signs between them, and letters beside them that look as digits do.
fn has_letter_for_digit(value: &str) -> bool {
    const FEWEST: usize = 5;
    /// More are a word, as `0800 OIL OIL`.
    const MOST: usize = 2;
    let is_alike = |octet: u8| matches!(octet, b'O' | b'o' | b'l' | b'I');
    let octets = value.as_bytes();
    let is_beside_digit = |at: usize| {
        let is_digit = |at: Option<usize>| at.and_then(|at| octets.get(at)).is_some_and(u8::is_ascii_digit);
        is_digit(at.checked_sub(1)) || is_digit(at.checked_add(1))
    };
    let letters = || (0..octets.len()).filter(|at| is_alike(octets[*at]));
    let is_right = |octet: &u8| octet.is_ascii_digit() || b" -+()/.".contains(octet) || is_alike(*octet);
    (1..=MOST).contains(&letters().count())
        && digits(value) >= FEWEST
        && octets.iter().all(is_right)
        && letters().all(is_beside_digit)
}

/// Whether a value is a number of a mobile telephone of mainland China.
fn is_chinese_mobile(value: &str) -> bool {
    matches!(value.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit))
}

/// Whether nearly all values are such numbers.
pub(super) fn are_chinese_mobiles(values: &[String]) -> bool {
    const FEWEST: usize = 10;
    let count = values.iter().filter(|value| is_chinese_mobile(value)).count();
    count >= FEWEST && count * 20 >= values.len() * 19
}

pub(super) const NO_CHINESE_MOBILE: &str = "is no number of a mobile telephone, of which all begin with 13 to 19, and the other rows have one. Is a digit wrong?";

/// Whether a value is as long as they are, and none. Landlines begin with 0; Hong Kong and Macao have 852 and 853 before eight digits.
pub(super) fn is_no_chinese_mobile(value: &str) -> bool {
    value.len() == 11
        && value.bytes().all(|octet| octet.is_ascii_digit())
        && !is_chinese_mobile(value)
        && !["0", "852", "853"].iter().any(|begin| value.starts_with(begin))
}

/// `000 000 000`, and what ends in as many zeros.
pub(in crate::findings) fn is_one_digit(value: &str) -> bool {
    const MANY: usize = 7;
    let digits = || value.bytes().rev().filter(u8::is_ascii_digit);
    let Some(last) = digits().next() else { return false };
    let run = digits().take_while(|digit| *digit == last).count();
    run + 1 >= MANY && run == digits().count() || last == b'0' && run >= MANY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_that_are_none_are_found() {
        let usual: Vec<String> = (0..24).map(|n| format!("0170 {}", 1_234_567 + n * 34_567)).collect();
        let usual = Telephones::of(&usual).unwrap();
        for odd in [
            "0170 12345", "0170 000000000000", "000 000 000", "0000 0000000", "0170/1234", "0170 ****567", "123",
            "+49", "none", "O170 7654321", "0I7O 7654321", "0170 765432l", "+49 17O 7654321",
        ] {
            assert!(usual.flaw(odd).is_some(), "{odd}");
        }
        for sound in [
            "0170 7654321", "+49 170 123456", "0351/123456", "030 1234567 (office)", "0171-1234567",
            "0170 1234567, 0171 2223334", "0800 OIL OIL", "0170 7654321 I", "0170 7654321 o. 5",
        ] {
            assert_eq!(usual.flaw(sound), None, "{sound}");
        }
        let mixed: Vec<String> =
            (0..24).map(|n| ["+49 351 123456", "0351/1234567", "(030) 123-456"][n % 3].to_owned()).collect();
        let mixed = Telephones::of(&mixed).unwrap();
        for sound in ["0351 1234", "+66 2 123 4567", "+86 138 0013 8000"] {
            assert_eq!(mixed.flaw(sound), None, "{sound}");
        }
        let countries: Vec<String> = (0..40)
            .map(|n| match n % 3 {
                0 => format!("+352 621 {} {}", 100 + n * 7, 900 - n * 3),
                1 => format!("+49 151 {} {}", 1000 + n * 37, 9000 - n * 41),
                _ => format!("+33 6 12 {} {} 07", 10 + n, 99 - n),
            })
            .collect();
        let countries = Telephones::of(&countries).unwrap();
        for odd in [
            "123", "+352 621 12", "+352 621 323 61", "+352 +352 621 323 615", "+352 621 3** 615",
            "+352 621 323 615 999", "07*** ***456",
        ] {
            assert!(countries.flaw(odd).is_some(), "{odd}");
        }
        for sound in ["+352 621 323 615", "+352621323615", "621 323 615", "+44 20 7946 0958", "+49 151 1234 5678"] {
            assert_eq!(countries.flaw(sound), None, "{sound}");
        }
        assert_eq!(Telephones::of(&vec!["2026-11-23".to_owned(); 20]), None);
    }

    #[test]
    fn numbers_that_no_mobile_telephone_of_china_has_are_found() {
        let usual: Vec<String> = (0..24_u64).map(|n| (13_800_138_000 + n * 123_456_789).to_string()).collect();
        assert!(are_chinese_mobiles(&usual) && !are_chinese_mobiles(&usual[..9]));
        let abroad: Vec<String> = (0..24).map(|n| format!("1212555{}", 1000 + n * 37)).collect();
        assert!(!are_chinese_mobiles(&abroad));
        for value in ["12345678901", "23860626508", "10000000000", "83860626508"] {
            assert!(is_no_chinese_mobile(value), "{value}");
        }
        for value in [
            "13860626508", "19900001111", "05718888666", "85291234567", "057188886666", "1386062650", "+8613860626508",
            "",
        ] {
            assert!(!is_no_chinese_mobile(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[0-9 ,/+]{0,24}\\PC{0,6}") {
            let _ = Telephones { digits: Some(11), ..Telephones::default() }.flaw(&value);
        }
    }
}
