//! A marked text in short: one character for each cell, and the cells beside it.
//!
//! What parses a text in this form sees what it would see in [marks](super::marks): a cell is something that is neither
//! punctuation nor space. But a cell is put back once, however often the text is looked at.

use std::io::{self, Write};
use std::ops::Range;
use std::string::FromUtf8Error;

use super::marks;
use super::straight::Output;

/// Stands for a cell. The author's own have been made cells, as all marks have.
const CELL: char = '\u{F0000}';

/// A text, and the cells in it.
#[derive(Debug, Default)]
pub(super) struct Marked {
    text: String,
    /// All cells, one after the other. None of them is empty.
    cells: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

/// Takes a text with marks in whole characters, as it is rendered, and shortens it.
#[derive(Debug)]
pub(super) struct Shortener {
    text: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
    in_cell: bool,
    limit: usize,
}

/// A stretch of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// By the template's author.
    Literal(&'a str),
    /// Out of cells that follow one another.
    Cell(&'a str),
}

impl Output for Marked {
    fn literal(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn cell(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.cells.push_str(text);
        match self.ends.last_mut() {
            // Cells that follow one another are one.
            Some(end) if self.text.ends_with(CELL) => *end = self.cells.len(),
            _ => {
                self.text.push(CELL);
                self.ends.push(self.cells.len());
            }
        }
    }

    fn octets(&self) -> usize {
        self.len()
    }
}

impl Marked {
    /// The octets that stand for a cell in the text.
    pub(super) const CELL_LENGTH: usize = CELL.len_utf8();

    /// Nothing yet, and room for so many octets.
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self { text: String::with_capacity(octets), cells: String::with_capacity(octets / 8), ends: Vec::new() }
    }

    /// Shortens a text with marks.
    pub(super) fn of(text: &str) -> Self {
        let mut shortener = Shortener::new(text.len(), usize::MAX);
        shortener.take(text.as_bytes());
        shortener.finish()
    }

    fn push_cell(&mut self, cell: &str) {
        self.cells.push_str(cell);
        self.ends.push(self.cells.len());
    }

    /// The text, with one character for each cell.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The cells, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.cells[std::mem::replace(&mut start, end)..end])
    }

    /// All cells, one after the other.
    pub(super) fn all_cells(&self) -> &str {
        &self.cells
    }

    /// A cell by its number, from 0; empty if there is none.
    pub(super) fn cell(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(self.cells.len()));
        self.ends.get(index).map_or("", |end| &self.cells[start..*end])
    }

    /// Where the cells stand in the text.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.text.match_indices(CELL).map(|(at, _)| at)
    }

    /// How many octets the text has with its cells.
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.cells.len()
    }

    /// The stretches, in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.text.as_str();
        let mut cells = self.cells();
        std::iter::from_fn(move || {
            if let Some(behind) = rest.strip_prefix(CELL) {
                rest = behind;
                return cells.next().map(Piece::Cell);
            }
            let (literal, behind) = rest.split_at(marks::find(rest.as_bytes()).unwrap_or(rest.len()));
            rest = behind;
            (!literal.is_empty()).then_some(Piece::Literal(literal))
        })
    }

    /// A part of the text with marks.
    pub(super) fn with_marks(&self, range: &Range<usize>) -> String {
        let mut all = String::new();
        let mut number = self.text[..range.start].matches(CELL).count();
        for (index, literal) in self.text[range.clone()].split(CELL).enumerate() {
            if index > 0 {
                all.push_str(&marks::mark(self.cell(number)));
                number += 1;
            }
            all.push_str(literal);
        }
        all
    }

    /// The text with other literals in the place of some parts; these are in order.
    pub(super) fn replace(&self, parts: &[(Range<usize>, String)]) -> Self {
        let mut replaced = Self::default();
        let (mut copied, mut number) = (0, 0);
        for (range, literal) in parts {
            replaced.copy(self, copied..range.start, &mut number);
            replaced.text.push_str(literal);
            number += self.text[range.clone()].matches(CELL).count();
            copied = range.end;
        }
        replaced.copy(self, copied..self.text.len(), &mut number);
        replaced
    }

    /// Appends a part of another text, whose first cell has this number.
    fn copy(&mut self, from: &Self, range: Range<usize>, number: &mut usize) {
        for _ in from.text[range.clone()].matches(CELL) {
            self.push_cell(from.cell(*number));
            *number += 1;
        }
        self.text.push_str(&from.text[range]);
    }
}

impl Shortener {
    /// Expects so many octets, and takes no more than `limit`.
    pub(super) fn new(expected: usize, limit: usize) -> Self {
        let (text, cells) = (Vec::with_capacity(expected), Vec::with_capacity(expected / 8));
        Self { text, cells, ends: Vec::new(), in_cell: false, limit }
    }

    fn take(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while !rest.is_empty() {
            let run = marks::unmark(rest, &mut self.cells);
            if run > 0 {
                if !self.in_cell {
                    self.text.extend_from_slice(CELL.encode_utf8(&mut [0; 4]).as_bytes());
                    self.in_cell = true;
                }
                rest = &rest[run..];
                continue;
            }
            self.end_cell();
            let (literal, behind) = rest.split_at(marks::find(rest).unwrap_or(rest.len()));
            self.text.extend_from_slice(literal);
            rest = behind;
        }
    }

    fn end_cell(&mut self) {
        if self.in_cell {
            self.ends.push(self.cells.len());
            self.in_cell = false;
        }
    }

    /// The shortened text.
    pub(super) fn finish(mut self) -> Marked {
        self.end_cell();
        let text =
            String::from_utf8(self.text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        match String::from_utf8(self.cells) {
            Ok(cells) if self.ends.iter().all(|end| cells.is_char_boundary(*end)) => {
                Marked { text, cells, ends: self.ends }
            }
            // A filter of the template's may have cut a run in the middle of a character.
            cells => {
                let octets = cells.map_or_else(FromUtf8Error::into_bytes, String::into_bytes);
                let mut marked = Marked { text, ..Marked::default() };
                let mut start = 0;
                for end in self.ends {
                    marked.push_cell(&String::from_utf8_lossy(&octets[start..end]));
                    start = end;
                }
                marked
            }
        }
    }
}

impl Write for Shortener {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.text.len() + self.cells.len() + octets.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.take(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Marked {
        Marked::of(text)
    }

    #[test]
    fn cells_are_kept_beside_the_text() {
        let text = format!("<b>{}{}</b> 张{}", marks::mark("a<"), marks::mark("三"), marks::mark("c"));
        let short = marked(&text);
        let pieces: Vec<_> = short.pieces().collect();
        assert_eq!(pieces, [Piece::Literal("<b>"), Piece::Cell("a<三"), Piece::Literal("</b> 张"), Piece::Cell("c")]);
        assert_eq!(short.with_marks(&(0..short.text().len())), text);
        assert_eq!(short.len(), "<b>".len() + "</b> 张".len() + 8 + "a<三c".len());
        assert_eq!(marked("").pieces().count(), 0);
        assert_eq!((short.cell(1), short.cell(2)), ("c", ""));
    }

    #[test]
    fn parts_are_replaced_with_their_cells() {
        let text = format!("{}-{}-{}", marks::mark("a"), marks::mark("b"), marks::mark("c"));
        let short = marked(&text);
        let second = 5..9;
        let replaced = short.replace(&[(second.clone(), "x".to_owned())]);
        assert_eq!(short.with_marks(&second), marks::mark("b"));
        let expected = format!("{}-x-{}", marks::mark("a"), marks::mark("c"));
        assert_eq!(replaced.with_marks(&(0..replaced.text().len())), expected);
    }
}
