//! What is said of files that look like somebody else's.

use super::{Other, Row, Sort, keys, stem};
use crate::findings::shown;

pub(super) fn shared(name: &str, earlier: &Row, earlier_name: &str) -> String {
    let as_name =
        if earlier_name == name { String::new() } else { format!(", under the name \"{}\"", shown(earlier_name)) };
    format!(
        "attachment \"{}\": {} (line {}) gets the same file{as_name}. Is it the right one?",
        shown(name),
        earlier.address,
        earlier.place()
    )
}

pub(super) fn others_file(name: &str, row: &Row, other: &Other, rows: &[Row]) -> String {
    let owner = &rows[other.owner.row];
    let what = if other.owner.sort == Sort::Number { "number" } else { "name" };
    let has = |words: &str| keys(words, Sort::Name).any(|key| key == other.word);
    let said = owner.known.iter().find(|(_, words)| has(words)).map_or(other.word.as_str(), |(_, words)| words);
    // A number as it is written: what it was compared as is in no cell.
    let said = Some(said).filter(|_| other.owner.sort != Sort::Number).unwrap_or_else(|| written(stem(name), said));
    format!(
        "attachment \"{}\": has the {what} of somebody else in it (\"{}\", {}), and goes to {}. Is it the right one?",
        shown(name),
        shown(said),
        owner.told(),
        row.address
    )
}

/// How words are written in the name of a file: `L-2027-033` for `l 2027 033`.
fn written<'n>(name: &'n str, words: &'n str) -> &'n str {
    let letters = |text: &'n str| text.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let begins = letters(name).map(|(at, _)| at).filter(|at| !name[..*at].ends_with(char::is_alphanumeric));
    let end = |begin: usize| {
        let mut rest = letters(&name[begin..]);
        let mut end = 0;
        for (_, letter) in letters(words) {
            let (at, own) = rest.next()?;
            if !own.to_lowercase().eq(letter.to_lowercase()) {
                return None;
            }
            end = at + own.len_utf8();
        }
        Some(begin + end)
    };
    let found = begins.filter_map(|begin| name.get(begin..end(begin)?)).next();
    found.filter(|found| !found.is_empty()).unwrap_or(words)
}
