//! Columns whose values repeat, however many there are (countries, universities, tutors), and values that are almost one of them.

use std::collections::HashMap;

use super::aside::CODE;
use super::{countries, few, surnames, unlike};
use crate::findings::han::is_han;
use crate::findings::known_column::Column;
use crate::findings::{Kind, headings, shown};

/// The values of a column that several of the first rows have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Repeated {
    /// In their order, each with whether many rows have it.
    usual: Vec<(String, bool)>,
    sort: Sort,
    /// They are few, and what is like none of them stands out.
    are_few: bool,
    /// What all of them begin with, up to the first number in it and with it: `高三`.
    begin: String,
}

/// What the values are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    Words,
    /// Yes and no.
    Answers,
    /// Towns and the like: another letter makes another name.
    Names,
    /// Names of Chinese persons.
    Chinese,
    /// Countries, written out or not, and in which language.
    Countries(bool, Option<countries::Language>),
}

const FEWEST_ROWS: usize = 10;
/// What so many rows have is what many have.
const MANY: usize = 3;
/// So many are few.
const FEW: usize = 8;

impl Repeated {
    /// Of the first values of a column with this heading, in lower case, if most of them stand there twice at least.
    pub(in crate::findings) fn of(values: &[String], column: &Column, heading: &str) -> Option<Self> {
        let is_other = column.has_dates || column.numbers.is_some() || column.times.is_some() || column.has_own;
        let is_person = column.names.is_some()
            || column.begins_addresses
            || headings::is_person(heading)
            || headings::half(heading).is_some();
        if values.len() < FEWEST_ROWS || is_other || column.has_postcodes {
            return None;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        values.iter().for_each(|value| *counts.entry(value).or_default() += 1);
        counts.retain(|_, count| *count >= 2);
        let rows: usize = counts.values().sum();
        let mut usual: Vec<(&str, usize)> = counts.into_iter().collect();
        usual.sort_unstable();
        let are_few = usual.len() <= FEW && rows * 10 >= values.len() * 9;
        // Where each person has a name, those that are nearly the same are two.
        let do_repeat = rows * 4 >= values.len() * 3 && (!is_person || are_few);
        if usual.is_empty() || !do_repeat && !column.has_countries {
            return None;
        }
        let names: Vec<&str> = usual.iter().map(|(value, _)| *value).collect();
        let sort = if column.has_countries {
            let written_out = names.iter().filter(|name| !is_code(name)).count();
            Sort::Countries(written_out * 10 >= names.len() * 9, countries::language(names.iter().copied()))
        } else if names.iter().all(|name| is_answer(name)) {
            Sort::Answers
        } else if names.iter().all(|name| surnames::begins(name)) {
            Sort::Chinese
        } else if is_person || headings::is_town(heading) {
            Sort::Names
        } else {
            Sort::Words
        };
        Some(Self {
            begin: if values.len() >= 3 * FEWEST_ROWS { begin(&names) } else { String::new() },
            usual: usual.iter().map(|(value, count)| ((*value).to_owned(), *count >= MANY)).collect(),
            sort,
            are_few,
        })
    }

    /// Whether many rows have a value, and many have others, some of which are without signs.
    pub(in crate::findings) fn has_as_others(&self, value: &str) -> bool {
        const FEWEST: usize = 4;
        let others = || self.usual.iter().filter(|(usual, are_many)| *are_many && usual != value);
        let plain = others().filter(|(usual, _)| !usual.contains(['{', '}', '#', '<', '%', '[']));
        self.usual.iter().any(|(usual, are_many)| *are_many && usual == value)
            && others().count() + 1 >= FEWEST
            && plain.count() >= 2
    }

    /// What is wrong with a value.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, String)> {
        if self.usual.binary_search_by(|(usual, _)| usual.as_str().cmp(value)).is_ok() {
            return None;
        }
        let what = match self.sort {
            Sort::Countries(are_written_out, language) => flaw_of_country(value, are_written_out, language)?,
            _ => None,
        };
        let what = what.or_else(|| self.slip(value)).or_else(|| self.other_begin(value))?;
        Some((Kind::NearValue, what))
    }

