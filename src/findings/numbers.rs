//! Numbers, in columns that hold numbers.

use super::{Kind, dates, unlike};

/// What a column of numbers is like.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Numbers {
    /// Whether they have a percent sign; none, if some have and some have not.
    is_percent: Option<bool>,
    /// How many digits they have, where that is the same, and which is the first: numbers of somebody.
    digits: Option<(usize, u8)>,
    /// Where they lie.
    range: Option<Range>,
}

/// What is written for a number that there is none of.
const WORDS: [&str; 36] = [
    "缺考",
    "缺席",
    "缺勤",
    "缺",
    "免考",
    "免修",
    "缓考",
    "旷考",
    "作弊",
    "病假",
    "事假",
    "请假",
    "休学",
    "退学",
    "未考",
    "未交",
    "未参加",
    "补考",
    "优",
    "良",
    "中",
    "差",
    "及格",
    "不及格",
    "合格",
    "不合格",
    "absent",
    "abs",
    "exempt",
    "excused",
    "pass",
    "fail",
    "passed",
    "failed",
    "krank",
    "entschuldigt",
];

impl Numbers {
    /// Of the first values of a column, if nine of ten are numbers.
    pub(super) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 5;
        let all: Vec<(&String, f64)> = values.iter().filter_map(|value| Some((value, number(value)?))).collect();
        let is_habit = |count: usize| count >= FEWEST && count * 10 >= all.len() * 9;
        if all.len() < FEWEST || all.len() * 10 < values.len() * 9 {
            return None;
        }
        let numbers: Vec<f64> = all.iter().map(|(_, number)| *number).collect();
        let percent = all.iter().filter(|(value, _)| value.ends_with('%')).count();
        let is_percent = if is_habit(percent) { Some(true) } else { is_habit(all.len() - percent).then_some(false) };
        let digits = digits(&all.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>());
        Some(Self { is_percent, digits, range: if digits.is_none() { Range::of(&numbers) } else { None } })
    }

    /// What is wrong with a value of such a column.
    pub(super) fn flaw(self, value: &str) -> Option<(Kind, String)> {
        let odd = |what: String| Some((Kind::OddNumber, what));
        if let Some(number) = number(value) {
            if self.is_percent.is_some_and(|is_percent| is_percent != value.ends_with('%')) {
                let sign = if value.ends_with('%') {
                    "a percent sign, and the other rows have none"
                } else {
                    "no percent sign, and the other rows have one"
                };
                return odd(format!("has {sign}. Write it as they are."));
            }
            if let Some((digits, first)) = self.digits
                && digits != value.len()
                && !is_next(value, digits, first)
            {
                return odd(format!(
                    "has {} characters, and the other rows have {digits}. Is one missing, a 0 at the beginning, or one too many?",
                    value.len()
                ));
            }
            if value.split_once('.').is_some_and(|(_, places)| places.len() > MOST_PLACES) {
                return odd(
                    "has more digits behind the point than anybody reads. Round it in the spreadsheet.".to_owned()
                );
            }
            return self.range.and_then(|range| range.flaw(number)).map(|what| (Kind::FarNumber, what.to_owned()));
        }
        if let Some(meant) = slip(value, self.digits.map(|(digits, _)| digits)) {
            return odd(format!("is no number as the other rows have one. Type {meant}, if that is meant."));
        }
        if is_telephone(value) || has_check_letter(value) {
            return None;
        }
        if value.bytes().any(|octet| octet.is_ascii_digit()) || unlike::is_truth(value) {
            return odd(NO_NUMBER.to_owned());
        }
        let is_known = WORDS.iter().any(|word| word.eq_ignore_ascii_case(value));
        (!is_known).then(|| (Kind::OddWord, NO_NUMBER.to_owned()))
    }
}

/// So many digits behind the point may be meant.
const MOST_PLACES: usize = 6;

const NO_NUMBER: &str = "is no number, and the other rows have one. Is it right?";

/// Whether a number is beside those of so many digits that begin so: 99987 beside 100003.
fn is_next(value: &str, digits: usize, first: u8) -> bool {
    let is_below = value.len() + 1 == digits && value.starts_with('9') && first == b'1';
    let is_above = value.len() == digits + 1 && value.starts_with('1') && first == b'9';
    is_below || is_above
}

/// `+86 138 0013 8000`: written in another way than the others, and right.
fn is_telephone(value: &str) -> bool {
    const FEWEST: usize = 7;
    let is_sign = |octet: u8| octet.is_ascii_digit() || matches!(octet, b' ' | b'-' | b'+' | b'(' | b')');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits >= FEWEST && value.bytes().all(is_sign) && !dates::is_date(value)
}

