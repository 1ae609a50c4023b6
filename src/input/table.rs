//! A list in memory: what workbooks and JSON are read into.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::grid::Grid;
use super::{Fields, Header, Remark};

/// Named columns of a grid, and the rows below the header.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) header: Arc<Header>,
    /// The names' columns in the grid.
    pub(super) columns: HashMap<u32, usize>,
    pub(super) grid: Grid,
    /// The first row of the grid that is no header.
    pub(super) first: usize,
    /// What is wrong with a row of the grid, whatever it holds.
    pub(super) faults: BTreeMap<usize, String>,
    /// What is shown beside the values, in the order of the rows.
    pub(super) remarks: Vec<Remark>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) line: u64,
    /// Its values, or what is wrong with it.
    pub(super) fields: Result<Fields, String>,
}

impl Table {
    /// The next row from this one on that holds anything, and the row behind it.
    pub(super) fn next(&self, from: usize) -> Option<(Line, usize)> {
        let is_row = |row: &usize| !self.grid.is_blank(*row) || self.faults.contains_key(row);
        let row = (from.max(self.first)..self.grid.len()).find(is_row)?;
        let place = |column| self.columns.get(&column).copied();
        let fields = match self.faults.get(&row) {
            Some(fault) => Err(fault.clone()),
            None => self.without_nul(self.grid.fields(row, self.columns.len(), place)),
        };
        Some((Line { line: self.grid.line(row), fields }, row + 1))
    }

    /// No mail may hold a NUL, and what follows it may be lost on the way.
    fn without_nul(&self, fields: Fields) -> Result<Fields, String> {
        if memchr::memchr(0, fields.text().as_bytes()).is_none() {
            return Ok(fields);
        }
        let column = fields.iter().zip(self.header.names()).find(|(value, _)| value.contains('\0'));
        match column {
            Some((_, name)) => Err(format!("{name:?} holds a NUL character, which no mail may. Write it anew.")),
            None => Ok(fields),
        }
    }
}
