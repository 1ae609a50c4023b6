//! Check digits: of cards, articles, and of the numbers that people have in many countries.

use std::collections::HashSet;

use super::{Bare, Numbers};

/// What is said of numbers that are wrong. Others read it too: it does not show them.
const WRONG_DIGIT: &str =
    "has a wrong check digit, and those of the other rows are right. Is a digit wrong, or are two swapped?";
const WRONG_LETTER: &str = "has a wrong check letter, and those of the other rows are right. Is the letter wrong or a digit, or are two swapped?";

/// How a number is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Cards, numbers of devices and of taxes (ISO 7812).
    Luhn,
    /// Articles, books and the insured of Switzerland: weights of 1 and 3 from the end.
    Articles,
    /// Weights that go down to 1, modulo 11: patients in Britain, citizens of the Netherlands, books before 2007.
    Eleven,
    /// `12345678Z`: a letter for the rest modulo 23, as in Spain.
    Letter,
    /// The last two digits are 97 less the rest of the others, as in France and Belgium.
    NinetySeven,
    /// Taxes in Germany (ISO 7064, modulo 11 and 10).
    Tax,
    /// Weights of 1, 3, 7 and 9, as in Poland.
    Weights,
}

impl Check {
    const ALL: [Self; 7] =
        [Self::Luhn, Self::Articles, Self::Eleven, Self::Letter, Self::NinetySeven, Self::Tax, Self::Weights];

    /// The one by which all numbers of the first rows but a few are right. One in ten is so by chance.
    pub(super) fn of(rows: &[Vec<String>], numbers: Numbers) -> Option<Self> {
        const FEWEST: usize = 12;
        let values: HashSet<Bare> = rows.iter().filter_map(|row| numbers.read(row.get(numbers.column)?)).collect();
        let most = (values.len() / 20).max(1);
        let is_habit = |check: &Self| values.iter().filter(|value| !check.holds(value)).take(most + 1).count() <= most;
        Self::ALL.into_iter().filter(|_| values.len() >= FEWEST).find(is_habit)
    }

    /// What is said of a number that is wrong.
    pub(super) fn wrong(self) -> &'static str {
        if self == Self::Letter { WRONG_LETTER } else { WRONG_DIGIT }
    }

    /// Whether a number of letters and digits is right.
    pub(super) fn holds(self, number: &[u8]) -> bool {
        match self {
            Self::Letter => return has_letter(number),
            Self::Eleven => {}
            _ if !number.iter().all(u8::is_ascii_digit) => return false,
            _ => {}
        }
        let digits = || number.iter().rev().map(|octet| u32::from(octet.wrapping_sub(b'0')));
        match self {
            Self::Luhn => {
                let sum: u32 = digits()
                    .enumerate()
                    .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
                    .sum();
                sum.is_multiple_of(10)
            }
            Self::Articles => {
                let sum: u32 =
                    digits().enumerate().map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 3 }).sum();
                sum.is_multiple_of(10)
            }
            Self::Eleven => is_eleven(number),
            Self::NinetySeven => {
                let rest =
                    |octets: &[u8]| octets.iter().fold(0, |rest, octet| (rest * 10 + u32::from(octet - b'0')) % 97);
                let Some((head, tail)) = number.split_at_checked(number.len().saturating_sub(2)) else { return false };
                97 - rest(head) == tail.iter().fold(0, |sum, octet| sum * 10 + u32::from(octet - b'0'))
            }
            Self::Tax => {
                let Some((last, head)) = number.split_last() else { return false };
                let product = head.iter().fold(10, |product, octet| {
                    let sum = match (u32::from(octet - b'0') + product) % 10 {
                        0 => 10,
                        sum => sum,
                    };
                    sum * 2 % 11
                });
                (11 - product) % 10 == u32::from(last - b'0')
            }
            Self::Weights => {
                const WEIGHTS: [u32; 4] = [1, 3, 7, 9];
                let Some((last, head)) = number.split_last() else { return false };
                let sum: u32 = head
                    .iter()
                    .zip(WEIGHTS.iter().cycle())
                    .map(|(octet, weight)| u32::from(octet - b'0') * weight)
                    .sum();
                (10 - sum % 10) % 10 == u32::from(last - b'0')
            }
            Self::Letter => false,
        }
    }
}

/// The last is the check: 10 is written as an X. In the Netherlands it counts the other way round.
fn is_eleven(number: &[u8]) -> bool {
    let Some((last, head)) = number.split_last() else { return false };
    let last = match last {
        b'X' => 10,
        digit if digit.is_ascii_digit() => u32::from(digit - b'0'),
        _ => return false,
    };
    if !head.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = (2..).zip(head.iter().rev()).map(|(weight, octet)| u32::from(octet - b'0') * weight).sum();
    (sum + last).is_multiple_of(11) || head.len() == 8 && sum % 11 == last
}

fn has_letter(number: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    const LENGTH: usize = 9;
    let ([first, middle @ .., letter], LENGTH) = (number, number.len()) else { return false };
    let first = match first {
        b'X'..=b'Z' => u32::from(first - b'X'),
        digit if digit.is_ascii_digit() => u32::from(digit - b'0'),
        _ => return false,
    };
    if !middle.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let value = middle.iter().fold(first, |sum, octet| sum * 10 + u32::from(octet - b'0'));
    LETTERS[(value % 23) as usize] == *letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_countries_are_checked() {
        for (check, number) in [
            (Check::Luhn, "6222020110810338050"),
            (Check::Luhn, "79927398713"),
            (Check::Articles, "4006381333931"),
            (Check::Articles, "7569217076985"),
            (Check::Eleven, "9434765919"),
            (Check::Eleven, "111222333"),
            (Check::Eleven, "080442957X"),
            (Check::Letter, "12345678Z"),
            (Check::Letter, "X1234567L"),
            (Check::NinetySeven, "255081416802538"),
            (Check::NinetySeven, "93051822361"),
            (Check::Tax, "86095742719"),
            (Check::Weights, "44051401359"),
        ] {
            let octets = number.as_bytes();
            assert!(check.holds(octets), "{number}");
            let mut wrong = octets.to_vec();
            wrong[3] = if wrong[3] == b'9' { b'0' } else { wrong[3] + 1 };
            assert!(!check.holds(&wrong), "{number}");
        }
        for check in Check::ALL {
            assert!(!check.holds(b"") || check == Check::Luhn || check == Check::Articles);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_number_can_be_checked(number in "[0-9A-Z]{0,24}") {
            for check in Check::ALL {
                let _ = check.holds(number.as_bytes());
            }
        }
    }
}
