//! Numbers, in columns that hold numbers.

use super::figures::{self, Figure, Mark, Unit};
use super::{Kind, dates, unlike};

/// What a column of numbers is like.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Numbers {
    /// What they all have beside the digits; none, if some have one thing and some another.
    unit: Option<Unit>,
    /// Whether decimals stand behind a comma.
    has_commas: Option<bool>,
    /// How many digits they have, where that is the same, and which is the first: numbers of somebody.
    digits: Option<(usize, u8)>,
    /// Whether they are the numbers of citizens of China, the last digit of which is told by the others (GB 11643).
    is_citizen: bool,
    /// Whether they have decimals.
    has_places: bool,
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
    /// Of the first values of a column, if eight of ten are numbers. `is_own`: by its heading, they are numbers of somebody.
    pub(super) fn of(values: &[String], is_own: bool) -> Option<Self> {
        const FEWEST: usize = 5;
        let has_commas = has_commas(values);
        let read = |value: &String| figures::read(value, has_commas == Some(true));
        let all: Vec<(&String, Figure)> = values.iter().filter_map(|value| Some((value, read(value)?))).collect();
        // One in eleven ends in an X.
        let own: Vec<&str> = values.iter().map(String::as_str).filter(|value| is_own_number(value)).collect();
        let count = all.len() + values.iter().filter(|value| has_check_letter(value)).count();
        if count < FEWEST || count * 10 < values.len() * 8 {
            return None;
        }
        let is_habit = |count: usize| count >= FEWEST && count * 10 >= all.len() * 9;
        let usual = |unit: Unit| is_habit(all.iter().filter(|(_, figure)| figure.unit == unit).count());
        let unit = all.get(all.len() / 2).map(|(_, figure)| figure.unit).filter(|unit| usual(*unit));
        let digits = if unit == Some(Unit::NONE) || all.is_empty() { digits(&own, values.len(), is_own) } else { None };
        let checked = values.iter().filter(|value| is_citizen(value)).count();
        let marked = all.iter().filter(|(_, figure)| figure.mark != Mark::Open).count();
        let numbers: Vec<f64> = all.iter().map(|(_, figure)| figure.number).collect();
        Some(Self {
            unit,
            has_commas,
            digits,
            is_citizen: checked >= FEWEST && checked * 10 >= values.len() * 8,
            has_places: is_habit(marked),
            range: if digits.is_none() { Range::of(&numbers) } else { None },
        })
    }

    /// Whether they are numbers of somebody, by how they are written.
    pub(super) fn are_own(self) -> bool {
        self.digits.is_some()
    }

    /// What is wrong with a value of such a column.
    pub(super) fn flaw(self, value: &str) -> Option<(Kind, String)> {
        let odd = |what: String| Some((Kind::OddNumber, what));
        if let Some(figure) = figures::read(value, self.has_commas == Some(true)) {
            return self.flaw_of_number(value, figure);
        }
        if let Some(meant) = slip(value, self.digits.map(|(digits, _)| digits)) {
            return Some((Kind::SlipInNumber, self.no_number_but(&meant)));
        }
        if is_telephone(value) {
            return None;
        }
        if has_check_letter(value) {
            return if self.is_citizen && !is_citizen(value) { odd(CHECK.to_owned()) } else { None };
        }
        if value.bytes().any(|octet| octet.is_ascii_digit()) || unlike::is_truth(value) {
            return odd(NO_NUMBER.to_owned());
        }
        let is_known = WORDS.iter().any(|word| word.eq_ignore_ascii_case(value));
        (!is_known).then(|| (Kind::OddWord, NO_NUMBER.to_owned()))
    }

    fn flaw_of_number(self, value: &str, figure: Figure) -> Option<(Kind, String)> {
        let odd = |what: String| Some((Kind::OddNumber, what));
        if self.unit.is_some_and(|usual| usual != figure.unit) {
            let others = self.unit.and_then(Unit::name);
            let what = match (figure.unit.name(), others) {
                (Some(own), Some(others)) => {
                    format!("has \"{own}\", and the other rows have \"{others}\". Is it right?")
                }
                (Some(own), None) => format!("has a {own}, and the other rows have none. Write it as they are."),
                (None, others) => {
                    format!("has no {}, and the other rows have one. Write it as they are.", others.unwrap_or_default())
                }
            };
            return odd(what);
        }
        let meant = match (self.has_commas, figure.mark) {
            (Some(false), Mark::Comma) => slip(value, None),
            (Some(true), Mark::Point) if !value.contains(',') => Some(value.replace('.', ",")),
            _ => None,
        };
        if let Some(meant) = meant {
            return Some((Kind::SlipInNumber, self.no_number_but(&meant)));
        }
        if let Some((digits, first)) = self.digits
            && digits != value.len()
            && !is_next(value, digits, first)
        {
            let what = format!(
                "has {} characters, and the other rows have {digits}. Is one missing, a 0 at the beginning, or one too many?",
                value.len()
            );
            return Some((Kind::OddLength, what));
        }
        if value.len() >= 18 && self.digits.is_some() && !is_citizen(value) && value.ends_with("000") {
            return Some((Kind::SpoiltNumber, CUT.to_owned()));
        }
        if self.is_citizen && !is_citizen(value) {
            return odd(CHECK.to_owned());
        }
        let places = value.rsplit_once(['.', ',']).map_or(0, |(_, places)| places.len());
        if places > MOST_PLACES {
            return odd("has more digits behind the point than anybody reads. Round it in the spreadsheet.".to_owned());
        }
        let lacks_point = self.has_places && figure.mark == Mark::Open;
        let far = self.range.and_then(|range| range.flaw(figure.number, lacks_point));
        far.map(|what| (Kind::FarNumber, what.to_owned()))
    }

    fn no_number_but(self, meant: &str) -> String {
        let meant = if self.has_commas == Some(true) { meant.replace('.', ",") } else { meant.to_owned() };
        format!("is no number as the other rows have one. Type {meant}, if that is meant.")
    }
}

