//! Letters of a text that was read in the wrong charset.

mod japanese;
mod lost;
mod octets;
mod old;
mod signs;

use std::collections::HashSet;
use std::sync::OnceLock;

use encoding_rs::{BIG5, Encoding, GBK, SHIFT_JIS, WINDOWS_1252};

use self::old::Old;
use crate::findings::{han, shown};

/// Whether a text looks like that.
pub(in crate::findings) fn is_mojibake(value: &str) -> bool {
    if value.is_ascii() {
        return lost::are_in(value);
    }
    let (mut before, mut is_latin, mut is_1252, mut is_old) = ('\0', false, false, false);
    for (at, letter) in value.char_indices() {
        let is_sign = match letter {
            // No text has a control of Latin-1, but for the one that ends lines on some machines.
            '\u{FFFD}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' => true,
            '烫' | '屯' => before == letter,
            '拷' => value[..at].ends_with("锟斤"),
            '€' => before == 'â',
            _ => continues(before, letter),
        };
        if is_sign {
            return true;
        }
        is_latin |= matches!(letter, '\u{A1}'..='\u{FF}');
        is_1252 |= matches!(
            letter,
            'ƒ' | '‚' | '„' | '†' | '‡' | 'ˆ' | '‰' | 'Š' | 'Œ' | 'Ž' | '•' | '˜' | 'š' | 'œ' | 'ž' | 'Ÿ'
        );
        is_old |= matches!(
            letter,
            'ˆ' | '¤'
                | '¢'
                | '†'
                | '‡'
                | 'Ÿ'
                | '§'
                | '£'
                | '¡'
                | '¿'
                | '‰'
                | '‚'
                | 'Ž'
                | 'Š'
                | '„'
                | '“'
                | '”'
        );
        before = letter;
    }
    // A byte order mark, read as Latin.
    value.starts_with("ï»¿")
        || is_latin
            && (is_utf8_read_as_latin(value)
                || is_gbk_read_as_latin(value)
                || has_foreign_word(value)
                || is_read_as_latin(value, BIG5))
        || is_1252 && is_read_as_latin(value, SHIFT_JIS)
        || is_old && old::are_in(value)
        || octets::are_in(value)
        || signs::are_in(value)
        || is_utf8_read_as_gbk(value)
        || japanese::meant(value).is_some()
        || has_lost_a_letter(value)
        || lost::are_in(value)
}

/// Whether nobody can tell any more what a text said.
pub(in crate::findings) fn is_lost(value: &str) -> bool {
    value.contains("锟斤拷") || value.contains("烫烫烫") || value.contains("\u{FFFD}\u{FFFD}")
}

/// What is said of a value that looks like that. A workbook has one charset: no option reads it otherwise, and a letter that is a
/// question mark in it was lost before.
pub(in crate::findings) fn said(value: &str, is_of_workbook: bool) -> String {
    const NOTHING_ELSE: &str = "is nothing but question marks: what nobody knew, or letters that were lost in another charset. Type the value.";
    const CHARSET: &str = "looks as if it had been read in the wrong charset.";
    const LOST: &str = "has lost a letter in another charset, and the list does not have it any more. Type it anew.";
    if value.chars().all(|letter| letter == '?') {
        return NOTHING_ELSE.to_owned();
    }
    if lost::are_in(value) {
        return LOST.to_owned();
    }
    let of_gbk = utf8_read_as_gbk(value);
    if let Some((begin, false)) = &of_gbk {
        return format!("{CHARSET} None of its letters is right: it began with \"{}\". Type it anew.", shown(begin));
    }
    let meant =
        meant(value).or_else(|| octets::meant(value)).or_else(|| japanese::meant(value)).map(|meant| (meant, None));
    let old = || old::meant(value).map(|(meant, charset)| (meant, Some(charset)));
    let meant = meant.or_else(old).or_else(|| signs::meant(value).map(|meant| (meant, None)));
    let meant = meant.or_else(|| of_gbk.map(|(text, _)| (text, None)));
    let Some((meant, charset)) = meant else {
        // No charset reads another letter where there is a question mark.
        return if has_lost_a_letter(value) {
            LOST.to_owned()
        } else if !is_of_workbook {
            format!("{CHARSET} Give --encoding, or mend the list.")
        } else if value.contains(['?', '\u{FFFD}', '□']) {
            LOST.to_owned()
        } else {
            format!("{CHARSET} Type it anew.")
        };
    };
    let meant = shown(&meant);
    match charset {
        _ if is_of_workbook => format!("{CHARSET} Is \"{meant}\" meant? Mend the list."),
        None => format!("{CHARSET} Give --encoding, or mend the list. Is \"{meant}\" meant?"),
        Some(Old::Macintosh) => {
            format!("{CHARSET} Give --encoding macintosh, or mend the list. Is \"{meant}\" meant?")
        }
        Some(Old::Dos) => format!(
            "{CHARSET} It may be that of DOS (code page 850), which --encoding does not know: save the list as UTF-8. Is \"{meant}\" \
             meant?"
        ),
    }
}

