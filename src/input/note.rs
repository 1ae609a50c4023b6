//! What is to be known of a list although nothing is wrong.

/// A note: hidden rows, other sheets, a name that does not go with what is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A whole line, which begins with the file.
    pub text: String,
    /// The hidden rows that it is about, if it is about such.
    pub hidden: Vec<HiddenRow>,
}

/// A row that a workbook hides: by hand, or by a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiddenRow {
    /// Its number in the list, from 1; `None` where it was left out.
    pub row: Option<u64>,
    /// Its line in the sheet, from 1.
    pub line: u64,
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self { text, hidden: Vec::new() }
    }
}
