//! Rows that are held in memory: of workbooks and of JSON, which cannot be read from their middle.

use super::Fields;

/// Most octets of text, and most cells: more than any sheet that a person has made, and less than a machine's memory.
const MAX_TEXT: usize = 2 << 30;
const MAX_CELLS: usize = 64 << 20;

/// Cells, row by row, in one text: two allocations, however many there are. Empty cells are not kept.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    column: u32,
    /// Where its text ends; it begins where that of the cell before it ends.
    end: u32,
}

#[derive(Debug)]
struct Row {
    line: u64,
    /// Where its cells end.
    end: usize,
}

/// Why a grid does not take a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// There are too many.
    Full,
    /// It belongs to a row above the last one.
    Order,
}

impl Grid {
    /// Adds a cell to the row of this line, which must be the last one or one below it. `column` counts from 0.
    pub(super) fn push(&mut self, line: u64, column: u32, text: &str) -> Result<(), Refused> {
        if text.is_empty() {
            return Ok(());
        }
        if self.text.len() + text.len() > MAX_TEXT || self.cells.len() >= MAX_CELLS {
            return Err(Refused::Full);
        }
        match self.rows.last() {
            Some(row) if row.line > line => return Err(Refused::Order),
            Some(row) if row.line == line => {}
            _ => self.add_row(line),
        }
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).map_err(|_| Refused::Full)?;
        self.cells.push(Cell { column, end });
        if let Some(row) = self.rows.last_mut() {
            row.end = self.cells.len();
        }
        Ok(())
    }

    /// Whether so many more cells may be added.
    pub(super) fn has_room_for(&self, cells: u64) -> bool {
        cells <= (MAX_CELLS - self.cells.len()) as u64
    }

    /// Adds a row without cells.
    pub(super) fn add_row(&mut self, line: u64) {
        self.rows.push(Row { line, end: self.cells.len() });
    }

    /// Adds rows without cells, where there are none yet; their lines ascend.
    pub(super) fn add_blank_rows(&mut self, lines: impl IntoIterator<Item = u64>) {
        let mut lines = lines.into_iter().peekable();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut end = 0;
        for row in self.rows.drain(..) {
            while let Some(line) = lines.next_if(|line| *line < row.line) {
                rows.push(Row { line, end });
            }
            lines.next_if_eq(&row.line);
            end = row.end;
            rows.push(row);
        }
        rows.extend(lines.map(|line| Row { line, end }));
        self.rows = rows;
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of this line.
    pub(super) fn row_of(&self, line: u64) -> Option<usize> {
        self.rows.binary_search_by_key(&line, |row| row.line).ok()
    }

    /// The line of a row.
    pub(super) fn line(&self, row: usize) -> u64 {
        self.rows[row].line
    }

    /// The cells of a row: column and text.
    pub(super) fn cells(&self, row: usize) -> impl Iterator<Item = (u32, &str)> {
        let start = row.checked_sub(1).map_or(0, |before| self.rows[before].end);
        (start..self.rows[row].end).map(|cell| {
            let start = cell.checked_sub(1).map_or(0, |before| self.cells[before].end);
            let Cell { column, end } = self.cells[cell];
            (column, &self.text[start as usize..end as usize])
        })
    }

    /// Whether all values of a row are blank.
    pub(super) fn is_blank(&self, row: usize) -> bool {
        self.cells(row).all(|(_, text)| text.trim().is_empty())
    }

    /// The values of a row in so many columns; `place` says which of them a cell's column is.
    pub(super) fn fields(&self, row: usize, columns: usize, place: impl Fn(u32) -> Option<usize>) -> Fields {
        let mut values = vec![""; columns];
        for (column, text) in self.cells(row) {
            if let Some(value) = place(column).and_then(|place| values.get_mut(place)) {
                *value = text;
            }
        }
        values.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_they_were_put() {
        let mut grid = Grid::default();
        for (line, column, text) in [(1, 0, "a"), (1, 2, "姓名"), (4, 1, " "), (4, 1, ""), (9, 0, "x")] {
            grid.push(line, column, text).unwrap();
        }
        assert_eq!(grid.push(8, 0, "y"), Err(Refused::Order));
        assert_eq!(grid.len(), 3);
        assert_eq!(grid.cells(0).collect::<Vec<_>>(), [(0, "a"), (2, "姓名")]);
        assert_eq!((grid.line(1), grid.is_blank(1), grid.is_blank(2)), (4, true, false));
        grid.add_blank_rows([2, 4, 8, 12]);
        assert_eq!((0..grid.len()).map(|row| grid.line(row)).collect::<Vec<_>>(), [1, 2, 4, 8, 9, 12]);
        assert_eq!((0..grid.len()).map(|row| grid.cells(row).count()).collect::<Vec<_>>(), [2, 0, 1, 0, 1, 0]);
        assert_eq!(grid.fields(0, 2, |column| (column != 1).then_some(column as usize / 2)), ["a", "姓名"]);
    }
}
