//! Totals, and the failures grouped by reason: what the terminal shows at the end.

use std::fmt;

use super::ReportRow;
use crate::delivery::Outcome;

/// Counts that grow with the number of reasons, not with the number of rows.
#[derive(Debug, Default)]
pub struct Summary {}

impl Summary {
    /// Takes a row into account.
    pub fn add(&mut self, row: &ReportRow) {
        let _ = row;
    }

    /// How many recipients ended so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        let _ = outcome;
        0
    }

    /// How many recipients there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("")
    }
}
