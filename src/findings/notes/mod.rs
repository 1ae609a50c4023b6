//! Words for what is still to come, and notes to oneself, that stand where a value should.

mod clauses;
mod confided;
mod dated;
mod gone;
mod held_back;
mod inside;
mod korean;
mod over;
mod parted;
mod phrases;
mod to_come;
mod told;
mod words;

use self::clauses::Said;
use self::words::{
    DEAD, ELSEWHERE, FORMS, FORMS_BEGIN, INTERNAL, KEYS, NOT_TO_BE_SENT, OVER, PERHAPS_INTERNAL, PERHAPS_TO_COME,
    TESTERS, TO_COME,
};
use super::starts::{Start, Starts};
use super::{Detail, Kind, Oddity, leftovers};

pub(super) use self::gone::{is_gone, is_left_post, is_there};
pub(super) use self::inside::{Beside, aside, inside};
pub(super) use self::korean::is_behind_a_name as is_behind_a_korean_name;
use self::to_come::is_to_come;
pub(super) use self::to_come::says_so;
use self::told::{Told, told};

const COMES: &str = "is what people write where something is to come. Type the value.";
const FORM: &str = "is what a form has in a field until somebody fills it in. Type the value.";
const KEYED: &str = "is what people type to try a cell. Type the value.";
const TESTER: &str =
    "is who stands in a row by which somebody tries a list. Take the row out, or leave it if it is meant.";
const PERHAPS_COMES: &str =
    "stands where the other rows have something else. Leave it if it is meant; or else type what was to come.";
const POINTS: &str =
    "points to another cell, and whoever gets the letter does not see that one. Type the value that is meant.";
const INSIDE: &str = "has a place in it where something is to be filled in. Type what is missing.";
pub(super) const HOLD: &str =
    "is a note to yourself, and the letter would have it. Is this row to be sent at all? Take the row or the note out.";
const REMARK: &str = "reads like a note to yourself or to a colleague, and the letter would have it. Take it out, or leave it if it is meant.";
const NOT_SHOWN: &str = "may say that this row is not to be sent, and the letter does not show it. Take the row out, or leave it if it is meant.";
/// What is not certain: behind the value.
const PERHAPS_NOT_SHOWN: &str = "may say that this row is not to be sent yet, or not as it is, and the letter does not show it. Take the row out, mend it, or leave it if it is meant.";
const OTHER_ADDRESS: &str = "may say that this row's address is not to be written to, or not now, and the letter does not show it. Type the right one, take the row out, or leave it if it is meant.";
const GONE: &str = "may say that this row is not to be sent. Take the row out, or leave it if it is meant.";

/// What a value is, if all of it is a note.
pub(super) fn whole(value: &str) -> Option<(Kind, &'static str)> {
    one_of_the_words(value)
        .or_else(|| begin(value.trim_start_matches(|c: char| is_bracket(c) || matches!(c, '*' | '!' | ' ' | '-'))))
}

/// Whether a value says of something that it is still to come.
pub(super) fn to_come(value: &str) -> Option<(Kind, &'static str)> {
    if is_to_come(value) {
        return Some((Kind::Blank, INSIDE));
    }
    to_come::ends_so(value).then_some((Kind::Leftover, INSIDE))
}

/// What is said within a text to oneself or to a colleague.
pub(super) fn within(text: &str) -> Option<(Kind, &'static str)> {
    match told(text) {
        Some(Told::NotToBeSent) => Some((Kind::Hold, HOLD)),
        Some(Told::Remark) => Some((Kind::Hold, REMARK)),
        None => dated::is_gone(text).then_some((Kind::NotToBeSent, GONE)),
    }
}

