//! States of who is no longer there, in a column where all others are: `Fallecido`, `已转学`, `ausgetreten`.

use super::{is_bracket, is_stop, korean};
use crate::findings::starts::{Start, Starts};

/// How it is said that somebody is there, in lower case.
const THERE: [&str; 40] = [
    "active", "activo", "activa", "aktiv", "actif", "attivo", "attiva", "ativo", "ativa", "actief", "aktywny",
    "aktywna", "активен", "активный", "alta", "de alta", "en alta", "enrolled", "registered", "current",
    "current member", "member", "employed", "mitglied", "angemeldet", "eingeschrieben", "miembro", "socio", "socia",
    "inscrito", "inscrita", "inscrit", "inscrite", "iscritto", "iscritta", "在读", "在校", "在职", "在籍", "在册",
];

/// What it begins with that somebody is no longer there, or does not pay, in lower case.
const GONE: [&str; 117] = [
    "left", "gone", "moved", "withdrawn", "withdrew", "deceased", "died", "dead", "expelled", "suspended", "resigned",
    "quit", "lapsed", "expired", "terminated", "inactive", "former", "ex-member", "graduated", "no longer",
    "dropped out", "transferred", "cancelled", "canceled", "unsubscribed", "defaulter", "verstorben", "gestorben",
    "ausgetreten", "ausgeschieden", "ausgeschlossen", "austritt", "abgemeldet", "gekündigt", "exmatrikuliert",
    "verzogen", "inaktiv", "ehemalig", "ehemalige", "ehemaliger", "fallecido", "fallecida", "falleció", "difunto",
    "difunta", "moroso", "morosa", "baja", "de baja", "dado de baja", "dada de baja", "expulsado", "expulsada",
    "suspendido", "suspendida", "inactivo", "inactiva", "ya no", "trasladado", "trasladada", "renunció", "décédé",
    "décédée", "démissionnaire", "démission", "démissionné", "radié", "radiée", "exclu", "exclue", "parti", "partie",
    "ancien", "ancienne", "inactif", "inactive", "désinscrit", "désinscrite", "résilié", "deceduto", "deceduta",
    "dimesso", "dimessa", "dimissionario", "dimissionaria", "espulso", "espulsa", "cessato", "cessata", "ritirato",
    "ritirata", "inattivo", "inattiva", "falecido", "falecida", "faleceu", "desligado", "desligada", "desistente",
    "inativo", "inativa", "demitido", "cancelado", "cancelada", "overleden", "opgezegd", "uitgeschreven", "zmarł",
    "zmarła", "wypisany", "wypisana", "умер", "умерла", "выбыл", "выбыла", "退会", "注销",
];

/// The same in Chinese, behind 已 or alone.
const GONE_IN_CHINESE: [&str; 20] = [
    "转学", "转走", "转出", "转校", "休学", "退学", "停学", "离校", "离职", "离世", "去世", "病故", "身故", "死亡",
    "毕业", "开除", "除名", "辞职", "退休", "失联",
];

/// How it is said of a post that nobody has it any more, in lower case, and nothing else: a `Former Chair` is one.
const LEFT_POST: [&str; 62] = [
    "left", "has left", "left company", "left the company", "left the firm", "left the practice", "leaver",
    "ex-employee", "former employee", "no longer employed", "no longer works here", "no longer here",
    "no longer with us", "resigned", "dismissed", "terminated", "deceased", "died", "ausgeschieden", "ausgetreten",
    "gekündigt", "verstorben", "ehemalig", "ehemaliger mitarbeiter", "ehemalige mitarbeiterin",
    "nicht mehr im unternehmen", "nicht mehr da", "baja", "de baja", "dado de baja", "dada de baja", "causó baja",
    "ya no trabaja", "ya no trabaja aquí", "exempleado", "exempleada", "despedido", "despedida", "fallecido",
    "fallecida", "parti", "partie", "démissionnaire", "a quitté l'entreprise", "a quitté la société", "licencié",
    "licenciée", "décédé", "décédée", "dimesso", "dimissionario", "dimissionaria", "licenziato", "licenziata",
    "deceduto", "deceduta", "desligado", "desligada", "demitido", "demitida", "uit dienst", "overleden",
];

