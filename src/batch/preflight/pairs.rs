//! Rows that repeat others, and those that they repeat, as they are in the list.

use std::collections::{HashMap, HashSet};

use super::PreflightError;
use super::known::records;
use crate::batch::List;
use crate::batch::repeats::Repeat;
use crate::input::Record;

/// More are looked at by what they repeat alone: the list is read once more for them.
const MOST_REPEATS: usize = 200;
/// So is a longer list.
const MOST_ROWS: u64 = 20_000;

/// The rows of some repeats, by their lines.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    records: HashMap<u64, Record>,
}

impl Pairs {
    /// Of a list of so many rows. None, where that is too much to be read.
    pub(super) fn of(list: &List, repeats: &[Repeat], rows: u64) -> Result<Self, PreflightError> {
        if repeats.is_empty() || repeats.len() > MOST_REPEATS || rows > MOST_ROWS || list.selection.group_by.is_some() {
            return Ok(Self::default());
        }
        let wanted: HashSet<u64> = repeats.iter().flat_map(|repeat| [repeat.line, repeat.first]).collect();
        let last = wanted.iter().copied().max().unwrap_or_default();
        let found =
            records(list)?.take_while(|record| record.line <= last).filter(|record| wanted.contains(&record.line));
        Ok(Self { records: found.map(|record| (record.line, record)).collect() })
    }

    /// A row, and the first that it repeats.
    pub(super) fn get(&self, repeat: &Repeat) -> Option<(&Record, &Record)> {
        self.records.get(&repeat.line).zip(self.records.get(&repeat.first))
    }
}
