//! Values that are no values.

use super::{Kind, Look, shown};

/// What spreadsheet programs write for an error.
const ERRORS: [&str; 11] = [
    "#n/a",
    "#ref!",
    "#value!",
    "#name?",
    "#div/0!",
    "#num!",
    "#null!",
    "#spill!",
    "#calc!",
    "#getting_data",
    "#field!",
];

/// What programs write for nothing, in lower case.
const NOTHINGS: [&str; 9] = ["nan", "null", "none", "undefined", "n/a", "nil", "(null)", "[object object]", "<na>"];

/// Pairs that begin and end a tag in one program or another.
const TAGS: [(&str, &str); 6] = [("{{", "}}"), ("{%", "%}"), ("<<", ">>"), ("«", "»"), ("${", "}"), ("[[", "]]")];

pub(super) fn look(look: &mut Look<'_>, column: usize, value: &str) {
    let trimmed = value.trim();
    if trimmed.is_empty() {
        return look.find_in(column, Kind::EmptyValue, "is empty, and the letter uses it.");
    }
    if let Some((kind, what)) = flaw(trimmed) {
        look.find_in(column, kind, &format!("\"{}\" {what}", shown(trimmed)));
    }
}

fn flaw(value: &str) -> Option<(Kind, &'static str)> {
    if NOTHINGS.iter().any(|nothing| nothing.eq_ignore_ascii_case(value)) {
        return Some((Kind::Leftover, "is what a program writes for nothing. Type the value, or empty the cell."));
    }
    // Most values hold nothing special, and all that follows takes time.
    if !value.bytes().any(|octet| matches!(octet, b'#' | b'{' | b'<' | b'[' | b'+' | b':' | 0x80..)) {
        return None;
    }
    let is_error = ERRORS.iter().any(|error| error.eq_ignore_ascii_case(value));
    if is_error || (value.len() >= 3 && value.bytes().all(|octet| octet == b'#')) {
        return Some((Kind::Leftover, "is an error of the spreadsheet. Mend the formula, or type the value."));
    }
    if has_tag(value) {
        return Some((Kind::UnfilledTag, "looks like a tag that was to be filled in: in a cell it stays as it is."));
    }
    if is_shortened(value) {
        return Some((
            Kind::SpoiltNumber,
            "is a number that the spreadsheet has shortened. Format the column as text, and type it anew.",
        ));
    }
    if is_mojibake(value) {
        return Some((
            Kind::Mojibake,
            "looks as if it had been read in the wrong charset. Give --encoding, or mend the list.",
        ));
    }
    let is_insecure = value.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("http://"));
    is_insecure.then_some((Kind::InsecureLink, "is a link by http: use https if the site has it."))
}

fn has_tag(value: &str) -> bool {
    TAGS.iter().any(|(begin, end)| {
        value.find(begin).is_some_and(|at| value[at + begin.len()..].contains(end)) && !value.contains('\n')
    }) || value.contains("{{")
}

/// `1.2E+11`, as a spreadsheet shows a long number.
fn is_shortened(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let (whole, part) = mantissa.split_once('.').or_else(|| mantissa.split_once(',')).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    whole.len() == 1 && digits(whole) && digits(part) && (1..=3).contains(&exponent.len()) && digits(exponent)
}

/// The letters that UTF-8 read as Windows-1252 or GBK comes to, and the signs for what could not be read.
fn is_mojibake(value: &str) -> bool {
    const SIGNS: [&str; 9] = ["\u{FFFD}", "锟斤拷", "烫烫", "屯屯", "Ã©", "Ã¼", "Ã¶", "Ã¤", "â€"];
    if value.is_ascii() {
        return false;
    }
    let mut letters = value.chars().peekable();
    let mut pairs = 0;
    while let Some(letter) = letters.next() {
        // A lead octet of UTF-8 and one that continues it, each as a letter.
        let is_lead = matches!(letter, 'Ã' | 'Â' | 'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é');
        pairs += u32::from(is_lead && letters.peek().is_some_and(|next| matches!(*next, '\u{80}'..='\u{BF}')));
    }
    pairs > 0 || SIGNS.iter().any(|sign| value.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("{{ name }}", Kind::UnfilledTag),
            ("Dear {{name", Kind::UnfilledTag),
            ("<<First Name>>", Kind::UnfilledTag),
            ("«Name»", Kind::UnfilledTag),
            ("${name}", Kind::UnfilledTag),
            ("1.2E+11", Kind::SpoiltNumber),
            ("2.026E+11", Kind::SpoiltNumber),
            ("5E+15", Kind::SpoiltNumber),
            ("JosÃ©", Kind::Mojibake),
            ("å¼ ä¸‰", Kind::Mojibake),
            ("锟斤拷", Kind::Mojibake),
            ("a\u{FFFD}b", Kind::Mojibake),
            ("http://example.org/a", Kind::InsecureLink),
        ] {
            assert_eq!(flaw(value).map(|(kind, _)| kind), Some(kind), "{value}");
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
            "A-100000",
            "12E4",
            "https://example.org",
            "a < b > c",
            "Ärzte",
            "naïve",
            "çà et là",
            "{ok}",
            "3.5",
            "[1]",
            "père",
        ] {
            assert_eq!(flaw(value), None, "{value}");
        }
    }
}
