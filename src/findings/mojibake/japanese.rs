//! UTF-8 that was read as Shift_JIS: `譚ｱ蛹怜ｭｦ` for 東北学.

use std::collections::HashSet;
use std::sync::OnceLock;

use encoding_rs::SHIFT_JIS;

use crate::findings::han;

/// The text that was meant, if a value is one that was read so. Sound Japanese never is: each such text has rare letters at places
/// that its length tells, with katakana of half width among them.
pub(super) fn meant(value: &str) -> Option<String> {
    const LONGEST: usize = 600;
    const FEWEST: usize = 2;
    let start = value.find(|c: char| !c.is_ascii()).filter(|start| value.len() - start <= LONGEST)?;
    if !may_begin(value[start..].chars().next()?) {
        return None;
    }
    // The last octets may have been lost.
    let (octets, _, has_others) = SHIFT_JIS.encode(value[start..].trim_end_matches(['?', '・', '\u{FFFD}']));
    let text = match std::str::from_utf8(&octets) {
        _ if has_others => return None,
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&octets[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let is_letter = |c: char| han::is_usual(c) || matches!(c, '\u{3041}'..='\u{30FF}');
    let is_other = |c: char| c.is_ascii() || matches!(c, '\u{3000}'..='\u{3040}' | '\u{FF01}'..='\u{FF5E}');
    let is_sound = text.chars().all(|c| is_letter(c) || is_other(c));
    (is_sound && text.chars().filter(|c| is_letter(*c)).count() >= FEWEST).then(|| format!("{}{text}", &value[..start]))
}

/// Whether a letter has, in Shift_JIS, the octets that Japanese begins with in UTF-8.
fn may_begin(letter: char) -> bool {
    static LETTERS: OnceLock<HashSet<char>> = OnceLock::new();
    let letters = LETTERS.get_or_init(|| {
        let pairs = (0xE3..=0xE9).flat_map(|first| (0x80..=0xBF).map(move |second| [first, second]));
        pairs.filter_map(|pair| SHIFT_JIS.decode_without_bom_handling(&pair).0.chars().next()).collect()
    });
    letters.contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_were_read_so_are_known() {
        for text in ["東北学園大学", "さくら", "タナカ　ハルオ", "株式会社 ミナト商会", "佐々木（東京）"]
        {
            let spoilt = SHIFT_JIS.decode_without_bom_handling(text.as_bytes()).0.into_owned();
            if !spoilt.contains('\u{FFFD}') {
                assert_eq!(meant(&spoilt).as_deref(), Some(text), "{spoilt}");
            }
        }
        assert_eq!(meant("譚ｱ蛹怜ｭｦ蝨貞､ｧ蟄ｦ").as_deref(), Some("東北学園大学"));
        for value in ["東北学園大学", "ﾀﾅｶ ﾊﾙｵ", "縺れた糸", "田中ﾊﾙ", "繧", "蛹", "譚海", "Anna", "鈴木 一郎", ""]
        {
            assert_eq!(meant(value), None, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(譚ｱ|縺|蛹怜|ｭｦ|\\PC){0,8}") {
            meant(&value);
        }
    }
}
