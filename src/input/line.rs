//! A row cut in one go, if it is at hand as a whole and nothing in it is out of the ordinary.

use super::fields::{Fields, Span};
use super::marks::Marks;

/// A row.
#[derive(Debug)]
pub(super) struct Line {
    /// Where it ends: at a line end.
    pub(super) end: usize,
    /// How many line breaks there are in its values.
    pub(super) breaks: u64,
    pub(super) fields: Fields,
}

/// Cuts rows that are at hand as a whole.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    /// How many values the last row had.
    columns: usize,
    /// Where quotes stand in this row that are the second of two.
    doubled: Vec<usize>,
    /// Line breaks in this row's values.
    breaks: u64,
}

impl Cutter {
    /// Cuts the row that `ahead` begins with.
    ///
    /// `None` where more has to be known or said: blanks around quotes, a quote inside a value without quotes, text after a
    /// closing quote; a row that goes on beyond what is at hand.
    pub(super) fn cut(&mut self, ahead: &str, delimiter: u8) -> Option<Line> {
        let octets = ahead.as_bytes();
        let mut marks = Marks::new(octets, delimiter);
        let mut spans = Vec::with_capacity(self.columns);
        self.doubled.clear();
        self.breaks = 0;
        let mut start = 0;
        loop {
            let mut end = marks.next()?;
            let mut span = Span { start: self.place(start), end: self.place(end) };
            if octets[end] == b'"' {
                if end != start {
                    return None;
                }
                let closing = self.closing_quote(octets, &mut marks)?;
                span = Span { start: span.start + 1, end: self.place(closing) };
                end = marks.next().filter(|end| *end == closing + 1)?;
            }
            spans.push(span);
            if matches!(octets[end], b'\n' | b'\r') {
                self.columns = spans.len();
                let fields = Fields::new(without(&ahead[..end], &self.doubled), spans);
                return Some(Line { end, breaks: self.breaks, fields });
            }
            start = end + 1;
        }
    }

    fn closing_quote(&mut self, octets: &[u8], marks: &mut Marks<'_>) -> Option<usize> {
        loop {
            let mark = marks.next()?;
            match octets[mark] {
                b'"' if octets.get(mark + 1) == Some(&b'"') => self.doubled.extend(marks.next()),
                b'"' => return Some(mark),
                b'\r' => self.breaks += 1,
                b'\n' => self.breaks += u64::from(octets[mark - 1] != b'\r'),
                _ => {}
            }
        }
    }

    /// Where this place of the line is in the text of the fields.
    fn place(&self, place: usize) -> usize {
        place - self.doubled.len()
    }
}

/// The text without the octets at these places.
fn without(text: &str, places: &[usize]) -> String {
    let mut rest = String::with_capacity(text.len() - places.len());
    let mut from = 0;
    for place in places {
        rest.push_str(&text[from..*place]);
        from = place + 1;
    }
    rest.push_str(&text[from..]);
    rest
}
