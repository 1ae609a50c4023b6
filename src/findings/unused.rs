//! What a program left in columns that the letter does not use: an error of the spreadsheet says that a formula is broken, from which
//! others may be reckoned; and a number of somebody that is spoilt is wrong wherever else the list goes.

use super::cell_rules::{FRACTION, SHORTENED, is_whole_with_fraction};
use super::column::slips;
use super::known_column::Column;
use super::{Detail, Kind, Look, Oddity, headings, leftovers, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// Behind the value.
const ERROR: &str = "is an error of the spreadsheet. The letter does not use this column: is another one that it uses reckoned from it? Mend the formula, or leave it if nothing is.";
const NOTHING: &str = "is what a program writes for nothing, where nearly all other rows have a number. The letter does not use this column: leave it if nothing else is missing.";

/// The columns that the letter does not use, and what they have.
#[derive(Debug, Default)]
pub(super) struct Unused {
    columns: Vec<(usize, Sort)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Any,
    /// Nearly all rows have a number.
    Numbers,
    /// They are somebody's: of a telephone, of a member.
    Own,
}

impl Unused {
    pub(super) fn of(columns: &[Column], names: &[String], uses: &Uses) -> Self {
        let sort = |index: usize, column: &Column| {
            let name = names.get(index).map_or_else(String::new, |name| name.to_lowercase());
            let are_own = column.has_own && (column.numbers.is_some() || column.code.is_some())
                || column.numbers.is_some_and(|numbers| numbers.are_own())
                || column.telephones.is_some()
                || headings::is_telephone(&name);
            match (are_own, column.numbers.is_some() && column.is_filled) {
                (true, _) => Sort::Own,
                (false, true) => Sort::Numbers,
                (false, false) => Sort::Any,
            }
        };
        let unused = columns.iter().enumerate().filter(|(index, _)| !uses.letter.contains(index));
        Self { columns: unused.map(|(index, column)| (index, sort(index, column))).collect() }
    }

    /// Finds them in a line. Most values are told by their first octets and their last.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        for &(index, sort) in &self.columns {
            let Some(value) = fields.get(index) else { continue };
            let found = match (value.as_bytes(), sort) {
                ([b'#', ..], _) if leftovers::is_error(trimmed(value)) => {
                    Some((Kind::UnusedLeftover, ERROR, Leftover::of(trimmed(value))))
                }
                ([b'a'..=b'z' | b'A'..=b'Z' | b'<' | b'(', ..], Sort::Numbers | Sort::Own) => {
                    let nothing = leftovers::word(trimmed(value)).filter(|(kind, _)| *kind == Kind::Nothing);
                    nothing.map(|_| (Kind::UnusedLeftover, NOTHING, Leftover::Other))
                }
                ([b'0'..=b'9', .., b'.', b'0'], Sort::Own) if is_whole_with_fraction(value) => {
                    Some((Kind::UnusedSpoiltNumber, FRACTION, Leftover::Other))
                }
                ([b'0'..=b'9', .., b'E' | b'e', b'+', _, _], Sort::Own) if slips::is_shortened(value) => {
                    Some((Kind::UnusedSpoiltNumber, SHORTENED, Leftover::Other))
                }
                _ => None,
            };
            if let Some((kind, what, leftover)) = found {
                look.find_odd(index, trimmed(value), Oddity::new(kind, what).with(Detail::Unused(leftover)));
            }
        }
    }
}

/// The errors of one column that are judged together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Leftover {
    /// `#REF!`: of a formula that is broken, which is never meant.
    Broken,
    /// `#N/A`, `#DIV/0!`, `####`: of one that finds nothing, or has nothing to reckon with, and what a column is too narrow for; by what it is.
    Missing(String),
    /// What is no error.
    Other,
}

impl Leftover {
    /// Of an error of the spreadsheet.
    pub(super) fn of(error: &str) -> Self {
        if error.ends_with(['!', '?']) && !error.contains("/0") {
            return Self::Broken;
        }
        let is_narrow = error.bytes().all(|octet| octet == b'#');
        Self::Missing(if is_narrow { String::new() } else { error.to_uppercase() })
    }

