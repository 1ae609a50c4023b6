//! What was not accepted, by phase, code and words.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::mail::is_unsafe;
use crate::net::SessionError;
use crate::smtp::{EnhancedCode, Phase, ProtocolError, Reply, Unsupported, Verdict};

/// How many kinds are told apart; what comes after is only counted.
const MOST: usize = 200;

/// Words of a text that count.
const WORDS: usize = 16;

/// Characters of a server's text at most.
const CHARACTERS: usize = 120;

/// Characters at most of a text that is this program's: what is to be done stands at its end.
const OWN: usize = 400;

/// What a failure has in common with others of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// `false` = no message was concerned: a session could not be opened, or was lost while it had nothing to do.
    pub(super) of_message: bool,
    /// Where in the dialog.
    pub(super) phase: Option<Phase>,
    /// The reply's code, where there was a reply.
    pub(super) code: Option<u16>,
    /// Its enhanced status code.
    pub(super) enhanced: Option<String>,
    /// The first words, without what differs from message to message.
    pub(super) text: String,
}

/// Counts by kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Failures {
    counts: HashMap<Kind, u64>,
    others: u64,
}

impl Kind {
    /// A message that a reply, or the lack of an extension, has failed.
    pub(super) fn of_verdict(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Reply { phase, reply } => Self::of_reply(true, Some(*phase), reply),
            Verdict::Unsupported(unsupported) => Self {
                of_message: true,
                phase: Some(Phase::Mail),
                code: None,
                enhanced: None,
                text: match unsupported {
                    // How large a message is differs from one to the next.
                    Unsupported::Size { limit, .. } => {
                        format!("the message is larger than the {limit} octets that the server takes")
                    }
                    _ => short(unsupported.to_string(), OWN),
                },
            },
        }
    }

    /// A session that is not there, or no longer; with or without a message in it.
    pub(super) fn of_session(of_message: bool, error: &SessionError) -> Self {
        if let SessionError::Protocol(
            ProtocolError::Refused { reply, .. }
            | ProtocolError::Unexpected { reply, .. }
            | ProtocolError::LoginRefused { reply },
        ) = error
        {
            return Self::of_reply(of_message, error.phase(), reply);
        }
        let is_of_server = matches!(
            error,
            SessionError::Unasked { .. }
                | SessionError::Tls(_)
                | SessionError::Protocol(ProtocolError::Malformed { .. } | ProtocolError::BadChallenge { .. })
        );
        let text = error.to_string();
        let text = if is_of_server { words(&text) } else { short(text, OWN) };
        Self { of_message, phase: error.phase(), code: None, enhanced: None, text }
    }

    /// A message that was due and found no session.
    pub(super) fn unsent() -> Self {
        Self::of_run("was due and never started: no session had room for it")
    }

    /// A message whose reply was not waited for.
    pub(super) fn cut_off() -> Self {
        Self::of_run("was cut off: the run ended before its reply")
    }

    /// A message that this program has failed.
    fn of_run(text: &str) -> Self {
        Self { of_message: true, phase: None, code: None, enhanced: None, text: text.to_owned() }
    }

    fn of_reply(of_message: bool, phase: Option<Phase>, reply: &Reply) -> Self {
        Self {
            of_message,
            phase,
            code: Some(reply.code),
            enhanced: reply.enhanced.as_ref().map(EnhancedCode::to_string),
            text: words(&reply.words()),
        }
    }
}

impl Failures {
    /// Counts one.
    pub(super) fn add(&mut self, kind: Kind) {
        self.add_many(kind, 1);
    }

    /// Counts so many.
    pub(super) fn add_many(&mut self, kind: Kind, number: u64) {
        if let Some(count) = self.counts.get_mut(&kind) {
            *count += number;
        } else if self.counts.len() < MOST {
            self.counts.insert(kind, number);
        } else {
            self.others += number;
        }
    }

