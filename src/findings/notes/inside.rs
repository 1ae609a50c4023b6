//! Notes and places to be filled in that stand within a value.

use super::words::TO_COME;
use super::{HOLD, INSIDE, begin, behind, is_bracket, is_open, is_same};
use crate::findings::{Kind, places};

/// What a value has in it, wherever it stands: in brackets, in capitals, a line to write on.
pub(in crate::findings) fn inside(value: &str) -> Option<(Kind, &'static str)> {
    for (at, open) in value.char_indices().filter(|(_, c)| is_open(*c)) {
        let rest = &value[at + open.len_utf8()..];
        let text = rest.split(is_bracket).next().unwrap_or_default().trim();
        let is_closed = rest.len() > text.len();
        if is_closed && (TO_COME.iter().any(|word| is_same(word, text)) || open != '(' && is_order(text)) {
            return Some((Kind::Blank, INSIDE));
        }
        if let Some(found) = begin(text) {
            return Some(found);
        }
    }
    if places("NOT ", value).any(|at| is_command(value, at)) {
        return Some((Kind::Hold, HOLD));
    }
    (places("____", value).next().is_some() || has_crosses(value)).then_some((Kind::Blank, INSIDE))
}

/// `DO NOT SEND`, wherever it stands.
fn is_command(value: &str, at: usize) -> bool {
    const ENDS: [&str; 4] = ["SEND", "SHIP", "MAIL", "EMAIL"];
    value[..at].ends_with("DO ") && ENDS.iter().any(|end| value[at + "NOT ".len()..].starts_with(end))
}

/// `[insert comment here]`, `[your name]`.
fn is_order(text: &str) -> bool {
    const BEGINS: [&str; 11] =
        ["insert", "enter", "your", "fill", "to be", "type", "hier", "insertar", "insérer", "inserire", "add"];
    const ENDS: [&str; 4] = ["einsetzen", "einfügen", "here", "ergänzen"];
    let words = text.split_whitespace().count();
    let first = text.split_whitespace().next().unwrap_or_default();
    let last = text.split_whitespace().last().unwrap_or_default();
    let begins = BEGINS.iter().any(|begin| is_same(begin, first) || *begin == "to be" && behind(text, begin).is_some());
    (2..=6).contains(&words) && (begins || ENDS.iter().any(|end| is_same(end, last)))
}

/// `XXX同学`, `XXXX works hard`: in the place of a name or a number. XXX alone may be a number of Rome, or the end of one.
fn has_crosses(value: &str) -> bool {
    let mut begin = 0;
    while let Some(at) = places("XXX", &value[begin..]).next().map(|at| at + begin) {
        let run = value[at..].bytes().take_while(|octet| *octet == b'X').count();
        let (before, behind) = (value[..at].chars().next_back(), value[at + run..].chars().next());
        let is_free = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.' | '/'));
        let is_asian = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
        let is_text = behind.is_some_and(|c| c == ' ' || c >= '\u{2E80}');
        if is_free(before) && is_free(behind) && (run > 3 || is_asian(before) || before.is_none() && is_text) {
            return true;
        }
        begin = at + run;
    }
    false
}
