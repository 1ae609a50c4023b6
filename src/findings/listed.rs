//! Lists for tests.

use tempfile::TempDir;

use super::column::numbers::{Hints, Numbers};
use super::known_column::Column;
use crate::input::{self, Options, Source};

/// A list of rows whose values stand between tabs, in a folder that has to be kept for as long as it is read.
pub(super) fn list(headings: &str, rows: &[String]) -> (TempDir, Source) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.tsv");
    std::fs::write(&path, format!("{headings}\n{}\n", rows.join("\n"))).unwrap();
    let source = input::open(&path, &Options { delimiter: Some(b'\t'), ..Options::default() }).unwrap();
    (folder, source)
}

/// A column of these values, of which it is known how they write numbers.
pub(super) fn numbered<'v>(values: impl Iterator<Item = &'v String>) -> Column {
    let values: Vec<String> = values.cloned().collect();
    Column { numbers: Numbers::of(&values, Hints::default()), ..Column::default() }
}
