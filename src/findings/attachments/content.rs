//! What is written in personal files: where nearly all hold the number, the address or the name of their own rows, one that holds
//! those of another row was mixed up with it when the files were made, whatever it is called.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Row;
use super::identity::{Identifier, identifiers};
use super::stated::{self, Lacking, Said, Stated};
use super::text::{Text, key};
use super::written::text_of;
use crate::findings::han::is_han;
use crate::findings::shown;
use crate::input::{Fields, Header, Record};
use crate::merge::Uses;
use crate::message::FilePart;

/// Of so many files that can be read nothing may be said.
const FEWEST: u32 = 10;
/// Of so many, two may be others'.
const FEWEST_FOR_TWO: u32 = 12;
/// The texts of the first files are kept, to be compared with those that are odd.
const SAMPLE: usize = 32;
/// After so many files it is known whether they hold what their rows say, and by which columns.
const JUDGED_AFTER: usize = 64;
/// After so many rows too, where few have files that can be read.
const MOST_UNJUDGED: usize = 2_000;
/// What all texts that are kept may take, in octets.
const MOST_KEPT: usize = 16 << 20;
/// Files of one row.
const MOST_FILES: usize = 4;
/// A file with more people of the list in it is a list of them.
const MOST_OTHERS: usize = 3;
/// More files that have nothing of their rows are meant so.
const MOST_NOBODYS: usize = 2;
/// Shorter numbers, and shorter names, may be anything.
const SHORTEST_NUMBER: usize = 5;
const SHORTEST_NAME: usize = 7;

/// Files that hold what another row says stand so many rows from it, nearly all, where they have slipped.
const FEWEST_SLIPPED: usize = 5;

/// What is found of the files, by row and file, in the order in which they were [added](Contents::add).
pub(super) type Found = HashMap<(usize, usize), Whose>;

/// Whose a file is by what is written in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// Another row's.
    Other(Other),
    /// Nobody's of the list: what its row says of itself is not in it.
    Nobody(Vec<Box<str>>),
    /// One of many that are those of the row before it, or behind.
    Slipped(Arc<Slip>),
    /// Its own row's, but for something that the row says.
    Lacking(Lacking),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    row: usize,
    /// What it has of that, and what of its own it has not, as they stand in the list.
    said: Box<str>,
    own: Box<str>,
}

/// Files that are those of other rows, nearly all so many rows away.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slip {
    by: isize,
    count: usize,
    all: usize,
    /// The first of them: its row, and what it has of another.
    first: (usize, Other),
}

impl Whose {
    /// What is said of it, among these rows.
    pub(super) fn told(&self, file: &str, slot: usize, rows: &[Row]) -> String {
        match self {
            Self::Lacking(lacking) => stated::told(file, lacking),
            Self::Other(Other { row, said, own }) => format!(
                "attachment \"{}\": the text in it has \"{}\" ({}), and not the row's own \"{}\": it is somebody else's, whatever it is \
                 called. Make it anew.",
                shown(file),
                shown(said),
                rows[*row].told(),
                shown(own)
            ),
            Self::Nobody(own) => {
                let own: Vec<String> = own.iter().map(|own| format!("\"{}\"", shown(own))).collect();
                format!(
                    "attachment \"{}\": the text in it has neither {}, as nearly all others have what their rows say. Is it the right one?",
                    shown(file),
                    own.join(" nor ")
                )
            }
            Self::Slipped(slip) => {
                let (row, Other { row: other, said, .. }) = &slip.first;
                let way = if slip.by < 0 { "above" } else { "below" };
                let distance = match slip.by.unsigned_abs() {
                    1 => String::new(),
                    distance => format!("{distance} "),
                };
                let file = rows[*row].files.get(slot).map_or(file, |(name, _)| name);
                format!(
                    "by the text in them, {} of {} files that were looked at belong to the row {distance}{way} theirs: \"{}\" of line {} has \
                     \"{}\" of line {}. Make them anew, or name them right.",
                    slip.count,
                    slip.all,
                    shown(file),
                    rows[*row].place(),
                    shown(said),
                    rows[*other].place()
                )
            }
        }
    }
}

/// Columns that may say in a file whose it is.
#[derive(Debug, Clone)]
struct Mark {
    identifier: Identifier,
    /// Whether its heading says so; else its values do.
    is_named: bool,
}

