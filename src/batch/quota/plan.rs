//! What goes when, under a rolling quota.

use std::fmt;

use jiff::{Timestamp, Zoned};

use super::DAY;

/// Steps that are shown; the others are a day apart.
const SHOWN: usize = 4;

/// What goes when. `Display`: `380 of 500 used; 120 now, 260 from tomorrow 14:05`, or without `now` where nothing may be sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Recipients of the last 24 hours.
    pub used: u64,
    /// Recipients in any 24 hours.
    pub limit: u64,
    /// When sending may begin (seconds since 1970, UTC), if that is not now.
    pub opens: Option<i64>,
    /// What can go then.
    pub now: u64,
    /// What can go later: from when (seconds since 1970, UTC), and how many.
    pub later: Vec<(i64, u64)>,
    /// What goes later than that, in steps that are a day apart.
    pub rest: u64,
}

impl Plan {
    /// `used`: what went when, the earliest first, nothing older than a day. `wanted` are to go. `open`: from a time on, when
    /// something may be sent.
    pub(super) fn new(used: &[(i64, u64)], limit: u64, wanted: u64, now: i64, open: impl Fn(i64) -> i64) -> Self {
        let opens = open(now);
        let sum = |used: &[(i64, u64)]| used.iter().map(|(_, recipients)| recipients).sum::<u64>();
        let known = sum(used);
        // What is older by then counts no more.
        let used = &used[used.partition_point(|(at, _)| *at <= opens - DAY)..];
        let sum = sum(used);
        let first = wanted.min(limit.saturating_sub(sum));
        let later_on = Some(opens).filter(|opens| *opens > now);
        let mut plan = Self { used: known, limit, opens: later_on, now: first, later: Vec::new(), rest: 0 };
        let mut rest = wanted - first;
        if rest == 0 || limit == 0 {
            return plan;
        }
        // The next time there is room for all the rest, or for as much as there ever is.
        let step = rest.min(limit);
        let mut occupied = sum + first;
        let mut from = opens + DAY;
        for &(at, recipients) in used {
            occupied -= recipients;
            if occupied + step <= limit {
                from = at + DAY;
                break;
            }
        }
        while rest > 0 && plan.later.len() < SHOWN {
            let step = rest.min(limit);
            from = open(from);
            plan.later.push((from, step));
            rest -= step;
            from += DAY;
        }
        plan.rest = rest;
        plan
    }

    /// All steps: from when (seconds since 1970, UTC; `None` = now), and how many.
    pub fn steps(&self) -> impl Iterator<Item = (Option<i64>, u64)> + '_ {
        let now = Some((self.opens, self.now)).filter(|_| self.now > 0);
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
        write!(f, "{} of {} used; ", self.used, self.limit)?;
        let mut steps = self.later.iter().map(|(from, recipients)| (*from, *recipients));
        match self.opens {
            None => write!(f, "{} now", self.now)?,
            Some(opens) => {
                let first = Some((opens, self.now)).filter(|(_, recipients)| *recipients > 0).or_else(|| steps.next());
                let (from, recipients) = first.unwrap_or((opens, 0));
                write!(f, "{recipients} from {}", clock(from))?;
            }
        }
        for (from, recipients) in steps {
            write!(f, ", {recipients} from {}", clock(from))?;
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

    fn always(at: i64) -> i64 {
        at
    }

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
            let plan = Plan::new(&used, 500, wanted, NOW, always);
            assert_eq!((plan.now, plan.later), (now, later), "{used:?}, {wanted}");
        }
        assert_eq!(Plan::new(&[], 1, u64::MAX, NOW, always).later.len(), SHOWN);
        let steps: Vec<_> = Plan::new(&[], 200, 1_250, NOW, always).steps().collect();
        let days = [None, Some(day(1)), Some(day(2)), Some(day(3)), Some(day(4)), Some(day(5)), Some(day(6))];
        assert_eq!(steps, days.into_iter().zip([200, 200, 200, 200, 200, 200, 50]).collect::<Vec<_>>());
        assert_eq!(Plan::new(&[], 0, 5, NOW, always).later, []);
    }

    #[test]
    fn a_start_to_come_and_hours_without_mail_move_the_steps() {
        let day = |n: i64| NOW + n * DAY;
        // Not before ten days from now: what was used is long ago by then.
        let start = |at: i64| at.max(day(10));
        let plan = Plan::new(&[(NOW - 60, 3)], 5, 9, NOW, start);
        let steps: Vec<_> = plan.steps().collect();
        assert_eq!((plan.used, steps), (3, vec![(Some(day(10)), 5), (Some(day(11)), 4)]));
        let told = plan.to_string();
        assert!(told.starts_with("3 of 5 used; 5 from 2023-11-24") && told.contains(", 4 from 2023-11-25"), "{told}");
        // In an hour: what was used still is.
        let soon = |at: i64| at.max(NOW + 3_600);
        let plan = Plan::new(&[(NOW - 60, 3)], 5, 9, NOW, soon);
        assert_eq!(
            plan.steps().collect::<Vec<_>>(),
            [(Some(NOW + 3_600), 2), (Some(day(1) + 3_600), 5), (Some(day(2) + 3_600), 2)]
        );
        let plan = Plan::new(&[(NOW - 60, 5)], 5, 2, NOW, soon);
        assert!(plan.to_string().starts_with("5 of 5 used; 2 from 2023-11-15"), "{plan}");
        // Nothing in the first eight hours of each day, counted from now.
        let quiet = |at: i64| NOW + (at - NOW).div_euclid(DAY) * DAY + (at - NOW).rem_euclid(DAY).max(8 * 3_600);
        let eight = |n: i64| day(n) + 8 * 3_600;
        let plan = Plan::new(&[(NOW - DAY + 3_600, 5)], 5, 12, NOW, quiet);
        assert_eq!(plan.steps().collect::<Vec<_>>(), [(Some(eight(0)), 5), (Some(eight(1)), 5), (Some(eight(2)), 2)]);
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
