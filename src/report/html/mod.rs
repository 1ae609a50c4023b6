//! `.html`: one page with totals, charts, the failures by reason, and a table of all recipients to look through.
//!
//! What is shown at first comes first in the file, and the rows behind it: the page is painted before they are read. Rows are
//! written as they come, to a temporary file, since totals are known only at the end; memory does not grow with them.
//!
//! Start reading at [`Html`]; `report.html` is the page, `blocks` how it holds the rows, `paper` those that it has at hand, `parts` what is
//! written into it, `words` what it says in each language.

mod blocks;
mod lines;
mod paper;
mod parts;
mod series;
#[cfg(test)]
mod tests;
mod timing;
mod words;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use self::blocks::Blocks;
use self::lines::Place;
use self::paper::Paper;
use self::series::Series;
use super::page::{Page, data};
use super::writer::BUFFER;
use super::{LatencyTable, ReportRow, Summary};
use crate::delivery::Lang;
use crate::net::Distribution;

const PAGE: Page =
    Page { layout: include_str!("report.html"), style: include_str!("report.css"), script: include_str!("report.js") };

/// What is there until the batch has ended.
pub(super) const NOT_YET: &str = "<!DOCTYPE html><meta charset=\"utf-8\"><title>mailshot</title><p>This report is written when the batch \
                       has ended. If mailshot was killed, run the same command again.\n";

/// What a page tells of a batch besides its rows. What is empty is left out.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The list's file name.
    pub list: String,
    /// The template's file name.
    pub template: String,
    /// `host:port`.
    pub server: String,
    /// Why the run ended before all rows were tried.
    pub end: String,
    /// Rows that were never tried are not among its rows, if there are any.
    pub is_part: bool,
    /// How long the server's replies took.
    pub latencies: LatencyTable,
    /// In which language what is not accepted is explained.
    pub lang: Lang,
}

/// A page being written.
#[derive(Debug)]
pub(super) struct Html {
    file: File,
    blocks: Blocks<BufWriter<File>>,
    paper: Paper,
    facts: Facts,
}

/// What is gathered of the rows.
#[derive(Debug, Default)]
struct Facts {
    summary: Summary,
    series: Series,
    /// How long the last try of each message took.
    elapsed: Distribution,
    /// The first and the last time at which a recipient was settled.
    times: Option<(SystemTime, SystemTime)>,
    /// The row whose time was taken last.
    last: (u64, String),
    /// The number of the row before.
    before: Option<u64>,
    /// Mails, those too that were not sent.
    letters: u64,
}

impl Html {
    /// Begins the page in an empty file. Rows are kept beside it meanwhile: where it has room, they have.
    pub(super) fn begin(file: File, path: &Path) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let rows = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?);
        Ok(Self { file, blocks: Blocks::new(rows), paper: Paper::default(), facts: Facts::default() })
    }

    /// Appends a row.
    pub(super) fn row(&mut self, row: &ReportRow<'_>) -> io::Result<()> {
        let place = self.facts.add(row);
        self.paper.add(row, place);
        self.blocks.add(row, place)
    }

    /// Writes the page.
    pub(super) fn end(self, about: &About) -> io::Result<()> {
        let Self { mut file, blocks, paper, facts } = self;
        let (rows, index) = blocks.finish()?;
        let mut rows = rows.into_inner().map_err(io::IntoInnerError::into_error)?;
        rows.seek(SeekFrom::Start(0))?;
        file.write_all(parts::page(&facts, &index, paper.first(), about)?.as_bytes())?;
        io::copy(&mut rows, &mut file)?;
        let printed = data(&paper.printed())?;
        write!(file, "<script type=\"application/json\" id=\"paper\">{printed}</script>\n</body>\n</html>\n")
    }
}

impl Facts {
    /// Takes a row into account; its place among the others.
    fn add(&mut self, row: &ReportRow<'_>) -> Place {
        // What cannot be read has no number.
        let is_copy = row.row > 0 && self.before == Some(row.row);
        self.before = Some(row.row);
        self.letters += u64::from(!is_copy);
        // What was never tried has no time.
        if row.attempts > 0 {
            let time = row.time.0;
            self.series.add(time, row.outcome);
            self.times = Some(self.times.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
            // The recipients of a message stand together.
            if (self.last.0, self.last.1.as_str()) != (row.row, row.message_id) {
                self.elapsed.record(Duration::from_secs_f64(row.seconds.clamp(0.0, 1e9)));
                self.last = (row.row, row.message_id.to_owned());
            }
        }
        Place { reason: self.summary.rank(row), is_copy }
    }
}
