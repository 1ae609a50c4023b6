//! What a server's words and the end of a session mean for the recipients of a message: free functions of what was said.

use crate::delivery::{
    Explanation, Meaning, Outcome, Settlement, explain_error, explain_reply, meaning, puts_off_mail,
};
use crate::mail::Address;
use crate::net::SessionError;
use crate::smtp::{Lost, Phase, ProtocolError, Reply, Settled, Unsupported, Verdict};

/// What the server has said that means something for everything else: in reply to a message, or as the last of a session.
#[derive(Clone, Copy)]
pub(super) struct Said<'r> {
    pub(super) meaning: Meaning,
    pub(super) phase: Phase,
    pub(super) reply: &'r Reply,
}

impl<'r> Said<'r> {
    /// The first such reply among these.
    pub(super) fn among(verdicts: impl IntoIterator<Item = &'r Verdict>) -> Option<Self> {
        verdicts.into_iter().find_map(|verdict| match verdict {
            Verdict::Reply { phase, reply } => Self::of(*phase, reply),
            Verdict::Unsupported(_) => None,
        })
    }

    /// What a session has ended with.
    pub(super) fn with(error: &'r SessionError) -> Option<Self> {
        let (phase, reply) = error.refusal()?;
        Self::of(phase, reply)
    }

    fn of(phase: Phase, reply: &'r Reply) -> Option<Self> {
        Some(Self { meaning: meaning(phase, reply)?, phase, reply })
    }
}

/// Why a session came to nothing, and what that means: what was said to its first row, or else what it was lost by.
pub(super) fn last_words(first: &[Option<Verdict>], error: &SessionError) -> (Option<&'static Explanation>, String) {
    let reply = first.iter().flatten().find_map(|verdict| match verdict {
        Verdict::Reply { phase, reply } if reply.is_negative() => Some((*phase, reply)),
        _ => None,
    });
    match reply {
        Some((phase, reply)) => (explain_reply(phase, reply, None), reply.to_string()),
        None => (explain_error(error, None), error.to_string()),
    }
}

/// Whether somebody has been decided on for good.
pub(super) fn is_judged(verdicts: &[Option<Verdict>]) -> bool {
    verdicts.iter().flatten().any(|verdict| Outcome::of(verdict) != Outcome::Deferred)
}

/// What MAIL was put off by, for no reason that is known.
pub(super) fn put_off_by(settled: &Settled) -> Option<&Reply> {
    match settled.verdicts.first()? {
        Verdict::Reply { phase, reply } => Some(reply).filter(|reply| puts_off_mail(*phase, reply)),
        Verdict::Unsupported(_) => None,
    }
}

/// Whether it is as if it had never been begun.
pub(super) fn is_untouched(lost: &Lost) -> bool {
    lost.verdicts.iter().all(Option::is_none) && !lost.in_doubt
}

/// Recipients that count against a daily limit: those that have got the mail, or may have.
pub(super) fn used(settlements: &[Settlement]) -> u64 {
    settlements.iter().filter(|each| matches!(each.outcome, Outcome::Accepted | Outcome::InDoubt)).count() as u64
}

/// Whether the server has ended the session instead of taking another message.
pub(super) fn is_end(error: &SessionError) -> bool {
    match error {
        SessionError::Protocol(ProtocolError::Refused { reply, .. }) => reply.code == 421,
        SessionError::Closed { phase } | SessionError::Io { phase, .. } => {
            matches!(phase, Phase::Rset | Phase::Mail | Phase::Rcpt | Phase::Data)
        }
        _ => false,
    }
}

pub(super) fn verdicts(recipients: &[(usize, Address)], settled: &Settled) -> Vec<Settlement> {
    recipients.iter().zip(&settled.verdicts).map(|((_, address), verdict)| Settlement::of(address, verdict)).collect()
}

/// Servers behind one name may differ: what this session does not offer, another one has.
pub(super) fn defer_unsupported(verdicts: &mut [Settlement], settled: &Settled) {
    for (each, verdict) in verdicts.iter_mut().zip(&settled.verdicts) {
        if matches!(verdict, Verdict::Unsupported(Unsupported::Smtputf8)) {
            each.outcome = Outcome::Deferred;
        }
    }
}

