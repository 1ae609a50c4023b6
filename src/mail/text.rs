//! Text from outside, and what of it must not reach a terminal.

/// Whether a character can move a cursor, or break, hide or reorder the text around it: controls (C0, DEL, C1), line and
/// paragraph separators, bidirectional controls, invisible characters and tags.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
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
