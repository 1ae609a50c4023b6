//! What is wrong with a text of several words that is wrong with no other value.

use std::sync::LazyLock;

use super::search::Search;
use super::{Kind, links, near, notes, pasted};

const CUT: &str = "is as long as some programs can hold, and ends within a sentence. Is the rest missing?";

/// What is wrong with a text, with the blanks around it and without.
pub(super) fn flaw(value: &str, trimmed: &str) -> Option<(Kind, &'static str)> {
    if is_cut(value, trimmed) {
        return Some((Kind::OddValue, CUT));
    }
    if let Some(what) = links::path(trimmed) {
        return Some((Kind::OddLink, what));
    }
    if is_told_to_oneself(trimmed) {
        return Some((Kind::NotToBeSent, notes::HOLD));
    }
    pasted::flaw(trimmed)
}

/// Whether a text has as many characters as a cell of a workbook or a field of a database, and no end.
fn is_cut(value: &str, trimmed: &str) -> bool {
    const LIMITS: [usize; 2] = [255, 32_767];
    const MOST_OCTETS: usize = 4;
    let is_as_long = |limit: &usize| {
        (*limit..=limit * MOST_OCTETS).contains(&value.len())
            && value.chars().map(char::len_utf16).sum::<usize>() == *limit
    };
    LIMITS.iter().any(is_as_long)
        && trimmed.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '，' | '、' | '-'))
}

/// Whether a text has what is said to a colleague of the reader, and not to the reader.
fn is_told_to_oneself(text: &str) -> bool {
    /// A shorter one has no room for it, in octets.
    const SHORTEST: usize = 20;
    const SIGNS: [&str; 5] = ["before ", "t tell ", "t contact ", "internal use", "parents do"];
    static SEARCH: LazyLock<Option<Search>> = LazyLock::new(|| Search::of(SIGNS.into_iter(), false).ok());
    let Some(search) = SEARCH.as_ref().filter(|_| text.len() >= SHORTEST) else { return false };
    let is_in_small_letters = |found: &aho_corasick::Match| text[found.range()] == *SIGNS[found.pattern()];
    search.find_iter(text).filter(is_in_small_letters).any(|found| {
        let (before, behind) = (&text[..found.start()], &text[found.end()..]);
        match found.pattern().as_usize() {
            0 => is_wait(before, behind),
            1 | 2 => is_secret(before, behind),
            3 => true,
            _ => begins_with(behind, &["n't know", "n’t know", " not know"]),
        }
    })
}

/// `Owes for 2024, wait for the lawyer before writing!`
fn is_wait(before: &str, behind: &str) -> bool {
    const NEAR: usize = 80;
    const OTHERS: [&str; 8] = ["lawyer", "solicitor", "attorney", "Owes", "owes", "court", "police", "debt"];
    let before = near::before(before, NEAR);
    let has = |words: &[&str]| words.iter().any(|word| before.contains(word));
    begins_with(behind, &["writing", "we write", "sending", "mailing", "we send", "you send", "contacting"])
        && has(&OTHERS)
        || begins_with(behind, &["we send", "we write", "we mail"]) && has(&["ait for ", "heck with ", "sk "])
}

/// `Don't tell the parents`, `do not contact her father`.
fn is_secret(before: &str, behind: &str) -> bool {
    const WHOM: [&str; 13] = [
        "parent", "mother", "father", "family", "child", "customer", "client", "him", "her", "them", "student",
        "employee", "wife",
    ];
    let is_not = ["Do no", "do no", "n'", "n’"].iter().any(|not| before.ends_with(not));
    let object = ["the ", "his ", "her ", "their "].iter().find_map(|article| behind.strip_prefix(article));
    is_not && begins_with(object.unwrap_or(behind), &WHOM)
}

fn begins_with(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_were_cut_are_found() {
        let text = |length: usize, end: &str| "a b ".repeat(length).chars().take(length).collect::<String>() + end;
        for (value, is_found) in [
            (text(254, "x"), true),
            (text(254, " "), true),
            (text(254, "é"), true),
            ("期".repeat(255), true),
            (text(32_766, "x"), true),
            (text(254, "."), false),
            (text(254, "！"), false),
            (text(253, "x"), false),
            (text(255, "x"), false),
        ] {
            assert_eq!(is_cut(&value, value.trim()), is_found, "{}", value.len());
        }
    }

    #[test]
    fn notes_to_colleagues_are_told_from_texts_to_the_reader() {
        for text in [
            "Owes for 2024, wait for the lawyer before writing!",
            "Check with Anna before we send this",
            "For internal use: two brothers",
            "Please don't tell the parents yet",
            "Do not contact her father",
            "Her parents do not know about it",
        ] {
            assert!(is_told_to_oneself(text), "{text}");
        }
        for text in [
            "She should plan her essays before writing",
            "Wait for the bell before writing",
            "Check your work before sending it",
            "Please do not contact the office by phone",
            "I cannot tell how much she has learnt",
            "Don't tell a book by its cover",
            "We ask all parents to help",
        ] {
            assert!(!is_told_to_oneself(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "(\\PC|before |writing|do not tell |her|é){0,20}") {
            let _ = flaw(&value, value.trim());
        }
    }
}
