//! How fast: the rate that was asked for, and slower where the server says so.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::batch::Pace;
use crate::rate::Rate;

/// The rate is observed over so much time at most.
const OBSERVED: Duration = Duration::from_secs(60);

/// And over so much at least: a burst in the first second says little.
const LEAST_OBSERVED: Duration = Duration::from_secs(10);

/// Messages that begin within so much are counted together.
const TOGETHER: Duration = Duration::from_secs(1);

/// No pause is longer, whatever a text asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// And none is shorter, doubled with each that follows: rows are not charged for them, so that `--retry-wait 0s`, or a server that
/// asks for no wait, would never come to an end.
const LEAST_PAUSE: Duration = Duration::from_millis(1);

/// "Too fast" is believed for so long without anything being accepted: Tencent's ban lasts up to a day.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// Pauses that follow one another double up to this.
const LONGEST_OWN_PAUSE: Duration = Duration::from_secs(900);

/// Without another complaint for so long, it goes a tenth faster again.
const RECOVERY: Duration = Duration::from_secs(120);

/// A complaint so long after the last pause is a new one.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// Pace, pauses, and the way back.
#[derive(Debug)]
pub(super) struct Brake {
    pace: Pace,
    /// By `--rate`; zero = none.
    asked: Duration,
    first_pause: Duration,
    slowed: Option<Slowed>,
    /// Since when nothing has been accepted and the server has said "too fast".
    since: Option<Instant>,
    /// How many messages have been sent of late, and when the first of them was.
    sent: VecDeque<(Instant, u32)>,
}

#[derive(Debug)]
struct Slowed {
    until: Instant,
    /// Pauses in a row.
    pauses: u32,
    interval: Duration,
    /// When the interval was last changed.
    since: Instant,
}

/// What came of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slower {
    pub(super) pause: Duration,
    /// Between two messages, afterwards; zero = nothing was observed.
    pub(super) interval: Duration,
}

impl Brake {
    pub(super) fn new(rate: Option<Rate>, first_pause: Duration) -> Self {
        let asked = rate.map_or(Duration::ZERO, Rate::interval);
        Self { pace: Pace::new(rate), asked, first_pause, slowed: None, since: None, sent: VecDeque::new() }
    }

    /// When the next message may go; in the past = now.
    pub(super) fn ready_at(&self, now: Instant) -> Instant {
        let paced = self.pace.ready_at(now);
        self.slowed.as_ref().map_or(paced, |slowed| slowed.until.max(paced))
    }

    /// Whether it is the server that the next message waits for: a pause of its, or a pace below the one that was asked for.
    pub(super) fn is_slowed(&self, now: Instant) -> bool {
        self.slowed.as_ref().is_some_and(|slowed| slowed.until > now || slowed.interval > self.asked)
    }

    /// Whether messages go one by one.
    pub(super) fn is_paced(&self) -> bool {
        self.pace.is_limited()
    }

    pub(super) fn sent(&mut self, now: Instant) {
        if let Some(slowed) = self.slowed.as_mut().filter(|slowed| now >= slowed.since + RECOVERY) {
            slowed.interval = (slowed.interval * 9 / 10).max(self.asked);
            slowed.since = now;
            self.pace.set_interval(slowed.interval);
        }
        self.pace.take(now);
        match self.sent.back_mut().filter(|(since, _)| now < *since + TOGETHER) {
            Some((_, messages)) => *messages = messages.saturating_add(1),
            None => {
                self.sent.push_back((now, 1));
                while self.sent.front().is_some_and(|(since, _)| now > *since + OBSERVED) {
                    self.sent.pop_front();
                }
            }
        }
    }

    /// A message was accepted.
    pub(super) fn accepted(&mut self) {
        self.since = None;
    }

