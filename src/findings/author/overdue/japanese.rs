//! The same in Japanese, which says at the end of a sentence whether something was or will be: `2026年1月24日までにご返信ください`,
//! `開会式は2026年1月24日（土）9時30分より行います`.

use super::FAR;
use crate::findings::author::weekday::Dated;
use crate::findings::near;

/// What ends a sentence.
const ENDS: [char; 6] = ['。', '！', '？', '\n', '<', '>'];

/// Where the words begin that lead to a day of which a sentence speaks as of one to come.
pub(super) fn begin(text: &str, day: &Dated) -> Option<usize> {
    const LABELS: [&str; 9] = ["締切", "締め切り", "〆切", "期限", "期日", "締切日", "提出日", "開催日", "申込期限"];
    /// What is behind the day where something is asked for by it, or where something will be on it.
    const BY: [&str; 4] = ["までに", "まで", "必着", "迄"];
    /// What makes it the day of something else.
    const OF: [&str; 4] = ["の", "付", "現在", "時点"];
    let before = near::before(&text[..day.from], FAR).rsplit(ENDS).next()?;
    let behind = near::behind(&text[day.to..], FAR).split(ENDS).next()?;
    let before = before.trim_start();
    let lead = before.rsplit(['、', '，']).next()?.trim_start();
    let rest = behind_time(behind);
    let is_of_other = OF.iter().any(|word| rest.starts_with(word)) || rest.starts_with("までの");
    if is_of_past(before) || is_of_past(rest) || is_of_other {
        return None;
    }
    let label = before.trim_end().trim_end_matches(['：', ':', 'は']).trim_end();
    let is_deadline = LABELS.iter().any(|word| label.ends_with(word)) && label.len() < before.trim_end().len();
    let is_by = BY.iter().any(|word| rest.starts_with(word)) && is_asked(rest);
    let is_on = || {
        let is_topic = lead.trim_end().ends_with(['は', 'を', 'が']) || lead.is_empty();
        is_topic && is_to_be(rest)
    };
    (is_deadline || is_by || is_on()).then(|| near::place_of(lead, text))
}

/// What is behind `（土）9時30分`.
fn behind_time(behind: &str) -> &str {
    let behind = behind.trim_start();
    let rest = behind.strip_prefix(['（', '(']).and_then(|inside| {
        let (weekday, rest) = inside.split_once(['）', ')'])?;
        weekday.chars().all(|c| "月火水木金土日曜祝・".contains(c)).then_some(rest)
    });
    let is_time = |c: char| c.is_numeric() || " 　:：時分半午前後正".contains(c);
    rest.unwrap_or(behind).trim_start_matches(is_time)
}

/// Whether the end of a sentence asks for something.
fn is_asked(text: &str) -> bool {
    const WORDS: [&str; 9] =
        ["ください", "下さい", "お願い", "願います", "いただけます", "頂けます", "必要があ", "お送り", "必着"];
    WORDS.iter().any(|word| text.contains(word)) || text.starts_with("必着")
}

/// Whether it tells of what will be.
fn is_to_be(text: &str) -> bool {
    const WORDS: [&str; 15] = [
        "行います", "行ないます", "行う予定", "開催します", "開催いたします", "開催致します", "開催予定", "開催です",
        "実施します", "実施いたします", "始まります", "開始します", "開始いたします", "開会します", "開会いたします",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// Whether a verb of a text tells of what was: `行いました`, `決まった`.
fn is_of_past(text: &str) -> bool {
    const BEFORE: [char; 12] = ['し', 'っ', 'い', 'れ', 'き', 'け', 'え', 'げ', 'べ', 'み', 'り', 'め'];
    /// `いたします`, `いただく`, `ありましたら`, `したい`, `したがって`
    const BEHIND: [char; 7] = ['し', 'だ', 'ら', 'い', 'が', 'め', 'く'];
    let has_ending = text.match_indices('た').any(|(at, verb)| {
        let is_verb = text[..at].ends_with(BEFORE);
        is_verb && !text[at + verb.len()..].starts_with(BEHIND)
    });
    has_ending || ["済み", "済です", "延期", "変更前", "当初", "の方は"].iter().any(|word| text.contains(word))
}