/// The text in UTF-8 whose octets were read as letters of Latin-1 or Windows-1252: `Öztürk` for `Ã\u{96}ztÃ¼rk`.
fn meant(value: &str) -> Option<String> {
    let octet = |letter: char| match u8::try_from(letter) {
        Ok(octet) => Some(octet),
        Err(_) => {
            let letter = letter.to_string();
            let (octets, _, has_others) = WINDOWS_1252.encode(&letter);
            octets.first().copied().filter(|_| !has_others)
        }
    };
    let octets: Option<Vec<u8>> = value.chars().map(octet).collect();
    let text = String::from_utf8(octets?).ok()?;
    (text != value && !text.chars().any(|c| c.is_control() || c == '\u{FFFD}')).then_some(text)
}

/// Whether its letters are octets of Chinese in UTF-8 that were read as GBK: `鏉庡洓` for 李四. Sound Chinese comes out like that
/// only by chance; the letters that it takes are rare ones (not of GB 2312).
fn is_utf8_read_as_gbk(value: &str) -> bool {
    utf8_read_as_gbk(value).is_some()
}

/// The text that was read so, as far as it is there, and whether that is all of it.
fn utf8_read_as_gbk(value: &str) -> Option<(String, bool)> {
    let all = value;
    let value = value.trim_end_matches(['?', '\u{FFFD}']);
    // Few letters have the first octet of such a text.
    const LONGEST: usize = 600;
    let start = value.find(|c: char| !c.is_ascii()).filter(|start| value.len() - start <= LONGEST)?;
    if !may_begin(value[start..].chars().next().unwrap_or_default()) {
        return None;
    }
    let (octets, _, has_others) = GBK.encode(&value[start..]);
    if has_others {
        return None;
    }
    let sound = match std::str::from_utf8(&octets) {
        Ok(text) => text,
        // Its last octets may have been lost.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&octets[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return None,
    };
    let is_rare = |pair: &[u8; 2]| !(0xB0..=0xF7).contains(&pair[0]) || pair[1] < 0xA1;
    let has_rare = || {
        let mut rest: &[u8] = &octets;
        while let [first, behind @ ..] = rest {
            if first.is_ascii() {
                rest = behind;
                continue;
            }
            match rest.first_chunk::<2>() {
                Some(pair) if is_rare(pair) => return true,
                Some(_) => rest = &rest[2..],
                None => return false,
            }
        }
        false
    };
    let is_one = sound.chars().filter(|c| han::is_usual(*c)).count() >= 2 && has_rare();
    let is_whole = sound.len() == octets.len() && value.len() == all.len();
    is_one.then(|| (format!("{}{sound}", &value[..start]), is_whole))
}

/// Whether a letter has, in GBK, the octets that Chinese begins with in UTF-8. To be asked of every text, so they are known.
fn may_begin(letter: char) -> bool {
    static LETTERS: OnceLock<HashSet<char>> = OnceLock::new();
    let letters = LETTERS.get_or_init(|| {
        let pairs = (0xE4..=0xE9).flat_map(|first| (0x80..=0xBF).map(move |second| [first, second]));
        pairs.filter_map(|pair| GBK.decode_without_bom_handling(&pair).0.chars().next()).collect()
    });
    letters.contains(&letter)
}

/// `张?三`, `陳□君`, `?橋 典子`: a name with a letter that a charset did not have.
fn has_lost_a_letter(value: &str) -> bool {
    const LONGEST: usize = 4;
    const LONGEST_OF_TWO: usize = 6;
    const MARKS: [char; 3] = ['?', '□', '〓'];
    if value.len() > 4 * LONGEST_OF_TWO || !value.contains(MARKS) {
        return false;
    }
    let mut words = value.split([' ', '\u{3000}']);
    let (first, second, is_over) = (words.next().unwrap_or_default(), words.next(), words.next().is_none());
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30FF}');
    let count = value.chars().filter(|c| !matches!(c, ' ' | '\u{3000}')).count();
    let longest = if second.is_some() { LONGEST_OF_TWO } else { LONGEST };
    // At the end of a word a question mark is one.
    let is_lost = first.contains(MARKS) && !first.ends_with('?');
    let are_letters = |word: &str| word.chars().all(|c| han::is_usual(c) || MARKS.contains(&c));
    is_over
        && is_lost
        && (2..=longest).contains(&count)
        && first.chars().any(han::is_usual)
        && are_letters(first)
        && second.is_none_or(|second| {
            !second.is_empty()
                && !second.contains('?')
                && second.chars().all(|c| han::is_usual(c) || is_kana(c) || MARKS.contains(&c))
        })
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

/// Whether it has a word of nothing but letters with accents: one in another alphabet, read as Latin (`Îëüãà`, `ÊÁªÒÂ`). No
/// language has one of four letters.
fn has_foreign_word(value: &str) -> bool {
    const SHORTEST: usize = 4;
    let is_accented = |c: char| matches!(c, '\u{AA}' | '\u{B5}' | '\u{BA}' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{FF}');
    value
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.chars().all(is_accented) && word.chars().count() >= SHORTEST)
}

