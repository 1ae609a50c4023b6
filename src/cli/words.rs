//! What is told before mail is sent, meanwhile and at the end, in the language that was chosen: what there is to send, how long it will
//! take, the question, the progress, how it ended.

use std::time::Duration;

use super::lang::lang;
use super::output::{counted, grouped};
use crate::delivery::{Lang, Phrases};

/// In English and in Chinese. `{name}` is a place that is filled in.
static WORDS: [(&str, &str); 77] = [
    (
        "{messages} to {recipients}, the largest {largest}, {all} together.",
        "{messages}，{recipients}，最大 {largest}，共 {all}。",
    ),
    ("No faults.", "没有错误。"),
    ("Estimated duration: {duration}.", "预计用时：{duration}。"),
    ("Nothing was sent.", "没有发送任何邮件。"),
    ("From:", "发件人："),
    ("Subject:", "主题："),
    ("(none)", "（无）"),
    ("To:", "收件人："),
    ("Server:", "服务器："),
    ("Duration:", "用时："),
    ("When:", "时间："),
    ("Trial:", "试发："),
    ("Skipped:", "跳过："),
    ("not encrypted", "未加密"),
    (", no login", "，不登录"),
    ("as many sessions as are of use", "连接数自动调整"),
    ("{sessions}, {pace}", "{sessions}，{pace}"),
    ("{messages} to {to}, and to nobody else.", "{messages}，只发给 {to}，不发给其他任何人。"),
    (" For one alone, add --limit 1.", "只想试一封，请加 --limit 1。"),
    ("Send?", "发送吗？"),
    ("{first} first, then it asks", "先发 {first}，然后再询问"),
    ("from {time} on", "{time} 起"),
    ("spread over {time}", "分散在 {time}内"),
    ("nothing in {hours}", "{hours} 期间不发"),
    ("as fast as the server takes it", "服务器能收多快就发多快"),
    ("no faster than {rate}", "不超过 {rate}"),
    ("as long as the server takes: no rate is set (--rate)", "由服务器决定：没有限定速度（--rate）"),
    (". It begins in {time}", "。{time}后开始"),
    ("about {time}", "大约 {time}"),
    (", the last mail {time}", "，最后一封在 {time}"),
    ("{days} of sending, the last mail in about {time}", "分 {days}发送，最后一封大约在 {time}后"),
    (", {logins} at no more than {rate}", "，{logins}，不超过 {rate}"),
    (", in sessions of {messages}", "，每个连接发 {messages}"),
    ("{count} not accepted", "{count} 未接受"),
    ("{time} left", "剩余 {time}"),
    ("{count} deferred", "{count} 推迟"),
    ("waiting: {reason}", "等待：{reason}"),
    ("waiting until {clock}{why}", "等待到 {clock}{why}"),
    ("waiting {time} (until {clock}){why}", "等待 {time}（到 {clock}）{why}"),
    ("{count} deferred, next try at {clock} · Ctrl-C may stop it", "{count} 推迟，{clock} 再试 · 可按 Ctrl-C 停止"),
    ("then another session is opened", "之后再建立一个连接"),
    ("the pace", "按设定的速度"),
    ("then one message is tried", "之后先试一封"),
    ("the pace that the server wants", "按服务器要求的速度"),
    ("a deferred message is tried again", "将重试 1 封推迟的邮件"),
    ("{count} deferred messages are tried again", "将重试 {count} 封推迟的邮件"),
    ("once more: {error}", "又出现一次：{error}"),
    ("{times} more times: {error}", "又出现 {times} 次：{error}"),
    (" (another session in {time})", "（{time}后再连接）"),
    (
        "No session can be opened any more: waiting up to {time} for the server. Ctrl-C ends that, and the same command goes on later.",
        "已经无法建立连接：最多等待服务器 {time}。按 Ctrl-C 可以停止，以后用同一命令继续。",
    ),
    (
        "The server takes nobody's mail just now: {reply}. One message is tried again now and then, for up to {time} in all; no row is \
         charged for it. Ctrl-C ends that, and the same command goes on later.",
        "服务器现在不接收任何人的邮件：{reply}。会不时用一封邮件再试，总共最多 {time}，不计入任何一行的重试次数。按 Ctrl-C \
         可以停止，以后用同一命令继续。",
    ),
    (
        "The server has not opened a session within {time}{waits}. If its port begins with TLS (465 does), it wants --tls implicit; if \
         not, --tls starttls.",
        "服务器在 {time}内没有应答{waits}。如果端口一开始就用 TLS（如 465），请用 --tls implicit；否则用 --tls starttls。",
    ),
    ("; waiting on", "，继续等待"),
    (
        "Stopping: what is in flight gets its reply. Press Ctrl-C again to stop at once.",
        "正在停止：等待已发出的邮件得到答复。再按一次 Ctrl-C 立即停止。",
    ),
    (
        "Stopping by itself: what is in flight gets its reply, then it is told why. Press Ctrl-C twice to stop at once.",
        "正在自动停止：等待已发出的邮件得到答复，然后说明原因。按两次 Ctrl-C 立即停止。",
    ),
    (
        "These went first. Look at how they arrived. Go on with the others?",
        "这些是先发的几封，请看看收到的样子。继续发送其余的吗？",
    ),
    ("All of the first were accepted: going on.", "先发的几封都已接受，继续发送。"),
    (
        "Not all of the first were accepted, and nobody is there to ask.",
        "先发的几封没有全部被接受，而且没有人可以询问。",
    ),
    (
        "Interrupted before the first mail: nothing was sent. The same command starts again.",
        "在第一封邮件之前中断：什么也没有发送。再次运行同一命令即可重新开始。",
    ),
    ("Interrupted.", "已中断。"),
    ("Interrupted. The same command again goes on.", "已中断。再次运行同一命令即可继续。"),
    ("The login was refused: {why}", "登录被拒绝：{why}"),
    ("Stopped {why}", "已停止：{why}"),
    ("Stopped: {why} The same command with -u NAME goes on.", "已停止：{why} 用 -u 登录名 运行同一命令即可继续。"),
    ("Stopped: {why}. The same command again goes on.", "已停止：{why}。再次运行同一命令即可继续。"),
    ("Stopped: {why}.", "已停止：{why}。"),
    ("stopped: {why}", "已停止：{why}"),
    (
        "1 recipient not tried. The same command again goes on with them.",
        "有 1 位收件人未尝试。再次运行同一命令即可继续。",
    ),
    (
        "{count} recipients not tried. The same command again goes on with them.",
        "有 {count} 位收件人未尝试。再次运行同一命令即可继续。",
    ),
    (
        "1 recipient not tried. The same command with -u NAME goes on with them.",
        "有 1 位收件人未尝试。用 -u 登录名 运行同一命令即可继续。",
    ),
    (
        "{count} recipients not tried. The same command with -u NAME goes on with them.",
        "有 {count} 位收件人未尝试。用 -u 登录名 运行同一命令即可继续。",
    ),
    (
        "That was the trial: look into the mailbox {to}. Nobody else got it, and the list is still to be sent:",
        "试发完成：请查看邮箱 {to}。没有发给其他任何人，名单还没有发送。要发送，请运行：",
    ),
    ("Written: {names}.", "已写入：{names}。"),
    (
        "What became of everybody is kept all the same: mailshot report {ledger} tells it, and writes reports.",
        "每位收件人的结果仍然保存着：用 mailshot report {ledger} 可以查看，也可以重新写报告。",
    ),
    (
        "Nothing was tried: left as before: {names}. For a report all the same give --report FILE.",
        "什么也没有尝试，这些文件保持原样：{names}。仍想要报告，请用 --report 文件名。",
    ),
    (
        "A trial does not write {names}: that is the batch's. For a report of the trial give --report FILE.",
        "试发不写 {names}：那是正式发送的报告。想要试发的报告，请用 --report 文件名。",
    ),
    (
        "Another list or letter than the project's does not write {names}: that is the batch's. For a report of this one give \
         --report FILE.",
        "名单或信件与项目里的不同，所以不写 {names}：那是项目那一批的报告。想要这一次的报告，请用 --report 文件名。",
    ),
];

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Noun {
    Message,
    Recipient,
    Session,
    Login,
    Day,
    FaultyRow,
}

