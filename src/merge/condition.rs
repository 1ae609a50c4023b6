//! `--where`: a Tera expression over a row.

use std::path::Path;

use super::TemplateError;
use super::builder::Builder;
use super::engine::{Engine, TextId};
use crate::input::{Header, Record};

/// A compiled expression, true or false for a row.
#[derive(Debug)]
pub struct Condition {
    engine: Engine,
    text: TextId,
}

impl Condition {
    /// Compiles an expression: `class == "3A" and 姓名 != ""`. Cells are text; compare numbers as `score | num >= 60`.
    ///
    /// # Errors
    /// Syntax, or a name that is no column.
    pub fn parse(expression: &str, header: &Header) -> Result<Self, TemplateError> {
        if expression.trim().is_empty() {
            let what = "it is empty: write an expression such as class == \"3A\"".to_owned();
            return Err(TemplateError::Condition { column: 1, what });
        }
        let mut builder = Builder::new(header);
        let text = builder.add_condition(expression)?;
        Ok(Self { engine: builder.build(Path::new("."))?, text })
    }

    /// Whether the expression holds for this row.
    ///
    /// # Errors
    /// The expression fails on this row (a filter on a value that it cannot take).
    pub fn holds(&self, record: &Record) -> Result<bool, TemplateError> {
        match self.engine.render(self.text, &self.engine.cells(record)) {
            Ok(text) => Ok(!text.is_empty()),
            Err(error) => Err(TemplateError::Condition {
                column: error.place.parse().unwrap_or(1),
                what: format!("row {} (line {}): {}", record.number, record.line, error.what),
            }),
        }
    }
}
