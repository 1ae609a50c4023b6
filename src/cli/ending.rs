//! How a batch ended, in a language: for the terminal, and for the page of a report.

use super::lang::lang;
use super::output::grouped;
use crate::batch::{End, Ended};
use crate::delivery::{Lang, Outcome, Phrases};
use crate::report::Summary;

/// In English and in Chinese. `{name}` is a place that is filled in.
static WORDS: [(&str, &str); 17] = [
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
    ("Written: {names}.", "已写入：{names}。"),
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

/// Why a batch stopped, as it says so itself, and in Chinese. The places stand in the same order.
const REASONS: [(&str, &str); 7] = [
    (
        "{} recipients in a row were refused, more than --stop-after-refusals {} allows; the last: {}. Find out why first; then \
         the same command goes on with the others, and --retry refused tries these again.",
        "连续 {} 位收件人被拒绝，达到 --stop-after-refusals {} 的界限；最后一位：{}。请先查明原因；然后再次运行同一命令，\
         会继续发给其余的人，加 --retry refused 会重试这些人。",
    ),
    (
        "{} of {} recipients were refused, more than --stop-after-refusals {} allows; the last: {}. Find out why first; then the \
         same command goes on with the others, and --retry refused tries these again.",
        "{} 位（共 {} 位收件人）被拒绝，超过 --stop-after-refusals {} 的界限；最后一位：{}。请先查明原因；然后再次运行同一\
         命令，会继续发给其余的人，加 --retry refused 会重试这些人。",
    ),
    (
        "the daily limit of {} recipients is used up (--daily-limit). The same command goes on {}.",
        "每日上限 {} 位收件人已用完（--daily-limit）。再次运行同一命令即可继续：{}。",
    ),
    (
        "the server takes no more today: {}. The same command goes on as soon as it does: tomorrow at {} at the latest.",
        "服务器今天不再接收：{}。等它恢复后再次运行同一命令即可继续，最迟明天 {}。",
    ),
    (
        "the server takes no mail this way: {}. If it wants a login, give it with -u NAME; if it wants TLS, give --tls starttls \
         or implicit.",
        "服务器不接受这样发送的邮件：{}。如果它要求登录，请用 -u 登录名；如果它要求加密，请用 --tls starttls 或 implicit。",
    ),
    (
        "{} sessions in a row were lost before the server had answered for a single message; the last: {}. The same command goes \
         on; try it later, and look at the dialog with --transcript FILE.",
        "连续 {} 次会话在服务器答复任何一封邮件之前就断开了；最后一次：{}。再次运行同一命令即可继续；请稍后再试，并用 \
         --transcript 文件名 查看对话。",
    ),
    (
        "after the first {}, as it was decided (--canary). The same command goes on with the rest.",
        "按照决定，在前 {} 封之后停止（--canary）。再次运行同一命令即可继续发其余的。",
    ),
];

/// The words in the language that was chosen.
fn words() -> Phrases {
    Phrases { lang: lang(), all: &WORDS }
}

/// What is said in English, in the language that was chosen.
pub(super) fn say(english: &'static str) -> &'static str {
    words().say(english)
}

/// The same with one place filled.
pub(super) fn fill(english: &'static str, place: &str, text: &str) -> String {
    words().fill(english, &[(place, text)])
}

/// Why a batch stopped.
pub(super) fn reason(why: &str) -> String {
    in_language(why, lang())
}

fn in_language(why: &str, lang: Lang) -> String {
    let told = || REASONS.iter().find_map(|(english, chinese)| Some(filled(chinese, &places(english, why)?)));
    match lang {
        Lang::En => why.to_owned(),
        Lang::Zh => told().unwrap_or_else(|| why.to_owned()),
    }
}

/// What stands in the places of a pattern that a text follows.
fn places<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut literals = pattern.split("{}");
    let mut rest = text.strip_prefix(literals.next()?)?;
    let mut found = Vec::new();
    for literal in literals {
        // What comes from outside may hold the same words: the last of them are ours.
        let at = if literal.ends_with('.') { rest.rfind(literal) } else { rest.find(literal) }?;
        found.push(&rest[..at]);
        rest = &rest[at + literal.len()..];
    }
    rest.is_empty().then_some(found)
}

/// The pattern with its places filled; a time in one as it is said in Chinese.
fn filled(pattern: &str, places: &[&str]) -> String {
    let time = |place: &&str| match place.strip_prefix("from ").and_then(|from| from.strip_suffix(" on")) {
        Some(from) => format!("{from} 起"),
        None if *place == "tomorrow" => "明天".to_owned(),
        None => (*place).to_owned(),
    };
    let mut places = places.iter().map(time);
    let mut literals = pattern.split("{}");
    let mut text = literals.next().unwrap_or_default().to_owned();
    for literal in literals {
        text.push_str(&places.next().unwrap_or_default());
        text.push_str(literal);
    }
    text
}

/// What the page of a report says of it; nothing where all went its way.
pub(super) fn on_page(ended: &Ended) -> String {
    let told = match &ended.end {
        End::Finished => return String::new(),
        End::Interrupted if is_untouched(&ended.summary) => {
            return say("Interrupted before the first mail: nothing was sent. The same command starts again.")
                .to_owned();
        }
        End::Interrupted => return say("Interrupted. The same command again goes on.").to_owned(),
        End::LoginRefused(why) => fill("The login was refused: {why}", "why", why),
        End::Declined(why) => return fill("Stopped {why}", "why", &reason(why)),
        End::Stopped(why) if wants_login(ended) => {
            fill("Stopped: {why} The same command with -u NAME goes on.", "why", &reason(why))
        }
        End::Stopped(why) => {
            let told = reason(why);
            let told = told.trim_end_matches(['.', '。']);
            match why.contains("same command") {
                true => fill("Stopped: {why}.", "why", told),
                false => fill("Stopped: {why}. The same command again goes on.", "why", told),
            }
        }
    };
    // The server's words, and this program's own about a connection, are in English.
    match ended.explanation.filter(|_| lang() != Lang::En) {
        Some(explanation) => format!("{told} {}", explanation.whole(lang())),
        None => told,
    }
}

/// How many have not been tried, and what goes on with them.
pub(super) fn not_tried(ended: &Ended) -> String {
    let unsent = ended.summary.count(Outcome::Unsent);
    let count = grouped(unsent);
    match (unsent, wants_login(ended)) {
        (1, false) => say("1 recipient not tried. The same command again goes on with them.").to_owned(),
        (1, true) => say("1 recipient not tried. The same command with -u NAME goes on with them.").to_owned(),
        (_, false) => fill("{count} recipients not tried. The same command again goes on with them.", "count", &count),
        (_, true) => {
            fill("{count} recipients not tried. The same command with -u NAME goes on with them.", "count", &count)
        }
    }
}

/// Whether nothing has been sent, in this run or before.
pub(super) fn is_untouched(summary: &Summary) -> bool {
    summary.count(Outcome::Unsent) + summary.count(Outcome::Faulty) == summary.total()
}

/// Whether the server takes mail only after a login, and nobody has logged in.
fn wants_login(ended: &Ended) -> bool {
    ended.explanation.is_some_and(|explanation| matches!(explanation.id.as_str(), "login-wanted" | "login-forgotten"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages_and_used() {
        assert_used(&WORDS, "", &[include_str!("send.rs"), include_str!("ending.rs")], &[]);
        for (english, chinese) in REASONS {
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{english}");
        }
    }

    /// What a batch says is known here word for word.
    #[test]
    fn reasons_are_those_of_the_batch() {
        let sources = [
            include_str!("../batch/governor/breaker.rs"),
            include_str!("../batch/coordinator/quota.rs"),
            include_str!("../batch/coordinator/opening.rs"),
            include_str!("../batch/coordinator/settle.rs"),
            include_str!("../batch/coordinator/canary.rs"),
        ];
        let sources: String = sources.concat().split("\\\n").map(str::trim_start).collect();
        for (english, _) in REASONS {
            for piece in english.split("{}").flat_map(|literal| literal.split([',', ';', '.'])) {
                assert!(sources.contains(piece), "{piece}");
            }
        }
    }

    #[test]
    fn reasons_are_told_in_chinese() {
        for (why, told) in [
            (
                "50 recipients in a row were refused, more than --stop-after-refusals 50 allows; the last: a@b.org: 550 no. Find out \
                 why first; then the same command goes on with the others, and --retry refused tries these again.",
                "连续 50 位收件人被拒绝，达到 --stop-after-refusals 50 的界限；最后一位：a@b.org: 550 no。",
            ),
            (
                "the daily limit of 200 recipients is used up (--daily-limit). The same command goes on tomorrow.",
                "每日上限 200 位收件人已用完（--daily-limit）。再次运行同一命令即可继续：明天。",
            ),
            (
                "the server takes no more today: 550 full. Come tomorrow. The same command goes on as soon as it does: tomorrow at \
                 08:00 at the latest.",
                "服务器今天不再接收：550 full. Come tomorrow。等它恢复",
            ),
            ("something else", "something else"),
        ] {
            assert_eq!(in_language(why, Lang::En), why);
            assert!(in_language(why, Lang::Zh).starts_with(told), "{}", in_language(why, Lang::Zh));
        }
    }
}
