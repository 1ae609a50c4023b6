//! What a note beside a row says of somebody who has withdrawn, and on which day: `storniert 20.11. – kein Platz frei`, `Storno`.

use super::words::{DEAD, OVER};
use super::{behind, is_end, is_stop, korean};
use crate::findings::calendar;
use crate::findings::starts::{Start, Starts};

/// What says it in a note, and may be a thing's in another column, as the sort of an invoice.
const WITHDRAWN: [&str; 26] = [
    "storno", "stornierung", "zurückgetreten", "zurückgezogen", "rücktritt", "abgesprungen", "annulliert",
    "widerrufen", "abgelehnt", "cancellation", "pulled out", "annulation", "désistement", "désisté", "désistée",
    "s'est désisté", "s'est désistée", "renuncia", "renunció", "anulación", "cancelación", "annullata", "disdetta",
    "disdetto", "rinuncia", "已退出",
];

/// Whether a note begins so, and ends there, or goes on with a day or behind a sign.
pub(super) fn is_over(note: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&WITHDRAWN, &OVER, &DEAD, &korean::OVER, &korean::DEAD]);
    if !STARTS.may_have(Start::of(note.as_bytes())) {
        return false;
    }
    let rests = |words: &'static [&str]| words.iter().filter_map(|words| behind(note, words));
    rests(&WITHDRAWN).any(|rest| ends(rest) || is_day(rest))
        || [&OVER[..], &DEAD, &korean::OVER, &korean::DEAD]
            .into_iter()
            .flat_map(rests)
            .any(|rest| ends(rest) || is_day(rest))
}

/// Behind `Storno – krank`, and not `Storno-Rechnung`.
fn ends(rest: &str) -> bool {
    if let Some(word) = rest.strip_prefix('-') {
        return !word.starts_with(char::is_alphanumeric);
    }
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(is_stop) || rest.starts_with(['/', '?', '？', '\n'])
}

/// ` 20.11.`, ` on 3 May`, `11月20日`: words before a day, and one. ` 3 times` is none.
pub(super) fn is_day(rest: &str) -> bool {
    const BEFORE: [&str; 20] = [
        "on", "since", "as of", "from", "am", "zum", "per", "seit", "ab", "vom", "el", "desde", "le", "depuis", "du",
        "au", "il", "dal", "em", "op",
    ];
    if !is_end(rest) && !rest.starts_with(|c: char| c.is_ascii_digit() || c >= '\u{2E80}') {
        return false;
    }
    let text = rest.trim_start_matches([' ', ',', '于', '（', '(']);
    let text = BEFORE.iter().find_map(|word| behind(text, word)?.strip_prefix(' ')).unwrap_or(text);
    let (digits, behind) = text.split_at(text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    if !matches!(digits.len(), 1 | 2 | 4) {
        return false;
    }
    let is_month = |text: &str| {
        let word = text.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        calendar::month(&word.to_lowercase()).is_some()
    };
    behind.starts_with(['年', '月', '号', '日'])
        || behind.strip_prefix(['.', '/', '-']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || behind.strip_prefix(['.', ' ']).is_some_and(is_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_withdrawn_on_a_day_is_known() {
        for note in [
            "storniert 20.11. – keine Bestätigung schicken!",
            "storniert 20.11.",
            "Storniert am 20.11.26 per Mail",
            "Abgesagt 3. Mai",
            "Storno",
            "Storno!",
            "STORNO 20.11.",
            "Storno – krank",
            "zurückgetreten",
            "Zurückgetreten am 3.5.",
            "cancelled 20/11",
            "Canceled 11/20/2026",
            "Cancelled 2026-11-20",
            "Withdrawn 3 May",
            "cancelled since 20/11",
            "annulé le 20/11",
            "Annulée 20/11 par téléphone",
            "désistement",
            "cancelado 20-11",
            "Anulado el 20.11.",
            "annullato 20/11",
            "Annullata il 3 maggio",
            "已取消 11月20日",
            "已取消（11月20日）",
            "已取消2026年11月20日",
            "verstorben 12.3.",
        ] {
            assert!(is_over(note), "{note}");
        }
        for note in [
            "Cancelled 3 times this term",
            "Cancelled lessons are made up in May",
            "Cancelled 12 of 20 lessons",
            "Storno-Rechnung 12",
            "Stornogebühr bezahlt",
            "Storniert wird nichts",
            "Abgesagte Stunde 20.11. nachholen",
            "annulé 2",
            "cancelado 20",
            "Rücktritt von der Wahl",
            "abgelehnt hat er nicht",
            "20.11.",
            "",
        ] {
            assert!(!is_over(note), "{note}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_looked_at(note in "(storno|Annulé|已取消|cancelled)?[ (,-]?(on |le |于)?([0-9]{0,5}[./月 -]?){0,2}\\PC{0,6}") {
            is_over(&note);
        }
    }
}
