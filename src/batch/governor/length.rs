//! How many messages a server takes in one session.

/// The length of a session in messages.
#[derive(Debug)]
pub(super) struct Length {
    /// `--messages-per-session`.
    given: Option<u64>,
    learnt: Option<u64>,
    /// After how many the server last ended one.
    last: Option<u64>,
}

impl Length {
    pub(super) fn new(given: Option<u64>) -> Self {
        Self { given, learnt: None, last: None }
    }

    /// QUIT after so many.
    pub(super) fn limit(&self) -> Option<u64> {
        self.given.into_iter().chain(self.learnt).min()
    }

    /// The server has ended a session that had carried so many; `explicit` = for that reason, it said. Twice the same
    /// number is no chance. The limit, if that is news.
    pub(super) fn ended(&mut self, carried: u64, explicit: bool) -> Option<u64> {
        if carried == 0 || self.limit().is_some_and(|limit| carried >= limit) {
            return None;
        }
        if !explicit && self.last != Some(carried) {
            self.last = Some(carried);
            return None;
        }
        self.learnt = Some(carried);
        Some(carried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_same_number_is_a_limit() {
        let mut length = Length::new(None);
        assert_eq!([3, 5, 5].map(|carried| length.ended(carried, false)), [None, None, Some(5)]);
        assert_eq!(length.limit(), Some(5));
        assert_eq!([3, 4].map(|carried| length.ended(carried, false)), [None, None]);
        assert_eq!(length.ended(3, true), Some(3));
        assert_eq!(length.limit(), Some(3));
        assert_eq!(length.ended(0, true), None, "a new session cannot be full");
    }

    #[test]
    fn what_is_given_stays() {
        let mut length = Length::new(Some(10));
        assert_eq!(length.ended(10, true), None);
        assert_eq!(length.ended(12, true), None);
        assert_eq!(length.limit(), Some(10));
    }
}
