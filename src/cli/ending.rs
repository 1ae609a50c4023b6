//! How a batch ended, in a language: for the terminal, and for the page of a report.

use super::lang::lang;
use super::output::grouped;
use crate::batch::{End, Ended};
use crate::delivery::{Lang, Outcome, Phrases};
use crate::report::Summary;

/// In English and in Chinese. `{name}` is a place that is filled in.
static WORDS: [(&str, &str); 19] = [
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

/// The words in the language that was chosen.
fn words() -> Phrases {
    Phrases { lang: lang(), all: &WORDS }
}

/// What is said in English, in the language that was chosen.
pub(super) fn say(english: &'static str) -> &'static str {
    words().say(english)
}

/// As [`say`], with one place filled.
pub(super) fn fill(english: &'static str, place: &str, text: &str) -> String {
    words().fill(english, &[(place, text)])
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
        End::Declined(why) => return fill("Stopped {why}", "why", &why.told_in(lang())),
        End::Stopped(why) if wants_login(ended) => {
            fill("Stopped: {why} The same command with -u NAME goes on.", "why", &why.told_in(lang()))
        }
        End::Stopped(why) => {
            let told = why.told_in(lang());
            let told = told.trim_end_matches(['.', '。']);
            match why.tells_what_goes_on() {
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
    }
}
