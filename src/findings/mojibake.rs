//! Letters of a text that was read in the wrong charset.

use encoding_rs::WINDOWS_1252;

/// Whether a text looks like that.
pub(super) fn is_mojibake(value: &str) -> bool {
    if value.is_ascii() {
        return has_lost_letters(value);
    }
    let (mut before, mut is_latin) = ('\0', false);
    for letter in value.chars() {
        let is_sign = match letter {
            '\u{FFFD}' => true,
            '烫' | '屯' => before == letter,
            '拷' => value.contains("锟斤拷"),
            '€' => before == 'â',
            _ => continues(before, letter),
        };
        if is_sign {
            return true;
        }
        is_latin |= matches!(letter, '\u{A1}'..='\u{FF}');
        before = letter;
    }
    is_latin && (is_utf8_read_as_latin(value) || is_gbk_read_as_latin(value))
}

/// Whether two letters may be octets of one. Behind `é` may stand a sign, in French above all; behind `Ã` nothing does.
fn continues(lead: char, next: char) -> bool {
    match lead {
        'Ã' | 'Â' => matches!(next, '\u{80}'..='\u{BF}'),
        'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é' => matches!(
            next,
            '\u{80}'..='\u{9F}' | '¡'..='¦' | '¨' | '¬' | '¯' | '±' | 'µ' | '¶' | '¸' | '¼'..='¿' | 'Ž' | 'Š' | 'Œ' | 'Ÿ' | 'ƒ' | '†'
                | '‡' | '‰' | 'ˆ' | '˜'
        ),
        _ => false,
    }
}

/// Whether its letters are octets that make sense as UTF-8: no other text's do.
fn is_utf8_read_as_latin(value: &str) -> bool {
    if !value.chars().any(|c| matches!(c, '\u{C2}'..='\u{F4}')) {
        return false;
    }
    // `allé…”` would be one Chinese character.
    let is_punctuation =
        |c: char| matches!(c, '…' | '”' | '“' | '„' | '’' | '‘' | '‚' | '–' | '—' | '›' | '‹' | '»' | '«');
    if value.chars().all(|c| c.is_ascii() || matches!(c, '\u{C0}'..='\u{FF}') || is_punctuation(c)) {
        return false;
    }
    let (octets, _, has_others) = WINDOWS_1252.encode(value);
    !has_others && std::str::from_utf8(&octets).is_ok()
}

/// Whether it is nothing but letters with accents and signs, in pairs.
fn is_gbk_read_as_latin(value: &str) -> bool {
    let letters = || value.chars().filter(|c| !c.is_whitespace());
    let count = letters().count();
    count >= 4 && count.is_multiple_of(2) && letters().all(|c| matches!(c, '\u{A1}'..='\u{FE}'))
}

/// Question marks for letters: `???`, `Caf? cr?me`.
fn has_lost_letters(value: &str) -> bool {
    let octets = value.as_bytes();
    let count = octets.iter().filter(|octet| **octet == b'?').count();
    if count < 2 {
        return false;
    }
    let is_all = count >= 3 && octets.iter().all(|octet| matches!(octet, b'?' | b' '));
    let is_link = value.contains('/') || value.contains('=');
    let is_inside = || {
        octets
            .windows(3)
            .any(|three| three[1] == b'?' && three[0].is_ascii_lowercase() && three[2].is_ascii_lowercase())
    };
    is_all || !is_link && is_inside()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilt_texts_are_told_from_sound_ones() {
        for value in [
            "JosÃ©",
            "å¼ ä¸‰",
            "锟斤拷",
            "a\u{FFFD}b",
            "Ã©tude trÃ¨s bien",
            "æŽå››",
            "Ì¶",
            "ÕÅÈý",
            "â€œquotedâ€",
            "烫烫烫",
            "???",
            "?? ??",
            "Caf? cr?me",
        ] {
            assert!(is_mojibake(value), "{value}");
        }
        for value in [
            "José",
            "Ångström",
            "Café Zoë",
            "Ärzte",
            "naïve",
            "çà et là",
            "père",
            "张三",
            "l’été…",
            "„Fräulä“",
            "?",
            "Really??",
            "a?b=1&c?d",
            "ÉÈ",
            "Привет",
            "Why? Because",
            "allé…”",
            "ÀÉÎ",
            "",
        ] {
            assert!(!is_mojibake(value), "{value}");
        }
    }
}
