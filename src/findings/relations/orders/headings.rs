//! Columns that by their headings come one after the other, whichever is the first: `Arrival` and `Departure`, `born` and any other.

use crate::findings::headings::{is_birth, words_of};

/// What the two of a pair are called. Parts of headings, in lower case; behind a blank, whole words.
const PAIRS: [(&[&str], &[&str]); 9] = [
    (
        &["arriv", "check-in", "checkin", "check in", "anreise", "ankunft", "llegada", "到达", "抵达", "入住"],
        &[
            "depart", "check-out", "checkout", "check out", "abreise", "abfahrt", "départ", "salida", "离开", "退房",
            "返回",
        ],
    ),
    (
        &["start", "begin", "début", "inicio", "开始", " from", " von", " ab", " desde", " du"],
        &["ende", "finish", "schluss", "结束", " end", " to", " until", " till", " bis", " hasta", " au", " fin"],
    ),
    (
        &["issue", "invoice", "rechnung", "ausgestellt", "factur", "emisi", "émis", "billed", "开票", "开具"],
        &["due", "fällig", "faellig", "échéance", "vencim", "deadline", "scadenza", "到期", "截止"],
    ),
    (
        &["order", "bestell", "pedido", "command", "ordine", "下单", "订购", "订单"],
        &[
            "ship", "deliver", "liefer", "versand", "envío", "entrega", "livraison", "expédi", "consegna", "发货",
            "送达",
        ],
    ),
    (
        &["borrow", "lent", "loan", "ausgeliehen", "ausleihe", "emprunt", "préstamo", "借出", "借阅"],
        &["return", "rückgabe", "zurück", "retour", "devolu", "due", "归还", "应还"],
    ),
    (
        &["joined", "join", "entry", "eintritt", "hired", "entrée", "adhésion", "alta", "入会", "入职"],
        &["left", "leaving", "exit", "austritt", "gekündigt", "kündigung", "sortie", "baja", "退会", "离职"],
    ),
    (
        &["einzug", "move-in", "move in", "moved in", "emménag", "搬入", "mietbeginn"],
        &["auszug", "move-out", "move out", "moved out", "déménag", "搬出", "mietende"],
    ),
    (
        &["opens", "opening", "öffnet", "ouverture", "apertura"],
        &["closes", "closing", "schließt", "fermeture", "cierre"],
    ),
    (
        &["valid from", "gültig ab", "gültig von", "valable du", "válido desde", "生效"],
        &["valid until", "valid to", "expir", "gültig bis", "ablauf", "valable jusqu", "caduc", "失效", "有效期"],
    ),
];

/// Whether two headings are of days or times of which one comes after the other.
pub(super) fn are_related(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    // Nothing is before somebody is born; two of them are of two people.
    if is_birth(&one) != is_birth(&other) {
        return true;
    }
    let fits =
        |one: &str, other: &str| PAIRS.iter().any(|(firsts, lasts)| is_one_of(firsts, one) && is_one_of(lasts, other));
    fits(&one, &other) || fits(&other, &one)
}

fn is_one_of(parts: &[&str], name: &str) -> bool {
    parts.iter().any(|part| match part.strip_prefix(' ') {
        Some(whole) => words_of(name).any(|word| word == whole),
        None => name.contains(*part),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_belong_together_are_known() {
        for (one, other) in [
            ("Arrival", "Departure"),
            ("Check-in", "Check-out"),
            ("Abreise", "Anreise"),
            ("Beginn", "Ende"),
            ("von", "bis"),
            ("Start time", "End time"),
            ("开始时间", "结束时间"),
            ("Rechnungsdatum", "Fällig am"),
            ("date of issue", "due date"),
            ("order date", "shipped"),
            ("date of birth", "member since"),
            ("Geburtsdatum", "Eintritt"),
            ("Einzug", "Auszug"),
            ("出生日期", "入学日期"),
        ] {
            assert!(are_related(one, other) && are_related(other, one), "{one}, {other}");
        }
        for (one, other) in
            [("Arrival", "Due"), ("Fällig am", "Seminar"), ("born", "birthday"), ("Datum", "Termin"), ("", "")]
        {
            assert!(!are_related(one, other), "{one}, {other}");
        }
    }
}
