//! Which days a column holds, by its heading.

use super::words_of;

/// Whether a heading, in lower case, is one of days of birth.
pub(in crate::findings) fn is_birth(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "dob", "geb", "geboren", "born", "né", "née", "nés", "nato", "nata", "nati", "nacido", "nacida", "nascido",
        "nascida", "født", "född",
    ];
    const PARTS: [&str; 14] = [
        "geboorte", "fødsel", "födel", "urodz", "naroz", "birth", "geburt", "nacim", "naiss", "nascita", "nascimento",
        "生日", "出生", "рожд",
    ];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, says how old somebody is.
pub(in crate::findings) fn is_age(name: &str) -> bool {
    const WORDS: [&str; 20] = [
        "age", "ages", "alter", "lebensalter", "âge", "edad", "età", "eta", "idade", "leeftijd", "wiek", "věk", "vek",
        "ålder", "alder", "ikä", "kor", "életkor", "yaş", "возраст",
    ];
    const PARTS: [&str; 7] = ["年龄", "年齡", "年齢", "周岁", "周歲", "岁数", "나이"];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, is of days by which something is to be paid or done.
pub(in crate::findings) fn is_due(name: &str) -> bool {
    const PARTS: [&str; 9] =
        ["due", "deadline", "fällig", "faellig", "frist", "vencim", "échéance", "scadenza", "截止"];
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is of days on which something was paid or done.
pub(in crate::findings) fn is_paid(name: &str) -> bool {
    const PARTS: [&str; 12] = [
        "paid", "payment", "bezahlt", "gezahlt", "zahlungseingang", "pagado", "pago", "payé", "paiement", "returned",
        "submitted", "缴费",
    ];
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is of days on which people meet: exams, talks, visits.
pub(in crate::findings) fn is_appointment(name: &str) -> bool {
    const PARTS: [&str; 46] = [
        "appointment", "viva", "exam", "interview", "meeting", "session", "defence", "defense", "presentation",
        "lecture", "seminar", "workshop", "termin", "prüfung", "pruefung", "klausur", "gespräch", "gespraech",
        "sitzung", "vortrag", "schulung", "unterricht", "sprechstunde", "reunión", "reunion", "entrevista", "examen",
        "entretien", "réunion", "soutenance", "colloquio", "esame", "riunione", "appuntamento", "afspraak", "gesprek",
        "面试", "考试", "预约", "会议", "家长会", "答辩", "面谈", "rendez-vous", "reunião", "consulta",
    ];
    const WORDS: [&str; 6] = ["cita", "oral", "slot", "match", "spieltag", "game"];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, is of days that may be any of the week: when somebody joins, comes or goes, when something begins or
/// ends, or was written.
pub(in crate::findings) fn is_of_any_day(name: &str) -> bool {
    const PARTS: [&str; 56] = [
        "join", "since", "beitritt", "eintritt", "austritt", "regist", "inscri", "anmeld", "order", "bestell",
        "pedido", "commande", "issue", "ausgestellt", "signed", "valid", "gültig", "expir", "ablauf", "arriv",
        "depart", "check", "anreise", "abreise", "llegada", "salida", "départ", "partenza", "start", "begin", "inicio",
        "inizio", "début", "ends", "ende", "certifi", "creat", "angelegt", "update", "sent", "versand", "liefer",
        "deliver", "entrega", "livraison", "consegna", "einzug", "auszug", "move", "leas", "入职", "入学", "生效",
        "到期", "入住", "签",
    ];
    const WORDS: [&str; 12] = ["end", "from", "to", "until", "von", "bis", "fin", "fine", "desde", "hasta", "du", "au"];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_appointments_are_told_from_those_that_may_be_any() {
        for heading in ["viva date", "prüfungstermin", "date de l'examen", "cita", "考试日期", "oral exam"] {
            assert!(is_appointment(heading), "{heading}");
        }
        for heading in ["start date", "eintritt", "arrival", "end", "payé du", "入职日期"] {
            assert!(is_of_any_day(heading) && !is_appointment(heading), "{heading}");
        }
        for heading in ["date", "tag", "weekend", "日期", ""] {
            assert!(!is_of_any_day(heading) && !is_appointment(heading), "{heading}");
        }
    }
}
