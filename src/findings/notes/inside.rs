//! Notes and places to be filled in that stand within a value.

use super::clauses::{self, Said};
use super::told::{Told, told};
use super::words::{PERHAPS_INTERNAL, TO_COME};
use super::{GONE, HOLD, INSIDE, REMARK, STARTS, begin, behind, is_bracket, is_open, is_same, korean};
use crate::findings::han::is_han;
use crate::findings::starts::Start;
use crate::findings::{Kind, places};

/// What a value has in it, wherever it stands: in brackets, in capitals, a line to write on.
pub(in crate::findings) fn inside(value: &str) -> Option<(Kind, &'static str)> {
    for (at, open) in value.char_indices().filter(|(_, c)| is_open(*c)) {
        let rest = &value[at + open.len_utf8()..];
        let (text, behind) = rest.split_at(rest.find(is_bracket).unwrap_or(rest.len()));
        let text = text.trim();
        let is_closed = !behind.is_empty();
        // Most of what is in brackets begins in another way than all of the words.
        let found = if is_closed && is_form(text, open, behind) {
            Some((Kind::Blank, INSIDE))
        } else if is_same("old", text) && behind.chars().nth(1).is_none() {
            // `Anna Berg (old)`, of which there is a new one.
            Some((Kind::NotToBeSent, GONE))
        } else if STARTS.may_have(Start::of(text.as_bytes())) || text.starts_with('†') || text.ends_with('†') {
            in_brackets(text, is_closed).or_else(|| begin(text))
        } else {
            None
        };
        if found.is_some() {
            return found;
        }
    }
    if places("NOT ", value).any(|at| is_command(value, at)) {
        return Some((Kind::Hold, HOLD));
    }
    (places("____", value).next().is_some() || has_crosses(value)).then_some((Kind::Blank, INSIDE))
}

/// What an aside stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Beside {
    Name,
    /// A title, or another value, which may have any word in it.
    Title,
}

/// What an aside says of its row, where the other values of its column have none.
pub(in crate::findings) fn aside(text: &str, beside: Beside) -> Option<(Kind, &'static str)> {
    /// One shorter word may be a part of a title (`(gone)`, `（删除）`), and one with a capital what somebody is called (`(Skip)`).
    const SHORTEST_WORD: usize = 8;
    const SHORTEST_IN_HAN: usize = 3;
    let shortest = if text.contains(is_han) { SHORTEST_IN_HAN } else { SHORTEST_WORD };
    let is_called = text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
    let is_telling =
        beside == Beside::Name && !is_called || text.contains(' ') || text.chars().nth(shortest - 1).is_some();
    match clauses::says(text) {
        Some(Said::Gone) if is_telling => return Some((Kind::NotToBeSent, GONE)),
        Some(Said::Open) if is_telling && beside == Beside::Name => return Some((Kind::NotToBeSent, GONE)),
        _ => {}
    }
    match told(text)? {
        Told::NotToBeSent if is_telling => Some((Kind::Hold, HOLD)),
        // `(Ask Alice)` may be a title too.
        Told::Remark if !text.starts_with(char::is_uppercase) || text.ends_with(['?', '!', '？', '！']) => {
            Some((Kind::Hold, REMARK))
        }
        _ => None,
    }
}

/// What is in brackets, if that means something where nothing else is with it.
fn in_brackets(text: &str, is_closed: bool) -> Option<(Kind, &'static str)> {
    let words = text.trim_end_matches(['!', '！', '.', ' ']);
    let is_one_of = |list: &[&str]| is_closed && list.iter().any(|word| is_same(word, words));
    if is_one_of(&TO_COME) || is_one_of(&korean::TO_COME) {
        return Some((Kind::Blank, INSIDE));
    }
    // `(Intern)` is who learns there.
    (is_one_of(&PERHAPS_INTERNAL) || is_one_of(&korean::PERHAPS_INTERNAL) || is_closed && words == "intern")
        .then_some((Kind::NotToBeSent, HOLD))
}

/// Whether something is to be written there: `(TODO)`, `[your name]`.
fn is_form(text: &str, open: char, behind: &str) -> bool {
    // `[Register here](https://…)` is a link in Markdown.
    let is_link = || open == '[' && behind.starts_with("](");
    is_same("todo", text) || open != '(' && is_order(text) && !is_link()
}

/// `DO NOT SEND`, wherever it stands.
fn is_command(value: &str, at: usize) -> bool {
    const ENDS: [&str; 4] = ["SEND", "SHIP", "MAIL", "EMAIL"];
    value[..at].ends_with("DO ") && ENDS.iter().any(|end| value[at + "NOT ".len()..].starts_with(end))
}

/// `[insert comment here]`, `[your name]`. `[enter from the yard]` is none: nothing is to be written there.
fn is_order(text: &str) -> bool {
    const BEGINS: [&str; 7] = ["insert", "your", "to be", "hier", "insertar", "insérer", "inserire"];
    const VERBS: [&str; 4] = ["enter", "fill", "type", "add"];
    const NOUNS: [&str; 16] = [
        "here", "in", "your", "name", "names", "text", "comment", "remark", "date", "number", "amount", "value",
        "mark", "title", "address", "email",
    ];
    const ENDS: [&str; 4] = ["einsetzen", "einfügen", "here", "ergänzen"];
    let words = text.split_whitespace().count();
    let first = text.split_whitespace().next().unwrap_or_default();
    let last = text.split_whitespace().last().unwrap_or_default();
    let begins = BEGINS.iter().any(|begin| is_same(begin, first) || *begin == "to be" && behind(text, begin).is_some());
    let has_noun = || text.split_whitespace().skip(1).any(|word| NOUNS.iter().any(|noun| is_same(noun, word)));
    let begins = begins || VERBS.iter().any(|verb| is_same(verb, first)) && has_noun();
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
        // `XXX Jornadas` are the thirtieth.
        let is_small = || value[at + run..].trim_start().starts_with(char::is_lowercase);
        let is_text = behind.is_some_and(|c| c == ' ' && is_small() || c >= '\u{2E80}');
        if is_free(before) && is_free(behind) && (run > 3 || is_asian(before) || before.is_none() && is_text) {
            return true;
        }
        begin = at + run;
    }
    false
}
