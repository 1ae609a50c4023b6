//! Bodies of which it is known, without another look, that they go into a mail as they are.
//!
//! Nearly all of a body is what its author wrote, the same for each row: whether that is ASCII in lines that are ended by CRLF and
//! not too long is found out once. What is left for each row are its cells, and the places where they meet the rest.

use super::straight::Output;
use crate::message::{MAX_LINE, is_seven_bit};

/// What the author wrote, with the line ends of a mail.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    text: String,
    /// Whether nothing in it is in the way, whatever stands before and behind it.
    is_seven_bit: bool,
    /// Octets up to the first line end, and behind the last one, if there is any.
    ends: Option<(usize, usize)>,
    /// The octet behind which it begins with something odd: a blank, if that is a line end, or a dash, if it is an equals sign.
    odd_behind: Option<u8>,
}

impl Lines {
    /// Of a text with any line ends.
    pub(super) fn of(text: &str) -> Self {
        let text = line_ends(text);
        // A blank at the end may stand in the middle of a line.
        let is_seven_bit = is_seven_bit(text.trim_end_matches(' '));
        let ends = text.find("\r\n").zip(text.rfind('\n')).map(|(first, last)| (first, text.len() - last - 1));
        let odd_behind = match text.as_bytes().first() {
            Some(b'\r') => Some(b' '),
            Some(b'=') => Some(b'-'),
            _ => None,
        };
        Self { text, is_seven_bit, ends, odd_behind }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// A body as it is written.
#[derive(Debug)]
pub(super) struct BodyText {
    text: String,
    is_seven_bit: bool,
    /// Octets of its last line so far.
    line: usize,
    /// Whether all cells are known to be [usual](is_usual).
    has_usual_cells: bool,
}

impl BodyText {
    /// Nothing yet, and room for so many octets in another text's. Where all cells are from one text, which may hold more, to look
    /// at all of it takes less time than to look at each.
    pub(super) fn new(mut room: String, octets: usize, cells: Option<&str>) -> Self {
        room.clear();
        room.reserve(octets);
        Self { text: room, is_seven_bit: true, line: 0, has_usual_cells: cells.is_some_and(is_usual) }
    }

    /// The text, and whether [`is_seven_bit`] would say so of it. In rare cases that is not known.
    pub(super) fn finish(self) -> Finished {
        let is_seven_bit = self.is_seven_bit && self.line <= MAX_LINE && !self.text.ends_with(' ');
        Finished { text: self.text, is_seven_bit }
    }

    /// Appends what is made of a cell: of a [usual](is_usual) one, a usual text.
    pub(super) fn cell_by(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        // A usual text makes nothing odd of what stands before it.
        self.is_seven_bit &= self.has_usual_cells || is_usual(&self.text[start..]);
        self.line += self.text.len() - start;
    }
}

/// A body, and whether it is known to be in 7 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) is_seven_bit: bool,
}

impl From<String> for Finished {
    /// Of which nothing is known.
    fn from(text: String) -> Self {
        Self { text, is_seven_bit: false }
    }
}

impl Output for BodyText {
    fn literal(&mut self, text: &str) {
        self.lines(&Lines::of(text));
    }

    fn lines(&mut self, lines: &Lines) {
        let meets_oddly = lines.odd_behind.is_some() && lines.odd_behind == self.text.as_bytes().last().copied();
        self.text.push_str(&lines.text);
        self.is_seven_bit &= lines.is_seven_bit && !meets_oddly;
        match lines.ends {
            Some((first, last)) => {
                self.is_seven_bit &= self.line + first <= MAX_LINE;
                self.line = last;
            }
            None => self.line += lines.text.len(),
        }
    }

    fn cell(&mut self, text: &str) {
        self.cell_by(|out| out.push_str(text));
    }

    fn octets(&self) -> usize {
        self.text.len()
    }
}

/// A text with CRLF for LF.
pub(super) fn line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Whether a cell is in nobody's way, and so are its parts and what filters make of it: printable ASCII without an equals sign,
/// which may be a part of a boundary.
fn is_usual(text: &str) -> bool {
    let is_usual = |octet: u8| (octet.wrapping_sub(b' ') <= b'~' - b' ') & (octet != b'=');
    text.bytes().fold(true, |so_far, octet| so_far & is_usual(octet))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text in which cells and what the author wrote alternate.
    fn written(pieces: &[String]) -> Finished {
        let all: String = pieces.iter().skip(1).step_by(2).map(String::as_str).collect();
        let mut body = BodyText::new(String::new(), 0, Some(&all));
        for (number, piece) in pieces.iter().enumerate() {
            match number % 2 {
                0 => body.lines(&Lines::of(piece)),
                _ => body.cell(piece),
            }
        }
        body.finish()
    }

    proptest! {
        /// Never where it is not so; and whenever it is, where no line comes near the limit.
        #[test]
        fn what_is_said_of_a_body_is_so(
            pieces in prop::collection::vec("(-|=|=_| |[ -~]{0,4}|x{440,460}|\r\n|\n|\t|\r|é){0,4}", 0..6)
        ) {
            let Finished { text, is_seven_bit: is_known } = written(&pieces);
            prop_assert!(!is_known || is_seven_bit(&text), "{:?}", text);
            let in_cells = pieces.iter().skip(1).step_by(2).any(|cell| cell.contains(['\n', '\r', '=']));
            if !in_cells && text.split('\n').all(|line| line.len() <= MAX_LINE / 2) {
                prop_assert_eq!(is_known, is_seven_bit(&text), "{:?}", text);
            }
        }
    }

    #[test]
    fn lines_are_measured_across_cells() {
        let half = "x".repeat(MAX_LINE / 2);
        let pieces = |end: &str| ["a\n".to_owned(), half.clone(), String::new(), half.clone(), end.to_owned()];
        assert!(written(&pieces("\nb\n")).is_seven_bit);
        assert!(written(&pieces("")).is_seven_bit);
        assert!(!written(&pieces("y\nb\n")).is_seven_bit);
        assert!(!written(&pieces("y")).is_seven_bit);
    }
}
