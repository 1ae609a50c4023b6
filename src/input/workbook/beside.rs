//! What a sheet shows beside its values: comments, links, and rows that are struck through.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::sheet::Layout;
use crate::input::{Remark, RemarkSort};

/// Most that are kept of one sort (comments, links, rows struck through, numbers cut): nobody reads more, and a workbook may be made of
/// them.
const MOST: usize = 10_000;
/// Most octets of a comment or a link that are kept.
const LONGEST: usize = 400;

/// The comments of a sheet, or the mailboxes that its links lead to, by row (from 1) and column (from 0).
#[derive(Debug, Default)]
pub(super) struct Comments(BTreeMap<(u64, u32), String>);

impl Comments {
    /// Adds what is said at a cell; a second one stands behind the first.
    pub(super) fn add(&mut self, place: (u64, u32), text: &str) {
        let text = text.trim();
        if text.is_empty() || self.0.len() >= MOST && !self.0.contains_key(&place) {
            return;
        }
        let said = self.0.entry(place).or_default();
        if !said.is_empty() {
            push(said, " / ");
        }
        push(said, text);
    }

    /// Adds those at cells that have none yet.
    pub(super) fn add_missing(&mut self, others: Self) {
        for (place, text) in others.0 {
            if !self.0.contains_key(&place) {
                self.add(place, &text);
            }
        }
    }
}

/// Adds a text to another one, that does not grow beyond what is kept.
pub(super) fn push(text: &mut String, more: &str) {
    let room = LONGEST.saturating_sub(text.len());
    let end = (0..=room.min(more.len())).rev().find(|end| more.is_char_boundary(*end)).unwrap_or(0);
    text.push_str(&more[..end]);
}

/// The rows most of whose values are struck through, from 1.
#[derive(Debug, Default)]
pub(super) struct Struck {
    rows: BTreeSet<u64>,
    /// The row that is being read, how many of its cells have a value, and how many of those are struck through.
    row: u64,
    filled: u32,
    struck: u32,
}

impl Struck {
    /// Takes a cell with a value, in the order of the sheet.
    pub(super) fn take(&mut self, row: u64, is_struck: bool) {
        if row != self.row {
            self.end();
            self.row = row;
        }
        self.filled += 1;
        self.struck += u32::from(is_struck);
    }

    /// Behind the last cell.
    pub(super) fn end(&mut self) {
        if self.struck > 0 && self.struck * 2 >= self.filled && self.rows.len() < MOST {
            self.rows.insert(self.row);
        }
        (self.filled, self.struck) = (0, 0);
    }
}

/// Cells with numbers that are too long, by row (from 1) and column (from 0).
#[derive(Debug, Default)]
pub(super) struct Cut(BTreeSet<(u64, u32)>);

impl Cut {
    pub(super) fn take(&mut self, row: u64, column: u32) {
        if self.0.len() < MOST {
            self.0.insert((row, column));
        }
    }
}

/// What is said of the rows below the header, whose columns have these places.
pub(super) fn remarks(layout: &Layout, header: u64, columns: &HashMap<u32, usize>) -> Vec<Remark> {
    let at_cells = |texts: &Comments, sort: fn(String) -> RemarkSort| {
        let remark = |(&(line, column), text): (&(u64, u32), &String)| Remark {
            line,
            column: columns.get(&column).copied(),
            sort: sort(text.clone()),
        };
        texts.0.iter().map(remark).collect::<Vec<_>>()
    };
    let rows = layout.struck.rows.iter();
    let struck = rows.map(|line| Remark { line: *line, column: None, sort: RemarkSort::Struck });
    let mut all: Vec<Remark> = struck.collect();
    let cut = |(line, column): &(u64, u32)| {
        Some(Remark { line: *line, column: Some(*columns.get(column)?), sort: RemarkSort::Cut })
    };
    all.extend(layout.cut.0.iter().filter_map(cut));
    all.extend(at_cells(&layout.comments, RemarkSort::Comment));
    all.extend(at_cells(&layout.links, RemarkSort::Link));
    all.retain(|remark| remark.line > header);
    all.sort_by_key(|remark| remark.line);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_struck_through_where_most_of_their_values_are() {
        let mut struck = Struck::default();
        for (row, is_struck) in
            [(1, false), (2, true), (2, true), (2, false), (3, true), (3, false), (3, false), (4, true)]
        {
            struck.take(row, is_struck);
        }
        struck.end();
        assert_eq!(struck.rows.into_iter().collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn comments_are_kept_up_to_a_length_and_a_number() {
        let mut comments = Comments::default();
        comments.add((1, 0), "heading");
        comments.add((2, 1), " who? ");
        comments.add((2, 1), "Anna");
        comments.add((3, 7), &"é".repeat(LONGEST));
        comments.add((4, 1), "  ");
        let layout = Layout { comments, ..Layout::default() };
        let found = remarks(&layout, 1, &HashMap::from([(1, 0)]));
        let mut comments = layout.comments;
        let said = |remark: &Remark| match &remark.sort {
            RemarkSort::Comment(text) => text.clone(),
            RemarkSort::Link(_) | RemarkSort::Struck | RemarkSort::Cut => String::new(),
        };
        assert_eq!((found[0].line, found[0].column, said(&found[0]).as_str()), (2, Some(0), "who? / Anna"));
        assert_eq!((found[1].column, said(&found[1]).len(), found.len()), (None, LONGEST, 2));
        for row in 0..2 * MOST as u64 {
            comments.add((row, 9), "x");
        }
        assert_eq!(comments.0.len(), MOST);
    }
}