/// Collects what is written in the files of all rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    marks: Arc<[Mark]>,
    /// Of each file of a row, and of each mark: how many have one, and how many hold it.
    counts: Vec<Vec<(u32, u32)>>,
    rows: Vec<Entry>,
    /// What else they say of their rows.
    stated: Stated,
    /// Rows with files that could be read.
    read: usize,
    kept: usize,
    /// Whether nothing can come of it: no file has to be read any more.
    is_over: Arc<AtomicBool>,
}

/// What is compared of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// By which mark, and what it says.
    values: Vec<(u8, Box<str>)>,
    files: Vec<Option<File>>,
}

/// What has been read of a file.
#[derive(Debug, Clone)]
struct File {
    /// Which marks of its row it holds, a bit each.
    held: u64,
    /// None, where it holds what it should.
    text: Option<Text>,
    /// What else it says of its row, until that is counted.
    said: Said,
}

impl File {
    fn new(text: Text, values: &[(u8, Box<str>)]) -> Self {
        let held = values.iter().filter(|(_, value)| holds(&text, value)).fold(0, |held, (by, _)| held | 1 << by);
        Self { held, text: Some(text), said: Said::default() }
    }

    fn has(&self, by: u8) -> bool {
        self.held >> by & 1 == 1
    }
}

impl Mark {
    /// What it says of a row, if that is its own in a text too.
    fn value(&self, fields: &Fields) -> Option<Box<str>> {
        let columns = || self.identifier.columns.iter().filter_map(|column| fields.get(*column)).map(str::trim);
        if self.is_named {
            self.identifier.words(fields)?;
            let values: Vec<&str> = columns().filter(|value| !value.is_empty() && !value.contains('@')).collect();
            return Some(values.join(" ").into());
        }
        columns().next().filter(|value| is_code(value)).map(Into::into)
    }
}

/// An address, or a number that is no day and no amount: `L-2027-041`, `20261101`.
fn is_code(value: &str) -> bool {
    const LONGEST: usize = 64;
    if value.len() > LONGEST || value.contains(char::is_whitespace) {
        return false;
    }
    if value.contains('@') {
        return !value.starts_with('@') && !value.ends_with('@');
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '_');
    let is_plain = digits == value.len() && digits > SHORTEST_NUMBER;
    value.chars().all(is_sign) && digits >= 3 && (is_plain || letters > 0 && digits + letters >= SHORTEST_NUMBER)
}

/// Whether a value, as it is compared, can be nobody else's by chance.
fn is_sure(value: &str, key: &str) -> bool {
    if key.bytes().any(|octet| octet.is_ascii_digit()) || value.contains('@') {
        return key.len() >= SHORTEST_NUMBER;
    }
    let is_chinese = key.chars().all(is_han);
    is_chinese && key.chars().nth(1).is_some()
        || !is_chinese && value.contains(char::is_whitespace) && key.chars().nth(SHORTEST_NAME - 1).is_some()
}

/// Whether a text holds a value: a name also where its words stand apart from each other.
fn holds(text: &Text, value: &str) -> bool {
    text.holds(&key(value)) || {
        let words: Vec<String> =
            value.split_whitespace().map(key).filter(|word| word.chars().nth(2).is_some()).collect();
        words.len() > 1
            && !value.contains(|c: char| c.is_ascii_digit())
            && words.iter().all(|word| text.has_words(word))
    }
}

impl Contents {
    /// For a list, and a letter that uses it so.
    pub(super) fn new(header: &Header, uses: &Uses) -> Self {
        let mut marks: Vec<Mark> = identifiers(header, uses)
            .into_iter()
            .filter(|identifier| !identifier.is_part)
            .map(|identifier| Mark { identifier, is_named: true })
            .collect();
        let is_known = |column: &usize| marks.iter().any(|mark| mark.identifier.columns == [*column]);
        let others: Vec<usize> =
            (0..header.names().len()).filter(|column| !is_known(column) && !uses.attachment.contains(column)).collect();
        marks.extend(
            others.into_iter().map(|column| Mark { identifier: Identifier::new(vec![column]), is_named: false }),
        );
        marks.truncate(u64::BITS as usize);
        Self {
            counts: vec![vec![(0, 0); marks.len()]; MOST_FILES],
            is_over: Arc::new(AtomicBool::new(!uses.has_own_files)),
            marks: marks.into(),
            stated: Stated::new(header, uses, MOST_FILES),
            ..Self::default()
        }
    }

