//! The fixed words of the page, in each language: English is what they are called by.

use crate::delivery::{Lang, Phrases};

/// The words in a language.
pub(super) fn words(lang: Lang) -> Phrases {
    Phrases { lang, all: &WORDS }
}

/// In English and in Chinese.
static WORDS: [(&str, &str); 115] = [
    ("Delivery report", "投递报告"),
    ("{list}: who got it", "{list}：谁收到了"),
    ("To the recipients", "跳到收件人列表"),
    ("Nothing has been sent.", "没有发送任何邮件。"),
    ("Sent {time}.", "发送于 {time}。"),
    ("Sent from {first} to {last}: {took}.", "发送时间：{first} 至 {last}，共 {took}。"),
    ("Totals", "合计"),
    ("recipient", "位收件人"),
    ("recipients", "位收件人"),
    ("recipients of 1 letter", "位收件人（1 封邮件）"),
    ("recipients of {letters} letters", "位收件人（{letters} 封邮件）"),
    ("accepted", "已接受"),
    ("refused", "被拒绝"),
    ("deferred", "被推迟"),
    ("in doubt", "不确定"),
    ("unsent", "未发送"),
    ("faulty", "有错误"),
    // What went wrong.
    ("What was tried was accepted", "已尝试的都被接受"),
    ("Nothing went wrong", "没有出错"),
    ("What went wrong, and what to do", "哪里出了错，该怎么办"),
    ("There are no recipients.", "没有收件人。"),
    (
        "Every recipient in here was accepted; whoever was never tried is not in here.",
        "这里的每位收件人都被接受；从未尝试的不在其中。",
    ),
    ("Every recipient was accepted.", "每位收件人都被服务器接受。"),
    ("Not accepted, by reason", "未被接受，按原因"),
    ("Count", "数量"),
    ("Outcome", "结果"),
    ("Reason", "原因"),
    ("What to do", "该怎么办"),
    ("no answer", "没有答复"),
    ("such as", "例如"),
    ("line {line}", "第 {line} 行"),
    ("Show", "显示"),
    ("Show the {count}: {text}", "显示这 {count} 位：{text}"),
    ("{count} more for other reasons.", "另有 {count} 位，原因各异。"),
    // Over time.
    ("Over time", "发送过程"),
    ("Outcomes: how many had been settled by then", "结果：到该时刻为止已有结果的人数"),
    ("Throughput: recipients settled a second", "速度：每秒处理人数"),
    ("Throughput: recipients settled a minute", "速度：每分钟处理人数"),
    ("A chart; its figures are in the table below", "图表；数字见下面的表格"),
    ("The figures as a table", "以表格显示这些数字"),
    ("Figures over time", "各时段的数字"),
    ("Recipients settled in each {length}", "每 {length} 内有结果的收件人"),
    ("From", "从"),
    ("Until", "截至"),
    ("At", "时刻"),
    ("recipients a second", "每秒处理人数"),
    ("recipients a minute", "每分钟处理人数"),
    ("{count} recipients a second", "每秒 {count} 位收件人"),
    ("{count} recipients a minute", "每分钟 {count} 位收件人"),
    // The table.
    ("Recipients", "收件人"),
    (
        "The table and the charts need JavaScript. Without it: the .csv report holds the same rows.",
        "表格和图表需要 JavaScript。没有它时，.csv 报告里有同样的内容。",
    ),
    ("Search", "搜索"),
    ("name, address, answer or Message-ID", "姓名、地址、答复或 Message-ID"),
    ("all columns", "所有列"),
    ("everyone", "所有人"),
    ("not accepted", "未被接受"),
    ("Only:", "只显示："),
    ("Show all again", "重新显示全部"),
    ("Looking through the recipients", "正在查找收件人"),
    ("Each recipient, in the order of the list", "每位收件人，按名单的顺序"),
    ("Row", "序号"),
    ("Line", "行"),
    ("Recipient", "收件人"),
    ("in the mail to {name}", "同在给{name}的邮件里"),
    ("Answer", "答复"),
    ("Settled", "时间"),
    ("Tries", "次数"),
    ("Took", "用时"),
    ("Pages of recipients", "收件人的各页"),
    ("First", "首页"),
    ("Previous", "上一页"),
    ("Next", "下一页"),
    ("Last", "末页"),
    ("Page", "页码"),
    ("of {pages}", "共 {pages} 页"),
    ("Rows on a page", "每页行数"),
    ("Recipients {from} to {to} of {all}", "收件人 {from} 至 {to}，共 {all}"),
    ("No recipients", "没有收件人"),
    ("{found} of {all}", "{found} / {all}"),
    ("{found} of {all}, of those that are shown alone: {only}", "{found} / {all}，只在这些之中：{only}"),
    (
        "Printed are {count} of {all} recipients, those first that were not accepted. The others are in this page on the screen.",
        "这里印出 {count} 位收件人（共 {all} 位），未被接受的在前；其余的请在屏幕上看本页。",
    ),
    (
        "Printed are {count} of {all} recipients, as they were shown. The others are on the next pages of the table on the screen.",
        "这里印出 {count} 位收件人（共 {all} 位），与屏幕上显示的一致；其余的在屏幕上表格的后面几页。",
    ),
    ("Writing … {share} %", "正在写入 … {share} %"),
    ("Download the {count} not accepted (.csv)", "下载未被接受的 {count} 位（.csv）"),
    ("Download the rows that were not accepted (.csv)", "下载未被接受的收件人（.csv）"),
    ("Download this selection (.csv)", "下载当前显示的收件人（.csv）"),
    ("Everyone was accepted", "所有人都被接受"),
    (
        "This browser is too old for the table of recipients. Use a newer one, or the .csv report.",
        "这个浏览器太旧，无法显示收件人表格。请换用较新的浏览器，或看 .csv 报告。",
    ),
    // How long it took, and what it was.
    ("How long it took", "用时"),
    ("Nothing was measured.", "没有测量数据。"),
    ("The server took the message within {longest}.", "服务器在 {longest}内接受了这封邮件。"),
    (
        "The server took half of the messages within {half} each, and the slowest within {longest}.",
        "一半的邮件，服务器在 {half}内就接受了；最慢的一封用了 {longest}。",
    ),
    ("Step by step, for whoever runs the server", "各步骤的用时，供管理服务器的人参考"),
    ("How long the server took, in milliseconds", "服务器的用时，单位毫秒"),
    (
        "The steps are timed while mail is sent. This page was written afterwards, from the ledger.",
        "各步骤只在发送时计时；这个网页是事后根据台账生成的。",
    ),
    (
        "Each step: from the end of the question to the answer, in this run. The whole message: in every run.",
        "各步骤：从请求发完到收到答复，只计本次运行；整封邮件：包括每次运行。",
    ),
    ("whole message", "整封邮件"),
    ("Step", "步骤"),
    ("Half, ms (p50)", "一半以内，毫秒（p50）"),
    ("90 %, ms (p90)", "90 % 以内，毫秒（p90）"),
    ("99 %, ms (p99)", "99 % 以内，毫秒（p99）"),
    ("Longest, ms", "最长，毫秒"),
    ("s", "秒"),
    ("min", "分"),
    ("h", "小时"),
    ("d", "天"),
    ("The batch", "本次发送"),
    ("Template", "模板"),
    ("Server", "服务器"),
    ("First settled", "第一个结果"),
    ("Last settled", "最后一个结果"),
    ("On average", "平均"),
    ("List", "名单"),
    ("Licence of the charts (uPlot)", "图表程序（uPlot）的许可"),
    ("Written by", "生成程序"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Outcome;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages_and_used() {
        let rust = [include_str!("parts.rs"), include_str!("timing.rs")].concat();
        let script = include_str!("report.js");
        let known = [&Outcome::ALL.map(Outcome::word)[..], &["line {line}"]].concat();
        assert_used(&WORDS, include_str!("report.html"), &[script, &rust], &known);
    }

    #[test]
    fn places_are_filled_once() {
        let told = words(Lang::Zh).fill("{list}: who got it", &[("list", "{list}.csv")]);
        assert_eq!(told, "{list}.csv：谁收到了");
        assert_eq!(words(Lang::En).say("Totals"), "Totals");
    }
}
