//! What codes begin with, beside what goes with that: `OX1 4ZA` is in Oxford, 01865 is dialled there, and `BIO-101` is of biology.

use std::collections::{HashMap, HashSet};

use super::{Relation, Sample, Values};
use crate::findings::{Kind, Look, Map, Oddity, headings, shown};
use crate::merge::Uses;

/// A column of codes, and one that their beginnings tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefixes {
    code: usize,
    other: usize,
    /// The one that the letter uses.
    told: usize,
    key: Key,
    /// What each beginning tells.
    tells: Map<String, String>,
    /// Of each value that is told: a beginning that tells it.
    told_by: Map<String, String>,
}

/// What of a code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// The letters before the first digit.
    Letters,
    /// The first two digits, of a postcode.
    Digits,
    /// What is dialled for a town or a network.
    Dialled,
}

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// Fewest rows with one beginning that tell what goes with it, if all of them have the same beside it.
const FEWEST: usize = 4;
/// Fewest of those rows, if one has something else.
const FEWEST_BUT_ONE: usize = 6;
/// Fewest values that some beginning tells.
const FEWEST_VALUES: usize = 3;
/// Most rows that may have something else.
const MOST: usize = 2;

/// What goes together in the first rows, where the letter uses one of the two.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Prefixes> {
    if sample.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let codes: Vec<(usize, Key)> =
        (0..sample.columns.len()).filter_map(|column| Some((column, key_of(sample, column, names)?))).collect();
    if codes.is_empty() {
        return Vec::new();
    }
    let others: Vec<usize> = (0..sample.columns.len()).filter(|column| is_sort(sample, *column)).collect();
    let pairs = codes.iter().flat_map(|code| others.iter().map(move |other| (*code, *other)));
    let is_used = |column: usize| uses.letter.contains(&column) && !uses.attachment.contains(&column);
    pairs
        .filter(|((code, _), other)| code != other)
        .filter_map(|((code, key), other)| {
            let told = [code, other].into_iter().find(|column| is_used(*column))?;
            between(sample, (code, key), other).map(|prefixes| Prefixes { told, ..prefixes })
        })
        .collect()
}

/// What tells in a column, if nearly all of its values are codes of which each is another one.
fn key_of(sample: &Sample<'_>, column: usize, names: &[String]) -> Option<Key> {
    let known = &sample.columns[column];
    let name = names.get(column)?.to_lowercase();
    if known.has_dates || known.has_texts || known.times.is_some() {
        return None;
    }
    let keys: &[Key] = if headings::is_telephone(&name) {
        &[Key::Dialled]
    } else if headings::is_postcode(&name) {
        &[Key::Letters, Key::Digits]
    } else {
        &[Key::Letters]
    };
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let count = values().count();
    let distinct = values().collect::<HashSet<&str>>().len();
    let has = |key: &&Key| values().filter(|value| key.of(value).is_some()).count() * 10 >= count * 9;
    if count < FEWEST_ROWS || distinct * 2 < count {
        return None;
    }
    keys.iter().find(has).copied()
}

