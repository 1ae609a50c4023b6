//! The fixed words of the page, in each language: English is what they are called by.

use crate::delivery::{Lang, Phrases};

/// The words in a language.
pub(super) fn words(lang: Lang) -> Phrases {
    Phrases { lang, all: &WORDS }
}

/// In English and in Chinese.
static WORDS: [(&str, &str); 70] = [
    ("Load test of {server}", "负载测试：{server}"),
    ("accepted", "已接受"),
    ("not accepted", "未被接受"),
    ("messages/s", "封/秒"),
    ("ms, 99th percentile", "毫秒（第 99 百分位）"),
    ("nothing accepted, so no time was measured", "没有被接受的邮件，没有测得用时"),
    ("Verdict: passed", "结论：通过"),
    ("Verdict: failed", "结论：未通过"),
    ("No verdict: the run did not finish", "没有结论：测试没有完成"),
    ("{condition}: it is {found}: failed", "{condition}：实测 {found}，未通过"),
    ("{condition}: it is {found}: passed", "{condition}：实测 {found}，通过"),
    ("{condition}: nothing was measured: failed", "{condition}：没有测得数据，未通过"),
    ("{condition}: it is {found}", "{condition}：实测 {found}"),
    ("{condition}: nothing was measured", "{condition}：没有测得数据"),
    (
        "{count} not accepted, and no --fail-if says how many may be: failed",
        "{count} 封未被接受，也没有 --fail-if 说明允许多少封，未通过",
    ),
    ("no session was open at the end: failed", "结束时没有打开的会话，未通过"),
    ("The run fails where one of these holds (--fail-if).", "只要其中一条成立（--fail-if），测试就算未通过。"),
    (
        "A message's latency counts from when the rate meant it to start, so that a server that stands still cannot hide the messages it has kept waiting (corrected for coordinated omission). Service counts from when it did start.",
        "每封邮件的用时从按速率应当开始的时刻算起，所以服务器停顿时积压的邮件也计算在内（已校正协同遗漏）；“仅服务”从实际开始的时刻算起。",
    ),
    (
        "A message's latency counts from when it was started: no rate was set, so the next one waited for a session.",
        "每封邮件的用时从开始发送的时刻算起：没有规定速率，下一封要等会话空出来。",
    ),
    ("Latency over time", "用时的变化"),
    ("Throughput over time", "速度的变化"),
    ("Distribution of the latency", "用时的分布"),
    ("Latencies in milliseconds", "用时（毫秒）"),
    ("Nothing was measured.", "没有测量数据。"),
    ("Count", "数量"),
    ("Mean", "平均"),
    ("Max", "最长"),
    ("message", "整封邮件"),
    ("service", "仅服务"),
    ("Errors", "错误"),
    ("Of", "涉及"),
    ("In reply to", "答复的命令"),
    ("Text", "内容"),
    ("session", "会话"),
    ("of other kinds", "其他种类"),
    // The run.
    ("The run", "本次测试"),
    ("Started", "开始时间"),
    ("Server", "服务器"),
    ("{server}, {encryption}, with login", "{server}，{encryption}，登录"),
    ("{server}, {encryption}, without login", "{server}，{encryption}，不登录"),
    ("not encrypted", "不加密"),
    ("Ended", "结束"),
    ("finished", "正常结束"),
    ("no-session", "时间到，没有会话"),
    ("interrupted", "被中断"),
    ("login-refused", "登录被拒绝"),
    ("stopped", "提前停止"),
    ("Time", "时间"),
    ("Bytes", "字节"),
    ("bytes/s", "字节/秒"),
    ("Content", "邮件内容"),
    ("{size} bytes, seed {seed}", "{size} 字节，随机种子 {seed}"),
    ("Sessions", "会话"),
    (
        "{count} at the same time, window {window}; {opened} opened",
        "同时 {count} 个，窗口 {window}；打开过 {opened} 个",
    ),
    ("{count} lost", "断开 {count} 个"),
    ("{count} could not be opened", "未能打开 {count} 个"),
    ("Messages per session", "每个会话的邮件数"),
    ("Rate asked for", "规定的速率"),
    ("Ramp", "逐步加开会话"),
    ("In doubt", "不确定"),
    ("Due and not started", "该发而未开始"),
    ("Cut off", "结束时被切断"),
    ("Licence of the charts (uPlot)", "图表程序（uPlot）的许可"),
    // The charts.
    ("seconds", "秒"),
    ("s", "秒"),
    ("ms", "毫秒"),
    ("Accepted", "已接受"),
    ("Not accepted", "未被接受"),
    ("percentile", "百分位"),
    ("message, corrected", "整封邮件（已校正）"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages_and_used() {
        let sources = [include_str!("page.rs"), include_str!("mod.rs"), include_str!("../page/page.js")];
        assert_used(&WORDS, include_str!("../page/page.html"), &sources, &["not encrypted"]);
    }
}
