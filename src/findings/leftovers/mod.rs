//! What programs and people leave where a value should be.

mod errors;
mod forms;

use super::han::is_han;
use super::starts::{Start, Starts};
use super::{Kind, markup};

pub(super) use self::errors::{formula, is_error};
pub(super) use self::forms::{form, placeholder};

/// What programs write for nothing, in lower case.
const NOTHINGS: [&str; 17] = [
    "nan", "null", "none", "undefined", "n/a", "nil", "(null)", "(blank)", "(empty)", "<null>", "(leer)", "(vide)",
    "(en blanco)", "[object object]", "<na>", "\\n", "nan nan",
];

/// Of those, what people write too.
const TYPED: [&str; 3] = ["n/a", "none", "nil"];

/// What people write where something is to come.
const PLACEHOLDERS: [&str; 3] = ["tbd", "tba", "fixme"];

/// The same in Chinese, behind 待.
const TO_BE: [&str; 10] = ["定", "补", "填", "填写", "确认", "補", "填寫", "確認", "补充", "補充"];

const NOTHING: &str = "is what a program writes for nothing. Type the value, or empty the cell.";
/// The same of a word that people write too.
const NOTHING_OR_WORD: &str = "is what some programs write for nothing. Leave it if somebody meant it; or else type the value, or empty the cell.";
/// Of one behind a word.
const NOTHING_BEHIND: &str = "ends with what a program writes for nothing. Type the value, or take that out.";
/// The same of a word that people write too.
const PERHAPS_BEHIND: &str = "ends with what some programs write for nothing. Leave it if somebody meant it; or else type the value, or take that out.";
/// Of a sign that people write for nothing, in one row or two of many.
const SIGN: &str = "stands where the other rows have something else, and the letter shows it. Leave it if it is meant; or else type the value.";

/// Whether people put that into a cell in place of a value.
fn is_placed(value: &str) -> bool {
    const LONGEST: usize = 13;
    const WORDS: [&str; 5] = ["n.a.", "n.a", "test", "ditto", "xx"];
    static STARTS: Starts = Starts::of(&[&WORDS]);
    match value.as_bytes() {
        [] | [b'0'..=b'9', ..] => false,
        octets if octets.len() > LONGEST => false,
        // `Na` is a name.
        b"NA" | b"na" => true,
        [b'a'..=b'z' | b'A'..=b'Z', ..] => {
            STARTS.may_have(Start::of(value.as_bytes())) && WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
        }
        _ => matches!(
            value,
            "-" | "--"
                | "---"
                | "—"
                | "——"
                | "–"
                | "－"
                | "/"
                | "//"
                | "\\"
                | "."
                | ".."
                | "..."
                | "…"
                | "……"
                | "?"
                | "??"
                | "？"
                | "？？"
                | "？？？"
                | "*"
                | "**"
                | "***"
                | "×"
                | "无"
                | "暂无"
                | "没有"
                | "空"
                | "測試"
                | "範例"
                | "暫無"
                | "沒有"
                | "测试"
                | "某某"
                | "某某某"
                | "示例"
                | "样例"
                | "同上"
                | "〃"
                | "없음"
                | "해당없음"
                | "해당 없음"
                | "테스트"
                | "예시"
                | "미상"
                | "상동"
                | "\""
        ),
    }
}

/// What a value is, if it is a sign for nothing. A column may have many, each of them meant.
pub(super) fn sign_for_nothing(value: &str) -> Option<(Kind, &'static str)> {
    is_placed(value).then_some((Kind::Sign, SIGN))
}

const PLACEHOLDER: &str = "is what people write where something is to come. Type the value.";
/// What those begin with that [`word`] finds, but for `@@`.
pub(super) const STARTS: Starts =
    Starts::of(&[&NOTHINGS, &PLACEHOLDERS, &["nat", "todo", "xxx", "lorem", "err:", "待"]]);

/// What a value has of those that need no special character.
pub(super) fn word(value: &str) -> Option<(Kind, &'static str)> {
    const LONGEST: usize = 16;
    let first = *value.as_bytes().first()?;
    if value.len() <= LONGEST {
        // `Nat` is a name, and `todo` a word of Spanish.
        if value == "NaT" {
            return Some((Kind::Nothing, NOTHING));
        }
        if NOTHINGS.iter().any(|nothing| nothing.eq_ignore_ascii_case(value)) {
            let is_word =
                TYPED.iter().any(|typed| typed.eq_ignore_ascii_case(value)) || matches!(value, "Nan" | "Null");
            return Some(if is_word { (Kind::NothingOrWord, NOTHING_OR_WORD) } else { (Kind::Nothing, NOTHING) });
        }
        let is_crosses = value.len() >= 3 && value.bytes().all(|octet| matches!(octet, b'x' | b'X'));
        if is_crosses || value == "TODO" || is_to_come(value) {
            return Some((Kind::Leftover, PLACEHOLDER));
        }
    }
    let begins = |word: &str| value.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    if are_nothings(value) {
        return Some((Kind::Nothing, NOTHING));
    }
    let what = match first {
        // `@@name@@`
        b'@' if value.len() > 4 && value.starts_with("@@") && value.ends_with("@@") => Some(PLACEHOLDER),
        b'+' | b'@' => errors::older_formula(value),
        b'\'' => errors::apostrophe(value),
        b'l' | b'L' if begins("lorem ipsum") => Some(PLACEHOLDER),
        b'T' | b't' if begins("todo:") || is_to_do(value) => Some(PLACEHOLDER),
        b'T' | b'F' if is_before_chinese(value) => Some(PLACEHOLDER),
        b'T' | b'F' if ["FIXME:", "FIXME ", "TBD:"].iter().any(|word| value.starts_with(word)) => Some(PLACEHOLDER),
        b'E' => errors::code(value),
        _ => None,
    };
    what.map(|what| (Kind::Leftover, what))
}

