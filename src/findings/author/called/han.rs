//! The same in Chinese: `恭喜你，张伟！`, `再次祝贺张伟同学！`

use crate::findings::author::typed::{Columns, Typed};
use crate::findings::han::is_han;
use crate::findings::near;

/// How many characters a name has, the longest first.
const LENGTHS: [usize; 3] = [4, 3, 2];
/// So many places are looked at.
const MOST: usize = 500;

pub(super) fn called(text: &str, whole: impl Fn(&str) -> Option<Columns>) -> Vec<Typed> {
    let mut found = titled(text, &whole);
    found.extend(wished(text, &whole).into_iter().filter(|name| !found.contains(name)).collect::<Vec<_>>());
    found.sort_by_key(|name| name.from);
    found
}

/// A name with a title behind it, where somebody is called.
fn titled(text: &str, whole: &impl Fn(&str) -> Option<Columns>) -> Vec<Typed> {
    const TITLES: [&str; 6] = ["同学", "先生", "女士", "小姐", "家长", "同志"];
    const WISHES: [&str; 8] = ["恭喜", "祝贺", "感谢", "谢谢", "亲爱的", "尊敬的", "敬爱的", "恭贺"];
    /// What follows where a sentence begins with a call.
    const PERSONAL: [&str; 8] = ["你", "您", "祝", "恭喜", "请", "感谢", "再次", "我们"];
    const OTHERS: [&str; 5] = ["的", "是", "由", "和", "、"];
    const FAR: usize = 120;
    let places = TITLES.iter().flat_map(|title| text.match_indices(title));
    let names = places.take(MOST).filter_map(|(at, title)| {
        let before = &text[..at];
        let (from, columns) = LENGTHS.iter().find_map(|length| {
            let (from, _) = before.char_indices().rev().nth(length - 1)?;
            Some((from, whole(&text[from..at])?))
        })?;
        let (before, behind) = (near::before(&text[..from], FAR), near::behind(&text[at + title.len()..], FAR));
        let clause = before.trim_end_matches('，').rsplit(['。', '！', '？', '\n']).next().unwrap_or_default();
        let is_ended = behind.starts_with(['！', '!', '，', ',', '：']);
        let is_wished = WISHES.iter().any(|wish| before.ends_with(wish)) && is_ended;
        let rest = behind.strip_prefix(['，', ',']).unwrap_or_default();
        let is_addressed = behind.starts_with(['！', '!']) || PERSONAL.iter().any(|word| rest.starts_with(word));
        let begins = before.is_empty() || before.ends_with(['。', '！', '？', '，', '；', '!', '\n']);
        let is_explained = before.ends_with('，') && OTHERS.iter().any(|word| clause.contains(word));
        (is_wished || begins && is_addressed && !is_explained).then_some(Typed { from, to: at, columns })
    });
    names.collect()
}

/// A name without a title behind a wish: `恭喜你，张伟！`
fn wished(text: &str, whole: &impl Fn(&str) -> Option<Columns>) -> Vec<Typed> {
    const WISHES: [&str; 10] = [
        "恭喜你，", "恭喜您，", "祝贺你，", "祝贺您，", "谢谢你，", "谢谢您，", "感谢你，", "感谢您，", "加油，",
        "恭喜，",
    ];
    let places = WISHES.iter().flat_map(|wish| text.match_indices(wish));
    let names = places.take(MOST).filter_map(|(at, wish)| {
        let from = at + wish.len();
        LENGTHS.iter().find_map(|length| {
            let (last, c) = text[from..].char_indices().nth(length - 1)?;
            let to = from + last + c.len_utf8();
            let columns = whole(&text[from..to])?;
            (!text[to..].starts_with(is_han)).then_some(Typed { from, to, columns })
        })
    });
    names.collect()
}
