//! Attachments that go to the wrong person: seen only when all rows are looked at together.
//!
//! A teacher's worst mistake is another pupil's marks. Three signs of it: a file that goes to two people, a file whose name
//! holds the name or the number of somebody else, and one whose text does (`content.rs`, `stated.rs`; `written.rs` reads it).

mod blank;
mod built;
mod content;
mod identity;
mod pdf;
mod sharers;
mod spans;
mod stated;
mod text;
mod told;
mod whose;
mod written;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub(super) use self::built::Built;
use self::content::Contents;
pub use self::identity::Names;
pub(super) use self::identity::number_columns;
use self::identity::{Identifier, identifiers, push_words};
use self::sharers::Sharers;
use self::spans::{Name, Span};
use self::told::{others_file, shared};
pub(super) use self::whose::whose;
use super::column::titles;
use super::han::is_han;
use super::{Finding, Kind, romanised, shown};
use crate::input::{Header, Record};
use crate::mail::Mailbox;
use crate::merge::Uses;
use crate::message::FilePart;

/// So many rows are compared: what is kept of each is small, and a class or a company has fewer.
pub const MOST_ROWS: usize = 100_000;

/// After so many rows it is known which of the guessed columns hold names.
const JUDGED_AFTER: u32 = 64;

/// A word that is in more file names than this (and a twentieth of them) is no sign of a mistake.
const MOST_STRAYS: usize = 3;

/// Where the files of more rows than this, and of more than one in [`USUAL`], have somebody else in their names beside the one whom
/// they go to, that is how they are named.
const MOST_MIXED: usize = 4;
const USUAL: usize = 4;

/// So many files, of as many as these, may have a last name in their names beside the one of their rows.
const MOST_BESIDE_OWN: usize = 2;
const FEWEST_FILES: usize = 20;

/// More files that are called a form, or are of all, are meant.
const MOST_BLANKS: usize = 1;

/// The part before the `@` of an address, as an identifier.
const LOCAL_PART: u16 = u16::MAX;

/// Collects the personal attachments of all rows.
#[derive(Debug, Clone)]
pub struct Attachments {
    identifiers: Vec<Identifier>,
    /// Of each: in how many rows it says who it is.
    said: Vec<u32>,
    /// The names of the files that go to everybody.
    common: Vec<String>,
    /// The one column that names the files, if there is one, and what it is called.
    column: Option<usize>,
    heading: Box<str>,
    /// Whether there is anything to compare.
    is_wanted: bool,
    rows: Vec<Row>,
    /// What is written in the files of these rows.
    contents: Contents,
}

#[derive(Debug, Clone)]
struct Row {
    number: u64,
    /// Whether it is somebody of an earlier run, who gets nothing any more: others are compared with it, and nothing is said of it.
    is_settled: bool,
    line: u64,
    address: Box<str>,
    /// Name and content.
    files: Vec<(Box<str>, [u8; 16])>,
    /// By which identifier, and what it says, as words in lower case.
    known: Vec<(u16, Box<str>)>,
}

/// Who has a name or a number, of those that were seen first with it.
#[derive(Debug, Clone, Copy)]
struct Owner {
    row: usize,
    sort: Sort,
    /// Whether it has several words.
    has_words: bool,
    /// Whether it is a last name.
    is_last: bool,
}

/// What says who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    Name,
    /// One word: it may be another's name too, or no name at all.
    Part,
}

impl Attachments {
    /// For the letters of a template that uses these columns of a list.
    #[must_use]
    pub fn new(header: &Header, uses: &Uses) -> Self {
        let identifiers = identifiers(header, uses);
        let column = match uses.attachment.as_slice() {
            [column] => Some(*column),
            _ => None,
        };
        Self {
            said: vec![0; identifiers.len()],
            identifiers,
            common: uses.common_files.clone(),
            column,
            heading: column
                .and_then(|column| header.names().get(column))
                .map_or("", String::as_str)
                .to_lowercase()
                .into(),
            is_wanted: uses.has_own_files,
            rows: Vec::new(),
            contents: Contents::new(header, uses),
        }
    }