    /// Reads the files of a row.
    pub(super) fn of<'f>(&self, record: &Record, files: impl Iterator<Item = &'f FilePart>) -> Entry {
        if self.is_over.load(Ordering::Relaxed) {
            return Entry::default();
        }
        let mut values = Vec::new();
        for fields in record.rows() {
            for (by, mark) in (0..).zip(&*self.marks) {
                let value = mark.value(fields).map(|value| (by, value));
                values.extend(value.filter(|value| !values.contains(value)));
            }
        }
        let read = |(slot, file): (usize, &FilePart)| {
            let text = text_of(file)?;
            let said = self.stated.of(record, slot, &text);
            Some(File { said, ..File::new(text, &values) })
        };
        let files = files.take(MOST_FILES).enumerate().map(read).collect();
        Entry { values, files }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, mut row: Entry) {
        if self.is_over.load(Ordering::Relaxed) {
            return;
        }
        self.read += usize::from(row.files.iter().any(Option::is_some));
        for (slot, file) in row.files.iter_mut().enumerate() {
            let Some(file) = file else { continue };
            self.stated.add(self.rows.len(), slot, std::mem::take(&mut file.said), file.text.as_ref());
            let mut valued = 0_u64;
            for (by, _) in &row.values {
                valued |= 1 << by;
            }
            for (by, (all, held)) in self.counts[slot].iter_mut().enumerate() {
                *all += u32::from(valued >> by & 1 == 1);
                *held += u32::from(file.held >> by & 1 == 1);
            }
            let is_odd = |by: usize| self.is_habit(slot, by) && (valued & !file.held) >> by & 1 == 1;
            let is_kept = self.read <= SAMPLE || (0..self.marks.len()).any(is_odd);
            let size = file.text.as_ref().map_or(0, Text::size);
            if !is_kept || self.kept + size > MOST_KEPT {
                file.text = None;
            } else {
                self.kept += size;
            }
        }
        let is_judged = self.read >= JUDGED_AFTER || self.rows.len() >= MOST_UNJUDGED;
        if is_judged {
            // What says nothing takes no more memory.
            let is_habit = |by: u8| (0..MOST_FILES).any(|slot| self.is_habit(slot, usize::from(by)));
            row.values.retain(|(by, _)| is_habit(*by));
            if !(0..).zip(&*self.marks).any(|(by, _)| is_habit(by)) && self.stated.is_over() {
                self.is_over.store(true, Ordering::Relaxed);
                return;
            }
        }
        self.rows.push(row);
    }

    /// Whether nearly all files in this place hold what the mark says of their rows.
    fn is_habit(&self, slot: usize, by: usize) -> bool {
        self.counts[slot].get(by).is_some_and(|(all, held)| {
            // Where two were exchanged, there are two.
            let most = if *all < FEWEST_FOR_TWO { 1 } else { (all / 10).max(2) };
            *all >= FEWEST && all - held <= most
        })
    }

    /// The files that are another row's.
    pub(super) fn finish(mut self) -> Found {
        let stated = std::mem::take(&mut self.stated);
        let found = |slot: usize| self.found(slot).into_iter().map(move |(row, whose)| ((row, slot), whose));
        let mut found: Found = (0..MOST_FILES).flat_map(found).collect();
        let lacking = stated.finish(|row, slot| found.contains_key(&(row, slot)));
        found.extend(lacking.into_iter().map(|(file, lacking)| (file, Whose::Lacking(lacking))));
        found
    }

    fn found(&self, slot: usize) -> Vec<(usize, Whose)> {
        let habits: Vec<u8> =
            (0..).zip(&*self.marks).map(|(by, _)| by).filter(|by| self.is_habit(slot, usize::from(*by))).collect();
        if habits.is_empty() {
            return (0..).zip(&*self.marks).find_map(|(by, _)| self.slipped(slot, by)).unwrap_or_default();
        }
        let owners = Owners::of(&self.rows, &habits);
        let (mut odd, mut own) = (Vec::new(), Vec::new());
        let mut of_many: HashSet<String> = HashSet::new();
        for (index, row) in self.rows.iter().enumerate() {
            let Some(Some(file)) = row.files.get(slot) else { continue };
            let Some(text) = &file.text else { continue };
            if owners.telling.iter().any(|by| file.has(*by)) && !self.is_without_number(row, file, &owners) {
                // Who is in a file that is its own row's too says nothing of whose it is.
                of_many.extend(owners.others(index, text).map(|(key, ..)| key.to_owned()));
                own.push(text);
            } else {
                odd.push((index, row, file, text));
            }
        }
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for (index, row, file, text) in odd {
            match self.other(index, row, file, text, &owners, &of_many) {
                Some(other) => found.push((index, Whose::Other(other))),
                None => rest.push((index, row, file, text)),
            }
        }
        // What is written as all others are, and has nothing of its row.
        let usual = usual_words(&own);
        let nobody = rest.into_iter().filter(|(.., text)| is_alike(text, &usual));
        let nobody: Vec<(usize, Whose)> =
            nobody.filter_map(|(index, row, file, text)| Some((index, nobodys(row, file, text, &owners)?))).collect();
        if nobody.len() <= MOST_NOBODYS {
            found.extend(nobody);
        }
        found
    }

    /// The files that hold what the row before theirs says by a mark, or one behind: nearly all that are not their own row's.
    fn slipped(&self, slot: usize, by: u8) -> Option<Vec<(usize, Whose)>> {
        let owners = Owners::of(&self.rows, &[by]);
        let (mut all, mut own, mut others) = (0, 0, Vec::new());
        for (index, row) in self.rows.iter().enumerate() {
            let value = row.values.iter().find(|(known, _)| *known == by).map(|(_, value)| value);
            let file = row.files.get(slot).and_then(Option::as_ref);
            let (Some(value), Some(file)) = (value, file) else { continue };
            let Some(text) = &file.text else { continue };
            all += 1;
            own += usize::from(file.has(by));
            if let Some((.., other)) = owners.others(index, text).next().filter(|_| !file.has(by)) {
                let said = self.rows[other].values.iter().find(|(known, _)| *known == by).map(|(_, said)| said.clone());
                others.push((index, Other { row: other, said: said?, own: value.clone() }));
            }
        }
        let is_enough =
            all >= FEWEST as usize && others.len() >= FEWEST_SLIPPED && (own + others.len()) * 10 >= all * 9;
        if !is_enough {
            return None;
        }
        let distance = |(index, other): &(usize, Other)| other.row.cast_signed() - index.cast_signed();
        let mut counts: HashMap<isize, usize> = HashMap::new();
        others.iter().for_each(|other| *counts.entry(distance(other)).or_default() += 1);
        let (by, count) = counts.into_iter().max_by_key(|(by, count)| (*count, *by))?;
        let slipped: Vec<(usize, Other)> = others.into_iter().filter(|other| distance(other) == by).collect();
        let are_most = count >= FEWEST_SLIPPED && count * 10 >= (all - own) * 8;
        let slip = Arc::new(Slip { by, count, all, first: slipped.first().filter(|_| are_most)?.clone() });
        Some(slipped.into_iter().map(|(index, _)| (index, Whose::Slipped(Arc::clone(&slip)))).collect())
    }

    /// Whether a file lacks a number of its row that its heading says is one's own.
    fn is_without_number(&self, row: &Entry, file: &File, owners: &Owners) -> bool {
        row.values.iter().any(|(by, value)| self.is_missing_number(*by, value, file, owners))
    }

    fn is_missing_number(&self, by: u8, value: &str, file: &File, owners: &Owners) -> bool {
        owners.telling.contains(&by)
            && !file.has(by)
            && self.marks[usize::from(by)].is_named
            && value.bytes().any(|octet| octet.is_ascii_digit())
    }

    /// Whose a file is that lacks what it should hold.
    fn other(
        &self,
        index: usize,
        row: &Entry,
        file: &File,
        text: &Text,
        owners: &Owners,
        of_many: &HashSet<String>,
    ) -> Option<Other> {
        let lacks_all = !owners.telling.iter().any(|by| file.has(*by));
        let own = |by: u8| row.values.iter().find(|(own, _)| *own == by).map(|(_, value)| &**value);
        let is_of_number = |by: u8| own(by).is_some_and(|value| self.is_missing_number(by, value, file, owners));
        let found = owners
            .others(index, text)
            .filter(|(key, by, _)| !of_many.contains(*key) && own(*by).is_some() && (lacks_all || is_of_number(*by)));
        // By row: what it has of that.
        let mut others: Vec<(usize, Vec<u8>)> = Vec::new();
        for (_, by, other) in found {
            match others.iter_mut().find(|(row, _)| *row == other) {
                Some((_, known)) if known.contains(&by) => {}
                Some((_, known)) => known.push(by),
                None => others.push((other, vec![by])),
            }
        }
        if others.len() > MOST_OTHERS {
            return None;
        }
        let (other, known) = others.into_iter().rev().max_by_key(|(_, known)| known.len())?;
        let said = |by: u8| {
            let of_other = &self.rows[other].values;
            let value = of_other.iter().find(|(known, _)| *known == by).map(|(_, value)| &**value)?;
            Some((by, value))
        };
        let said: Vec<(u8, &str)> = known.into_iter().filter_map(said).collect();
        let is_number = |(_, value): &&(u8, &str)| value.bytes().any(|octet| octet.is_ascii_digit());
        let (by, said) = *said.iter().find(is_number).or_else(|| said.first())?;
        // A part of the own name that the other has not: the name may be written in another way.
        let is_own_word = |word: &String| word.chars().nth(2).is_some() && text.has_words(word);
        let is_name = !said.bytes().any(|octet| octet.is_ascii_digit()) && !said.contains('@');
        let other_key = key(said);
        if is_name && own(by)?.split_whitespace().map(key).any(|word| is_own_word(&word) && !other_key.contains(&word))
        {
            return None;
        }
        Some(Other { row: other, said: said.into(), own: own(by)?.into() })
    }
}

