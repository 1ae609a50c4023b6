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
pub(super) const CELL: char = '\u{F0000}';

/// A text, and the cells in it.
#[derive(Debug, Default)]
pub(super) struct Marked {
    text: String,
    cells: Inserts,
}

/// The cells of a text, in order: those that follow one another are one, and none is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Inserts {
    /// One after the other.
    all: String,
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

impl Inserts {
    /// No cells, and room for so many octets of them.
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self { all: String::with_capacity(octets), ends: Vec::with_capacity(octets / 16) }
    }

    /// Appends a cell, or more of the last one.
    pub(super) fn push(&mut self, cell: &str, is_new: bool) {
        self.all.push_str(cell);
        match self.ends.last_mut() {
            Some(end) if !is_new => *end = self.all.len(),
            _ => self.ends.push(self.all.len()),
        }
    }

    /// All of them, one after the other.
    pub(super) fn all(&self) -> &str {
        &self.all
    }

    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.all[std::mem::replace(&mut start, end)..end])
    }

    /// One by its number, from 0; empty if there is none.
    pub(super) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(self.all.len()));
        self.ends.get(index).map_or("", |end| &self.all[start..*end])
    }
}

impl Output for Marked {
    fn literal(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn cell(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let is_new = !self.text.ends_with(CELL);
        if is_new {
            self.text.push(CELL);
        }
        self.cells.push(text, is_new);
    }

    fn octets(&self) -> usize {
        self.text.len() + self.cells.all.len()
    }
}

impl Marked {
    /// Nothing yet, and room for so many octets.
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self { text: String::with_capacity(octets), cells: Inserts::with_capacity(octets / 8) }
    }

    /// Shortens a text with marks.
    pub(super) fn of(text: &str) -> Self {
        let mut shortener = Shortener::new(text.len(), usize::MAX);
        shortener.take(text.as_bytes());
        shortener.finish()
    }

    /// The text, with one character for each cell.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The cells.
    pub(super) fn cells(&self) -> &Inserts {
        &self.cells
    }

    /// A part of the text with marks.
    pub(super) fn with_marks(&self, range: &Range<usize>) -> String {
        let mut all = String::new();
        let mut number = self.text[..range.start].matches(CELL).count();
        for (index, literal) in self.text[range.clone()].split(CELL).enumerate() {
            if index > 0 {
                all.push_str(&marks::mark(self.cells.get(number)));
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
            self.cells.push(from.cells.get(*number), true);
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
                Marked { text, cells: Inserts { all: cells, ends: self.ends } }
            }
            // A filter of the template's may have cut a run in the middle of a character.
            cells => {
                let octets = cells.map_or_else(FromUtf8Error::into_bytes, String::into_bytes);
                let mut marked = Marked { text, ..Marked::default() };
                let mut start = 0;
                for end in self.ends {
                    marked.cells.push(&String::from_utf8_lossy(&octets[start..end]), true);
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
        assert_eq!(short.text().split(CELL).collect::<Vec<_>>(), ["<b>", "</b> 张", ""]);
        assert_eq!(short.cells().iter().collect::<Vec<_>>(), ["a<三", "c"]);
        assert_eq!(short.with_marks(&(0..short.text().len())), text);
        assert_eq!(short.octets(), "<b>".len() + "</b> 张".len() + 8 + "a<三c".len());
        assert_eq!(marked("").cells().iter().count(), 0);
        assert_eq!((short.cells().get(1), short.cells().get(2)), ("c", ""));
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
