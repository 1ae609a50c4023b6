//! When to give up: too many refusals.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::batch::Reason;
use crate::delivery::{Outcome, Settlement};

/// A percentage says nothing about fewer recipients.
const LEAST_SETTLED: u64 = 20;

/// Without `--stop-after-refusals`: fewest messages in a row, refused for the same reason, which is about the sender and not about who it
/// is for, that end the batch.
const ALIKE: u64 = 20;

/// `--stop-after-refusals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAfter {
    /// Refused recipients in a row that end the batch.
    InARow(u64),
    /// The share of refused recipients, in percent of the settled, that may not be exceeded once 20 are settled.
    Percent(u8),
}

/// Why a text is not that.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?}: write a number of refusals in a row, such as 50, or a share of all, such as 20%")]
pub struct StopAfterError {
    text: String,
}

impl FromStr for StopAfter {
    type Err = StopAfterError;

    fn from_str(text: &str) -> Result<Self, StopAfterError> {
        let parsed = match text.trim().strip_suffix('%') {
            Some(percent) => percent.trim().parse().ok().filter(|p| (1..100).contains(p)).map(Self::Percent),
            None => text.trim().parse().ok().filter(|&n| n > 0).map(Self::InARow),
        };
        parsed.ok_or_else(|| StopAfterError { text: text.to_owned() })
    }
}