    /// What of a row is compared: who gets it, and its files. A row that is faulty and has none is somebody's all the same.
    /// `None` = nothing.
    #[must_use]
    pub fn of(&self, record: &Record, to: Option<&Mailbox>, files: &[Arc<FilePart>]) -> Option<Personal> {
        if !self.is_wanted {
            return None;
        }
        let own = || files.iter().filter(|file| !self.common.iter().any(|name| name == file.name()));
        let files: Vec<_> = own().map(|file| (file.name().into(), digest(file))).collect();
        let mut known = Vec::new();
        for fields in record.rows() {
            for (by, identifier) in (0..).zip(&self.identifiers) {
                let said = identifier.words(fields).map(|words| (by, words.into_boxed_str()));
                known.extend(said.filter(|said| !known.contains(said)));
            }
        }
        known.extend(to.and_then(|to| local_part(to.address.local_part())).map(|words| (LOCAL_PART, words)));
        if files.is_empty() && known.is_empty() {
            return None;
        }
        let address = to.map_or_else(|| "".into(), |to| to.address.as_str().into());
        let content = self.contents.of(record, own().map(|file| &**file));
        let (number, line) = (record.number, record.line);
        Some(Personal(Row { number, is_settled: false, line, address, files, known }, content))
    }

    /// Whether anything is made of one more row.
    #[must_use]
    pub fn compares_more(&self) -> bool {
        self.is_wanted && self.rows.len() < MOST_ROWS
    }

    /// Takes a row.
    pub fn add(&mut self, Personal(mut row, content): Personal) {
        if !self.compares_more() {
            return;
        }
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        row.known.retain(|(by, _)| match self.said.get_mut(usize::from(*by)) {
            Some(said) => {
                *said += 1;
                // What has been given up takes no more memory.
                let is_judged = self.identifiers[usize::from(*by)].is_guessed && rows >= JUDGED_AFTER;
                !is_judged || u64::from(*said) * 10 >= u64::from(rows) * 9
            }
            None => true,
        });
        self.rows.push(row);
        self.contents.add(content);
    }

    /// What looks wrong, in the order of the rows.
    #[must_use]
    pub fn finish(mut self) -> Vec<Finding> {
        let contents = std::mem::take(&mut self.contents).finish();
        let mut first: HashMap<[u8; 16], (usize, usize)> = HashMap::new();
        let mut sharers = Sharers::of(&self);
        let owners = self.owners();
        let others = self.others(&owners);
        let mixed = self.mixed(&others);
        let blanks = self.blanks();
        let mut others = others.iter().filter(|other| !self.rows[other.row].is_settled).peekable();
        let mut findings = Vec::new();
        // A file that somebody has got already is that one's, wherever the row stands.
        for (index, row) in self.rows.iter().enumerate().filter(|(_, row)| row.is_settled) {
            for (number, (_, digest)) in row.files.iter().enumerate() {
                first.entry(*digest).or_insert((index, number));
            }
        }
        for (index, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.is_settled) {
            for (number, (name, digest)) in row.files.iter().enumerate() {
                let &mut (earlier, file) = first.entry(*digest).or_insert((index, number));
                let earlier = &self.rows[earlier];
                let before = findings.len();
                if earlier.number != row.number && earlier.address != row.address && sharers.is_told(digest) {
                    findings.push(self.finding(
                        row,
                        Kind::SharedAttachment,
                        shared(name, earlier, &earlier.files[file].0),
                    ));
                }
                if let Some(what) = blanks.get(&(index, number)) {
                    let what = format!("attachment \"{}\": {what}", shown(name));
                    findings.push(self.finding(row, Kind::OthersAttachment, what));
                }
                while let Some(other) = others.next_if(|other| (other.row, other.file) == (index, number)) {
                    let what = match &mixed {
                        Some(mixed) if other.is_mixed => mixed.clone(),
                        _ => others_file(name, row, other, &self.rows),
                    };
                    findings.push(self.finding(row, Kind::OthersAttachment, what));
                }
                // What says whose it is without a look into it says enough.
                if findings.len() == before
                    && let Some(whose) = contents.get(&(index, number))
                {
                    let what = whose.told(name, number, &self.rows);
                    findings.push(self.finding(row, Kind::OthersAttachment, what));
                }
            }
        }
        findings
    }

