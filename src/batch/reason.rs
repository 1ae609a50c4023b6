//! Why a batch stopped before its end.

use std::fmt;

use super::{QuotaError, StopAfter};
use crate::delivery::Lang;
use crate::ledger::LedgerError;
use crate::net::SessionError;

/// Why a batch stopped before its end, and what goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Too many recipients in a row were refused.
    RefusedInARow {
        /// How many.
        refused: u64,
        /// `--stop-after-refusals`.
        rule: StopAfter,
        /// The last of them: the address and the reply.
        last: String,
    },
    /// Too large a share of all recipients was refused.
    Refused {
        /// How many.
        refused: u64,
        /// How many were settled.
        settled: u64,
        /// `--stop-after-refusals`.
        rule: StopAfter,
        /// The last of them: the address and the reply.
        last: String,
    },
    /// `--daily-limit` is used up.
    DailyLimit {
        /// Recipients.
        limit: u64,
        /// From when on there is room again, by this computer's clock; `None` = tomorrow.
        from: Option<String>,
    },
    /// The server takes no more today.
    ServerLimit {
        /// Its reply.
        reply: String,
        /// When it takes more, tomorrow, at the latest.
        time: String,
    },
    /// The server has said for a day that mail comes too fast, and accepted none.
    TooFast {
        /// Its reply.
        reply: String,
    },
    /// The server has put off everybody's mail, for as long as that was waited for.
    PutOff {
        /// Its reply.
        reply: String,
    },
    /// The sender was refused in the same words several times in a row, after others had been taken.
    RefusedAlike {
        /// How many.
        refused: u64,
        /// The last reply.
        reply: String,
    },
    /// Many messages in a row were refused for the same reason, which is about the sender of all, and none was accepted.
    SenderRefused {
        /// How many.
        refused: u64,
        /// The last reply.
        reply: String,
    },
    /// A login was refused again and again that had worked before.
    LoginNoLonger {
        /// The last reply.
        reply: String,
    },
    /// The server takes no mail without a login, or without TLS.
    NotThisWay {
        /// Its reply.
        reply: String,
    },
    /// One session after the other was lost before it had taken a message.
    SessionsLost {
        /// How many.
        sessions: usize,
        /// What the last of them was lost by.
        error: String,
    },
    /// One session after the other was lost while the server had a message and had not answered.
    SessionsInDoubt {
        /// How many.
        sessions: usize,
        /// What the last of them was lost by.
        error: String,
    },
    /// It was decided so after the first messages (`--canary`).
    Canary {
        /// How many.
        messages: usize,
    },
    /// What is told in English alone: an error of the ledger, of the list, or of this computer.
    Other {
        /// The error, and what to do.
        why: String,
        /// Whether it says itself that the same command goes on.
        tells_what_goes_on: bool,
    },
}

impl Reason {
    /// Whether it says itself that the same command goes on.
    #[must_use]
    pub fn tells_what_goes_on(&self) -> bool {
        match self {
            Self::Other { tells_what_goes_on, .. } => *tells_what_goes_on,
            _ => true,
        }
    }

