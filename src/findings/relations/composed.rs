//! Salutations that are made of other columns and of a few words that many rows have: `Dear Mrs Gaunt` beside `Mrs Helen Gaunt`.

use std::collections::{HashMap, HashSet};

use super::{Relation, Sample, Values, folded};
use crate::findings::column::titles;
use crate::findings::{Detail, Finding, Kind, Look, Oddity, Set, headings, places, shown};
use crate::merge::Uses;

/// A column each word of which is one that stands with anybody, or is in one of some other columns of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Composed {
    column: usize,
    /// Where its words come from, the one that has the most of them first.
    parts: Vec<usize>,
    /// The words that stand with anybody, as they are written (`Dear`) and bare.
    plain: Set<String>,
    /// Whether it has the last word of the first part: nobody's nickname.
    has_last: bool,
}

/// What is wrong with such a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw<'v> {
    /// The word that is in no part.
    word: &'v str,
    /// The part that has another one for it.
    part: usize,
    /// That one, if it is known.
    meant: Option<&'v str>,
}

/// Fewer rows show no habit.
const FEWEST: usize = 15;
/// A longer value is a text.
const MOST_WORDS: usize = 7;
/// A title, a name, and what else a salutation is made of.
const MOST_PARTS: usize = 4;

/// The columns of the letter that are so in the first rows.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Composed> {
    let are_words = |column: &usize| {
        let known = &sample.columns[*column];
        let is_other = known.has_dates || known.numbers.is_some() || known.has_own || known.is_shared();
        let is_address = || sample.rows.iter().any(|row| row[*column].contains(['@', '/', '_']));
        !is_other && !is_address()
    };
    let columns: Vec<usize> = (0..sample.columns.len()).filter(are_words).collect();
    let is_name = |column: usize| names.get(column).is_some_and(|name| headings::half(&name.to_lowercase()).is_some());
    let may_be =
        |column: &&usize| uses.letter.contains(column) && !uses.attachment.contains(column) && !is_name(**column);
    let asked: Vec<usize> =
        columns.iter().filter(may_be).copied().filter(|column| are_short(sample, *column)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let parts: Vec<Part> = columns.into_iter().map(|column| Part::new(sample, column)).collect();
    asked.into_iter().filter_map(|column| composed(sample, column, &parts)).collect()
}

/// Whether nearly all values of a column are of two words and more, and no texts.
fn are_short(sample: &Sample<'_>, column: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let count = values().count();
    let short = values().filter(|value| (2..=MOST_WORDS).contains(&words(value).take(MOST_WORDS + 1).count())).count();
    count >= FEWEST && short * 20 >= count * 19
}

/// A column that words may come from, and those of each row.
struct Part {
    column: usize,
    of_rows: Vec<HashSet<String>>,
}

impl Part {
    fn new(sample: &Sample<'_>, column: usize) -> Self {
        Self { column, of_rows: sample.rows.iter().map(|row| words(row[column]).map(bare).collect()).collect() }
    }
}

fn composed(sample: &Sample<'_>, column: usize, parts: &[Part]) -> Option<Composed> {
    let own = parts.iter().find(|part| part.column == column)?;
    let others: Vec<&Part> = parts.iter().filter(|part| part.column != column).collect();
    // In how many rows a word stands, and in how many of them it stands nowhere else.
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (row, words) in own.of_rows.iter().enumerate() {
        for word in words {
            let (all, alone) = counts.entry(word).or_default();
            *all += 1;
            *alone += usize::from(!others.iter().any(|part| part.of_rows[row].contains(word)));
        }
    }
    let is_plain = |word: &str| counts.get(word).is_some_and(|(all, alone)| *all >= 3 && alone * 2 > *all);
    let mut rest: Vec<(usize, &String)> = own
        .of_rows
        .iter()
        .enumerate()
        .flat_map(|(row, words)| words.iter().map(move |word| (row, word)))
        .filter(|(_, word)| !is_plain(word) && !is_joining(word))
        .collect();
    let rows_of = |rest: &[(usize, &String)]| rest.iter().map(|(row, _)| *row).collect::<HashSet<usize>>().len();
    let told = rows_of(&rest);
    let filled = own.of_rows.iter().filter(|words| !words.is_empty()).count();
    if told < FEWEST || told * 2 < filled {
        return None;
    }
    let mut found: Vec<usize> = Vec::new();
    while found.len() < MOST_PARTS {
        let hits = |part: &&&Part| rest.iter().filter(|(row, word)| part.of_rows[*row].contains(*word)).count();
        let part = others.iter().rev().max_by_key(hits)?;
        // What one row has may be there by chance.
        if hits(&part) < 3 {
            break;
        }
        rest.retain(|(row, word)| !part.of_rows[*row].contains(*word));
        found.push(part.column);
    }
    let (first, misses) = (*found.first()?, rows_of(&rest));
    if misses > 1 && misses * 20 > told {
        return None;
    }
    let plain = sample.rows.iter().flat_map(|row| words(row[column])).filter(|word| is_plain(&bare(word)));
    let plain = plain.flat_map(|word| [word.to_owned(), bare(word)]).collect();
    let has_last = |(row, own): &(&Vec<&str>, &HashSet<String>)| {
        words(row[first]).next_back().is_some_and(|last| own.contains(&bare(last)))
    };
    let lasts = sample.rows.iter().zip(&own.of_rows).filter(has_last).count();
    Some(Composed { column, parts: found, plain, has_last: lasts * 10 >= told * 9 })
}

