//! What stands in letters of East Asia until somebody writes what is to come: `担当：〇〇 〇〇`, `　月　　日（　）`, `地点：____`,
//! `会場は未定です`.
//!
//! All of them have a sound use too: in an example of what the reader is to write, on a slip to be sent back, as an ornament, or
//! in a number of which a part is hidden.

use crate::findings::han::is_han;
use crate::findings::near;

/// Signs that stand for what is not known yet.
const CIRCLES: [char; 7] = ['〇', '○', '◯', '●', '×', '＊', '△'];

/// So far is looked around a place, in octets.
const FAR: usize = 300;

/// Where a text, in which the tags are blanked, has one, in octets. `written` is the same text with them.
pub(super) fn unfilled(text: &str, written: &str) -> Option<(usize, usize)> {
    circles(text)
        .or_else(|| telephone(text))
        .or_else(|| underscores(text, written))
        .or_else(|| day(text, written))
        .or_else(|| undecided(text))
}

/// The stretch around a place up to the ends of its line or element: before it, and behind it.
fn around(text: &str, from: usize, to: usize) -> (&str, &str) {
    const ENDS: [char; 3] = ['\n', '<', '>'];
    let before = near::before(&text[..from], FAR).rsplit(ENDS).next().unwrap_or_default();
    let behind = near::behind(&text[to..], FAR).split(ENDS).next().unwrap_or_default();
    (before, behind)
}

