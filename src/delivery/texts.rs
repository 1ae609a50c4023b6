//! What replies say beyond their first digit: the table of the texts that are known.
//!
//! Sources: the providers' help pages and published code lists (NetEase, Tencent, Google, Microsoft, Amazon SES), and the
//! texts of Postfix and Exim. To teach the program another text, add a line to [`TEXTS`] and one to the test.

use std::time::Duration;

use crate::smtp::{EnhancedCode, Phase, Reply};

/// What a negative reply means for everything else that is to be sent. Each is temporary, whatever the first digit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Too many sessions at the same time.
    TooManySessions,
    /// This session has carried as many messages as it may.
    SessionFull,
    /// This session has seen too many errors; another one fares better.
    SessionSpoilt,
    /// Too much in too short a time: nothing for so long, where the text says it, and more slowly then.
    TooFast(Option<Duration>),
    /// Too many logins in a short time.
    LoginThrottled,
    /// Nothing more today.
    DailyLimit,
    /// It takes mail only after a login, or only over TLS (530: RFC 4954 §6, RFC 3207 §4).
    LoginWanted,
}

/// Where a text counts: the same words mean something else in reply to a login.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the login, and for mail.
    Anywhere,
    /// In reply to AUTH.
    Login,
}

/// The replies a line is about.
#[derive(Clone, Copy)]
enum Codes {
    /// This one.
    Is(u16),
    /// Any 4yz.
    Transient,
    /// Any 4yz or 5yz.
    Negative,
}

struct Text {
    place: Place,
    codes: Codes,
    enhanced: Option<EnhancedCode>,
    /// All of these, in lower case.
    words: &'static [&'static str],
    meaning: Meaning,
}

const fn text(codes: Codes, words: &'static [&'static str], meaning: Meaning) -> Text {
    Text { place: Place::Anywhere, codes, enhanced: None, words, meaning }
}

const fn code(code: u16, enhanced: EnhancedCode, meaning: Meaning) -> Text {
    Text { place: Place::Anywhere, codes: Is(code), enhanced: Some(enhanced), words: &[], meaning }
}

const fn login(codes: Codes, words: &'static [&'static str]) -> Text {
    Text { place: Place::Login, codes, enhanced: None, words, meaning: Meaning::LoginThrottled }
}

use Codes::{Is, Negative, Transient};
use Meaning::{DailyLimit, LoginWanted, SessionFull, SessionSpoilt, TooFast, TooManySessions};

/// The first line that fits counts: what is special stands before what is general.
const TEXTS: &[Text] = &[
    // No row is to blame for it, and none fares better.
    text(Is(530), &[], LoginWanted),
    // NetEase (163, 126, yeah.net, 188): codes from its published list.
    text(Transient, &["hl:icc"], TooManySessions),
    text(Transient, &["hl:ifc"], TooFast(None)),
    text(Transient, &["mi:dmc"], SessionFull),
    text(Transient, &["rp:drc"], SessionFull),
    text(Transient, &["mi:cel"], SessionSpoilt),
    text(Transient, &["mi:ccl"], SessionSpoilt),
    // 554 DT:SPM is another thing: this mail is spam.
    text(Transient, &["dt:spm"], TooFast(Some(Duration::from_secs(120)))),
    text(Transient, &["mi:sfq"], TooFast(None)),
    text(Negative, &["hl:itc"], DailyLimit),
    text(Negative, &["rp:orq"], DailyLimit),
    // Tencent (QQ, Foxmail, Exmail). Its 535 lists every reason there is, this one too: see `Place`.
    text(Negative, &["frequency limited"], TooFast(None)),
    // Alibaba (Aliyun).
    text(Negative, &["too frequently sending"], TooFast(None)),
    // Gmail and Google Workspace.
    code(550, EnhancedCode(5, 4, 5), DailyLimit),
    text(Negative, &["daily user sending"], DailyLimit),
    text(Negative, &["daily sending quota"], DailyLimit),
    text(Negative, &["daily sending limit"], DailyLimit),
    // Amazon SES.
    text(Is(454), &["throttling failure", "daily"], DailyLimit),
    text(Is(454), &["throttling failure"], TooFast(None)),
    // Microsoft 365.
    code(432, EnhancedCode(4, 3, 2), TooManySessions),
    // Postfix, Exim and their kin.
    text(Transient, &["too many concurrent"], TooManySessions),
    text(Transient, &["too many connections"], TooManySessions),
    text(Transient, &["too many sessions"], TooManySessions),
    text(Transient, &["concurrent connections"], TooManySessions),
    text(Transient, &["too many messages in this"], SessionFull),
    text(Transient, &["too many messages per"], SessionFull),
    text(Transient, &["too many messages in one"], SessionFull),
    text(Transient, &["too many messages for this"], SessionFull),
    text(Transient, &["too many recipients in this"], SessionFull),
    text(Transient, &["too many errors"], SessionSpoilt),
    text(Transient, &["too much mail"], TooFast(None)),
    text(Transient, &["sending rate exceeded"], TooFast(None)),
    text(Transient, &["rate limit"], TooFast(None)),
    text(Transient, &["ratelimit"], TooFast(None)),
    text(Transient, &["too fast"], TooFast(None)),
    text(Transient, &["slow down"], TooFast(None)),
    // Logins. A bare 454 4.7.0 is also what a server says whose password database is away, and says so.
    login(Transient, &["too many login"]),
    login(Transient, &["too many auth"]),
    login(Transient, &["login", "rate"]),
    login(Transient, &["throttl"]),
    login(Transient, &["hl:ifc"]),
    login(Transient, &["frequen"]),
    login(Transient, &["try", "again", "later", "login"]),
];

