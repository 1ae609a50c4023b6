//! Numbers of accounts (ISO 13616) that an author wrote into the text of a template: to pay to, by whoever gets it.

use crate::findings::{near, secrets};

/// Countries whose numbers have letters beside the first two characters.
const WITH_LETTERS: [&str; 16] =
    ["BG", "CH", "CY", "FR", "GB", "GR", "IE", "IT", "LI", "LU", "LV", "MC", "MT", "NL", "RO", "TR"];

/// Groups of printed numbers have so many characters, but for the last.
const GROUP: usize = 4;

/// Where such numbers stand, in octets, that are none.
pub(super) fn wrong(text: &str) -> Vec<(usize, usize)> {
    const MOST: usize = 1_000;
    let is_begin = |at: &usize| {
        let [one, other, first, second, ..] = text.as_bytes()[*at..] else { return false };
        one.is_ascii_alphabetic()
            && other.is_ascii_alphabetic()
            && first.is_ascii_digit()
            && second.is_ascii_digit()
            && !text[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '='))
    };
    let begins = text.char_indices().map(|(at, _)| at).filter(is_begin).take(MOST);
    begins.filter_map(|at| Some((at, at + wrong_from(text, at)?))).collect()
}

/// How many octets a number has that begins there, and is none.
fn wrong_from(text: &str, at: usize) -> Option<usize> {
    const LONGEST: usize = 80;
    /// So long, nothing else begins with a country.
    const LONG: usize = 20;
    const SHORTEST: usize = 12;
    const FEWEST_GROUPS: usize = 4;
    const FAR: usize = 2;
    let country = text.get(at..at + 2)?.to_ascii_uppercase();
    let length = secrets::length_of_account(&country)?;
    let rest = near::behind(&text[at..], LONGEST);
    let groups = groups(rest, WITH_LETTERS.contains(&country.as_str()), length);
    let (_, end) = *groups.last()?;
    let number = &rest[..end];
    let count: usize = groups.iter().map(|(from, to)| to - from).sum();
    // Such numbers of those who collect money have other check digits.
    let is_of_collector = number.get(GROUP..GROUP + 3).is_some_and(|letters| letters.eq_ignore_ascii_case("ZZZ"));
    let is_masked = number.to_ascii_uppercase().contains("XX");
    let are_of_four = groups
        .split_last()
        .is_some_and(|((from, to), before)| to - from <= GROUP && before.iter().all(|(from, to)| to - from == GROUP));
    let is_printed = are_of_four && groups.len() >= FEWEST_GROUPS;
    let is_one = if count == length {
        count >= LONG || is_printed || is_named(text, at)
    } else {
        count >= SHORTEST && is_named(text, at) || is_printed && count.abs_diff(length) <= FAR
    };
    let bare: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    (is_one && !is_of_collector && !is_masked && !secrets::is_account(&bare)).then_some(end)
}

/// The groups of characters of a number of so many: from and to. What comes behind a whole number is none of it.
fn groups(rest: &str, may_have_letters: bool, length: usize) -> Vec<(usize, usize)> {
    let is_mark = |c: char| matches!(c, ' ' | '-' | '\n' | '\u{2009}' | '\u{202F}');
    let (mut groups, mut from, mut count) = (Vec::new(), 0, 0);
    loop {
        let group = &rest[from..];
        let to = from + group.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(group.len());
        let group = &rest[from..to];
        let is_first = groups.is_empty();
        let has_digit = group.bytes().any(|octet| octet.is_ascii_digit());
        let is_of_it = is_first
            || has_digit && (may_have_letters || group.bytes().all(|octet| octet.is_ascii_digit()))
            || may_have_letters && group.len() == GROUP && count + GROUP <= length;
        // A word goes on in other letters: `12 März`.
        if group.is_empty() || !is_of_it || rest[to..].starts_with(char::is_alphanumeric) {
            break;
        }
        groups.push((from, to));
        count += group.len();
        let mark = rest[to..].chars().next().filter(|mark| is_mark(*mark));
        let Some(mark) = mark.filter(|_| count < length) else { break };
        from = to + mark.len_utf8();
    }
    groups
}

/// Whether it is said before a number that it is one of an account.
fn is_named(text: &str, at: usize) -> bool {
    const NEAR: usize = 30;
    const WORDS: [&str; 12] =
        ["iban", "konto", "account", "compte", "cuenta", "conto", "conta", "rekening", "konta", "účet", "счёт", "счет"];
    let before = near::before(&text[..at], NEAR).to_lowercase();
    WORDS.iter().any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        wrong(text).iter().map(|(from, to)| &text[*from..*to]).collect()
    }

    #[test]
    fn numbers_whose_check_digits_are_wrong_are_found() {
        for (text, part) in [
            ("auf DE12 8605 5592 1100 0412 70 bei der Sparkasse", "DE12 8605 5592 1100 0412 70"),
            ("IBAN: DE12 8605 5592 1100 0412 70", "DE12 8605 5592 1100 0412 70"),
            ("IBAN DE12860555921100041270, BIC WELADE8LXXX", "DE12860555921100041270"),
            ("DE12860555921100041270", "DE12860555921100041270"),
            ("DE12-8605-5592-1100-0412-70", "DE12-8605-5592-1100-0412-70"),
            (
                "DE12\u{202F}8605\u{202F}5592\u{202F}1100\u{202F}0412\u{202F}70",
                "DE12\u{202F}8605\u{202F}5592\u{202F}1100\u{202F}0412\u{202F}70",
            ),
            ("Konto DE12 8605 5592 1100 0421 7\nBIC WELADE8LXXX", "DE12 8605 5592 1100 0421 7"),
            ("IBAN: DE1286055592110004217", "DE1286055592110004217"),
            ("(DE12 8605 5592\n1100 0412 70)", "DE12 8605 5592\n1100 0412 70"),
            ("pay to GB29 NWBK 6016 1331 9286 19.", "GB29 NWBK 6016 1331 9286 19"),
            ("IBAN FR14 2004 1010 0505 0001 3M02 660", "FR14 2004 1010 0505 0001 3M02 660"),
            ("IBAN: NO93 8601 1117 974", "NO93 8601 1117 974"),
            ("iban: de12 8605 5592 1100 0412 70", "de12 8605 5592 1100 0412 70"),
        ] {
            assert_eq!(found(text), [part], "{text}");
        }
    }

    #[test]
    fn right_numbers_and_others_are_left_alone() {
        for text in [
            "IBAN: DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
            "DE89370400440532013000",
            "IBAN DE89 3704 0044 0532 0130 00 2027",
            "DE89 3704 0044\n0532 0130 00\nBIC: COBADEFFXXX",
            "GB29 NWBK 6016 1331 9268 19",
            "FR14 2004 1010 0505 0001 3M02 606",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "NO93 8601 1117 947",
            "Gläubiger-ID DE98ZZZ09999999999",
            "USt-IdNr. DE123456789",
            "IBAN DE12 XXXX XXXX XXXX XXXX 12",
            "IBAN endet auf DE12",
            "Raum DE12, 8605 Stühle",
            "order NO12 3456 of 2027",
            "ref. AT12 345",
            "https://a.example/?id=DE12860555921100041270",
            "SE12 3456 7890 1234",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|DE12|IBAN|GB29 NWBK|[0-9 ]|8605 ){0,24}") {
            for (from, to) in wrong(&text) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
