//! Texts that name somebody else of the list: a remark that slipped a row down goes to another's parents.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::attachments::{Names, is_han};
use super::{Kind, Look};
use crate::input::{Record, Source};

/// The people of so many rows are known.
const MOST: usize = 300;

/// A text has so many more octets than the name in it: a value that is a name is no text.
const MORE: usize = 6;

/// Whom the first rows are about.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    names: Names,
    /// The line of each.
    people: HashMap<String, u64>,
    /// Finds one of them. `None`: nobody is known.
    any: Option<AhoCorasick>,
    /// Octets of the shortest.
    shortest: usize,
}

impl Mentions {
    /// Reads the first rows.
    pub(super) fn of(source: &Source, names: Names) -> Self {
        let mut people = HashMap::new();
        if !names.is_empty() {
            for record in source.records().into_iter().flatten().take(MOST).flatten() {
                let name = names.of(&record.fields);
                if is_whole(&name) {
                    people.entry(name).or_insert(record.line);
                }
            }
        }
        let shortest = people.keys().map(String::len).min().unwrap_or_default();
        // The longest: who is called Anna Berg-Maier is not Anna Berg.
        let any = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(people.keys());
        let any = any.ok().filter(|_| !people.is_empty());
        Self { names, people, any, shortest }
    }

    /// Looks for other people in a text of a row.
    pub(super) fn look(&self, look: &mut Look<'_>, record: &Record, column: usize, value: &str) {
        let Some(any) = self.any.as_ref().filter(|_| value.len() >= self.shortest + MORE) else { return };
        let mut found = any
            .find_iter(value)
            .filter(|found| is_word(value, found.range()))
            .map(|found| &value[found.range()])
            .peekable();
        if found.peek().is_none() {
            return;
        }
        let own = self.names.of(&record.fields);
        // Who is named himself may be named beside others.
        if own.is_empty() || value.contains(&own) {
            return;
        }
        let other = found.find(|name| !own.contains(name) && !name.contains(&own) && value.len() >= name.len() + MORE);
        if let Some((name, line)) = other.and_then(|name| Some((name, self.people.get(name)?))) {
            let what = format!("names \"{name}\", whom line {line} is about. Is it the text of that row?");
            look.find_in(column, Kind::OthersName, &what);
        }
    }
}

/// Whether a name is enough to know somebody by: two words, or three Chinese characters.
fn is_whole(name: &str) -> bool {
    if name.chars().all(is_han) {
        return (3..=4).contains(&name.chars().count());
    }
    let is_long = |word: &&str| word.chars().nth(1).is_some() && word.chars().all(|c| !c.is_ascii_digit());
    name.split_whitespace().filter(is_long).nth(1).is_some()
}

/// Whether a name stands there as a whole; Chinese is written without blanks.
fn is_word(text: &str, name: Range<usize>) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    let (before, behind) = (text[..name.start].chars().next_back(), text[name.end..].chars().next());
    !before.is_some_and(is_letter) && !behind.is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_words() {
        let is_word = |text: &str, name: &str| {
            let at = text.find(name).unwrap_or_default();
            is_word(text, at..at + name.len())
        };
        assert!(is_word("Anna Berg, well done", "Anna Berg") && is_word("给张三丰同学", "张三丰"));
        assert!(!is_word("Anna Bergmann, well done", "Anna Berg") && !is_word("Joanna Berg", "anna Berg"));
    }

    #[test]
    fn names_that_are_whole_are_known() {
        for name in ["Anna Berg", "Jean-Luc Null", "张三丰", "欧阳修文", "Anna M. Berg", "Нина Орлова"]
        {
            assert!(is_whole(name), "{name}");
        }
        for other in ["Anna", "Anna B", "张三", "User 17", "", "A B"] {
            assert!(!is_whole(other), "{other}");
        }
    }
}
