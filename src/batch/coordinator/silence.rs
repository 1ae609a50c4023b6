//! A server that is spoken to in the wrong way (TLS or none) is silent: when to wonder about it.

use std::time::{Duration, Instant};

/// Most other servers have greeted by now.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

/// Whoever interrupts a batch after this much silence may have wondered about it.
const NOTABLE: Duration = Duration::from_secs(2);

/// How long nothing has been heard of the first session, until it is open or has been wondered about.
#[derive(Debug, Default)]
pub(super) struct Silence {
    /// Since when the server has been asked, if it is.
    since: Option<Instant>,
    is_over: bool,
}

impl Silence {
    /// Nothing is handed out: the server is not asked, whatever it is that is waited for.
    pub(super) fn unasked(&mut self) {
        self.since = None;
    }

    /// Whether it is time to say that nothing is heard of the server, which is said once. `open` sessions are open by now;
    /// `is_asked` is whether something is handed out.
    pub(super) fn look(&mut self, open: usize, is_asked: bool, now: Instant) -> bool {
        self.is_over |= open > 0;
        if !is_asked {
            return false;
        }
        let since = *self.since.get_or_insert(now);
        let is_time = !self.is_over && now >= since + SILENCE;
        self.is_over |= is_time;
        is_time
    }

    /// When to look again.
    pub(super) fn ends(&self) -> Option<Instant> {
        self.since.filter(|_| !self.is_over).map(|since| since + SILENCE)
    }

    /// How long it has been silent, if an interruption has to do with that.
    pub(super) fn noted(&mut self, now: Instant) -> Option<Duration> {
        let silent = self.since.filter(|_| !self.is_over).map(|since| now.saturating_duration_since(since));
        self.is_over = true;
        silent.filter(|silent| *silent >= NOTABLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn it_counts_from_when_the_server_is_asked() {
        let (start, mut silence) = (Instant::now(), Silence::default());
        // A start to come: one look before it, and the next behind it.
        silence.unasked();
        assert_eq!((silence.ends(), silence.noted(start)), (None, None));
        let mut silence = Silence::default();
        silence.unasked();
        let dialled = start + seconds(20);
        assert!(!silence.look(0, true, dialled));
        assert_eq!(silence.ends(), Some(dialled + SILENCE));
        assert!(!silence.look(0, true, dialled + seconds(9)));
        assert!(silence.look(0, true, dialled + SILENCE));
        assert!(!silence.look(0, true, dialled + 2 * SILENCE), "it is said once");
        assert_eq!((silence.ends(), silence.noted(dialled + 3 * SILENCE)), (None, None));
    }

    #[test]
    fn a_pause_between_two_tries_is_no_silence() {
        let (start, mut silence) = (Instant::now(), Silence::default());
        assert!(!silence.look(0, true, start));
        silence.unasked();
        assert!(!silence.look(0, true, start + 3 * SILENCE));
        assert!(silence.look(0, true, start + 4 * SILENCE));
    }

    #[test]
    fn a_session_ends_it() {
        let (start, mut silence) = (Instant::now(), Silence::default());
        // All that was handed out may have come back together with it.
        assert!(!silence.look(1, false, start));
        assert_eq!(silence.ends(), None);
        silence.unasked();
        assert!(!silence.look(0, true, start + 3 * SILENCE), "one was open before");
        assert!(!silence.look(0, true, start + 5 * SILENCE));
    }

    #[test]
    fn an_interruption_tells_how_long_it_was() {
        let (start, mut silence) = (Instant::now(), Silence::default());
        silence.look(0, true, start);
        assert_eq!(silence.noted(start + seconds(3)), Some(seconds(3)));
        assert_eq!(silence.noted(start + seconds(4)), None, "the second one cuts it short");
        let mut silence = Silence::default();
        silence.look(0, true, start);
        assert_eq!(silence.noted(start + seconds(1)), None);
    }
}
