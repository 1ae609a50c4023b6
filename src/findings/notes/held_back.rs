//! That a letter is to wait, and that somebody said on a day that he does not come: `Rechnung zurückhalten`, `等通知再发`,
//! `hat am 20.11. storniert`.

use crate::findings::calendar;

/// That a letter is to wait, or need not leave, where a clause says nothing else.
pub(super) const ORDERS: [&str; 66] = [
    "zurückhalten",
    "rechnung zurückhalten",
    "rechnung zurückstellen",
    "rechnung nicht senden",
    "rechnung nicht schicken",
    "rechnung nicht verschicken",
    "rechnung nicht versenden",
    "brief zurückhalten",
    "mahnung zurückhalten",
    "versand stoppen",
    "erst nach rücksprache senden",
    "erst nach rücksprache schicken",
    "erst nach rücksprache verschicken",
    "hold invoice",
    "hold the invoice",
    "hold invoices",
    "hold letter",
    "hold the letter",
    "hold mail",
    "hold back",
    "withhold invoice",
    "withhold the invoice",
    "retenir la facture",
    "facture à retenir",
    "bloquer l'envoi",
    "suspendre l'envoi",
    "no enviar aún",
    "retener factura",
    "retener la factura",
    "suspender envío",
    "suspender el envío",
    "trattenere la fattura",
    "sospendere l'invio",
    "não enviar",
    "reter fatura",
    "reter a fatura",
    "niet sturen",
    "niet versturen",
    "nog niet sturen",
    "nog niet versturen",
    "factuur vasthouden",
    "factuur aanhouden",
    "nie wysyłać",
    "jeszcze nie wysyłać",
    "wstrzymać fakturę",
    "wstrzymać wysyłkę",
    "не отправлять",
    "пока не отправлять",
    "придержать счёт",
    "придержать счет",
    "不用发",
    "不用发了",
    "不用再发",
    "不用再发了",
    "不必发",
    "不必发了",
    "不必再发",
    "不必再发了",
    "无需再发",
    "无须再发",
    "等通知再发",
    "等通知后再发",
    "另行通知再发",
    "通知后再发",
    "先不寄",
    "暂停发送",
];

/// What somebody did who is no longer there, behind a verb and the day: `hat am 20.11. storniert`.
pub(super) const BEHIND_A_DAY: [&str; 18] = [
    "storniert", "abgesagt", "gekündigt", "abgemeldet", "widerrufen", "ausgetreten", "ausgeschieden", "verstorben",
    "cancelled", "canceled", "withdrawn", "resigned", "annulé", "résilié", "cancelado", "anulado", "disdetto",
    "opgezegd",
];

/// The verbs before those.
const BEFORE_A_DAY: [&str; 16] = [
    "hat", "ist", "wurde", "er hat", "sie hat", "er ist", "sie ist", "has", "was", "he has", "she has", "a", "ha",
    "est", "heeft", "is",
];

/// Whether nothing but a verb and a day stands in the clause that ends there: `hat am 20.11.`, whose points end none.
pub(super) fn is_behind_day(before: &str) -> bool {
    const WITH_DAYS: [&str; 20] = [
        "am", "im", "zum", "per", "den", "der", "on", "in", "le", "en", "el", "il", "de", "em", "op", "bereits",
        "schon", "leider", "telefonisch", "already",
    ];
    let is_end = |c: char| matches!(c, ',' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '–' | '—');
    let clause = before.rsplit(is_end).next().unwrap_or_default();
    let clause = clause.rsplit(" - ").next().unwrap_or_default().trim().to_lowercase();
    let behind_verb = |verb: &str| clause.strip_prefix(verb)?.strip_prefix(' ');
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_month = |word: &str| calendar::month_in_date(word.trim_end_matches('.')).is_some();
    // `was 3 times cancelled` counts.
    let is_day = |rest: &str| {
        let words = || rest.split_whitespace();
        let has_day = words().any(|word| is_number(word) && word.contains(['.', '/', '-'])) || words().any(is_month);
        has_day && words().all(|word| is_number(word) || is_month(word) || WITH_DAYS.contains(&word))
    };
    BEFORE_A_DAY.iter().filter_map(|verb| behind_verb(verb)).any(is_day)
}

#[cfg(test)]
mod tests {
    use super::super::told::{Told, told};
    use super::*;

    #[test]
    fn letters_that_are_to_wait_are_known() {
        for note in [
            "Rechnung zurückhalten",
            "bitte zurückhalten",
            "Rechnung nicht verschicken",
            "Erst nach Rücksprache senden",
            "Abmeldung liegt vor",
            "Stornierung liegt vor, s. Mail",
            "hat am 20.11. storniert",
            "hat am 3. Mai 2027 gekündigt",
            "ist zum 31.12.2026 ausgetreten, keine Rechnung",
            "has on 20 November cancelled",
            "a le 20/11 annulé",
            "Hold invoice",
            "please hold the letter",
            "please hold back, disputed",
            "retenir la facture",
            "no enviar aún",
            "trattenere la fattura",
            "factuur vasthouden",
            "wstrzymać wysyłkę",
            "пока не отправлять",
            "不用发",
            "不用发了",
            "等通知再发",
            "电话沟通过，不必再发",
            "家长已拉黑",
        ] {
            assert_eq!(told(note), Some(Told::NotToBeSent), "{note}");
        }
    }

    #[test]
    fn what_is_said_to_the_reader_is_left_alone() {
        for text in [
            "Er sollte sich im Unterricht mehr zurückhalten",
            "Sie haben am 20.11. storniert",
            "Ihr Kurs wurde am 20.11. abgesagt und findet im Mai statt",
            "Sie hat am 20.11. gefehlt",
            "was 3 times cancelled by the school",
            "Die Abmeldung ist bis zum 3. Mai möglich",
            "Hold the letter in your hands",
            "作业不用发给老师",
            "不用发愁",
            "请等通知再发言",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(before in "(hat |was )?(am |on )?(\\PC|20.11.|[ ,.-]|Mai ){0,8}") {
            is_behind_day(&before);
        }
    }
}
