//! A file that goes with every letter, and has the name or the number of one of the list in its own.

use std::collections::HashMap;

use super::identity::{Identifier, identifiers};
use super::spans::Name;
use super::{is_han, keys, stem};
use crate::input::Source;
use crate::merge::Uses;

/// The people of so many rows are known.
const MOST_ROWS: usize = 20_000;
/// Fewer rows are no list of people.
const FEWEST_ROWS: usize = 5;
/// What more rows have is a teacher's, or a school's.
const MOST_OWNERS: usize = 2;
/// A shorter number is a page's or a room's.
const SHORTEST_NUMBER: usize = 5;

/// A file of all letters that is somebody's.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::findings) struct Whose {
    pub(in crate::findings) file: String,
    /// The name or the number in it.
    pub(in crate::findings) said: String,
    /// Who has it.
    pub(in crate::findings) line: u64,
}

/// The first such file. `own`: the one who sends.
pub(in crate::findings) fn whose(source: &Source, uses: &Uses, own: &str) -> Option<Whose> {
    let mut files: HashMap<String, &str> = HashMap::new();
    for file in &uses.common_files {
        let name = Name::of(stem(file));
        let spans = name.spans().into_iter().map(|span| name.text(span).to_owned());
        spans.for_each(|text| _ = files.entry(text).or_insert(file));
    }
    if files.is_empty() {
        return None;
    }
    let identifiers: Vec<Identifier> =
        identifiers(source.header(), uses).into_iter().filter(|identifier| !identifier.is_guessed).collect();
    let mut owners: HashMap<String, (usize, Whose)> = HashMap::new();
    let mut rows = 0;
    for record in source.records().into_iter().flatten().flatten().take(MOST_ROWS) {
        rows += 1;
        for words in identifiers.iter().filter_map(|identifier| identifier.words(&record.fields)) {
            let found = keys_of(&words).find_map(|key| files.get(&key));
            if let Some(file) = found.filter(|_| !is_own(&words, own)) {
                let whose = || Whose { file: (*file).to_owned(), said: words.clone(), line: record.line };
                owners.entry(words.clone()).or_insert_with(|| (0, whose())).0 += 1;
            }
        }
    }
    let rare = owners.into_values().filter(|(count, _)| rows >= FEWEST_ROWS && *count <= MOST_OWNERS);
    rare.map(|(_, whose)| whose).min_by(|one, other| (one.line, &one.said).cmp(&(other.line, &other.said)))
}

/// How a whole name or a number may stand in a file's name; half a name may be another's.
fn keys_of(words: &str) -> impl Iterator<Item = String> {
    let is_number = words.bytes().any(|octet| octet.is_ascii_digit());
    let is_telling = match is_number {
        true => words.len() >= SHORTEST_NUMBER,
        false => words.contains(' ') || words.chars().all(is_han) && words.chars().nth(1).is_some(),
    };
    let sort = if is_number { super::Sort::Number } else { super::Sort::Name };
    keys(words, sort).filter(move |_| is_telling)
}

fn is_own(words: &str, own: &str) -> bool {
    let own = own.to_lowercase();
    !own.is_empty() && words.split(' ').all(|word| own.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{self, Options};

    fn found(files: &[&str], rows: &str) -> Option<(String, u64)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        std::fs::write(&path, format!("name,id,email\n{rows}")).unwrap();
        let source = input::open(&path, &Options::default()).unwrap();
        let common_files = files.iter().map(|file| (*file).to_owned()).collect();
        let found = whose(&source, &Uses { common_files, ..Uses::default() }, "Mia Stone");
        found.map(|found| (found.said, found.line))
    }

    #[test]
    fn files_of_one_that_go_to_all_are_found() {
        let rows = "Oliver Griffiths,20261101,a@a.org\nEmma Wood,20261102,b@a.org\nMia Stone,20261103,c@a.org\n\
                    李小明,20261104,d@a.org\nHead Office,20261105,e@a.org\nHead Office,20261106,f@a.org\n\
                    Head Office,20261107,g@a.org\n";
        for (file, said, line) in [
            ("report-20261109-oliver-griffiths.pdf", "oliver griffiths", 2),
            ("Griffiths_Oliver.pdf", "oliver griffiths", 2),
            ("report-20261102.pdf", "20261102", 3),
            ("李小明成绩单.pdf", "李小明", 5),
        ] {
            assert_eq!(found(&["map.pdf", file], rows), Some((said.to_owned(), line)), "{file}");
        }
        for file in ["programme-2026-11-01.pdf", "Emma.pdf", "mia-stone-slides.pdf", "head-office.pdf", "2026.pdf"] {
            assert_eq!(found(&[file], rows), None, "{file}");
        }
        assert_eq!(found(&["emma-wood.pdf"], "Emma Wood,1,a@a.org\n"), None);
    }
}
