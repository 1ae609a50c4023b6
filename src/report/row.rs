//! The row of a report: one recipient.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::delivery::{Delivery, Explanation, Lang, Outcome, Settlement};
use crate::mail::printable;
use crate::smtp::{EnhancedCode, Phase};

/// One recipient of one row. The fields are the columns, in this order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportRow<'a> {
    /// The record's number, from 1.
    pub row: u64,
    /// Its line in the file.
    pub line: u64,
    /// The forward-path.
    pub address: Cow<'a, str>,
    /// The outcome in one word.
    pub outcome: Outcome,
    /// The reply's code.
    pub code: Option<u16>,
    /// The enhanced status code: `5.1.1`.
    #[serde(serialize_with = "as_text_or_null")]
    pub enhanced: Option<EnhancedCode>,
    /// Where it was decided: `rcpt`, `content` …
    pub phase: Option<&'static str>,
    /// The server's text.
    pub text: Cow<'a, str>,
    /// The Message-ID without angle brackets.
    pub message_id: &'a str,
    /// How many times it was tried.
    pub attempts: u32,
    /// When it was settled.
    pub time: Utc,
    /// Seconds from the first command of the last attempt to the deciding reply.
    pub seconds: f64,
    /// What the failure means and what to do, once a language is chosen: see [`Self::told_in`].
    pub explanation: Option<&'static str>,
    /// Who it is, by the list: for a page, that a person looks through. Empty where it is not known.
    #[serde(skip)]
    pub name: Cow<'a, str>,
    /// What the row is about, as it is.
    #[serde(skip)]
    pub(super) settlement: &'a Settlement,
}

impl ReportRow<'_> {
    /// What it means that the recipient was settled so; `None` for one that was accepted.
    #[must_use]
    pub fn explain(&self) -> Option<&'static Explanation> {
        self.settlement.explanation()
    }

    /// The row with its explanation in a language.
    #[must_use]
    pub fn told_in(self, lang: Lang) -> Self {
        let explanation = self.explain().map(|explanation| explanation.whole(lang));
        Self { explanation, ..self }
    }
}

impl<'a> ReportRow<'a> {
    /// The row of somebody of this name.
    #[must_use]
    pub fn named(self, name: &'a str) -> Self {
        Self { name: printable(name), ..self }
    }
}

/// A time as reports show it: UTC, RFC 3339, to the millisecond; empty for a time that no calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Utc(pub SystemTime);

/// The report rows of a delivery, one per recipient.
///
/// Addresses and texts come from outside: what would steer a terminal is escaped.
pub fn rows(delivery: &Delivery) -> impl Iterator<Item = ReportRow<'_>> {
    delivery.recipients.iter().map(|settlement| ReportRow {
        row: delivery.row,
        line: delivery.line,
        address: printable(&settlement.address),
        outcome: settlement.outcome,
        code: settlement.code,
        enhanced: settlement.enhanced,
        phase: settlement.phase.map(Phase::name),
        text: printable(&settlement.text),
        message_id: &delivery.message_id,
        attempts: delivery.attempts,
        time: Utc(delivery.time),
        // Whole microseconds: what lies below is noise, and makes long numbers.
        seconds: delivery.elapsed.as_micros() as f64 / 1e6,
        explanation: None,
        name: Cow::Borrowed(""),
        settlement,
    })
}

impl Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::try_from(self.0).map_or(Ok(()), |time| write!(f, "{time:.3}"))
    }
}

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn as_text_or_null<S: Serializer>(code: &Option<EnhancedCode>, serializer: S) -> Result<S::Ok, S::Error> {
    match code {
        Some(code) => serializer.collect_str(code),
        None => serializer.serialize_none(),
    }
}
