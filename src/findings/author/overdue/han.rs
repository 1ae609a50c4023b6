//! The same in Chinese, whose words have no blanks between them: `请于2026年3月5日前提交`.

use super::FAR;
use crate::findings::author::weekday::Dated;
use crate::findings::han::is_han;
use crate::findings::near;

/// What ends a clause.
const ENDS: [char; 10] = ['。', '！', '？', '；', '，', ',', '!', ';', '(', '\n'];

/// Whether a day stands among Chinese characters.
pub(super) fn is_in(text: &str, day: &Dated) -> bool {
    let (before, behind) = (&text[..day.from], &text[day.to..]);
    text[day.from..day.to].ends_with(is_han)
        || before.trim_end_matches([' ', '：']).ends_with(is_han)
        || behind.trim_start_matches([' ', '（']).starts_with(is_han)
}

/// Where the clause begins that asks for something by a day, or tells of what will be on it.
pub(super) fn begin(text: &str, day: &Dated) -> Option<usize> {
    const BY: [&str; 7] = ["截止", "截止日期", "截止时间", "最晚", "最迟", "不迟", "不晚"];
    const ON: [&str; 5] = ["将于", "定于", "将在", "定在", "订于"];
    const BEFORE: [&str; 5] = ["前", "之前", "以前", "截止", "止"];
    const ASKED: [&str; 7] = ["请", "須", "须", "务必", "需", "应", "尽快"];
    const DONE: [&str; 6] = ["已", "了", "曾", "过", "原", "截至"];
    let before = near::before(&text[..day.from], FAR).rsplit(ENDS).next()?.trim_start();
    let behind = near::behind(&text[day.to..], FAR);
    let clause = behind.split(ENDS).next()?;
    if DONE.iter().any(|word| before.contains(word) || clause.contains(word)) {
        return None;
    }
    let lead = before.trim_end_matches([' ', '：', ':', '为', '是', '在', '于', '至', '到']);
    let is_last = BY.iter().any(|word| lead.ends_with(word));
    let is_on = ON.iter().any(|word| before.trim_end().ends_with(word));
    // What is asked may come behind the clause: `3月5日前，请提交`.
    let sentence = behind.split(['。', '！', '\n']).next()?;
    let is_asked = || ASKED.iter().any(|word| before.contains(word) || sentence.contains(word));
    // `（星期四）`
    let rest = clause.trim_start_matches(|c: char| " （(）)星期周一二三四五六日天".contains(c));
    let is_before = BEFORE.iter().any(|word| rest.starts_with(word)) && is_asked();
    (is_last || is_on || is_before).then(|| near::place_of(before, text))
}
