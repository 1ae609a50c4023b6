//! How long a batch will take, and on which days: what follows from the pace and the daily limit, before anything is sent.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::pace::Pace;
use super::words::{Noun, comma, fill, number, say, span};
use crate::batch::{Plan, Schedule, clock};
use crate::rate::Rate;

/// Most days that are told in JSON.
const MOST_DAYS: usize = 1_000;

/// What is to be expected of a batch.
#[derive(Debug)]
pub(super) struct Forecast {
    messages: u64,
    recipients: u64,
    pace: Pace,
    logins: Option<Rate>,
    plan: Option<(String, Plan)>,
    /// When nothing is sent.
    schedule: Schedule,
    /// Seconds since 1970, UTC.
    now: i64,
}

/// What goes on one day.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    /// From when on (RFC 3339); nothing = at once.
    from: Option<String>,
    recipients: u64,
}

impl Forecast {
    /// Of so many messages to so many recipients; the plan of the daily limit, with its account.
    pub(super) fn new(
        messages: u64,
        recipients: u64,
        pace: Pace,
        logins: Option<Rate>,
        plan: Option<(String, Plan)>,
    ) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        Self { messages, recipients, pace, logins, plan, schedule: Schedule::default(), now }
    }

    /// The forecast where it is sent at these times alone.
    pub(super) fn within(self, schedule: Schedule) -> Self {
        Self { schedule, ..self }
    }

    pub(super) fn daily_limit(&self) -> Option<u64> {
        self.plan.as_ref().map(|(_, plan)| plan.limit)
    }

    /// What goes when; nothing without a daily limit.
    pub(super) fn days(&self) -> Vec<Day> {
        let Some((_, plan)) = &self.plan else { return Vec::new() };
        let text = |time: i64| Timestamp::from_second(time).map(|time| time.to_string()).unwrap_or_default();
        let day = |(from, recipients): (Option<i64>, u64)| Day { from: from.map(text), recipients };
        plan.steps().map(day).take(MOST_DAYS).collect()
    }

    /// How long it takes at this pace; `None` where nothing holds it up but the server.
    pub(super) fn seconds(&self) -> Option<u64> {
        let steps = || self.plan.iter().flat_map(|(_, plan)| plan.steps());
        match steps().last() {
            // The last day begins when it does, and takes its own part.
            Some((Some(from), recipients)) => {
                let wait = u64::try_from(from.saturating_sub(self.now)).unwrap_or(0);
                let part = u128::from(self.messages) * u128::from(recipients) / u128::from(self.recipients.max(1));
                let part = Duration::from_secs(self.of(u64::try_from(part).unwrap_or(self.messages)).unwrap_or(0));
                let from = Timestamp::from_second(from).map(|from| from.to_zoned(TimeZone::system()));
                let part = from.map_or(part, |from| self.schedule.end(&from, part));
                Some(wait.saturating_add(part.as_secs()))
            }
            Some((None, _)) | None => {
                let sending = self.of(self.messages)?;
                Some(self.schedule.end(&Zoned::now(), Duration::from_secs(sending)).as_secs())
            }
        }
    }

    /// How many seconds messages take without a break.
    fn of(&self, messages: u64) -> Option<u64> {
        let times =
            |rate: Option<Rate>, count: u64| Some(rate?.interval().as_secs_f64() * count.saturating_sub(1) as f64);
        let by_rate = times(self.pace.rate, messages);
        let by_logins =
            self.pace.messages_per_session.and_then(|most| times(self.logins, messages.div_ceil(most.max(1))));
        let seconds = by_rate.into_iter().chain(by_logins).reduce(f64::max)?;
        Some(seconds.ceil() as u64)
    }

    /// How many days it takes, counted from the first mail.
    fn number_of_days(&self) -> u64 {
        self.plan.as_ref().map_or(1, |(_, plan)| plan.steps().count() as u64)
    }

    /// A line about the daily limit, if there is one.
    pub(super) fn limit(&self) -> Option<String> {
        let (account, plan) = self.plan.as_ref()?;
        let days = match self.number_of_days() {
            0 | 1 => String::new(),
            days => format!(" So it takes {days} days."),
        };
        let uncounted = if plan.used == 0 { " Runs without a limit are not counted." } else { "" };
        Some(format!("Daily limit of {account}: {plan}.{days}{uncounted}"))
    }

    /// The line about the daily limit, where the batch is larger than the limit lets go at once.
    pub(super) fn over_the_limit(&self) -> Option<String> {
        self.limit().filter(|_| self.number_of_days() > 1)
    }
}

