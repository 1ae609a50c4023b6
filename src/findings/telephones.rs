//! Telephone numbers, in columns that hold them.

use super::codes::digits;
use super::{Kind, own};

/// How the telephone numbers of a column are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Telephones {
    /// How many digits nearly all of them have.
    digits: Option<usize>,
}

const NO_TELEPHONE: &str = "is no telephone number, and the other rows have one. Is it right?";
const ZEROS: &str = "has one digit again and again: it is nobody's number. Type the right one, or empty the cell.";
const TWO: &str = "looks like two telephone numbers, and the other rows have one. Is it right?";
const SHORT: &str = "has fewer digits than the other rows. Is something missing?";
const LONG: &str = "has more digits than any telephone number. Are some too many?";

impl Telephones {
    /// Of the first values of a column, if nine of ten are such numbers.
    pub(super) fn of(values: &[String]) -> Option<Self> {
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
        Some(Self { digits })
    }

    /// What is wrong with a value of such a column.
    pub(super) fn flaw(self, value: &str) -> Option<(Kind, &'static str)> {
        const MOST: usize = 15;
        const FEWEST: usize = 5;
        let count = digits(value);
        if count == 0 {
            return Some((Kind::OddWord, NO_TELEPHONE));
        }
        if is_one_digit(value) {
            return Some((Kind::OddNumber, ZEROS));
        }
        let numbers = value.split([',', ';', '/', '、', '，', '\n']).filter(|part| own::is_telephone(part.trim()));
        if numbers.count() > 1 {
            return Some((Kind::OddNumber, TWO));
        }
        let is_plain = value.bytes().all(|octet| octet.is_ascii_digit() || b" -+()/.".contains(&octet));
        if !is_plain {
            return None;
        }
        let is_abroad = value.starts_with('+') || value.starts_with("00");
        let is_short = self.digits.is_some_and(|usual| count + 2 <= usual && (!is_abroad || count < FEWEST));
        if is_short {
            return Some((Kind::OddLength, SHORT));
        }
        (count > MOST + 2).then_some((Kind::OddLength, LONG))
    }
}

/// `000 000 000`, and what ends in as many zeros.
pub(super) fn is_one_digit(value: &str) -> bool {
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
            "0170 12345",
            "0170 000000000000",
            "000 000 000",
            "0000 0000000",
            "0170/1234",
            "0170 1234567, 0171 2223334",
            "+49",
            "none",
        ] {
            assert!(usual.flaw(odd).is_some(), "{odd}");
        }
        for sound in ["0170 7654321", "+49 170 123456", "0351/123456", "030 1234567 (office)", "0171-1234567"] {
            assert_eq!(usual.flaw(sound), None, "{sound}");
        }
        let mixed: Vec<String> =
            (0..24).map(|n| ["+49 351 123456", "0351/1234567", "(030) 123-456"][n % 3].to_owned()).collect();
        let mixed = Telephones::of(&mixed).unwrap();
        for sound in ["0351 1234", "+66 2 123 4567", "+86 138 0013 8000"] {
            assert_eq!(mixed.flaw(sound), None, "{sound}");
        }
        assert_eq!(Telephones::of(&vec!["2026-11-23".to_owned(); 20]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[0-9 ,/+]{0,24}\\PC{0,6}") {
            let _ = Telephones { digits: Some(11) }.flaw(&value);
        }
    }
}
