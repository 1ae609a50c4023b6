//! Accounts and cards: numbers of accounts (ISO 13616), and what no mail should have in it.

use super::octet_classes::Parts;
use super::{Kind, passwords};

pub(super) const NO_ACCOUNT: &str =
    "is no IBAN: its check digits do not fit the rest, or it is too short or too long. Is a digit wrong or missing?";
const CARD: &str = "has the number of a payment card in it, and mails are read by others. Take it out.";
const PASSWORD: &str =
    "has a password in it, and mails are read by others. Leave it if it is meant; or else take it out.";

/// Digits of the shortest numbers of cards.
const SHORTEST_CARD: usize = 15;

/// How long the numbers of a country are.
const LENGTHS: [(&str, usize); 34] = [
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("TR", 26),
];

/// Whether nine of ten of the first values are numbers of accounts.
pub(super) fn are_accounts(values: &[String]) -> bool {
    const FEWEST: usize = 9;
    let count = values.iter().filter(|value| is_account(value)).count();
    count >= FEWEST && count * 10 >= values.len() * 9
}

/// What is wrong with a value among numbers of accounts.
pub(super) fn flaw_of_account(value: &str) -> Option<(Kind, &'static str)> {
    if is_account(value) {
        return None;
    }
    let kind = if value.bytes().any(|octet| octet.is_ascii_digit()) { Kind::SlipInNumber } else { Kind::OddWord };
    Some((kind, NO_ACCOUNT))
}

/// How long the numbers of a country are, by its code in capitals.
pub(super) fn length_of_account(country: &str) -> Option<usize> {
    LENGTHS.iter().find(|(name, _)| *name == country).map(|(_, length)| *length)
}

/// Whether a value is the number of an account: as long as its country has them, and with the right check digits.
pub(super) fn is_account(value: &str) -> bool {
    let octets = || value.bytes().filter(|octet| *octet != b' ');
    let count = octets().count();
    if !(15..=34).contains(&count) || !octets().all(|octet| octet.is_ascii_alphanumeric()) {
        return false;
    }
    let country = value.get(..2).unwrap_or_default();
    let is_country = country.bytes().all(|octet| octet.is_ascii_alphabetic());
    let length = length_of_account(&country.to_ascii_uppercase());
    // ISO 7064: letters count from 10, and the first four characters stand behind the rest.
    let moved = octets().skip(4).chain(octets().take(4));
    let rest = moved.fold(0_u32, |rest, octet| match octet {
        b'0'..=b'9' => (rest * 10 + u32::from(octet - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    is_country && length.is_none_or(|length| length == count) && rest == 1
}

/// What a text has that others are not to read.
pub(super) fn flaw_of_text(value: &str) -> Option<(Kind, &'static str)> {
    flaw_of_parts(value, Parts::of(value))
}

/// The same, where it is known what its octets may be a part of.
pub(super) fn flaw_of_parts(value: &str, parts: Parts) -> Option<(Kind, &'static str)> {
    let digits = || value.bytes().filter(u8::is_ascii_digit).count();
    // A digit may be one of a password.
    let may_have_card = value.len() >= SHORTEST_CARD && parts.has(Parts::SECRET);
    if may_have_card && digits() >= SHORTEST_CARD && has_card(value) {
        return Some((Kind::Secret, CARD));
    }
    passwords::is_in(value, parts).then_some((Kind::Secret, PASSWORD))
}

/// `4111 1111 1111 1111`, `3782 822463 10005`: in groups as they are printed on a card, with the right check digit.
fn has_card(value: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-');
    let mut rest = value;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[at..].find(|c| !is_part(c)).map_or(rest.len(), |end| at + end);
        // A blank behind it belongs to the text.
        let run = rest[at..end].trim_end_matches(' ');
        let behind = &rest[at + run.len()..];
        let is_free = !rest[..at].ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric);
        if is_free && is_card(run.trim_end_matches([' ', '-'])) {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

fn is_card(run: &str) -> bool {
    let lengths: Vec<usize> = run.split([' ', '-']).map(str::len).collect();
    let is_grouped = matches!(lengths.as_slice(), [4, 4, 4, 4] | [4, 6, 5] | [4, 4, 4, 4, 3]);
    is_grouped && run.starts_with(['2', '3', '4', '5', '6']) && has_check_digit(run)
}

/// Luhn's check (ISO 7812).
fn has_check_digit(run: &str) -> bool {
    let digits = run.bytes().rev().filter(u8::is_ascii_digit).map(|octet| u32::from(octet - b'0'));
    let sum: u32 =
        digits.enumerate().map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_accounts_are_checked() {
        for sound in [
            "ES91 2100 0418 4502 0005 1332",
            "DE89370400440532013000",
            "GB29 NWBK 6016 1331 9268 19",
            "fr14 2004 1010 0505 0001 3m02 606",
        ] {
            assert_eq!(flaw_of_account(sound), None, "{sound}");
        }
        for (wrong, kind) in [
            ("ES91 2100 0418 4502 0005 1333", Kind::SlipInNumber),
            ("ES91 2100 0418 4502 0005", Kind::SlipInNumber),
            ("ES91 2100 XXXX XXXX XXXX 1332", Kind::SlipInNumber),
            ("DE8937040044053201300", Kind::SlipInNumber),
            ("cash", Kind::OddWord),
        ] {
            assert_eq!(flaw_of_account(wrong).map(|(kind, _)| kind), Some(kind), "{wrong}");
        }
        let good = vec!["DE89370400440532013000".to_owned(); 12];
        assert!(are_accounts(&good) && !are_accounts(&good[..8]) && !are_accounts(&vec!["ES91 1".to_owned(); 20]));
    }

    #[test]
    fn what_others_are_not_to_read_is_found() {
        for secret in [
            "Paid by 4111 1111 1111 1111, CVC 123",
            "4111-1111-1111-1111",
            "3782 822463 10005",
            "Your password is Sommer2026!",
            "The card 4111 1111 1111 1111 was charged",
            "The card 4111 1111 1111 1111 - paid",
        ] {
            assert!(flaw_of_text(secret).is_some(), "{secret}");
        }
        for sound in [
            "4111 1111 1111 1112",
            "ES91 2100 0418 4502 0005 1332",
            "+49 171 1234567",
            "4111111111111111",
            "Your password is on its way.",
            "Order 4111-1111-1111-1111-A",
            "2026-11-23 2026-11-24",
            "",
        ] {
            assert_eq!(flaw_of_text(sound), None, "{sound}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "(password|密码)?[0-9 :-]{0,24}\\PC{0,12}") {
            let _ = (flaw_of_text(&value), flaw_of_account(&value));
        }

        #[test]
        fn one_wrong_digit_of_an_account_is_always_found(number in "[0-9]{18}", at in 4_usize..22, more in 1_u8..10) {
            let right = (2..=98).map(|check| format!("DE{check:02}{number}")).find(|value| is_account(value));
            let mut wrong = right.expect("one of them fits").into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + more) % 10;
            proptest::prop_assert!(!is_account(&String::from_utf8(wrong).expect("they are digits")));
        }
    }
}
