//! How long a batch has been sending, and how long it will: the time of day that it waits for is none of its pace.

use std::time::{Duration, Instant};

use jiff::Zoned;

use crate::batch::Schedule;

/// The time since a batch began, without what it waited for the time of day.
#[derive(Debug)]
pub(super) struct Elapsed {
    schedule: Schedule,
    began: Instant,
    waited: Duration,
    /// Since when it waits for the time of day, or did the last time, and for how long.
    wait: Option<(Instant, Duration)>,
}

impl Elapsed {
    pub(super) fn new(schedule: Schedule, began: Instant) -> Self {
        Self { schedule, began, waited: Duration::ZERO, wait: None }
    }

    /// Why nothing is sent at this time of day, if that is so: from now on it is waited for.
    pub(super) fn waits(&mut self, now: Instant, clock: &Zoned) -> Option<String> {
        let reason = self.schedule.reason(clock)?;
        self.waited += self.of_wait(now);
        self.wait = Some((now, self.schedule.wait(clock)));
        Some(reason)
    }

    fn of_wait(&self, now: Instant) -> Duration {
        self.wait.map_or(Duration::ZERO, |(since, wait)| now.saturating_duration_since(since).min(wait))
    }

    /// How long it has been sending.
    pub(super) fn sending(&self, now: Instant) -> Duration {
        let waited = self.waited + self.of_wait(now);
        now.saturating_duration_since(self.began).saturating_sub(waited)
    }

    /// How long it takes until it has been sending for so much longer.
    pub(super) fn left(&self, clock: &Zoned, sending: Duration) -> Duration {
        self.schedule.end(clock, sending)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn seconds(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn a_start_to_come_is_no_part_of_the_time() {
        let clock: Zoned = "2026-12-01T08:00:00[Asia/Shanghai]".parse().unwrap();
        let start = clock.saturating_add(SignedDuration::from_secs(22));
        let began = Instant::now();
        let mut elapsed = Elapsed::new(Schedule { start: Some(start.clone()), quiet: None }, began);
        assert_eq!(elapsed.waits(began, &clock).as_deref(), Some("not before 2026-12-01 08:00"));
        assert_eq!(elapsed.sending(began + seconds(10)), Duration::ZERO);
        assert_eq!(elapsed.left(&clock, seconds(9)), seconds(31));
        // It is told of once more in between.
        assert!(elapsed.waits(began + seconds(12), &clock.saturating_add(SignedDuration::from_secs(12))).is_some());
        assert_eq!(elapsed.sending(began + seconds(25)), seconds(3));
        assert_eq!(elapsed.waits(began + seconds(25), &start), None);
        assert_eq!(elapsed.sending(began + seconds(26)), seconds(4));
    }

    #[test]
    fn quiet_hours_are_left_out_of_what_was_and_put_into_what_is_left() {
        let hour = seconds(3_600);
        let clock: Zoned = "2026-12-01T20:00:00[Asia/Shanghai]".parse().unwrap();
        let quiet = Schedule { start: None, quiet: "22:00-07:00".parse().ok() };
        let began = Instant::now();
        let mut elapsed = Elapsed::new(quiet, began);
        assert_eq!(elapsed.left(&clock, 45 * hour), 72 * hour);
        let night = clock.saturating_add(SignedDuration::from_hours(2));
        assert_eq!(elapsed.waits(began + 2 * hour, &night).as_deref(), Some("quiet hours, 22:00-07:00"));
        assert_eq!(elapsed.sending(began + 12 * hour), 3 * hour);
    }

    #[test]
    fn without_a_schedule_it_is_all_the_time() {
        let (began, clock) = (Instant::now(), Zoned::now());
        let mut elapsed = Elapsed::new(Schedule::default(), began);
        assert_eq!(elapsed.waits(began, &clock), None);
        assert_eq!((elapsed.sending(began + seconds(5)), elapsed.left(&clock, seconds(7))), (seconds(5), seconds(7)));
    }
}