/// Whether decimals stand behind a comma in a column, and not behind a point. `None`: there are none, and both are right.
fn has_commas(values: &[String]) -> Option<bool> {
    let count = |mark: Mark| {
        let figures = values.iter().filter_map(|value| figures::read(value, false));
        figures.filter(|figure| figure.mark == mark).count()
    };
    match (count(Mark::Comma), count(Mark::Point)) {
        (0, 0) => None,
        (commas, points) => Some(commas > points),
    }
}

/// So many digits behind the point may be meant.
const MOST_PLACES: usize = 6;

const CHECK: &str = "is no such number: its last digit does not fit the others (GB 11643). Is one of them wrong?";
const CUT: &str = "is a number that the spreadsheet has cut to 15 digits, with zeros for the rest. Format the column as text, and type it anew.";
const NO_NUMBER: &str = "is no number, and the other rows have one. Is it right?";

/// Whether a number is beside those of so many digits that begin so: 99987 beside 100003.
fn is_next(value: &str, digits: usize, first: u8) -> bool {
    let is_below = value.len() + 1 == digits && value.starts_with('9') && first == b'1';
    let is_above = value.len() == digits + 1 && value.starts_with('1') && first == b'9';
    is_below || is_above
}

/// `+86 138 0013 8000`: written in another way than the others, and right.
pub(super) fn is_telephone(value: &str) -> bool {
    const FEWEST: usize = 7;
    let is_sign = |octet: u8| octet.is_ascii_digit() || matches!(octet, b' ' | b'-' | b'+' | b'(' | b')' | b'/');
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

/// Digits alone, or one of the numbers that end in a letter.
fn is_own_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|octet| octet.is_ascii_digit()) || has_check_letter(value)
}

