//! When a batch may send at all: not before a time, and not in the quiet hours.
//!
//! Wall clocks are what people mean here, so this is asked with the time of day; see [`Gate`] for what the coordinator waits by.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use jiff::civil::Time;
use jiff::{SignedDuration, Zoned};
use thiserror::Error;

/// A day has so many seconds, but for the two on which clocks are changed.
const DAY: Duration = Duration::from_secs(86_400);

/// Hours in which nothing is sent: `22:00-07:00`, by the clock of the time zone that is asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    until: Time,
}

/// Why a text names no hours.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} names no hours: write when they begin and end, such as 22:00-07:00")]
pub struct QuietHoursError {
    text: String,
}

impl QuietHours {
    /// How long they last from this time on; `None` = it is none of them.
    fn left(self, now: &Zoned) -> Option<Duration> {
        let time = now.time();
        let is_overnight = self.from > self.until;
        let is_quiet = match is_overnight {
            true => time >= self.from || time < self.until,
            false => time >= self.from && time < self.until,
        };
        if !is_quiet {
            return None;
        }
        let date = if time < self.until { now.date() } else { now.date().tomorrow().ok()? };
        // Where clocks are changed, the hours end when the clock says so.
        let end = now.time_zone().to_ambiguous_zoned(date.to_datetime(self.until));
        // An hour comes twice, and the first is past.
        let end = end.clone().compatible().ok().filter(|end| end > now).or_else(|| end.later().ok())?;
        Duration::try_from(end.duration_since(now)).ok()
    }

    /// How long it is until they begin, at a time that is none of them.
    fn ahead(self, now: &Zoned) -> Option<Duration> {
        let date = if now.time() < self.from { now.date() } else { now.date().tomorrow().ok()? };
        let begin = date.to_datetime(self.from).to_zoned(now.time_zone().clone()).ok()?;
        Duration::try_from(begin.duration_since(now)).ok()
    }

    /// The share of a day in which something may be sent.
    fn open_share(self) -> f64 {
        let quiet = self.until.duration_since(self.from).as_secs_f64().rem_euclid(DAY.as_secs_f64());
        1.0 - quiet / DAY.as_secs_f64()
    }
}

impl FromStr for QuietHours {
    type Err = QuietHoursError;

    fn from_str(text: &str) -> Result<Self, QuietHoursError> {
        let is_clock =
            |text: &str| text.contains(':') && text.bytes().all(|octet| octet.is_ascii_digit() || octet == b':');
        let time = |text: &str| text.trim().parse::<Time>().ok().filter(|_| is_clock(text.trim()));
        let hours = text.split_once('-').and_then(|(from, until)| {
            let (from, until) = (time(from)?, time(until)?);
            (from != until).then_some(Self { from, until })
        });
        hours.ok_or_else(|| QuietHoursError { text: text.to_owned() })
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.strftime("%H:%M"), self.until.strftime("%H:%M"))
    }
}

/// When a batch may send. The default is always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Not before this time (`--at`).
    pub start: Option<Zoned>,
    /// Not in these hours.
    pub quiet: Option<QuietHours>,
}

impl Schedule {
    /// How long nothing may be sent from this time on.
    #[must_use]
    pub fn wait(&self, now: &Zoned) -> Duration {
        let until_start = self.start.as_ref().and_then(|start| Duration::try_from(start.duration_since(now)).ok());
        let first = until_start.unwrap_or_default();
        first + self.quiet.and_then(|quiet| quiet.left(&later(now, first))).unwrap_or_default()
    }

    /// Why nothing may be sent now, in a few words; `None` = it may.
    #[must_use]
    pub fn reason(&self, now: &Zoned) -> Option<String> {
        if let Some(start) = self.start.as_ref().filter(|start| *start > now) {
            // As the clock shows it here, wherever it was said.
            let start = start.with_time_zone(now.time_zone().clone());
            return Some(format!("not before {}", start.strftime("%Y-%m-%d %H:%M")));
        }
        let quiet = self.quiet.filter(|quiet| quiet.left(now).is_some())?;
        Some(format!("quiet hours, {quiet}"))
    }

