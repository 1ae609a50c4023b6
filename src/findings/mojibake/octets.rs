//! UTF-8 that was read in a charset of one octet for each letter: `MaĹ‚gorzata` for Małgorzata, `MГјller` for Müller.
//!
//! Two things have to come together, for either may be by chance: the octets of some letters are UTF-8 that makes sense, and the
//! letters themselves do not, as a sign or a capital within a word.

use std::sync::LazyLock;

use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, KOI8_R, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1257,
};

/// How many charsets are tried.
const COUNT: usize = 10;

/// The octets of each letter below [`END`] in each of the charsets; 0 where a charset does not have it.
static OCTETS: LazyLock<Vec<[u8; COUNT]>> = LazyLock::new(|| {
    let charsets: [&Encoding; COUNT] = [
        WINDOWS_1252, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257, ISO_8859_2, MACINTOSH,
        KOI8_R, IBM866,
    ];
    let mut octets = vec![[0; COUNT]; END];
    for (charset, encoding) in charsets.into_iter().enumerate() {
        // What a charset does not use is often read as the control character of the same number.
        for octet in 0x80..=0x9F_u8 {
            octets[usize::from(octet)][charset] = octet;
        }
        for octet in 0x80..=0xFF_u8 {
            let text = encoding.decode_without_bom_handling(&[octet]).0.into_owned();
            if let Some(of_letter) = text.chars().next().and_then(|letter| octets.get_mut(letter as usize)) {
                of_letter[charset] = octet;
            }
        }
    }
    octets
});

/// No letter of those charsets is behind this one, but for private ones.
const END: usize = 0x2600;

/// Whether a value has letters that are octets of UTF-8.
pub(super) fn are_in(value: &str) -> bool {
    charset(value).is_some() || has_lost_octet(value)
}

/// The text that was meant, if all of its letters can be told.
pub(super) fn meant(value: &str) -> Option<String> {
    let charset = charset(value)?;
    let mut text = String::with_capacity(value.len());
    let mut end = 0;
    for run in runs(value) {
        text.push_str(&value[end..run.0]);
        text.push_str(&decoded(&value[run.0..run.1], charset)?);
        end = run.1;
    }
    text.push_str(&value[end..]);
    (!text.chars().any(|c| c.is_control() || c == '\u{FFFD}')).then_some(text)
}

/// The charset, by its number, in which some letters of a value were read.
fn charset(value: &str) -> Option<usize> {
    runs(value).find_map(|(from, to)| {
        let run = Run { before: &value[..from], text: &value[from..to], behind: &value[to..] };
        run.charset()
    })
}

/// Where the parts of a value stand that have none but letters and signs beyond ASCII.
fn runs(value: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + value.as_bytes()[at..].iter().position(|octet| !octet.is_ascii())?;
        let length = value.as_bytes()[from..].iter().position(u8::is_ascii);
        at = length.map_or(value.len(), |length| from + length);
        Some((from, at))
    })
}

fn octet(letter: char, charset: usize) -> Option<u8> {
    OCTETS.get(letter as usize).map(|octets| octets[charset]).filter(|octet| *octet != 0)
}

/// The octet of a letter in the charset of Central Europe (Windows-1250).
pub(super) fn of_central_europe(letter: char) -> Option<u8> {
    const NUMBER: usize = 1;
    octet(letter, NUMBER)
}

fn decoded(run: &str, charset: usize) -> Option<String> {
    let octets: Option<Vec<u8>> = run.chars().map(|letter| octet(letter, charset)).collect();
    String::from_utf8(octets?).ok()
}

/// Whether two letters may begin UTF-8 in a charset: of two octets, of Vietnamese, of signs or of a mark for what was lost.
fn may_begin(letters: [char; 2], charset: usize) -> bool {
    matches!(octet(letters[0], charset), Some(0xC2..=0xDF | 0xE1 | 0xE2 | 0xEF))
        && matches!(octet(letters[1], charset), Some(0x80..=0xBF))
}

/// Letters beyond ASCII, with what is around them.
#[derive(Debug, Clone, Copy)]
struct Run<'v> {
    before: &'v str,
    text: &'v str,
    behind: &'v str,
}

