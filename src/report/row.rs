//! The row of a report: one recipient.

use serde::Serialize;

use crate::delivery::{Delivery, Outcome};

/// One recipient of one row. The fields are the columns, in this order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportRow {
    /// The record's number, from 1.
    pub row: u64,
    /// Its line in the file.
    pub line: u64,
    /// The forward-path.
    pub address: String,
    /// The outcome in one word.
    pub outcome: Outcome,
    /// The reply's code.
    pub code: Option<u16>,
    /// The enhanced status code: `5.1.1`.
    pub enhanced: Option<String>,
    /// Where it was decided: `rcpt`, `content` …
    pub phase: Option<&'static str>,
    /// The server's text.
    pub text: String,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// How many times it was tried.
    pub attempts: u32,
    /// When it was settled, UTC, RFC 3339.
    pub time: String,
    /// Seconds from the first command of the last attempt to the deciding reply.
    pub seconds: f64,
}

/// The report rows of a delivery, one per recipient.
pub fn rows(delivery: &Delivery) -> impl Iterator<Item = ReportRow> + '_ {
    let _ = delivery;
    std::iter::empty()
}
