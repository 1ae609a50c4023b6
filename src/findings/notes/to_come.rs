//! What says that something is still to come: `(title to follow)`, `Name folgt noch`, `地点待定`.

use super::words::TO_COME;
use super::{is_bracket, is_same, korean};
use crate::findings::han::is_han;
use crate::findings::starts::{Start, Starts};

/// What comes, in lower case.
const NOUNS: [&str; 93] = [
    "title", "name", "names", "abstract", "speaker", "date", "time", "place", "venue", "room", "address", "photo",
    "picture", "text", "details", "programme", "program", "topic", "subject", "link", "file", "number", "amount",
    "comment", "remark", "mark", "grade", "feedback", "report", "review", "titel", "referent", "referentin", "datum",
    "termin", "uhrzeit", "ort", "raum", "adresse", "foto", "bild", "betrag", "thema", "kommentar", "note", "bericht",
    "nummer", "anhang", "titre", "nom", "résumé", "salle", "lieu", "heure", "montant", "sujet", "commentaire",
    "título", "nombre", "resumen", "sala", "aula", "fecha", "hora", "lugar", "tema", "importe", "titolo", "nome",
    "luogo", "题目", "标题", "姓名", "地点", "时间", "教室", "评语", "成绩", "金额", "日期", "内容", "照片", "장소",
    "강의실", "시간", "일시", "일정", "날짜", "이름", "제목", "금액", "좌석", "강사",
];

/// How it is said that something comes, in lower case, beside [`TO_COME`].
const COMES: [&str; 30] = [
    "follows", "will follow", "is to follow", "pending", "missing", "folgt", "kommt noch", "fehlt", "fehlt noch",
    "steht noch aus", "noch nicht bekannt", "nachzureichen", "suit", "manque", "manquant", "manquante", "en attente",
    "pendiente", "falta", "por venir", "in arrivo", "mancante", "待定", "待补", "待补充", "待填", "待填写", "待通知",
    "另行通知", "暂缺",
];

/// Whether all of a value says so, of something: a word for what comes, and words for that it does.
pub(in crate::findings) fn is_to_come(value: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&NOUNS]);
    const LONGEST: usize = 60;
    let text = value.trim_start_matches(is_bracket);
    if text.len() > LONGEST || !STARTS.may_have(Start::of(text.as_bytes())) {
        return false;
    }
    let text = text.trim_end_matches(|c: char| is_bracket(c) || matches!(c, '.' | '!' | '。' | '…' | ' '));
    let lower = text.to_lowercase();
    NOUNS.iter().filter_map(|noun| lower.strip_prefix(noun)).any(|rest| {
        let is_word = !rest.starts_with(|c: char| c.is_alphabetic() && c < '\u{2E80}');
        let rest = rest.trim_start_matches([' ', ':', '：', '-', '–', '—', '=']);
        let bare = ["is ", "are ", "wird ", "still ", "noch "].iter().find_map(|word| rest.strip_prefix(word));
        is_word && (is_one(rest) || bare.is_some_and(is_one))
    })
}

/// Whether a longer text ends with a word that stands where something is to come: `该生上课认真，TODO`.
pub(in crate::findings) fn ends_so(value: &str) -> bool {
    const WORDS: [&str; 3] = ["TODO", "FIXME", "TBD"];
    const FEWEST_WORDS: usize = 3;
    // All of them are in capitals, and most values end with a small letter or a digit.
    if value.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        return false;
    }
    let text =
        value.trim_end_matches(|c: char| is_bracket(c) || matches!(c, '.' | '!' | '。' | '！' | '…' | ' ' | '?'));
    let Some((word, rest)) = WORDS.iter().find_map(|word| Some((*word, text.strip_suffix(word)?))) else {
        return false;
    };
    let bare = rest.trim_end();
    // Of a text: `Grupo TODO` is a name.
    let is_text = bare.chars().any(is_han)
        || bare.contains(char::is_lowercase) && bare.split_whitespace().nth(FEWEST_WORDS - 1).is_some();
    let is_parted = bare.ends_with(|c: char| is_han(c) || !c.is_alphanumeric());
    let is_word = rest.ends_with(|c: char| is_han(c) || !c.is_alphanumeric());
    is_text && is_word && (is_parted || word != "TODO" || !is_spanish(bare))
}

/// Whether a text has one of the small words of Spanish: `Gracias por TODO`.
fn is_spanish(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "de", "del", "el", "la", "los", "las", "por", "que", "lo", "es", "en", "para", "con", "com", "y", "un", "una",
        "tu",
    ];
    text.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a text, in brackets or behind a colon, says so of itself: `to be confirmed`, `待补`.
pub(in crate::findings) fn says_so(text: &str) -> bool {
    const LONGEST: usize = 60;
    let text = text.trim();
    let bare = text.trim_end_matches(['.', '!', '。', '…']);
    text.len() <= LONGEST && ([text, bare].iter().any(|text| is_one(&text.to_lowercase())) || is_to_come(text))
}

fn is_one(text: &str) -> bool {
    COMES.contains(&text) || TO_COME.iter().chain(&korean::TO_COME).any(|words| is_same(words, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_is_known() {
        for value in [
            "(title to follow)", "Title follows", "Name to be confirmed", "Titel folgt noch", "Raum wird nachgereicht",
            "Room: TBC", "titre à venir", "Título por confirmar", "地点待定", "题目：待补", "장소 미정",
            "강의실: 추후 공지", "[Photo missing]",
        ] {
            assert!(is_to_come(value), "{value}");
        }
        for value in [
            "Easy to follow", "Title fights of the year", "Names and places", "Notebook pending", "Title",
            "The title to follow", "时间管理", "시간 관리", "Date palms", "",
        ] {
            assert!(!is_to_come(value), "{value}");
        }
        for text in [
            "to be confirmed", "To be confirmed.", "wird nachgereicht", "待补", "à compléter", "N.N.", "date to follow",
        ] {
            assert!(says_so(text), "{text}");
        }
        for text in ["confirmed", "to be or not", "pending approval of the board", ""] {
            assert!(!says_so(text), "{text}");
        }
    }

    #[test]
    fn texts_that_end_with_a_word_for_it_are_found() {
        for value in [
            "该生上课认真，TODO",
            "该生上课认真TODO",
            "Felix works hard, but TODO",
            "Felix works hard. (TODO)",
            "Trabaja muy bien en clase. TODO",
            "The mark of the last test is TBD.",
        ] {
            assert!(ends_so(value), "{value}");
        }
        for value in [
            "TODO", "Grupo TODO", "Gracias por TODO", "LO INCLUYE TODO", "Y entonces lo cambió TODO!", "MÉTODO",
            "全TODOs", "",
        ] {
            assert!(!ends_so(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_end_can_be_looked_at(text in "(该生|the |é|\\PC){0,6}(，| )?(TODO|TBD)?[)!。]?") {
            let _ = ends_so(&text);
        }

        #[test]
        fn any_text_can_be_looked_at(text in "[(（]?(title |Name: |地点)?\\PC{0,8}(to follow|待定)?[)）]?") {
            let _ = (is_to_come(&text), says_so(&text));
        }
    }
}