fn words() -> Phrases {
    Phrases { lang: lang(), all: &WORDS }
}

/// What is said in English, in the language that was chosen.
pub(super) fn say(english: &'static str) -> &'static str {
    words().say(english)
}

/// The same with its places filled.
pub(super) fn fill(english: &'static str, parts: &[(&str, &str)]) -> String {
    words().fill(english, parts)
}

/// What stands between two parts of an enumeration.
pub(super) fn comma() -> &'static str {
    match lang() {
        Lang::En => ", ",
        Lang::Zh => "，",
    }
}

/// `1 message`, `1,234 messages`, `1,234 封邮件`.
pub(super) fn number(count: u64, noun: Noun) -> String {
    number_in(lang(), count, noun)
}

fn number_in(lang: Lang, count: u64, noun: Noun) -> String {
    let (english, chinese) = match noun {
        Noun::Message => ("message", "封邮件"),
        Noun::Recipient => ("recipient", "位收件人"),
        Noun::Session => ("session", "个连接"),
        Noun::Login => ("login", "次登录"),
        Noun::Day => ("day", "天"),
        Noun::FaultyRow => ("faulty row", "行有错误"),
    };
    match lang {
        Lang::En => counted(count, english),
        Lang::Zh => format!("{} {chinese}", grouped(count)),
    }
}

