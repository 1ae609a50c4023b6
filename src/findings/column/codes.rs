//! Numbers of something that have letters or signs in them, all built alike: `A-2026-010481`.

use std::collections::HashSet;
use std::ops::Range;

use crate::mail::narrow;

/// How the codes of a column are built: `0` for a digit, `A` and `a` for a letter, signs as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) struct Code {
    pattern: Box<str>,
    /// What nearly all of them begin with, up to the last sign in it: `WS-2026-`.
    begin: Box<str>,
    /// They count within one year, which they name.
    counted: Option<Counted>,
}

/// Fewer digits are none that somebody types wrong and nobody sees.
const FEWEST_DIGITS: usize = 4;
/// A part with fewer digits may have more or less of them: `2026-1`.
const SHORTEST_PART: usize = 4;

pub(super) const LETTER: &str = "has a letter where the other rows have a digit.";
const DIGIT: &str = "has a digit where the other rows have a letter.";
const WIDE: &str = "has a full-width letter, digit or sign, and the other rows have none.";
const BLANK: &str = "has a blank in it, and the other rows have none.";
const LENGTH: &str =
    "has more or fewer digits than the other rows. Is one missing, a 0 at the beginning, or one too many?";

/// Whether values are short codes, nearly all of another row each: `LIN-07`, `B12`. Such of a class or a room would stand there twice.
pub(in crate::findings) fn are_each_once(values: &[String]) -> bool {
    const FEWEST: usize = 40;
    const LONGEST: usize = 12;
    let is_code = |value: &&String| {
        value.len() <= LONGEST
            && value.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'/' | b'.' | b'_'))
            && value.starts_with(|first: char| first.is_ascii_uppercase())
            && value.ends_with(|last: char| last.is_ascii_digit())
    };
    let distinct: HashSet<&String> = values.iter().filter(is_code).collect();
    distinct.len() >= FEWEST && distinct.len() * 33 >= values.len() * 32
}

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) enum Flaw {
    /// A slip, and what was meant.
    Slip(&'static str, String),
    Length(&'static str),
    /// It begins in another way.
    Begin(String),
    /// Its number is one of the others', and its year is not.
    Year(String),
}

impl Code {
    /// Of the first values of a column, if nine of ten are built in one way.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 10;
        let first = values.get(values.len() / 2).into_iter().chain(values.first()).chain(values.last());
        let mut patterns = first.filter_map(|value| pattern(value)).map(Self::like);
        let is_usual = |code: &Self| {
            let count = values.iter().filter(|value| code.fits(value)).count();
            count >= FEWEST && count * 10 >= values.len() * 9
        };
        let code = patterns.find(is_usual)?;
        let usual: Vec<&str> = values.iter().map(String::as_str).filter(|value| code.fits(value)).collect();
        Some(Self { begin: begin(&usual), counted: Counted::of(&code.pattern, &usual), ..code })
    }

    /// Built so, and nothing more known of them.
    fn like(pattern: String) -> Self {
        Self { pattern: pattern.into(), begin: Box::default(), counted: None }
    }

    /// Whether a value is built so.
    fn fits(&self, value: &str) -> bool {
        value.len() == self.pattern.len()
            && value.bytes().zip(self.pattern.bytes()).all(|(octet, sort)| sort_of(octet) == sort)
    }

    /// What is wrong with a value that is nearly built so. Another kind of value is left alone.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<Flaw> {
        if self.fits(value) {
            let swapped = if value.starts_with(&*self.begin) { None } else { self.swapped(value) };
            return swapped.or_else(|| self.counted.as_ref()?.flaw(value));
        }
        if !value.is_ascii() {
            let meant: String = value.chars().map(narrow).collect();
            return self.fits(&meant).then_some(Flaw::Slip(WIDE, meant));
        }
        let meant: String = value.split_whitespace().collect();
        if meant != value && self.fits(&meant) {
            return Some(Flaw::Slip(BLANK, meant));
        }
        if value.len() == self.pattern.len() {
            let meant: String =
                value.chars().zip(self.pattern.chars()).map(|(letter, sort)| digit(letter, sort)).collect();
            let has_digit = value.bytes().zip(meant.bytes()).any(|(is, was)| is.is_ascii_digit() && is != was);
            return self.fits(&meant).then_some(Flaw::Slip(if has_digit { DIGIT } else { LETTER }, meant));
        }
        if let Some(flaw) = self.cut(value) {
            return Some(flaw);
        }
        self.has_other_length(value).then_some(Flaw::Length(LENGTH))
    }

    /// `WS-2062-00017` for `WS-2026-00017`: digits of its beginning are swapped.
    fn swapped(&self, value: &str) -> Option<Flaw> {
        let sorted = |text: &str| {
            let mut octets = text.as_bytes().to_vec();
            octets.sort_unstable();
            octets
        };
        let (begin, rest) = value.split_at_checked(self.begin.len())?;
        (sorted(begin) == sorted(&self.begin))
            .then(|| Flaw::Slip("begins with digits that are swapped.", format!("{}{rest}", self.begin)))
    }

    /// `10597` for `WS-2026-10597`, or the first groups of digits alone.
    fn cut(&self, value: &str) -> Option<Flaw> {
        const SHORTEST: usize = 8;
        let pattern = pattern_of(value)?;
        let lacks = self.pattern.strip_suffix(&*pattern).filter(|lacks| lacks.bytes().any(|octet| octet == b'A'));
        let is_part = |lacks: &&str| lacks.bytes().last() != pattern.bytes().next();
        if digits(value) >= FEWEST_DIGITS && lacks.filter(is_part).is_some_and(|lacks| self.begin.len() >= lacks.len())
        {
            let begin = &self.begin[..self.pattern.len() - pattern.len()];
            return Some(Flaw::Begin(format!("does not begin with {begin}, as the other rows do. Is it right?")));
        }
        let is_group = self.pattern.strip_prefix(&*pattern).is_some_and(|rest| rest.starts_with(' '));
        (is_group && pattern.len() >= SHORTEST).then_some(Flaw::Length(LENGTH))
    }

    /// Whether it is built so but for the length of one long part; without letters, whether it has a digit more or less.
    fn has_other_length(&self, value: &str) -> bool {
        if !self.pattern.bytes().any(|octet| octet.is_ascii_alphabetic()) {
            return self.has_a_digit_more_or_less(value);
        }
        // `IT12345678901` where the others begin with `DE`: each country has its length.
        let letters = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let country = letters(&self.begin);
        let is_of_another = country == 2
            && letters(value) == country
            && !self.begin.as_bytes()[country..].iter().any(|octet| !octet.is_ascii_digit())
            && value.as_bytes()[..country] != self.begin.as_bytes()[..country];
        if is_of_another {
            return false;
        }
        let Some(other) = pattern_of(value) else { return false };
        let (usual, other): (Vec<&str>, Vec<&str>) = (parts(&self.pattern), parts(&other));
        let mut unlike = usual.iter().zip(&other).filter(|(one, other)| one != other);
        let (Some((one, other_part)), None) = (unlike.next(), unlike.next()) else { return false };
        let is_number = |part: &str| part.bytes().all(|octet| octet == b'0');
        // Behind `INV-999` comes `INV-1000`.
        let is_next = || value.contains(&format!("1{}", "0".repeat(one.len())));
        usual.len() == other.len()
            && is_number(one)
            && is_number(other_part)
            && one.len() >= SHORTEST_PART
            && !is_next()
    }

    /// Of telephone numbers and the like, however they are parted.
    fn has_a_digit_more_or_less(&self, value: &str) -> bool {
        const FEWEST: usize = 8;
        let is_sign = |octet: u8| octet.is_ascii_digit() || matches!(octet, b' ' | b'-' | b'/' | b'.' | b'(' | b')');
        let usual = digits(&self.pattern);
        usual >= FEWEST && value.bytes().all(is_sign) && digits(value).abs_diff(usual) == 1
    }
}

