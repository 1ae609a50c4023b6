//! What a failure means, and what to do about it: in words for a person, as [`Meaning`] for the batch.

use std::time::Duration;

use super::replies::{Case, table};
use super::{Lang, Outcome, Settlement};
use crate::net::SessionError;
use crate::smtp::{EnhancedCode, Phase, ProtocolError, Reply};

/// What a negative reply means for everything else that is to be sent. Each but the last two is temporary, whatever the first digit
/// says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Too many sessions at the same time.
    TooManySessions,
    /// This session has carried as many messages as it may.
    SessionFull,
    /// This session has seen too many errors; another one fares better.
    SessionSpoilt,
    /// Too much in too short a time: nothing for so long, where that is known, and more slowly then.
    TooFast(Option<Duration>),
    /// This mail is suspect: again after so long, and the others no sooner.
    Suspect(Option<Duration>),
    /// Too many logins in a short time.
    LoginThrottled,
    /// It has too much to do for another session.
    Busy,
    /// It is out of service for now, as it says of itself.
    Away,
    /// Nothing more today.
    DailyLimit,
    /// It takes mail only after a login, or only over TLS (530: RFC 4954 §6, RFC 3207 §4).
    LoginWanted,
    /// This recipient is refused, or everybody is who has not logged in: the reply is the same (Postfix, `reject`).
    AccessDenied,
    /// More recipients than one mail may have: those that were taken before are the portion (RFC 5321 §4.5.3.1.10).
    TooManyRecipients,
}

impl Meaning {
    /// Whether what is so refused is worth another try.
    pub(super) fn is_temporary(self) -> bool {
        !matches!(self, Self::AccessDenied | Self::TooManyRecipients)
    }
}

/// What a failure means, and what to do about it, in every language. One for each entry of `replies.toml`.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its name in the table.
    pub id: String,
    /// Where it is known from.
    pub source: String,
    /// Whether it is tried again; `None` = by the first digit.
    pub temporary: Option<bool>,
    /// Whether it is about an error that this program words itself: in English, and mostly with what to do.
    pub is_own: bool,
    /// Whether it is about the sender, the account or the letter, whoever it is for.
    pub is_of_all: bool,
    /// By language, in the order of [`Lang::ALL`].
    pub(super) words: [Words; Lang::ALL.len()],
}

/// In one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) what: String,
    pub(super) advice: String,
    /// Both.
    pub(super) whole: String,
}

impl Explanation {
    /// What it means: a sentence or two.
    #[must_use]
    pub fn what(&self, lang: Lang) -> &str {
        &self.words(lang).what
    }

    /// What to do: a sentence or two.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> &str {
        &self.words(lang).advice
    }

    /// What it means and what to do.
    #[must_use]
    pub fn whole(&self, lang: Lang) -> &str {
        &self.words(lang).whole
    }

    /// Whether a reply of this code that is so explained is worth another try.
    #[must_use]
    pub fn is_temporary(&self, code: Option<u16>) -> bool {
        self.temporary.unwrap_or_else(|| code.is_none_or(|code| code / 100 == 4))
    }

    fn words(&self, lang: Lang) -> &Words {
        &self.words[lang as usize]
    }
}

/// Explains a failure: a negative reply, or (with `code` absent) what a [`SessionError`] or a settlement without a reply says
/// of itself in `text`. `host` is the server, where it is known: what a login wants depends on it. `None` = nothing is known;
/// any 4yz or 5yz has an explanation, if only by its code.
#[must_use]
pub fn explain(
    phase: Option<Phase>,
    code: Option<u16>,
    enhanced: Option<EnhancedCode>,
    text: &str,
    host: Option<&str>,
) -> Option<&'static Explanation> {
    let entry = table().find(&Case { outcome: None, phase, code, enhanced, text, host })?;
    Some(entry.explanation_of(entry.explanation.is_temporary(code)))
}

/// Explains why there is no session, or no longer one.
#[must_use]
pub fn explain_error(error: &SessionError, host: Option<&str>) -> Option<&'static Explanation> {
    match error {
        SessionError::Protocol(ProtocolError::Refused { phase, reply }) => explain_reply(*phase, reply, host),
        SessionError::Protocol(ProtocolError::LoginRefused { reply }) => explain_reply(Phase::Auth, reply, host),
        error => explain(error.phase(), None, None, &error.to_string(), host),
    }
}

/// Explains a reply.
#[must_use]
pub fn explain_reply(phase: Phase, reply: &Reply, host: Option<&str>) -> Option<&'static Explanation> {
    explain(Some(phase), Some(reply.code), reply.enhanced, &reply.words(), host)
}

/// Explains a reply to a recipient that is deferred: in spite of what it says, where a login was forgotten.
#[must_use]
pub fn explain_deferred(phase: Phase, reply: &Reply) -> Option<&'static Explanation> {
    deferred(Some(phase), Some(reply.code), reply.enhanced, &reply.words())
}

fn deferred(
    phase: Option<Phase>,
    code: Option<u16>,
    enhanced: Option<EnhancedCode>,
    text: &str,
) -> Option<&'static Explanation> {
    let case = Case { outcome: None, phase, code, enhanced, text, host: None };
    let of_outcome = table().find(&Case { outcome: Some(Outcome::Deferred), ..case });
    Some(of_outcome.or_else(|| table().find(&case))?.explanation_of(true))
}

