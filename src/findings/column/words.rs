//! What people write where there is no number, no day and no time, and what nobody takes for a slip: `gratis`, `sofort`, `noon`.

use super::{dates, figures};

/// Marks, in the words of schools.
const MARKS: [&str; 72] = [
    "缺考", "缺席", "缺勤", "缺", "缺交", "免考", "免修", "免交", "缓考", "缓交", "缓", "旷考", "旷课", "作弊", "病假",
    "事假", "请假", "休学", "退学", "未考", "未交", "未参加", "补考", "补交", "迟交", "已缴", "优", "良", "中", "差",
    "及格", "不及格", "合格", "不合格", "absent", "absente", "abs", "abs.", "exempt", "excused", "unexcused", "pass",
    "fail", "passed", "failed", "sick", "ill", "withdrawn", "incomplete", "krank", "entschuldigt", "unentschuldigt",
    "abwesend", "befreit", "entfallen", "bestanden", "nicht bestanden", "teilgenommen", "np", "n.p.", "no presentado",
    "no presentada", "exento", "exenta", "convalidado", "convalidada", "apto", "no apto", "aprobado", "suspenso",
    "dispensé", "dispensée",
];

/// Prices and sizes.
const PRICES: [&str; 47] = [
    "free", "free of charge", "for free", "no charge", "complimentary", "included", "incl.", "waived", "on request",
    "by arrangement", "frei", "beitragsfrei", "kostenfrei", "kostenlos", "gratis", "umsonst", "inklusive", "inkl.",
    "erlassen", "ermäßigt", "auf anfrage", "nach vereinbarung", "gratuit", "gratuite", "offert", "inclus",
    "sur demande", "gratuito", "gratuita", "incluido", "a consultar", "bajo petición", "su richiesta", "incluso",
    "omaggio", "op aanvraag", "бесплатно", "免费", "面议", "赠送", "免", "xs", "xxs", "xl", "xxl", "xxxl", "one size",
];

/// Days and times.
const DAYS: [&str; 58] = [
    "sofort", "umgehend", "sofort fällig", "bei erhalt", "nach erhalt", "nach vereinbarung", "nach absprache",
    "laufend", "unbefristet", "jederzeit", "bezahlt", "now", "immediately", "at once", "on receipt", "upon receipt",
    "due on receipt", "overdue", "paid", "permanent", "ongoing", "anytime", "flexible", "by arrangement",
    "by appointment", "inmediato", "inmediatamente", "immédiat", "immédiatement", "à réception", "subito", "immediato",
    "立即", "即日", "尽快", "长期", "已缴", "noon", "12 noon", "midday", "midnight", "all day", "morning", "afternoon",
    "evening", "mittag", "mittags", "mitternacht", "ganztägig", "ganztags", "vormittag", "nachmittag", "mediodía",
    "midi", "minuit", "mezzogiorno", "中午", "全天",
];

/// Whether a value may stand among numbers: a word for them, or numbers that say more than one can.
pub(in crate::findings) fn are_for_a_number(value: &str) -> bool {
    is_one_of(&MARKS, value) || is_one_of(&PRICES, value) || is_figures(value)
}

/// Whether a value may stand among dates.
pub(in crate::findings) fn are_for_a_day(value: &str) -> bool {
    is_one_of(&DAYS, value) || is_run_of_days(value)
}

/// Whether a value may stand among times of the day.
pub(in crate::findings) fn are_for_a_time(value: &str) -> bool {
    is_one_of(&DAYS, value) || is_clock(value)
}

fn is_one_of(words: &[&str], value: &str) -> bool {
    const LONGEST: usize = 24;
    value.len() <= LONGEST && {
        let value = value.to_lowercase();
        words.iter().any(|word| *word == value)
    }
}

/// `< 20`, `ca. 20`, `2 + 1`.
fn is_figures(value: &str) -> bool {
    const LONGEST: usize = 16;
    const ABOUT: [&str; 10] = ["<", ">", "≤", "≥", "±", "ca.", "about", "over", "unter", "über"];
    let number = |text: &str| figures::plain(text.trim());
    let is_about = || ABOUT.iter().any(|about| value.strip_prefix(about).is_some_and(|rest| number(rest).is_some()));
    let is_sum = || value.split_once(" + ").is_some_and(|(one, other)| number(one).and(number(other)).is_some());
    value.len() <= LONGEST && (is_about() || is_sum())
}

/// `14.-16.11.2026`: the last of several days is written whole.
fn is_run_of_days(value: &str) -> bool {
    const LONGEST: usize = 32;
    let is_part = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.len() <= 6
            && text.bytes().all(|octet| octet.is_ascii_digit() || matches!(octet, b'.' | b'/' | b' '))
    };
    let signs = ['-', '–', '—', '+', '&'];
    value.len() <= LONGEST
        && value
            .rsplit_once(signs)
            .is_some_and(|(first, last)| is_part(first.trim()) && dates::shape(last.trim()).is_some())
}

/// `9.30 Uhr`, `9 Uhr`, `10h30`, `9 am`.
fn is_clock(value: &str) -> bool {
    const LONGEST: usize = 12;
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit());
    let value = value.to_ascii_lowercase();
    let Some((hours, rest)) = value.find(|c: char| !c.is_ascii_digit()).and_then(|at| value.split_at_checked(at))
    else {
        return false;
    };
    let (minutes, unit) = match rest.strip_prefix(['.', 'h']) {
        Some(behind) => {
            let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
            let unit = if rest.starts_with('h') { "h" } else { behind[end..].trim() };
            (&behind[..end], unit)
        }
        None => ("", rest.trim()),
    };
    let is_below = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|number| number <= most);
    value.len() <= LONGEST
        && is_number(hours)
        && is_below(hours, 24)
        && (minutes.is_empty() || minutes.len() == 2 && is_below(minutes, 59))
        && matches!(unit, "uhr" | "h" | "am" | "pm" | "a.m." | "p.m." | "hrs" | "点")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_numbers_days_and_times_are_known() {
        for value in ["free", "Gratis", "ermäßigt", "NP", "缓交", "XL", "< 20", "ca. 20", "2 + 1"] {
            assert!(are_for_a_number(value), "{value}");
        }
        for value in [
            "ninety", "abc", "seventy", "85/100", "7.5/10", "~71", "2026/01", "12/2027", "a/b", "95+", "", "1 + ", "<",
            "9O",
        ] {
            assert!(!are_for_a_number(value), "{value}");
        }
        for value in ["sofort", "Upon receipt", "14.-16.11.2026", "14.11. – 16.11.2026", "立即"] {
            assert!(are_for_a_day(value), "{value}");
        }
        for value in ["soon", "2026-11", "08:00", "", "1-2", "abc-16.11.2026"] {
            assert!(!are_for_a_day(value), "{value}");
        }
        for value in ["noon", "Ganztägig", "9.30 Uhr", "9 Uhr", "10h30", "10h", "9am", "9 p.m."] {
            assert!(are_for_a_time(value), "{value}");
        }
        for value in ["9.30", "1430", "25 Uhr", "9.75 Uhr", "soon", "", "9 apples"] {
            assert!(!are_for_a_time(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "[0-9h.:/+<& -]{0,12}(Uhr|am)?|\\PC{0,12}") {
            let _ = (are_for_a_number(&value), are_for_a_day(&value), are_for_a_time(&value));
        }
    }
}
