//! Errors and formulas of spreadsheets.

/// What spreadsheet programs write for an error.
const ERRORS: [&str; 18] = [
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    "#FIELD!", "#ERROR!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!",
];

/// The same as people copy them, without the sign at the end. Others may be what a text is about: `#VALUE`.
const SHORTENED: [&str; 5] = ["#DIV/0", "#REF", "#VALUE", "#NUM", "#NAME"];

/// The same in other languages: German, Spanish, Portuguese, French, Italian, Dutch, Polish, the North's, Russian, Turkish, Hungarian,
/// Czech; and Chinese, as WPS and LibreOffice write them.
const LOCAL_ERRORS: [&str; 76] = [
    "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!", "#FELD!", "#BLOCKIERT!", "#¡REF!", "#¡VALOR!",
    "#¿NOMBRE?", "#N/D", "#¡DIV/0!", "#¡NUM!", "#¡NULO!", "#¡DESBORDAMIENTO!", "#¡CALC!", "#VALOR!", "#NOME?", "#NÚM!",
    "#NULO!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!", "#RIF!", "#VALORE!", "#ESPANSIONE!", "#N/B",
    "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!", "#ADR!", "#ARG!", "#NAZWA?", "#N/D!", "#DZIEL/0!",
    "#LICZBA!", "#SAKNAS!", "#VÄRDEFEL!", "#NAMN?", "#REFERENS!", "#Н/Д", "#ЗНАЧ!", "#ССЫЛКА!", "#ИМЯ?", "#YOK",
    "#DEĞER!", "#BAŞV!", "#AD?", "#SAYI/0!", "#SAYI!", "#BOŞ!", "#ДЕЛ/0!", "#ЧИСЛО!", "#ПУСТО!", "#ПЕРЕНОС!",
    "#ÉRTÉK!", "#HIV!", "#NÉV?", "#ZÉRÓOSZTÓ!", "#SZÁM!", "#HODNOTA!", "#ODKAZ!", "#NÁZEV?", "#DĚLENÍ_NULOU!",
    "#名称?", "#引用!", "#值!", "#除数/0!", "#数值!", "#数字!",
];

pub(super) const ERROR: &str = "is an error of the spreadsheet. Mend the formula, or type the value.";
pub(super) const ERROR_INSIDE: &str = "has an error of the spreadsheet in it. Mend the formula, or type the value.";
const APOSTROPHE: &str = "has an apostrophe before it, by which a spreadsheet is told that it is a text, and the letter shows it. Take it out.";
const FORMULA: &str =
    "is a formula that stands there as a text. Type it anew in a cell that is no text, or type the value.";

/// Whether a value is an error and nothing else.
pub(in crate::findings) fn is_error(value: &str) -> bool {
    ERRORS.iter().any(|error| error.eq_ignore_ascii_case(value))
        || LOCAL_ERRORS.contains(&value)
        || is_spaced(value)
        || SHORTENED.contains(&value)
        || value.len() >= 3 && value.bytes().all(|octet| octet == b'#')
}

/// Whether it is one with the blank that French has before such a sign, or with the sign that Chinese keyboards type: `#REF !`, `#名称？`.
fn is_spaced(value: &str) -> bool {
    let Some(bare) = value.strip_suffix(['!', '?', '！', '？']) else { return false };
    let sign = if value.ends_with(['!', '！']) { '!' } else { '?' };
    let plain = format!("{}{sign}", bare.trim_end());
    plain != value && is_error(&plain)
}

/// What a value is or has in it of errors.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    if !value.as_bytes().contains(&b'#') {
        return None;
    }
    if is_error(value) {
        return Some(ERROR);
    }
    // `#NV` may be the beginning of a word.
    let has = |error: &&str| error.ends_with(['!', '?']) && value.contains(error);
    (ERRORS.iter().any(|error| value.contains(error)) || LOCAL_ERRORS.iter().any(has)).then_some(ERROR_INSIDE)
}

