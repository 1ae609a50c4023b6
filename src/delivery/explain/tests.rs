//! Each entry of the table is found by a reply as servers send it, or by an error as it is told here.

use std::collections::BTreeSet;
use std::io;

use super::*;
use crate::delivery::replies::{Entry, Place, Table};
use crate::mail::Address;
use crate::net::TlsError;
use crate::smtp::{ReplyError, Verdict};
use Meaning::{
    AccessDenied, DailyLimit, LoginThrottled, LoginWanted, SessionFull, SessionSpoilt, TooFast, TooManySessions,
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
        (Phase::Mail, "450 MI:DMC 163 smtp1,C8CowAB", Some(SessionFull)),
        (Phase::Mail, "451 MI:DMC 126 smtp5", Some(SessionFull)),
        (Phase::Rcpt, "450 RP:DRC 163 smtp2", Some(SessionFull)),
        (Phase::Mail, "450 MI:CEL 163 smtp2", Some(SessionSpoilt)),
        (Phase::Mail, "450 MI:CCL 163 smtp2", Some(SessionSpoilt)),
        (Phase::Content, "451 DT:SPM ,please try again later", Some(minutes(2))),
        (Phase::Content, "451 DT:SPM ,please try again in 3 minutes", Some(minutes(3))),
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

/// The replies that this program has to know, and whether each is tried again.
const MUST_BE_KNOWN: &[(Phase, &str, Option<&str>, &str, bool)] = &[
    (Phase::Auth, "535 Error: authentication failed", Some("smtp.163.com"), "netease-login", false),
    (Phase::Auth, "550 User has no permission", Some("smtp.163.com"), "netease-smtp-off", false),
    // Decoded from the GBK that smtp.qq.com sends.
    (
        Phase::Auth,
        "535 Error: 请使用授权码登录。详情请看: http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256",
        None,
        "qq-authorization-code",
        false,
    ),
    (
        Phase::Auth,
        "535 Login Fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or \
         system is busy. More information at https://help.mail.qq.com/detail/108/1023",
        Some("smtp.qq.com"),
        "qq-authorization-code",
        false,
    ),
    (Phase::Mail, "553 Mail from must equal authorized user", None, "sender-is-not-login", false),
    (Phase::Mail, "501 mail from address must be same as authorization user", None, "sender-is-not-login", false),
    (Phase::Content, "553 Envolope sender mismatch with header from..", None, "sender-is-not-login", false),
    (Phase::Greeting, "421 HL:ICC 163 smtp8,D8CowACH5", None, "netease-connections", true),
    (Phase::Greeting, "421 HL:IFC 163 smtp8", None, "netease-too-fast", true),
    (Phase::Mail, "450 MI:DMC 163 smtp1,C8CowAB", None, "netease-messages-per-connection", true),
    (Phase::Mail, "451 MI:DMC 126 smtp5", None, "netease-messages-per-connection", true),
    (Phase::Rcpt, "450 RP:DRC 163 smtp2", None, "netease-recipients-per-connection", true),
    (Phase::Mail, "450 MI:CEL 163 smtp2", None, "netease-bad-commands", true),
    (Phase::Mail, "450 MI:CCL 163 smtp2", None, "netease-bad-commands", true),
    (Phase::Content, "451 DT:SPM ,please try again later", None, "netease-again-in-two-minutes", true),
    (Phase::Mail, "451 MI:SFQ 163 smtp9", None, "netease-fifteen-minutes", true),
    (Phase::Content, "554 DT:SPM 163 smtp9,http://mail.163.com/help/help_spam_16.htm", None, "netease-spam", false),
    (Phase::Greeting, "554 HL:ITC 163 smtp9", None, "netease-daily-limit", true),
    (Phase::Rcpt, "550 RP:ORQ 163 smtp9", None, "netease-daily-limit", true),
    (Phase::Mail, "550 Ip frequency limited [AAA]. http://service.mail.qq.com/", None, "tencent-frequency", true),
    (Phase::Content, "550 Domain frequency limited", None, "tencent-frequency", true),
    (
        Phase::Rcpt,
        "550 Mailbox unavailable or access denied [MK8Q] https://service.mail.qq.com/detail/0/92",
        None,
        "tencent-recipient-flooded",
        true,
    ),
    (Phase::Content, "550 Mail content denied. http://service.mail.qq.com/", None, "tencent-content", false),
    (Phase::Content, "551 user is too frequently sending", None, "aliyun-frequency", true),
    (Phase::Content, "454 Throttling failure: Maximum sending rate exceeded.", None, "ses-rate", true),
    (Phase::Content, "454 Throttling failure: Daily message quota exceeded.", None, "ses-daily-quota", true),
    (
        Phase::Content,
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [x.prod.outlook.com]",
        None,
        "microsoft-connections",
        true,
    ),
    (
        Phase::Auth,
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [x.prod.outlook.com]",
        None,
        "microsoft-oauth",
        false,
    ),
    (
        Phase::Auth,
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit \
         https://aka.ms/smtp_auth_disabled for more information.",
        None,
        "microsoft-login",
        false,
    ),
    (Phase::Auth, "454 4.7.0 Too many login attempts, please try again later. gsmtp", None, "login-throttled", true),
    (
        Phase::Rcpt,
        "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to 5.4.5  \
         https://support.google.com/a/answer/166852 gsmtp",
        None,
        "gmail-daily-limit",
        true,
    ),
    (
        Phase::Auth,
        "534 5.7.9 Application-specific password required. For more information, go to 5.7.9  \
         https://support.google.com/mail/?p=InvalidSecondFactor gsmtp",
        None,
        "google-app-password",
        false,
    ),
    (
        Phase::Auth,
        "535 5.7.8 Username and Password not accepted. For more information, go to 5.7.8  \
         https://support.google.com/mail/?p=BadCredentials gsmtp",
        None,
        "google-app-password",
        false,
    ),
];

/// Other replies, and the entry each is explained by. Every entry of the table is in one of these lists.
const OTHERS: &[(Phase, &str, &str)] = &[
    (Phase::Mail, "530 5.7.0 Must issue a STARTTLS command first", "tls-wanted"),
    (Phase::Mail, "530 5.7.57 Client not authenticated to send mail", "login-wanted"),
    (
        Phase::Rcpt,
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
        "daily-limit",
    ),
    (Phase::Content, "550 Daily user sending limit exceeded", "daily-limit"),
    (Phase::Greeting, "421 4.7.0 mx.example.com Error: too many connections from 192.0.2.1", "too-many-connections"),
    (Phase::Mail, "421 too many messages in this connection", "session-full"),
    (Phase::Rcpt, "421 4.7.0 mx.example.com Error: too many errors", "session-spoilt"),
    (Phase::Rcpt, "450 4.7.1 Error: too much mail from 192.0.2.1", "too-fast"),
    (
        Phase::Auth,
        "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
        "login-later",
    ),
    (Phase::Auth, "538 5.7.11 Encryption required for requested authentication mechanism", "login-needs-tls"),
    (Phase::Auth, "504 5.5.4 Unrecognized authentication type", "login-mechanism"),
    (Phase::Auth, "534 5.7.14 Please log in via your web browser", "gmail-web-login"),
    (Phase::Auth, "534 5.7.9 Authentication mechanism is too weak", "app-password"),
    (Phase::Auth, "535 5.7.8 Error: authentication failed: (reason unavailable)", "login-refused"),
    (
        Phase::Rcpt,
        "553 5.7.1 <a@example.com>: Sender address rejected: not owned by user b@example.com",
        "sender-is-not-login",
    ),
    (
        Phase::Mail,
        "440 mail from account doesn't conform with authentication (Auth Account:a|Mail Account:b)",
        "sender-is-not-login",
    ),
    (Phase::Content, "554 5.2.252 no", "send-as-denied"),
    (
        Phase::Content,
        "550 5.7.1 [192.0.2.1] Messages missing a valid address in From: header, or having no From: header",
        "from-syntax",
    ),
    (Phase::Mail, "450 4.1.8 <a@example.con>: Sender address rejected: Domain not found", "sender-domain"),
    (Phase::Mail, "550 5.1.8 Access denied, bad outbound sender", "account-blocked"),
    (Phase::Mail, "550 user is locked", "account-blocked"),
    (
        Phase::Content,
        "550 5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
        "unauthenticated",
    ),
    (Phase::Content, "550 5.7.1 Email rejected per DMARC policy for example.com", "dmarc"),
    (Phase::Rcpt, "550 5.7.1 SPF fail: 192.0.2.1 is not allowed to send mail from example.com", "spf"),
    (Phase::Content, "550 DKIM signature verification failed", "dkim"),
    (Phase::Rcpt, "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]", "reverse-dns"),
    (Phase::Content, "550 Content rejected", "tencent-content"),
    (Phase::Greeting, "421 HL:REP 163 mx9", "netease-reputation"),
    (
        Phase::Content,
        "552 5.7.0 This message was blocked because its content presents a potential security issue.",
        "attachment-blocked",
    ),
    (Phase::Content, "550 5.7.1 VIRUS Eicar-Test-Signature detected", "virus"),
    (
        Phase::Rcpt,
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "blocklisted",
    ),
    (Phase::Rcpt, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "blocklisted"),
    (Phase::Rcpt, "553 您的IP在黑名单中", "blocklisted"),
    (Phase::Mail, "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. (S3140).", "microsoft-blocked"),
    (
        Phase::Mail,
        "421 4.7.0 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail originating from your IP address.",
        "suspicious-for-now",
    ),
    (
        Phase::Content,
        "550 5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail.",
        "spam",
    ),
    (Phase::Content, "550 High probability of spam", "spam"),
    (Phase::Content, "554 5.7.1 垃圾邮件", "spam"),
    (
        Phase::Rcpt,
        "450 4.2.0 <a@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/",
        "greylisted",
    ),
    (Phase::Rcpt, "451 4.7.1 Greylisting in action, please come back later", "greylisted"),
    (Phase::Rcpt, "450 4.2.1 The user you are trying to contact is receiving mail too quickly.", "recipient-too-fast"),
    (
        Phase::Rcpt,
        "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
        "recipient-too-fast",
    ),
    (Phase::Rcpt, "452 4.5.3 Error: too many recipients", "too-many-recipients"),
    (Phase::Rcpt, "552 5.2.2 The email account that you tried to reach is over quota", "mailbox-full"),
    (Phase::Rcpt, "452 4.2.2 Mailbox full", "mailbox-full"),
    (Phase::Rcpt, "552 Quota exceeded (mailbox for user is full)", "mailbox-full-text"),
    (Phase::Rcpt, "550 收件人邮箱空间不足", "mailbox-full-text"),
    (Phase::Mail, "552 5.3.4 Message size exceeds fixed limit", "too-large"),
    (Phase::Content, "552 message is too long", "too-large-text"),
    (Phase::Mail, "552 message size exceeds size limit 10240000 of server", "too-large-text"),
    (Phase::Rcpt, "554 5.7.1 <a@example.net>: Relay access denied", "relay-denied"),
    (Phase::Rcpt, "550 relay not permitted", "relay-denied"),
    (Phase::Rcpt, "554 5.7.1 <a@example.net>: Recipient address rejected: Access denied", "access-denied"),
    (
        Phase::Rcpt,
        "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
        "restricted-recipient",
    ),
    (Phase::Rcpt, "550 authentication required", "login-wanted-text"),
    (Phase::Mail, "503 5.5.4 Error: send AUTH command first", "login-wanted-text"),
    (
        Phase::Mail,
        "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints",
        "suspicious-for-now",
    ),
    (Phase::Mail, "451 4.7.500 Server busy. Please try again later from [192.0.2.1].", "server-busy"),
    (Phase::Content, "550 邮件内容含有违规信息", "spam"),
    (Phase::Rcpt, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay-denied"),
    (Phase::Rcpt, "550 5.2.1 The email account that you tried to reach is disabled", "mailbox-disabled"),
    (Phase::Rcpt, "550 5.1.1 The email account that you tried to reach does not exist.", "unknown-user"),
    (
        Phase::Rcpt,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "unknown-user",
    ),
    (Phase::Rcpt, "450 4.1.1 <a@example.com>: Recipient address rejected: unverified address", "unknown-user"),
    (Phase::Rcpt, "550 No such user here", "unknown-user-text"),
    (Phase::Rcpt, "550 Unrouteable address", "unknown-user-text"),
    (Phase::Rcpt, "550 Invalid User: a@qq.com", "unknown-user-text"),
    (
        Phase::Rcpt,
        "550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000728",
        "unknown-user-text",
    ),
    (Phase::Rcpt, "550 User not found: a@163.com", "unknown-user-text"),
    (Phase::Rcpt, "550 该用户不存在", "unknown-user-text"),
    (Phase::Rcpt, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "unknown-user-text"),
    (Phase::Rcpt, "550 5.1.2 bad destination system", "unknown-domain"),
    (Phase::Rcpt, "450 4.1.2 <a@gmial.con>: Recipient address rejected: Domain not found", "unknown-domain"),
    (Phase::Rcpt, "553 sorry, that domain isn't found: unknown domain", "unknown-domain-text"),
    (Phase::Rcpt, "550 对方拒收", "recipient-refuses"),
    (Phase::Rcpt, "501 5.1.3 Bad recipient address syntax", "bad-address"),
    (Phase::Rcpt, "501 Bad address syntax", "bad-address-text"),
    (Phase::Rcpt, "553 5.6.7 no", "non-ascii-address"),
    (Phase::Rcpt, "551 5.1.4 ambiguous", "moved"),
    (Phase::Mail, "501 5.1.7 no", "sender-address"),
    (Phase::Rcpt, "550 5.2.1 off", "mailbox-off"),
    (Phase::Rcpt, "550 5.2.4 no", "mailing-list"),
    (Phase::Mail, "452 4.3.1 Insufficient system storage", "server-storage"),
    (Phase::Mail, "421 4.3.2 System not accepting network messages", "server-busy"),
    (Phase::Rcpt, "550 5.4.1 no", "exchange-unknown-user"),
    (Phase::Rcpt, "450 4.4.1 Connection timed out", "routing"),
    (Phase::Rcpt, "452 4.5.3 no", "too-many-recipients-code"),
    (Phase::Mail, "501 5.5.4 Invalid arguments", "protocol"),
    (Phase::Content, "554 5.6.0 Corrupt message content", "content-code"),
    (Phase::Rcpt, "550 5.7.1 no", "policy"),
    (Phase::Rcpt, "450 4.7.1 Client host rejected", "policy"),
    (Phase::Content, "550 5.7.27 no", "unauthenticated-code"),
    (Phase::Greeting, "421 bye", "code-421"),
    (Phase::Rcpt, "450 no", "code-450"),
    (Phase::Rcpt, "451 no", "code-4yz"),
    (Phase::Rcpt, "452 no", "code-452"),
    (Phase::Rcpt, "550 no", "code-550-recipient"),
    (Phase::Content, "550 no", "code-550"),
    (Phase::Rcpt, "551 no", "code-551"),
    (Phase::Content, "552 no", "code-552"),
    (Phase::Mail, "553 no", "code-553-sender"),
    (Phase::Rcpt, "553 no", "code-553"),
    (Phase::Greeting, "554 no", "code-554-greeting"),
    (Phase::Content, "554 no", "code-554"),
    (Phase::Mail, "555 no", "code-555"),
    (Phase::Mail, "535 no", "code-auth"),
    (Phase::Content, "571 no", "code-5yz"),
];

/// Logins whose texts say little: the server's name tells what they want.
const LOGINS: &[(&str, &str, &str)] = &[
    ("535 5.7.8 no", "SMTP.QQ.COM", "qq-login"),
    ("535 no", "smtp.exmail.qq.com", "exmail-login"),
    ("535 no", "smtp.126.com.", "netease-login"),
    ("535 5.7.8 no", "smtp.gmail.com", "google-login"),
    ("535 5.7.3 Authentication unsuccessful", "smtp.office365.com", "microsoft-password"),
    ("535 no", "smtp.qiye.aliyun.com", "client-password-login"),
    ("535 5.7.8 Error: authentication failed", "smtp.mail.me.com", "app-password-login"),
    ("535 Authentication Credentials Invalid", "email-smtp.eu-west-1.amazonaws.com", "sending-service-login"),
    ("535 请使用授权码登录", "smtp.163.com", "netease-login"),
    ("535 5.7.8 login failed", "mx.example.com", "login-refused"),
    ("535 no", "notqq.com", "login-refused"),
    ("535 no", "127.0.0.1", "login-refused"),
];

fn errors() -> Vec<(SessionError, &'static str)> {
    let host = || "mx.test".to_owned();
    let io = |kind| io::Error::from(kind);
    let connect = |kind| SessionError::Connect { server: host(), source: io(kind) };
    let after = seconds(30);
    let refused = |phase, text| SessionError::from(ProtocolError::Refused { phase, reply: reply(text) });
    let login = |text| SessionError::from(ProtocolError::LoginRefused { reply: reply(text) });
    vec![
        (SessionError::Resolve { host: host(), source: io(io::ErrorKind::NotFound) }, "unknown-host"),
        (connect(io::ErrorKind::ConnectionRefused), "connection-refused"),
        (connect(io::ErrorKind::TimedOut), "connection-timed-out"),
        (connect(io::ErrorKind::NetworkUnreachable), "network-unreachable"),
        (connect(io::ErrorKind::HostUnreachable), "network-unreachable"),
        (connect(io::ErrorKind::ConnectionReset), "cannot-connect"),
        (TlsError::NoRoots { why: "no".into() }.into(), "no-roots"),
        (TlsError::Name { host: host() }.into(), "certificate-name-unfit"),
        (TlsError::Expired { host: host(), on: "2020-01-01".into() }.into(), "certificate-expired"),
        (TlsError::NotYetValid { host: host(), from: "2090-01-01".into() }.into(), "certificate-not-yet-valid"),
        (TlsError::WrongName { host: host(), names: vec!["other.test".into()] }.into(), "certificate-wrong-name"),
        (TlsError::UnknownIssuer { host: host() }.into(), "certificate-unknown-issuer"),
        (TlsError::Revoked { host: host() }.into(), "certificate-bad"),
        (TlsError::BadSignature { host: host() }.into(), "certificate-bad"),
        (TlsError::Certificate { host: host(), why: "no".into() }.into(), "certificate-bad"),
        (TlsError::NotTls { host: host(), said: None, after_starttls: false }.into(), "not-tls"),
        (TlsError::Handshake { host: host(), why: "no".into() }.into(), "handshake"),
        (SessionError::Injected, "tampering"),
        (SessionError::Unasked { reply: "250 ok".into() }, "nonsense"),
        (SessionError::Withheld, "held-back"),
        (SessionError::Deadline { phase: Phase::Connect, after }, "connection-timed-out"),
        (SessionError::Deadline { phase: Phase::Greeting, after }, "wrong-tls-mode"),
        (SessionError::Deadline { phase: Phase::Content, after }, "no-answer"),
        (SessionError::Stalled { phase: Phase::Content, after }, "no-answer"),
        (SessionError::Closed { phase: Phase::Tls }, "wrong-tls-mode"),
        (SessionError::Closed { phase: Phase::Auth }, "connection-lost"),
        (SessionError::Io { phase: Phase::Mail, source: io(io::ErrorKind::BrokenPipe) }, "connection-lost"),
        (ProtocolError::Malformed { phase: Phase::Mail, error: ReplyError::LongLine { limit: 1 } }.into(), "nonsense"),
        (ProtocolError::Unexpected { phase: Phase::Mail, reply: reply("354 go") }.into(), "nonsense"),
        (ProtocolError::ClientName { name: "x".into() }.into(), "client-name"),
        (ProtocolError::OutOfTurn.into(), "nonsense"),
        (ProtocolError::NoStartTls.into(), "no-starttls"),
        (ProtocolError::NoAuth { why: "no".into() }.into(), "no-auth"),
        (ProtocolError::BadChallenge { why: "no".into() }.into(), "bad-challenge"),
        (refused(Phase::Greeting, "421 HL:ICC 163"), "netease-connections"),
        (login("535 5.7.139 no"), "microsoft-oauth"),
    ]
}

fn unsupported() -> [(&'static str, &'static str); 3] {
    [
        (
            "the message has 5 octets and the server takes 4. Make its attachments smaller, or link to them.",
            "over-size",
        ),
        ("the message holds 8-bit octets, which the server does not take (no 8BITMIME).", "no-8bitmime"),
        ("the address needs SMTPUTF8, which the server does not offer.", "no-smtputf8"),
    ]
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

/// The same words, and another fate: the batch has found that a login is wanting.
#[test]
fn what_is_deferred_for_want_of_a_login_goes_on_by_itself() {
    let denied = reply("554 5.7.1 <a@example.net>: Recipient address rejected: Access denied");
    let advice = |explanation: Option<&'static Explanation>| explanation.unwrap().advice(Lang::En);
    assert!(advice(explain_deferred(Phase::Rcpt, &denied)).contains("go on by themselves"));
    assert!(advice(explain_reply(Phase::Rcpt, &denied, None)).contains("--retry refused"));
    let busy = reply("450 4.7.1 greylisted, come back later");
    assert_eq!(explain_deferred(Phase::Rcpt, &busy), explain_reply(Phase::Rcpt, &busy, None));
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
    let known = MUST_BE_KNOWN.iter().map(|(phase, text, ..)| (*phase, *text));
    for (phase, text) in known.chain(OTHERS.iter().map(|(phase, text, _)| (*phase, *text))) {
        let reply = reply(text);
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