    /// How long it is from this time on until so much time for sending has passed.
    #[must_use]
    pub fn end(&self, now: &Zoned, sending: Duration) -> Duration {
        /// More days than these are told roughly.
        const MOST_DAYS: u32 = 1_000;
        let (mut passed, mut left) = (Duration::ZERO, sending);
        for _ in 0..MOST_DAYS {
            passed = passed.saturating_add(self.wait(&later(now, passed)));
            let part = self.quiet.and_then(|quiet| quiet.ahead(&later(now, passed))).unwrap_or(left).min(left);
            passed = passed.saturating_add(part);
            left -= part;
            if left.is_zero() {
                break;
            }
        }
        passed.saturating_add(left)
    }

    /// What is left of a span of time when the quiet hours are taken out: what `--spread` has for sending.
    #[must_use]
    pub fn open_part(&self, span: Duration) -> Duration {
        self.quiet.map_or(span, |quiet| span.mul_f64(quiet.open_share()))
    }
}

/// The moment that is `time` after `now`.
fn later(now: &Zoned, time: Duration) -> Zoned {
    now.saturating_add(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX))
}

/// How long an answer is believed. The wall clock may be set, and the machine may have slept.
const BELIEVED: Duration = Duration::from_secs(1);

/// A schedule in terms of the clock that the coordinator waits by. Asked for every message, it looks at the wall clock once a
/// second.
#[derive(Debug)]
pub(super) struct Gate {
    schedule: Schedule,
    looked: Option<Instant>,
    /// When it opens, as of the last look; in the past = it is open.
    opens: Option<Instant>,
}

impl Gate {
    pub(super) fn new(schedule: Schedule) -> Self {
        Self { schedule, looked: None, opens: None }
    }