/// `Undefined Undefined`, `null, null`: a first and a last name that are none.
fn are_nothings(value: &str) -> bool {
    const LONGEST: usize = 40;
    const PARTS: [&str; 3] = ["null", "none", "undefined"];
    let is_one = |word: &str| PARTS.iter().any(|part| part.eq_ignore_ascii_case(word.trim_end_matches(',')));
    value.len() <= LONGEST && value.contains(' ') && value.split(' ').all(is_one)
}

/// `Aula undefined`: nothing of a program's behind a word. `null` is a word of German.
pub(super) fn at_the_end(value: &str) -> Option<(Kind, &'static str)> {
    let before = value.strip_suffix(" undefined").or_else(|| value.strip_suffix(" NaN"));
    let is_one = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_alphabetic);
    if let Some(before) = before {
        let is_behind_words = before.starts_with(char::is_uppercase) && before.split(' ').all(is_one);
        return is_behind_words.then_some((Kind::Nothing, NOTHING_BEHIND));
    }
    let before = value.strip_suffix(" null")?;
    (before.starts_with(char::is_uppercase) && is_one(before)).then_some((Kind::NothingOrWord, PERHAPS_BEHIND))
}

/// `TODO ask the parents`. `TODO INCLUIDO` is Spanish, and all of it is in capitals; `TODO Hotels` is a name.
fn is_to_do(value: &str) -> bool {
    value.strip_prefix("TODO ").map(|rest| rest.trim_start_matches(|c: char| !c.is_alphanumeric())).is_some_and(
        |rest| {
            let is_name = rest.starts_with(char::is_uppercase) && !rest.contains(' ');
            rest.contains(char::is_lowercase) && !is_name
        },
    )
}

/// `TODO 评语待写`
fn is_before_chinese(value: &str) -> bool {
    let rest = ["TODO", "FIXME", "TBD"].iter().find_map(|word| value.strip_prefix(word));
    rest.is_some_and(|rest| rest.trim_start().starts_with(is_han))
}

/// Whether a value says that it is still to come: `待补充`, `TBD`.
pub(super) fn is_to_come(value: &str) -> bool {
    match value.strip_prefix('待') {
        Some(rest) => TO_BE.contains(&rest),
        None => PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(value)),
    }
}

/// What a value has of those that need one.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    errors::sign(value).or_else(|| markup::sign(value))
}

#[cfg(test)]
mod tests {
    use super::errors::{ERROR, ERROR_INSIDE};
    use super::*;

    fn found(value: &str) -> Option<&'static str> {
        word(value).or_else(|| at_the_end(value)).map(|(_, what)| what).or_else(|| sign(value))
    }

    #[test]
    fn leftovers_are_found() {
        for (value, what) in [
            ("#N/A", ERROR),
            ("#ref!", ERROR),
            ("#ERROR!", ERROR),
            ("########", ERROR),
            ("Err:502", ERROR),
            ("张三丰 #N/A", ERROR_INSIDE),
            ("#DIV/0", ERROR),
            ("(blank)", NOTHING),
            ("#BEZUG!", ERROR),
            ("#NV", ERROR),
            ("#¿NOMBRE?", ERROR),
            ("Summe: #WERT!", ERROR_INSIDE),
            ("NaN", NOTHING),
            ("null", NOTHING),
            ("NaT", NOTHING),
            ("<NA>", NOTHING),
            ("null null", NOTHING),
            ("Undefined Undefined", NOTHING),
            ("None None", NOTHING),
            ("Null, Undefined", NOTHING),
            ("Aula undefined", NOTHING_BEHIND),
            ("Aula null", PERHAPS_BEHIND),
            ("Summe NaN", NOTHING_BEHIND),
            ("\\N", NOTHING),
            ("None", NOTHING_OR_WORD),
            ("Nan", NOTHING_OR_WORD),
            ("N/A", NOTHING_OR_WORD),
            ("TODO", PLACEHOLDER),
            ("TODO: ask", PLACEHOLDER),
            ("todo: ask", PLACEHOLDER),
            ("TODO ask", PLACEHOLDER),
            ("TODO - ask", PLACEHOLDER),
            ("TODO Ask the parents", PLACEHOLDER),
            ("TODO 评语待写", PLACEHOLDER),
            ("TBD评语", PLACEHOLDER),
            ("tbd", PLACEHOLDER),
            ("FIXME", PLACEHOLDER),
            ("xxx", PLACEHOLDER),
            ("XXXX", PLACEHOLDER),
            ("待定", PLACEHOLDER),
            ("Lorem ipsum dolor sit amet", PLACEHOLDER),
            ("@@First Name@@", PLACEHOLDER),
            ("待確認", PLACEHOLDER),
        ] {
            assert_eq!(found(value), Some(what), "{value}");
        }
    }

    #[test]
    fn values_are_left_alone() {
        for value in [
            "Aula 3 null", "aula undefined", "Position undefined yet", "undefined behaviour", "not undefined",
            "Nannerl", "Nat", "Todo", "@@", "@anna", "None of us", "张三", "#1", "# 3", "#NVIDIA", "#nv", "#name",
            "blank", "Erro", "Err:5", "XX", "Todor", "TODO INCLUIDO", "TODO Hotels", "Todo el curso", "Tod",
            "AT&T; and", "R&D", "a;b&c", "max_x", "_x12_", "Lorenzo", "C#", "x_x0_", "&;", "&circ", "\\users", "",
            "待",
        ] {
            assert_eq!(found(value), None, "{value}");
        }
    }
}
