//! Errors and formulas of spreadsheets.

/// What spreadsheet programs write for an error.
const ERRORS: [&str; 18] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#FIELD!",
    "#ERROR!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#EXTERNAL!",
    "#PYTHON!",
];

/// The same in other languages: German, Spanish, Portuguese, French, Italian, Dutch, Polish, the North's, Russian, Turkish.
const LOCAL_ERRORS: [&str; 52] = [
    "#NV",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#ÜBERLAUF!",
    "#KALK!",
    "#FELD!",
    "#BLOCKIERT!",
    "#¡REF!",
    "#¡VALOR!",
    "#¿NOMBRE?",
    "#N/D",
    "#¡DIV/0!",
    "#¡NUM!",
    "#¡NULO!",
    "#¡DESBORDAMIENTO!",
    "#¡CALC!",
    "#VALOR!",
    "#NOME?",
    "#NÚM!",
    "#NULO!",
    "#VALEUR!",
    "#NOM?",
    "#NOMBRE!",
    "#NUL!",
    "#PROPAGATION!",
    "#RIF!",
    "#VALORE!",
    "#ESPANSIONE!",
    "#N/B",
    "#VERW!",
    "#WAARDE!",
    "#NAAM?",
    "#DEEL/0!",
    "#GETAL!",
    "#LEEG!",
    "#ADR!",
    "#ARG!",
    "#NAZWA?",
    "#N/D!",
    "#DZIEL/0!",
    "#LICZBA!",
    "#SAKNAS!",
    "#VÄRDEFEL!",
    "#NAMN?",
    "#REFERENS!",
    "#Н/Д",
    "#ЗНАЧ!",
    "#ССЫЛКА!",
    "#ИМЯ?",
    "#YOK",
    "#DEĞER!",
];

pub(super) const ERROR: &str = "is an error of the spreadsheet. Mend the formula, or type the value.";
pub(super) const ERROR_INSIDE: &str = "has an error of the spreadsheet in it. Mend the formula, or type the value.";
const FORMULA: &str =
    "is a formula that stands there as a text. Type it anew in a cell that is no text, or type the value.";

/// What a value is or has in it of errors.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    let octets = value.as_bytes();
    if !octets.contains(&b'#') {
        return None;
    }
    let is_error = ERRORS.iter().any(|error| error.eq_ignore_ascii_case(value)) || LOCAL_ERRORS.contains(&value);
    if is_error || value.len() >= 3 && octets.iter().all(|octet| *octet == b'#') {
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
    fn formulas_that_are_texts_are_found() {
        for value in ["=VLOOKUP(A1,B:C,2,0)", "=A2&B2", "=SUM(A1:A9)", "=Sheet2!A1", "=-B7", "=$A$1", "'=A2&B2"] {
            assert!(formula(value).is_some(), "{value}");
        }
        for value in ["=", "==", "= good", "=)", "a=b1", "=50", "=-5", "=>A"] {
            assert_eq!(formula(value), None, "{value}");
        }
    }
}