    /// The files that by their names are nobody's, where the others are not: by row and file, with what is said of each.
    fn blanks(&self) -> HashMap<(usize, usize), String> {
        /// Of fewer rows, any file may be called so.
        const FEWEST: usize = 8;
        let with_files = self.rows.iter().filter(|row| !row.files.is_empty()).count();
        let found: HashMap<(usize, usize), String> = self
            .rows
            .iter()
            .enumerate()
            .flat_map(|(index, row)| row.files.iter().enumerate().map(move |(number, (name, _))| (index, number, name)))
            .filter_map(|(index, number, name)| {
                let (word, what) = blank::word(name)?;
                // Somebody is called List.
                if Own::of(self, &self.rows[index]).is_in(name) {
                    return None;
                }
                let what = format!("{what} (\"{word}\"), and the other rows have their own. Is it the right one?");
                Some(((index, number), what))
            })
            .collect();
        let are_rare = with_files >= FEWEST && found.len() <= MOST_BLANKS.max(with_files / 50);
        let has_other = self.rows.iter().any(|row| row.files.len() > 1);
        if are_rare && !has_other { found } else { HashMap::new() }
    }

    /// What is said of all files alike that have both their own and somebody else in their names, if that is how most are named.
    fn mixed(&self, others: &[Other]) -> Option<String> {
        let all = self.rows.iter().filter(|row| !row.files.is_empty()).count();
        let mixed = || others.iter().filter(|other| other.is_mixed);
        let count = mixed().map(|other| other.row).collect::<HashSet<_>>().len();
        if count <= MOST_MIXED || count * USUAL <= all {
            return None;
        }
        let first = mixed().next()?;
        let row = &self.rows[first.row];
        Some(format!(
            "{count} of {all} rows have an attachment with both their own name and the name or number of somebody else in it, as \
             \"{}\", which goes to {} (\"{}\" is line {}'s). Are they named so, or numbered in another order than the list is?",
            shown(&row.files[first.file].0),
            row.address,
            shown(&first.word),
            self.rows[first.owner.row].place()
        ))
    }

    fn finding(&self, row: &Row, kind: Kind, what: String) -> Finding {
        Finding::of_row(kind, (row.number, row.line), self.column, what)
    }

    /// Who has which name or number.
    fn owners(&self) -> HashMap<String, Owner> {
        let is_telling = self.telling();
        let mut owners = HashMap::new();
        if self.rows.iter().all(|row| row.files.is_empty()) {
            return owners;
        }
        for (index, row) in self.rows.iter().enumerate() {
            for (by, words) in &row.known {
                if *by != LOCAL_PART && !is_telling[usize::from(*by)] {
                    continue;
                }
                let sort = self.sort(*by, words);
                let owner = Owner { row: index, sort, has_words: words.contains(' '), is_last: self.is_last(*by) };
                for key in keys(words, sort) {
                    let known = owners.entry(key).or_insert(owner);
                    // A whole name is a surer sign than a part of one.
                    if known.sort == Sort::Part && sort != Sort::Part {
                        *known = owner;
                    }
                }
            }
        }
        owners
    }

    /// Which identifiers tell people apart: most of their values are somebody's alone. Guessed ones hold names.
    fn telling(&self) -> Vec<bool> {
        let mut distinct = vec![HashSet::new(); self.identifiers.len()];
        let mut people = vec![HashSet::new(); self.identifiers.len()];
        for row in &self.rows {
            for (by, words) in row.known.iter().filter(|(by, _)| *by != LOCAL_PART) {
                distinct[usize::from(*by)].insert(words);
                // The same row again is the same person.
                people[usize::from(*by)].insert((&row.address, words));
            }
        }
        let rows = self.rows.len() as u64;
        let is_telling = |by: usize| {
            let (distinct, people) = (distinct[by].len(), people[by].len());
            if self.identifiers[by].is_guessed {
                return distinct >= 3 && distinct * 10 >= people * 9 && u64::from(self.said[by]) * 10 >= rows * 9;
            }
            distinct * 2 >= people
        };
        (0..self.identifiers.len()).map(is_telling).collect()
    }

    fn is_last(&self, by: u16) -> bool {
        self.identifiers.get(usize::from(by)).is_some_and(|identifier| identifier.is_last)
    }

    fn sort(&self, by: u16, words: &str) -> Sort {
        let is_part = self.identifiers.get(usize::from(by)).is_some_and(|identifier| identifier.is_part);
        if words.bytes().any(|octet| octet.is_ascii_digit()) {
            Sort::Number
        } else if is_part || !words.contains(' ') && !words.chars().all(is_han) {
            Sort::Part
        } else {
            Sort::Name
        }
    }

