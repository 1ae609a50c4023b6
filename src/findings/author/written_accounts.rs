//! Numbers of accounts (ISO 13616) that an author wrote into the text of a template: to pay to, by whoever gets it.

use super::plain;
use crate::findings::{near, secrets};

/// Countries whose numbers have letters beside the first two characters.
const WITH_LETTERS: [&str; 16] =
    ["BG", "CH", "CY", "FR", "GB", "GR", "IE", "IT", "LI", "LU", "LV", "MC", "MT", "NL", "RO", "TR"];

/// Groups of printed numbers have so many characters, but for the last.
const GROUP: usize = 4;

/// Those whose numbers begin with the letters of a bank.
const WITH_BANKS: [&str; 7] = ["BG", "GB", "IE", "LV", "MT", "NL", "RO"];

/// What stands before a number, and says what it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// `IBAN:`, directly before it.
    Iban,
    /// `Konto:`, directly before it, or `IBAN` in the words before it.
    Account,
    /// `VAT`: others begin with a country too.
    Tax,
    Nothing,
}

/// Where such numbers stand, in octets, that are none. What stands behind each in the template, as a tag that goes on with it, is asked by
/// its place.
pub(super) fn wrong<'t>(text: &str, behind: impl Fn(usize, usize) -> &'t str) -> Vec<(usize, usize)> {
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
    begins.filter_map(|at| Some((at, at + wrong_from(text, at, &behind)?))).collect()
}

/// How many octets a number has that begins there, and is none.
fn wrong_from<'t>(text: &str, at: usize, behind: impl Fn(usize, usize) -> &'t str) -> Option<usize> {
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
    let bare: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    if secrets::is_account(&bare) {
        return None;
    }
    // Such numbers of those who collect money have other check digits.
    let is_of_collector = bare.get(GROUP..GROUP + 3).is_some_and(|letters| letters.eq_ignore_ascii_case("ZZZ"));
    let is_masked = bare.to_ascii_uppercase().contains("XX");
    let are_of_four = groups
        .split_last()
        .is_some_and(|((from, to), before)| to - from <= GROUP && before.iter().all(|(from, to)| to - from == GROUP));
    let is_printed = are_of_four && groups.len() >= FEWEST_GROUPS;
    let named = named(text, at);
    let is_one = match (named, bare.len() == length) {
        (Named::Tax, _) => false,
        (Named::Iban, true) => true,
        (Named::Iban, false) => bare.len() >= SHORTEST,
        (Named::Account, true) => is_shaped(&country, &bare),
        (Named::Account, false) => bare.len().abs_diff(length) <= FAR && is_shaped(&country, &bare),
        (Named::Nothing, true) => (is_printed || bare.len() >= LONG) && is_shaped(&country, &bare),
        (Named::Nothing, false) => false,
    };
    let is_cut = || bare.len() < length && goes_on(behind(at, at + end));
    (is_one && !is_of_collector && !is_masked && !is_cut()).then_some(end)
}

/// Whether letters and digits stand where the numbers of a country have them.
fn is_shaped(country: &str, bare: &str) -> bool {
    let are_digits = |part: &str| part.bytes().all(|octet| octet.is_ascii_digit());
    let (Some(begin), Some(rest)) = (bare.get(GROUP..2 * GROUP), bare.get(2 * GROUP..)) else { return false };
    match country {
        _ if WITH_BANKS.contains(&country) => {
            let may_have_letters = !matches!(country, "GB" | "IE" | "NL");
            begin.bytes().all(|octet| octet.is_ascii_alphabetic()) && (may_have_letters || are_digits(rest))
        }
        "IT" => begin.starts_with(|c: char| c.is_ascii_alphabetic()) && are_digits(&begin[1..]),
        // The bank has three digits.
        "LU" => are_digits(&begin[..3]),
        _ => are_digits(begin) && (WITH_LETTERS.contains(&country) || are_digits(rest)),
    }
}