    fn slip(&self, value: &str) -> Option<String> {
        let usual = self.usual.iter().find(|(usual, is_many)| self.is_slip(value, usual, *is_many));
        usual.map(|(usual, _)| format!("is almost \"{}\", as other rows have. Is that meant?", shown(usual)))
    }

    fn is_slip(&self, value: &str, usual: &str, are_many: bool) -> bool {
        /// Of letters of three octets, one more.
        const FAR: usize = 3;
        let (one, other) = (value.as_bytes(), usual.as_bytes());
        // Most values are like none of the others, and begin and end as none.
        let is_like = one.first() == other.first() || one.last() == other.last() || one.get(2..4) == other.get(2..4);
        if one.len().abs_diff(other.len()) > FAR || !is_like {
            return false;
        }
        if few::is_slip(value, usual) {
            // Short ones may be codes, and are compared where they are few.
            let is_short = value.chars().nth(3).is_none();
            let is_other = self.sort == Sort::Names && few::is_another_letter(value, usual);
            return !is_short && !is_other;
        }
        are_many
            && match self.sort {
                Sort::Answers => is_like_answer(value, usual),
                Sort::Chinese => self.are_few && is_another_character(value, usual),
                _ => lacks_point(value, usual) || self.are_few && is_swapped(value, usual),
            }
    }

    /// `高二（3）班`, where all others begin with `高三`.
    fn other_begin(&self, value: &str) -> Option<String> {
        let (number, before) = (self.begin.chars().next_back()?, self.begin.char_indices().next_back()?.0);
        let rest = value.strip_prefix(&self.begin[..before])?;
        let other = rest.chars().next().filter(|other| *other != number && is_number(*other) == is_number(number))?;
        let rest = &rest[other.len_utf8()..];
        let is_usual = |(usual, _): &(String, bool)| usual.strip_prefix(self.begin.as_str()) == Some(rest);
        (is_numeral(other) && self.usual.iter().any(is_usual)).then(|| {
            format!("does not begin with \"{}\", as all of the other rows do. Is it right?", shown(&self.begin))
        })
    }
}

/// What is wrong with a country; nothing at all where it is the name of one.
#[expect(clippy::option_option, reason = "the outer one says whether to look any further")]
fn flaw_of_country(
    value: &str,
    are_written_out: bool,
    language: Option<countries::Language>,
) -> Option<Option<String>> {
    if are_written_out && is_code(value) {
        return Some(Some(CODE.to_owned()));
    }
    if let Some(name) = language.and_then(|language| countries::translated(value, language)) {
        return Some(Some(format!("is \"{name}\" in another language than the other rows have. Is that meant?")));
    }
    if countries::is_name(value) {
        return None;
    }
    let meant = countries::meant(value, language);
    Some(meant.map(|name| format!("is almost \"{name}\". Is that meant?")))
}

/// `DE`: not `UK`, which is a name.
fn is_code(value: &str) -> bool {
    (2..=3).contains(&value.len())
        && value.bytes().all(|octet| octet.is_ascii_uppercase())
        && !matches!(value, "UK" | "US" | "EU" | "USA" | "UAE" | "GB" | "DDR" | "BRD" | "RSA" | "PRC" | "ROC" | "VAE")
}

/// `yes`, in any language.
pub(super) fn is_answer(value: &str) -> bool {
    const ANSWERS: [&str; 14] =
        ["yes", "no", "ja", "nein", "sí", "oui", "non", "sì", "si", "sim", "nej", "nee", "tak", "nie"];
    ANSWERS.contains(&value.to_lowercase().as_str())
}

/// `yse`, `ye`, `y`.
fn is_like_answer(value: &str, usual: &str) -> bool {
    let (one, other) = (value.to_lowercase(), usual.to_lowercase());
    let letters = one.chars().count();
    let is_begin = letters < other.chars().count() && other.starts_with(&one);
    let is_near = letters > 2 && strsim::osa_distance(&one, &other) == 1;
    one != other && !is_answer(value) && (is_begin || is_near) && one.chars().all(char::is_alphabetic)
}