    /// In words, to be put behind `Stopped: `.
    #[must_use]
    pub fn told_in(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => self.in_chinese(),
        }
    }

    fn in_chinese(&self) -> String {
        const AGAIN: &str = "请先查明原因；然后再次运行同一命令，会继续发给其余的人，加 --retry refused 会重试这些人。";
        match self {
            Self::RefusedInARow { refused, rule, last } => format!(
                "连续 {refused} 位收件人被拒绝，达到 --stop-after-refusals {rule} 的界限；最后一位：{last}。{AGAIN}"
            ),
            Self::Refused { refused, settled, rule, last } => format!(
                "{refused} 位（共 {settled} 位收件人）被拒绝，超过 --stop-after-refusals {rule} 的界限；最后一位：{last}。{AGAIN}"
            ),
            Self::DailyLimit { limit, from } => {
                let when = from.as_ref().map_or_else(|| "明天".to_owned(), |time| format!("{time} 起"));
                format!("每日上限 {limit} 位收件人已用完（--daily-limit）。再次运行同一命令即可继续：{when}。")
            }
            Self::ServerLimit { reply, time } => {
                format!("服务器今天不再接收：{reply}。等它恢复后再次运行同一命令即可继续，最迟明天 {time}。")
            }
            Self::TooFast { reply } => format!(
                "服务器一整天都答复发信太快，一封也没有接收：{reply}。请过几小时再次运行同一命令，会继续发送；并用 --rate 放慢速度。"
            ),
            Self::PutOff { reply } => format!(
                "服务器一直推迟接收所有邮件（与收件人无关），等待之后仍未恢复：{reply}。请稍后再次运行同一命令，会继续发送。"
            ),
            Self::RefusedAlike { refused, reply } => format!(
                "前面的邮件已被接收，之后连续 {refused} 次以同样的答复被拒绝，等待也没有用：{reply}。可能是帐号的发信限制，也可能帐号已被\
                 停用。{AGAIN}"
            ),
            Self::SenderRefused { refused, reply } => format!(
                "连续 {refused} 封邮件因同一原因被拒绝，与收件人无关，而是发件人、帐号或信件本身的问题，其间没有一封被接收：{reply}。{AGAIN}\
                 要改变这个界限，请用 --stop-after-refusals。"
            ),
            Self::LoginNoLonger { reply } => format!(
                "这个密码之前登录成功过，现在服务器不再接受：{reply}。可能是登录次数太多，也可能帐号已被锁定或令牌已过期。请过几小时再次运行同一\
                 命令，会继续发送；每次连接都要登录一次，请不要把 --messages-per-session 设得太小。"
            ),
            Self::NotThisWay { reply } => format!(
                "服务器不接受这样发送的邮件：{reply}。如果它要求登录，请用 -u 登录名；如果它要求加密，请用 --tls starttls 或 implicit。"
            ),
            Self::SessionsLost { sessions, error } => format!(
                "连续 {sessions} 次会话在服务器接收任何一封邮件之前就断开了；最后一次：{error}。再次运行同一命令即可继续；请稍后再试，\
                 并用 --transcript 文件名 查看对话。"
            ),
            Self::SessionsInDoubt { sessions, error } => format!(
                "接连 {sessions} 次会话断开时，服务器已收到邮件却没有答复，这些邮件是否送达无法确定；最后一次：{error}。请先查明原因，\
                 并用 --transcript 文件名 查看对话；再次运行同一命令会继续发送其余的邮件，存疑的不会重发。"
            ),
            Self::Canary { messages } => {
                format!("按照决定，在前 {messages} 封之后停止（--canary）。再次运行同一命令即可继续发其余的。")
            }
            Self::Other { why, .. } => why.clone(),
        }
    }
}

impl fmt::Display for Reason {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AGAIN: &str = "Find out why first; then the same command goes on with the others, and --retry refused tries these \
                             again.";
        match self {
            Self::RefusedInARow { refused, rule, last } => write!(
                f,
                "{} refused, and --stop-after-refusals {rule} ends it there; the last: {last}. {AGAIN}",
                if *refused == 1 {
                    "1 recipient was".to_owned()
                } else {
                    format!("{refused} recipients in a row were")
                }
            ),
            Self::Refused { refused, settled, rule, last } => write!(
                f,
                "{refused} of {settled} recipients {} refused, more than --stop-after-refusals {rule} allows; the last: {last}. \
                 {AGAIN}",
                if *refused == 1 { "was" } else { "were" }
            ),
            Self::DailyLimit { limit, from } => {
                let from = from.as_ref().map_or_else(|| "tomorrow".to_owned(), |time| format!("from {time} on"));
                write!(
                    f,
                    "the daily limit of {limit} recipients is used up (--daily-limit). The same command goes on {from}."
                )
            }
            Self::ServerLimit { reply, time } => write!(
                f,
                "the server takes no more today: {reply}. The same command goes on as soon as it does: tomorrow at {time} at the \
                 latest."
            ),
            Self::TooFast { reply } => write!(
                f,
                "for a whole day the server has said that mail comes too fast, and accepted none: {reply}. The same command goes on; \
                 wait some hours, and send more slowly (--rate)."
            ),
            Self::PutOff { reply } => write!(
                f,
                "the server puts off every mail, whoever it is for, and waiting has not helped: {reply}. The same command goes on; run it \
                 later."
            ),
            Self::RefusedAlike { refused, reply } => write!(
                f,
                "{refused} times in a row the sender was refused in the same words, after other mails had been accepted, and no pause \
                 helped: {reply}. It may be a limit of the account, or the account is blocked. {AGAIN}"
            ),
            Self::SenderRefused { refused, reply } => write!(
                f,
                "{refused} messages in a row were refused for the same reason, which is of the sender, the account or the letter and not of \
                 who it is for, and none was accepted in between: {reply}. {AGAIN} --stop-after-refusals sets another limit."
            ),
            Self::LoginNoLonger { reply } => write!(
                f,
                "this password worked before, and the server takes it no longer: {reply}. There were too many logins, or the account is \
                 locked, or a token has run out. The same command goes on; wait some hours, and give no small \
                 --messages-per-session: each connection is a login."
            ),
            Self::NotThisWay { reply } => write!(
                f,
                "the server takes no mail this way: {reply}. If it wants a login, give it with -u NAME; if it wants TLS, give --tls \
                 starttls or implicit."
            ),
            Self::SessionsLost { sessions, error } => write!(
                f,
                "{sessions} sessions in a row were lost before the server had taken a single message; the last: {error}. The same \
                 command goes on; try it later, and look at the dialog with --transcript FILE."
            ),
            Self::SessionsInDoubt { sessions, error } => write!(
                f,
                "{sessions} sessions in a row were lost while the server had a message and had not answered, so that it is in \
                 doubt; the last: {error}. Find out why first, and look at the dialog with --transcript FILE; then the same \
                 command goes on with the others."
            ),
            Self::Canary { messages } => write!(
                f,
                "after the first {messages}, as it was decided (--canary). The same command goes on with the rest."
            ),
            Self::Other { why, .. } => f.write_str(why),
        }
    }
}

