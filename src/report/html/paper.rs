//! The rows that are there without being unpacked: those that are shown first, so that they are there when the page is, and those that
//! are printed, since nothing is waited for then.

use super::lines::{Lines, Place};
use crate::delivery::Outcome;
use crate::report::ReportRow;

/// As many as the page shows at first.
const FIRST: Most = Most { rows: 100, octets: 256 << 10 };
/// So many are printed: some fifty sheets.
const PRINTED: Most = Most { rows: 2_000, octets: 1 << 20 };

/// How much is kept.
#[derive(Debug, Clone, Copy)]
struct Most {
    rows: usize,
    octets: usize,
}

/// The first of some rows.
#[derive(Debug)]
struct Beginning {
    lines: Lines,
    rows: usize,
    most: Most,
    /// Whether more came than is kept.
    is_over: bool,
}

/// What is kept of the rows.
#[derive(Debug)]
pub(super) struct Paper {
    first: Beginning,
    all: Beginning,
    failed: Beginning,
    accepted: Beginning,
}

impl Beginning {
    fn new(most: Most) -> Self {
        Self { lines: Lines::default(), rows: 0, most, is_over: false }
    }

    fn add(&mut self, row: &ReportRow<'_>, place: Place) {
        // Lines tell how far they are from those before: none can be left out.
        self.is_over |= self.rows >= self.most.rows || self.lines.text().len() + row.text.len() > self.most.octets;
        if !self.is_over {
            self.lines.add(row, place);
            self.rows += 1;
        }
    }
}

impl Default for Paper {
    fn default() -> Self {
        let [all, failed, accepted] = [(); 3].map(|()| Beginning::new(PRINTED));
        Self { first: Beginning::new(FIRST), all, failed, accepted }
    }
}

impl Paper {
    /// Takes a row into account.
    pub(super) fn add(&mut self, row: &ReportRow<'_>, place: Place) {
        let sort = if row.outcome == Outcome::Accepted { &mut self.accepted } else { &mut self.failed };
        for rows in [&mut self.first, &mut self.all, sort] {
            rows.add(row, place);
        }
    }

    /// The lines that are shown first.
    pub(super) fn first(&self) -> &str {
        self.first.lines.text()
    }

    /// The lines that are printed: one text, if those are all; else those that were not accepted, and others as far as there is room.
    pub(super) fn printed(&self) -> Vec<String> {
        if !self.all.is_over {
            return vec![self.all.lines.text().to_owned()];
        }
        let room = PRINTED.rows - self.failed.rows;
        let accepted = self.accepted.lines.text().split_inclusive('\n').take(room);
        vec![self.failed.lines.text().to_owned(), accepted.collect()]
    }
}