/// `王健国` for `王建国`.
fn is_another_character(value: &str, usual: &str) -> bool {
    const LETTERS: usize = 3;
    let unlike = || value.chars().zip(usual.chars()).filter(|(one, other)| one != other);
    value.chars().count() == LETTERS
        && usual.chars().count() == LETTERS
        && value.chars().all(is_han)
        && unlike().count() == 1
        && !unlike().any(|(one, other)| is_numeral(one) || is_numeral(other))
}

/// `Dr` for `Dr.`.
fn lacks_point(value: &str, usual: &str) -> bool {
    const LONGEST: usize = 6;
    let is_without = |one: &str, other: &str| one.strip_suffix('.') == Some(other) && other.len() > 1;
    usual.len() <= LONGEST && (is_without(usual, value) || is_without(value, usual))
}

/// `Mrs` for `Msr`: two letters of a short word.
fn is_swapped(value: &str, usual: &str) -> bool {
    const LETTERS: usize = 3;
    let are_small = |text: &str| text.chars().skip(1).all(|c| c.is_lowercase());
    value.chars().count() == LETTERS
        && are_small(value)
        && are_small(usual)
        && value.len() == usual.len()
        && !unlike::is_truth(value)
        && strsim::osa_distance(value, usual) == 1
        && value.chars().map(u32::from).sum::<u32>() == usual.chars().map(u32::from).sum::<u32>()
}

/// What all of several values begin with, up to a number in it.
fn begin(values: &[&str]) -> String {
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return String::new() };
    // They are in their order: what the first and the last have in common all have.
    let common = first.char_indices().zip(last.chars()).take_while(|((_, one), other)| one == other);
    let ends = common.filter(|((_, letter), _)| is_numeral(*letter)).map(|((at, letter), _)| at + letter.len_utf8());
    let end = ends.take(2).collect::<Vec<_>>();
    match end.as_slice() {
        // Two digits are a year, or more. `9A` may be among `8A`, and a class that is called so.
        [end] if values.len() >= MANY && first.starts_with(is_letter) => first[..*end].to_owned(),
        _ => String::new(),
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_alphabetic() && !is_numeral(letter)
}

