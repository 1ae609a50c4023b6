//! Values that are no values.

use super::links::{self, Place};
use super::tags::Words;
use super::{Kind, Look, dates, leftovers, mojibake, shown};

/// What is known of a column before its values are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Column {
    /// The template says what comes instead of nothing.
    pub(super) is_optional: bool,
    /// Most of its values are dates.
    pub(super) has_dates: bool,
    pub(super) place: Place,
}

const TAG: &str = "looks like a tag that was to be filled in: in a cell it stays as it is.";
const SHORTENED: &str = "is a number that the spreadsheet has shortened. Format the column as text, and type it anew.";
const FRACTION: &str =
    "is a number with \".0\" behind it, as programs write one. Format the column as text, and type it anew.";
const CHARSET: &str = "looks as if it had been read in the wrong charset. Give --encoding, or mend the list.";

pub(super) fn look(look: &mut Look<'_>, index: usize, column: Column, words: &Words, value: &str) {
    let trimmed = value.trim();
    if trimmed.is_empty() {
        if !column.is_optional {
            look.find_in(index, Kind::EmptyValue, "is empty, and the letter uses it.");
        }
        return;
    }
    if let Some((kind, what)) = flaw(trimmed, column.place, words) {
        return look.find_in(index, kind, &format!("\"{}\" {what}", shown(trimmed)));
    }
    if column.has_dates
        && let Some(what) = dates::flaw(trimmed)
    {
        look.find_in(index, Kind::WrongDate, &format!("\"{}\" {what}", shown(trimmed)));
    }
}

/// Octets that are in what is looked for. Most values have none, and all that is behind this takes time.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let signs = b"#{}<[+:%*&_?$\\";
    let mut index = 0;
    while index < signs.len() {
        special[signs[index] as usize] = true;
        index += 1;
    }
    let mut octet = 0x80;
    while octet < 256 {
        special[octet] = true;
        octet += 1;
    }
    special
};

fn flaw(value: &str, place: Place, words: &Words) -> Option<(Kind, &'static str)> {
    if let Some(what) = leftovers::word(value) {
        return Some((Kind::Leftover, what));
    }
    if value.ends_with(".0") && is_whole_with_fraction(value) {
        return Some((Kind::SpoiltNumber, FRACTION));
    }
    let is_special = value.bytes().any(|octet| SPECIAL[usize::from(octet)]);
    if !is_special && !place.is_link && !links::is_candidate(value) {
        return None;
    }
    if let Some(what) = leftovers::sign(value) {
        return Some((Kind::Leftover, what));
    }
    if words.tag(value, false).is_some() {
        return Some((Kind::UnfilledTag, TAG));
    }
    if is_shortened(value) {
        return Some((Kind::SpoiltNumber, SHORTENED));
    }
    if mojibake::is_mojibake(value) {
        return Some((Kind::Mojibake, CHARSET));
    }
    if place.is_link || place.is_picture || links::is_candidate(value) { links::flaw(value, place) } else { None }
}

/// `1.2E+11`, as a spreadsheet shows a long number: its exponent has two digits or more.
fn is_shortened(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let (whole, part) = mantissa.split_once('.').or_else(|| mantissa.split_once(',')).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    whole.len() == 1 && digits(whole) && digits(part) && (2..=3).contains(&exponent.len()) && digits(exponent)
}

/// `2023001.0`: a number of somebody, read as a quantity.
fn is_whole_with_fraction(value: &str) -> bool {
    value.strip_suffix(".0").is_some_and(|whole| whole.len() >= 6 && whole.bytes().all(|octet| octet.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str) -> Option<Kind> {
        let words = Words::new(&["name".to_owned(), "First Name".to_owned()]);
        flaw(value, Place::default(), &words).map(|(kind, _)| kind)
    }

    #[test]
    fn leftovers_are_found() {
        for (value, kind) in [
            ("#N/A", Kind::Leftover),
            ("#REF!", Kind::Leftover),
            ("#DIV/0!", Kind::Leftover),
            ("########", Kind::Leftover),
            ("NaN", Kind::Leftover),
            ("null", Kind::Leftover),
            ("None", Kind::Leftover),
            ("张三丰 #N/A", Kind::Leftover),
            ("&eacute;tude", Kind::Leftover),
            ("{{ name }}", Kind::UnfilledTag),
            ("Dear {{name", Kind::UnfilledTag),
            ("<<First Name>>", Kind::UnfilledTag),
            ("«Name»", Kind::UnfilledTag),
            ("${name}", Kind::UnfilledTag),
            ("Dear {name}", Kind::UnfilledTag),
            ("%name%", Kind::UnfilledTag),
            ("1.2E+11", Kind::SpoiltNumber),
            ("2.026E+11", Kind::SpoiltNumber),
            ("5E+15", Kind::SpoiltNumber),
            ("9.5E+01", Kind::SpoiltNumber),
            ("2023001.0", Kind::SpoiltNumber),
            ("JosÃ©", Kind::Mojibake),
            ("å¼ ä¸‰", Kind::Mojibake),
            ("æŽå››", Kind::Mojibake),
            ("锟斤拷", Kind::Mojibake),
            ("a\u{FFFD}b", Kind::Mojibake),
            ("???", Kind::Mojibake),
            ("http://example.org/a", Kind::InsecureLink),
            ("see http://example.org/a", Kind::InsecureLink),
        ] {
            assert_eq!(found(value), Some(kind), "{value}");
        }
    }

    #[test]
    fn values_are_left_alone() {
        for value in [
            "Nannerl",
            "None of us",
            "张三",
            "José",
            "Ångström",
            "Café Zoë",
            "#1",
            "# 3",
            "E+11",
            "1e5",
            "2E+3",
            "A-100000",
            "12E4",
            "https://example.org",
            "a < b > c",
            "a < b << c >> d",
            "Ärzte",
            "naïve",
            "çà et là",
            "«Bonjour»",
            "{ok}",
            "3.5",
            "25000.0",
            "[1]",
            "[[1,2],[3,4]]",
            "${HOME}",
            "père",
            "TODAY",
            "12:30",
            "www.example.org",
        ] {
            assert_eq!(found(value), None, "{value}");
        }
    }
}
