//! States of who is no longer there, in a column where all others are: `Fallecido`, `已转学`, `ausgetreten`.

use crate::findings::starts::{Start, Starts};

/// How it is said that somebody is there, in lower case.
const THERE: [&str; 40] = [
    "active",
    "activo",
    "activa",
    "aktiv",
    "actif",
    "attivo",
    "attiva",
    "ativo",
    "ativa",
    "actief",
    "aktywny",
    "aktywna",
    "активен",
    "активный",
    "alta",
    "de alta",
    "en alta",
    "enrolled",
    "registered",
    "current",
    "current member",
    "member",
    "employed",
    "mitglied",
    "angemeldet",
    "eingeschrieben",
    "miembro",
    "socio",
    "socia",
    "inscrito",
    "inscrita",
    "inscrit",
    "inscrite",
    "iscritto",
    "iscritta",
    "在读",
    "在校",
    "在职",
    "在籍",
    "在册",
];

/// What it begins with that somebody is no longer there, or does not pay, in lower case.
const GONE: [&str; 117] = [
    "left",
    "gone",
    "moved",
    "withdrawn",
    "withdrew",
    "deceased",
    "died",
    "dead",
    "expelled",
    "suspended",
    "resigned",
    "quit",
    "lapsed",
    "expired",
    "terminated",
    "inactive",
    "former",
    "ex-member",
    "graduated",
    "no longer",
    "dropped out",
    "transferred",
    "cancelled",
    "canceled",
    "unsubscribed",
    "defaulter",
    "verstorben",
    "gestorben",
    "ausgetreten",
    "ausgeschieden",
    "ausgeschlossen",
    "austritt",
    "abgemeldet",
    "gekündigt",
    "exmatrikuliert",
    "verzogen",
    "inaktiv",
    "ehemalig",
    "ehemalige",
    "ehemaliger",
    "fallecido",
    "fallecida",
    "falleció",
    "difunto",
    "difunta",
    "moroso",
    "morosa",
    "baja",
    "de baja",
    "dado de baja",
    "dada de baja",
    "expulsado",
    "expulsada",
    "suspendido",
    "suspendida",
    "inactivo",
    "inactiva",
    "ya no",
    "trasladado",
    "trasladada",
    "renunció",
    "décédé",
    "décédée",
    "démissionnaire",
    "démission",
    "démissionné",
    "radié",
    "radiée",
    "exclu",
    "exclue",
    "parti",
    "partie",
    "ancien",
    "ancienne",
    "inactif",
    "inactive",
    "désinscrit",
    "désinscrite",
    "résilié",
    "deceduto",
    "deceduta",
    "dimesso",
    "dimessa",
    "dimissionario",
    "dimissionaria",
    "espulso",
    "espulsa",
    "cessato",
    "cessata",
    "ritirato",
    "ritirata",
    "inattivo",
    "inattiva",
    "falecido",
    "falecida",
    "faleceu",
    "desligado",
    "desligada",
    "desistente",
    "inativo",
    "inativa",
    "demitido",
    "cancelado",
    "cancelada",
    "overleden",
    "opgezegd",
    "uitgeschreven",
    "zmarł",
    "zmarła",
    "wypisany",
    "wypisana",
    "умер",
    "умерла",
    "выбыл",
    "выбыла",
    "退会",
    "注销",
];

/// The same in Chinese, behind 已 or alone.
const GONE_IN_CHINESE: [&str; 20] = [
    "转学", "转走", "转出", "转校", "休学", "退学", "停学", "离校", "离职", "离世", "去世", "病故", "身故", "死亡",
    "毕业", "开除", "除名", "辞职", "退休", "失联",
];

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
            "Fallecido/a",
            "Falleció 3/2026",
            "Moroso",
            "BAJA - no enviar",
            "转学",
            "已转学",
            "休学",
            "退学（9月）",
            "verstorben",
            "Ausgetreten zum 31.12.",
            "deceased",
            "left",
            "withdrawn",
            "décédé",
            "Démissionnaire",
            "Ex-member",
            "умерла",
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

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(已|left|†|décédé)?\\PC{0,8}") {
            let _ = (is_gone(&value), is_there(&value));
        }
    }
}
