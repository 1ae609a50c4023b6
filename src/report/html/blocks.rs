//! The rows as the page holds them: blocks of [lines](super::lines), each compressed by itself, so that the page unpacks what it shows.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::lines::{Lines, Place};
use crate::delivery::Outcome;
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
    lines: Lines,
    counts: Counts,
    index: Vec<Counts>,
}

impl<W: Write> Blocks<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, lines: Lines::default(), counts: Counts::default(), index: Vec::new() }
    }

    /// Appends a row, with what is known of it besides.
    pub(super) fn add(&mut self, row: &ReportRow<'_>, place: Place) -> io::Result<()> {
        self.lines.add(row, place);
        self.counts[row.outcome as usize] += 1;
        if self.counts.iter().sum::<u64>() >= MOST_ROWS || self.lines.text().len() >= MOST_OCTETS {
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

    fn close(&mut self) -> io::Result<()> {
        let counts = std::mem::take(&mut self.counts);
        if counts.iter().all(|count| *count == 0) {
            return Ok(());
        }
        let mut packed = ZlibEncoder::new(Vec::with_capacity(self.lines.text().len() / 2), LEVEL);
        packed.write_all(self.lines.text().as_bytes())?;
        let text = BASE64_STANDARD.encode(packed.finish()?);
        let number = self.index.len();
        writeln!(self.out, "<script type=\"application/octet-stream\" id=\"block-{number}\">{text}</script>")?;
        self.lines.clear();
        self.index.push(counts);
        Ok(())
    }
}