fn is_eastern(c: char) -> bool {
    is_han(c) && c != '〇' || matches!(c, '\u{3041}'..='\u{30FF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether a line says what the reader is to write, or speaks of whatever it may be.
pub(super) fn is_example(before: &str, behind: &str) -> bool {
    const WORDS: [&str; 24] = [
        "例", "记入", "記入", "入力", "填写", "填寫", "注明", "备注", "命名", "格式", "件名", "文件名", "ファイル名",
        "など", "之类", "比如", "如：", "예:", "예)", "작성", "입력", "のように", "といった", "伏せ",
    ];
    WORDS.iter().any(|word| before.contains(word) || behind.contains(word))
}

/// Whether a place is within quotation marks.
fn is_quoted(before: &str, behind: &str) -> bool {
    const PAIRS: [(char, char); 6] = [('「', '」'), ('『', '』'), ('“', '”'), ('"', '"'), ('‘', '’'), ('《', '》')];
    PAIRS.iter().any(|(begin, end)| {
        let is_open = match before.rfind(*begin) {
            Some(_) if begin == end => before.matches(*begin).count() % 2 == 1,
            Some(at) => !before[at..].contains(*end),
            None => false,
        };
        is_open && behind.contains(*end)
    })
}

/// `担当：〇〇 〇〇`, `○○様`, `会場は●●です`
fn circles(text: &str) -> Option<(usize, usize)> {
    const BEHIND: [&str; 31] = [
        "小朋友", "家长", "学员", "宝宝", "小姐", "客户", "会员", "様", "さま", "さん", "先生", "大学", "高校", "学校",
        "株式会社", "会社", "号室", "教室", "会議室", "円", "月", "日", "時", "老师", "同学", "女士", "学院", "公司",
        "님", "씨", "선생님",
    ];
    let mut end = 0;
    text.char_indices().find_map(|(from, sign)| {
        if from < end || !CIRCLES.contains(&sign) {
            return None;
        }
        let mut to = behind_run(text, from, sign);
        end = to;
        text[from..to].chars().nth(1)?;
        // `〇〇 〇〇` is a name.
        loop {
            let rest = text[to..].trim_start_matches([' ', '　']);
            let next = text.len() - rest.len();
            let last = if rest.starts_with(sign) { behind_run(text, next, sign) } else { to };
            if last == to || text[next..last].chars().nth(1).is_none() {
                break;
            }
            to = last;
        }
        end = to;
        let (before, behind) = around(text, from, to);
        let (bare_before, bare_behind) = (before.trim_end(), behind.trim_start());
        let is_figure = |c: char| c.is_numeric() || "一二三四五六七八九十百千万".contains(c);
        // `二〇〇八年`; `138××××5678`
        let is_number = before.ends_with(is_figure) || behind.starts_with(|c| is_figure(c) || c == '-');
        let is_ornament = bare_before.trim_matches(CIRCLES).trim().is_empty() && bare_behind.ends_with(CIRCLES);
        let has_letters = before.contains(is_eastern) || behind.contains(is_eastern);
        if is_number || is_ornament || !has_letters || is_example(before, behind) || is_quoted(before, behind) {
            return None;
        }
        let is_behind_label = bare_before.ends_with(['：', ':']);
        let is_before_word = BEHIND.iter().any(|word| behind.starts_with(word));
        // A star behind a word leads to a note.
        let is_within = sign != '＊'
            && before.ends_with(is_eastern)
            && behind.starts_with(|c| is_eastern(c) || matches!(c, '。' | '、' | '，'));
        (is_behind_label || is_before_word || is_within).then_some((from, to))
    })
}

/// The end of a stretch of one sign.
fn behind_run(text: &str, from: usize, sign: char) -> usize {
    text.len() - text[from..].trim_start_matches(sign).len()
}

/// `电话：138xxxxxxxx`
fn telephone(text: &str) -> Option<(usize, usize)> {
    const LABELS: [&str; 7] = ["电话", "電話", "手机", "手機", "联系方式", "热线", "전화"];
    const FEWEST: usize = 4;
    text.match_indices(['x', 'X']).filter(|(at, _)| text[..*at].ends_with(|c: char| c.is_ascii_digit())).find_map(
        |(at, sign)| {
            let length = text[at..].bytes().take_while(|octet| octet.eq_ignore_ascii_case(&sign.as_bytes()[0])).count();
            let to = at + length;
            let is_end = !text[to..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
            let begin = text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (before, behind) = around(text, begin, to);
            let label = before.trim_end().strip_suffix(['：', ':']).map(str::trim_end);
            let is_labelled = label.is_some_and(|before| LABELS.iter().any(|label| before.ends_with(label)));
            (length >= FEWEST && is_end && is_labelled && !is_example(before, behind)).then_some((begin, to))
        },
    )
}

/// Whether a letter has a slip to be filled in by hand and sent back.
pub(super) fn has_slip(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "回执", "回執", "回条", "回條", "签名", "簽名", "签字", "簽字", "签收", "盖章", "同意", "署名", "捺印", "押印",
        "㊞", "切り取り", "切取", "申込書", "同意書", "ご記入", "서명", "회신",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// Whether the tags of a stretch were blanked.
fn has_tags(text: &str, written: &str, from: usize, to: usize) -> bool {
    text.get(from..to) != written.get(from..to)
}

/// `地点：____`, where nothing else is to be written by hand.
fn underscores(text: &str, written: &str) -> Option<(usize, usize)> {
    const LABELS: [&str; 14] = [
        "地点", "地點", "时间", "時間", "日期", "日時", "会場", "会场", "場所", "教室", "联系人", "电话", "担当",
        "電話",
    ];
    let mut lines = text.match_indices("__").map(|(at, _)| at).filter(|at| !text[..*at].ends_with('_'));
    let (Some(from), None) = (lines.next(), lines.next()) else { return None };
    let to = behind_run(text, from, '_');
    let (before, behind) = around(text, from, to);
    let label = before.trim_end().strip_suffix(['：', ':']).map(str::trim_end);
    let is_labelled = label.is_some_and(|before| LABELS.iter().any(|label| before.ends_with(label)));
    let has_tag = has_tags(text, written, from - before.len(), to + behind.len());
    (is_labelled && behind.trim().is_empty() && !has_tag && !has_slip(text)).then_some((from, to))
}

/// `　月　　日（　）`
fn day(text: &str, written: &str) -> Option<(usize, usize)> {
    const FEWEST: usize = 2;
    if has_slip(text) {
        return None;
    }
    text.match_indices('月').find_map(|(at, month)| {
        let behind = at + month.len();
        let is_blank = |c: char| matches!(c, ' ' | '　' | '\u{A0}');
        let from = text[..at].trim_end_matches(is_blank).len();
        let rest = text[behind..].trim_start_matches(is_blank);
        let day = text.len() - rest.len();
        let to = day + rest.starts_with('日').then_some('日'.len_utf8())?;
        let width = |blanks: &str| blanks.chars().map(|c| if c == '　' { 2 } else { 1 }).sum::<usize>();
        let is_wide = width(&text[from..at]) >= FEWEST && width(&text[behind..day]) >= FEWEST;
        // In a row of the days of the week, and behind a number, blanks are only blanks.
        let before = text[..from].chars().next_back();
        let is_alone = !before.is_some_and(|c| c.is_numeric() || "月火水木金土日一二三四五六七八九十".contains(c));
        (is_wide && is_alone && !has_tags(text, written, from, to)).then_some((at, to))
    })
}

/// `会場は未定です`, and nothing of when it will be known.
fn undecided(text: &str) -> Option<(usize, usize)> {
    const LATER: [&str; 13] = [
        "次第", "追って", "おって", "後日", "改めて", "あらためて", "のちほど", "後ほど", "まだ", "現時点", "現在",
        "今後", "連絡",
    ];
    const WORD: &str = "未定";
    text.match_indices(WORD).find_map(|(from, word)| {
        let to = from + word.len();
        let (before, behind) = around(text, from, to);
        let is_said = before.trim_end().ends_with(['：', ':', 'は']) && before.contains(is_eastern);
        let rest = ["です", "でございます", "となっております"].iter().find_map(|end| behind.strip_prefix(end));
        let is_end = rest.unwrap_or(behind).trim_start().chars().next().is_none_or(|c| matches!(c, '。' | '（' | '／'));
        // What is said of it may stand in the next line.
        let next = near::behind(&text[to..], FAR);
        let is_later = LATER.iter().any(|word| before.contains(word) || next.contains(word));
        (is_said && is_end && !is_later).then_some((from, to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let blanked = crate::findings::author::template::without_tags(text);
        unfilled(&blanked, text).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn what_is_to_come_is_found() {
        for (text, part) in [
            ("<p>事務局<br>担当：〇〇 〇〇<br>電話 022-217-4400</p>", "〇〇 〇〇"),
            ("担当：○○", "○○"),
            ("○○小朋友：您好", "○○"),
            ("○○様\n\nお世話になっております。", "○○"),
            ("会場は×××教室です。", "×××"),
            ("会場は●●です。", "●●"),
            ("連絡先：＊＊＊", "＊＊＊"),
            ("受付は△△号室にて", "△△"),
            ("联系人：〇〇\n", "〇〇"),
            ("请联系×××老师。", "×××"),
            ("담당자: ○○○", "○○○"),
            ("平成〇〇年度", "〇〇"),
            ("电话：138xxxxxxxx", "138xxxxxxxx"),
            ("手机: 139XXXXXXXX。", "139XXXXXXXX"),
            ("地点：____", "____"),
            ("时间：{{ 时间 }}\n地点：________\n", "________"),
            ("日時：　月　　日（　）10時", "月　　日"),
            ("时间：2026年  月  日下午", "月  日"),
            ("会場は未定です。", "未定"),
            ("<li>会場：未定</li>", "未定"),
        ] {
            assert_eq!(found(text), Some(part), "{text}");
        }
    }

    #[test]
    fn sound_letters_are_left_alone() {
        for text in [
            "件名は「○○大学 氏名」としてください。",
            "例：○○様",
            "邮件主题请注明：○○学校+姓名",
            "文件名格式：班级-×××",
            "請求書の宛名を○○株式会社のようにご記入ください",
            "●●●重要なお知らせ●●●",
            "××××××××××",
            "二〇〇八年九月、一〇〇名",
            "〇 出席　× 欠席",
            "尾号：138××××5678",
            "参加費＊＊\n＊＊ 学生は無料",
            "** 重要 **",
            "A ×× B",
            "号码：6222xxxxxxxx",
            "电话格式：138xxxxxxxx",
            "电话：138xxxx5678",
            "0x1234xxxx 0xFFFFxxxx",
            "姓名：____ 班级：____",
            "地点：____\n\n家长签名",
            "请在下面签字：____",
            "地点：____{{ 教室 }}",
            "日時：{{ 月 }}月{{ 日 }}日",
            "　月　　日　署名",
            "日 月 火 水 木 金 土",
            "5月 10日、 月 日",
            "| 月 | 日 |",
            "会場は未定です。決まり次第ご連絡いたします。",
            "会場：未定（後日お知らせします）",
            "日程はまだ未定です。",
            "未定の方は受付まで",
            "参加未定の場合",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[〇○●×＊_xX：:。「」 　\n]|電話|月|日|1|未定|\\{\\{ a \\}\\}){0,24}") {
            found(&text);
        }
    }
}
