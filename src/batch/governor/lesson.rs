//! What was learnt about a server, in words.

use std::fmt;
use std::time::Duration;

/// What was learnt about a server. `Display`: `this server takes 3 messages per session`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lesson {
    /// Messages in one session.
    MessagesPerSession(u64),
    /// Sessions at the same time.
    Sessions(usize),
    /// Logins in a minute.
    LoginsPerMinute(usize),
    /// The pace was too fast.
    TooFast {
        /// Nothing is sent for so long.
        pause: Duration,
        /// Afterwards so much time lies between two messages; zero = as before.
        interval: Duration,
    },
}

impl fmt::Display for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |one: bool| if one { "" } else { "s" };
        match self {
            Self::MessagesPerSession(n) => write!(f, "this server takes {n} message{} per session", plural(*n == 1)),
            Self::Sessions(n) => write!(f, "this server takes {n} session{} at the same time", plural(*n == 1)),
            Self::LoginsPerMinute(n) => write!(f, "this server takes {n} login{} a minute", plural(*n == 1)),
            Self::TooFast { pause, interval } => {
                write!(f, "that was too fast for this server: a pause of {} s", pause.as_secs_f64().ceil())?;
                if interval.is_zero() {
                    return Ok(());
                }
                match 60.0 / interval.as_secs_f64() {
                    many if many >= 120.0 => write!(f, ", then {:.0} messages a second", many / 60.0),
                    many if many >= 1.5 => write!(f, ", then {many:.0} messages a minute"),
                    _ => write!(f, ", then a message every {:.0} s", interval.as_secs_f64()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_are_sentences() {
        let too_fast = |interval| Lesson::TooFast { pause: Duration::from_secs(60), interval };
        for (lesson, text) in [
            (Lesson::MessagesPerSession(3), "this server takes 3 messages per session"),
            (Lesson::Sessions(1), "this server takes 1 session at the same time"),
            (Lesson::LoginsPerMinute(5), "this server takes 5 logins a minute"),
            (too_fast(Duration::ZERO), "that was too fast for this server: a pause of 60 s"),
            (
                too_fast(Duration::from_secs(2)),
                "that was too fast for this server: a pause of 60 s, then 30 messages a minute",
            ),
            (
                too_fast(Duration::from_millis(10)),
                "that was too fast for this server: a pause of 60 s, then 100 messages a second",
            ),
            (
                too_fast(Duration::from_secs(90)),
                "that was too fast for this server: a pause of 60 s, then a message every 90 s",
            ),
        ] {
            assert_eq!(lesson.to_string(), text);
        }
    }
}
