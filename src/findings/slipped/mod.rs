//! Columns that have slipped by some rows, or were sorted by themselves: each address, title or text is then another one's, and since
//! that is so in many rows, none of them is the exception.
//!
//! A value tells whose it is by the words of a name in it (`anna.berg@…`, `Anna hat …`), a salutation by the first name. Where it does
//! not go with its own row and does with the row below, several times one after the other, the column has slipped.

mod runs;

use self::runs::{Evidence, Fewest, Run};
use super::attachments::Names;
use super::han::is_han;
use super::known_column::Column;
use super::persons::{Persons, sex_of_salutation};
use super::relations::folded;
use super::{Kind, Look};
use crate::input::Source;
use crate::merge::Uses;

/// So many rows are compared.
const MOST_ROWS: usize = 1_000;
/// So many of them, where each is compared with each.
const MOST_OF_ALL: usize = 200;
/// So many columns.
const MOST_COLUMNS: usize = 6;
/// So many rows have what goes with another row, in a column that was sorted.
const FEWEST_SORTED: usize = 8;

/// What has slipped in the first rows of a list.
#[derive(Debug, Default)]
pub(super) struct Slipped {
    slips: Vec<Slip>,
}

/// Some rows whose values of a column go with other rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slip {
    column: usize,
    /// The lines of the first and the last of these rows.
    lines: (u64, u64),
    sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// They go with the row that is so many further down.
    By(isize),
    /// With any: so many of so many rows, the first of them with that line.
    Any { others: usize, rows: usize, with: u64 },
}

/// A row of the list: its line, the words of its name, and what the columns say. Little, since there are many.
struct Row {
    line: u64,
    words: Vec<Word>,
    is_woman: Option<bool>,
    texts: Vec<Text>,
}

/// A text as addresses have it, `ü` as `u` and, if that is another, as `ue`.
#[derive(Debug, PartialEq, Eq)]
struct Folded {
    short: Box<str>,
    long: Option<Box<str>>,
}

/// A word of a name.
#[derive(Debug)]
struct Word {
    folded: Folded,
    /// What it begins with, in each way to write it.
    head: Threes,
}

impl Slipped {
    /// Reads the first rows of a list with these columns, of which the letter uses some.
    pub(super) fn of(source: &Source, known: &[Column], names: &Names, persons: &Persons, uses: &Uses) -> Self {
        let may_tell = |column: &usize| {
            let is_name = names.has(*column) || uses.attachment.contains(column);
            !is_name && known.get(*column).is_some_and(|known| !known.has_dates && known.numbers.is_none())
        };
        let mut columns: Vec<usize> = Vec::new();
        for column in uses.to.iter().chain(&uses.letter).filter(|column| may_tell(column)) {
            if !columns.contains(column) && columns.len() < MOST_COLUMNS {
                columns.push(*column);
            }
        }
        if names.is_empty() || columns.is_empty() {
            return Self::default();
        }
        let records = source.records().into_iter().flatten().take(MOST_ROWS).flatten();
        let rows: Vec<Row> = records
            .map(|record| Row {
                line: record.line,
                words: words(&names.of(&record.fields)),
                is_woman: persons.is_woman(&record.fields),
                texts: columns
                    .iter()
                    .map(|column| Text::of(record.fields.get(*column).unwrap_or_default().trim()))
                    .collect(),
            })
            .collect();
        let slips = columns.iter().enumerate().flat_map(|(at, column)| slips(&rows, at, *column));
        Self { slips: slips.collect() }
    }

    /// Tells of what begins in a row, and takes back what was said of the values in it, since that is why.
    pub(super) fn look(&self, look: &mut Look<'_>) {
        for slip in &self.slips {
            let line = look.line;
            if (slip.lines.0..=slip.lines.1).contains(&line) {
                look.findings.retain(|finding| {
                    let is_why = matches!(finding.kind, Kind::OddRelation | Kind::OthersName);
                    !(is_why && finding.line == line && finding.column == Some(slip.column))
                });
            }
            if slip.lines.0 == line {
                look.find_in(slip.column, Kind::Slipped, &slip.said());
            }
        }
    }
}

impl Slip {
    fn said(&self) -> String {
        match self.sort {
            Sort::By(by) => {
                let whose = match (by, by.unsigned_abs()) {
                    (1, _) => "next row".to_owned(),
                    (-1, _) => "row before".to_owned(),
                    (1.., rows) => format!("row that is {rows} further down"),
                    (_, rows) => format!("row that is {rows} further up"),
                };
                format!(
                    "from here to line {}, the values go with the names of the {whose}. The column has slipped: move it back.",
                    self.lines.1
                )
            }
            Sort::Any { others, rows, with } => format!(
                "in {others} of the first {rows} rows, the value goes with the name of another row (here of line {with}). Was the \
                 column sorted without the others?"
            ),
        }
    }
}

