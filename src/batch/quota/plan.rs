//! What goes when, under a rolling quota.

use std::fmt;

use jiff::{Timestamp, Zoned};

use super::DAY;

/// Steps that are shown; the others are a day apart.
const SHOWN: usize = 4;

/// What goes when. `Display`: `380 of 500 used; 120 now, 260 from tomorrow 14:05`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Recipients of the last 24 hours.
    pub used: u64,
    /// Recipients in any 24 hours.
    pub limit: u64,
    /// What can go now.
    pub now: u64,
    /// What can go later: from when (seconds since 1970, UTC), and how many.
    pub later: Vec<(i64, u64)>,
    /// What goes later than that, in steps that are a day apart.
    pub rest: u64,
}

impl Plan {
    /// `used`: what went when, the earliest first, nothing older than a day. `wanted` are to go.
    pub(super) fn new(used: &[(i64, u64)], limit: u64, wanted: u64, now: i64) -> Self {
        let sum: u64 = used.iter().map(|(_, recipients)| recipients).sum();
        let first = wanted.min(limit.saturating_sub(sum));
        let mut plan = Self { used: sum, limit, now: first, later: Vec::new(), rest: 0 };
        let mut rest = wanted - first;
        if rest == 0 || limit == 0 {
            return plan;
        }
        // The next time there is room for all the rest, or for as much as there ever is.
        let step = rest.min(limit);
        let mut occupied = sum + first;
        let mut from = now + DAY;
        for &(at, recipients) in used {
            occupied -= recipients;
            if occupied + step <= limit {
                from = at + DAY;
                break;
            }
        }
        while rest > 0 && plan.later.len() < SHOWN {
            let step = rest.min(limit);
            plan.later.push((from, step));
            rest -= step;
            from += DAY;
        }
        plan.rest = rest;
        plan
    }

    /// All steps: from when (seconds since 1970, UTC; `None` = now), and how many.
    pub fn steps(&self) -> impl Iterator<Item = (Option<i64>, u64)> + '_ {
        let now = Some((None, self.now)).filter(|_| self.now > 0);
        let shown = self.later.iter().map(|(from, recipients)| (Some(*from), *recipients));
        let last = self.later.last().map_or(0, |(from, _)| *from);
        let limit = self.limit.max(1);
        let rest = (0..self.rest.div_ceil(limit)).map(move |step| {
            let from = last.saturating_add(DAY.saturating_mul(i64::try_from(step + 1).unwrap_or(i64::MAX)));
            (Some(from), limit.min(self.rest - step * limit))
        });
        now.into_iter().chain(shown).chain(rest)
    }

    /// When the next step is, if there is one.
    #[must_use]
    pub fn next(&self) -> Option<i64> {
        self.later.first().map(|(from, _)| *from)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} used; {} now", self.used, self.limit, self.now)?;
        for (from, recipients) in &self.later {
            write!(f, ", {recipients} from {}", clock(*from))?;
        }
        if self.later.len() == SHOWN { f.write_str(" …") } else { Ok(()) }
    }
}

/// A time as a person says it, on this machine's clock: `14:05`, `tomorrow 14:05`, `2026-11-25 14:05`. In seconds since 1970, UTC.
#[must_use]
pub fn clock(time: i64) -> String {
    words(time, &Zoned::now())
}

fn words(time: i64, now: &Zoned) -> String {
    // Rounded up: at the time that is told it must have come.
    let time = time.saturating_add(59) / 60 * 60;
    let Ok(time) = Timestamp::from_second(time) else { return "a day beyond the calendar".to_owned() };
    let time = time.to_zoned(now.time_zone().clone());
    let is_tomorrow = now.date().tomorrow().is_ok_and(|tomorrow| time.date() == tomorrow);
    let format = match () {
        () if time.date() == now.date() => "%H:%M",
        () if is_tomorrow => "tomorrow %H:%M",
        () => "%Y-%m-%d %H:%M",
    };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn plans_are_steps() {
        let hour = |n: i64| NOW - n * 3_600;
        let day = |n: i64| NOW + n * DAY;
        for (used, wanted, now, later) in [
            (vec![], 100, 100, vec![]),
            (vec![], 600, 500, vec![(day(1), 100)]),
            (vec![(hour(10), 380)], 380, 120, vec![(hour(10) + DAY, 260)]),
            (vec![(hour(10), 100), (hour(5), 280)], 200, 120, vec![(hour(10) + DAY, 80)]),
            (vec![(hour(10), 100), (hour(5), 280)], 380, 120, vec![(hour(5) + DAY, 260)]),
            (
                vec![(hour(10), 500)],
                1_200,
                0,
                vec![(hour(10) + DAY, 500), (hour(10) + 2 * DAY, 500), (hour(10) + 3 * DAY, 200)],
            ),
            // The limit was higher yesterday.
            (vec![(hour(1), 900)], 10, 0, vec![(hour(1) + DAY, 10)]),
        ] {
            let plan = Plan::new(&used, 500, wanted, NOW);
            assert_eq!((plan.now, plan.later), (now, later), "{used:?}, {wanted}");
        }
        assert_eq!(Plan::new(&[], 1, u64::MAX, NOW).later.len(), SHOWN);
        let steps: Vec<_> = Plan::new(&[], 200, 1_250, NOW).steps().collect();
        let days = [None, Some(day(1)), Some(day(2)), Some(day(3)), Some(day(4)), Some(day(5)), Some(day(6))];
        assert_eq!(steps, days.into_iter().zip([200, 200, 200, 200, 200, 200, 50]).collect::<Vec<_>>());
        assert_eq!(Plan::new(&[], 0, 5, NOW).later, []);
    }

    #[test]
    fn times_are_told_as_a_person_would() {
        // 2023-11-14 22:13:20.
        let now = Timestamp::from_second(NOW).unwrap().to_zoned(TimeZone::UTC);
        assert_eq!(words(NOW + 60, &now), "22:15");
        assert_eq!(words(NOW + 7_200, &now), "tomorrow 00:14");
        assert_eq!(words(NOW + 2 * DAY, &now), "2023-11-16 22:14");
        assert!(!words(i64::MAX, &now).is_empty());
    }
}
