//! Accounts and cards: numbers of accounts (ISO 13616), and what no mail should have in it.

use super::{Kind, places_in_any_case};

const IBAN: &str =
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
    Some((kind, IBAN))
}

/// Whether a value is the number of an account: as long as its country has them, and with the right check digits.
fn is_account(value: &str) -> bool {
    let octets = || value.bytes().filter(|octet| *octet != b' ');
    let count = octets().count();
    if !(15..=34).contains(&count) || !octets().all(|octet| octet.is_ascii_alphanumeric()) {
        return false;
    }
    let country = value.get(..2).unwrap_or_default();
    let is_country = country.bytes().all(|octet| octet.is_ascii_alphabetic());
    let length = LENGTHS.iter().find(|(name, _)| name.eq_ignore_ascii_case(country)).map(|(_, length)| *length);
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
    const SHORTEST: usize = 12;
    if value.len() < SHORTEST {
        return None;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits >= SHORTEST_CARD && has_card(value) {
        return Some((Kind::Secret, CARD));
    }
    has_password(value).then_some((Kind::Secret, PASSWORD))
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

/// `Your password is …`, `密码：…`.
fn has_password(value: &str) -> bool {
    const WORDS: [&str; 9] =
        ["password", "passwort", "kennwort", "contraseña", "mot de passe", "wachtwoord", "passcode", "密码", "密碼"];
    const BEHIND: [&str; 12] =
        [" is: ", " is ", " ist ", " lautet ", " lautet: ", " es ", " est ", " = ", "=", ":", "：", "是"];
    // Most texts have nothing that one would be told with.
    if !may_tell(value) {
        return false;
    }
    let mut rests = WORDS.iter().flat_map(|word| places_in_any_case(word, value).map(|at| &value[at + word.len()..]));
    rests.any(|rest| BEHIND.iter().any(|behind| rest.strip_prefix(behind).is_some_and(begins_with_secret)))
}

/// Whether a text begins with a word as passwords are: with a digit or a sign in it. `case-sensitive` is none, nor is a link or an
/// address.
fn begins_with_secret(text: &str) -> bool {
    const LONGEST: usize = 64;
    const FEWEST_DIGITS: usize = 4;
    let text = text.trim_start_matches([' ', '"', '“', '„', '\'', '»', '«', '(']);
    let letters = text.chars().take(LONGEST).take_while(|c| !c.is_whitespace() && *c < '\u{250}');
    let secret = &text[..letters.map(char::len_utf8).sum()];
    let secret = secret.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '»', '«', ')']);
    let digits = secret.bytes().filter(u8::is_ascii_digit).count();
    let has_letters = secret.chars().any(char::is_alphabetic);
    let has_sign = secret.contains(['#', '$', '%', '&', '*', '+', '=', '?', '@', '_', '!', '~', '^']);
    let is_address = secret.split_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    secret.len() >= 4
        && (digits >= FEWEST_DIGITS || has_letters && (digits > 0 || has_sign))
        && !secret.contains("://")
        && !is_address
}

/// Whether a text has one of the words or signs that tell something, by their octets.
fn may_tell(value: &str) -> bool {
    let octets = value.as_bytes();
    octets.iter().enumerate().any(|(at, octet)| match octet {
        b' ' => matches!(
            octets[at + 1..],
            [b'i' | b'e', b's', b' ' | b':', ..] | [b'i' | b'e', b's', b't', b' ', ..] | [b'l', b'a', b'u', b't', ..]
        ),
        b':' | b'=' => true,
        0xE6 | 0xEF => value[at..].starts_with(['是', '：']),
        _ => false,
    })
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
            "Password: abc123",
            "密码：abc12345",
            "Das Passwort ist Haus#7",
            "Das Passwort lautet sonne2026",
            "Password = hunter22",
            "WLAN-Passwort:sonne2026, bis Juni",
            "Forgot your password? The password is \"hunter22\".",
            "密码是abc12345，请修改",
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
            "Change your password: see the page",
            "Forgot your password?",
            "Reset your password: https://portal.school.example/r2",
            "The password is case-sensitive, as you know.",
            "Password: required!",
            "Ask for your password: office2@school.example",
            "The password is 8-20 characters long",
            "密码是身份证号后6位",
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
