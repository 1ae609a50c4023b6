//! One global rate for the whole batch, never per session.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use thiserror::Error;

/// So many messages in so much time: `30/min`, `2/s`, `500/day`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    messages: u32,
    period: Duration,
}

impl Rate {
    /// So many messages, evenly over so much time; `None` of no messages.
    #[must_use]
    pub fn over(messages: u64, period: Duration) -> Option<Self> {
        u32::try_from(messages).ok().filter(|messages| *messages > 0).map(|messages| Self { messages, period })
    }

    /// The time between two messages.
    #[must_use]
    pub fn interval(self) -> Duration {
        self.period / self.messages
    }

    /// So many.
    #[must_use]
    pub fn messages(self) -> u32 {
        self.messages
    }

    /// In so much time.
    #[must_use]
    pub fn period(self) -> Duration {
        self.period
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

/// Spaces messages evenly: no bursts, and a pause is not made up for afterwards.
#[derive(Debug, Clone)]
pub struct Pace {
    interval: Duration,
    next: Option<Instant>,
}

impl Pace {
    /// As fast as it goes with `None`.
    #[must_use]
    pub fn new(rate: Option<Rate>) -> Self {
        Self { interval: rate.map_or(Duration::ZERO, Rate::interval), next: None }
    }

    /// From the next message on, so much time between two; zero = as fast as it goes.
    pub(super) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// Whether there is a rate at all.
    pub(super) fn is_limited(&self) -> bool {
        !self.interval.is_zero()
    }

    /// When the next message may go; in the past = now.
    #[must_use]
    pub fn ready_at(&self, now: Instant) -> Instant {
        self.next.unwrap_or(now)
    }

    /// A message goes now.
    pub fn take(&mut self, now: Instant) {
        if !self.interval.is_zero() {
            // From the planned instant where the batch keeps up, so that lateness of microseconds does not add up.
            let due = self.ready_at(now);
            let from = if now.saturating_duration_since(due) < self.interval { due } else { now };
            self.next = from.checked_add(self.interval);
        }
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
    fn a_thousand_messages_take_the_time_they_should() {
        let start = Instant::now();
        let mut pace = Pace::new(Some("10/s".parse().unwrap()));
        let mut now = start;
        for _ in 0..1000 {
            now = now.max(pace.ready_at(now)) + Duration::from_micros(300);
            pace.take(now);
        }
        let taken = (now - start).as_secs_f64();
        assert!((99.8..100.1).contains(&taken), "{taken}");
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::new(Some("1/s".parse().unwrap()));
        pace.take(start);
        let later = start + Duration::from_secs(100);
        pace.take(later);
        assert_eq!(pace.ready_at(later), later + Duration::from_secs(1));
    }

    #[test]
    fn without_a_rate_there_is_no_waiting() {
        let now = Instant::now();
        let mut pace = Pace::new(None);
        pace.take(now);
        assert_eq!(pace.ready_at(now), now);
    }
}