/// Whether the values of a column are of a few sorts, none of which most rows have.
fn is_sort(sample: &Sample<'_>, column: usize) -> bool {
    let known = &sample.columns[column];
    if known.has_dates || known.numbers.is_some() || known.has_own || known.has_texts || known.times.is_some() {
        return false;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for value in sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let filled: usize = counts.values().sum();
    let most = counts.values().copied().max().unwrap_or_default();
    counts.len() >= FEWEST_VALUES && counts.len() * 3 <= filled && most * 2 <= filled
}

fn between(sample: &Sample<'_>, (code, key): (usize, Key), other: usize) -> Option<Prefixes> {
    let mut groups: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for (code, value) in sample.pairs(code, other) {
        if let Some(begin) = key.of(code) {
            *groups.entry(begin).or_default().entry(value).or_default() += 1;
        }
    }
    let (mut tells, mut told_by) = (Map::default(), Map::default());
    let (mut rows, mut misses) = (0, 0);
    let mut groups: Vec<(&str, HashMap<&str, usize>)> = groups.into_iter().collect();
    groups.sort_unstable_by_key(|(begin, _)| *begin);
    for (begin, values) in groups {
        let all: usize = values.values().sum();
        let Some((value, most)) = values.into_iter().max_by_key(|(value, count)| (*count, *value)) else { continue };
        if most >= FEWEST && most == all || most >= FEWEST_BUT_ONE && most + 1 == all {
            (rows, misses) = (rows + all, misses + all - most);
            tells.insert(begin.to_owned(), value.to_owned());
            told_by.entry(value.to_owned()).or_insert_with(|| begin.to_owned());
        }
    }
    let is_habit = rows >= FEWEST_ROWS && misses <= MOST && told_by.len() >= FEWEST_VALUES;
    is_habit.then_some(Prefixes { code, other, told: code, key, tells, told_by })
}

impl Key {
    /// What tells in a code.
    fn of(self, code: &str) -> Option<&str> {
        const MOST_LETTERS: usize = 4;
        const DIGITS: usize = 2;
        match self {
            Self::Letters => {
                let end = code.bytes().position(|octet| !octet.is_ascii_alphabetic())?;
                let behind = code[end..].trim_start_matches([' ', '-', '_', '/', '.']);
                let is_code = (1..=MOST_LETTERS).contains(&end) && behind.starts_with(|c: char| c.is_ascii_digit());
                is_code.then(|| &code[..end])
            }
            Self::Digits => {
                let begin = code.get(..DIGITS).filter(|begin| begin.bytes().all(|octet| octet.is_ascii_digit()))?;
                (code.len() > DIGITS + 1).then_some(begin)
            }
            Self::Dialled => dialled(code),
        }
    }
}

/// `01865` of `01865 558 988` and of `(01865) 558988`, `+44 1865` of `+44 1865 558988`.
fn dialled(number: &str) -> Option<&str> {
    const FEWEST_BEHIND: usize = 5;
    let is_end = |c: char| !c.is_ascii_digit();
    let number = number.strip_prefix('(').unwrap_or(number);
    let from = match number.strip_prefix('+') {
        Some(country) => {
            let end = 1 + country.find(is_end)?;
            end + number[end..].find(|c: char| c.is_ascii_digit())?
        }
        None => 0,
    };
    let to = from + number[from..].find(is_end)?;
    let behind = number[to..].bytes().filter(u8::is_ascii_digit).count();
    ((2..=5).contains(&(to - from)) && behind >= FEWEST_BEHIND).then(|| &number[..to])
}

impl Prefixes {
    /// What kind of finding it is: of telephones, and of postcodes of digits, several are right where more than a few are so, and
    /// all are taken back.
    fn kind(&self) -> Kind {
        if self.key == Key::Letters { Kind::OddRelation } else { Kind::NearValue }
    }

    /// What is wrong with a code whose beginning tells something else than its row has, if that goes with another beginning.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (code, other) = (value(self.code), value(self.other));
        let begin = self.key.of(code)?;
        let usual = self.tells.get(begin).filter(|usual| *usual != other)?;
        let own = self.told_by.get(other)?;
        let beside = if self.told == self.code { self.other } else { self.code };
        Some(format!(
            "does not go with {} \"{}\": the other rows with \"{}…\" have \"{}\" there, and those with \"{}\" have \"{}…\". Is one of the \
             two wrong?",
            heading(beside),
            shown(value(beside)),
            shown(begin),
            shown(usual),
            shown(other),
            shown(own)
        ))
    }
}

