//! What nearly all files say of their own rows, besides whose they are: an amount, a course, a day. One that does not was made from
//! other data.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

mod sorts;

use self::sorts::Sorts;
use super::text::{Text, key};
use crate::findings::column::left_blank::is_nothing;
use crate::findings::han::is_han;
use crate::findings::headings::{half, is_identity, is_name};
use crate::findings::leftovers::is_error;
use crate::findings::{has_digit, shown};
use crate::input::{Header, Record};
use crate::merge::Uses;

/// Of fewer files with a value of a column nothing is said.
const FEWEST: u32 = 20;
/// So many may not have theirs, and of many so many of a hundred, and no more than the most.
const FEW: u32 = 2;
const OF_HUNDRED: u32 = 3;
const MOST: u32 = 5;
/// A column that so many files lack is compared no further: some of them may be others' files.
const GIVEN_UP: usize = 12;
/// What most rows have may stand in all files for another reason: so many must have something else, and say that.
const FEWEST_OTHERS: u32 = 5;
/// So many values are counted to know what most rows have.
const MOST_COUNTED: usize = 8;
/// In so many files it is looked for what another row has.
const MOST_CROSSED: u32 = 200;
/// Longer values are texts (characters).
const LONGEST: usize = 80;
/// So many files may be made of their rows, and have hardly anything of what the others say: more are of a sort of their own.
const MOST_BARE: usize = 2;
/// More of them are not quoted.
const MOST_QUOTED: usize = 3;

/// What a file lacks of its row: the headings, and the values.
pub(super) type Lacking = Vec<(Box<str>, Box<str>)>;

/// What a file says of its row.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The columns that have a value, and that.
    values: Vec<(u8, Box<str>)>,
    /// Which of them are in the file, a bit each.
    held: u64,
    /// What the row has in the columns of few values, also where that is nothing.
    sorts: Vec<(u8, Box<str>)>,
}

/// Collects what the files say of their rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    columns: Arc<[Heading]>,
    /// Of each file of a row: the columns that are compared no further, a bit each.
    given_up: Arc<[AtomicU64]>,
    /// Of each file of a row, and of each column.
    counts: Vec<Vec<Count>>,
    /// The columns that tell no sorts, a bit each.
    of_many: Arc<AtomicU64>,
    /// Of each file of a row.
    sorts: Vec<Sorts>,
}

#[derive(Debug, Clone)]
struct Heading {
    column: usize,
    name: Box<str>,
    sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Name,
    /// A number of its own, or half a name: whose a file is, is judged elsewhere.
    Identity,
    Other,
}

#[derive(Debug, Clone, Default)]
struct Count {
    valued: u32,
    misses: Vec<Miss>,
    /// How many files hold which value: of the first few that differ, and of all others.
    held: Vec<(Box<str>, u32)>,
    held_others: u32,
    /// How many of those that are held have a digit.
    with_digits: u32,
    /// The last value, and the last one that is not the same.
    last: Box<str>,
    before: Box<str>,
    /// In how many files it was looked for what another row has, and how many hold that.
    crossed: u32,
    crossed_held: u32,
}

#[derive(Debug, Clone)]
struct Miss {
    row: usize,
    value: Box<str>,
    /// What the file holds.
    held: u64,
}

/// What is said of a file that lacks this.
pub(super) fn told(file: &str, lacking: &Lacking) -> String {
    let quoted = |(heading, value): &(Box<str>, Box<str>)| format!("\"{}\" ({})", shown(heading), shown(value));
    let quoted: Vec<String> = lacking.iter().take(MOST_QUOTED).map(quoted).collect();
    format!(
        "attachment \"{}\": the text in it does not have the row's own {}, as nearly all others have theirs. Was it made from other data? \
         Make it anew, or correct the row.",
        shown(file),
        quoted.join(", ")
    )
}

impl Stated {
    /// For a list, and a letter that uses it so, of whose rows each has so many files at most.
    pub(super) fn new(header: &Header, uses: &Uses, files: usize) -> Self {
        let of = |(column, name): (usize, &String)| {
            let lower = name.to_lowercase();
            let sort = match is_identity(&lower) {
                false => Sort::Other,
                true if is_name(&lower) && half(&lower).is_none() => Sort::Name,
                true => Sort::Identity,
            };
            Heading { column, name: name.as_str().into(), sort }
        };
        let columns = header.names().iter().enumerate().filter(|(column, _)| !uses.attachment.contains(column));
        let columns: Arc<[Heading]> = columns.map(of).take(u64::BITS as usize).collect();
        Self {
            given_up: (0..files).map(|_| AtomicU64::new(0)).collect(),
            counts: vec![vec![Count::default(); columns.len()]; files],
            of_many: Arc::new(AtomicU64::new(0)),
            sorts: vec![Sorts::default(); files],
            columns,
        }
    }