    /// The files whose names hold somebody else, in the order of the rows.
    fn others(&self, owners: &HashMap<String, Owner>) -> Vec<Other> {
        if owners.is_empty() {
            return Vec::new();
        }
        let of_row = |(index, row): (usize, &Row)| -> Vec<Other> {
            if row.files.is_empty() {
                return Vec::new();
            }
            let own = Own::of(self, row);
            let mut found = Vec::new();
            for (file, (name, digest)) in row.files.iter().enumerate() {
                let others = own.others(name, owners).into_iter();
                found.extend(others.map(|(word, owner, is_mixed)| Other {
                    row: index,
                    file,
                    digest: *digest,
                    word,
                    owner,
                    is_mixed,
                }));
            }
            found
        };
        let mut found: Vec<Other> = self.rows.par_iter().enumerate().flat_map_iter(of_row).collect();
        // What stands in file after file is no sign of a mistake: a year, the name of the school.
        let mut strays: HashMap<&str, HashSet<[u8; 16]>> = HashMap::new();
        for other in &found {
            strays.entry(&other.word).or_default().insert(other.digest);
        }
        let files = self.rows.iter().map(|row| row.files.len()).sum::<usize>();
        let most = MOST_STRAYS.max(files / 20);
        let common: HashSet<String> =
            strays.into_iter().filter(|(_, files)| files.len() > most).map(|(word, _)| word.to_owned()).collect();
        found.retain(|other| !common.contains(&other.word));
        // A last name beside the row's own is a mistake only where hardly any file has two: a teacher has one too.
        let is_beside_own = |other: &Other| other.is_mixed && other.owner.sort == Sort::Part;
        if files < FEWEST_FILES || found.iter().filter(|other| is_beside_own(other)).count() > MOST_BESIDE_OWN {
            found.retain(|other| !is_beside_own(other));
        }
        found.dedup_by_key(|other| (other.row, other.file));
        found
    }
}

/// A file whose name holds somebody else.
#[derive(Debug)]
struct Other {
    row: usize,
    file: usize,
    digest: [u8; 16],
    /// The name or number, as it is in the file's name.
    word: String,
    owner: Owner,
    /// Whether the name of the one whom it goes to is in it too.
    is_mixed: bool,
}

/// Who a row is about.
struct Own<'a> {
    /// The names and numbers as they may stand in a file's name, and whether it is a name. They are few.
    keys: Vec<(String, bool)>,
    /// Its last name, where a column has that.
    last: Option<&'a str>,
    /// Whether one of the names may stand there in Latin letters instead of its own.
    is_romanised: bool,
    row: &'a Row,
}

impl<'a> Own<'a> {
    fn of(all: &Attachments, row: &'a Row) -> Self {
        let mut own = Vec::with_capacity(2 * row.known.len());
        for (by, words) in &row.known {
            let sort = all.sort(*by, words);
            own.extend(keys(words, sort).map(|key| (key, sort != Sort::Number)));
            // `高军浩同学` and `吴怡杰（转学）` are 高军浩 and 吴怡杰.
            let first = words.split(' ').next().unwrap_or_default();
            let bare = titles::without_chinese(first).unwrap_or(first);
            if sort != Sort::Number
                && bare.len() < words.len()
                && bare.chars().nth(1).is_some()
                && bare.chars().all(is_han)
            {
                own.push((bare.to_owned(), true));
            }
        }
        let is_romanised = own.iter().any(|(key, _)| key.starts_with(ROMANISED));
        let last = row.known.iter().find(|(by, _)| all.is_last(*by)).map(|(_, words)| &**words);
        Self { keys: own, last, is_romanised, row }
    }

    /// Whether one of its words is one of a name of its own.
    fn is_named_in(&self, name: &Name) -> bool {
        let mut own = self.row.known.iter().flat_map(|(_, words)| words.split(' '));
        own.any(|own| {
            own.chars().nth(2).is_some() && !own.starts_with(is_digit) && name.words().any(|word| word == own)
        })
    }

    /// Whether a name or a number of its own is in a file's name.
    fn is_in(&self, file: &str) -> bool {
        let name = Name::of(stem(file));
        self.is_named_in(&name)
            || name.spans().iter().any(|span| self.keys.iter().any(|(key, _)| key == name.text(*span)))
    }