fn is_number(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// A digit, also a Chinese one.
fn is_numeral(letter: char) -> bool {
    is_number(letter) || "一二三四五六七八九十".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(heading: &str, usual: &[&str]) -> Repeated {
        let values: Vec<String> = (0..90).map(|n| usual[n % usual.len()].to_owned()).collect();
        let column = Column { has_countries: headings::is_country(heading), ..Column::default() };
        Repeated::of(&values, &column, heading).unwrap()
    }

    fn is_found(heading: &str, usual: &[&str], value: &str) -> bool {
        repeated(heading, usual).flaw(value).is_some()
    }

    const SCHOOLS: [&str; 16] = [
        "Uppsala University", "Université de Lyon", "Universidad de Granada", "Politecnico di Milano",
        "Tsinghua University", "University of Leeds", "TU Delft", "Kyoto University", "KTH", "Aarhus University",
        "TU München", "Universität Leipzig", "MIT", "Stanford University", "Fudan University", "IIT Madras",
    ];

    #[test]
    fn slips_are_found_however_many_values_there_are() {
        for (heading, usual, value) in [
            ("affiliation", &SCHOOLS[..], "Stanfrod University"),
            ("affiliation", &SCHOOLS, "Universität Liepzig"),
            ("affiliation", &SCHOOLS, "TU Munchen"),
            ("affiliation", &SCHOOLS, "stanford university"),
            ("paid", &["yes", "no"], "yse"),
            ("paid", &["yes", "no"], "ye"),
            ("paid", &["Ja", "Nein"], "Nien"),
            ("title", &["Dr.", "Prof.", "Mr.", "Ms."], "Dr"),
            ("title", &["Dr.", "Prof.", "Mr.", "Ms."], "Prof"),
            ("title", &["Mr", "Mrs", "Ms"], "Msr"),
            ("班主任", &["王建国", "刘桂英", "陈志远", "赵敏华"], "王健国"),
            ("班级", &["高三（1）班", "高三（2）班", "高三（3）班"], "高二（3）班"),
            ("klasse", &["Klasse 8a", "Klasse 8b", "Klasse 8c"], "Klasse 9b"),
            ("ort", &["Freiburg", "Emmendingen", "Breisach"], "Frieburg"),
        ] {
            assert!(is_found(heading, usual, value), "{value}");
        }
    }

    #[test]
    fn other_values_are_left_alone() {
        for (heading, usual, value) in [
            ("affiliation", &SCHOOLS[..], "KIT"),
            ("affiliation", &SCHOOLS, "Fuzhou University"),
            ("affiliation", &SCHOOLS, "University of Lund"),
            ("affiliation", &SCHOOLS, "TU Dresden"),
            ("paid", &["yes", "no"], "Yes"),
            ("paid", &["yes", "no"], "partly"),
            ("paid", &["yes", "no"], "n/a"),
            ("title", &["Dr.", "Mr.", "Ms."], "Prof."),
            ("anrede", &["Herr", "Frau"], "Herrn"),
            ("班主任", &["王建国", "刘桂英"], "王建"),
            ("班主任", &["王建国", "刘桂英"], "李建国老师"),
            ("科目", &["化学组", "数学组"], "科学组"),
            ("班级", &["高级班", "初级班"], "中级班"),
            ("class", &["8A", "8B", "8C"], "10A"),
            ("class", &["8A", "8B", "8C"], "9A"),
            ("class", &["计科2301", "计科2302", "计科2303"], "计科2304"),
            ("ort", &["Freiburg", "Emmendingen", "Breisach"], "Freiberg"),
            ("room", &["108", "109", "110A"], "10B"),
            ("course", &["Spanish A1", "Spanish B1"], "Spanish C1"),
            ("course", &["Mathematics I", "Physics I"], "Mathematics II"),
        ] {
            assert!(!is_found(heading, usual, value), "{value}");
        }
    }

    #[test]
    fn countries_are_known_whether_others_have_them_or_not() {
        let usual = ["Germany", "Sweden", "Spain", "China", "United States"];
        for value in ["Frnace", "Untied States", "Germnay", "Swedne", "ES", "Irland", "Itlay"] {
            assert!(is_found("country", &usual, value), "{value}");
        }
        for value in ["France", "Ireland", "Iceland", "USA", "UK", "Peru", "Holland", "Neverland"] {
            assert!(!is_found("country", &usual, value), "{value}");
        }
        assert!(!is_found("country", &["DE", "FR", "SE"], "ES"));
    }

    #[test]
    fn columns_of_names_and_numbers_are_others() {
        let values: Vec<String> = (0..60).map(|n| ["Brian", "Maria", "Elias"][n % 3].to_owned()).collect();
        let many: Vec<String> = (0..60).map(|n| format!("Name{}", char::from(b'a' + n % 26))).collect();
        let of = |values: &[String], heading: &str| Repeated::of(values, &Column::default(), heading).is_some();
        assert!(of(&values, "first name") && !of(&many, "first name") && of(&many, "group"));
        // By their addresses, whatever the heading.
        let named = Column { begins_addresses: true, ..Column::default() };
        assert_eq!(Repeated::of(&many, &named, "voornaam"), None);
        let distinct: Vec<String> = (0..60).map(|n| format!("Value {n}")).collect();
        assert!(!of(&distinct, "group") && !of(&values[..5], "group"));
        assert_eq!(Repeated::of(&values, &Column { has_dates: true, ..Column::default() }, ""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "[王建国三二a-d1. ]{0,6}|\\PC{0,10}", usual in "[王建国三二a-d1. ]{0,6}|\\PC{0,10}") {
            for heading in ["", "country", "ort", "班主任"] {
                let _ = repeated(heading, &[&usual, "Anna"]).flaw(&value);
                let _ = repeated(heading, &[&usual]).flaw(&value);
            }
        }
    }
}