    /// What the file in this place says of its row.
    pub(super) fn of(&self, record: &Record, slot: usize, text: &Text) -> Said {
        let mut said = Said::default();
        let given_up = self.given_up.get(slot).map_or(u64::MAX, |bits| bits.load(Ordering::Relaxed));
        if !record.more.is_empty() {
            return said;
        }
        let of_many = self.of_many.load(Ordering::Relaxed);
        let may_tell = (0_u8..).zip(&*self.columns).filter(|(by, _)| of_many >> by & 1 == 0);
        let value = |heading: &Heading| record.fields.get(heading.column).unwrap_or_default().trim().into();
        said.sorts = may_tell.map(|(by, heading)| (by, value(heading))).collect();
        for (by, heading) in (0_u8..).zip(&*self.columns).filter(|(by, _)| given_up >> by & 1 == 0) {
            let value = record.fields.get(heading.column).map(str::trim).filter(|value| is_telling(value));
            let Some(value) = value else { continue };
            let Some(is_held) = holds(text, value, heading.sort) else { continue };
            said.held |= u64::from(is_held) << by;
            said.values.push((by, value.into()));
        }
        said
    }

    /// Takes what the file of a row says.
    pub(super) fn add(&mut self, row: usize, slot: usize, said: Said, text: Option<&Text>) {
        let Some(counts) = self.counts.get_mut(slot) else { return };
        self.of_many.fetch_or(self.sorts[slot].add(row, &said), Ordering::Relaxed);
        for (by, value) in said.values {
            let Some(count) = counts.get_mut(usize::from(by)) else { continue };
            let is_held = said.held >> by & 1 == 1;
            count.cross(&value, text);
            count.valued += 1;
            if is_held {
                count.hold(&value);
            } else if count.misses.len() < GIVEN_UP {
                count.misses.push(Miss { row, value, held: said.held });
            } else {
                *count = Count::default();
                self.given_up[slot].fetch_or(1 << by, Ordering::Relaxed);
            }
        }
    }

    /// Whether nothing can come of it, after some files.
    pub(super) fn is_over(&self) -> bool {
        !self.counts.iter().flatten().any(|count| count.valued >= FEWEST / 2 && count.held.len() > 1)
    }

    /// The files that lack what nearly all others have, by row and place, but for those of which something else is said.
    pub(super) fn finish(mut self, is_told: impl Fn(usize, usize) -> bool) -> HashMap<(usize, usize), Lacking> {
        let mut found: HashMap<(usize, usize), Lacking> = HashMap::new();
        for (slot, counts) in self.counts.iter_mut().enumerate() {
            for count in &mut *counts {
                count.drop_misses(|miss| is_told(miss.row, slot));
            }
            let habits = (0..).zip(&*counts).filter(|(_, count)| count.is_habit());
            let habits = habits.fold(0_u64, |habits, (by, _): (u8, _)| habits | 1 << by);
            let of_row = |row: usize| {
                let lacks = move |(by, count): (u8, &'_ Count)| {
                    habits >> by & 1 == 1 && count.misses.iter().any(|miss| miss.row == row)
                };
                (0..).zip(&*counts).filter(|(by, count)| lacks((*by, count))).count()
            };
            let all = || (0_u8..).zip(&*counts).filter(|(by, _)| habits >> by & 1 == 1);
            let is_bare = |miss: &&Miss| of_row(miss.row) > (miss.held & habits).count_ones() as usize;
            let mut bare: Vec<usize> =
                all().flat_map(|(_, count)| count.misses.iter().filter(is_bare)).map(|miss| miss.row).collect();
            bare.sort_unstable();
            bare.dedup();
            // One that lacks most of it is of another sort, unless it is made of its row, and no column tells of two sorts.
            let sorts = &self.sorts[slot];
            let of_whom = |by: u8| self.columns[usize::from(by)].sort != Sort::Other || sorts.are_many(by);
            let is_of_its_row = |held: u64| (0..u64::BITS as u8).any(|by| held >> by & 1 == 1 && of_whom(by));
            let is_told = |miss: &Miss| {
                !is_bare(&miss)
                    || habits.count_ones() == 1
                    || bare.len() <= MOST_BARE
                        && is_of_its_row(miss.held & habits)
                        && !sorts.is_of_another_sort(miss.row, &bare)
            };
            for (by, count) in all() {
                let heading = &self.columns[usize::from(by)];
                if heading.sort == Sort::Identity {
                    continue;
                }
                for miss in &count.misses {
                    if is_told(miss) {
                        let lacking = found.entry((miss.row, slot)).or_default();
                        lacking.push((heading.name.clone(), miss.value.clone()));
                    }
                }
            }
        }
        found
    }
}

