//! Texts that begin with the name of their row, be it behind a few words: `Ivy has made good progress`, `Well done, Kai!`

use std::collections::{HashMap, HashSet};

use super::Sample;
use crate::findings::han::is_han;
use crate::findings::{Set, places};

/// The column whose values texts begin with, and what stands before those.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Openings {
    pub(super) column: usize,
    before: Vec<String>,
    /// What rows have in that column: the first words, or Chinese names, also without the surname.
    names: Set<String>,
}

/// More octets before a name are no opening.
const LONGEST: usize = 24;

/// What is a name, and any other word too.
const ORDINARY: [&str; 26] = [
    "Will", "Grace", "Hope", "Faith", "Joy", "May", "June", "April", "August", "Mark", "Grant", "Art", "Bill", "Rose",
    "Summer", "Autumn", "Max", "Chase", "Miles", "Ernst", "Frank", "Marin", "Paz", "Sol", "Bien", "Miss",
];

impl Openings {
    /// Of the first rows, if the texts of a column begin so.
    pub(super) fn of(sample: &Sample<'_>, text: usize) -> Option<Self> {
        let columns = (0..sample.columns.len()).filter(|column| *column != text && may_be_names(sample, *column));
        let habits = columns.filter_map(|column| Self::of_column(sample, text, column));
        habits.max_by_key(|(hits, _)| *hits).map(|(_, openings)| openings)
    }

    fn of_column(sample: &Sample<'_>, text: usize, column: usize) -> Option<(usize, Self)> {
        const FEWEST: usize = 8;
        const MOST_OPENINGS: usize = 8;
        let pairs = || sample.rows.iter().filter_map(|row| Some((row.get(text)?.as_str(), row.get(column)?.as_str())));
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (text, own) in pairs() {
            if let Some(before) = before_name(text, own) {
                *counts.entry(before).or_default() += 1;
            }
        }
        let names: Set<String> = pairs().flat_map(|(_, own)| keys(own)).map(str::to_owned).collect();
        let mut usual: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= 3).collect();
        usual.sort_unstable_by_key(|(before, count)| (std::cmp::Reverse(*count), *before));
        usual.truncate(MOST_OPENINGS);
        let hits = usual.iter().map(|(_, count)| count).sum();
        let openings = Self { column, before: usual.iter().map(|(before, _)| (*before).to_owned()).collect(), names };
        let others = pairs().filter(|(text, own)| openings.other(text, own).is_some()).count();
        (hits >= FEWEST && (others <= 1 || others * 10 <= hits)).then_some((hits, openings))
    }

    /// Learns of another row, whose name a text may begin with too.
    pub(super) fn know(&mut self, name: &str) {
        self.names.extend(keys(name).map(str::to_owned));
    }

    /// The name of another row that a text begins with, where its own is not in it.
    pub(super) fn other<'t>(&self, text: &'t str, own: &str) -> Option<&'t str> {
        let openings = self.before.iter().filter_map(|before| text.strip_prefix(before.as_str()));
        let name = openings.into_iter().find_map(|rest| self.name(rest))?;
        let is_own = own.is_empty() || keys(own).any(|key| places(key, text).next().is_some() || key.contains(name));
        (!is_own && !ORDINARY.contains(&name)).then_some(name)
    }

    /// The known name that a text begins with.
    fn name<'t>(&self, text: &'t str) -> Option<&'t str> {
        if text.starts_with(is_han) {
            let end = |count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
            return [4, 3, 2].into_iter().map(|count| &text[..end(count)]).find(|name| self.names.contains(*name));
        }
        let end = text.find(|c: char| !c.is_alphabetic() && !matches!(c, '-' | '\'' | '’')).unwrap_or(text.len());
        let word = &text[..end];
        let word = if word.ends_with('s') { word.trim_end_matches("'s").trim_end_matches("’s") } else { word };
        self.names.contains(word).then_some(word)
    }
}

/// Whether the values of a column are words that differ from row to row.
fn may_be_names(sample: &Sample<'_>, column: usize) -> bool {
    const FEWEST: usize = 8;
    let known = &sample.columns[column];
    if known.has_dates || known.numbers.is_some() || known.code.is_some() || known.has_texts && known.names.is_none() {
        return false;
    }
    let values: HashSet<&str> =
        sample.rows.iter().filter_map(|row| row.get(column)).flat_map(|value| keys(value)).collect();
    values.len() >= FEWEST
}

/// What a name is called by at the beginning of a text: its first word, or all of a Chinese one, also without the surname.
fn keys(name: &str) -> impl Iterator<Item = &str> {
    const SHORTEST: usize = 2;
    let word = name.split([' ', ',', ';', '@', '/']).next().unwrap_or_default();
    let are_han = word.chars().all(is_han);
    let given = word.chars().next().filter(|_| are_han && word.chars().count() > SHORTEST);
    let given = given.and_then(|surname| word.get(surname.len_utf8()..));
    let is_name = word.chars().nth(SHORTEST - 1).is_some()
        && (are_han || word.starts_with(char::is_uppercase) && word.chars().nth(SHORTEST).is_some())
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    Some(word).filter(|_| is_name).into_iter().chain(given.filter(|_| is_name))
}

/// What stands before a name at the beginning of a text.
fn before_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    keys(name).find_map(|key| {
        let at = text.find(key).filter(|at| *at <= LONGEST)?;
        let (before, behind) = (&text[..at], &text[at + key.len()..]);
        let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
        (!before.ends_with(is_letter) && !behind.starts_with(is_letter)).then_some(before)
    })
}
