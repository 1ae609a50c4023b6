//! Salutations that are to have the name of their row in them, and that of somebody else or of nobody is: `Estimada Candela`.

use std::collections::HashSet;

use super::{Columns, FEWEST};
use crate::findings::relations::folded;
use crate::findings::{Kind, Look, near, shown, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// A column that has a name of its row behind few other words, in nearly all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    column: usize,
    name: usize,
}

/// A longer value is a text.
const MOST_WORDS: usize = 6;

/// The columns of the letter that are so in these rows.
pub(super) fn of(rows: impl Iterator<Item = Fields>, columns: &Columns, uses: &Uses) -> Vec<Named> {
    /// More words before the names are no salutations.
    const MOST_BEFORE: usize = 8;
    let names: Vec<usize> = [columns.first, columns.last, columns.whole].into_iter().flatten().collect();
    let is_other = |column: &&usize| !names.contains(column) && !uses.attachment.contains(column);
    let pairs = uses.letter.iter().filter(is_other);
    let pairs = pairs.flat_map(|column| names.iter().map(|name| Named { column: *column, name: *name }));
    let mut counts: Vec<(Named, usize, usize, HashSet<String>)> =
        pairs.map(|named| (named, 0, 0, HashSet::new())).collect();
    if counts.is_empty() {
        return Vec::new();
    }
    for fields in rows {
        counts.retain_mut(|(named, rows, misses, before)| {
            let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
            let (value, name) = (value(named.column), value(named.name));
            if value.is_empty() || name.is_empty() {
                return true;
            }
            *rows += 1;
            match before_name(value, name) {
                Some(words) => drop(before.insert(words.to_owned())),
                None => *misses += 1,
            }
            before.len() <= MOST_BEFORE && (*misses <= FEWEST || *misses * 20 <= *rows)
        });
    }
    let is_habit =
        |(_, rows, misses, _): &&(Named, usize, usize, HashSet<String>)| *rows >= FEWEST && *misses * 20 <= *rows;
    counts.iter().filter(is_habit).map(|(named, ..)| *named).collect()
}

/// What stands in a value before a word of a name, if something does.
fn before_name<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    if value.split_whitespace().nth(MOST_WORDS).is_some() {
        return None;
    }
    let word = value.split_whitespace().skip(1).map(bare).find(|word| has_word(name, word))?;
    let at = near::place_of(word, value);
    value.get(..at)
}

/// Whether a word is one of a name, be it of two with a hyphen.
pub(super) fn has_word(name: &str, word: &str) -> bool {
    const SHORTEST: usize = 2;
    word.chars().nth(SHORTEST - 1).is_some()
        && name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-')).map(bare).any(|own| {
            own == word || own.to_lowercase() == word.to_lowercase() || word.split('-').any(|part| part == own)
        })
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

impl Named {
    /// Tells of a salutation in a row, if it names somebody else or nobody.
    pub(super) fn look(self, look: &mut Look<'_>, fields: &Fields, names: &Columns) {
        let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
        let (salutation, name) = (value(self.column), value(self.name));
        if salutation.is_empty() || name.is_empty() || before_name(salutation, name).is_some() {
            return;
        }
        let has_own = [names.first, names.last, names.whole]
            .into_iter()
            .flatten()
            .any(|column| salutation.split_whitespace().map(bare).any(|word| has_word(value(column), word)));
        let last = salutation.split_whitespace().next_back().map(bare).unwrap_or_default();
        // What another column has may be how somebody is called.
        let is_of_row =
            || fields.iter().enumerate().any(|(column, value)| column != self.column && has_word(value, last));
        let is_told = look
            .findings
            .iter()
            .any(|finding| finding.line == look.line && [Some(self.column), Some(self.name)].contains(&finding.column));
        if has_own || is_told || is_short_form(last, name) || is_of_row() {
            return;
        }
        let what = format!(
            "does not have {} ({}) in it, as nearly all others do. Is it another row's, or is the name missing?",
            look.heading(self.name),
            shown(name)
        );
        look.find_value(self.column, Kind::OddRelation, salutation, &what);
    }
}

/// `Steffi` for Stefanie, `Pepe` for José: begun as the name is, or hardly written otherwise.
fn is_short_form(word: &str, name: &str) -> bool {
    const SAME: usize = 2;
    let word = folded(word, false);
    let begin: String = word.chars().take(SAME).collect();
    begin.chars().count() == SAME
        && name.split(|c: char| c.is_whitespace() || c == '-').any(|own| folded(own, false).starts_with(&begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_a_name_are_found() {
        for (value, name, before) in [
            ("Estimada Pilar", "Pilar", Some("Estimada ")),
            ("Estimada Pilar,", "María Pilar", Some("Estimada ")),
            ("Dear ANNA", "Anna", Some("Dear ")),
            ("Liebe Anna-Lena!", "Anna Lena", Some("Liebe ")),
            ("Sehr geehrte Frau Dr. Berg", "Berg", Some("Sehr geehrte Frau Dr. ")),
            ("Pilar", "Pilar", None),
            ("Hola", "Pilar", None),
            ("Estimada Candela", "Pilar", None),
            ("We all have seen that Anna works hard", "Anna", None),
            ("Dear A", "A", None),
        ] {
            assert_eq!(before_name(value, name), before, "{value}");
        }
        assert!(is_short_form("Steffi", "Stefanie") && is_short_form("Jose", "José María"));
        assert!(!is_short_form("Candela", "Pilar") && !is_short_form("", "Pilar"));
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(value in "(Anna |é|-|\\PC){0,8}", name in "(Anna |é|-|\\PC){0,4}") {
            let _ = (before_name(&value, &name), is_short_form(&value, &name));
        }
    }
}
