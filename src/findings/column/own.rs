//! Numbers of somebody: students, citizens, telephones.

use std::collections::HashSet;

use super::dates;

/// Whether a number is beside those of so many digits that begin so: 99987 beside 100003.
pub(in crate::findings) fn is_next(value: &str, digits: usize, first: u8) -> bool {
    let is_below = value.len() + 1 == digits && value.starts_with('9') && first == b'1';
    let is_above = value.len() == digits + 1 && value.starts_with('1') && first == b'9';
    is_below || is_above
}

/// `+86 138 0013 8000`: written in another way than the others, and right.
pub(in crate::findings) fn is_telephone(value: &str) -> bool {
    const FEWEST: usize = 7;
    let is_sign = |octet: u8| octet.is_ascii_digit() || matches!(octet, b' ' | b'-' | b'+' | b'(' | b')' | b'/');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits >= FEWEST && value.bytes().all(is_sign) && !dates::is_date(value)
}

/// Numbers of persons in China (GB 11643) and ISBN (ISO 2108): one in eleven ends in an X.
pub(in crate::findings) fn has_check_letter(value: &str) -> bool {
    let digits = value.strip_suffix(['X', 'x']).unwrap_or_default();
    matches!(value.len(), 10 | 18)
        && digits.len() + 1 == value.len()
        && digits.bytes().all(|octet| octet.is_ascii_digit())
}

/// Digits alone, or one of the numbers that end in a letter.
pub(in crate::findings) fn is_own_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|octet| octet.is_ascii_digit()) || has_check_letter(value)
}