impl Run<'_> {
    fn charset(&self) -> Option<usize> {
        let mut letters = self.text.chars();
        let two = [letters.next()?, letters.next()?];
        let mut could_be = (0..COUNT).filter(|charset| may_begin(two, *charset));
        let makes_sense = |charset: &usize| {
            decoded(self.text, *charset).is_some_and(|decoded| self.is_foreign(&decoded) || self.is_odd(&decoded))
        };
        could_be.find(makes_sense)
    }

    /// Whether what was decoded is letters of one other alphabet, or the mark for a letter that was lost.
    fn is_foreign(&self, decoded: &str) -> bool {
        if decoded.contains('\u{FFFD}') {
            return true;
        }
        let is_latin = |c: char| c.is_ascii_alphabetic();
        let is_alone = !self.before.ends_with(is_latin) && !self.behind.starts_with(is_latin);
        let are_all = |is_of: fn(char) -> bool| {
            decoded.chars().all(|c| is_of(c) || is_pause(c)) && decoded.chars().filter(|c| is_of(*c)).nth(1).is_some()
        };
        is_alone
            && (are_all(|c| matches!(c, '\u{401}'..='\u{45F}' | 'Ґ' | 'ґ'))
                || are_all(|c| matches!(c, '\u{386}'..='\u{3CE}'))
                || are_all(|c| matches!(c, '\u{5D0}'..='\u{5EA}'))
                || are_all(|c| matches!(c, '\u{621}'..='\u{64A}')))
    }

    /// Whether what was decoded is Latin letters, and no word is written with those that were read.
    fn is_odd(&self, decoded: &str) -> bool {
        let is_latin = |c: char| matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
        // Behind Russian letters, a quotation mark is no more than a sign.
        let has_letter = || decoded.chars().any(is_latin) || self.text.contains('Ђ');
        if !decoded.chars().all(|c| is_latin(c) || is_pause(c)) || !has_letter() {
            return false;
        }
        let letters: Vec<char> = self.text.chars().collect();
        let mut before = self.before.chars().next_back();
        let mut from = 0;
        decoded.chars().any(|meant| {
            let to = (from + meant.len_utf8()).min(letters.len());
            let behind = letters.get(to).copied().or_else(|| self.behind.chars().next());
            let is_odd = is_odd(before, &letters[from..to], behind);
            before = letters[from..to].last().copied();
            from = to;
            is_odd
        })
    }
}

/// Signs that stand between words.
fn is_pause(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{BF}' | '\u{2010}'..='\u{2026}' | '€')
}

/// Whether letters that are the octets of one stand in a word as no letters of a language do.
fn is_odd(before: Option<char>, letters: &[char], behind: Option<char>) -> bool {
    let Some((lead, rest)) = letters.split_first() else { return false };
    let is = |c: Option<char>, is: fn(char) -> bool| c.is_some_and(is);
    let is_letter = |c: Option<char>| is(c, char::is_alphabetic);
    if rest.is_empty() {
        return false;
    }
    if letters.iter().any(|c| matches!(c, '\u{80}'..='\u{9F}')) {
        return true;
    }
    let is_capital = lead.is_uppercase();
    // A capital behind a small letter, and two of which the second is no letter of a word in capitals.
    if is_capital && is(before, char::is_lowercase)
        || lead.is_lowercase() && rest.iter().any(|c| c.is_uppercase())
        || is_capital && rest.iter().any(|c| c.is_uppercase()) && is(behind, char::is_lowercase)
        || is_capital && is(before, char::is_uppercase) && rest.iter().all(|c| c.is_lowercase())
    {
        return true;
    }
    // At the beginning of a word. `Ăştia` is Romanian.
    if matches!(lead, 'Ĺ' | 'Å' | 'Ã' | 'Ă')
        && rest.iter().all(|c| c.is_lowercase() && *c != 'ş')
        && is(behind, char::is_lowercase)
    {
        return true;
    }
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    // A letter of another alphabet within a word, or a sign before one.
    if *lead as usize >= 0x370 && lead.is_alphabetic() || !lead.is_alphabetic() {
        return is_latin(before) || is_latin(behind);
    }
    let is_sign = |c: &char| !c.is_alphabetic();
    // No word begins with a long L, or ends with one.
    if *lead == 'Ĺ' && rest.iter().any(is_sign) {
        return true;
    }
    rest.iter().any(|sign| match sign {
        // What may stand behind a word, before the next one: `À–É`, `Å’s`.
        '’' | '‘' | '–' | '—' | '´' | '·' | '°' | '\u{A0}' | '\u{AD}' => false,
        '…' => is_letter(before) && is_letter(behind),
        '”' | '“' | '»' | '›' | '®' | '™' | '©' | '‰' | '†' | '‡' | '•' | '„' | '‚' | '«' | '‹' | '§' | '¹' | '²'
        | '³' => is_letter(behind),
        _ => is_sign(sign),
    })
}

