//! Characters that nobody sees, where no script has a use for them.

use crate::mail;

/// Whether a text has one that does not belong there.
pub(super) fn is_in(value: &str) -> bool {
    if !may_be_in(value.as_bytes()) {
        return false;
    }
    let mut before = None;
    let mut letters = value.chars().peekable();
    let (mut has_marks, mut is_from_right) = (false, false);
    while let Some(letter) = letters.next() {
        match letter {
            // Where words have no blanks between them, it says where a line may break.
            ZERO_WIDTH_SPACE => {
                let is_between = before.is_some() && letters.peek().is_some();
                let is_beside = before.is_some_and(has_no_blanks) || letters.peek().copied().is_some_and(has_no_blanks);
                has_marks |= !(is_between && is_beside);
                continue;
            }
            // They join and part the letters of Persian and of Indian scripts, and make one sign of several emoji.
            NON_JOINER | JOINER if before.is_none_or(has_no_joins) => return true,
            _ if is_unseen(letter) => has_marks = true,
            _ => is_from_right |= is_from_the_right(letter),
        }
        before = Some(letter);
    }
    // Texts from right to left have marks of direction.
    has_marks && !is_from_right
}

/// Whether the octets are of such characters, or of their neighbours: those of most texts are not, whatever the script.
fn may_be_in(octets: &[u8]) -> bool {
    let is_control = |octet: u8| octet < 0x20 || octet == 0x7F;
    let is_begin = |pair: &[u8]| match pair[0] {
        0xE2 => matches!(pair[1], 0x80 | 0x81),
        0xEF => matches!(pair[1], 0xBB | 0xBF),
        0xC2 | 0xD8 | 0xF3 => true,
        octet => is_control(octet),
    };
    octets.windows(2).any(is_begin) || octets.last().is_some_and(|octet| is_control(*octet))
}

const ZERO_WIDTH_SPACE: char = '\u{200B}';
const NON_JOINER: char = '\u{200C}';
const JOINER: char = '\u{200D}';

pub(super) fn is_unseen(letter: char) -> bool {
    mail::is_unsafe(letter) && !matches!(letter, '\t' | '\n' | '\r')
}

fn is_from_the_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether a letter is of a script that writes words without blanks: Thai, Lao, Tibetan, Burmese, Khmer and their neighbours.
fn has_no_blanks(letter: char) -> bool {
    matches!(
        letter,
        '\u{E00}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{1950}'..='\u{1AAF}'
            | '\u{1B00}'..='\u{1B7F}'
            | '\u{A980}'..='\u{A9FF}'
            | '\u{AA00}'..='\u{AADF}'
    )
}

/// Whether a letter is of a script whose letters are joined to none: Latin, Greek, Cyrillic, Chinese, digits and signs.
fn has_no_joins(letter: char) -> bool {
    matches!(letter, '\0'..='\u{A8}' | '\u{AA}'..='\u{AD}' | '\u{AF}'..='\u{52F}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
        && !matches!(letter, '0'..='9' | '#' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_nobody_sees_may_be_in_a_text() {
        for letter in (0..=0x10_FFFF).filter_map(char::from_u32) {
            if is_unseen(letter) || matches!(letter, NON_JOINER | JOINER) {
                assert!(may_be_in(letter.to_string().as_bytes()), "{letter:?}");
            }
        }
    }

    #[test]
    fn what_nobody_sees_is_told_of_where_no_script_uses_it() {
        for value in [
            "zero\u{200B}width", "An\u{200B}na Brandt", "Anna\u{200B}", "\u{200B}สวัสดี", "ขอบคุณ\u{200B}",
            "张\u{200B}三", "An\u{200C}na", "An\u{200D}na", "张\u{200D}三", "\u{200D}अ", "\u{202E}abc",
            "bell \u{7} here", "so\u{AD}ft", "\u{FEFF}Anna",
        ] {
            assert!(is_in(value), "{value:?}");
        }
        for value in [
            "สวัสดี\u{200B}ค่ะ ขอบคุณ\u{200B}ที่สั่งซื้อ",
            "ขอบคุณ\u{200B} Anna",
            "Anna\u{200B}ขอบคุณ",
            "សូម\u{200B}អរគុណ\u{200B}\u{200B}សម្រាប់",
            "ຂອບໃຈ\u{200B}ຫຼາຍ",
            "ကျေးဇူး\u{200B}တင်",
            "می\u{200C}خواهیم",
            "حسینی\u{200C}نژاد",
            "क्\u{200D}ष",
            "ශ්\u{200D}රී",
            "അവന്\u{200D}",
            "👩\u{200D}🎓",
            "🏳\u{FE0F}\u{200D}🌈",
            "❤\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            "\u{200F}שלום\u{200E}",
            "a\tb\r\nc",
            "",
        ] {
            assert!(!is_in(value), "{value:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_seen_is_never_told_of(value in "[a-zéЖ张ขم👩 ]{0,16}") {
            proptest::prop_assert!(!is_in(&value));
        }
    }
}