impl Composed {
    fn columns(&self) -> impl Iterator<Item = usize> {
        [self.column].into_iter().chain(self.parts.iter().copied())
    }

    /// The word of a row that goes with none of its other columns.
    fn flaw<'v>(&self, value: impl Fn(usize) -> &'v str) -> Option<Flaw<'v>> {
        let own = value(self.column);
        let part = *self.parts.first()?;
        // Most words stand there as they are.
        let is_there =
            |word: &str| self.plain.contains(word) || self.parts.iter().any(|part| stands_in(word, value(*part)));
        let mut missing = words(own).filter(|word| !is_there(word)).peekable();
        missing.peek()?;
        if value(part).is_empty() || words(own).nth(MOST_WORDS).is_some() || words(own).any(is_of_many) {
            return None;
        }
        let has = |part: usize, word: &str| words(value(part)).any(|other| bare(other) == word);
        for word in missing {
            let key = bare(word);
            let is_sound = key.is_empty() || self.plain.contains(&key) || is_joining(&key);
            if is_sound || self.parts.iter().any(|part| has(*part, &key)) {
                continue;
            }
            if titles::is_title(word) {
                // Another one stands in the part: `Mr` for `Mrs`.
                let is_own = |other: &str| words(own).any(|own| bare(own) == bare(other));
                let is_other = |other: &&str| titles::is_title(other) && !is_own(other);
                let other = |part: &usize| Some((*part, words(value(*part)).find(is_other)?));
                if let Some((part, meant)) = self.parts.iter().find_map(other) {
                    return Some(Flaw { word, part, meant: Some(meant) });
                }
                continue;
            }
            let meant = words(value(part)).find(|other| is_nearly(&key, &bare(other)));
            if meant.is_some() || self.has_last && !self.has_rest(own, value(part), &key) {
                return Some(Flaw { word, part, meant });
            }
        }
        None
    }

    /// Whether a word of a name stands there beside another one: `Anna Berg` for Anna Horn, who may have married.
    fn has_rest(&self, own: &str, name: &str, key: &str) -> bool {
        let is_of_name = |word: &str| !titles::is_title(word) && words(name).any(|other| bare(other) == bare(word));
        words(own).any(|word| bare(word) != key && !self.plain.contains(word) && is_of_name(word))
    }
}

impl Flaw<'_> {
    /// What is said of it, with the whole value of the part.
    fn said(&self, value: &str, heading: &str) -> String {
        let meant = self.meant.map_or_else(String::new, |meant| format!(", which has \"{}\"", shown(meant)));
        format!(
            "has \"{}\", which is not in {heading} ({}){meant}, and in the other rows it is. Is one of them wrong?",
            shown(self.word),
            shown(value)
        )
    }
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-').map(core).filter(|word| !word.is_empty())
}