impl fmt::Display for Forecast {
    /// `about 53 min, at no faster than 15/min`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.seconds() else {
            f.write_str(say("as long as the server takes: no rate is set (--rate)"))?;
            let wait = self.schedule.wait(&Zoned::now());
            return if wait.is_zero() {
                Ok(())
            } else {
                f.write_str(&fill(". It begins in {time}", &[("time", &span(wait))]))
            };
        };
        let time = span(Duration::from_secs(seconds));
        match self.number_of_days() {
            0 | 1 => {
                f.write_str(&fill("about {time}", &[("time", &time)]))?;
                // A day or more is easier to grasp by its end.
                if seconds >= 12 * 3_600 {
                    let end = self.now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX));
                    f.write_str(&fill(", the last mail {time}", &[("time", &clock(end))]))?;
                }
            }
            days => f.write_str(&fill(
                "{days} of sending, the last mail in about {time}",
                &[("days", &number(days, Noun::Day)), ("time", &time)],
            ))?,
        }
        if self.pace.rate.is_some() {
            write!(f, "{}{}", comma(), self.pace.words())?;
        }
        if let (Some(most), Some(logins)) = (self.pace.messages_per_session, self.logins) {
            let sessions = self.messages.div_ceil(most.max(1));
            let parts = [("logins", number(sessions, Noun::Login)), ("rate", logins.to_string())];
            f.write_str(&fill(
                ", {logins} at no more than {rate}",
                &parts.each_ref().map(|(name, text)| (*name, text.as_str())),
            ))?;
        } else if let Some(most) = self.pace.messages_per_session.filter(|most| *most < self.messages) {
            f.write_str(&fill(", in sessions of {messages}", &[("messages", &number(most, Noun::Message))]))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Sessions;

    fn forecast(messages: u64, rate: Option<&str>, each: Option<u64>, logins: Option<&str>) -> Forecast {
        let rate = rate.map(|rate| rate.parse().unwrap());
        let pace =
            Pace { sessions: Sessions::AtMost(1), messages_per_session: each, rate, daily_limit: None, preset: None };
        Forecast::new(messages, messages, pace, logins.map(|rate| rate.parse().unwrap()), None)
    }

    #[test]
    fn the_slower_of_rate_and_logins_decides() {
        for (messages, rate, each, logins, seconds) in [
            (901, Some("15/min"), None, None, Some(3_600)),
            (1, Some("15/min"), None, None, Some(0)),
            (100, None, None, None, None),
            (100, None, Some(10), None, None),
            (100, None, Some(10), Some("1/min"), Some(540)),
            (100, Some("1/s"), Some(10), Some("1/min"), Some(540)),
            (100, Some("1/min"), Some(10), Some("1/min"), Some(5_940)),
            (0, Some("1/min"), None, None, Some(0)),
        ] {
            let found = forecast(messages, rate, each, logins);
            assert_eq!(found.seconds(), seconds, "{messages} {rate:?} {each:?} {logins:?}");
        }
        assert_eq!(
            forecast(901, Some("15/min"), Some(8), None).to_string(),
            "about 60 min, no faster than 15/min, in sessions of 8 messages"
        );
        assert!(forecast(9, None, None, None).to_string().contains("as long as the server takes"));
    }
}
