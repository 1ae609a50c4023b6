//! A sheet as it is displayed: texts, and how they are laid out.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{CellErrorType, DataType};

use super::Flaw;
use super::beside::{Comments, Cut, Struck};
use super::format::Format;
use super::iso;
use crate::input::grid::Grid;

/// A sheet's name, as its tab shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tab {
    pub(super) name: String,
    pub(super) is_visible: bool,
}

/// Rows with their numbers, and their layout.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) grid: Grid,
    pub(super) layout: Layout,
    pub(super) skip_hidden: bool,
    /// Hidden rows that were left out, although there is something in them.
    pub(super) left_out: BTreeSet<u64>,
}

/// From here on a number has more than the 15 digits that a spreadsheet program keeps of one.
const TOO_LONG: f64 = 1e15;

/// How the cells are laid out. Rows count from 1, as the sheet shows them; columns from 0.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Rows that are hidden by hand or by a filter.
    pub(super) hidden: BTreeSet<u64>,
    /// Cells that are merged into one.
    pub(super) merged: Vec<Merged>,
    /// Whether none of this is known, nor the formats of the cells.
    pub(super) is_unknown: bool,
    /// Whether some cells have another number format under a condition, which is not known.
    pub(super) has_conditional_formats: bool,
    /// Rows with formulas that were never calculated: the first such column.
    pub(super) unresolved: BTreeMap<u64, u32>,
    pub(super) comments: Comments,
    /// The mailboxes that links at cells lead to.
    pub(super) links: Comments,
    pub(super) struck: Struck,
    /// Numbers of more digits than such a program keeps.
    pub(super) cut: Cut,
}

/// Cells that are merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) rows: (u64, u64),
    pub(super) columns: (u32, u32),
}

impl Merged {
    /// Reads `A1:F1`.
    pub(super) fn parse(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let (first, last) = (place_of(first)?, place_of(last)?);
        Some(Self { rows: (first.0, last.0), columns: (first.1, last.1) })
    }

    /// `A1:F1`.
    pub(super) fn text(self) -> String {
        format!("{}:{}", cell_name(self.rows.0, self.columns.0), cell_name(self.rows.1, self.columns.1))
    }
}

/// Formulas in a sheet of a program that may not have calculated any: 0 or an empty text may be what stands there in place of a
/// result. It is one where another formula of the sheet has a result.
#[derive(Debug, Default)]
pub(super) struct Doubtful {
    is_doubted: bool,
    /// The first such column of each row.
    rows: BTreeMap<u64, u32>,
}

impl Doubtful {
    /// `is_doubted` = nothing says that the formulas were calculated.
    pub(super) fn new(is_doubted: bool) -> Self {
        Self { is_doubted, ..Self::default() }
    }

    /// Takes a formula; rows count from 1.
    pub(super) fn take(&mut self, row: u64, column: u32, has_result: bool) {
        if has_result {
            *self = Self::default();
        } else if self.is_doubted {
            self.rows.entry(row).or_insert(column);
        }
    }

    /// Adds what is left of them to those without a result.
    pub(super) fn settle(self, unresolved: &mut BTreeMap<u64, u32>) {
        for (row, column) in self.rows {
            let first = unresolved.entry(row).or_insert(column);
            *first = column.min(*first);
        }
    }
}

impl Sheet {
    pub(super) fn new(layout: Layout, skip_hidden: bool) -> Self {
        Self { layout, skip_hidden, ..Self::default() }
    }

    /// Adds a cell as it is displayed; both places count from 0.
    pub(super) fn push_value(
        &mut self,
        row: u32,
        column: u32,
        value: &impl DataType,
        format: &Format,
        is_1904: bool,
    ) -> Result<(), Flaw> {
        let number = value.get_float().or_else(|| value.get_int().map(|number| number as f64));
        if number.is_some_and(|number| number.abs() >= TOO_LONG) {
            self.layout.cut.take(u64::from(row) + 1, column);
        }
        self.push(row, column, &displayed(value, format, is_1904))
    }

    /// Adds a cell; both places count from 0.
    pub(super) fn push(&mut self, row: u32, column: u32, text: &str) -> Result<(), Flaw> {
        let number = u64::from(row) + 1;
        if self.skip_hidden && self.layout.hidden.contains(&number) {
            if !text.trim().is_empty() {
                self.left_out.insert(number);
            }
            return Ok(());
        }
        Ok(self.grid.push(number, column, text)?)
    }
}

/// A value as its cell shows it.
fn displayed(value: &impl DataType, format: &Format, is_1904: bool) -> String {
    if let Some(text) = value.get_string() {
        format.text(text)
    } else if let Some(number) = value.get_float() {
        format.number(number, is_1904)
    } else if let Some(number) = value.get_int() {
        format.number(number as f64, is_1904)
    } else if let Some(moment) = value.get_datetime() {
        format.moment(moment.as_f64(), is_1904)
    } else if let Some(is_true) = value.get_bool() {
        (if is_true { "TRUE" } else { "FALSE" }).to_owned()
    } else if let Some(text) = value.get_datetime_iso().or_else(|| value.get_duration_iso()) {
        iso::shown(text, format, is_1904)
    } else {
        match value.get_error() {
            // `calamine` shortens it.
            Some(CellErrorType::GettingData) => "#GETTING_DATA".to_owned(),
            Some(error) => error.to_string(),
            None => String::new(),
        }
    }
}

/// Row (from 1) and column (from 0) of `B7` or `$B$7`.
pub(super) fn place_of(name: &str) -> Option<(u64, u32)> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let column =
        letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((row.parse().ok()?, column - 1))
}

/// `B7`.
pub(super) fn cell_name(row: u64, column: u32) -> String {
    format!("{}{row}", column_name(column))
}

/// `B`; columns count from 0.
pub(super) fn column_name(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_have_the_names_that_sheets_show() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_name(column), name);
        }
        assert_eq!(place_of("$C$12"), Some((12, 2)));
        for none in ["", "A", "7", "ABCD1", "A1:B2", "Ä1"] {
            assert_eq!(place_of(none), None, "{none}");
        }
        let merged = Merged::parse("A1:F2").unwrap();
        assert_eq!((merged.rows, merged.columns, merged.text().as_str()), ((1, 2), (0, 5), "A1:F2"));
    }

    proptest! {
        #[test]
        fn names_of_cells_lead_back(row in 1_u64..2_000_000, column in 0_u32..16_384) {
            prop_assert_eq!(place_of(&cell_name(row, column)), Some((row, column)));
        }
    }
}
