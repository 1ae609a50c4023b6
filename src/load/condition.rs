//! What must not be, for a pipeline that is to stop: `--fail-if 'p99>200ms'`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;

use super::Measured;
use crate::net::Distribution;
use crate::report::{milliseconds, phase_name};
use crate::smtp::Phase;

/// A figure, a comparison and a value: `p99>200ms`, `rcpt.p99 >= 50ms`, `errors>0.1%`, `rate<100`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    figure: Figure,
    comparison: Comparison,
    /// In microseconds, as a share of 1, or as a plain number.
    value: f64,
}

/// What a [`Condition`] came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The condition as it was written.
    pub condition: String,
    /// What was measured, for a person; `None` = nothing was, and that fails too.
    pub found: Option<String>,
    /// Whether the run is a failure by it.
    pub failed: bool,
}

/// Why a text is no [`Condition`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?}: {why}{}", if *is_clear { "" } else { HOW })]
pub struct ConditionError {
    text: String,
    why: String,
    /// Nothing more has to be said.
    is_clear: bool,
}

/// How a condition is written.
const HOW: &str = ". Write FIGURE, one of > >= < <=, and a value: p50, p90, p99, p99.9 (or any other percentile), max, mean of \
                   whole messages, or service.p99, connect.p99, tls.p99, auth.p99, mail.p99, rcpt.p99, data.p99, \
                   end-of-data.p99 and so on, with us, ms or s; errors with % or a number of messages; rate in messages per \
                   second. Such as 'p99>200ms', 'errors>0.1%', 'rate<100'";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Figure {
    Time(Span, Statistic),
    /// As a share of all messages.
    ErrorShare,
    /// As a number of messages.
    Errors,
    Rate,
}

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Message,
    Service,
    Phase(Phase),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Statistic {
    Quantile(f64),
    Mean,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        let fault = |why: String| ConditionError { text: text.to_owned(), why, is_clear: false };
        let at = text.find(['<', '>']).ok_or_else(|| fault("there is no comparison in it".to_owned()))?;
        let (name, rest) = (text[..at].trim(), &text[at..]);
        let (comparison, value) = Comparison::split(rest);
        let (figure, value) = read(name, value.trim()).map_err(|why| {
            if value.contains(',') && read(name, &value.trim().replace(',', ".")).is_ok() {
                let why = format!("a decimal comma: write '{}'", text.trim().replace(',', "."));
                return ConditionError { is_clear: true, ..fault(why) };
            }
            fault(why)
        })?;
        Ok(Self { text: text.trim().to_owned(), figure, comparison, value })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Condition {
    /// Whether it speaks of messages that were not accepted.
    #[must_use]
    pub fn is_about_errors(&self) -> bool {
        matches!(self.figure, Figure::Errors | Figure::ErrorShare)
    }

    /// Compares.
    #[must_use]
    pub fn check(&self, measured: &Measured) -> Checked {
        let found = self.figure.of(measured);
        Checked {
            condition: self.text.clone(),
            found: found.map(|found| self.figure.told(found)),
            failed: found.is_none_or(|found| self.comparison.holds(found, self.value)),
        }
    }
}

impl fmt::Display for Checked {
    /// `p99>200ms: it is 312 ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Some(found) => write!(f, "{}: it is {found}", self.condition),
            None => write!(f, "{}: nothing was measured", self.condition),
        }
    }
}

impl Figure {
    fn of(self, measured: &Measured) -> Option<f64> {
        match self {
            Self::Time(span, statistic) => {
                let distribution = match span {
                    Span::Message => Some(&measured.latency),
                    Span::Service => Some(&measured.service),
                    Span::Phase(phase) => measured.phases.of(phase),
                };
                distribution.filter(|times| times.count() > 0).map(|times| micros(statistic.of(times)))
            }
            Self::Errors => Some(measured.failed as f64),
            Self::ErrorShare => measured.error_share(),
            Self::Rate => Some(measured.rate()),
        }
    }

