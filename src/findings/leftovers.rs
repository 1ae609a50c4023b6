//! What programs and people leave where a value should be.

use super::starts::{Start, Starts};
use super::{Kind, markup};

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

/// What programs write for nothing, in lower case.
const NOTHINGS: [&str; 11] =
    ["nan", "null", "none", "undefined", "n/a", "nil", "(null)", "[object object]", "<na>", "\\n", "nan nan"];

/// Of those, what people write too.
const TYPED: [&str; 3] = ["n/a", "none", "nil"];

/// What people write where something is to come.
const PLACEHOLDERS: [&str; 3] = ["tbd", "tba", "fixme"];

/// The same in Chinese, behind 待.
const TO_BE: [&str; 10] = ["定", "补", "填", "填写", "确认", "補", "填寫", "確認", "补充", "補充"];

const NOTHING: &str = "is what a program writes for nothing. Type the value, or empty the cell.";
/// The same of a word that people write too.
const NOTHING_OR_WORD: &str = "is what some programs write for nothing. Leave it if somebody meant it; or else type the value, or empty the cell.";
/// Of a sign that people write for nothing, in one row or two of many.
const SIGN: &str = "stands where the other rows have something else, and the letter shows it. Leave it if it is meant; or else type the value.";

/// Whether people put that into a cell in place of a value.
fn is_placed(value: &str) -> bool {
    const LONGEST: usize = 9;
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
                | "\""
        ),
    }
}

/// What a value is, if it is a sign for nothing. A column may have many, each of them meant.
pub(super) fn sign_for_nothing(value: &str) -> Option<(Kind, &'static str)> {
    is_placed(value).then_some((Kind::Sign, SIGN))
}

const ERROR: &str = "is an error of the spreadsheet. Mend the formula, or type the value.";
const ERROR_INSIDE: &str = "has an error of the spreadsheet in it. Mend the formula, or type the value.";
const PLACEHOLDER: &str = "is what people write where something is to come. Type the value.";
const FORMULA: &str =
    "is a formula that stands there as a text. Type it anew in a cell that is no text, or type the value.";

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
    let what = match first {
        // `@@name@@`
        b'@' if value.len() > 4 && value.starts_with("@@") && value.ends_with("@@") => Some(PLACEHOLDER),
        b'l' | b'L' if begins("lorem ipsum") => Some(PLACEHOLDER),
        b'T' | b'F' if ["TODO:", "TODO ", "FIXME:", "FIXME ", "TBD:"].iter().any(|word| value.starts_with(word)) => {
            Some(PLACEHOLDER)
        }
        b'E' if is_error_code(value) => Some(ERROR),
        _ => None,
    };
    what.map(|what| (Kind::Leftover, what))
}

fn is_to_come(value: &str) -> bool {
    match value.strip_prefix('待') {
        Some(rest) => TO_BE.contains(&rest),
        None => PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(value)),
    }
}

/// `=VLOOKUP(A2,…`, `=A2&B2`.
pub(super) fn formula(value: &str) -> Option<&'static str> {
    // The apostrophe makes a text of it.
    let rest = value.trim_start_matches('\'').strip_prefix('=')?.trim_start_matches(['+', '-', '(']);
    let letters =
        rest.bytes().take_while(|octet| octet.is_ascii_alphabetic() || matches!(octet, b'$' | b'.' | b'_')).count();
    let behind = rest[letters..].bytes().next();
    (letters > 0 && behind.is_some_and(|octet| matches!(octet, b'(' | b'!' | b'0'..=b'9'))).then_some(FORMULA)
}

/// `XX同学`, `此处填写评语`: what stands in a form before it is filled in.
pub(super) fn form(value: &str) -> Option<&'static str> {
    const BEGINS: [&str; 9] =
        ["此处填写", "此处输入", "请填写", "请输入", "单击此处", "点击此处输入", "請填寫", "請輸入", "此處填寫"];
    let is_open = value.as_bytes().first().is_some_and(|octet| matches!(octet, b'(' | b'[' | b'<' | 0xE3 | 0xEF));
    let value = if is_open { value.trim_start_matches(['（', '(', '[', '【', '<', '＜']) } else { value };
    let someone = ["XX", "xx", "××", "某某"].iter().find_map(|begin| value.strip_prefix(begin));
    let is_someone = someone
        .is_some_and(|rest| ["同学", "老师", "家长", "先生", "女士", "学生"].iter().any(|word| rest.starts_with(word)));
    (is_someone || BEGINS.iter().any(|begin| value.starts_with(begin))).then_some(PLACEHOLDER)
}

/// `Err:502`, as LibreOffice writes it.
fn is_error_code(value: &str) -> bool {
    value.strip_prefix("Err:").is_some_and(|code| code.len() == 3 && code.bytes().all(|octet| octet.is_ascii_digit()))
}