impl Row {
    /// How many words of the name are in a text.
    /// None where that is all that there is: who shares a room with whom is no slip.
    fn words_in(&self, text: &Text) -> usize {
        let held = || self.words.iter().filter(|word| text.holds(word)).map(|word| word.folded.short.chars().count());
        // What a Chinese name ends in is within it.
        let is_han = self.words.first().is_some_and(|word| word.folded.short.starts_with(is_han));
        let letters = if is_han { held().max().unwrap_or_default() } else { held().sum() };
        if letters < text.letters { held().count() } else { 0 }
    }
}

/// The words of a name that tell people apart; of a Chinese one, all of it and what stands behind the surname.
fn words(name: &str) -> Vec<Word> {
    const SHORTEST: usize = 3;
    let name = name.trim();
    if !name.is_empty() && name.chars().all(is_han) {
        let given = name.char_indices().nth(1).filter(|_| name.chars().count() > 2);
        let given = given.and_then(|(at, _)| name.get(at..));
        return [Some(name), given].into_iter().flatten().map(Word::of).collect();
    }
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() >= SHORTEST);
    words.map(Word::of).filter(|word| !word.folded.short.is_empty()).collect()
}

impl Word {
    fn of(text: &str) -> Self {
        let folded = Folded::of(text);
        let heads = folded.all().map(|text| Threes::of(text.as_bytes().get(..3).unwrap_or_default()));
        Self { head: heads.fold(Threes::default(), Threes::with), folded }
    }
}

/// Which runs of three octets are in a text, by a number for them: others may have the same.
#[derive(Debug, Clone, Copy, Default)]
struct Threes(u128);

impl Threes {
    fn of(text: &[u8]) -> Self {
        let numbers =
            text.windows(3).map(|three| three.iter().fold(0, |number: u32, octet| number << 8 | u32::from(*octet)));
        // The upper bits of the product depend on all three.
        Self(numbers.fold(0, |all, number| all | 1 << (number.wrapping_mul(0x9e37_79b1) >> 25)))
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has_any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Folded {
    fn of(text: &str) -> Self {
        Self::by(text, |is_long| folded(text, is_long))
    }

    /// The words of a text, a blank behind each.
    fn of_words(text: &str) -> Self {
        Self::by(text, |is_long| {
            let mut all = String::with_capacity(text.len() + 1);
            for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
                all.push_str(&folded(word, is_long));
                all.push(' ');
            }
            all
        })
    }

    /// `write`: whether it is to be the longer one, which ASCII has not.
    fn by(text: &str, write: impl Fn(bool) -> String) -> Self {
        let short = write(false).into_boxed_str();
        let long = (!text.is_ascii()).then(|| write(true).into_boxed_str()).filter(|long| *long != short);
        Self { short, long }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        [Some(&self.short), self.long.as_ref()].into_iter().flatten().map(|text| &**text)
    }
}

/// A value, made ready to be searched: an address before its `@`, without what stands between its words.
#[derive(Debug)]
struct Text {
    folded: Folded,
    threes: Threes,
    is_address: bool,
    /// How many letters it has; of an address they are not counted.
    letters: usize,
    /// Whether it is a woman's, if it is a salutation.
    is_woman: Option<bool>,
}

impl Text {
    fn of(value: &str) -> Self {
        let local_part = value.rsplit_once('@').map(|(local_part, _)| local_part);
        let folded = local_part.map_or_else(|| Folded::of_words(value), Folded::of);
        let letters = if local_part.is_some() {
            usize::MAX
        } else {
            folded.short.chars().filter(|letter| letter.is_alphanumeric()).count()
        };
        let threes = folded.all().map(|text| Threes::of(text.as_bytes())).fold(Threes::default(), Threes::with);
        Self { folded, threes, is_address: local_part.is_some(), letters, is_woman: sex_of_salutation(value) }
    }