    fn told(self, found: f64) -> String {
        match self {
            Self::Time(..) => format!("{} ms", milliseconds(Duration::from_nanos((found * 1e3) as u64))),
            Self::ErrorShare => format!("{:.3} %", found * 100.0),
            Self::Errors => format!("{found}"),
            Self::Rate => format!("{found:.1} messages/s"),
        }
    }
}

impl Statistic {
    fn of(self, times: &Distribution) -> Duration {
        match self {
            Self::Quantile(share) => times.quantile(share),
            Self::Mean => times.mean(),
        }
    }
}

impl Comparison {
    /// `text` begins with `<` or `>`.
    fn split(text: &str) -> (Self, &str) {
        let or_equal = text[1..].starts_with('=');
        let comparison = match (text.starts_with('>'), or_equal) {
            (true, false) => Self::Greater,
            (true, true) => Self::GreaterOrEqual,
            (false, false) => Self::Less,
            (false, true) => Self::LessOrEqual,
        };
        (comparison, &text[1 + usize::from(or_equal)..])
    }

    fn holds(self, found: f64, value: f64) -> bool {
        match self {
            Self::Greater => found > value,
            Self::GreaterOrEqual => found >= value,
            Self::Less => found < value,
            Self::LessOrEqual => found <= value,
        }
    }
}

fn read(name: &str, value: &str) -> Result<(Figure, f64), String> {
    let (number, unit) = split_unit(value).ok_or_else(|| format!("{value:?} is no value"))?;
    let wrong = |wanted: &str| Err(format!("{value:?} is no value of {name}, which is {wanted}"));
    match name {
        "errors" => match unit {
            "%" => Ok((Figure::ErrorShare, number / 100.0)),
            "" => Ok((Figure::Errors, number)),
            _ => wrong("a share with % or a number of messages"),
        },
        "rate" => match unit {
            "" | "/s" => Ok((Figure::Rate, number)),
            _ => wrong("in messages per second"),
        },
        _ => {
            let figure = time(name).ok_or_else(|| format!("{name:?} is no figure"))?;
            let factor = match unit {
                "us" | "µs" => 1.0,
                "ms" => 1e3,
                "s" => 1e6,
                _ => return wrong("a time with us, ms or s"),
            };
            Ok((figure, number * factor))
        }
    }
}

/// `p99`, `service.max`, `end-of-data.mean`.
fn time(name: &str) -> Option<Figure> {
    let is_dotted_percentile =
        name.strip_prefix('p').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let (span, statistic) = match name.split_once('.') {
        Some((span, statistic)) if !is_dotted_percentile => (Some(span), statistic),
        _ => (None, name),
    };
    let span = match span {
        None | Some("message") => Span::Message,
        Some("service") => Span::Service,
        Some("content") => Span::Phase(Phase::Content),
        Some(name) => Span::Phase(Phase::ALL.into_iter().find(|phase| phase_name(*phase) == name)?),
    };
    let statistic = match statistic {
        "max" => Statistic::Quantile(1.0),
        "mean" => Statistic::Mean,
        _ => {
            let percent = number(statistic.strip_prefix('p')?)?;
            (0.0..=100.0).contains(&percent).then_some(Statistic::Quantile(percent / 100.0))?
        }
    };
    Some(Figure::Time(span, statistic))
}

fn split_unit(value: &str) -> Option<(f64, &str)> {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    Some((number(&value[..end])?, value[end..].trim_start()))
}