/// Whether it is the number of a citizen of China: 18 digits, the last of them told by the others (GB 11643, ISO 7064).
pub(in crate::findings) fn is_citizen(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let octets = value.as_bytes();
    if octets.len() != 18 || !octets[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = octets.iter().zip(WEIGHTS).map(|(octet, weight)| u32::from(octet - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize] == octets[17].to_ascii_uppercase()
}

/// Whether the day of birth that the number of a citizen of China has in it is one, from 1900 to today.
pub(in crate::findings) fn has_birth(value: &str, today: u32) -> bool {
    let number = |from: usize, to: usize| value.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let day = number(6, 10).zip(number(10, 12)).zip(number(12, 14));
    day.is_some_and(|((year, month), day)| {
        year >= 1900 && dates::is_day((year, month, day)) && dates::growing((year, month, day)) <= today
    })
}

/// Whether it may be what somebody from abroad has among the numbers of citizens of China: a passport (ICAO 9303: up to nine letters and
/// digits, in Germany and Britain among others mixed), a permit of Hong Kong, Macau or Taiwan, or one of residence.
pub(in crate::findings) fn is_passport(value: &str) -> bool {
    if is_mixed(value) {
        return true;
    }
    let letters = value.bytes().take_while(u8::is_ascii_uppercase).count();
    let are_digits = value.bytes().skip(letters).all(|octet| octet.is_ascii_digit());
    are_digits
        && match letters {
            0 => value.len() == 9,
            1 | 2 => (7..=11).contains(&value.len()),
            3 => value.len() == 15,
            _ => false,
        }
}

/// `C01X74K2P`: no shorter and no longer than passports and cards are, and no number of China that lost digits and kept its X.
fn is_mixed(value: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 8..=10;
    const FEWEST_DIGITS: usize = 3;
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_one = |octet: u8| octet.is_ascii_digit() || octet.is_ascii_uppercase();
    LENGTHS.contains(&value.len())
        && value.bytes().all(is_one)
        && (FEWEST_DIGITS..value.len()).contains(&digits)
        && !(digits + 1 == value.len() && value.ends_with('X'))
}

/// How many digits the numbers of somebody have, of so many values: all but a few have as many. That they are no quantities is
/// told by a heading, by their length, by zeros before them, or by the digits that they all begin with: not of salaries, which begin so
/// too and are round.
pub(in crate::findings) fn digits(values: &[&str], of: usize, is_own: bool) -> Option<(usize, u8)> {
    const FEWEST: usize = 10;
    const SHORTEST: usize = 5;
    const LONG: usize = 9;
    let habit = |count: usize| count >= FEWEST && count * 10 >= of * 8;
    let middle = |keys: &mut Vec<usize>| {
        keys.sort_unstable();
        keys.get(keys.len() / 2).copied()
    };
    let length = middle(&mut values.iter().map(|value| value.len()).collect())?;
    let of_length: Vec<&&str> = values.iter().filter(|value| value.len() == length).collect();
    let first = middle(&mut of_length.iter().map(|value| usize::from(value.as_bytes()[0])).collect())?;
    let zeros = of_length.iter().filter(|value| value.starts_with('0')).count();
    let begins = middle(&mut of_length.iter().map(|value| two_digits(value)).collect())?;
    let begin_alike = of_length.iter().filter(|value| two_digits(value) == begins).count();
    let round = of_length.iter().filter(|value| value.ends_with('0')).count();
    let are_alike = begin_alike * 10 >= of_length.len() * 9 && round * 2 <= of_length.len();
    let is_told = is_own || length >= LONG || zeros > 0 || are_alike;
    (length >= SHORTEST && habit(of_length.len()) && is_told).then_some((length, u8::try_from(first).ok()?))
}

/// Whether values are long whole numbers that nobody has counted or measured, as those of a licence or a contract: nearly all of one
/// length, each another one, and few of them round. Days that are written so (`19940524`) are several people's.
pub(in crate::findings) fn are_long(values: &[String]) -> bool {
    const FEWEST: usize = 20;
    const SHORTEST: usize = 7;
    let Some(length) = values.get(values.len() / 2).map(String::len) else { return false };
    let is_one = |value: &&String| value.len() == length && value.bytes().all(|octet| octet.is_ascii_digit());
    let numbers: Vec<&String> = values.iter().filter(is_one).collect();
    let distinct: HashSet<&&String> = numbers.iter().collect();
    let round = numbers.iter().filter(|number| number.ends_with('0')).count();
    let days = numbers.iter().filter(|number| is_compact_day(number)).count();
    length >= SHORTEST
        && distinct.len() >= FEWEST
        && numbers.len() * 20 >= values.len() * 19
        && numbers.len() - distinct.len() <= (numbers.len() / 33).max(1)
        && round * 10 <= numbers.len() * 3
        && days * 2 <= numbers.len()
}

/// `19940524`, `24051994`
fn is_compact_day(value: &str) -> bool {
    let number =
        |from: usize, to: usize| value.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let is = |year: u32, month: u32, day: u32| {
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    value.len() == 8
        && (is(number(0, 4), number(4, 6), number(6, 8))
            || is(number(4, 8), number(2, 4), number(0, 2))
            || is(number(4, 8), number(0, 2), number(2, 4)))
}

fn two_digits(value: &str) -> usize {
    value.get(..2).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passports_are_told_from_numbers_with_slips() {
        for value in [
            "M70512384", "568204417", "EA1234567", "H1234567890", "FRA123456789012", "C01X74K2P", "L8VK30TRZ4",
            "20CV1784",
        ] {
            assert!(is_passport(value), "{value}");
        }
        for value in [
            "32058320100502796O", "3205832010050", "20100502", "M7", "m70512384", "M7051238Ä", "32058319X",
            "320583201X", "ABCDEFGH", "32058320100502X960", "3205O3201005027960", "", "320583201005027960",
        ] {
            assert!(!is_passport(value), "{value}");
        }
    }

    #[test]
    fn numbers_of_citizens_have_their_check_digit() {
        for number in ["11010519491231002X", "11010519491231002x", "440524188001010014", "110101199003070134"] {
            assert!(is_citizen(number), "{number}");
        }
        for other in ["110101199003070135", "110101199003070000", "11010519491231002", "1101051949123100２X", "", "X"]
        {
            assert!(!is_citizen(other), "{other}");
        }
    }

    #[test]
    fn numbers_of_citizens_have_a_day_of_birth() {
        let today = dates::growing((2026, 11, 30));
        for (day, has) in [
            ("19871205", true),
            ("20000229", true),
            ("20261130", true),
            ("19000101", true),
            ("19871305", false),
            ("19870231", false),
            ("20010229", false),
            ("20261201", false),
            ("18991231", false),
            ("19870500", false),
        ] {
            assert_eq!(has_birth(&format!("110105{day}7047"), today), has, "{day}");
        }
        assert!(!has_birth("", today) && !has_birth("姓名姓名姓名", today));
    }

    #[test]
    fn numbers_of_somebody_are_told_from_amounts() {
        let of = |first: usize, step: usize, is_own| {
            let values: Vec<String> = (0..40).map(|n| (first + n * step).to_string()).collect();
            digits(&values.iter().map(String::as_str).collect::<Vec<_>>(), values.len(), is_own)
                .map(|(digits, _)| digits)
        };
        assert_eq!((of(31_000, 250, false), of(31_000, 20, false), of(31_000, 250, true)), (None, None, Some(5)));
        assert_eq!((of(20_231, 7, false), of(31_003, 213, false)), (Some(5), None));
        assert_eq!(of(620_010_000, 137_911, false), Some(9));
    }

    #[test]
    fn long_numbers_that_each_has_alone_are_told_from_amounts_and_days() {
        let of = |value: &dyn Fn(usize) -> String| are_long(&(0..40).map(value).collect::<Vec<_>>());
        assert!(of(&|n| (1_060_944 + n * 21_137).to_string()));
        assert!(of(&|n| (1_060_944 + n.min(38) * 21_137).to_string()));
        assert!(!of(&|n| (1_060_944 + n.min(30) * 21_137).to_string()));
        assert!(!of(&|n| (1_000_000 + n * 21_100).to_string()) && !of(&|n| (106_094 + n * 2_113).to_string()));
        for day in [
            |n: usize| format!("{}{:02}{:02}", 1960 + n, 1 + n % 12, 1 + n % 28),
            |n| format!("{:02}{:02}{}", 1 + n % 28, 1 + n % 12, 1960 + n),
        ] {
            assert!(!of(&day), "{}", day(7));
        }
        assert!(!are_long(&[]));
    }

    #[test]
    fn telephone_numbers_are_known() {
        for number in ["+86 138 0013 8000", "(010) 6278-1234", "0351/1234567", "13800138000"] {
            assert!(is_telephone(number), "{number}");
        }
        for other in ["", "123456", "2026-01-09", "12/31/2026", "0351-123456 (office)", "ask Anna"] {
            assert!(!is_telephone(other), "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(number in "[0-9]{17}", at in 0_usize..17, more in 1_u8..10) {
            let last = b"0123456789X".iter().find(|last| is_citizen(&format!("{number}{}", char::from(**last))));
            let last = char::from(*last.expect("one of them fits"));
            let mut wrong = number.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + more) % 10;
            let wrong = String::from_utf8(wrong).expect("they are digits");
            let wrong = format!("{wrong}{last}");
            proptest::prop_assert!(!is_citizen(&wrong), "{}", wrong);
        }
    }
}
