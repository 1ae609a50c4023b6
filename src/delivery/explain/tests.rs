//! Each entry of the table is found by a reply as servers send it, or by an error as it is told here.

mod cases;

use std::collections::BTreeSet;

use cases::{LOGINS, MUST_BE_KNOWN, OTHERS, errors, unsupported};

use super::*;
use crate::delivery::replies::{Entry, Place, Table};
use crate::mail::Address;
use crate::smtp::Verdict;
use Meaning::{
    AccessDenied, Away, Busy, DailyLimit, LoginThrottled, LoginWanted, SessionFull, SessionSpoilt, Suspect, TooFast,
    TooManyRecipients, TooManySessions,
};

fn reply(text: &str) -> Reply {
    let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (first, behind) = rest.split_once(' ').unwrap_or((rest, ""));
    let enhanced = EnhancedCode::parse(first);
    let rest = if enhanced.is_some() { behind } else { rest };
    Reply { code: code.parse().unwrap(), text: rest.into(), enhanced }
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn texts_are_known() {
    let minutes = |n: u64| TooFast(Some(seconds(60 * n)));
    for (phase, text, expected) in [
        (Phase::Greeting, "421 HL:ICC 163 smtp8 too many connections", Some(TooManySessions)),
        (Phase::Greeting, "421 HL:IFC 163 smtp8", Some(TooFast(None))),
        (Phase::Mail, "554 HL:ICC 163 smtp8", Some(TooManySessions)),
        (Phase::Mail, "554 HL:IFC 163 smtp8", Some(TooFast(None))),
        (Phase::Mail, "550 MI:DMC 163 smtp1", Some(SessionFull)),
        (Phase::Mail, "452 4.5.3 Too many messages this session", Some(SessionFull)),
        (Phase::Mail, "452 4.5.3 Too many recipients: Too many messages sent", Some(SessionFull)),
        (Phase::Rset, "554 Too many nonmail commands", Some(SessionSpoilt)),
        (Phase::Greeting, "421 4.3.2 Connection rate limit exceeded.", Some(LoginThrottled)),
        (Phase::Greeting, "421 4.3.2 Too many open connections.", Some(TooManySessions)),
        (Phase::Mail, "550 Sender rate overlimit - 15.8 / 10s", Some(TooFast(None))),
        (Phase::Mail, "451 sender rate exceeded, 15.8 / 10s", Some(TooFast(None))),
        (Phase::Content, "451 Sorry, too busy. Try again later", Some(TooFast(None))),
        (Phase::Greeting, "550 not from you", None),
        (Phase::Greeting, "421 Too much load; please try again later", Some(Busy)),
        (Phase::Greeting, "421 4.3.2 Service not available", Some(Away)),
        (Phase::Greeting, "421 mx.test Service not available, closing transmission channel", Some(Away)),
        (Phase::Ehlo, "421 4.3.0 later", Some(Away)),
        (Phase::Mail, "421 4.3.0 too many messages in this session", Some(SessionFull)),
        (Phase::Greeting, "421 4.7.0 try later", None),
        (Phase::Mail, "421 4.3.2 Service not available", Some(Away)),
        (Phase::Mail, "451 4.3.2 Service not available", None),
        (Phase::Rcpt, "452 4.5.3 Too many recipients", Some(TooManyRecipients)),
        (Phase::Rcpt, "552 5.5.3 No more", Some(TooManyRecipients)),
        (Phase::Mail, "550 Domain a.test has exceeded the max emails per hour (25/25)", Some(TooFast(None))),
        (Phase::Mail, "554 5.7.1 You have exceeded your sending limit, retry in 1 hour", Some(minutes(60))),
        (Phase::Rcpt, "450 4.2.1 recipient rate limit exceeded", None),
        (Phase::Greeting, "554 5.7.1 rate limit exceeded", None),
        (Phase::Mail, "450 MI:DMC 163 smtp1,C8CowAB", Some(SessionFull)),
        (Phase::Mail, "451 MI:DMC 126 smtp5", Some(SessionFull)),
        (Phase::Rcpt, "450 RP:DRC 163 smtp2", Some(SessionFull)),
        (Phase::Mail, "450 MI:CEL 163 smtp2", Some(SessionSpoilt)),
        (Phase::Mail, "450 MI:CCL 163 smtp2", Some(SessionSpoilt)),
        (Phase::Content, "451 DT:SPM ,please try again later", Some(Suspect(Some(seconds(120))))),
        (Phase::Content, "451 DT:SPM ,please try again in 3 minutes", Some(Suspect(Some(seconds(180))))),
        (Phase::Content, "554 DT:SPM 163 smtp9", None),
        (Phase::Mail, "451 MI:SFQ 163 smtp9", Some(TooFast(None))),
        (Phase::Greeting, "554 HL:ITC 163 smtp9", Some(DailyLimit)),
        (Phase::Rcpt, "550 RP:ORQ 163 smtp9", Some(DailyLimit)),
        (Phase::Mail, "554 MI:STC 163 smtp9", Some(DailyLimit)),
        (Phase::Rcpt, "550 RP:TRC 163 smtp9", Some(DailyLimit)),
        (Phase::Rcpt, "451 RP:QRC 163 smtp9", Some(TooFast(None))),
        (Phase::Mail, "550 5.7.233 your tenant exceeded its daily limit", Some(DailyLimit)),
        (Phase::Mail, "550 Ip frequency limited [x]. http://service.mail.qq.com", Some(TooFast(None))),
        (Phase::Auth, "535 Login Fail. Account is abnormal, login frequency limited, or system is busy", None),
        (Phase::Rcpt, "550 Mailbox unavailable or access denied", None),
        (Phase::Content, "550 Mail content denied", None),
        (Phase::Content, "550 user is too frequently sending", Some(TooFast(None))),
        (Phase::Content, "454 Throttling failure: Maximum sending rate exceeded.", Some(TooFast(None))),
        (Phase::Content, "454 Throttling failure: Daily message quota exceeded.", Some(DailyLimit)),
        (Phase::Content, "432 4.3.2 Concurrent connections limit exceeded", Some(TooManySessions)),
        (Phase::Rcpt, "550 5.4.5 Daily user sending limit exceeded", Some(DailyLimit)),
        (Phase::Auth, "454 4.7.0 Too many login attempts, please try again later.", Some(LoginThrottled)),
        (Phase::Auth, "454 4.7.0 Temporary authentication failure", None),
        (Phase::Auth, "535 5.7.8 Username and Password not accepted", None),
        (Phase::Mail, "450 4.7.1 Error: too much mail from 192.0.2.1", Some(TooFast(None))),
        (Phase::Mail, "450 4.7.1 Rate limited, try again in 5 minutes", Some(minutes(5))),
        (Phase::Rcpt, "451 4.7.1 Greylisted, try again in 5 minutes", None),
        (Phase::Rcpt, "452 4.2.2 Mailbox full", None),
        (Phase::Rcpt, "550 5.1.1 no such user", None),
        (Phase::Mail, "530 5.7.0 Must issue a STARTTLS command first", Some(LoginWanted)),
        (Phase::Mail, "530 5.7.57 Client not authenticated to send mail", Some(LoginWanted)),
        (Phase::Rcpt, "554 5.7.1 <a@example.net>: Recipient address rejected: Access denied", Some(AccessDenied)),
        (Phase::Rcpt, "550 5.4.1 <a@example.net>: Recipient address rejected: Access denied. AS(2018)", None),
        (Phase::Content, "250 2.0.0 queued; do not send too fast", None),
    ] {
        assert_eq!(meaning(phase, &reply(text)), expected, "{text}");
    }
}

#[test]
fn waits_are_read() {
    for (text, wait) in [
        ("retry after 30s", None),
        ("in 30 s.", Some(30)),
        ("wait 2 Hours", Some(7_200)),
        ("Greylisted, please try again in 300 seconds", Some(300)),
        ("Greylisting in action, please come back in 00:04:59", Some(299)),
        ("refused at 12:30:01", None),
    ] {
        assert_eq!(stated_wait(text), wait.map(seconds), "{text}");
    }
    assert_eq!(stated_wait(&format!("{} hours", u64::MAX)), None);
}

#[test]
fn replies_that_must_be_known() {
    for (phase, text, host, id, is_temporary) in MUST_BE_KNOWN {
        let reply = reply(text);
        let found = explain_reply(*phase, &reply, *host).unwrap();
        assert_eq!((found.id.as_str(), found.is_temporary(Some(reply.code))), (*id, *is_temporary), "{text}");
        // The retry policy goes by the same entry. What a login's reply means is decided by `scope`.
        let settled =
            Settlement::of(&Address::parse("a@example.com").unwrap(), &Verdict::Reply { phase: *phase, reply });
        let expected = if *is_temporary { Outcome::Deferred } else { Outcome::Refused };
        assert_eq!(settled.outcome, expected, "{text}");
        if host.is_none() {
            assert_eq!(settled.explanation(), Some(found), "{text}");
        }
    }
}

#[test]
fn every_entry_is_found_by_something() {
    let mut found = BTreeSet::from(["in-doubt", "unsent", "faulty"]);
    found.extend(MUST_BE_KNOWN.iter().map(|(.., id, _)| *id));
    let mut others = Vec::new();
    for (phase, text, id) in OTHERS {
        let explanation = explain_reply(*phase, &reply(text), None).unwrap();
        if explanation.id != *id {
            others.push(format!("{text}: {} instead of {id}", explanation.id));
        }
        found.insert(id);
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    let denied = reply("554 5.7.1 <a@example.net>: Recipient address rejected: Access denied");
    found.insert(explain_deferred(Phase::Rcpt, &denied).unwrap().id.as_str());
    for (text, host, id) in LOGINS {
        assert_eq!(explain_reply(Phase::Auth, &reply(text), Some(host)).unwrap().id, *id, "{text} of {host}");
        found.insert(id);
    }
    for (error, id) in errors() {
        let explanation = explain_error(&error, None).unwrap_or_else(|| panic!("{error} is not explained"));
        assert_eq!(explanation.id, id, "{error}");
        found.insert(id);
    }
    for (text, id) in unsupported() {
        let settled = Settlement::local("a@x", Outcome::Refused, Some(Phase::Mail), text.to_owned());
        assert_eq!(settled.explanation().unwrap().id, id, "{text}");
        found.insert(id);
    }
    let all = table().entries.iter().map(|entry| entry.explanation.id.as_str());
    let unfound: Vec<_> = all.filter(|id| !found.contains(id)).collect();
    assert!(unfound.is_empty(), "no test finds {unfound:?}");
}

#[test]
fn what_has_no_reply_is_explained_by_its_outcome() {
    let id = |outcome| {
        let text = "the server closed the connection, in reply to the end of data".to_owned();
        Settlement::local("a@x", outcome, Some(Phase::Content), text).explanation().map(|found| found.id.as_str())
    };
    assert_eq!(id(Outcome::InDoubt), Some("in-doubt"));
    assert_eq!(id(Outcome::Unsent), Some("unsent"));
    assert_eq!(id(Outcome::Deferred), Some("connection-lost"));
    assert_eq!((id(Outcome::Accepted), id(Outcome::Faulty)), (None, Some("faulty")));
}

/// A refusal's words, and another fate: the batch has found that a login is wanting.
#[test]
fn what_is_deferred_for_want_of_a_login_goes_on_by_itself() {
    let denied = reply("554 5.7.1 <a@example.net>: Recipient address rejected: Access denied");
    let advice = |explanation: Option<&'static Explanation>| explanation.unwrap().advice(Lang::En);
    assert!(advice(explain_deferred(Phase::Rcpt, &denied)).contains("go on by themselves"));
    assert!(advice(explain_reply(Phase::Rcpt, &denied, None)).contains("--retry refused"));
    let busy = reply("450 4.7.1 greylisted, come back later");
    assert_eq!(explain_deferred(Phase::Rcpt, &busy), explain_reply(Phase::Rcpt, &busy, None));
}

/// The command that the advice names is one that tries the row again.
#[test]
fn nobody_is_told_to_retry_what_did_not_happen_to_him() {
    let address = Address::parse("a@example.com").unwrap();
    let known = MUST_BE_KNOWN.iter().map(|(phase, text, ..)| (*phase, *text));
    for (phase, text) in known.chain(OTHERS.iter().map(|(phase, text, _)| (*phase, *text))) {
        let settled = Settlement::of(&address, &Verdict::Reply { phase, reply: reply(text) });
        // A session that is lost defers whatever is said.
        let lost = Settlement { outcome: Outcome::Deferred, ..settled.clone() };
        for settled in [settled, lost] {
            let explanation = settled.explanation().unwrap();
            for lang in Lang::ALL {
                let advice = explanation.advice(lang);
                let other = if settled.outcome == Outcome::Deferred { "--retry refused" } else { "--retry deferred" };
                assert!(!advice.contains(other), "{text}, {}: {advice}", settled.outcome);
                assert!(!explanation.whole(lang).contains('{'), "{advice}");
            }
        }
    }
    let busy = reply("451 4.7.1 come back later");
    let advice = |explanation: Option<&'static Explanation>| explanation.unwrap().advice(Lang::En);
    assert!(advice(explain_reply(Phase::Rcpt, &busy, None)).contains("--retry deferred"));
    let full = |text| Settlement::of(&address, &Verdict::Reply { phase: Phase::Rcpt, reply: reply(text) });
    assert!(advice(full("452 4.2.2 full").explanation()).ends_with("When there is room again: --retry deferred."));
    assert!(advice(full("552 5.2.2 full").explanation()).ends_with("When there is room again: --retry refused."));
    let own = "the message has 5 octets and the server takes 4.".to_owned();
    let own = Settlement::local("a@x", Outcome::Refused, Some(Phase::Mail), own);
    assert!(advice(own.explanation()).ends_with("Then --retry refused."));
}

/// What is said to MAIL in words that nobody knows, and means the sender.
#[test]
fn refusals_of_the_sender_are_vague_or_not() {
    let address = Address::parse("a@example.com").unwrap();
    for (phase, text, is_vague) in [
        (Phase::Mail, "550 no more of these", true),
        (Phase::Mail, "554 5.7.1 denied", true),
        (Phase::Rcpt, "550 no more of these", false),
        (Phase::Content, "554 5.7.1 denied", false),
        (Phase::Mail, "450 not now", false),
        (Phase::Mail, "552 5.3.4 no", false),
        (Phase::Mail, "550 5.1.8 no", false),
        (Phase::Mail, "553 no", false),
        (Phase::Mail, "550 spam", false),
        (Phase::Mail, "550 rate limit exceeded", false),
        (Phase::Mail, "250 ok", false),
    ] {
        let settled = Settlement::of(&address, &Verdict::Reply { phase, reply: reply(text) });
        assert_eq!(settled.is_vague(), is_vague, "{text}");
    }
}

/// What may be said for the session's sake, and what is not.
#[test]
fn a_mail_put_off_for_no_reason_may_be_the_session() {
    for (phase, text, may_be) in [
        (Phase::Mail, "451 later", true),
        (Phase::Mail, "452 4.3.0 no more of these", true),
        (Phase::Mail, "450 4.5.0 no", true),
        (Phase::Mail, "451 4.7.1 come back later", true),
        // It says itself what it is about.
        (Phase::Mail, "421 later", false),
        (Phase::Mail, "451 4.7.1 slow down", false),
        (Phase::Mail, "452 4.3.1 Insufficient system storage", false),
        (Phase::Mail, "450 4.1.8 sender address rejected: domain not found", false),
        (Phase::Mail, "451 4.1.8 no such domain", false),
        (Phase::Mail, "451 Greylisted", false),
        (Phase::Mail, "452 Daily sending limit exceeded", false),
        (Phase::Mail, "452 4.5.3 Too many messages sent", false),
        (Phase::Rcpt, "451 later", false),
        (Phase::Mail, "550 no", false),
    ] {
        assert_eq!(may_be_the_session(phase, &reply(text)), may_be, "{text}");
    }
}

#[test]
fn one_recipient_too_many_is_told_from_one_that_is_refused() {
    let address = Address::parse("a@example.com").unwrap();
    for (phase, text, is_one) in [
        (Phase::Rcpt, "452 4.5.3 Error: too many recipients", true),
        (Phase::Rcpt, "452 too many recipients", true),
        (Phase::Rcpt, "552 Too many recipients", true),
        (Phase::Rcpt, "452 4.2.2 mailbox full", false),
        (Phase::Rcpt, "450 4.7.1 Error: too many recipients from 192.0.2.1", false),
        (Phase::Content, "552 5.5.3 too many recipients", false),
    ] {
        let settled = Settlement::of(&address, &Verdict::Reply { phase, reply: reply(text) });
        assert_eq!(settled.is_one_too_many(), is_one, "{text}");
    }
}

/// What has no entry of its own has one by its code: nobody is left with a number.
#[test]
fn every_negative_reply_is_explained() {
    for code in 400..600 {
        for phase in Phase::ALL {
            assert!(explain(Some(phase), Some(code), None, "", None).is_some(), "{code} {}", phase.words());
        }
    }
    assert_eq!(explain(Some(Phase::Content), Some(250), None, "spam", None), None);
    assert_eq!(explain(None, None, None, "", None), None);
}

#[test]
fn entries_are_whole() {
    let mut ids = BTreeSet::new();
    for Entry { explanation, hosts, place, meaning, codes, .. } in &table().entries {
        let id = &explanation.id;
        assert!(ids.insert(id), "{id} is there twice");
        assert!(!explanation.source.is_empty(), "{id} has no source");
        for lang in Lang::ALL {
            for text in [explanation.what(lang), explanation.advice(lang)] {
                let is_chinese = text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(text.ends_with(['.', '。']), "{id}: {text}");
                assert!(is_chinese || lang == Lang::En, "{id}: {text}");
                assert!(lang == Lang::En || !text.contains(", "), "{id}: a western comma in {text}");
                assert_eq!(text.trim(), text, "{id}");
            }
        }
        // What mail means must not depend on what the server is called, for `meaning` does not know that.
        assert!(hosts.is_empty() || (*place == Place::Login && meaning.is_none()), "{id}");
        assert!(hosts.iter().all(|host| *host == host.to_lowercase()), "{id}");
        // A server that says "later" is believed.
        assert_ne!(explanation.temporary, Some(false), "{id}: {codes:?}");
    }
}

/// The set of all expressions finds what each by itself finds.
#[test]
fn all_at_once_is_one_by_one() {
    let sources: Vec<(Option<String>, &Entry)> = {
        #[derive(serde::Deserialize)]
        struct Raw {
            text: Option<String>,
        }
        #[derive(serde::Deserialize)]
        struct File {
            reply: Vec<Raw>,
        }
        let file: File = toml::from_str(include_str!("../replies.toml")).unwrap();
        file.reply.into_iter().map(|raw| raw.text).zip(&table().entries).collect()
    };
    let expressions: Vec<_> = sources
        .iter()
        .map(|(text, entry)| {
            let text = text.as_deref().unwrap_or_default();
            (regex::RegexBuilder::new(text).case_insensitive(true).dot_matches_new_line(true).build().unwrap(), *entry)
        })
        .collect();
    for (phase, text, ..) in MUST_BE_KNOWN {
        let (phase, reply) = (*phase, reply(text));
        for text in [reply.text.to_string(), reply.text.to_uppercase(), reply.text.repeat(10)] {
            let case = case(phase, &reply, &text);
            let slow = expressions.iter().find(|(expression, entry)| expression.is_match(&text) && entry.fits(&case));
            let fast = table().find(&case).map(|entry| &entry.explanation.id);
            assert_eq!(fast, slow.map(|(_, entry)| &entry.explanation.id), "{text}");
        }
    }
}

#[test]
fn a_table_with_a_mistake_says_where() {
    let entry =
        |more: &str| format!("[[reply]]\nid = 'x'\nwhat_en=''\nwhat_zh=''\ndo_en=''\ndo_zh=''\nsource=''\n{more}\n");
    assert!(Table::read(&entry("")).is_ok());
    for more in ["codes = ['600']", "enhanced = ['5.1']", "phases = ['lunch']", "meaning = 'what'", "outcome = 'lost'"]
    {
        assert!(Table::read(&entry(more)).unwrap_err().contains("x:"), "{more}");
    }
    for more in ["text = '('", "color = 'red'"] {
        assert!(Table::read(&entry(more)).is_err(), "{more}");
    }
}