/// How many digits a text has.
pub(in crate::findings) fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// How a value is built, if it may be a code: not one of an address, a link or a time.
fn pattern(value: &str) -> Option<String> {
    const LONGEST: usize = 32;
    let is_sign = |octet: u8| matches!(octet, b'-' | b'/' | b'.' | b'_' | b' ' | b'#' | b'(' | b')' | b'+');
    let is_code = value.len() <= LONGEST
        && (FEWEST_DIGITS..value.len()).contains(&digits(value))
        && value.bytes().all(|octet| octet.is_ascii_alphanumeric() || is_sign(octet));
    let blanks = value.bytes().filter(|octet| *octet == b' ').count();
    let is_sentence = blanks > 1 && value.bytes().any(|octet| octet.is_ascii_lowercase());
    if is_code && !is_sentence { pattern_of(value) } else { None }
}

fn pattern_of(value: &str) -> Option<String> {
    value.is_ascii().then(|| value.bytes().map(|octet| char::from(sort_of(octet))).collect())
}

fn sort_of(octet: u8) -> u8 {
    match octet {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' => b'A',
        b'a'..=b'z' => b'a',
        sign => sign,
    }
}

/// What nearly all of them begin with, up to the last sign or change from letters to digits in it.
fn begin(values: &[&str]) -> Box<str> {
    let Some(first) = values.get(values.len() / 2) else { return Box::default() };
    let is_usual =
        |begin: &str| values.iter().filter(|value| value.starts_with(begin)).count() * 20 >= values.len() * 19;
    let ends = (1..first.len()).rev().filter(|end| {
        first.as_bytes().get(end - 1..=*end).is_some_and(|pair| !pair[0].is_ascii_digit() && pair[1].is_ascii_digit())
    });
    ends.map(|end| &first[..end]).find(|begin| is_usual(begin)).unwrap_or_default().into()
}