impl Relation for Prefixes {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.code, self.other])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.told, Oddity::new(self.kind(), what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn prefixes(heading: &str, rows: &[[String; 2]]) -> Option<Prefixes> {
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let sample = Sample { rows, columns: &[Column::default(), Column::default()] };
        of(&sample, &Uses { letter: vec![0], ..Uses::default() }, &[heading, "Town"].map(str::to_owned)).pop()
    }

    /// Rows with these beginnings and what goes with each.
    fn rows(places: &[[&str; 2]], code: impl Fn(&str, usize) -> String) -> Vec<[String; 2]> {
        let place = |n: usize| places[n % places.len()];
        (0..60).map(|n| [code(place(n)[0], n), place(n)[1].to_owned()]).collect()
    }

    fn told(heading: &str, rows: &[[String; 2]], row: [&str; 2]) -> Option<String> {
        prefixes(heading, rows)?.flaw(|column| row[column].to_owned().leak(), |column| format!("\"{column}\""))
    }

    #[test]
    fn codes_that_begin_as_those_of_another_town_are_found() {
        let english = [["OX", "Oxford"], ["BA", "Bath"], ["N", "London"], ["SW", "London"], ["YO", "York"]];
        let mut postcodes = rows(&english, |area, n| format!("{area}{} {}AB", 1 + n % 9, n % 10));
        let slip = ["BA1 5NN", "Oxford"];
        let what = told("Postcode", &postcodes, slip).unwrap();
        assert!(what.contains("\"1\" \"Oxford\"") && what.contains("\"BA…\" have \"Bath\""), "{what}");
        postcodes.push(slip.map(str::to_owned));
        assert!(told("Postcode", &postcodes, slip).is_some());
        for row in
            [["OX9 1AA", "Oxford"], ["SW1 1AA", "London"], ["BA1 5NN", "Bradford"], ["RG1 1AA", "Oxford"], ["", "York"]]
        {
            assert_eq!(told("Postcode", &postcodes, row), None, "{row:?}");
        }
        let german = [["50", "Köln"], ["28", "Bremen"], ["01", "Dresden"], ["04", "Leipzig"]];
        let postcodes = rows(&german, |area, n| format!("{area}{:03}", n * 17 % 900));
        assert!(told("PLZ", &postcodes, ["01309", "Leipzig"]).is_some());
        assert!(
            told("PLZ", &postcodes, ["01309", "Radebeul"]).is_none()
                && told("Nr.", &postcodes, ["01309", "Leipzig"]).is_none()
        );
    }

    #[test]
    fn telephones_and_courses_are_compared() {
        let german = [["0221", "Köln"], ["0421", "Bremen"], ["0351", "Dresden"], ["0176", "Köln"], ["0176", "Bremen"]];
        for build in [
            |code: &str, n: usize| format!("{code} {}", 40_000 + n * 317),
            |code: &str, n: usize| format!("+49 {} {}", &code[1..], 40_000 + n * 317),
        ] {
            let telephones = rows(&german, build);
            assert!(told("Telefon", &telephones, [&build("0421", 3), "Köln"]).is_some());
            for row in [
                ["0176 4711471", "Dresden"],
                ["0421 123456", "Bremen"],
                ["0421 123456", "Oldenburg"],
                ["040 123456", "Köln"],
            ] {
                assert_eq!(told("Telefon", &telephones, row), None, "{row:?}");
            }
        }
        let courses = [["BIO", "Biology"], ["CH", "Chemistry"], ["PHY", "Physics"]];
        let courses = rows(&courses, |course, n| format!("{course}-{}", 100 + n));
        assert!(told("Course", &courses, ["PHY-320", "Biology"]).is_some());
    }

    #[test]
    fn where_they_do_not_go_together_nothing_is_known() {
        let places = [["OX", "Oxford"], ["BA", "Bath"], ["YO", "York"], ["OX", "Bath"], ["BA", "York"]];
        assert_eq!(prefixes("Postcode", &rows(&places, |area, n| format!("{area}{n} 1AB"))), None);
        let one = [["OX", "Oxford"], ["BA", "Bath"]];
        assert_eq!(prefixes("Postcode", &rows(&one, |area, n| format!("{area}{n} 1AB"))), None);
        assert_eq!(prefixes("Postcode", &[]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_code_can_be_read(code in "[(+]{0,2}[0-9A-Z /-]{0,9}|\\PC{0,9}") {
            let _ = (Key::Letters.of(&code), Key::Digits.of(&code), Key::Dialled.of(&code));
        }
    }
}