/// What a value has of those that need one.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    let octets = value.as_bytes();
    if octets.contains(&b'#') {
        let is_error = ERRORS.iter().any(|error| error.eq_ignore_ascii_case(value)) || LOCAL_ERRORS.contains(&value);
        if is_error || value.len() >= 3 && octets.iter().all(|octet| *octet == b'#') {
            return Some(ERROR);
        }
        // `#NV` may be the beginning of a word.
        let has = |error: &&str| error.ends_with(['!', '?']) && value.contains(error);
        if ERRORS.iter().any(|error| value.contains(error)) || LOCAL_ERRORS.iter().any(has) {
            return Some(ERROR_INSIDE);
        }
    }
    markup::sign(value)
}

/// Where a text, that may be long, has a placeholder, in octets.
pub(super) fn placeholder(text: &str) -> Option<(usize, usize)> {
    const CAPITALS: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];
    const ANYWHERE: [&str; 4] = ["待定", "待补充", "待填写", "此处填写"];
    let is_alone = |at: usize, length: usize| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !text[..at].ends_with(is_letter) && !text[at + length..].starts_with(is_letter)
    };
    let capitals = CAPITALS.iter().find_map(|word| {
        text.match_indices(word).find(|(at, _)| is_alone(*at, word.len())).map(|(at, _)| (at, at + word.len()))
    });
    let anywhere = || ANYWHERE.iter().find_map(|word| text.find(word).map(|at| (at, at + word.len())));
    let latin = || {
        let lower = text.to_ascii_lowercase();
        ["lorem ipsum", "xxx"].iter().find_map(|word| {
            lower.match_indices(word).find(|(at, _)| is_alone(*at, word.len())).map(|(at, _)| (at, at + word.len()))
        })
    };
    capitals.or_else(anywhere).or_else(latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str) -> Option<&'static str> {
        word(value).map(|(_, what)| what).or_else(|| sign(value))
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
            ("#BEZUG!", ERROR),
            ("#NV", ERROR),
            ("#¿NOMBRE?", ERROR),
            ("Summe: #WERT!", ERROR_INSIDE),
            ("NaN", NOTHING),
            ("null", NOTHING),
            ("NaT", NOTHING),
            ("<NA>", NOTHING),
            ("\\N", NOTHING),
            ("None", NOTHING_OR_WORD),
            ("Nan", NOTHING_OR_WORD),
            ("N/A", NOTHING_OR_WORD),
            ("TODO", PLACEHOLDER),
            ("TODO: ask", PLACEHOLDER),
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
    fn what_stands_where_a_value_should_is_found() {
        for value in ["=VLOOKUP(A1,B:C,2,0)", "=A2&B2", "=SUM(A1:A9)", "=Sheet2!A1", "=-B7", "=$A$1", "'=A2&B2"] {
            assert!(formula(value).is_some(), "{value}");
        }
        for value in ["=", "==", "= good", "=)", "a=b1", "=50", "=-5", "=>A"] {
            assert_eq!(formula(value), None, "{value}");
        }
        for (value, is_form) in [
            ("XX同学", true),
            ("此处填写评语", true),
            ("（請填寫）", true),
            ("（请假）", false),
            ("某某老师您好", true),
            ("XXL", false),
            ("xx", false),
        ] {
            assert_eq!(form(value).is_some(), is_form, "{value}");
        }
    }

    #[test]
    fn values_are_left_alone() {
        for value in [
            "Nannerl",
            "Nat",
            "Todo",
            "@@",
            "@anna",
            "None of us",
            "张三",
            "#1",
            "# 3",
            "#NVIDIA",
            "#nv",
            "Erro",
            "Err:5",
            "XX",
            "Todor",
            "Tod",
            "AT&T; and",
            "R&D",
            "a;b&c",
            "max_x",
            "_x12_",
            "Lorenzo",
            "C#",
            "x_x0_",
            "&;",
            "&circ",
            "\\users",
            "",
            "待",
        ] {
            assert_eq!(found(value), None, "{value}");
        }
    }

    #[test]
    fn placeholders_of_letters_are_found() {
        for (text, found) in [
            ("Subject: TODO write", Some("TODO")),
            ("Room XXX.", Some("XXX")),
            ("Lorem Ipsum dolor", Some("Lorem Ipsum")),
            ("时间：待定", Some("待定")),
            ("xxx老师", Some("xxx")),
            ("METHODTODO", None),
            ("mastodon", None),
            ("TODOS", None),
            ("xxxl", None),
            ("", None),
        ] {
            assert_eq!(placeholder(text).map(|(from, to)| &text[from..to]), found, "{text}");
        }
    }
}
