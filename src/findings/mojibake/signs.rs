//! One charset of one octet for each letter that was read as another: `Ma³gorzata` for Małgorzata, `Gümüþ` for Gümüş.

use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254};

use super::octets;
use crate::findings::near;

/// So much of a text tells what a sign in it means, in octets.
const NEAR: usize = 80;

/// Whether a value has letters of another charset.
pub(super) fn are_in(value: &str) -> bool {
    places(value).next().is_some() || has_foreign_word(value)
}

/// The text that was meant, if that can be told.
pub(super) fn meant(value: &str) -> Option<String> {
    let charset: &'static Encoding = match places(value).next()? {
        // The two charsets of Central Europe differ in nothing but these.
        '±' | '¶' | '¦' | '¬' => ISO_8859_2,
        '¾' | '¼' => return None,
        'þ' | 'Þ' | 'ð' | 'Ð' if !value.contains(['ã', 'Ã']) => WINDOWS_1254,
        _ => WINDOWS_1250,
    };
    let (octets, _, has_others) = WINDOWS_1252.encode(value);
    let text = charset.decode_without_bom_handling_and_without_replacement(&octets)?;
    (!has_others && text != value && !text.chars().any(char::is_control)).then(|| text.into_owned())
}

/// Signs and letters that stand in words where no language has them.
fn places(value: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    value.char_indices().filter_map(move |(at, c)| {
        let is_one = match c {
            '³' | '¹' | '±' | '¶' | '¼' | '¾' | '¬' | '¦' | '¿' | 'ª' | 'º' | '¥' | '£' | '¯' => {
                is_within(before, c, &value[at + c.len_utf8()..], value)
            }
            'þ' | 'Þ' | 'ð' | 'Ð' => is_of_no_language(word(value, at)),
            _ => false,
        };
        before = Some((at, c));
        is_one.then_some(c)
    })
}

/// Whether a sign is where a letter should be: `Zaj¹c`, and no `m³`, `Mª José`, `hola ¿qué?`.
fn is_within(before: Option<(usize, char)>, sign: char, behind: &str, value: &str) -> bool {
    const FEWEST: usize = 4;
    let is_letter = |c: char| c.is_alphabetic() && !matches!(c, 'ª' | 'º');
    let is_small = |c: char| c.is_lowercase() && is_letter(c);
    let (next, last) = (behind.chars().next(), before.map(|(_, c)| c));
    let letters = behind.chars().take_while(|c| is_letter(*c)).count();
    let letters_before = before.map_or(0, |(at, c)| {
        value[..at + c.len_utf8()].chars().rev().take(FEWEST).take_while(|c| is_letter(*c)).count()
    });
    let is_of_small = last.is_some_and(is_small) && next.is_some_and(is_small);
    let is_of_capitals = last.is_some_and(char::is_uppercase) && next.is_some_and(char::is_uppercase);
    let is_short = letters + letters_before < FEWEST;
    // `Iaºi`, and no `Nm³h`
    (!is_short || matches!(sign, 'ª' | 'º'))
        && match sign {
            'ª' | 'º' => is_of_small,
            '¿' => is_of_small && !near::behind(behind, NEAR).contains('?'),
            '£' | '¯' | '¥' if letters_before == 0 => {
                // `£ukasz`, and no `£million`.
                last.is_none_or(|c| matches!(c, ' ' | '-'))
                    && next
                        .is_some_and(|c| matches!(c, 'a' | 'e' | 'o' | 'u' | 'y' | 'ó') || sign == '¯' && is_small(c))
            }
            '£' | '¯' | '¥' | '¦' | '¬' if is_of_capitals => true,
            _ => last.is_some_and(is_letter) && next.is_some_and(is_small),
        }
}

/// The word that an octet of a text is in, or what of it is near.
fn word(value: &str, at: usize) -> &str {
    let is_end = |c: char| !c.is_alphabetic();
    let (before, behind) = (near::before(&value[..at], NEAR), near::behind(&value[at..], NEAR));
    let from = before.rfind(is_end).map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
    let to = behind.find(is_end).unwrap_or(behind.len());
    &value[at - (before.len() - from)..at + to]
}

/// Icelandic letters beside others that Icelandic does not have: `Gümüþ`, `Çaðlar`, `Bãlþaþu`.
fn is_of_no_language(word: &str) -> bool {
    word.contains(['ü', 'Ü', 'ç', 'Ç', 'ã', 'Ã'])
}

/// Whether it has a word of nothing but letters with accents: one in another alphabet, read in a charset of Central Europe
/// (`Čâŕí`). No language has such a one, written as a name or longer than that.
fn has_foreign_word(value: &str) -> bool {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 600;
    value.len() <= LONGEST
        && value.split(|c: char| !c.is_alphanumeric()).any(|word| {
            let is_high = |c: char| octets::of_central_europe(c).is_some_and(|octet| octet >= 0xC0);
            let mut letters = word.chars();
            // Most words have a letter of ASCII, and many begin with it.
            letters.next().is_some_and(is_high) && letters.clone().all(is_high) && {
                let more = letters.clone().count();
                let is_name = word.starts_with(char::is_uppercase) && letters.all(char::is_lowercase);
                more >= SHORTEST || is_name && more + 1 >= SHORTEST
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_another_charset_are_found() {
        for (value, sound) in [
            ("Ma³gorzata", Some("Małgorzata")),
            ("Wis³awa", Some("Wisława")),
            ("Zaj¹c", Some("Zając")),
            ("Gra¿yna", Some("Grażyna")),
            ("£ukasz", Some("Łukasz")),
            ("Jan £yczko", Some("Jan Łyczko")),
            ("¯aneta", Some("Żaneta")),
            ("MA£GORZATA", Some("MAŁGORZATA")),
            ("ZAJ¥C", Some("ZAJĄC")),
            ("Zaj±c", Some("Zając")),
            ("Wi¶niewski", Some("Wiśniewski")),
            ("Chval¾a", None),
            ("Iaºi", Some("Iaşi")),
            ("Braºov", Some("Braşov")),
            ("Bãlþaþu", Some("Bălţaţu")),
            ("Gümüþ", Some("Gümüş")),
            ("Çaðlar", Some("Çağlar")),
            ("Čâŕí", None),
            ("Ěŕđč˙ Îëüăŕ", None),
        ] {
            assert!(are_in(value), "{value}");
            assert_eq!(meant(value).as_deref(), sound, "{value}");
        }
    }

    #[test]
    fn signs_and_letters_of_sound_texts_are_left_alone() {
        for value in [
            "m³", "12 m³/h", "Nm³h", "Premium³", "Müller¹", "Mª José", "MªJosé", "Fco. Mª Ruiz", "1ºB", "Nº5",
            "5ª planta", "hola ¿qué tal?", "Hola¿que tal?", "5 ± 2", "a±b", "¼ Liter", "£5", "£million", "US£", "¥500",
            "Þórður Guðmundsson", "Sigríður Þöll", "Þýðing", "Sæþór", "Kræmmer", "Bjørn", "Øystein", "Dvořák", "říčí",
            "żółć", "Őrség", "Łódź", "Čáň", "ÉÈÀ", "§ 5", "Ивáн", "¡Hola!", "¬p", "",
        ] {
            assert!(!are_in(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(\\PC|[³¹¿£¯ªþðüaA]){0,16}") {
            let _ = (are_in(&value), meant(&value));
        }
    }
}