/// Whether a value that the letter does not show says that its row is not to be sent.
pub(super) fn not_shown(value: &str) -> Option<Unsent> {
    let text = value.trim_start_matches(|c: char| is_bracket(c) || matches!(c, '*' | '!' | ' ' | '-'));
    let says = NOT_TO_BE_SENT.iter().chain(&korean::NOT_TO_BE_SENT).any(|words| is_a_note(words, text))
        || over::is_over(text)
        || parted::rests_in_peace(text)
        || parted::is_gone_in_chinese(text)
        || dated::is_gone(text)
        || text.ends_with(" RIP");
    if says {
        return Some(Unsent::Certain);
    }
    match clauses::says(text) {
        Some(Said::Address) => Some(Unsent::OtherAddress),
        Some(Said::Gone) => Some(Unsent::Certain),
        Some(Said::Open) => Some(Unsent::Perhaps),
        None => match told(text)? {
            Told::NotToBeSent => Some(Unsent::Certain),
            // `ask Marta??`: what one thinks of somebody is no question.
            Told::Remark => text.ends_with(['?', '？']).then_some(Unsent::Perhaps),
        },
    }
}

/// What a note that the letter does not show says of sending its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsent {
    /// It is not to be sent.
    Certain,
    /// It is to go to another address.
    OtherAddress,
    /// It is perhaps not to be sent.
    Perhaps,
}

impl From<Unsent> for Oddity {
    fn from(unsent: Unsent) -> Self {
        let odd = |what| Self::new(Kind::NotToBeSent, what);
        match unsent {
            Unsent::Certain => odd(NOT_SHOWN),
            Unsent::OtherAddress => odd(OTHER_ADDRESS),
            Unsent::Perhaps => odd(PERHAPS_NOT_SHOWN).with(Detail::PerhapsUnsent),
        }
    }
}

/// What is said of a post that nobody has any more.
pub(super) const LEFT_POST: &str = "says of somebody that he has left, and the other rows have what he is, or where. Take the row out, or leave it if it is to be sent.";

/// What those begin with that [`whole`] finds, unless a sign [is with them](has_sign).
pub(super) const STARTS: Starts = WHOLES.and(&BEGINS);
const WHOLES: Starts =
    Starts::of(&[&TO_COME, &FORMS, &FORMS_BEGIN, &KEYS, &TESTERS, &PERHAPS_TO_COME, &ELSEWHERE, &PERHAPS_INTERNAL])
        .and(&Starts::of(&[&korean::TO_COME, &korean::TESTERS, &korean::PERHAPS_INTERNAL]));
const BEGINS: Starts = Starts::of(&[&NOT_TO_BE_SENT, &INTERNAL, &OVER, &DEAD, &parted::IN_PEACE]).and(&Starts::of(&[
    &korean::NOT_TO_BE_SENT,
    &korean::OVER,
    &korean::DEAD,
]));

/// Whether a value begins with a sign, or ends with one, that a note may have before it or behind it.
pub(super) fn has_sign(value: &str) -> bool {
    let [first, .., last] = value.as_bytes() else { return false };
    first.is_ascii_punctuation() && !matches!(first, b'#' | b'+' | b'@')
        || matches!(first, 0xE3 | 0xEF)
        || (*first | *last) >= 0x80 && (value.ends_with('†') || value.starts_with('†'))
}

fn one_of_the_words(value: &str) -> Option<(Kind, &'static str)> {
    static STARTS: Starts = WHOLES;
    let core = value
        .trim_matches(|c: char| {
            c.is_ascii_punctuation() && c != '†'
                || is_bracket(c)
                || matches!(c, '「' | '」' | '『' | '』' | '《' | '》' | '｛' | '｝' | '。' | '…' | '！' | '？')
        })
        .trim();
    // `（待补充）`
    if core.len() < value.len() && leftovers::is_to_come(core) {
        return Some((Kind::Leftover, COMES));
    }
    let core = if value.ends_with('.') && core.contains('.') { value } else { core };
    if !STARTS.may_have(Start::of(core.as_bytes())) {
        return None;
    }
    let is_one_of = |words: &[&str]| words.iter().any(|word| is_same(word, core));
    if is_one_of(&TO_COME) || is_one_of(&korean::TO_COME) {
        return Some((Kind::Leftover, COMES));
    }
    if is_one_of(&FORMS) || FORMS_BEGIN.iter().any(|begin| behind(core, begin).is_some()) {
        return Some((Kind::Leftover, FORM));
    }
    if is_one_of(&KEYS) {
        return Some((Kind::Leftover, KEYED));
    }
    if is_one_of(&PERHAPS_INTERNAL) || is_one_of(&korean::PERHAPS_INTERNAL) {
        return Some((Kind::NotToBeSent, HOLD));
    }
    if is_one_of(&TESTERS) || is_one_of(&korean::TESTERS) {
        return Some((Kind::NotToBeSent, TESTER));
    }
    // In brackets, it may point to the letter.
    if is_one_of(&ELSEWHERE) && !value.starts_with(is_bracket) {
        return Some((Kind::Sign, POINTS));
    }
    if is_one_of(&PERHAPS_TO_COME) {
        return Some((Kind::Sign, PERHAPS_COMES));
    }
    None
}

