//! The rows as the script of the page reads them: a line each, whose fields are parted by tabs, which are not in them, for controls
//! have been escaped:
//!
//! ```text
//! 1anna@example.org ⇥ Anna Berg ⇥ 550 5.1.1 no such user ⇥ MESSAGE-ID ⇥ 3 ⇥ rcpt ⇥ 1 ⇥ 1 ⇥ 1 ⇥ 1700000000120 ⇥ 1234 ⇥ 0
//! ```
//!
//! The first character is the outcome by its place in [`Outcome::ALL`](crate::delivery::Outcome::ALL); what a search looks through
//! comes first. Then: whether the answer begins with a code (1) and with an enhanced one (2), and the recipient is not the first of its
//! mail (4); the phase; how far row, line and time in milliseconds are from those of the line before; attempts between; microseconds;
//! the reason. `report.js` reads it: they move together.

use std::fmt::Write as _;

use super::series::milliseconds;
use crate::mail::printable;
use crate::report::ReportRow;

/// A row among the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The rank of its reason.
    pub(super) reason: Option<usize>,
    /// Whether another recipient of the same mail stands before it: the one that the list is about.
    pub(super) is_copy: bool,
}

/// What is told by its distance.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    row: i64,
    line: i64,
    time: i64,
}

/// Lines of rows that stand one behind the other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    last: Numbers,
}

impl Lines {
    /// Appends a row, with what is known of it besides.
    pub(super) fn add(&mut self, row: &ReportRow<'_>, place: Place) {
        self.write(row, place).expect("a text takes any text");
    }

    /// The lines, each with its end.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes all lines out: the next one is a first one.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.last = Numbers::default();
    }

    fn write(&mut self, row: &ReportRow<'_>, Place { reason, is_copy }: Place) -> std::fmt::Result {
        let out = &mut self.text;
        write!(out, "{}{}\t{}\t", row.outcome as usize, printable(&row.address), printable(&row.name))?;
        if let Some(code) = row.code {
            write!(out, "{code} ")?;
        }
        if let Some(enhanced) = row.enhanced {
            write!(out, "{enhanced} ")?;
        }
        let has = u8::from(row.code.is_some()) + 2 * u8::from(row.enhanced.is_some()) + 4 * u8::from(is_copy);
        let phase = row.phase.unwrap_or_default();
        write!(out, "{}\t{}\t{has}\t{phase}", printable(&row.text), printable(row.message_id))?;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let now = Numbers { row: number(row.row), line: number(row.line), time: milliseconds(row.time.0) };
        let Numbers { row: last_row, line, time } = std::mem::replace(&mut self.last, now);
        write!(out, "\t{}\t{}\t{}\t{}", now.row - last_row, now.line - line, row.attempts, now.time - time)?;
        // Rows tell whole microseconds.
        write!(out, "\t{}\t", (row.seconds * 1e6).round() as u64)?;
        if let Some(reason) = reason {
            write!(out, "{reason}")?;
        }
        out.push('\n');
        Ok(())
    }
}