/// Numbers that count within one year: `2026/0528`. Where one of them names another year, that is a slip: what was counted in that other
/// year would have another number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    /// Where the year stands, and where the number.
    year: Range<usize>,
    number: Range<usize>,
    /// The year of nearly all, as they have it: `2026`, `26`.
    usual: Box<str>,
    /// Between which numbers one of theirs is.
    numbers: (u64, u64),
}

impl Counted {
    /// Of codes that are all built in one way: if all but one in forty name one year, and the numbers of those have few gaps.
    fn of(pattern: &str, values: &[&str]) -> Option<Self> {
        const FEWEST: usize = 20;
        const OF: usize = 40;
        /// There may be so many numbers for each row.
        const GAPS: u64 = 3;
        let groups = groups(pattern);
        let number = groups.iter().max_by_key(|group| (spread(values, group), group.start))?.clone();
        let is_usual = |year: &Range<usize>, usual: &str| {
            let others = values.iter().filter(|value| &value[year.clone()] != usual).count();
            year_of(usual).is_some() && others <= (values.len() / OF).max(1)
        };
        // One of three may be the odd one.
        let usual = |year: Range<usize>| {
            let any =
                [values.first()?, values.get(values.len() / 2)?, values.last()?].map(|value| &value[year.clone()]);
            any.into_iter().find(|usual| is_usual(&year, usual)).map(|usual| (year, usual))
        };
        let (year, usual) = groups.into_iter().filter(|group| *group != number).find_map(usual)?;
        let numbers = values.iter().filter(|value| &value[year.clone()] == usual);
        let numbers = numbers.filter_map(|value| value[number.clone()].parse().ok());
        let (least, most) =
            numbers.fold((u64::MAX, 0), |(least, most), number: u64| (least.min(number), most.max(number)));
        let are_dense = values.len() >= FEWEST && most.saturating_sub(least) < values.len() as u64 * GAPS;
        // The odd one may be the first or the last.
        are_dense.then(|| Self {
            year,
            number,
            usual: usual.into(),
            numbers: (least.saturating_sub(1), most.saturating_add(1)),
        })
    }

    /// The number of a value that fits the pattern may be one of the others', and its year a few before or behind.
    fn flaw(&self, value: &str) -> Option<Flaw> {
        const FAR: u32 = 10;
        let year = &value[self.year.clone()];
        let number: u64 = value[self.number.clone()].parse().ok()?;
        let is_slip = year != &*self.usual
            && year_of(year)?.abs_diff(year_of(&self.usual)?) <= FAR
            && (self.numbers.0..=self.numbers.1).contains(&number);
        is_slip.then(|| {
            let usual = &self.usual;
            Flaw::Year(format!(
                "has {year} in it, and the other rows, which count on, have {usual}. Is the year right?"
            ))
        })
    }
}

