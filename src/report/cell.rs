//! Text from outside, made harmless for who reads it next.

use std::borrow::Cow;

use crate::mail::is_unsafe;

/// Text that begins like a formula gets a leading `'`: spreadsheet programs run what follows `=`.
pub(super) fn neutralised(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Controls, and marks that hide or turn text, as escapes: `\u{1b}`. Then the text is one line and steers
/// no terminal.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    // Nearly all of it is plain ASCII, which is told quickly.
    if text.bytes().all(|octet| matches!(octet, b' '..=b'~')) || !text.contains(is_unsafe) {
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

#[cfg(test)]
mod tests {
    use super::{neutralised, printable};

    #[test]
    fn formulas() {
        for text in ["=1+1", "+861", "-1", "@a", "\t=1", "\r=1"] {
            assert_eq!(neutralised(text), format!("'{text}"));
        }
        for text in ["", "a=1", "550 no", " =1"] {
            assert_eq!(neutralised(text), text);
        }
    }

    #[test]
    fn controls() {
        assert_eq!(printable("张三 ok"), "张三 ok");
        assert_eq!(printable("a\u{1b}[2J\r\nb\u{9b}\u{202e}"), "a\\u{1b}[2J\\r\\nb\\u{9b}\\u{202e}");
    }
}