    /// Who else is in a file's name, numbers first: the longest match wins, and a single word counts only if no name of its own is there.
    /// Each with whether its own name is there too.
    fn others(&self, file: &str, owners: &HashMap<String, Owner>) -> Vec<(String, Owner, bool)> {
        let name = Name::of(stem(file));
        let (mut own, mut others): (Vec<Span>, Vec<(Span, Owner)>) = (Vec::new(), Vec::new());
        let mut has_own_name = false;
        for span in name.spans() {
            let text = name.text(span);
            let latin = self.is_romanised && text.bytes().all(|octet| octet.is_ascii_lowercase());
            let latin = latin.then(|| format!("{ROMANISED}{}", romanised::latin_key(text)));
            let is_key = |key: &String| key == text || latin.as_ref() == Some(key);
            if let Some((_, is_name)) = self.keys.iter().find(|(key, _)| is_key(key)) {
                has_own_name |= is_name;
                own.push(span);
            } else if let Some(owner) = owners.get(text).or_else(|| owners.get(latin.as_ref()?))
                && (owner.has_words || !span.is_parted)
            {
                others.push((span, *owner));
            }
        }
        if others.is_empty() {
            return Vec::new();
        }
        has_own_name |= self.is_named_in(&name);
        let has_own_last = self.last.is_some_and(|last| name.words().any(|word| word == last));
        // `2026-1140` is the row's own whole number, whoever has 1140.
        own.extend(name.parted_numbers().filter(|span| self.keys.iter().any(|(key, _)| key == name.text(*span))));
        let is_sure = |(span, owner): &&(Span, Owner)| {
            !own.iter().any(|mine| mine.overlaps(span) && !span.holds(mine))
                && !others.iter().any(|(longer, _)| longer.holds(span))
                && (owner.sort != Sort::Part || !has_own_name || owner.is_last && has_own_last)
        };
        let told = |(span, owner): &(Span, Owner)| (name.text(*span).to_owned(), *owner, has_own_name);
        let mut told: Vec<_> = others.iter().filter(is_sure).map(told).collect();
        // A number is one's alone, and a name may be that of several.
        told.sort_by_key(|(_, owner, _)| owner.sort != Sort::Number);
        told
    }
}

/// What is compared of one row.
#[derive(Debug)]
pub struct Personal(Row, content::Entry);

impl Personal {
    /// Of somebody who gets nothing any more.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.0.is_settled = true;
        self
    }
}

/// How the words may stand in a file's name: one behind the other, and the last of them first; and the same in Latin letters, where
/// they are in others.
fn keys(words: &str, sort: Sort) -> impl Iterator<Item = String> {
    let turned = words.rsplit_once(' ').filter(|_| sort == Sort::Name && words.matches(' ').count() <= 2);
    let turned = turned.map(|(first, last)| [last, first].concat().replace(' ', ""));
    let romanised = if sort == Sort::Name && romanised::is_foreign(words) { in_latin(words) } else { Vec::new() };
    std::iter::once(words.replace(' ', "")).chain(turned).chain(romanised)
}

/// What a key of Latin letters begins with, as no word does.
const ROMANISED: char = '~';

/// The first two words of a name in either order, and all of them: `fedotov_mikhail`.
fn in_latin(words: &str) -> Vec<String> {
    let mut all = words.split(' ');
    let (Some(one), Some(other)) = (all.next(), all.next()) else { return Vec::new() };
    let forms = [format!("{one}{other}"), format!("{other}{one}"), words.replace(' ', "")];
    let keys = forms.iter().flat_map(|form| romanised::keys(form));
    let mut keys: Vec<String> = keys.map(|key| format!("{ROMANISED}{key}")).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The words of a local part that is somebody's own: `anna.berg`, `123456789`.
fn local_part(text: &str) -> Option<Box<str>> {
    let mut words = String::new();
    push_words(text, &mut words);
    let is_own = words.len() >= 5 && words.bytes().any(|octet| octet == b' ' || octet.is_ascii_digit());
    is_own.then(|| words.into_boxed_str())
}

impl Row {
    /// Its line, or its number where that is not known.
    fn place(&self) -> u64 {
        if self.line > 0 { self.line } else { self.number }
    }

    /// Where it stands, and who gets its letter.
    fn told(&self) -> String {
        let address = if self.address.is_empty() { String::new() } else { format!(", {}", self.address) };
        format!("line {}{address}", self.place())
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn digest(file: &FilePart) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(file.encoded()).into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

#[cfg(test)]
mod tests;
