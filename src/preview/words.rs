//! The fixed words of the page, in each language: English is what they are called by.

use crate::delivery::{Lang, Phrases};

/// The words in a language.
pub(super) fn words(lang: Lang) -> Phrases {
    Phrases { lang, all: &WORDS }
}

/// In English and in Chinese.
static WORDS: [(&str, &str); 59] = [
    ("Preview", "预览"),
    ("Preview of {list}", "预览：{list}"),
    ("Search name, address, subject", "搜索姓名、地址、主题"),
    ("Which rows", "显示哪些行"),
    ("All", "全部"),
    ("With warnings", "有提醒"),
    ("Faulty", "有错误"),
    ("Pages of the list", "名单的各页"),
    ("Earlier rows", "前面的行"),
    ("Later rows", "后面的行"),
    ("or arrows: next, previous", "或方向键：下一封、上一封"),
    ("search", "搜索"),
    (
        "This page needs JavaScript, which it has all within itself. The mails are in the folder eml.",
        "这个网页需要 JavaScript（全部在网页之内，不必联网）。邮件在文件夹 eml 里。",
    ),
    (
        "{file} cannot be read. It belongs beside this page: make the preview anew.",
        "无法读取 {file}。它应当和这个网页放在一起：请重新生成预览。",
    ),
    ("Searching … {count} found", "正在搜索……已找到 {count} 行"),
    ("{found} of {all} row", "{found} / {all} 行"),
    ("{found} of {all} rows", "{found} / {all} 行"),
    ("{from} – {to} of {all}", "第 {from} – {to} 行，共 {all} 行"),
    ("No row has this. Take words out of the search.", "没有符合的行。请减少搜索的词。"),
    ("There are no rows.", "没有任何行。"),
    ("There is no row {row} in this preview.", "这份预览里没有第 {row} 行。"),
    ("Row {row}", "序号 {row}"),
    ("line {line}", "名单第 {line} 行"),
    ("‹ List", "‹ 名单"),
    ("Previous", "上一封"),
    ("Next", "下一封"),
    // A letter.
    ("From", "发件人"),
    ("Sender", "代发人"),
    ("To", "收件人"),
    ("Cc", "抄送"),
    ("Bcc", "密送"),
    ("Reply-To", "回复至"),
    ("Row", "行"),
    ("Attachments", "附件"),
    ("byte", "字节"),
    ("bytes", "字节"),
    ("1 more field", "另有 1 个字段"),
    ("{count} more fields", "另有 {count} 个字段"),
    ("(no subject)", "（没有主题）"),
    ("(no text)", "（没有正文）"),
    ("Letter", "邮件"),
    ("Text", "纯文本"),
    ("Compare", "比较"),
    ("Header", "邮件头"),
    ("Phone", "手机"),
    ("Dark", "深色"),
    ("As wide as a phone, 390 pixels", "手机的宽度，390 像素"),
    ("As in a mail program that is set to dark", "如同邮件程序设为深色时"),
    ("The letter as it will look", "邮件的样子"),
    (
        "One picture is on the internet: it is not loaded here, and many mail programs ask before they load it.",
        "有 1 张图片在网上：这里不加载，许多邮件程序也会先询问再加载。",
    ),
    (
        "{count} pictures are on the internet: they are not loaded here, and many mail programs ask before they load them.",
        "有 {count} 张图片在网上：这里不加载，许多邮件程序也会先询问再加载。",
    ),
    ("This is the first letter: the others are compared with it.", "这是第一封：其他各封都与它比较。"),
    ("The same text, word for word, as in row {row}.", "与序号 {row} 的正文一字不差。"),
    ("only here", "只在这封里"),
    ("only in row {row}", "只在序号 {row} 里"),
    ("The header section as it is sent. The whole mail, {size}:", "发送时的邮件头。整封邮件，{size}："),
    ("Envelope", "信封（服务器据此投递）"),
    ("This row cannot be sent", "这一行无法发送"),
    ("Mend it in the list or the template, and make the preview anew.", "请在名单或模板里改正，然后重新生成预览。"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages_and_used() {
        let scripts = [
            include_str!("page/data.js"),
            include_str!("page/list.js"),
            include_str!("page/letter.js"),
            include_str!("page/page.js"),
        ];
        assert_used(&WORDS, include_str!("page/page.html"), &scripts, &[]);
    }
}