/// Whether a number goes on in what stands behind it: a variable, or what it is cut with.
fn goes_on(behind: &str) -> bool {
    const LONGEST: usize = 40;
    const SIGNS: [&str; 14] = ["{", "…", "..", "*", "_", "•", "·", "?", "[", "<", "/", "#", "x", "X"];
    let mut behind = near::behind(behind, LONGEST).trim_start();
    while let Some((inside, length)) = behind.strip_prefix('<').and_then(|inside| Some((inside, plain::tag(inside)?.1)))
    {
        behind = inside[length..].trim_start();
    }
    let behind = behind.trim_start_matches(['-', '–', ' ']);
    SIGNS.iter().any(|sign| behind.starts_with(sign))
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
        // `013A A`: the last one may be a letter.
        let is_last = group.len() < GROUP && count + group.len() == length;
        let is_of_it = is_first
            || has_digit && (may_have_letters || group.bytes().all(|octet| octet.is_ascii_digit()))
            || may_have_letters && (is_last || group.len() == GROUP && count + GROUP <= length);
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

/// What is said before a number that it is.
fn named(text: &str, at: usize) -> Named {
    const NEAR: usize = 40;
    const TAXES: [&str; 34] = [
        "vat", "nip", "btw", "tva", "iva", "piva", "mwst", "ust", "ustid", "ustidnr", "uid", "idnr", "uidnr", "moms",
        "mva", "alv", "tax", "gst", "cif", "nif", "nie", "nipc", "dič", "dic", "ičo", "ico", "oib", "pvn", "pvm",
        "kmkr", "ндс", "siret", "siren", "steuernummer",
    ];
    const ACCOUNTS: [&str; 30] = [
        "konto", "kontonr", "kontonummer", "kontonummeret", "kontot", "bankkonto", "girokonto", "spendenkonto",
        "vereinskonto", "schulkonto", "bankverbindung", "account", "acct", "compte", "cuenta", "conto", "corrente",
        "conta", "rekening", "rekeningnummer", "bankrekening", "konta", "rachunek", "rachunku", "účet", "účtu", "счёт",
        "счет", "tilinumero", "hesap",
    ];
    // `account no.`, `IBAN lautet`, `USt-ID-Nr.`
    const FILLERS: [&str; 20] = [
        "no", "nr", "n", "num", "number", "nummer", "numero", "número", "numéro", "code", "id", "reg", "is", "ist",
        "lautet", "est", "es", "è", "bancario", "bancaire",
    ];
    let before = near::before(&text[..at], NEAR);
    // The first word may be the end of another.
    let is_whole = before.len() == at;
    let begin = if is_whole { 0 } else { before.find(|c: char| !c.is_alphabetic()).unwrap_or(before.len()) };
    // What stands before another number is said of that.
    let before = before[begin..].rsplit(char::is_numeric).next().unwrap_or_default().to_lowercase();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let all = words(&before);
    let direct = all.iter().rfind(|word| !FILLERS.contains(&word.as_str())).map_or("", String::as_str);
    match direct {
        "iban" => Named::Iban,
        word if TAXES.contains(&word) => Named::Tax,
        word if ACCOUNTS.contains(&word) => Named::Account,
        // `IBAN of the school: …`
        _ => {
            let line = words(before.rsplit(['\n', ';', '!', '?']).next().unwrap_or_default());
            let is_iban = line.iter().rfind(|word| *word == "iban" || TAXES.contains(&word.as_str()));
            if is_iban.is_some_and(|word| word == "iban") { Named::Account } else { Named::Nothing }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        wrong(text, |_, to| &text[to..]).iter().map(|(from, to)| &text[*from..*to]).collect()
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
            ("IBAN LI21 0881 0000 2324 013A B", "LI21 0881 0000 2324 013A B"),
            ("IBAN of the school: DE12 8605 5592 1100 0421 7", "DE12 8605 5592 1100 0421 7"),
            ("<td>IBAN</td><td>DE1286055592110004217</td>", "DE1286055592110004217"),
            ("conto corrente n. IT60X0542811101000000123455", "IT60X0542811101000000123455"),
            ("BTW NL123456789B01, IBAN NL91ABNA0417164301", "NL91ABNA0417164301"),
            ("inkl. MwSt. auf DE12 8605 5592 1100 0412 70", "DE12 8605 5592 1100 0412 70"),
            ("IBAN DE12 8605 5592 1100 0412 70 {{ name }}", "DE12 8605 5592 1100 0412 70"),
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
            // Of others that begin with a country, the word before it tells.
            "Contact us: BTW NL123456789B01",
            "Contactez-nous. TVA FR40303265045",
            "Contatti: P.IVA IT12345678901",
            "Kontakt: VAT SE556012345601",
            "Kontakt: NIP PL1234567890",
            "Your customer account GB123456789012 is open.",
            "Kontonummer Kunde: AT12345678901",
            "IBAN NL91ABNA0417164300 BTW NL123456789B01",
            "IBAN: NL91 ABNA 0417 1643 00\nBTW: NL123456789B01",
            "USt-Id-Nr. DE 123456789, USt-IdNr.: DE1234567890123456789012",
            "our account: NO123456789MVA",
            "token DE12a3f4c5d6e7f8a9b0c1",
            // The last group may be a letter.
            "IBAN LI21 0881 0000 2324 013A A",
            // It goes on, or is cut.
            "IBAN DE89 3704 0044 {{ rest }}",
            "IBAN <b>DE89 3704 0044</b> {{ rest }}",
            "IBAN DE89 3704 0044 0532 01… (on request)",
            "IBAN DE89 3704 0044 **** ****",
            "IBAN DE89 3704 0044 xxxx",
            "IBAN DE89 3704 0044 0532 01...",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|DE12|IBAN|GB29 NWBK|[0-9 ]|8605 ){0,24}") {
            for (from, to) in wrong(&text, |_, to| &text[to..]) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