/// Digits with at most one point: no sign, no exponent, no `inf`.
fn number(text: &str) -> Option<f64> {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then(|| text.parse().ok())?
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measured() -> Measured {
        let mut measured =
            Measured { accepted: 999, failed: 1, elapsed: Duration::from_secs(10), ..Measured::default() };
        for n in 1..=1_000 {
            measured.latency.record(Duration::from_millis(n));
            measured.service.record(Duration::from_millis(1));
            measured.phases.record(Phase::Content, Duration::from_micros(500));
        }
        measured
    }

    fn failed(condition: &str) -> bool {
        condition.parse::<Condition>().unwrap().check(&measured()).failed
    }

    #[test]
    fn conditions_are_read_and_compared() {
        for (condition, expected) in [
            ("p99>200ms", true),
            ("p99 > 1s", false),
            ("p99<2s", true),
            ("p50>=400ms", true),
            ("p95>1100ms", false),
            ("p99.9>900ms", true),
            ("p99.99>900ms", true),
            ("max>999ms", true),
            ("mean>600ms", false),
            ("message.p50>400ms", true),
            ("service.max>1.1ms", false),
            ("service.p99.9>0.9ms", true),
            ("end-of-data.p99>400us", true),
            ("content.p99>0.001s", false),
            ("errors>0.1%", false),
            ("errors>=0.1%", true),
            ("errors>0.05 %", true),
            ("errors>0", true),
            ("errors>1", false),
            ("rate<100", true),
            ("rate<99/s", false),
            ("rate<=99.9", true),
        ] {
            assert_eq!(failed(condition), expected, "{condition}");
        }
    }

    #[test]
    fn a_decimal_comma_is_told_in_a_line() {
        let told = |condition: &str| condition.parse::<Condition>().unwrap_err().to_string();
        assert_eq!(told("errors>0,1%"), "\"errors>0,1%\": a decimal comma: write 'errors>0.1%'");
        assert!(told("errors>1,2,3%").contains("Write FIGURE"));
    }

    #[test]
    fn what_was_not_measured_fails() {
        assert!(failed("tls.p99>1s"));
        let nothing = Measured::default();
        for condition in ["p99>1s", "p99<1s", "errors>1%"] {
            let checked = condition.parse::<Condition>().unwrap().check(&nothing);
            assert!(checked.failed && checked.found.is_none(), "{condition}");
        }
    }

    #[test]
    fn what_was_found_is_told() {
        let told = |condition: &str| condition.parse::<Condition>().unwrap().check(&measured()).to_string();
        assert_eq!(told("errors >= 0.1%"), "errors >= 0.1%: it is 0.100 %");
        assert_eq!(told("rate<10"), "rate<10: it is 99.9 messages/s");
        assert!(told("p50>1ms").starts_with("p50>1ms: it is 50"), "{}", told("p50>1ms"));
        assert_eq!(told("tls.p50>1ms"), "tls.p50>1ms: nothing was measured");
    }

    #[test]
    fn anything_else_is_refused_with_what_is_understood() {
        for text in [
            "", "p99", "p99=1s", "p99>", ">1s", "p99>1", "p99>1%", "p99>-1s", "p99>1h", "p>1s", "p101>1s", "p1e1>1s",
            "nothing.p99>1s", "p99.p99>1s", "errors>1ms", "rate<5%", "errors>x%", "rate<inf", "p99>=>1s", "p99>1..2s",
            "tls>1s", "p99>1ms and p50>1ms",
        ] {
            let error = text.parse::<Condition>().unwrap_err().to_string();
            assert!(error.contains("end-of-data.p99") && error.contains("errors>0.1%"), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*", operator in "[<>]=?", value in "\\PC*") {
            let _ = format!("{text}{operator}{value}").parse::<Condition>();
        }

        #[test]
        fn a_time_compares_as_its_number(ms in 1..100_000u32) {
            let mut measured = Measured::default();
            measured.latency.record(Duration::from_millis(u64::from(ms)));
            let failed = |condition: String| condition.parse::<Condition>().unwrap().check(&measured).failed;
            let nearly = failed(format!("max>{}us", u64::from(ms) * 980)) && failed(format!("max<{}.5s", ms / 900 + 1));
            prop_assert!(nearly);
            let below = failed(format!("max<{}ms", ms * 2));
            let above = failed(format!("max>{}ms", ms * 2));
            prop_assert!(below && !above);
        }
    }
}
