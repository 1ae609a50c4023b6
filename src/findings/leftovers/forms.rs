//! What stands in a form, or in a letter, before it is written.

use super::PLACEHOLDER;

/// `XX同学`, `此处填写评语`: what stands in a form before it is filled in.
pub(in crate::findings) fn form(value: &str) -> Option<&'static str> {
    const BEGINS: [&str; 9] =
        ["此处填写", "此处输入", "请填写", "请输入", "单击此处", "点击此处输入", "請填寫", "請輸入", "此處填寫"];
    const PERSONS: [&str; 9] = ["同学", "老师", "家长", "先生", "女士", "学生", "主任", "教授", "办公室"];
    let is_open = value.as_bytes().first().is_some_and(|octet| matches!(octet, b'(' | b'[' | b'<' | 0xE3 | 0xEF));
    let value = if is_open { value.trim_start_matches(['（', '(', '[', '【', '<', '＜']) } else { value };
    let someone = ["XX", "xx", "××", "某某"].iter().find_map(|begin| value.strip_prefix(begin));
    let is_someone = someone.is_some_and(|rest| PERSONS.iter().any(|word| rest.trim_start().starts_with(word)));
    (is_someone || BEGINS.iter().any(|begin| value.starts_with(begin))).then_some(PLACEHOLDER)
}

/// Where a text, that may be long, has a placeholder, in octets.
pub(in crate::findings) fn placeholder(text: &str) -> Option<(usize, usize)> {
    const CAPITALS: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];
    const ANYWHERE: [&str; 5] = ["待定", "待补充", "待填写", "待通知", "此处填写"];
    let is_alone = |at: usize, length: usize| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !text[..at].ends_with(is_letter) && !text[at + length..].starts_with(is_letter)
    };
    let is_meant = |word: &str, at: usize| word == "TODO" && is_among_capitals(text, at, word.len());
    let capitals = CAPITALS.iter().find_map(|word| {
        text.match_indices(word)
            .find(|(at, _)| is_alone(*at, word.len()) && !is_meant(word, *at))
            .map(|(at, _)| (at, at + word.len()))
    });
    let anywhere = || ANYWHERE.iter().find_map(|word| text.find(word).map(|at| (at, at + word.len())));
    let latin = || {
        let lower = text.to_ascii_lowercase();
        ["lorem ipsum", "xxx"].iter().find_map(|word| {
            lower.match_indices(word).find(|(at, _)| is_alone(*at, word.len())).map(|(at, _)| (at, at + word.len()))
        })
    };
    capitals.or_else(anywhere).or_else(latin)
}

/// Whether the next words are in capitals too: `TODO ESTÁ LISTO` is Spanish, and so is `ESO ES TODO`.
fn is_among_capitals(text: &str, at: usize, length: usize) -> bool {
    let (before, behind) = (text[..at].trim_end_matches(' '), text[at + length..].trim_start_matches(' '));
    let before = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let behind = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let is_in_capitals = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
    is_in_capitals(before) || is_in_capitals(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_form_is_found() {
        for (value, is_form) in [
            ("XX同学", true),
            ("此处填写评语", true),
            ("（請填寫）", true),
            ("XX 老师", true),
            ("XX办公室", true),
            ("（请假）", false),
            ("某某老师您好", true),
            ("XXL", false),
            ("xx", false),
        ] {
            assert_eq!(form(value).is_some(), is_form, "{value}");
        }
    }

    #[test]
    fn placeholders_of_letters_are_found() {
        for (text, found) in [
            ("Subject: TODO write", Some("TODO")),
            ("Room XXX.", Some("XXX")),
            ("Lorem Ipsum dolor", Some("Lorem Ipsum")),
            ("时间：待定", Some("待定")),
            ("xxx老师", Some("xxx")),
            ("TODO: ASK ANNA", Some("TODO")),
            ("TODO", Some("TODO")),
            ("A TODO here", Some("TODO")),
            ("TODO ESTÁ LISTO", None),
            ("ESO ES TODO. Saludos", None),
            ("METHODTODO", None),
            ("mastodon", None),
            ("TODOS", None),
            ("xxxl", None),
            ("", None),
        ] {
            assert_eq!(placeholder(text).map(|(from, to)| &text[from..to]), found, "{text}");
        }
    }
}
