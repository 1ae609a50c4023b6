//! `--where`: a Tera expression over a row.

use std::path::Path;

use super::builder::Builder;
use super::engine::{Engine, TextId};
use super::{TemplateError, What};
use crate::input::{Header, Record};
use crate::mail::shown;

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
            let what = "it is empty: write an expression such as class == \"3A\"".into();
            return Err(TemplateError::Condition { column: 1, what });
        }
        if let Some(braces) = expression.find("{{") {
            let what = "it stands without braces: 数学 | num >= 60, not {{ 数学 }} >= 60".into();
            return Err(TemplateError::Condition { column: expression[..braces].chars().count() + 1, what });
        }
        let mut builder = Builder::new(header);
        let text = builder.add_condition(expression)?;
        let engine = builder.build(Path::new(".")).map_err(|error| quoted(expression, error))?;
        Ok(Self { engine, text })
    }

    /// Whether the expression holds for this row.
    ///
    /// # Errors
    /// The expression fails on this row (a filter on a value that it cannot take).
    pub fn holds(&self, record: &Record) -> Result<bool, TemplateError> {
        match self.engine.render(self.text, &self.engine.cells(record)) {
            Ok(text) => Ok(!text.is_empty()),
            Err(error) => {
                Err(TemplateError::Condition { column: error.place.parse().unwrap_or(1), what: error.what.into() })
            }
        }
    }
}

/// To the engine a condition stands in a tag, whose end nobody has written: what is said of that, in words for who wrote the
/// condition. `before` is what stands in front of the place.
fn ended(before: &str, what: What) -> What {
    const END: &str = "%}";
    if let Some((found, _)) = what.split_once(" but expected ").filter(|(_, expected)| *expected == END) {
        return format!("{found} where the condition should be at its end, or go on with: and, or").into();
    }
    let Some(expected) = what.strip_prefix("Found `%}` but expected ") else { return what };
    if matches!(expected, ")" | "]") {
        return format!("the condition ends too early: the closing {expected} is missing").into();
    }
    let last = before.split_whitespace().next_back().unwrap_or_default();
    format!("the condition ends too early: something is missing behind \"{}\"", shown(last, 40)).into()
}

/// `class == 3A`, `姓名 == 张三`: what stands behind an operator and is no column was meant for a text.
fn quoted(expression: &str, error: TemplateError) -> TemplateError {
    let TemplateError::Condition { column, what } = error else { return error };
    let at = expression.char_indices().nth(column.saturating_sub(1)).map_or(expression.len(), |(at, _)| at);
    let (before, behind) = expression.split_at(at);
    let is_compared = before.trim_end().ends_with(['=', '<', '>']);
    let word = behind.split([' ', ')']).next().unwrap_or_default();
    // `3A`: the number has been read, and the letter is too many.
    if what.starts_with("Found identifier")
        && let Some((_, digits)) = before.rsplit_once(['=', '<', '>', ' '])
        && digits.starts_with(|c: char| c.is_ascii_digit())
    {
        let what = format!("a text stands in quotes: \"{}\"", shown(&format!("{digits}{word}"), 40)).into();
        return TemplateError::Condition { column, what };
    }
    let what = ended(before, what);
    let what = if is_compared && !word.is_empty() && !word.starts_with(['=', '"']) {
        what.and(&format!(" A text stands in quotes: \"{}\".", shown(word, 40)))
    } else {
        what
    };
    TemplateError::Condition { column, what }
}
