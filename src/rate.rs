//! How many messages in how much time, as people write it and as it is counted with.
//!
//! For: what `--rate`, `--logins` and the presets of providers say.
//!
//! Not for: heeding it (see [`crate::batch`] and [`crate::load`], which pace messages each in its own way).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// A number of messages, evenly over a period: `30/min`, `2/s`, `500/day`. Kept as the two: the time between two messages is mostly no
/// whole number of nanoseconds, and a thousand of them, rounded, would be another time than that of a thousand messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    messages: u32,
    period: Duration,
}

impl Rate {
    /// This number of messages, evenly over this period; `None` of no messages.
    #[must_use]
    pub fn over(messages: u64, period: Duration) -> Option<Self> {
        u32::try_from(messages).ok().filter(|messages| *messages > 0).map(|messages| Self { messages, period })
    }

    /// The time between two messages.
    #[must_use]
    pub fn interval(self) -> Duration {
        self.period / self.messages
    }

    /// The number of messages.
    #[must_use]
    pub fn messages(self) -> u32 {
        self.messages
    }

    /// The time that they take.
    #[must_use]
    pub fn period(self) -> Duration {
        self.period
    }

    /// How many messages that is in a second.
    #[must_use]
    pub fn per_second(self) -> f64 {
        f64::from(self.messages) / self.period.as_secs_f64()
    }

    /// When a message is due that has this number of others before it, counted from the first.
    #[must_use]
    pub fn after(self, before: u64) -> Duration {
        let nanos = self.period.as_nanos().saturating_mul(u128::from(before)) / u128::from(self.messages);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// Why a text is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is not a rate: write a whole number over s, min, h or day, such as 30/min")]
pub struct RateError {
    text: String,
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let parse = || {
            let (messages, unit) = text.split_once('/')?;
            let messages = messages.trim().parse().ok().filter(|&n| n > 0)?;
            let seconds = match unit.trim() {
                "s" | "sec" | "second" => 1,
                "m" | "min" | "minute" => 60,
                "h" | "hour" => 3_600,
                "d" | "day" => 86_400,
                _ => return None,
            };
            Some(Self { messages, period: Duration::from_secs(seconds) })
        };
        parse().ok_or_else(|| RateError { text: text.to_owned() })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.period.as_secs() {
            1 => "s",
            60 => "min",
            3_600 => "h",
            86_400 => "day",
            _ => return write!(f, "one in {}", spelt(self.interval())),
        };
        write!(f, "{}/{unit}", self.messages)
    }
}

/// `0.5 s`, `90 s`, `90 min`, `12 h`.
fn spelt(interval: Duration) -> String {
    match interval.as_secs_f64() {
        seconds if seconds < 10.0 => format!("{seconds:.1} s"),
        seconds if seconds < 300.0 => format!("{seconds:.0} s"),
        seconds if seconds < 10_800.0 => format!("{:.0} min", seconds / 60.0),
        seconds => format!("{:.0} h", seconds / 3_600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_shown() {
        for (text, interval) in
            [("30/min", 2.0), ("2/s", 0.5), ("1/h", 3600.0), ("500/day", 172.8), (" 10 / s ", 0.1), ("60/m", 1.0)]
        {
            let rate: Rate = text.parse().unwrap();
            assert!((rate.interval().as_secs_f64() - interval).abs() < 1e-6, "{text}");
            assert_eq!(rate.to_string().parse::<Rate>().unwrap(), rate);
        }
        for text in ["", "30", "0/s", "-1/s", "1.5/s", "30/week", "/s", "s/30"] {
            assert!(text.parse::<Rate>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_thousand_messages_take_their_period_to_the_nanosecond() {
        let rate = Rate::over(7, Duration::from_secs(1)).unwrap();
        assert_eq!((rate.after(0), rate.after(7_000)), (Duration::ZERO, Duration::from_secs(1_000)));
        assert!((rate.per_second() - 7.0).abs() < 1e-9);
        assert_eq!(Rate::over(0, Duration::from_secs(1)), None);
    }
}