/// Whether it is the number of a citizen of China: 18 digits, the last of them told by the others (GB 11643, ISO 7064).
fn is_citizen(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let octets = value.as_bytes();
    if octets.len() != 18 || !octets[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = octets.iter().zip(WEIGHTS).map(|(octet, weight)| u32::from(octet - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize] == octets[17].to_ascii_uppercase()
}

/// How many digits the numbers of somebody have, of so many values: all but a few have as many. That they are no quantities is
/// told by a heading, by their length, by zeros before them, or by the digit that they all begin with.
fn digits(values: &[&str], of: usize, is_own: bool) -> Option<(usize, u8)> {
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
    let alike = of_length.iter().filter(|value| usize::from(value.as_bytes()[0]) == first).count();
    let zeros = of_length.iter().filter(|value| value.starts_with('0')).count();
    let is_told = is_own || length >= LONG || zeros > 0 || alike * 10 >= of_length.len() * 9;
    (length >= SHORTEST && habit(of_length.len()) && is_told).then_some((length, u8::try_from(first).ok()?))
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
pub(super) fn is_shortened(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let (whole, part) = mantissa.split_once('.').or_else(|| mantissa.split_once(',')).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    whole.len() == 1 && digits(whole) && digits(part) && (2..=3).contains(&exponent.len()) && digits(exponent)
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
        let few = sorted.len().div_ceil(20);
        let (middle, top) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1 - few]);
        let is_positive = sorted[few] >= 0.0 && sorted.iter().filter(|number| **number < 0.0).count() <= few;
        (middle > 0.0 && top <= 4.0 * middle).then_some(Self { top, is_positive })
    }

    /// What is wrong with a number that is far out.
    fn flaw(self, number: f64, lacks_point: bool) -> Option<&'static str> {
        const FAR: f64 = 8.0;
        /// Of a number without decimals, where the others have some.
        const FAR_WITHOUT_POINT: f64 = 2.0;
        if number >= FAR * self.top || lacks_point && number >= FAR_WITHOUT_POINT * self.top {
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
    use crate::findings::figures::plain as number;

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
            assert!(range.flaw(far, false).is_some(), "{far}");
        }
        for near in [0.0, 100.0, 120.0, 200.0] {
            assert_eq!(range.flaw(near, false), None, "{near}");
        }
        // The one that is far out may be among the first.
        let with_one: Vec<f64> = marks.iter().copied().chain([950.0]).collect();
        assert!(Range::of(&with_one).unwrap().flaw(950.0, false).is_some());
        let counted: Vec<f64> = (1..100).map(f64::from).collect();
        let amounts: Vec<f64> = (1..60).map(|n| f64::from(n * 37 % 60).powi(3)).collect();
        for others in [&counted[..], &amounts, &marks[..8], &[0.0; 50]] {
            assert_eq!(Range::of(others), None, "{others:?}");
        }
    }

    fn found(values: impl Iterator<Item = String>, value: &str) -> Option<&'static str> {
        let column = Numbers::of(&values.collect::<Vec<_>>(), false).expect("they are numbers");
        column.flaw(value).map(|(kind, _)| kind.name())
    }

    const ODD: Option<&str> = Some("odd-number");
    const FAR: Option<&str> = Some("far-number");

    #[test]
    fn values_that_are_unlike_the_numbers_of_their_column_are_found() {
        let marks = || (0..40).map(|n| (55 + n * 7 % 46).to_string());
        for odd in ["9O", "88.33333333333333", "95分", "95%", "9..5", "2026-01-09"] {
            assert_eq!(found(marks(), odd), ODD, "{odd}");
        }
        assert_eq!(found(marks(), "1000"), FAR);
        assert_eq!(found(marks(), "soon"), Some("odd-word"));
        for sound in ["缺考", "Absent", "95", "7.5", "0"] {
            assert_eq!(found(marks(), sound), None, "{sound}");
        }
        let shares = || (0..40).map(|n| format!("{}%", 50 + n * 7 % 46));
        assert_eq!((found(shares(), "85"), found(shares(), "85%")), (ODD, None));
        let numbers = || (0..40).map(|n| (2_023_100 + n * 37 % 97).to_string());
        for odd in ["023101", "20231010", "2023O01", "2023 101", "'2023101"] {
            assert_eq!(found(numbers(), odd), ODD, "{odd}");
        }
        for sound in ["2023999", "+86 138 0013", "(010) 6278-1234"] {
            assert_eq!(found(numbers(), sound), None, "{sound}");
        }
        assert_eq!(found((0..40).map(|n| (100_000 + n).to_string()), "99987"), None);
        // Sums of money have as many digits as they have.
        let sums = || (0..40).map(|n| (12_000 + n * 2_300 % 60_000).to_string());
        assert_eq!(found(sums(), "9500"), None);
    }

    #[test]
    fn decimals_stand_behind_what_the_column_has() {
        let whole = || (0..40).map(|n| (55 + n * 7 % 46).to_string());
        let commas = || (0..40).map(|n| format!("{},{}", 55 + n * 7 % 46, n % 2 * 5));
        let points = || (0..40).map(|n| format!("{}.{}", 55 + n * 7 % 46, n % 2 * 5));
        // One alone is a number: its country writes so.
        for sound in ["12,5", "88.5", "100"] {
            assert_eq!(found(whole(), sound), None, "{sound}");
        }
        assert_eq!(found(whole().chain(["12,5".to_owned()]), "7,5"), None);
        assert_eq!(found(whole(), "1.234,50"), FAR);
        assert_eq!((found(commas(), "12,5"), found(commas(), "12.5"), found(commas(), "100")), (None, ODD, None));
        assert_eq!((found(points(), "12.5"), found(points(), "12,5"), found(points(), "100")), (None, ODD, None));
        for odd in ["8O,5", "87,,5", "８5,5"] {
            assert_eq!(found(commas(), odd), ODD, "{odd}");
        }
        for far in ["870,5", "-45,0", "865"] {
            assert_eq!(found(commas(), far), FAR, "{far}");
        }
        let fees = || (0..40).map(|n| format!("1.{:03},50 €", n * 7));
        assert_eq!((found(fees(), "1.234,50 €"), found(fees(), "950,00 €")), (None, None));
        assert_eq!(
            (found(fees(), "1.234,50"), found(fees(), "1.234,50 $"), found(fees(), "1.2E4,50 €")),
            (ODD, ODD, ODD)
        );
        let degrees = || (0..40).map(|n| format!("{},{}", 1 + n % 4, n % 3 * 3));
        assert_eq!((found(degrees(), "13"), found(degrees(), "4"), found(degrees(), "5,0")), (FAR, None, None));
    }

    #[test]
    fn numbers_of_somebody_are_told_by_zeros_length_and_check_digits() {
        let zeros = || (0..40).map(|n| format!("{:05}", 1_067 + n * 2_311 % 90_000));
        assert_eq!((found(zeros(), "1067"), found(zeros(), "1067.0"), found(zeros(), "01069")), (ODD, ODD, None));
        let long = || (0..40_u64).map(|n| (100_000_000 + n * 22_222_223).to_string());
        assert_eq!((found(long(), "12345678"), found(long(), "987654321")), (ODD, None));
        let cards = ["11010519491231002X", "440524188001010014", "110101199003070134"];
        assert!(cards.iter().all(|card| is_citizen(card)), "{cards:?}");
        let citizens = || (0..40).map(|n| cards[n % 3].to_owned());
        for odd in ["110101199003070135", "110105194912310021", "11010519491231002"] {
            assert_eq!(found(citizens(), odd), ODD, "{odd}");
        }
        assert_eq!(found(citizens(), "110101199003070000"), Some("spoilt-number"));
        assert_eq!(found(citizens(), "44052418800101001x"), ODD);
        assert_eq!(found(citizens(), "11010519491231002x"), None);
        // By the heading.
        let own: Vec<String> = (0..40).map(|n| (12_345 + n * 2_311 % 80_000).to_string()).collect();
        let of = |is_own| Numbers::of(&own, is_own).and_then(|numbers| numbers.flaw("1234")).is_some();
        assert!(of(true) && !of(false));
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