/// `=VLOOKUP(A2,…`, `=A2&B2`.
pub(in crate::findings) fn formula(value: &str) -> Option<&'static str> {
    // The apostrophe makes a text of it.
    let rest = value.trim_start_matches('\'').strip_prefix('=')?.trim_start_matches(['+', '-', '(']);
    let letters =
        rest.bytes().take_while(|octet| octet.is_ascii_alphabetic() || matches!(octet, b'$' | b'.' | b'_')).count();
    let behind = rest[letters..].bytes().next();
    (letters > 0 && behind.is_some_and(|octet| matches!(octet, b'(' | b'!' | b'0'..=b'9'))).then_some(FORMULA)
}

/// `+A2*B2`, `@SUM(A1)`, as older programs begin a formula.
pub(super) fn older_formula(value: &str) -> Option<&'static str> {
    const MOST_LETTERS: usize = 3;
    let rest = &value[1..];
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let behind = rest[letters..].trim_start_matches(|c: char| c.is_ascii_digit());
    let is_cell = (1..=MOST_LETTERS).contains(&letters)
        && behind.len() < rest.len() - letters
        && (behind.is_empty() || behind.starts_with(['+', '-', '*', '/', '&', ':']));
    let is_call = letters > 1 && rest[letters..].starts_with('(') && value.ends_with(')');
    (value.starts_with('+') && is_cell || is_call).then_some(FORMULA)
}

/// `'0123`, as a spreadsheet is told that a number is a text. `'70s` is a text.
pub(super) fn apostrophe(value: &str) -> Option<&'static str> {
    const FEWEST_DIGITS: usize = 3;
    let rest = value[1..].trim_start_matches(['+', '-']);
    let is_number = rest.bytes().take(FEWEST_DIGITS).filter(u8::is_ascii_digit).count() == FEWEST_DIGITS;
    (is_number && !rest.contains('\'')).then_some(APOSTROPHE)
}

/// `Err:502`, as LibreOffice writes it.
pub(super) fn code(value: &str) -> Option<&'static str> {
    let is_code = value
        .strip_prefix("Err:")
        .is_some_and(|code| code.len() == 3 && code.bytes().all(|octet| octet.is_ascii_digit()));
    is_code.then_some(ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_known_in_whatever_language() {
        for value in [
            "#DIV/0!", "#DIV/0 !", "#REF\u{a0}!", "#名称?", "#名称？", "#引用!", "#值!", "#除数/0!", "#ДЕЛ/0!",
            "#ЧИСЛО!", "#ПУСТО!", "#BAŞV!",
        ] {
            assert!(is_error(value), "{value}");
        }
        for value in ["#1!", "# !", "!", "#值", "#ура!", "#Top 10 !"] {
            assert!(!is_error(value), "{value}");
        }
    }

    #[test]
    fn formulas_that_are_texts_are_found() {
        for value in ["=VLOOKUP(A1,B:C,2,0)", "=A2&B2", "=SUM(A1:A9)", "=Sheet2!A1", "=-B7", "=$A$1", "'=A2&B2"] {
            assert!(formula(value).is_some(), "{value}");
        }
        for value in ["+A2", "+A2*B2", "@SUM(A1)", "+SUM(A1:A9)"] {
            assert!(older_formula(value).is_some(), "{value}");
        }
        for value in ["+49 351 1234", "+1", "@anna", "+ A2", "+A", "+ANNA2", "@A(1) b", "+A2 is right", "+", "@é"] {
            assert_eq!(older_formula(value), None, "{value}");
        }
        for value in ["'0123", "'2026-11-01", "'+49351"] {
            assert!(apostrophe(value).is_some(), "{value}");
        }
        for value in ["'70s", "'", "'s-Hertogenbosch", "'t Hart", "'123' is a number", "'12.5"] {
            assert_eq!(apostrophe(value), None, "{value}");
        }
        for value in ["=", "==", "= good", "=)", "a=b1", "=50", "=-5", "=>A"] {
            assert_eq!(formula(value), None, "{value}");
        }
    }
}