/// A word without the signs around it: most have none, which their first and last octets tell.
fn core(word: &str) -> &str {
    let is_plain = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_alphanumeric);
    if is_plain(word.as_bytes().first()) && is_plain(word.as_bytes().last()) {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word stands in a text as it is, and not within a longer one.
fn stands_in(word: &str, text: &str) -> bool {
    let octets = text.as_bytes();
    let is_letter = |octet: Option<&u8>| octet.is_some_and(|octet| !octet.is_ascii() || octet.is_ascii_alphanumeric());
    places(word, text).any(|at| {
        let before = at.checked_sub(1).and_then(|before| octets.get(before));
        !is_letter(before) && !is_letter(octets.get(at + word.len()))
    })
}

/// A word without accents and marks, in small letters.
fn bare(word: &str) -> String {
    folded(word, false)
}

/// What stands between the names of two, or before one.
fn is_joining(word: &str) -> bool {
    const WORDS: [&str; 18] =
        ["and", "und", "et", "y", "e", "i", "of", "von", "zu", "van", "de", "da", "di", "du", "der", "den", "la", "le"];
    WORDS.contains(&word)
}

/// Whether a word greets whoever it may be: `Dear Sir or Madam`, `Liebe Eltern`.
fn is_of_many(word: &str) -> bool {
    const WORDS: [&str; 30] = [
        "sir", "sirs", "madam", "parent", "parents", "guardian", "carer", "family", "team", "all", "colleague",
        "colleagues", "member", "customer", "damen", "herren", "eltern", "familie", "eheleute", "mitglied", "kollegen",
        "famille", "messieurs", "mesdames", "señores", "familia", "padres", "equipo", "famiglia", "amp",
    ];
    WORDS.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// Whether a long word is another but for a letter, or two that are swapped.
fn is_nearly(word: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    let is_long = |word: &str| word.chars().count() >= SHORTEST;
    is_long(word) && is_long(other) && strsim::osa_distance(word, other) == 1
}

impl Relation for Composed {
    fn is_told(&self, look: &Look<'_>) -> bool {
        // Of names that are swapped, the one is in the salutation where the other one should be.
        let are_swapped = |finding: &Finding| finding.line == look.line && finding.detail == Some(Detail::Swapped);
        look.is_told(self.columns()) || look.findings.iter().any(are_swapped)
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let flaw = self.flaw(|column| line.value(column))?;
        let what = flaw.said(line.value(flaw.part), &line.heading(flaw.part));
        Some((self.column, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const FIRSTS: [&str; 7] = ["Claire", "Matthew", "Anna", "Jörg", "Priya", "Ben", "Olga"];
    const LASTS: [&str; 11] =
        ["Winterbottom", "Gaunt", "Kitson", "Weiß", "Okafor", "Smith-Jones", "Varley", "Dyson", "Núñez", "Horn", "Lee"];

    fn composed(row: impl Fn(usize) -> Vec<String>, names: &[&str]) -> Vec<Composed> {
        let rows: Vec<Vec<String>> = (0..60).map(row).collect();
        let columns = vec![Column::default(); names.len()];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0], ..Uses::default() };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        of(&Sample { rows, columns: &columns }, &uses, &names)
    }

    /// The word that is found, and what stands for it.
    fn found<'v>(all: &[Composed], row: &[&'v str]) -> Option<(&'v str, Option<&'v str>)> {
        all.iter().find_map(|composed| composed.flaw(|column| row[column])).map(|flaw| (flaw.word, flaw.meant))
    }

    #[test]
    fn words_of_somebody_else_are_found() {
        let parent = |n: usize| {
            let (title, last) = (["Mr", "Mrs", "Ms", "Dr"][n % 4], LASTS[n % 11]);
            vec![format!("Dear {title} {last}"), format!("{title} {} {last}", FIRSTS[n % 7])]
        };
        let all = composed(parent, &["Salutation", "Parent"]);
        assert_eq!(all.iter().flat_map(Composed::columns).collect::<Vec<_>>(), [0, 1]);
        for (salutation, parent, odd) in [
            ("Dear Mrs Gaunt", "Mr Matthew Gaunt", Some(("Mrs", Some("Mr")))),
            ("Dear Mrs Wintarbottom", "Mrs Claire Winterbottom", Some(("Wintarbottom", Some("Winterbottom")))),
            ("Dear Mrs Kitson", "Mrs Claire Winterbottom", Some(("Kitson", None))),
            ("Dear Mr Gaunt", "Mr Matthew Gaunt", None),
            ("Dear Mr GAUNT,", "Mr Matthew Gaunt", None),
            ("Dear Mr Weiss", "Mr Jörg Weiß", None),
            ("Dear Mr Jones", "Mr Ben Smith-Jones", None),
            ("Dear Matthew", "Mr Matthew Gaunt", None),
            ("Dear Matthew Horn", "Mr Matthew Gaunt", None),
            ("Dear Mr and Mrs Gaunt", "Mr & Mrs Gaunt", None),
            ("Dear Sir or Madam", "Mr Matthew Gaunt", None),
            ("Dear Dr Gaunt", "Matthew Gaunt", None),
            ("Dear Mr Gaunt", "", None),
            ("", "Mr Matthew Gaunt", None),
        ] {
            assert_eq!(found(&all, &[salutation, parent]), odd, "{salutation} | {parent}");
        }
        let what = all[0].flaw(|column| ["Dear Mrs Gaunt", "Mr Matthew Gaunt"][column]).unwrap();
        let said = what.said("Mr Matthew Gaunt", "\"Parent\"");
        assert!(
            said.starts_with("has \"Mrs\", which is not in \"Parent\" (Mr Matthew Gaunt), which has \"Mr\""),
            "{said}"
        );
    }

    #[test]
    fn words_may_come_from_several_columns() {
        let german = |n: usize| {
            let (title, last) = (["", "", "Dr.", "Prof."][n % 4], LASTS[n % 11]);
            let (word, noun) = if n.is_multiple_of(3) { ("geehrte", "Frau") } else { ("geehrter", "Herr") };
            let salutation = format!("Sehr {word} {noun} {title} {last}").replace("  ", " ");
            [salutation.as_str(), noun, title, FIRSTS[n % 7], last].map(str::to_owned).to_vec()
        };
        let all = composed(german, &["Briefanrede", "Anrede", "Titel", "Vorname", "Nachname"]);
        for (row, odd) in [
            (["Sehr geehrter Herr Dr. Gaunt", "Herr", "Dr.", "Ben", "Gaunt"], None),
            (["Sehr geehrte Frau Gaunt", "Frau", "", "Olga", "Gaunt"], None),
            (["Sehr geehrte Frau Gaunt", "Herr", "", "Ben", "Gaunt"], Some(("Frau", Some("Herr")))),
            (["Sehr geehrter Herr Prof. Gaunt", "Herr", "Dr.", "Ben", "Gaunt"], Some(("Prof", Some("Dr")))),
            (["Sehr geehrter Herr Grant", "Herr", "", "Ben", "Gaunt"], Some(("Grant", None))),
            (["Sehr geehrter Herr Guant", "Herr", "", "Ben", "Gaunt"], Some(("Guant", Some("Gaunt")))),
            (["Sehr geehrte Familie Gaunt", "Herr", "", "Ben", "Gaunt"], None),
        ] {
            assert_eq!(found(&all, &row), odd, "{row:?}");
        }
        for (dear, titles) in [("Estimado", ["Sr.", "D."]), ("Cher", ["Monsieur", "Maître"])] {
            let row = |n: usize| {
                let (title, last) = (titles[n % 2], LASTS[n % 11]);
                vec![format!("{dear} {title} {last}:"), format!("{title} {} {last}", FIRSTS[n % 7])]
            };
            let all = composed(row, &["a", "b"]);
            let row = [format!("{dear} {} Horn", titles[0]), format!("{} Ben Gaunt", titles[0])];
            let odd = found(&all, &[&row[0], &row[1]]);
            assert_eq!(odd, Some(("Horn", None)));
        }
    }

    #[test]
    fn first_names_may_be_short_ones() {
        let row = |n: usize| vec![format!("Hi {}", FIRSTS[n % 7]), format!("{} {}", FIRSTS[n % 7], LASTS[n % 11])];
        let all = composed(row, &["Greeting", "Name"]);
        for greeting in ["Hi Bob", "Hi Claire", "Hi all"] {
            assert_eq!(found(&all, &[greeting, "Claire Gaunt"]), None, "{greeting}");
        }
        assert_eq!(found(&all, &["Hi Clairo", "Claire Gaunt"]), Some(("Clairo", Some("Claire"))));
    }

    #[test]
    fn what_is_not_made_of_others_is_left_alone() {
        let courses = |n: usize| {
            vec![format!("Course in {}", LASTS[n % 11]), format!("Mr {} {}", FIRSTS[n % 7], LASTS[n * 3 % 11])]
        };
        assert!(composed(courses, &["Course", "Teacher"]).is_empty());
        let same = |n: usize| vec!["Dear friends".to_owned(), LASTS[n % 11].to_owned()];
        assert!(composed(same, &["Salutation", "Name"]).is_empty());
        let few = |n: usize| {
            vec![if n < 12 { format!("Dear {}", LASTS[n % 11]) } else { String::new() }, LASTS[n % 11].to_owned()]
        };
        assert!(composed(few, &["Salutation", "Name"]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(own in "(Dear |Mr |Gaunt|é|-|\\PC){0,8}", name in "(Mr |Gaunt|é|-|\\PC){0,4}") {
            let row = |n: usize| vec![format!("Dear Mr {}", LASTS[n % 11]), format!("Mr Ben {}", LASTS[n % 11])];
            let _ = found(&composed(row, &["a", "b"]), &[&own, &name]);
        }
    }
}
