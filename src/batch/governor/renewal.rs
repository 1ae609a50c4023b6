//! Whether another session is worth a try where MAIL is put off, nobody knows why, in a session that has taken mails.

/// Most sessions that may be spent in vain on finding out whether another session helps: each is a login.
const MOST: u32 = 3;

/// Fewest mails of a session that is no waste, though it ends and another is logged in for.
const FEW: u64 = 10;

/// Counts what it has cost.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// Sessions that were ended for it after few mails, or that fared no better.
    spent: u32,
    /// A session has been ended for it, and nothing was accepted since.
    is_tried: bool,
}

impl Renewal {
    /// Whether another session is to be tried.
    pub(super) fn is_worth_it(&self) -> bool {
        self.spent < MOST
    }

    /// A session that had carried so many ends for it.
    pub(super) fn tried(&mut self, carried: u64) {
        self.spent += u32::from(carried < FEW);
        self.is_tried = true;
    }

    /// The first mail of a session was put off too.
    pub(super) fn was_no_help(&mut self) {
        self.spent += u32::from(std::mem::take(&mut self.is_tried));
    }

    /// A mail was accepted.
    pub(super) fn accepted(&mut self) {
        self.is_tried = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_that_carry_many_are_always_followed() {
        let mut renewal = Renewal::default();
        for _ in 0..100 {
            renewal.tried(100);
            renewal.accepted();
            renewal.was_no_help();
        }
        assert!(renewal.is_worth_it());
    }

    #[test]
    fn what_is_no_help_is_tried_thrice() {
        let (mut short, mut vain) = (Renewal::default(), Renewal::default());
        for _ in 0..3 {
            assert!(short.is_worth_it() && vain.is_worth_it());
            short.tried(2);
            short.accepted();
            vain.tried(100);
            vain.was_no_help();
            vain.was_no_help();
        }
        assert!(!short.is_worth_it() && !vain.is_worth_it());
    }
}
