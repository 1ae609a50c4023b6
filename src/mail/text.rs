//! Text from outside: what of it must not reach a terminal, how it is shown, and what was meant by it.

use std::borrow::Cow;

/// Whether a character can move a cursor, or break, hide or reorder the text around it: controls (C0, DEL, C1), line and
/// paragraph separators, bidirectional controls, invisible characters and tags.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Text that steers no terminal and hides nothing: what is unsafe is written as escapes, `\u{1b}`. It is one line then.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    // Nearly all of it is plain ASCII, which is told quickly.
    if is_plain(text) || !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut harmless = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            harmless.extend(character.escape_default());
        } else {
            harmless.push(character);
        }
    }
    Cow::Owned(harmless)
}

/// As [`printable`], of the first `longest` characters, with `…` for the rest.
#[must_use]
pub fn shown(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", printable(&text[..end]))),
        None => printable(text),
    }
}

/// Whether a text is printable ASCII and nothing else. Every octet is looked at, without branches: so compilers make vector
/// instructions of it.
#[must_use]
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, octet| is_plain & matches!(octet, b' '..=b'~'))
}

/// The ASCII character that a full-width form stands for; any other as it is.
#[must_use]
pub(crate) fn narrow(character: char) -> char {
    const OFFSET: u32 = '！' as u32 - '!' as u32;
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - OFFSET).unwrap_or(character),
        other => other,
    }
}

/// The candidate that is most like a name, of those that are at least so much like it (0 = not at all, 1 = the same). Only
/// letters and digits count, in any case.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let fold =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = fold(name);
    candidates
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&wanted, &fold(candidate)), candidate))
        .filter(|(likeness, _)| *likeness >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_or_hides_is_written_out() {
        assert_eq!(printable("张三 ok"), "张三 ok");
        assert_eq!(printable("a\u{1b}[2J\r\nb\u{9b}\u{202e}"), "a\\u{1b}[2J\\r\\nb\\u{9b}\\u{202e}");
        for c in ['\u{ad}', '\u{200b}', '\u{feff}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            assert_eq!(printable(&format!("a{c}b")), format!("a\\u{{{:x}}}b", u32::from(c)));
        }
        assert_eq!(shown("abc\n", 3), "abc…");
        assert_eq!(shown("ab\n", 3), "ab\\n");
        assert_eq!(shown("姓名x", 2), "姓名…");
    }

    #[test]
    fn the_nearest_name_is_one_that_is_like_it() {
        let names = ["email", "First Name", "姓名"];
        assert_eq!(nearest("nmae", ["name", "email"].into_iter(), 0.5), Some("name"));
        assert_eq!(nearest("first_name", names.into_iter(), 0.5), Some("First Name"));
        assert_eq!(nearest("姓茗", names.into_iter(), 0.5), Some("姓名"));
        assert_eq!(nearest("zzz", names.into_iter(), 0.5), None);
    }

    proptest! {
        #[test]
        fn shown_text_is_one_harmless_line(text in any::<String>(), longest in 0..20_usize) {
            let shown = shown(&text, longest);
            prop_assert!(!shown.contains(is_unsafe) && !shown.contains('\n'));
            prop_assert!(shown.chars().count() <= 10 * longest + 1);
        }
    }
}