    /// The kinds, the most frequent first.
    pub(super) fn sorted(&self) -> Vec<(&Kind, u64)> {
        let mut kinds: Vec<_> = self.counts.iter().map(|(kind, count)| (kind, *count)).collect();
        kinds.sort_by_key(|(kind, count)| {
            (Reverse(*count), Reverse(kind.of_message), kind.phase, kind.code, kind.enhanced.clone(), kind.text.clone())
        });
        kinds
    }

    /// How many came after so many kinds that theirs was not kept.
    pub(super) fn others(&self) -> u64 {
        self.others
    }
}

/// The first words, `…` for those that hold an address or a digit: 500 times "user17 unknown" is one kind. What could steer
/// a terminal becomes `\u{fffd}`.
fn words(text: &str) -> String {
    let mut first = String::new();
    let mut words = text.split_whitespace();
    for word in words.by_ref().take(WORDS) {
        if !first.is_empty() {
            first.push(' ');
        }
        let is_personal = word.contains('@') || word.bytes().any(|byte| byte.is_ascii_digit());
        first.push_str(if is_personal { "…" } else { word });
    }
    if words.next().is_some() {
        first.push_str(" …");
    }
    short(first, CHARACTERS)
}

/// No more than so many characters, none of them one that could steer a terminal.
fn short(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text.replace(is_unsafe, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn refused(code: u16, text: &str) -> Kind {
        let reply = Reply { code, text: text.into(), enhanced: Some(EnhancedCode(5, 1, 1)) };
        Kind::of_verdict(&Verdict::Reply { phase: Phase::Rcpt, reply })
    }

    #[test]
    fn the_same_refusal_of_different_addresses_is_one_kind() {
        let mut failures = Failures::default();
        for n in 0..500 {
            failures.add(refused(550, &format!("<user{n}@example.com>: unknown (id {n:x}0)")));
        }
        failures.add(refused(452, "full"));
        let sorted = failures.sorted();
        assert_eq!(sorted.len(), 2);
        assert_eq!((sorted[0].0.text.as_str(), sorted[0].1), ("… unknown (id …", 500));
        assert_eq!((sorted[1].0.code, sorted[1].1), (Some(452), 1));
    }

    #[test]
    fn kinds_are_bounded() {
        let mut failures = Failures::default();
        for n in 0..1_000_u16 {
            let letters: String = n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
            failures.add(refused(550, &letters));
        }
        assert_eq!((failures.sorted().len(), failures.others()), (MOST, 800));
    }

    /// The numbers in a server's text differ from message to message, those in this program's advice do not.
    #[test]
    fn what_to_do_is_told_whole() {
        let source = io::Error::from(io::ErrorKind::ConnectionRefused);
        let error = SessionError::Connect { server: "127.0.0.1:2526".to_owned(), source };
        assert_eq!(Kind::of_session(false, &error).text, error.to_string());
        let smtputf8 = Verdict::Unsupported(Unsupported::Smtputf8);
        assert_eq!(Kind::of_verdict(&smtputf8).text, Unsupported::Smtputf8.to_string());
        let size = |size| Kind::of_verdict(&Verdict::Unsupported(Unsupported::Size { size, limit: 1_000 }));
        assert_eq!(size(1_001), size(2_000));
        assert!(size(1_001).text.contains("1000 octets"), "{}", size(1_001).text);
        let unasked = SessionError::Unasked { reply: "250 queued as 4711".to_owned() };
        assert!(Kind::of_session(true, &unasked).text.ends_with("asked for: … queued as …"));
    }

    #[test]
    fn texts_are_short_and_harmless() {
        assert_eq!(words("no \u{1b}such\u{202e} user"), "no \u{fffd}such\u{fffd} user");
        assert_eq!(words(&"word ".repeat(17)), "word ".repeat(16) + "…");
        assert_eq!(words(&"字".repeat(500)).chars().count(), CHARACTERS + 1);
    }
}