/// Whether an octet of a letter is lost, that no charset shows: `Ĺukasz` for Łukasz, `voilĂ` for voilà. No language has a long
/// L before a vowel.
fn has_lost_octet(value: &str) -> bool {
    value.char_indices().filter(|(_, c)| matches!(c, 'Ĺ' | 'Ă' | 'Ã')).any(|(at, c)| {
        let before = value[..at].chars().next_back();
        let mut behind = value[at + c.len_utf8()..].chars();
        let (next, second) = (behind.next(), behind.next());
        let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        let is_word = second.is_some_and(char::is_lowercase);
        c == 'Ĺ' && next.is_some_and(is_vowel) && is_word
            || before.is_some_and(char::is_lowercase) && next.is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_octets_are_found_in_any_charset() {
        for (value, sound) in [
            // Windows-1250 and ISO 8859-2
            ("MaĹ‚gorzata", "Małgorzata"),
            ("PaweĹ‚", "Paweł"),
            ("GraĹĽyna", "Grażyna"),
            ("WĂłjcik", "Wójcik"),
            ("WĂ“JCIK", "WÓJCIK"),
            ("JoĂ«l", "Joël"),
            ("JiĹ™Ă\u{AD} DvoĹ™Ăˇk", "Jiří Dvořák"),
            ("ÄŚernĂ˝", "Černý"),
            ("Ĺ\u{A0}koda", "Škoda"),
            ("Ĺ˝iĹľka", "Žižka"),
            ("GyĹ‘ri SzĹ±cs", "Győri Szűcs"),
            ("PaweĹ\u{82}", "Paweł"),
            ("WĂłjtowicz", "Wójtowicz"),
            // Windows-1252
            ("PaweÅ‚", "Paweł"),
            ("ZajÄ…c", "Zając"),
            ("BÄ…k", "Bąk"),
            ("KamiÅ„ski", "Kamiński"),
            ("GraÅ¼yna", "Grażyna"),
            ("ÅšwiÄ…tek", "Świątek"),
            ("BucureÈ™ti", "București"),
            ("Nguyá»…n", "Nguyễn"),
            ("MÄ\u{81}rtiÅ†Å¡", "Mārtiņš"),
            ("Ð˜Ð²Ð°Ð½", "Иван"),
            // Windows-1254
            ("AyÅŸe YÄ±ldÄ±z", "Ayşe Yıldız"),
            // Windows-1257
            ("MĆ¼ller", "Müller"),
            ("SĆøren", "Søren"),
            // Windows-1251
            ("\u{420}\u{98}РІР°РЅ", "Иван"),
            ("РњР°СЂРёСЏ", "Мария"),
            ("MГјller", "Müller"),
            ("JosГ©", "José"),
            // Windows-1253
            ("Ξ“ΞΉΟ\u{8E}Ο\u{81}Ξ³ΞΏΟ‚", "Γιώργος"),
            ("MΓΌller", "Müller"),
            // Macintosh, IBM 866
            ("Jos√©", "José"),
            ("M√ºller", "Müller"),
            ("M├╝ller", "Müller"),
        ] {
            assert!(are_in(value), "{value}");
            assert_eq!(meant(value).as_deref(), Some(sound), "{value}");
        }
        for value in ["Ĺukasz", "Ĺucja Nowak", "KrzysztoĹ", "voilĂ", "DessÃ", "Dï¿½browska", "Dďż˝browska"] {
            assert!(are_in(value), "{value}");
            assert_eq!(meant(value), None, "{value}");
        }
    }

    #[test]
    fn sound_letters_are_left_alone() {
        for value in [
            // Slovak
            "stĺp", "kĺb", "HĹBKA", "STĹP", "PÄŤ", "DEVÄŤDESIAT", "päť", "Ľubomír Kĺč",
            // Romanian, with the letters of either norm
            "Ăştia", "BRĂŞOV", "BRĂILA", "Brăila", "Constanţa", "VĂRĂŞTI", "FĂGĂRAŞ", "Ăsta", "Țepeș Șerban",
            // Swedish, Norwegian, Danish, Finnish, Estonian
            "Åse", "ÅÄÖ", "BLÅ", "”BLÅ”", "„Ä“", "Ängelholm", "Malmö", "Östersund – Åre", "Å’s", "Å–Z", "Äiti", "Õun",
            "PÄŽ", "HÄ…", // German, French, Spanish, Portuguese
            "JÄGER…", "NÖ®", "Ärger", "ÄÖÜ", "NESTLÉ®", "CAFÉ™", "«É»", "«Está»…", "São João", "CORAÇÃO", "IRMÃ",
            "MAÇÃ”", "AMANHÃ…", "Ã", "JOÃO", "Ângela", "ÂNGELA", "Á³", // Polish, Czech, Hungarian
            "PSZCZÓŁKA", "RÓŻA", "żółć", "Žižka", "ČŽM", "ÚŽASNÉ", "ŐŰ", // Vietnamese
            "NGUYỄN VĂN ÁNH", "Ăn Ân", "LÃ", "Lã Văn Ánh", "TRẦN", // Turkish, Baltic
            "ÇAĞLAR", "Işık", "Šķēle", "ĀĒĪŪ", "Žemaitė", // Russian, Ukrainian, Serbian, Greek
            "ТРЁХ", "РЁ", "Рі", "Річ", "Ріс", "Сєвєродонецьк", "Ђорђе", "Ξένια", "ΟΊΚΟΣ", "Ό,τι", "Μαρία",
            // Signs
            "√2", "2√é", "50 °C", "½ ¼ ¾", "┌├──", "├─ Folder", "10 €", "א–ב", "e\u{301}", "",
        ] {
            assert!(!are_in(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(\\PC|[ĹĂÃÄÅÂ‚…łá»РСΞ√├]){0,16}") {
            let _ = (are_in(&value), meant(&value));
        }
    }
}
