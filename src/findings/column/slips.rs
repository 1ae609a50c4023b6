//! Slips in numbers: of the finger (`9O`), and of a spreadsheet (`1.2E+11`).

use super::figures;

/// The number that a value is but for a slip: letters that look like digits, wide digits, a comma for the point, a blank, two
/// points. Numbers of so many digits may have blanks in them.
pub(in crate::findings) fn slip(value: &str, digits: Option<usize>) -> Option<String> {
    // A longer one is no number, and a number of somebody may have letters.
    const LONGEST: usize = 24;
    if value.len() > LONGEST || !value.bytes().any(|octet| octet.is_ascii_digit()) && !value.chars().any(is_wide) {
        return None;
    }
    // Telephone numbers have blanks.
    const LONGEST_WITH_BLANKS: usize = 7;
    let has_blanks = value.len() > LONGEST_WITH_BLANKS && value.chars().any(char::is_whitespace);
    let meant: String = value.trim_start_matches(['\'', '‘', '’']).chars().filter_map(like).collect();
    if has_blanks && digits != Some(meant.len()) {
        return None;
    }
    // `1,000` is a number of many countries.
    let is_grouped = || {
        let groups: Vec<&str> = value.split(',').collect();
        groups.len() > 1
            && groups[1..].iter().all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
    };
    (meant != value && figures::read(&meant, false).is_some() && !is_grouped()).then_some(meant)
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '０'..='９')
}

/// What a letter looks like as a part of a number; nothing of a blank.
fn like(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | 'О' | 'о' | 'Ο' | '〇' | '○' => Some('0'),
        'l' | 'I' | '|' | '丨' | 'І' => Some('1'),
        ',' | '，' | '。' | '．' | '·' => Some('.'),
        '％' => Some('%'),
        '－' | '−' | '–' => Some('-'),
        ' ' | '\u{A0}' | '\u{3000}' => None,
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        other => Some(other),
    }
}

/// `1.2E+11`, as a spreadsheet shows a long number: its exponent has two digits or more.
pub(in crate::findings) fn is_shortened(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let (whole, part) = mantissa.split_once('.').or_else(|| mantissa.split_once(',')).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    whole.len() == 1 && digits(whole) && digits(part) && (2..=3).contains(&exponent.len()) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::figures::plain as number;

    #[test]
    fn numbers_are_told_from_slips_and_from_words() {
        for (value, of) in [("95", 95.0), ("-3.5", -3.5), ("85%", 85.0), ("007", 7.0)] {
            assert_eq!(number(value), Some(of), "{value}");
            assert_eq!(slip(value, None), None, "{value}");
        }
        for (value, meant) in [
            ("9O", "90"),
            ("l00", "100"),
            ("8o.5", "80.5"),
            ("I5", "15"),
            ("９５", "95"),
            ("9,5", "9.5"),
            ("8 5", "85"),
            ("85％", "85%"),
            ("85。5", "85.5"),
            ("−5", "-5"),
            ("'95", "95"),
        ] {
            assert_eq!(number(value), None, "{value}");
            assert_eq!(slip(value, None).as_deref(), Some(meant), "{value}");
        }
        for value in [
            "", "OO", "缺考", "absent", "1,000", "12,345,678", "3A", "95+", "1.2.3", "85分", "11010120080101123X",
            "138 0013 8000", "-", ".",
        ] {
            assert_eq!((number(value), slip(value, None)), (None, None), "{value}");
        }
    }

    #[test]
    fn shortened_numbers_are_told_from_others() {
        for value in ["1.2E+11", "1,23457E+09", "5E+15", "9.5e+01", "1.1E+100"] {
            assert!(is_shortened(value), "{value}");
        }
        for value in ["", "E+11", "1e5", "2E+3", "12E4", "12.5E+10", "1.2E-11", "a+b", "1.2.3E+11"] {
            assert!(!is_shortened(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_meant_is_a_number(value in "[0-9OolI|,.。％ ０-９−x-]{0,12}|\\PC{0,8}") {
            if let Some(meant) = slip(&value, None) {
                proptest::prop_assert!(figures::read(&meant, false).is_some() && number(&value).is_none(), "{} {}", value, meant);
            }
        }
    }
}