impl fmt::Display for StopAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InARow(refusals) => write!(f, "{refusals}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// Counts what speaks for stopping.
#[derive(Debug)]
pub(super) struct Breaker {
    rule: Option<StopAfter>,
    in_a_row: u64,
    refused: u64,
    settled: u64,
    /// Whether all mails have the same sender.
    has_one_sender: bool,
    /// Messages in a row that were refused for a reason which is of the sender, and that reason.
    alike: u64,
    reason: &'static str,
}

impl Breaker {
    pub(super) fn new(rule: Option<StopAfter>) -> Self {
        Self { rule, in_a_row: 0, refused: 0, settled: 0, has_one_sender: false, alike: 0, reason: "" }
    }

    /// All mails have the same sender, or have not.
    pub(super) fn has_one_sender(&mut self, has_one: bool) {
        self.has_one_sender = has_one;
    }

    /// A row is settled. Why to stop, if so.
    pub(super) fn settled(&mut self, recipients: &[Settlement]) -> Option<Reason> {
        let of = |outcome| recipients.iter().filter(move |recipient| recipient.outcome == outcome);
        self.settled += recipients.len() as u64;
        let Some(last) = of(Outcome::Refused).next_back() else {
            // A copy that is accepted beside a refusal, as that of each mail may be, ends nothing.
            if of(Outcome::Accepted).next().is_some() {
                (self.in_a_row, self.alike) = (0, 0);
            }
            return None;
        };
        if of(Outcome::Accepted).next().is_some() {
            self.alike = 0;
        }
        let refused = of(Outcome::Refused).count() as u64;
        (self.in_a_row, self.refused) = (self.in_a_row + refused, self.refused + refused);
        let (refused, settled) = (self.refused, self.settled);
        let code = last.code.map(|code| format!("{code} ")).unwrap_or_default();
        let Some(rule) = self.rule else {
            let refused = self.refused_alike(last)?;
            return Some(Reason::SenderRefused { refused, reply: format!("{code}{}", last.text) });
        };
        let last = format!("{}: {code}{}", last.address, last.text);
        match rule {
            StopAfter::InARow(most) if self.in_a_row >= most => {
                Some(Reason::RefusedInARow { refused: self.in_a_row, rule, last })
            }
            StopAfter::Percent(most) if settled >= LEAST_SETTLED && refused * 100 > settled * u64::from(most) => {
                Some(Reason::Refused { refused, settled, rule, last })
            }
            _ => None,
        }
    }

    /// How many messages in a row were refused for the same reason, which is of their one sender, if that is enough.
    fn refused_alike(&mut self, last: &Settlement) -> Option<u64> {
        if !self.has_one_sender {
            return None;
        }
        // What is of the recipient says nothing of it.
        let explanation = last.explanation().filter(|explanation| explanation.is_of_all)?;
        if self.reason != explanation.id {
            (self.reason, self.alike) = (&explanation.id, 0);
        }
        self.alike += 1;
        (self.alike >= ALIKE).then_some(self.alike)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;
    use crate::smtp::{Phase, Reply, Verdict};

    fn one(outcome: Outcome) -> Vec<Settlement> {
        vec![Settlement::local("a@example.com", outcome, None, "no".to_owned())]
    }

    #[test]
    fn rules_are_read() {
        assert_eq!("50".parse(), Ok(StopAfter::InARow(50)));
        assert_eq!("20%".parse(), Ok(StopAfter::Percent(20)));
        for text in ["", "0", "0%", "100%", "-1", "x", "%", "20 percent"] {
            assert!(text.parse::<StopAfter>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn refusals_in_a_row_are_counted() {
        let mut breaker = Breaker::new(Some(StopAfter::InARow(3)));
        for outcome in [Outcome::Refused, Outcome::Refused, Outcome::Accepted, Outcome::Refused, Outcome::Refused] {
            assert_eq!(breaker.settled(&one(outcome)), None);
        }
        let why = breaker.settled(&one(Outcome::Refused)).unwrap();
        let why = why.to_string();
        assert!(why.contains("3 recipients in a row") && why.contains("--retry refused"), "{why}");
    }

    #[test]
    fn copies_that_are_accepted_do_not_hide_refusals() {
        let mut breaker = Breaker::new(Some(StopAfter::InARow(3)));
        let with_copy = || [one(Outcome::Refused), one(Outcome::Accepted)].concat();
        assert!((0..2).all(|_| breaker.settled(&with_copy()).is_none()));
        assert!(breaker.settled(&with_copy()).is_some());
        // A mail without a refusal ends it.
        let mut breaker = Breaker::new(Some(StopAfter::InARow(3)));
        for _ in 0..10 {
            assert!((0..2).all(|_| breaker.settled(&with_copy()).is_none()));
            assert_eq!(breaker.settled(&one(Outcome::Accepted)), None);
        }
    }

    #[test]
    fn a_share_counts_from_twenty_on() {
        let mut breaker = Breaker::new(Some(StopAfter::Percent(50)));
        assert!((0..19).all(|_| breaker.settled(&one(Outcome::Refused)).is_none()));
        assert!(breaker.settled(&one(Outcome::Refused)).is_some());
        let mut breaker = Breaker::new(Some(StopAfter::Percent(50)));
        let outcome = |n| if n % 2 == 0 { Outcome::Accepted } else { Outcome::Refused };
        assert!((0..1_000).all(|n| breaker.settled(&one(outcome(n))).is_none()), "a half is not more than a half");
    }

    /// Refused so in reply to MAIL, or the content.
    fn refused(phase: Phase, code: u16, text: &str) -> Vec<Settlement> {
        let reply = Reply { code, text: text.into(), enhanced: None };
        vec![Settlement::of(&Address::parse("a@example.com").unwrap(), &Verdict::Reply { phase, reply })]
    }

    #[test]
    fn the_same_sender_refused_again_and_again_ends_it() {
        let of_sender = || refused(Phase::Mail, 553, "Mail from must equal authorized user");
        let spam = || refused(Phase::Content, 554, "DT:SPM 163 smtp9");
        let unknown = || refused(Phase::Rcpt, 550, "no such user");
        for (each, told) in [(of_sender(), "553 Mail from"), (spam(), "554 DT:SPM")] {
            let mut breaker = Breaker::new(None);
            breaker.has_one_sender(true);
            for _ in 0..19 {
                assert_eq!(breaker.settled(&each), None);
                assert_eq!(breaker.settled(&unknown()), None, "that is about somebody else");
            }
            let why = breaker.settled(&each).unwrap().to_string();
            assert!(why.contains("20 messages in a row") && why.contains(told), "{why}");
        }
        // None of these is the same for all.
        let is_never = |rule: Option<StopAfter>, has_one: bool, each: &dyn Fn(usize) -> Vec<Settlement>| {
            let mut breaker = Breaker::new(rule);
            breaker.has_one_sender(has_one);
            (0..500).all(|n| breaker.settled(&each(n)).is_none())
        };
        assert!(is_never(None, false, &|_| of_sender()), "the sender of some rows");
        assert!(is_never(Some(StopAfter::InARow(1_000)), true, &|_| of_sender()), "another limit was asked for");
        assert!(is_never(None, true, &|_| unknown()));
        assert!(is_never(None, true, &|n| if n % 19 == 0 { one(Outcome::Accepted) } else { of_sender() }));
        assert!(is_never(None, true, &|n| if n % 15 == 0 { spam() } else { of_sender() }), "not the same");
    }

    #[test]
    fn without_a_rule_refusals_stop_nothing() {
        let mut breaker = Breaker::new(None);
        assert!((0..1_000).all(|_| breaker.settled(&one(Outcome::Refused)).is_none()));
    }
}
