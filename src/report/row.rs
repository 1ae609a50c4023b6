//! The row of a report: one recipient.

use std::time::SystemTime;

use jiff::Timestamp;
use serde::Serialize;

use super::cell::printable;
use crate::delivery::{Delivery, Outcome};
use crate::smtp::Phase;

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
    /// When it was settled, UTC, RFC 3339, to the millisecond.
    pub time: String,
    /// Seconds from the first command of the last attempt to the deciding reply.
    pub seconds: f64,
}

/// The report rows of a delivery, one per recipient.
///
/// Addresses and texts come from outside: what would steer a terminal is escaped.
pub fn rows(delivery: &Delivery) -> impl Iterator<Item = ReportRow> + '_ {
    let time = utc(delivery.time);
    delivery.recipients.iter().map(move |settlement| ReportRow {
        row: delivery.row,
        line: delivery.line,
        address: printable(&settlement.address).into_owned(),
        outcome: settlement.outcome,
        code: settlement.code,
        enhanced: settlement.enhanced.map(|enhanced| enhanced.to_string()),
        phase: settlement.phase.map(Phase::name),
        text: printable(&settlement.text).into_owned(),
        message_id: delivery.message_id.clone(),
        attempts: delivery.attempts,
        time: time.clone(),
        // Whole microseconds: what lies below is noise, and makes long numbers.
        seconds: delivery.elapsed.as_micros() as f64 / 1e6,
    })
}

/// RFC 3339 with milliseconds; empty for a time that no calendar has.
fn utc(time: SystemTime) -> String {
    Timestamp::try_from(time).map(|time| format!("{time:.3}")).unwrap_or_default()
}