impl Count {
    /// Looks for what another row has: where that is in it too, it is in all of them.
    fn cross(&mut self, value: &str, text: Option<&Text>) {
        if *self.last != *value {
            self.before = std::mem::replace(&mut self.last, value.into());
        }
        let Some(text) = text.filter(|_| self.crossed < MOST_CROSSED && !self.before.is_empty()) else { return };
        self.crossed += 1;
        self.crossed_held += u32::from(holds(text, &self.before, Sort::Other) == Some(true));
    }

    fn hold(&mut self, value: &str) {
        self.with_digits += u32::from(has_digit(value));
        if let Some((_, count)) = self.held.iter_mut().find(|(known, _)| **known == *value) {
            *count += 1;
        } else if self.held.len() < MOST_COUNTED {
            self.held.push((value.into(), 1));
        } else {
            self.held_others += 1;
        }
    }

    /// Leaves out those of which something else is said: of the file, or of a value that is of another sort than the others, as `nan`
    /// among amounts.
    fn drop_misses(&mut self, is_told: impl Fn(&Miss) -> bool) {
        let held = self.held.iter().map(|(_, count)| count).sum::<u32>() + self.held_others;
        let is_usual = |value: &str| match has_digit(value) {
            true => self.with_digits * 10 > held,
            false => self.with_digits * 10 < held * 9,
        };
        let all = self.misses.len();
        self.misses.retain(|miss| is_usual(&miss.value) && !is_told(miss));
        self.valued -= u32::try_from(all - self.misses.len()).unwrap_or_default();
    }

    /// Whether nearly all files have it.
    fn is_habit(&self) -> bool {
        let misses = u32::try_from(self.misses.len()).unwrap_or(u32::MAX);
        let most = (self.valued.saturating_mul(OF_HUNDRED) / 100).clamp(FEW, MOST);
        let held: u32 = self.held.iter().map(|(_, count)| count).sum();
        let common = self.held.iter().map(|(_, count)| *count).max().unwrap_or_default();
        self.valued >= FEWEST
            && misses <= most
            && held - common + self.held_others >= FEWEST_OTHERS
            && self.crossed_held * 4 <= self.crossed
    }
}

/// Whether a value is something that a file may say.
fn is_telling(value: &str) -> bool {
    let signs = value.chars().filter(|c| c.is_alphanumeric()).take(2).count();
    let is_spoilt = || value.contains("{{") || value.contains("E+") || is_error(value) || is_nothing(value);
    signs == 2 && value.chars().nth(LONGEST).is_none() && !value.contains('@') && !is_spoilt()
}

/// Whether a text holds a value, where that can be said.
fn holds(text: &Text, value: &str, sort: Sort) -> Option<bool> {
    if let Some((whole, decimals)) = amount(value) {
        return Some(text.holds_amount(&whole, &decimals));
    }
    // Some programs spell what is not ASCII in their own way, or leave it out.
    let is_mixed = |word: &&str| {
        word.contains(|c: char| c.is_ascii_alphabetic())
            && word.contains(|c: char| c.is_alphabetic() && !c.is_ascii() && !is_han(c))
    };
    let words: Vec<&str> = value.split_whitespace().collect();
    if words.iter().any(is_mixed) {
        let rest = words.iter().filter(|word| !is_mixed(word)).map(|word| key(word));
        let mut rest = rest.filter(|word| word.chars().nth(2).is_some()).peekable();
        rest.peek()?;
        return Some(rest.all(|word| text.holds(&word)));
    }
    // `J. Berg` is Jana Berg.
    let has_part = || words.iter().any(|word| word.chars().nth(2).is_some() && text.holds(&key(word)));
    let is_other_name = |sort: Sort| sort == Sort::Name && !value.contains(is_han);
    Some(
        text.holds(&key(value))
            || is_other_name(sort) && has_part()
            || has_digit(value)
                && [true, false].into_iter().any(|is_padded| text.holds(&key(&padded(value, is_padded)))),
    )
}