/// A time to be waited: `8 s`, `12 min`, `2 h 05 min`, `3 days`, `2 小时 05 分`.
pub(super) fn span(duration: Duration) -> String {
    span_in(lang(), duration)
}

fn span_in(lang: Lang, duration: Duration) -> String {
    let [s, min, h, minutes, days] = match lang {
        Lang::En => ["s", "min", "h", "min", "days"],
        Lang::Zh => ["秒", "分钟", "小时", "分", "天"],
    };
    match duration.as_secs_f64().ceil() as u64 {
        seconds @ 0..=99 => format!("{seconds} {s}"),
        seconds @ 100..=5_999 => format!("{} {min}", seconds.div_ceil(60)),
        seconds if seconds < 360_000 && (seconds < 172_800 || seconds % 86_400 > 0) => {
            format!("{} {h} {:02} {minutes}", seconds / 3_600, seconds % 3_600 / 60)
        }
        seconds => format!("{} {days}", grouped(seconds / 86_400)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages_and_used() {
        let sources = [
            include_str!("check.rs"),
            include_str!("ending.rs"),
            include_str!("forecast.rs"),
            include_str!("pace.rs"),
            include_str!("preflight_words.rs"),
            include_str!("progress.rs"),
            include_str!("question.rs"),
            include_str!("send.rs"),
        ];
        assert_used(&WORDS, "", &sources, &[]);
    }

    #[test]
    fn spans_are_short() {
        for (seconds, english, chinese) in [
            (0, "0 s", "0 秒"),
            (8, "8 s", "8 秒"),
            (120, "2 min", "2 分钟"),
            (7_500, "2 h 05 min", "2 小时 05 分"),
            (259_200, "3 days", "3 天"),
            (260_000, "72 h 13 min", "72 小时 13 分"),
            (864_000, "10 days", "10 天"),
        ] {
            assert_eq!(span_in(Lang::En, Duration::from_secs(seconds)), english);
            assert_eq!(span_in(Lang::Zh, Duration::from_secs(seconds)), chinese);
        }
        assert!(!span_in(Lang::En, Duration::MAX).is_empty());
    }

    #[test]
    fn numbers_have_their_noun() {
        assert_eq!(number_in(Lang::En, 1, Noun::Message), "1 message");
        assert_eq!(number_in(Lang::En, 1_200, Noun::FaultyRow), "1,200 faulty rows");
        assert_eq!(number_in(Lang::Zh, 1_200, Noun::Message), "1,200 封邮件");
    }
}