/// What a value has that begins so.
fn begin(text: &str) -> Option<(Kind, &'static str)> {
    static STARTS: Starts = BEGINS;
    if text.starts_with('†') || text.ends_with('†') || parted::rests_in_peace(text) {
        return Some((Kind::NotToBeSent, GONE));
    }
    if !STARTS.may_have(Start::of(text.as_bytes())) {
        return None;
    }
    // `Nota internacional` is a mark, and none of ours. What ends with a sign, or is Chinese, ends where it ends.
    let is_whole = |words: &str, rest: &str| !words.ends_with(char::is_alphabetic) || !words.is_ascii() || is_end(rest);
    let is_internal = |words: &&str| behind(text, words).is_some_and(|rest| is_whole(words, rest));
    let is_hold = || NOT_TO_BE_SENT.iter().chain(&korean::NOT_TO_BE_SENT).any(|words| is_a_note(words, text));
    if INTERNAL.iter().any(is_internal) || is_hold() {
        return Some((Kind::Hold, HOLD));
    }
    is_over(text).then_some((Kind::NotToBeSent, GONE))
}

/// Whether a text begins with these words, and ends there or goes on behind a sign. `Do not send your child …` is said to the reader.
fn is_a_note(words: &str, text: &str) -> bool {
    behind(text, words).is_some_and(|rest| {
        rest.trim_start().chars().next().is_none_or(is_stop) || is_in_capitals(&text[..words.len()]) && is_end(rest)
    })
}

/// Whether a text says of somebody that there is no letter any more.
fn is_over(text: &str) -> bool {
    let dead = || DEAD.iter().chain(&korean::DEAD);
    OVER.iter().chain(&korean::OVER).chain(dead()).any(|words| is_a_note(words, text))
        || dead().any(|words| behind(text, words).is_some_and(|rest| is_day(rest.trim_start())))
}

/// `12 October 2026`, `on Monday`, `im Mai`.
fn is_day(text: &str) -> bool {
    const BEFORE: [&str; 10] = ["on ", "in ", "since ", "am ", "im ", "seit ", "el ", "en ", "le ", "il "];
    text.starts_with(|c: char| c.is_ascii_digit()) || BEFORE.iter().any(|word| behind(text, word).is_some())
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '[' | '<' | '（' | '【' | '〔' | '［' | '＜')
}

fn is_bracket(c: char) -> bool {
    is_open(c) || matches!(c, ')' | ']' | '>' | '）' | '】' | '〕' | '］' | '＞')
}

/// Whether nothing that belongs to a word follows.
fn is_end(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// What ends a note, or parts it from its reason.
fn is_stop(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | ':' | '!' | ';' | ',' | '.' | '，' | '。' | '！' | '：') || is_bracket(c)
}

/// What stands behind words in lower case that a text begins with, in whatever case.
fn behind<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (begin, rest) = text.split_at_checked(words.len())?;
    is_same(words, begin).then_some(rest)
}