/// The words that nearly all of these texts have.
fn usual_words<'t>(texts: &[&'t Text]) -> Vec<&'t str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        let words: HashSet<&str> = text.words().filter(|word| word.chars().nth(3).is_some()).collect();
        words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    }
    let usual = counts.into_iter().filter(|(_, count)| count * 10 >= texts.len() * 9);
    usual.map(|(word, _)| word).collect()
}

fn is_alike(text: &Text, usual: &[&str]) -> bool {
    const FEWEST: usize = 4;
    usual.len() >= FEWEST && usual.iter().filter(|word| text.has_words(word)).count() * 10 >= usual.len() * 8
}

/// A file that has neither the name of its row, nor a part of it, nor a number or an address.
fn nobodys(row: &Entry, file: &File, text: &Text, owners: &Owners) -> Option<Whose> {
    let is_telling = |(by, _): &&(u8, Box<str>)| owners.telling.contains(by);
    let lacks_all = !owners.telling.iter().any(|by| file.has(*by));
    let mut own = row.values.iter().filter(is_telling).map(|(_, value)| value);
    let is_name = |value: &str| !value.contains(|c: char| c == '@' || c.is_ascii_digit());
    let has_part = |name: &str| {
        let mut words = name.split_whitespace().map(key).filter(|word| word.chars().nth(2).is_some());
        words.any(|word| text.has_words(&word))
    };
    let name = own.clone().find(|value| is_name(value)).filter(|name| !has_part(name));
    let number = own.find(|value| !is_name(value)).filter(|_| lacks_all);
    Some(Whose::Nobody(vec![number?.clone(), name?.clone()]))
}