    /// Whether the server has said "too fast" for so long that it makes no sense to go on waiting.
    pub(super) fn is_at_its_end(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| now >= since + PATIENCE)
    }

    /// The server says "too fast". `None` = it has said so about messages that went before the pause that is on.
    pub(super) fn too_fast(&mut self, now: Instant, stated: Option<Duration>) -> Option<Slower> {
        self.since.get_or_insert(now);
        let pauses = match &self.slowed {
            Some(slowed) if now < slowed.until => return None,
            Some(slowed) if now < slowed.until + FORGOTTEN => slowed.pauses + 1,
            _ => 1,
        };
        let doubled = |pause: Duration| pause.saturating_mul(1 << (pauses - 1).min(16)).min(LONGEST_OWN_PAUSE);
        let pause = stated.unwrap_or_else(|| doubled(self.first_pause)).max(doubled(LEAST_PAUSE)).min(LONGEST_PAUSE);
        let current = self.slowed.as_ref().map_or(self.asked, |slowed| slowed.interval);
        let interval = self.observed(now).map_or(current, |interval| (2 * interval).max(current));
        let until = now + pause;
        self.slowed = Some(Slowed { until, pauses, interval, since: until });
        self.pace.set_interval(interval);
        Some(Slower { pause, interval })
    }

    /// The time between two messages of late.
    fn observed(&self, now: Instant) -> Option<Duration> {
        let recent = self.sent.iter().filter(|(since, _)| now <= *since + OBSERVED);
        let (first, _) = recent.clone().next()?;
        let count = recent.fold(0_u32, |count, (_, messages)| count.saturating_add(*messages));
        Some(now.saturating_duration_since(*first).max(LEAST_OBSERVED) / count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_complaint_pauses_all_and_halves_the_rate() {
        let start = Instant::now();
        let mut brake = Brake::new(None, seconds(60));
        // One a second for a minute.
        (0..60).for_each(|n| brake.sent(start + seconds(n)));
        let now = start + seconds(60);
        let slower = brake.too_fast(now, None).unwrap();
        assert_eq!(slower, Slower { pause: seconds(60), interval: seconds(2) });
        assert_eq!(brake.too_fast(now + seconds(1), None), None, "it is about what went before");
        assert_eq!(brake.ready_at(now), now + seconds(60));
        let now = now + seconds(60);
        brake.sent(now);
        assert_eq!(brake.ready_at(now), now + seconds(2));
    }

    #[test]
    fn complaints_in_a_row_pause_longer_and_a_stated_wait_is_kept() {
        let start = Instant::now();
        let mut brake = Brake::new(None, seconds(60));
        assert_eq!(brake.too_fast(start, None).unwrap().pause, seconds(60));
        assert_eq!(brake.too_fast(start + seconds(61), None).unwrap().pause, seconds(120));
        assert_eq!(brake.too_fast(start + seconds(200), Some(seconds(300))).unwrap().pause, seconds(300));
        assert_eq!(brake.too_fast(start + seconds(5_000), None).unwrap().pause, seconds(60));
        assert_eq!(brake.too_fast(start + seconds(6_000), Some(seconds(999_999))).unwrap().pause, LONGEST_PAUSE);
    }

    #[test]
    fn no_wait_at_all_is_no_licence_to_ask_again_and_again() {
        for stated in [None, Some(Duration::ZERO)] {
            let mut now = Instant::now();
            let mut brake = Brake::new(None, Duration::ZERO);
            let begun = now;
            for _ in 0..30 {
                now += brake.too_fast(now, stated).unwrap().pause;
            }
            assert!(now > begun + seconds(600), "{:?}", now - begun);
        }
    }

    #[test]
    fn it_is_patient_for_a_day_from_one_accepted_message_to_the_next() {
        let start = Instant::now();
        let mut brake = Brake::new(None, seconds(60));
        assert!(!brake.is_at_its_end(start + seconds(90_000)), "nothing was said");
        brake.too_fast(start, None);
        brake.too_fast(start + seconds(50_000), None);
        assert!(!brake.is_at_its_end(start + seconds(86_399)) && brake.is_at_its_end(start + seconds(86_400)));
        brake.accepted();
        brake.too_fast(start + seconds(86_400), None);
        assert!(!brake.is_at_its_end(start + seconds(90_000)));
    }

    #[test]
    fn it_recovers_slowly_and_never_beyond_what_was_asked_for() {
        let start = Instant::now();
        let mut brake = Brake::new(Some("1/s".parse().unwrap()), seconds(60));
        (0..60).for_each(|n| brake.sent(start + seconds(n)));
        brake.too_fast(start + seconds(60), None);
        let mut now = start + seconds(120);
        let mut intervals = Vec::new();
        for _ in 0..20 {
            now += RECOVERY;
            brake.sent(now);
            intervals.push(brake.ready_at(now) - now);
        }
        assert!(intervals.is_sorted_by(|one, next| one >= next), "{intervals:?}");
        assert_eq!(intervals.first(), Some(&(seconds(2) * 9 / 10)));
        assert_eq!(intervals.last(), Some(&seconds(1)));
    }
}
