//! Passwords in texts: `Your password is …`, `密码：…`, `PW: …`, `Login anna / …`, `PIN 4711`.

use std::sync::LazyLock;

use super::han::is_han;
use super::near;
use super::octet_classes::Parts;
use super::search::Search;

/// What says that a password follows: the first ones whatever they are a part of, the others as words of their own.
const WORDS: [&str; 29] = [
    "password", "passwort", "passwd", "kennwort", "contraseña", "contrasena", "mot de passe", "wachtwoord", "passcode",
    "passphrase", "senha", "пароль", "密码", "密碼", "口令", "pw", "pwd", "mdp", "pin", "login", "logon", "log-in",
    "zugang", "zugangsdaten", "access", "acceso", "accès", "账号", "帳號",
];

/// Of those, where the ones begin that are words of their own, and where those that have a name behind them, and then the password.
const SHORT: usize = 15;
const PIN: usize = 18;
const NAMED: usize = 19;

/// How far a password is looked for, in octets.
const NEAR: usize = 120;

static SEARCH: LazyLock<Option<Search>> = LazyLock::new(|| Search::of(WORDS.into_iter(), true).ok());

/// Whether a text has a password in it, of which is known what its octets may be a part of.
pub(super) fn is_in(value: &str, parts: Parts) -> bool {
    const SHORTEST: usize = 8;
    // Most values have one or the other of what a password has, and of what parts it from the word before it, at most.
    if value.len() < SHORTEST || !(parts.has(Parts::SECRET) && parts.has(Parts::APART)) {
        return false;
    }
    let Some(search) = SEARCH.as_ref() else { return false };
    search.find_iter(value).any(|found| {
        let word = found.pattern().as_usize();
        let behind = near::behind(&value[found.end()..], NEAR);
        let is_word = || !value[..found.start()].ends_with(is_letter) && !behind.starts_with(is_letter);
        match word {
            ..SHORT => follows(behind, WORDS[word].starts_with(is_han)),
            PIN => is_word() && is_pin(behind),
            NAMED.. => (is_word() || !WORDS[word].is_ascii()) && follows_name(behind),
            _ => is_word() && follows(behind, false),
        }
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a password follows: behind a word or a sign that tells it, or behind a blank.
fn follows(behind: &str, is_chinese: bool) -> bool {
    const TELLING: [&str; 12] =
        ["is ", "is: ", "ist ", "lautet ", "lautet: ", "es ", "est ", "è ", "é ", "was ", "是", "为"];
    const SIGNS: [char; 6] = [':', '：', '=', '-', '–', '>'];
    let rest = behind.trim_start();
    // `Passwörter`
    let is_apart =
        is_chinese || rest.len() < behind.len() || !rest.starts_with(|c: char| c.is_alphabetic() && c < '\u{2E80}');
    if !is_apart {
        return false;
    }
    let told = TELLING.iter().find_map(|telling| rest.strip_prefix(telling)).or_else(|| rest.strip_prefix(SIGNS));
    match told {
        Some(secret) => is_secret(first_word(secret), 4),
        // Of digits alone, it may be a year.
        None => {
            let word = first_word(rest);
            is_secret(word, 4) && word.chars().any(char::is_alphabetic)
        }
    }
}

/// `4711` or `: 4711`.
fn is_pin(behind: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=5;
    let digits = behind.trim_start().trim_start_matches([':', '：', '=']).trim_start();
    let digits = digits.strip_prefix("is ").or_else(|| digits.strip_prefix("ist ")).unwrap_or(digits);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let is_whole = !digits[length..].starts_with(|c: char| is_letter(c) || matches!(c, '/' | '%'));
    LENGTHS.contains(&length) && is_whole && digits.len() < behind.len()
}

/// `: anna / sommer27`, ` anna, PW sommer27`.
fn follows_name(behind: &str) -> bool {
    const LONGEST: usize = 60;
    let rest = behind.trim_start().trim_start_matches([':', '：', '=']).trim_start();
    let Some((name, secret)) = rest.split_once(['/', '|', '／']).filter(|(name, _)| name.len() <= LONGEST) else {
        return false;
    };
    let word = first_word(secret);
    let is_one = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    is_one(name.trim_end()) && is_secret(word, usize::MAX)
}

/// What a text begins with, up to a blank or a letter that no keyboard of the West has; quotes and the end of a sentence apart.
fn first_word(text: &str) -> &str {
    const LONGEST: usize = 64;
    let text = text.trim_start_matches([' ', '"', '“', '„', '\'', '»', '«', '(', '（']);
    let letters = text.chars().take(LONGEST).take_while(|c| !c.is_whitespace() && *c < '\u{250}');
    let word = &text[..letters.map(char::len_utf8).sum()];
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '»', '«', ')'])
}

/// Whether a word is as passwords are: with so many digits, or with a digit or a sign among letters. `case-sensitive` is none, nor is a
/// link, an address or a day.
fn is_secret(word: &str, fewest_digits: usize) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let has_letters = word.chars().any(char::is_alphabetic);
    let has_sign = word.contains(['#', '$', '%', '&', '*', '+', '=', '?', '@', '_', '!', '~', '^']);
    let is_address = word.split_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    let is_day = !has_letters && !has_sign && word.contains(['.', '/', '-']);
    word.len() >= 4
        && (digits >= fewest_digits || has_letters && (digits > 0 || has_sign))
        && !word.contains("://")
        && !is_address
        && !is_day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(value: &str) -> bool {
        super::is_in(value, Parts::of(value))
    }

    #[test]
    fn passwords_are_found() {
        for secret in [
            "Your password is Sommer2026!",
            "Password: abc123",
            "密码：abc12345",
            "Das Passwort ist Haus#7",
            "Das Passwort lautet sonne2026",
            "Password = hunter22",
            "WLAN-Passwort:sonne2026, bis Juni",
            "Forgot your password? The password is \"hunter22\".",
            "密码是abc12345，请修改",
            "Password: hunter2",
            "PW: Sommer2027",
            "pw Sommer2027!",
            "pwd=Ab12cd",
            "Zugang: hansw / tennis2027",
            "Login anna/Sonne#1",
            "家校平台初始密码 Hx@20263！",
            "初始密码Hx@20263",
            "mot de passe : Soleil27",
            "Contraseña: verano2027",
            "PIN 4711",
            "Karte verloren, PIN: 47110",
            "账号 wangbo/Hx20263",
        ] {
            assert!(is_in(secret), "{secret}");
        }
        for sound in [
            "Your password is on its way.",
            "Change your password: see the page",
            "Forgot your password?",
            "Reset your password: https://portal.school.example/r2",
            "The password is case-sensitive, as you know.",
            "Password: required!",
            "Ask for your password: office2@school.example",
            "The password is 8-20 characters long",
            "密码是身份证号后6位",
            "Passwort 2027 geändert",
            "Passwort: 03.04.2027 zurückgesetzt",
            "Zwei Passwörter, 4 Zeichen",
            "PIN code 560001",
            "pins 4711",
            "PIN: 560001",
            "Spinning 2027",
            "PWC 2027 in Berlin",
            "Zugang: Nord / Süd, Tor 4",
            "Login: Mo 12.1. / Di 13.1.",
            "access to room 4711",
            "Login by 12/2027",
            "",
        ] {
            assert!(!is_in(sound), "{sound}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "(password|密码|PIN|Login|pw)?[0-9 :=/-]{0,12}\\PC{0,12}") {
            is_in(&value);
        }
    }
}
