//! What was done, told to a person or to a program.
//!
//! For: one [`ReportRow`] per recipient, written row by row ([`Writer`]: `.csv`, `.json`, `.jsonl`); the
//! rows that did not get through, ready to be fed back in ([`FailedRows`]); totals and failures by reason ([`Summary`]);
//! how long replies took ([`LatencyTable`]).
//!
//! Not for: progress while it runs (see [`crate::cli`]).
//!
//! Start reading at [`ReportRow`]. A format is one arm in `writer`. What came from outside is made harmless in two
//! places: `row` takes out what steers a terminal, `cell` what a spreadsheet program would take for a formula.

mod cell;
mod failed;
mod fault;
mod html;
mod latencies;
mod own;
pub mod page;
mod replacement;
mod row;
mod shown;
mod summary;
pub(crate) mod wrap;
mod writer;

pub(crate) use cell::neutralised;
pub use failed::FailedRows;
pub use html::About;
pub use latencies::{Latency, LatencyTable, measured, milliseconds, ms, phase_name};
pub use own::is_own;
pub use replacement::Replacement;
pub use row::{ReportRow, Utc, rows};
pub use summary::Summary;
pub use writer::{BYTE_ORDER_MARK, ReportError, Writer, is_report};