/// Who has which value alone.
struct Owners {
    /// The marks that tell rows apart.
    telling: Vec<u8>,
    /// By what is compared: the mark, and the row; none, where several have it.
    rows: HashMap<String, (u8, Option<usize>)>,
}

impl Owners {
    fn of(all: &[Entry], habits: &[u8]) -> Self {
        let mut rows: HashMap<String, (u8, Option<usize>)> = HashMap::new();
        for (index, row) in all.iter().enumerate() {
            for (by, value) in row.values.iter().filter(|(by, _)| habits.contains(by)) {
                let known = rows.entry(key(value)).or_insert((*by, Some(index)));
                if known.1 != Some(index) {
                    known.1 = None;
                }
            }
        }
        let is_telling = |by: &u8| {
            let values = || all.iter().flat_map(|row| &row.values).filter(|(own, _)| own == by);
            let alone =
                values().filter(|(_, value)| rows.get(&key(value)).is_some_and(|(_, row)| row.is_some())).count();
            alone * 10 >= values().count() * 8
        };
        let telling: Vec<u8> = habits.iter().copied().filter(is_telling).collect();
        for row in all {
            for (by, value) in &row.values {
                let key = key(value);
                if !telling.contains(by) || !is_sure(value, &key) {
                    rows.remove(&key);
                }
            }
        }
        Self { telling, rows }
    }

    /// Who else is in a text: by what, and the row.
    fn others<'t>(&self, own: usize, text: &'t Text) -> impl Iterator<Item = (&'t str, u8, usize)> {
        let known = text.candidates().filter_map(|key| {
            let (by, row) = self.rows.get(key)?;
            Some((key, *by, (*row)?))
        });
        known.filter(move |(.., row)| *row != own)
    }
}

#[cfg(test)]
mod tests;