/// What a reply means for everything else, if its text is known.
#[must_use]
pub fn meaning(phase: Phase, reply: &Reply) -> Option<Meaning> {
    if !reply.is_negative() {
        return None;
    }
    let place = if phase == Phase::Auth { Place::Login } else { Place::Anywhere };
    let said = reply.text().to_lowercase();
    let fits = |text: &&Text| {
        text.place == place
            && match text.codes {
                Is(code) => reply.code == code,
                Transient => reply.is_transient(),
                Negative => true,
            }
            && text.enhanced.is_none_or(|enhanced| reply.enhanced == Some(enhanced))
            && text.words.iter().all(|word| said.contains(word))
    };
    match TEXTS.iter().find(fits)?.meaning {
        TooFast(None) => Some(TooFast(stated_wait(&said))),
        meaning => Some(meaning),
    }
}

/// The wait a text asks for in so many words: `try again in 5 minutes`.
fn stated_wait(said: &str) -> Option<Duration> {
    let words: Vec<_> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        let number: u64 = pair[0].parse().ok()?;
        let unit = match pair[1] {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3_600,
            _ => return None,
        };
        Some(Duration::from_secs(number.checked_mul(unit)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        let (code, rest) = text.split_once(' ').unwrap();
        let (enhanced, rest) = match rest.split_once(' ') {
            Some((first, rest)) if EnhancedCode::parse(first).is_some() => (EnhancedCode::parse(first), rest),
            _ => (None, rest),
        };
        Reply { code: code.parse().unwrap(), lines: vec![rest.to_owned()], enhanced }
    }

    #[test]
    fn texts_are_known() {
        let minutes = |n: u64| TooFast(Some(Duration::from_secs(60 * n)));
        for (phase, text, expected) in [
            (Phase::Greeting, "421 HL:ICC 163 smtp8 too many connections", Some(TooManySessions)),
            (Phase::Greeting, "421 HL:IFC 163 smtp8", Some(TooFast(None))),
            (Phase::Mail, "450 MI:DMC 163 smtp1,C8CowAB", Some(SessionFull)),
            (Phase::Mail, "451 MI:DMC 126 smtp5", Some(SessionFull)),
            (Phase::Rcpt, "450 RP:DRC 163 smtp2", Some(SessionFull)),
            (Phase::Mail, "450 MI:CEL 163 smtp2", Some(SessionSpoilt)),
            (Phase::Mail, "450 MI:CCL 163 smtp2", Some(SessionSpoilt)),
            (Phase::Content, "451 DT:SPM ,please try again later", Some(minutes(2))),
            (Phase::Content, "554 DT:SPM 163 smtp9", None),
            (Phase::Mail, "451 MI:SFQ 163 smtp9", Some(TooFast(None))),
            (Phase::Greeting, "554 HL:ITC 163 smtp9", Some(DailyLimit)),
            (Phase::Rcpt, "550 RP:ORQ 163 smtp9", Some(DailyLimit)),
            (Phase::Mail, "550 Ip frequency limited [x]. http://service.mail.qq.com", Some(TooFast(None))),
            (Phase::Auth, "535 Login Fail. Account is abnormal, login frequency limited, or system is busy", None),
            (Phase::Rcpt, "550 Mailbox unavailable or access denied", None),
            (Phase::Content, "550 Mail content denied", None),
            (Phase::Content, "550 user is too frequently sending", Some(TooFast(None))),
            (Phase::Content, "454 Throttling failure: Maximum sending rate exceeded.", Some(TooFast(None))),
            (Phase::Content, "454 Throttling failure: Daily message quota exceeded.", Some(DailyLimit)),
            (Phase::Content, "432 4.3.2 Concurrent connections limit exceeded", Some(TooManySessions)),
            (Phase::Rcpt, "550 5.4.5 Daily user sending limit exceeded", Some(DailyLimit)),
            (Phase::Auth, "454 4.7.0 Too many login attempts, please try again later.", Some(Meaning::LoginThrottled)),
            (Phase::Auth, "454 4.7.0 Temporary authentication failure", None),
            (Phase::Auth, "535 5.7.8 Username and Password not accepted", None),
            (Phase::Mail, "450 4.7.1 Error: too much mail from 192.0.2.1", Some(TooFast(None))),
            (Phase::Mail, "450 4.7.1 Rate limited, try again in 5 minutes", Some(minutes(5))),
            (Phase::Rcpt, "451 4.7.1 Greylisted, try again in 5 minutes", None),
            (Phase::Rcpt, "452 4.2.2 Mailbox full", None),
            (Phase::Rcpt, "550 5.1.1 no such user", None),
            (Phase::Content, "250 2.0.0 queued; do not send too fast", None),
        ] {
            assert_eq!(meaning(phase, &reply(text)), expected, "{text}");
        }
    }

    #[test]
    fn words_are_in_lower_case() {
        assert!(TEXTS.iter().flat_map(|text| text.words).all(|word| *word == word.to_lowercase()));
    }

    #[test]
    fn waits_are_read() {
        for (text, seconds) in [("retry after 30s", None), ("in 30 s.", Some(30)), ("wait 2 hours", Some(7_200))] {
            assert_eq!(stated_wait(text), seconds.map(Duration::from_secs), "{text}");
        }
        assert_eq!(stated_wait(&format!("{} hours", u64::MAX)), None);
    }
}
