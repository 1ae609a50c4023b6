//! What an error says, with what is decided by it: nobody has to look for that in the words.

use std::fmt;
use std::ops::Deref;

/// What, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct What {
    text: String,
    suggestion: Option<String>,
    is_unknown: bool,
}

impl What {
    /// Of a name that is no column.
    pub(super) fn unknown(text: String) -> Self {
        Self { text, is_unknown: true, ..Self::default() }
    }

    /// With a question at its end: `Did you mean "name"?` is asked with `told` = `"name"` and `meant` = `name`.
    pub(super) fn meaning(mut self, told: &str, meant: impl Into<String>) -> Self {
        self.text.push_str(&format!(" Did you mean {told}?"));
        self.suggestion = Some(meant.into());
        self
    }

    /// With more at its end.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// In other words.
    pub(super) fn reworded(self, reword: impl FnOnce(String) -> String) -> Self {
        Self { text: reword(self.text), ..self }
    }

    /// The words alone.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// What was probably meant, alone: `name` of `Did you mean "name"?`
    pub(super) fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// Whether it is about a name that is no column.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_unknown
    }
}

impl From<String> for What {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for What {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Deref for What {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
