//! Numbers, in columns that hold numbers.

/// `95`, `-3.5`, `85%`: digits and nothing that has two meanings.
pub(super) fn number(value: &str) -> Option<f64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let is_digit = |octet: &u8| octet.is_ascii_digit();
    let octets = digits.as_bytes();
    if !(octets.first().is_some_and(is_digit) && octets.last().is_some_and(is_digit)) {
        return None;
    }
    let points = octets.iter().filter(|octet| **octet == b'.').count();
    let is_number = points <= 1 && octets.iter().all(|octet| is_digit(octet) || *octet == b'.');
    if is_number {
        digits.parse().ok().map(|number: f64| if value.starts_with('-') { -number } else { number })
    } else {
        None
    }
}

/// The number that a value is but for a slip: letters that look like digits, wide digits, a comma for the point, a blank, two
/// points.
pub(super) fn slip(value: &str) -> Option<String> {
    // A longer one is no number, and a number of somebody may have letters.
    const LONGEST: usize = 24;
    if value.len() > LONGEST || !value.bytes().any(|octet| octet.is_ascii_digit()) && !value.chars().any(is_wide) {
        return None;
    }
    // Telephone numbers have blanks.
    const LONGEST_WITH_BLANKS: usize = 7;
    if value.len() > LONGEST_WITH_BLANKS && value.chars().any(char::is_whitespace) {
        return None;
    }
    let meant: String = value.chars().filter_map(like).collect();
    // `1,000` is a number of many countries.
    let is_grouped = || {
        let groups: Vec<&str> = value.split(',').collect();
        groups.len() > 1
            && groups[1..].iter().all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
    };
    (meant != value && number(&meant).is_some() && !is_grouped()).then_some(meant)
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

/// Where the numbers of a column lie, if they lie close together: marks, not amounts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    /// The largest, the few that are far out apart.
    top: f64,
    is_positive: bool,
}

impl Range {
    /// Of the first numbers of a column.
    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        const FEWEST: usize = 12;
        // Numbers of rows grow to the end of the list.
        let is_a_count = numbers.is_sorted() || numbers.is_sorted_by(|a, b| a >= b);
        if numbers.len() < FEWEST || is_a_count {
            return None;
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let few = sorted.len().div_ceil(33);
        let (middle, top) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1 - few]);
        let is_positive = sorted[few] >= 0.0 && sorted.iter().filter(|number| **number < 0.0).count() <= few;
        (middle > 0.0 && top <= 4.0 * middle).then_some(Self { top, is_positive })
    }

    /// What is wrong with a number that is far out.
    pub(super) fn flaw(self, number: f64) -> Option<&'static str> {
        const FAR: f64 = 8.0;
        if number >= FAR * self.top {
            Some(FAR_OUT)
        } else if self.is_positive && number < 0.0 {
            Some(NEGATIVE)
        } else {
            None
        }
    }
}

const FAR_OUT: &str =
    "is many times larger than the other numbers of the column. Is there a digit too many, or no point?";
const NEGATIVE: &str = "is less than nothing, and the other numbers of the column are not. Is it right?";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_slips_and_from_words() {
        for (value, of) in [("95", 95.0), ("-3.5", -3.5), ("85%", 85.0), ("007", 7.0)] {
            assert_eq!(number(value), Some(of), "{value}");
            assert_eq!(slip(value), None, "{value}");
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
        ] {
            assert_eq!(number(value), None, "{value}");
            assert_eq!(slip(value).as_deref(), Some(meant), "{value}");
        }
        for value in [
            "",
            "OO",
            "缺考",
            "absent",
            "1,000",
            "12,345,678",
            "3A",
            "95+",
            "1.2.3",
            "85分",
            "11010120080101123X",
            "138 0013 8000",
            "-",
            ".",
        ] {
            assert_eq!((number(value), slip(value)), (None, None), "{value}");
        }
    }

    #[test]
    fn numbers_far_out_are_found_where_the_others_lie_together() {
        let marks: Vec<f64> = (0..40).map(|n| f64::from(55 + n * 7 % 46)).collect();
        let range = Range::of(&marks).unwrap();
        for far in [950.0, 1000.0, -5.0] {
            assert!(range.flaw(far).is_some(), "{far}");
        }
        for near in [0.0, 100.0, 120.0, 200.0] {
            assert_eq!(range.flaw(near), None, "{near}");
        }
        // The one that is far out may be among the first.
        let with_one: Vec<f64> = marks.iter().copied().chain([950.0]).collect();
        assert!(Range::of(&with_one).unwrap().flaw(950.0).is_some());
        let counted: Vec<f64> = (1..100).map(f64::from).collect();
        let amounts: Vec<f64> = (1..60).map(|n| f64::from(n * 37 % 60).powi(3)).collect();
        for others in [&counted[..], &amounts, &marks[..8], &[0.0; 50]] {
            assert_eq!(Range::of(others), None, "{others:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_meant_is_a_number(value in "[0-9OolI|,.。％ ０-９−x-]{0,12}|\\PC{0,8}") {
            if let Some(meant) = slip(&value) {
                proptest::prop_assert!(number(&meant).is_some() && number(&value).is_none(), "{} {}", value, meant);
            }
        }
    }
}
