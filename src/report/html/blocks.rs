//! The rows as the page holds them: blocks of lines, each compressed by itself, so that the page unpacks what it shows.
//!
//! A line is a row; its fields are parted by tabs, which are not in them, for controls have been escaped:
//!
//! ```text
//! 1anna@example.org ⇥ Anna Berg ⇥ 550 5.1.1 no such user ⇥ MESSAGE-ID ⇥ 3 ⇥ rcpt ⇥ 1 ⇥ 1 ⇥ 1 ⇥ 1700000000120 ⇥ 1234 ⇥ 0
//! ```
//!
//! The first character is the outcome by its place in [`Outcome::ALL`]; what a search looks through comes first. Then: whether
//! the answer begins with a code (1) and with an enhanced one (2), and the recipient is not the first of its mail (4); the phase; how far row, line and time in milliseconds are
//! from those of the line before; attempts between; microseconds; the reason. `report.js` reads it: they move together.

use std::fmt::Write as _;
use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::series::milliseconds;
use crate::delivery::Outcome;
use crate::mail::printable;
use crate::report::ReportRow;

/// Unpacked in a few milliseconds, and large enough to be packed well.
const MOST_ROWS: u64 = 4_000;
/// A server's text may be long.
const MOST_OCTETS: usize = 4 << 20;
/// Most of what is left are digits of Message-IDs: at 9 it is 2.5 % smaller, and takes twice as long.
const LEVEL: Compression = Compression::fast();

/// Rows of a block by outcome.
pub(super) type Counts = [u64; Outcome::ALL.len()];

/// The blocks that are complete, and the one that is being filled.
#[derive(Debug)]
pub(super) struct Blocks<W: Write> {
    out: W,
    lines: String,
    counts: Counts,
    last: Numbers,
    index: Vec<Counts>,
}

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

impl<W: Write> Blocks<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, lines: String::new(), counts: Counts::default(), last: Numbers::default(), index: Vec::new() }
    }

    /// Appends a row, with what is known of it besides.
    pub(super) fn add(&mut self, row: &ReportRow<'_>, place: Place) -> io::Result<()> {
        self.line(row, place).expect("a text takes any text");
        self.counts[row.outcome as usize] += 1;
        if self.counts.iter().sum::<u64>() >= MOST_ROWS || self.lines.len() >= MOST_OCTETS {
            self.close()?;
        }
        Ok(())
    }

    /// Where the blocks were written to, and the rows of each by outcome.
    pub(super) fn finish(mut self) -> io::Result<(W, Vec<Counts>)> {
        self.close()?;
        self.out.flush()?;
        Ok((self.out, self.index))
    }

    fn line(&mut self, row: &ReportRow<'_>, Place { reason, is_copy }: Place) -> std::fmt::Result {
        let out = &mut self.lines;
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

    fn close(&mut self) -> io::Result<()> {
        let counts = std::mem::take(&mut self.counts);
        if counts.iter().all(|count| *count == 0) {
            return Ok(());
        }
        let mut packed = ZlibEncoder::new(Vec::with_capacity(self.lines.len() / 2), LEVEL);
        packed.write_all(self.lines.as_bytes())?;
        let text = BASE64_STANDARD.encode(packed.finish()?);
        let number = self.index.len();
        writeln!(self.out, "<script type=\"application/octet-stream\" id=\"block-{number}\">{text}</script>")?;
        self.lines.clear();
        self.last = Numbers::default();
        self.index.push(counts);
        Ok(())
    }
}