/// With two digits for each number of one, or without the zero: `05.03.` and `5.3.`.
fn padded(value: &str, is_padded: bool) -> String {
    let mut text = String::with_capacity(value.len() + 4);
    let mut rest = value;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(at);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (number, behind) = digits.split_at(end);
        text.push_str(before);
        if number.len() == 1 && is_padded {
            text.push('0');
        }
        let is_bare = number.len() == 2 && !is_padded && number.starts_with('0');
        text.push_str(if is_bare { &number[1..] } else { number });
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// An amount, or another number: the digits before the decimal mark, and those behind without zeros at the end. `1.234,50 €`.
fn amount(value: &str) -> Option<(String, String)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let (start, end) = (value.find(is_digit)?, value.rfind(is_digit)? + 1);
    // A currency stands apart, or is a sign.
    let is_apart = |rest: &str, is_beside: bool| !rest.contains(char::is_alphabetic) || is_beside;
    let (before, behind) = (&value[..start], &value[end..]);
    if !is_apart(before, before.ends_with(char::is_whitespace))
        || !is_apart(behind, behind.starts_with(char::is_whitespace))
        || before.chars().chain(behind.chars()).filter(|c| c.is_alphabetic()).count() > 3
    {
        return None;
    }
    let core = &value[start..end];
    let is_mark = |c: char| matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace();
    let groups: Vec<&str> = core.split(is_mark).collect();
    let marks: Vec<char> = core.chars().filter(|c| is_mark(*c)).collect();
    let (last, others) = groups.split_last()?;
    let is_plain = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|octet| octet.is_ascii_digit()));
    let is_grouped = others.len() < 2 || others[0].len() <= 3 && others[1..].iter().all(|group| group.len() == 3);
    if !is_plain || !is_grouped || groups[0].len() > 1 && groups[0].starts_with('0') {
        return None;
    }
    let mark = marks.last().copied();
    let differs = marks.len() > 1 && marks[marks.len() - 2] != marks[marks.len() - 1];
    let is_whole = mark.is_none() || last.len() == 3 && groups[0] != "0" && others[0].len() <= 3 && !differs;
    if is_whole {
        return Some((groups.concat(), String::new()));
    }
    let is_decimal = last.len() <= 4 && mark.is_some_and(|mark| matches!(mark, '.' | ','));
    is_decimal.then(|| (others.concat(), last.trim_end_matches('0').to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::Fields;

    /// What is lacking in these files, each made of its row.
    fn found(
        headings: &[&str],
        rows: &[Vec<String>],
        letter: impl Fn(usize, &[String]) -> String,
    ) -> Vec<(usize, Vec<String>)> {
        let header = Arc::new(Header::new(headings.iter().map(|name| (*name).to_owned()).collect()));
        let mut all = Stated::new(&header, &Uses::default(), 1);
        for (n, values) in rows.iter().enumerate() {
            let fields: Fields = values.iter().cloned().collect();
            let number = n as u64 + 1;
            let record = Record { number, line: number, header: Arc::clone(&header), fields, more: Vec::new() };
            let text = Text::of(&letter(n, values));
            let said = all.of(&record, 0, &text);
            all.add(n, 0, said, Some(&text));
        }
        let found = all.finish(|_, _| false).into_iter();
        let headings = |lacking: Lacking| lacking.into_iter().map(|(heading, _)| heading.into()).collect();
        let mut found: Vec<(usize, Vec<String>)> = found.map(|((row, _), lacking)| (row, headings(lacking))).collect();
        found.sort();
        found
    }

    /// `1.178,00`.
    fn euros(n: usize) -> String {
        let cents = [0, 50, 25][n % 3];
        if n < 1_000 { format!("{n},{cents:02}") } else { format!("{}.{:03},{cents:02}", n / 1_000, n % 1_000) }
    }

    const HEADINGS: [&str; 4] = ["Name", "Betrag", "Art", "Frist"];

    fn bills(count: usize) -> Vec<Vec<String>> {
        let of = |n: usize| {
            let art = ["Nachzahlung", "Erstattung"][n * 7 % 5 % 2];
            let name = format!("Anna {}mann", ["Berg", "Holz", "Wald", "Feld"][n % 4].repeat(n / 4 % 3 + 1));
            vec![name, euros(170 + n * 97), art.to_owned(), format!("{}.{}.2027", n % 28 + 1, n % 12 + 1)]
        };
        (0..count).map(of).collect()
    }

    fn bill(row: &[String]) -> String {
        format!("Bescheid für {}: {} von {} Euro, bis {}, 2026", row[0], row[2], row[1], padded(&row[3], true))
    }

    #[test]
    fn what_a_file_does_not_say_of_its_row_is_found() {
        let rows = bills(60);
        let with = |n: usize, column: usize, value: &str| {
            let mut row = rows[n].clone();
            row[column] = value.to_owned();
            bill(&row)
        };
        for (column, value) in [(1, "6.162,00"), (1, "61"), (2, "Gutschrift"), (3, "12.12.2028"), (0, "«Name»")] {
            let found = found(&HEADINGS, &rows, |n, row| if n == 30 { with(n, column, value) } else { bill(row) });
            assert_eq!(found, [(30, vec![HEADINGS[column].to_owned()])], "{value}");
        }
        let art = |n: usize| ["Nachzahlung", "Erstattung"][usize::from(rows[n][2] == "Nachzahlung")];
        let found = found(&HEADINGS, &rows, |n, row| if n % 45 == 7 { with(n, 2, art(n)) } else { bill(row) });
        assert_eq!(found, [(7, vec!["Art".to_owned()]), (52, vec!["Art".to_owned()])]);
        let what = told("x.pdf", &vec![("Betrag".into(), "1.178,00".into())]);
        assert!(
            what.starts_with(
                "attachment \"x.pdf\": the text in it does not have the row's own \"Betrag\" (1.178,00), as"
            )
        );
    }

    #[test]
    fn a_file_of_another_sort_than_its_row_is_found() {
        let mut rows = bills(60);
        rows.iter_mut().enumerate().for_each(|(n, row)| row.push(["neu", "alt"][usize::from(n < 30)].to_owned()));
        let headings = ["Name", "Betrag", "Art", "Frist", "Vertrag"];
        let refusal = |row: &[String]| format!("Absage für {}: Wir bedauern, 2026", row[0]);
        let of = |rows: &[Vec<String>], odd: &[usize]| {
            found(&headings, rows, |n, row| if odd.contains(&n) { refusal(row) } else { bill(row) })
        };
        let all = || ["Betrag", "Art", "Frist"].map(str::to_owned).to_vec();
        assert_eq!(of(&rows, &[30]), [(30, all())]);
        assert_eq!(of(&rows, &[30, 41]), [(30, all()), (41, all())]);
        // One column tells of whom such a letter is.
        rows[30][4] = "gekündigt".to_owned();
        assert!(of(&rows, &[30]).is_empty());
        rows[41][4] = "gekündigt".to_owned();
        assert_eq!((of(&rows, &[30, 41]), of(&rows, &[30])), (vec![], vec![(30, all())]));
    }

    #[test]
    fn chinese_files_are_compared() {
        let names: Vec<char> = ('甲'..).filter(|c| is_han(*c)).take(40).collect();
        let race = |n: usize| ["全程马拉松", "半程马拉松", "健康跑"][n % 3].to_owned();
        let rows: Vec<Vec<String>> = (0..40).map(|n| vec![format!("李{}明", names[n]), race(n)]).collect();
        let letter = |name: &str, race: &str| format!("尊敬的{name}：您报名的项目是{race}，请于周六领取参赛包。");
        let of = |n: usize, row: &[String]| match n {
            8 => letter("«姓名»", &row[1]),
            20 => letter(&row[0], &race(n + 1)),
            _ => letter(&row[0], &row[1]),
        };
        let expected = [(8, vec!["姓名".to_owned()]), (20, vec!["项目".to_owned()])];
        assert_eq!(found(&["姓名", "项目"], &rows, of), expected);
    }

    #[test]
    fn sound_files_are_left_alone() {
        let rows = bills(60);
        let silent = |rows: &[Vec<String>], letter: &dyn Fn(usize, &[String]) -> String| {
            let found = found(&HEADINGS, rows, letter);
            assert!(found.is_empty(), "{found:?}");
        };
        silent(&rows, &|_, row| bill(row));
        // Amounts in another way, names with initials, days without zeros.
        for written in ["1178.5", "1,178.50", "1 178,50", "1'178.500"] {
            let other = |value: &str| {
                let (whole, decimals) = amount(value).unwrap();
                let split = whole.len().saturating_sub(3);
                let (thousands, rest) = whole.split_at(split);
                let mark = written.chars().nth(1).filter(|c| !c.is_ascii_digit() && !thousands.is_empty());
                let decimals = if decimals.is_empty() { String::new() } else { format!(".{decimals}") };
                format!("{thousands}{}{rest}{decimals}", mark.map_or(String::new(), String::from))
            };
            silent(&rows, &|_, row| bill(row).replace(&row[1], &other(&row[1])));
        }
        silent(&rows, &|n, row| if n == 9 { bill(row).replace("Anna", "A.") } else { bill(row) });
        silent(&rows, &|n, row| if n == 9 { bill(row).replace(&padded(&row[3], true), &row[3]) } else { bill(row) });
        // Now and then only; in one of another sort nothing; in all of them both.
        silent(&rows, &|n, row| if n % 9 == 4 { bill(row).replace(&row[1], "den Betrag") } else { bill(row) });
        silent(&rows, &|n, row| if n == 9 { "Ein Merkblatt für alle".to_owned() } else { bill(row) });
        silent(&rows, &|_, _| "Nachzahlung oder Erstattung".to_owned());
        // What nearly all have stands there for all.
        let mut alike = rows.clone();
        (0..60).for_each(|n| alike[n][2] = if n % 40 == 7 { "Gutschrift" } else { "Nachzahlung" }.to_owned());
        silent(&alike, &|_, row| bill(row).replace("Gutschrift", "Nachzahlung"));
        // Nothing, what is no value, and few rows.
        let mut blank = rows.clone();
        for (n, value) in [(3, "0,00"), (4, "#REF!"), (5, "{{ Betrag }}"), (6, ""), (7, "7,8E+10"), (8, "nan")] {
            blank[n][1] = value.to_owned();
        }
        silent(&blank, &|n, _| bill(&rows[n]));
        silent(&rows[..19], &|n, row| if n == 9 { bill(row).replace(&row[1], "9,00") } else { bill(row) });
    }

    #[test]
    fn amounts_are_compared_by_their_digits() {
        let of = |value| amount(value).map(|(whole, decimals)| format!("{whole}.{decimals}"));
        for (value, expected) in [
            ("1.234,50 €", "1234.5"),
            ("1234.5", "1234.5"),
            ("EUR 1,234.50", "1234.5"),
            ("-1.178,00", "1178."),
            ("1 178", "1178."),
            ("0.125", "0.125"),
            ("2,5", "2.5"),
        ] {
            assert_eq!(of(value).as_deref(), Some(expected), "{value}");
        }
        for value in ["05.03.2027", "07:30", "H20045", "0151 234", "12. Mai 2027", "2027-03-05", "", "€"] {
            assert_eq!(of(value), None, "{value}");
        }
        let text = Text::of("2017 EUR 1.234,50, 17 Blatt, 3000 und 12,00");
        let is_held = |value| holds(&text, value, Sort::Other) == Some(true);
        for value in ["1234.5", "1,234.50", "17", "12", "3.000,00", "12.0"] {
            assert!(is_held(value), "{value}");
        }
        for value in ["20", "201", "234.05", "300", "1234.55", "12345", "30"] {
            assert!(!is_held(value), "{value}");
        }
    }

    #[test]
    fn what_cannot_be_is_compared_no_further() {
        let header = Arc::new(Header::new(vec!["Betrag".to_owned()]));
        let mut all = Stated::new(&header, &Uses::default(), 1);
        let text = Text::of("Ein Merkblatt für alle");
        for number in 1..100 {
            let fields: Fields = [format!("{number}5,00")].into_iter().collect();
            let record = Record { number, line: number, header: Arc::clone(&header), fields, more: Vec::new() };
            let said = all.of(&record, 0, &text);
            assert_eq!(said.values.is_empty(), number > 13, "{number}");
            all.add(0, 0, said, None);
        }
        assert!(all.is_over() && all.finish(|_, _| false).is_empty());
    }

    proptest! {
        #[test]
        fn any_value_can_be_looked_for(value in "([0-9.,' €]|\\PC){0,12}", text in "\\PC{0,30}") {
            let _ = is_telling(&value);
            let held = holds(&Text::of(&format!("{text} {value} ")), &value, Sort::Other);
            prop_assert!(held != Some(false) || key(&value).is_empty(), "{value}");
        }
    }
}
