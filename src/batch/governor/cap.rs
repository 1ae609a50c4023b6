//! How many sessions a server takes at the same time.

use std::time::{Duration, Instant};

/// A cap that was learnt is not tested again sooner: each test may cost a refused connection.
const GOOD_WHILE: Duration = Duration::from_secs(600);

/// The cap: what was asked for, or less where the server has said so.
#[derive(Debug)]
pub(super) struct Cap {
    asked: usize,
    /// Most sessions that have been open at the same time.
    seen: usize,
    learnt: Option<Learnt>,
    /// What has been told of it.
    told: Option<usize>,
}

#[derive(Debug)]
struct Learnt {
    sessions: usize,
    /// From then on one more may be tried.
    until: Instant,
}

impl Cap {
    pub(super) fn new(asked: usize) -> Self {
        Self { asked: asked.max(1), seen: 0, learnt: None, told: None }
    }

    pub(super) fn limit(&self, now: Instant) -> usize {
        match &self.learnt {
            None => self.asked,
            Some(learnt) if now < learnt.until => learnt.sessions.min(self.asked),
            Some(learnt) => (learnt.sessions + 1).min(self.asked),
        }
    }

    pub(super) fn opened(&mut self, open: usize) {
        self.seen = self.seen.max(open);
        if let Some(learnt) = self.learnt.as_mut().filter(|learnt| learnt.sessions < open) {
            learnt.sessions = open;
        }
    }

    /// Whether fewer are open than have been before: then a refusal is about something else.
    pub(super) fn has_had_more_than(&self, open: usize) -> bool {
        open < self.seen
    }

    /// No more than `open` are taken.
    pub(super) fn refused(&mut self, now: Instant, open: usize) {
        self.learnt = Some(Learnt { sessions: open.max(1), until: now + GOOD_WHILE });
    }

    /// What has been learnt, if that is news.
    pub(super) fn news(&mut self) -> Option<usize> {
        let sessions = self.learnt.as_ref()?.sessions;
        (self.told.replace(sessions) != Some(sessions)).then_some(sessions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_is_kept_for_a_good_while_and_then_tested_by_one() {
        let start = Instant::now();
        let mut cap = Cap::new(8);
        assert_eq!(cap.limit(start), 8);
        cap.opened(2);
        cap.refused(start, 2);
        assert_eq!(cap.news(), Some(2));
        assert_eq!(cap.limit(start + Duration::from_secs(599)), 2);
        let later = start + GOOD_WHILE;
        assert_eq!(cap.limit(later), 3);
        cap.refused(later, 2);
        assert_eq!(cap.news(), None);
        assert_eq!(cap.limit(later), 2);
        let again = later + GOOD_WHILE;
        cap.opened(3);
        assert_eq!(cap.limit(again), 4);
    }

    #[test]
    fn a_session_that_opens_behind_a_refusal_raises_the_cap() {
        let now = Instant::now();
        let mut cap = Cap::new(4);
        cap.opened(1);
        cap.refused(now, 1);
        cap.opened(2);
        assert_eq!(cap.limit(now), 2);
        assert!(cap.has_had_more_than(1));
        assert!(!cap.has_had_more_than(2));
    }
}