/// Numbers of persons in China (GB 11643) and ISBN (ISO 2108): one in eleven ends in an X.
fn has_check_letter(value: &str) -> bool {
    let digits = value.strip_suffix(['X', 'x']).unwrap_or_default();
    matches!(value.len(), 10 | 18)
        && digits.len() + 1 == value.len()
        && digits.bytes().all(|octet| octet.is_ascii_digit())
}

/// How many digits the numbers of somebody have: all but a few have as many, and begin with the same.
fn digits(values: &[&str]) -> Option<(usize, u8)> {
    const FEWEST: usize = 10;
    const SHORTEST: usize = 5;
    let habit = |count: usize| count >= FEWEST && count * 10 >= values.len() * 9;
    let middle = |keys: &mut Vec<usize>| {
        keys.sort_unstable();
        keys.get(keys.len() / 2).copied()
    };
    let is_whole = |value: &&&str| value.bytes().all(|octet| octet.is_ascii_digit());
    let length = middle(&mut values.iter().map(|value| value.len()).collect())?;
    let of_length: Vec<&&str> = values.iter().filter(is_whole).filter(|value| value.len() == length).collect();
    let first = middle(&mut of_length.iter().map(|value| usize::from(value.as_bytes()[0])).collect())?;
    let alike = of_length.iter().filter(|value| usize::from(value.as_bytes()[0]) == first).count();
    (length >= SHORTEST && habit(alike)).then_some((length, u8::try_from(first).ok()?))
}

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
/// points. Numbers of so many digits may have blanks in them.
fn slip(value: &str, digits: Option<usize>) -> Option<String> {
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
struct Range {
    /// The largest, the few that are far out apart.
    top: f64,
    is_positive: bool,
}

impl Range {
    /// Of the first numbers of a column.
    fn of(numbers: &[f64]) -> Option<Self> {
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
    fn flaw(self, number: f64) -> Option<&'static str> {
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
            assert_eq!((number(value), slip(value, None)), (None, None), "{value}");
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

    fn found(values: impl Iterator<Item = String>, value: &str) -> Option<Kind> {
        let column = Numbers::of(&values.collect::<Vec<_>>()).expect("they are numbers");
        column.flaw(value).map(|(kind, _)| kind)
    }

    #[test]
    fn values_that_are_unlike_the_numbers_of_their_column_are_found() {
        let marks = || (0..40).map(|n| (55 + n * 7 % 46).to_string());
        for odd in ["9O", "88.33333333333333", "95分", "95%", "9..5", "2026-01-09"] {
            assert_eq!(found(marks(), odd), Some(Kind::OddNumber), "{odd}");
        }
        assert_eq!(found(marks(), "1000"), Some(Kind::FarNumber));
        assert_eq!(found(marks(), "soon"), Some(Kind::OddWord));
        for sound in ["缺考", "Absent", "95", "7.5", "0"] {
            assert_eq!(found(marks(), sound), None, "{sound}");
        }
        let shares = || (0..40).map(|n| format!("{}%", 50 + n * 7 % 46));
        assert_eq!((found(shares(), "85"), found(shares(), "85%")), (Some(Kind::OddNumber), None));
        let numbers = || (0..40).map(|n| (2_023_100 + n * 37 % 97).to_string());
        for odd in ["023101", "20231010", "2023O01", "2023 101", "'2023101"] {
            assert_eq!(found(numbers(), odd), Some(Kind::OddNumber), "{odd}");
        }
        for sound in ["2023999", "+86 138 0013", "(010) 6278-1234"] {
            assert_eq!(found(numbers(), sound), None, "{sound}");
        }
        assert_eq!(found((0..40).map(|n| (100_000 + n).to_string()), "99987"), None);
        // Sums of money have as many digits as they have.
        let sums = || (0..40).map(|n| (12_000 + n * 2_300 % 60_000).to_string());
        assert_eq!(found(sums(), "9500"), None);
    }

    proptest::proptest! {
        #[test]
        fn what_was_meant_is_a_number(value in "[0-9OolI|,.。％ ０-９−x-]{0,12}|\\PC{0,8}") {
            if let Some(meant) = slip(&value, None) {
                proptest::prop_assert!(number(&meant).is_some() && number(&value).is_none(), "{} {}", value, meant);
            }
        }
    }
}
