//! What a workbook shows beside the values of a row.

/// Something that anybody sees who opens the workbook, and that no value says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line of the row.
    pub line: u64,
    /// The column, by index, if it is one with a name.
    pub column: Option<usize>,
    /// What it is.
    pub sort: RemarkSort,
}

/// What there may be beside values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkSort {
    /// A comment at a cell.
    Comment(String),
    /// A link at a cell, to this mailbox.
    Link(String),
    /// The row is struck through.
    Struck,
    /// A number of more digits than the 15 that a spreadsheet program keeps: the others stand there as zeros.
    Cut,
}