impl From<&LedgerError> for Reason {
    fn from(error: &LedgerError) -> Self {
        Self::Other { why: error.to_string(), tells_what_goes_on: error.tells_what_goes_on() }
    }
}

impl From<&QuotaError> for Reason {
    fn from(error: &QuotaError) -> Self {
        Self::Other { why: error.to_string(), tells_what_goes_on: false }
    }
}

impl From<&SessionError> for Reason {
    fn from(error: &SessionError) -> Self {
        Self::Other { why: error.to_string(), tells_what_goes_on: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_tell_the_same() {
        let last = || "ann@example.org: 550 no such user".to_owned();
        let reasons = [
            Reason::RefusedInARow { refused: 51, rule: StopAfter::InARow(50), last: last() },
            Reason::Refused { refused: 51, settled: 97, rule: StopAfter::Percent(50), last: last() },
            Reason::DailyLimit { limit: 200, from: Some("08:15".to_owned()) },
            Reason::DailyLimit { limit: 200, from: None },
            Reason::ServerLimit { reply: "550 5.4.5 full".to_owned(), time: "08:15".to_owned() },
            Reason::TooFast { reply: "550 Ip frequency limited".to_owned() },
            Reason::PutOff { reply: "451 4.3.2 later".to_owned() },
            Reason::RefusedAlike { refused: 9, reply: "550 no".to_owned() },
            Reason::SenderRefused { refused: 20, reply: "553 5.7.1 not yours".to_owned() },
            Reason::LoginNoLonger { reply: "535 no".to_owned() },
            Reason::NotThisWay { reply: "530 5.7.0 no".to_owned() },
            Reason::SessionsLost { sessions: 7, error: "the server closed".to_owned() },
            Reason::SessionsInDoubt { sessions: 5, error: "the server closed".to_owned() },
            Reason::Canary { messages: 5 },
        ];
        for reason in reasons {
            let (english, chinese) = (reason.told_in(Lang::En), reason.told_in(Lang::Zh));
            let told =
                |text: &str| text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect::<String>();
            let sorted = |text: &str| {
                let mut digits: Vec<char> = told(text).chars().collect();
                digits.sort_unstable();
                digits
            };
            assert_eq!(sorted(&english), sorted(&chinese), "{english}\n{chinese}");
            assert!(reason.tells_what_goes_on() && chinese.chars().any(|c| c > '\u{4E00}'), "{chinese}");
        }
        let used = LedgerError::InUse { file: "a.ledger".into() };
        let other = Reason::from(&used);
        assert_eq!((other.told_in(Lang::Zh), other.tells_what_goes_on()), (used.to_string(), false));
        let why = "disk I/O error".to_owned();
        let full =
            LedgerError::Disk { file: "a.ledger".into(), what: "cannot be written", why, advice: "Mend the disk" };
        assert!(Reason::from(&full).tells_what_goes_on() && full.to_string().contains("same command"), "{full}");
    }
}