impl Settlement {
    /// What it means that this recipient was settled so; `None` for one that was accepted.
    #[must_use]
    pub fn explanation(&self) -> Option<&'static Explanation> {
        let Self { outcome, phase, code, enhanced, text, .. } = self;
        match outcome {
            Outcome::Accepted => None,
            Outcome::InDoubt | Outcome::Unsent | Outcome::Faulty => {
                let outcome = Some(*outcome);
                let case = Case { outcome, phase: None, code: None, enhanced: None, text: "", host: None };
                Some(&table().find(&case)?.explanation)
            }
            Outcome::Refused => {
                let case = Case { outcome: None, phase: *phase, code: *code, enhanced: *enhanced, text, host: None };
                Some(table().find(&case)?.explanation_of(false))
            }
            Outcome::Deferred => deferred(*phase, *code, *enhanced, text),
        }
    }

    /// Whether it is the sender who was refused for good, and nothing is known of why: by no words that are known, and by a code that
    /// is not about size or form.
    #[must_use]
    pub fn is_vague(&self) -> bool {
        let Self { outcome, phase, code, enhanced, text, .. } = self;
        let is_general = enhanced.is_none_or(|EnhancedCode(_, subject, _)| matches!(subject, 0 | 7));
        *outcome == Outcome::Refused
            && *phase == Some(Phase::Mail)
            && is_general
            && matches!(code, Some(550 | 554 | 571))
            && table()
                .find(&Case { outcome: None, phase: *phase, code: *code, enhanced: *enhanced, text, host: None })
                .is_some_and(|entry| !entry.has_text())
    }

    /// Whether this recipient was one more than a mail may have there: in another mail he may be taken.
    #[must_use]
    pub fn is_one_too_many(&self) -> bool {
        let Self { outcome, phase, code, enhanced, text, .. } = self;
        matches!(outcome, Outcome::Refused | Outcome::Deferred)
            && *phase == Some(Phase::Rcpt)
            && code.is_some()
            && table()
                .find(&Case { outcome: None, phase: *phase, code: *code, enhanced: *enhanced, text, host: None })
                .is_some_and(|entry| entry.meaning == Some(Meaning::TooManyRecipients))
    }

    /// How long a deferred recipient is not to be tried again, by what the server has said: `Greylisted, try again in 300 seconds`.
    #[must_use]
    pub fn stated_wait(&self) -> Option<Duration> {
        if self.outcome == Outcome::Deferred { stated_wait(&self.text) } else { None }
    }
}

/// What a reply means for everything else, if that is known.
#[must_use]
pub fn meaning(phase: Phase, reply: &Reply) -> Option<Meaning> {
    if !reply.is_negative() {
        return None;
    }
    let text = reply.words();
    let meaning = table().find(&case(phase, reply, &text))?.meaning?;
    Some(match meaning {
        // What the server says itself counts more than what is known of it.
        Meaning::TooFast(known) => Meaning::TooFast(stated_wait(&text).or(known)),
        Meaning::Suspect(known) => Meaning::Suspect(stated_wait(&text).or(known)),
        meaning => meaning,
    })
}

/// Whether MAIL is put off in words that say nothing of the pace, the day, the sender or the disk: the session may have carried
/// enough, and another one may be taken mail from.
#[must_use]
pub fn may_be_the_session(phase: Phase, reply: &Reply) -> bool {
    // Of the server, the protocol or a rule, or of nothing at all.
    let is_general = |EnhancedCode(_, subject, detail)| matches!((subject, detail), (3, 0 | 2) | (0 | 5 | 7, _));
    phase == Phase::Mail
        && reply.is_transient()
        && reply.code != 421
        && reply.enhanced.is_none_or(is_general)
        && table()
            .find(&case(phase, reply, &reply.words()))
            .is_some_and(|entry| !entry.has_text() && entry.meaning.is_none())
}

/// Whether MAIL is put off, and that means nothing else that is known.
#[must_use]
pub fn puts_off_mail(phase: Phase, reply: &Reply) -> bool {
    phase == Phase::Mail && reply.is_transient() && reply.code != 421 && meaning(phase, reply).is_none()
}

/// Whether a negative reply is worth another try: a 4yz always is, a 5yz where its words say so.
pub(super) fn is_temporary(phase: Phase, reply: &Reply) -> bool {
    reply.is_transient()
        || table()
            .find(&case(phase, reply, &reply.words()))
            .is_some_and(|entry| entry.explanation.is_temporary(Some(reply.code)))
}

fn case<'a>(phase: Phase, reply: &Reply, text: &'a str) -> Case<'a> {
    Case { outcome: None, phase: Some(phase), code: Some(reply.code), enhanced: reply.enhanced, text, host: None }
}

/// How long the server asks to wait, if it does.
#[must_use]
pub fn wait_of(reply: &Reply) -> Option<Duration> {
    stated_wait(&reply.words())
}

/// The wait a text asks for in so many words: `try again in 5 minutes`, `come back in 00:04:59`.
fn stated_wait(said: &str) -> Option<Duration> {
    let clock = |word: &str| {
        let mut parts =
            word.trim_end_matches('.').split(':').map(|part| part.parse::<u64>().ok().filter(|part| *part < 60));
        let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then(|| Duration::from_secs(hours * 3_600 + minutes * 60 + seconds))
    };
    if said.contains("back in ")
        && let Some(wait) = said.split_whitespace().find_map(clock)
    {
        return Some(wait);
    }
    let words: Vec<_> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        let number: u64 = pair[0].parse().ok()?;
        let unit = match pair[1].to_ascii_lowercase().as_str() {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3_600,
            _ => return None,
        };
        Some(Duration::from_secs(number.checked_mul(unit)?))
    })
}

#[cfg(test)]
mod tests;
