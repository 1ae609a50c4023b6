//! What no letter encloses: the list it goes to, and what this program keeps and tells of everybody.

use std::path::Path;

use crate::ledger::Sqlite;
use crate::merge::Private;
use crate::report;

/// Octets at the beginning of a file that say what it is.
const START: usize = 4 << 10;

/// For a letter to this list.
pub(super) fn of(list: &Path) -> Private {
    Private { list: Some(list.to_owned()), keeper: Some(keeper) }
}

fn keeper(octets: &[u8]) -> Option<&'static str> {
    if Sqlite::is_ledger(octets) {
        return Some("a ledger");
    }
    let start = String::from_utf8_lossy(&octets[..octets.len().min(START)]);
    // What has nobody in it is empty, whoever made it.
    let is_blank = matches!(start.trim(), "" | "[]");
    (!is_blank && report::is_own(&start)).then_some("a report of this program")
}