    /// When the next message may go, by the schedule; `None` = now.
    pub(super) fn opens_at(&mut self, now: Instant) -> Option<Instant> {
        if self.schedule == Schedule::default() {
            return None;
        }
        if self.looked.is_none_or(|looked| now >= looked + BELIEVED) {
            self.looked = Some(now);
            let wait = self.schedule.wait(&Zoned::now());
            let opens = (!wait.is_zero()).then(|| now + wait);
            // One and the same instant as long as nobody sets the clock: it is announced once.
            self.opens = match (self.opens, opens) {
                (Some(before), Some(after)) if before.max(after) - before.min(after) < 2 * BELIEVED => Some(before),
                (_, opens) => opens,
            };
        }
        self.opens.filter(|opens| *opens > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().unwrap()
    }

    fn quiet(text: &str) -> Schedule {
        Schedule { start: None, quiet: Some(text.parse().unwrap()) }
    }

    #[test]
    fn hours_are_read_and_written() {
        for text in ["22:00-07:00", "12:30-13:15", "00:00-06:00"] {
            assert_eq!(text.parse::<QuietHours>().unwrap().to_string(), text);
        }
        for text in ["", "22-7", "22:00", "22:00-22:00", "25:00-07:00", "list.csv", "22:00-07:00-08:00"] {
            assert!(text.parse::<QuietHours>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn quiet_hours_last_to_their_end() {
        let hour = Duration::from_secs(3600);
        for (hours, now, wait) in [
            ("22:00-07:00", "2026-12-01T21:59:59[Asia/Shanghai]", Duration::ZERO),
            ("22:00-07:00", "2026-12-01T22:00:00[Asia/Shanghai]", 9 * hour),
            ("22:00-07:00", "2026-12-02T06:00:00[Asia/Shanghai]", hour),
            ("22:00-07:00", "2026-12-02T07:00:00[Asia/Shanghai]", Duration::ZERO),
            ("12:00-14:00", "2026-12-02T13:00:00[Asia/Shanghai]", hour),
            ("12:00-14:00", "2026-12-02T14:00:00[Asia/Shanghai]", Duration::ZERO),
            // The clock goes from 2:00 to 3:00 in this night, and from 3:00 to 2:00 in that.
            ("22:00-07:00", "2026-03-29T00:00:00[Europe/Berlin]", 6 * hour),
            ("22:00-07:00", "2026-10-25T00:00:00[Europe/Berlin]", 8 * hour),
            // The hour that comes twice.
            ("22:00-02:30", "2026-10-25T02:15:00+02:00[Europe/Berlin]", hour / 4),
            ("22:00-02:30", "2026-10-25T02:15:00+01:00[Europe/Berlin]", hour / 4),
        ] {
            assert_eq!(quiet(hours).wait(&at(now)), wait, "{hours} at {now}");
        }
    }

    #[test]
    fn a_start_in_the_quiet_hours_waits_for_their_end() {
        let schedule = Schedule { start: Some(at("2026-12-01T23:00:00[Asia/Shanghai]")), ..quiet("22:00-07:00") };
        assert_eq!(schedule.wait(&at("2026-12-01T20:00:00[Asia/Shanghai]")), Duration::from_secs(11 * 3600));
        assert_eq!(schedule.wait(&at("2026-12-02T08:00:00[Asia/Shanghai]")), Duration::ZERO);
    }

    #[test]
    fn the_end_counts_what_is_waited_for() {
        let hour = Duration::from_secs(3600);
        let start = Schedule { start: Some(at("2026-12-01T23:00:00[Asia/Shanghai]")), ..quiet("22:00-07:00") };
        for (schedule, now, sending, end) in [
            (Schedule::default(), "2026-12-01T20:00:00[Asia/Shanghai]", 5 * hour, 5 * hour),
            (quiet("22:00-07:00"), "2026-12-01T20:00:00[Asia/Shanghai]", 2 * hour, 2 * hour),
            (quiet("22:00-07:00"), "2026-12-01T20:00:00[Asia/Shanghai]", 3 * hour, 12 * hour),
            (quiet("22:00-07:00"), "2026-12-01T20:00:00[Asia/Shanghai]", 18 * hour, 36 * hour),
            (quiet("12:00-14:00"), "2026-12-01T13:00:00[Asia/Shanghai]", hour, 2 * hour),
            (start, "2026-12-01T20:00:00[Asia/Shanghai]", hour, 12 * hour),
            (quiet("22:00-07:00"), "2026-12-01T20:00:00[Asia/Shanghai]", Duration::ZERO, Duration::ZERO),
        ] {
            assert_eq!(schedule.end(&at(now), sending), end, "{schedule:?} at {now}");
        }
        assert!(quiet("22:00-07:00").end(&at("2026-12-01T20:00:00[UTC]"), Duration::MAX) >= 15_000 * hour);
    }

    #[test]
    fn why_nothing_is_sent_is_said() {
        let schedule = Schedule { start: Some(at("2026-12-01T23:00:00[Asia/Shanghai]")), ..quiet("22:00-07:00") };
        for (now, reason) in [
            ("2026-12-01T20:00:00[Asia/Shanghai]", Some("not before 2026-12-01 23:00")),
            // It is told as the clock shows it here.
            ("2026-12-01T13:00:00[Europe/Berlin]", Some("not before 2026-12-01 16:00")),
            ("2026-12-01T23:00:00[Asia/Shanghai]", Some("quiet hours, 22:00-07:00")),
            ("2026-12-02T08:00:00[Asia/Shanghai]", None),
        ] {
            assert_eq!(schedule.reason(&at(now)).as_deref(), reason, "{now}");
        }
    }

    #[test]
    fn a_span_has_its_quiet_hours_taken_out() {
        assert_eq!(Schedule::default().open_part(DAY), DAY);
        assert_eq!(quiet("22:00-07:00").open_part(DAY), Duration::from_secs(15 * 3600));
        assert_eq!(quiet("07:00-22:00").open_part(2 * DAY), Duration::from_secs(18 * 3600));
    }

    #[test]
    fn a_gate_without_a_schedule_is_open() {
        assert_eq!(Gate::new(Schedule::default()).opens_at(Instant::now()), None);
    }

    #[test]
    fn a_gate_says_the_same_until_it_opens() {
        let start = Zoned::now().saturating_add(SignedDuration::from_secs(3600));
        let mut gate = Gate::new(Schedule { start: Some(start), quiet: None });
        let now = Instant::now();
        let opens = gate.opens_at(now).unwrap();
        assert!(opens > now + Duration::from_secs(3590));
        assert_eq!(gate.opens_at(Instant::now()), Some(opens));
    }
}