    /// Whether a word of a name is in it: in a text by itself, for `Berg` is not in `Bergstraße`.
    fn holds(&self, word: &Word) -> bool {
        self.threes.has_any_of(word.head)
            && word.folded.all().any(|word| {
                let is_within = self.is_address || word.starts_with(is_han);
                let has =
                    |text: &str| if is_within { text.contains(word) } else { text.split(' ').any(|own| own == word) };
                self.folded.all().any(has)
            })
    }
}

/// The slips of a column, at this place among the values.
fn slips(rows: &[Row], at: usize, column: usize) -> Vec<Slip> {
    let texts: Vec<&Text> = rows.iter().map(|row| &row.texts[at]).collect();
    let own: Vec<usize> = rows.iter().zip(&texts).map(|(row, text)| row.words_in(text)).collect();
    let mut runs = of_names(rows, &texts, &own, 2, 3);
    if runs.is_empty() {
        if let Some(slip) = sorted(rows, &texts, &own, column) {
            return vec![slip];
        }
        runs = of_names(rows, &texts, &own, 1, 5);
    }
    if runs.is_empty() {
        runs = of_sexes(rows, at);
    }
    let slip = |run: Run| Slip { column, lines: (rows[run.first].line, rows[run.last].line), sort: Sort::By(run.by) };
    runs.into_iter().map(slip).collect()
}

/// Where so many rows at least have texts that go with the names of other rows by so many words, and better than with their own.
fn of_names(rows: &[Row], texts: &[&Text], own: &[usize], wanted: usize, fewest: usize) -> Vec<Run> {
    let goes = |count: usize, row: &Row| count > 0 && count >= wanted.min(row.words.len());
    if rows.iter().zip(own).filter(|(row, count)| !goes(**count, row)).count() < fewest {
        return Vec::new();
    }
    runs::of(rows.len(), Fewest { rows: fewest, of: 2 }, |row, other| {
        let (own, count) = (own[row], rows[other].words_in(texts[row]));
        match (goes(own, &rows[row]), goes(count, &rows[other])) {
            (_, true) if count > own => Evidence::Other,
            (true, _) if own > count => Evidence::Own,
            _ => Evidence::None,
        }
    })
}

/// Where the salutations go with the first names of other rows.
fn of_sexes(rows: &[Row], at: usize) -> Vec<Run> {
    // Where it is a parent's, each row goes with a child's name or does not by the throw of a coin: so many heads are no chance.
    let fewest = (rows.len() * runs::OFFSETS).max(1).ilog2() as usize + 4;
    let salutations: Vec<Option<bool>> = rows.iter().map(|row| row.texts[at].is_woman).collect();
    if salutations.iter().flatten().count() * 2 < rows.len() {
        return Vec::new();
    }
    let goes = |row: usize, other: usize| Some(salutations[row]? == rows[other].is_woman?);
    runs::of(rows.len(), Fewest { rows: fewest, of: 5 }, |row, other| match (goes(row, row), goes(row, other)) {
        (Some(false), Some(true)) => Evidence::Other,
        (Some(true), Some(false)) => Evidence::Own,
        _ => Evidence::None,
    })
}

/// A column of addresses, most of which go with the names of other rows, and hardly any with its own. Texts may be about others.
fn sorted(rows: &[Row], texts: &[&Text], own: &[usize], column: usize) -> Option<Slip> {
    let count = rows.len().min(MOST_OF_ALL);
    if texts.iter().filter(|text| text.is_address).count() * 2 < texts.len() {
        return None;
    }
    let whole = |row: &Row, count: usize| row.words.len() > 1 && count == row.words.len();
    let of_own = (0..count).filter(|row| whole(&rows[*row], own[*row])).count();
    let with = |row: usize| {
        let is_other = |other: &usize| *other != row && whole(&rows[*other], rows[*other].words_in(texts[row]));
        (0..count).find(is_other)
    };
    let others: Vec<(usize, usize)> =
        (0..count).filter(|row| own[*row] == 0).filter_map(|row| Some((row, with(row)?))).collect();
    let (first, with) = *others.first()?;
    let is_many = others.len() >= FEWEST_SORTED && others.len() > of_own;
    is_many.then(|| Slip {
        column,
        lines: (rows[first].line, rows[count - 1].line),
        sort: Sort::Any { others: others.len(), rows: count, with: rows[with].line },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [(&str, &str); 12] = [
        ("Anna", "Berg"),
        ("Ben", "Krüger"),
        ("Clara", "Lang"),
        ("David", "Meier"),
        ("Emma", "Neumann"),
        ("Felix", "Otto"),
        ("Greta", "Peters"),
        ("Hans", "Richter"),
        ("Ida", "Schulz"),
        ("Jonas", "Ulrich"),
        ("Karla", "Vogel"),
        ("Leon", "Weber"),
    ];

    /// Each another one, and no two that stand together from rows that do.
    const ANY: [usize; 12] = [7, 4, 9, 0, 11, 2, 8, 1, 10, 5, 3, 6];

    /// What is told of a list of these people, where the values of a column are those of so many rows on.
    fn told(value: impl Fn(&str, &str) -> String, whose: impl Fn(usize) -> usize) -> Vec<(u64, u64, Sort)> {
        let rows: Vec<Row> = (0..PEOPLE.len())
            .map(|at| {
                let (first, last) = PEOPLE[at];
                let (of_first, of_last) = PEOPLE[whose(at) % PEOPLE.len()];
                Row {
                    line: at as u64 + 2,
                    words: words(&format!("{first} {last}")),
                    is_woman: None,
                    texts: vec![Text::of(&value(of_first, of_last))],
                }
            })
            .collect();
        slips(&rows, 0, 0).iter().map(|slip| (slip.lines.0, slip.lines.1, slip.sort)).collect()
    }

    fn address(first: &str, last: &str) -> String {
        format!("{}.{}@school.example", folded(first, false), folded(last, true))
    }

    #[test]
    fn values_of_the_next_row_are_found() {
        assert_eq!(told(address, |at| at), []);
        assert_eq!(told(address, |at| if at < 4 { at } else { at + 1 }), [(6, 12, Sort::By(1))]);
        assert_eq!(told(address, |at| at + 11), [(3, 13, Sort::By(-1))]);
        let text = |first: &str, _: &str| format!("{first} has worked well.");
        assert_eq!(told(text, |at| at), []);
        assert_eq!(told(text, |at| at + 1), [(2, 12, Sort::By(1))]);
    }

    #[test]
    fn salutations_of_the_next_row_are_found() {
        let told = |whose: &dyn Fn(usize) -> usize| {
            // As a coin would fall.
            let is_woman = |at: usize| {
                (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23).wrapping_mul(at + 7) >> 40 & 1 == 0
            };
            let row = |at: usize| Row {
                line: at as u64 + 2,
                words: Vec::new(),
                is_woman: Some(is_woman(at)),
                texts: vec![Text::of(if is_woman(whose(at)) { "Frau" } else { "Herr" })],
            };
            slips(&(0..90).map(row).collect::<Vec<_>>(), 0, 0)
        };
        assert_eq!(told(&|at| at), []);
        let all = told(&|at| if at < 30 { at } else { at + 1 });
        assert!(matches!(&all[..], [Slip { lines: (30..=36, 85..=91), sort: Sort::By(1), .. }]), "{all:?}");
        // Another one's, as a parent's.
        assert_eq!(told(&|at| at * 17 + 5), []);
    }

    #[test]
    fn a_column_that_was_sorted_is_found() {
        let all = told(address, |at| ANY[at]);
        assert!(matches!(all[..], [(2, 13, Sort::Any { others: 10..=12, rows: 12, .. })]), "{all:?}");
        // Two may have each other's, and texts may be about others.
        assert_eq!(told(address, |at| [1, 0].get(at).copied().unwrap_or(at)), []);
        let partner = |first: &str, last: &str| format!("{first} {last}");
        assert_eq!(told(partner, |at| at ^ 1), []);
        let text = |first: &str, last: &str| format!("written with {first} {last}");
        assert_eq!(told(text, |at| ANY[at]), []);
        assert_eq!(told(|_, _| "office@school.example".to_owned(), |at| at), []);
    }

    #[test]
    fn chinese_names_are_known_by_what_stands_behind_the_surname() {
        let has = |name: &str, value: &str| words(name).iter().filter(|word| Text::of(value).holds(word)).count();
        assert_eq!((has("崔佳怡", "佳怡同学性格开朗。"), has("崔佳怡", "崔佳怡同学")), (1, 2));
        assert_eq!((has("崔佳怡", "可馨同学上课专心。"), has("宋伟", "宋伟同学")), (0, 1));
        let only = |name: &str, value: &str| {
            Row { line: 2, words: words(name), is_woman: None, texts: Vec::new() }.words_in(&Text::of(value))
        };
        assert_eq!((only("Anna Berg", "Anna Berg"), only("Anna Berg", "Frau Berg"), only("崔佳怡", "佳怡")), (0, 1, 0));
        assert_eq!(only("崔佳怡", "佳怡同学性格开朗"), 1);
        assert_eq!((has("Anna Berg", "Bergstraße"), has("Anna Berg", "aberg7@x.org"), has("", "")), (0, 1, 0));
    }
}
