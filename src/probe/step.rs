//! A step of the probe, as it is told.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::delivery::Explanation;
use crate::mail::printable;

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As it should be.
    Good,
    /// Sending works, and something is amiss.
    Odd,
    /// It cannot go on.
    Bad,
    /// Not tried, or not to be told.
    Open,
}

impl Mark {
    /// `✓`, `!`, `✗`, `–`.
    #[must_use]
    pub fn symbol(self) -> char {
        match self {
            Self::Good => '✓',
            Self::Odd => '!',
            Self::Bad => '✗',
            Self::Open => '–',
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Odd => "warning",
            Self::Bad => "failed",
            Self::Open => "skipped",
        }
    }
}

/// A step, fit to be shown: what came from servers and records is printable.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `dns`, `tcp`, `tls`, `greeting`, `ehlo`, `login`, `mail`, `mx`, `spf`, `dkim`, `dmarc`.
    pub name: &'static str,
    /// How it went.
    pub mark: Mark,
    /// How long it took, where there was something to wait for.
    pub took: Option<Duration>,
    /// What was found, in one line.
    pub text: String,
    /// More of it, a line each.
    pub more: Vec<String>,
    /// What to do about it.
    pub advice: Option<String>,
    /// What the server's answer means, where the login was answered so.
    pub explanation: Option<&'static Explanation>,
    /// What the step has shown, for programs.
    details: Map<String, Value>,
}

impl Step {
    /// With its text.
    #[must_use]
    pub fn new(name: &'static str, mark: Mark, text: impl AsRef<str>) -> Self {
        let text = printable(text.as_ref()).into_owned();
        Self { name, mark, took: None, text, more: Vec::new(), advice: None, explanation: None, details: Map::new() }
    }

    pub(super) fn took(mut self, took: Duration) -> Self {
        self.took = Some(took);
        self
    }

    pub(super) fn and(mut self, line: impl AsRef<str>) -> Self {
        self.more.push(printable(line.as_ref()).into_owned());
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn advise(mut self, advice: impl AsRef<str>) -> Self {
        self.advice = Some(printable(advice.as_ref()).into_owned());
        self
    }

    pub(super) fn explained(mut self, explanation: Option<&'static Explanation>) -> Self {
        self.explanation = explanation;
        self
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// An object: `step`, `outcome` (`ok`, `warning`, `failed`, `skipped`), `ms`, `text`, `more`, `advice`, `details`.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "step": self.name,
            "outcome": self.mark.name(),
            "ms": self.took.map(|took| (took.as_secs_f64() * 1e4).round() / 10.0),
            "text": self.text,
            "more": self.more,
            "advice": self.advice,
            "details": self.details,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_safe_to_show_and_whole_as_json() {
        let step =
            Step::new("tls", Mark::Odd, "CN=\x1b[2J").took(Duration::from_micros(12_345)).and("a\nb").with("days", 3);
        assert_eq!((step.text.as_str(), step.more[0].as_str()), ("CN=\\u{1b}[2J", "a\\nb"));
        let json = step.json();
        assert_eq!(
            (&json["outcome"], &json["ms"], &json["details"]["days"]),
            (&json!("warning"), &json!(12.3), &json!(3))
        );
    }
}
