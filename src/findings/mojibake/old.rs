//! Letters of the Macintosh and of DOS that were read as those of Windows: `JosŽ MŸller` for José Müller, `Andr‚` for André.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// A charset from before Windows, that some programs still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Old {
    Macintosh,
    /// Code page 850, and 437 as far as letters go.
    Dos,
}

/// The letters of code page 850 from 0x80 on; a blank for what is none.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø Ø  áíóúñÑ               ÁÂÀ              ãÃ        ðÐÊËÈıÍÎÏ     Ì ÓßÔÒõÕ þÞÚÛÙýÝ                  ";

/// Whether a value has signs that stand where such a letter should be.
pub(super) fn are_in(value: &str) -> bool {
    // Those that open and close are quotes, without blanks around them: `press“enter”twice`.
    let are_quotes_odd = |sign: char| {
        let is_quote = |c: char| matches!(c, '„' | '“' | '”' | '"');
        value
            .match_indices(is_quote)
            .all(|(at, quote)| quote.starts_with(sign) && is_in_word(&value[..at], &value[at + quote.len()..]))
    };
    value.char_indices().any(|(at, sign)| {
        let (before, behind) = (&value[..at], &value[at + sign.len_utf8()..]);
        match sign {
            'ˆ' | '¤' | '¢' | '†' | '‡' | 'Ÿ' => is_in_word(before, behind),
            '§' | '£' => is_in_word(before, behind) && before.ends_with(|c: char| c.is_ascii_lowercase()),
            '¡' => is_in_word(before, behind) && !value.contains('!'),
            '¿' => is_in_word(before, behind) && is_behind_consonant(before) && !behind.contains('?'),
            '‰' => is_in_word(before, behind) || ends_word(before, behind),
            '‚' => is_in_word(before, behind) || ends_word(before, behind) && is_short(value),
            // Words of two may be written as one: `MojaŠkola`.
            'Ž' | 'Š' => {
                ends_word(before, behind.trim_start_matches(|c: char| c.is_ascii_lowercase())) && is_short_end(behind)
            }
            // What Windows does not use, these charsets have letters for.
            '\u{81}' | '\u{8D}' | '\u{8F}' | '\u{90}' | '\u{9D}' => true,
            '„' | '“' | '”' => is_in_word(before, behind) && are_quotes_odd(sign),
            _ => false,
        }
    })
}

/// The text that was meant and its charset, if there is but one in which it makes words.
pub(super) fn meant(value: &str) -> Option<(String, Old)> {
    if !are_in(value) {
        return None;
    }
    let (octets, _, has_others) = WINDOWS_1252.encode(value);
    if has_others {
        return None;
    }
    let mac = MACINTOSH.decode_without_bom_handling(&octets).0.into_owned();
    let dos = octets.iter().map(|octet| match octet.checked_sub(0x80) {
        Some(place) => DOS.chars().nth(place.into()).unwrap_or(' '),
        None => char::from(*octet),
    });
    let dos: String = dos.collect();
    match (are_words(value, &mac), are_words(value, &dos)) {
        (true, false) => Some((mac, Old::Macintosh)),
        (false, true) => Some((dos, Old::Dos)),
        _ => None,
    }
}

/// Whether every letter that was read otherwise is one, and no capital within a word of small letters.
fn are_words(value: &str, meant: &str) -> bool {
    let letters: Vec<char> = meant.chars().collect();
    value.chars().zip(0..).all(|(read, at)| {
        let meant = letters.get(at).copied().unwrap_or(' ');
        let is_small = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_lowercase());
        let is_behind_letter = at.checked_sub(1).is_some_and(|at| letters[at].is_alphabetic());
        let is_within = is_behind_letter && (is_small(at.checked_sub(1)) || is_small(Some(at + 1)));
        read.is_ascii()
            || meant.is_alphabetic() && !matches!(meant, 'ƒ' | 'ª' | 'º') && !(is_within && meant.is_uppercase())
    })
}

/// Whether letters stand on both sides, the second of them a small one.
fn is_in_word(before: &str, behind: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_alphabetic()) && behind.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether two letters at least stand before it, and none behind it.
fn ends_word(before: &str, behind: &str) -> bool {
    let mut letters = before.chars().rev();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && !behind.starts_with(char::is_alphanumeric)
}

/// Whether no more than two letters of the word are left.
fn is_short_end(behind: &str) -> bool {
    behind.chars().take_while(char::is_ascii_lowercase).count() <= 2
}

/// As names are.
fn is_short(value: &str) -> bool {
    const MOST_WORDS: usize = 3;
    value.split(' ').count() <= MOST_WORDS
}

/// Where `ø` may stand, and neither `ż` nor the beginning of a question.
fn is_behind_consonant(before: &str) -> bool {
    before.ends_with(|c: char| {
        matches!(c.to_ascii_lowercase(), 'b' | 'c' | 'f' | 'h' | 'j' | 'k' | 'n' | 'p' | 's' | 't' | 'v')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_old_charsets_are_found() {
        for (value, sound) in [
            ("JosŽ MŸller", Some(("José Müller", Old::Macintosh))),
            ("RenŽe S¿rensen", Some(("Renée Sørensen", Old::Macintosh))),
            ("Bj¿rn", Some(("Bjørn", Old::Macintosh))),
            ("Bjšrn \u{81}kesson", Some(("Björn Åkesson", Old::Macintosh))),
            ("Stra§e", Some(("Straße", Old::Macintosh))),
            ("Jos‚", Some(("José", Old::Dos))),
            ("Jos‚ M\u{81}ller", Some(("José Müller", Old::Dos))),
            ("Andr‚", Some(("André", Old::Dos))),
            ("R‚my B‚ranger", Some(("Rémy Béranger", Old::Dos))),
            ("Pe¤a", Some(("Peña", Old::Dos))),
            ("J„ger", Some(("Jäger", Old::Dos))),
            ("Garc¡a L¢pez", Some(("García López", Old::Dos))),
            // Either may be.
            ("Zo‰", None),
            ("Fran‡ois", None),
            ("Bj”rn", None),
        ] {
            assert!(are_in(value), "{value}");
            let meant = meant(value);
            assert_eq!(meant.as_ref().map(|(text, charset)| (text.as_str(), *charset)), sound, "{value}");
        }
        assert_eq!(DOS.chars().count(), 0x80);
    }

    #[test]
    fn signs_of_sound_texts_are_left_alone() {
        for value in [
            "5 ‰", "0,5‰", "S‰", "‚so‘", "Sie sagt ‚ja‘ dazu", "Ja‚ das geht so", "Žižka", "ČŽM", "Šárka Nováková",
            "MojaŠkola", "eŠkola", "iŽivot", "L’HAŸ-LES-ROSES", "Müller†", "† 2020", "Foo†", "„so“", "Er sagt „ja“.",
            "„so“heißt es", "”blå”blå", "press“enter”twice", "Das„Wort“steht", "5”x3", "§ 5", "StGB§5", "US¢", "5¢",
            "100¤", "£5", "Hola¿qué tal?", "y¿que tal", "Sí¡hola!", "¡Hola", "O‘zbek", "Hans‘ Auto", "Sana‘a",
            "Paris–Berlin", "José", "Müller", "老师‰", "",
        ] {
            assert!(!are_in(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(\\PC|[ŽŸ‚‰¿„”§aA ]){0,16}") {
            let _ = (are_in(&value), meant(&value));
        }
    }
}