/// The same in Chinese and Japanese.
const LEFT_POST_IN_HAN: [&str; 24] = [
    "离职", "離職", "已离职", "离职员工", "辞职", "已辞职", "开除", "去世", "已去世", "病故", "失联", "退職", "退職済",
    "退職済み", "退職者", "退職予定", "退社", "退社済", "退社済み", "死亡", "逝去", "ご逝去", "故人", "解雇",
];

/// Whether what stands for a post or a department says that nobody is there any more: `退職`, `Resigned (May)`.
pub(in crate::findings) fn is_left_post(value: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&LEFT_POST, &LEFT_POST_IN_HAN, &korean::LEFT_POST]);
    let value = value.trim_start_matches(['(', '（', '[', '【', ' ']);
    if !STARTS.may_have(Start::of(value.as_bytes())) {
        return false;
    }
    let lower = value.to_lowercase();
    let is_end = |rest: &str| {
        let rest = rest.trim_start();
        rest.chars().next().is_none_or(|c| c.is_ascii_digit() || is_bracket(c) || is_stop(c))
    };
    let words = LEFT_POST.iter().chain(&LEFT_POST_IN_HAN).chain(&korean::LEFT_POST);
    words.filter_map(|words| lower.strip_prefix(words)).any(is_end)
}

/// Whether a value says of somebody that he is there.
pub(in crate::findings) fn is_there(value: &str) -> bool {
    THERE.contains(&value.to_lowercase().as_str())
}

/// Whether a value says of somebody that he is not, or no longer.
pub(in crate::findings) fn is_gone(value: &str) -> bool {
    const LONGEST: usize = 60;
    static STARTS: Starts = Starts::of(&[&GONE]);
    let value = value.trim_start_matches(['†', '(', '（', '[', ' ']);
    if value.len() > LONGEST {
        return false;
    }
    let chinese = value.strip_prefix('已').unwrap_or(value);
    if GONE_IN_CHINESE.iter().any(|word| chinese.starts_with(word)) {
        return true;
    }
    if !STARTS.may_have(Start::of(value.as_bytes())) {
        return false;
    }
    let lower = value.to_lowercase();
    GONE.iter()
        .filter_map(|words| lower.strip_prefix(words))
        .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() && c < '\u{2E80}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_gone_is_told_from_who_is_there() {
        for value in [
            "Fallecido/a", "Falleció 3/2026", "Moroso", "BAJA - no enviar", "转学", "已转学", "休学", "退学（9月）",
            "verstorben", "Ausgetreten zum 31.12.", "deceased", "left", "withdrawn", "décédé", "Démissionnaire",
            "Ex-member", "умерла",
        ] {
            assert!(is_gone(value) && !is_there(value), "{value}");
        }
        for value in
            ["Activo", "在读", "active", "Leftwich", "Deadline", "Partial", "honorary", "Honorario", "新生", "", "已"]
        {
            assert!(!is_gone(value), "{value}");
        }
        assert!(is_there("Activo") && is_there("在读") && is_there("ACTIVE") && !is_there("paid"));
    }

    #[test]
    fn posts_that_nobody_has_any_more_are_told_from_posts() {
        for value in [
            "退職", "退職済み", "退職者", "（退職）", "退職（3月）", "离职", "Resigned", "left the company", "Leaver",
            "ausgeschieden", "De baja", "licenciée", "uit dienst",
        ] {
            assert!(is_left_post(value), "{value}");
        }
        for value in [
            "課長", "退職金課", "退職給付部", "离退休工作处", "离职管理科", "Left wing", "Former Chair", "Retired",
            "Terminal 2", "Partner", "ausgeschiedene Räte", "",
        ] {
            assert!(!is_left_post(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(已|left|†|décédé|退職)?\\PC{0,8}") {
            let _ = (is_gone(&value), is_there(&value), is_left_post(&value));
        }
    }
}
