//! Chinese characters.

/// Whether a letter is one.
pub(super) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether it is one that all charsets have.
pub(super) fn is_usual(letter: char) -> bool {
    matches!(letter, '\u{4E00}'..='\u{9FFF}')
}