/// Where the groups of digits are in a pattern.
fn groups(pattern: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut groups = Vec::new();
    for part in parts(pattern) {
        if part.starts_with('0') {
            groups.push(at..at + part.len());
        }
        at += part.len();
    }
    groups
}

/// How many values a group of digits has.
fn spread(values: &[&str], group: &Range<usize>) -> usize {
    values.iter().map(|value| &value[group.clone()]).collect::<HashSet<_>>().len()
}

/// The year that four digits are, or two.
fn year_of(digits: &str) -> Option<u32> {
    const CENTURY: u32 = 2000;
    let year: u32 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(CENTURY + year),
        4 => Some(year).filter(|year| (1990..2100).contains(year)),
        _ => None,
    }
}

/// The digit that a letter looks like, where there should be one, or the other way round.
fn digit(letter: char, sort: char) -> char {
    match (sort, letter) {
        ('0', 'O' | 'o') => '0',
        ('0', 'l' | 'I' | '|') => '1',
        ('0', 'S') => '5',
        ('0', 'B') => '8',
        ('A', '0') => 'O',
        ('A', '1') => 'I',
        ('A', '5') => 'S',
        ('A', '8') => 'B',
        _ => letter,
    }
}

/// The runs of one sort in a pattern.
fn parts(pattern: &str) -> Vec<&str> {
    pattern.as_bytes().chunk_by(|one, other| one == other).filter_map(|part| std::str::from_utf8(part).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(values: impl Iterator<Item = String>) -> Option<Code> {
        Code::of(&values.collect::<Vec<_>>())
    }

    #[test]
    fn short_codes_of_one_row_each_are_told_from_those_of_several() {
        let each = |code: fn(usize) -> String| are_each_once(&(0..60).map(code).collect::<Vec<_>>());
        assert!(each(|n| format!("{}-{:02}", ["LIN", "GOE", "MAR"][n % 3], n / 3)));
        assert!(each(|n| format!("A{}", n.max(1))));
        assert!(!each(|n| format!("R{}", n % 30)));
        assert!(!each(|n| format!("Room {n}")));
        assert!(!each(|n| n.to_string()));
    }

    #[test]
    fn codes_that_are_nearly_built_as_the_others_are_found() {
        let orders = codes((0..40).map(|n| format!("A-2026-{:06}", n * 37))).unwrap();
        for (value, meant) in [
            ("A-2026-O10481", "A-2026-010481"),
            ("A-2O26-0l0481", "A-2026-010481"),
            ("A-2026- 010481", "A-2026-010481"),
            ("A-2026-01B4S1", "A-2026-018451"),
            ("8-2026-010481", "B-2026-010481"),
            ("A-2062-010481", "A-2026-010481"),
            ("Ａ-2026-010481", "A-2026-010481"),
            ("A-2026-０10481", "A-2026-010481"),
            ("A－2026－010481", "A-2026-010481"),
        ] {
            let Some(Flaw::Slip(_, found)) = orders.flaw(value) else { panic!("{value}") };
            assert_eq!(found, meant);
        }
        for value in ["A-2026-1048", "A-2026-0104811", "A-226-010481"] {
            assert!(matches!(orders.flaw(value), Some(Flaw::Length(_))), "{value}");
        }
        for value in ["010481", "2026-010481"] {
            assert!(matches!(orders.flaw(value), Some(Flaw::Begin(_))), "{value}");
        }
        let accounts = codes((0..40).map(|n| format!("ES91 2100 0418 45{n:02} 0005 13{n:02}"))).unwrap();
        assert!(matches!(accounts.flaw("ES91 2100 0418 4502 0005"), Some(Flaw::Length(_))));
        assert!(matches!(accounts.flaw("E591 2100 0418 4502 0005 1332"), Some(Flaw::Slip(DIGIT, _))));
        // The next one, another kind, nothing at all.
        for value in
            ["A-2026-010481", "B-2027-999999", "A-2026-1000000", "express", "R 17", "", "–", "Ä-2026-010481", "A-2026"]
        {
            assert_eq!(orders.flaw(value), None, "{value}");
        }
    }

    #[test]
    fn another_year_among_numbers_that_count_on_is_found() {
        type Of = fn(usize, usize) -> String;
        let all: [(Of, usize); 4] = [
            (|year, n| format!("20{year}/{:04}", 500 + n), 30),
            (|year, n| format!("RE-20{year}-{:03}", n + 1), 0),
            (|year, n| format!("{:03}/{year}", n + 40), 59),
            (|year, n| format!("{year}-{:04}", 2 * n + 1), 7),
        ];
        for (code, at) in all {
            let column = codes((0..60).map(|n| code(if n == at { 25 } else { 26 }, n))).unwrap();
            assert!(matches!(column.flaw(&code(25, at)), Some(Flaw::Year(_))), "{}", code(25, at));
            assert!(matches!(column.flaw(&code(27, 12)), Some(Flaw::Year(_))), "{}", code(27, 12));
            // Its own, a number that none of them has, and what is no year of theirs.
            for sound in [code(26, 12), code(25, 300), code(61, 12)] {
                assert_eq!(column.flaw(&sound), None, "{sound}");
            }
        }
        // Several of another year, numbers with large gaps, another group that counts, and few rows.
        let sound: [(Of, usize); 3] = [
            (|year, n| format!("20{}/{:04}", year - n / 40, 500 + n), 60),
            (|year, n| format!("20{year}/{:04}", n * 91), 60),
            (|year, n| format!("20{year}/{:04}", 500 + n), 15),
        ];
        for (code, rows) in sound {
            let column = codes((0..rows).map(|n| code(if n == 9 { 25 } else { 26 }, n))).unwrap();
            assert_eq!(column.flaw(&code(25, 9)), None, "{}", code(25, 9));
        }
        let last = |n: u64| format!("26-{}", u64::MAX - n);
        assert_eq!(codes((0..60).map(last)).unwrap().flaw(&last(60)), None);
    }

    #[test]
    fn what_is_no_code_is_left_alone() {
        let of = |values: &[&str]| codes((0..40).map(|n| values[n % values.len()].to_owned()));
        assert_eq!(of(&["08:15", "10:00"]), None);
        assert_eq!(of(&["a0001@school.example", "b0002@school.example"]), None);
        assert_eq!(of(&["10001", "10002"]), None);
        assert_eq!(of(&["HS 1", "HS 2"]), None);
        assert_eq!(of(&["AB-1234", "X-12-345", "1234-AB", "77"]), None);
        let terms = of(&["WS 26/27", "SS 26/27"]).unwrap();
        assert_eq!(terms.flaw("WS 2026/27"), None);
        let orders = codes((0..40).map(|n| format!("A-2026-{:06}", n * 37))).unwrap();
        assert_eq!((orders.flaw("Ａ社"), orders.flaw("追加")), (None, None));
        let bills = codes((0..40).map(|n| format!("Your bill is {} EUR", 10_250 + n * 310)));
        assert_eq!(bills, None);
        let taxes = codes((0..40).map(|n| format!("DE{}", 100_000_007 + n * 1_377_131))).unwrap();
        assert_eq!(taxes.flaw("IT12345678901"), None);
        assert!(taxes.flaw("DE12345678").is_some());
        let phones = of(&["0912-123-456", "0934-654-321"]).unwrap();
        for odd in ["0912-123-45", "912123456", "0912-123-4567", "O912-123-456"] {
            assert!(phones.flaw(odd).is_some(), "{odd}");
        }
        for sound in ["0912123456", "(0912) 123 456", "02-2712-3456", "+886 912 123 456", "0912-123-456 (office)"] {
            assert_eq!(phones.flaw(sound), None, "{sound}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[A-Z0-9Ol -]{0,16}|\\PC{0,12}") {
            let code = Code { begin: "A-2026-".into(), ..Code::like("A-0000-000000".to_owned()) };
            if let Some(Flaw::Slip(_, meant)) = code.flaw(&value) {
                proptest::prop_assert!(code.fits(&meant) && meant != value);
            }
        }
    }
}