/// Whether a text is this in lower case.
fn is_same(words: &str, text: &str) -> bool {
    // Few letters have another length in the other case, and none of these.
    text.len() == words.len() && (text.eq_ignore_ascii_case(words) || !text.is_ascii() && text.to_lowercase() == words)
}

/// Of letters that have two cases.
fn is_in_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str) -> Option<(Kind, &'static str)> {
        whole(value).or_else(|| inside(value))
    }

    #[test]
    fn words_for_what_is_to_come_are_found() {
        for (value, what) in [
            ("TBC", COMES),
            ("tbc.", COMES),
            ("T.B.C.", COMES),
            ("[TBC]", COMES),
            ("（待补充）", COMES),
            ("【待定】", COMES),
            ("「待确认」", COMES),
            ("［待填写］", COMES),
            ("[à compléter]", COMES),
            ("(por completar)", COMES),
            ("{da completare}", COMES),
            ("（未定）", COMES),
            ("（稍后补充）", COMES),
            ("[noch zu ergänzen]", COMES),
            ("To be confirmed", COMES),
            ("(to be added)", COMES),
            ("TO DO", COMES),
            ("[PLACEHOLDER]", COMES),
            ("por definir", COMES),
            ("À compléter", COMES),
            ("未定", COMES),
            ("see above", POINTS),
            ("siehe oben", POINTS),
            ("s. o.", POINTS),
            ("idem", POINTS),
            ("DRAFT", PERHAPS_COMES),
            ("pendiente", PERHAPS_COMES),
            ("en attente", PERHAPS_COMES),
            ("略", PERHAPS_COMES),
            ("調整中", PERHAPS_COMES),
            ("（後日連絡）", PERHAPS_COMES),
            ("確認中。", PERHAPS_COMES),
            ("要確認", PERHAPS_COMES),
            ("Click or tap here to enter text.", FORM),
            ("Choose an item.", FORM),
            ("Insert text here", FORM),
            ("[Text hier eingeben]", FORM),
            ("-- Please select --", FORM),
            ("Bitte wählen", FORM),
            ("Test User", TESTER),
            ("Max Mustermann", TESTER),
            ("Usuario de prueba", TESTER),
            ("测试用户", TESTER),
            ("asdf", KEYED),
            ("qwerty", KEYED),
            ("Blah blah", KEYED),
            ("testing", PERHAPS_COMES),
            ("（略）", PERHAPS_COMES),
            ("[insert comment here]", INSIDE),
            ("[enter the name]", INSIDE),
            ("Freya Chapman (TODO)", INSIDE),
            ("Dear [YOUR NAME], well done", INSIDE),
            ("Room (tbc), ground floor", INSIDE),
            ("Felix works hard ______", INSIDE),
            ("XXX works hard", INSIDE),
            ("XXX同学本学期", INSIDE),
            ("ES76 2100 XXXX XXXX", INSIDE),
        ] {
            assert_eq!(found(value).map(|(_, what)| what), Some(what), "{value}");
        }
    }

    #[test]
    fn notes_to_oneself_are_found() {
        for (value, kind) in [
            ("DO NOT SEND - parent has complained", Kind::Hold),
            ("do not send", Kind::Hold),
            ("Don't send!", Kind::Hold),
            ("TEST PRODUCT - DO NOT SHIP", Kind::Hold),
            ("（内部备注，勿发）家长投诉过", Kind::Hold),
            ("勿发送", Kind::Hold),
            ("Internal: parents divorced", Kind::Hold),
            ("internal notes - parents divorced", Kind::Hold),
            ("Nota interna. No se envía", Kind::Hold),
            ("内部备注勿发", Kind::Hold),
            ("No enviar", Kind::Hold),
            ("Maria (ne pas envoyer)", Kind::Hold),
            ("CANCELLED - customer withdrew", Kind::NotToBeSent),
            ("cancelled", Kind::NotToBeSent),
            ("† Tomás (fallecido)", Kind::NotToBeSent),
            ("Tomás (fallecido)", Kind::NotToBeSent),
            ("Tomás Ruiz †", Kind::NotToBeSent),
            ("Anna Berg (VERSTORBEN)", Kind::NotToBeSent),
            ("Décédé", Kind::NotToBeSent),
            ("Deceased 12 October 2026, inform the family", Kind::NotToBeSent),
            ("Verstorben im Mai", Kind::NotToBeSent),
            ("died", Kind::NotToBeSent),
            ("has left", Kind::NotToBeSent),
            ("on hold", Kind::NotToBeSent),
            ("duplicate", Kind::NotToBeSent),
            ("bounced", Kind::NotToBeSent),
            ("DELETE", Kind::NotToBeSent),
            ("CHECK THIS", Kind::NotToBeSent),
            ("Note to self: ask her mother", Kind::Hold),
            ("internal", Kind::NotToBeSent),
            ("confidential", Kind::NotToBeSent),
            ("保密", Kind::NotToBeSent),
            ("贾静（已退学）", Kind::NotToBeSent),
            ("（内部）家庭困难，请勿外传", Kind::NotToBeSent),
            ("Zahlt nie pünktlich (intern!)", Kind::NotToBeSent),
            ("Freya Chapman (old)", Kind::NotToBeSent),
            ("请勿外传", Kind::Hold),
        ] {
            assert_eq!(found(value).map(|(kind, _)| kind), Some(kind), "{value}");
        }
    }

    #[test]
    fn notes_beside_the_letter_are_found() {
        for value in [
            "storniert 20.11. – keine Bestätigung schicken!",
            "keine Bestätigung schicken!",
            "Bitte keine Bestätigung mehr senden",
            "Send no confirmation",
            "do not send confirmation",
            "ne pas envoyer de confirmation",
            "no enviar confirmación",
            "non inviare la conferma",
            "(storniert 20.11.)",
            "Storno",
        ] {
            assert!(not_shown(value).is_some(), "{value}");
        }
        for value in [
            "keine Bestätigung erhalten", "keine Bestätigung", "keine Bestätigung nötig", "no confirmation yet",
            "keine Bilder schicken", "Zahlung 20.11.", "Parkplatz benötigt", "vegetarisch",
        ] {
            assert_eq!(not_shown(value), None, "{value}");
        }
    }

    #[test]
    fn texts_are_left_alone() {
        for value in [
            "Cancelled lessons are made up in May",
            "Internal medicine",
            "Nota internacional",
            "nota internazionale",
            "Note Internet",
            "internal notebook",
            "The internal: no",
            "Internal, external and oral exams",
            "Interne Prüfung",
            "Intern",
            "Anna Berg (Intern)",
            "Confidential matters are kept so",
            "Cancelled 3 times this term",
            "Click here",
            "Please select your courses",
            "Testing week",
            "Blahnik",
            "Pendleton",
            "Tobias",
            "Drafts are welcome",
            "Draft horse",
            "Sampleton",
            "Please do not send chocolate",
            "Do not sender",
            "Deceased estate law",
            "Super Bowl XXX",
            "Chapter XXX ends",
            "XXL",
            "XXX Jornadas de Historia",
            "Room 5 [enter from the yard] at nine",
            "See [Register here](https://a.example/x) for more",
            "Allergic to nuts (Diabetes [Type 2])",
            "A plan (old and new)",
            "(old) Anna",
            "S.O.S.",
            "(siehe oben)",
            "（待人友善）",
            "【待定】的日子",
            "(added)",
            "Offenbach",
            "[1] see the book",
            "[here]",
            "[add]",
            "(add one here)",
            "Add your voice (type B)",
            "<b>",
            "a_b__c",
            "AXXXB-1",
            "CANNOT SEND",
            "TBD in May",
            "切勿发短信",
            "不发烧了",
            "(",
            "",
            "Do not send your child without a coat",
            "不要发脾气",
        ] {
            assert_eq!(found(value), None, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "([\\[(（]|XXX|NOT |DO |tbc|勿发|†)?\\PC{0,12}([\\])]|XXX)?\\PC{0,4}") {
            let _ = found(&value);
        }
    }
}