/// Whether the letters are the octets of two or more characters of East Asia, and of nothing else but blanks.
fn is_read_as_latin(value: &str, charset: &'static Encoding) -> bool {
    const LONGEST: usize = 400;
    if value.len() > LONGEST {
        return false;
    }
    let (octets, _, has_others) = WINDOWS_1252.encode(value);
    if has_others {
        return false;
    }
    let Some(sound) = charset.decode_without_bom_handling_and_without_replacement(&octets) else { return false };
    let is_usual = |c: char| han::is_usual(c) || matches!(c, '\u{3040}'..='\u{30FF}' | '、' | '。' | '，');
    let letters = || sound.chars().filter(|c| *c != ' ');
    // The usual characters stand in the first part of Big5, whose lead octets are signs in Latin.
    let has_lead = |octet: &u8| (0x81..=0x9F).contains(octet) || (0xA1..=0xC6).contains(octet);
    letters().count() >= 2 && letters().all(is_usual) && octets.iter().filter(|octet| has_lead(octet)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_said_where_it_can_be_told() {
        for (value, meant) in
            [("Ã\u{96}ztÃ¼rk", "Öztürk"), ("MÃ¼ller", "Müller"), ("JosÃ©", "José"), ("â€žjaâ€œ", "„ja“")]
        {
            assert!(said(value, false).ends_with(&format!("Is \"{meant}\" meant?")), "{}", said(value, false));
            let said = said(value, true);
            assert!(said.contains(&format!("Is \"{meant}\" meant?")) && !said.contains("--encoding"), "{said}");
        }
        assert!(said("鏉庡洓", true).contains("Is \"李四\" meant?"), "{}", said("鏉庡洓", true));
        let lost = said("鏉庡織寮\u{FFFD}", true);
        assert!(lost.contains("None of its letters is right: it began with \"李志\""), "{lost}");
        for (value, charset) in [("JosŽ", "Give --encoding macintosh, or"), ("Jos‚", "code page 850")] {
            let said = [said(value, false), said(value, true)];
            assert!(
                said[0].contains(charset) && said.iter().all(|said| said.contains("Is \"José\" meant?")),
                "{said:?}"
            );
            assert!(said[1].ends_with("Mend the list."), "{said:?}");
        }
        for value in ["锟斤拷", "M\u{FFFD}ller"] {
            assert!(said(value, false).ends_with("Give --encoding, or mend the list."), "{value}");
        }
        for value in ["M?ller", "张?三", "?橋 典子", "〓野"] {
            assert!(said(value, false).starts_with("has lost a letter"), "{value}");
        }
        for value in ["M?ller", "M\u{FFFD}ller", "张?三"] {
            assert!(said(value, true).starts_with("has lost a letter"), "{value}");
        }
        assert!(said("譚ｱ蛹怜ｭｦ", false).ends_with("Is \"東北学\" meant?"));
        assert!(said("锟斤拷", true).ends_with("charset. Type it anew."));
        assert!([true, false].map(|is| said("???", is)).iter().all(|said| said.contains("question marks")));
    }

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
            "鏉庡洓",
            "譚ｱ蛹怜ｭｦ蝨貞､ｧ蟄ｦ",
            "寮犱笁涓?",
            "ï»¿王五",
            "张?三",
            "?三",
            "陳□君",
            "?橋 典子",
            "?橋　のり子",
            "佐?木 典子",
            "〓野",
            "高〓",
            "〓橋 太郎",
            "Sch?fer",
            "M?ller-Weber",
            "?zge Demir",
            "Îëüãà",
            "Ñïàñèáî çà çàêàç!",
            "ÊÁªÒÂ",
            "±i¤p¤T",
            "³¯¤p©ú",
            "ƒeƒXƒg",
            "‚è‚ª‚Æ‚¤",
            "JosŽ",
            "Andr‚",
            "M\u{81}ller",
            "\u{9D}ukasz",
        ] {
            assert!(is_mojibake(value), "{value}");
        }
        for value in [
            "José", "Ångström", "Café Zoë", "Ärzte", "naïve", "çà et là", "père", "张三", "l’été…", "„Fräulä“", "?",
            "Really??", "a?b=1&c?d", "ÉÈ", "Привет", "Why? Because", "好吗?", "你来吗?我来", "好吗? 好",
            "参加? 不参加", "高橋 ?", "〓", "〓〓〓", "〓 重要 〓 お知らせ", "□ 出席", "?", "继续努力，下学期见",
            "王洋洋", "鑫淼", "李四光", "allé…”", "ÀÉÎ", "Really?", "Why?Because", "Really?yes", "what?where",
            "Are you sure?yes", "sicher?ja", "ready? yes", "a?b c d e f", "20°C bis 30°C", "½ ¼ ¾", "jäääär", "§ 5",
            "„so“ – šaty", "Œuvre", "±5", "¿Qué?", "next\u{85}line", "ªº", "",
        ] {
            assert!(!is_mojibake(value), "{value}");
        }
    }
}