/// Where a mail has more recipients than the server takes at once, those beyond that go in another, as long as something is decided
/// each time (RFC 5321 §4.5.3.1.10). Whether that is so.
pub(super) fn defer_those_too_many(verdicts: &mut [Settlement]) -> bool {
    let is_decided = |each: &Settlement| match each.outcome {
        Outcome::Accepted => true,
        Outcome::Refused => !each.is_one_too_many(),
        _ => false,
    };
    if !verdicts.iter().any(is_decided) {
        return false;
    }
    let mut rest = verdicts.iter_mut().filter(|each| each.is_one_too_many()).peekable();
    let is_portion = rest.peek().is_some();
    rest.for_each(|each| each.outcome = Outcome::Deferred);
    is_portion
}

/// What was decided stays decided; the rest is in doubt or may be tried again.
pub(super) fn lost_verdicts(recipients: &[(usize, Address)], lost: &Lost, error: &SessionError) -> Vec<Settlement> {
    let outcome = if lost.in_doubt { Outcome::InDoubt } else { Outcome::Deferred };
    let reply = error.refusal().map(|(phase, reply)| Verdict::Reply { phase, reply: reply.clone() });
    let why = match error {
        // The end of data was not waited for: it never left.
        SessionError::Closed { phase: Phase::Content } if !lost.in_doubt => {
            "the server closed the connection before the mail was out".to_owned()
        }
        error => error.to_string(),
    };
    let undecided = |address: &Address| match &reply {
        Some(verdict) if outcome == Outcome::Deferred => Settlement { outcome, ..Settlement::of(address, verdict) },
        _ => Settlement::local(address.as_str(), outcome, error.phase(), why.clone()),
    };
    recipients
        .iter()
        .enumerate()
        .map(|(index, (_, address))| match lost.verdicts.get(index).and_then(Option::as_ref) {
            Some(verdict) => Settlement::of(address, verdict),
            None => undecided(address),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipients() -> Vec<(usize, Address)> {
        let all = ["a@example.com", "b@example.com", "c@example.com"].map(|address| Address::parse(address).unwrap());
        all.into_iter().enumerate().collect()
    }

    fn replied(code: u16, text: &str) -> Verdict {
        let phase = if code == 250 { Phase::Content } else { Phase::Rcpt };
        Verdict::Reply { phase, reply: Reply { code, text: text.into(), enhanced: None } }
    }

    fn outcomes(settlements: &[Settlement]) -> Vec<Outcome> {
        settlements.iter().map(|each| each.outcome).collect()
    }

    #[test]
    fn what_was_decided_stays_so_and_the_rest_is_in_doubt_or_tried_again() {
        for (in_doubt, rest) in [(false, Outcome::Deferred), (true, Outcome::InDoubt)] {
            let lost = Lost { verdicts: vec![Some(replied(550, "no such user")), None], in_doubt };
            let settlements = lost_verdicts(&recipients(), &lost, &SessionError::Closed { phase: Phase::Content });
            assert_eq!(outcomes(&settlements), [Outcome::Refused, rest, rest]);
            let is_told = settlements[2].text.contains("closed the connection before the mail was out");
            assert_eq!(is_told, !in_doubt, "{}", settlements[2].text);
        }
    }

    #[test]
    fn those_too_many_go_in_another_mail_once_something_is_decided() {
        let verdicts = |first: &Verdict| -> Vec<Settlement> {
            let all = [first.clone(), replied(550, "too many recipients"), replied(451, "later")];
            recipients().iter().zip(&all).map(|((_, address), verdict)| Settlement::of(address, verdict)).collect()
        };
        let mut taken = verdicts(&replied(250, "ok"));
        assert!(defer_those_too_many(&mut taken));
        assert_eq!(outcomes(&taken), [Outcome::Accepted, Outcome::Deferred, Outcome::Deferred]);
        let mut undecided = verdicts(&replied(451, "later"));
        assert!(!defer_those_too_many(&mut undecided));
        assert_eq!(outcomes(&undecided), [Outcome::Deferred, Outcome::Refused, Outcome::Deferred]);
    }

    #[test]
    fn a_session_that_ends_between_two_messages_is_at_its_end() {
        let closed = |phase| is_end(&SessionError::Closed { phase });
        assert!(closed(Phase::Mail) && closed(Phase::Rset) && !closed(Phase::Content) && !closed(Phase::Greeting));
    }
}