    /// Whether so many of so many rows are no habit of their column: a lookup finds nothing (`#N/A`) where there is nothing to be found.
    pub(super) fn is_exception(&self, count: u64, rows: u64) -> bool {
        /// One of so many may be.
        const EXCEPTION: u64 = 5;
        *self == Self::Broken || count == 1 || count * EXCEPTION <= rows
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::findings::columns;
    use crate::findings::listed::list;
    use crate::input::Record;

    /// What is said of these two values of columns that the letter does not use, in a list of forty others.
    fn found(marks: &str, telephone: &str) -> Vec<(Kind, Option<usize>)> {
        let row = |n: u64| format!("Ann{n}\t{}\t{}\tx{n}", 60 + n, 13_800_138_000_u64 + n * 3_571);
        let rows: Vec<String> = (0..40).map(row).chain([format!("Bob\t{marks}\t{telephone}\t")]).collect();
        let (_folder, source) = list("name\tmarks\tmobile\tnote", &rows);
        let sampled = columns::sampled(&source, |_| true);
        let uses = Uses { letter: vec![0], ..Uses::default() };
        let unused = Unused::of(&sampled.columns, source.header().names(), &uses);
        let records: Vec<_> = source.records().unwrap().map(Result::unwrap).collect();
        assert!(records[..40].iter().all(|record| of(&unused, record).is_empty()));
        of(&unused, &records[40])
    }

    fn of(unused: &Unused, record: &Record) -> Vec<(Kind, Option<usize>)> {
        let mut look = Look::of(record);
        unused.look(&mut look, &record.fields);
        look.findings.into_iter().map(|finding| (finding.kind, finding.column)).collect()
    }

    #[test]
    fn leftovers_in_columns_that_are_not_used_are_found() {
        for error in ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#BEZUG!", "#¡REF!", "########"] {
            assert_eq!(found(error, "13800138000"), [(Kind::UnusedLeftover, Some(1))], "{error}");
        }
        for (telephone, kind) in [
            ("#N/A", Kind::UnusedLeftover),
            ("nan", Kind::UnusedLeftover),
            ("13818663863.0", Kind::UnusedSpoiltNumber),
            ("1.38E+10", Kind::UnusedSpoiltNumber),
        ] {
            assert_eq!(found("75", telephone), [(kind, Some(2))], "{telephone}");
        }
        assert_eq!(found("nan", "13800138000"), [(Kind::UnusedLeftover, Some(1))]);
        for (marks, telephone) in
            [("75", "13800138000"), ("", ""), ("absent", "-"), ("#1", "N/A"), ("75.0", "1380013800"), ("# 3", "none")]
        {
            assert_eq!(found(marks, telephone), [], "{marks} {telephone}");
        }
    }

    #[test]
    fn what_many_have_is_a_habit_unless_a_formula_is_broken() {
        for (leftover, count, is) in [
            (Leftover::of("#REF!"), 90, true),
            (Leftover::of("#DIV/0!"), 90, false),
            (Leftover::of("#DIV/0!"), 20, true),
            (Leftover::of("#N/A"), 90, false),
            (Leftover::of("#N/A"), 20, true),
            (Leftover::of("#N/A"), 1, true),
            (Leftover::of("###"), 90, false),
            (Leftover::Other, 20, true),
            (Leftover::Other, 90, false),
        ] {
            assert_eq!(leftover.is_exception(count, 100), is, "{leftover:?} {count}");
        }
        for (one, other, is_same) in [
            ("#N/A", "#n/a", true),
            ("###", "#####", true),
            ("#REF!", "#VALUE!", true),
            ("#N/A", "#REF!", false),
            ("#N/A", "#DIV/0!", false),
        ] {
            assert_eq!(Leftover::of(one) == Leftover::of(other), is_same, "{one} {other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_looked_at(value in "(#|nan|[0-9.E+]{1,9})?\\PC{0,8}") {
            let row = ["x", value.as_str()].into_iter().collect::<Fields>();
            let record = Record { number: 1, line: 2, header: Arc::default(), fields: row, more: Vec::new() };
            for sort in [Sort::Any, Sort::Numbers, Sort::Own] {
                of(&Unused { columns: vec![(0, sort), (1, sort), (2, sort)] }, &record);
            }
        }
    }
}
