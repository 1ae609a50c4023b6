//! Files that several people get: a hand-out, or one in the place of each one's own.

use std::collections::{HashMap, HashSet};

use super::spans::Name;
use super::{Attachments, Own, Row, stem};

/// A file that more people than this get may be a hand-out of a group.
const MOST: usize = 3;
/// So many of those who get one are told of.
const MOST_TOLD: usize = 20;

/// The files of several people.
#[derive(Debug)]
pub(super) struct Sharers {
    handouts: HashSet<[u8; 16]>,
    /// How often each of those of many was told of.
    told: HashMap<[u8; 16], usize>,
}

impl Sharers {
    pub(super) fn of(all: &Attachments) -> Self {
        let mut sharers: HashMap<[u8; 16], HashSet<&str>> = HashMap::new();
        for row in &all.rows {
            for (_, digest) in &row.files {
                let sharers = sharers.entry(*digest).or_default();
                if sharers.len() <= MOST {
                    sharers.insert(&row.address);
                }
            }
        }
        let mut handouts: HashSet<[u8; 16]> =
            sharers.into_iter().filter(|(_, sharers)| sharers.len() > MOST).map(|(digest, _)| digest).collect();
        let mistaken = if handouts.is_empty() { Vec::new() } else { mistaken(all, &handouts) };
        for digest in &mistaken {
            handouts.remove(digest);
        }
        Self { handouts, told: mistaken.into_iter().map(|digest| (digest, 0)).collect() }
    }

    /// Whether one more row is told of that gets this file.
    pub(super) fn is_told(&mut self, digest: &[u8; 16]) -> bool {
        if self.handouts.contains(digest) {
            return false;
        }
        self.told.get_mut(digest).is_none_or(|told| {
            *told += 1;
            *told <= MOST_TOLD
        })
    }
}

/// Those of many that hardly are for a group: each row has one file, nearly all have their own, which is called after them, and this one
/// is called after its rows too, or is what the others are but for the names.
fn mistaken(all: &Attachments, of_many: &HashSet<[u8; 16]>) -> Vec<[u8; 16]> {
    const FEWEST_ROWS: usize = 20;
    let rows: Vec<(&Row, &str, &[u8; 16])> =
        all.rows.iter().filter_map(|row| row.files.first().map(|(name, digest)| (row, &**name, digest))).collect();
    if rows.len() < FEWEST_ROWS || all.rows.iter().any(|row| row.files.len() > 1) {
        return Vec::new();
    }
    let (shared, own): (Vec<_>, Vec<_>) = rows.iter().partition(|(.., digest)| of_many.contains(*digest));
    let is_own = |(row, name, _): &&(&Row, &str, &[u8; 16])| Own::of(all, row).is_in(name);
    // The many may be a group of their own, whose files are for all of it.
    if shared.len() * 5 > rows.len() || own.iter().filter(is_own).count() * 10 < own.len() * 9 {
        return Vec::new();
    }
    let mut words: HashMap<String, usize> = HashMap::new();
    for (_, name, _) in &own {
        Name::of(stem(name)).words().collect::<HashSet<_>>().into_iter().for_each(|word| {
            *words.entry(word.to_owned()).or_default() += 1;
        });
    }
    let is_of_all = |word: &str| words.get(word).is_some_and(|count| count * 2 > own.len());
    let is_what_others_are = |name: &str| {
        let name = Name::of(stem(name));
        let words: Vec<&str> = name.words().collect();
        let is_of_heading = |word: &str| all.heading.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        !words.is_empty() && words.into_iter().all(|word| is_of_heading(word) || is_of_all(word))
    };
    let mut found: Vec<[u8; 16]> = Vec::new();
    for digest in of_many {
        let of = || shared.iter().filter(|(.., other)| *other == digest);
        let named = of().filter(|row| is_own(row)).count();
        if named * 10 >= of().count() * 9 || of().all(|(_, name, _)| is_what_others_are(name)) {
            found.push(*digest);
        }
    }
    found
}
